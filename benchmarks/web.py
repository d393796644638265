"""Pages against the floor: registry list, person page, and Django's admin on the same rows."""

from typing import Any

from benchmarks import rig


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """Ratios of the pages to the floor page, and of the admin's list to ours."""
    from izote.access.context import acting_as_service
    from izote.people.models import Person

    with acting_as_service("service-demo"):
        some = list(Person.objects.filter(org__code="ZAC").order_by("pk").values_list("pk", "code")[:2000])
    count, each = (2, 10) if quick else (5, 40)
    with rig.served() as client:
        sides = {
            "hello": lambda n: client.get("/banco/hola/"),
            "floor": lambda n: client.get(f"/banco/piso/{some[n % len(some)][0]}/"),
            "list": lambda n: client.get("/personas/"),
            "person": lambda n: client.get(f"/personas/{some[n % len(some)][1]}/"),
        }
        figures = rig.rounds(sides, count=count, each=each, pid=client.pid)
        admin = rig.rounds(
            {"admin list": lambda n: client.get("/banco/admin/people/person/")}, count=1, each=3 if quick else 10, pid=client.pid
        )
    figures.update(admin)
    floor = figures["floor"]
    return {
        "persons": persons,
        "figures": figures,
        "floor ÷ hello": round(floor["median_ms"] / figures["hello"]["median_ms"], 2),
        "list ÷ floor": round(figures["list"]["median_ms"] / floor["median_ms"], 2),
        "person ÷ floor": round(figures["person"]["median_ms"] / floor["median_ms"], 2),
        "admin list CPU ÷ list CPU": round(figures["admin list"]["cpu_ms"] / max(figures["list"]["cpu_ms"], 0.01), 1),
        "machine": rig.machine(),
    }
