"""What must be true before a case is closed for a reason: sentences about what is missing."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from izote.casework.rules.clocks import LOCAL
from izote.casework.rules.words import words

ATTEMPTS, DAYS, MEANS, SPAN = 3, 3, 2, 30
SURVEY_DAYS = 60


class Attempt(NamedTuple):
    """One try to reach the person: when, how, and what came of it."""

    at: dt.datetime
    means: str
    result: str


def reason_asks(reason: str, what: str) -> bool:
    """Whether a reason asks for something, as safety."""
    return words("closure_reasons")[reason].row[what] == "yes"


def reason_needs(reason: str) -> str:
    """What must be shown for a reason: attempts, accepted, finished, other_case, child or nothing."""
    return words("closure_reasons")[reason].row["needs"]


def ends_calls() -> list[str]:
    """Reasons after which nobody is called any more."""
    return [code for code, word in words("closure_reasons").items() if word.row["calls"] == "end"]


def failed_since_contact(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The tries since the last time that something was heard of the person."""
    failed: list[Attempt] = []
    for attempt in sorted(attempts):
        failed = [] if words("attempt_results")[attempt.result].row["group"] == "spoke" else [*failed, attempt]
    return failed


def missing_attempts(attempts: Iterable[Attempt]) -> str:
    """Why contact cannot be called lost yet, in a sentence; nothing when it can."""
    failed = failed_since_contact(attempts)
    days = sorted({attempt.at.astimezone(LOCAL).date() for attempt in failed})
    means = {attempt.means for attempt in failed}
    span = (days[-1] - days[0]).days if days else 0
    if len(days) >= DAYS and len(means) >= MEANS and span >= SPAN:
        return ""
    return _(
        "Contact counts as lost after at least %(tries)d attempts on different days, by at least %(ways)d different means, over at least"
        " %(span)d days. So far: on %(days)d days, by %(means)d means, over %(so_far)d days."
    ) % {"tries": ATTEMPTS, "ways": MEANS, "span": SPAN, "days": len(days), "means": len(means), "so_far": span}
