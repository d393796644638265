"""The account tables against raw SQL: whoever injects a query as Carla stays Carla."""

import os

import psycopg
import pytest

from izote.access.context import DOORKEEPER, token


@pytest.fixture
def carla_sql(committed_cast):
    """Runs a statement as Carla on the web's role; returns rows or the count of rows touched."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as raw:

        def run(sql, user=committed_cast.carla, actor=None):
            with raw.transaction(force_rollback=True):
                pk = actor if actor is not None else user.pk
                raw.execute("select set_config('izote.actor', %s, true)", [token(pk, pid=raw.info.backend_pid)])
                done = raw.execute(sql)
                return done.fetchall() if done.description else done.rowcount

        yield run


def test_carla_knows_her_colleagues_and_no_other_office(carla_sql):
    assert {name for (name,) in carla_sql("select username from access_user where not is_service")} == {"carla"}
    offices = carla_sql("select o.code from access_membership m, access_organization o where o.id = m.org_id")
    assert {code for (code,) in offices} == {"SMI"}


def test_carla_cannot_change_who_others_are(carla_sql, committed_cast):
    beto, paula = committed_cast.beto.pk, committed_cast.paula.pk
    for sql in (
        f"update access_user set password = 'x' where id in ({beto}, {paula})",
        f"update access_user set is_active = false where id = {paula}",
        f"update access_membership set role = 'supervisor' where user_id = {committed_cast.carla.pk}",
        f"delete from access_session where user_id = {paula}",
        f"delete from mfa_authenticator where user_id = {paula}",
        f"update access_invitation set expires_at = now() + interval '1 year' where user_id = {paula}",
        "update access_organization set name = 'x'",
    ):
        assert carla_sql(sql) == 0, sql


@pytest.mark.parametrize(
    "sql",
    [
        "insert into access_membership (user_id, org_id, role, starts_on) values ({carla}, {zac}, 'supervisor', '2020-01-01')",
        "insert into access_membership (user_id, org_id, role, starts_on) values ({paula}, {smi}, 'supervisor', '2020-01-01')",
        "insert into access_user (username, display_name, password, email, language, is_active, is_service,"
        " must_change_password, created_at) values ('mallory', 'M', '', '', 'es', true, false, false, now())",
        "insert into access_invitation (token_hash, user_id, created_by_id, created_at, expires_at)"
        " values ('x', {paula}, {carla}, now(), now() + interval '1 day')",
        "insert into access_session (session_key, session_data, expire_date, user_id) values ('x', '', now(), {paula})",
        "insert into mfa_authenticator (user_id, type, data, created_at) values ({paula}, 'totp', '{{}}', now())",
        "insert into access_organization (code, name, kind, place_code, phone, is_active) values ('XXX', 'x', 'platform', '', '', true)",
        "update access_user set is_service = true where id = {carla}",
        "delete from access_membership",
        "delete from access_user",
        "update access_mark set value = '0'",
        "select * from audit.audit_link",
    ],
)
def test_carla_is_refused(carla_sql, committed_cast, sql):
    ids = {"carla": committed_cast.carla.pk, "paula": committed_cast.paula.pk, "zac": committed_cast.ZAC.pk, "smi": committed_cast.SMI.pk}
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)):
        carla_sql(sql.format(**ids))


def test_before_signing_in_accounts_are_read_and_nothing_is_changed(carla_sql, committed_cast):
    """The doorkeeper looks accounts up; a query injected before sign-in changes no password, role or factor."""
    ana = committed_cast.ana.pk
    assert carla_sql("select count(*) > 5 from access_user", actor=DOORKEEPER) == [(True,)]
    assert carla_sql("select count(*) from people_person", actor=DOORKEEPER) == [(0,)]
    for sql in (
        f"update access_user set password = 'x' where id = {ana}",
        f"delete from mfa_authenticator where user_id = {ana}",
        f"update access_membership set role = 'supervisor' where user_id = {ana}",
    ):
        assert carla_sql(sql, actor=DOORKEEPER) == 0, sql
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        carla_sql(
            "insert into access_membership (user_id, org_id, role, starts_on)"
            f" values ({ana}, {committed_cast.SMI.pk}, 'supervisor', now())",
            actor=DOORKEEPER,
        )


def test_the_cache_holds_data_and_never_code(committed_cast):
    """A pickle in the cache would let whoever injects SQL run code in the program."""
    from django.core.cache import cache

    from izote.access.context import acting_as

    with acting_as(DOORKEEPER):
        cache.set("x", [1.5, "y"], 60)
        assert cache.get("x") == [1.5, "y"] and not cache.add("x", 1) and cache.add("z", True)
        with pytest.raises(TypeError):
            cache.set("x", object())
        assert cache.delete("x") and cache.get("x", "gone") == "gone"
        cache.set("late", 1, -1)
        assert cache.get("late") is None and cache.add("late", 2) and cache.get("late") == 2
