"""The counter: who is expected, who waits, whom to call."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.permissions import has_somewhere
from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.people import actions
from izote.people import queries_arrivals as queries
from izote.people.models import ListRow, Ticket
from izote.people.permissions import require_somewhere
from izote.people.rules import protocol, words

SCREEN = "izote.waiting-room"
MOST_PEOPLE = 12
FEW = 12


@login_required
def queue_detail(request: HttpRequest) -> HttpResponse:
    """One screen: the number in hand, who waits and how long, and those expected to whom a number can be given."""
    require_somewhere(request.user, "queue.call")
    org = queries.office_with(request.user, "queue.call")
    text = " ".join(request.POST.get("text", "")[:100].split()) if request.method == "POST" else ""
    tickets = queries.queue_of(org)
    people = queries.expected(org, text)
    groups = by_family([it for it in people if not it.alone])
    few = groups if text or request.GET.get("todas") == "si" else groups[:FEW]
    actions.note_queue_seen(org, shown=sum(map(len, few)), by=request.user)
    context = {
        "mine": next((t for t in tickets if t.state == Ticket.State.CALLED and t.called_by_id == request.user.pk), None),
        "called": [t for t in tickets if t.state == Ticket.State.CALLED and t.called_by_id != request.user.pk],
        "waiting": [t for t in tickets if t.state == Ticket.State.WAITING],
        "absent": [t for t in tickets if t.state == Ticket.State.ABSENT],
        "served": sum(t.state == Ticket.State.SERVED for t in tickets),
        "groups": few,
        "more": len(groups) - len(few),
        "alone": [it for it in people if it.alone],
        "text": text,
        "now": timezone.now(),
    }
    return render(request, "people/queue_detail.html", context)


def by_family(people: list[queries.Shown]) -> list[list[queries.Shown]]:
    """Those expected, confirmed families together; small children and the ill first, else by name."""
    groups: dict[tuple[Any, ...], list[queries.Shown]] = {}
    for it in people:
        together = it.row.family_state == ListRow.Family.CONFIRMED
        groups.setdefault((it.row.list_id, it.row.family) if together else (it.row.pk,), []).append(it)
    return sorted(
        groups.values(), key=lambda group: (not any(it.row.first for it in group), group[0].entry.first_surname, group[0].entry.full_name)
    )


@login_required
@require_POST
@once
def number_give(request: HttpRequest) -> HttpResponse:
    """A number for rows of a list, or for people who came without one."""
    org = queries.office_with(request.user, "queue.call")
    rows = [queries.row_for(request.user, pk, ["queue.call"]) for pk in chosen(request)]
    people = request.POST.get("people", "1")
    count = min(int(people), MOST_PEOPLE) if people.isdigit() and int(people) else 1
    try:
        ticket = actions.give_number(
            org=org, by=request.user, rows=rows, first="first" in request.POST, child_alone="alone" in request.POST, people=count
        )
    except actions.ChildAlone:
        return child_alone(request)
    messages.success(request, _("Number %(number)s was given.") % {"number": ticket.number})
    return redirect("ticket_slip", pk=ticket.pk) if "slip" in request.POST else redirect("queue_detail")


def chosen(request: HttpRequest) -> list[Any]:
    """The rows that were marked."""
    found = [queries.uuid_of(text) for text in request.POST.getlist("row")[:50]]
    if any(pk is None for pk in found):
        raise Http404
    return found


def child_alone(request: HttpRequest) -> HttpResponse:
    """A child or adolescent alone: no number, but the way to the child protection board."""
    shown = protocol(words("protocols")["child_alone"].row["slug"])
    if shown is None:
        raise Http404
    return render(request, "people/queue_child.html", {"protocol": shown[0], "steps": shown[1]}, status=409)


@login_required
@require_POST
@once
def queue_call(request: HttpRequest) -> HttpResponse:
    """Call the next number."""
    ticket = actions.call_next(org=queries.office_with(request.user, "queue.call"), by=request.user)
    if ticket is None:
        messages.info(request, _("Nobody is waiting."))
    return redirect("queue_detail")


@login_required
@require_POST
@once
def ticket_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a number back, say that nobody came, or end it."""
    ticket = queries.ticket_for(request.user, pk)
    moves = {"back": actions.put_back, "absent": actions.mark_absent, "end": actions.end_ticket}
    move = moves.get(request.POST.get("to", ""))
    if move is None:
        raise BadInput(_("Say what is to be done with the number."))
    move(ticket, by=request.user)
    return redirect("queue_detail")


@login_required
def ticket_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed paper: number, day, hour, telephone; no name, no word of what for, no unit."""
    ticket = queries.ticket_for(request.user, pk)
    address = request.build_absolute_uri(reverse("slip_open", args=[ticket.code]))
    return render(request, "people/ticket_slip.html", {"ticket": ticket, "address": address})


@login_required
def slip_open(request: HttpRequest, code: str) -> HttpResponse:
    """Where a slip's QR leads the staff; without sign-in it opens nothing."""
    return redirect("ticket_detail", pk=queries.ticket_by_code(request.user, code).pk)


def queue_screen(request: HttpRequest) -> HttpResponse:
    """The waiting room's screen: numbers and nothing else; its address is signed, so that it needs nobody's session."""
    user = request.user
    signed_in = user.is_authenticated and has_somewhere(user, "queue.call")
    token = request.GET.get("p", "")
    if signed_in and not token:
        org = queries.office_with(user, "queue.call")
        token = signing.dumps(org.pk, salt=SCREEN)
        return screen(request, org.pk, f"{reverse('queue_screen')}?p={token}")
    try:
        org_id = int(signing.loads(token, salt=SCREEN, max_age=86_400 * 400))
    except signing.BadSignature as error:
        raise Http404 from error
    return screen(request, org_id)


def screen(request: HttpRequest, org_id: int, address: str = "") -> HttpResponse:
    """The numbers called, asked for again every five seconds."""
    context = {"numbers": queries.called_numbers(org_id), "address": address}
    response = render(request, "people/queue_screen.html", context)
    response["Refresh"] = "5"
    return response
