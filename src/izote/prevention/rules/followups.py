"""When the next follow-up report is due: 15, 45 and 90 days after the notification; of imminent ones 3, 10 and 30."""

import datetime as dt

from izote.prevention.rules.machines import machine

LESSONS_DAYS = 30


def days(kind: str) -> tuple[int, ...]:
    """The days of the reports of one kind, out of the machine's own clock."""
    way = machine("warning").move("answering", "followed")
    return tuple(int(one.removesuffix("d")) for one in way.clock[kind].split()) if way else ()


def next_due(kind: str, since: dt.date, made: int) -> dt.date:
    """The day of the next report after so many; those beyond the last go on at its distance from the one before."""
    spans = days(kind)
    if made < len(spans):
        return since + dt.timedelta(days=spans[made])
    return since + dt.timedelta(days=spans[-1] + (made - len(spans) + 1) * (spans[-1] - spans[-2]))
