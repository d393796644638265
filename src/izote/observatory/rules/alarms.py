"""Alarms: what is watched, how strictly, and what a person may say of one."""

import datetime as dt
from collections.abc import Iterable

from izote.observatory.models.alarms import Alarm
from izote.observatory.rules.indicators import Indicator
from izote.observatory.rules.words import words

State = Alarm.State
TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.NEW: (State.LOOKED_AT, State.VERIFIED, State.EXPLAINED, State.FALSE),
    State.LOOKED_AT: (State.VERIFIED, State.EXPLAINED, State.FALSE),
    State.VERIFIED: (State.VERIFIED, State.EXPLAINED, State.FALSE),
    State.EXPLAINED: (State.VERIFIED, State.EXPLAINED, State.FALSE),
    State.FALSE: (State.VERIFIED, State.EXPLAINED, State.FALSE),
}
JUDGEMENTS = (State.VERIFIED, State.EXPLAINED, State.FALSE)

# Settings as published for Farrington Flexible (Noufaily and others 2013), the threshold by the negative binomial.
ALPHA, LIMIT54 = 0.005, (5, 4)
# Slow rises and falls are looked for beside, more strictly, so that both together do not double the false alarms.
BESIDE = 0.001
YEARS, LEAST_YEARS, WINDOW = 5, 3, 3
# A first look tests so many weeks; later ones go on where the last ended.
TESTED, MOST_TESTED, TRACK = 8, 26, 78
# Weeks before the cut-off that are still being reported: shown grey, never tested, unless the load is final.
DELAY = 2
# What the detector of the shortest histories needs before the first week that it tests.
EARS_WEEKS = 9
# A fall is looked for in sums of so many weeks of which at least so many events were expected.
FALL_WEEKS, FALL_LEAST = 4, 5.0
# An indicator is looked through when its source counted at least so many events in the two last years.
LEAST_EVENTS = 20
MEMORY = dt.timedelta(days=730)


def may_move(state: str, to: str) -> bool:
    """Whether an alarm in one state may be put into another."""
    return to in TRANSITIONS.get(state, ())


def outcome_fits(state: str, outcome: str) -> bool:
    """Whether an outcome belongs to a judgement."""
    word = words("alarm_outcomes").get(outcome)
    return bool(word and word.row["state"] == state)


def watched(indicators: Iterable[Indicator], spoken: set[str], domains: tuple[str, ...] = ("violence",)) -> list[Indicator]:
    """One indicator for each set of categories of which a source really speaks: counts of everybody, rates before plain counts.

    Sensitive ones are not among them: weeks, months and districts of them are looked at by nobody.
    """
    found: dict[tuple[str, ...], Indicator] = {}
    for one in sorted(indicators, key=lambda each: (not each.is_rate, each.code)):
        plain = one.kind in ("rate", "count") and not one.sex and one.ages is None and not one.sensitive
        if plain and one.domain in domains and one.categories and spoken.intersection(one.categories):
            found.setdefault(tuple(sorted(spoken.intersection(one.categories))), one)
    return sorted(found.values(), key=lambda each: each.code)


def years_of_history(first: int, tested: int) -> int:
    """Whole years of baseline, at most five, that lie between the first usable week and the first tested one."""
    for years in range(YEARS, 0, -1):
        if tested - round(years * 52.1775) - WINDOW - 1 >= first:
            return years
    return 0


def still_reported(week: dt.date, cut_off: dt.date) -> bool:
    """Whether a week lies so near the cut-off that reports of it are still to come."""
    return week + dt.timedelta(days=6) > cut_off - dt.timedelta(weeks=DELAY)
