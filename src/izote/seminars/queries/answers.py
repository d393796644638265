"""Questions about what is asked before and after."""

from django.db.models import QuerySet

from izote.seminars.models import Answer, AnswerDoor, Question, Seminar


def asked_at(seminar: Seminar) -> list[Question]:
    """The questions of a seminar in their order."""
    return [row.question for row in seminar.questions.select_related("question").order_by("position")]


def correct_of(seminar: Seminar) -> dict[int, int]:
    """The right choice of each of them, in their order."""
    return {one.pk: one.correct for one in asked_at(seminar)}


def may_be_asked(seminar: Seminar) -> QuerySet[Question]:
    """The questions of the modules of its sessions that are not retired."""
    modules = seminar.sessions.values("module")
    return Question.objects.filter(org=seminar.org_id, retired_on__isnull=True, module__in=modules).order_by("module", "pk")


def was_answered(seminar: Seminar) -> bool:
    """Whether anybody answered already."""
    return Answer.objects.filter(seminar=seminar).exists()


def doors_of(seminar: Seminar) -> dict[str, AnswerDoor]:
    """The addresses for answering by code, by moment."""
    return {row.moment: row for row in AnswerDoor.objects.filter(seminar=seminar)}
