"""From what a file says of a place to one of our places."""

from collections.abc import Callable

from izote.kit.wording import plain
from izote.observatory.rules.meanings import SURE, Where
from izote.territory.queries import gazetteer, pack, resolve
from izote.territory.rules import Entry


def finder(country: str) -> Callable[[dict[str, str]], Where]:
    """A question that remembers: the place that the columns department, municipality and code name together, never a guess."""
    stable = pack(country).stable_level
    wide: dict[str, str | None] = {}

    def department(text: str) -> str | None:
        if text not in wide:
            found = resolve(text, level=pack(country).levels[0].key, country=country)
            wide[text] = found.places[0].code if found.status == "one" and found.places[0].confidence >= SURE else None
        return wide[text]

    def place_of(parts: dict[str, str]) -> Where:
        code, name, outer = (parts.get(key, "").strip() for key in ("place_code", "municipality", "department"))
        if not code and is_whole_country(name or outer, country):
            return Where(None)
        if code:
            found = resolve(code, level=stable, country=country)
            if found.status == "one" and found.places[0].why == "code":
                return Where(found.places[0].place_id)
            found = resolve(code, country=country)
            if found.status == "one" and found.places[0].why == "code":
                return Where(found.places[0].place_id)
            if not name and not outer:
                return Where(None, "unknown")
        around = department(outer) if outer else None
        if outer and around is None and not name:
            return Where(None, "unknown")
        if not name:
            whole = resolve(outer, level=pack(country).levels[0].key, country=country)
            return Where(whole.places[0].place_id) if whole.status == "one" else Where(None, "unclear")
        for level in (stable, None):
            found = resolve(name, within=around, level=level, country=country)
            if found.status == "one" and found.places[0].confidence >= SURE:
                return Where(found.places[0].place_id)
        return Where(None, "unclear" if found.status == "several" else "unknown")

    return place_of


WHOLE = ("pais", "nacional", "todo el pais", "a nivel nacional", "country", "national", "whole country")


def is_whole_country(text: str, country: str) -> bool:
    """Whether a text names the whole country."""
    return bool(text) and plain(text) in (*WHOLE, *map(plain, pack(country).name.values()))


def places_of_level(level: str, within: str = "", country: str | None = None) -> list[Entry]:
    """The places of a level that there are today, of the whole country or inside one place, by code."""
    index = gazetteer(country)
    inside = next((index.below[n] | {n} for n, entry in enumerate(index.entries) if within and entry.code == within), None)
    found = [entry for n, entry in enumerate(index.entries) if entry.level == level and (inside is None or n in inside)]
    return sorted((entry for entry in found if not within or inside is not None), key=lambda entry: entry.code)
