"""Row-level policies of signals and sources: who captures sees their own; who verifies is another; nothing written is rewritten."""

from izote.access.rowlevel import Table
from izote.prevention.policies_moves import guarded

ACTOR = "(select access.actor())"
ADD = "select, insert"


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


READ, CAPTURE, ANALYSE, VERIFY = (_in(f"prevention.{right}") for right in ("read", "capture", "analyse", "verify"))
DETECT, CLOCK, DIRECT = _in("prevention.detect"), _in("prevention.clock"), _in("prevention.direct")
PROGRAMS = "izote_web, izote_worker"


def _of_signal(table: str, more: str = "") -> str:
    """The signal of a row is of the same office, and more."""
    return f"exists (select 1 from prevention_signal s where s.id = {table}.signal_id and s.org_id = {table}.org_id{more})"  # noqa: S608


def _erased(table: str, column: str) -> tuple[str, ...]:
    """Words may be taken out by the clock; nothing else of a row changes."""
    return (
        f"grant update ({column}) on {table} to {PROGRAMS}",
        f"create policy erased on {table} for update to {PROGRAMS} using ({CLOCK}) with check ({CLOCK} and {column} = '')",
    )


OWN_SIGNAL = _of_signal("prevention_feedback", f" and s.author_id = {ACTOR}")
SAME_SOURCE = (
    "exists (select 1 from prevention_source f where f.id = prevention_statement.source_id and f.org_id = prevention_statement.org_id)"
)

TABLES = [
    Table(
        "prevention_signal",
        read=f"{READ} or author_id = {ACTOR}",
        # the detector's are statistical, and nobody else's are
        insert=f"author_id = {ACTOR} and ((origin = 'statistical' and {DETECT}) or (origin <> 'statistical' and {CAPTURE}))",
        write=f"{READ} or author_id = {ACTOR}",
        grants="select, insert, update",
        gate=True,
        extra=guarded("prevention_signal", "signal"),
    ),
    Table(
        "prevention_source",
        read=READ,
        insert=f"({ANALYSE} or {VERIFY}) and author_id = {ACTOR}",
        write=f"({ANALYSE} or {VERIFY} or {_in('prevention.harm')})",
        grants="select, insert, update",
        gate=True,
    ),
    Table(
        "prevention_statement",
        read=READ,
        insert=f"({ANALYSE} or {VERIFY}) and author_id = {ACTOR} and {_of_signal('prevention_statement')} and {SAME_SOURCE}",
        grants=ADD,
        gate=True,
        extra=_erased("prevention_statement", "words"),
    ),
    Table(
        "prevention_verification",
        read=READ,
        insert=f"{VERIFY} and by_id = {ACTOR} and {_of_signal('prevention_verification', f' and s.author_id <> {ACTOR}')}",
        grants=ADD,
        gate=True,
        extra=_erased("prevention_verification", "note"),
    ),
    Table(
        "prevention_feedback",
        read=f"{READ} or {OWN_SIGNAL}",
        insert=f"({CAPTURE} or {ANALYSE} or {VERIFY}) and by_id = {ACTOR} and {_of_signal('prevention_feedback')}",
        grants=ADD,
        gate=True,
        extra=_erased("prevention_feedback", "words"),
    ),
    Table("prevention_desk", read=f"{READ} or user_id = {ACTOR}", write=DIRECT, grants="select, insert, update, delete", gate=True),
]
