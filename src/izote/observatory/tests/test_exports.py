"""The notebook door, read back as a researcher would."""

import zipfile

import duckdb
import pytest
from django.core.exceptions import PermissionDenied

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.observatory import actions
from izote.observatory.models import Tally
from izote.observatory.tests.builders_bulletins import events, item, published, signed

YEARS = range(2023, 2025)


def opened(path, folder):
    with zipfile.ZipFile(path) as package:
        package.extractall(folder)
        return sorted(package.namelist())


def test_the_internal_copy_holds_what_the_office_sees(cast, tmp_path):
    signed(cast, events(YEARS, 3), YEARS)
    path = tmp_path / "figures.zip"
    with acting_as(cast.oscar.pk):
        found = actions.write_export(org=cast.ZAC, by=cast.oscar, domain="violence", copy="internal", path=path)
        whole = Tally.objects.get(place=None, year=2024, category="homicide").total
    names = opened(path, tmp_path)
    assert names == ["LEAME.txt", "README.txt", "dictionary.csv", "figures.parquet", "sources.csv"]
    ask = f"select sum(count), min(cut_off) from '{tmp_path}/figures.parquet' where level = 'country' and year = 2024"
    total, cut_off = duckdb.sql(ask).fetchall()[0]
    assert total == whole and str(cut_off) == "2024-12-31" and found["rows"] > 1000
    told = (tmp_path / "dictionary.csv").read_text().splitlines()[1:]
    columns = duckdb.sql(f"describe select * from '{tmp_path}/figures.parquet'").fetchall()
    assert [line.split(",")[0] for line in told] == [column[0] for column in columns]


def test_the_public_copy_holds_only_what_was_printed(cast, tmp_path):
    signed(cast, events(YEARS, 3), YEARS)
    published(cast, [item("homicide_rate", "places", "months")], "month", "2024-05")
    path = tmp_path / "public.zip"
    with acting_as(cast.oscar.pk):
        actions.write_export(org=cast.ZAC, by=cast.oscar, domain="violence", copy="public", path=path)
    opened(path, tmp_path)
    counts = duckdb.sql(f"select count, state from '{tmp_path}/figures.parquet'").fetchall()
    assert counts and all(n is None or n == 0 or n >= 5 for n, _state in counts) and ("withheld" in {state for _n, state in counts})


def test_one_domain_a_file_and_only_for_readers(cast, tmp_path):
    with acting_as(cast.oscar.pk), pytest.raises(BadInput):
        actions.write_export(org=cast.ZAC, by=cast.oscar, domain="all", copy="internal", path=tmp_path / "a.zip")
    with acting_as(cast.ana.pk), pytest.raises(PermissionDenied):
        actions.write_export(org=cast.ZAC, by=cast.ana, domain="violence", copy="internal", path=tmp_path / "a.zip")
