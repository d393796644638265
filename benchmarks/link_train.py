"""How often each finding comes up in two records of one person, and between strangers: what the fixed weights were rounded from.

PYTHONPATH=src python -m benchmarks.link_train [PERSONS] [SEED …]
"""

import random
import sys
from collections import Counter
from typing import Any

from benchmarks import noise
from izote.people.linkage import compare, entry_of, weights

PLACES = list(range(1, 263))


def findings(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The findings on two records, without their signs."""
    evidence = compare(entry_of(noise.as_row(1, one)), entry_of(noise.as_row(2, other)), lambda sound: 0.01, lambda place: 0.01)
    return [code[1:] for code in evidence.codes]


def shares(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, float]:
    """Of the pairs in which both sides know a field, how many show each finding on it."""
    counts: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for pair in pairs:
        for code in findings(*pair):
            counts[code] += 1
            fields[code.split("_")[0]] += 1
    return {code: count / fields[code.split("_")[0]] for code, count in counts.items()}


def train(persons: int, seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """Shares among records of one person, and among strangers."""
    rng = random.Random(seed)
    town = noise.town(rng, persons, PLACES)
    same = [(noise.again(rng, one, PLACES), one) for one in town]
    strangers = [(one, rng.choice(town)) for one in town for _ in range(4)]
    return shares(same), shares([pair for pair in strangers if pair[0] is not pair[1]])


def fixed(code: str) -> str:
    """The weight in force for a finding."""
    for table in (weights.BIRTH, weights.DOCUMENTS, weights.PHONES):
        if code in table:
            return f"{table[code].likely:<8} {table[code].chance}"
    weight = weights.NAMES.get(code.partition("_")[2])
    return f"{weight.likely:<8} {weight.chance}" if weight and not code.startswith(("place", "sex")) else ""


if __name__ == "__main__":
    size, *seeds = [int(word) for word in sys.argv[1:]] or [20_000]
    print(f"{'finding':<20} {'same person':>12} {'strangers':>12}   fixed: likely, chance")
    for seed in seeds or [1, 2, 3]:
        same, chance = train(size, seed)
        for code in sorted(same.keys() | chance.keys()):
            print(f"{code:<20} {same.get(code, 0):>12.5f} {chance.get(code, 0):>12.6f}   {fixed(code)}")
