"""How a room declares the row-level policies of its tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One table: which rows the actor reads and writes, and what the program's roles are granted.

    `read` and `write` are SQL conditions; `insert` replaces `write` for new rows. `gate` lets the functions of the gate read it.
    Tables of `persons` bind even their owner. `columns` narrows SELECT to some columns.
    `extra` are further statements (other roles' grants), applied last.
    """

    name: str
    read: str = "false"
    write: str = "false"
    insert: str | None = None
    grants: str = "select"
    schema: str = "public"
    gate: bool = False
    gate_writes: bool = False
    persons: bool = True
    columns: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def statements(table: Table) -> list[str]:
    """The SQL that makes the database agree with the declaration, whatever stood there before."""
    full = f"{table.schema}.{table.name}"
    sql = [f"revoke all on {full} from public, izote_web, izote_worker, izote_gate, izote_seal"]
    sql.append(f"alter table {full} enable row level security")
    sql.append(f"alter table {full} {'force' if table.persons else 'no force'} row level security")
    programs = "izote_web, izote_worker"
    if table.columns:
        rest = ", ".join(g for g in table.grants.split(", ") if g != "select")
        sql.append(f"grant select ({', '.join(table.columns)}) on {full} to {programs}")
        if rest:
            sql.append(f"grant {rest} on {full} to {programs}")
    elif table.grants:
        sql.append(f"grant {table.grants} on {full} to {programs}")
    insert = table.insert if table.insert is not None else table.write
    for name, verb, clause in (
        ("may_read", "select", f"using ({table.read})"),
        ("may_insert", "insert", f"with check ({insert})"),
        ("may_update", "update", f"using ({table.write}) with check ({table.write})"),
        ("may_delete", "delete", f"using ({table.write})"),
    ):
        sql.append(f"create policy {name} on {full} for {verb} to {programs} {clause}")
    if table.gate:
        sql.append(f"grant select on {full} to izote_gate")
        sql.append(f"create policy gate_reads on {full} for select to izote_gate using (true)")
    if table.gate_writes:
        sql.append(f"grant insert, update, delete on {full} to izote_gate")
        sql += [
            f"create policy gate_inserts on {full} for insert to izote_gate with check (true)",
            f"create policy gate_updates on {full} for update to izote_gate using (true) with check (true)",
            f"create policy gate_deletes on {full} for delete to izote_gate using (true)",
        ]
    return [*sql, *table.extra]
