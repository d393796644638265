"""The monthly bulletin: phases said by persons; written by one, checked and approved by others, frozen, withdrawn for all to see."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import BulletinHarm, MonthlyBulletin, MonthlyEdition, TerritoryPhase
from izote.prevention.permissions import require
from izote.prevention.queries.bulletins import composed, standing_harm
from izote.prevention.rules.bulletins import is_over
from izote.prevention.rules.words import words
from izote.territory.models import Place
from izote.vault.door import require_open

State = MonthlyBulletin.State
WRITE, HARM, PUBLISH = "prevention.analyse", "prevention.harm", "prevention.publish"
FINEST = ("department", "municipality")


@transaction.atomic
def say_phase(
    *, org: Organization, by: Any, place: Place, month: dt.date, phase: str, reason: str, words_es: str, words_en: str
) -> TerritoryPhase:
    """Say in which phase a department or municipality stands in a month, and why; a correction is a new entry."""
    require(by, WRITE, org)
    if place.level not in FINEST:
        raise BadInput(_("A phase is said of a department or a municipality, never of anything smaller."))
    if phase not in words("phases") or reason not in words("phase_reasons") or month.day != 1 or month > timezone.localdate():
        raise BadInput(_("Choose a phase, its reason, and a month that has begun."))
    texts = [one.strip()[:300] for one in (words_es, words_en)]
    if not all(texts):
        raise BadInput(_("Say why in a few words, in Spanish and in English."))
    must_name_nobody(org.pk, *texts)
    said = {"phase": phase, "reason": reason, "words_es": texts[0], "words_en": texts[1]}
    row = TerritoryPhase.objects.create(org=org, by=by, place=place, month=month, **said)
    record(by, "prevention.phase_said", org=org, kind="phase", key=row.pk, place=place.code, phase=phase, reason=reason)
    return row


@transaction.atomic
def begin_monthly(*, org: Organization, by: Any, month: dt.date) -> MonthlyBulletin:
    """Begin the bulletin of a month that is over."""
    require(by, WRITE, org)
    if not is_over(month, timezone.localdate()):
        raise BadInput(_("That month is not over yet: a bulletin tells of months that ended."))
    if MonthlyBulletin.objects.filter(org=org, month=month).exclude(state=State.WITHDRAWN).exists():
        raise Conflict(_("There is a bulletin of that month already."))
    row = MonthlyBulletin.objects.create(org=org, author=by, month=month, composed=composed(org.pk, month))
    record(by, "prevention.bulletin_begun", org=org, kind="bulletin", key=row.pk, month=f"{month:%Y-%m}")
    return row


@transaction.atomic
def write_monthly(row: MonthlyBulletin, *, by: Any, version: int, words_es: str, words_en: str) -> MonthlyBulletin:
    """Write its words; what it counts is counted again."""
    require(by, WRITE, row.org_id)
    row = _locked(row, State.DRAFT)
    if row.version != version:
        raise Conflict(_("Somebody else has saved this bulletin meanwhile. Open it again."))
    must_name_nobody(row.org_id, words_es, words_en)
    row.words_es, row.words_en, row.composed = words_es.strip(), words_en.strip(), composed(row.org_id, row.month)
    row.save(update_fields=["words_es", "words_en", "composed", "moved_at"])
    # the database counts the versions
    row.refresh_from_db(fields=["version", "hands"])
    record(by, "prevention.bulletin_written", org=row.org_id, kind="bulletin", key=row.pk)
    return row


@transaction.atomic
def submit_monthly(row: MonthlyBulletin, *, by: Any) -> MonthlyBulletin:
    """Hand it in: from now on it says what it says."""
    require(by, WRITE, row.org_id)
    row = _locked(row, State.DRAFT)
    if bool(row.words_es) != bool(row.words_en):
        raise BadInput(_("Every text needs both languages: complete the Spanish and the English of each section."))
    return _moved(row, State.SUBMITTED, "prevention.bulletin_submitted", by)


@transaction.atomic
def return_monthly(row: MonthlyBulletin, *, by: Any) -> MonthlyBulletin:
    """Give it back to be written on."""
    require(by, PUBLISH, row.org_id)
    return _moved(_locked(row, State.SUBMITTED), State.DRAFT, "prevention.bulletin_returned", by)


@transaction.atomic
def check_harm(row: MonthlyBulletin, *, by: Any, answers: Mapping[str, tuple[bool, str]]) -> BulletinHarm:
    """Answer the ten do-no-harm questions for what was handed in: each whether there is a danger, and in words why or what lessens it."""
    require(by, HARM, row.org_id)
    # whoever checks may not write in it: the database asks again in which state it is
    row = _standing(MonthlyBulletin.objects.filter(pk=row.pk).first(), State.SUBMITTED)
    if by.pk in row.hands:
        raise Conflict(_("Another person must do this: not whoever wrote it."))
    if set(answers) != set(words("harm_questions")) or any(not text.strip() for _danger, text in answers.values()):
        raise BadInput(_("All ten do-no-harm questions need an answer, and each danger what lessens it."))
    said = json.dumps({name: text.strip()[:600] for name, (_danger, text) in answers.items()}, ensure_ascii=False)
    dangers = {name: bool(danger) for name, (danger, _text) in answers.items()}
    made = BulletinHarm.objects.create(org_id=row.org_id, bulletin=row, version=row.version, dangers=dangers, words=said, by=by)
    record(by, "prevention.bulletin_checked", org=row.org_id, kind="bulletin", key=row.pk, dangers=sum(dangers.values()))
    return made


@transaction.atomic
def publish_monthly(row: MonthlyBulletin, *, by: Any, version: int) -> MonthlyEdition:
    """Publish exactly what was handed in, on a do-no-harm check that stands; the database remembers every count that was told."""
    require(by, PUBLISH, row.org_id)
    require_open(row.org_id)
    row = _locked(row, State.SUBMITTED)
    if by.pk in row.hands:
        raise Conflict(_("Whoever wrote a bulletin cannot publish it: a second person does."))
    if row.version != version:
        raise Conflict(_("The bulletin is no longer what you looked at. Open it again."))
    if standing_harm(row) is None:
        raise Conflict(_("The do-no-harm check is missing or older than thirty days. Answer it again."))
    # what is overdue is told as of the day on which it was counted
    held = {name: row.composed[name] for name in ("overdue", "overdue_on")}
    if row.composed != composed(row.org_id, row.month) | held:
        raise Conflict(_("What it counts has changed meanwhile: give it back, so that it is made again."))
    row.approver = by
    row = _moved(row, State.PUBLISHED, "prevention.bulletin_published", by, "approver")
    before = MonthlyEdition.objects.filter(org=row.org_id, month=row.month).count()
    code = f"BPA-{row.org.code}-{row.month:%Y-%m}" + (f"-{before + 1}" if before else "")
    said = row.composed | {"office": row.org.name, "es": row.words_es, "en": row.words_en}
    return MonthlyEdition.objects.create(org=row.org, bulletin=row, code=code, month=row.month, frozen=said, published_at=timezone.now())


@transaction.atomic
def withdraw_monthly(row: MonthlyBulletin, *, by: Any, why: str) -> MonthlyEdition:
    """Withdraw it: it stays where it was, marked, so that whoever cited it finds out."""
    require(by, PUBLISH, row.org_id)
    row = _locked(row, State.PUBLISHED)
    if why not in MonthlyEdition.Why.values:
        raise BadInput(_("Say why it is withdrawn."))
    edition = MonthlyEdition.objects.get(bulletin=row)
    edition.withdrawn_at, edition.withdrawn_why = timezone.now(), why
    edition.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _moved(row, State.WITHDRAWN, "prevention.bulletin_withdrawn", by)
    return edition


def _moved(row: MonthlyBulletin, state: str, verb: str, by: Any, *fields: str) -> MonthlyBulletin:
    row.state = state
    row.save(update_fields=["state", "moved_at", *fields])
    record(by, verb, org=row.org_id, kind="bulletin", key=row.pk, month=f"{row.month:%Y-%m}")
    return row


def _locked(row: MonthlyBulletin, state: str) -> MonthlyBulletin:
    return _standing(MonthlyBulletin.objects.select_for_update(of=("self",)).select_related("org").filter(pk=row.pk).first(), state)


def _standing(fresh: MonthlyBulletin | None, state: str) -> MonthlyBulletin:
    if fresh is None or fresh.state != state:
        raise Conflict(_("This bulletin has moved on meanwhile. Open it again."))
    return fresh
