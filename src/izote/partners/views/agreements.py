"""Agreements, meetings of the alliance, and promises followed up."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import has_somewhere
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.partners import actions, queries, rules
from izote.partners.forms.others import AgreementForm, CommitmentForm, FollowForm, MeetingForm
from izote.partners.permissions import may_manage
from izote.partners.views.answers import form_page, keeping, mine_to_write, reading, sent


@login_required
def agreement_list(request: HttpRequest) -> HttpResponse:
    """Agreements, those that run out first at the top."""
    reading(request)
    today = timezone.localdate()
    page = page_of(queries.agreements_for(request.user), ("over", "until", "pk"), request.GET.get("cursor", ""), 25)
    rows = [(row, rules.expiry(row.ends_on, today), rules.days_left(row.ends_on, today)) for row in page]
    context = {"page": page, "rows": rows, "may_manage": has_somewhere(request.user, "partner.manage")}
    return render(request, "partners/agreement_list.html", context)


@login_required
def agreement_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An agreement as it was signed, with the institution's name of that day."""
    row = queries.agreement_for(request.user, pk)
    today = timezone.localdate()
    context = {
        "agreement": row,
        "then": queries.name_on(row.institution, row.starts_on),
        "now": queries.name_on(row.institution, today),
        "expiry": rules.expiry(row.ends_on, today),
        "left": rules.days_left(row.ends_on, today),
        "may_manage": may_manage(request.user, row),
    }
    return render(request, "partners/agreement_detail.html", context)


@login_required
@once
def agreement_create(request: HttpRequest) -> HttpResponse:
    """Write down an agreement."""
    org = keeping(request)

    def act(data: dict[str, Any]) -> str:
        return reverse("agreement_detail", args=[actions.write_agreement(org=org, by=request.user, **data).pk])

    form = AgreementForm(sent(request), org=org, initial={"institution": request.GET.get("institucion", "")})
    return form_page(request, _("New agreement"), form, act, back=reverse("agreement_list"))


@login_required
@once
def agreement_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct an agreement."""
    row = mine_to_write(request, queries.agreement_for(request.user, pk))
    here = reverse("agreement_detail", args=[pk])

    def act(data: dict[str, Any]) -> str:
        actions.write_agreement(org=row.org, by=request.user, agreement=row, **data)
        return here

    return form_page(request, _("Correct the agreement"), AgreementForm(sent(request), org=row.org_id, instance=row), act, back=here)


@login_required
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Open promises, the overdue first, and the meetings."""
    reading(request)
    page = page_of(queries.meetings_for(request.user), ("-held_on", "-pk"), request.GET.get("cursor", ""), 15)
    promises = queries.commitments_for(request.user)[:30]
    context = {
        "page": page,
        "promises": promises,
        "today": timezone.localdate(),
        "may_manage": has_somewhere(request.user, "partner.manage"),
    }
    return render(request, "partners/meeting_list.html", context)


@login_required
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting, who took part, and what became of each promise."""
    row = queries.meeting_for(request.user, pk)
    promises = sorted(row.commitments.all(), key=lambda one: (one.due_on, one.pk))
    context = {"meeting": row, "promises": promises, "today": timezone.localdate(), "may_manage": may_manage(request.user, row)}
    return render(request, "partners/meeting_detail.html", context)


@login_required
@once
def meeting_create(request: HttpRequest) -> HttpResponse:
    """Write down a meeting."""
    org = keeping(request)

    def act(data: dict[str, Any]) -> str:
        return reverse("meeting_detail", args=[actions.write_meeting(org=org, by=request.user, **data).pk])

    form = MeetingForm(sent(request), org=org, initial={"held_on": timezone.localdate()})
    return form_page(request, _("New meeting"), form, act, back=reverse("meeting_list"))


@login_required
@once
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a meeting."""
    row = mine_to_write(request, queries.meeting_for(request.user, pk))
    here = reverse("meeting_detail", args=[pk])

    def act(data: dict[str, Any]) -> str:
        actions.write_meeting(org=row.org, by=request.user, meeting=row, **data)
        return here

    return form_page(request, _("Correct the meeting"), MeetingForm(sent(request), org=row.org_id, instance=row), act, back=here)


@login_required
@once
def commitment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a promise made at a meeting."""
    row = mine_to_write(request, queries.meeting_for(request.user, pk))
    here = reverse("meeting_detail", args=[pk])

    def act(data: dict[str, Any]) -> str:
        actions.write_commitment(row, by=request.user, **data)
        return here

    return form_page(request, _("New promise"), CommitmentForm(sent(request), org=row.org_id), act, back=here, lead=row.title)


@login_required
@once
def commitment_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a promise."""
    row = mine_to_write(request, queries.commitment_for(request.user, pk))
    here = reverse("meeting_detail", args=[row.meeting_id])

    def act(data: dict[str, Any]) -> str:
        actions.follow_commitment(row, **data, by=request.user)
        return here

    return form_page(request, _("Say what became of it"), FollowForm(sent(request), instance=row), act, back=here, lead=row.what)
