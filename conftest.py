"""Tests migrate as the migrator and run as the web's role, on a real PostgreSQL that `./izote test` started."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """Tables, policies and the country pack, made as the owner; the tests then connect as izote_web."""
    from django.conf import settings
    from django.db import connection

    web = dict(settings.DATABASES["default"])
    with django_db_blocker.unblock():
        connection.close()
        _as_owner(connection, os.environ["DATABASE_ADMIN_URL"])
        from izote.config.setup import migrate

        try:
            from izote.territory.actions import load_country
        except ImportError:
            load_country = print

        migrate()
        from tests.cast import settle

        load_country("sv")
        settle()
        connection.close()
        connection.settings_dict.update(USER=web["USER"], PASSWORD=web["PASSWORD"], OPTIONS=dict(web["OPTIONS"]))
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda self: _forget_persons()
    yield
    with django_db_blocker.unblock():
        connection.close()


DEPENDENT = """
with recursive every(t) as (
  select unnest(%s::regclass[])
  union select c.conrelid::regclass from pg_constraint c join every e on c.confrelid = e.t where c.contype = 'f'
)
select t::text from every
"""


def _forget_persons() -> None:
    """After a test that committed: no person, session or second factor stays; offices, users and the audit do."""
    from izote.access.database import tables

    names = [f"{t.schema}.{t.name}" for t in tables() if t.persons]
    names += [f"accounts.{name}" for name in ("access_session", "access_cache", "access_invitation", "mfa_authenticator")]
    # emptying all of them, empty or not, takes longer than most tests
    some = sql.SQL("(select {} from {} limit 1)")
    with psycopg.connect(os.environ["DATABASE_SUPER_URL"]) as connection:
        every = [name for (name,) in connection.execute(DEPENDENT, [names]).fetchall()]
        held = sql.SQL(" union all ").join(some.format(name, sql.SQL(name)) for name in every)
        full = [name for (name,) in connection.execute(held).fetchall()]
        connection.execute("set local session_replication_role = replica")
        for name in (*full, "search.entry", "search.vocabulary", "search.spelling"):
            connection.execute(sql.SQL("delete from {}").format(sql.SQL(name)))


def _as_owner(connection, url: str) -> None:
    from izote.config.settings import database

    admin = database(url)
    options = dict(admin["OPTIONS"])
    options["options"] += " -c role=izote_owner"
    connection.settings_dict.update(USER=admin["USER"], PASSWORD=admin["PASSWORD"], OPTIONS=options)


@pytest.fixture(scope="session", autouse=True)
def words_and_static(tmp_path_factory, request) -> None:
    """Catalogues compiled and static files collected once."""
    from izote.config.assets import main

    main()


@pytest.fixture
def superuser() -> Iterator[psycopg.Connection]:
    """A superuser's connection: for tampering tests alone."""
    with psycopg.connect(os.environ["DATABASE_SUPER_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def cast(db):
    """Ana, Beto and the others, with their offices."""
    from tests.cast import everyone

    return everyone()


@pytest.fixture
def committed_cast(transactional_db):
    """The same, in tests that commit."""
    from tests.cast import everyone

    return everyone()


@pytest.fixture(autouse=True)
def signing_in(monkeypatch) -> None:
    """`client.force_login(user)` acts as that user, who counts as having a second factor; `client.logout()` likewise."""
    from django.test import Client

    from izote.access.context import DOORKEEPER, acting_as

    enter, leave = Client._login, Client.logout

    def _login(self, user, backend=None):
        with acting_as(user.pk):
            enter(self, user, backend)
            session = self.session
            session["second_factor"] = True
            session.save()

    def logout(self):
        with acting_as(DOORKEEPER):
            leave(self)

    monkeypatch.setattr(Client, "_login", _login)
    monkeypatch.setattr(Client, "logout", logout)
