"""Row-level policies of prevention: each office's own; a state changes by a step alone."""

from izote.access.rowlevel import Table
from izote.prevention.policies_moves import moves_function


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


ACTOR = "(select access.actor())"

TABLES = [
    Table(
        "prevention_step",
        read=f"{_in('prevention.read')} or (machine = 'proposal' and {_in('proposals.read')}) or by_id = {ACTOR}",
        # who may write which step is asked by the trigger that chains it
        insert=f"by_id = {ACTOR}",
        grants="select, insert",
        gate=True,
        extra=(moves_function(),),
    ),
]
