"""Indicators as small files: what is counted, over whom, from whose records, and what must be said beside it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from izote.observatory.rules.words import is_sensitive

FOLDER = Path(__file__).resolve().parent.parent / "indicators"
# places with fewer events are neither ranked nor shaded
SMALL = 5
KINDS = ("count", "rate", "ratio", "share", "survey", "index")
Words = Mapping[str, str]


def in_language(words: Words) -> str:
    """The text in the language of the page."""
    return words.get((get_language() or "es")[:2]) or words.get("es", "")


@dataclass(frozen=True)
class Indicator:
    """One indicator's card.

    `denominator` is population, women, men, children (0–17), another indicator's code, or nothing for a plain count; `per` the unit of the
    rate; `sex` and `ages` (first, last year of age) narrow the persons counted; `authorities` whose records serve, the best first;
    `least_level` and `least_period` the finest at which it is shown outside the observatory. What our own office counts has a `measure`
    of its figures instead of categories, and where it is a share the measure of the `whole`.
    """

    code: str
    version: str
    domain: str
    kind: str
    name: Words
    definition: Words
    numerator: Words
    unit: Words
    caveats: Words
    categories: tuple[str, ...] = ()
    denominator: str = ""
    denominator_text: Words = ()  # type: ignore[assignment]
    per: int = 100_000
    sex: str = ""
    ages: tuple[int, int] | None = None
    frequency: str = "month"
    breakdowns: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    ses: str = ""
    iccs: str = ""
    least_level: str = "district"
    least_period: str = "month"
    measure: str = ""
    whole: str = ""
    public: bool = True

    def __str__(self) -> str:
        return in_language(self.name)

    @property
    def is_rate(self) -> bool:
        """Whether it is shown over a population."""
        return self.kind == "rate"

    @property
    def sensitive(self) -> bool:
        """Whether it counts what may point to a survivor or to a child."""
        return any(is_sensitive(category) for category in self.categories)


def _one(path: Path) -> Indicator:
    said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in ("categories", "breakdowns", "authorities"):
        said[name] = tuple(said.get(name, ()))
    if "ages" in said:
        said["ages"] = (said["ages"][0], said["ages"][1])
    said.setdefault("denominator_text", {})
    found = Indicator(code=path.stem, **said)
    if found.kind not in KINDS:
        raise ValueError(f"{path.name}: kind {found.kind}")
    return found


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator by code, in the order of the domains and names."""
    found = [_one(path) for path in FOLDER.glob("*.toml")]
    return {one.code: one for one in sorted(found, key=lambda one: (one.domain, one.name["es"]))}


def finest_of(sensitive: bool, levels: Sequence[str]) -> tuple[str, list[str]]:
    """The finest time, and the levels, of pages, files and computations inside the room.

    What is sensitive never goes below the quarter and the municipality (where a country has none, the level above its finest).
    """
    if not sensitive:
        return "month", list(levels)
    last = levels.index("municipality") + 1 if "municipality" in levels else max(len(levels) - 1, 1)
    return "quarter", list(levels[:last])


@cache
def sensitive_ones() -> frozenset[str]:
    """The codes of the sensitive indicators."""
    return frozenset(one.code for one in indicators().values() if one.sensitive)


def of_domain(domain: str) -> list[Indicator]:
    """The indicators of one domain."""
    return [one for one in indicators().values() if one.domain == domain]
