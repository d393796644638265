"""Row-level policies of the vault: ciphertext for those who work with it, a half for its holder alone, nothing while all is shut."""

from izote.access.rowlevel import Table

ACTOR = "(select access.actor())"
ADD = "select, insert"
PROGRAMS = "izote_web, izote_worker"


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


OPEN = "not access.vault_shut(org_id)"
KEEP, ASK, HALF, READ = _in("vault.keep"), _in("vault.ask"), _in("vault.half"), _in("prevention.read")
CLOCK = _in("prevention.clock")
ANYBODY = f"({KEEP} or {ASK} or {HALF})"
MY_HALF = (
    "exists (select 1 from vault_half h where h.id = {table}.half_id and h.org_id = {table}.org_id"
    " and h.holder_id = (select access.actor()))"
)
ASKED = "exists (select 1 from vault_opening o where o.id = {table}.opening_id and o.org_id = {table}.org_id and o.asked_by_id = {actor})"


def _mine(table: str) -> str:
    return MY_HALF.format(table=table)


def _asked(table: str) -> str:
    return ASKED.format(table=table, actor=ACTOR)


def _gate_takes_away(table: str) -> tuple[str, ...]:
    return (f"grant delete on {table} to izote_gate", f"create policy gate_ends on {table} for delete to izote_gate using (true)")


TABLES = [
    Table("vault_key", read=READ, insert=f"{HALF} and not live", write=HALF, grants="select, insert, update", gate=True),
    Table("vault_half", read=READ, insert=f"{HALF} and holder_id = {ACTOR}", grants=ADD, gate=True),
    Table(
        "vault_box",
        read=f"{HALF} and holder_id = {ACTOR} and {OPEN}",
        insert=f"{HALF} and holder_id = {ACTOR} and {_mine('vault_box')}",
        grants=ADD,
        gate=True,
    ),
    Table(
        "vault_passage",
        read=f"{HALF} and {OPEN}",
        insert=f"{HALF} and by_id = {ACTOR} and {OPEN} and {_mine('vault_passage')}",
        write=HALF,
        grants="select, insert, delete",
        gate=True,
        extra=_gate_takes_away("vault_passage"),
    ),
    Table(
        "vault_identity",
        read=f"{ANYBODY} and {OPEN}",
        insert=f"{KEEP} and kept_by_id = {ACTOR} and {OPEN}",
        # who rotates the key writes anew, who keeps or protects takes out
        write=f"({KEEP} or {HALF}) and {OPEN}",
        grants="select, insert, update, delete",
        gate=True,
    ),
    Table("vault_opening", read=f"{ASK} or {HALF}", insert=f"{ASK} and asked_by_id = {ACTOR} and {OPEN}", grants=ADD, gate=True),
    Table(
        "vault_share",
        # the two who give and the one who asked; a share opens one identity, for a quarter of an hour
        read=f"{OPEN} and (by_id = {ACTOR} or {CLOCK} or {_asked('vault_share')})",
        insert=f"{HALF} and by_id = {ACTOR} and {OPEN} and {_mine('vault_share')}",
        write=f"{ASK} or {HALF} or {CLOCK}",
        grants="select, insert, delete",
        gate=True,
        extra=_gate_takes_away("vault_share"),
    ),
    Table(
        "vault_shown",
        read=f"{ASK} or {HALF}",
        insert=f"by_id = {ACTOR} and {OPEN} and {_asked('vault_shown')}",
        grants=ADD,
        gate=True,
    ),
    Table("vault_seen", read=HALF, insert=f"{HALF} and by_id = {ACTOR}", grants=ADD, gate=True),
    Table(
        "vault_miss", read=f"by_id = {ACTOR} or {CLOCK}", insert=f"{HALF} and by_id = {ACTOR}", write=CLOCK, grants="select, insert, delete"
    ),
    Table("vault_lockdown", read=READ, insert=f"{READ} and by_id = {ACTOR}", grants=ADD, gate=True),
    Table("vault_lift", read=READ, insert=f"{HALF} and by_id = {ACTOR}", grants=ADD, gate=True),
]
