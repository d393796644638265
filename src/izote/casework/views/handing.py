"""Giving a case to a colleague, offering it, sharing it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from izote.casework.actions import handing as actions
from izote.casework.forms.handing import ColleagueForm, OfferForm, RefusalForm, ShareForm
from izote.casework.models import Case, CaseShare
from izote.casework.queries import team as queries
from izote.casework.queries.cases import kept_out_of, open_case, person_of
from izote.casework.views.answers import form_page, need_any, need_cases, page_of_case, seen_case, sent
from izote.kit.once import once


def colleagues(case: Case, *besides: int | None) -> list[queries.Load]:
    """Those who may get the case, with what they carry; never whoever is kept out of the file."""
    out = kept_out_of(case) | set(besides)
    return [load for load in queries.loads(case.org_id) if load.user.pk not in out]


@login_required
@once
def case_assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a case to a colleague at once."""
    case, head = seen_case(request, pk, "case.assign")
    form = ColleagueForm(sent(request), loads=colleagues(case))
    act = lambda data: actions.assign_case(case, to=data["to"], by=request.user)  # noqa: E731
    return form_page(request, "case_assign", form, act, to=page_of_case(case), **head)


@login_required
@once
def case_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a case to a colleague, who accepts it or not."""
    case, head = seen_case(request, pk, "case.own")
    form = OfferForm(sent(request), loads=colleagues(case, case.responsible_id, request.user.pk))
    act = lambda data: actions.offer_transfer(case, to=data["to"], note=data["note"], by=request.user)  # noqa: E731
    return form_page(request, "case_transfer", form, act, to=page_of_case(case), **head)


@login_required
@once
def transfer_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An offered case: accept it, say why not, or, as whoever offered it, call it off."""
    need_cases(request.user)
    transfer = queries.transfer_for(request.user, pk)
    case, mine = transfer.case, transfer.to_user_id == request.user.pk
    form = RefusalForm(sent(request))
    if request.method == "POST" and form.is_valid():
        event = request.POST.get("event", "")
        actions.answer_transfer(transfer, event, reason=form.cleaned_data["reason"], by=request.user)
        return redirect("today") if event == "refuse" else redirect(page_of_case(case))
    load = next((found for found in queries.loads(case.org_id) if found.user.pk == request.user.pk), None) if mine else None
    said = open_case(case, "texts").about("transfer", transfer.pk)
    context = {"transfer": transfer, "case": case, "person": person_of(case), "form": form, "mine": mine, "load": load, "said": said}
    return render(request, "casework/transfer_detail.html", context)


@login_required
@once
def case_share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a colleague work on a case too."""
    case, head = seen_case(request, pk, "case.own")
    form = ShareForm(
        sent(request), loads=colleagues(case, case.responsible_id, request.user.pk), initial={"why": CaseShare.Why.PROFESSIONAL}
    )
    return form_page(
        request,
        "case_share",
        form,
        lambda data: actions.share_case(case, user=data["to"], why=data["why"], ends_on=data["ends_on"], by=request.user),
        to=page_of_case(case),
        **head,
    )


@login_required
@require_POST
@once
def share_end(request: HttpRequest, pk: UUID, share: UUID) -> HttpResponse:
    """The colleague no longer works on it."""
    need_any(request.user, "case.own", "case.assign")
    case, _head = seen_case(request, pk)
    found = next((one for one in queries.shares_of(case) if one.pk == share), None)
    if found is None:
        raise Http404
    actions.end_share(found, by=request.user)
    return redirect(page_of_case(case))
