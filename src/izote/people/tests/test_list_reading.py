"""Messy lists become entries, and what cannot be read says why."""

import datetime as dt
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.kit.sheets import Sheet, SheetRefused, read_sheet, write_csv, write_xlsx
from izote.people.columns import FIELDS, Mapping, apply_profile, recognise
from izote.people.fullnames import split_full_name
from izote.people.listentry import NOTICES, REASONS, ListEntry, SetAside, content_key, row_key
from izote.people.listreading import ReadList, read_list
from izote.people.rowdates import date_order, read_age, read_date
from izote.people.rowreading import read_row
from izote.people.rowwords import dui, meaning_of_m, phones
from izote.people.screening import screen_sheet

TODAY = dt.date(2026, 11, 21)


def sheet_of(*rows: list) -> Sheet:
    return Sheet(rows=[list(row) for row in rows], kind="csv", places=list(range(1, len(rows) + 1)))


def reading(*rows: list, **options) -> ReadList:
    sheet = sheet_of(*rows)
    return read_list(sheet, recognise(sheet), today=TODAY, **options)


NAMES = {
    "JOSÉ ANTONIO HERNÁNDEZ MARTÍNEZ": ("José", "Antonio", "Hernández", "Martínez", ""),
    "HERNANDEZ MARTINEZ, JOSE ANTONIO": ("Jose", "Antonio", "Hernandez", "Martinez", ""),
    "MARIA LOPEZ PEREZ": ("Maria", "", "Lopez", "Perez", ""),
    "JOSE ANTONIO LOPEZ": ("Jose", "Antonio", "Lopez", "", ""),
    "ANA MARIA DEL CARMEN LOPEZ PEREZ": ("Ana", "Maria del Carmen", "Lopez", "Perez", ""),
    "MARIA DE LOS ANGELES PEREZ LOPEZ": ("Maria", "de los Angeles", "Perez", "Lopez", ""),
    "ANA LOPEZ PEREZ DE RAMIREZ": ("Ana", "", "Lopez", "Perez", "de Ramirez"),
    "ANA LOPEZ DE RAMIREZ": ("Ana", "", "Lopez", "", "de Ramirez"),
    "MARIA LOPEZ DE LEON": ("Maria", "", "Lopez", "De Leon", ""),
    "JUAN DE LA CRUZ": ("Juan", "", "De la Cruz", "", ""),
    "JUAN CARLOS DE LA CRUZ DEL CID": ("Juan", "Carlos", "De la Cruz", "Del Cid", ""),
    "ROSA ELENA PEREZ VDA. DE GOMEZ": ("Rosa", "Elena", "Perez", "", "viuda de Gomez"),
    "LOPEZ VIUDA DE PAZ, MARIA": ("Maria", "", "Lopez", "", "viuda de Paz"),
    "María José Peña": ("María", "José", "Peña", "", ""),
    "12. Juan Pérez (menor)": ("Juan", "", "Pérez", "", ""),
    "Sra. Ana O'Connor": ("Ana", "", "O'Connor", "", ""),
    "X": ("X", "", "", "", ""),
    "": ("", "", "", "", ""),
}


@pytest.mark.parametrize("text", NAMES)
def test_full_names_are_split_the_salvadoran_way(text: str) -> None:
    name = split_full_name(text)
    assert (name.first_name, name.middle_names, name.first_surname, name.second_surname, name.married_surname) == NAMES[text]


def test_surnames_first_is_told_by_the_whole_column() -> None:
    names = ["HERNANDEZ MARTINEZ JOSE ANTONIO", "DE LA CRUZ LOPEZ ANA MARIA", "PEREZ LOPEZ CARLOS", "RIVAS DIAZ LUIS MANUEL"]
    found = reading(["Nombre completo", "Sexo", "Edad"], *([name, "M", 30] for name in names)).entries
    assert [(one.first_name, one.first_surname) for one in found][:2] == [("Jose", "Hernandez"), ("Ana", "De la Cruz")]


DATES = {
    "03/05/1990": ("1990-05-03", ""),
    "1990-05-03": ("1990-05-03", ""),
    "3 de mayo de 1990": ("1990-05-03", ""),
    "jueves 3 de mayo de 1990": ("1990-05-03", ""),
    "03-MAY-1990": ("1990-05-03", ""),
    "May 3, 1990": ("1990-05-03", ""),
    "3.5.90": ("1990-05-03", "two_digit_year"),
    "03/05/26": ("2026-05-03", "two_digit_year"),
    "03/05/27": ("1927-05-03", "two_digit_year"),
    "05/23/1990": ("1990-05-23", "read_month_day_swapped"),
    "1990-23-05": ("1990-05-23", "read_month_day_swapped"),
    "1990-05-03T00:00:00": ("1990-05-03", ""),
    "32996": ("1990-05-03", ""),
    32996.0: ("1990-05-03", ""),
    "19900503": ("1990-05-03", ""),
    "03051990": ("1990-05-03", ""),
    dt.datetime(1990, 5, 3, 8): ("1990-05-03", ""),
    "31/02/1990": ("", "date_impossible"),
    "29/02/2001": ("", "date_impossible"),
    "2099-01-01": ("", "date_out_of_range"),
    "01/01/1850": ("", "date_out_of_range"),
    "ayer": ("", "date_unreadable"),
    "n/a": ("", ""),
    0: ("", ""),
    1e20: ("", "date_unreadable"),
}


@pytest.mark.parametrize("cell", DATES)
def test_dates_are_read_in_every_usual_form(cell) -> None:
    found = read_date(cell, today=TODAY)
    assert (found.date.isoformat() if found.date else "", found.problem or found.doubt) == DATES[cell]


def test_a_year_or_a_month_alone_keeps_the_year_and_says_how_exact_it_is() -> None:
    assert [(read_date(cell, today=TODAY).year, read_date(cell, today=TODAY).precision) for cell in ("1990", 1990, "mayo de 1990")] == [
        (1990, "year"),
        (1990, "year"),
        (1990, "month"),
    ]


def test_a_column_decides_between_day_and_month_first() -> None:
    assert date_order(["05/23/1990", "04/03/1991"]) == ("month", False)
    assert date_order(["23/05/1990", "04/03/1991"]) == ("day", False)
    rows = [["Ana Díaz", "05/23/1990"], ["Eva Paz", "04/03/1991"], ["Iris Paz", "12/31/1991"]]
    found = reading(["Nombre", "Fecha de nacimiento"], *rows).entries
    assert [one.birth_date for one in found] == [dt.date(1990, 5, 23), dt.date(1991, 4, 3), dt.date(1991, 12, 31)]
    doubtful = reading(["Nombre", "Fecha de nacimiento"], *rows, ["Alba Ríos", "23/05/1990"]).entries
    assert [[notice.code for notice in one.notices] for one in doubtful][1] == ["day_month_ambiguous"]


AGES = [("34", 34), ("34 años", 34), (34.0, 34), ("8 meses", 0.67), ("34 y 2 meses", 34), ("200", None), ("nueve", None), (-1, None)]


@pytest.mark.parametrize(("cell", "age"), AGES)
def test_ages_are_read(cell, age) -> None:
    assert read_age(cell)[0] == age
    assert bool(read_age(cell)[1]) == (age is None)


def test_an_age_gives_an_estimated_year_at_the_return_and_a_disagreeing_one_is_said() -> None:
    header = ["Nombre", "Fecha de nacimiento", "Edad", "Fecha de retorno"]
    one, two, three = reading(
        header, ["Ana Díaz", "", 30, "10/01/2025"], ["Eva Paz", "01/02/1990", 12, ""], ["Iris Paz", "34 años", "", ""]
    ).entries
    assert (one.birth_year, one.birth_precision, one.birth_date) == (1995, "age", None)
    assert (two.birth_year, [notice.code for notice in two.notices]) == (1990, ["age_disagrees"])
    assert (three.birth_year, three.birth_precision) == (1992, "age")


def test_m_means_what_its_column_means() -> None:
    assert meaning_of_m(["M", "F", "M"], []) == "M"
    assert meaning_of_m(["M", "H", "M"], []) == "F"
    assert meaning_of_m(["M", "H", "F"], []) == ""
    assert meaning_of_m(["M", "M"], ["Juan", "José", "Luis"]) == "M"
    assert meaning_of_m(["M", "M"], ["Ana", "Rosa", "María"]) == "F"
    found = reading(["Nombre", "Sexo"], ["Ana Díaz", "M"], ["Luis Paz", "H"], ["Rut Sol", "mujer"], ["Teo Sol", "?¿"]).entries
    assert [one.sex for one in found] == ["F", "M", "F", ""]


def test_documents_and_telephones_keep_their_digits() -> None:
    assert dui("1234567-8")[0] == "01234567-8"
    assert phones("+503 7123-4567 / 2334 5566") == ["71234567", "23345566"]
    one = reading(
        ["Nombre", "DUI", "Teléfono", "Edad"], ["Ana Díaz", 41852730.0, 71234567.0, 20], ["Eva Paz", "xx", "no tiene", 3]
    ).entries[0]
    assert one.dui == "04185273-0"
    assert one.phone == "71234567"


def test_a_real_office_mess_is_read_whole() -> None:
    found = reading(
        ["MINISTERIO", "", "", "", ""],
        ["Listado del vuelo 12", "", "", "", ""],
        ["No.", "NOMBRES", "APELLIDOS", "Sexo", "F. Nac.", "Municipio de destino"],
        [1, "ANA MARIA", "DIAZ PAZ", "F", "03/05/1990", "Zacatecoluca"],
        ["VUELO 45"],
        [2, "", "", "M", "", "Jocoro"],
        ["No.", "NOMBRES", "APELLIDOS", "Sexo", "F. Nac.", "Municipio de destino"],
        [3, "José " * 30, "x", "M", "", ""],
        [4, "LUIS", "PAZ", "M", "04/08/2099", ""],
        [5, "Ana Maria", "Diaz Paz", "", "1990-05-03", "ZACATECOLUCA"],
        ["TOTAL: 4"],
        ["Elaborado por: Lic. Eva Sol"],
    )
    assert [(one.line, one.reasons) for one in found.set_aside] == [(6, ("no_name",)), (8, ("name_too_long",))]
    assert [(one.line, one.full_name, one.repeat_of) for one in found.entries] == [
        (4, "Ana Maria Diaz Paz", 0),
        (9, "Luis Paz", 0),
        (10, "Ana Maria Diaz Paz", 4),
    ]
    assert dict(found.dropped) == {"section": 1, "header_again": 1, "closing": 2}
    assert [(notice.code, notice.field) for notice in found.entries[1].notices] == [("date_out_of_range", "birth_date")]
    assert found.received == 5


def test_a_header_over_two_rows_with_merged_cells_is_joined() -> None:
    data = write_xlsx(
        ["LISTA"],
        [
            ["No.", "APELLIDOS", "", "NOMBRES", "", "SEXO"],
            ["", "Primero", "Segundo", "Primero", "Segundo", ""],
            [1, "Díaz", "Paz", "Ana", "Eva", "F"],
        ],
        merged=["A1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3"],
    )
    sheet = read_sheet(data, "a.xlsx")
    mapping = recognise(sheet)
    assert mapping.columns == {0: "number", 1: "first_surname", 2: "second_surname", 3: "first_name", 4: "second_name", 5: "sex"}
    assert read_list(sheet, mapping, today=TODAY).entries[0].full_name == "Ana Eva Díaz Paz"


def test_a_sheet_without_header_is_recognised_by_its_content() -> None:
    rows = [
        [n, f"Persona {chr(65 + n)}ana López Díaz".replace("Persona ", ""), "MF"[n % 2], f"0{n + 1}/05/19{50 + n * 3}", f"7123-45{n:02d}"]
        for n in range(9)
    ]
    mapping = recognise(sheet_of(*rows))
    assert mapping.header_row is None
    assert {index: mapping.columns.get(index) for index in (1, 2, 3, 4)} == {1: "full_name", 2: "sex", 3: "birth_date", 4: "phone"}


def test_cells_merged_downwards_speak_for_every_row_but_never_as_names() -> None:
    data = write_xlsx(
        ["Nombre", "Vuelo", "Sexo"], [["Ana Díaz", "WA-12", "F"], ["Luis Paz", "", "M"], ["", "", "F"]], merged=["B2:B4", "A3:A4"]
    )
    sheet = read_sheet(data, "a.xlsx")
    found = read_list(sheet, recognise(sheet), today=TODAY)
    assert [one.flight for one in found.entries] == ["WA-12", "WA-12"]
    assert [one.reasons for one in found.set_aside] == [("no_name",)]


def test_a_corrected_mapping_is_kept_as_a_profile_and_applied_again() -> None:
    header = ["Ref", "Quién", "Nacida", "Notas"]
    rows = [["A1", "Ana Díaz", "03/05/1990", "nada"]]
    first = Mapping({0: "source_id", 1: "full_name", 2: "birth_date", 3: "ignore"}, header, 0, 1, options={"sex_m": "F"})
    profile = first.to_profile()
    assert "Ana" not in str(profile)
    again = apply_profile(sheet_of(["Título"], [], header[::-1], rows[0][::-1]), profile)
    assert again.options["sex_m"] == "F"
    assert {again.headers[index]: name for index, name in again.columns.items()} == dict(zip(header, first.columns.values(), strict=True))


def test_notes_are_kept_only_when_asked() -> None:
    rows = (["Nombre", "Sexo", "Observaciones"], ["Ana Díaz", "F", "llamar por la tarde"])
    assert reading(*rows).entries[0].notes == ""
    assert reading(*rows, keep_notes=True).entries[0].notes == "llamar por la tarde"


def test_an_unaccompanied_child_is_seen_however_it_is_told() -> None:
    found = reading(
        ["Nombre", "Edad", "Acompañado", "NNA no acompañado", "Condición médica"],
        ["Ana Díaz", 9, "no acompañada", "", ""],
        ["Eva Paz", 9, "", "SI", "ninguna"],
        ["Iris Sol", 9, "con su madre", "no", "embarazada"],
    ).entries
    assert [one.unaccompanied for one in found] == [True, True, False]
    assert [(one.medical, one.pregnancy) for one in found] == [(None, None), (False, None), (True, True)]


def test_a_row_is_known_again_by_token_then_source_then_identity() -> None:
    def key(**known) -> str:
        return row_key(ListEntry(1, first_name="Ana", first_surname="Díaz", birth_year=1990, **known), 0, b"secret")

    plain = ListEntry(7, first_name="ANA", first_surname="Diaz", birth_year=1990, phone="71234567")
    assert key(token="q7", source_id="A1") == "t:q7"
    assert key(source_id="A1") == key(source_id=" a1 ") != key()
    assert row_key(plain, 0, b"secret") == key()
    assert len({row_key(plain, 0, b"secret"), row_key(plain, 1, b"secret"), row_key(plain, 0, b"other")}) == 3
    assert "ana" not in key().lower().replace("h:", "") or len(key()) == 66
    assert content_key(plain) != content_key(ListEntry(7, first_name="ANA", first_surname="Diaz", birth_year=1990, phone="7"))


def test_an_entry_survives_its_staging() -> None:
    one = reading(["Nombre", "Edad", "Fecha de nacimiento"], ["Ana Díaz", 3, "31/02/2020"]).entries[0]
    assert ListEntry.from_json(one.to_json()) == one


def test_rows_beyond_the_limit_and_long_cells_are_set_aside_not_lost() -> None:
    from izote.kit.sheets import Limits

    found = reading(["Nombre", "Edad"], *([f"Ana {chr(65 + n)}íaz", n] for n in range(5)), ["Eva Paz", "x" * 5000], limits=Limits(rows=5))
    assert [one.reasons for one in found.set_aside] == [("too_many_rows",)]
    long = read_row(["Ana", "x" * 5000], Mapping({0: "full_name", 1: "address"}, ["Nombre", "Dirección"], 0, 1), today=TODAY)
    assert isinstance(long, SetAside) and long.reasons == ("cell_too_long",) and len(long.cells[1]) == 2000


def test_a_row_set_aside_keeps_nothing_of_columns_that_are_not_read() -> None:
    rows = (["Nombre", "Sexo", "Observaciones", "Zxq"], ["", "F", "llamar por la tarde", "algo"])
    assert reading(*rows).set_aside[0].cells == ("", "F", "", "")
    assert reading(*rows, keep_notes=True).set_aside[0].cells == ("", "F", "llamar por la tarde", "")


def test_the_place_resolver_is_asked_once_for_each_text() -> None:
    asked: list[str] = []

    def resolve(text: str) -> str:
        asked.append(text)
        return "0821" if "Zaca" in text else ""

    rows = [["Ana Díaz", "La Paz", "Zacatecoluca"], ["Eva Paz", "La Paz", "Zacatecoluca"], ["Iris Sol", "", "Nunca"]]
    found = reading(["Nombre", "Departamento", "Municipio"], *rows, place_resolver=resolve).entries
    assert [one.place_code for one in found] == ["0821", "0821", ""]
    assert asked == ["La Paz / Zacatecoluca", "Nunca"]
    assert [notice.code for notice in found[2].notices] == ["place_unresolved"]


def test_the_sample_lists_are_made_the_same_and_read_whole() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "demo"))
    import make_list

    made = make_list.build(make_list.townspeople())
    for name, data in (("xlsx", make_list.xlsx(made)), ("csv", make_list.text(made))):
        assert (Path(make_list.__file__).parent / f"lista_llegadas.{name}").read_bytes() == data
        sheet = read_sheet(data, f"a.{name}")
        mapping = recognise(sheet)
        assert screen_sheet(sheet, mapping) == []
        found = read_list(sheet, mapping, today=TODAY)
        assert found.received == len(made) and len(found.set_aside) == 3 and len(found.repeated) == 2
    known = [
        {"person_id": n, "first": "Ana", "second": "", "last": f"Díaz{n}", "last2": "Paz", "married": "", "sex": "F", "born": "1990-05-03"}
        for n in range(9)
    ]
    drawn = make_list.build([{**one, "dui": "", "district": "0821", "phone": ""} for one in known])
    assert {one["person_id"] for one in drawn} - {""} == set(range(9))


CELLS = st.one_of(st.text(max_size=12), st.integers(), st.floats(allow_nan=False), st.dates(), st.datetimes(), st.booleans())
HEADERS = st.sampled_from(
    ["Nombre", "Apellidos", "Sexo", "F. Nac.", "Edad", "DUI", "Tel", "Municipio", "Observaciones", "Vuelo", "", "TOTAL"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(HEADERS, min_size=1, max_size=6), st.lists(st.lists(CELLS, max_size=7), max_size=8))
def test_any_cells_end_in_entries_or_reasons(header: list[str], rows: list[list]) -> None:
    sheet = sheet_of(header, *rows)
    mapping = recognise(sheet)
    screen_sheet(sheet, mapping)
    found = read_list(sheet, mapping, today=TODAY)
    assert found.received + sum(found.dropped.values()) == len(sheet.rows) - mapping.data_start
    assert {notice.code for one in found.entries for notice in one.notices} <= set(NOTICES)
    assert {code for one in found.set_aside for code in one.reasons} <= set(REASONS)
    assert set(mapping.columns.values()) <= set(FIELDS)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_list_or_a_refusal(data: bytes) -> None:
    try:
        sheet = read_sheet(b"Nombre,Sexo,Edad\n" + data, "x.csv")
    except SheetRefused:
        return
    read_list(sheet, recognise(sheet), today=TODAY)


def test_twenty_thousand_rows_are_read_in_seconds() -> None:
    header = ["No.", "Nombres", "Apellidos", "Sexo", "Fecha de nacimiento", "DUI", "Teléfono", "Municipio", "Observaciones"]
    given_names, surnames = ["ANA MARIA", "JOSÉ", "Luis"], ["DÍAZ PAZ", "DE LA CRUZ", "López Gómez", "Rivas"]
    rows = [
        [
            n,
            given_names[n % 3],
            surnames[n % 4],
            "MF"[n % 2],
            f"{n % 28 + 1:02d}/05/{1950 + n % 50}",
            f"{n:08d}-1",
            f"7{n:07d}",
            "Jocoro",
            f"nota {n}",
        ]
        for n in range(20_000)
    ]
    data = write_csv(header, rows)
    began = time.process_time()
    sheet = read_sheet(data, "a.csv")
    mapping = recognise(sheet)
    assert screen_sheet(sheet, mapping) == []
    assert read_list(sheet, mapping, today=TODAY).received == 20_000
    assert time.process_time() - began < 15
