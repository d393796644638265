"""Row-level policies of proposals, workshops, tools, memory and library: read by those who read proposals; written in one's own name."""

from izote.access.rowlevel import Table

ADD = "select, insert"


def _in(*rights: str) -> str:
    return "(" + " or ".join(f"org_id = any((select access.orgs('{right}'))::int[])" for right in rights) + ")"


ACTOR = "(select access.actor())"
READ, WRITE, DECIDE, ASSIST = (_in(f"proposals.{right}") for right in ("read", "write", "decide", "assist"))
ANY = _in("proposals.write", "proposals.decide", "proposals.assist")
LEAD = _in("proposals.write", "proposals.decide")
FOLLOW = _in("proposals.write", "proposals.decide", "prevention.follow")
CHECK = _in("proposals.write", "proposals.decide", "prevention.verify")
MINE = f"by_id = {ACTOR}"


def _within(table: str, column: str, whole: str) -> str:
    """A part belongs to a whole of the same office."""
    held = f"select 1 from {whole} w where w.id = {table}.{column} and w.org_id = {table}.org_id"  # noqa: S608
    return f"({table}.{column} is null or exists ({held}))"


def _part(name: str, right: str, *wholes: tuple[str, str], update: str = "", extra: tuple[str, ...] = ()) -> Table:
    """Something written once in one's own name; `update` are the columns that may change later."""
    table = f"prevention_{name}"
    whole = [_within(table, column, f"prevention_{of}") for column, of in wholes]
    changes = f"grant update ({update}) on {table} to izote_web, izote_worker"
    return Table(
        table,
        read=READ,
        insert=" and ".join([right, MINE, *whole]),
        write=" and ".join([right, *whole]) if update and not extra else "false",
        grants=ADD,
        gate=True,
        extra=((changes,) if update else ()) + extra,
    )


def _once(table: str, name: str, using: str, check: str) -> str:
    return f"create policy {name} on prevention_{table} for update to izote_web, izote_worker using ({using}) with check ({check})"


OF = ("proposal_id", "proposal")
TOLD = _once("proposalanswer", "told", f"{LEAD} and told_on is null", f"{LEAD} and told_on is not null and told_by_id = {ACTOR}")
CLOSED = _once("commitment", "closed", f"{FOLLOW} and state = 'open'", f"{FOLLOW} and state <> 'open' and closed_by_id = {ACTOR}")
UNDONE = _once("workshopact", "undone", f"{WRITE} and undone_at is null", f"{WRITE} and undone_at is not null and undone_by_id = {ACTOR}")
ALLOWED = _once("allowedname", "allowed", f"{CHECK} and allowed_by_id is null", f"{CHECK} and allowed_by_id = {ACTOR} and by_id <> {ACTOR}")

TABLES = [
    _part("proposalcredit", WRITE, OF),
    _part("proposalanswer", LEAD, OF, update="told_on, channel, told_by_id, note", extra=(TOLD,)),
    _part("screening", LEAD, OF),
    _part("keptfile", ANY),
    _part("assistance", ANY, OF, update="request, plan, partner, version"),
    _part("assistancevisit", ANY, ("assistance_id", "assistance")),
    _part("pilot", LEAD, OF, update="until, use"),
    _part("evaluation", LEAD, OF, ("pilot_id", "pilot")),
    # a tool appears when somebody decides; its versions are written by those who write
    Table(
        "prevention_tool",
        read=READ,
        insert=f"{DECIDE} and {MINE} and {_within('prevention_tool', 'proposal_id', 'prevention_proposal')}",
        write=LEAD,
        grants=ADD,
        gate=True,
        extra=("grant update (version, owner, owner_institution_id, summary, retired_on) on prevention_tool to izote_web, izote_worker",),
    ),
    _part("toolversion", LEAD, ("tool_id", "tool"), ("file_id", "keptfile")),
    _part("tooluse", ANY, ("tool_id", "tool")),
    _part("ballot", WRITE, update="kind, voters"),
    _part("vote", WRITE, ("ballot_id", "ballot"), OF, update="count"),
    _part("commitment", LEAD, OF, update="state, evidence, closed_on, closed_by_id", extra=(CLOSED,)),
    _part("workshopact", WRITE, update="undone_at, undone_by_id", extra=(UNDONE,)),
    _part("allowedname", ANY, update="allowed_by_id, allowed_at", extra=(ALLOWED,)),
    *(
        Table(
            table,
            read=f"({READ} or {_in('prevention.read')})",
            insert=f"{WRITE} and {MINE} and checked_by_id is null",
            write=CHECK,
            grants="select, insert, update",
            gate=True,
        )
        for table in ("prevention_memorydate", "prevention_resource")
    ),
]
