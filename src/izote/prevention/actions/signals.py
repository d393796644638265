"""Capture, take up, set right, derive, discard, join, link, file away: every state by a move."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.rules import CLEAR
from izote.framework import words as framework
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.moving import begin, move, today
from izote.prevention.actions.wording import clean
from izote.prevention.models import RiskAssessment, Signal
from izote.prevention.permissions import may, require
from izote.prevention.queries.evidence import facts_of, hits_in, is_spent
from izote.prevention.rules.machines import due_at
from izote.prevention.rules.signals import MOST_WORDS, OPEN, factors_of
from izote.prevention.rules.words import words
from izote.territory.models import Place

SECOND = ("prevention.analyse", "prevention.verify", "prevention.harm")


def new_code(prefix: str) -> str:
    """A code at random: how many there are cannot be read from it."""
    return f"{prefix}-{''.join(secrets.choice(CLEAR) for _ in range(6)).upper()}"


@transaction.atomic
def capture(
    org: Organization,
    *,
    by: Any,
    origin: str,
    place: Place | None,
    signs: Sequence[str] = (),
    groups: Sequence[str] = (),
    urgency: str = "normal",
    text: str = "",
    days: tuple[dt.date, dt.date] | None = None,
    captured_on: dt.date | None = None,
    clock: str = "",
    client_key: uuid.UUID | None = None,
) -> tuple[Signal, bool]:
    """Write down a signal; says whether it is new: the same form sent again, also a week later, is the same signal."""
    require(by, "prevention.capture", org.pk)
    known = _sent_before(by, client_key)
    if known:
        return known, False
    _refuse_unknown(origin=origin, signs=signs, groups=groups, urgency=urgency, text=text)
    starts, ends = days or (captured_on or today(), captured_on or today())
    values = {"starts_on": starts, "ends_on": ends, "signs": list(signs), "groups": list(groups), "factors": factors_of(signs)}
    values |= {"place": place, "urgency": urgency, "text": text.strip(), "hits": len(hits_in(text.strip()))}
    values |= {"origin": origin, "captured_on": captured_on or today(), "clock": clock, "client_key": client_key}
    try:
        with transaction.atomic():
            row = begin(Signal, by=by, org=org, code=new_code("S"), **values)
    except IntegrityError:
        # two sendings of one form that cross each other
        known = _sent_before(by, client_key)
        if known is None:
            raise
        return known, False
    record(by, "signal.captured", org=org, kind="signal", key=row.pk, label=row.code, origin=origin, urgency=urgency, held=row.hits)
    return row, True


def _sent_before(by: Any, client_key: uuid.UUID | None) -> Signal | None:
    return Signal.objects.filter(author=by, client_key=client_key).first() if client_key else None


def _refuse_unknown(*, origin: str, signs: Sequence[str], groups: Sequence[str], urgency: str, text: str = "") -> None:
    known = set(signs) <= set(framework.signs()) and set(groups) <= set(framework.groups()) and urgency in Signal.Urgency.values
    if not known or origin not in words("origins") or origin == "statistical" or len(text) > MOST_WORDS:
        raise BadInput(_("This form cannot be read. Open the page again."))


@transaction.atomic
def derive(signal: Signal, *, by: Any, to: str) -> Signal:
    """A named emergency goes to who protects; of it only where it went stays here."""
    if to not in words("derived_to"):
        raise BadInput(_("This form cannot be read. Open the page again."))
    facts = facts_of(signal) | {"text": ""}
    fields = {"text": "", "hits": 0, "derived_to": to, "erased_on": today()}
    return move(signal, "derived", by=by, facts=facts, fields=fields)


@transaction.atomic
def redact(signal: Signal, *, by: Any, text: str) -> Signal:
    """Put other words in the place of those that could name somebody; nothing of the first ones stays."""
    row = _held(signal)
    if not (row.author_id == by.pk or may(by, "prevention.analyse", row.org_id)):
        raise PermissionDenied("prevention.analyse")
    if row.state not in ("captured", "triage"):
        raise Conflict(_("Its words can be changed only until it is verified."))
    if len(text) > MOST_WORDS:
        raise BadInput(_("At most %(count)s characters.") % {"count": MOST_WORDS})
    before, row.text = row.hits, text.strip()
    row.hits, row.justified_by, row.justification = len(hits_in(row.text)), None, ""
    row.save(update_fields=["text", "hits", "justified_by", "justification"])
    record(by, "signal.redacted", org=row.org_id, kind="signal", key=row.pk, label=row.code, before=before, after=row.hits)
    return row


@transaction.atomic
def justify(signal: Signal, *, by: Any, code: str) -> Signal:
    """A second person says, by a code, why the words must stay as they are."""
    row = _held(signal)
    if not any(may(by, right, row.org_id) for right in SECOND):
        raise PermissionDenied(SECOND[0])
    if by.pk == row.author_id or row.state != "captured" or not row.hits:
        raise Conflict(_("Another person must do this: not whoever wrote it."))
    if code not in words("justifications"):
        raise BadInput(_("This form cannot be read. Open the page again."))
    row.justified_by, row.justification = by, code
    row.save(update_fields=["justified_by", "justification"])
    record(by, "signal.justified", org=row.org_id, kind="signal", key=row.pk, label=row.code, reason=code)
    return row


def _held(signal: Signal) -> Signal:
    return Signal.objects.select_for_update(of=("self",)).get(pk=signal.pk)


def take_up(signal: Signal, *, by: Any) -> Signal:
    """Take it up for triage."""
    return move(signal, "triage", by=by, facts=facts_of(signal))


@transaction.atomic
def set_right(
    signal: Signal,
    *,
    by: Any,
    place: Place | None,
    groups: Sequence[str],
    signs: Sequence[str],
    urgency: str,
    days: tuple[dt.date, dt.date],
) -> Signal:
    """Write which place, group, signs, time and urgency it is about, before it is verified."""
    require(by, "prevention.analyse", signal.org_id)
    row = _held(signal)
    if row.state not in OPEN:
        raise Conflict(_("It has been judged already."))
    known = set(signs) <= set(framework.signs()) and set(groups) <= set(framework.groups()) and urgency in Signal.Urgency.values
    if not known or days[1] < days[0]:
        raise BadInput(_("This form cannot be read. Open the page again."))
    row.place, row.groups, row.signs, row.factors = place, list(groups), list(signs), factors_of(signs)
    row.urgency, (row.starts_on, row.ends_on) = urgency, days
    row.due_at = due_at(row.MACHINE, row.state, row.pace, row.entered_at)
    row.save(update_fields=["place", "groups", "signs", "factors", "urgency", "starts_on", "ends_on", "due_at"])
    record(by, "signal.set_right", org=row.org_id, kind="signal", key=row.pk, label=row.code, urgency=urgency, factors=len(row.factors))
    return row


def send_to_verify(signal: Signal, *, by: Any) -> Signal:
    """Hand it to somebody else to be verified."""
    return move(signal, "verifying", by=by, facts=facts_of(signal))


@transaction.atomic
def join(signal: Signal, *, by: Any, other: Signal) -> Signal:
    """Say that it is the same as another one."""
    first = other.duplicate_of or other
    if first.org_id != signal.org_id or first.pk == signal.pk:
        raise BadInput(_("Say first which other one it is."))
    return move(signal, "duplicate", by=by, facts=facts_of(signal) | {"other": first.pk}, fields={"duplicate_of": first})


@transaction.atomic
def discard(signal: Signal, *, by: Any, why: str, reason: str) -> Signal:
    """Put it aside, with a reason by code and in words; never by who captured it."""
    if why not in words("discards"):
        raise BadInput(_("This form cannot be read. Open the page again."))
    (because,) = clean(signal.org_id, reason)
    said = f"{why}: {because}" if because else ""
    return move(signal, "discarded", by=by, facts=facts_of(signal), reason=said)


@transaction.atomic
def link(signal: Signal, *, by: Any, assessment: RiskAssessment) -> Signal:
    """A verified signal is evidence of an assessment from now on; `assessments.add_signal` makes it so."""
    require(by, "prevention.analyse", signal.org_id)
    row = _held(signal)
    record(by, "signal.linked", org=row.org_id, kind="signal", key=row.pk, label=row.code, assessment=assessment.pk)
    return row if row.state == "linked" else move(row, "linked", by=by, facts=facts_of(row))


def refuse_spent(signal: Signal) -> None:
    """Refuse (409) to let anything new rest on what its sources have taken back."""
    if is_spent(signal):
        raise Conflict(_("Every source of this signal has taken its consent back: nothing new may rest on it."))


def file_away(signal: Signal, *, by: Any) -> Signal:
    """File it away; its words go after a while, its codes stay."""
    return move(signal, "archived", by=by, facts=facts_of(signal))
