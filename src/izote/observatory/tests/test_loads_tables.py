"""Files as authorities send them: tables with titles, totals and notes, dates in two orders, other encodings, and what is no table."""

import datetime as dt
import io
import zipfile

import pytest

from izote.access.context import acting_as
from izote.kit.errors import Conflict
from izote.kit.sheets import SheetRefused
from izote.kit.sheetwrite import write_xlsx
from izote.observatory import actions
from izote.observatory.models import Finding, Load, SetAside, Tally
from izote.observatory.queries.changes import changed_by, changes_of
from izote.observatory.rules.findings import sentence
from izote.observatory.rules.layout import Layout, Spread, layout_of
from izote.observatory.rules.words import age_of
from izote.observatory.tests.builders import begun, read, read_again, source, used

THREE_HEADINGS = (
    ["Homicidios por municipio", "", "", "", "", ""],
    ["", "2023", "", "2024", "", ""],
    ["Municipio", "Enero", "February", "ene.", "Feb", "Total"],
    ["La Paz", "", "", "", "", ""],
    ["Zacatecoluca", "3", "2", "1", "-", "6"],
    ["San Juan Nonualco", "1", "", "2", "4", "7"],
    ["Total", "4", "2", "3", "4", "13"],
    ["Fuente: PNC", "", "", "", "", ""],
)


def found(load):
    with acting_as(load.uploaded_by_id):
        return {one.code: one for one in Finding.objects.filter(load=load)}


def months(of, by, category, place=None, year=2024):
    with acting_as(by.pk):
        where = {"place__code": place} if place else {"place": None}
        row = Tally.objects.filter(source=of, category=category, year=year, until__isnull=True, **where).first()
        return row.months if row else None


def csv(rows, separator=","):
    return "\n".join(separator.join(row) for row in rows).encode()


@pytest.fixture
def pnc(cast):
    return source(cast.oscar, cast.ZAC, authority="PNC")


def test_three_heading_rows_months_in_two_languages_totals_and_notes(cast, pnc):
    load = begun(pnc, cast.oscar, csv(THREE_HEADINGS))
    layout = Layout.of(load.plan)
    assert layout.head == 3
    assert [(one.year, one.month, one.total) for one in layout.spread.values()] == [
        (2023, 1, False), (2023, 2, False), (2024, 1, False), (2024, 2, False), (2024, None, True),
    ]  # fmt: skip
    layout.spread[5] = Spread(total=True)
    layout.fixed = {"category": "homicide"}
    load = read_again(load, cast.oscar, layout)
    with acting_as(cast.oscar.pk):
        aside = list(SetAside.objects.filter(load=load).values_list("line", "field", "why"))
    # the dash is no number and nobody said that it is a zero; the totals are met or said
    assert (load.events, aside) == (13, [(5, "count", "not_a_number")])
    assert found(load)["total_agrees"].facts["said"] == 13
    layout.blank = "zero"
    load = read_again(load, cast.oscar, layout)
    assert (load.events, load.set_aside) == (13, 0)


def test_a_row_whose_total_is_not_its_sum_is_named(cast, pnc):
    rows = [list(row) for row in THREE_HEADINGS[2:]]
    rows[0] = ["Municipio", "Enero 2024", "Febrero 2024", "Marzo 2024", "Abril 2024", "Total"]
    rows[2] = ["Zacatecoluca", "3", "2", "1", "0", "9"]
    load = read(pnc, cast.oscar, csv(rows), fixed={"category": "homicide"})
    one = found(load)["row_total"]
    assert one.facts == {"line": 3, "said": 9, "read": 6}
    assert sentence(one.code, one.facts)


def test_names_of_before_and_after_the_reform_stand_in_one_column(cast, pnc):
    places = (("2023-05-05", "Zacatecoluca"), ("2024-06-05", "La Paz Este"), ("2024-06-07", "Distrito de Zacatecoluca"))
    content = "fecha,municipio,delito\n" + "".join(f"{day},{place},homicidio\n" for day, place in places)
    load = used(pnc, cast.oscar, cast.elena, content.encode())
    assert load.set_aside == 0
    assert months(pnc, cast.oscar, "homicide", "0821", 2023)[4] == 1
    # the municipality of 2024 holds three districts: the event is known there and not below
    assert months(pnc, cast.oscar, "homicide", "0821")[5] == 1
    assert sum(n or 0 for n in months(pnc, cast.oscar, "homicide")) == 2


def test_dates_in_two_orders_are_never_guessed(cast, pnc):
    rows = ["fecha,municipio,delito", *(f"{d},Zacatecoluca,robo" for d in ("31/01/2024", "01/31/2024", "02/03/2024", "05/05/2024"))]
    load = read(pnc, cast.oscar, "\n".join(rows).encode())
    with acting_as(cast.oscar.pk):
        assert list(SetAside.objects.filter(load=load).values_list("line", "why")) == [(4, "order")]
    assert load.kept == 3 and found(load)["two_orders"].facts["rows"] == 1
    with acting_as(cast.oscar.pk):
        layout = Layout.of(load.plan)
        layout.order = "mdy"
        actions.confirm_load(load, by=cast.oscar, layout=layout)
    actions.read_load(load.pk, by=cast.oscar)
    # with the month first the other one is no date
    with acting_as(cast.oscar.pk):
        assert [(one.line, one.why) for one in SetAside.objects.filter(load=load)] == [(2, "not_a_date")]


def test_negative_and_impossible_counts_are_set_aside_with_their_line(cast, pnc):
    figures = ("-3", "cinco", '"1,204"', "900000")
    content = "año,mes,municipio,cantidad\n" + "".join(f"2024,{n},Zacatecoluca,{said}\n" for n, said in enumerate(figures, 1))
    load = read(pnc, cast.oscar, content.encode(), fixed={"category": "robbery"})
    with acting_as(cast.oscar.pk):
        aside = list(SetAside.objects.filter(load=load).order_by("line").values_list("line", "field", "why"))
    assert aside == [(2, "count", "negative"), (3, "count", "not_a_number"), (5, "count", "too_many")]
    assert load.events == 1204


def test_one_changed_row_is_a_new_vintage_with_its_difference(cast, pnc):
    first = "fecha,municipio,delito\n2024-01-05,Zacatecoluca,homicidio\n2024-02-05,Zacatecoluca,homicidio\n2024-03-05,Olocuilta,homicidio\n"
    used(pnc, cast.oscar, cast.elena, first.encode())
    corrected = read(pnc, cast.oscar, first.replace("2024-02-05", "2024-03-06").encode(), name="corregido.csv")
    with acting_as(cast.elena.pk):
        would = changes_of(corrected, ["district"])
        said = [(one.month, one.before, one.after) for one in would.rows]
        assert said == [(2, 1, 0), (3, 0, 1)] and would.new == 0
        actions.sign_load(corrected, by=cast.elena)
    actions.make_figures(corrected.pk, by=cast.elena)
    with acting_as(cast.oscar.pk):
        vintage = corrected.source.vintages.get(number=2)
        assert [(one.month, one.before, one.after) for one in changed_by(vintage, ["district"]).rows] == said
        held = Tally.objects.filter(source=pnc, category="homicide", place__code="0821", year=2024).order_by("since")
        assert [(one.months[1], one.since, one.until) for one in held] == [(1, 1, 2), (0, 2, None)]


def test_a_definition_that_changes_within_the_file_is_a_warning(cast, pnc):
    rows = ["fecha,municipio,delito", *(f"2022-{n:02d}-05,Zacatecoluca,homicidio" for n in range(1, 13))]
    one = found(read(pnc, cast.oscar, "\n".join(rows).encode()))["break"]
    assert one.weight == "warning" and "2022" in sentence(one.code, one.facts)


def test_seventy_five_million_people_in_a_town_cannot_be(cast, client):
    people = source(cast.oscar, cast.ZAC, code="onec", domain="population", every="year")
    content = "Distrito,Año,Población\nZacatecoluca,2024,75000000\nSan Juan Nonualco,2024,17500\n"
    load = read(people, cast.oscar, content.encode())
    one = found(load)["people_impossible"]
    from django.utils import translation

    with translation.override("es"):
        said = sentence(one.code, one.facts)
    assert one.weight == "error" and "75,000,000" in said and "Zacatecoluca" in said and "65,826" in said and "2007" in said
    with acting_as(cast.elena.pk), pytest.raises(Conflict):
        actions.sign_load(load, by=cast.elena)
    right = read(people, cast.oscar, content.replace("75000000", "75000").encode(), name="corregido.csv")
    assert "people_impossible" not in found(right)
    assert right.categories == ["population"] and right.covers_to == dt.date(2024, 12, 31)
    with acting_as(cast.elena.pk):
        actions.sign_load(right, by=cast.elena)
    actions.make_figures(right.pk, by=cast.elena)
    with acting_as(cast.oscar.pk):
        row = Tally.objects.get(source=people, place__code="0821", until__isnull=True)
        assert (row.total, row.whole) == (75000, True)


def test_sexes_that_do_not_add_up_to_the_total_of_a_population_are_an_error(cast):
    people = source(cast.oscar, cast.ZAC, code="onec", domain="population", every="year")
    content = "Distrito,Hombres,Mujeres,Total\nZacatecoluca,35000,38000,73000\nOlocuilta,15000,16000,32000\n"
    load = read(people, cast.oscar, content.encode(), fixed={"year": "2024"})
    one = found(load)["row_total"]
    assert (one.weight, one.facts) == ("error", {"line": 3, "said": 32000, "read": 31000})


def test_sexes_beside_each_other_with_months_below_and_sex_not_known(cast, pnc):
    content = "mes,hombres,mujeres,no determinado,total\nEnero,309,26,1,336\nFebrero,282,23,2,307\n"
    load = read(pnc, cast.oscar, content.encode(), fixed={"category": "homicide", "year": "2015"})
    assert (load.events, load.set_aside) == (643, 0) and "row_total" not in found(load)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig", "cp1252"])
def test_other_encodings(cast, pnc, encoding):
    content = "fecha;municipio;delito\n05/01/2024;Ahuachapán;extorsión\n".encode(encoding)
    load = read(pnc, cast.oscar, content)
    assert (load.kept, load.categories) == (1, ["extortion"])


def test_cells_with_formulas_are_read_as_what_they_show(cast, pnc):
    content = write_xlsx(["fecha", "municipio", "delito"], [["2024-01-05", "=1+1", "robo"], ["2024-01-05", "Zacatecoluca", "robo"]])
    load = read(pnc, cast.oscar, content, name="libro.xlsx")
    assert (load.kept, load.set_aside) == (1, 1)


def test_files_that_are_no_tables_are_refused_with_a_sentence(cast, pnc):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 700_000_000)
    refused = {
        "bomba.xlsx": (bomb.getvalue(), {"bomb", "too_big", "damaged"}),
        "tabla.xls": (b"<html><table><tr><td>fecha</td></tr></table></html>", {"web_page"}),
        "nada.csv": (b"", {"empty"}),
    }
    for name, (content, codes) in refused.items():
        with pytest.raises(SheetRefused) as error:
            begun(pnc, cast.oscar, content, name)
        assert error.value.code in codes, name
    with acting_as(cast.oscar.pk):
        assert not Load.objects.exists()


def test_two_sheets_of_one_workbook_are_two_loads(cast, pnc, tmp_path):
    from izote.observatory.loader.taking import take

    path = tmp_path / "one.csv"
    path.write_bytes(b"fecha,municipio,delito\n2024-01-05,Zacatecoluca,robo\n")
    first, second = take(path, "one.csv"), take(path, "one.csv")
    first.sheet, second.sheet = "2023", "2024"
    with acting_as(cast.oscar.pk):
        loads = [actions.begin_load(pnc, one, by=cast.oscar, folder=tmp_path) for one in (first, second, first)]
    assert loads[0] == loads[2] != loads[1]


def test_a_heading_row_that_was_not_recognised_can_be_said():
    rows = [["Cuadro 1"], ["Anexo", "dos"], ["Municipio", "Homicidios"], ["Zacatecoluca", "3"]]
    assert layout_of(rows, 3).headings == ["Municipio", "Homicidios"]


def test_rows_outside_the_months_that_were_said_are_told(cast, pnc):
    content = "fecha,municipio,delito\n2024-01-05,Zacatecoluca,robo\n2024-04-05,Zacatecoluca,robo\n"
    load = read(pnc, cast.oscar, content.encode(), since=dt.date(2024, 1, 1), until=dt.date(2024, 3, 31))
    assert found(load)["outside_covered"].facts == {"events": 1, "months": 1}
    assert load.covers_to == dt.date(2024, 3, 31)


def test_a_load_given_up_leaves_no_row_behind(cast, pnc):
    load = read(pnc, cast.oscar, b"fecha,municipio,delito\n2024-01-05,Zacatecoluca,robo\n")
    with acting_as(cast.oscar.pk):
        actions.cancel_load(load, by=cast.oscar)
        assert not load.pieces.exists() and not load.chunks.exists()
        assert Load.objects.get(pk=load.pk).state == "cancelled"
    again = begun(pnc, cast.oscar, b"fecha,municipio,delito\n2024-01-05,Zacatecoluca,robo\n")
    assert again.pk != load.pk


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("30", 30),
        ("7 meses", 0),
        ("0-4", 0),
        ("20 a 24 años", 20),
        ("85 y más", 85),
        ("15-29", None),
        ("60+", None),
        ("joven", None),
        ("", None),
    ],
)
def test_an_age_or_a_group_of_five_years_is_read_and_a_wider_group_is_not_guessed(text, age):
    assert age_of(text) == age


def test_a_month_left_out_of_a_table_is_a_gap_until_somebody_says_that_it_is_a_zero(committed_cast):
    cast = committed_cast
    content = "Año,Mes,Departamento,Municipio,Personas\n2024,Enero,La Paz,Zacatecoluca,12\n2024,Febrero,La Paz,Olocuilta,5\n".encode()
    of = source(cast.oscar, cast.ZAC, "dgme", domain="returns")
    load = begun(of, cast.oscar, content, "retornos.csv")
    months = {}
    for blank in ("", "zero"):
        with acting_as(cast.oscar.pk):
            layout = Layout.of(load.plan)
            layout.blank = blank
            actions.confirm_load(load, by=cast.oscar, layout=layout)
        actions.read_load(load.pk, by=cast.oscar)
        with acting_as(cast.oscar.pk):
            load = Load.objects.get(pk=load.pk)
            months[blank] = [one for one in changes_of(load, ["country"]).rows]
    assert not months[""], "places of which nobody spoke make no country"
    assert {(one.month, one.after) for one in months["zero"]} == {(1, 12), (2, 5)}
