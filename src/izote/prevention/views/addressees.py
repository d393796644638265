"""The institutions that the ombuds office addresses: their level, who stands above them, what they may and can do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.partners.queries import institutions_of
from izote.prevention.actions import recommendations as actions
from izote.prevention.forms.recommendations import AddresseeForm, NewAddresseeForm
from izote.prevention.permissions import has_somewhere, office_of, require, require_somewhere
from izote.prevention.queries import recommendations as queries

READ, WRITE = "prevention.read", "prevention.analyse"
FIELDS = ("level", "guarded", "superior", "powers", "capacity", "capacity_words", "focal")


@login_required
@require_safe
def addressee_list(request: HttpRequest) -> HttpResponse:
    """Every institution that is addressed."""
    require_somewhere(request.user, READ)
    page = page_of(queries.addressees_for(request.user), ("pk",), request.GET.get("cursor", ""))
    return render(request, "prevention/addressee_list.html", {"page": page, "writes": has_somewhere(request.user, WRITE)})


@login_required
@once
def addressee_create(request: HttpRequest) -> HttpResponse:
    """Address an institution of the directory."""
    office = office_of(request.user, WRITE)
    if office is None:
        raise PermissionDenied(WRITE)
    others = queries.addressees_for(request.user)
    institutions = institutions_of(office).exclude(pk__in=others.values("institution"))
    form = NewAddresseeForm(sent(request), others=others, institutions=institutions)
    if request.method == "POST" and form.is_valid():
        try:
            data = dict(form.cleaned_data)
            actions.add_addressee(data.pop("institution"), by=request.user, **data)
            messages.success(request, _("Saved."))
            return redirect("addressee_list")
        except BadInput as refused:
            form.add_error(None, str(refused.message))
    return render(request, "prevention/addressee_write.html", {"form": form})


@login_required
@once
def addressee_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of an institution."""
    require_somewhere(request.user, READ)
    row = queries.addressee_for(request.user, pk)
    require(request.user, WRITE, row.org_id)
    others = queries.addressees_for(request.user).exclude(pk=pk)
    form = AddresseeForm(sent(request), others=others, initial={name: getattr(row, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_addressee(row, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("addressee_list")
        except BadInput as refused:
            form.add_error(None, str(refused.message))
    return render(request, "prevention/addressee_write.html", {"form": form, "row": row})
