"""Checks before serving: a role that could step over row security never serves pages."""

import sys

import psycopg
from django.db import connection

POWERS = """
select r.rolsuper, r.rolbypassrls, r.rolcreaterole,
       exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relowner = r.oid and n.nspname in ('public', 'accounts', 'audit', 'access', 'search')),
       exists (select 1 from pg_auth_members m where m.member = r.oid)
from pg_roles r where r.rolname = current_user
"""
NAMES = ("superuser", "BYPASSRLS", "CREATEROLE", "owner of tables", "member of another role")


def powers() -> list[str]:
    """What the connected role could use to step over row security; empty is right."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        row = cursor.fetchone()
    return [name for name, has in zip(NAMES, row or (), strict=False) if has]


def refuse_powerful_role() -> None:
    """End the program when the database role may do more than the pages need."""
    try:
        found = powers()
    except psycopg.OperationalError as error:
        sys.exit(f"Izote cannot reach its database: {error}")
    finally:
        connection.close()
    if found:
        sys.exit(f"Izote will not serve with this database role ({', '.join(found)}). Use the izote_web role; see SECURITY.md.")
