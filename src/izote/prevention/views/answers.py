"""What groups are told: the list of those still to be told, the letter to each, and that it was told."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from izote.kit import print as paper
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import proposals as actions
from izote.prevention.actions import wording
from izote.prevention.forms.proposals import NameForm, ToldForm
from izote.prevention.models import AllowedName, ProposalAnswer
from izote.prevention.permissions import office_of, require_somewhere
from izote.prevention.queries import proposals as queries
from izote.prevention.rules.machines import machine
from izote.prevention.rules.proposals import TELL_DAYS
from izote.prevention.views.proposal_parts import LEAD, has, need, office_with, tried
from izote.vault.door import require_open

READ = "proposals.read"


@login_required
@require_safe
def answers_to_tell(request: HttpRequest) -> HttpResponse:
    """The groups that still have to be told of a decision, those that wait longest first."""
    require_somewhere(request.user, READ)
    page = page_of(queries.to_tell(queries.answers_for(request.user)), ("pk",), request.GET.get("cursor", ""))
    late = timezone.now() - dt.timedelta(days=TELL_DAYS)
    context = {"page": page, "late": late, "may_tell": any(office_of(request.user, right) for right in LEAD)}
    return render(request, "prevention/answers_to_tell.html", context)


@login_required
@once
def answer_told(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how and when a group was told."""
    row = queries.answer_for(request.user, pk)
    need(request, row, LEAD)

    def act(data: dict[str, Any]) -> str:
        actions.tell(row, by=request.user, **data)
        messages.success(request, _("Written down that the group was told."))
        return reverse("answers_to_tell")

    form = ToldForm(sent(request), initial={"told_on": timezone.localdate()})
    lead = f"{row.credit.group} · {row.proposal.title}"
    return tried(request, form, act, title=_("How the group was told"), back=reverse("answers_to_tell"), lead=lead)


@login_required
@require_safe
def answer_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter to a group, as it is printed."""
    row = queries.answer_for(request.user, pk)
    context = {"answer": row, "data": letter(row), "may_tell": row.told_on is None and has(request, row, LEAD)}
    return render(request, "prevention/answer_letter.html", context)


@login_required
@require_safe
def answer_letter_pdf(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The letter as PDF, in Spanish or English."""
    if language not in ("es", "en"):
        raise Http404
    row = queries.answer_for(request.user, pk)
    require_open(row.org_id)
    with override(language):
        data = letter(row)
        content = paper.pdf("prevention/typst/letter.typ", data, language=language, title=data["title"], office=row.org.name)
    name = f"{row.proposal.code}-{row.pk}-{language}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def letter(row: ProposalAnswer) -> dict[str, Any]:
    """What stands in the letter to a group."""
    proposal = row.proposal
    asked = _("If something is not clear or you do not agree, tell the office and name the code %(code)s.") % {"code": proposal.code}
    return {
        "title": _("Answer to “%(group)s”") % {"group": row.credit.group},
        "facts": [
            (_("Your proposal"), proposal.title),
            (_("Code"), proposal.code),
            (_("Decision"), str(machine("proposal").states[row.decision])),
            (_("Day of the decision"), timezone.localtime(row.at).date().strftime("%d/%m/%Y")),
        ],
        "text": row.text,
        "thanks": _("Thank you for proposing it. Your group stays named as one of those who proposed it."),
        "asked": asked,
        "signer": _("For the office (role and seal)"),
    }


@login_required
@require_safe
def allowed_names(request: HttpRequest) -> HttpResponse:
    """Words that look like somebody's name, and whether they were allowed."""
    require_somewhere(request.user, READ)
    rows = AllowedName.objects.select_related("by", "allowed_by").order_by("allowed_at", "pk")[:300]
    checks = any(office_of(request.user, right) for right in wording.CHECKERS)
    lines = [(row, checks and row.allowed_by_id is None and row.by_id != request.user.pk) for row in rows]
    return render(request, "prevention/allowed_names.html", {"lines": lines, "may_ask": any(office_of(request.user, r) for r in LEAD)})


@login_required
@once
def allowed_name_ask(request: HttpRequest) -> HttpResponse:
    """Ask that words be allowed which name no person."""
    right = next((one for one in wording.WRITERS if office_of(request.user, one)), wording.WRITERS[0])
    org = office_with(request, right)

    def act(data: dict[str, Any]) -> str:
        wording.ask_for_name(org=org, by=request.user, **data)
        return reverse("allowed_names")

    form = NameForm(sent(request))
    return tried(request, form, act, title=_("Words that name no person"), back=reverse("allowed_names"))


@login_required
@require_POST
@once
def allowed_name_allow(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person allows them."""
    row = AllowedName.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    wording.allow_name(row, by=request.user)
    return redirect("allowed_names")
