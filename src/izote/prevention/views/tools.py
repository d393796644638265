"""From assistance to the tool: visits, pilots, evaluations; tools with their versions, files and uses."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.access.permissions import orgs_with
from izote.kit.attachments import accept, headers
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import tools as actions
from izote.prevention.forms.proposals import AssistanceForm, EvaluationForm, PilotForm, ToolUseForm, ToolVersionForm, VisitForm
from izote.prevention.models import Assistance, KeptFile, Pilot, Tool
from izote.prevention.permissions import require_somewhere
from izote.prevention.queries import proposals as queries
from izote.prevention.queries.memory import readers_of
from izote.prevention.rules.proposals import next_version
from izote.prevention.views.proposal_parts import ANY, LEAD, has, need, tried
from izote.prevention.views.proposals import at
from izote.vault.door import require_open

READ = "proposals.read"


def part_of(noun: Any, user: Any, pk: int) -> Any:
    """A part of a proposal that the user reads, or 404."""
    found = noun.objects.filter(org__in=orgs_with(user, READ), pk=pk).select_related("proposal").first()
    if found is None:
        raise Http404
    return found


@login_required
@once
def assistance_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the technical assistance to a proposal."""
    row = queries.proposal_for(request.user, pk)
    need(request, row, ANY)

    def act(data: dict[str, Any]) -> str:
        actions.assist(row, by=request.user, **data)
        return at(row)

    return tried(request, AssistanceForm(sent(request)), act, title=_("Technical assistance"), back=at(row), lead=row.title)


@login_required
@once
def assistance_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a visit of the assistance."""
    row: Assistance = part_of(Assistance, request.user, pk)
    need(request, row, ANY)

    def act(data: dict[str, Any]) -> str:
        actions.visit(row, by=request.user, **data)
        return at(row.proposal)

    form = VisitForm(sent(request), initial={"on": timezone.localdate()})
    return tried(request, form, act, title=_("Visit of the assistance"), back=at(row.proposal), lead=row.proposal.title)


@login_required
@once
def pilot_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where a proposal is tried out."""
    row = queries.proposal_for(request.user, pk)
    need(request, row, LEAD)

    def act(data: dict[str, Any]) -> str:
        actions.begin_pilot(row, by=request.user, **data)
        return at(row)

    form = PilotForm(sent(request), initial={"since": timezone.localdate()})
    return tried(request, form, act, title=_("Where it is tried out"), back=at(row), lead=row.title)


@login_required
@once
def evaluation_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a trial showed."""
    row: Pilot = part_of(Pilot, request.user, pk)
    need(request, row, LEAD)

    def act(data: dict[str, Any]) -> str:
        actions.evaluate(row, by=request.user, **data)
        return at(row.proposal)

    form = EvaluationForm(sent(request), initial={"on": timezone.localdate()})
    lead = f"{row.site} · {row.proposal.measure}"
    return tried(request, form, act, title=_("What the trial showed"), back=at(row.proposal), lead=lead)


@login_required
@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    """The tools, the newest first."""
    require_somewhere(request.user, READ)
    page = page_of(queries.tools_for(request.user), ("-pk",), request.GET.get("cursor", ""))
    return render(request, "prevention/tools.html", {"page": page})


@login_required
@require_safe
def tool_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One tool: who keeps it, its versions, where it is used."""
    row = queries.tool_for(request.user, pk)
    in_use = row.retired_on is None
    context = {
        "tool": row,
        "versions": row.versions.select_related("file", "by").defer("file__data").order_by("-pk"),
        "uses": row.uses.select_related("place").order_by("-since", "-pk"),
        "may_version": in_use and has(request, row, LEAD),
        "may_use": in_use and has(request, row, ANY),
    }
    return render(request, "prevention/tool_page.html", context)


def at_tool(row: Tool) -> str:
    """The address of a tool."""
    return reverse("tool_page", args=[row.pk])


@login_required
@once
def tool_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version, with its file or link."""
    row = queries.tool_for(request.user, pk)
    need(request, row, LEAD)

    def act(data: dict[str, Any]) -> str:
        given = data.pop("file")
        file = actions.keep_file(row.org_id, accept(given.name, given.read()), by=request.user) if given else None
        actions.new_version(row, by=request.user, file=file, **data)
        return at_tool(row)

    start = {"number": next_version(row.version), "on": timezone.localdate(), "owner": row.owner}
    form = ToolVersionForm(sent(request), request.FILES or None, initial=start)
    return tried(request, form, act, title=_("New version"), back=at_tool(row), lead=row.name, upload=True)


@login_required
@once
def tool_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where a tool is used."""
    row = queries.tool_for(request.user, pk)
    need(request, row, ANY)

    def act(data: dict[str, Any]) -> str:
        actions.use_tool(row, by=request.user, **data)
        return at_tool(row)

    form = ToolUseForm(sent(request), initial={"since": timezone.localdate()})
    return tried(request, form, act, title=_("Where it is used"), back=at_tool(row), lead=row.name)


@login_required
@require_safe
def kept_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a tool or of the library, as a download."""
    row = KeptFile.objects.filter(org__in=readers_of(request.user), pk=pk).first()
    if row is None:
        raise Http404
    require_open(row.org_id)
    return HttpResponse(actions.content_of(row), headers=headers(row.mime, row.name))
