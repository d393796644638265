"""To contact: those who named this town, reached by hand, safely, or not at all."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.people import actions
from izote.people import queries_arrivals as queries
from izote.people.forms.arrivals import AttemptForm
from izote.people.models import ContactAttempt

RIGHTS = ("contact.attempt",)
ROWS = 20


@login_required
def list_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to reach, those never tried first; one tap writes an attempt down."""
    listing = queries.list_for(request.user, pk, "contact.attempt")
    everybody = queries.to_contact(request.user, listing)
    number = request.GET.get("desde", "")
    start = int(number) if number.isdigit() and len(number) < 6 else 0
    rows = everybody[start : start + ROWS]
    actions.trace_list(request.user, "list.rows_seen", listing, shown=len(rows))
    ways = [(it, actions.channels(it.row, it.contacts)) for it in rows]
    context = {"listing": listing, "rows": ways, "left": len(everybody), "outcomes": ContactAttempt.Outcome.choices}
    context["next"] = start + ROWS if start + ROWS < len(everybody) else 0
    return render(request, "people/list_contact.html", context)


@login_required
@require_POST
@once
def attempt_log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write an attempt down."""
    row = queries.row_for(request.user, pk, RIGHTS)
    form = AttemptForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Say how you tried and what happened."))
    actions.log_attempt(row, by=request.user, **form.cleaned_data)
    messages.success(request, _("The attempt was written down."))
    return redirect("list_contact", pk=row.list_id)


@login_required
@once
def row_no_contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She or he wishes no contact: asked once more, then destroyed."""
    row = queries.row_for(request.user, pk, RIGHTS)
    if request.method == "POST":
        actions.wish_no_contact(row, by=request.user)
        messages.success(request, _("What the list said of her or him was destroyed. The count stays."))
        return redirect("list_contact", pk=row.list_id)
    return render(request, "people/row_no_contact.html", {"row": row, "danger": True})
