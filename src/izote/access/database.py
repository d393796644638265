"""The declared state of the database beyond its tables: functions, triggers, policies, grants, rights of roles."""

import importlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from izote.access.context import key_pads
from izote.access.roles import OMBUDS, ROLES, SERVICES
from izote.access.rowlevel import Table, statements

SCHEMAS = ("public", "accounts", "audit", "access", "search")
ROOMS_FROM_BELOW = ("kit", "territory", "access", "people", "vault", "partners", "casework", "seminars", "observatory", "prevention")


def tables() -> list[Table]:
    """Every table that a room has declared."""
    found: list[Table] = []
    for room in ROOMS_FROM_BELOW:
        try:
            module = importlib.import_module(f"izote.{room}.policies")
        except ModuleNotFoundError:
            continue
        found += [t if isinstance(t, Table) else Table(**t) for t in module.TABLES]
    return found


def sql_files() -> list[Path]:
    """The SQL files of all rooms in the order in which they are applied."""
    base = Path(__file__).resolve().parent.parent
    return [path for room in ROOMS_FROM_BELOW for path in sorted((base / room / "sql").glob("*.sql"))]


def apply() -> None:
    """Make functions, policies, grants and rights agree with the code, in one transaction, as the owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('izote.apply'))")
        _move_tables(cursor)
        _drop_policies(cursor)
        for path in sql_files():
            cursor.execute(path.read_text(encoding="utf-8"))
        for table in tables():
            for sql in statements(table):
                cursor.execute(sql)
        _own_gate_functions(cursor)
        _grant_rest(cursor)
        _write_rights(cursor)
        _write_key(cursor)
        _staff_services(cursor)


def _move_tables(cursor: Any) -> None:
    for table in tables():
        if table.schema != "public":
            cursor.execute("select to_regclass(%s)", [f"public.{table.name}"])
            if cursor.fetchone()[0]:
                cursor.execute(f"alter table public.{table.name} set schema {table.schema}")


def _drop_policies(cursor: Any) -> None:
    cursor.execute("select schemaname, tablename, policyname from pg_policies where schemaname = any(%s)", [list(SCHEMAS)])
    for schema, table, policy in cursor.fetchall():
        cursor.execute(f'drop policy "{policy}" on {schema}."{table}"')


def _own_gate_functions(cursor: Any) -> None:
    """Functions that step over policies belong to izote_gate, pin their search_path and are not for everyone."""
    cursor.execute(
        "select p.oid::regprocedure::text, p.prosecdef, p.prorettype = 'trigger'::regtype from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('access', 'search')"
    )
    for signature, definer, trigger in cursor.fetchall():
        cursor.execute(f"revoke all on function {signature} from public")
        if definer:
            cursor.execute(f"alter function {signature} owner to izote_gate")
        if not trigger and not signature.startswith("access.forbid"):
            cursor.execute(f"grant execute on function {signature} to izote_web, izote_worker, izote_gate")


def _grant_rest(cursor: Any) -> None:
    """Sequences of the program's tables, and the queue of jobs, which holds ids only."""
    run = cursor.execute
    run("grant usage on schema public, accounts, audit, access, search to izote_web, izote_worker, izote_gate")
    run("grant usage on schema audit to izote_seal")
    for schema in ("public", "accounts", "audit"):
        run(f"grant usage on all sequences in schema {schema} to izote_web, izote_worker, izote_gate")
    run("select c.oid::regclass::text, c.relkind from pg_class c where c.relname like 'procrastinate%' and c.relkind in ('r', 'S', 'v')")
    for name, kind in cursor.fetchall():
        run(f"grant {'usage' if kind == 'S' else 'select, insert, update, delete'} on {name} to izote_web, izote_worker")
    run("select p.oid::regprocedure::text from pg_proc p where p.proname like 'procrastinate%' and p.prorettype <> 'trigger'::regtype")
    for (signature,) in cursor.fetchall():
        run(f"grant execute on function {signature} to izote_web, izote_worker")


def _write_rights(cursor: Any) -> None:
    cursor.execute("delete from access.role_right")
    rows = [(name, right) for name, role in ROLES.items() for right in sorted(role.rights)]
    cursor.executemany("insert into access.role_right (role, right_code) values (%s, %s)", rows)


def _write_key(cursor: Any) -> None:
    ipad, opad = key_pads(settings.CONTEXT_KEY)
    cursor.execute(
        "insert into access.context_key (id, ipad, opad) values (1, %s, %s)"
        " on conflict (id) do update set ipad = excluded.ipad, opad = excluded.opad",
        [ipad, opad],
    )


def _staff_services(cursor: Any) -> None:
    """An installation set up before a service existed gets it, in every office where the others serve."""
    for name, role in SERVICES.items():
        cursor.execute(
            "insert into accounts.access_user (username, display_name, email, language, password, is_active, is_service,"
            " must_change_password, created_at) select %s, %s, '', 'es', '!', true, true, false, now()"
            " where exists (select 1 from accounts.access_user where is_service) on conflict (username) do nothing",
            [name, name],
        )
        if role in OMBUDS:
            cursor.execute(
                "insert into accounts.access_membership (user_id, org_id, role, starts_on) select u.id, o.id, %s, current_date"
                " from accounts.access_user u, access_organization o where u.username = %s and o.kind = 'ombuds' and not exists"
                " (select 1 from accounts.access_membership m where m.user_id = u.id and m.org_id = o.id)",
                [role, name],
            )
            continue
        cursor.execute(
            "insert into accounts.access_membership (user_id, org_id, role, starts_on)"
            " select u.id, m.org_id, %s, min(m.starts_on) from accounts.access_user u, accounts.access_membership m"
            " join accounts.access_user l on l.id = m.user_id and l.username = 'service-lists' where u.username = %s and not exists"
            " (select 1 from accounts.access_membership o where o.user_id = u.id and o.org_id = m.org_id) group by u.id, m.org_id",
            [role, name],
        )
