"""Contact calls: those of a case, those to be made, those that reached nobody, and the sealed ones."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.casework.models import CallAttempt, Case, ContactCall, SealedOutcome
from izote.casework.models.cases import ENDED
from izote.casework.queries.children import fear_in
from izote.casework.rules.after import ENOUGH_TRIES, SEALED_AS, closes, opens
from izote.casework.rules.closing import ends_calls
from izote.casework.rules.words import words
from izote.people.models import Contact, Person
from izote.people.queries import contacts_of

WAVES = tuple(int(code) for code in words("call_waves"))
TRIED = Q(reached_at__isnull=True, attempts__gte=ENOUGH_TRIES) & (Q(state="planned") | Q(outcome="unknown"))


def calls_of(case: Case) -> list[ContactCall]:
    """The calls of a case, in their order."""
    return list(ContactCall.objects.filter(case=case).select_related("by").order_by("wave"))


def call_for(case: Case, pk: UUID) -> ContactCall:
    """A call of the case, or 404."""
    found = ContactCall.objects.filter(case=case, pk=pk).select_related("case").first()
    if found is None:
        raise Http404
    return found


def attempts_of(case: Case) -> QuerySet[CallAttempt]:
    """Every try to reach the person, newest first."""
    return CallAttempt.objects.filter(case=case).select_related("by", "call").order_by("-at")


def calls_stopped(case: Case) -> bool:
    """Whether the case ended in a way after which nobody is called."""
    return not case.is_open and (case.state != "closed" or case.closure_reason in ends_calls())


@dataclass(frozen=True)
class Reach:
    """How the person may be reached: what is safe; how many ways were left out because the child fears somebody."""

    contacts: list[Contact]
    left_out: int


def reach_of(case: Case, person: Person | None) -> Reach:
    """The ways on which something is safe; while a child fears somebody, its own alone; none when the person wants no contact."""
    if person is None or person.withdrawn_at:
        return Reach([], 0)
    found = [c for c in contacts_of(person) if c.kind != Contact.Kind.PHONE or c.may_call or c.may_message or c.may_whatsapp]
    fear = fear_in(case)
    kept = [c for c in found if c.pk not in fear.contacts and (c.whose == Contact.Whose.OWN or not fear.anybody)]
    return Reach(kept, len(found) - len(kept))


def calls_due(user: Any, day: dt.date | None = None) -> QuerySet[ContactCall]:
    """The calls whose days have begun and which were not made: of the user's cases, or of the office for whoever leads."""
    day = day or timezone.localdate()
    windows = Q()
    for wave in WAVES:
        windows |= Q(wave=wave, due_on__lte=day + (day - opens(wave, day)), due_on__gte=day - (closes(wave, day) - day))
    return still_made(ContactCall.objects.filter(windows, state="planned", org__in=_offices(user))).order_by("due_on", "pk")


def never_reached(user: Any, since: dt.date, until: dt.date, wave: int | None = None) -> QuerySet[ContactCall]:
    """Calls due in a period that reached nobody: tried often enough, or never tried while their days went by."""
    rows = nobody_reached(_of_period(user, since, until), timezone.localdate())
    return (rows.filter(wave=wave) if wave else rows).select_related("case").order_by("due_on", "pk")


def waves_counted(user: Any, since: dt.date, until: dt.date) -> list[dict[str, Any]]:
    """For each wave of a period: calls due, reached, told by others, sealed, tried without reaching, never tried, still open."""
    today = timezone.localdate()
    rows = (
        _of_period(user, since, until)
        .values("wave")
        .annotate(
            due=Count("pk"),
            reached=Count("pk", filter=Q(reached_at__isnull=False)),
            sealed=Count("pk", filter=Q(outcome=SEALED_AS)),
            told=Count("pk", filter=Q(state="done", reached_at__isnull=True) & ~Q(outcome__in=(SEALED_AS, "unknown"))),
            tried=Count("pk", filter=TRIED),
            untried=Count("pk", filter=_untried(today)),
        )
    )
    by_wave = {row["wave"]: row for row in rows}
    empty = dict.fromkeys(("due", "reached", "sealed", "told", "tried", "untried"), 0)
    found: list[dict[str, Any]] = [{"wave": wave, **empty, **by_wave.get(wave, {})} for wave in WAVES]
    return [{**row, "open": row["due"] - sum(row[n] for n in ("reached", "sealed", "told", "tried", "untried"))} for row in found]


def sealed_for(user: Any) -> list[dict[str, Any]]:
    """The sealed outcomes of the offices that the user leads: what they are about, never what they say; unread ones first."""
    about = ("call_id", "case_id", "case__code", "call__wave", "call__last_attempt_at", "call__by__display_name")
    rows = SealedOutcome.objects.filter(org__in=orgs_with(user, "case.sealed")).values(*about, "seen_at", "seen_by__display_name")
    found = list(rows.order_by("-call__last_attempt_at")[:300])
    return sorted(found, key=lambda row: row["seen_at"] is not None)


def sealed_call(user: Any, pk: UUID) -> ContactCall:
    """A call with a sealed outcome, for those who lead; else 404."""
    there = SealedOutcome.objects.filter(call=OuterRef("pk"), org__in=orgs_with(user, "case.sealed")).values("call_id")
    found = ContactCall.objects.filter(Exists(there), pk=pk).select_related("case", "by").first()
    if found is None:
        raise Http404
    return found


def named(rows: list[ContactCall]) -> list[tuple[ContactCall, Person | None]]:
    """Each call with its person, for those who may see persons."""
    persons = {p.pk: p for p in Person.objects.filter(pk__in={row.person_id for row in rows})}
    return [(row, persons.get(row.person_id)) for row in rows]


def _offices(user: Any) -> set[int]:
    return {*orgs_with(user, "case.own"), *orgs_with(user, "case.team")}


def _of_period(user: Any, since: dt.date, until: dt.date) -> QuerySet[ContactCall]:
    return still_made(ContactCall.objects.filter(org__in=_offices(user), due_on__gte=since, due_on__lte=until))


def still_made(rows: QuerySet[ContactCall]) -> QuerySet[ContactCall]:
    """Without calls that ended unmade, and those planned in cases that ended in a way after which nobody is called."""
    elsewhere = Q(case__state__in=[state for state in ENDED if state != "closed"])
    over = elsewhere | Q(case__state="closed", case__closure_reason__in=ends_calls())
    return rows.exclude(state="ended").exclude(over & Q(state="planned"))


def nobody_reached(rows: QuerySet[ContactCall], today: dt.date) -> QuerySet[ContactCall]:
    """Of calls that are still made: those tried often enough, and those that nobody tried while their days went by."""
    return rows.filter(TRIED | _untried(today))


def _untried(today: dt.date) -> Q:
    """Their days went by and nobody tried."""
    gone = Q()
    for wave in WAVES:
        gone |= Q(wave=wave, due_on__lt=today - (closes(wave, today) - today))
    return gone & Q(state="planned", attempts=0)
