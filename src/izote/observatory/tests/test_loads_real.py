"""Real files: the incident records of Ecuador with their points, the yearly table of Colombia's municipalities."""

import gzip
import os

import pytest
from django.db import connection
from django.urls import reverse

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.models import Finding, Load, SetAside, Tally
from izote.observatory.rules.layout import Layout
from izote.observatory.tests.builders import source
from izote.observatory.tests.countries import COLOMBIA, ECUADOR, colombia, ecuador, needs
from izote.observatory.tests.test_loads import enter, upload, values


@pytest.fixture
def abroad(committed_cast, superuser, tmp_path, settings):
    """Loads packs written to a folder, as set-up does, and takes them away again."""
    from conftest import _as_owner
    from izote.territory import queries
    from izote.territory.actions import load_country
    from izote.territory.models import Country, Place

    before = connection.settings_dict.copy()
    settings.IZOTE_COUNTRY_PATHS = [str(tmp_path)]

    def owner(act):
        connection.close()
        _as_owner(connection, os.environ["DATABASE_ADMIN_URL"])
        try:
            return act()
        finally:
            connection.close()
            connection.settings_dict.update(before)

    yield tmp_path, lambda code: owner(lambda: load_country(code))
    superuser.execute("truncate observatory_source cascade")
    owner(lambda: (Place.objects.exclude(country__code="SV").delete(), Country.objects.exclude(code="SV").delete()))
    queries.forget()


@needs(ECUADOR)
def test_the_homicide_records_of_ecuador_are_loaded_corrected_and_signed(abroad, committed_cast, client):
    folder, load_country = abroad
    cast, records = committed_cast, ecuador(folder)
    load_country("ec")
    of = source(cast.oscar, cast.ZAC, code="mdi", country="ec", name="Homicidios intencionales", authority="Ministerio del Interior")
    enter(client, cast.oscar)
    page = upload(client, of, ECUADOR.read_bytes(), name=ECUADOR.name)
    # records of persons stop the file; it is chosen again without that column
    assert [name for name, _why, _line in page.context["refused"]] == ["Antecedentes"]
    again = values(page.context["form"])
    page = upload(client, of, ECUADOR.read_bytes(), name=ECUADOR.name, **{name: again[name] for name in ("without", "fingerprint")})
    page = client.get(page["Location"])
    form, load = page.context["form"], page.context["load"]
    fields = {bound.label: bound.html_name for bound in form if bound.html_name[:1] == "c" and bound.html_name[1:].isdigit()}
    assert form[fields["Fecha Infracción"]].value() == "date" and form[fields["Tipo Muert."]].value() == "category"
    # the police's own districts are no places of ours: the canton's code says where
    sent = values(form) | {fields["Distrito"]: "", fields["código de cantón"]: "place_code"}
    for bound in form:
        if bound.html_name in fields.values() and bound.value() == "place_code":
            sent[bound.html_name] = ""
    sent |= {fields["código de cantón"]: "place_code", "control_total": str(records)}
    answer = client.post(reverse("load_columns", args=[load.pk]), sent)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
        aside = list(SetAside.objects.filter(load=load).values_list("field", "why", "value"))
    assert (load.rows, load.kept, load.events) == (records, records, records), (load.unknown, aside[:5])
    assert set(load.categories) == {"homicide", "femicide"}
    with acting_as(cast.oscar.pk):
        codes = set(Finding.objects.filter(load=load).values_list("code", "weight"))
    assert not [code for code, weight in codes if weight == "error"]
    enter(client, cast.elena)
    page = client.get(reverse("load_sign", args=[load.pk]))
    read = [one.pk for one in page.context["findings"] if one.weight == "warning"]
    assert client.post(reverse("load_sign", args=[load.pk]), {"read": read}).status_code == 302
    assert actions.make_figures(load.pk, by=cast.elena) == "published"
    with acting_as(cast.elena.pk):
        rows = Tally.objects.filter(source=of, place=None, until__isnull=True, year=2024)
        assert sum(row.total for row in rows) == records
        assert sum(sum(n or 0 for n in row.months[:3]) for row in rows) == records
        assert all(row.months[3:] == [None] * 9 for row in rows)
    seen = client.get(
        reverse("indicator_detail", args=["homicide_count"]), {"fuente": "mdi"}, headers={"accept-language": "es"}
    ).content.decode()
    # three months are shown as three months, and what changed in El Salvador is no matter of Ecuador's
    assert "2024, enero a marzo" in seen and "Guayaquil" in seen and "44 municipios" not in seen


@needs(COLOMBIA)
def test_the_yearly_table_of_colombia_by_its_own_codes(abroad, committed_cast, client):
    folder, load_country = abroad
    cast, rows = committed_cast, colombia(folder)
    load_country("co")
    of = source(cast.oscar, cast.ZAC, code="dane", country="co", every="year")
    content = gzip.decompress(COLOMBIA.read_bytes())
    page = client
    enter(client, cast.oscar)
    page = client.get(upload(client, of, content, name="colombia.csv")["Location"])
    load, layout = page.context["load"], Layout.of(page.context["load"].plan)
    assert [name for name in layout.fields if name] == ["place_code", "municipality", "department", "year", "population", "count"]
    answer = client.post(reverse("load_columns", args=[load.pk]), values(page.context["form"]) | {"category": "homicide"})
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    known = [row for row in rows if row["homicidios"].strip()]
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
    assert (load.kept, load.set_aside) == (len(known), 0)
    assert load.events == sum(int(float(row["homicidios"])) for row in known)
    assert (load.covers_from.isoformat(), load.covers_to.isoformat()) == ("1990-01-01", "2013-12-31")
    with acting_as(cast.elena.pk):
        actions.sign_load(load, by=cast.elena)
    assert actions.make_figures(load.pk, by=cast.elena) == "published"
    with acting_as(cast.elena.pk):
        row = Tally.objects.get(source=of, place__code="05001", year=1990, until__isnull=True)
    assert (row.total, row.whole, row.months) == (3924, True, [None] * 12)
    asked = {"fuente": "dane", "indicador": "homicide_count", "lugar": "05001", "desde": "1991", "hasta": "2013"}
    seen = client.get(reverse("comparison"), asked, headers={"accept-language": "es"}).content.decode()
    # some municipalities are silent every year: the rest of the country is what is known of both years
    assert "−80" in seen and "de los que se conocen ambos años" in seen
