"""Quick registration: three fields, what must be asked first, and the file she or he may already have."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.kit.once import once
from izote.people import actions
from izote.people import queries_arrivals as queries
from izote.people.forms.arrivals import ReceiveForm
from izote.people.models import ListRow, Person, Ticket, TicketMember
from izote.people.queries import other_offices, person_for, staff_with
from izote.people.rules import notice, notice_versions, write_birth
from izote.people.templatetags.arrivals import waited
from izote.people.views.queue import child_alone


@login_required
def ticket_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Those behind a number: who is registered and who waits."""
    ticket = queries.ticket_for(request.user, pk)
    members = list(TicketMember.objects.filter(ticket=ticket).select_related("row", "person").order_by("pk"))
    opened = {it.row.pk: it for it in queries.shown(m.row for m in members if m.row)}
    people = [(member, opened.get(member.row_id) if member.row_id else None) for member in members]
    actions.note_queue_seen(ticket.org, shown=len(people), by=request.user)
    context = {"ticket": ticket, "people": people, "called": ticket.state == Ticket.State.CALLED}
    context["waited"] = waited(ticket.created_at, ticket.called_at or timezone.now())
    return render(request, "people/ticket_detail.html", context)


@login_required
@once
def member_receive(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Register one of those behind a called number."""
    ticket = queries.ticket_for(request.user, pk)
    found = get_object_or_404(TicketMember.objects.select_related("row__list"), pk=member, ticket=ticket)
    return receive_page(request, row=found.row, member=found, ticket=ticket, back=reverse("ticket_detail", args=[pk]))


@login_required
@once
def row_receive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She or he of a list came, or agreed, without a number."""
    row = queries.row_for(request.user, pk, ["contact.attempt"])
    return receive_page(request, row=row, member=None, ticket=None, back=reverse("list_contact", args=[row.list_id]))


def receive_page(
    request: HttpRequest, *, row: ListRow | None, member: TicketMember | None, ticket: Ticket | None, back: str
) -> HttpResponse:
    """The form of three fields; what was sent is done once."""
    org = ticket.org if ticket else row.org if row else None
    if org is None:
        raise Http404
    shown = queries.with_candidates(request.user, queries.shown([row]))[0] if row and row.payload else None
    if shown and shown.alone:
        return child_alone(request)
    staff = list(staff_with(org, "person.read").exclude(pk=int(request.user.pk or 0)))
    known = candidates_of(shown)
    form = ReceiveForm(
        request.POST if request.method == "POST" else None,
        staff=staff,
        candidates=[(person.code, f"{person.full_name} · {person.code}") for person in known.values()],
        initial=initial(shown),
    )
    if request.method == "POST" and form.is_valid():
        if form.everyone_is_excluded:
            return render(request, "people/other_office.html", {"offices": other_offices(request.user), "nothing_stored": True})
        try:
            return received(request, form, org=org, row=row, member=member, known=known, back=back)
        except actions.ChildAlone:
            return child_alone(request)
    version = notice_versions()[0]
    context = {"form": form, "shown": shown, "known": known, "ticket": ticket, "back": back, "version": version}
    return render(request, "people/receive.html", {**context, "notice": notice(version, get_language() or "es")[:3]})


def candidates_of(shown: queries.Shown | None) -> dict[str, Person]:
    """The files that she or he may have, by code."""
    if shown is None:
        return {}
    found = {person.code: person for person, _chance, _codes in shown.candidates}
    if shown.row.person and shown.row.status == ListRow.Status.LINKED:
        found = {shown.row.person.code: shown.row.person} | found
    return found


def initial(shown: queries.Shown | None) -> dict[str, Any]:
    """What the list knows already."""
    if shown is None:
        return {}
    entry = shown.entry
    born = write_birth(entry.birth_date, entry.birth_year, entry.birth_precision)
    same = shown.row.person.code if shown.row.person and shown.row.status == ListRow.Status.LINKED else ""
    return {"name": entry.full_name, "born": born, "sex": entry.sex, "same": same}


def received(
    request: HttpRequest,
    form: ReceiveForm,
    *,
    org: Any,
    row: ListRow | None,
    member: TicketMember | None,
    known: dict[str, Person],
    back: str,
) -> HttpResponse:
    """Call the action with what the form holds, and say what came of it."""
    data = form.cleaned_data
    if data["agrees"] == "no":
        actions.decline(org=org, by=request.user, row=row, member=member, born=data["born"], sex=data["sex"])
        messages.success(request, _("Attended. Nothing was kept but the count."))
        return redirect("queue_detail" if member else back)
    person = person_for(request.user, known[data["same"]].code) if data["same"] in known else None
    given = {"purpose": "service", "recipient": "office", "notice_version": notice_versions()[0], "mode": data["agrees"]}
    person = actions.receive(
        org=org,
        by=request.user,
        name=form.split_name(),
        born=data["born"],
        sex=data["sex"],
        row=row,
        member=member,
        person=person,
        alone=data["alone"],
        consent={**given, "given_on": timezone.localdate(), "language": (get_language() or "es")[:2]},
        not_known_to=[form.staff[pk] for pk in data["not_known_to"]],
        safe_to_call=data["safe_to_call"],
    )
    messages.success(request, _("Registered. The code is %(code)s.") % {"code": person.code})
    return redirect(back)
