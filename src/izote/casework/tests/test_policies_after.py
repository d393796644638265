"""The tables of what happened after, against raw SQL."""

import os

import psycopg
import pytest
from django.utils import timezone

from izote.access.context import acting_as, token
from izote.casework.actions import after, children, closing
from izote.casework.actions.refusals import note_refusal
from izote.casework.models import ContactCall
from izote.casework.tests import builders

TABLES = ("contactcall", "callattempt", "refusal", "closure", "childfile", "bestintereststep", "fearedperson")
OUTSIDERS = ("rosa", "carla", "delia", "oscar", "paula", "dina", "irma", "pilar")


@pytest.fixture
def sql(committed_cast):
    """Runs a statement as somebody on the web's role, and takes it back; returns rows or how many rows were touched."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as raw:

        def run(user, statement, *values):
            with raw.transaction(force_rollback=True):
                raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])
                done = raw.execute(statement, values or None)
                return done.fetchall() if done.description else done.rowcount

        yield run


@pytest.fixture
def filled(committed_cast):
    """A child's case of Ana with a row in every table, one outcome sealed."""
    cast, day = committed_cast, timezone.localdate()
    case = builders.case(cast.ana, cast.ZAC, kind="child", birth_year=day.year - 10)
    with acting_as(cast.ana.pk):
        after.plan_calls(case, by=cast.ana)
        call = ContactCall.objects.filter(case=case).earliest("wave")
        after.record_outcome(call, "detained", means="phone", told=True, at=timezone.now(), by=cast.ana)
        note_refusal(case, sector="health", asked_for="medicines", asked_on=day, answer="waiting", by=cast.ana)
        children.add_step(case, "identification", done_on=day, words="Llegó sola.", by=cast.ana)
        child = children.save_school(case, seen=1, by=cast.ana, school="asked", school_papers="")
        children.save_care(case, seen=child.version, by=cast.ana, relation="father", caregiver_harms=True)
        closing.request_closure(case, reason="moved", summary="Se mudó.", by=cast.ana)
    return case, call


def test_rows_are_seen_by_those_who_see_the_case_and_by_nobody_else(sql, filled, committed_cast):
    for table in TABLES:
        key = "case_id"
        for user in ("ana", "beto", "tomas"):
            assert sql(getattr(committed_cast, user), f"select count(*) from casework_{table} where {key} = %s", filled[0].pk)[0][0] >= 1, (
                table
            )
        for user in OUTSIDERS:
            assert sql(getattr(committed_cast, user), f"select count(*) from casework_{table}")[0][0] == 0, (table, user)


def test_nobody_outside_changes_or_deletes_a_row(sql, filled, committed_cast):
    for table in ("contactcall", "refusal", "closure", "childfile", "bestintereststep"):
        for user in OUTSIDERS:
            assert sql(getattr(committed_cast, user), f"update casework_{table} set org_id = org_id") == 0, (table, user)
            assert sql(getattr(committed_cast, user), f"delete from casework_{table}") == 0, (table, user)


def test_an_attempt_is_written_once_and_never_changed(sql, filled, committed_cast):
    for statement in ("update casework_callattempt set result = 'reached'", "delete from casework_callattempt"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(committed_cast.ana, statement)


def test_who_is_feared_is_ended_by_whoever_leads_and_by_nobody_else(sql, filled, committed_cast):
    end = "update casework_fearedperson set ended_at = now()"
    assert sql(committed_cast.beto, end) == 1
    for user in ("ana", "tomas", *OUTSIDERS):
        assert sql(getattr(committed_cast, user), end) == 0, user
    for user, statement in (("ana", "delete from casework_fearedperson"), ("beto", "update casework_fearedperson set relation = 'mother'")):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(getattr(committed_cast, user), statement)
    ask = "select anybody from access.feared(%s, null, '')"
    for user, said in (("ana", True), ("tomas", True), *dict.fromkeys(OUTSIDERS, False).items()):
        assert sql(getattr(committed_cast, user), ask, filled[0].pk) == [(said,)], user


def test_ana_seals_and_cannot_read_and_others_can_neither(sql, filled, committed_cast):
    case, call = filled
    planned = sql(committed_cast.ana, "select id from casework_contactcall where case_id = %s and state = 'planned' limit 1", case.pk)[0][0]
    insert = "insert into casework_sealedoutcome (call_id, case_id, person_id, org_id, sealed) values (%s, %s, %s, %s, 'x')"
    values = (planned, case.pk, case.person_id, case.org_id)
    assert sql(committed_cast.ana, insert, *values) == 1
    for user in ("rosa", "carla", "delia", "tomas", "dina", "pilar"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(getattr(committed_cast, user), insert, *values)
    for user in ("ana", "tomas", *OUTSIDERS):
        assert sql(getattr(committed_cast, user), "select call_id from casework_sealedoutcome") == [], user
        assert sql(getattr(committed_cast, user), "select access.open_outcome(%s)", call.pk) == [(None,)], user
        assert sql(getattr(committed_cast, user), "update casework_sealedoutcome set sealed = 'y'") == 0, user
        assert sql(getattr(committed_cast, user), "delete from casework_sealedoutcome") == 0, user
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(committed_cast.beto, "select sealed from casework_sealedoutcome")
    assert sql(committed_cast.beto, "select call_id from casework_sealedoutcome") == [(call.pk,)]
    assert sql(committed_cast.beto, "select access.open_outcome(%s)", call.pk)[0][0]


def test_who_watches_over_the_office_plans_calls_and_does_nothing_else_with_them(sql, filled, committed_cast):
    case, _call = filled
    insert = (
        "insert into casework_contactcall (id, case_id, person_id, org_id, wave, due_on, state, outcome, attempts)"
        " values (gen_random_uuid(), %s, %s, %s, 99, current_date, %s, %s, 0)"
    )
    of_case = (case.pk, case.person_id, case.org_id)
    assert sql(committed_cast.tomas, insert, *of_case, "planned", "") == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(committed_cast.tomas, insert, *of_case, "done", "safe")
    assert sql(committed_cast.tomas, "update casework_contactcall set outcome = 'safe'") == 0


def test_a_row_cannot_be_hung_onto_a_case_of_others(sql, filled, committed_cast):
    other = builders.case(committed_cast.carla, committed_cast.SMI)
    insert = (
        "insert into casework_refusal (id, case_id, person_id, org_id, sector, asked_for, asked_on, answer, reason, by_id, created_at)"
        " values (gen_random_uuid(), %s, %s, %s, 'health', '', current_date, 'refused', '', %s, now())"
    )
    for case_id, person_id, org_id in (
        (other.pk, other.person_id, other.org_id),
        (filled[0].pk, other.person_id, filled[0].org_id),
        (other.pk, filled[0].person_id, filled[0].org_id),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(committed_cast.ana, insert, case_id, person_id, org_id, committed_cast.ana.pk)
