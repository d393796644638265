"""What the pages of a load show: why a column may not be held, the months as bars with their table."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.kit.vocabulary import rows as rows_of
from izote.observatory.models import Load, Source
from izote.observatory.queries.breaks import concerns
from izote.observatory.rules.words import VOCAB, label

REASONS = {
    "name": gettext_lazy("names of persons"),
    "document": gettext_lazy("numbers of identity documents"),
    "phone": gettext_lazy("telephones or e-mail"),
    "address": gettext_lazy("addresses"),
    "gang": gettext_lazy("words about gangs or profiles"),
    "record": gettext_lazy("police records or migration status"),
    "story": gettext_lazy("free text, which may name somebody"),
}
WIDTH, HEIGHT, LEFT, FOOT, MOST_BARS = 320, 150, 34, 22, 48


def explained(why: str) -> str:
    """Why a column may not be held."""
    return str(REASONS.get(why, why))


@dataclass
class Series:
    """One category by month, or by year where the months are too many for a picture."""

    title: str
    columns: list[str]
    rows: list[list[Any]]
    picture: SafeString
    note: str


def months_shown(load: Load) -> list[Series]:
    """Every category of a load through the time that it covers."""
    months: dict[str, dict[str, int]] = defaultdict(dict)
    for category, month, n in load.preview.get("months", ()):
        months[category][month] = n
    for category, year, n in load.preview.get("yearly", ()):
        months[category][f"{year}"] = months[category].get(f"{year}", 0) + n
    if not load.covers_from or not load.covers_to:
        return []
    return [_series(load, category, said) for category, said in sorted(months.items())][:12]


def _series(load: Load, category: str, said: dict[str, int]) -> Series:
    assert load.covers_from and load.covers_to
    first, last = load.covers_from, load.covers_to
    keys = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]
    yearly = len(keys) > MOST_BARS or all(len(key) == 4 for key in said)
    if yearly:
        keys = [str(year) for year in range(first.year, last.year + 1)]
        totals: dict[str, int] = defaultdict(int)
        for key, n in said.items():
            totals[key[:4]] += n
        said = dict(totals)
    marks = [row for row in breaks_of(load.source, category) if first < dt.date.fromisoformat(row["from"]) <= last]
    at = [keys.index(row["from"][: 4 if yearly else 7]) for row in marks]
    values = [said.get(key, 0) for key in keys]
    title = label("categories", category)
    note = " ".join(label("breaks", row["code"]) for row in marks)
    columns = [_("Year") if yearly else _("Month"), _("Count")]
    rows: list[list[Any]] = [[key if yearly else _month(key), value] for key, value in zip(keys, values, strict=True)]
    return Series(title, columns, rows, bars([str(row[0]) for row in rows], values, title, at), note)


def breaks_of(source: Source, category: str) -> list[dict[str, str]]:
    """Changes of definition that concern a category of a source."""
    return [row for row in rows_of(VOCAB / "breaks.csv") if concerns(row, source) and row["category"] in ("*", category)]


def _month(key: str) -> str:
    return date_format(dt.date(int(key[:4]), int(key[5:]), 1), "YEAR_MONTH_FORMAT")


def bars(words: Sequence[str], values: Sequence[int], title: str, marks: Sequence[int] = ()) -> SafeString:
    """Upright bars with their highest value, first and last word; a change of definition is a dashed line with a sign above."""
    most = max(values, default=0) or 1
    step = (WIDTH - LEFT) / max(len(values), 1)
    drawn = format_html_join(
        "",
        '<rect class="mark" x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>',
        (
            (
                round(LEFT + n * step + step * 0.1, 1),
                round(HEIGHT - FOOT - value / most * (HEIGHT - FOOT - 18), 1),
                round(step * 0.8, 1),
                round(value / most * (HEIGHT - FOOT - 18), 1),
                word,
                value,
            )
            for n, (word, value) in enumerate(zip(words, values, strict=True))
        ),
    )
    lines = format_html_join(
        "",
        '<path class="axis" stroke-dasharray="4 3" d="M{} 14V{}"/><text x="{}" y="12" font-size="12" text-anchor="middle">▼</text>',
        ((round(LEFT + n * step, 1), HEIGHT - FOOT, round(LEFT + n * step, 1)) for n in marks),
    )
    base = HEIGHT - FOOT
    axis = format_html(
        '<path class="axis" d="M{} {}H{}"/><text x="{}" y="24" font-size="12" text-anchor="end">{}</text>'
        '<text x="{}" y="{}" font-size="12" text-anchor="end">0</text><text x="{}" y="{}" font-size="12">{}</text>'
        '<text x="{}" y="{}" font-size="12" text-anchor="end">{}</text>',
        *(LEFT, base, WIDTH, LEFT - 4, most, LEFT - 4, base, LEFT, HEIGHT - 6, words[0] if words else "", WIDTH, HEIGHT - 6),
        words[-1] if len(words) > 1 else "",
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>', WIDTH, HEIGHT, title, axis, drawn, lines
    )
