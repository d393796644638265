"""Documents: asked for, made by a job in seconds, kept sealed for whoever asked; each copy says whose it is."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.access.audit import record
from izote.access.context import acting_as
from izote.access.sealing_wax import open_sealed, seal
from izote.kit.errors import BadInput, Conflict
from izote.kit.print import pdf
from izote.prevention.models import EarlyWarning, PublicVersion, Receipt, WarningPaper
from izote.prevention.permissions import require
from izote.prevention.queries.warning_content import content_of
from izote.prevention.queries.warnings import counts, signatures_of
from izote.prevention.rules.public import for_institution
from izote.prevention.rules.warning_document import Section, document, when
from izote.prevention.rules.warnings import missing
from izote.prevention.rules.words import label
from izote.vault import door

State = WarningPaper.State
TEMPLATE = "prevention/typst/warning.typ"
KEPT = dt.timedelta(days=7)


@transaction.atomic
def ask_paper(warning: EarlyWarning, *, by: Any, kind: str, language: str, receipt: Receipt | None = None) -> WarningPaper:
    """Ask for a document; the English one waits until every section has its English words."""
    require(by, "prevention.read", warning.org_id)
    door.require_open(warning.org_id)
    if kind not in WarningPaper.Kind.values or language not in ("es", "en"):
        raise BadInput(_("A document is internal or public, in Spanish or English."))
    if kind == "public" and not PublicVersion.objects.filter(warning=warning).exists():
        raise Conflict(_("No public version was proposed yet."))
    lacking = missing(content_of(warning, by)["words"], "en") if kind == "internal" and language == "en" else ()
    if lacking:
        names = ", ".join(label("warning_sections", code) for code in lacking)
        raise BadInput(_("The English document needs the English words of: %(sections)s.") % {"sections": names})
    if receipt is not None and receipt.warning_id != warning.pk:
        raise BadInput(_("This copy belongs to another warning."))
    WarningPaper.objects.filter(asked_by=by, asked_at__lt=timezone.now() - KEPT).delete()
    row = WarningPaper.objects.create(org_id=warning.org_id, warning=warning, kind=kind, language=language, receipt=receipt, asked_by=by)
    copy = receipt.copy if receipt else 0
    record(
        by, "warning.printed", org=row.org_id, kind="warning", key=warning.pk, label=warning.name, paper=kind, language=language, copy=copy
    )
    return row


def make_paper(paper_id: int, *, by: Any) -> str:
    """Make a document for whoever asked for it; each step in its own transaction, so that the page can say how far it is."""
    with acting_as(by.pk):
        row = WarningPaper.objects.select_for_update(of=("self",)).filter(pk=paper_id, asked_by=by).first()
        if row is None or not row.under_way:
            return row.state if row else "given up"
        _stands(row, State.MAKING, 1)
    try:
        with acting_as(by.pk):
            said = _said(row, by)
            _stands(row, State.MAKING, 2)
        content = pdf(TEMPLATE, **said)
        with acting_as(by.pk):
            row.sealed = seal(content, about=f"prevention_warningpaper:{row.pk}")
            _stands(row, State.READY, 3)
    except Exception:
        with acting_as(by.pk):
            WarningPaper.objects.filter(pk=row.pk).update(state=State.FAILED, moved_at=timezone.now())
        raise
    return State.READY


def _stands(row: WarningPaper, state: str, done: int) -> None:
    row.state, row.done = state, done
    row.save(update_fields=["state", "done", "moved_at", "sealed"])


def fetch_paper(paper: WarningPaper, *, by: Any) -> bytes:
    """The document, opened; who fetched it stays in the trail."""
    door.require_open(paper.org_id)
    if paper.state != State.READY or paper.asked_by_id != by.pk:
        raise Conflict(_("This document is not ready."))
    copy = paper.receipt.copy if paper.receipt else 0
    record(by, "warning.fetched", org=paper.org_id, kind="warning", key=paper.warning_id, paper=paper.kind, copy=copy)
    return open_sealed(bytes(paper.sealed), about=f"prevention_warningpaper:{paper.pk}")


def _said(row: WarningPaper, by: Any) -> dict[str, Any]:
    """What goes on paper, as `kit.print.pdf` takes it."""
    warning = EarlyWarning.objects.select_related("org", "place", "assessment").get(pk=row.warning_id)
    with override(row.language):
        if row.kind == WarningPaper.Kind.PUBLIC:
            version = PublicVersion.objects.filter(warning=warning).order_by("-pk").first()
            assert version is not None
            return public_paper(version, row.language)
        content = content_of(warning, by)
        content = for_institution(content) if row.receipt else content
        data = paper_data(content) | _internal(warning, content, row.receipt)
    mark = f"{warning.name} · {row.receipt.mark}" if row.receipt else warning.name
    said = {"title": title_of(content, row.language), "office": content["office"], "mark": mark, "by": "" if row.receipt else str(by)}
    return {"data": data, "language": row.language, **said}


def title_of(content: Mapping[str, Any], language: str) -> str:
    """What a warning is called in a language."""
    with override(language):
        names = {"imminent": _("Early warning of imminent risk"), "structural": _("Structural early warning")}
        number = content.get("number") or content.get("code", "")
        place = content["place"].get("name", "") if content["place"] else ""
        return ", ".join(filter(None, (f"{names[content['kind']]} {number}".strip(), place)))


def paper_data(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content as the template reads it, in the language of the moment."""
    shown = [one for one in document(content) if not one.empty]
    empty: dict[str, Any] = dict.fromkeys(("reserved", "copy", "watermark", "signed", "digest", "cite"), "")
    return empty | {
        "notes": [], "signatures": [], "signedhead": [],
        "facts": [[_("Number"), content.get("number", "")], [_("Issued"), when(content.get("issued_on", ""))]],
        "sections": [_section(one) for one in shown],
    }  # fmt: skip


def _section(one: Section) -> dict[str, Any]:
    return {
        "title": one.title,
        "facts": [list(pair) for pair in one.facts if pair[1]],
        "head": list(one.head),
        "rows": [list(row) for row in one.rows],
        "blocks": [{"title": title, "facts": [list(pair) for pair in facts if pair[1]]} for title, facts in one.blocks],
        "prose": one.prose,
        "note": one.note,
    }


def _internal(warning: EarlyWarning, content: Mapping[str, Any], receipt: Receipt | None) -> dict[str, Any]:
    signed = [one for one in reversed(signatures_of(warning)) if warning.number and counts(one, warning, warning.digest)]
    day = lambda one: date_format(timezone.localtime(one.at), "SHORT_DATETIME_FORMAT")  # noqa: E731
    words = {"copy": receipt.copy, "to": receipt.addressee.institution.name, "mark": receipt.mark} if receipt else {}
    copy = _("Copy %(copy)s, for %(to)s. Mark %(mark)s: a copy that turns up elsewhere says whose it was.") % words if receipt else ""
    notes = [] if warning.number else [_("Draft: not issued, not signed.")]
    return {
        "reserved": _("RESERVED. Internal version."),
        "copy": copy or _("Internal version, without a recipient."),
        "watermark": receipt.mark if receipt else _("INTERNAL"),
        "notes": notes,
        "signed": _("Signatures"),
        "signedhead": [_("Who"), _("As"), _("When")],
        "signatures": [[str(one.by), one.get_capacity_display(), day(one)] for one in signed],
        "digest": _("SHA-256 of what was signed: %(digest)s") % {"digest": warning.digest} if signed else "",
    }


def public_paper(version: PublicVersion, language: str) -> dict[str, Any]:
    """The public document of a frozen version."""
    content = version.frozen
    with override(language):
        data = paper_data(content) | {"cite": citation(version, language)}
    return {"data": data, "language": language, "title": title_of(content, language), "office": content["office"], "mark": version.number}


def citation(version: PublicVersion, language: str) -> str:
    """How to cite a public version."""
    with override(language):
        facts = {"office": version.frozen["office"], "title": title_of(version.frozen, language)}
        if version.approved_at is None:
            return _("%(office)s: %(title)s. Public version, not yet approved.") % facts
        day = date_format(timezone.localtime(version.approved_at), "SHORT_DATE_FORMAT")
        return _("%(office)s: %(title)s. Public version of %(day)s.") % (facts | {"day": day})
