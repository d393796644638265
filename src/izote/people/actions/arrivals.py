"""Receiving a list: its upload, its columns, cancelling it, and letting it expire."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Mark, Organization
from izote.access.permissions import may, require
from izote.kit.errors import BadInput, Conflict
from izote.kit.sheets import Sheet
from izote.people.columns import Mapping
from izote.people.liststaging import open_list, seal_list
from izote.people.models import ArrivalList, ImportProfile, ListRow, ListStaging
from izote.people.screening import screen_sheet

DEMO_PREFIX = "DEMO"
DRAFT_HOURS = 24
State = ArrivalList.State


def trace_list(by: Any, verb: str, listing: ArrivalList, **details: int | str | bool | None) -> None:
    """Leave the line of an act on a list."""
    record(by, verb, org=listing.org_id, kind="list", key=listing.pk, label="", **details)


def same_file(org: Organization, file_hash: str) -> ArrivalList | None:
    """The list that the same file made before, unless it was cancelled or never confirmed."""
    living = (State.WAITING, State.READING, State.READY, State.ABSORBED)
    return ArrivalList.objects.filter(org=org, file_hash=file_hash, state__in=living).order_by("pk").first()


@transaction.atomic
def stage_list(
    *,
    org: Organization,
    by: Any,
    mode: str,
    agreement: str,
    purpose: str,
    keep_days: int,
    file_hash: str,
    sheet: Sheet,
    mapping: Mapping,
) -> ArrivalList:
    """Keep the screened rows, encrypted, until their columns are confirmed."""
    require(by, "list.upload", org)
    if Mark.objects.filter(name="demo").exists() and not agreement.upper().startswith(DEMO_PREFIX):
        raise BadInput(
            _("This is a demonstration: no real list may be loaded here. Only lists whose agreement begins with DEMO are taken.")
        )
    if screen_sheet(sheet, mapping):
        raise BadInput(_("The list holds something that Izote never keeps."))
    listing = ArrivalList.objects.create(
        org=org,
        mode=mode,
        agreement=agreement,
        purpose=purpose,
        keep_days=keep_days,
        expires_on=timezone.localdate() + dt.timedelta(days=keep_days),
        file_hash=file_hash,
        uploaded_by=by,
    )
    ListStaging.objects.create(list=listing, org=org, sealed=seal_list(listing.pk, sheet, mapping))
    trace_list(by, "list.uploaded", listing, rows=len(sheet.rows), file=file_hash[:16])
    return listing


def staged(listing: ArrivalList) -> tuple[Sheet, Mapping]:
    """The rows and columns of a list that has not been read."""
    found = ListStaging.objects.filter(list=listing).first()
    if found is None:
        raise Conflict(_("The columns of this list were confirmed already."))
    return open_list(listing.pk, bytes(found.sealed))


@transaction.atomic
def confirm_columns(
    listing: ArrivalList,
    *,
    columns: dict[int, str],
    by: Any,
    save_as: str = "",
    corrects: ArrivalList | None = None,
    options: dict[str, str] | None = None,
) -> None:
    """Say what each column holds, so that the rows can be read; keep it as a profile when a name is given."""
    require(by, "list.upload", listing.org_id)
    locked = ArrivalList.objects.select_for_update().get(pk=listing.pk)
    if locked.state != State.DRAFT:
        raise Conflict(_("The columns of this list were confirmed already."))
    sheet, mapping = staged(listing)
    mapping.columns, mapping.samples = columns, {}
    mapping.options.update(options or {})
    if not mapping.has_name:
        raise BadInput(_("No column was marked as a name, so no row can be read."))
    if screen_sheet(sheet, mapping):
        raise BadInput(_("The list holds something that Izote never keeps."))
    if corrects is not None and (corrects.org_id != listing.org_id or not corrects.is_open):
        raise Conflict(_("The list to be corrected is not open."))
    ListStaging.objects.filter(list=listing).update(sealed=seal_list(listing.pk, sheet, mapping))
    if save_as:
        values = {"mapping": mapping.to_profile(), "saved_by": by}
        ImportProfile.objects.update_or_create(org_id=listing.org_id, name=save_as, defaults=values)
    ArrivalList.objects.filter(pk=listing.pk).update(
        state=State.WAITING, corrects=corrects, total=len(sheet.rows) - mapping.data_start, moved_at=timezone.now()
    )
    trace_list(by, "list.confirmed", listing, columns=len(columns), corrects=corrects.pk if corrects else None)


@transaction.atomic
def forget_profile(profile: ImportProfile, *, by: Any) -> None:
    """Forget what a source's columns hold."""
    if not may(by, "org.manage", profile.org_id):
        require(by, "list.upload", profile.org_id)
    record(by, "profile.forgotten", org=profile.org_id, kind="profile", key=profile.pk)
    profile.delete()


@transaction.atomic
def cancel_list(listing: ArrivalList, *, by: Any) -> None:
    """Give up a list that is not read: nothing of it stays but its counts."""
    require(by, "list.upload", listing.org_id)
    locked = ArrivalList.objects.select_for_update().get(pk=listing.pk)
    if locked.state not in (State.DRAFT, State.WAITING, State.READING):
        raise Conflict(_("This list has been read already. What is not confirmed is destroyed when its time is over."))
    gone, _kinds = ListRow.objects.filter(list=listing).delete()
    ListStaging.objects.filter(list=listing).delete()
    ArrivalList.objects.filter(pk=listing.pk).update(state=State.CANCELLED, moved_at=timezone.now(), outcome={"destroyed": gone})
    trace_list(by, "list.cancelled", listing, destroyed=gone)


EMPTY_ROW: dict[str, Any] = {
    "payload": None,
    "content_key": "",
    "verdict": "",
    "probability": None,
    "evidence": [],
    "family": None,
    "family_state": "",
    "first": False,
}


@transaction.atomic
def expire_list(listing: ArrivalList, *, by: Any) -> int:
    """Destroy what a list still says, leaving its counts; those who came or agreed stay as the pointer to their file."""
    require(by, "list.upload", listing.org_id)
    rows = ListRow.objects.filter(list=listing, payload__isnull=False)
    unconfirmed = rows.filter(came_at__isnull=True).update(**EMPTY_ROW, person=None, status=ListRow.Status.EXPIRED, reasons=["time"])
    rows.filter(came_at__isnull=False).update(**{**EMPTY_ROW, "reasons": []})
    ListStaging.objects.filter(list=listing).delete()
    ArrivalList.objects.filter(pk=listing.pk).update(state=State.EXPIRED, moved_at=timezone.now())
    trace_list(by, "list.expired", listing, destroyed=unconfirmed)
    return unconfirmed


@transaction.atomic
def expire_due(org: Organization, *, by: Any) -> dict[str, int]:
    """Destroy what is past its time in one office: lists, drafts never confirmed, old numbers of the queue."""
    require(by, "list.upload", org)
    today = timezone.localdate()
    lists = ArrivalList.objects.filter(org=org, expires_on__lt=today).exclude(state__in=(State.EXPIRED, State.CANCELLED))
    rows = sum(expire_list(listing, by=by) for listing in lists)
    old = timezone.now() - dt.timedelta(hours=DRAFT_HOURS)
    drafts = ArrivalList.objects.filter(org=org, state=State.DRAFT, uploaded_at__lt=old)
    for draft in drafts:
        cancel_list(draft, by=by)
    with connection.cursor() as cursor:
        cursor.execute("select access.forget_tickets(%s)", [today - dt.timedelta(days=60)])
        gone = cursor.fetchone()
    return {"rows": rows, "lists": len(lists), "drafts": len(drafts), "tickets": gone[0] if gone else 0}
