"""Row-level policies of warnings: who wrote never reviews, never approves; what was signed, issued, frozen is never rewritten."""

from izote.access.rowlevel import Table
from izote.prevention.policies_papers import forgotten


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


def _any(*rights: str) -> str:
    return "(" + " or ".join(_in(f"prevention.{right}") for right in rights) + ")"


ACTOR = "(select access.actor())"
READ, ANALYSE = _any("read"), _any("analyse")
ADD, CHANGE = "select, insert", "select, insert, update"
MINE = f"by_id = {ACTOR}"


def _of(table: str, *states: str, other: str = "") -> str:
    """The warning of a row stands in one of these states."""
    said = ", ".join(f"'{state}'" for state in states)
    return (
        f"exists (select 1 from prevention_earlywarning w where w.id = {table}.warning_id and w.org_id = {table}.org_id"  # noqa: S608
        f" and w.state in ({said}){other})"
    )


NOT_MINE = f" and w.author_id <> {ACTOR}"
BEFORE = ("draft", "returned")
AFTER = ("issued", "notified", "answering", "followed", "mitigated", "persists", "materialised", "refuted")
OPEN = ("issued", "notified", "answering", "followed", "persists")
ENDING = ("followed", "mitigated", "persists", "materialised", "refuted")


def _update(table: str, name: str, columns: str, using: str, check: str = "") -> tuple[str, str]:
    return (
        f"grant update ({columns}) on {table} to izote_web, izote_worker",
        f"create policy {name} on {table} for update to izote_web, izote_worker using ({using}) with check ({check or using})",
    )


SIGNED = (
    f"((capacity = 'analyst' and {ANALYSE} and {_of('prevention_signature', 'to_sign', other=f' and w.author_id = {ACTOR}')})"
    f" or (capacity = 'signatory' and {_any('sign')} and {_of('prevention_signature', 'to_sign', other=NOT_MINE)}))"
)
REVIEWED = (
    f"((kind = 'method' and {_any('national', 'verify', 'direct')} and {_of('prevention_review', 'method_review', other=NOT_MINE)})"
    f" or (kind = 'legal' and {_any('legal', 'direct')} and {_of('prevention_review', 'legal_review', other=NOT_MINE)}))"
)
CHECKED = f"{_any('harm', 'direct')} and {_of('prevention_harmcheck', 'harm_check', 'to_sign', *AFTER, other=NOT_MINE)}"


def _its_check(table: str) -> str:
    return f"{_any('harm', 'direct')} and exists (select 1 from prevention_harmcheck c where c.id = {table}.check_of_id and c.{MINE})"  # noqa: S608


SENDERS = _any("analyse", "follow", "direct")
GUARDED_KINDS = "('police', 'military', 'migration', 'consulate')"

TABLES = [
    Table(
        "prevention_warningsignal",
        read=READ,
        write=f"{ANALYSE} and {_of('prevention_warningsignal', *BEFORE)}",
        grants="select, insert, delete",
        gate=True,
    ),
    Table(
        "prevention_warningsection",
        read=READ,
        write=f"{ANALYSE} and {_of('prevention_warningsection', *BEFORE, *AFTER)}",
        insert=f"{ANALYSE} and {_of('prevention_warningsection', *BEFORE)} and written_by_id = {ACTOR} and justified_by_id is null",
        grants=CHANGE,
        extra=(
            # a second person says why words stay that may name somebody
            "create policy justified on prevention_warningsection for update to izote_web, izote_worker"
            f" using ({READ} and written_by_id <> {ACTOR})"
            f" with check ({READ} and written_by_id <> {ACTOR} and justified_by_id = {ACTOR})",
        ),
    ),
    Table("prevention_review", read=READ, insert=f"{MINE} and {REVIEWED}", grants=ADD, gate=True),
    Table("prevention_harmcheck", read=READ, insert=f"{MINE} and {CHECKED}", grants=ADD, gate=True),
    Table("prevention_harmanswer", read=READ, insert=_its_check("prevention_harmanswer"), grants=ADD, gate=True),
    Table("prevention_harmthreat", read=READ, insert=_its_check("prevention_harmthreat"), grants=ADD, gate=True),
    Table(
        "prevention_signature",
        read=READ,
        insert=f"{MINE} and {SIGNED}",
        grants=ADD,
        gate=True,
        extra=_update(
            "prevention_signature", "taken_back", "withdrawn_at", f"{READ} and {MINE} and {_of('prevention_signature', 'to_sign')}"
        ),
    ),
    Table(
        "prevention_receipt",
        read=READ,
        insert=f"{_any('sign', 'national', 'direct')} and added_by_id = {ACTOR} and {_of('prevention_receipt', *OPEN)}",
        grants=ADD,
        gate=True,
        extra=_update(
            "prevention_receipt",
            "sent",
            "channel, sent_on, sent_by_id, letter, acknowledged_on, acknowledged_by_id, reference",
            f"{SENDERS} and {_of('prevention_receipt', *OPEN)}",
        ),
    ),
    Table(
        "prevention_share",
        read=READ,
        insert=f"{READ} and asked_by_id = {ACTOR} and state = 'asked' and {_of('prevention_share', *AFTER, 'closed')}",
        grants=ADD,
        gate=True,
        extra=_update(
            "prevention_share",
            "decided",
            "state, decided_by_id, decided_on",
            f"{READ} and state = 'asked' and asked_by_id <> {ACTOR}"
            f" and ({_any('direct')} or (kind not in {GUARDED_KINDS} and {_any('harm')}))",
            f"{READ} and state in ('approved', 'refused') and decided_by_id = {ACTOR} and asked_by_id <> {ACTOR}",
        ),
    ),
    Table(
        "prevention_followupreport",
        read=READ,
        insert=f"{MINE} and {_any('follow', 'direct')} and {_of('prevention_followupreport', 'answering', 'followed', 'persists')}",
        grants=ADD,
        gate=True,
    ),
    Table(
        "prevention_closing",
        read=READ,
        insert=f"{_any('analyse', 'verify', 'follow', 'direct')} and written_by_id = {ACTOR}"
        f" and {_of('prevention_closing', *OPEN, *ENDING)}",
        write=f"{_any('analyse', 'verify', 'follow', 'national', 'direct')} and {_of('prevention_closing', *OPEN, *ENDING)}",
        grants=CHANGE,
        gate=True,
    ),
    Table(
        "prevention_publicversion",
        # the public reads what was approved
        read=f"approved_at is not null or {READ}",
        insert=f"{ANALYSE} and made_by_id = {ACTOR} and approved_at is null and withdrawn_at is null"
        f" and {_of('prevention_publicversion', *AFTER, 'closed', other=' and w.number = prevention_publicversion.number')}",
        grants=ADD,
        gate=True,
        extra=(
            *_update(
                "prevention_publicversion",
                "approved",
                "approved_by_id, approved_at, withdrawn_at",
                f"{_any('publish')} and approved_at is null and made_by_id <> {ACTOR}",
                f"{_any('publish')} and approved_by_id = {ACTOR} and made_by_id <> {ACTOR} and withdrawn_at is null"
                f" and {_of('prevention_publicversion', *AFTER, 'closed', other=NOT_MINE)}",
            ),
            "create policy withdrawn on prevention_publicversion for update to izote_web, izote_worker"
            f" using ({_any('publish')} and approved_at is not null and withdrawn_at is null)"
            f" with check ({_any('publish')} and approved_at is not null and withdrawn_at is not null)",
        ),
    ),
    Table(
        "prevention_warningpaper",
        read=f"{READ} and asked_by_id = {ACTOR}",
        write=f"{READ} and asked_by_id = {ACTOR}",
        grants="select, insert, update, delete",
        extra=forgotten("prevention_warningpaper", "asked_at"),
    ),
]
