"""The public version beside the internal one; and what everybody reads, without signing in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.print import kept
from izote.prevention.actions import warning_public as actions
from izote.prevention.actions.warning_papers import TEMPLATE, citation, public_paper, title_of
from izote.prevention.forms.warnings_after import PublicTextsForm
from izote.prevention.models import EarlyWarning, PublicVersion
from izote.prevention.permissions import may
from izote.prevention.queries.warning_content import content_of
from izote.prevention.queries.warning_public import overdue_answers, public_version_or_404, public_versions, version_of, withdrawn
from izote.prevention.queries.warnings import warning_for
from izote.prevention.rules.beside import beside, by_section, lines_of
from izote.prevention.rules.warning_document import document
from izote.prevention.rules.words import label
from izote.prevention.views.warning_parts import around

SECONDS = 300


@login_required
@require_safe
def warning_public(request: HttpRequest, pk: int) -> HttpResponse:
    """Internal and public beside each other, each difference marked with its rule."""
    row = warning_for(request.user, pk)
    version = version_of(row)
    context: dict[str, Any] = {"version": version, "parts": [], "refusals": []}
    if row.number:
        context["parts"] = _beside(row, version, request.user)
        context["refusals"] = [
            {"section": label("warning_sections", one.section), "words": one.before, "rule": label("public_rules", one.rule)}
            for one in actions.refusals(row, request.user)
        ]
        context["writes_public"] = may(request.user, "prevention.analyse", row.org_id) and row.state != "withdrawn"
        other = version is not None and request.user.pk not in (version.made_by_id, row.author_id)
        context["approves"] = other and may(request.user, "prevention.publish", row.org_id)
    return render(request, "prevention/warning_public.html", around(request, row) | context)


def _beside(row: EarlyWarning, version: PublicVersion | None, user: Any) -> list[dict[str, Any]]:
    """Section by section; what is proposed is shown as it was frozen, else as it would be."""
    content = content_of(row, user)
    made = actions.public_now(row, user)
    outside = version.frozen if version is not None and version.approved_at is None else made.content
    told = by_section(made.told)
    shown = zip(document(content), document(outside), strict=True)
    parts = []
    for inside, public in shown:
        lines = beside(
            lines_of(inside.facts, inside.lines, inside.prose),
            lines_of(public.facts, public.lines, public.prose),
            told.get(inside.code, []),
        )
        if lines:
            rows = [{"line": one, "rules": [label("public_rules", rule) for rule in one.rules]} for one in lines]
            parts.append({"title": inside.title, "rows": rows, "reserved": inside.reserved})
    return parts


@login_required
@once
def warning_public_texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Review the public words, beginning with the internal ones after the rules' cuts."""
    row = warning_for(request.user, pk, "prevention.analyse")
    if not row.number:
        raise Http404
    form = PublicTextsForm(sent(request), texts=actions.public_texts(row, request.user))
    if request.method == "POST" and form.is_valid():
        actions.write_public(row, form.said(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("warning_public", pk)
    return render(request, "prevention/warning_public_texts.html", {"form": form, "warning": row})


@login_required
@require_POST
@once
def warning_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze it and hand it to another person."""
    actions.propose_public(warning_for(request.user, pk), by=request.user)
    messages.success(request, _("Frozen. Another person looks at every difference and lets it go."))
    return redirect("warning_public", pk)


def _version(request: HttpRequest, pk: int, version: int) -> PublicVersion:
    row = warning_for(request.user, pk)
    found = PublicVersion.objects.filter(warning=row, pk=version).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
@once
def warning_approve(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Let it go."""
    row = actions.approve_public(_version(request, pk, version), by=request.user, difference=request.POST.get("difference", "")[:64])
    messages.success(request, _("The public reads it now."))
    return redirect("public_warning", row.number)


@login_required
@require_POST
@once
def warning_unpublish(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Mark it as withdrawn."""
    actions.withdraw_public(_version(request, pk, version), by=request.user)
    messages.success(request, _("Withdrawn. Whoever opens it reads so."))
    return redirect("warning_public", pk)


def _for_everybody(response: HttpResponse) -> HttpResponse:
    """May stay in a cache: it says the same to everybody."""
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


@require_safe
def public_warnings(request: HttpRequest, language: str = "es") -> HttpResponse:
    """Every published warning, the newest first, and how many answers are overdue."""
    page = page_of(public_versions(), ("-approved_at", "-pk"), request.GET.get("cursor", ""), 25)
    rows = [{"version": one, "title": title_of(one.frozen, language)} for one in page]
    context = {"page": page, "rows": rows, "overdue": overdue_answers(), "language": language}
    with override(language):
        return _for_everybody(render(request, "prevention/public_warnings.html", context))


@require_safe
def public_warning(request: HttpRequest, number: str, language: str = "es") -> HttpResponse:
    """One warning as the public reads it; the address says the language, so that no cookie has to."""
    row = public_version_or_404(number)
    if language not in ("es", "en"):
        raise Http404
    with override(language):
        context = {
            "version": row,
            "withdrawn": withdrawn(row),
            "title": title_of(row.frozen, language),
            "citation": citation(row, language),
            "sections": [] if withdrawn(row) else [one for one in document(row.frozen) if not one.empty],
            "overdue": overdue_answers(number),
            "language": language,
        }
        return _for_everybody(render(request, "prevention/public_warning.html", context))


@require_safe
def public_warning_pdf(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The same to print, made once, however many strangers ask."""
    row = public_version_or_404(number)
    if language not in ("es", "en") or withdrawn(row):
        raise Http404
    with override(language):
        content = kept(settings.DATA / "papers", TEMPLATE, at=row.approved_at or row.made_at, **public_paper(row, language))
    name = f"{row.number}-{language}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return _for_everybody(HttpResponse(content, content_type="application/pdf", headers=headers))
