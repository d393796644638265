"""Deciding: whom a doubtful row is about, and who belongs together."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.people import actions
from izote.people import queries_arrivals as queries
from izote.people.models import ListRow
from izote.people.queries import person_for

SHOWN = {"por-decidir": "undecided", "enlazadas": "linked", "nuevas": "new", "repetidas": "repeated"}
ROWS = 20


@login_required
def list_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows by their standing; the doubtful ones with what speaks for and against each known file."""
    listing = queries.list_for(request.user, pk)
    which = request.GET.get("que", "por-decidir")
    if which not in SHOWN:
        raise Http404
    rows = queries.rows_of(listing, SHOWN[which])
    page = page_of(rows, ["line", "pk"], request.GET.get("cursor", ""), ROWS)
    shown = queries.with_candidates(request.user, queries.shown(page.rows))
    actions.trace_list(request.user, "list.rows_seen", listing, shown=len(shown), which=SHOWN[which])
    context = {"listing": listing, "counts": queries.counts_of([listing]), "page": page, "shown": shown, "which": which}
    return render(request, "people/list_review.html", context)


@login_required
@require_POST
@once
def row_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is she or he, it is somebody else, or the decision is taken back."""
    row = queries.row_for(request.user, pk)
    answer = request.POST.get("answer", "")
    if answer == "new":
        actions.call_new(row, by=request.user)
    elif answer == "reopen":
        actions.reopen_row(row, by=request.user)
    elif answer:
        actions.link_row(row, person_for(request.user, answer), by=request.user)
    else:
        raise BadInput(_("Say who it is."))
    return redirect(f"{reverse('list_review', args=[row.list_id])}?que={came_from(request)}")


def came_from(request: HttpRequest) -> str:
    """The part of the list that was shown."""
    which = request.POST.get("que", "")
    return which if which in SHOWN else "por-decidir"


@login_required
@once
def list_families(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who seem to belong together; whoever knows them confirms."""
    listing = queries.list_for(request.user, pk)
    if request.method == "POST":
        number = request.POST.get("family", "")
        if not number.isdigit():
            raise BadInput(_("Say which family."))
        if "refuse" in request.POST:
            actions.refuse_family(listing, int(number), by=request.user)
        else:
            count = actions.confirm_family(listing, int(number), request.POST.getlist("member"), by=request.user)
            messages.success(
                request, _("Family confirmed: %(count)s members. They will share a household when they are registered.") % {"count": count}
            )
        return redirect("list_families", pk=pk)
    groups = queries.families_of(listing)
    actions.trace_list(request.user, "list.rows_seen", listing, shown=sum(len(group.members) for group in groups))
    return render(request, "people/list_families.html", {"listing": listing, "groups": groups, "confirmed": ListRow.Family.CONFIRMED})
