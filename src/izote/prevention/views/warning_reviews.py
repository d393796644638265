"""Reviews, the do-no-harm questions, signatures, the decision on publication."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.access.reauthentication import recently
from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import warning_reviews as actions
from izote.prevention.actions import warnings as writing
from izote.prevention.forms.warnings import HarmForm, PublicationForm, ReviewForm
from izote.prevention.permissions import may
from izote.prevention.queries.recommendations import addressees_for
from izote.prevention.queries.warning_content import content_of
from izote.prevention.queries.warnings import counts, harm_check_of, reviews_of, signatures_of, warning_for
from izote.prevention.rules.guards import harm_is_fresh
from izote.prevention.rules.warning_document import document
from izote.prevention.rules.warnings import digest
from izote.prevention.rules.words import label, words
from izote.prevention.views.warning_parts import around
from izote.prevention.views.warnings import done, form_page

KINDS = ("method", "legal")


@login_required
@require_safe
def warning_reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """What the reviewers of method and law found, and of which revision."""
    row = warning_for(request.user, pk)
    mine = next((kind for kind in KINDS if actions.may_review(request.user, row, kind)), "")
    rows = [{"review": one, "stands": one.revision == row.revision} for one in reviews_of(row)]
    return render(request, "prevention/warning_reviews.html", around(request, row) | {"rows": rows, "mine": mine})


@login_required
@once
def warning_review(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Say that method or law holds, or give the warning back with reasons."""
    row = warning_for(request.user, pk)
    if kind not in KINDS:
        raise Http404
    form = ReviewForm(sent(request))
    if done(
        request,
        form,
        lambda said: actions.review_warning(row, kind, by=request.user, holds=said["holds"] == "yes", words=said["words"]),
    ):
        messages.success(request, _("Done."))
        return redirect("warning_reviews", pk)
    title = _("Methodological review") if kind == "method" else _("Legal review")
    return form_page(request, form, row, title, back="warning_reviews")


@login_required
@require_safe
def warning_harm(request: HttpRequest, pk: int) -> HttpResponse:
    """The ten do-no-harm questions as they were last answered."""
    row = warning_for(request.user, pk)
    check = harm_check_of(row)
    questions = words("harm_questions")
    answers = [
        {"question": str(questions[str(one.question)]), "answer": one, "carrier": one.carrier and label("machine_roles", one.carrier)}
        for one in sorted(check.answers.all(), key=lambda one: one.question)
    ] if check else []  # fmt: skip
    fresh = check is not None and harm_is_fresh({"harm_on": check.on, "today": timezone.localdate()})
    context = {"check": check, "answers": answers, "fresh": fresh, "mine": actions.may_check_harm(request.user, row)}
    return render(request, "prevention/warning_harm.html", around(request, row) | context)


@login_required
@once
def warning_harm_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the ten questions."""
    row = warning_for(request.user, pk)
    institutions = list(addressees_for(request.user).filter(org=row.org_id))
    form = HarmForm(sent(request), addressees=institutions, initial=_last_answers(row))

    def answer(said: dict[str, Any]) -> None:
        threats = [one for one in institutions if str(one.pk) in said["threats"]]
        actions.answer_harm(row, form.answers(), by=request.user, threats=threats)

    if done(request, form, answer):
        messages.success(request, _("The ten answers are kept, with your name and today's day."))
        return redirect("warning_harm", pk)
    context = {"form": form, "warning": row}
    return render(request, "prevention/warning_harm_answer.html", context, status=422 if form.is_bound else 200)


def _last_answers(row: Any) -> dict[str, Any]:
    """The last answers, to be looked at anew; whether there is a danger is always said afresh."""
    check = harm_check_of(row)
    if check is None:
        return {}
    start: dict[str, Any] = {"threats": [str(one.addressee_id) for one in check.threats.all()]}
    for one in check.answers.all():
        start |= {f"{part}-{one.question}": getattr(one, part) for part in ("words", "mitigation", "carrier")}
    return start


@login_required
@require_safe
def warning_signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signed what, and whether it still counts."""
    row = warning_for(request.user, pk)
    content = content_of(row, request.user)
    now = row.digest or digest(content)
    rows = [{"signature": one, "counts": counts(one, row, now), "mine": one.by_id == request.user.pk} for one in signatures_of(row)]
    signs = "prevention.analyse" if row.author_id == request.user.pk else "prevention.sign"
    mine = row.state == "to_sign" and may(request.user, signs, row.org_id) and not any(one["counts"] and one["mine"] for one in rows)
    context = {"rows": rows, "digest": now, "mine": mine, "decides": may(request.user, "prevention.sign", row.org_id)}
    return render(request, "prevention/warning_signatures.html", around(request, row) | context)


@recently
@once
def warning_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Read exactly what is signed, and sign it."""
    row = warning_for(request.user, pk)
    if request.method == "POST":
        actions.sign_warning(row, by=request.user, seen=request.POST.get("digest", "")[:64])
        messages.success(request, _("Signed. Your signature counts for exactly these words."))
        return redirect("warning_signatures", pk)
    content = content_of(row, request.user)
    context = {"sections": [one for one in document(content) if not one.empty], "digest": digest(content)}
    return render(request, "prevention/warning_sign.html", around(request, row) | context)


@login_required
@require_POST
@once
def warning_unsign(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    """Take one's own signature back."""
    row = warning_for(request.user, pk)
    held = next((one for one in signatures_of(row) if one.pk == signature), None)
    if held is None:
        raise Http404
    actions.withdraw_signature(held, by=request.user)
    messages.success(request, _("Your signature no longer counts."))
    return redirect("warning_signatures", pk)


@login_required
@once
def warning_publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether the public will read it."""
    row = warning_for(request.user, pk, "prevention.sign")
    form = PublicationForm(sent(request), initial={"publication": row.publication, "why": row.publication_why, "on": row.publish_on})
    if done(request, form, lambda said: writing.decide_publication(row, by=request.user, **said)):
        messages.success(request, _("Decided."))
        return redirect("warning_signatures", pk)
    return form_page(request, form, row, _("Will the public read it?"), back="warning_signatures")


def number_of(text: str) -> int:
    """A whole number that somebody sent, or a refusal."""
    if not text.isdigit() or len(text) > 9:
        raise BadInput(_("This form cannot be read. Open the page again."))
    return int(text)
