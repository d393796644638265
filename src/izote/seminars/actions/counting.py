"""Counting a seminar when it is closed: what others may know of it, and nothing else, is written then."""

from collections import Counter
from typing import Any

from izote.methods.disclosure import Key
from izote.seminars.models import Attendance, Count, Effect, Participant, Seminar
from izote.seminars.queries.answers import correct_of
from izote.seminars.queries.participants import answers_of
from izote.seminars.rules.change import change
from izote.seminars.rules.counting import ALL, One, alone, disclosed

M = Count.Measure


def count_seminar(seminar: Seminar) -> None:
    """Write the counts of a seminar that was closed just now, of its year, of the institutions it reached, and its effect."""
    _write_year(seminar.org_id, seminar.starts_on.year)
    _write_guests(seminar)
    write_reach(seminar.org_id)
    facts = change(answers_of(seminar), correct_of(seminar))
    Effect.objects.create(org_id=seminar.org_id, seminar=seminar, pairs=facts["pairs"] if facts else None, facts=facts or {})


def forget_counts(seminar: Seminar) -> None:
    """Take back the counts of a seminar that was opened again."""
    Effect.objects.filter(seminar=seminar).delete()
    Count.objects.filter(seminar=seminar).delete()
    _write_year(seminar.org_id, seminar.starts_on.year)
    write_reach(seminar.org_id)


def _came(org_id: int, **of: Any) -> Any:
    """Participants of closed seminars who came to one session at least."""
    came = Attendance.objects.filter(org=org_id).values("participant_id")
    return Participant.objects.filter(org=org_id, seminar__state=Seminar.State.CLOSED, pk__in=came, **of)


def _write_year(org_id: int, year: int) -> None:
    people = [One(*row) for row in _came(org_id, seminar__starts_on__year=year).values_list("seminar_id", "kind", "department")]
    closed = list(Seminar.objects.filter(org=org_id, state=Seminar.State.CLOSED, starts_on__year=year).values_list("pk", flat=True))
    before = Count.objects.filter(org=org_id, measure=M.SEMINAR, year=year)
    earlier: dict[Key, int | None] = {("seminar", row.seminar_id, row.key): row.value for row in before}
    cells = disclosed(people, earlier=earlier)
    Count.objects.filter(org=org_id, measure__in=(M.YEAR, M.SEMINAR), year=year).delete()
    cells |= {("seminar", pk, ALL): 0 for pk in closed if ("seminar", pk, ALL) not in cells}
    Count.objects.bulk_create([_as_count(org_id, year, key, value) for key, value in cells.items()])


def _as_count(org_id: int, year: int, key: tuple[Any, ...], value: int | None) -> Count:
    measure, first, second = key
    if measure == "seminar":
        return Count(org_id=org_id, measure=M.SEMINAR, year=year, seminar_id=first, key=second, value=value)
    return Count(org_id=org_id, measure=M.YEAR, year=year, key=first, part=second, value=value)


def _write_guests(seminar: Seminar) -> None:
    Count.objects.bulk_create(
        [
            Count(org_id=seminar.org_id, measure=M.GUESTS, seminar=seminar, key=one.kind, part=one.standing, value=alone(one.count))
            for one in seminar.guests.all()
        ]
    )


def write_reach(org_id: int) -> None:
    """How many people of each institution had each module, in all closed seminars; a person who came twice counts twice."""
    had = Attendance.objects.filter(org=org_id, seminar__state=Seminar.State.CLOSED, participant__institution__isnull=False)
    pairs = set(had.values_list("participant__institution_id", "session__module", "participant_id"))
    counted = Counter((institution, module) for institution, module, _who in pairs)
    Count.objects.filter(org=org_id, measure=M.REACH).delete()
    Count.objects.bulk_create(
        [Count(org_id=org_id, measure=M.REACH, institution_id=one, key=module, value=alone(n)) for (one, module), n in counted.items()]
    )
