"""Signals: one's own, the list by what is due, and each act of triage."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import signals as actions
from izote.prevention.actions.moving import reason_of
from izote.prevention.forms import signals as forms
from izote.prevention.models import Signal
from izote.prevention.permissions import may, office_of, require_somewhere
from izote.prevention.queries.evidence import assessments_with, graded, hits_in, statements_of
from izote.prevention.queries.figures import figure_of
from izote.prevention.queries.signals import Filter, filtered, overdue, own_signal, own_signals, seen_signal, signal_for, signals_for
from izote.prevention.queries.steps import moves_for, steps_of
from izote.prevention.rules import persons
from izote.prevention.rules.signals import OPEN
from izote.prevention.views.capture import held_words, place_said
from izote.territory.queries import in_words

ANALYSE, VERIFY = "prevention.analyse", "prevention.verify"
BY_DUE, NEWEST = ("urgency", "due_at", "pk"), ("-pk",)


@login_required
@require_safe
def signal_mine(request: HttpRequest) -> HttpResponse:
    """What one captured oneself, and what became of it."""
    require_somewhere(request.user, "prevention.capture")
    page = page_of(own_signals(request.user), NEWEST, request.GET.get("cursor", ""), 25)
    return render(request, "prevention/signal_mine.html", {"page": page})


@login_required
@require_safe
def signal_own(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: its state, its words, what one was told."""
    row = own_signal(request.user, pk)
    told = row.feedbacks.select_related("by").order_by("-pk")
    context = {
        "signal": row,
        "pieces": held_words(row),
        "told": told,
        "steps": steps_of(row),
        "reads": may(request.user, "prevention.read", row.org_id),
    }
    return render(request, "prevention/signal_own.html", context)


@login_required
@require_safe
def signal_list(request: HttpRequest) -> HttpResponse:
    """What is to be looked into, the imminent first and by what is due; or any other signals of the office."""
    require_somewhere(request.user, "prevention.read")
    form = forms.FilterForm(request.GET if "state" in request.GET else {"state": "open"})
    said = form.cleaned_data if form.is_valid() else {"state": "open"}
    place: Any = said.get("place")
    asked = Filter(**{name: value for name, value in said.items() if name != "place"}, place=place.pk if place else None)
    order = BY_DUE if asked.state in ("open", "captured", "triage", "verifying") else NEWEST
    page = page_of(filtered(signals_for(request.user), asked), order, request.GET.get("cursor", ""), 25)
    context = {
        "page": page,
        "form": form,
        "now": timezone.now(),
        "overdue": overdue(request.user),
        "directs": office_of(request.user, "prevention.direct") is not None,
    }
    return render(request, "prevention/signal_list.html", context)


ACTS = {
    "triage": "signal_take",
    "verifying": "signal_send",
    "derived": "signal_derive",
    "discarded": "signal_discard",
    "duplicate": "signal_join",
    "verified": "signal_verify",
    "partly_verified": "signal_verify",
    "unverifiable": "signal_verify",
    "linked": "signal_link",
    "fed_back": "signal_feedback",
    "archived": "signal_file",
}
LABELS = {
    "signal_take": gettext_lazy("Take up for triage"),
    "signal_send": gettext_lazy("Send to be verified"),
    "signal_derive": gettext_lazy("Derive an emergency"),
    "signal_discard": gettext_lazy("Discard"),
    "signal_join": gettext_lazy("The same as another signal"),
    "signal_verify": gettext_lazy("Verify"),
    "signal_link": gettext_lazy("Link to an assessment"),
    "signal_feedback": gettext_lazy("Tell what was done"),
    "signal_file": gettext_lazy("File away"),
}
BARE = {"signal_take", "signal_send", "signal_file"}


@login_required
@require_safe
def signal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One signal with everything said for and against it, its grade, its steps, and what may be done next."""
    row = signal_for(request.user, pk)
    rows = statements_of(row)
    figure = figure_of(row)
    context = {
        "signal": row,
        "figure": figure,
        "rows": in_words([figure.row]) if figure else [],
        "pieces": held_words(row),
        "statements": rows,
        "graded": graded(row, rows),
        "verifications": row.verifications.select_related("by").order_by("pk"),
        "told": row.feedbacks.select_related("by").order_by("pk"),
        "links": assessments_with(row),
        "duplicates": row.duplicates.order_by("pk"),
        "steps": [(step, reason_of(step)) for step in steps_of(row)],
        "overdue": bool(row.due_at and row.due_at < timezone.now()),
    }
    return render(request, "prevention/signal_detail.html", context | _may_do(request, row))


def _may_do(request: HttpRequest, row: Signal) -> dict[str, Any]:
    """What the user may do next with a signal: moves, and what is written down on the way."""
    analyses, verifies = (may(request.user, right, row.org_id) for right in (ANALYSE, VERIFY))
    own = row.author_id == request.user.pk
    names = dict.fromkeys(ACTS[move.to] for move in moves_for(request.user, row))
    shown = [name for name in names if not (own and name in ("signal_discard", "signal_verify"))]
    return {
        "acts": [(name, LABELS[name], name in BARE) for name in shown],
        "may_triage": analyses and row.state in OPEN,
        "may_redact": (own or analyses) and row.text and row.state in ("captured", "triage"),
        "may_state": (analyses or verifies) and row.state in ("triage", "verifying"),
        "may_justify": row.state == "captured" and row.hits and not row.justified_by_id and not own,
    }


def asked(
    request: HttpRequest,
    row: Signal,
    form: Any,
    act: Callable[..., Any],
    *,
    title: str,
    lead: str = "",
    done: str = "",
    to: str = "signal_detail",
) -> HttpResponse:
    """A page with one form, its act, and the way back; what is refused comes back as a sentence with nothing lost."""
    if request.method == "POST" and form.is_valid():
        try:
            act(row, by=request.user, **form.cleaned_data)
        except (BadInput, Conflict) as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, done or _("Saved."))
            return redirect(to, row.pk)
    context = {"form": form, "title": title, "lead": lead, "back": reverse(to, args=[row.pk]), "signal": row}
    return render(request, "prevention/signal_form.html", context, status=422 if form.is_bound and form.errors else 200)


def _done(request: HttpRequest, pk: int, right: str, act: Callable[..., Any], sentence: str) -> HttpResponse:
    act(signal_for(request.user, pk, right), by=request.user)
    messages.success(request, sentence)
    return redirect("signal_detail", pk)


@login_required
@require_POST
@once
def signal_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it up."""
    return _done(request, pk, ANALYSE, actions.take_up, _("Taken up."))


@login_required
@require_POST
@once
def signal_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to be verified."""
    return _done(request, pk, ANALYSE, actions.send_to_verify, _("Sent to be verified by another person."))


@login_required
@require_POST
@once
def signal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """File it away."""
    return _done(request, pk, ANALYSE, actions.file_away, _("Filed away."))


@login_required
@once
def signal_triage(request: HttpRequest, pk: int) -> HttpResponse:
    """Set right what it is about."""
    row = signal_for(request.user, pk, ANALYSE)
    start = {name: getattr(row, name) for name in ("starts_on", "ends_on", "urgency", "groups", "signs")} | {"place": place_said(row.place)}

    def act(row: Signal, *, by: Any, starts_on: Any, ends_on: Any, **said: Any) -> None:
        actions.set_right(row, by=by, days=(starts_on, ends_on), **said)

    return asked(request, row, forms.TriageForm(sent(request), initial=start), act, title=_("What it is about"))


@login_required
@once
def signal_redact(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the words could say who somebody is, and the same words without it."""
    row = seen_signal(request.user, pk)
    own = not may(request.user, "prevention.read", row.org_id)
    form = forms.RedactForm(sent(request), initial={"text": persons.redacted(row.text, hits_in(row.text))})
    lead = _("What was marked is taken out below. Read the rest too: a description can fit one person alone.")
    return asked(request, row, form, actions.redact, title=_("Take out who it is"), lead=lead, to="signal_own" if own else "signal_detail")


@login_required
@once
def signal_justify(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person says why the words must stay."""
    row = signal_for(request.user, pk)
    lead = _("Only as a second person: whoever captured it cannot say this.")
    return asked(request, row, forms.JustifyForm(sent(request)), actions.justify, title=_("The words must stay"), lead=lead)


@login_required
@once
def signal_derive(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass an emergency on; its words leave."""
    row = seen_signal(request.user, pk)
    lead = _("Call first. Of the signal only where it went stays here; its words are erased at once.")
    own = not may(request.user, "prevention.read", row.org_id)
    return asked(
        request, row, forms.DeriveForm(sent(request)), actions.derive, title=_("Derive an emergency"), lead=lead,
        to="signal_own" if own else "signal_detail",
    )  # fmt: skip


@login_required
@once
def signal_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it aside."""
    row = signal_for(request.user, pk)
    lead = _("Another person than who captured it does this, with a reason. Whoever reported it is told.")
    return asked(request, row, forms.DiscardForm(sent(request)), actions.discard, title=_("Discard"), lead=lead)


@login_required
@once
def signal_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which other one it is."""
    row = signal_for(request.user, pk)

    def act(row: Signal, *, by: Any, code: Signal) -> None:
        actions.join(row, by=by, other=code)

    return asked(request, row, forms.JoinForm(sent(request), user=request.user, signal=row), act, title=_("The same as another signal"))
