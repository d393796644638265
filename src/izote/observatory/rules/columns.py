"""What stands in the columns of a file: examples, and dates that can be read both ways."""

import datetime as dt
from collections.abc import Sequence

from izote.observatory.rules.dates import NUMBERS, order_of, read_day
from izote.observatory.rules.layout import Layout

EXAMPLES, LONG = 3, 32


def samples_of(layout: Layout, rows: Sequence[Sequence[str]], at: int) -> list[str]:
    """A few different values of a column."""
    cells = [row[at].strip() for row in rows[layout.head :] if at < len(row) and row[at].strip()]
    return [text if len(text) <= LONG else text[: LONG - 1] + "…" for text in list(dict.fromkeys(cells))[:EXAMPLES]]


def ambiguous_dates(layout: Layout, rows: Sequence[Sequence[str]]) -> list[tuple[str, dt.date, dt.date]]:
    """Examples of dates read with the day first and with the month first, where the first rows do not show which it is."""
    if "date" not in layout.fields:
        return []
    at = layout.fields.index("date")
    cells = list(dict.fromkeys(row[at].strip().split(" ")[0] for row in rows[layout.head :] if at < len(row) and row[at].strip()))
    if order_of(cells) not in ("", "mixed"):
        return []
    found = []
    for text in cells:
        match = NUMBERS.match(text)
        one, two = (read_day(text, order) for order in ("dmy", "mdy")) if match and len(match[1]) <= 2 else (None, None)
        if one and two and one.date != two.date:
            found.append((text, one.date, two.date))
    return found[:EXAMPLES]
