"""Referrals from this office's side: prepared, agreed to by the person, sent, and the consent taken back."""

import datetime as dt
import secrets
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.access.permissions import require
from izote.access.sealing_wax import seal, seal_text
from izote.casework.actions.cases import touch
from izote.casework.actions.planwords import say
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import require_work, trace
from izote.casework.models import Case, PlanAction, Referral, ReferralConsent, ReferralEvent, ReferralLink, ReferralSheet
from izote.casework.queries.cases import open_case, person_of
from izote.casework.queries.children import child_of
from izote.casework.queries.referrals import consent_of, facts_of, givers_for, stands
from izote.casework.rules import links, moves
from izote.casework.rules import referrals as rules
from izote.casework.rules import sheet as sheets
from izote.kit.errors import BadInput, Conflict
from izote.people.actions import give_consent, withdraw_consent
from izote.people.codes import ALPHABET, check_character
from izote.people.models import Consent, Person
from izote.people.rules import notice_versions

AGREED_AS = {"screen": "signature", "paper": "signature", "voice": "voice", "thumb": "thumb"}


def speaking_code(prefix: str, length: int) -> str:
    """A number to be said and typed, wrong when one character is misread: R-7K3QP-2."""
    middle = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"{prefix}-{middle}-{check_character(prefix + middle)}"


@transaction.atomic
def start_referral(case: Case, *, message: str = "", action: PlanAction | None = None, by: Any, **fields: Any) -> Referral:
    """Prepare a referral to a service; nothing leaves the office by this."""
    require_work(by, case)
    row = Referral(
        case=case, person_id=case.person_id, org_id=case.org_id, code=speaking_code("R", 7), action=action, by=by, **_reachable(fields)
    )
    row.save(force_insert=True)
    write_text(case, "referral", message, about_id=row.pk, by=by)
    trace(by, "referral.started", case, referral=str(row.pk))
    touch(case)
    return row


@transaction.atomic
def change_referral(referral: Referral, *, message: str = "", by: Any, **fields: Any) -> Referral:
    """Correct what was prepared, as long as the person has not agreed to it."""
    row = held(referral, by=by)
    if row.state != "draft":
        raise Conflict(_("The person agreed to this as it stands. To change it, prepare another referral."))
    for name, value in _reachable(fields).items():
        setattr(row, name, value)
    row.save()
    say(row.case, "referral", row.pk, message, by=by)
    return row


def _reachable(fields: dict[str, Any]) -> dict[str, Any]:
    if fields["channel"] == Referral.Channel.ACCOUNT and fields.get("to_org") is None:
        raise BadInput(_("This organisation has no accounts here. Choose the link or paper."))
    return fields


def held(referral: Referral, *, by: Any, ended: bool = False) -> Referral:
    """The referral as it is now, held until the end of the transaction, for somebody who works on its case."""
    row = Referral.objects.select_related("case", "org").select_for_update(of=("self",)).get(pk=referral.pk)
    require_work(by, row.case, ended=ended)
    return row


@transaction.atomic
def agree(
    referral: Referral,
    *,
    fields: list[str],
    until: dt.date,
    mode: str,
    given_by: str,
    language: str,
    by: Any,
    assent: bool = False,
    **how: Any,
) -> ReferralConsent:
    """Record what the person agreed to share, seal exactly that, and show it on the person's page."""
    row = held(referral, by=by)
    person = _person(row.case)
    if given_by not in givers_for(row.case):
        raise Conflict(_("This person may not agree for the child. Look at the child's page."))
    if mode in ("voice", "thumb") and how.get("witness") in (None, by):
        raise BadInput(_("A spoken consent and a thumbprint need a witness: a colleague other than you."))
    how["assent"] = _assent(row.case, assent)
    given = give_consent(
        person,
        by=by,
        purpose="share",
        recipient=row.to_label[:80],
        notice_version=notice_versions()[0],
        language=language,
        mode=AGREED_AS[mode],
        given_by=given_by,
        given_on=timezone.localdate(),
        expires_on=until,
    )
    consent = _consented(row, person, fields, until, by=by, consent=given, mode=mode, given_by=given_by, language=language, **how)
    trace(by, "referral.consented", row.case, referral=str(row.pk), fields=len(consent.fields))
    return consent


def _assent(case: Case, asked: bool) -> str:
    """The child's own agreement, whoever agrees for it; a child too young to say had it explained."""
    if not case.is_child:
        return ""
    said = child_of(case).assent
    if said == "no":
        raise Conflict(_("The child or adolescent does not want this; it is written on the child's page. Nothing is shared."))
    if said != "small" and not asked:
        raise BadInput(_("The child or adolescent must be asked too; without her or his agreement nothing is shared."))
    return "small" if said == "small" else "yes"


@transaction.atomic
def override_consent(referral: Referral, *, reason: str, until: dt.date, by: Any) -> ReferralConsent:
    """Share the minimum without consent, for a reason that the law knows; by somebody who approves, and recorded as such."""
    row = held(referral, by=by)
    require(by, "case.approve", row.org_id)
    consent = _consented(
        row,
        _person(row.case),
        list(sheets.MINIMUM),
        until,
        by=by,
        override=reason,
        mode="",
        given_by="nobody",
        language=get_language() or "es",
    )
    trace(by, "referral.overridden", row.case, referral=str(row.pk), reason=reason)
    return consent


def _person(case: Case) -> Person:
    person = person_of(case)
    if person is None:
        raise Conflict(_("Whoever does not see the person cannot refer her or him."))
    return person


def _consented(
    row: Referral, person: Person, fields: list[str], until: dt.date, *, by: Any, signature: bytes | None = None, **how: Any
) -> ReferralConsent:
    today = timezone.localdate()
    if not today <= until <= today + dt.timedelta(days=sheets.LONGEST_DAYS):
        raise BadInput(_("A consent lasts at most one year from today."))
    state = moves.move(moves.REFERRAL, row.state, "consent")
    values = sheets.sheet(facts_of(row, person, open_case(row.case, "texts").said("referral", row.pk)), fields)
    consent = ReferralConsent(
        referral=row,
        case=row.case,
        person_id=row.person_id,
        org_id=row.org_id,
        receipt=speaking_code("C", 6),
        fields=list(values),
        notice_version=sheets.NOTICE,
        signature=seal(signature, about=f"casework_referralconsent:{row.pk}:signature") if signature else None,
        given_at=timezone.now(),
        until=until,
        by=by,
        **how,
    )
    consent.save(force_insert=True)
    sealed = seal_text(sheets.pack(values), about=f"casework_referralsheet:{row.pk}:sealed")
    ReferralSheet.objects.bulk_create(
        [ReferralSheet(referral=row, case=row.case, person_id=row.person_id, org_id=row.org_id, sealed=sealed)]
    )
    Referral.objects.filter(pk=row.pk).update(state=state, version=row.version + 1)
    note_event(row, "consent", state, via="office", by=by)
    touch(row.case, contact=True)
    return consent


class Sent(NamedTuple):
    """What is told once after sending: the secret of the link and the number, where there is a link."""

    referral: Referral
    token: str = ""
    pin: str = ""


@transaction.atomic
def send_referral(referral: Referral, *, channel: str, by: Any) -> Sent:
    """Let the other side read what was agreed, by the way chosen now."""
    row = held(referral, by=by)
    _reachable({"channel": channel, "to_org": row.to_org_id})
    state, now = moves.move(moves.REFERRAL, row.state, "send"), timezone.now()
    _need_consent(row)
    row.state, row.channel, row.sent_at, row.moved_at, row.reply_seen_at = state, channel, now, now, now
    row.due_at, row.version = rules.next_due(state, row.urgency, now), row.version + 1
    row.save()
    note_event(row, "send", state, via="office", by=by)
    trace(by, "referral.sent", row.case, referral=str(row.pk), via=channel)
    touch(row.case)
    return _new_link(row, by=by) if channel == Referral.Channel.LINK else Sent(row)


@transaction.atomic
def renew_link(referral: Referral, *, by: Any) -> Sent:
    """A new link and number; the earlier one stops working. A referral that went another way now goes by link."""
    row = held(referral, by=by)
    if row.state not in rules.OPEN:
        raise Conflict(_("This referral has ended or was not sent. It needs no link."))
    _need_consent(row)
    if row.channel != Referral.Channel.LINK:
        row.channel, row.version = Referral.Channel.LINK, row.version + 1
        row.save(update_fields=["channel", "version"])
    return _new_link(row, by=by)


def _need_consent(row: Referral) -> ReferralConsent:
    consent = consent_of(row)
    if consent is None or not stands(consent):
        raise Conflict(_("The consent has ended or was withdrawn. Nothing may be shared."))
    return consent


def _new_link(row: Referral, *, by: Any) -> Sent:
    until, now = _need_consent(row).until, timezone.now()
    token, pin = links.new_token(), links.new_pin()
    ReferralLink.objects.filter(referral=row, revoked_at__isnull=True).update(revoked_at=now)
    ReferralLink.objects.bulk_create(
        [
            ReferralLink(
                id=uuid4(),
                referral=row,
                case=row.case,
                person_id=row.person_id,
                org_id=row.org_id,
                token_hash=links.token_hash(token),
                pin_hash=links.pin_hash(token, pin),
                expires_at=links.link_ends(now, until),
                by=by,
            )
        ]
    )
    trace(by, "referral.link_made", row.case, referral=str(row.pk))
    return Sent(row, token, pin)


@transaction.atomic
def withdraw_referral(referral: Referral, *, by: Any) -> Referral:
    """The person takes the consent back, or a draft is not needed: whatever was shared can no longer be read, from this moment."""
    row = held(referral, by=by, ended=True)
    moves.move(moves.REFERRAL, row.state, "withdraw")
    consent = consent_of(row)
    given = Consent.objects.filter(pk=consent.consent_id or 0, withdrawn_on__isnull=True).first() if consent else None
    if given:
        # the database follows this wherever it is done, here or on the person's page
        withdraw_consent(_person(row.case), given, by=by)
    elif consent:
        with connection.cursor() as cursor:
            cursor.execute("select access.stop_sharing(%s)", [row.pk])
    else:
        Referral.objects.filter(pk=row.pk).update(state="withdrawn", ended_at=timezone.now(), version=row.version + 1)
        note_event(row, "withdraw", "withdrawn", via="office", by=by)
    # whoever does it knows of it
    Referral.objects.filter(pk=row.pk, sent_at__isnull=False).update(reply_seen_at=timezone.now())
    trace(by, "referral.withdrawn", row.case, referral=str(row.pk))
    touch(row.case, contact=True)
    row.refresh_from_db()
    return row


def note_event(row: Referral, event: str, state: str, *, via: str, by: Any, **more: Any) -> None:
    """Keep a step in the life of a referral."""
    step = ReferralEvent(
        referral=row, case_id=row.case_id, person_id=row.person_id, org_id=row.org_id, event=event, to_state=state, via=via
    )
    step.by_id, step.at = by.pk, timezone.now()
    for name, value in more.items():
        setattr(step, name, value)
    ReferralEvent.objects.bulk_create([step])
