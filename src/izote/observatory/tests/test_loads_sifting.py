"""The quick look at a large file never passes over what the careful one would find."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izote.observatory.loader import sifting
from izote.observatory.rules.persons import ANY

LINE = "12,03/02/2024,San Miguel,HURTO,16,EXP-000000012\n"


@pytest.fixture(scope="module")
def signs(tmp_path_factory):
    path = tmp_path_factory.mktemp("sifted") / "hechos.csv"

    def found(text):
        path.write_text(text, encoding="utf-8", newline="")
        return sifting.signs(path)

    return found


def in_a_cell(said, above=3, separator=","):
    """A file of plain rows with this text in a cell of the one in the middle, quoted where it has to be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerow(["13", said, "x"])
    plain = LINE.replace(",", separator)
    return plain * above + out.getvalue() + plain


@given(said=st.from_regex(re.compile(ANY, re.ASCII)), separator=st.sampled_from(",;\t|"), above=st.integers(0, 40))
def test_whatever_says_who_a_person_is_shows_a_sign(signs, said, separator, above):
    assert signs(in_a_cell(said.encode("utf-8", "ignore").decode(), above, separator))


@pytest.mark.parametrize(
    "said", ["04567890-1", "tel. 71234567", "7123-4567", "0614-120380-102-3", f"{'tel' + 'é' * 40}: 71234567", 'DUI """71234567']
)
@pytest.mark.parametrize("shift", range(0, 140, 3))
def test_nothing_hides_where_two_blocks_meet(signs, said, shift):
    rows = (sifting.BLOCK - shift) // len(LINE)
    ahead = LINE * rows
    assert signs(ahead + "x" * max(sifting.BLOCK - shift - len(ahead), 0) + in_a_cell(said, 0))


def test_two_cells_of_nine_digits_are_looked_at_and_file_numbers_dates_and_years_are_not(signs):
    plain = LINE * 5000 + "2024-01-05 13:20,20240105,2024-0001,2023-2024,REF 12345678,-88.712345,CASA\n" * 5000
    assert not signs(plain)
    assert not signs(LINE * (sifting.BLOCK // len(LINE)))
    assert not signs(plain + '7,"045678901",x\n')
    assert signs(plain + '7,"045678901",x\n' + LINE * 3000 + "8,045678902,x\n")
    assert signs(plain + "ana@correo.example")
    assert signs("1" * (sifting.BLOCK - 8) + ",7123-456" + "7")
