"""What a proposal needs, and what each decision on it means."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIRST_STEP_DAYS = 30
# by when each group is told of a decision, and has heard of its proposal after a workshop
TELL_DAYS, ANSWER_DAYS = 7, 30
DECISIONS = ("merged", "adopted", "adopted_changed", "postponed", "not_adopted", "institutional", "withdrawn")
WRITABLE = ("captured", "refined")
# who carries it and its first step may change until it has ended
FIXED = ("merged", "taken_back", "not_adopted", "withdrawn", "institutional")
QUESTIONS = ("rights", "harm", "law", "cost")
AGAINST = "against"
NEEDED: dict[str, str | Promise] = {
    "factors": _("the risk factors it acts on"),
    "stream": _("before, during or after"),
    "groups": _("for whom it is"),
    "owner": _("who carries it: an institution, office or role"),
    "first_step": _("the first step"),
    "first_step_on": _("the day of the first step, within 30 days"),
    "measure": _("by what its success is seen"),
}


def lacking(proposal: Any, today: dt.date) -> list[str | Promise]:
    """What a proposal still needs before it is screened, in words."""
    missing = [name for name in NEEDED if not getattr(proposal, name)]
    if proposal.first_step_on and not may_begin_on(proposal.first_step_on, today):
        missing.append("first_step_on")
    return [NEEDED[name] for name in missing]


def may_begin_on(day: dt.date, today: dt.date) -> bool:
    """Whether a first step on that day is near enough, and not over."""
    return dt.timedelta(0) <= day - today <= dt.timedelta(days=FIRST_STEP_DAYS)


def screened(answers: Mapping[str, str]) -> bool:
    """Whether all four questions were answered, also by “not known”."""
    return all(answers.get(question) for question in QUESTIONS)


def against(answers: Mapping[str, str]) -> int:
    """How many answers speak against it."""
    return sum(answer == AGAINST for answer in answers.values())


def all_answered(credits: Collection[int], answered: Collection[int]) -> bool:
    """Whether each group that proposed it has its answer; nobody to answer is a no."""
    return bool(credits) and set(credits) <= set(answered)


def next_version(number: str) -> str:
    """The version after this one: 1.0 → 1.1."""
    head, _dot, tail = number.rpartition(".")
    return f"{head}.{int(tail) + 1}" if head and tail.isdigit() else f"{number}.1"
