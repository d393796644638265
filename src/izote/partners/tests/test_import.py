"""Services of a spreadsheet: read, set aside with row and field, and unchanged when the same list comes again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.kit.sheets import read_sheet, write_csv, write_xlsx
from izote.partners import actions, queries
from izote.partners.models import Institution, Location, Service
from izote.partners.sheetrows import read_rows
from izote.partners.tests.builders import enter, institution, service
from izote.territory.queries import gazetteer

HEAD = ["Directorio 2026"], [], ["Entidad", "Nombre del servicio", "Necesidades", "Edad mínima", "Edad máxima", "Municipio", "Dirección"]
MORE = ["Cobertura", "Teléfono", "Correo", "Horario", "Documentos", "Sexo"]
GOOD = [
    ["Unidad de Salud X", "Consulta general", "Atención médica; Medicinas", "", "", "Zacatecoluca", "Calle 1", 
     "Zacatecoluca; San Juan Nonualco", "2334-0200 / 2334-0201", "us@example.org", "lunes a viernes 7:30-15:30", "DUI", "todos"],
    ["INCAF", "Curso de electricidad", "formación, trabajo", 18, 35.0, "", "", "Zacatecoluca", "", "", "", "", ""],
]  # fmt: skip
BAD = [
    (["", "Sin institución", *[""] * 11], "Institución"),
    (["A", "Edad rara", "", "quince", *[""] * 9], "Edad mínima"),
    (["A", "Edades", "", 30, 20, *[""] * 8], "Edad máxima"),
    (["A", "Necesidad rara", "tatuajes", *[""] * 10], "Necesidades"),
    (["A", "Distrito dudoso", "", "", "", "San Francisco", *[""] * 7], "Distrito"),
    (["A", "Correo", *[""] * 7, "sin arroba", "", "", ""], "Correo"),
    (["A", "Horario", *[""] * 8, "cuando haya", "", ""], "Horario"),
    (["A", "Teléfono", *[""] * 6, "llamar", "", "", "", ""], "Teléfonos"),
]


def sheet(rows, *, kind="xlsx"):
    top, blank, head = HEAD
    data = [blank, head + MORE, *rows]
    return read_sheet((write_xlsx if kind == "xlsx" else write_csv)(top, data), f"servicios.{kind}")


def load(cast, rows, **options):
    with acting_as(cast.ana.pk):
        return actions.import_services(sheet(rows, **options), org=cast.ZAC, by=cast.ana)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_become_services_and_the_same_list_again_changes_nothing(cast, kind):
    first = load(cast, GOOD, kind=kind)
    assert (first.added, first.changed, first.unchanged, first.set_aside) == (2, 0, 0, [])
    with acting_as(cast.ana.pk):
        one = queries.find_services(cast.ZAC, text="consulta").get()
        assert (one.needs, one.phones, one.documents, one.gender) == (["health", "medicines"], ["2334-0200", "2334-0201"], ["dui"], "")
        assert [a.place.code for a in one.areas.all()] == ["0810", "0821"]
        assert [(row.address, row.place.code) for row in one.locations.all()] == [("Calle 1", "0821")]
        assert one.schedules.all()[0].days == ["MO", "TU", "WE", "TH", "FR"]
        course = queries.find_services(cast.ZAC, text="electricidad").get()
        assert (course.minimum_age, course.maximum_age, course.needs) == (18, 35, ["training", "work"])
        versions = dict(Service.objects.values_list("name", "version"))
    again = load(cast, GOOD, kind=kind)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    with acting_as(cast.ana.pk):
        assert dict(Service.objects.values_list("name", "version")) == versions and Institution.objects.count() == 2


def test_places_are_read_from_memory_and_fetched_once_for_the_whole_file(cast, django_assert_num_queries):
    gazetteer()
    with acting_as(cast.ana.pk), django_assert_num_queries(0):
        assert len(read_rows(sheet(GOOD * 20))[0]) == 40


def test_a_row_that_cannot_be_read_is_named_with_its_field_and_the_others_go_in(cast):
    report = load(cast, [*(row for row, _field in BAD), *GOOD])
    assert report.added == 2 and report.rows == len(BAD) + 2
    assert [(one.row, one.field) for one in report.set_aside] == [(4 + n, field) for n, (_row, field) in enumerate(BAD)]


def test_a_changed_cell_changes_that_service_and_an_empty_one_takes_nothing_away(cast):
    load(cast, GOOD)
    changed = [[*GOOD[0][:6], "Calle 2", *[""] * 6], GOOD[1]]
    report = load(cast, changed)
    assert (report.changed, report.unchanged) == (1, 1)
    with acting_as(cast.ana.pk):
        one = queries.find_services(cast.ZAC, text="consulta").get()
        assert one.phones and one.locations.get().address == "Calle 2" and one.areas.count() == 2


def test_a_known_institution_is_found_by_its_short_name_and_a_confidential_place_stays(cast):
    where = institution(cast.ana, cast.ZAC, "Instituto Nacional de Capacitación", short_name="INCAF")
    secret = {"name": "", "place": None, "address": "Pasaje 9", "confidential": True}
    one = service(cast.ana, cast.ZAC, "Curso de electricidad", of=where, locations=[secret])
    load(cast, [[*GOOD[1][:5], "Zacatecoluca", "Calle 5", *GOOD[1][7:]]])
    with acting_as(cast.ana.pk):
        assert Service.objects.get().pk == one.pk
        assert {(row.confidential, row.address) for row in Location.objects.all()} == {(True, ""), (False, "Calle 5")}
        assert [s.address for s in queries.confidential_addresses(one).values()] == ["Pasaje 9"]


def test_a_list_without_headings_is_refused_in_a_sentence(cast):
    with acting_as(cast.ana.pk), pytest.raises(BadInput, match="encabezados"):
        actions.import_services(read_sheet(write_csv(["a", "b"], [["1", "2"]]), "x.csv"), org=cast.ZAC, by=cast.ana)


def test_whoever_does_not_keep_the_directory_imports_nothing(cast):
    with acting_as(cast.rosa.pk), pytest.raises(PermissionDenied):
        actions.import_services(sheet(GOOD), org=cast.ZAC, by=cast.rosa)


def test_the_page_reports_what_went_in_and_what_was_set_aside(cast, client):
    top, blank, head = HEAD
    data = write_xlsx(top, [blank, head + MORE, BAD[3][0], *GOOD])
    page = enter(client, cast.ana).post(reverse("service_import"), {"file": SimpleUploadedFile("s.xlsx", data)}).content.decode()
    assert "3 filas leídas" in page and "tatuajes" in page and "Necesidades" in page
    broken = client.post(reverse("service_import"), {"file": SimpleUploadedFile("s.xlsx", b"%PDF-1.4 ...")})
    assert broken.status_code == 200 and "no una hoja" in broken.content.decode()
