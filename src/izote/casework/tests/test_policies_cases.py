"""Cases, what belongs to them and how an office works, against raw SQL: who reads, who writes, and what nobody can forge."""

import datetime as dt
import os
import uuid

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from izote.access.context import acting_as, token
from izote.access.models import Cover
from izote.access.permissions import forget_memberships
from izote.casework.actions import handing
from izote.casework.actions.visits import count_visit
from izote.casework.models import Approval, OfficeRules
from izote.casework.tests import builders
from izote.people.tests.builders import exclude
from tests.builders import person

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
EVERYBODY = ("nobody", "ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma", "pilar", "tomas")
OF_CASE = {
    "casework_case": {"ana", "beto", "tomas", "delia"},
    "casework_caseevent": {"ana", "beto", "tomas", "delia"},
    "casework_transfer": {"ana", "beto", "tomas", "delia"},
    "casework_approval": {"ana", "beto", "tomas", "delia"},
    "casework_visit": {"ana", "beto", "rosa", "tomas"},
    "casework_officerules": {"ana", "beto", "rosa", "delia", "oscar", "dina", "tomas"},
    "accounts.access_cover": {"ana", "beto", "rosa", "delia", "oscar", "dina", "tomas"},
}


@pytest.fixture
def sql(committed_cast):
    """Runs statements as somebody on the web's role and takes them back; returns the rows of the last, or how many it touched."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as raw:

        def run(user, statement, *values, first=()):
            with raw.transaction(force_rollback=True):
                if user is not None:
                    raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])
                for text, given in first:
                    raw.execute(text, given)
                done = raw.execute(statement, values or None)
                return done.fetchall() if done.description else done.rowcount

        yield run


@pytest.fixture
def world(committed_cast):
    """Ana's case with a row in every table, offered to Delia; a case of Beto; a case of another office."""
    cast = committed_cast
    cast.case = builders.case(cast.ana, cast.ZAC, risk="high")
    cast.his = builders.case(cast.beto, cast.ZAC, risk="low")
    cast.far = builders.case(cast.carla, cast.SMI)
    day = timezone.localdate()
    with acting_as(cast.ana.pk):
        cast.transfer = handing.offer_transfer(cast.case, to=cast.delia, by=cast.ana)
        cast.asked = asked(cast.case, cast.ana)
        count_visit(cast.ZAC, by=cast.ana, topics=["work"], channel="phone", outcome="advised", day=day)
    with acting_as(cast.beto.pk):
        cast.own = asked(cast.his, cast.beto)
        OfficeRules(org=cast.ZAC).save()
        Cover(
            org=cast.ZAC,
            absent=cast.delia,
            stand_in=cast.ana,
            starts_on=day - dt.timedelta(days=9),
            ends_on=day - dt.timedelta(days=8),
            by=cast.beto,
        ).save()
    return cast


def asked(case, by):
    row = Approval(case=case, person_id=case.person_id, org_id=case.org_id, subject="closure", requested_by=by, requested_at=timezone.now())
    row.save(force_insert=True)
    return row


def who(world, name):
    return None if name == "nobody" else getattr(world, name)


def keys(case, **other):
    return {"case": case.pk, "person": case.person_id, "org": case.org_id, **other}


def refused(sql, user, statement, *values, first=()):
    """Whether the database raises, or finds no row to touch."""
    try:
        done = sql(user, statement, *values, first=first)
    except REFUSED:
        return True
    return done in (0, [])


@pytest.mark.parametrize("table", OF_CASE)
def test_each_actor_reads_what_the_role_says(world, sql, table):
    column = "case_id" if table.startswith("casework_") and table.split("_")[1] in ("caseevent", "transfer", "approval") else "org_id"
    where = {"casework_case": ("id", world.case.pk)}.get(table, (column, world.case.pk if column == "case_id" else world.ZAC.pk))
    seen = {name for name in EVERYBODY if sql(who(world, name), f"select count(*) from {table} where {where[0]} = %s", where[1])[0][0]}
    assert seen == OF_CASE[table]


def test_each_actor_changes_what_the_role_says_and_nobody_deletes(world, sql):
    changers = {
        "update casework_case set risk = 'low' where id = %(case)s": {"ana", "beto", "delia", "tomas"},
        "update casework_caseevent set event = 'x' where case_id = %(case)s": set(),
        "update casework_transfer set state = 'cancelled' where case_id = %(case)s": {"ana", "beto", "delia"},
        "update casework_visit set topics = '{}' where org_id = %(org)s": {"ana", "beto", "rosa"},
        "update casework_officerules set caseload = 9 where org_id = %(org)s": {"beto"},
        "update accounts.access_cover set ends_on = starts_on where org_id = %(org)s": {"beto"},
        "delete from casework_case where id = %(case)s": set(),
        "delete from casework_caseevent where case_id = %(case)s": set(),
        "delete from casework_transfer where case_id = %(case)s": set(),
        "delete from casework_approval where case_id = %(case)s": set(),
        "delete from casework_officerules where org_id = %(org)s": set(),
    }
    for statement, expected in changers.items():
        plain = statement.replace("%(case)s", f"'{world.case.pk}'").replace("%(org)s", str(world.ZAC.pk))
        assert {name for name in EVERYBODY if not refused(sql, who(world, name), plain)} == expected, statement


NEW_CASE = (
    "insert into casework_case (id, person_id, org_id, number, code, kind, risk, state, is_child, opened_by_id, responsible_id,"
    " opened_at, risk_set_at, closure_reason, reopened, version)"
    " values (%s, %s, %s, 7, 'X/7', 'health', 'low', 'registered', false, %s, %s, now(), now(), '', 0, 1)"
)


def test_a_case_is_begun_in_ones_own_name_for_a_person_of_ones_own_office(world, sql):
    here, there = person(world.ana, world.ZAC), person(world.carla, world.SMI)

    def new(user, subject, org, opened, responsible):
        return refused(sql, user, NEW_CASE, uuid.uuid4(), subject.pk, org.pk, opened.pk, responsible.pk)

    assert not new(world.ana, here, world.ZAC, world.ana, world.ana)
    assert new(world.ana, here, world.SMI, world.ana, world.ana), "another office's case"
    assert new(world.ana, there, world.ZAC, world.ana, world.ana), "another office's person"
    assert new(world.ana, here, world.ZAC, world.beto, world.ana), "in another's name"
    assert all(new(who(world, name), here, world.ZAC, world.ana, world.ana) for name in ("rosa", "tomas", "carla", "dina", "irma"))


def test_what_a_case_belongs_to_never_changes(world, sql):
    other = person(world.ana, world.ZAC)
    for column, value in (
        ("person_id", other.pk),
        ("org_id", world.SMI.pk),
        ("code", "'Y/1'"),
        ("number", 9),
        ("opened_by_id", world.beto.pk),
    ):
        for user in (world.ana, world.beto):
            assert refused(sql, user, f"update casework_case set {column} = {value} where id = '{world.case.pk}'"), column


def test_nobody_takes_or_gives_away_a_case_by_hand(world, sql):
    take = "update casework_case set responsible_id = %s where id = %s"
    assert refused(sql, world.ana, take, world.ana.pk, world.his.pk), "Beto's case"
    assert refused(sql, world.ana, take, world.beto.pk, world.case.pk), "to somebody who did not accept"
    assert refused(sql, world.carla, take, world.carla.pk, world.case.pk)
    assert not refused(sql, world.delia, take, world.delia.pk, world.case.pk), "it is offered to her"
    assert not refused(sql, world.beto, take, world.delia.pk, world.case.pk), "he gives cases"


def test_the_file_follows_the_case_and_nothing_else(world, sql):
    follow = "select access.follow_case(%s)"
    assert sql(world.delia, follow, world.case.pk) == [(False,)], "offered, not accepted"
    assert sql(world.ana, follow, world.his.pk) == [(False,)] and sql(world.carla, follow, world.case.pk) == [(False,)]
    file = "select responsible_id from people_person where id = %s"
    taken = [("update casework_case set responsible_id = %s where id = %s", [world.delia.pk, world.case.pk]), (follow, [world.case.pk])]
    assert sql(world.delia, file, world.case.person_id, first=taken) == [(world.delia.pk,)]


def test_nobody_approves_what_they_asked_for_whatever_they_write(world, sql):
    decide = "update casework_approval set decision = 'approved', decided_by_id = %s, decided_at = now() where id = %s"
    assert refused(sql, world.beto, decide, world.beto.pk, world.own.pk), "his own"
    assert refused(sql, world.beto, decide, world.tomas.pk, world.own.pk), "his own in another's name"
    assert refused(sql, world.ana, decide, world.ana.pk, world.asked.pk), "hers, without the right"
    assert refused(sql, world.ana, decide, world.ana.pk, world.own.pk), "Beto's, without the right"
    assert refused(sql, world.beto, decide, world.tomas.pk, world.asked.pk), "Ana's, but in another's name"
    assert refused(sql, world.beto, "update casework_approval set requested_by_id = %s where id = %s", world.ana.pk, world.own.pk)
    assert refused(sql, world.beto, "update casework_approval set decision = 'approved' where id = %s", world.own.pk)
    assert not refused(sql, world.beto, decide, world.beto.pk, world.asked.pk) and not refused(
        sql, world.tomas, decide, world.tomas.pk, world.own.pk
    )


NEW_APPROVAL = (
    "insert into casework_approval (id, case_id, person_id, org_id, subject, requested_by_id, requested_at, decision, decided_by_id)"
    " values (gen_random_uuid(), %s, %s, %s, 'plan', %s, now(), %s, %s)"
)


def test_a_request_is_made_in_ones_own_name_undecided_and_of_its_own_case(world, sql):
    def new(user, case, by, decision="", decided=None, **other):
        of = keys(case, **other)
        return refused(sql, user, NEW_APPROVAL, of["case"], of["person"], of["org"], by.pk, decision, decided)

    assert not new(world.ana, world.case, world.ana)
    assert new(world.ana, world.case, world.beto), "in another's name"
    assert new(world.ana, world.case, world.ana, "approved", world.beto.pk), "approved beforehand"
    assert new(world.ana, world.case, world.ana, "unsampled"), "high risk is not sampled"
    assert new(world.beto, world.his, world.beto, "unsampled"), "this office looks at every request"
    assert new(world.ana, world.case, world.ana, org=world.SMI.pk) and new(world.ana, world.case, world.ana, person=world.his.person_id)
    assert new(world.ana, world.far, world.ana) and new(world.carla, world.case, world.carla) and new(world.rosa, world.case, world.rosa)


def test_no_case_ends_and_no_plan_is_approved_alone(world, sql):
    end = "update casework_case set state = 'closed', closed_at = now() where id = %s"
    for user, case in ((world.ana, world.case), (world.beto, world.his), (world.tomas, world.case)):
        assert refused(sql, user, end, case.pk)
    decided = [
        (
            "update casework_approval set decision = 'approved', decided_by_id = %s, decided_at = now() where id = %s",
            [world.beto.pk, world.asked.pk],
        )
    ]
    assert not refused(sql, world.beto, end, world.case.pk, first=decided)
    plan = uuid.uuid4()
    new = (
        "insert into casework_plan (id, case_id, person_id, org_id, number, by_id, created_at, version, state)"
        " values (%s, %s, %s, %s, 1, %s, now(), 1, %s)"
    )
    row = [plan, world.case.pk, world.case.person_id, world.ZAC.pk, world.ana.pk]
    assert refused(sql, world.ana, "update casework_plan set state = 'approved' where id = %s", plan, first=[(new, [*row, "submitted"])])
    assert refused(sql, world.ana, new, *row, "approved") and not refused(sql, world.ana, new, *row, "draft")


def test_an_approved_closure_ends_a_case_once(world, sql, superuser):
    superuser.execute("set session_replication_role = replica")
    superuser.execute(
        "update casework_approval set requested_at = now() - interval '1 day', decision = 'approved', decided_by_id = %s where id = %s",
        [world.beto.pk, world.asked.pk],
    )
    superuser.execute("update casework_case set opened_at = now() - interval '9 days'")
    end, again = (f"update casework_case set state = '{state}' where id = '{world.case.pk}'" for state in ("closed", "attention"))
    assert not refused(sql, world.ana, end)
    assert refused(sql, world.ana, end, first=[(end, None), (again, None)]), "reopened, whatever the events say"
    future = NEW_APPROVAL.replace("'plan'", "'closure'").replace("now()", "'2099-01-01'")
    values = [world.case.pk, world.case.person_id, world.ZAC.pk, world.ana.pk, "", None]
    latest = "select max(requested_at) <= clock_timestamp() from casework_approval"
    assert sql(world.ana, latest, first=[(future, values)]) == [(True,)]


def test_steps_offers_and_shares_are_written_in_ones_own_name(world, sql):
    event = (
        "insert into casework_caseevent (id, case_id, person_id, org_id, event, from_state, to_state, reason,"
        " by_id, at) values (gen_random_uuid(), %s, %s, %s, 'x', '', 'x', '', %s, now())"
    )
    of = lambda case: (case.pk, case.person_id, case.org_id)  # noqa: E731
    assert not refused(sql, world.ana, event, *of(world.case), world.ana.pk)
    assert refused(sql, world.ana, event, *of(world.case), world.beto.pk) and refused(sql, world.ana, event, *of(world.his), world.ana.pk)
    share = (
        "insert into casework_caseshare (id, case_id, person_id, org_id, user_id, why, starts_on, by_id) values"
        " (gen_random_uuid(), %s, %s, %s, %s, 'second', current_date, %s)"
    )
    assert not refused(sql, world.ana, share, *of(world.case), world.delia.pk, world.ana.pk)
    assert refused(sql, world.ana, share, *of(world.case), world.delia.pk, world.beto.pk), "in another's name"
    assert refused(sql, world.ana, share, *of(world.his), world.ana.pk, world.ana.pk), "to oneself, of a colleague's case"
    assert refused(sql, world.tomas, share, *of(world.case), world.tomas.pk, world.tomas.pk)
    assert refused(sql, world.ana, "update casework_transfer set state = 'accepted' where id = %s", world.transfer.pk), (
        "Delia accepts, nobody for her"
    )
    assert refused(sql, world.ana, "update casework_transfer set to_user_id = %s where id = %s", world.ana.pk, world.transfer.pk)


def test_visits_rules_and_covers_stay_in_their_office(world, sql):
    visit = (
        "insert into casework_visit (id, org_id, day, channel, topics, outcome, sex, age_band, created_at) values"
        " (gen_random_uuid(), %s, current_date, 'phone', '{}', 'x', '', '', now())"
    )
    assert not refused(sql, world.rosa, visit, world.ZAC.pk)
    assert all(refused(sql, who(world, name), visit, world.ZAC.pk) for name in ("nobody", "carla", "delia", "tomas", "dina"))
    rules = (
        "insert into casework_officerules (org_id, clocks, approvals, sample_share, caseload, version) values (%s,"
        " '{}', 'sampling', 1, 1, 1)"
    )
    assert refused(sql, world.beto, rules, world.SMI.pk) and refused(sql, world.carla, rules, world.SMI.pk)
    cover = (
        "insert into accounts.access_cover (org_id, absent_id, stand_in_id, starts_on, ends_on, by_id) values (%s,"
        " %s, %s, current_date, current_date, %s)"
    )
    assert not refused(sql, world.beto, cover, world.ZAC.pk, world.ana.pk, world.delia.pk, world.beto.pk)
    assert refused(sql, world.ana, cover, world.ZAC.pk, world.beto.pk, world.ana.pk, world.ana.pk), "she would see all that is Beto's"
    assert refused(sql, world.beto, cover, world.SMI.pk, world.carla.pk, world.beto.pk, world.beto.pk)
    assert refused(sql, world.beto, cover, world.ZAC.pk, world.ana.pk, world.carla.pk, world.beto.pk), "nobody of another office stands in"


def test_a_stand_in_opens_the_cases_of_the_office_where_the_cover_holds(world, sql, superuser):
    day = timezone.localdate()
    added = ((world.ana, world.SMI), (world.delia, world.SMI), (world.delia, world.ZAC))
    role = "insert into accounts.access_membership (user_id, org_id, role, starts_on) values (%s, %s, 'case_worker', %s)"
    try:
        for user, org in added:
            superuser.execute(role, [user.pk, org.pk, day])
            forget_memberships(user)
        here, there = builders.case(world.delia, world.ZAC), builders.case(world.delia, world.SMI)
        with acting_as(world.beto.pk):
            Cover(org=world.ZAC, absent=world.delia, stand_in=world.ana, starts_on=day, ends_on=day, by=world.beto).save()
        for case, seen in ((here, True), (there, False)):
            assert sql(world.ana, "select count(*) from casework_case where id = %s", case.pk) == [(int(seen),)]
            assert sql(world.ana, "select access.opens_case(%s), access.opens(%s)", case.pk, case.person_id) == [(seen, seen)]
            assert sql(world.delia, "select access.opens_case(%s), access.opens(%s)", case.pk, case.person_id) == [(True, True)]
    finally:
        for user, org in added:
            gone = "delete from accounts.access_membership where user_id = %s and org_id = %s and role = 'case_worker'"
            superuser.execute(gone, [user.pk, org.pk])


def test_the_load_of_a_colleague_does_not_count_a_hidden_file(world, sql):
    load = "select low, untouched, late from access.team_load(%s) where user_id = %s"
    late = f"update casework_case set next_due = now() - interval '1 day' where id = '{world.his.pk}'"
    with acting_as(world.beto.pk), connection.cursor() as cursor:
        cursor.execute(late)
    before = sql(world.ana, load, world.ZAC.pk, world.beto.pk)[0]
    exclude(world.his.person, world.ana, world.beto)
    after = sql(world.ana, load, world.ZAC.pk, world.beto.pk)[0]
    assert [was - now for was, now in zip(before, after, strict=True)] == [1, 1, 1]


def test_functions_tell_another_office_and_nobody_nothing(world, sql):
    for user in (None, world.carla, world.rosa, world.pilar):
        assert sql(user, "select * from access.cases_of(%s)", world.case.person_id) == []
        assert sql(user, "select * from access.team_load(%s)", world.ZAC.pk) == []
        assert sql(user, "select access.passes_unsampled(%s, 'plan')", world.case.pk) == [(False,)]
        groups = (
            sql(
                user,
                "select access.today(5, '{}', '{}') -> 'cases'",
            )[0][0]
            or {}
        )
        assert str(world.case.pk) not in groups
