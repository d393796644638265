"""Rating apart: one's own sheet, a page a factor, and the end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import ratings as actions
from izote.prevention.forms.rating import RatingForm, half_written, stated
from izote.prevention.models import RiskAssessment
from izote.prevention.models.ratings import FACTORS
from izote.prevention.permissions import may_rate
from izote.prevention.queries.profiles import indicator_codes
from izote.prevention.queries.rating import Leaf, draft_of, evidence_of, leaves_of, rating_of, sheets_of
from izote.prevention.rules.factors import factor_name
from izote.prevention.rules.shown import value_words
from izote.prevention.views.assessments import found


def _mine(request: HttpRequest, code: str) -> RiskAssessment:
    """The assessment that the user rates; refuses (403) without the right, (409) who is no rater of it or where it is not rated now."""
    row = found(request, code, "prevention.rate")
    if not may_rate(request.user, row):
        raise Conflict(_("Two other persons rate this assessment."))
    if row.state != "double_rating":
        raise Conflict(_("This assessment is not being rated now."))
    return row


def _open(leaves: list[Leaf]) -> list[Leaf]:
    return [one for one in leaves if one.assessable and one.rating is None]


@login_required
def rating_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One's own rating: what is done, what is half-written, what is left."""
    row = _mine(request, code)
    leaves = leaves_of(request.user, row)
    mine = sheets_of(row).get(request.user.pk or 0)
    pages = [(one, factor_name(one.factor), value_words(one.rating.value, one.factor) if one.rating else "") for one in leaves]
    context = {"assessment": row, "pages": pages, "left": len(_open(leaves)), "finished": bool(mine and mine.finished_at)}
    return render(request, "prevention/rating_sheet.html", context | {"next": next(iter(_open(leaves)), None)})


@login_required
@once
def rating_page(request: HttpRequest, code: str, factor: str) -> HttpResponse:
    """One factor: its indicators, the value and the reason; or kept as it is, to go on later."""
    row = _mine(request, code)
    leaf = next((one for one in leaves_of(request.user, row) if one.factor == factor), None)
    if leaf is None:
        raise Http404
    if not leaf.assessable:
        return render(request, "prevention/rating_not_here.html", {"assessment": row, "name": factor_name(factor)})
    start = stated(*rating_of(request.user, row, factor)) | half_written(draft_of(request.user, row, factor))
    codes, items = indicator_codes(factor), evidence_of(row, request.user)
    form = RatingForm(sent(request), factor=factor, codes=codes, items=items, initial=start)
    if request.method == "POST":
        done = _kept(request, row, factor, form)
        if done is not None:
            return done
    context = {"assessment": row, "factor": factor, "name": factor_name(factor), "form": form, "items": items, "leaf": leaf}
    return render(request, "prevention/rating_page.html", context | {"at": FACTORS.index(factor) + 1, "all": len(FACTORS)})


def _kept(request: HttpRequest, row: RiskAssessment, factor: str, form: RatingForm) -> HttpResponse | None:
    """Where to go once a page was kept; nothing when it has to be corrected."""
    if "later" in request.POST:
        actions.keep_draft(row, factor, by=request.user, said={name: request.POST.getlist(name) for name in form.fields})
        messages.success(request, _("Kept as it is. Nobody else sees it."))
        return redirect("rating_sheet", row.code)
    if not form.is_valid():
        return None
    try:
        made = actions.rate_factor(row, factor, by=request.user, **form.said())
    except BadInput as refusal:
        form.add_error(None, str(refusal))
        return None
    if made.suggestion is not None and made.suggestion != made.value:
        messages.info(
            request, _("Saved. The evidence alone would suggest %(value)s; yours stands.") % {"value": value_words(made.suggestion, factor)}
        )
    left = _open(leaves_of(request.user, row))
    after = [one for one in left if FACTORS.index(one.factor) > FACTORS.index(factor)] or left
    return redirect("rating_page", row.code, after[0].factor) if after else redirect("rating_sheet", row.code)


@login_required
@once
def rating_finish(request: HttpRequest, code: str) -> HttpResponse:
    """Finish for good."""
    row = _mine(request, code)
    if request.method == "POST":
        row = actions.finish_rating(row, by=request.user)
        if row.state == "reconciling":
            messages.success(request, _("Both have finished. The two ratings lie side by side now."))
            return redirect("risk_assessment_settle", code)
        messages.success(request, _("Finished and locked. The other rater has still to finish."))
        return redirect("risk_assessment_detail", code)
    left = _open(leaves_of(request.user, row))
    return render(request, "prevention/rating_finish.html", {"assessment": row, "left": [factor_name(one.factor) for one in left]})
