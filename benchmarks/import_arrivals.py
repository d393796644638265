"""Twenty thousand dirty rows of an arrivals list: read, screened, staged, checked and encrypted; linking apart; beside a bare COPY."""

import csv
import io
import os
import resource
import time
from types import SimpleNamespace
from typing import Any

import psycopg

from demo.make_list import build, xlsx


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """Seconds of each step, rows a second, and the staging as a multiple of COPY of the same cells."""
    from django.db import connection

    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import Organization, User
    from izote.people import actions, arrival_commands, jobs
    from izote.people import queries_arrivals as queries
    from izote.people.models import ArrivalList

    rows = 2_000 if quick else 19_990
    raw = xlsx(build(seed=rows + persons, rows=rows))
    with acting_as(DOORKEEPER):
        ana = User.objects.get(username="ana")
    steps: dict[str, float] = {}
    args = SimpleNamespace(
        user=ana, file=SimpleNamespace(name="lista.xlsx"), without="", profile="", agreement="DEMO-BENCH", purpose="bench"
    )
    args.mode, args.keep_days, args.new_list = "counter", 60, True
    begun = time.monotonic()
    with acting_as(ana.pk):
        org = Organization.objects.get(code="ZAC")
        listing = arrival_commands.stage(args, org, raw, len(raw), f"bench-{time.time()}")
    steps["read, screen, stage"] = time.monotonic() - begun
    begun = time.monotonic()
    with acting_as(ana.pk):
        plan, facts = actions.plan_list(listing, by=ana)
    steps["check every row"] = time.monotonic() - begun
    begun = time.monotonic()
    jobs.write(listing, plan, facts["headers"], ana)
    steps["encrypt and write"] = time.monotonic() - begun
    begun = time.monotonic()
    state = jobs.work(listing.pk, ana.pk)
    steps["link with the register"] = time.monotonic() - begun
    staging = sum(steps.values()) - steps["link with the register"]
    with acting_as(ana.pk):
        counts = queries.counts_of([listing])
        actions.expire_list(ArrivalList.objects.get(pk=listing.pk), by=ana)
    copy = bare_copy(raw)
    connection.close()
    return {
        "rows": counts.received,
        "state": state,
        "received_is_the_sum": counts.received == sum(counts.by_status.values()),
        "set_aside": counts.set_aside,
        "seconds": {name: round(value, 2) for name, value in steps.items()},
        "staging_rows_a_second": round(counts.received / staging),
        "copy_seconds": round(copy, 3),
        "staging_x_copy": round(staging / copy, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def bare_copy(raw: bytes) -> float:
    """The same cells, read and copied into a bare table without any check."""
    from izote.kit.sheets import read_sheet

    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"]) as db:
        begun = time.monotonic()
        sheet = read_sheet(raw, "lista.xlsx")
        width = sheet.width
        names = ", ".join(f"c{n} text" for n in range(width))
        db.execute(f"create temporary table bare ({names})".encode())
        text = io.StringIO(newline="")
        csv.writer(text).writerows([*map(str, row), *[""] * (width - len(row))] for row in sheet.rows)
        with db.cursor() as cursor, cursor.copy(b"copy bare from stdin (format csv)") as copy:
            copy.write(text.getvalue())
        seconds = time.monotonic() - begun
        db.rollback()
    return seconds
