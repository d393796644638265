"""Questions about programmes: what is taught, for what, to whom; always for somebody."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from izote.partners.models import Institution
from izote.seminars.models import Programme, ProgrammeModule, Question, Target
from izote.seminars.permissions import orgs_with


def programmes_for(user: Any) -> QuerySet[Programme]:
    """The programmes that the user may see, those on offer first."""
    return Programme.objects.filter(org__in=orgs_with(user, "seminars.read")).prefetch_related("modules").order_by("-active", "title")


def programme_for(user: Any, pk: int) -> Programme:
    """One of them, or 404."""
    found = programmes_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def modules_of(programme: Programme) -> QuerySet[ProgrammeModule]:
    """The modules of a programme in their order."""
    return programme.modules.order_by("position", "module")


def targets_of(programme: Programme) -> QuerySet[Target]:
    """The institutions that a programme should reach."""
    return programme.targets.select_related("institution").order_by("institution__name")


def questions_for(user: Any, module: str = "") -> QuerySet[Question]:
    """The questions that the user may see, of one module or of all, those still asked first."""
    rows = Question.objects.filter(org__in=orgs_with(user, "seminars.read"))
    return (rows.filter(module=module) if module else rows).order_by("module", "retired_on", "pk")


def question_for(user: Any, pk: int) -> Question:
    """One of them, or 404."""
    found = questions_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def institutions_of(org_id: int) -> QuerySet[Institution]:
    """The institutions of the office's directory."""
    return Institution.objects.filter(org=org_id).order_by("name")
