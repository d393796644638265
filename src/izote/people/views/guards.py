"""Exclusion, emergency, deletion by two people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.permissions import has_somewhere, require
from izote.access.reauthentication import recently
from izote.kit.once import once
from izote.people import actions, queries
from izote.people.forms.guards import BreakGlassForm, DeletionForm, ExclusionForm
from izote.people.models import BreakGlass
from izote.people.permissions import may_approve_deletion, may_exclude, may_lift_exclusion, require_somewhere
from izote.people.views.answers import form_page, page_of_person, sent


@login_required
@once
def exclusion_set(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a colleague out of the file."""
    person = queries.person_for(request.user, code)
    if not may_exclude(request.user, person) and not may_lift_exclusion(request.user, person):
        raise PermissionDenied
    kept_out = queries.exclusions_of(person).values_list("user_id", flat=True)
    staff = queries.staff_with(person.org_id, "person.read").exclude(pk__in=[request.user.pk, *kept_out])
    form = ExclusionForm(sent(request), staff=list(staff), any_reason=may_lift_exclusion(request.user, person))
    return form_page(
        request,
        "exclusion_set",
        form,
        lambda data: actions.exclude_user(person, by=request.user, **data),
        to=page_of_person(person),
        person=person,
    )


@login_required
@require_POST
@once
def exclusion_lift(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let a colleague see the file again."""
    person = queries.person_for(request.user, code)
    actions.lift_exclusion(get_object_or_404(queries.exclusions_of(person), pk=pk), by=request.user)
    return redirect(page_of_person(person))


@login_required
@once
def breakglass_open(request: HttpRequest) -> HttpResponse:
    """Open a colleague's file in an emergency; the answer is always the same."""
    require_somewhere(request.user, "breakglass.use")
    form = BreakGlassForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.break_glass(by=request.user, **form.cleaned_data)
        messages.info(
            request,
            _(
                "If there is a file of that code which may be opened in this way, it is open to you for three hours,"
                " and whoever supervises was told."
            ),
        )
        return redirect("breakglass_open")
    return render(request, "people/breakglass_open.html", {"form": form})


@login_required
def breakglass_list(request: HttpRequest) -> HttpResponse:
    """The emergency openings of which one was told."""
    require_somewhere(request.user, "breakglass.told")
    return render(request, "people/breakglass_list.html", {"openings": queries.emergencies_for(request.user)})


@login_required
@require_POST
@once
def breakglass_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has read the notice."""
    actions.mark_seen(get_object_or_404(BreakGlass, pk=pk), by=request.user)
    return redirect("breakglass_list")


@login_required
@once
def deletion_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Ask that the file be deleted."""
    person = queries.person_for(request.user, code)
    require(request.user, "person.delete", person.org_id)
    form = DeletionForm(sent(request))
    return form_page(
        request,
        "deletion_propose",
        form,
        lambda data: actions.propose_deletion(person, by=request.user, **data),
        to=reverse("deletion_list"),
        person=person,
    )


@login_required
def deletion_list(request: HttpRequest) -> HttpResponse:
    """The deletions that wait for a second person."""
    if not has_somewhere(request.user, "person.delete") and not has_somewhere(request.user, "person.delete.approve"):
        raise PermissionDenied
    rows = [(r, may_approve_deletion(request.user, r.org_id, r.requested_by_id)) for r in queries.deletions_for(request.user)]
    return render(request, "people/deletion_list.html", {"rows": rows})


@recently
@once
def deletion_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete for good, or keep: the second of two people decides."""
    waiting = next((r for r in queries.deletions_for(request.user) if r.pk == pk), None)
    if waiting is None:
        raise Http404
    may_approve = may_approve_deletion(request.user, waiting.org_id, waiting.requested_by_id)
    if request.method != "POST":
        return render(request, "people/deletion_decide.html", {"waiting": waiting, "may_approve": may_approve})
    if "keep" in request.POST:
        actions.refuse_deletion(waiting, by=request.user)
    else:
        actions.delete_person(waiting, by=request.user)
    return redirect("deletion_list")
