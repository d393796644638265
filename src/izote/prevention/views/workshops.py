"""A workshop in front of a room: big type, keyboard, no script needed; two facilitators at once lose nothing."""

import datetime as dt
from typing import Any

from django import forms
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
from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import workshops as actions
from izote.prevention.forms.workshops import AssignForm, BallotForm, CodeForm, ProposeForm
from izote.prevention.permissions import office_of, require_somewhere
from izote.prevention.queries import workshops as queries
from izote.prevention.rules.proposals import FIRST_STEP_DAYS
from izote.prevention.views.proposal_parts import tried
from izote.prevention.views.workshop_parts import counted, grid, sheet
from izote.vault.door import require_open

READ, WRITE = "proposals.read", "proposals.write"
STEPS = ("workshop", "workshop_merge", "workshop_vote", "workshop_assign", "workshop_paper")


@login_required
def workshops(request: HttpRequest) -> HttpResponse:
    """The workshops in which something was proposed; another one by its code."""
    require_somewhere(request.user, READ)
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return redirect("workshop", form.cleaned_data["code"].upper())
    context = {"form": form, "rows": queries.workshops_of(request.user), "may_lead": office_of(request.user, WRITE) is not None}
    return render(request, "prevention/workshops.html", context, status=422 if form.errors else 200)


def room(request: HttpRequest, code: str, right: str = WRITE) -> tuple[queries.Workshop, dict[str, Any]]:
    """The workshop and what every page of it shows; 403 for whoever may not lead it."""
    require_somewhere(request.user, right)
    of = queries.workshop_for(request.user, code, right)
    here = request.resolver_match.url_name if request.resolver_match else ""
    wall = queries.with_groups(queries.wall(of))
    return of, {"of": of, "wall": wall, "groups": queries.room_groups(wall), "last": queries.last_act(of), "here": here}


@login_required
@once
def workshop(request: HttpRequest, code: str) -> HttpResponse:
    """Propose: one line, one group, the next one."""
    of, context = room(request, code)

    def act(data: dict[str, Any]) -> str:
        actions.propose(of, by=request.user, **data)
        return f"{reverse('workshop', args=[of.code])}?grupo={data['group']}"

    form = ProposeForm(sent(request), initial={"group": request.GET.get("grupo", "")[:120]})
    return tried(request, form, act, "prevention/workshop.html", **context)


@login_required
@once
def workshop_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Merge: tick two or more, and say under which of them they go on."""
    of, context = room(request, code)
    ticked, into = _keys(request, "keys"), _keys(request, "into")

    def act(_data: dict[str, Any]) -> str:
        actions.merge_on_wall(of, by=request.user, keys=ticked, into=(into or ticked or [0])[0])
        return reverse("workshop_merge", args=[of.code])

    return tried(request, forms.Form(sent(request)), act, "prevention/workshop_merge.html", ticked=ticked, into=into, **context)


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isascii() and one.isdigit() and len(one) < 18]


@login_required
@once
def workshop_vote(request: HttpRequest, code: str) -> HttpResponse:
    """Vote: hands for each proposal, or dots by group; ties are shown as ties."""
    of, context = room(request, code)
    voting = queries.voting(of, context["wall"])
    setting = request.POST.get("act") == "ballot"
    start = {"kind": voting.ballot.kind, "voters": voting.ballot.voters} if voting.ballot else {"kind": "hands", "voters": of.participants}
    form = BallotForm(sent(request) if setting else None, initial=start)
    context |= {"voting": voting, "grid": grid(request, voting, context), "form": form}
    if request.method == "POST" and not setting:
        return counted(request, of, voting, context)

    def act(data: dict[str, Any]) -> str:
        actions.begin_ballot(of, by=request.user, **data)
        return reverse("workshop_vote", args=[of.code])

    form_context = {name: value for name, value in context.items() if name != "form"}
    return tried(request, form, act, "prevention/workshop_vote.html", **form_context)


@login_required
@once
def workshop_assign(request: HttpRequest, code: str) -> HttpResponse:
    """Assign: which institution, office or role takes the first step of a proposal, by when."""
    of, context = room(request, code)
    lines = queries.voting(of, context["wall"]).lines

    def act(data: dict[str, Any]) -> str:
        row = next(one for one in context["wall"] if str(one.pk) == data.pop("proposal"))
        actions.assign(of, by=request.user, proposal=row, **data)
        return reverse("workshop_assign", args=[of.code])

    form = AssignForm(sent(request), org=of.org.pk, rows=[line.key for line in lines])
    last_day = timezone.localdate() + dt.timedelta(days=FIRST_STEP_DAYS)
    form.fields["due_on"].widget.attrs.update(min=timezone.localdate().isoformat(), max=last_day.isoformat())
    return tried(request, form, act, "prevention/workshop_assign.html", promises=queries.promises(of), **context)


@login_required
@require_POST
@once
def workshop_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the last act back; nothing happens when somebody has done something since."""
    of, _context = room(request, code)
    back = request.POST.get("back", "")
    try:
        actions.undo(of, by=request.user, act=(_keys(request, "act") or [0])[0])
    except (Conflict, BadInput) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The last act was taken back."))
    return redirect(back if back in STEPS else "workshop", of.code)


@login_required
@require_safe
def workshop_paper(request: HttpRequest, code: str) -> HttpResponse:
    """What is printed before people leave: commitments, proposals with votes, what happens next."""
    of, context = room(request, code, READ)
    context["leads"] = office_of(request.user, WRITE) is not None
    return render(request, "prevention/workshop_paper.html", context | {"sheet": sheet(of)})


@login_required
@require_safe
def workshop_pdf(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The same as PDF, in Spanish or English, with places to sign."""
    if language not in ("es", "en"):
        raise Http404
    of, _context = room(request, code, READ)
    require_open(of.org)
    with override(language):
        data = sheet(of)
        content = paper.pdf("prevention/typst/workshop.typ", data, language=language, title=data["title"], office=of.org.name)
    name = f"{of.code}-{language}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
