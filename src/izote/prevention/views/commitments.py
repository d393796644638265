"""Commitments followed up: what is overdue, what was done with which evidence, by institution."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.access.permissions import office_of
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import commitments as actions
from izote.prevention.forms.proposals import CloseForm, CommitmentForm
from izote.prevention.permissions import require_somewhere
from izote.prevention.queries import workshops as queries
from izote.prevention.views.proposal_parts import LEAD, office_with, tried


@login_required
@require_safe
def commitments(request: HttpRequest) -> HttpResponse:
    """The commitments still open by day, those overdue first, or those closed; and the counts by institution."""
    require_somewhere(request.user, "proposals.read")
    part, who = request.GET.get("parte", "open"), request.GET.get("quien", "")[:160]
    rows = queries.commitments_for(request.user)
    counts = queries.by_institution(rows, timezone.localdate())
    rows = rows.filter(who=who) if who else rows
    rows = rows.exclude(state="open") if part == "closed" else rows.filter(state="open")
    page = page_of(rows, ("-closed_on", "-pk") if part == "closed" else ("due_on", "pk"), request.GET.get("cursor", ""))
    lines = [(row, actions.may_follow(request.user, row)) for row in page.rows]
    context = {"page": page, "lines": lines, "part": part, "who": who, "counts": counts, "today": timezone.localdate()}
    return render(request, "prevention/commitments.html", context | {"may_write": any(office_of(request.user, one) for one in LEAD)})


@login_required
@once
def commitment_new(request: HttpRequest) -> HttpResponse:
    """Write down a commitment made outside a workshop."""
    org = office_with(request, next((one for one in LEAD if office_of(request.user, one)), LEAD[0]))

    def act(data: dict[str, Any]) -> str:
        actions.promise(org=org, by=request.user, **data)
        return reverse("commitments")

    form = CommitmentForm(sent(request), org=org.pk)
    return tried(request, form, act, title=_("New commitment"), back=reverse("commitments"))


@login_required
@once
def commitment_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a commitment."""
    row = queries.commitment_for(request.user, pk)
    if not actions.may_follow(request.user, row):
        office_with(request, "prevention.follow")

    def act(data: dict[str, Any]) -> str:
        actions.close_commitment(row, by=request.user, **data)
        return reverse("commitments")

    lead = f"{row.who}: {row.what}"
    return tried(request, CloseForm(sent(request)), act, title=_("What became of the commitment"), back=reverse("commitments"), lead=lead)
