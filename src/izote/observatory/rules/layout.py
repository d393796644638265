"""How a sheet of figures is laid out: where its headings stand, what each column holds, rows that are totals or notes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from izote.kit.wording import plain
from izote.observatory.rules.dates import month_named
from izote.observatory.rules.words import field_of, is_tag, key_of, term

YEAR = re.compile(r"^(?:ano |año )?((?:19|20)\d\d)(?:\.0)?(?: ?(?:p|\*|\(p\)|preliminar))?$")
TOTAL = re.compile(r"^(sub ?total|total|gran total|suma|totales)\b")
DASH = re.compile(r"^[-–—.]+$")
NOTE = re.compile(r"^(fuente|nota|elaborad|source|note|\*|1/|p/)")
PLACES = ("department", "municipality", "place_code")
MOST_HEAD, LOOKED_AT = 4, 40
# a column that is not read and is kept all the same, because somebody said so
KEPT = "kept"


@dataclass
class Spread:
    """What a column of figures stands for: a year, a month, a sex."""

    year: int | None = None
    month: int | None = None
    sex: str | None = None
    total: bool = False

    def __bool__(self) -> bool:
        return self.year is not None or self.month is not None or self.sex is not None or self.total

    def holds(self, other: "Spread") -> bool:
        """Whether another column is one of those that this total adds up."""
        said = (("year", self.year), ("month", self.month), ("sex", self.sex))
        return not other.total and all(value is None or getattr(other, name) == value for name, value in said)


@dataclass
class Layout:
    """How a file is read; kept as the source's profile.

    `head` rows stand above the data; `fields` gives each column's field ("" is not read); `spread` the columns of a wide table;
    `fixed` what the file does not say in a column (category, place, year); `order` the order of its dates; `blank` says "zero" where empty
    cells and dashes of a table are zeros, else they are not known.
    """

    head: int = 1
    headings: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    spread: dict[int, Spread] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    order: str = ""
    blank: str = ""

    def read(self) -> "Layout":
        """As the reader needs it: what is only kept has no field."""
        return replace(self, fields=["" if name == KEPT else name for name in self.fields])

    def unread(self) -> list[int]:
        """The columns that are neither read nor named to be kept."""
        return [at for at, name in enumerate(self.fields) if not name and at not in self.spread]

    @property
    def wide(self) -> bool:
        """Whether months, years or sexes stand beside each other."""
        return bool(self.spread)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self) | {"spread": {str(at): asdict(one) for at, one in self.spread.items()}}

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Layout":
        """As it was stored."""
        known = {name: said[name] for name in ("head", "headings", "fields", "fixed", "order", "blank") if name in said}
        return cls(**known, spread={int(at): Spread(**one) for at, one in said.get("spread", {}).items()})


def spread_of(text: str) -> Spread:
    """What a heading says of year, month, sex or total."""
    if is_tag(text):
        sexes = {part.strip().lower() for part in text.split("+")[1:]} & {"f", "m"}
        return Spread(sex=sexes.pop().upper()) if len(sexes) == 1 else Spread()
    said = plain(text).replace("-", " ").replace("/", " ").strip(" .")
    found = Spread()
    if not said:
        return found
    if TOTAL.match(said):
        return Spread(total=True)
    if year := YEAR.match(said):
        return Spread(year=int(year[1]))
    if (month := month_named(said)) is not None:
        return Spread(month=month)
    if parts := re.match(r"^([a-z]+)\.? (?:de |del )?((?:19|20)?\d\d)$", said):
        month = month_named(parts[1])
        if month:
            year_ = int(parts[2])
            return Spread(month=month, year=year_ if year_ > 99 else 2000 + year_)
    if (sex := term("sex", said)) is not None and len(said) > 2:
        return Spread(sex=sex)
    return found


def layout_of(rows: Sequence[Sequence[str]], head: int = 0) -> Layout:
    """The layout proposed for a sheet; whoever loads it corrects it, also how many rows stand above the data."""
    width = max((len(row) for row in rows[:LOOKED_AT]), default=0)
    last = min(head, len(rows)) - 1 if head else _last_heading(rows[:LOOKED_AT])
    first = _first_heading(rows, last)
    stack = [_filled(rows[at], width, spans=at < last) for at in range(first, last + 1)]
    headings = [_joined([level[column] for level in stack]) for column in range(width)]
    fields = [next((f for level in reversed(stack) if (f := field_of(level[column]))), "") for column in range(width)]
    spread = {column: found for column in range(width) if (found := _spread([level[column] for level in stack]))}
    if not any(one.sex for one in spread.values()):
        spread = {at: Spread(one.year, one.month, None, one.total) for at, one in spread.items()}
    layout = Layout(head=last + 1, headings=headings)
    counted = [one for one in spread.values() if one.year or one.month or one.sex]
    sexes = {one.sex for one in counted} == {"F", "M"} and not any(one.year or one.month for one in counted)
    timed = "date" in fields or ("month" in fields and not sexes)
    if len(counted) >= 2 and not timed:
        layout.spread = {at: one for at, one in spread.items() if one}
    layout.fields = ["" if at in layout.spread else _once(name, fields[:at]) for at, name in enumerate(fields)]
    layout.fields = ["" if name == "ignore" else name for name in layout.fields]
    return layout


def _once(name: str, before: list[str]) -> str:
    """A field belongs to the first column that announces it; further columns of places are a narrower place."""
    return "" if name in before else name


def _last_heading(rows: Sequence[Sequence[str]]) -> int:
    """The last row of the headings: the one that announces most."""
    for number, row in enumerate(rows):
        # a row of HXL tags stands between the headings and the data
        said = [cell for cell in row if cell]
        if said and sum(map(is_tag, said)) * 2 > len(said):
            return number
    best, at = 0.0, 0
    for number, row in enumerate(rows):
        said = [cell for cell in row if cell]
        known = sum(bool(field_of(cell) or spread_of(cell)) for cell in said)
        numbers = sum(bool(re.fullmatch(r"[\d.,]+", cell)) and not YEAR.match(cell) for cell in said)
        score = known - 2 * numbers + 0.1 * min(len(said), 10)
        if known and score > best + 0.5:
            best, at = score, number
    return at


def _first_heading(rows: Sequence[Sequence[str]], last: int) -> int:
    """Rows above that also announce years, months or sexes belong to the headings."""
    first = last - 1 if last and any(map(is_tag, rows[last])) else last
    while first > 0 and last - first < MOST_HEAD - 1:
        above = [cell for cell in rows[first - 1] if cell]
        if len(above) < 2 and not (len(above) == 1 and spread_of(above[0])):
            break
        if not any(spread_of(cell) or field_of(cell) for cell in above):
            break
        first -= 1
    return first


def _filled(row: Sequence[str], width: int, *, spans: bool) -> list[str]:
    """A row of headings; in the upper rows a heading stands for the empty cells to its right."""
    out, held = [], ""
    for at in range(width):
        cell = row[at] if at < len(row) else ""
        held = cell or (held if spans and spread_of(held) else "")
        out.append(held)
    return out


def _joined(levels: list[str]) -> str:
    said = [level for level in levels if level and not is_tag(level)]
    return " · ".join(dict.fromkeys(said or levels[-1:]))


def _spread(levels: list[str]) -> Spread:
    found = Spread()
    for level in levels:
        one = spread_of(level)
        found.year, found.month = one.year or found.year, one.month or found.month
        found.sex, found.total = found.sex if one.sex is None else one.sex, one.total or found.total
    return found


def fits(layout: Layout, rows: Sequence[Sequence[str]]) -> Layout | None:
    """A source's earlier layout for a new file with the same headings, wherever they stand now; None where they differ."""
    fresh = layout_of(rows)
    old = {key_of(heading): at for at, heading in enumerate(layout.headings) if heading}
    new = {key_of(heading) for heading in fresh.headings if heading}
    if not old or not new or len(new & set(old)) * 10 < len(new | set(old)) * 8:
        return None
    if not layout.wide:
        fresh.spread = {}
        fresh.fields = [
            layout.fields[old[key_of(h)]] if h and key_of(h) in old else f for h, f in zip(fresh.headings, fresh.fields, strict=True)
        ]
    fresh.fixed, fresh.order, fresh.blank = dict(layout.fixed), layout.order, layout.blank
    return fresh


@dataclass
class Melted:
    """A table as one row a figure, with the totals that the table itself states."""

    head: list[str]
    rows: list[list[str]] = field(default_factory=list)
    totals: list[tuple[int, float]] = field(default_factory=list)
    # rows whose own total is not the sum of their figures: line, what is said, what adds up
    across: list[tuple[int, int, int]] = field(default_factory=list)
    notes: int = 0


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row of a table adds up others: a place or category cell says so."""
    return any(TOTAL.match(plain(cell)) for cell in cells if cell)


def melt(layout: Layout, rows: Sequence[Sequence[str]], lines: Sequence[int]) -> Melted:
    """A wide table as rows: line, the fields in columns, year, month, sex, count; totals and notes taken out, blanks left out or zero."""
    kept = [(at, name) for at, name in enumerate(layout.fields) if name]
    out = Melted(["line", *(name for _, name in kept), "spread_year", "spread_month", "spread_sex", "spread_count"])
    columns = {at: one for at, one in layout.spread.items() if not one.total}
    whole = {at: one for at, one in layout.spread.items() if one.total}
    by_sex = any(one.sex for one in columns.values())
    columns = {at: one for at, one in columns.items() if not by_sex or one.sex is not None}
    held: dict[int, str] = {}
    for line, row in zip(lines, rows, strict=True):
        cells = {at: row[at] if at < len(row) else "" for at in range(len(layout.headings))}
        words = [cells[at] for at, name in kept if name not in ("count", "age")]
        figures = {at: figure(cells[at], layout.blank) for at in columns}
        if not any(cells[at] for at in columns):
            out.notes += bool(any(cells.values()))
            continue
        if is_total(words) or (kept and not any(words) and not held):
            stated = [number(cells[at]) for at in (whole or columns)]
            out.totals.append((line, sum(one for one in stated if one is not None)))
            continue
        for at, name in kept:
            if name in PLACES and cells[at]:
                if name == "department" and cells[at] != held.get(at):
                    held.clear()
                held[at] = cells[at]
        base = [cells[at] or (held.get(at, "") if name in PLACES else "") for at, name in kept]
        for at, one in columns.items():
            if figures[at]:
                out.rows.append([str(line), *base, str(one.year or ""), str(one.month or ""), one.sex or "", figures[at]])
        out.across += _across(line, cells, figures, columns, whole)
    return out


def _across(
    line: int, cells: dict[int, str], figures: dict[int, str], columns: dict[int, Spread], whole: dict[int, Spread]
) -> Iterator[tuple[int, int, int]]:
    """The totals that a row states, where they are not the sum of what they add up."""
    for at, total in whole.items():
        said = number(cells[at])
        parts = [number(figures[n]) for n, one in columns.items() if total.holds(one) and figures[n]]
        if said is not None and parts and None not in parts and sum(one or 0 for one in parts) != said:
            yield line, round(said), round(sum(one or 0 for one in parts))


def figure(text: str, blank: str = "") -> str:
    """A figure without its thousands; nothing and dashes are zeros where the table means it so; what is no number stays as it is."""
    said = text.strip()
    if blank == "zero" and (not said or DASH.match(said)):
        return "0"
    read = number(said)
    return said if read is None or not read.is_integer() else str(int(read))


def number(text: str) -> float | None:
    """A figure with its thousands, or nothing; a dash is a zero where tables write it so, and is left to the reader as text."""
    said = text.replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", said):
        said = said.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", said):
        said = said.replace(".", "").replace(",", ".")
    try:
        return float(said.replace(",", "."))
    except ValueError:
        return None


def plain_rows(layout: Layout, rows: Sequence[Sequence[str]]) -> Iterator[bool]:
    """For each row of a long table whether it is data: totals and notes under the table are not."""
    width = len(layout.headings)
    words = [at for at, name in enumerate(layout.fields) if name in (*PLACES, "category", "year", "month", "date")]
    for row in rows:
        said = [cell for cell in row if cell]
        first = plain(said[0]) if said else ""
        lonely = width > 2 and len(said) == 1
        yield not (lonely and (NOTE.match(first) or len(first) > 40)) and not is_total([row[a] for a in words if a < len(row)])
