"""In public one source tells of the same events of a year in the same places: two beside each other narrow what each withholds."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from izote.observatory.rules.withholding import COUNTRY


class Told(NamedTuple):
    """What readers have of one indicator and year: of which categories, about which places, from whose source, since which bulletin.

    An office is told by its key: two offices may read files of one authority, but not the same files.
    """

    indicator: str
    categories: frozenset[str]
    year: int
    places: frozenset[str]
    office: int
    source: str
    name: str
    office_name: str = ""
    bulletin: str = ""
    country: str = ""


def told_by(items: Iterable[Mapping[str, Any]], office: int, office_name: str = "", bulletin: str = "") -> list[Told]:
    """What the tables of a bulletin tell; a gap tells nothing, a withheld cell is told."""
    found: dict[Told, None] = {}
    for item in items:
        about = item["source"]
        places = frozenset(about["names"]) - {COUNTRY}
        for row in (row for table in item["tables"] for row in table["rows"] if row["state"] != "gap"):
            sets = frozenset(row["categories"].split("+"))
            who = (office, about["code"], about["name"], office_name, bulletin, about["names"].get(COUNTRY, ""))
            found[Told(item["indicator"]["code"], sets, row["year"], places, *who)] = None
    return list(found)


def standing(one: Told, told: Iterable[Told]) -> Told | None:
    """What was told of the same events of the year, in one of the places, from another source."""
    return next((each for each in told if _same_events(one, each) and (one.office, one.source) != (each.office, each.source)), None)


def _same_events(one: Told, other: Told) -> bool:
    near = one.office == other.office or one.places & other.places
    return bool(one.year == other.year and one.country == other.country and near and one.categories & other.categories)


def one_source_words(one: Told, stands: Told, name: str) -> str:
    """Why a source may not be published beside what stands."""
    facts = {"name": name, "year": one.year, "source": stands.name, "office": stands.office_name, "code": stands.bulletin, "own": one.name}
    if not stands.bulletin:
        said = _(
            "“%(name)s” and another indicator of this bulletin tell of the same events of %(year)s from two sources, "
            "%(own)s and %(source)s. From both together small counts could be worked out: choose one source."
        )
    elif one.office == stands.office:
        said = _(
            "“%(name)s”: the events of %(year)s stand from %(source)s since bulletin %(code)s. "
            "From a second source beside it small counts could be worked out: choose %(source)s."
        )
    else:
        said = _(
            "“%(name)s”: %(office)s has told of the events of %(year)s in the same places, from %(source)s, in bulletin %(code)s. "
            "From a second count beside it small counts could be worked out: refer to that bulletin."
        )
    return said % facts
