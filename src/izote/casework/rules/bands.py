"""Age bands as those who receive our figures define them."""

import datetime as dt

from izote.casework.rules.words import words
from izote.people.rules import age_of


def bands(scheme: str) -> list[tuple[int, int, str]]:
    """The bands of a scheme: first age, last age, code."""
    rows = (word.row for word in words("age_bands").values())
    return [(int(row["first"]), int(row["last"]), row["band"]) for row in rows if row["scheme"] == scheme]


def band_of(birth: dt.date | None, year: int | None, on: dt.date, scheme: str = "office") -> str:
    """The band of a person on a day; nothing where the age is not known."""
    age = age_of(birth, year, on)
    if age is None or age < 0:
        return ""
    return next((code for first, last, code in bands(scheme) if first <= age <= last), "")
