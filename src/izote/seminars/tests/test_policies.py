"""Raw SQL as each actor: names for the manager alone, participants too; counts for those who read; nothing for others."""

import os

import psycopg
import pytest

from izote.access.context import DOORKEEPER, acting_as, token
from izote.access.models import User
from izote.seminars import actions
from izote.seminars.tests import builders as b

ACTORS = (
    "nobody", "ana", "beto", "oscar", "irma", "dina", "pilar", "paula", "noemi", "raul", "hugo", "mina", "leo", "ines", "tere", "sara",
    "abel", "service",
)  # fmt: skip
READERS = {"paula", "noemi", "raul", "hugo", "tere", "service"}
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation, psycopg.errors.RaiseException)
SHARED = ("programme", "programmemodule", "seminar", "session", "seminarquestion", "question", "count", "effect", "material")
OWN = ("participant", "participantname", "attendance", "answer", "answerdoor", "guests", "certificate")


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def closed(committed_cast):
    """A closed seminar with a certificate for each of six, and an open one with five people, guests and a door."""
    cast = committed_cast
    row = b.held(cast)
    with acting_as(cast.tere.pk):
        actions.issue_certificates(row, by=cast.tere)
        other = b.seminar(cast, days_ago=1, of=row.programme)
        b.people(cast, other, 5)
        b.everybody_came(cast, other)
        b.asked(cast, other)
        actions.count_guests(other, standing="observer", kind="agency", count=3, by=cast.tere)
        actions.open_door(other, "before", by=cast.tere)
        actions.add_material(other, title="Marco", language="es", url="https://www.un.org/", by=cast.tere)
    return row, other


def become(raw, cast, who):
    if who == "nobody":
        return
    if who == "service":
        with acting_as(DOORKEEPER):
            key = User.objects.get(username="service-prevention").pk
    else:
        key = getattr(cast, who).pk
    raw.execute("select set_config('izote.actor', %s, true)", [token(key, pid=raw.info.backend_pid)])


@pytest.mark.parametrize("who", ACTORS)
def test_who_reads_what(committed_cast, raw, closed, who):
    with raw.transaction():
        become(raw, committed_cast, who)
        seen = {name: raw.execute(f"select count(*) from seminars_{name}").fetchone()[0] > 0 for name in (*SHARED, *OWN)}
    assert seen == {name: who in READERS for name in SHARED} | {name: who == "tere" for name in OWN}


@pytest.mark.parametrize("who", [one for one in ACTORS if one != "tere"])
def test_nobody_else_writes_or_erases(committed_cast, raw, closed, who):
    _row, other = closed
    for sql in (
        "delete from seminars_participantname",
        "delete from seminars_count",
        "update seminars_seminar set title = 'x'",
        "update seminars_certificate set annulled_on = now()",
        "delete from seminars_answer",
    ):
        with raw.transaction(force_rollback=True):
            become(raw, committed_cast, who)
            assert raw.execute(sql).rowcount == 0
    with raw.transaction():
        become(raw, committed_cast, who)
        assert raw.execute("select access.erase_names(%s)", [other.pk]).fetchone() == (None,)


@pytest.mark.parametrize(
    "sql",
    [
        "update seminars_seminar set names_erased_at = null",
        "update seminars_seminar set code = 'SE-1999-01'",
        "update seminars_certificate set minutes = 9999",
        "update seminars_question set correct = 0",
        "update seminars_seminar set erase_on = ends_on + 90 where state = 'planned'",
        "update seminars_seminar set state = 'planned', closed_at = null where state = 'closed'",
        "update seminars_seminar set state = 'cancelled', closed_at = null where state = 'closed'",
        "delete from seminars_seminar",
        "update seminars_answer set choice = 0",
        "insert into seminars_count (org_id, measure, year, key, part, value)"
        " select org_id, 'year', 2026, 'x', '*', 3 from seminars_seminar limit 1",
    ],
)
def test_the_manager_cannot_do_by_hand_what_the_rules_forbid(committed_cast, raw, closed, sql):
    with pytest.raises(REFUSED), raw.transaction():
        become(raw, committed_cast, "tere")
        raw.execute(sql)


def test_what_was_closed_takes_no_more_people_answers_or_attendance(committed_cast, raw, closed):
    row, _other = closed
    for table in ("participant", "answer", "attendance", "session", "guests"):
        with raw.transaction(force_rollback=True):
            become(raw, committed_cast, "tere")
            assert raw.execute(f"delete from seminars_{table} where seminar_id = %s", [row.pk]).rowcount == 0
    with pytest.raises(REFUSED), raw.transaction():
        become(raw, committed_cast, "tere")
        raw.execute(
            "insert into seminars_participant (org_id, seminar_id, number, kind, department, role, informed_on)"
            " values (%s, %s, 77, 'church', '', 'other', now())",
            [row.org_id, row.pk],
        )


def test_a_name_never_comes_back_nor_stands_at_another_seminar(committed_cast, raw, closed):
    row, other = closed
    with acting_as(committed_cast.tere.pk):
        actions.erase_after_certificates(row, by=committed_cast.tere)
        gone, there = row.participants.first().pk, other.participants.first().pk
    sql = "insert into seminars_participantname (participant_id, seminar_id, org_id, sealed) values (%s, %s, %s, 'x')"
    for participant, seminar in ((gone, row.pk), (gone, other.pk), (there, row.pk)):
        with pytest.raises((*REFUSED, psycopg.errors.UniqueViolation)), raw.transaction():
            become(raw, committed_cast, "tere")
            raw.execute(sql, [participant, seminar, row.org_id])


def test_a_certificate_is_looked_up_by_its_code_alone_and_names_nobody(committed_cast, raw, closed):
    row, _other = closed
    with acting_as(committed_cast.tere.pk):
        code = row.certificates.first().code
    with raw.transaction():
        found = raw.execute("select access.certificate(%s)", [code]).fetchone()[0]
        assert raw.execute("select access.certificate('2222-2222-2222')").fetchone() == (None,)
        assert raw.execute("select access.certificate('%%')").fetchone() == (None,)
    assert set(found) == {"valid", "seminar_kind", "seminar", "title", "starts_on", "ends_on", "minutes", "role", "kind"}
