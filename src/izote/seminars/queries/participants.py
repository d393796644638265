"""Questions about participants, for the manager alone: by number, without names (those are read by an act that leaves a line)."""

from collections.abc import Mapping

from django.db.models import QuerySet, Sum
from django.http import Http404

from izote.seminars.models import Answer, Attendance, Certificate, Participant, ParticipantName, Seminar
from izote.seminars.rules.hours import attended, suffices


def participants_of(seminar: Seminar) -> QuerySet[Participant]:
    """Everybody registered, by number."""
    return seminar.participants.select_related("institution").order_by("number")


def participant_of(seminar: Seminar, number: int) -> Participant:
    """One of them, or 404."""
    found = participants_of(seminar).filter(number=number).first()
    if found is None:
        raise Http404
    found.seminar = seminar
    return found


def present_at(session_id: int) -> set[int]:
    """Who was at a session."""
    return set(Attendance.objects.filter(session=session_id).values_list("participant_id", flat=True))


def minutes_attended(seminar: Seminar) -> dict[int, int]:
    """Minutes of each participant who came at all."""
    lengths = dict(seminar.sessions.values_list("pk", "minutes"))
    return attended(Attendance.objects.filter(seminar=seminar).values_list("participant_id", "session_id"), lengths)


def whole_length(seminar: Seminar) -> int:
    """How many minutes all sessions last together."""
    return seminar.sessions.aggregate(n=Sum("minutes"))["n"] or 0


def entitled(seminar: Seminar) -> dict[int, int]:
    """Who came long enough for a certificate, and for how many minutes."""
    whole = whole_length(seminar)
    return {who: mine for who, mine in minutes_attended(seminar).items() if suffices(mine, whole, seminar.least_share)}


def certificates_of(seminar: Seminar) -> QuerySet[Certificate]:
    """The certificates that were given, by number."""
    return seminar.certificates.select_related("participant", "participant__institution").order_by("participant__number")


def lacking_certificate(seminar: Seminar) -> int:
    """How many of those who came long enough, and have a name still, have no certificate yet."""
    given = set(Certificate.objects.filter(seminar=seminar).values_list("participant_id", flat=True))
    return len((set(entitled(seminar)) & set(named(seminar))) - given)


def named(seminar: Seminar) -> set[int]:
    """Who has a name still."""
    return set(ParticipantName.objects.filter(seminar=seminar).values_list("pk", flat=True))


def names_left(seminar: Seminar) -> bool:
    """Whether any name is kept still."""
    return ParticipantName.objects.filter(seminar=seminar).exists()


def answers_of(seminar: Seminar) -> Mapping[tuple[int, str], dict[int, int]]:
    """Choices by participant's number and moment, of each question."""
    found: dict[tuple[int, str], dict[int, int]] = {}
    rows = Answer.objects.filter(seminar=seminar).values_list("participant__number", "moment", "question_id", "choice")
    for number, moment, question, choice in rows:
        found.setdefault((number, moment), {})[question] = choice
    return found
