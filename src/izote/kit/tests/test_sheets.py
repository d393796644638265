"""Hostile and messy files end in rows or in one clear refusal."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from izote.kit.sheets import REFUSALS, Limits, SheetRefused, clean_text, read_sheet, safe_cell, write_csv, write_xlsx

ROWS = [
    ["Nº", "Nombre", "Municipio"],
    ["1", "JOSÉ NÚÑEZ", "Usulután"],
    ["2", "María Ángela Peña", "Cojutepeque"],
    ["3", "Güicho", "Jocoro"],
]


def refusal(data: bytes, name: str = "lista.xlsx", **options) -> str:
    with pytest.raises(SheetRefused) as caught:
        read_sheet(data, name, **options)
    assert caught.value.message
    return caught.value.code


def package(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as built:
        for name, content in parts.items():
            built.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(data)) as built:
        return {name: built.read(name) for name in built.namelist()}


def workbook(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac_roman", "cp850"])
def test_any_encoding_and_separator_gives_the_same_rows(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in ROWS)
    found = read_sheet(text.encode(encoding), "lista.csv")
    assert found.rows == ROWS
    assert found.separator == separator


def test_quoted_cells_keep_their_separators_and_line_ends() -> None:
    data = 'Nombre,Dirección\r\n"PÉREZ, ANA","Calle 1\nCasa 2"\r\n"LUIS ""CHEPE""",x\r\n'.encode()
    assert read_sheet(data, "a.csv").rows[1:] == [["PÉREZ, ANA", "Calle 1 Casa 2"], ['LUIS "CHEPE"', "x"]]


def test_a_stray_quotation_mark_does_not_swallow_the_list() -> None:
    lines = ["Nombre;Municipio;Sexo"] + [f"Persona {n};Jocoro;M" for n in range(100)]
    lines[5] = '"Persona 4;Jocoro;M'
    found = read_sheet("\n".join(lines).encode(), "a.csv")
    assert len(found.rows) == 101
    assert found.rows[5][0] == "Persona 4"
    assert [notice.code for notice in found.notices] == ["broken_quotes"]


def test_excel_separator_line_and_file_line_numbers_are_kept() -> None:
    found = read_sheet(b"sep=;\na;b\n\n1,5;2\n", "a.csv")
    assert found.rows == [["a", "b"], ["1,5", "2"]]
    assert found.places == [2, 4]


def test_twice_encoded_accents_are_repaired_and_said() -> None:
    found = read_sheet("Nombre,x\nJosé Núñez,y\n".encode().decode("cp1252").encode(), "a.csv")
    assert found.rows[1][0] == "José Núñez"
    assert "accents_repaired" in [notice.code for notice in found.notices]


def test_invisible_and_reversing_characters_are_removed_and_said() -> None:
    found = read_sheet("Nombre,x\nAna\u202e\u200bPérez\x00,\ufeffy\n".encode(), "a.csv")
    assert found.rows[1] == ["AnaPérez", "y"]
    assert found.notices[0].params == (("count", 2),)
    assert "2" in found.notices[0].message


def test_workbook_values_dates_and_merges_are_read_and_formulas_never_run() -> None:
    def fill(book) -> None:
        sheet = book.active
        sheet["A1"] = "LISTADO"
        sheet.merge_cells("A1:C1")
        sheet.append(["Ana", date(1990, 5, 3), 32996])
        sheet.append(["=HYPERLINK(1)", datetime(1990, 5, 3, 4, 5), True])
        sheet["A5"] = "'=1+1"

    found = read_sheet(workbook(fill), "lista.xlsx")
    assert found.kind == "xlsx"
    assert found.merged == [(0, 0, 0, 2)]
    assert found.rows[1][1] in (date(1990, 5, 3), datetime(1990, 5, 3))
    assert found.rows[2][0] == ""
    assert found.rows[-1] == ["=1+1"]
    assert found.places[-1] == 5


def test_the_sheet_that_looks_like_a_list_is_chosen_and_hidden_sheets_are_left() -> None:
    def fill(book) -> None:
        book.active.append(["Portada", "2026"])
        for title, rows in (("Oculta", 90), ("Listado", 40)):
            sheet = book.create_sheet(title)
            for number in range(rows):
                sheet.append([number, f"Persona de {title}"])
        book["Oculta"].sheet_state = "hidden"

    data = workbook(fill)
    found = read_sheet(data, "a.xlsx")
    assert found.sheet_name == "Listado"
    assert {notice.code for notice in found.notices} == {"hidden_sheets", "other_sheets"}
    assert read_sheet(data, "a.xlsx", sheet="Sheet").rows == [["Portada", "2026"]]
    assert refusal(data, sheet="No hay") == "no_such_sheet"


def test_open_document_sheets_are_read() -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Lista")
    for values in ROWS:
        row = TableRow()
        for value in values:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    found = read_sheet(out.getvalue(), "lista.ods")
    assert found.rows == ROWS
    assert found.kind == "ods"


def test_a_wrong_extension_is_read_by_its_content_and_said() -> None:
    found = read_sheet(write_xlsx(ROWS[0], ROWS[1:]), "lista.csv")
    assert found.rows == ROWS
    assert found.notices[0].code == "wrong_extension"


PLAIN = write_xlsx(ROWS[0], ROWS[1:])


def lying_bomb() -> bytes:
    data = bytearray(package({**parts_of(PLAIN), "xl/sharedStrings.xml": b"<a/>" + b" " * 60_000_000}))
    size = (60_000_004).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


HOSTILE = {
    "empty": b"",
    "blank": b" \r\n\x00\x00\n",
    "zip bomb": package({**parts_of(PLAIN), "xl/sharedStrings.xml": b" " * 160_000_000}),
    "bomb by ratio": package({**parts_of(PLAIN), "xl/sharedStrings.xml": b" " * 60_000_000}),
    "bomb that lies about its size": lying_bomb(),
    "many parts": package({**parts_of(PLAIN), **{f"xl/x{n}.xml": b"<a/>" for n in range(3000)}}, zipfile.ZIP_STORED),
    "nested zip": package({"lista.xlsx": PLAIN}),
    "entities": package(
        {**parts_of(PLAIN), "xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;">]><sst><si><t>&c;</t></si></sst>'}
    ),
    "entities in UTF-16": package({**parts_of(PLAIN), "xl/styles.xml": '<?xml version="1.0"?><!DOCTYPE a []><a/>'.encode("utf-16")}),
    "truncated": PLAIN[: len(PLAIN) // 2],
    "no workbook": b"PK\x03\x04" + b"\x00" * 300,
    "broken sheet": package({**parts_of(PLAIN), "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row><c r='A1'"}),
    "one far cell": package(
        {
            **parts_of(PLAIN),
            "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row>"
            "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>",
        }
    ),
    "text document": package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
    "encrypted workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600,
    "old container of nothing": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01\x02" * 5000,
    "PDF": b"%PDF-1.7\n" + b"x" * 100,
    "program": b"MZ\x90\x00" + bytes(range(256)) * 20,
    "noise": bytes((n * 7919 + n // 3) % 251 for n in range(20_000)),
    "web page": b"\n <HTML><table><tr><td>Ana</td></tr></table>",
    "wide text": b",".join([b"x"] * 300) + b"\n",
    "one line of a million commas": b"," * 1_000_000 + b"x",
    "too many lines": b"a,b\n" * 20_200,
}
CODES = {
    "empty": "empty",
    "blank": "empty",
    "zip bomb": "bomb",
    "bomb by ratio": "bomb",
    "many parts": "bomb",
    "nested zip": "archive",
    "entities": "entities",
    "entities in UTF-16": "entities",
    "encrypted workbook": "password",
    "text document": "not_a_sheet",
    "PDF": "not_a_sheet",
    "program": "unknown_kind",
    "web page": "web_page",
    "wide text": "too_many_columns",
    "one line of a million commas": "too_many_columns",
    "too many lines": "too_many_rows",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_one_sentence(name: str) -> None:
    code = refusal(HOSTILE[name])
    assert code == CODES.get(name, code)


def test_size_is_refused_before_reading() -> None:
    assert refusal(b"a,b\n1,2", size=2_000_000_000) == "too_big"
    assert refusal(b"a" * 101, limits=Limits(bytes=100)) == "too_big"


def test_a_sheet_of_too_many_columns_or_rows_is_refused() -> None:
    assert refusal(write_xlsx([f"c{n}" for n in range(201)], [])) == "too_many_columns"
    assert refusal(write_xlsx(["a", "b"], [["1", "2"]] * 50), limits=Limits(rows=20, headings=2)) == "too_many_rows"


def test_macros_are_left_out_and_said() -> None:
    found = read_sheet(package({**parts_of(PLAIN), "xl/vbaProject.bin": b"\x00evil"}), "lista.xlsm")
    assert found.kind == "xlsm"
    assert [notice.code for notice in found.notices] == ["macros"]


@pytest.mark.parametrize("text", ["=1+1", "+503 7777", "-x", "@sum", "  =cmd|' /C calc'!A0", "\t=1", "\r=1", "＝1"])
def test_downloads_run_nothing_and_read_back_the_same(text: str) -> None:
    assert safe_cell(text).startswith("'")
    for data in (write_csv(["a", "b"], [[text, 1]]), write_xlsx(["a", "b"], [[text, 1]])):
        assert read_sheet(data).rows[1][0] == clean_text(text)[0]


def test_a_written_workbook_opens_in_another_reader_with_its_dates() -> None:
    data = write_xlsx(["a<&>", "b"], [["ñ\x07 & <x>", date(2026, 1, 2)], [None, 3.5]], title="Lista [1]", merged=["A1:B1"])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [["ñ & <x>", datetime(2026, 1, 2)], [None, 3.5]]


def test_nothing_is_written_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args, **_options):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", forbidden)
    monkeypatch.setattr("tempfile.mkstemp", forbidden)
    assert read_sheet(write_xlsx(ROWS[0], ROWS[1:]), "a.xlsx").rows == ROWS


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=3000), st.text(alphabet=',;\t|"\n\r\x00ñ=\u202eaA1 ', max_size=400).map(lambda text: text.encode())))
def test_no_text_file_raises_anything_else(data: bytes) -> None:
    try:
        found = read_sheet(data, "x.csv", limits=Limits(seconds=5))
    except SheetRefused as refused:
        assert refused.code in REFUSALS
    else:
        assert len(found.places) == len(found.rows)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_no_damaged_workbook_raises_anything_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(PLAIN)
    for place, value in changes:
        data[place] = value
    try:
        read_sheet(bytes(data), "x.xlsx", limits=Limits(seconds=5))
    except SheetRefused as refused:
        assert refused.code in REFUSALS
