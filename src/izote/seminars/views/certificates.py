"""Certificates, the public page that tells whether one is valid, and the erasure of names."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.once import once
from izote.seminars import actions
from izote.seminars.models import Certificate, Seminar
from izote.seminars.queries import participants as queries
from izote.seminars.rules.codes import read_certificate
from izote.seminars.rules.hours import as_hours
from izote.seminars.rules.words import kind_label, label
from izote.seminars.views.common import confirm_page, managed


@login_required
@require_safe
def certificate_list(request: HttpRequest, code: str) -> HttpResponse:
    """The certificates of a seminar, by code."""
    row, head = managed(request, code)
    rows = [(one, label("roles", one.role), kind_label(one.kind), as_hours(one.minutes)) for one in queries.certificates_of(row)]
    context = {**head, "rows": rows, "lacking": queries.lacking_certificate(row), "names": queries.names_left(row)}
    return render(request, "seminars/certificate_list.html", context)


@login_required
@require_POST
@once
def certificate_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Give certificates to everybody who came long enough."""
    row, _head = managed(request, code)
    n = actions.issue_certificates(row, by=request.user)
    messages.success(request, _("Certificates given: %(n)s.") % {"n": n})
    return redirect("certificate_list", code)


@login_required
@once
def certificate_annul(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Annul a certificate that was a mistake."""
    row, _head = managed(request, code)
    found = queries.certificates_of(row).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.seminar = row
    title, text, yes = _("Annul this certificate?"), _("Its page says so from now on."), _("Yes, annul it")
    to = reverse("certificate_list", args=[code])
    return confirm_page(request, lambda: actions.annul_certificate(found, by=request.user), to=to, title=title, text=text, yes=yes)


@require_safe
def certificate_look(request: HttpRequest) -> HttpResponse:
    """Where anybody types the code of a certificate."""
    if code := read_certificate(request.GET.get("codigo", "")[:40]):
        return redirect("certificate_check", code)
    return render(request, "seminars/certificate_look.html")


@require_safe
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever holds a certificate's code: whether it is valid, of what, when, how long, as what. Never of whom."""
    found = actions.check_certificate(read_certificate(code[:40]))
    if found is None:
        return render(request, "seminars/certificate_check.html", {"found": None}, status=404)
    return render(request, "seminars/certificate_check.html", {"found": found, "facts": _facts(found)})


def _facts(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": Seminar.Kind(found["seminar_kind"]).label,
        "days": (parse_date(found["starts_on"]), parse_date(found["ends_on"])),
        "hours": as_hours(found["minutes"]),
        "role": label("roles", found["role"]),
        "institution": kind_label(found["kind"]),
    }


@login_required
@once
def name_erasure(request: HttpRequest, code: str) -> HttpResponse:
    """Erase the names of a seminar for good, once certificates are made."""
    row, head = managed(request, code)
    if request.method == "POST":
        n = actions.erase_after_certificates(row, by=request.user)
        messages.success(request, _("Names erased: %(n)s. What remains is the code, the office and the role.") % {"n": n})
        return redirect("name_erasure", code)
    certified = Certificate.objects.filter(seminar=row).count()
    context = {**head, "lacking": queries.lacking_certificate(row), "certified": certified, "names": queries.names_left(row)}
    return render(request, "seminars/name_erasure.html", context)
