"""The administrator's pages of offices; they show accounts, never persons."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from izote.access import actions, queries
from izote.access.actions.offices import runs_platform
from izote.access.forms import NewOfficeForm, OfficeForm
from izote.access.permissions import has_somewhere
from izote.access.roles import ROLES
from izote.kit.once import once
from izote.kit.paging import page_of


def _administrators_only(request: HttpRequest) -> None:
    if not has_somewhere(request.user, "user.manage"):
        raise PermissionDenied("user.manage")


@login_required
@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices that one administers."""
    _administrators_only(request)
    page = page_of(queries.offices_for(request.user), ["code"], request.GET.get("cursor", ""))
    return render(request, "access/office_list.html", {"page": page, "platform": runs_platform(request.user)})


@login_required
@require_safe
def office_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One office and who works in it."""
    _administrators_only(request)
    office = queries.office_for(request.user, code)
    people = [(m, ROLES[m.role].label if m.role in ROLES else m.role) for m in queries.members_of(office)]
    return render(request, "access/office_detail.html", {"office_shown": office, "people": people})


@login_required
@once
def office_create(request: HttpRequest) -> HttpResponse:
    """Open an office."""
    if not runs_platform(request.user):
        raise PermissionDenied("org.manage")
    form = NewOfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        office = actions.create_office(**form.cleaned_data, by=request.user)
        return redirect("office_detail", office.code)
    return render(request, "access/office_form.html", {"form": form, "office_shown": None})


@login_required
@once
def office_change(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what is known of an office, or close it."""
    _administrators_only(request)
    office = queries.office_for(request.user, code)
    form = OfficeForm(request.POST or None, instance=queries.office_for(request.user, code))
    if request.method == "POST" and form.is_valid():
        actions.change_office(office, by=request.user, **form.cleaned_data)
        return redirect("office_detail", office.code)
    return render(request, "access/office_form.html", {"form": form, "office_shown": office})
