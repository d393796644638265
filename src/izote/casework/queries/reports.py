"""The month's reports: their lines from a table, their numbers from the measures, each leading to its rows."""

import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from izote.access.models import Organization
from izote.casework.instruments import instrument
from izote.casework.queries import measures
from izote.casework.queries.measures import Period
from izote.casework.rules.bands import bands
from izote.casework.rules.words import label, words
from izote.people.models import Person
from izote.people.rules import label as people_label
from izote.territory.models import Place

VOCABULARIES = {
    ("kind", "services"): "service_kinds",
    ("kind", "cases_opened"): "case_kinds",
    ("outcome", "calls_learnt"): "call_outcomes",
    ("outcome", "referrals_sent"): "referral_states",
    ("reason", "cases_closed"): "closure_reasons",
    ("reason", "referrals_rejected"): "referral_reasons",
    ("reason", "refusals"): "refusal_reasons",
    ("sector", "refusals"): "refusal_sectors",
    ("sector", "refusals_returning"): "refusal_sectors",
    ("risk", "cases_standing"): "risks",
    ("risk", "cases_opened"): "risks",
    ("topic", "visits"): "visit_topics",
}


@dataclass(frozen=True)
class Cell:
    """One number of a report, with the address of the rows behind it."""

    key: str
    label: str
    value: int
    url: str


@dataclass(frozen=True)
class Line:
    """One line of a report: its total and its cells, which add up to it unless one row may count in several."""

    code: str
    label: str
    measure: str
    definition: str
    by: str
    scheme: str
    total: Cell
    cells: list[Cell] = field(default_factory=list)

    @property
    def bars(self) -> list[tuple[str, int]]:
        """The cells as a picture wants them."""
        return [(cell.label, cell.value) for cell in self.cells]

    @property
    def grid(self) -> "Grid | None":
        """The cells as a table of sex by age, where they are of both."""
        if self.by != "sex_band" or not self.cells:
            return None
        found = {cell.key: cell for cell in self.cells}
        sexes = [code for code in Person.Sex.values if any(key.split("|")[0] == code for key in found)]
        ages = [code for _first, _last, code in bands(self.scheme)] + ([""] if any(key.endswith("|") for key in found) else [])
        rows = [
            (_key_label(self.measure, "sex", sex), [found.get(f"{sex}|{age}", Cell(f"{sex}|{age}", "", 0, "")) for age in ages])
            for sex in sexes
        ]
        return Grid([_key_label(self.measure, "band", age) for age in ages], rows)


@dataclass(frozen=True)
class Grid:
    """Sex by age: the words of the columns, and for each sex its word and its cells."""

    columns: list[str]
    rows: list[tuple[str, list[Cell]]]

    @property
    def pairs(self) -> list[tuple[str, list[tuple[str, Cell]]]]:
        """Each row's cells under the words of their columns."""
        return [(sex, list(zip(self.columns, cells, strict=True))) for sex, cells in self.rows]


@dataclass(frozen=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: list[Line]


def report(code: str, org: Organization, period: Period, scheme: str) -> list[Section]:
    """A report of an office for a period, section by section, with ages in a scheme, as far as whoever acts may see the rows."""
    found: dict[str, list[Line]] = {}
    for word in words("report_lines").values():
        if word.row["report"] == code:
            found.setdefault(_in_language(word, "section"), []).append(_line(word, org, period, scheme))
    return [Section(title, lines) for title, lines in found.items()]


def _line(word: Any, org: Organization, period: Period, scheme: str) -> Line:
    measure, by = word.row["measure"], word.row["breakdown"]
    total = measures.number_of(measure, org.pk, period)
    cells = []
    if by:
        counted = measures.broken_down(measure, by, org.pk, period, scheme)
        said = key_labels(measure, by, counted)
        cells = [Cell(key, said[key], n, address(measure, period, by, key, scheme)) for key, n in in_order(counted, by, scheme)]
    whole = Cell("", str(word), total, address(measure, period, "", "", scheme))
    return Line(word.code, str(word), measure, definition(measure), by, scheme, whole, cells)


def definition(measure: str) -> str:
    """How a measure is counted, in the language of the page."""
    return _in_language(words("measures")[measure], "definition")


def ages(scheme: str) -> str:
    """Whose age groups they are and where they come from, in a sentence."""
    word = words("age_schemes")[scheme]
    return _("Age groups: %(whose)s. %(source)s.") % {"whose": word, "source": _in_language(word, "source")}


def _in_language(word: Any, column: str) -> str:
    return str(word.row[f"{column}_en" if str(word) == word.en and word.en != word.es else f"{column}_es"])


def in_order(counted: Counter[str], by: str, scheme: str) -> list[tuple[str, int]]:
    """Ages in their order, the rest by size, what is not known last."""
    order = [code for _first, _last, code in bands(scheme)]
    place = {code: at for at, code in enumerate(order)}

    def rank(pair: tuple[str, int]) -> tuple[Any, ...]:
        key, n = pair
        band = key.split("|")[-1]
        return (key == "" or key.endswith("|"), *((place.get(band, 99), key) if by in ("band", "sex_band") else (-n, key)))

    return sorted(counted.items(), key=rank)


def key_labels(measure: str, by: str, keys: Any) -> dict[str, str]:
    """The words for the keys of a breakdown."""
    if by == "district":
        names = dict(Place.objects.filter(pk__in=[int(key) for key in keys if key]).values_list("pk", "name"))
        return {key: names.get(int(key), key) if key else _("Not known") for key in keys}
    return {key: _key_label(measure, by, key) for key in keys}


def _key_label(measure: str, by: str, key: str) -> str:
    if by == "sex_band":
        sex, _bar, band = key.partition("|")
        return f"{_key_label(measure, 'sex', sex)}, {_key_label(measure, 'band', band)}"
    if not key:
        return _("Not known")
    if by == "sex":
        return str(dict(Person.Sex.choices).get(key, key))
    if by == "band":
        return next((str(word) for word in words("age_bands").values() if word.row["band"] == key), key)
    if by == "need":
        return people_label("needs", key)
    if by == "instrument":
        return str(instrument(key).title)
    name = VOCABULARIES.get((by, measure))
    return label(name, key) if name else key


def address(measure: str, period: Period, by: str, key: str, scheme: str) -> str:
    """Where the rows behind a number are listed."""
    query = {"desde": period.since.isoformat(), "hasta": period.until.isoformat()}
    if by:
        query |= {"por": by, "clave": key, "edades": scheme}
    return f"{reverse('report_rows', args=[measure])}?{urlencode(query)}"


def time_to_first_service(org: Organization, period: Period) -> tuple[int, float | None]:
    """How many cases had their first service in the period, and the median days from opening to it."""
    rows = measures.rows_of("cases_first_served", org.pk, period)
    days = measures.days_between(rows, "opened_at", "first_service_at")
    return len(days), statistics.median(days) if days else None
