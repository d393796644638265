"""The keys under which a row asks for candidates; `search.link_keys` holds the same for each file."""

import datetime as dt

from izote.people import names
from izote.people.linkage.entries import Entry

Keys = tuple[str, dt.date | None]


def _days(entry: Entry) -> list[int]:
    if entry.born is None:
        return []
    dates = [entry.born]
    if entry.born.day <= 12 and entry.born.day != entry.born.month:
        dates.append(entry.born.replace(month=entry.born.day, day=entry.born.month))
    return [date.toordinal() - 693596 for date in dates]  # days since 1900-01-01, as the database counts


def _first_sounds(entry: Entry) -> list[str]:
    """How the first name is heard, and the names for which it is short, or else what it is mostly shortened to."""
    first = entry.given[:1] or entry.nicknames[:1]
    also = [other for word, _ in first for other in names.names_of(word)[:3] or names.nicknames_of(word)[:1]]
    return list(dict.fromkeys([sound for _, sound in first] + [names.sound(other) for other in also]))


def day_keys(entry: Entry) -> list[Keys]:
    """The birth date, also with day and month exchanged, with the first name, or with a surname and the first letter."""
    first = [sound for _, sound in entry.given[:1] or entry.nicknames[:1]]
    found = [*first, *(f"{sound[:1]} {surname}" for sound in first for _, surname in entry.surnames)]
    keys = [f"d{day}{name}" for day in _days(entry) for name in found]
    return [("|".join(keys), None)] if keys else []


def year_keys(entry: Entry, large: bool) -> list[Keys]:
    """The birth year with two names; the first name with both surnames, in a large office only for the same day of a year or none."""
    near = entry.born if entry.born and (entry.born.month, entry.born.day) != (1, 1) else None
    surnames = list(dict.fromkeys(sound for _, sound in entry.surnames))
    pairs = [" ".join(sorted((one, two))) for n, one in enumerate(surnames) for two in surnames[n + 1 :]]
    first = _first_sounds(entry)
    named = [f"{name} {pair}" for name in {*first, *(sound for _, sound in entry.given[1:2])} for pair in pairs]
    two = {f"{name} {surname}" for name in first for surname in surnames} | {f"{name[:1]} {pair}" for name in first for pair in pairs}
    dated = [f"y{year}{key}" for year in _years(entry) for key in two]
    if near and large:
        dated += [f"m{near.month}-{near.day} {key}" for key in named] + [f"u {key}" for key in named]
        named = []
    return [("|".join(keys), date) for keys, date in (([f"n{key}" for key in named], None), (dated, near)) if keys]


def _years(entry: Entry) -> list[int]:
    if entry.year is None:
        return []
    return [entry.year + step for step in (-1, 0, 1)] if entry.precision == "age" else [entry.year]
