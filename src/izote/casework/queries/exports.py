"""The rows of an export of cases: codes, dates and words of lists; no name and nothing that somebody wrote."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.access.context import acting_as
from izote.access.models import Organization
from izote.casework.models import Case
from izote.casework.models.cases import ENDED
from izote.casework.rules.bands import band_of
from izote.casework.rules.words import label
from izote.people.models import Person

CHUNK = 2000


@dataclass(frozen=True)
class Asked:
    """Which cases are wanted, from whom, up to which moment."""

    org_id: int
    which: str
    since: str
    until: str
    moment: str
    language: str

    def rows(self) -> QuerySet[Case]:
        """The cases, as far as whoever acts may see them."""
        found = Case.objects.filter(org_id=self.org_id, opened_at__lt=dt.datetime.fromisoformat(self.moment))
        if self.which == "open":
            found = found.exclude(state__in=ENDED)
        if self.which == "ended":
            found = found.filter(state__in=ENDED)
        if self.since:
            found = found.filter(opened_at__date__gte=self.since)
        if self.until:
            found = found.filter(opened_at__date__lte=self.until)
        return found

    def filters(self, org: Organization) -> list[tuple[str, str]]:
        """What was asked for, in words."""
        which = {"open": _("open cases"), "ended": _("cases that have ended"), "all": _("all cases")}[self.which]
        said = [(_("Office"), org.name), (_("Cases"), which)]
        return said + [(word, day) for word, day in ((_("Opened from"), self.since), (_("Opened until"), self.until)) if day]

    def packed(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def columns() -> list[str]:
    """What each row says."""
    return [
        _("Code"), _("Kind"), _("Risk level"), _("State"), _("Case worker"), _("Opened"), _("First service"), _("Last contact"),
        _("Closed"), _("Reason of closure"), _("Sex"), _("Age"), _("District"),
    ]  # fmt: skip


def chunks(asked: Asked, user: Any) -> Iterator[list[Any]]:
    """The rows, each two thousand in a transaction of their own: the answer outlives the request's."""
    edge: tuple[Any, Any] | None = None
    names = dict(Person.Sex.choices)
    while True:
        with acting_as(user.pk), override(asked.language):
            rows = list(_beyond(asked.rows(), edge)[:CHUNK])
            shown = [_shown(row, names) for row in rows]
        yield from shown
        if len(rows) < CHUNK:
            return
        edge = (rows[-1]["opened_at"], rows[-1]["pk"])


def _beyond(rows: QuerySet[Case], edge: tuple[Any, Any] | None) -> QuerySet[Any]:
    if edge:
        rows = rows.filter(opened_at__lte=edge[0]).filter(Q(opened_at__lt=edge[0]) | Q(pk__gt=edge[1]))
    return rows.order_by("-opened_at", "pk").values(
        "pk", "code", "kind", "risk", "state", "opened_at", "first_service_at", "last_contact_at", "closed_at", "closure_reason",
        worker=F("responsible__display_name"), sex=F("person__sex"), birth=F("person__birth_date"), year=F("person__birth_year"),
        district=F("person__place__name"),
    )  # fmt: skip


def _shown(row: dict[str, Any], sexes: dict[str, Any]) -> list[Any]:
    moments = [row[name] for name in ("opened_at", "first_service_at", "last_contact_at", "closed_at")]
    days = [timezone.localtime(at).date() if at else "" for at in moments]
    reason = label("closure_reasons", row["closure_reason"]) if row["closure_reason"] else ""
    listed = [label("case_kinds", row["kind"]), label("risks", row["risk"]), label("case_states", row["state"])]
    age = band_of(row["birth"], row["year"], timezone.localdate())
    return [row["code"], *listed, row["worker"] or "", *days, reason, str(sexes.get(row["sex"], "")), age, row["district"] or ""]
