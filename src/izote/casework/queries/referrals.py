"""Questions about referrals, always for somebody of the office."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.access.sealing_wax import open_sealed, open_text
from izote.casework.models import Case, PlanAction, Referral, ReferralConsent, ReferralEvent, ReferralLink, ReferralReminder
from izote.casework.models.referrals import REFERRAL_ENDED
from izote.casework.queries.after import reach_of
from izote.casework.queries.cases import Opened
from izote.casework.queries.children import child_of, fear_in
from izote.casework.rules import clocks
from izote.casework.rules import referrals as rules
from izote.casework.rules import sheet as sheets
from izote.people.models import Consent, Person
from izote.people.rules import age_of

SECRETS = ("token_hash", "pin_hash", "browser_hash")
VIEWS = ("open", "waiting", "late", "silent", "all")


def part(case: Case) -> dict[str, Any]:
    """The latest referrals of a case, for its page."""
    rows = list(referrals_of(case)[:6])
    return {"rows": rows[:5], "more": len(rows) > 5, "waiting": [row for row in rows if row.sent_at and row.reply_seen_at is None]}


def referrals_of(case: Case) -> QuerySet[Referral]:
    """The referrals of a case, newest first."""
    return Referral.objects.filter(case=case).order_by("-created_at", "pk")


def referrals_for(user: Any) -> QuerySet[Referral]:
    """The referrals of the cases that the user may see; the database decides whose."""
    orgs = {*orgs_with(user, "case.own"), *orgs_with(user, "case.team")}
    return Referral.objects.filter(org__in=orgs)


def referral_for(user: Any, pk: UUID) -> Referral:
    """The referral with its case, or 404."""
    found = referrals_for(user).select_related("case", "case__responsible", "org", "by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def by_receipt(user: Any, receipt: str) -> Referral:
    """The referral of a receipt that somebody brought, or 404."""
    consent = ReferralConsent.objects.filter(receipt=receipt.upper()).values_list("pk", flat=True).first()
    if consent is None:
        raise Http404
    return referral_for(user, consent)


def action_for(case: Case, pk: str) -> PlanAction | None:
    """The action of the plan from which a referral begins."""
    try:
        return PlanAction.objects.filter(case=case, pk=UUID(pk)).first() if pk else None
    except ValueError:
        return None


def consent_of(referral: Referral) -> ReferralConsent | None:
    """What was agreed, without the signature, which is only opened."""
    return ReferralConsent.objects.defer("signature").select_related("witness", "by").filter(pk=referral.pk).first()


def stands(consent: ReferralConsent | None) -> bool:
    """Whether something may be shared today; the database asks the same at every opening."""
    today = timezone.localdate()
    if consent is None or consent.withdrawn_at or consent.until < today:
        return False
    if consent.override:
        return True
    ends = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    return Consent.objects.filter(ends, pk=consent.consent_id or 0, withdrawn_on__isnull=True).exists()


def signature_of(referral: Referral) -> bytes | None:
    """The signature as a picture; opening it leaves a line."""
    with connection.cursor() as cursor:
        cursor.execute("select access.open_signature(%s)", [referral.pk])
        (data,) = cursor.fetchone()
    return open_sealed(bytes(data), about=f"casework_referralconsent:{referral.pk}:signature") if data else None


def link_of(referral: Referral) -> ReferralLink | None:
    """The latest link, without its digests."""
    return ReferralLink.objects.defer(*SECRETS).filter(referral=referral).order_by("-created_at").first()


def events_of(referral: Referral) -> list[ReferralEvent]:
    """The steps of a referral, newest first."""
    return list(ReferralEvent.objects.filter(referral=referral).select_related("by").order_by("-at")[:60])


def reminders_of(referral: Referral) -> list[ReferralReminder]:
    """Who was reminded, newest first."""
    return list(ReferralReminder.objects.filter(referral=referral).select_related("by").order_by("-at")[:20])


def facts_of(referral: Referral, person: Person, message: str) -> sheets.Facts:
    """All that could be shared about the person for this referral, as it stands now."""
    return sheets.Facts(
        need=referral.need,
        code=person.code,
        name="" if person.full_name == "—" else person.full_name,
        age=age_of(person.birth_date, person.birth_year, timezone.localdate()),
        sex=person.sex,
        language=person.language,
        contact=sheets.safe_contact(reach_of(referral.case, person).contacts),
        place=person.place.name if person.place else "",
        urgency=referral.urgency,
        support=tuple(referral.accompanied),
        message=message,
    )


def givers_for(case: Case) -> list[str]:
    """Who may agree to sharing in this case."""
    if not case.is_child:
        return sheets.givers(is_child=False)
    child = child_of(case)
    return sheets.givers(
        is_child=True,
        caregiver_harms=child.caregiver_harms or fear_in(case, child.caregiver_id, child.relation).this_one,
        caregiver_refused=child.caregiver_consents == "no",
        exception=child.exception,
    )


def shared(referral: Referral, opened: Opened) -> list[sheets.Line]:
    """What the other side reads, from a case opened with its sheets."""
    sealed = opened.sheets.get(str(referral.pk))
    return sheets.lines(sheets.unpack(open_text(sealed, about=f"casework_referralsheet:{referral.pk}:sealed"))) if sealed else []


class Wanted(NamedTuple):
    """Which referrals of the office are looked for."""

    view: str = "open"
    channel: str = ""


def board(user: Any, wanted: Wanted, now: dt.datetime | None = None) -> tuple[QuerySet[Referral], Sequence[str]]:
    """The referrals of the office in one of the views, and the order in which they are read."""
    rows = referrals_for(user).select_related("case")
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    now = now or timezone.now()
    if wanted.view == "waiting":
        return rows.filter(WAITING), ("moved_at", "pk")
    if wanted.view == "late":
        return rows.filter(due_at__lt=now), ("due_at", "pk")
    if wanted.view == "silent":
        return rows.filter(_open(), moved_at__lte=clocks.silent_before(now)), ("moved_at", "pk")
    if wanted.view == "open":
        return rows.filter(_open(), moved_at__isnull=False), ("-moved_at", "pk")
    return rows, ("-created_at", "pk")


WAITING = Q(reply_seen_at__isnull=True, sent_at__isnull=False)


def _open() -> Q:
    # said twice so that the index of what is open serves
    return ~Q(state__in=REFERRAL_ENDED) & Q(state__in=rules.OPEN)


def to_remind(org_id: int, now: dt.datetime) -> QuerySet[Referral]:
    """Referrals of an office that are late or silent and of which nobody was reminded in the last days."""
    rows = Referral.objects.filter(_open(), org=org_id).filter(Q(due_at__lt=now) | Q(moved_at__lte=clocks.silent_before(now)))
    lately = ReferralReminder.objects.filter(referral=OuterRef("pk"), at__gte=now - rules.REMIND_AGAIN)
    return rows.filter(~Exists(lately)).order_by("moved_at", "pk")


def last_reminders(rows: Iterable[Referral]) -> dict[UUID, ReferralReminder]:
    """When somebody was last reminded of each of these."""
    found = ReferralReminder.objects.filter(referral__in=[row.pk for row in rows]).order_by("referral", "-at").distinct("referral")
    return {one.referral_id: one for one in found}
