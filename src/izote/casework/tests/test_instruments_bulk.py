"""Files of answers are scored a row after the other; a bad row is set aside and said, and nothing is lost."""

import argparse
import csv
import json
import tracemalloc

import pytest

from izote.casework.commands import COMMANDS
from izote.casework.instruments import instrument
from izote.casework.tests.test_instruments_scores import GOLDEN, NAMES
from izote.kit.errors import BadInput


def run(tmp_path, command, name, *options, text=None):
    """Run a command of casework; returns what it said and the rows that it wrote."""
    configure, handler, *_ = COMMANDS[command]
    parser = argparse.ArgumentParser()
    configure(parser)
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    if text is not None:
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
    files = ["--input", str(source)] if command == "casework score" else []
    said = handler(parser.parse_args([name, *files, "--output", str(target), *options]))
    return said, list(csv.DictReader(target.open(encoding="utf-8", errors="surrogateescape"))) if command == "casework score" else target


def table(*rows, head=("id", *NAMES)):
    return "\n".join(",".join(map(str, row)) for row in (head, *rows)) + "\n"


def golden(**changed):
    return [{**GOLDEN, **changed}[name] for name in NAMES]


def test_values_on_the_scale_give_the_golden_scores(tmp_path):
    text = table(["a", *golden()], ["b", *golden(S4="na")], ["c", *golden(E1="", E2="dk", E3="ref", E4="")])
    said, rows = run(tmp_path, "casework score", "RSS", "--scored", text=text)
    assert rows[0] == {"id": "a", "economic": "0.425", "social": "0.65", "psychosocial": "0.65", "composite": "0.575"}
    assert (rows[1]["social"][:6], rows[1]["composite"][:6]) == ("0.6111", "0.5620")
    assert (rows[2]["economic"], rows[2]["composite"], rows[2]["social"]) == ("", "", "0.65")
    assert (said["rows"], said["scored"], said["insufficient"], said["set_aside"]) == (3, 2, 1, 0)
    assert (said["weights"], said["official"]) == ("equal-1", False)


def test_answers_by_code_or_by_their_words_are_scored_and_other_columns_are_carried(tmp_path):
    head = ["Código", "e9", "E8", *(f"S{i}" for i in range(1, 11)), "nota"]
    row = ["Ñ-1", "no", "land tools", "very_good", "Muy bueno", "VERY GOOD", "na", "good", "Sí", "good", "good", "dk", "", '"a, b"']
    said, rows = run(tmp_path, "casework score", "rss", text=table(row, head=head))
    assert rows == [
        {
            "Código": "Ñ-1",
            "nota": "a, b",
            "economic": "",
            "social": "0.8928571428571429",
            "psychosocial": "",
            "composite": "",
        }
    ]
    assert "P1" in said["missing_columns"] and "E9" not in said["missing_columns"]


def test_well_being_and_functioning_have_one_column(tmp_path):
    text = table(["a", 1, 2, 2, 1, 3], ["b", 5, 5, 3, 0, 0], ["c", 5, 5, 5, 5, ""], head=["id", "w1", "W2", "W3", "W4", "W5"])
    for options in ([], ["--scored"]):
        assert [r["score"] for r in run(tmp_path, "casework score", "WHO-5", *options, text=text)[1]] == ["36", "52", ""]
    text = table(["a", 1, 2, 2, 1, 3], head=["id", 1, 2, 3, 4, 5])
    assert run(tmp_path, "casework score", "who5", text=text)[1] == [{"id": "a", "score": "36"}]
    head = ["id", "seeing", "hearing", "walking", "remembering", "self_care", "communicating"]
    text = table(["a", *["some"] * 6], ["b", "much", *[""] * 5], ["c", "none", *[""] * 5], head=head)
    assert [r["disability"] for r in run(tmp_path, "casework score", "wgss", text=text)[1]] == ["no", "yes", ""]


def test_bad_cells_are_set_aside_with_line_and_column_and_the_rest_is_scored(tmp_path, capsys):
    rows = [["a", *golden(E1="1.01")], ["b", *golden()], ["c", *golden(P2="nan", P3="x")], ["d", *golden()][:-1], ["e", *golden(), "more"]]
    errors = tmp_path / "bad.csv"
    said, out = run(tmp_path, "casework score", "rss", "--scored", "--errors", str(errors), text=table(*rows) + "\n")
    assert [(row["id"], row["composite"]) for row in out] == [("a", ""), ("b", "0.575"), ("c", ""), ("d", ""), ("e", "")]
    assert (said["scored"], said["set_aside"]) == (1, 4) and "ok" not in said
    listed = list(csv.DictReader(errors.open()))
    assert [(row["line"], row["column"]) for row in listed] == [("2", "E1"), ("4", "P2"), ("4", "P3"), ("5", ""), ("6", "")]
    assert "line 2, column E1: '1.01' is not on the scale from 0 to 1" in capsys.readouterr().err
    assert run(tmp_path, "casework score", "rss", "--scored", "--strict", text=table(*rows))[0]["ok"] is False


def test_files_of_other_programs_are_read(tmp_path):
    """A mark at the beginning, semicolons, a decimal comma, ends of line of Windows, bytes that are no UTF-8, a zero byte."""
    values = [str(value).replace(".", ",") for value in golden()]
    text = "\ufeff" + ";".join(["id", *NAMES]) + "\r\n" + ";".join(["a", *values]) + "\r\n\r\n"
    rows = run(tmp_path, "casework score", "rss", "--scored", text=text)[1]
    assert rows == [{"id": "a", "economic": "0.425", "social": "0.65", "psychosocial": "0.65", "composite": "0.575"}]
    raw = table(["Mu\xf1oz", *golden()], ["b", *golden(E1="\x00")]).encode("latin-1")
    said, _ = run(tmp_path, "casework score", "rss", "--scored", text=raw)
    assert (said["scored"], said["set_aside"]) == (1, 1)
    assert b"Mu\xf1oz,0.425" in (tmp_path / "out.csv").read_bytes()


def test_other_weights_are_used_and_scores_of_before_are_kept(tmp_path):
    weights = {**instrument("rss").weights["equal-1"], "version": "trial-2"}
    weights["items"] = {**weights["items"], "E1": 2, "E6": 2, "E7": 2}
    path = tmp_path / "w.json"
    path.write_text(json.dumps(weights))
    text = table(["a", "0.425", *golden()], head=("id", "economic", *NAMES))
    said, rows = run(tmp_path, "casework score", "rss", "--scored", "--weights", str(path), text=text)
    assert (rows[0]["economic_before"], rows[0]["economic"][:6], said["weights"]) == ("0.425", "0.3846", "trial-2")


@pytest.mark.parametrize(
    "name, options, text",
    [
        ("rss", [], "id,nombre\n1,x\n"),
        ("rss", [], "E1,e1\nyes,yes\n"),
        ("rss", [], ""),
        ("rss", ["--weights", "official-9"], "E1\ngood\n"),
        ("rss", ["--weights", "nowhere.json"], "E1\ngood\n"),
        ("rss", ["--version", "77"], "E1\ngood\n"),
        ("registration", [], "danger_now\nyes\n"),
        ("phq9", [], "a\n1\n"),
        ("rss", [], None),
    ],
)
def test_what_cannot_be_scored_is_refused_and_leaves_no_file(tmp_path, name, options, text):
    with pytest.raises(BadInput):
        run(tmp_path, "casework score", name, *options, text=text)
    assert not (tmp_path / "out.csv").exists() and not (tmp_path / "out.csv.part").exists()


def test_memory_does_not_grow_with_the_file(tmp_path):
    peaks = []
    for rows in (500, 5000):
        text = table(*([n, *golden()] for n in range(rows)))
        tracemalloc.start()
        run(tmp_path, "casework score", "rss", "--scored", text=text)
        # the test itself reads the answer back; what counts is the growth beyond that
        tracemalloc.reset_peak()
        configure, handler, *_ = COMMANDS["casework score"]
        parser = argparse.ArgumentParser()
        configure(parser)
        before = tracemalloc.get_traced_memory()[0]
        handler(parser.parse_args(["rss", "--scored", "--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "o.csv")]))
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 2


def test_forms_are_written_for_devices_and_for_review(tmp_path):
    said, path = run(tmp_path, "casework xform", "rss")
    assert (said["instrument"], said["version"]) == ("rss", "1")
    assert b'id="rss"' in path.read_bytes() and b'version="1"' in path.read_bytes()
    assert run(tmp_path, "casework xlsform", "rss")[1].read_bytes()[:2] == b"PK"
