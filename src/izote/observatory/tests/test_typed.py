"""Tables typed from paper, requests to authorities, and gaps that are no zeros."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.models import InformationRequest, Load, Tally, TypedTable
from izote.observatory.queries.gaps import gaps_for
from izote.observatory.rules.typed import checked
from izote.observatory.tests.builders import source, used
from izote.observatory.tests.test_loads import enter, values


def test_totals_of_the_paper_are_compared_row_by_row_and_column_by_column():
    found = checked({"a": ["1", "2"], "b": ["", "1,000"]}, {"a": "3", "b": "999"}, ["1", "1003", "1004"], 2)
    assert found.figures == {"a": [1, 2], "b": [None, 1000]}
    assert (found.rows, found.columns) == ({"b": (999, 1000)}, {1: (1003, 1002), 2: (1004, 1003)})
    assert not found.agrees and checked({"a": ["x"]}, {}, [], 1).wrong == {("a", 0)}


def test_a_table_is_typed_kept_wrong_put_right_and_signed_by_another(cast, client):
    of = source(cast.oscar, cast.ZAC, code="iml")
    enter(client, cast.oscar)
    page = client.get(reverse("grid_new"))
    sent = {
        "source": of.pk,
        "category": "homicide",
        "level": "district",
        "within": "08",
        "year": "2015",
        "months": "yes",
        "status": "final",
    }
    assert page.status_code == 200
    begun = client.post(reverse("grid_new"), sent)
    table = begun["Location"]
    page = client.get(table, headers={"accept-language": "es"})
    assert len(page.context["rows"]) == 22
    typed = {"c0821-0": "5", "c0821-1": "0", "r0821": "6", "c0813-0": "dos", "t0": "5", "then": "send"}
    answer = client.post(table, typed, headers={"accept-language": "es"})
    text = answer.content.decode()
    assert "el papel dice 6, suma 5" in text and "Los totales aún no coinciden" in text and 'value="dos"' in text
    with acting_as(cast.oscar.pk):
        assert not Load.objects.exists() and TypedTable.objects.get().cells["0821"][:2] == ["5", "0"]
    right = typed | {"r0821": "5", "c0813-0": "2", "t0": "7", "t12": "7"}
    sent = client.post(table, right)
    with acting_as(cast.oscar.pk):
        load = Load.objects.get()
    assert sent["Location"] == reverse("load_progress", args=[load.pk])
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        load = Load.objects.get()
        assert (load.events, load.set_aside, load.control_total, load.scope.code) == (7, 0, 7, "08")
    with acting_as(cast.elena.pk):
        actions.sign_load(load, by=cast.elena)
    actions.make_figures(load.pk, by=cast.elena)
    with acting_as(cast.elena.pk):
        row = Tally.objects.get(source=of, place__code="0821", until__isnull=True)
        assert row.months[:3] == [5, 0, None]
        other = Tally.objects.filter(source=of, place__code="0101")
        assert not other.exists()
    # what has become a load is not typed any more
    assert client.get(table)["Location"] == reverse("load_detail", args=[load.pk])


def test_more_rows_than_fit_a_page_ask_for_a_department(cast, client):
    of = source(cast.oscar, cast.ZAC)
    sent = {"source": of.pk, "category": "homicide", "level": "district", "year": "2015", "months": "yes", "status": "final"}
    answer = enter(client, cast.oscar).post(reverse("grid_new"), sent, headers={"accept-language": "es"})
    assert answer.status_code == 200 and "escoja un departamento" in answer.content.decode()
    wrong = client.post(reverse("grid_new"), sent | {"category": "return"}, headers={"accept-language": "es"})
    assert "no habla de eso" in wrong.content.decode()


def test_refusals_and_silences_print_as_gaps(cast, client):
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, b"fecha,municipio,delito\n2024-01-05,Zacatecoluca,homicidio\n2024-02-05,Zacatecoluca,robo\n")
    enter(client, cast.oscar)
    sent = {
        "authority": "FGR",
        "what": "Desapariciones de 2024",
        "categories": ["disappearance"],
        "covers_from": "2024-01-01",
        "covers_to": "2024-03-31",
        "asked_on": "2024-04-01",
        "due_on": "2024-04-15",
        "state": "refused",
        "answered_on": "2024-04-10",
        "notes": ["reserved"],
        "legal": "LAIP 19",
    }
    early = client.post(reverse("request_write"), sent | {"answered_on": "2024-03-01"}, headers={"accept-language": "es"})
    assert "no puede ser anterior" in early.content.decode() and "Desapariciones de 2024" in early.content.decode()
    assert client.post(reverse("request_write"), sent).status_code == 302
    assert (
        client.post(
            reverse("request_write"), sent | {"state": "asked", "answered_on": "", "covers_from": "2024-05-01", "covers_to": ""}
        ).status_code
        == 302
    )
    with acting_as(cast.oscar.pk):
        strips = {one.category: one for one in gaps_for(cast.oscar, "violence", 2024).strips}
    assert strips["homicide"].months[:4] == ["spoken", "spoken", "gap", "gap"]
    assert strips["disappearance"].of("refused") == [1, 2, 3] and strips["disappearance"].of("silent") == [5]
    page = client.get(reverse("gap_list") + "?ano=2024", headers={"accept-language": "es"}).content.decode()
    assert "Negada: enero, febrero, marzo." in page and "Silencio: mayo." in page
    assert "sin respuesta: silencio" in client.get(reverse("request_list"), headers={"accept-language": "es"}).content.decode()
    with acting_as(cast.oscar.pk):
        row = InformationRequest.objects.order_by("pk").first()
    form = client.get(reverse("request_write", args=[row.pk])).context["form"]
    assert form["categories"].value() == ["disappearance"]
    assert (
        client.get(reverse("gap_list") + "?tema=returns", headers={"accept-language": "es"}).content.decode().count("no es un factor") == 1
    )


def test_a_source_is_proposed_written_and_corrected(cast, client):
    enter(client, cast.oscar)
    page = client.get(reverse("source_write") + "?propuesta=dgme")
    assert page.context["form"]["domain"].value() == "returns"
    answer = client.post(reverse("source_write"), values(page.context["form"]))
    assert answer.status_code == 302
    shown = client.get(answer["Location"], headers={"accept-language": "es"}).content.decode()
    assert "Personas retornadas (DGME)" in shown and "no es un factor de delito" in shown
    again = client.post(reverse("source_write"), values(page.context["form"]), headers={"accept-language": "es"})
    assert "Ya hay una fuente con este nombre corto" in again.content.decode()
    wrong = client.post(
        reverse("source_write"), values(page.context["form"]) | {"code": "x", "country": "zz"}, headers={"accept-language": "es"}
    )
    assert "no se conocen los lugares" in wrong.content.decode()
    assert timezone.localdate() >= dt.date(2024, 1, 1)


@pytest.mark.parametrize("who", ["elena"])
def test_who_signs_writes_no_source(cast, client, who):
    of = source(cast.oscar, cast.ZAC)
    enter(client, getattr(cast, who))
    assert client.get(reverse("source_detail", args=[of.pk])).status_code == 200
    assert client.post(reverse("source_write"), {"code": "x"}).status_code == 403
    assert client.post(reverse("source_write", args=[of.pk]), {"code": "x"}).status_code == 403
