"""The day, the team, a case and the list of cases, against a page that fetches one case by its key; queries counted at two sizes."""

import time
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
    floor = max(figures[name]["p95_ms"] for name in ("floor", "floor of a supervisor"))
    return {
        "cases": cases,
        "loaded in seconds": round(loaded, 1),
        "figures": figures,
        "p95 ÷ floor": {name: round(values["p95_ms"] / floor, 2) for name, values in figures.items() if "floor" not in name},
        "median ÷ floor": {
            name: round(values["median_ms"] / figures["floor"]["median_ms"], 2) for name, values in figures.items() if "floor" not in name
        },
        "queries": {name: [few[name], many[name]] for name in few},
        "queries independent of size": few == many,
        "machine": rig.machine(),
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
