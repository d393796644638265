"""A new database gets its tables at once; one that grew by its migrations must have the same."""

import os
import subprocess
import sys

import psycopg
import pytest

from izote.config.bootstrap import database_statements

NAME = "izote_walked"
WALK = """
from izote.config.setup import as_migrator
as_migrator()
from django.core.management import call_command
from izote.access.database import apply
call_command("migrate", verbosity=0, interactive=False)
call_command("createcachetable", verbosity=0)
apply()
"""
COLUMNS = """
select table_schema, table_name, column_name, data_type, is_nullable, column_default, character_maximum_length, is_identity, is_generated
from information_schema.columns where table_schema in ('public', 'accounts', 'audit', 'search')
"""
CONSTRAINTS = """
select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
where connamespace in ('public'::regnamespace, 'accounts'::regnamespace, 'audit'::regnamespace) and conrelid <> 0
"""
INDEXES = """
select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace
"""


@pytest.fixture
def walked(superuser):
    """A database whose tables were made by the migrations, one after the other."""
    superuser.execute(f"drop database if exists {NAME}")
    superuser.execute(f"create database {NAME} owner izote_owner")
    info = superuser.info
    with psycopg.connect(info.dsn, dbname=NAME, password=info.password, autocommit=True) as there:
        for statement in database_statements(NAME):
            there.execute(statement)
        url = os.environ["DATABASE_ADMIN_URL"]
        env = {**os.environ, "DATABASE_ADMIN_URL": url.replace("/izote_test", f"/{NAME}")}
        subprocess.run([sys.executable, "-c", WALK], env=env, check=True)
        yield there
    superuser.execute(f"drop database {NAME}")


def test_tables_made_at_once_are_those_the_migrations_make(db, superuser, walked):
    for what in (COLUMNS, CONSTRAINTS, INDEXES):
        at_once, grown = ({tuple(row) for row in c.execute(what).fetchall()} for c in (superuser, walked))
        assert at_once == grown
        assert len(grown) > 300
