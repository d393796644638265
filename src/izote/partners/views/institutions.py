"""Institutions and the people who work there."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.permissions import has_somewhere
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.partners import actions, queries, rules
from izote.partners.forms.others import ContactForm, InstitutionForm
from izote.partners.models import Institution
from izote.partners.permissions import may_manage
from izote.partners.views.answers import form_page, keeping, mine_to_write, reading, sent


def page_of_institution(pk: Any) -> str:
    """The address of an institution's page."""
    return reverse("institution_detail", args=[pk])


@login_required
def institution_list(request: HttpRequest) -> HttpResponse:
    """The institutions of the directory by name."""
    reading(request)
    page = page_of(queries.institutions_for(request.user), ("name", "pk"), request.GET.get("cursor", ""), 25)
    rows = [(row, rules.label("kinds", row.kind)) for row in page]
    context = {"page": page, "rows": rows, "may_manage": has_somewhere(request.user, "partner.manage")}
    return render(request, "partners/institution_list.html", context)


@login_required
def institution_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An institution: what it was called, its services, agreements and contacts."""
    row = queries.institution_for(request.user, pk)
    today = timezone.localdate()
    national = rules.national_names(row.national) if row.national else None
    context = {
        "institution": row,
        "kind": rules.label("kinds", row.kind),
        "today_name": queries.name_on(row, today),
        "former": [*national[1], *national[2]] if national else [],
        "agreements": [(one, rules.expiry(one.ends_on, today)) for one in row.agreements.all()],
        "may_manage": may_manage(request.user, row),
    }
    return render(request, "partners/institution_detail.html", context)


@login_required
@once
def institution_create(request: HttpRequest) -> HttpResponse:
    """Add an institution."""
    org = keeping(request)

    def act(data: dict[str, Any]) -> str:
        return page_of_institution(actions.write_institution(org=org, by=request.user, **data).pk)

    form = InstitutionForm(sent(request), org=org)
    return form_page(request, _("New institution"), form, act, back=reverse("institution_list"))


@login_required
@once
def institution_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct an institution."""
    row: Institution = mine_to_write(request, queries.institution_for(request.user, pk))

    def act(data: dict[str, Any]) -> str:
        return page_of_institution(actions.write_institution(org=row.org, by=request.user, institution=row, **data).pk)

    form = InstitutionForm(sent(request), org=row.org_id, instance=row)
    return form_page(request, _("Correct the institution"), form, act, back=page_of_institution(pk))


@login_required
@once
def contactperson_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down somebody who works there."""
    row = mine_to_write(request, queries.institution_for(request.user, pk))

    def act(data: dict[str, Any]) -> str:
        actions.add_contact(row, by=request.user, **data)
        return page_of_institution(pk)

    lead = _("Only what is needed to reach them at work. It is never published.")
    return form_page(request, _("New contact"), ContactForm(sent(request)), act, back=page_of_institution(pk), lead=lead)


@login_required
@require_POST
@once
def contactperson_remove(request: HttpRequest, pk: UUID, contact: int) -> HttpResponse:
    """Forget somebody who worked there."""
    row = mine_to_write(request, queries.institution_for(request.user, pk))
    found = next((one for one in row.contacts.all() if one.pk == contact), None)
    if found is None:
        raise Http404
    actions.remove_contact(found, by=request.user)
    return redirect(page_of_institution(pk))
