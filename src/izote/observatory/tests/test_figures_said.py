"""What is said beside every figure: what it goes by, broken definitions, unknown people, sensible years, intervals."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.observatory.queries.onefigure import one_figure
from izote.observatory.rules.change import change
from izote.observatory.tests.builders import source, used
from izote.observatory.tests.test_figure_pages import page, rows_of, sheet

TOWNS = ("Zacatecoluca, La Paz", "Usulután, Usulután", "Ilobasco, Cabañas", "Jiquilisco, Usulután", "Sensuntepeque, Cabañas")
FALL = {2017: 50, 2018: 90, 2019: 70, 2020: 60, 2021: 50, 2022: 30, 2023: 12}
GOES_BY = ("Fuente:", "Corte:", "Versión de las cifras: 1", "Versión de la definición:", "descarga=csv", "descarga=xlsx", "descarga=hxl")


@pytest.fixture
def across(cast):
    """Police figures across April 2022, signed; the last year is not over."""
    counts = {(year, town): n // (1 + at) for year, n in FALL.items() for at, town in enumerate(TOWNS)}
    counts |= {(2024, "Zacatecoluca, La Paz"): 6}
    of = source(cast.oscar, cast.ZAC, "pnc")
    whole = {"covers_from": dt.date(2017, 1, 1), "covers_to": dt.date(2024, 6, 30)}
    load = used(of, cast.oscar, cast.elena, rows_of(counts), **whole)
    assert load.state == "published", load.preview
    return of


def charts(seen: str) -> dict[str, str]:
    """The figures of a page by key."""
    return {key: body for key, body in re.findall(r'<figure class="figure" id="([^"]+)">(.*?)</figure>', seen, re.S)}


def test_under_every_chart_stands_what_it_goes_by_with_its_files(cast, client, across):
    pages = (
        ("observatory_place", ["0821"], {}),
        ("indicator_detail", ["homicide_rate"], {"nivel": "district"}),
        ("comparison", [], {"lugar": "0821", "medida": "2020-05"}),
    )
    for name, args, query in pages:
        found = charts(page(client, cast.oscar, name, *args, **query))
        assert len(found) >= 3, name
        for key, body in found.items():
            missing = [words for words in GOES_BY if words not in body and key != "definiciones"]
            assert not missing, (name, key, missing)
    beside = sheet(client, "observatory_place", "0821", tabla="indicadores", descarga="hxl")
    assert {"#meta+definition", "#date+cutoff", "#meta+vintage"} <= set(beside[1])


def test_a_fall_across_a_broken_definition_says_so_in_its_sentence_and_tables(cast, client, across):
    seen = page(client, cast.oscar, "comparison", lugar="0821", desde="2019", hasta="2023")
    verdict = re.search(r'<h2 id="answer">(.*?)</h2>', seen, re.S)
    assert verdict and "la definición cambió en abril de 2022" in verdict[1] and "no se mide lo mismo" in verdict[1]
    inside = page(client, cast.oscar, "comparison", lugar="0821", desde="2018", hasta="2021")
    assert "la definición cambió" not in inside and "Cambio de definición" not in charts(inside)["lugares"]
    for key in ("anios", "meses"):
        assert "Cambio de definición: †" in charts(page(client, cast.oscar, "observatory_place", "0821"))[key], key
    for name, args, query, key in (
        ("observatory_place", ["0821"], {"tabla": "anios"}, "2022"),
        ("comparison", [], {"lugar": "0821", "desde": "2019", "hasta": "2023", "tabla": "definiciones"}, "Zacatecoluca"),
        ("indicator_detail", ["homicide_rate"], {"tabla": "partes"}, "Departamento"),
    ):
        rows = sheet(client, name, *args, **query, descarga="csv")
        assert any("†" in cell for row in rows if key in row for cell in row), (name, rows[:3])


def test_a_change_of_counts_is_not_shown_as_a_change_of_rates():
    unknown = change(100, 60, float("nan"), float("nan"))
    assert unknown.in_counts and not change(100, 60, 5000, 5200).in_counts and not change(100, 60).in_counts
    assert "people are not known" in unknown.words or "no se conoce la población" in unknown.words


def test_where_the_people_are_not_known_the_comparison_says_counts(cast, client, across):
    # the census of the country pack knows women, and no children
    seen = page(client, cast.oscar, "comparison", indicador="homicide_rate", lugar="0821", desde="2018", hasta="2021", poblacion="census")
    assert "no se conoce la población" not in seen
    lines = ["fecha,departamento,municipio,delito"]
    lines += [
        f"{1 + n % 28:02d}/{1 + n % 12:02d}/{year},LA PAZ,ZACATECOLUCA,MALTRATO INFANTIL" for year, m in FALL.items() for n in range(m)
    ]
    used(source(cast.oscar, cast.ZAC, "conapina"), cast.oscar, cast.elena, "\n".join(lines).encode())
    seen = page(client, cast.oscar, "comparison", indicador="child_maltreatment_rate", lugar="0821", desde="2018", hasta="2022")
    answer = re.search(r'<section class="stack" aria-labelledby="answer">(.*?)</section>', seen, re.S)
    assert answer and "Bajó el número de hechos; la tasa no se conoce" in answer[1]
    assert "De 90 a 30 hechos (en número y no en tasa" in answer[1] and "nan" not in answer[1]


def test_the_first_and_last_whole_year_are_compared_and_the_peak_is_named(cast, client, across):
    seen = page(client, cast.oscar, "comparison", lugar="0821")
    assert "en 2017 a 12 en 2023" in seen and '<option value="2024"' not in seen
    assert "2018 fue el año más alto" in page(client, cast.oscar, "comparison", lugar="0821", desde="2018", hasta="2021")
    assert "el año más alto" not in seen


def test_intervals_stand_beside_the_rest_of_the_country_and_twelve_months(cast, client, across):
    seen = page(client, cast.oscar, "comparison", lugar="0821", desde="2018", hasta="2021")
    assert re.search(r"En el resto del país: de [\d.]+ a [\d.]+ .*?, −\d+ % \(intervalo del 95 %: de −\d+ % a −\d+ %\)", seen)
    rows = sheet(client, "observatory_place", "0821", tabla="meses", descarga="hxl")
    last = dict(zip(rows[1], next(row for row in rows if row[0] == "2023-12"), strict=True))
    assert float(last["#indicator+low"]) < float(last["#indicator+num"]) < float(last["#indicator+high"])
    with acting_as(cast.oscar.pk):
        figure = one_figure(cast.oscar, "homicide_rate", "0821", "2023")
        counted = one_figure(cast.oscar, "homicide_count", "", "2023")
        month, quarter, women = (
            one_figure(cast.oscar, code, "0821", said)
            for code, said in (("homicide_rate", "2024-03"), ("homicide_rate", "2024-Q1"), ("women_homicide_rate", "2023-Q1"))
        )
        later = one_figure(cast.oscar, "homicide_rate", "0821", "2024-Q3")
        with pytest.raises(BadInput):
            one_figure(cast.oscar, "homicide_rate", "0821", "2024-13")
    assert figure["country"]["n"] > figure["n"] and figure["country"]["low"] < figure["country"]["rate"] < figure["country"]["high"]
    assert counted["low"] < counted["n"] < counted["high"]
    assert (month["n"], quarter["n"], quarter["rate"]) == (1, 3, None) and quarter["low"] < 3 < quarter["high"]
    # after the cut-off, and of one sex, nothing is known of months
    assert not later["known"] and later["n"] is None and not women["known"]


def test_few_events_without_a_district_leave_its_silent_districts_a_zero_and_many_leave_a_gap(cast, client):
    """La Paz: 2 of 62 events name the department alone; Usulután: 10 of 30."""
    lines = ["fecha,departamento,municipio,delito"]
    for department, town, n in (("LA PAZ", "ZACATECOLUCA", 60), ("LA PAZ", "", 2), ("USULUTAN", "USULUTAN", 20), ("USULUTAN", "", 10)):
        lines += [f"{1 + k % 28:02d}/{1 + k % 12:02d}/2023,{department},{town},HOMICIDIO" for k in range(n)]
    whole = {"covers_from": dt.date(2023, 1, 1), "covers_to": dt.date(2023, 12, 31)}
    used(source(cast.oscar, cast.ZAC, "iml", authority="IML"), cast.oscar, cast.elena, "\n".join(lines).encode(), **whole)
    client.force_login(cast.oscar)
    asked = {"nivel": "district", "anio": "2023", "tabla": "lugares", "descarga": "csv"}
    rows = {row[0]: row for row in sheet(client, "indicator_detail", "homicide_rate", **asked)}
    told = {name: (row[2], row[9]) for name, row in rows.items()}
    assert told["San Juan Nonualco"] == ("0", "menos de 5 hechos") and told["Zacatecoluca"] == ("60", "")
    # ten months of Jiquilisco are gaps, in the two others nobody in Usulután was without a district
    assert (
        told["Jiquilisco"][1].startswith("solo se conocen algunos meses") and "de 10 hechos de Usulután la fuente" in told["Jiquilisco"][1]
    )
    seen = page(client, cast.oscar, "indicator_detail", "homicide_rate", nivel="district", anio="2023")
    assert "De 92 hechos de 2023 la fuente no indica distrito en 12" in seen and "solo se conocen algunos meses del año" in seen
    here = page(client, cast.oscar, "observatory_place", "0810", anio="2023")
    assert "La Paz, 2023: de 62 hechos la fuente no indica distrito en 2; algunos pueden ser de aquí" in here


def test_each_place_without_a_shade_says_its_own_reason(cast, client, across):
    seen = page(client, cast.oscar, "indicator_detail", "homicide_rate", nivel="district", anio="2024")
    assert "Sin mapa: de ningún lugar de este nivel se conoce el año completo" in seen
    unknown = page(client, cast.oscar, "indicator_detail", "child_maltreatment_rate")
    assert "Sin mapa" not in unknown and "Todavía no hay cifras firmadas" in unknown
    lines = [f"{1 + n % 28:02d}/{1 + n % 12:02d}/2023,LA PAZ,ZACATECOLUCA,MALTRATO INFANTIL" for n in range(30)]
    whole = {"covers_from": dt.date(2023, 1, 1), "covers_to": dt.date(2023, 12, 31)}
    content = "\n".join(["fecha,departamento,municipio,delito", *lines]).encode()
    used(source(cast.oscar, cast.ZAC, "conapina"), cast.oscar, cast.elena, content, **whole)
    seen = page(client, cast.oscar, "indicator_detail", "child_maltreatment_rate", nivel="municipality")
    assert "Sin mapa: no se conoce la población de estos lugares" in seen
    rows = sheet(client, "indicator_detail", "child_maltreatment_rate", nivel="municipality", tabla="lugares", descarga="csv")
    assert next(row for row in rows if row[0] == "La Paz Este")[9] == "no se conoce la población de este lugar"


def test_the_year_in_which_a_measure_began_is_on_no_side_and_the_smallest_effect_is_shown(cast, client):
    towns = ("Zacatecoluca, La Paz", "Usulután, Usulután", "Ilobasco, Cabañas", "Jiquilisco, Usulután", "Sensuntepeque, Cabañas",
             "San Vicente, San Vicente", "Tecoluca, San Vicente", "Cojutepeque, Cuscatlán", "La Unión, La Unión")  # fmt: skip
    trend = (40, 44, 42, 46, 44, 48, 46, 44, 46, 44, 42)
    counts = {(2012 + n, town): m + (at + n) % 3 for n, m in enumerate(trend) for at, town in enumerate(towns)}
    counts |= {(2020, towns[0]): 300, (2021, towns[0]): 20, (2022, towns[0]): 21}
    whole = {"covers_from": dt.date(2012, 1, 1), "covers_to": dt.date(2022, 12, 31)}
    used(source(cast.oscar, cast.ZAC, "iml", authority="IML"), cast.oscar, cast.elena, rows_of(counts), **whole)
    seen = page(client, cast.oscar, "comparison", lugar="0821", desde="2012", hasta="2022", medida="2020-05")
    assert "El año 2020, en que comenzó la medida, no cuenta ni antes ni después" in seen
    assert re.search(r"El menor efecto que aquí se podría distinguir: [\d.]+ por 100,000", seen)
    # the wild year of the beginning would have made the mixture unlike the place, and the effect small
    assert re.search(r"Respecto a una combinación de lugares comparables \(.*?\): −[4-7]\d % en promedio", seen)
    january = page(client, cast.oscar, "comparison", lugar="0821", desde="2012", hasta="2022", medida="2021-01")
    assert "no cuenta ni antes ni después" not in january


TAG = r"#(adm[1-5]|loc|country|date|affected|population|indicator|status|meta|cause|group|activity|value)(\+[a-z][a-z0-9_]*)*"


def test_the_tags_of_files_are_those_of_the_standard_with_the_level_of_the_place(cast, client, across):
    client.force_login(cast.oscar)
    found = {}
    for name, args, query, keys in (
        ("observatory_place", ["0821"], {}, ("anios", "meses", "comparables", "quienes", "indicadores")),
        ("indicator_detail", ["homicide_rate"], {"nivel": "municipality"}, ("lugares", "rangos", "partes", "pais")),
        ("comparison", [], {"lugar": "0821"}, ("anios", "lugares", "definiciones")),
        ("alarm_list", [], {"estado": "all"}, ("bitacora",)),
    ):
        for key in keys:
            rows = sheet(client, name, *args, **query, tabla=key, descarga="hxl")
            assert len(rows[0]) == len(rows[1])
            wrong = [tag for tag in rows[1] if not re.fullmatch(TAG, tag)]
            assert not wrong, (name, key, wrong)
            found[name, key] = rows[1]
    assert found["observatory_place", "comparables"][0] == "#adm3+name" and found["indicator_detail", "rangos"][0] == "#adm2+name"
    assert found["comparison", "lugares"][0] == "#adm3+name" and found["indicator_detail", "partes"][0] == "#adm1+name"
    assert client.get(reverse("alarm_list"), {"tabla": "x", "descarga": "csv"}).status_code == 404
