"""The figures of the system's own record: every one with what it was counted from; what is not known is nothing, never zero."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from izote.methods.rates import share

LEAST = 5
MEASURES: tuple[str, ...] = (
    *("triage", "verify", "yield", "feedback", "feedback_week", "statistical"),
    *("lead", "hits", "false_alarms", "late_warnings"),
    *("complied", "answered", "alpha"),
)


class Figure(NamedTuple):
    """One measure: a share with its Wilson interval, or a median with the ninth decile; `of` is what it was counted from."""

    of: int
    part: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        """Whether there was anything to count from."""
        return self.value is not None


NOTHING = Figure(0)


def proportion(part: int, of: int) -> Figure:
    """A share of a count, in percent, with its 95 % interval (Wilson)."""
    if not of:
        return NOTHING
    found = share(part, of)
    return Figure(of, part, *(100 * float(one) for one in (found.value, found.low, found.high)))


def middle(of: int, median: float | None, decile: float | None) -> Figure:
    """A median, with the value that nine in ten do not exceed (of agreement: that nine in ten reach)."""
    return Figure(of, None, float(median), None, float(decile)) if of and median is not None and decile is not None else NOTHING


def of_signals(row: Sequence[Any]) -> dict[str, Figure]:
    """Measures of signals from a row of their statement."""
    ended, good, told, soon, machines, right = row[6:]
    return {
        "triage": middle(*row[:3]),
        "verify": middle(*row[3:6]),
        "yield": proportion(good, ended),
        "feedback": proportion(told, ended),
        "feedback_week": proportion(soon, ended),
        "statistical": proportion(right, machines),
    }


def of_warnings(row: Sequence[Any]) -> dict[str, Figure]:
    """Measures of warnings: only those with an outcome count."""
    ended, hits, refuted, happened, late = row[3:]
    return {
        "lead": middle(*row[:3]),
        "hits": proportion(hits, ended),
        "false_alarms": proportion(refuted, ended),
        "late_warnings": proportion(late, happened),
    }


def of_recommendations(row: Sequence[Any]) -> dict[str, Figure]:
    """Measures of recommendations."""
    judged, complied, due, in_time = row
    return {"complied": proportion(complied, judged), "answered": proportion(in_time, due)}


def of_agreements(row: Sequence[Any]) -> dict[str, Figure]:
    """The median agreement of two raters."""
    return {"alpha": middle(*row)}


def withheld(figure: Figure) -> Figure:
    """A figure as the public may read it: nothing of fewer than five, nor where a part of it or its rest is one to four."""
    if figure.of < LEAST:
        return NOTHING
    if figure.part is not None and (0 < figure.part < LEAST or 0 < figure.of - figure.part < LEAST):
        return NOTHING
    return figure


def public(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Every measure as the public may read it."""
    return {name: withheld(one) for name, one in figures.items()}
