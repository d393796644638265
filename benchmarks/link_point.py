"""One noisy person at a time: is she or he known already? Against rapidfuzz over all names and pg_trgm's index."""

import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks import noise, rig

ASK = "select id from everybody where name %% %s order by similarity(name, %s) desc limit 10"


def run(persons: int, *, quick: bool = False, seed: int = 5) -> dict[str, Any]:
    """Recall among the first ten and milliseconds, ours on 500 persons, the yardsticks on fewer."""
    from izote.access.context import acting_as_service
    from izote.people.linkage import likeliest

    rng = random.Random(seed)
    with acting_as_service("service-demo"):
        org_id, known = noise.sample(rng, 100 if quick else 500)
        places = [one["place_id"] for one in known]
        asked = [(one["id"], noise.again(rng, one, places)) for one in known]

        def ours(person: dict[str, Any]) -> list[int]:
            (match,) = likeliest([noise.as_row(1, person)], org_id=org_id)
            return [candidate.person_id for candidate in match.candidates]

        figures = {"izote": measure(ours, asked)}
        if not quick:
            names = noise.names_of(org_id)
            figures["rapidfuzz"] = measure(lambda person: by_rapidfuzz(names, person), asked[:20])
            figures["pg_trgm"] = by_trigrams(names, asked[:40])
    return {"persons": persons, "figures": figures, "machine": rig.machine()}


def measure(ask: Callable[[dict[str, Any]], list[int]], asked: list[tuple[int, dict[str, Any]]]) -> dict[str, float]:
    """Recall among the first ten, median and p95."""
    times, right = [], 0
    for pk, person in asked:
        begun = time.perf_counter()
        right += pk in ask(person)[:10]
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return {
        "recall_at_10": round(right / len(asked), 3),
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
    }


def full_name(person: dict[str, Any]) -> str:
    """The name as one text."""
    return " ".join(filter(None, (person[part] for part in ("first_name", "middle_names", "first_surname", "second_surname"))))


def by_rapidfuzz(names: dict[int, str], person: dict[str, Any]) -> list[int]:
    """The ten closest of all names."""
    from rapidfuzz import fuzz, process

    return [pk for _, _, pk in process.extract(full_name(person), names, scorer=fuzz.token_sort_ratio, limit=10)]


def by_trigrams(names: dict[int, str], asked: list[tuple[int, dict[str, Any]]]) -> dict[str, float]:
    """The same with a trigram index on a copy of the names, without row policies."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], options="-c search_path=public,accounts -c role=izote_owner") as admin:
        admin.execute("create temporary table everybody (id bigint, name text)")
        with admin.cursor().copy("copy everybody from stdin") as copy:
            for row in names.items():
                copy.write_row(row)
        admin.execute("create index on everybody using gin (name gin_trgm_ops)")
        admin.execute("analyze everybody")
        return measure(lambda person: [pk for (pk,) in admin.execute(ASK, [full_name(person)] * 2).fetchall()], asked)
