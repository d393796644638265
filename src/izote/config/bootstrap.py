"""Roles, database, schemas and extensions: what only a superuser may set up, once."""

import os
import sys

import psycopg
from psycopg import sql

LOGINS = ("izote_migrate", "izote_web", "izote_worker", "izote_seal")
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "fuzzystrmatch")


def role_statements(passwords: dict[str, str]) -> list[str]:
    """The SQL that creates the roles; harmless when repeated."""
    out = []
    for role in ("izote_owner", "izote_gate"):
        out.append(f"do $$ begin if to_regrole('{role}') is null then create role {role} nologin; end if; end $$;")
    for role in LOGINS:
        out.append(f"do $$ begin if to_regrole('{role}') is null then create role {role} login noinherit; end if; end $$;")
        out.append(f"alter role {role} with login nosuperuser nocreatedb nocreaterole nobypassrls password '{passwords[role]}';")
    out.append("grant izote_owner to izote_migrate;")
    out.append("grant izote_gate to izote_owner;")
    return out


def database_statements(name: str) -> list[str]:
    """The SQL to be run inside the new database."""
    out = [
        f'revoke all on database "{name}" from public;',
        f'grant connect, temporary on database "{name}" to izote_migrate;',
        f'grant connect on database "{name}" to izote_web, izote_worker, izote_seal;',
        f'alter database "{name}" owner to izote_owner;',
        "alter schema public owner to izote_owner;",
        "revoke all on schema public from public;",
    ]
    for schema in ("accounts", "audit", "access", "search"):
        out.append(f"create schema if not exists {schema} authorization izote_owner;")
    out.append("grant usage, create on schema access, search to izote_gate;")
    out.append("alter default privileges for role izote_owner revoke execute on functions from public;")
    out += [f"create extension if not exists {extension} schema public;" for extension in EXTENSIONS]
    return out


def main() -> None:
    """Run it all against SUPER_URL for the database IZOTE_DBNAME, with passwords from the environment."""
    passwords = {role: os.environ[f"PW_{role.upper()}"] for role in LOGINS}
    name = os.environ.get("IZOTE_DBNAME", "izote")
    with psycopg.connect(os.environ["SUPER_URL"], dbname="postgres", autocommit=True) as connection:
        for statement in role_statements(passwords):
            connection.execute(statement)
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("create database {} owner izote_owner").format(sql.Identifier(name)))
    with psycopg.connect(os.environ["SUPER_URL"], dbname=name, autocommit=True) as connection:
        for statement in database_statements(name):
            connection.execute(statement)


if __name__ == "__main__":
    if "--print" in sys.argv:
        passwords = dict.fromkeys(LOGINS, "CHANGE-ME")
        lines = [*role_statements(passwords), "create database izote owner izote_owner;", "\\connect izote", *database_statements("izote")]
        sys.stdout.write("\n".join(lines) + "\n")
    else:
        main()
