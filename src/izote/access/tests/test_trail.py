"""The page of the trail: words for every verb, and who reads which lines."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from izote.access import queries
from izote.access.audit import record
from izote.access.context import acting_as
from tests.builders import person

CALLS = re.compile(r"""(?:record|_trace|_failed|trace)\([^"'()]*["']([a-z]+\.[a-z_]+)["']""")
INSERTS = re.compile(r"insert into audit\.audit_event[^;]*?'([a-z]+\.[a-z_]+)'", re.S)


def verbs_in_use():
    found = {}
    for path in Path(settings.PACKAGE).rglob("*"):
        if "tests" in path.parts or path.suffix not in (".py", ".sql"):
            continue
        for verb in (CALLS if path.suffix == ".py" else INSERTS).findall(path.read_text(encoding="utf-8")):
            found[verb] = path.name
    return found


def test_every_verb_that_is_written_has_words():
    used = verbs_in_use()
    assert {"user.signed_in", "person.opened", "user.role_granted"} <= used.keys()
    assert not {f"{verb} ({place})" for verb, place in used.items() if verb not in queries.verbs()}


def test_every_verb_has_both_languages():
    assert all(words["es"] and words["en"] and words["es"] != words["en"] for words in queries.verbs().values())


@pytest.fixture
def lines(cast):
    """One line of each kind in two offices."""
    subject = person(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        record(cast.ana, "person.seen", org=cast.ZAC, kind="person", key=subject.pk, label=subject.code)
        record(cast.ana, "exclusion.set", org=cast.ZAC, kind="person", key=subject.pk, label=subject.code)
    other = person(cast.carla, cast.SMI)
    with acting_as(cast.carla.pk):
        record(cast.carla, "person.seen", org=cast.SMI, kind="person", key=other.pk, label=other.code)
    return subject, other


def seen(user, **wanted):
    with acting_as(user.pk):
        return {(row.verb, row.label) for row in queries.events_for(user, **wanted)}


def test_the_supervisor_reads_the_office_but_no_exclusion_and_the_delegate_reads_both(cast, lines):
    subject, other = lines
    for_beto, for_dina = seen(cast.beto), seen(cast.dina)
    assert ("person.seen", subject.code) in for_beto and ("person.seen", subject.code) in for_dina
    assert ("exclusion.set", subject.code) in for_dina and ("exclusion.set", subject.code) not in for_beto
    assert not {label for _verb, label in for_beto | for_dina} & {other.code}


def test_who_has_no_right_to_the_trail_reads_nothing(cast, lines):
    for user in (cast.ana, cast.carla, cast.irma, cast.oscar):
        assert seen(user) == set()


def test_an_excluded_supervisor_reads_no_line_about_that_file(cast, lines):
    from izote.people.actions import exclude_user

    subject, _other = lines
    with acting_as(cast.ana.pk):
        exclude_user(subject, user=cast.beto, reason="asked", by=cast.ana)
    assert subject.code not in {label for _verb, label in seen(cast.beto)}
    assert subject.code in {label for _verb, label in seen(cast.dina)}


def test_lines_are_found_by_user_verb_code_and_day(cast, lines):
    from izote.access.permissions import today

    subject, _other = lines
    assert {verb for verb, _label in seen(cast.dina, who="ANA", verb="exclusion.set")} == {"exclusion.set"}
    assert {label for _verb, label in seen(cast.dina, code=subject.code)} == {subject.code}
    assert seen(cast.dina, code=subject.code, day=today()) and not seen(cast.dina, day=today().replace(year=2020))
    assert not seen(cast.dina, who="rosa", code=subject.code)


def test_the_page_speaks_in_words_and_survives_nonsense(cast, lines, client):
    client.force_login(cast.dina)
    page = client.get("/auditoria/").content.decode()
    assert queries.verbs()["person.seen"]["es"] in page and lines[0].code in page
    for query in ("verb=no", "day=2020-13-40", "user=%00", "cursor=%00", "code=%27--", "cursor=WzAsIDFd"):
        assert client.get(f"/auditoria/?{query}").status_code in (200, 400), query
