"""Verifying a service and letting the public read it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.partners import actions, hsds, queries
from izote.partners.permissions import may_approve, require, require_somewhere


@login_required
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Services that wait for a second person before the public reads them."""
    require_somewhere(request.user, "partner.read")
    page = page_of(queries.proposals_for(request.user), ("proposed_at", "pk"), request.GET.get("cursor", ""), 25)
    rows = [(row, may_approve(request.user, row)) for row in page]
    return render(request, "partners/proposal_list.html", {"page": page, "rows": rows})


@login_required
@require_POST
@once
def service_verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stamp that the entry is right today."""
    service = queries.service_for(request.user, pk)
    actions.verify_service(service, by=request.user)
    messages.success(request, _("Verified today."))
    return redirect("service_detail", pk)


@login_required
@require_POST
@once
def service_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask that the public may read it."""
    actions.propose_service(queries.service_for(request.user, pk), by=request.user)
    messages.success(request, _("Proposed. A second person decides whether the public reads it."))
    return redirect("service_detail", pk)


@login_required
@once
def service_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look at exactly what the public would read, and let it go."""
    service = queries.service_for(request.user, pk)
    require(request.user, "partner.publish", service.org_id)
    if service.proposed_by_id and not may_approve(request.user, service):
        raise PermissionDenied("partner.publish")
    if request.method == "POST":
        if not request.POST.get("version", "").isdigit():
            raise BadInput(_("This form cannot be read. Open the page again."))
        actions.publish_service(service, version=int(request.POST["version"]), by=request.user)
        messages.success(request, _("The public reads it now."))
        return redirect("service_detail", pk)
    context = {"service": service, "document": hsds.service_document(service), "back": reverse("service_detail", args=[pk])}
    return render(request, "partners/service_publish.html", context)


@login_required
@require_POST
@once
def service_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the proposal back."""
    actions.withdraw_proposal(queries.service_for(request.user, pk), by=request.user)
    messages.success(request, _("The proposal was taken back."))
    return redirect("service_detail", pk)


@login_required
@require_POST
@once
def service_unpublish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it out of the public directory at once."""
    actions.unpublish_service(queries.service_for(request.user, pk), by=request.user)
    messages.success(request, _("The public no longer reads it."))
    return redirect("service_detail", pk)
