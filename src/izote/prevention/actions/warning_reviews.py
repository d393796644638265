"""Reviews, the do-no-harm questions, signatures, and the issue of a warning."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.warning_moves import move_warning, need_state
from izote.prevention.actions.warning_receipts import open_receipts
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Addressee, EarlyWarning, HarmAnswer, HarmCheck, HarmThreat, Review, Signature
from izote.prevention.permissions import may, require_any
from izote.prevention.queries.warning_content import composed
from izote.prevention.queries.warnings import who_gets_it
from izote.prevention.rules.warnings import canonical, digest, next_number
from izote.prevention.rules.words import words

REVIEWERS = {
    "method": ("prevention.national", "prevention.verify", "prevention.direct"),
    "legal": ("prevention.legal", "prevention.direct"),
}
STATES = {"method": ("method_review", "legal_review"), "legal": ("legal_review", "harm_check")}
HARM = ("prevention.harm", "prevention.direct")
CHECKED = ("harm_check", "to_sign", "issued", "notified", "answering", "followed", "mitigated", "persists", "materialised", "refuted")


def _of_another(warning: EarlyWarning, by: Any) -> None:
    if warning.author_id == by.pk:
        raise Conflict(_("Another person must do this: not whoever wrote it."))


@transaction.atomic
def review_warning(warning: EarlyWarning, kind: str, *, by: Any, holds: bool, words: str = "") -> Review:
    """Say as method's or law's reviewer that it holds, or give it back with reasons."""
    require_any(by, REVIEWERS[kind], warning.org_id)
    _of_another(warning, by)
    need_state(warning, STATES[kind][0])
    if not holds and not words.strip():
        raise BadInput(_("Say why, in words."))
    must_name_nobody(warning.org_id, words)
    row = Review.objects.create(org_id=warning.org_id, warning=warning, kind=kind, holds=holds, words=words.strip(), by=by)
    move_warning(warning, STATES[kind][1] if holds else "returned", by=by, reason=words)
    record(by, "warning.reviewed", org=warning.org_id, kind="warning", key=warning.pk, label=warning.code, review=kind, holds=holds)
    return row


@transaction.atomic
def answer_harm(
    warning: EarlyWarning, answers: Mapping[int, Mapping[str, Any]], *, by: Any, threats: Iterable[Addressee] = ()
) -> HarmCheck:
    """Answer the ten do-no-harm questions; each danger with what lessens it and who sees to that."""
    require_any(by, HARM, warning.org_id)
    _of_another(warning, by)
    need_state(warning, *CHECKED)
    named = list(threats)
    if set(answers) != {int(code) for code in words("harm_questions")}:
        raise BadInput(_("All ten questions need an answer."))
    for one in answers.values():
        if not one["words"].strip() or (one["danger"] and not (one["mitigation"].strip() and one["carrier"])):
            raise BadInput(_("Each answer needs its words, and each danger what lessens it and who sees to that."))
        must_name_nobody(warning.org_id, one["words"], one["mitigation"])
    if answers[4]["danger"] != bool(named):
        raise BadInput(_("Question 4: say which institution is possibly the threat, if one is."))
    check = HarmCheck.objects.create(org_id=warning.org_id, warning=warning, by=by)
    kept = {"org_id": warning.org_id, "check_of": check}
    HarmAnswer.objects.bulk_create([HarmAnswer(question=number, **kept, **one) for number, one in sorted(answers.items())])
    HarmThreat.objects.bulk_create([HarmThreat(addressee=one, **kept) for one in named])
    record(by, "warning.harm_answered", org=warning.org_id, kind="warning", key=warning.pk, label=warning.code, threats=len(named))
    return check


@transaction.atomic
def sign_warning(warning: EarlyWarning, *, by: Any, seen: str) -> Signature:
    """Sign what it says now; `seen` is the digest of the page that was read."""
    row = EarlyWarning.objects.select_for_update(of=("self",)).select_related("org", "place", "assessment").get(pk=warning.pk)
    need_state(row, "to_sign")
    capacity = Signature.Capacity.ANALYST if row.author_id == by.pk else Signature.Capacity.SIGNATORY
    require_any(by, ("prevention.analyse",) if row.author_id == by.pk else ("prevention.sign",), row.org_id)
    now = digest(composed(row, by))
    if seen != now:
        raise Conflict(_("What it says changed while you read it. Read it again before you sign."))
    if Signature.objects.filter(warning=row, by=by, revision=row.revision, withdrawn_at__isnull=True).exists():
        raise Conflict(_("You have signed it already."))
    made = Signature.objects.create(org_id=row.org_id, warning=row, by=by, capacity=capacity, digest=now)
    record(by, "warning.signed", org=row.org_id, kind="warning", key=row.pk, label=row.code, digest=now)
    return made


@transaction.atomic
def withdraw_signature(signature: Signature, *, by: Any) -> None:
    """Take one's own signature back, until the warning is issued."""
    need_state(signature.warning, "to_sign")
    if signature.by_id != by.pk or signature.withdrawn_at is not None:
        raise Conflict(_("Only your own signature, while it counts, can be taken back."))
    signature.withdrawn_at = timezone.now()
    signature.save(update_fields=["withdrawn_at"])
    record(by, "warning.unsigned", org=signature.org_id, kind="warning", key=signature.warning_id, digest=signature.digest)


@transaction.atomic
def issue_warning(warning: EarlyWarning, *, by: Any) -> EarlyWarning:
    """Issue it: the next number of the year, what was signed frozen word by word, a copy for each institution."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('izote.warning.number'), %s)", [warning.org_id])
    now = timezone.now()
    row = EarlyWarning.objects.select_related("org", "place", "assessment").get(pk=warning.pk)
    taken = list(EarlyWarning.objects.filter(org=row.org_id).exclude(number="").values_list("number", flat=True))
    number = next_number(taken, timezone.localdate(now).year)
    content = composed(row, by)
    names = {one.pk: one.institution.name for one in Addressee.objects.filter(org=row.org_id).select_related("institution")}
    told = [names[pk] for pk in who_gets_it(row)[0]]
    frozen = content | {"number": number, "issued_on": timezone.localdate(now).isoformat(), "notified": told}
    fields = {"number": number, "issued_at": now, "content": canonical(frozen), "digest": digest(content)}
    row = move_warning(row, "issued", by=by, fields=fields)
    open_receipts(row, by=by)
    record(by, "warning.issued", org=row.org_id, kind="warning", key=row.pk, label=row.number, digest=row.digest)
    return row


def may_review(user: Any, warning: EarlyWarning, kind: str) -> bool:
    """Whether the user could review it so now."""
    return (
        warning.state == STATES[kind][0]
        and warning.author_id != user.pk
        and any(may(user, right, warning.org_id) for right in REVIEWERS[kind])
    )


def may_check_harm(user: Any, warning: EarlyWarning) -> bool:
    """Whether the user could answer the do-no-harm questions now."""
    return warning.state in CHECKED and warning.author_id != user.pk and any(may(user, right, warning.org_id) for right in HARM)
