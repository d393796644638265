"""What each different text of a file means, by the source's own terms first, then by the words that everybody uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from izote.kit.vocabulary import rows
from izote.observatory.rules.dates import is_span, order_of, read_day, read_period
from izote.observatory.rules.layout import Layout
from izote.observatory.rules.words import VOCAB, age_of, domain_of, key_of, says_return, term, words

SURE = 0.8
NOT_COUNTED = "-"
PLACE_FIELDS = ("department", "municipality", "place_code")
DATE_FIELDS = ("year", "month", "day")


class Where(NamedTuple):
    """A place found for a text: its key, or why there is none."""

    id: int | None
    why: str = ""


@dataclass
class Meanings:
    """For each column the meaning of each text; and the words that nobody has explained yet, with their rows."""

    of: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    # groups of ages wider than five years, and what else with a number is no age, with their rows
    wide: dict[str, int] = field(default_factory=dict)
    # words that say who was returned, in a source of violence: kind and rows; the words themselves are not kept
    status: dict[str, int] = field(default_factory=dict)
    order: str = ""

    def miss(self, kind: str, text: str, rows_: int) -> None:
        """Remember a word without a meaning."""
        self.unknown.setdefault(kind, {})[text] = rows_


def columns_of(layout: Layout, head: list[str]) -> dict[str, list[int]]:
    """Which columns of the file that is read give which text; `head` are the fields of that file in order."""
    at = {name: n for n, name in enumerate(head) if name}
    found: dict[str, list[int]] = {}
    if "date" in at:
        found["day"] = [at["date"]]
    elif "year" in at or "month" in at:
        found["day"] = [at[name] for name in DATE_FIELDS if name in at]
    places = [at[name] for name in PLACE_FIELDS if name in at]
    if places:
        found["place"] = places
    for name in ("category", "sex", "age", "means", "site", "country", "time", "count", "key"):
        if name in at:
            found[name] = [at[name]]
    return found


def meanings_of(
    said: Mapping[str, Mapping[str, int]],
    *,
    head: list[str],
    layout: Layout,
    terms: Mapping[tuple[str, str], str],
    place_of: Callable[[dict[str, str]], Where],
    domain: str = "",
) -> Meanings:
    """The meaning of every different text; `said` gives the texts of each column with their rows; a source counts what its domain holds."""
    found = Meanings()
    for name, texts in said.items():
        reader: Any = {"day": _days, "place": _places, "age": _ages}.get(name, _terms)
        found.of[name] = {}
        reader(found, name, texts, head=head, layout=layout, terms=terms, place_of=place_of, domain=domain)
    return found


def _days(found: Meanings, name: str, texts: Mapping[str, int], *, head: list[str], layout: Layout, **_rest: Any) -> None:
    if "date" in head:
        found.order = layout.order or order_of(texts)
        read = {text: read_day(text, found.order or "dmy") for text in texts}
    else:
        there = [one for one in DATE_FIELDS if one in head]
        read = {text: _period(dict(zip(there, text.split("|"), strict=False)), layout.fixed) for text in texts}
    for text, day in read.items():
        empty = not text.strip("| ")
        why = "empty" if empty else "span" if is_span(text) else "order" if found.order == "mixed" else "not_a_date"
        found.of[name][text] = {"code": str(day.number), "precision": day.precision} if day else {"why": why}


def _period(parts: dict[str, str], fixed: dict[str, str]) -> Any:
    return read_period(parts.get("year") or fixed.get("year", ""), parts.get("month", ""), parts.get("day", ""))


def _places(found: Meanings, name: str, texts: Mapping[str, int], *, head: list[str], terms: Any, place_of: Any, **_rest: Any) -> None:
    there = [one for one in PLACE_FIELDS if one in head]
    for text, rows_ in texts.items():
        own = terms.get(("place", key_of(text)))
        if own == NOT_COUNTED:
            found.of[name][text] = {"why": "not_counted"}
            continue
        parts = {"place_code": own} if own else dict(zip(there, text.split("|"), strict=False))
        where = place_of(parts) if text.strip("| ") else Where(None, "empty")
        # the whole country is understood and has no place of its own
        found.of[name][text] = {"why": where.why} if where.why else {"code": str(where.id) if where.id else None}
        if where.why and where.why != "empty":
            found.miss("place", text, rows_)


def _ages(found: Meanings, name: str, texts: Mapping[str, int], **_rest: Any) -> None:
    """A group wider than five years is no age, and its persons are counted all the same; which groups these were is told."""
    for text, rows_ in texts.items():
        age = age_of(text)
        found.of[name][text] = {"code": None if age is None else str(age)}
        if age is None and any(letter.isdigit() for letter in text):
            found.wide[text] = rows_


def _terms(found: Meanings, name: str, texts: Mapping[str, int], *, terms: Any, domain: str, **_rest: Any) -> None:
    """A word without a meaning leaves its detail unknown; only a row whose category is not understood is set aside."""
    for text, rows_ in texts.items():
        if domain == "violence" and says_return(text) and domain_of(term(name, text) or "") != "returns":
            found.of[name][text] = {"why": "status"} if name == "category" else {"code": ""}
            found.status[name] = found.status.get(name, 0) + rows_
            continue
        code = terms.get((name, key_of(text)))
        if code is None:
            code = "" if not text else _country(text) if name == "country" else term(name, text)
        if code is None and name == "category":
            code = text if text in words("categories") else None
        if name == "category" and (not code or code == NOT_COUNTED):
            found.of[name][text] = {"why": "not_counted" if code == NOT_COUNTED else "unknown" if text else "empty"}
        elif name == "category" and domain and domain_of(str(code)) != domain:
            found.of[name][text] = {"why": "other_domain"}
        else:
            found.of[name][text] = {"code": "" if code in (None, NOT_COUNTED) else code}
        if code is None:
            found.miss(name, text, rows_)


def _country(text: str) -> str | None:
    said = key_of(text)
    for row in rows(VOCAB / "countries.csv"):
        if said in (key_of(one) for one in (row["es"], row["en"], row["code"], *row["words"].split(";"))):
            return row["code"]
    return None
