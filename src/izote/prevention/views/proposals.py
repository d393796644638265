"""Proposals: the list, one with its whole way, and how it is written, screened, merged and decided."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import proposals as actions
from izote.prevention.actions import tools
from izote.prevention.forms.proposals import CreditForm, MergeForm, MoveForm, PlanForm, ProposalForm, ProposalNewForm, ScreenForm
from izote.prevention.models import Proposal
from izote.prevention.permissions import may, may_move, office_of, require_somewhere
from izote.prevention.queries import proposals as queries
from izote.prevention.rules import proposals as rules
from izote.prevention.rules.machines import machine
from izote.prevention.views.proposal_parts import DECIDE, LEAD, WRITE, has, need, office_with, tried
from izote.prevention.views.proposal_whole import whole_of

READ = "proposals.read"


@login_required
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals by what became of them, the newest first."""
    require_somewhere(request.user, READ)
    part = request.GET.get("parte", "open")
    rows = queries.in_part(queries.proposals_for(request.user), part)
    if request.GET.get("vencidas"):
        rows = queries.overdue(rows)
    page = page_of(rows, ("-pk",), request.GET.get("cursor", ""))
    groups = queries.groups_of(page.rows)
    lines = [(row, groups.get(row.pk, [])) for row in page.rows]
    context = {"page": page, "lines": lines, "part": part, "may_write": office_of(request.user, WRITE) is not None}
    return render(request, "prevention/proposals.html", context)


@login_required
@require_safe
def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with its whole way, and what may be done now."""
    row = queries.proposal_for(request.user, pk)
    return render(request, "prevention/proposal_page.html", whole_of(request.user, row) | {"credit_form": CreditForm()})


@login_required
@once
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Write down a proposal."""
    org = office_with(request, WRITE)

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        return at(actions.capture(org=org, by=request.user, **data))

    form = ProposalNewForm(sent(request), org=org.pk)
    return tried(request, form, act, title=_("New proposal"), back=reverse("proposals"))


def at(row: Proposal) -> str:
    """The address of a proposal."""
    return reverse("proposal_page", args=[row.pk])


@login_required
@once
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Refine a proposal; after it was screened, who carries it and its first step."""
    row = queries.proposal_for(request.user, pk)
    need(request, row, LEAD)
    whole = row.state in rules.WRITABLE and may(request.user, WRITE, row.org_id)
    names = (*actions.WORDS, *actions.PLAN) if whole else actions.PLAN
    start = {name: getattr(row, name) for name in names} | {"version": row.version}

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version") or 0
        return at(actions.write_proposal(row, by=request.user, version=version, **data))

    form = (ProposalForm if whole else PlanForm)(sent(request), org=row.org_id, initial=start)
    return tried(request, form, act, title=_("Refine the proposal"), back=at(row), lead=row.title)


@login_required
@require_POST
@once
def proposal_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """One more group that proposed it."""
    row = queries.proposal_for(request.user, pk)
    need(request, row, (WRITE,))

    def act(data: dict[str, Any]) -> str:
        actions.add_credit(row, data["group"], by=request.user)
        return at(row)

    return tried(request, CreditForm(request.POST), act, title=_("Groups that proposed it"), back=at(row), lead=row.title)


@login_required
@once
def proposal_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the four questions of the screening."""
    row = queries.proposal_for(request.user, pk)
    need(request, row, LEAD)
    form = ScreenForm(sent(request), held=queries.screening_of(row))

    def act(data: dict[str, Any]) -> str:
        actions.screen(row, by=request.user, answers=form.answers())
        messages.success(request, _("The screening was kept."))
        return at(row)

    return tried(request, form, act, "prevention/proposal_screen.html", proposal=row, back=at(row))


@login_required
@once
def proposal_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge it into another; the groups of both stay named."""
    row = queries.proposal_for(request.user, pk)
    need(request, row, (WRITE,))
    others = queries.proposals_for(request.user).filter(org=row.org_id, state__in=rules.WRITABLE).exclude(pk=row.pk).order_by("-pk")[:200]

    def act(data: dict[str, Any]) -> str:
        into = queries.proposal_for(request.user, int(data["into"]))
        return at(actions.merge([row], into, by=request.user, words_for=data["said"]))

    form = MergeForm(sent(request), others=others)
    return tried(request, form, act, title=_("Merge into another proposal"), back=at(row), lead=row.title)


@login_required
@once
def proposal_move(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Move it to another state, with the reason and what each group is told."""
    row = queries.proposal_for(request.user, pk)
    if to not in machine("proposal").states or to in ("merged", "taken_back"):
        raise Http404
    way = machine("proposal").move(row.state, to)
    if not (may_move(request.user, way, row) if way else has(request, row, LEAD)):
        raise PermissionDenied(DECIDE)
    form = MoveForm(sent(request), guards=way.guards if way else (), credits=_credits(row, to))

    def act(data: dict[str, Any]) -> str:
        moved(request, row, to, form)
        messages.success(request, _("Done. Each group that proposed it still has to be told.") if form.credits else _("Done."))
        return at(row)

    if way is None:
        # whoever may decide hears why not now
        actions.step(row, to, by=request.user)
    context = whole_of(request.user, row) | {"way": way, "back": at(row)}
    return tried(request, form, act, "prevention/proposal_move.html", **context)


def _credits(row: Proposal, to: str) -> Any:
    return queries.credits_of(row).filter(pk__in=actions.must_be_told(row, to))


def moved(request: HttpRequest, row: Proposal, to: str, form: MoveForm) -> None:
    """The move itself: what becomes a tool, what is withdrawn or separated takes more than a step."""
    said: dict[str, Any] = {"by": request.user, "reason": form.cleaned_data["reason"], "answers": form.answers()}
    if to == "institutional":
        tools.institutionalise(row, **said, **{name: form.cleaned_data[name] for name in ("name", "number", "summary", "link")})
    elif to == "withdrawn":
        tools.withdraw(row, **said)
    elif to == "captured":
        actions.separate(row, **said)
    else:
        actions.step(row, to, **said)
