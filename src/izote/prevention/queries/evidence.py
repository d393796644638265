"""What is known for and against a signal, as grading wants it; and the facts that its moves ask for."""

from typing import Any

from django.db.models import QuerySet

from izote.prevention.models import EvidenceItem, RiskAssessment, Signal, Source, Statement, Step
from izote.prevention.queries.places import place_names
from izote.prevention.rules import persons
from izote.prevention.rules.grading import Graded, Said, grade


def statements_of(signal: Signal) -> list[Statement]:
    """Everything said to a signal, also what contradicts it and what was withdrawn."""
    return list(Statement.objects.filter(signal=signal).select_related("source", "heard_from", "author").order_by("pk"))


def repeats_in(org_id: int) -> dict[str, str]:
    """Which source repeats which other one."""
    rows = Source.objects.filter(org_id=org_id, repeats__isnull=False).values_list("code", "repeats__code")
    return {code: str(other) for code, other in rows}


def graded(signal: Signal, statements: list[Statement] | None = None) -> Graded:
    """The grade of what is known now; what was withdrawn no longer counts."""
    rows = statements_of(signal) if statements is None else statements
    return grade([said(one) for one in rows], repeats_in(signal.org_id))


def said(one: Statement) -> Said:
    """A statement as codes."""
    return Said(
        one.source.code,
        one.heard_from.code if one.heard_from else "",
        one.stance == Statement.Stance.SUPPORTS,
        one.reliability,
        one.credibility,
        one.directness,
        one.document,
        any(source.withdrawn_on is not None for source in (one.source, one.heard_from) if source),
    )


def is_spent(signal: Signal) -> bool:
    """Whether everything that spoke for a signal was taken back by its sources: nothing new may rest on it."""
    rows = statements_of(signal)
    return any(said(one).withdrawn for one in rows) and not graded(signal, rows).origins


def assessments_with(signal: Signal) -> QuerySet[RiskAssessment]:
    """The assessments of which it is evidence, as far as whoever asks may know."""
    return RiskAssessment.objects.filter(pk__in=EvidenceItem.objects.filter(signal=signal).values("assessment")).order_by("pk")


def hits_in(text: str) -> list[persons.Hit]:
    """What in a text could say who somebody is."""
    return persons.hits(text, place_names()) if text else []


def was_verified(signal: Signal) -> bool:
    """Whether it was ever verified, wholly or in part."""
    steps = Step.objects.filter(org_id=signal.org_id, machine="signal", subject=signal.pk)
    return steps.filter(to__in=("verified", "partly_verified")).exists()


def facts_of(signal: Signal) -> dict[str, Any]:
    """What the moves of a signal ask for, as the database has it."""
    signal = Signal.objects.get(pk=signal.pk)
    found = graded(signal)
    return {
        "text": signal.text,
        "hits": len(hits_in(signal.text)),
        "justified_by": signal.justified_by_id,
        "urgency": signal.urgency,
        "place": signal.place_id,
        "groups": signal.groups,
        "other": signal.duplicate_of_id,
        "independent": found.verified,
        "sources": found.origins,
        "verified": was_verified(signal),
        "links": EvidenceItem.objects.filter(signal=signal, shared=True).count(),
        "told": signal.feedbacks.filter(at__gte=signal.entered_at).exists(),
    }
