"""The machines told to the database: which moves there are, which rights they take, and which tables they guard."""

from izote.prevention.rules.machines import NAMES, machine

MOVES = """create or replace function access.prevention_move(of_machine text, source text, goal text) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select rights from (values {rows}) as m(machine, source, goal, rights) where m.machine = of_machine and m.source = $2 and m.goal = $3
$$"""


def _quoted(*names: str) -> str:
    return ", ".join(f"'{name}'" for name in names)


def moves_function() -> str:
    """A function that gives the rights of a move, or nothing when there is no such move."""
    rows = [
        f"({_quoted(code, source, to)}, array[{_quoted(*move.rights)}])" for code in NAMES for source, to, move in machine(code).pairs()
    ]
    return MOVES.format(rows=", ".join(rows))


def guarded(table: str, code: str) -> tuple[str, ...]:
    """What makes a table obey its machine."""
    return (
        f"drop trigger if exists guarded_state on {table}",
        f"create trigger guarded_state before insert or update on {table} for each row"
        f" execute function access.guard_state({_quoted(code, machine(code).start)})",
    )
