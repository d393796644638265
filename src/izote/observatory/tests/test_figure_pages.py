"""Pages of figures as an analyst reads them: gaps stay gaps, small numbers are not ranked, every table can be taken away."""

import csv
import datetime as dt
import io
import json
import re
import zipfile

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.models import Claim, Source, SurveyValue
from izote.observatory.queries import figures
from izote.observatory.queries.onefigure import one_figure
from izote.observatory.queries.values import parts_of_index
from izote.observatory.rules.indicators import indicators
from izote.observatory.tests.builders import source, used

SPANISH = {"accept-language": "es"}


def rows_of(counts: dict[tuple[int, str], int], category: str = "homicidio") -> bytes:
    """Events spread over the days of each year."""
    lines = ["fecha,departamento,municipio,delito,sexo,edad,expediente"]
    for (year, place), number in counts.items():
        town, department = place.split(", ")
        for n in range(number):
            day = f"{1 + n % 28:02d}/{1 + n % 12:02d}/{year}"
            lines.append(f"{day},{department},{town},{category},{'F' if n % 9 == 0 else 'M'},{18 + n % 40},{year}-{town}-{n}")
    return "\n".join(lines).encode()


@pytest.fixture
def signed(cast):
    """Police figures of four places, 2013 to 2019, signed by a second person."""
    fall = {2013: 60, 2014: 80, 2015: 120, 2016: 90, 2017: 60, 2018: 50, 2019: 40}
    counts = {(year, "Zacatecoluca, La Paz"): n for year, n in fall.items()}
    counts |= {(year, "Usulután, Usulután"): n for year, n in fall.items()}
    counts |= {(year, "Ilobasco, Cabañas"): n // 2 for year, n in fall.items()}
    counts |= {(2019, "San Juan Nonualco, La Paz"): 3}
    of = source(cast.oscar, cast.ZAC, "iml", authority="IML")
    whole = {"covers_from": dt.date(2013, 1, 1), "covers_to": dt.date(2019, 12, 31)}
    load = used(of, cast.oscar, cast.elena, rows_of(counts), **whole)
    assert load.state == "published", load.preview
    return of


def page(client, user, name, *args, **query) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query, headers=SPANISH)
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode()


def sheet(client, name, *args, **query) -> list[list[str]]:
    answer = client.get(reverse(name, args=args), query, headers=SPANISH)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_an_indicator_shows_map_ranks_interval_and_what_it_stands_on(cast, client, signed):
    seen = page(client, cast.oscar, "indicator_detail", "homicide_rate", nivel="district", anio="2019")
    for words in (
        "Tal como se contó",
        "Suavizada",
        "menos de 5 hechos: sin sombrear",
        "Corte",
        "homicide_rate 1",
        "Censo",
        "la misma cifra para 2019",
    ):
        assert words in seen, words
    assert not re.search(r'[>" ](nan|inf)[<" .,]', seen)
    ranked = sheet(client, "indicator_detail", "homicide_rate", nivel="district", anio="2019", tabla="rangos", descarga="csv")
    assert {row[0] for row in ranked[1:]} == {"Zacatecoluca", "Usulután", "Ilobasco"}


def test_a_table_goes_out_with_its_source_version_and_people(cast, client, signed):
    client.force_login(cast.oscar)
    asked = {"nivel": "district", "anio": "2019", "tabla": "lugares"}
    rows = sheet(client, "indicator_detail", "homicide_rate", **asked, descarga="hxl")
    head, tags = rows[0], rows[1]
    assert tags[:3] == ["#adm3+name", "#adm3+code", "#affected+total"] and len(head) == len(tags) == len(rows[2])
    zaca = dict(zip(tags, next(row for row in rows if row[0] == "Zacatecoluca"), strict=True))
    assert (zaca["#affected+total"], zaca["#meta+vintage"], zaca["#meta+definition"]) == ("40", "1", "homicide_rate 1")
    assert zaca["#meta+source"].startswith("IML") and "2007" in zaca["#meta+denominator"]
    assert float(zaca["#indicator+low"]) < float(zaca["#indicator+num"]) < float(zaca["#indicator+high"])
    book = client.get(reverse("indicator_detail", args=["homicide_rate"]), {**asked, "descarga": "xlsx"}).content
    assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(book)).namelist()
    assert client.get(reverse("indicator_detail", args=["homicide_rate"]), {"tabla": "x", "descarga": "csv"}).status_code == 404


def test_a_place_tells_its_story_with_few_questions(cast, client, signed, django_assert_max_num_queries):
    page(client, cast.oscar, "observatory_place", "0821")
    with django_assert_max_num_queries(26):
        seen = client.get(reverse("observatory_place", args=["0821"]), headers=SPANISH).content.decode()
    for words in (
        "Novedades",
        "Versión 1",
        "Acumulado de los últimos doce meses",
        "Quiénes: por edad y sexo",
        "interno",
        "Todos los indicadores aquí",
        "La Paz Este",
    ):
        assert words in seen, words
    page(client, cast.oscar, "indicator_detail", "homicide_rate")
    with django_assert_max_num_queries(24):
        client.get(reverse("indicator_detail", args=["homicide_rate"]))
    assert "El Salvador" in page(client, cast.oscar, "observatory_place", "sv")


def test_nothing_signed_is_said_and_not_drawn_as_zero(cast, client):
    for name, args in (("indicator_detail", ["homicide_rate"]), ("observatory_place", ["0821"]), ("comparison", [])):
        seen = page(client, cast.oscar, name, *args)
        assert "Todavía no hay cifras firmadas" in seen and '<svg class="chart' not in seen


def test_another_office_sees_nothing_of_it(cast, client, signed):
    for user in (cast.ana, cast.carla, cast.paula):
        client.force_login(user)
        assert client.get(reverse("observatory_place", args=["0821"])).status_code == 403


def test_did_it_fall_is_answered_with_interval_rest_and_the_peak(cast, client, signed):
    seen = page(client, cast.oscar, "comparison", lugar="0821", desde="2015", hasta="2019")
    for words in (
        "−67 %",
        "Bajó",
        "En el resto del país",
        "El cambio de aquí no se distingue",
        "2015 fue el año más alto",
        "otros años base",
    ):
        assert words in seen, words
    unknown = page(client, cast.oscar, "comparison", lugar="0821", desde="2010", hasta="2019")
    assert "Esto no se puede decir" in unknown
    nowhere = page(client, cast.oscar, "comparison", lugar="Atlántida")
    assert "No hay un solo lugar" in nowhere
    small = page(client, cast.oscar, "comparison", lugar="San Juan Nonualco", desde="2018", hasta="2019")
    assert "de ninguno a 3" in small


def test_a_claim_is_shown_as_theirs(cast, client, signed):
    client.force_login(cast.oscar)
    sent = {"claimed_by": "Alcalde, artículo de la OIM", "claimed_on": "2019-05-02", "text": "bajó un 60 %", "indicator": "homicide_rate",
            "place": "0821", "year_from": "2015", "year_to": "2019", "said": "-60", "address": "https://example.org/a"}  # fmt: skip
    assert client.post(reverse("claim_write"), sent).status_code == 302
    with acting_as(cast.oscar.pk):
        row = Claim.objects.get()
        assert (row.said, row.written_by_id, row.org_id) == (-0.6, cast.oscar.pk, cast.ZAC.pk)
    seen = page(client, cast.oscar, "comparison", lugar="0821", desde="2015", hasta="2019")
    assert "bajó un 60 %" in seen and "Alcalde, artículo de la OIM" in seen and "Las cifras de esta página" in seen
    wrong = client.post(reverse("claim_write"), {**sent, "year_to": "2014"}, headers=SPANISH)
    assert "El segundo año va después" in wrong.content.decode()


def test_violence_and_returns_share_no_page_and_no_file(cast, client, signed):
    client.force_login(cast.oscar)
    assert client.get(reverse("observatory_place", args=["0821"]), {"indicador": "returns_count"}).status_code == 404
    assert client.get(reverse("comparison"), {"indicador": "returns_count"}).status_code == 404
    of_returns = page(client, cast.oscar, "indicator_domain", "returns")
    assert "no es un factor de delito" in of_returns and "omicid" not in of_returns
    of_violence = page(client, cast.oscar, "indicator_list")
    assert "Personas retornadas" not in of_violence


def test_a_survey_value_is_shown_once_a_second_person_signed_it(cast, client):
    sent = {
        "indicator": "survey_fear",
        "place": "0821",
        "year": "2018",
        "survey": "IUDOP",
        "value": "41.5",
        "low": "36",
        "high": "47",
        "interviews": "400",
    }
    client.force_login(cast.oscar)
    assert client.post(reverse("survey_value_write"), sent).status_code == 302
    assert "41.5" not in page(client, cast.oscar, "indicator_detail", "survey_fear")
    with acting_as(cast.oscar.pk):
        row = SurveyValue.objects.get()
        with pytest.raises(PermissionDenied):
            actions.sign_survey_value(row, by=cast.oscar)
        # the database agrees: the row is not his to sign, nor to bring in signed
        assert SurveyValue.objects.filter(pk=row.pk).update(signed_by=cast.elena) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            SurveyValue.objects.create(**{**typed(row), "signed_by": cast.elena, "version": 9})
    client.force_login(cast.elena)
    assert client.post(reverse("survey_value_sign", args=[row.pk])).status_code == 302
    assert client.post(reverse("survey_value_sign", args=[row.pk])).status_code == 409
    assert "41.5" in page(client, cast.oscar, "indicator_detail", "survey_fear")
    for field, value, said in (("value", "140", "entre 0 y 100"), ("low", "", "dos límites"), ("low", "45", "fuera de su intervalo")):
        wrong = client_post(client, cast.oscar, {**sent, field: value})
        assert said in wrong, said


def typed(row) -> dict:
    return {name: getattr(row, name) for name in ("org", "indicator", "place", "year", "survey", "value", "interviews", "written_by")}


def client_post(client, user, sent) -> str:
    client.force_login(user)
    return client.post(reverse("survey_value_write"), sent, headers=SPANISH).content.decode()


def test_the_index_says_that_its_weights_are_not_official(cast, client):
    for n, part in enumerate(parts_of_index()):
        given = {"indicator": part.code, "place": None, "year": 2013, "survey": "propia", "value": 4.0 + n / 2, "interviews": 80}
        with acting_as(cast.oscar.pk):
            row = actions.write_survey_value(org=cast.ZAC, by=cast.oscar, **given)
        if n < 7:
            with acting_as(cast.elena.pk):
                actions.sign_survey_value(row, by=cast.elena)
    # seven parts of eight: a missing one is never taken for anything
    assert "Todavía no hay valores firmados" in page(client, cast.oscar, "indicator_detail", "competitiveness")
    with acting_as(cast.elena.pk):
        actions.sign_survey_value(row, by=cast.elena)
    seen = page(client, cast.oscar, "indicator_detail", "competitiveness")
    assert "5.8" in seen and "onderación no oficial" in seen
    client.force_login(cast.oscar)
    first, *rest = [one.code for one in parts_of_index()]
    assert client.post(reverse("index_weight_write"), {first: "1"} | dict.fromkeys(rest, "0")).status_code == 302
    assert '<td class="number" data-label="Valor">4.0</td>' in page(client, cast.oscar, "indicator_detail", "competitiveness")


def test_one_figure_for_those_who_script(cast, signed):
    with acting_as(cast.oscar.pk):
        found = one_figure(cast.oscar, "homicide_rate", "0821", "2015")
        gap = one_figure(cast.oscar, "homicide_rate", "0821", "2012")
    assert (found["n"], found["whole_year"], found["vintage"], found["source"]["code"]) == (120, True, 1, "iml")
    assert found["low"] < found["rate"] < found["high"] and found["denominator"]["way"] == "carried" and found["caveats"]
    assert (gap["known"], gap["n"], gap["rate"]) == (False, None, None)
    json.dumps(found, allow_nan=False)


def test_victims_of_whom_nobody_says_the_sex_are_not_no_women(committed_cast):
    cast = committed_cast
    head = "Fecha,Departamento,Municipio,Delito,Sexo\n"
    rows = {"told": "M", "untold": "NO DETERMINADO"}
    found = {}
    for code, sex in rows.items():
        lines = "".join(f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/2023,LA PAZ,ZACATECOLUCA,HOMICIDIO,{sex}\n" for n in range(24))
        used(source(cast.oscar, cast.ZAC, code), cast.oscar, cast.elena, (head + lines).encode())
        with acting_as(cast.oscar.pk):
            basis = figures.basis_of(Source.objects.get(org=cast.ZAC, code=code))
            grid = figures.grid(indicators()["women_homicide_rate"], basis, level="country", years=[2023])
        found[code] = (grid.counts[0, 0], bool(grid.whole[0, 0]))
    assert found["told"] == (0, True)
    assert np.isnan(found["untold"][0]) and not found["untold"][1]


def test_an_unfinished_year_stands_beside_the_same_months_of_other_years(cast, client):
    of = source(cast.oscar, cast.ZAC, "iml", authority="IML")
    lines = ["fecha,departamento,municipio,delito"]
    # every month of 2023 has 10, of 2024 only January to March are known, with 5 each
    lines += [f"{n + 1:02d}/{m:02d}/2023,LA PAZ,ZACATECOLUCA,HOMICIDIO" for m in range(1, 13) for n in range(10)]
    lines += [f"{n + 1:02d}/{m:02d}/2024,LA PAZ,ZACATECOLUCA,HOMICIDIO" for m in range(1, 4) for n in range(5)]
    until = dt.date(2024, 3, 31)
    used(of, cast.oscar, cast.elena, "\n".join(lines).encode(), covers_from=dt.date(2023, 1, 1), covers_to=until, cut_off=until)
    asked = {"indicador": "homicide_count", "meses": "3"}
    seen = page(client, cast.oscar, "indicator_detail", "homicide_count", meses="3", anio="2024", nivel="district")
    assert "enero a marzo" in seen and "2024, enero a marzo" in seen
    rows = sheet(client, "observatory_place", "0821", **asked, tabla="anios", descarga="csv")
    counted = {row[0]: row[1] for row in rows if row and row[0][:4] in ("2023", "2024")}
    assert counted == {"2023": "30", "2024": "15"}
    seen = page(client, cast.oscar, "comparison", **asked, lugar="0821", desde="2023", hasta="2024")
    assert "−50" in seen
    # whole years are what is shown unless somebody asks, and a part is never set beside a whole
    rows = sheet(client, "observatory_place", "0821", indicador="homicide_count", tabla="anios", descarga="csv")
    assert ["2023", "120"] in [row[:2] for row in rows] and not any(row[:1] == ["2024"] for row in rows)


def test_where_not_every_place_is_known_those_known_in_every_year_are_summed_and_said(cast, client):
    of = source(cast.oscar, cast.ZAC, "iml", authority="IML", every="year")
    lines = ["Departamento,Municipio,Año,Homicidios"]
    for year, n in ((2020, 100), (2021, 50)):
        lines += [
            f"LA PAZ,ZACATECOLUCA,{year},{n}",
            f"CABAÑAS,ILOBASCO,{year},{n * 2 - 20}",
            f"USULUTÁN,USULUTÁN,{year},{n if year == 2020 else ''}",
        ]
    used(of, cast.oscar, cast.elena, "\n".join(lines).encode(), name="anual.csv", fixed={"category": "homicide"})
    seen = page(client, cast.oscar, "indicator_detail", "homicide_count", nivel="district")
    assert "los 2 que se conocen en todos los años" in seen
    rows = sheet(client, "indicator_detail", "homicide_count", tabla="pais", descarga="csv")
    assert {row[0]: row[1] for row in rows if row and row[0] in ("2020", "2021")} == {"2020": "280", "2021": "130"}
    seen = page(client, cast.oscar, "comparison", indicador="homicide_count", lugar="0821", desde="2020", hasta="2021")
    assert "−50" in seen and "los 1 de los que" in seen


def test_a_page_that_was_seen_shows_what_was_signed_since(cast, client, signed):
    asked = {"indicador": "homicide_count", "tabla": "anios", "descarga": "csv"}
    client.force_login(cast.oscar)
    assert ["2019", "40"] in [row[:2] for row in sheet(client, "observatory_place", "0821", **asked)]
    more = rows_of({(2019, "Zacatecoluca, La Paz"): 55})
    used(signed, cast.oscar, cast.elena, more, covers_from=dt.date(2019, 1, 1), covers_to=dt.date(2019, 12, 31))
    assert ["2019", "55"] in [row[:2] for row in sheet(client, "observatory_place", "0821", **asked)]
    # a page that is held is none of another office's
    client.force_login(cast.paula)
    assert client.get(reverse("observatory_place", args=["0821"]), asked).status_code in (403, 404)
