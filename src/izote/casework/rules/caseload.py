"""Classes of caseload and of duration, each number in exactly one."""

import datetime as dt

from izote.casework.rules.clocks import add_months


def bucket(cases: int) -> str:
    """How many cases somebody carries, in the classes that reports of case management use."""
    if cases <= 10:
        return "up_to_10"
    if cases <= 20:
        return "11_to_20"
    return "21_to_30" if cases <= 30 else "over_30"


def months_open(opened: dt.date, closed: dt.date) -> str:
    """How long a case was open: the day on which a month is full begins the next class."""
    for months, name in ((1, "under_1"), (3, "1_to_3"), (6, "3_to_6")):
        if closed < add_months(opened, months):
            return name
    return "over_6"
