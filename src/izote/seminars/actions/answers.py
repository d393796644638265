"""What is asked before and after, and what participants answer: typed by code, or given at an address that opens for some hours."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput, Conflict
from izote.seminars.actions.common import opened, trace
from izote.seminars.models import Answer, AnswerDoor, Moment, Participant, Question, Seminar, SeminarQuestion
from izote.seminars.queries.answers import asked_at, was_answered

OPEN_HOURS = 12


@transaction.atomic
def choose_questions(seminar: Seminar, questions: Sequence[Question], *, by: Any) -> None:
    """Say what is asked before and after: the same both times; fixed once somebody has answered."""
    row = opened(seminar, by=by)
    if was_answered(row):
        raise Conflict(_("Somebody has answered already: the questions stay as they are."))
    SeminarQuestion.objects.filter(seminar=row).delete()
    SeminarQuestion.objects.bulk_create(
        [SeminarQuestion(org_id=row.org_id, seminar=row, question=one, position=at) for at, one in enumerate(questions, 1)]
    )
    trace(by, "questions", row, questions=len(questions))


@transaction.atomic
def type_answers(participant: Participant, moment: str, choices: Mapping[int, int], *, by: Any) -> None:
    """Write down what a participant answered on paper; what was written before for that moment is replaced, a blank stays a blank."""
    row = opened(participant.seminar, by=by)
    asked = {one.pk: one for one in asked_at(row)}
    if moment not in Moment.values or any(pk not in asked or not 0 <= at < len(asked[pk].options) for pk, at in choices.items()):
        raise BadInput(_("This answer belongs to none of the questions."))
    Answer.objects.filter(participant=participant, moment=moment).delete()
    Answer.objects.bulk_create(
        [
            Answer(org_id=row.org_id, seminar=row, participant=participant, question_id=pk, moment=moment, choice=at)
            for pk, at in choices.items()
        ]
    )
    trace(by, "answers", row, participant=participant.code, moment=moment, answers=len(choices))


@transaction.atomic
def open_door(seminar: Seminar, moment: str, *, by: Any) -> str:
    """Open an address at which participants answer by code for some hours; one opened before stops working. Only its hash is kept."""
    row = opened(seminar, by=by)
    if moment not in Moment.values:
        raise BadInput(_("Questions are asked before or after."))
    if not asked_at(row):
        raise Conflict(_("Choose the questions first."))
    token = secrets.token_urlsafe(16)
    AnswerDoor.objects.filter(seminar=row, moment=moment).delete()
    closes = timezone.now() + dt.timedelta(hours=OPEN_HOURS)
    AnswerDoor.objects.create(org_id=row.org_id, seminar=row, moment=moment, token_hash=token_hash(token), closes_at=closes)
    trace(by, "door", row, moment=moment, open=True)
    return token


@transaction.atomic
def shut_door(seminar: Seminar, moment: str, *, by: Any) -> None:
    """Close that address."""
    row = opened(seminar, by=by)
    AnswerDoor.objects.filter(seminar=row, moment=moment).delete()
    trace(by, "door", row, moment=moment, open=False)


def token_hash(token: str) -> str:
    """What is kept of an address."""
    return hashlib.sha256(f"izote.seminars|{token}".encode()).hexdigest()


def behind_door(token: str) -> dict[str, Any] | None:
    """The questions behind an address, for whoever holds it; nothing once it has closed."""
    with connection.cursor() as cursor:
        cursor.execute("select access.answer_door(%s)", [token_hash(token)])
        (found,) = cursor.fetchone()
    if found is None:
        return None
    return dict(found) if isinstance(found, dict) else dict(json.loads(found))


def answer_by_code(token: str, number: int, choices: Mapping[int, int]) -> str:
    """Keep answers given under a code: kept, answered (before already), unknown, empty or shut."""
    given = json.dumps({str(pk): at for pk, at in choices.items()})
    with connection.cursor() as cursor:
        cursor.execute("select access.answer_by_code(%s, %s, %s)", [token_hash(token), number, given])
        return str(cursor.fetchone()[0])
