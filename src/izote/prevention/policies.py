"""Row-level policies of prevention: each office's own; a state changes by a step alone."""

from izote.access.rowlevel import Table
from izote.prevention import policies_figures, policies_proposals, policies_recommendations, policies_territory, policies_warnings
from izote.prevention.policies_assessments import TABLES as ASSESSMENTS
from izote.prevention.policies_moves import guarded, moves_function
from izote.prevention.policies_signals import TABLES as SIGNALS


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


ACTOR = "(select access.actor())"
READ, ANALYSE = _in("prevention.read"), _in("prevention.analyse")
MOVERS = "select, insert, update"


def _moving(name: str, code: str, *, read: str, insert: str, write: str) -> Table:
    """A noun with a state: begun by its author, moved by a step."""
    return Table(
        name, read=read, insert=f"{insert} and author_id = {ACTOR}", write=write, grants=MOVERS, gate=True, extra=guarded(name, code)
    )


TABLES = [
    Table(
        "prevention_step",
        read=f"{READ} or (machine = 'proposal' and {_in('proposals.read')}) or by_id = {ACTOR}",
        # who may write which step is asked by the trigger that chains it
        insert=f"by_id = {ACTOR}",
        grants="select, insert",
        gate=True,
        extra=(moves_function(),),
    ),
    *ASSESSMENTS,
    _moving("prevention_earlywarning", "warning", read=READ, insert=ANALYSE, write=READ),
    _moving(
        "prevention_proposal",
        "proposal",
        read=_in("proposals.read"),
        insert=_in("proposals.write"),
        write=f"({_in('proposals.write')} or {_in('proposals.decide')} or {_in('proposals.assist')})",
    ),
    *SIGNALS,
    *policies_figures.TABLES,
    *policies_recommendations.TABLES,
    *policies_warnings.TABLES,
    *policies_proposals.TABLES,
    *policies_territory.TABLES,
]
