"""Row-level policies of recommendations: an institution reads and answers what it was told of alone; what was said stays said."""

from izote.access.rowlevel import Table
from izote.prevention.policies_moves import guarded


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


def _any(*rights: str) -> str:
    return "(" + " or ".join(_in(right) for right in rights) + ")"


ACTOR = "(select access.actor())"
TOLD = "told_id = any((select access.my_addressees())::bigint[]) and coalesce(warning_id = (select access.my_door()), true)"
READ, ANALYSE = _in("prevention.read"), _in("prevention.analyse")
FOLLOW = _any("prevention.follow", "prevention.direct")
WRITTEN = "(state = 'formulated' and (select access.warning_is_written(warning_id)))"
ADD = "select, insert"
BY_ME = f"by_id = {ACTOR}"


def _mine(table: str) -> str:
    """The row is of a recommendation of which the institution of whoever acts was told: the recommendation's own policy says so."""
    return f"({READ} or exists (select 1 from prevention_recommendation r where r.id = {table}.recommendation_id))"  # noqa: S608


OF_THE_ANSWER = (
    "exists (select 1 from prevention_answer a where a.id = answer_id and a.recommendation_id = prevention_evidence.recommendation_id"  # noqa: S608
    f" and a.org_id = prevention_evidence.org_id and a.by_id = {ACTOR})"
)
OF_THE_FILE = (
    "exists (select 1 from prevention_evidence e where e.id = evidence_id and e.org_id = prevention_evidencebody.org_id"  # noqa: S608
    f" and e.recommendation_id = prevention_evidencebody.recommendation_id and e.by_id = {ACTOR})"
)

TABLES = [
    Table(
        "prevention_recommendation",
        read=f"{READ} or ({TOLD})",
        insert=f"{ANALYSE} and author_id = {ACTOR}",
        write=f"{READ} or ({TOLD})",
        grants="select, insert, update, delete",
        gate=True,
        extra=(
            *guarded("prevention_recommendation", "recommendation"),
            "create policy dropped on prevention_recommendation as restrictive for delete to izote_web, izote_worker"
            f" using ({ANALYSE} and state = 'formulated' and access.warning_is_written(warning_id))",
        ),
    ),
    Table("prevention_addressee", read=READ, write=ANALYSE, grants="select, insert, update", gate=True),
    Table(
        "prevention_support",
        read=_mine("prevention_support"),
        write=f"{ANALYSE} and exists (select 1 from prevention_recommendation r where r.id = recommendation_id"  # noqa: S608
        " and r.org_id = prevention_support.org_id and r.state = 'formulated' and access.warning_is_written(r.warning_id))",
        grants="select, insert, delete",
    ),
    Table("prevention_answer", read=_mine("prevention_answer"), insert=BY_ME, grants=ADD, gate=True),
    Table("prevention_evidence", read=_mine("prevention_evidence"), insert=f"{BY_ME} and {OF_THE_ANSWER}", grants=ADD, gate=True),
    Table("prevention_evidencebody", read=_mine("prevention_evidencebody"), insert=OF_THE_FILE, grants=ADD),
    Table("prevention_verdict", read=_mine("prevention_verdict"), insert=f"{BY_ME} and {FOLLOW}", grants=ADD, gate=True),
    Table("prevention_rung", read=READ, insert=f"{BY_ME} and {FOLLOW}", grants=ADD, gate=True),
    Table(
        "prevention_doorkey",
        read=READ,
        insert=f"{BY_ME} and {FOLLOW} and proven_at is null and transaction = 0 and browser_hash = ''",
        write=f"{FOLLOW}",
        grants=ADD,
        gate=True,
        gate_writes=True,
        extra=("grant update (revoked_at) on prevention_doorkey to izote_web, izote_worker",),
    ),
]
