"""Sources and what they say; verification, feedback, links; counts, and the refusal of everything else."""

import csv
import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.framework import words as framework
from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import assessments, telling, verifying
from izote.prevention.forms import signals as forms
from izote.prevention.models import RiskAssessment, Signal
from izote.prevention.permissions import has_somewhere, may, office_of, require, require_somewhere
from izote.prevention.queries.signals import Counted, counts_of, desk_counts, desk_of, desks_of, seen_signal, signal_for
from izote.prevention.queries.sources import source_for, sources_for
from izote.prevention.views.signals import ANALYSE, VERIFY, asked
from izote.territory.models import Place
from izote.vault import door

FIGURES = "prevention.figures"


@login_required
@require_safe
def signalsource_list(request: HttpRequest) -> HttpResponse:
    """Sources by code."""
    require_somewhere(request.user, "prevention.read")
    page = page_of(sources_for(request.user), ("-pk",), request.GET.get("cursor", ""), 25)
    writes = has_somewhere(request.user, ANALYSE) or has_somewhere(request.user, VERIFY)
    return render(request, "prevention/signalsource_list.html", {"page": page, "writes": writes})


@login_required
@once
def signalsource_create(request: HttpRequest) -> HttpResponse:
    """Write down a source, without who it is."""
    org = office_of(request.user, ANALYSE) or office_of(request.user, VERIFY)
    if org is None:
        raise PermissionDenied(ANALYSE)
    form = forms.SourceForm(sent(request), org_id=org.pk)
    if request.method == "POST" and form.is_valid():
        try:
            row = verifying.write_source(org, by=request.user, **form.cleaned_data)
        except BadInput as refused:
            form.add_error(None, str(refused.message))
        else:
            return redirect("signalsource_detail", row.pk)
    lead = _("Only how good it is and what it agreed to. Who it is goes to the vault, on the next page.")
    context = {"form": form, "title": _("New source"), "lead": lead, "back": reverse("signalsource_list")}
    return render(request, "prevention/signal_form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def signalsource_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a source, and what it said."""
    row = source_for(request.user, pk)
    locked = door.locked(row.org_id)
    context = {
        "source": row, "locked": locked, "kept": row.code in door.held(row.org_id, [row.code]),
        "statements": row.statements.select_related("signal").order_by("-pk")[:100],
        "may_keep": may(request.user, "vault.keep", row.org_id), "may_ask": may(request.user, "vault.ask", row.org_id),
        "may_withdraw": any(may(request.user, right, row.org_id) for right in (ANALYSE, VERIFY, "prevention.harm")),
    }  # fmt: skip
    return render(request, "prevention/signalsource_detail.html", context)


@login_required
@once
def signalsource_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The source takes its consent back."""
    row = source_for(request.user, pk)
    if request.method == "POST":
        verifying.withdraw_source(row, by=request.user)
        messages.success(request, _("Withdrawn. Nothing new rests on it, and its identity is gone."))
        return redirect("signalsource_detail", pk)
    text = _("Nothing new may rest on what it said, and its identity is erased for good. The grades given so far stay.")
    context = {"title": _("%(code)s withdraws its consent") % {"code": row}, "text": text, "yes": _("Yes, it withdraws"), "danger": True}
    return render(request, "kit/confirm.html", context | {"back": reverse("signalsource_detail", args=[pk])})


@login_required
@once
def statement_create(request: HttpRequest, pk: int) -> HttpResponse:
    """What a source says to a signal."""
    row = signal_for(request.user, pk)
    form = forms.StatementForm(sent(request), signal=row, initial={"said_on": timezone.localdate()})
    return asked(request, row, form, verifying.add_statement, title=_("What a source says"))


@login_required
@once
def signal_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge what another person captured."""
    row = signal_for(request.user, pk, VERIFY)
    lead = _("Verified takes two sources of different origin, or one direct and reliable source with a document.")
    return asked(request, row, forms.VerifyForm(sent(request)), verifying.verify, title=_("Verify"), lead=lead)


@login_required
@once
def signal_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell whoever reported it."""
    row = seen_signal(request.user, pk)
    own = not may(request.user, "prevention.read", row.org_id)
    form = forms.FeedbackForm(sent(request), initial={"on": timezone.localdate()})
    lead = _("Whoever captured it reads this on their own page. Seven days at most.")
    to = "signal_own" if own else "signal_detail"
    return asked(request, row, form, telling.tell_back, title=_("Tell what was done"), lead=lead, to=to)


@login_required
@once
def signal_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Use it in an assessment."""
    row = signal_for(request.user, pk, ANALYSE)

    def act(row: Signal, *, by: Any, assessment: RiskAssessment) -> None:
        assessments.add_signal(assessment, row, by=by)

    form = forms.LinkForm(sent(request), signal=row, user=request.user)
    lead = _("It becomes evidence of an assessment that you have begun and that nobody rates yet; both raters see it.")
    return asked(request, row, form, act, title=_("Link to an assessment"), lead=lead)


def _counts(request: HttpRequest) -> tuple[Any, Place | None, list[Counted]]:
    """The form, the place asked for, and its counts: the workspace asks of any place, a desk of its own."""
    since = timezone.localdate().replace(day=1) - dt.timedelta(days=365)
    if not has_somewhere(request.user, "prevention.read"):
        desk = desk_of(request.user)
        return None, desk.place if desk else None, desk_counts(since) if desk else []
    form = forms.CountsForm(request.GET if "place" in request.GET else None)
    place = form.cleaned_data["place"] if form.is_valid() else None
    return form, place, counts_of(request.user, place, since) if place else []


@login_required
@require_safe
def signal_counts(request: HttpRequest) -> HttpResponse:
    """How many signals of a place, by month and sign; never one to four, never a word."""
    require_somewhere(request.user, FIGURES)
    form, place, rows = _counts(request)
    signs = framework.signs()
    shown = [(row, str(signs[row.sign]) if row.sign in signs else "") for row in rows]
    return render(request, "prevention/signal_counts.html", {"form": form, "place": place, "rows": shown})


@login_required
@once
def desk_list(request: HttpRequest) -> HttpResponse:
    """Which municipality's counts each desk sees."""
    require_somewhere(request.user, "prevention.direct")
    org = office_of(request.user, "prevention.direct")
    assert org is not None
    form = forms.DeskForm(sent(request), org_id=org.pk)
    if request.method == "POST" and form.is_valid():
        telling.set_desk(org, form.cleaned_data["user"], form.cleaned_data["place"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("desk_list")
    context = {"form": form, "desks": desks_of(org.pk)}
    return render(request, "prevention/desk_list.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def signal_counts_file(request: HttpRequest) -> HttpResponse:
    """The same as a file of codes and counts."""
    require_somewhere(request.user, FIGURES)
    _form, place, rows = _counts(request)
    org = office_of(request.user, FIGURES)
    if place is None or org is None:
        raise BadInput(_("Say first which place it is about."))
    telling.give_counts(org, place, by=request.user)
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="signals-{place.code}.csv"'}
    )
    out = csv.writer(answer)
    out.writerow(["place", "month", "sign", "signals"])
    out.writerows([place.code, f"{row.month:%Y-%m}", row.sign or "all", "<5" if row.many is None else row.many] for row in rows)
    return answer


@login_required
@require_POST
def signal_everything(request: HttpRequest) -> HttpResponse:
    """“Everything on place X” is asked for and refused; the asking leaves a line."""
    require_somewhere(request.user, FIGURES)
    org, form = office_of(request.user, FIGURES), forms.CountsForm(request.POST)
    if org is None or not form.is_valid() or form.cleaned_data["place"] is None:
        raise BadInput(_("Say first which place it is about."))
    require(request.user, FIGURES, org)
    telling.refuse_everything(org, form.cleaned_data["place"], by=request.user)
    return render(request, "prevention/signal_everything.html", {"place": form.cleaned_data["place"]}, status=403)
