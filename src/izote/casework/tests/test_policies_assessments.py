"""Raw SQL as each actor: what the database itself shows of instruments, and what writing it refuses."""

import os

import psycopg
import pytest
from django.utils import timezone

from izote.access.context import acting_as, token
from izote.casework.actions import assessments as actions
from izote.casework.actions.assessments import Head
from izote.casework.queries import instruments
from izote.casework.tests import builders
from izote.casework.tests.shelves import q, write

ACTORS = ("nobody", "ana", "beto", "rosa", "carla", "delia", "tomas", "pilar", "oscar", "paula", "irma", "dina")
SEEN = {"ana": 1, "beto": 1, "tomas": 1}
KEYS = {"casework_assessment": "id", "casework_answers": "assessment_id", "casework_score": "id"}


@pytest.fixture
def raw():
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def done(committed_cast):
    """A completed form."""
    cast = committed_cast
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        row = actions.start_assessment(case, instruments.find("wgss"), by=cast.ana)
        return actions.complete_assessment(row, {"seeing": "much"}, Head("person", timezone.localdate()), seen=1, by=cast.ana)


@pytest.fixture
def restricted(done, superuser):
    """The same, of the restricted kind."""
    superuser.execute("set search_path = public, accounts, audit")
    for table in KEYS:
        superuser.execute(f"update {table} set klass = 'restricted'")
    return done


def become(raw, cast, who):
    if who != "nobody":
        raw.execute("select set_config('izote.actor', %s, true)", [token(getattr(cast, who).pk, pid=raw.info.backend_pid)])


def counts(raw):
    return {table: raw.execute(f"select count({key}) from {table}").fetchone()[0] for table, key in KEYS.items()}


@pytest.mark.parametrize("who", ACTORS)
def test_each_actor_sees_the_rows_of_the_cases_that_are_open_to_her_or_him(committed_cast, raw, done, who):
    with raw.transaction():
        become(raw, committed_cast, who)
        assert counts(raw) == dict.fromkeys(KEYS, SEEN.get(who, 0))


def test_answers_are_never_selected_only_opened_and_opening_leaves_a_line(committed_cast, raw, done, superuser):
    for column in ("answers", "result", "*"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            become(raw, committed_cast, "ana")
            raw.execute(f"select {column} from casework_answers")
    before = superuser.execute("select count(*) from audit.audit_event where verb = 'case.opened'").fetchone()[0]
    with raw.transaction():
        become(raw, committed_cast, "ana")
        (opened,) = raw.execute("select access.open_case(%s, array['answers'])", [done.case_id]).fetchone()
    assert [row["answers"] for row in opened["answers"]] == [{"seeing": "much"}]
    assert superuser.execute("select count(*) from audit.audit_event where verb = 'case.opened'").fetchone()[0] == before + 1
    with raw.transaction():
        become(raw, committed_cast, "carla")
        assert raw.execute("select access.open_case(%s, array['answers'])", [done.case_id]).fetchone() == (None,)


@pytest.mark.parametrize("who", ["ana", "beto", "tomas", "dina"])
def test_the_restricted_kind_is_hidden_from_all_who_may_not_read_it(committed_cast, raw, restricted, who):
    with raw.transaction():
        become(raw, committed_cast, who)
        assert counts(raw) == dict.fromkeys(KEYS, 0)
        (opened,) = raw.execute("select access.open_case(%s, array['answers'])", [restricted.case_id]).fetchone()
        assert not (opened or {}).get("answers")


def test_whoever_has_the_right_sees_the_restricted_kind(committed_cast, raw, restricted, superuser):
    superuser.execute("insert into access.role_right (role, right_code) values ('supervisor', 'instrument.restricted')")
    try:
        with raw.transaction():
            become(raw, committed_cast, "beto")
            assert counts(raw) == dict.fromkeys(KEYS, 1)
    finally:
        superuser.execute("delete from access.role_right where role = 'supervisor' and right_code = 'instrument.restricted'")


@pytest.mark.parametrize("who", ["carla", "delia", "tomas", "rosa"])
def test_nobody_else_writes_answers_or_scores(committed_cast, raw, done, who):
    for sql in (
        "update casework_assessment set state = 'draft'",
        "update casework_answers set answers = '{}' where assessment_id is not null",
        "update casework_score set value = 1",
        "delete from casework_score",
    ):
        with raw.transaction():
            become(raw, committed_cast, who)
            assert raw.execute(sql).rowcount == 0


def test_answers_of_the_restricted_kind_cannot_be_passed_off_as_ordinary(committed_cast, raw, restricted):
    fields = "assessment_id, case_id, person_id, org_id, klass, answers, result, updated_at"
    values = "select %s, %s, %s, %s, 'ordinary', '{}', '{}', now()"
    given = [restricted.pk, restricted.case_id, restricted.person_id, restricted.org_id]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "ana")
        raw.execute(f"insert into casework_answers ({fields}) {values}", given)


@pytest.mark.parametrize("who", ["ana", "beto", "tomas"])
def test_which_protocols_an_answer_opened_is_read_only_by_opening_the_case(committed_cast, raw, done, who):
    with acting_as(committed_cast.ana.pk):
        row = actions.start_assessment(done.case, instruments.find("vulnerability"), by=committed_cast.ana)
        actions.save_assessment(row, {"suicide": "yes"}, Head("person", timezone.localdate()), seen=1, by=committed_cast.ana)
    with raw.transaction():
        become(raw, committed_cast, who)
        assert "suicide" not in str(raw.execute("select * from casework_assessment").fetchall())
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, who)
        raw.execute("select critical from casework_answers")


def test_a_form_is_begun_in_ones_own_name(committed_cast, raw, done):
    copied = "case_id, person_id, org_id, instrument, version, weights_version, klass, wave, mode, critical, started_at, edit"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "ana")
        raw.execute(
            f"insert into casework_assessment (id, by_id, state, paper_code, {copied}) select gen_random_uuid(), %s, 'draft', '', {copied}"
            " from casework_assessment",
            [committed_cast.beto.pk],
        )


@pytest.mark.parametrize(("who", "many"), [("ana", 1), ("delia", 1), ("tomas", 1), ("carla", 0), ("rosa", 0), ("irma", 0), ("nobody", 0)])
def test_numbers_of_blank_forms_are_known_in_their_office_alone(committed_cast, raw, who, many):
    from izote.casework.actions.paper import print_blanks

    with acting_as(committed_cast.ana.pk):
        print_blanks(committed_cast.ZAC, instruments.find("who5"), many=1, by=committed_cast.ana)
    with raw.transaction():
        become(raw, committed_cast, who)
        assert raw.execute("select count(*) from casework_paperform").fetchone()[0] == many


def test_a_restricted_instrument_is_not_printed_blank_by_those_who_may_not_read_it(committed_cast, tmp_path, monkeypatch):
    from django.core.exceptions import PermissionDenied

    from izote.casework.actions.paper import print_blanks

    monkeypatch.setattr(instruments, "shelf", tmp_path)
    write(tmp_path, q("select_one yes_no", "a"), settings={"class": ("restricted", "")})
    with acting_as(committed_cast.ana.pk), pytest.raises(PermissionDenied):
        print_blanks(committed_cast.ZAC, instruments.find("trial"), many=1, by=committed_cast.ana)
