"""Copies and their receipts, follow-up reports, what came true, lessons and closing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import warning_followup as following
from izote.prevention.actions import warning_receipts as actions
from izote.prevention.actions.warning_moves import has_field_visit
from izote.prevention.forms.warnings_after import (
    AcknowledgeForm,
    CopyForm,
    FollowUpForm,
    LessonsForm,
    MaterialisedForm,
    OutcomeForm,
    SendForm,
)
from izote.prevention.models import Closing, EarlyWarning, Receipt
from izote.prevention.permissions import may
from izote.prevention.queries.recommendations import addressee_for, addressees_for, recommendations_of, standing
from izote.prevention.queries.steps import moves_for
from izote.prevention.queries.warnings import reporters_told, warning_for, who_gets_it
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import label
from izote.prevention.views.warning_parts import around, guards_of
from izote.prevention.views.warnings import done, form_page


def _any(request: HttpRequest, row: EarlyWarning, rights: tuple[str, ...]) -> bool:
    return any(may(request.user, right, row.org_id) for right in rights)


@login_required
@require_safe
def warning_receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """Each copy: for whom, how it was sent, whether it arrived."""
    row = warning_for(request.user, pk)
    rows = [
        {"receipt": one, "channel": label("warning_channels", one.channel) if one.channel else "", "needs_share": actions.needs_share(one)}
        for one in row.receipts.select_related("addressee__institution", "sent_by").order_by("copy")
    ]
    undecided = who_gets_it(row)[1] if row.number else []
    context = {"rows": rows, "undecided": undecided, "sends": _any(request, row, actions.SENDERS) and row.state in actions.OPEN}
    context["chooses"] = _any(request, row, actions.CHOOSERS) and row.state in actions.OPEN
    return render(request, "prevention/warning_receipts.html", around(request, row) | context)


def _receipt(row: EarlyWarning, key: int) -> Receipt:
    found = row.receipts.select_related("addressee__institution", "warning").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@login_required
@once
def warning_send(request: HttpRequest, pk: int, receipt: int) -> HttpResponse:
    """Write down how a copy was sent."""
    row = warning_for(request.user, pk)
    held = _receipt(row, receipt)
    form = SendForm(sent(request), initial={"on": following.timezone.localdate()})
    if done(request, form, lambda said: actions.send_receipt(held, by=request.user, **said)):
        return redirect("warning_receipts", pk)
    return form_page(request, form, row, _("Copy for %(name)s") % {"name": held.addressee}, back="warning_receipts")


@login_required
@once
def warning_acknowledge(request: HttpRequest, pk: int, receipt: int) -> HttpResponse:
    """Write down that a copy arrived."""
    row = warning_for(request.user, pk)
    held = _receipt(row, receipt)
    form = AcknowledgeForm(sent(request), initial={"on": following.timezone.localdate()})
    if done(request, form, lambda said: actions.acknowledge_receipt(held, by=request.user, **said)):
        return redirect("warning_receipts", pk)
    return form_page(request, form, row, _("It arrived at %(name)s") % {"name": held.addressee}, back="warning_receipts")


@login_required
@once
def warning_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide who else gets a copy."""
    row = warning_for(request.user, pk)
    form = CopyForm(sent(request), addressees=addressees_for(request.user).filter(org=row.org_id))

    def add(said: dict[str, Any]) -> None:
        actions.add_receipt(row, addressee_for(request.user, int(said["addressee"])), by=request.user, why=said["why"])

    if done(request, form, add):
        return redirect("warning_receipts", pk)
    return form_page(request, form, row, _("Another copy"), back="warning_receipts")


@login_required
@require_safe
def warning_followup(request: HttpRequest, pk: int) -> HttpResponse:
    """Every report on the risk, and how each recommendation stands today."""
    row = warning_for(request.user, pk)
    states = machine("recommendation").states
    asked = [
        {"recommendation": one, "standing": standing(one), "state": str(states[one.state])} for one in recommendations_of(row, request.user)
    ]
    reports = list(row.reports.select_related("by").order_by("-number"))
    rows = [{"report": one, "standings": _standings(one.standings)} for one in reports]
    reports_it = _any(request, row, following.FOLLOW) and row.state in ("answering", "followed", "persists")
    return render(request, "prevention/warning_followup.html", around(request, row) | {"asked": asked, "rows": rows, "reports": reports_it})


def _standings(held: dict[str, Any]) -> list[tuple[str, str]]:
    states = machine("recommendation").states
    return [(code, str(states.get(one["state"], one["state"]))) for code, one in sorted(held.items())]


@login_required
@once
def warning_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a follow-up report."""
    row = warning_for(request.user, pk)
    form = FollowUpForm(sent(request))
    if done(request, form, lambda said: following.report_followup(row, by=request.user, **said)):
        messages.success(request, _("The report is kept, with how each recommendation stands today."))
        return redirect("warning_followup", pk)
    return form_page(request, form, row, _("Follow-up report"), back="warning_followup")


@login_required
@once
def warning_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it stands after the follow-up."""
    row = warning_for(request.user, pk)
    form = OutcomeForm(sent(request))
    if done(request, form, lambda said: following.say_outcome(row, said["outcome"], by=request.user, reason=said["reason"])):
        return redirect("warning_closing", pk)
    return form_page(request, form, row, _("How does it stand?"), back="warning_followup")


@login_required
@once
def warning_materialised(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what was warned of happened."""
    row = warning_for(request.user, pk)
    form = MaterialisedForm(sent(request))
    if done(request, form, lambda said: following.say_materialised(row, by=request.user, **said)):
        messages.success(request, _("Kept. What was learned is written within thirty days, without blame."))
        return redirect("warning_closing", pk)
    lead = _("It opens a review of lessons, due in thirty days. It asks what was done, never who is to blame.")
    return form_page(request, form, row, _("What was warned of happened"), lead=lead, back="warning_closing")


@login_required
@once
def warning_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """How it ended, what was learned, what is missing before it is closed."""
    row = warning_for(request.user, pk)
    closes = any(one.to == "closed" for one in moves_for(request.user, row))
    if request.method == "POST":
        following.close_warning(row, by=request.user)
        messages.success(request, _("Closed, with its lessons."))
        return redirect("warning_closing", pk)
    closing = Closing.objects.filter(warning=row).select_related("written_by").first()
    context = {
        "closing": closing,
        "closes": closes,
        "guards": guards_of(row, "closed", request.user),
        "visited": has_field_visit(row),
        "told": reporters_told(row),
        "learns": closing is not None and row.state in following.ENDING and _any(request, row, following.WRITERS),
    }
    return render(request, "prevention/warning_closing.html", around(request, row) | context)


@login_required
@once
def warning_lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was learned."""
    row = warning_for(request.user, pk)
    held = Closing.objects.filter(warning=row).first()
    names = ("worked", "did_not", "next_time", "field_visit_on")
    form = LessonsForm(sent(request), initial={name: getattr(held, name) for name in names} if held else {})
    if done(request, form, lambda said: following.write_lessons(row, by=request.user, **said)):
        return redirect("warning_closing", pk)
    lead = _("What was done and what came of it; no blame.")
    return form_page(request, form, row, _("Lessons"), lead=lead, back="warning_closing")
