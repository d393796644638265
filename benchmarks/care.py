"""The day, the team, a case and the list of cases, against a page that fetches one case by its key; queries counted at two sizes."""

import datetime as dt
import multiprocessing
import resource
import time
from itertools import islice
from typing import Any

from benchmarks import rig

SMALL, LARGE = 2_000, 100_000


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """Ratios of p95 to the floor's p95, and the number of queries of each page among few cases and among all."""
    from izote.config.demo.manycases import load_cases, no_cases

    no_cases()
    load_cases(SMALL)
    few = counts()
    begun = time.monotonic()
    cases = load_cases(min(LARGE, persons))
    loaded = time.monotonic() - begun
    many = counts()
    count, each = (2, 10) if quick else (5, 40)
    with rig.served() as client:
        beto = rig.Client(client.connection.port, client.pid)
        beto.sign_in("beto")
        some = [f"/casos/{pk}/" for pk in own_cases()]
        sides = {
            "floor": lambda n: client.get(f"/banco{some[n % len(some)]}"),
            "floor of a supervisor": lambda n: beto.get(f"/banco{some[n % len(some)]}"),
            "today": lambda n: client.get("/hoy/"),
            "today of a supervisor": lambda n: beto.get("/hoy/"),
            "team": lambda n: beto.get("/equipo/"),
            "case": lambda n: client.get(some[n % len(some)]),
            "case of a supervisor": lambda n: beto.get(some[n % len(some)]),
            "list": lambda n: client.get("/casos/"),
            "list of a supervisor": lambda n: beto.get("/casos/"),
            "late of a supervisor": lambda n: beto.get("/casos/?late=on"),
        }
        figures = rig.rounds(sides, count=count, each=each, pid=client.pid)
    return {
        "cases": cases,
        "loaded in seconds": round(loaded, 1),
        "figures": figures,
        "p95 ÷ floor of the same user": against_floor(figures, "p95_ms"),
        "median ÷ floor of the same user": against_floor(figures, "median_ms"),
        "queries": {name: [few[name], many[name]] for name in few},
        "queries independent of size": few == many,
        "export": {f"{fmt} of {rows} rows": exported(fmt, rows) for fmt in ("csv", "xlsx") for rows in (cases // 10, cases)},
        "machine": rig.machine(),
    }


def against_floor(figures: dict[str, dict[str, float]], what: str) -> dict[str, float]:
    """Each page against the page that fetches one case by its key, both for the same user."""
    found = {}
    for name, values in figures.items():
        if "floor" not in name:
            floor = figures["floor of a supervisor" if name == "team" or "supervisor" in name else "floor"]
            found[name] = round(values[what] / floor[what], 2)
    return found


def exported(fmt: str, rows: int) -> dict[str, Any]:
    """One export in a process of its own: seconds, peak memory, rows expected and delivered, megabytes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_export, (fmt, rows))


def _export(fmt: str, rows: int) -> dict[str, Any]:
    import django

    django.setup()
    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import User
    from izote.casework.queries.exports import Asked, chunks, columns
    from izote.kit.export import Meta, export

    with acting_as(DOORKEEPER):
        beto = User.objects.get(username="beto")
        office = beto.memberships.get(role="supervisor").org_id
    asked = Asked(office, "all", "", "", dt.datetime.now(dt.UTC).isoformat(), "es")
    meta = Meta("Casos", str(beto), [], dt.date.today())
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    made = export(islice(chunks(asked, beto), rows), columns(), expected=rows, meta=meta, fmt=fmt, password="correcto caballo pila")
    size = sum(len(part) for part in made)
    return {
        "seconds": round(time.monotonic() - begun, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "grew_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
        "expected": rows,
        "delivered": made.delivered,
        "mb": round(size / 1e6, 1),
    }


def own_cases(most: int = 200) -> list[Any]:
    """Some open cases of Ana."""
    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import User
    from izote.casework.models import Case

    with acting_as(DOORKEEPER):
        ana = User.objects.get(username="ana")
    with acting_as(ana.pk):
        return list(Case.objects.filter(responsible=ana, state="attention").order_by("opened_at").values_list("pk", flat=True)[:most])


def counts() -> dict[str, int]:
    """How many queries each page asks, called without its frame of sign-in."""
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import User
    from izote.casework.views import cases, team, today

    case = own_cases(1)[0]
    pages = {
        "today": ("ana", "/hoy/", today.today, {}),
        "team": ("beto", "/equipo/", team.team, {}),
        "case": ("ana", f"/casos/{case}/", cases.case_detail, {"pk": case}),
        "list": ("beto", "/casos/", cases.case_list, {}),
        "late": ("beto", "/casos/?late=on", cases.case_list, {}),
    }
    found = {}
    for name, (who, address, view, keys) in pages.items():
        with acting_as(DOORKEEPER):
            user = User.objects.get(username=who)
        request = RequestFactory().get(address)
        request.user = user
        with acting_as(user.pk), CaptureQueriesContext(connection) as queries:
            view(request, **keys)
        found[name] = len(queries)
    return found
