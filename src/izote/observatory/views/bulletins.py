"""Bulletins: composed by one person, published by another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.observatory import actions
from izote.observatory.forms.bulletins import BulletinForm, BulletinStartForm, WithdrawForm
from izote.observatory.models import Bulletin
from izote.observatory.permissions import may, may_publish, office_of, require, require_somewhere
from izote.observatory.queries.bulletins import bulletin_for, bulletins_for
from izote.observatory.queries.composing import available
from izote.observatory.rules.bulletins import public_copy
from izote.observatory.views.public_bulletins import sections

WRITE, PUBLISH = "observatory.write", "observatory.publish"


@login_required
@require_safe
def bulletin_list(request: HttpRequest) -> HttpResponse:
    """Drafts, what waits for a second person, what was published."""
    require_somewhere(request.user, "observatory.read")
    page = page_of(bulletins_for(request.user), ("-written_at", "pk"), request.GET.get("cursor", ""), 25)
    return render(request, "observatory/bulletin_list.html", {"page": page, "may_write": office_of(request.user, WRITE) is not None})


@login_required
@once
def bulletin_create(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    org = office_of(request.user, WRITE)
    if org is None:
        raise PermissionDenied(WRITE)
    corrected = request.GET.get("corrige", "")
    old = bulletin_for(request.user, int(corrected), WRITE) if corrected.isdigit() and len(corrected) < 10 else None
    start = {"domain": old.domain, "kind": old.kind, "period": old.period, "place": old.place} if old else {}
    form = BulletinStartForm(sent(request), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.begin_bulletin(org=org, by=request.user, replaces=old, **form.cleaned_data)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("bulletin_edit", row.pk)
    context = {"form": form, "title": _("New bulletin"), "back": reverse("bulletin_list")}
    return render(
        request, "observatory/form_page.html", context | ({"lead": _("It replaces %(code)s.") % {"code": old.code}} if old else {})
    )


@login_required
@require_safe
def bulletin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the office sees and what the public would read, side by side."""
    row = bulletin_for(request.user, pk)
    context = _copies(row) | {"may_write": may(request.user, WRITE, row.org_id), "may_publish": may_publish(request.user, row)}
    return render(request, "observatory/bulletin_detail.html", context)


def _copies(row: Bulletin) -> dict[str, Any]:
    items = row.composed.get("items", [])
    cells = [one for item in items for table in item["tables"] for one in table["rows"]]
    report = {name: sum(one["state"] == name for one in cells) for name in ("printed", "primary", "secondary", "gap")}
    return {
        "bulletin": row,
        "internal": sections(items, row.words),
        "public": sections(public_copy(row.composed), row.words) if items else [],
        "report": report,
        "sentences": row.composed.get("sentences", []),
        "returns": row.domain == "returns",
    }


@login_required
@once
def bulletin_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose indicators and write."""
    row = bulletin_for(request.user, pk, WRITE)
    choices = available(row.org, row.domain)
    form = BulletinForm(sent(request), bulletin=row, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_bulletin(row, by=request.user, **form.said())
            messages.success(request, _("Saved."))
            return redirect("bulletin_edit" if "stay" in request.POST else "bulletin_detail", pk)
        except BadInput as refused:
            form.add_error(None, str(refused.message))
    return render(request, "observatory/bulletin_edit.html", {"bulletin": row, "form": form})


@login_required
@require_POST
@once
def bulletin_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in."""
    actions.submit_bulletin(bulletin_for(request.user, pk, WRITE), by=request.user)
    messages.success(request, _("Handed in. A second person reads it and publishes it."))
    return redirect("bulletin_detail", pk)


@login_required
@require_POST
@once
def bulletin_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back."""
    actions.return_bulletin(bulletin_for(request.user, pk), by=request.user)
    messages.success(request, _("Given back to be written on."))
    return redirect("bulletin_detail", pk)


@login_required
@once
def bulletin_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at exactly what the public would read, and let it go."""
    row = bulletin_for(request.user, pk, PUBLISH)
    if not may_publish(request.user, row):
        raise PermissionDenied(PUBLISH)
    standing, looked_at = actions.doubts_of(row), list[str]()
    if request.method == "POST":
        version = request.POST.get("version", "")
        if not version.isdigit() or len(version) > 9:
            raise BadInput(_("This form cannot be read. Open the page again."))
        looked_at = request.POST.getlist("looked_at")
        if {one.code for one in standing} <= set(looked_at):
            edition = actions.publish_bulletin(row, by=request.user, version=int(version), looked_at=looked_at)
            messages.success(request, _("Published as %(code)s.") % {"code": edition.code})
            return redirect("public_bulletin", edition.code)
    context = _copies(row) | {"doubts": standing, "looked_at": looked_at, "refused": request.method == "POST"}
    return render(request, "observatory/bulletin_publish.html", context, status=422 if context["refused"] else 200)


@login_required
@once
def bulletin_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a published bulletin; it stays visible as withdrawn."""
    row = bulletin_for(request.user, pk, PUBLISH)
    form = WithdrawForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_bulletin(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn. Whoever opens it reads so."))
        return redirect("bulletin_detail", pk)
    lead = _(
        "It stays where it was, marked as withdrawn, with the reason. Its figures stay known: nothing that was published can be unsaid."
    )
    context = {"form": form, "title": _("Withdraw %(code)s") % {"code": row}, "lead": lead, "back": reverse("bulletin_detail", args=[pk])}
    return render(request, "observatory/form_page.html", context)


@login_required
@require_POST
@once
def bulletin_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    row = bulletin_for(request.user, pk)
    require(request.user, WRITE, row.org_id)
    actions.drop_bulletin(row, by=request.user)
    messages.success(request, _("The draft was thrown away."))
    return redirect("bulletin_list")
