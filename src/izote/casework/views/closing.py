"""Asking that a case be closed, taking it back, and reopening."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from izote.casework.actions import closing as actions
from izote.casework.forms.closing import ClosureForm, ReopenForm
from izote.casework.permissions import may_work
from izote.casework.queries import closing as queries
from izote.casework.queries.cases import open_case
from izote.casework.views.answers import form_page, page_of_case, seen_case, sent
from izote.kit.once import once


@login_required
@once
def closure_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask that a case be closed: few fields, and what would be left behind."""
    case, head = seen_case(request, pk, "case.own")
    waiting = queries.closures_of(case).filter(state="requested").first()
    if waiting or not case.is_open:
        return redirect("closure_detail", case.pk)
    form = ClosureForm(sent(request), case=case, by=request.user, staff=list(queries.survey_colleagues(case, request.user)))
    return form_page(
        request,
        "closure_request",
        form,
        lambda data: actions.request_closure(case, by=request.user, **{k: v for k, v in data.items() if k != "keep_words"}),
        to=reverse("closure_detail", args=[case.pk]),
        standing=queries.standing(case),
        **head,
    )


@login_required
def closure_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the closing of a case stands, with its summary; every request there was."""
    case, head = seen_case(request, pk)
    closures = list(queries.closures_of(case))
    opened = open_case(case, "texts") if closures else None
    rows = [(closure, opened.said("closure", closure.pk) if opened else "") for closure in closures]
    return render(request, "casework/closure_detail.html", {**head, "rows": rows, "may_work": may_work(request.user, case)})


@login_required
@once
def case_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on working with a closed case."""
    case, head = seen_case(request, pk, "case.own")
    form = ReopenForm(sent(request))
    act = lambda data: actions.reopen_case(case, data["reason"], by=request.user)  # noqa: E731
    return form_page(request, "case_reopen", form, act, to=page_of_case(case), **head)
