"""What the database says of itself: row security, owners, grants, functions, roles."""

import importlib
import re

import pytest
from django.apps import apps

from izote.access.database import SCHEMAS, tables
from izote.access.roles import ROLES

PROGRAMS = ("izote_web", "izote_worker")
# the queue of jobs, which holds ids only
FRAMEWORK = re.compile(r"^procrastinate_")


@pytest.fixture
def ask(superuser):
    return lambda sql, *values: superuser.execute(sql, list(values) or None).fetchall()


@pytest.fixture
def relations(ask, django_db_setup):
    """Every table of ours: (schema, name) → (owner, row security, forced)."""
    rows = ask(
        "select n.nspname, c.relname, c.relowner::regrole::text, c.relrowsecurity, c.relforcerowsecurity from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname = any(%s)",
        list(SCHEMAS),
    )
    return {(schema, name): rest for schema, name, *rest in rows}


def test_every_table_is_declared_or_out_of_the_programs_reach(relations, ask):
    declared = {(t.schema, t.name) for t in tables()}
    assert not declared - set(relations), "declared, but not in the database"
    for schema, name in relations.keys() - declared:
        powers = "select, insert, update, delete, truncate, references, trigger"
        reached = any(ask("select has_table_privilege(%s, %s, %s)", role, f"{schema}.{name}", powers)[0][0] for role in PROGRAMS)
        assert FRAMEWORK.match(name) or not reached, f"{schema}.{name}"


def test_every_model_lives_where_it_is_declared(relations):
    names = {name for _schema, name in relations}
    assert not {model._meta.db_table for model in apps.get_models() if model._meta.managed} - names


def test_row_security_is_on_everywhere_and_forced_where_persons_are(relations):
    for table in tables():
        _owner, on, forced = relations[table.schema, table.name]
        assert on and forced == table.persons, table.name


def test_tables_about_persons_belong_to_people_and_no_other_room_forgets_to_say_so(relations):
    """A column that points at a person makes a table one about persons."""
    about = {t.name for t in tables() if t.persons}
    for model in apps.get_models():
        points = [f for f in model._meta.get_fields() if f.many_to_one and f.related_model._meta.label == "people.Person"]
        assert not points or model._meta.db_table in about, model


def test_everything_belongs_to_the_owner_who_cannot_log_in(ask, relations):
    assert {owner for owner, *_ in relations.values()} == {"izote_owner"}
    assert ask("select rolcanlogin from pg_roles where rolname in ('izote_owner', 'izote_gate') and rolcanlogin") == []


def test_the_programs_own_nothing_and_are_members_of_nothing(ask, relations):
    for role in (*PROGRAMS, "izote_seal"):
        row = ask(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit from pg_roles where rolname = %s", role
        )
        assert row == [(False,) * 6], role
        assert ask("select 1 from pg_auth_members where member = %s::regrole", role) == []
        assert ask("select 1 from pg_shdepend where deptype = 'o' and refobjid = %s::regrole", role) == []


def test_members_of_the_owner_and_of_the_gate_are_set_up_alone(ask, relations):
    rows = ask(
        "select roleid::regrole::text, member::regrole::text from pg_auth_members"
        " where roleid in ('izote_owner'::regrole, 'izote_gate'::regrole) and not member::regrole::text = 'postgres'"
    )
    assert set(rows) == {("izote_owner", "izote_migrate"), ("izote_gate", "izote_owner")}


def test_nothing_is_granted_to_everybody(ask, relations):
    tables_open = ask(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a"
        " where n.nspname = any(%s) and a.grantee = 0",
        list(SCHEMAS),
    )
    schemas_open = ask("select nspname from pg_namespace, aclexplode(nspacl) a where nspname = any(%s) and a.grantee = 0", list(SCHEMAS))
    functions_open = ask(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('access', 'search')"
        " and (p.proacl is null or exists (select 1 from aclexplode(p.proacl) a where a.grantee = 0))"
    )
    assert (tables_open, schemas_open, functions_open) == ([], [], [])


def test_new_functions_of_the_owner_are_not_for_everybody(ask, relations):
    acls = ask("select defaclacl::text from pg_default_acl where defaclrole = 'izote_owner'::regrole and defaclobjtype = 'f'")
    assert acls and all(not re.search(r"[{,]=X", acl) for (acl,) in acls)


def test_functions_that_step_over_policies_belong_to_the_gate_and_pin_their_path(ask, relations):
    rows = ask(
        "select p.oid::regprocedure::text, p.proowner::regrole::text, p.proconfig from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')"
    )
    assert len(rows) > 8
    for name, owner, config in rows:
        assert owner == "izote_gate", name
        paths = [setting for setting in config or [] if setting.startswith("search_path=")]
        steps = paths[0].removeprefix("search_path=").replace('"', "").split(", ") if len(paths) == 1 else []
        assert steps[:1] == ["pg_catalog"] and steps[-1] == "pg_temp" and set(steps[1:-1]) <= {"public", "search", "access"}, (name, config)


def test_the_programs_can_put_nothing_where_such_functions_look(ask, relations):
    for schema in SCHEMAS:
        for role in (*PROGRAMS, "izote_seal"):
            assert ask("select has_schema_privilege(%s, %s, 'create')", role, schema) == [(False,)], (role, schema)


def test_no_view_shows_more_than_who_looks_may_see(ask, relations):
    rows = ask(
        "select c.relname, c.relkind, c.reloptions from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('v', 'm') and n.nspname = any(%s) and c.relname not like 'pg_%%'",
        list(SCHEMAS),
    )
    ours = [row for row in rows if not row[0].startswith("procrastinate_")]
    assert [name for name, kind, options in ours if kind == "m" or "security_invoker=true" not in (options or [])] == []


def test_the_programs_may_do_with_a_table_only_what_is_declared(ask, relations):
    for table in tables():
        for role in PROGRAMS:
            held = ask(
                "select string_agg(p, ', ' order by p)"
                " from unnest(array['delete', 'insert', 'truncate', 'update', 'references', 'trigger']) p"
                " where has_table_privilege(%s, %s, p)",
                role,
                f"{table.schema}.{table.name}",
            )[0][0]
            wanted = ", ".join(sorted({g.strip() for g in table.grants.split(",")} - {"select", ""}))
            assert (held or "") == wanted, table.name


def test_lines_of_the_trail_are_only_ever_added(ask, relations):
    for table in ("audit_event", "audit_link", "audit_head"):
        for role in (*PROGRAMS, "izote_seal", "izote_gate"):
            for power in ("update", "delete", "truncate"):
                assert ask("select has_table_privilege(%s, %s, %s)", role, f"audit.{table}", power) == [(False,)]


def test_the_key_of_identities_is_for_the_gate_alone(ask, relations):
    for table in ("context_key", "role_right", "sample_key"):
        readers = ask("select rolname from pg_roles where has_table_privilege(rolname, %s, 'select') and not rolsuper", f"access.{table}")
        assert {name for (name,) in readers} - {"pg_read_all_data"} == {"izote_gate", "izote_owner", "izote_migrate"} & (
            {name for (name,) in readers}
        )


def test_the_database_knows_the_same_roles_as_the_code(ask, relations):
    assert set(ask("select role, right_code from access.role_right")) == {
        (name, right) for name, role in ROLES.items() for right in role.rights
    }


def test_every_room_that_has_models_declares_its_tables():
    for config in apps.get_app_configs():
        if config.name.startswith("izote.") and list(config.get_models()):
            assert importlib.import_module(f"{config.name}.policies").TABLES
