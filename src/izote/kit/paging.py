"""Keyset pages: no count, no OFFSET, the same cost on the first page and on the thousandth."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput

M = TypeVar("M", bound=Model)
TYPES: dict[str, Any] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal, "u": UUID}


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows in order, and the cursors of the pages before and after (empty at the ends)."""

    rows: list[M]
    previous: str
    next: str

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(rows: QuerySet[M], order: Sequence[str], cursor: str = "", size: int = 25) -> Page[M]:
    """One page in the given order ("-at", "pk"); the last column must be unique and no column may be null."""
    columns = [(name.lstrip("-"), name.startswith("-")) for name in order]
    back, edge = decode(cursor, len(columns)) if cursor else (False, None)
    found = rows.order_by(*[("-" if descending != back else "") + name for name, descending in columns])
    if edge is not None:
        found = found.filter(beyond(columns, edge, back))
    shown = list(found[: size + 1])
    more = len(shown) > size
    shown = shown[:size]
    if back:
        shown.reverse()
    if not shown:
        return Page([], "", "")
    before = more if back else edge is not None
    after = (edge is not None) if back else more
    return Page(
        shown,
        encode(True, values_of(shown[0], columns)) if before else "",
        encode(False, values_of(shown[-1], columns)) if after else "",
    )


def beyond(columns: Sequence[tuple[str, bool]], edge: Sequence[object], back: bool) -> Q:
    """The rows past an edge: a > x, or a = x and b > y, …; with a bound on the first column, so that its index serves."""
    condition = Q()
    equal = Q()
    for (name, descending), value in zip(columns, edge, strict=True):
        condition |= equal & Q(**{f"{name}__{'lt' if descending != back else 'gt'}": value})
        equal &= Q(**{name: value})
    first, descending = columns[0]
    return Q(**{f"{first}__{'lte' if descending != back else 'gte'}": edge[0]}) & condition


def values_of(row: Model, columns: Sequence[tuple[str, bool]]) -> list[object]:
    """The ordering values of one row."""
    return [row.pk if name == "pk" else getattr(row, name) for name, _descending in columns]


def encode(back: bool, values: Sequence[object]) -> str:
    """A cursor for a web address."""
    return urlsafe_b64encode(json.dumps([int(back), *map(packed, values)], ensure_ascii=False).encode()).decode().rstrip("=")


def decode(cursor: str, length: int) -> tuple[bool, list[object]]:
    """The direction and the values of a cursor; BadInput when it is not one of ours."""
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        back, *values = json.loads(raw.decode())
        if len(values) != length or len(cursor) > 2000:
            raise ValueError
        return bool(back), [unpacked(value) for value in values]
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise BadInput(_("This link to a page of the list cannot be read. Open the list again.")) from error


def packed(value: object) -> object:
    """A value as JSON, with its type where JSON has none."""
    for mark, kind in (("t", datetime), ("d", date), ("n", Decimal), ("u", UUID)):
        if isinstance(value, kind):
            return {mark: value.isoformat() if hasattr(value, "isoformat") else str(value)}
    return value


def unpacked(value: object) -> object:
    """The value that `packed` wrote."""
    if isinstance(value, dict):
        ((mark, text),) = value.items()
        return TYPES[mark](text)
    if value is None or isinstance(value, list | float) or (isinstance(value, str) and "\0" in value):
        raise ValueError
    return value
