"""The printed assessment: asked for, waited for, fetched."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from izote.kit.attachments import headers
from izote.kit.once import once
from izote.prevention.actions import assessment_documents as actions
from izote.prevention.jobs.assessments import print_assessment
from izote.prevention.models import AssessmentDocument
from izote.prevention.views.assessments import found

STALLED = 120


@login_required
@require_POST
@once
def risk_assessment_document_ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for it in a language; what was made of the same content is there at once."""
    row = found(request, code)
    made, waits = actions.ask_document(row, request.POST.get("language", ""), by=request.user)
    # one whose job died with its machine is put in the line again
    user = int(request.user.pk or 0)
    if waits and (made.done == 0 or (timezone.now() - made.moved_at).total_seconds() > STALLED):
        transaction.on_commit(lambda: print_assessment.defer(document_id=made.pk, user_id=user))
    return redirect("risk_assessment_document", code, made.pk)


def _mine(request: HttpRequest, code: str, pk: int) -> AssessmentDocument:
    row = found(request, code)
    mine: Any = AssessmentDocument.objects.filter(assessment=row, by=request.user.pk)
    return get_object_or_404(mine, pk=pk)


@login_required
@require_safe
def risk_assessment_document(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """How far it is, and where it can be fetched."""
    document = _mine(request, code, pk)
    return render(request, "prevention/risk_assessment_document.html", {"document": document, "assessment": document.assessment})


@login_required
@require_safe
def risk_assessment_document_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The file."""
    document = _mine(request, code, pk)
    content = actions.open_document(document, by=request.user)
    return HttpResponse(content, headers=headers("application/pdf", f"{code}-{document.language}.pdf", inline=True))
