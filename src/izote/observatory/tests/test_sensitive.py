"""Sexual offences inside the room: a reader asks for the district, the month, the hour, the alarm, the forecast, by page and by file."""

import datetime as dt

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.observatory.models import Alarm, Analysis, Vintage
from izote.observatory.queries.changes import changed_by, levels_of
from izote.observatory.queries.onefigure import one_figure
from izote.observatory.tests.builders import source, used
from izote.observatory.tests.test_alarms import invented
from izote.observatory.tests.test_figure_pages import page, sheet
from izote.observatory.watch.run import analyse, raise_alarms

DISTRICT, RATE = "0821", "sexual_offence_rate"
YEARS = (2022, 2023, 2024)


def hours(category: str = "violencia sexual") -> bytes:
    """Events with hour, age, means and kind of place in one district."""
    lines = ["fecha,hora,codigo municipio,delito,sexo,edad,arma,lugar"]
    lines += [
        f"{year}-{1 + n % 12:02d}-{1 + n % 28:02d},{n % 24:02d}:30,{DISTRICT},{category},F,{14 + n % 9},arma blanca,vivienda"
        for year in YEARS for n in range(60)
    ]  # fmt: skip
    lines += [f"{year}-05-0{1 + n},21:00,{DISTRICT},homicidio,M,30,arma de fuego,via publica" for year in YEARS for n in range(9)]
    return "\n".join(lines).encode()


@pytest.fixture
def offences(cast):
    of = source(cast.oscar, cast.ZAC)
    load = used(of, cast.oscar, cast.elena, hours(), covers_from=dt.date(2022, 1, 1), covers_to=dt.date(2024, 12, 31))
    assert load.state == "published", load.preview
    return of


def test_the_page_of_a_district_sends_to_its_municipality(cast, client, offences):
    seen = page(client, cast.oscar, "observatory_place", DISTRICT, indicador=RATE)
    assert "No se muestra de un lugar tan pequeño" in seen and "La Paz Este" in seen and "<figure" not in seen
    for table in ("anios", "meses", "temporada", "horas", "quienes", "means", "site", "trimestres"):
        asked = {"indicador": RATE, "tabla": table, "descarga": "csv"}
        assert "csv" not in client.get(reverse("observatory_place", args=[DISTRICT]), asked)["Content-Type"], table
    # nor in the row of every indicator on the page of what is not sensitive
    rows = sheet(client, "observatory_place", DISTRICT, indicador="homicide_rate", tabla="indicadores", descarga="csv")
    assert rows[1:] and not any("sexual" in " ".join(row).lower() for row in rows)


def test_a_municipality_has_years_and_quarters_and_nothing_closer(cast, client, offences):
    seen = page(client, cast.oscar, "observatory_place", DISTRICT, indicador=RATE)
    code = seen.split("No se muestra de un lugar tan pequeño")[1].split("/observatorio/lugares/")[1].split("/")[0]
    rows = sheet(client, "observatory_place", code, indicador=RATE, tabla="trimestres", descarga="csv")
    assert [row[:2] for row in rows[1:3]] == [["trimestre 1 de 2022", "15"], ["trimestre 2 de 2022", "15"]] and len(rows) == 13
    for table in ("meses", "temporada", "horas", "quienes", "means", "site"):
        asked = {"indicador": RATE, "tabla": table, "descarga": "csv"}
        assert client.get(reverse("observatory_place", args=[code]), asked).status_code == 404, table
    # what is not sensitive keeps its hours
    assert sheet(client, "observatory_place", DISTRICT, indicador="homicide_rate", tabla="horas", descarga="csv")


def test_no_list_comparison_figure_or_version_goes_below_the_municipality(cast, client, offences):
    seen = page(client, cast.oscar, "indicator_detail", RATE, nivel="district")
    assert 'value="district"' not in seen
    rows = sheet(client, "indicator_detail", RATE, nivel="district", tabla="lugares", descarga="csv")
    assert DISTRICT not in {row[1] for row in rows} and "La Paz Este" in {row[0] for row in rows}
    said = page(client, cast.oscar, "comparison", indicador=RATE, lugar=DISTRICT)
    assert "La Paz Este" in said
    with acting_as(cast.oscar.pk):
        for place, period in ((DISTRICT, "2024"), ("", "2024-03")):
            with pytest.raises(BadInput):
                one_figure(cast.oscar, RATE, place, period)
        changes = changed_by(Vintage.objects.get(source=offences), levels_of("sv")).rows
    own = [one for one in changes if one.category == "sexual_violence"]
    assert own and {(one.month, one.level) for one in own} <= {(0, "country"), (0, "department"), (0, "municipality")}


def test_nobody_watches_groups_or_forecasts_them(cast, client):
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, invented("violencia sexual"))
    raise_alarms(of.pk)
    analyse(of.pk)
    with acting_as(cast.oscar.pk):
        assert not Alarm.objects.filter(source=of).exists()
        assert not Analysis.objects.filter(source=of).exclude(kind="watch").exists()
