"""`people arrivals load` does what the pages do, as the named user, and prints counts with reasons."""

import argparse
import json

import pytest
from django.core.exceptions import PermissionDenied

from izote.kit.errors import BadInput
from izote.kit.sheets import write_xlsx
from izote.people.commands import COMMANDS
from izote.people.tests.test_arrivals import HEADER, ROWS


def run(path, user, *more):
    configure, handler, show = COMMANDS["people arrivals load"]
    parser = argparse.ArgumentParser()
    configure(parser)
    args = parser.parse_args([str(path), "--office", "ZAC", *more])
    args.user = user
    found = handler(args)
    assert show(found)
    return json.loads(json.dumps(found))


def test_a_list_is_loaded_with_counts_and_reasons_and_again_without_change(cast, tmp_path):
    path = tmp_path / "lista.xlsx"
    path.write_bytes(write_xlsx(HEADER, ROWS))
    found = run(path, cast.ana)
    parts = ("linked", "new", "undecided", "repeated", "set_aside", "expired")
    assert found["received"] == sum(found[part] for part in parts) == 4
    assert found["reasons"]["set_aside"] == {"no_name": 1}
    assert run(path, cast.ana)["same_file_as_before"]
    better = [list(row) for row in ROWS]
    better[2][1:3] = ["Nelson", "Rivas"]
    path.write_bytes(write_xlsx(HEADER, better))
    again = run(path, cast.ana)
    assert again["change"] == {"added": 0, "corrected": 1, "unchanged": 3}
    assert (again["list"], again["received"], again["set_aside"]) == (found["list"], 4, 0)


def test_it_acts_as_the_user_and_refuses_what_the_pages_refuse(cast, tmp_path):
    path = tmp_path / "lista.xlsx"
    path.write_bytes(write_xlsx([*HEADER, "Tatuajes"], [[*row, "sí"] for row in ROWS]))
    with pytest.raises(PermissionDenied):
        run(path, cast.carla)
    with pytest.raises(BadInput):
        run(path, cast.ana)
    assert run(path, cast.ana, "--without", "9")["received"] == 4
    with pytest.raises(BadInput):
        run(tmp_path / "nothing.xlsx", cast.ana)
