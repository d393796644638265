"""Appointments of a case, and the slip that says when and where, never what for."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from izote.access.models import User
from izote.casework.actions import appointments as actions
from izote.casework.forms.care import AppointmentForm
from izote.casework.models import Appointment, Case
from izote.casework.queries import appointments as queries
from izote.casework.queries.cases import kept_out_of, open_case
from izote.casework.rules.agenda import Clash
from izote.casework.views.answers import sent
from izote.casework.views.care import page_of_care, working_case
from izote.casework.views.papers import download, language_of
from izote.casework.views.planprint import weekday
from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.kit.print import pdf
from izote.people.queries import staff_with


def whom(case: Case) -> QuerySet[User]:
    """The colleagues with whom an appointment may be given."""
    return staff_with(case.org_id, "case.own").exclude(pk__in=kept_out_of(case))


def of_case(request: HttpRequest, pk: UUID, appointment: UUID) -> tuple[Case, Appointment, dict[str, Any]]:
    """An appointment of a case, or 404."""
    case, context = working_case(request, pk)
    row = queries.appointment_for(request.user, appointment)
    if row.case_id != case.pk:
        raise Http404
    return case, row, context


@login_required
@once
def appointment_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a time and a room; when the hour is taken or unusual, ask first."""
    case, context = working_case(request, pk)
    form = AppointmentForm(
        sent(request),
        staff=whom(case),
        initial={"with_user": str(request.user.pk)},
    )
    clash: Clash | None = None
    if request.method == "POST" and form.is_valid():
        clash = clash_of(case, form)
        if not form.must_ask(clash):
            row = actions.book(case, by=request.user, **form.booked())
            return redirect("appointment_slip", pk=case.pk, appointment=row.pk)
    return render(request, "casework/appointment_add.html", {**context, "form": form, "clash": clash, "back": page_of_care(case)})


@login_required
@once
def appointment_move(request: HttpRequest, pk: UUID, appointment: UUID) -> HttpResponse:
    """Give another time; what it is for goes along."""
    case, row, context = of_case(request, pk, appointment)
    at = timezone.localtime(row.starts_at)
    kept = {"day": at.date(), "hour": at.time(), "minutes": row.minutes, "room": row.room, "with_user": str(row.with_user_id)}
    kept["said"] = open_case(case, "texts").said("appointment", row.pk)
    form = AppointmentForm(sent(request), staff=whom(case), initial=kept)
    clash: Clash | None = None
    if request.method == "POST" and form.is_valid():
        clash = clash_of(case, form, besides=row.pk)
        if not form.must_ask(clash):
            made = actions.move_appointment(row, by=request.user, **form.booked())
            return redirect("appointment_slip", pk=case.pk, appointment=made.pk)
    context |= {"form": form, "clash": clash, "row": row, "back": page_of_care(case)}
    return render(request, "casework/appointment_move.html", context)


def clash_of(case: Case, form: AppointmentForm, besides: UUID | None = None) -> Clash:
    """What is taken at the hour asked for."""
    asked = form.booked()
    return queries.clash(
        case.org_id,
        with_user=asked["with_user"].pk,
        room=asked["room"],
        starts=asked["starts_at"],
        minutes=asked["minutes"],
        besides=besides,
    )


@login_required
@require_POST
@once
def appointment_mark(request: HttpRequest, pk: UUID, appointment: UUID) -> HttpResponse:
    """The person came, did not come, or it was cancelled."""
    case, row, _context = of_case(request, pk, appointment)
    event = request.POST.get("event", "")
    if event not in actions.VERBS:
        raise BadInput(_("Say what happened with the appointment."))
    actions.mark(row, event, by=request.user)
    return redirect(page_of_care(case))


@login_required
def appointment_slip(request: HttpRequest, pk: UUID, appointment: UUID) -> HttpResponse:
    """The slip to print."""
    case, row, context = of_case(request, pk, appointment)
    language = language_of(context["person"])
    with override(language):
        slip = on_slip(row)
    return render(request, "casework/appointment_slip.html", {"case": case, "row": row, "slip": slip, "language": language})


@login_required
def appointment_pdf(request: HttpRequest, pk: UUID, appointment: UUID) -> HttpResponse:
    """The slip as a PDF, in large letters when asked."""
    _case, row, context = of_case(request, pk, appointment)
    language, large = language_of(context["person"]), request.GET.get("letra") == "grande"
    with override(language):
        slip = on_slip(row)
        content = pdf("casework/typst/slip.typ", slip, language=language, title=slip["title"], large=large)
    return download(content, f"cita-{row.code}.pdf")


def on_slip(row: Appointment) -> dict[str, Any]:
    """Code, day, hour, place and telephone, in the language of the moment: nobody's name, and not what for."""
    at = timezone.localtime(row.starts_at)
    facts = [(_("Day"), weekday(at)), (_("Hour"), date_format(at, "P")), (_("Where"), row.room), (_("To call us"), row.org.phone)]
    return {
        "title": _("Your appointment"),
        "code": row.code,
        "facts": [(term, value) for term, value in facts if value],
        "said": _("Say this code when you arrive. Call us if you cannot come: you will be given another time."),
    }
