"""The commands, as the administrator types them."""

import json

import pytest

from izote.access import commands, sealer
from izote.config import cli


def run(capsys, *words):
    code = cli.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_verify_audit_ends_with_one_and_a_loud_sentence(committed_cast, superuser, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("IZOTE_ANCHORS", str(tmp_path / "anchors.txt"))
    monkeypatch.setattr(sealer, "verify", lambda: {"ok": False, "broken_at": 7, "event": 9, "why": "its line was changed"})
    assert cli.main(["access", "verify-audit"]) == 1
    said = capsys.readouterr().out
    assert "7" in said and "línea fue cambiada" in said and said.upper()[:20] == said[:20]


@pytest.mark.parametrize("username", ["ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma"])
def test_explain_agrees_with_the_database_for_everybody(committed_cast, capsys, username):
    code, data = run(capsys, "access", "explain", username)
    assert code == 0 and data["database_agrees"] is True
    case = next(group for group in data["persons"] if group["level"] == "case")
    assert bool(case["offices"]) == (username in ("ana", "beto", "carla", "delia"))


def test_explain_in_words(committed_cast, capsys):
    assert cli.main(["access", "explain", "rosa"]) == 0
    said = capsys.readouterr().out
    assert "Recepción" in said and "people_person" in said and "La base de datos está de acuerdo" in said


def test_init_refuses_where_users_exist(committed_cast, capsys, monkeypatch):
    monkeypatch.setattr(commands, "_be_owner", lambda: None)
    from izote.access.context import DOORKEEPER, acting_as

    with acting_as(DOORKEEPER), pytest.raises(SystemExit, match="Ya hay"):
        cli.main(["access", "init", "--office", "ZZZ", "--office-name", "Z", "--username", "zoe", "--display-name", "Zoe"])
