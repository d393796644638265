"""Handing alarms to the ombuds office: one person prepares, another lets them go; from then on they are a signed file."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.signing import signed
from izote.kit.errors import BadInput, Conflict
from izote.observatory.models import Alarm, Crossing
from izote.observatory.permissions import require
from izote.observatory.queries.crossings import facts_of
from izote.observatory.rules.crossings import FORMAT, row_of


@transaction.atomic
def prepare_crossing(org: Organization, alarms: Sequence[Alarm], *, by: Any) -> Crossing:
    """Freeze what would leave: alarms of one source, without districts and without small counts."""
    require(by, "observatory.write", org)
    if not alarms or any(one.org_id != org.pk for one in alarms):
        raise BadInput(_("Choose at least one alarm."))
    source = alarms[0].source
    if any(one.source_id != source.pk for one in alarms):
        raise BadInput(_("One file holds the alarms of one source."))
    number = 1 + (Crossing.objects.filter(org=org).aggregate(last=Max("number"))["last"] or 0)
    content = {
        "format": FORMAT,
        "kind": "alarms",
        "number": number,
        "made_on": timezone.localdate().isoformat(),
        "office": {"code": org.code, "name": org.name, "place": org.place_code},
        "source": {"code": source.code, "name": source.name, "authority": source.authority, "country": source.country},
        "vintage": max(one.vintage for one in alarms),
        "rows": [row_of(one) for one in facts_of(alarms)],
    }
    made = Crossing.objects.create(org=org, number=number, content=content, prepared_by=by)
    record(by, "crossing.prepared", org=org, kind="crossing", key=made.pk, alarms=len(alarms))
    return made


@transaction.atomic
def release_crossing(crossing: Crossing, *, by: Any) -> Crossing:
    """A second person lets it go."""
    require(by, "observatory.publish", crossing.org_id)
    row = Crossing.objects.select_for_update(of=("self",)).get(pk=crossing.pk)
    if row.released_by_id is not None:
        raise Conflict(_("This has been released already."))
    if row.prepared_by_id == by.pk:
        raise Conflict(_("Another person has to release what you prepared."))
    row.released_by, row.released_at = by, timezone.now()
    row.save(update_fields=["released_by", "released_at"])
    record(by, "crossing.released", org=row.org_id, kind="crossing", key=row.pk)
    return row


def signed_crossing(crossing: Crossing, *, by: Any) -> dict[str, Any]:
    """The signed file of what was released."""
    require(by, "observatory.read", crossing.org_id)
    if crossing.released_by_id is None:
        raise Conflict(_("A second person has not released this yet."))
    record(by, "crossing.fetched", org=crossing.org_id, kind="crossing", key=crossing.pk)
    return signed(crossing.content)
