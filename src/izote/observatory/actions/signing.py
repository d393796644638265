"""A second person signs; the figures of the months that a load speaks for are made anew, the rest is left alone."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.context import acting_as
from izote.kit.errors import Conflict
from izote.observatory.actions.binding import execute
from izote.observatory.loader.tallying import Row, changed, parts_text, tallies
from izote.observatory.models import Coverage, Finding, Load, Tally, Vintage
from izote.observatory.permissions import may_sign, require

State = Load.State
BATCH = 4000


@transaction.atomic
def sign_load(load: Load, *, by: Any) -> Load:
    """Let a load be used: never by who loaded it, never with an error standing."""
    require(by, "observatory.sign", load.org_id)
    if not may_sign(by, load):
        raise PermissionDenied("observatory.sign")
    # a load in use can be locked by nobody: the database does not show it for change
    row = Load.objects.select_for_update(of=("self",)).select_related("source").filter(pk=load.pk).first()
    if row is None or row.state != State.CHECKED:
        raise Conflict(_("This load is not waiting for a signature."))
    if Finding.objects.filter(load=row, weight=Finding.Weight.ERROR).exists():
        raise Conflict(_("An error stands in this load: it cannot be signed until it is corrected."))
    row.state, row.signed_by, row.signed_at, row.attempts = State.SIGNED, by, timezone.now(), 0
    row.save(update_fields=["state", "signed_by", "signed_at", "attempts", "moved_at"])
    record(by, "load.signed", org=row.org_id, kind="load", key=row.pk, rows=row.kept, set_aside=row.set_aside)
    return row


def make_figures(load_id: int, *, by: Any) -> str:
    """Put a signed load to use in one transaction: a killed machine leaves the figures as they were, and the work is taken up again."""
    with acting_as(by.pk):
        # written down before the work, so that what ends the worker each time is not tried for ever
        again = Load.objects.filter(pk=load_id, state=State.SIGNED, attempts__lt=Load.MOST_ATTEMPTS)
        again.update(attempts=F("attempts") + 1, moved_at=timezone.now())
    with acting_as(by.pk), transaction.atomic():
        row = Load.objects.select_for_update(of=("self",)).select_related("source").filter(pk=load_id).first()
        if row is None or row.state != State.SIGNED:
            return row.state if row else "no such load"
        # two signed at once come one after the other
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('observatory.figures'), %s)", [row.source_id])
        last = Vintage.objects.filter(source=row.source).order_by("-number").first()
        number = last.number + 1 if last else 1
        vintage = Vintage.objects.create(
            org_id=row.org_id, source=row.source, number=number, load=row, cut_off=row.cut_off or timezone.localdate(), signed_by=by
        )
        _cover(row)
        written = 0
        for year in range(row.covers_from.year, row.covers_to.year + 1) if row.covers_from and row.covers_to else ():
            written += _write_year(row, vintage, year)
        Load.objects.filter(pk=row.pk).update(state=State.PUBLISHED, moved_at=timezone.now())
        record(by, "load.published", org=row.org_id, kind="load", key=row.pk, vintage=number, figures=written)
    return State.PUBLISHED


def _cover(load: Load) -> None:
    """The months, categories and territory for which this load speaks from now on."""
    assert load.covers_from and load.covers_to
    months = range(load.covers_from.year * 12 + load.covers_from.month - 1, load.covers_to.year * 12 + load.covers_to.month)
    for category in load.categories:
        rows = [
            Coverage(org_id=load.org_id, source=load.source, category=category, scope_id=load.scope_id, month=_first(n), load=load)
            for n in months
        ]
        held = Coverage.objects.filter(source=load.source, category=category, scope_id=load.scope_id, month__in=[one.month for one in rows])
        known = set(held.values_list("month", flat=True))
        held.update(load=load)
        Coverage.objects.bulk_create([one for one in rows if one.month not in known], batch_size=2000)


def _first(n: int) -> dt.date:
    return dt.date(n // 12, n % 12 + 1, 1)


def _write_year(load: Load, vintage: Vintage, year: int) -> int:
    """Count a year anew from the rows of the loads that speak for it; only what differs is written, the old row stays with its end."""
    made = list(tallies(load, year))
    held = {
        (one.category, one.place_id): one
        for one in Tally.objects.filter(source=load.source, year=year, category__in=load.categories, until__isnull=True)
    }
    fresh = [row for row in made if changed(row, held.get((row.category, row.place_id)))]
    stays = {(row.category, row.place_id) for row in made} - {(row.category, row.place_id) for row in fresh}
    gone = [one.pk for key, one in held.items() if key not in stays]
    if gone:
        Tally.objects.filter(pk__in=gone).update(until=vintage.number)
    for at in range(0, len(fresh), BATCH):
        _insert(load, vintage, year, fresh[at : at + BATCH])
    return len(fresh)


def _insert(load: Load, vintage: Vintage, year: int, rows: list[Row]) -> None:
    values = ((r.category, r.place_id, r.level, r.months_text(), r.total, r.whole, r.days, r.clock, r.who, parts_text(r)) for r in rows)
    execute(
        "insert into observatory_tally (org_id, source_id, category, place_id, level, year, months, total, whole, days, clock, who,"
        " parts, since) select %s, %s, c, p, l, %s, m::int[], t, w, d, k, h, x::jsonb, %s"
        " from unnest(%b::text[], %b::bigint[], %b::text[], %b::text[], %b::int[], %b::bool[],"
        " %b::bytea[], %b::bytea[], %b::bytea[], %b::text[]) as u(c, p, l, m, t, w, d, k, h, x)",
        [load.org_id, load.source_id, year, vintage.number, *map(list, zip(*values, strict=True))],
    )
