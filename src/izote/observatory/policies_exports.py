"""Row-level policies of the notebook door: an export is seen and fetched by who asked for it, and by nobody else."""

from izote.access.rowlevel import Table
from izote.observatory.models import Export


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


ACTOR = "(select access.actor())"
MAY_HAVE = f"{_in('observatory.read')} and asked_by_id = {ACTOR} and (copy = 'public' or {_in('observatory.load')})"
MOVES = ", ".join(str(field.column) for field in Export._meta.concrete_fields if field.name in Export.MOVES)
SHORT = "expires_at <= now() + interval '31 days'"
# the service takes up what was cut short and throws away what has expired
SERVED = f"{_in('observatory.compute')} and (state in ('waiting', 'making') or expires_at <= now())"
EXPIRED = f"{_in('observatory.compute')} and expires_at <= now()"
OF_EXPORT = "exists (select 1 from observatory_export e where e.id = export_id and e.org_id = observatory_exportpiece.org_id and {when})"
MINE = OF_EXPORT.format(when=f"e.asked_by_id = {ACTOR}")
STILL = OF_EXPORT.format(when=f"e.asked_by_id = {ACTOR} and e.state = 'making'")
GONE = f"{_in('observatory.compute')} and {OF_EXPORT.format(when='e.expires_at <= now()')}"
PROGRAMS = "to izote_web, izote_worker"

TABLES = [
    Table(
        "observatory_export",
        read=f"({MAY_HAVE}) or ({SERVED})",
        write=MAY_HAVE,
        insert=f"{MAY_HAVE} and state = 'waiting' and {SHORT}",
        grants="select, insert, delete",
        extra=(
            f"grant update ({MOVES}) on observatory_export to izote_web, izote_worker",
            f"create policy expired on observatory_export for delete {PROGRAMS} using ({EXPIRED})",
        ),
    ),
    Table(
        "observatory_exportpiece",
        read=f"({MINE}) or ({GONE})",
        write=f"({MINE}) or ({GONE})",
        insert=STILL,
        grants="select, insert, delete",
    ),
]
