"""The vault's pages: halves, openings, the lockdown. What is read is shown once, on one page that nothing keeps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.access.context import DOORKEEPER, prove
from izote.access.models import Organization
from izote.access.sealing_wax import open_text
from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.vault import actions, forms
from izote.vault.permissions import may, office_of, require_somewhere
from izote.vault.queries import (
    coming_key,
    given,
    half_for,
    halves_of,
    held_codes,
    live_key,
    lockdown_of,
    opening_for,
    openings_for,
    rates,
)

READ, KEEP, ASK, HALF = "prevention.read", "vault.keep", "vault.ask", "vault.half"


def office(request: HttpRequest, right: str) -> Organization:
    """Where the user works with that right; 403 for others."""
    require_somewhere(request.user, right)
    found = office_of(request.user, right)
    assert found is not None
    return found


@login_required
@require_safe
def vault(request: HttpRequest) -> HttpResponse:
    """The key, who holds its halves, how often it was used, and whether everything is shut."""
    org = office(request, READ)
    live, coming = live_key(org.pk), coming_key(org.pk)
    halves, new = (halves_of(key) if key else [] for key in (live, coming))
    seen = may(request.user, HALF, org) or may(request.user, ASK, org)
    page = page_of(openings_for(request.user), ("-pk",), request.GET.get("cursor", ""), 25) if seen else None
    holds = may(request.user, HALF, org)
    context = {
        "live": live, "halves": halves, "coming": coming, "new": new, "lockdown": lockdown_of(org.pk), "page": page, "holds": holds,
        "rates": rates(org.pk) if seen else [], "may_take": holds and len(new) < 2 and request.user.pk not in [h.holder_id for h in new],
        "may_pass": live and len(new) == 2 and request.user.pk in [h.holder_id for h in halves],
    }  # fmt: skip
    return render(request, "vault/vault.html", context)


@login_required
@once
def vault_half(request: HttpRequest) -> HttpResponse:
    """Take one half of a key."""
    org, form = office(request, HALF), forms.NewHalfForm(sent(request))
    if request.method == "POST" and form.is_valid():
        outside = form.cleaned_data["held"] == "paper"
        passphrase = "" if outside else form.cleaned_data["passphrase"]
        half, paper = actions.take_half(org, by=request.user, passphrase=passphrase, outside=outside)
        if outside:
            return render(request, "vault/vault_paper.html", {"paper": paper, "half": half})
        messages.success(request, _("This half is yours. Without your passphrase nobody can open anything, nobody can give it back."))
        return redirect("vault")
    context = {"form": form, "title": _("Take one half of the key"), "back": reverse("vault")}
    context["lead"] = _("Two different persons take one half each. What is sealed to both opens with both, and with nothing less.")
    return render(request, "vault/vault_form.html", context, status=422 if form.errors else 200)


@login_required
@once
def vault_pass(request: HttpRequest) -> HttpResponse:
    """Give the old half so that identities pass to the new key."""
    org = office(request, HALF)
    live = live_key(org.pk)
    half = next((one for one in halves_of(live) if one.holder_id == request.user.pk), None) if live else None
    if half is None:
        raise Conflict(_("You hold no half of the key in use."))
    form = forms.HalfForm(sent(request), outside=half.outside)
    if request.method == "POST" and form.is_valid():
        try:
            passed = actions.pass_half(org, by=request.user, **form.said(half.outside))
        except BadInput as refused:
            form.add_error("secret", str(refused.message))
        else:
            messages.success(
                request, _("The new key is in use.") if passed else _("Your part is done. The other half has a quarter of an hour.")
            )
            return redirect("vault")
    context = {"form": form, "title": _("Pass to the new key"), "back": reverse("vault")}
    return render(request, "vault/vault_form.html", context, status=422 if form.errors else 200)


@login_required
@once
def vault_keep(request: HttpRequest, code: str) -> HttpResponse:
    """Put who a source is into the vault."""
    org, form = office(request, KEEP), forms.IdentityForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.keep(org, code, form.cleaned_data, by=request.user)
        messages.success(request, _("Sealed. You cannot read it again; two others can, for a reason."))
        return redirect("signalsource_list")
    lead = _("It is sealed at once. Nobody reads it with less than both halves, you neither. What was there before is replaced.")
    context = {"form": form, "title": _("Who is %(code)s") % {"code": code}, "lead": lead, "back": reverse("signalsource_list")}
    return render(request, "vault/vault_form.html", context, status=422 if form.errors else 200)


@login_required
@once
def vault_ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for an identity to be opened."""
    org, form = office(request, ASK), forms.AskForm(sent(request))
    if not held_codes(org.pk, [code]):
        raise Http404
    if request.method == "POST" and form.is_valid():
        row = actions.ask_opening(org, code, by=request.user, **form.cleaned_data)
        messages.success(request, _("Asked. Both holders have to give their half."))
        return redirect("vault_opening", row.pk)
    lead = _("Both holders read your reason. Every opening stays in the trail.")
    context = {"form": form, "title": _("Open who %(code)s is") % {"code": code}, "lead": lead, "back": reverse("signalsource_list")}
    return render(request, "vault/vault_form.html", context, status=422 if form.errors else 200)


@login_required
@once
def vault_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening: why, who may give their half, whether it was read."""
    require_somewhere(request.user, READ)
    row = opening_for(request.user, pk)
    half = half_for(row, request.user)
    form: Any = forms.HalfForm(sent(request), outside=half.outside) if half else None
    if request.method == "POST":
        if half is None or form is None:
            raise PermissionDenied(HALF)
        if form.is_valid() and _gave(request, row, half, form):
            return redirect("vault_opening", pk)
    shown = getattr(row, "shown", None)
    context = {
        "opening": row, "form": None if shown else form, "shown": shown, "given": given(row, request.user),
        "words": open_text(row.words, about="vault_opening:words"), "mine": row.asked_by_id == request.user.pk,
        "seen": row.seen.filter(by_id=request.user.pk).exists(), "holds": may(request.user, HALF, row.org_id),
    }  # fmt: skip
    return render(request, "vault/vault_opening.html", context, status=422 if form is not None and form.errors else 200)


def _gave(request: HttpRequest, row: Any, half: Any, form: forms.HalfForm) -> bool:
    try:
        actions.give_half(row, by=request.user, **form.said(half.outside))
    except BadInput as refused:
        form.add_error("secret", str(refused.message))
        return False
    messages.success(request, _("Given, for this one identity and a quarter of an hour."))
    return True


@login_required
@require_POST
def vault_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it, once."""
    require_somewhere(request.user, READ)
    row = opening_for(request.user, pk)
    identity = actions.show_identity(row, by=request.user)
    labels = {name: field.label for name, field in forms.IdentityForm.base_fields.items()}
    shown = [(labels.get(name, name), value) for name, value in identity.items()]
    return render(request, "vault/vault_show.html", {"opening": row, "identity": shown})


@login_required
@require_POST
def vault_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """A holder takes note."""
    require_somewhere(request.user, READ)
    actions.take_note(opening_for(request.user, pk), by=request.user)
    return redirect("vault")


@login_required
def vault_lockdown(request: HttpRequest) -> HttpResponse:
    """Shut everything."""
    org = office(request, READ)
    if request.method == "POST":
        actions.lock_down(org, by=request.user)
        # whoever pressed it is signed out as well: the session is gone already
        logout(request)
        prove(DOORKEEPER)
        return render(request, "vault/vault_locked.html")
    text = _("The vault is shut, everybody of the office is signed out, nothing is exported, telephones are emptied when they next call.")
    context = {"title": _("Shut everything now"), "text": text, "yes": _("Shut everything"), "danger": True, "back": reverse("vault")}
    return render(request, "kit/confirm.html", context)


@login_required
@require_POST
@once
def vault_lift(request: HttpRequest) -> HttpResponse:
    """Lift one's part of the lockdown."""
    done = actions.lift(office(request, HALF), by=request.user)
    messages.success(request, _("Everything is open again.") if done else _("Your part is lifted. Another person has to do the same."))
    return redirect("vault")
