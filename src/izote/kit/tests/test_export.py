"""Exports: flat memory however many rows, a password by default, no formula runs, and a file that says when it is not whole."""

import csv
import datetime as dt
import io
import struct
import tracemalloc
import zipfile
import zlib

import openpyxl
import pytest
import python_calamine
import pyzipper
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.kit.errors import BadInput
from izote.kit.export import Meta, export, new_password

AT = dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC)
META = Meta(
    title="Casos abiertos", by="Ana Pérez", filters=[("Riesgo", "Alto"), ("Desde", "2026-01-01")], until=dt.date(2026, 12, 31), at=AT
)
COLUMNS = ["Código", "Nombre", "Abierto", "Monto", "Vivo"]
WORD = "correcto-caballo-pila"


def some(count):
    for n in range(count):
        yield (f"ZAC-{n}", f"Núñez {n}", dt.date(2026, 1, 1), n / 4, n % 2 == 0)


def made(rows=None, *, expected=3, fmt="xlsx", password=WORD, **options):
    out = io.BytesIO()
    job = export(some(3) if rows is None else rows, COLUMNS, expected=expected, meta=META, fmt=fmt, password=password, **options)
    job.write_to(out)
    return job, out.getvalue()


def unlocked(data, word=WORD):
    with pyzipper.AESZipFile(io.BytesIO(data)) as package:
        package.setpassword(word.encode())
        return {name: package.read(name) for name in package.namelist()}


def inside(data):
    return next(iter(unlocked(data).values()))


def lines(data, separator=";"):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.fixture(autouse=True)
def _spanish():
    with translation.override("es"):
        yield


def test_a_workbook_begins_with_what_it_is_and_then_has_its_rows():
    job, data = made()
    assert (job.file_name, job.content_type, job.delivered, job.complete) == ("casos-abiertos-2026-11-20.zip", "application/zip", 3, True)
    assert list(unlocked(data)) == ["casos-abiertos-2026-11-20.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(inside(data)))
    assert book.sheetnames == ["Sobre esta exportación", "Filas"]
    about = [tuple(cell for cell in row if cell is not None) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert about == [
        ("Exportación", "Casos abiertos"), ("Riesgo", "Alto"), ("Desde", "2026-01-01"), ("Hecha por", "Ana Pérez"),
        ("Hecha el", "2026-11-20 21:30"), ("Borrarla a más tardar el", "2026-12-31"), ("Filas esperadas", 3), ("Filas entregadas", 3),
    ]  # fmt: skip
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert rows[0] == tuple(COLUMNS) and rows[2] == ("ZAC-1", "Núñez 1", dt.datetime(2026, 1, 1), 0.25, False)
    assert python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(inside(data))).get_sheet_by_index(1).to_python()[1][0] == "ZAC-0"


@pytest.mark.parametrize("separator", [";", ","])
def test_a_csv_begins_with_what_it_is_and_ends_with_how_many_rows_went_out(separator):
    _job, data = made(fmt="csv", separator=separator)
    assert inside(data).startswith(b"\xef\xbb\xbf")
    found = lines(inside(data), separator)
    assert found[0] == ["Exportación", "Casos abiertos"] and ["Filas esperadas", "3"] in found
    assert found[found.index(COLUMNS) + 1 : found.index(COLUMNS) + 4] == [
        [f"ZAC-{n}", f"Núñez {n}", "2026-01-01", str(n / 4), str(n % 2 == 0)] for n in range(3)
    ]
    assert found[-1] == ["Filas entregadas", "3"]


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
@pytest.mark.parametrize(("expected", "there"), [(5, 3), (2, 3), (4, 0)])
def test_a_count_that_does_not_agree_is_said_in_the_file_beside_it_and_by_the_job(fmt, expected, there):
    job, data = made(some(there), expected=expected, fmt=fmt)
    assert not job.complete and job.delivered == there
    said = f"{expected} filas esperadas, {there} entregadas"
    files = unlocked(data)
    assert list(files)[1] == "INCOMPLETA.txt" and said in files["INCOMPLETA.txt"].decode()
    if fmt == "csv":
        assert said in lines(inside(data))[-1][0]
    else:
        assert said in [*openpyxl.load_workbook(io.BytesIO(inside(data))).worksheets[0].values][-1][0]


def test_the_folder_is_locked_with_aes_256_as_other_programs_know_it():
    _job, data = made()
    with pytest.raises(RuntimeError):
        unlocked(data, "otra")
    with pytest.raises((NotImplementedError, RuntimeError)):
        zipfile.ZipFile(io.BytesIO(data)).read("casos-abiertos-2026-11-20.xlsx")
    info = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]
    extra = struct.unpack("<HHH2sBH", info.extra[:11])
    assert info.compress_type == 99 and info.flag_bits & 1 and extra == (0x9901, 7, 2, b"AE", 3, 8)
    assert b"N\xc3\xba\xc3\xb1ez" not in data and b"Ana" not in data


def test_one_byte_changed_on_the_way_is_noticed():
    _job, data = made()
    broken = data[:120] + bytes([data[120] ^ 1]) + data[121:]
    with pytest.raises((pyzipper.BadZipFile, zlib.error)):
        inside(broken)


HOSTILE = [
    "=1+1",
    "+503 7777",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\uff1d1",
    "x;=1+1",
    "x,=HYPERLINK(1)",
    'a\n=cmd|"/c calc"!A1',
    "x\x00\x0by",
]


def test_no_cell_runs_as_a_formula_wherever_a_program_cuts_the_line():
    rows = [[cell, cell, None, 1, True] for cell in HOSTILE]
    for separator in ";,":
        data = inside(made(rows, expected=len(rows), fmt="csv", separator=separator)[1])
        for cut in ";,\t":
            cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=cut) for cell in row]
            cells += [piece for line in data.decode("utf-8-sig").splitlines() for piece in line.replace('"', "").split(cut)]
            assert not [cell for cell in cells if cell.lstrip(" \n\xa0\u200b").startswith(("=", "+", "-", "@", "\t", "\uff1d"))]
    book = openpyxl.load_workbook(io.BytesIO(inside(made(rows, expected=len(rows))[1])))
    assert all(cell.data_type != "f" for row in book.worksheets[1].iter_rows() for cell in row)
    assert book.worksheets[1]["A2"].value == "'=1+1"


def test_what_it_says_of_itself_cannot_run_either():
    meta = Meta(title="=1+1", by="@ana", filters=[("=x", "-y")], at=AT)
    out = io.BytesIO()
    export(some(0), COLUMNS, expected=0, meta=meta, fmt="csv", password=None).write_to(out)
    assert [cell for row in lines(out.getvalue()) for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_moments_are_those_of_el_salvador():
    rows = [["a", "b", AT, 1, True]]
    assert "2026-11-20 21:30" in lines(inside(made(rows, expected=1, fmt="csv")[1]))[-3]


def test_without_a_password_it_is_the_bare_file():
    job, data = made(password=None, fmt="csv")
    assert (job.file_name, job.content_type) == ("casos-abiertos-2026-11-20.csv", "text/csv; charset=utf-8")
    assert data.startswith(b"\xef\xbb\xbf")


def test_rows_that_fail_midway_leave_no_file_that_opens():
    def failing():
        yield from some(600)
        raise OSError("the line was cut")

    job = export(failing(), COLUMNS, expected=1000, meta=META, fmt="xlsx", password=WORD)
    out = io.BytesIO()
    with pytest.raises(OSError, match="cut"):
        job.write_to(out)
    assert not job.complete and not zipfile.is_zipfile(io.BytesIO(out.getvalue()))


def test_the_first_bytes_leave_long_before_the_last_row_is_read():
    read = []

    def counted():
        for row in some(20_000):
            read.append(1)
            yield row

    job = iter(export(counted(), COLUMNS, expected=20_000, meta=META, fmt="csv", password=WORD))
    next(job)
    assert len(read) < 1000


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_memory_stays_flat_over_twenty_thousand_rows(fmt):
    def peak(count):
        job = export(some(count), COLUMNS, expected=count, meta=META, fmt=fmt, password=WORD)
        tracemalloc.start()
        size = sum(len(chunk) for chunk in job)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert job.complete and size > 0
        return most

    peak(500)
    small, large = peak(2_000), peak(20_000)
    assert large < small * 1.3 + 300_000


def test_more_than_a_sheet_holds_is_refused_at_once():
    with pytest.raises(BadInput):
        export([], COLUMNS, expected=1_000_001, meta=META, fmt="xlsx", password=WORD)
    with pytest.raises(BadInput):
        export([], COLUMNS, expected=1, meta=META, fmt="ods", password=WORD)


def test_passwords_are_long_and_never_the_same():
    words = {new_password() for _ in range(200)}
    assert len(words) == 200 and all(len(word) == 29 and word.count("-") == 4 for word in words)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.just("x"), *[st.text(max_size=20)] * 4), max_size=5))
def test_any_text_goes_out_and_comes_back(rows):
    book = openpyxl.load_workbook(io.BytesIO(inside(made(rows, expected=len(rows))[1])))
    assert book.worksheets[1].max_row == len(rows) + 1
    found = lines(inside(made(rows, expected=len(rows), fmt="csv")[1]))
    assert found[-1] == ["Filas entregadas", str(len(rows))]
