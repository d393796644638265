"""The screens of territories, the record and lists of prevention over twenty years, against a page that fetches one signal by its key."""

import time
from typing import Any

from benchmarks import rig

SMALL, LARGE = 2_000, 50_000
AREAS = {
    "country": "/prevencion/?dias=30",
    "department": "/prevencion/territorio/12/?dias=30",
    "district": "/prevencion/territorio/1217/?dias=30",
}


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """Ratios of p95 to the floor's p95; queries of each page among few signals and among all; what the record takes to compute."""
    from django.urls import NoReverseMatch, reverse

    from izote.config.demo.manysignals import load_signals

    load_signals(SMALL)
    few = counts()
    begun = time.monotonic()
    signals = load_signals(SMALL if quick else LARGE)
    loaded = time.monotonic() - begun
    many = counts()
    pages = dict(AREAS) | {"record": "/prevencion/registro/"}
    for name in ("recommendation_list", "signal_list"):
        try:
            pages[name] = reverse(name)
        except NoReverseMatch:
            continue
    keys = some_signals()
    count, each = (2, 10) if quick else (5, 40)
    with rig.served() as client:
        client.sign_in("paula")
        sides: dict[str, Any] = {"floor": lambda n: client.get(f"/banco/senales/{keys[n % len(keys)]}/")}
        for name, address in pages.items():
            sides[name] = lambda n, address=address: client.get(address)
        figures = rig.rounds(sides, count=count, each=each, pid=client.pid)
    floor = figures["floor"]
    return {
        "signals": signals,
        "loaded in seconds": round(loaded, 1),
        "figures": figures,
        "p95 ÷ floor": {name: round(one["p95_ms"] / floor["p95_ms"], 2) for name, one in figures.items() if name != "floor"},
        "median ÷ floor": {name: round(one["median_ms"] / floor["median_ms"], 2) for name, one in figures.items() if name != "floor"},
        "queries": {name: [few[name], many[name]] for name in few},
        "queries independent of size": few == many,
        "record computed in seconds": computed(),
        "machine": rig.machine(),
    }


def paula() -> Any:
    """The delegate."""
    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import User

    with acting_as(DOORKEEPER):
        return User.objects.get(username="paula")


def some_signals(most: int = 200) -> list[int]:
    """Some signals of the office."""
    from izote.access.context import acting_as
    from izote.prevention.models import Signal

    with acting_as(paula().pk):
        return list(Signal.objects.order_by("pk").values_list("pk", flat=True)[:most])


def computed() -> float:
    """Seconds that the record takes when nobody asked for it yet that day."""
    from izote.access.context import acting_as
    from izote.prevention.queries.record import record_for

    user, begun = paula(), time.monotonic()
    with acting_as(user.pk):
        record_for(user, "san_miguel", fresh=True)
    return round(time.monotonic() - begun, 2)


def counts() -> dict[str, int]:
    """How many queries each screen asks, called without its frame of sign-in."""
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from izote.access.context import acting_as
    from izote.prevention.views import territory

    user, found = paula(), {}
    pages = {"country": (territory.prevention, {}), "department": (territory.territory_screen, {"code": "12"})}
    pages["district"] = (territory.territory_screen, {"code": "1217"})
    for name, (view, keys) in pages.items():
        for _ in range(2):
            request = RequestFactory().get(AREAS[name])
            request.user = user
            with acting_as(user.pk), CaptureQueriesContext(connection) as queries:
                view(request, **keys)
        found[name] = len(queries)
    return found
