"""The printed assessment: asked for by somebody, made by a job as that person, kept sealed; nothing leaves while everything is shut."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.access.audit import record
from izote.access.context import acting_as
from izote.access.sealing_wax import open_sealed, seal
from izote.kit.errors import BadInput, Conflict
from izote.kit.print import ROOT, pdf
from izote.prevention.actions.moving import today
from izote.prevention.models import AssessmentDocument, RiskAssessment
from izote.prevention.permissions import require
from izote.prevention.queries.assessments import assessment_for, record_of, valid
from izote.prevention.rules.assessment_sheet import sheet
from izote.vault.door import require_open

READ, TEMPLATE = "prevention.read", "prevention/typst/assessment.typ"
LANGUAGES = ("es", "en")
STEPS = 3
State = AssessmentDocument.State


@transaction.atomic
def ask_document(row: RiskAssessment, language: str, *, by: Any) -> tuple[AssessmentDocument, bool]:
    """The document in a language, and whether it has still to be made: what was made once of the same content is given again."""
    require(by, READ, row.org_id)
    require_open(row.org_id)
    if language not in LANGUAGES:
        raise BadInput(_("A document is in Spanish or in English."))
    if row.state in ("draft", "double_rating"):
        raise Conflict(_("There is nothing to print before both have finished rating."))
    digest = _digest(row, language)
    made, new = AssessmentDocument.objects.get_or_create(
        assessment=row, language=language, digest=digest, by=by, defaults={"org_id": row.org_id, "total": STEPS}
    )
    if new:
        record(by, "assessment.document", org=row.org_id, kind="assessment", key=row.pk, label=row.code, language=language)
    return made, made.state != State.READY


def _digest(row: RiskAssessment, language: str) -> str:
    """Of all that is printed and of the sheet it is printed on: what changes is made anew."""
    source = (ROOT / TEMPLATE).read_text(encoding="utf-8")
    said = json.dumps([record_of(row).data, valid(row, today()), language, source], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def make_document(key: int, *, by: Any) -> str:
    """Make one document for whoever asked; each step shows on the page that waits. Returns the state it ends in."""
    with acting_as(by.pk):
        found = AssessmentDocument.objects.select_related("assessment").filter(pk=key, by=by).first()
        if found is None or found.state == State.READY:
            return found.state if found else "gone"
        row = assessment_for(by, found.assessment.code)
        require_open(row.org_id)
        _step(found, 1)
        said, office = _said(row, found.language), row.org.name
    try:
        content = pdf(TEMPLATE, said, language=found.language, title=_title(row, found.language), office=office, by=str(by))
        _noted(found, by, lambda: _step(found, 2))
        _noted(found, by, lambda: _keep(found, content))
    except Exception:
        _noted(found, by, lambda: _move(found, state=State.FAILED))
        raise
    return State.READY


def _said(row: RiskAssessment, language: str) -> dict[str, Any]:
    with override(language):
        return sheet(record_of(row), kind=str(row.get_kind_display()), holds=valid(row, today()))


def _title(row: RiskAssessment, language: str) -> str:
    with override(language):
        return _("Risk assessment %(code)s") % {"code": row.code}


def _noted(found: AssessmentDocument, by: Any, act: Callable[[], None]) -> None:
    with acting_as(by.pk):
        act()


def _step(found: AssessmentDocument, done: int) -> None:
    _move(found, state=State.MAKING, done=done)


def _move(found: AssessmentDocument, **values: Any) -> None:
    AssessmentDocument.objects.filter(pk=found.pk).update(**values, moved_at=timezone.now())


def _keep(found: AssessmentDocument, content: bytes) -> None:
    sealed = seal(content, about=f"prevention_assessmentdocument:{found.pk}")
    _move(found, state=State.READY, done=STEPS, sealed=sealed, size=len(content))


def open_document(found: AssessmentDocument, *, by: Any) -> bytes:
    """The document, for whoever asked for it."""
    require(by, READ, found.org_id)
    require_open(found.org_id)
    if found.state != State.READY or found.sealed is None or found.by_id != by.pk:
        raise Conflict(_("This document is not ready."))
    return open_sealed(bytes(found.sealed), about=f"prevention_assessmentdocument:{found.pk}")
