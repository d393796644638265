"""The national review: a third person notes, gives back with reasons, or approves until a day."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import assessment_review as actions
from izote.prevention.forms.assessments import ApproveForm, GiveBackForm, NoteForm
from izote.prevention.models import RiskAssessment
from izote.prevention.permissions import REVIEW, may, may_review
from izote.prevention.queries.assessments import agreement_of, record_of
from izote.prevention.rules.shown import shown
from izote.prevention.rules.words import label
from izote.prevention.views.assessments import found


@login_required
@once
def risk_assessment_review(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was rated and settled, marks of what looks copied, and the three things a reviewer can do."""
    row = found(request, code)
    if not any(may(request.user, right, row.org_id) for right in REVIEW):
        raise PermissionDenied(REVIEW[0])
    if row.state != "national_review" or not may_review(request.user, row):
        raise Conflict(_("This assessment does not wait for your review."))
    asked = request.POST.get("do", "")
    forms = {name: kind(sent(request) if asked == name else None) for name, kind in FORMS.items()}
    if request.method == "POST" and asked in forms and forms[asked].is_valid():
        try:
            return _done(request, row, asked, forms[asked].cleaned_data)
        except BadInput as refusal:
            forms[asked].add_error(None, str(refusal))
    kept = agreement_of(row)
    marks = [label("copy_marks", code) for code in kept.marks] if kept else []
    context = {"assessment": row, "marks": marks, "notes": row.notes.select_related("by").order_by("-pk"), "forms": forms}
    return render(request, "prevention/risk_assessment_review.html", context | {"days": actions.days_of(row.kind)} | shown(record_of(row)))


FORMS = {"note": NoteForm, "back": GiveBackForm, "approve": ApproveForm}


def _done(request: HttpRequest, row: RiskAssessment, asked: str, said: dict[str, Any]) -> HttpResponse:
    if asked == "note":
        actions.note(row, by=request.user, **said)
        return redirect("risk_assessment_review", row.code)
    if asked == "back":
        actions.give_back(row, by=request.user, **said)
        messages.success(request, _("Given back with your reasons."))
    else:
        row = actions.approve(row, by=request.user, **said)
        messages.success(request, _("Approved. It holds until %(day)s.") % {"day": row.expires_on})
    return redirect("risk_assessment_detail", row.code)
