"""Contact calls: from which day they count, which outcomes are sealed, and when a wave went by without a word."""

import datetime as dt

from izote.casework.rules.clocks import Window, call_windows
from izote.casework.rules.words import words

ENOUGH_TRIES = 3
LONGEST = dt.timedelta(days=365)
# Displaced again is not sealed: whoever works on the case has to act on it the same day.
SEALED_AS = "recorded"
SEAL_LENGTH = 24


def grave_outcomes() -> frozenset[str]:
    """Outcomes that only those who lead read."""
    return frozenset(code for code, word in words("call_outcomes").items() if word.row["group"] == "grave")


def outcomes_of(group: str) -> list[tuple[str, str]]:
    """The outcomes of a group with their words."""
    return [(code, str(word)) for code, word in words("call_outcomes").items() if word.row["group"] == group]


def results_of(group: str) -> list[tuple[str, str]]:
    """The results of an attempt of a group with their words."""
    return [(code, str(word)) for code, word in words("attempt_results").items() if word.row["group"] == group]


def planned_windows(returned_on: dt.date | None, opened_on: dt.date) -> list[Window]:
    """The calls still to be made: counted from the return when it lies within the year before, else from the day the case was opened."""
    recent = returned_on is not None and opened_on - LONGEST <= returned_on <= opened_on
    since = returned_on if recent and returned_on else opened_on
    return [window for window in call_windows(since) if window.closes >= opened_on]


def closes(wave: int, due_on: dt.date) -> dt.date:
    """The last day on which a call still tells what its wave asks."""
    return due_on + dt.timedelta(days=int(words("call_waves")[str(wave)].row["after"]))


def opens(wave: int, due_on: dt.date) -> dt.date:
    """The first day on which it does."""
    return due_on - dt.timedelta(days=int(words("call_waves")[str(wave)].row["before"]))


def about_seal(call: object) -> str:
    """What the seal of a call's outcome is bound to."""
    return f"casework_sealedoutcome:{call}"


def padded(outcome: str) -> str:
    """An outcome in a length that all share, so that its ciphertext tells nothing."""
    return outcome.ljust(SEAL_LENGTH)
