"""Printed documents end by the clock: the service takes them away when their days are over, and not before."""

from izote.prevention.rules.papers import DAYS

CLOCK = "org_id = any((select access.orgs('prevention.clock'))::int[])"
PROGRAMS = "izote_web, izote_worker"


def forgotten(table: str, moment: str) -> tuple[str, ...]:
    """The statements that show the clock the documents whose days are over, and no other, and let them be taken away then.

    The table grants delete.
    """
    over = f"{moment} < now() - interval '{DAYS[table]} days'"
    return (
        f"create policy clock_sees on {table} for select to {PROGRAMS} using ({CLOCK} and {over})",
        f"create policy clock_ends on {table} for delete to {PROGRAMS} using ({CLOCK})",
        f"create policy not_before on {table} as restrictive for delete to {PROGRAMS} using ({over})",
    )
