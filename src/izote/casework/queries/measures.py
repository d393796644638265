"""What is counted in casework. A measure is a set of rows: its number is how many there are, and its list shows those same rows."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.models import (
    Appointment,
    Assessment,
    Case,
    ContactCall,
    Plan,
    Referral,
    Refusal,
    ServiceDelivered,
    Transfer,
    Visit,
)
from izote.casework.models.cases import ENDED
from izote.casework.queries.after import nobody_reached, still_made
from izote.casework.rules.bands import band_of
from izote.casework.rules.clocks import LOCAL, silent_before
from izote.kit.errors import BadInput
from izote.people.models import Person

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Period(NamedTuple):
    """From one day until another, both included, in El Salvador."""

    since: dt.date
    until: dt.date

    @property
    def begins(self) -> dt.datetime:
        """Its first moment."""
        return dt.datetime.combine(self.since, dt.time(), LOCAL)

    @property
    def ends(self) -> dt.datetime:
        """The first moment after it."""
        return dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time(), LOCAL)

    def moments(self, field: str) -> dict[str, dt.datetime]:
        """A filter for a column of moments."""
        return {f"{field}__gte": self.begins, f"{field}__lt": self.ends}

    def days(self, field: str) -> dict[str, dt.date]:
        """A filter for a column of days."""
        return {f"{field}__gte": self.since, f"{field}__lte": self.until}


def bounded(since: dt.date, until: dt.date) -> Period:
    """A period of years that can be counted."""
    if since > until or since.year < FIRST_YEAR or until.year > LAST_YEAR:
        said = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise BadInput(_("Choose days between the years %(first)d and %(last)d, the earlier one first.") % said)
    return Period(since, until)


def month(year: int, number: int) -> Period:
    """A calendar month."""
    first = dt.date(year, number, 1)
    after = dt.date(year + number // 12, number % 12 + 1, 1)
    return Period(first, after - dt.timedelta(days=1))


def quarter(year: int, number: int) -> Period:
    """A calendar quarter."""
    return Period(month(year, number * 3 - 2).since, month(year, number * 3).until)


def _cases(period: Period, field: str) -> QuerySet[Any]:
    return Case.objects.filter(**period.moments(field))


def _standing(period: Period) -> QuerySet[Any]:
    """Open at the end of the period."""
    still = Q(closed_at__isnull=True, state__in=[s for s in ENDED if s != "closed"])
    return Case.objects.filter(opened_at__lt=period.ends).filter(Q(closed_at__isnull=True) | Q(closed_at__gte=period.ends)).exclude(still)


def _served(period: Period, **more: Any) -> QuerySet[Any]:
    """Persons with whom somebody did something in the period, each by the latest of her or his cases; united files are one person."""
    of_case = {"case": OuterRef("pk")}
    done: list[QuerySet[Any]] = [
        ServiceDelivered.objects.filter(**of_case, **period.days("delivered_on"), cancelled_at__isnull=True),
        Appointment.objects.filter(**of_case, **period.moments("starts_at"), state="attended"),
        Assessment.objects.filter(**of_case, **period.days("held_on"), state="complete"),
        ContactCall.objects.filter(**of_case, **period.moments("reached_at")),
        Referral.objects.filter(**of_case, **period.moments("attended_at")),
    ]
    condition = Q(**period.moments("opened_at"))
    for rows in done:
        condition |= Q(Exists(rows))
    united = Person.objects.filter(pk=OuterRef("person_id")).values("merged_into_id")
    latest = Window(RowNumber(), partition_by=Coalesce(Subquery(united), F("person_id")), order_by=["-opened_at", "pk"])
    return Case.objects.filter(pk__in=Case.objects.filter(condition, **more).annotate(at=latest).filter(at=1).values("pk"))


def _services(period: Period) -> QuerySet[Any]:
    return ServiceDelivered.objects.filter(**period.days("delivered_on"), cancelled_at__isnull=True)


def _referrals(period: Period, **more: Any) -> QuerySet[Any]:
    return Referral.objects.filter(**period.moments("sent_at"), **more)


def _silent(period: Period) -> QuerySet[Any]:
    before = min(silent_before(timezone.now()), silent_before(period.ends))
    return Referral.objects.filter(state__in=("sent", "seen"), sent_at__lt=period.ends, moved_at__lt=before)


def _calls(period: Period, **more: Any) -> QuerySet[Any]:
    return still_made(ContactCall.objects.filter(**period.days("due_on"), **more))


Rows = Callable[[Period], QuerySet[Any]]
MEASURES: dict[str, Rows] = {
    "visits": lambda p: Visit.objects.filter(**p.days("day")),
    "persons_served": _served,
    "cases_opened": lambda p: _cases(p, "opened_at"),
    "cases_standing": _standing,
    "cases_high": lambda p: _standing(p).filter(risk__in=("immediate", "high")),
    "children": lambda p: _served(p, is_child=True),
    "cases_closed": lambda p: _cases(p, "closed_at").filter(state="closed"),
    "cases_first_served": lambda p: _cases(p, "first_service_at"),
    "assessments": lambda p: Assessment.objects.filter(**p.days("held_on"), state="complete"),
    "plans_approved": lambda p: Plan.objects.filter(**p.moments("approved_at")),
    "services": _services,
    "appointments_kept": lambda p: Appointment.objects.filter(**p.moments("starts_at"), state="attended"),
    "appointments_missed": lambda p: Appointment.objects.filter(**p.moments("starts_at"), state="no_show"),
    "referrals_sent": _referrals,
    "referrals_attended": lambda p: _referrals(p, attended_at__isnull=False),
    "referrals_done": lambda p: _referrals(p, state="done"),
    "referrals_rejected": lambda p: _referrals(p, state__in=("rejected", "unavailable")),
    "referrals_silent": _silent,
    "calls_due": _calls,
    "calls_reached": lambda p: _calls(p, reached_at__isnull=False),
    "calls_learnt": lambda p: _calls(p, state="done").exclude(outcome="unknown"),
    "calls_due_90": lambda p: _calls(p, wave=90),
    "calls_learnt_90": lambda p: _calls(p, wave=90, state="done").exclude(outcome="unknown"),
    "calls_never": lambda p: nobody_reached(_calls(p), timezone.localdate()),
    "refusals": lambda p: Refusal.objects.filter(**p.days("asked_on"), answer="refused"),
    "refusals_returning": lambda p: Refusal.objects.filter(**p.days("asked_on"), answer="refused", for_returning=True),
    "transfers": lambda p: Transfer.objects.filter(**p.moments("answered_at"), state="accepted"),
}
BREAKDOWNS = {
    "need": {"referrals_sent": "need", "referrals_attended": "need"},
    "kind": {"services": "kind", "cases_opened": "kind"},
    "outcome": {"calls_learnt": "outcome", "referrals_sent": "state"},
    "reason": {"cases_closed": "closure_reason", "referrals_rejected": "reason", "refusals": "reason"},
    "sector": {"refusals": "sector", "refusals_returning": "sector"},
    "instrument": {"assessments": "instrument"},
    "to": {"referrals_sent": "to_label", "referrals_attended": "to_label"},
    "risk": {"cases_standing": "risk", "cases_opened": "risk"},
}
KEYS: dict[str, Callable[[dict[str, Any]], str]] = {
    "sex": lambda row: row["sex"],
    "band": lambda row: row["band"],
    "sex_band": lambda row: f"{row['sex']}|{row['band']}",
    "district": lambda row: str(row["place_id"] or ""),
}


def breaks(code: str, by: str) -> bool:
    """Whether a measure can be broken down in that way."""
    if by in BREAKDOWNS:
        return code in BREAKDOWNS[by]
    return code == "visits" if by == "topic" else by in ("", *KEYS)


def rows_of(code: str, org_id: int, period: Period) -> QuerySet[Any]:
    """The rows of a measure in an office, as far as whoever acts may see them."""
    return MEASURES[code](period).filter(org_id=org_id)


def number_of(code: str, org_id: int, period: Period) -> int:
    """How many rows a measure has."""
    return rows_of(code, org_id, period).count()


def persons(rows: QuerySet[Any], period: Period, scheme: str = "office") -> list[dict[str, Any]]:
    """The rows with sex, age band (at the end of the period) and district of their person: what breakdowns count."""
    if rows.model is Visit:
        return list(rows.values("pk", "sex", "place_id", band=F("age_band")))
    found = rows.values(
        "pk",
        "person_id",
        sex=F("person__sex"),
        birth_date=F("person__birth_date"),
        year=F("person__birth_year"),
        place_id=F("person__place_id"),
    )
    return [{**row, "band": band_of(row["birth_date"], row["year"], period.until, scheme)} for row in found]


def broken_down(code: str, by: str, org_id: int, period: Period, scheme: str = "office") -> Counter[str]:
    """A measure by sex, band, sex and band, district, topic, or a column of its own."""
    rows = rows_of(code, org_id, period)
    if by in BREAKDOWNS:
        return Counter(rows.values_list(BREAKDOWNS[by][code], flat=True))
    if by == "topic":
        return Counter(topic for topics in rows.values_list("topics", flat=True) for topic in topics)
    return Counter(KEYS[by](row) for row in persons(rows, period, scheme))


def cell(code: str, by: str, key: str, org_id: int, period: Period, scheme: str = "office") -> QuerySet[Any]:
    """The rows behind one cell of a breakdown: as many as the cell says."""
    rows = rows_of(code, org_id, period)
    if not by:
        return rows
    if by in BREAKDOWNS:
        return rows.filter(**{BREAKDOWNS[by][code]: key})
    if by == "topic":
        return rows.filter(topics__contains=[key])
    if by == "district":
        field = "place_id" if rows.model is Visit else "person__place_id"
        return rows.filter(**({field: int(key)} if key else {f"{field}__isnull": True}))
    kept = [row["pk"] for row in persons(rows, period, scheme) if KEYS[by](row) == key]
    return rows.filter(pk__in=kept)


def days_between(rows: QuerySet[Any], start: str, end: str) -> list[float]:
    """How many days each row took from one moment to another."""
    pairs = rows.filter(**{f"{start}__isnull": False, f"{end}__isnull": False}).values_list(start, end)
    return [(b - a).total_seconds() / 86400 for a, b in pairs]
