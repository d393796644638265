"""What is given to the person, and its receipt."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.casework.actions import services as actions
from izote.casework.actions.trace import trace
from izote.casework.forms.care import ServiceForm
from izote.casework.models import Case, ServiceDelivered
from izote.casework.queries import services as queries
from izote.casework.queries.plans import open_steps
from izote.casework.rules.words import label
from izote.casework.views.answers import sent
from izote.casework.views.care import page_of_care, working_case
from izote.casework.views.papers import download
from izote.casework.views.plans import words_of
from izote.kit.once import once
from izote.kit.print import pdf
from izote.people.models import Person


@login_required
@once
def service_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record something given; when the same was given not long ago, ask why again."""
    case, context = working_case(request, pk)
    form = ServiceForm(sent(request), steps=open_steps(case), initial={"action": request.GET.get("accion", "")})
    doubles: list[queries.Double] = []
    if request.method == "POST" and form.is_valid():
        data = words_of(form.cleaned_data)
        doubles = queries.doubles(case, data["kind"], data["delivered_on"])
        if not doubles or data["double_reason"]:
            row = actions.deliver(case, by=request.user, **data)
            return redirect("service_receipt", pk=case.pk, service=row.pk)
    context |= {"form": form, "doubles": doubles, "back": page_of_care(case)}
    return render(request, "casework/service_add.html", context)


@login_required
def service_receipt(request: HttpRequest, pk: UUID, service: UUID) -> HttpResponse:
    """The receipt, to print and to sign."""
    case, context = working_case(request, pk)
    row = queries.service_for(case, service)
    trace(request.user, "service.printed", case, service=str(row.pk))
    return render(request, "casework/service_receipt.html", {**context, "row": row, **receipt(case, row, context["person"])})


@login_required
def service_pdf(request: HttpRequest, pk: UUID, service: UUID) -> HttpResponse:
    """The receipt as a PDF."""
    case, context = working_case(request, pk)
    row = queries.service_for(case, service)
    language = get_language() or "es"
    made = receipt(case, row, context["person"])
    content = pdf("casework/typst/receipt.typ", made, language=language, title=made["title"], office=case.org.name, mark=row.receipt)
    trace(request.user, "service.printed", case, service=str(row.pk))
    return download(content, f"recibo-{row.receipt}.pdf")


def receipt(case: Case, row: ServiceDelivered, person: Person | None) -> dict[str, Any]:
    """What stands on a receipt."""
    much = [f"{row.quantity.normalize():f} {label('units', row.unit)}"] if row.quantity else []
    facts = [
        (_("Number"), row.receipt),
        (_("Day"), date_format(row.delivered_on, "DATE_FORMAT")),
        (_("Person"), f"{person.full_name} · {case.code}" if person else case.code),
        (_("What"), label("service_kinds", row.kind)),
        (_("Quantity"), ", ".join(much)),
        (_("Value (USD)"), number_format(row.amount_usd, 2, use_l10n=True) if row.amount_usd is not None else ""),
        (_("Programme"), label("programmes", row.programme) if row.programme else ""),
    ]
    return {
        "title": _("Receipt %(number)s") % {"number": row.receipt},
        "facts": [(term, value) for term, value in facts if value],
        "cancelled": _("Cancelled on %(day)s") % {"day": date_format(timezone.localdate(row.cancelled_at))} if row.cancelled_at else "",
        "said": _("I received what is written here. It is free, and nothing is asked in return."),
        "signers": [_("Received by"), _("Given by")],
    }


@login_required
@once
def service_cancel(request: HttpRequest, pk: UUID, service: UUID) -> HttpResponse:
    """Say that it was not given after all."""
    case, context = working_case(request, pk)
    row = queries.service_for(case, service)
    if request.method == "POST":
        actions.cancel_service(row, by=request.user)
        return redirect(page_of_care(case))
    said = {"title": _("Was this not given after all?"), "yes": _("Yes, cancel it"), "danger": True, "back": page_of_care(case)}
    return render(request, "casework/service_cancel.html", {**context, **said, "row": row})
