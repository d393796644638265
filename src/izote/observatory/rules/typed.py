"""A table typed from paper: its figures, and its totals as the paper states them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from izote.observatory.rules.layout import number

MOST_ROWS = 60


@dataclass
class Checked:
    """The figures as numbers, what is no number, and where the paper's totals are not met: what is said and what adds up."""

    figures: dict[str, list[int | None]] = field(default_factory=dict)
    wrong: set[tuple[str, int]] = field(default_factory=set)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    columns: dict[int, tuple[int, int]] = field(default_factory=dict)
    stated: int | None = None

    @property
    def agrees(self) -> bool:
        """Whether every figure is a number and every total is met."""
        return not (self.wrong or self.rows or self.columns)

    @property
    def filled(self) -> int:
        """How many figures are known."""
        return sum(value is not None for row in self.figures.values() for value in row)


def checked(cells: Mapping[str, Sequence[str]], row_totals: Mapping[str, str], column_totals: Sequence[str], width: int) -> Checked:
    """What a typed table says; an empty cell is not known, a zero is a zero; the last column total is the whole table's."""
    out = Checked()
    for code, row in cells.items():
        out.figures[code] = [_figure(out, code, at, text) for at, text in enumerate([*row, *[""] * width][:width])]
    for code, text in row_totals.items():
        said = _figure(out, code, width, text)
        read = sum(value or 0 for value in out.figures.get(code, []))
        if said is not None and said != read:
            out.rows[code] = (said, read)
    for at in range(min(width + 1, len(column_totals))):
        said = _figure(out, "", at, column_totals[at])
        rows = out.figures.values()
        read = sum(row[at] or 0 for row in rows) if at < width else sum(value or 0 for row in rows for value in row)
        if said is not None and said != read:
            out.columns[at] = (said, read)
        if at == width:
            out.stated = said
    return out


def _figure(out: Checked, code: str, at: int, text: str) -> int | None:
    said = text.strip()
    if not said:
        return None
    read = number(said)
    if read is None or not read.is_integer() or read < 0:
        out.wrong.add((code, at))
        return None
    return int(read)
