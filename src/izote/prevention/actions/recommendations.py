"""Institutions that are addressed, and what is asked of each: written, checked by the law, told."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.partners.models import Institution
from izote.prevention.actions.moving import begin, move
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Addressee, EarlyWarning, Recommendation, Support
from izote.prevention.permissions import may_check, require
from izote.prevention.queries.recommendations import WITH, called, threats_of
from izote.prevention.rules.machines import later, machine
from izote.prevention.rules.recipients import recipient
from izote.prevention.rules.recommendations import missing, names_nobody
from izote.prevention.rules.sharing import guarded_kind, guarded_kinds
from izote.vault.door import require_open

WORDS = ("action", "means", "indicator", "evidence_required", "legal_basis", "assistance")
FIELDS = (*WORDS, "addressee", "place", "heading", "stream", "verb", "due_on", "above_capacity", "co_responsible", "template")
ISSUED = ("issued", "notified", "answering", "followed", "persists")


@transaction.atomic
def add_addressee(institution: Institution, *, by: Any, **fields: Any) -> Addressee:
    """Address an institution of the office's directory; “competent authorities” is none."""
    require(by, "prevention.analyse", institution.org_id)
    row = Addressee(org_id=institution.org_id, institution=institution)
    return _written(row, fields, by)


@transaction.atomic
def change_addressee(addressee: Addressee, *, by: Any, **fields: Any) -> Addressee:
    """Correct what is known of an institution: its level, who stands above it, what it may and can do."""
    require(by, "prevention.analyse", addressee.org_id)
    return _written(addressee, fields, by)


def _written(row: Addressee, fields: dict[str, Any], by: Any) -> Addressee:
    was = row.guarded
    for name, value in fields.items():
        setattr(row, name, value)
    row.guarded = row.guarded or guarded_kind(row.institution.name)
    if (row.guarded and row.guarded not in guarded_kinds()) or (was and not row.guarded):
        raise BadInput(_("To this institution nothing goes by default: that stays so."))
    if names_nobody(row.institution.name):
        raise BadInput(_("Name one institution. “Competent authorities” answer for nothing."))
    above, seen = row.superior, {row.pk} if row.pk else set()
    while above is not None:
        if above.pk in seen or above.org_id != row.org_id:
            raise BadInput(_("An institution cannot stand above itself."))
        seen.add(above.pk)
        above = above.superior
    must_name_nobody(row.org_id, row.powers, row.capacity_words, row.focal)
    row.save()
    record(by, "prevention.addressee_written", org=row.org_id, kind="addressee", key=row.pk, level=row.level, capacity=row.capacity)
    return row


@transaction.atomic
def write_recommendation(warning: EarlyWarning, *, by: Any, supports: Sequence[Addressee] = (), **fields: Any) -> Recommendation:
    """Ask one institution for one action; it may be kept unfinished, and then the warning cannot go out."""
    require(by, "prevention.analyse", warning.org_id)
    row = EarlyWarning.objects.select_for_update(of=("self",)).get(pk=warning.pk)
    _still_written(row)
    last = Recommendation.objects.filter(warning=row).order_by("-position").values_list("position", flat=True).first()
    position = (last or 0) + 1
    given = {"place": row.place} | _checked(fields, row.org_id)
    made = begin(
        Recommendation,
        by=by,
        org_id=row.org_id,
        warning=row,
        kind=row.kind,
        position=position,
        code=f"{row.code[:19]}-R{position}",
        **given,
    )
    _supported(made, supports)
    record(by, "prevention.recommendation_written", org=row.org_id, kind="recommendation", key=made.pk, label=made.code)
    return made


@transaction.atomic
def change_recommendation(rec: Recommendation, *, by: Any, supports: Sequence[Addressee] | None = None, **fields: Any) -> Recommendation:
    """Correct it while its warning is being written; a new legal basis has to be checked anew."""
    row = _held(rec, by)
    if fields.get("legal_basis", row.legal_basis) != row.legal_basis:
        row.basis_checked_by = row.basis_checked_at = None
    for name, value in _checked(fields, row.org_id).items():
        setattr(row, name, value)
    row.save()
    if supports is not None:
        row.supports.all().delete()
        _supported(row, supports)
    record(by, "prevention.recommendation_written", org=row.org_id, kind="recommendation", key=row.pk, label=row.code)
    return row


@transaction.atomic
def drop_recommendation(rec: Recommendation, *, by: Any) -> None:
    """Take it out of a warning that is still being written."""
    row = _held(rec, by)
    key = row.pk
    row.supports.all().delete()
    row.delete()
    record(by, "prevention.recommendation_dropped", org=rec.org_id, kind="recommendation", key=key, label=rec.code)


@transaction.atomic
def check_basis(rec: Recommendation, *, by: Any) -> Recommendation:
    """Say, as another person who knows the law, that its legal basis holds."""
    row = Recommendation.objects.select_for_update(of=("self",)).get(pk=rec.pk)
    if not may_check(by, row.org_id):
        raise PermissionDenied("prevention.legal")
    if row.author_id == by.pk:
        raise Conflict(_("Another person must do this: not whoever wrote it."))
    if row.state != "formulated" or not row.legal_basis.strip():
        raise Conflict(_("There is no legal basis to be checked here."))
    row.basis_checked_by, row.basis_checked_at = by, timezone.now()
    row.save(update_fields=["basis_checked_by", "basis_checked_at"])
    record(by, "prevention.basis_checked", org=row.org_id, kind="recommendation", key=row.pk, label=row.code)
    return row


@transaction.atomic
def notify_recommendations(warning: EarlyWarning, *, by: Any) -> list[Recommendation]:
    """Tell each institution what it is asked, once the warning is issued; where it may be the threat itself, the one above it.

    Those for which nobody is left to be told stay formulated. Returns those that were told now.
    """
    require_open(warning.org_id)
    threats = threats_of(warning)
    rows = Recommendation.objects.filter(warning=warning, state="formulated").select_related(*WITH, "warning").order_by("position")
    told = [(row, recipient(row.addressee, threats)) for row in rows]
    return [_told(row, to, by) for row, to in told if to is not None]


def _told(row: Recommendation, to: Addressee, by: Any) -> Recommendation:
    now = timezone.now()
    today = timezone.localdate(now)
    span = machine("recommendation").move("notified", "silent").clock[row.pace]  # type: ignore[union-attr]
    facts = {"issued": row.warning.state in ISSUED, "whole": not missing(row, today)}
    fields = {"told": to, "institution_name": called(row.addressee, today), "notified_at": now, "answer_by": later(now, span)}
    return move(row, "notified", by=by, facts=facts, fields=fields)


def _held(rec: Recommendation, by: Any) -> Recommendation:
    row = Recommendation.objects.select_for_update(of=("self",)).select_related("warning").get(pk=rec.pk)
    require(by, "prevention.analyse", row.org_id)
    _still_written(row.warning)
    return row


def _still_written(warning: EarlyWarning) -> None:
    if not warning.may_be_written:
        raise Conflict(_("What a warning asks is written before its reviews. Have it given back to change it."))


def _checked(fields: dict[str, Any], org_id: int) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValueError(f"no such fields: {unknown}")
    must_name_nobody(org_id, *(str(fields[name]) for name in WORDS if fields.get(name)))
    return fields


def _supported(row: Recommendation, supports: Sequence[Addressee]) -> None:
    others = [one for one in supports if one.pk not in (row.addressee_id, row.co_responsible_id)]
    Support.objects.bulk_create([Support(org_id=row.org_id, recommendation=row, addressee=one) for one in others])
