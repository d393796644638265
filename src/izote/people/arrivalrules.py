"""Judgements about arrivals without a database: age bands, countries as lists write them, small cells."""

from collections.abc import Mapping
from functools import cache

from izote.people.names import fold
from izote.people.rules import words

BANDS = ((5, "0-5"), (11, "6-11"), (17, "12-17"), (29, "18-29"), (44, "30-44"), (59, "45-59"), (200, "60+"))
SMALL = 10
ALSO = {
    "US": ("usa", "us", "eeuu", "ee uu", "e u", "eua", "united states of america", "estados unidos de america", "estados unidos america"),
    "MX": ("mex", "mejico", "estados unidos mexicanos"),
    "GT": ("guate",),
    "ES": ("spain",),
}


def age_band(age: int | None) -> str:
    """The band of an age; nothing where it is not known."""
    return "" if age is None or age < 0 else next(name for most, name in BANDS if age <= most)


@cache
def _countries() -> dict[str, str]:
    known = {fold(name): code for code, word in words("countries").items() if code != "ZZ" for name in (word.es, word.en)}
    known |= {code.lower(): code for code in words("countries") if len(code) == 2 and code != "ZZ"}
    return known | {name: code for code, names in ALSO.items() for name in names}


def country_code(text: str) -> str:
    """The country that a list names, ZZ for one that is not in the vocabulary, nothing where nothing is said."""
    said = fold(text)
    if not said:
        return ""
    known = _countries()
    if said in known:
        return known[said]
    return next((code for name, code in known.items() if len(name) > 3 and f" {name} " in f" {said} "), "ZZ")


def suppressed(counts: Mapping[str, int], least: int = SMALL) -> dict[str, int | None]:
    """The counts with every cell below `least` withheld, and one more where a single gap could be reckoned back from the total."""
    shown: dict[str, int | None] = {key: (None if 0 < number < least else number) for key, number in counts.items()}
    gaps = [key for key, number in shown.items() if number is None]
    if len(gaps) == 1 or (gaps and sum(counts[key] for key in gaps) < least):
        rest = sorted((number, key) for key, number in counts.items() if shown[key])
        if rest:
            shown[rest[0][1]] = None
    return shown
