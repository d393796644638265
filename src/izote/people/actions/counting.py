"""Counts that stay when rows and tickets are gone: by sex, age band, country and means, never by name."""

import datetime as dt
from collections import Counter

from django.db import connection
from django.utils import timezone

from izote.people.arrivalrules import age_band, country_code
from izote.people.listentry import ListEntry
from izote.people.liststaging import open_row
from izote.people.models import ArrivalCount, ArrivalList, ListRow
from izote.people.rules import age_of

Cell = tuple[str, str, str, str]
COUNT = """
insert into people_arrivalcount (org_id, day, basis, list_id, sex, age_band, country, means, count)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict (org_id, day, basis, list_id, sex, age_band, country, means)
do update set count = people_arrivalcount.count + excluded.count
"""
COUNTED = (ListRow.Status.LINKED, ListRow.Status.NEW, ListRow.Status.UNDECIDED)


def entry_cell(entry: ListEntry, day: dt.date) -> Cell:
    """Where a row of a list is counted."""
    age = int(entry.age) if entry.age is not None and not entry.birth_date else age_of(entry.birth_date, entry.birth_year, day)
    means = entry.means or ("air" if entry.flight else "")
    return entry.sex, age_band(age), country_code(entry.departure_country), means


def count_cell(org_id: int, day: dt.date, cell: Cell, *, basis: str, list_id: int | None = None, number: int = 1) -> None:
    """Add to one cell of a day."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [org_id, day, basis, list_id, *cell, number])


def recount_list(listing: ArrivalList) -> None:
    """Count anew whom a list names; repeated rows and rows set aside are not persons."""
    day = timezone.localdate(listing.uploaded_at)
    cells: Counter[Cell] = Counter()
    for pk, payload in ListRow.objects.filter(list=listing, status__in=COUNTED).values_list("id", "payload").iterator(chunk_size=1000):
        entry = open_row(pk, payload)
        if isinstance(entry, ListEntry):
            cells[entry_cell(entry, day)] += 1
    ArrivalCount.objects.filter(list=listing, basis=ArrivalCount.Basis.LISTED).delete()
    for cell, number in cells.items():
        count_cell(listing.org_id, day, cell, basis=ArrivalCount.Basis.LISTED, list_id=listing.pk, number=number)


def count_arrival(org_id: int, cell: Cell) -> None:
    """Count somebody who came today."""
    count_cell(org_id, timezone.localdate(), cell, basis=ArrivalCount.Basis.CAME)
