"""Services of a spreadsheet into the directory; the same list again changes nothing."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.sheets import Sheet
from izote.partners import rules
from izote.partners.actions.institutions import write_institution
from izote.partners.actions.services import write_service
from izote.partners.models import Institution, Location, Schedule, Service
from izote.partners.sheetrows import Row, SetAside, read_rows
from izote.territory.models import Place
from izote.territory.queries import places


@dataclass
class ImportReport:
    """What became of each row of a list."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows the list had."""
        return self.added + self.changed + self.unchanged + len(self.set_aside)


@transaction.atomic
def import_services(sheet: Sheet, *, org: Organization, by: Any) -> ImportReport:
    """Add the services of a list and bring known ones up to date; an empty cell takes nothing away."""
    require(by, "partner.manage", org)
    good, aside = read_rows(sheet)
    institutions, services = _known(org)
    named = places().in_bulk({pk for row in good for pk in (row.district, *(row.areas or [])) if pk})
    report = ImportReport(set_aside=aside)
    for row in good:
        where = _institution(row, institutions, org, by)
        service = services.get((where.pk, rules.fold(row.name)))
        changes = _changes(row, service, named)
        if service is None:
            service = write_service(org=org, by=by, institution=where, name=row.name, **changes)
            report.added += 1
        elif changes:
            service = write_service(org=org, by=by, service=service, **changes)
            report.changed += 1
        else:
            report.unchanged += 1
        services[where.pk, rules.fold(row.name)] = service
    record(by, "service.imported", org=org, added=report.added, changed=report.changed, set_aside=len(aside))
    return report


def _known(org: Organization) -> tuple[dict[str, Institution], dict[tuple[Any, str], Service]]:
    institutions: dict[str, Institution] = {}
    for one in Institution.objects.filter(org=org):
        institutions |= {rules.fold(name): one for name in (one.short_name, one.name) if name}
    parts = (Prefetch("locations", Location.objects.order_by("created_at", "pk")), "schedules", "areas")
    rows = Service.objects.filter(org=org).select_related("institution").prefetch_related(*parts)
    return institutions, {(row.institution_id, rules.fold(row.name)): row for row in rows}


def _institution(row: Row, known: dict[str, Institution], org: Organization, by: Any) -> Institution:
    key = rules.fold(row.institution)
    if key not in known:
        known[key] = write_institution(org=org, by=by, name=row.institution, kind=row.kind)
    return known[key]


def _changes(row: Row, service: Service | None, named: dict[int, Place]) -> dict[str, Any]:
    """What the row says that the service does not say yet."""
    changes = {name: value for name, value in row.fields.items() if service is None or getattr(service, name) != value}
    locations = list(service.locations.all()) if service else []
    open_ones = [one for one in locations if not one.confidential and one.kind == Location.Kind.PHYSICAL]
    here = open_ones[0] if open_ones else None
    place = named[row.district] if row.district else here.place if here else None
    address = row.address or (here.address if here else "")
    if (row.district or row.address) and (here is None or here.place_id != getattr(place, "pk", None) or here.address != address):
        others = [_as_given(one) for one in locations if one is not here]
        changes["locations"] = [{"id": here.pk if here else None, "place": place, "address": address}, *others]
    if row.areas is not None and (service is None or set(row.areas) != {a.place_id for a in service.areas.all()}):
        changes["areas"] = [named[pk] for pk in row.areas]
    if row.schedules is not None and (service is None or _said(row.schedules) != _said(map(_hours, service.schedules.all()))):
        changes["schedules"] = row.schedules
    return changes


def _as_given(one: Location) -> dict[str, Any]:
    """A location as it stands, the confidential address included."""
    source: Any = getattr(one, "secret", one) if one.confidential else one
    said = {"name": source.name, "place": source.place, "address": source.address}
    return {"id": one.pk, "kind": one.kind, "confidential": one.confidential, **said}


def _hours(row: Schedule) -> dict[str, Any]:
    return {"days": row.days, "opens_at": row.opens_at, "closes_at": row.closes_at}


def _said(schedules: Any) -> set[tuple[str, ...]]:
    return {(",".join(one["days"]), str(one["opens_at"]), str(one["closes_at"])) for one in schedules}
