"""Sources, what they say, and somebody else's judgement of it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.moving import move, today
from izote.prevention.actions.signals import new_code
from izote.prevention.actions.wording import clean
from izote.prevention.models import Signal, Source, Statement, Verification
from izote.prevention.permissions import may, require
from izote.prevention.queries.evidence import facts_of, graded
from izote.prevention.rules.consent import may_use
from izote.prevention.rules.signals import JUDGED
from izote.prevention.rules.words import words
from izote.vault import door

LONGEST = 2000


def _refuse_unknown(**codes: str) -> None:
    for vocabulary, code in codes.items():
        if code not in words(vocabulary):
            raise BadInput(_("This form cannot be read. Open the page again."))


def _require_one(by: Any, org_id: int) -> None:
    """Whoever triages or verifies."""
    if not may(by, "prevention.verify", org_id):
        require(by, "prevention.analyse", org_id)


@transaction.atomic
def write_source(
    org: Organization,
    *,
    by: Any,
    kind: str,
    reliability: str,
    scope: str,
    purpose: str = "",
    consent_on: dt.date | None = None,
    repeats: Source | None = None,
) -> Source:
    """A source by a code at random, with what it agreed to; who it is goes to the vault alone."""
    _require_one(by, org.pk)
    _refuse_unknown(source_kinds=kind, reliabilities=reliability, scopes=scope)
    if scope != "public" and (purpose not in words("purposes") or consent_on is None or consent_on > today()):
        raise BadInput(_("Say what the source agreed to and since when; without that nothing of it can be used."))
    if repeats is not None and repeats.org_id != org.pk:
        raise BadInput(_("This form cannot be read. Open the page again."))
    row = Source.objects.create(
        org=org, code=new_code("F"), kind=kind, reliability=reliability, scope=scope, purpose=purpose, consent_on=consent_on,
        repeats=repeats, author=by,
    )  # fmt: skip
    record(by, "source.written", org=org, kind="source", key=row.pk, label=row.code, sort=kind, scope=scope)
    return row


@transaction.atomic
def withdraw_source(source: Source, *, by: Any) -> Source:
    """The source takes its consent back: nothing new rests on it, its identity is gone, the grades that were given stay."""
    if not may(by, "prevention.harm", source.org_id):
        _require_one(by, source.org_id)
    row = Source.objects.select_for_update(of=("self",)).select_related("org").get(pk=source.pk)
    if row.withdrawn_on is not None:
        raise Conflict(_("This source has withdrawn already."))
    gone = door.forget(row.org, row.code, by=by)
    row.withdrawn_on = today()
    row.save(update_fields=["withdrawn_on"])
    record(by, "source.withdrawn", org=row.org_id, kind="source", key=row.pk, label=row.code, identity=gone)
    return row


@transaction.atomic
def add_statement(
    signal: Signal,
    *,
    by: Any,
    source: Source,
    stance: str,
    credibility: int,
    directness: str,
    document: bool,
    said_on: dt.date,
    text: str = "",
    heard_from: Source | None = None,
) -> Statement:
    """What a source says to a signal, for it or against it."""
    _require_one(by, signal.org_id)
    _refuse_unknown(stances=stance, credibilities=str(credibility), directness=directness)
    if signal.state not in ("triage", "verifying"):
        raise Conflict(_("Sources are written down while it is looked into."))
    source = Source.objects.get(pk=source.pk)
    both = [one for one in (source, heard_from) if one is not None]
    if any(one.org_id != signal.org_id for one in both) or (heard_from and heard_from.pk == source.pk) or said_on > today():
        raise BadInput(_("This form cannot be read. Open the page again."))
    if not may_use(source.purpose, source.scope, source.consent_on, source.withdrawn_on):
        raise Conflict(_("This source has withdrawn, or did not agree to this: nothing of it can be used."))
    (said,) = clean(signal.org_id, text, most=LONGEST)
    row = Statement.objects.create(
        org_id=signal.org_id, signal=signal, source=source, heard_from=heard_from, stance=stance, reliability=source.reliability,
        credibility=credibility, directness=directness, document=document, said_on=said_on, words=said, author=by,
    )  # fmt: skip
    record(by, "signal.stated", org=signal.org_id, kind="signal", key=signal.pk, label=signal.code, stance=stance, directness=directness)
    return row


@transaction.atomic
def verify(signal: Signal, *, by: Any, result: str, method: str, note: str) -> Signal:
    """Judge a signal that another person captured; the grade is that of what is written down, not of who judges."""
    _refuse_unknown(results=result, methods=method)
    if result not in JUDGED:
        raise BadInput(_("This form cannot be read. Open the page again."))
    (said,), found = clean(signal.org_id, note, most=LONGEST), graded(signal)
    # the words lie in the verification, from which they can be erased; a step stays for good
    why = method if said else ""
    row = move(
        signal, result, by=by, facts=facts_of(signal), reason=why, fields={"verified_by": by, "grade": found.grade}
    )  # fmt: skip
    Verification.objects.create(
        org_id=row.org_id, signal=row, method=method, result=result, grade=found.grade, origins=found.origins,
        conflicting=found.conflicting, note=said, by=by,
    )  # fmt: skip
    return row
