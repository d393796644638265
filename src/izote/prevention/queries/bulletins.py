"""Bulletins of prevention, inside for somebody, and their editions for everybody; what a month holds."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.prevention.models import BulletinHarm, MonthlyBulletin, MonthlyEdition, PublicVersion, Signal, TerritoryPhase, ToldCell
from izote.prevention.permissions import require
from izote.prevention.queries.screen import overdue
from izote.prevention.rules.bulletins import after, printable
from izote.prevention.rules.guards import HARM_DAYS
from izote.prevention.rules.words import words
from izote.territory.queries import gazetteer, wider

READ, PUBLISH = "prevention.read", "prevention.publish"


def bulletins_for(user: Any) -> QuerySet[MonthlyBulletin]:
    """Every bulletin of the user's office."""
    return MonthlyBulletin.objects.filter(org__in=orgs_with(user, READ)).select_related("author", "approver").defer("composed")


def bulletin_for(user: Any, pk: int, right: str = READ) -> MonthlyBulletin:
    """One that the user may see (404) and use so (403)."""
    rows = MonthlyBulletin.objects.filter(org__in=orgs_with(user, READ)).select_related("org", "author", "approver")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def editions() -> QuerySet[MonthlyEdition]:
    """Everything that was published, also what was withdrawn, for everybody."""
    return MonthlyEdition.objects.all()


def edition_or_404(code: str) -> MonthlyEdition:
    """One edition by its code."""
    row = MonthlyEdition.objects.filter(code=code).first()
    if row is None:
        raise Http404
    return row


def standing_harm(bulletin: MonthlyBulletin) -> BulletinHarm | None:
    """The do-no-harm check that stands: of what the bulletin says now, by another than its writers, not older than thirty days."""
    row = bulletin.harm_checks.select_related("by").order_by("-pk").first()
    if row is None or row.version != bulletin.version or row.by_id in bulletin.hands:
        return None
    age = timezone.localdate() - timezone.localdate(row.at)
    return row if dt.timedelta(0) <= age <= dt.timedelta(days=HARM_DAYS) else None


def composed(org_id: int, month: dt.date) -> dict[str, Any]:
    """What a bulletin of that month says besides its words: every count already as the public may read it."""
    told = dict(ToldCell.objects.filter(org=org_id, month=month).values_list("place", "value"))
    cells = printable(counted(org_id, month), told)
    return {
        "month": f"{month:%Y-%m}",
        "signals": [{"place": place, "value": value} for place, value in sorted(cells.items())],
        "phases": [_phase(one) for one in phases_in(org_id, month)],
        "warnings": warnings_in(org_id, month),
        "overdue": overdue_by_level(org_id),
        "overdue_on": timezone.localdate().isoformat(),
    }


def counted(org_id: int, month: dt.date) -> dict[str, int]:
    """New signals of a month by department; those that name no place are in none of them, and in no bulletin."""
    start, end = _moment(month), _moment(after(month))
    rows = Signal.objects.filter(org=org_id, created_at__gte=start, created_at__lt=end, place__isnull=False).order_by()
    found = Counter({one.code: 0 for one in gazetteer().entries if one.level == "department"})
    for place, n in rows.values_list("place_id").annotate(n=Count("pk")):
        department = wider(place, "department", month)
        if department is not None:
            found[department.code] += n
    return dict(found)


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def phases_in(org_id: int, month: dt.date) -> list[TerritoryPhase]:
    """The phase of each territory in a month: the last one said until then; an end is told in its month alone."""
    rows = TerritoryPhase.objects.filter(org=org_id, month__lte=month).order_by("place_id", "-month", "-pk").distinct("place_id")
    found = [one for one in rows.select_related("place") if not words("phases")[one.phase].row["end"] or one.month == month]
    return sorted(found, key=lambda one: one.place.code)


def _phase(one: TerritoryPhase) -> dict[str, str]:
    said = {"place": one.place.code, "name": one.place.name, "phase": one.phase, "since": f"{one.month:%Y-%m}", "reason": one.reason}
    return said | {"es": one.words_es, "en": one.words_en}


def warnings_in(org_id: int, month: dt.date) -> list[dict[str, str]]:
    """Warnings issued in a month of which a public version was approved and stands; of the others not even that they are there."""
    start, end = _moment(month), _moment(after(month))
    rows = PublicVersion.objects.filter(org=org_id, approved_at__isnull=False, withdrawn_at__isnull=True)
    rows = rows.filter(warning__issued_at__gte=start, warning__issued_at__lt=end).order_by("number", "-pk").distinct("number")
    return [{"number": one.number, "kind": one.warning.kind} for one in rows.select_related("warning").defer("frozen", "warning__content")]


def overdue_by_level(org_id: int) -> list[dict[str, Any]]:
    """Recommendations of published warnings past their day, by the level of the institution."""
    published = PublicVersion.objects.filter(org=org_id, approved_at__isnull=False, withdrawn_at__isnull=True).values("warning")
    rows = overdue([org_id]).filter(warning__in=published).order_by()
    counts = dict(rows.values_list("told__level").annotate(n=Count("pk")))
    return [{"level": level, "count": counts.get(level, 0)} for level in ("municipal", "departmental", "national")]
