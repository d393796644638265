"""National contact lines."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from izote.access.permissions import has_somewhere, office_of
from izote.kit.once import once
from izote.partners import actions, queries
from izote.partners.forms.others import LineForm
from izote.partners.models import ContactLine
from izote.partners.views.answers import form_page, keeping, sent


@login_required
def line_list(request: HttpRequest) -> HttpResponse:
    """Numbers to call, with who confirmed them and when."""
    org = office_of(request.user, "partner.read")
    if org is None:
        raise PermissionDenied("partner.read")
    may_manage = has_somewhere(request.user, "partner.manage")
    return render(request, "partners/line_list.html", {"lines": queries.contact_lines(org), "may_manage": may_manage})


@login_required
@once
def line_create(request: HttpRequest) -> HttpResponse:
    """A line that the office knows."""
    return _page(request, _("New line"), LineForm(sent(request)))


@login_required
@once
def line_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Correct a line, or confirm it."""
    org = keeping(request)
    line = queries.line_for(org, number)
    row = ContactLine.objects.filter(org=org, number=number).first()
    form = LineForm(sent(request), instance=row, initial={} if row else line._asdict())
    return _page(request, line.number, form)


def _page(request: HttpRequest, title: object, form: LineForm) -> HttpResponse:
    org = keeping(request)

    def act(data: dict[str, Any]) -> str:
        actions.save_line(org=org, by=request.user, **data)
        return reverse("line_list")

    lead = _("Only confirmed lines are printed for the persons served.")
    return form_page(request, title, form, act, back=reverse("line_list"), lead=lead)
