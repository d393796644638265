"""Takes over what our own offices let go of: once an office and quarter, already withheld where it is small."""

import datetime as dt
from typing import Any

from django.db import transaction

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.casework import figures as casework_figures
from izote.observatory.models import OfficeFigure
from izote.observatory.rules.offices import RECEIVED, cells_of, fine_enough, quarter_before
from izote.people import figures as people_figures


@transaction.atomic
def take_office_figures(org: Organization, today: dt.date, *, by: Any) -> int:
    """Freeze the figures of the last quarter that is over by two weeks, and any written by the office since; how many cells."""
    require(by, "observatory.compute", org)
    held = set(OfficeFigure.objects.filter(org=org).values_list("since", "measure").distinct())
    since, until = quarter_before(today)
    found: list[OfficeFigure] = []
    if (since, RECEIVED) not in held:
        received = people_figures.counts_for_insight(org, since, until, by=by)
        cells = cells_of(received, people_figures.DIMENSIONS)
        found += [OfficeFigure(org=org, since=since, until=until, **cell) for cell in cells]
    for one in casework_figures.figures_of(org, by=by):
        if (one.since, one.measure) not in held and fine_enough(one.measure, one.since, one.until, one.dimension):
            facts = {"measure": one.measure, "dimension": one.dimension, "cell": one.cell, "value": one.value}
            found.append(OfficeFigure(org=org, since=one.since, until=one.until, **facts))
    OfficeFigure.objects.bulk_create(found)
    if found:
        record(by, "officefigures.taken", org=org, kind="officefigures", key=f"{since:%Y-%m}", cells=len(found))
    return len(found)
