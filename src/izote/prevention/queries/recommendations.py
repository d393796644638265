"""Questions about recommendations, always for somebody."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.partners.queries import name_on
from izote.prevention.models import Addressee, EarlyWarning, HarmCheck, Recommendation
from izote.prevention.rules import followup
from izote.prevention.rules.recommendations import Sentence, flags, missing

WITH = ("addressee__institution", "addressee__superior", "co_responsible__institution", "told__institution", "place")


@dataclass(frozen=True)
class Whole:
    """Whether the recommendations of a warning may go out: truth of this object; what each lacks, and what is odd in all together."""

    ok: bool
    missing: list[tuple[Recommendation, list[Sentence]]] = field(default_factory=list)
    flags: list[Sentence] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True)
class Standing:
    """How one recommendation stands today."""

    state: str
    institution: str
    answered: bool
    answer_overdue: bool
    days_late: int
    verdict: str
    verdict_at: dt.datetime | None
    rung: str
    climb_on: dt.date | None


def recommendations_for(user: Any) -> QuerySet[Recommendation]:
    """The recommendations of the user's own ombuds office."""
    return Recommendation.objects.filter(org__in=orgs_with(user, "prevention.read"))


def recommendations_of(warning: EarlyWarning, user: Any) -> QuerySet[Recommendation]:
    """What a warning asks, in its order, for somebody of its office; institutions, place and supporting ones come with it."""
    rows = recommendations_for(user).filter(warning=warning).select_related(*WITH)
    return rows.prefetch_related("supports__addressee__institution").order_by("position", "pk")


def whole(warning: EarlyWarning) -> Whole:
    """Whether a warning has recommendations and each of them is whole (P11); as a fact for `recommendations_whole` its truth is enough."""
    rows = list(Recommendation.objects.filter(warning=warning).select_related(*WITH).order_by("position", "pk"))
    lacks = [(row, missing(row, timezone.localdate())) for row in rows]
    lacks = [(row, sentences) for row, sentences in lacks if sentences]
    return Whole(bool(rows) and not lacks, lacks, flags(rows, warning.kind))


def standing(recommendation: Recommendation, today: dt.date | None = None) -> Standing:
    """How a recommendation stands, for a page, a follow-up report or a closing: no query when it came from `recommendations_of`."""
    row, day = recommendation, today or timezone.localdate()
    done = row.reported_at if row.verdict == "complied" else None
    return Standing(
        state=row.state,
        institution=row.institution_name or row.addressee.institution.name,
        answered=row.answered_at is not None,
        answer_overdue=followup.answer_overdue(row.state, row.answer_by, timezone.now()),
        days_late=0 if row.state == "formulated" else followup.days_late(row.due_on, timezone.localdate(done) if done else None, day),
        verdict=row.verdict,
        verdict_at=row.verdict_at,
        rung=row.rung,
        climb_on=row.climb_on,
    )


def threats_of(warning: EarlyWarning) -> set[int]:
    """The institutions (their keys) that the latest do-no-harm check holds to be possibly the threat (question 4)."""
    latest = HarmCheck.objects.filter(warning=warning).order_by("-pk").first()
    return set(latest.threats.values_list("addressee_id", flat=True)) if latest else set()


def addressees_for(user: Any) -> QuerySet[Addressee]:
    """The institutions that the user's ombuds office addresses, by name."""
    rows = Addressee.objects.filter(org__in=orgs_with(user, "prevention.read"))
    return rows.select_related("institution", "superior__institution").order_by("institution__name", "pk")


def addressee_for(user: Any, pk: int) -> Addressee:
    """One of them, or 404."""
    found = addressees_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def called(addressee: Addressee, day: dt.date) -> str:
    """What an institution, or whoever did its work then, was called on a day."""
    return name_on(addressee.institution, day).name
