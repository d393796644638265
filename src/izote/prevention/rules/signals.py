"""What is captured, by when a phone's clock is believed, and how long words are kept. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from izote.framework import words as framework_words

MOST_WORDS = 600
# as large ticks on the first screen; every other sign is one tap further
SIGNS = (
    "threats",
    "returns_jump",
    "arrival_detention",
    "disappearances",
    "new_displacement",
    "recruitment",
    "services_refused",
    "speech_officials",
    "women_attacks",
    "lgbtiq_attacks",
    "defenders_harassed",
    "sudden_deployment",
)
GROUPS = ("returned", "returned_children_alone", "returned_women", "returned_young_men", "returned_lgbtiq", "families")
CLOCK_DAYS = 60
DAY = dt.timedelta(days=1)
# days after a signal stands there that its words, and those of its sources, are erased; codes stay
KEEP_DAYS = {"archived": 180, "discarded": 30, "derived": 0}
FEWEST = 5
OPEN = ("captured", "triage", "verifying")
JUDGED = ("verified", "partly_verified", "unverifiable")


class Captured(NamedTuple):
    """The day on which something was captured, and what was wrong with the telephone's clock (ahead, behind, old) if anything."""

    on: dt.date
    clock: str


def captured_day(taken: dt.datetime | None, sent: dt.datetime | None, now: dt.datetime, zone: dt.tzinfo) -> Captured:
    """The day of capture, by how long the telephone itself says it waited: a clock that is wrong all the time does no harm."""
    arrived = now.astimezone(zone).date()
    if taken is None or sent is None:
        return Captured(arrived, "")
    waited, off = sent - taken, sent - now
    clock = "ahead" if off > DAY else "behind" if off < -DAY else ""
    if waited < -dt.timedelta(minutes=5):
        return Captured(arrived, clock or "ahead")
    if waited > CLOCK_DAYS * DAY:
        return Captured(arrived, clock or "old")
    return Captured((now - max(waited, dt.timedelta())).astimezone(zone).date(), clock)


def window(when: str, on: dt.date, starts: dt.date | None, ends: dt.date | None) -> tuple[dt.date, dt.date]:
    """From when to when: the day of capture, its week up to that day, or the days that were given."""
    if when == "week":
        return on - 6 * DAY, on
    if when == "window" and starts:
        return starts, ends or starts
    return on, on


def factors_of(signs: Iterable[str]) -> list[str]:
    """The risk factors of which the ticked signs say something, in the order of the Framework."""
    found = {factor for sign in signs for factor in framework_words.factors_of(sign)}
    return [code for code in framework_words.factors() if code in found]


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts as they may be shown: nothing from one to four."""
    return {name: None if 0 < many < FEWEST else many for name, many in counts.items()}
