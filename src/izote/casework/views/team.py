"""How the work of an office is spread and what is late in it; who stands in for whom; how the office works."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from izote.access.models import Organization
from izote.access.permissions import has_somewhere, may, office_of
from izote.casework.actions import handing
from izote.casework.actions import settings as actions
from izote.casework.forms.handing import CoverForm
from izote.casework.forms.settings import RulesForm
from izote.casework.models import OfficeRules
from izote.casework.queries import approvals
from izote.casework.queries import team as queries
from izote.casework.queries.cases import names_of, rules_of
from izote.casework.rules.words import label
from izote.casework.views.answers import form_page, need_any, sent
from izote.kit.once import once
from izote.people.queries import staff_with

WAITING, MOST_LOADS = 10, 12


def office_with(user: Any, right: str) -> Organization:
    """The office in which the user has that right; 403 when there is none."""
    found = office_of(user, right)
    if found is None:
        raise PermissionDenied(right)
    return found


@login_required
def team(request: HttpRequest) -> HttpResponse:
    """Load and lateness of each colleague, and the cases that need somebody."""
    org = office_with(request.user, "case.team")
    rules = rules_of(org.pk)
    lists: dict[str, list[Any]] = {
        "nobody_took": queries.nobody_took(org.pk, rules),
        "left_behind": queries.left_behind(org.pk),
        "grave_without_contact": queries.grave_without_contact(org.pk),
        "untouched": queries.untouched(org.pk),
    }
    critical, board = queries.critical(org.pk), queries.board(org.pk)
    shown: list[list[Any]] = [*lists.values(), critical, board]
    taken = queries.durations(org.pk)
    loads = sorted(queries.loads(org.pk, rules), key=lambda load: (-load.weight, str(load.user)))
    most = len(loads) if "todos" in request.GET else MOST_LOADS
    context = {
        "org": org,
        "loads": loads[:most],
        "everybody": len(loads) if len(loads) > most else 0,
        "lists": [(name, rows[: queries.SHOWN], len(rows) > queries.SHOWN) for name, rows in lists.items() if rows],
        "names": names_of(row.person_id for rows in shown for row in rows),
        "critical": critical,
        "board": board,
        "waiting": approvals.many_waiting(request.user, WAITING) if has_somewhere(request.user, "case.approve") else 0,
        "covers": queries.covers_of(org.pk),
        "durations": taken,
        "lengths": [(label("months_open", name), n) for name, n in taken.by_length],
        "rules": rules,
        "may_lead": may(request.user, "case.assign", org),
        "may_set": may(request.user, "case.settings", org),
    }
    return render(request, "casework/team.html", context)


@login_required
@once
def cover_list(request: HttpRequest) -> HttpResponse:
    """Who is away and who does the work; name somebody new."""
    org = office_with(request.user, "case.assign")
    form = CoverForm(sent(request), staff=list(staff_with(org, "case.own")))
    return form_page(
        request,
        "cover_list",
        form,
        lambda _data: handing.set_cover(org, by=request.user, **form.people()),
        to=reverse("cover_list"),
        covers=queries.covers_of(org.pk),
        org=org,
    )


@login_required
@require_POST
@once
def cover_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The colleague is back."""
    need_any(request.user, "case.assign")
    org = office_with(request.user, "case.assign")
    found = next((cover for cover in queries.covers_of(org.pk) if cover.pk == pk), None)
    if found is None:
        raise Http404
    handing.end_cover(found, by=request.user)
    return redirect("cover_list")


@login_required
@once
def office_rules(request: HttpRequest) -> HttpResponse:
    """The clocks for each level of risk, which approvals are looked at, and how much a colleague carries."""
    org = office_with(request.user, "case.settings")
    rules: OfficeRules = rules_of(org.pk)
    form = RulesForm(sent(request), rules=rules)
    return form_page(
        request,
        "office_rules",
        form,
        lambda data: actions.save_rules(org, by=request.user, seen=data["version"], **form.values()),
        to=reverse("team"),
        org=org,
    )
