"""Search pages against the floor, and how often the person meant is among the first ten, kind by kind of what people type."""

import random
import statistics
import time
from collections import defaultdict
from typing import Any

from benchmarks import rig

KEYS = {
    "a": "qs",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "u": "yi",
    "r": "et",
    "n": "bm",
    "l": "kñ",
    "s": "ad",
    "c": "xv",
    "d": "sf",
    "m": "n",
    "z": "x",
}
HEARD = [("v", "b"), ("b", "v"), ("z", "s"), ("ce", "se"), ("ll", "y"), ("h", ""), ("ñ", "n"), ("ge", "je"), ("qu", "k"), ("s", "z")]


def slip(rng: random.Random, word: str) -> str:
    """One slip of the finger: a letter missing, doubled, swapped with its neighbour, or the key beside it."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    beside = rng.choice(KEYS.get(word[at].lower(), "aeo"))
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + beside + word[at + 1 :],
        ]
    )


def heard(rng: random.Random, word: str) -> str:
    """The word as somebody spells it who only heard it."""
    fitting = [(a, b) for a, b in HEARD if a in word.lower()]
    return word.lower().replace(*rng.choice(fitting), 1) if fitting else slip(rng, word)


def typed(kind: str, rng: random.Random, person: Any) -> str | None:
    """What a clerk might type to find that person; nothing where the person has not got it."""
    from izote.people.names import fold, nicknames_of

    full = [person.first_name, person.middle_names, person.first_surname, person.second_surname]
    given, one, two, year = person.first_name, person.first_surname, person.second_surname, person.birth_year
    if not (given and one and two and year) or (kind in ("exact", "plain", "any order", "one slip", "two slips", "heard") and not full[1]):
        return None
    at = rng.randrange(4)
    if kind == "nickname":
        short = nicknames_of(fold(given))
        return f"{short[0]} {one} {two} {year}" if short else None
    if kind == "married":
        return f"{given} {one} {person.married_surname} {year}" if person.married_surname else None
    if kind in ("document", "telephone"):
        row = (person.identifiers.filter(kind="dui") if kind == "document" else person.contacts.filter(kind="phone")).first()
        return row.value if row else None
    return {
        "exact": " ".join(full),
        "plain": fold(" ".join(full)),
        "any order": " ".join(rng.sample(full, 4)),
        "one slip": " ".join(slip(rng, w) if i == at else w for i, w in enumerate(full)),
        "two slips": " ".join(slip(rng, w) if i in (at, (at + 1) % 4) else w for i, w in enumerate(full)),
        "heard": " ".join(heard(rng, w) if i == at else w for i, w in enumerate(full)),
        "swapped": f"{given} {two} {one} {year}",
        "no second surname": f"{given} {full[1]} {one} {year}",
        "slips and year": f"{slip(rng, given)} {one} {slip(rng, two)} {year}",
        "begun": f"{given[:5]} {one[:5]} {two[:5]} {year}",
    }[kind]


KINDS = ["exact", "plain", "any order", "one slip", "two slips", "heard", "swapped", "no second surname", "slips and year", "begun"]
KINDS += ["nickname", "married", "document", "telephone"]


def questions(rng: random.Random, each: int) -> list[tuple[str, int, str]]:
    """(kind, the person meant, text) for persons drawn from Ana's office."""
    from izote.people.models import Person

    mine = Person.objects.filter(org__code="ZAC", merged_into__isnull=True)
    low, high = mine.order_by("pk").values_list("pk", flat=True)[0], mine.order_by("-pk").values_list("pk", flat=True)[0]
    made = []
    for kind in KINDS:
        got = 0
        for _ in range(each * 60):
            person = mine.filter(pk__gte=rng.randint(low, high)).order_by("pk").first()
            text = typed(kind, rng, person) if person else None
            if text:
                made.append((kind, person.pk, text))
                got += 1
            if got == each:
                break
    return made


def recall(asked: list[tuple[str, int, str]]) -> tuple[dict[str, float], float]:
    """Share found among the first ten by kind, and the median milliseconds of a search in this process."""
    from izote.people.search import search_persons

    found: dict[str, list[bool]] = defaultdict(list)
    times = []
    for kind, pk, text in asked:
        begun = time.perf_counter()
        hits = search_persons(text)
        times.append((time.perf_counter() - begun) * 1000)
        found[kind].append(pk in [hit.person_id for hit in hits])
    return {kind: round(sum(hits) / len(hits), 3) for kind, hits in found.items()}, round(statistics.median(times), 2)


def run(persons: int, *, quick: bool = False, seed: int = 7) -> dict[str, Any]:
    """Recall by kind, and the search page's time as a multiple of the floor page's."""
    from izote.access.context import acting_as_service

    rng = random.Random(seed)
    with acting_as_service("service-demo"):
        asked = questions(rng, 15 if quick else 72)
        by_kind, in_process = recall(asked)
    words = sorted({text.split()[-1] for kind, _, text in asked if kind == "exact"})
    rng.shuffle(asked)
    count, each = (2, 10) if quick else (5, 60)
    with rig.served() as client:
        token = client.token(client.get("/personas/"))

        def search(text: str) -> None:
            status, _ = client.post("/personas/", csrfmiddlewaretoken=token, text=text)
            if status != 200:
                raise RuntimeError(f"the search page answered {status}")

        figures = rig.rounds(
            {
                "floor": lambda n: client.get(f"/banco/piso/{asked[n % len(asked)][1]}/"),
                "search": lambda n: search(asked[n % len(asked)][2]),
                "one word": lambda n: search(words[n % len(words)]),
            },
            count=count,
            each=each,
            pid=client.pid,
        )
    floor = figures["floor"]
    return {
        "persons": persons,
        "figures": figures,
        "recall@10 by kind": by_kind,
        "recall@10": round(sum(by_kind[kind] for kind, _, _ in asked) / len(asked), 4),
        "median ÷ floor": round(figures["search"]["median_ms"] / floor["median_ms"], 2),
        "p95 ÷ floor": round(figures["search"]["p95_ms"] / floor["p95_ms"], 2),
        "p95 ÷ floor's median": round(figures["search"]["p95_ms"] / floor["median_ms"], 2),
        "one word, median ÷ floor": round(figures["one word"]["median_ms"] / floor["median_ms"], 2),
        "in process, median ms": in_process,
        "machine": rig.machine(),
    }
