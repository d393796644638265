"""The third gate: raw SQL as nobody, as a forger, and as somebody of another office."""

import os

import psycopg
import pytest
from django.db import connection

from izote.access.context import acting_as, token
from tests.builders import person


@pytest.fixture
def raw():
    """A bare connection as the web's role: what an injected query would have."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


def count(raw, table="people_person"):
    return raw.execute(f"select count(*) from {table}").fetchone()[0]


def as_user(raw, user, **more):
    pid = more.pop("pid", raw.info.backend_pid)
    raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=pid, **more)])


def test_nobody_sees_no_person_and_no_account(committed_cast, raw):
    person(committed_cast.ana, committed_cast.ZAC)
    for table in ("people_person", "people_contact", "people_personsensitive", "access_user", "access_session", "audit_event"):
        columns = "count(person_id)" if table == "people_personsensitive" else "count(*)"
        assert raw.execute(f"select {columns} from {table}").fetchone()[0] == 0, table


def test_ana_sees_her_office_and_carla_does_not(committed_cast, raw):
    person(committed_cast.ana, committed_cast.ZAC)
    with raw.transaction():
        as_user(raw, committed_cast.ana)
        assert count(raw) == 1
    with raw.transaction():
        as_user(raw, committed_cast.carla)
        assert count(raw) == 0
    assert count(raw) == 0  # the connection goes back to the pool as nobody


@pytest.mark.parametrize("forge", ["1.9999999999.{pid}." + "0" * 64, "1", "x.y.z", "1.9999999999.{pid}.zz", "1;2"])
def test_a_forged_identity_is_refused_loudly(committed_cast, raw, forge):
    person(committed_cast.ana, committed_cast.ZAC)
    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification), raw.transaction():
        raw.execute("select set_config('izote.actor', %s, true)", [forge.format(pid=raw.info.backend_pid)])
        count(raw)


def test_an_identity_expires_and_does_not_travel_to_another_connection(committed_cast, raw):
    person(committed_cast.ana, committed_cast.ZAC)
    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match="expired"), raw.transaction():
        as_user(raw, committed_cast.ana, seconds=-1)
        count(raw)
    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match="not proven"), raw.transaction():
        as_user(raw, committed_cast.ana, pid=raw.info.backend_pid + 1)
        count(raw)


@pytest.mark.parametrize(
    "attack",
    [
        "select * from access.context_key",
        "select * from access.role_right",
        "set role izote_owner",
        "set role izote_gate",
        "set session authorization postgres",
        "alter table people_person disable row level security",
        "create policy p on people_person using (true)",
        "set row_security = off; select * from people_person",
        "create function public.f() returns int language sql security definer as 'select 1'",
        "update audit_event set verb = 'x'",
        "delete from audit_event",
        "truncate audit_event",
        "select address from people_personsensitive",
        "select before from people_history; select pg_read_file('/etc/passwd')",
        "insert into access_membership (user_id, org_id, role, starts_on) select 1, 1, 'supervisor', '2020-01-01'",
        "select * from pg_authid",
    ],
)
def test_raw_sql_of_carla_cannot_lift_the_gate(committed_cast, raw, attack):
    person(committed_cast.ana, committed_cast.ZAC)
    with pytest.raises(psycopg.Error), raw.transaction():
        as_user(raw, committed_cast.carla)
        raw.execute(attack)


def test_reception_sees_contact_and_no_case_level(committed_cast, raw):
    subject = person(committed_cast.ana, committed_cast.ZAC)
    with raw.transaction():
        as_user(raw, committed_cast.rosa)
        assert count(raw) == 1
        assert raw.execute("select count(person_id) from people_personsensitive").fetchone()[0] == 0
        assert raw.execute("select access.open_file(%s)", [subject.pk]).fetchone()[0] is None


def test_opening_a_file_leaves_a_line_that_nobody_can_write_in_anothers_name(committed_cast, raw):
    subject = person(committed_cast.ana, committed_cast.ZAC)
    with raw.transaction():
        as_user(raw, committed_cast.ana)
        assert raw.execute("select access.open_file(%s)", [subject.pk]).fetchone()[0] is not None
        trail = raw.execute("select actor, verb from access.file_trail(%s, 10)", [subject.pk]).fetchall()
        assert ("Ana", "person.opened") in trail
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        as_user(raw, committed_cast.ana)
        raw.execute(
            "insert into audit_event (at, actor_id, actor_label, verb, kind, key, label, details)"
            " values (now(), %s, 'beto', 'person.opened', '', '', '', '{}')",
            [committed_cast.beto.pk],
        )


def test_context_ends_with_the_transaction(cast):
    with acting_as(cast.ana.pk):
        pass
    with connection.cursor() as cursor:
        cursor.execute("select access.actor()")
        assert cursor.fetchone()[0] is None
