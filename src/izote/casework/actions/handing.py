"""Who works on a case: given by whoever leads, offered and accepted among colleagues, shared; and who stands in for the absent."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Cover, Organization, User
from izote.access.permissions import may, require
from izote.casework.actions.cases import follow_case
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import locked, require_work, trace
from izote.casework.models import Case, CaseShare, Transfer
from izote.casework.queries.cases import kept_out_of, stands_in_for
from izote.casework.rules import moves
from izote.kit.errors import BadInput, Conflict


@transaction.atomic
def assign_case(case: Case, *, to: User, by: Any) -> Case:
    """Give a case, and the file with it, to a colleague at once; an offer that waited is off."""
    case = locked(case)
    require(by, "case.assign", case.org_id)
    _need_open(case)
    _need_fit(case, to)
    Transfer.objects.filter(case=case, state="requested").update(state="cancelled", answered_at=timezone.now())
    _carry(case, to)
    trace(by, "case.assigned", case, to=to.pk)
    return case


@transaction.atomic
def offer_transfer(case: Case, *, to: User, note: str = "", by: Any) -> Transfer:
    """Offer a case to a colleague; nothing changes until she or he accepts."""
    case = locked(case)
    _need_to_give(case, to, by)
    _need_open(case)
    _need_fit(case, to)
    if to.pk == case.responsible_id:
        raise Conflict(_("She or he carries this case already."))
    transfer = Transfer(
        case=case,
        person_id=case.person_id,
        org_id=case.org_id,
        from_user_id=case.responsible_id,
        to_user=to,
        requested_by=by,
        requested_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This case is offered to somebody already.")) from error
    if note.strip():
        write_text(case, "transfer", note, by=by, about_id=transfer.pk)
    trace(by, "transfer.offered", case, to=to.pk)
    return transfer


@transaction.atomic
def answer_transfer(transfer: Transfer, event: str, *, reason: str = "", by: Any) -> Transfer:
    """Accept an offered case, and the file with it; refuse it with a reason; or, as whoever offered it, call it off."""
    transfer = Transfer.objects.select_for_update(of=("self",)).select_related("case").get(pk=transfer.pk)
    case = transfer.case
    if event == "cancel":
        if by.pk != transfer.requested_by_id:
            require(by, "case.assign", case.org_id)
    elif by.pk != transfer.to_user_id:
        raise PermissionDenied("case.own")
    if event == "refuse" and not reason.strip():
        raise BadInput(_("Say in a few words why not."))
    state = moves.move(moves.TRANSFER, transfer.state, event)
    if event == "refuse":
        write_text(case, "transfer", reason, by=by, about_id=transfer.pk)
    if event == "accept":
        case = locked(case)
        require_work(by, case)
        _need_fit(case, by)
        _carry(case, by)
    Transfer.objects.filter(pk=transfer.pk).update(state=state, answered_at=timezone.now())
    trace(by, f"transfer.{state}", case)
    transfer.state = state
    return transfer


def _carry(case: Case, worker: Any) -> None:
    Case.objects.filter(pk=case.pk).update(responsible=worker, assigned_at=timezone.now(), version=case.version + 1)
    case.responsible_id = worker.pk
    follow_case(case)


def _need_to_give(case: Case, to: User, by: Any) -> None:
    """Only whoever carries a case, stands in for the one who does, or gives cases here hands it on; never to oneself."""
    if to.pk == by.pk:
        raise BadInput(_("Nobody gives a case to oneself."))
    if may(by, "case.assign", case.org_id):
        return
    require_work(by, case)
    if case.responsible_id not in stands_in_for():
        raise PermissionDenied("case.assign")


def _need_open(case: Case) -> None:
    if not case.is_open:
        raise Conflict(_("This case has ended. Reopen it to go on working."))


def _need_fit(case: Case, to: Any) -> None:
    """Whoever gets a case works on cases in this office and is not kept out of the file."""
    if not may(to, "case.own", case.org_id):
        raise BadInput(_("She or he does not work on cases here."))
    if to.pk in kept_out_of(case):
        raise Conflict(_("This colleague is kept out of this file."))


@transaction.atomic
def share_case(case: Case, *, user: User, why: str, ends_on: dt.date | None, by: Any) -> CaseShare:
    """Let a colleague work on a case too, until a day."""
    _need_to_give(case, user, by)
    _need_open(case)
    _need_fit(case, user)
    if user.pk == case.responsible_id:
        raise Conflict(_("She or he carries this case already."))
    today = timezone.localdate()
    if ends_on and ends_on < today:
        raise BadInput(_("This day is over."))
    share = CaseShare(case=case, person_id=case.person_id, org_id=case.org_id, user=user, why=why, starts_on=today, ends_on=ends_on, by=by)
    share.save(force_insert=True)
    trace(by, "case.shared", case, to=user.pk)
    return share


@transaction.atomic
def end_share(share: CaseShare, *, by: Any) -> None:
    """From now on the colleague no longer works on the case; that she or he did stays written."""
    case = share.case
    if not may(by, "case.assign", case.org_id):
        require(by, "case.own", case.org_id)
    CaseShare.objects.filter(pk=share.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    trace(by, "case.share_ended", case, to=share.user_id)


@transaction.atomic
def set_cover(org: Organization, *, absent: User, stand_in: User, starts_on: dt.date, ends_on: dt.date, by: Any) -> Cover:
    """Name who does the work of an absent colleague, from a day until a day."""
    require(by, "case.assign", org)
    if absent.pk == stand_in.pk:
        raise BadInput(_("Nobody stands in for oneself."))
    if ends_on < starts_on:
        raise BadInput(_("The last day lies before the first."))
    for user in (absent, stand_in):
        if not may(user, "case.own", org):
            raise BadInput(_("She or he does not work on cases here."))
    cover = Cover(org=org, absent=absent, stand_in=stand_in, starts_on=starts_on, ends_on=ends_on, by=by)
    cover.save(force_insert=True)
    record(by, "cover.set", org=org, kind="user", key=absent.pk, label=absent.username, stand_in=stand_in.pk)
    return cover


@transaction.atomic
def end_cover(cover: Cover, *, by: Any) -> None:
    """The colleague is back: nobody stands in from tomorrow on, or from now on when it had not begun."""
    require(by, "case.assign", cover.org_id)
    today = timezone.localdate()
    if cover.starts_on >= today:
        cover.delete()
    else:
        Cover.objects.filter(pk=cover.pk).update(ends_on=today - dt.timedelta(days=1))
    record(by, "cover.ended", org=cover.org_id, kind="user", key=cover.absent_id, label=cover.absent.username)
