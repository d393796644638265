"""The administrator's pages of accounts: invitations, roles, leavers, lost second factors."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from izote.access import actions, queries
from izote.access.forms import InviteForm, RoleForm
from izote.access.models import Membership, User
from izote.access.permissions import has_somewhere, require_managing
from izote.access.reauthentication import recently
from izote.access.roles import ROLES
from izote.access.rules import INVITATION_HOURS
from izote.kit.once import once
from izote.kit.paging import page_of


def _one(request: HttpRequest, pk: int) -> User:
    """An account of one's offices (404), which one may change (403)."""
    if not has_somewhere(request.user, "user.manage"):
        raise PermissionDenied("user.manage")
    user = queries.user_for(request.user, pk)
    require_managing(request.user, user)
    return user


def _link_page(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """The paper with the one-time link; it is shown once, because only its hash is kept."""
    address = request.build_absolute_uri(reverse("invitation_accept", args=[token]))
    return render(request, "access/invitation_link.html", {"shown": user, "address": address, "hours": INVITATION_HOURS})


@login_required
@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    """The accounts of one's offices, present and past."""
    if not has_somewhere(request.user, "user.manage"):
        raise PermissionDenied("user.manage")
    text = request.GET.get("q", "").strip()[:60]
    page = page_of(queries.users_for(request.user, text.replace("\0", "")), ["username"], request.GET.get("cursor", ""))
    return render(request, "access/user_list.html", {"page": page, "text": text})


@login_required
@require_safe
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: roles, second factors (yes or no), sessions, and what may be done with it."""
    if not has_somewhere(request.user, "user.manage"):
        raise PermissionDenied("user.manage")
    shown = queries.user_for(request.user, pk)
    found = queries.account_of(shown, by=request.user)
    found["memberships"] = [(m, ROLES[m.role].label if m.role in ROLES else m.role, queries.holds(m)) for m in found["memberships"]]
    return render(request, "access/user_detail.html", {"shown": shown, **found})


@recently
def user_invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the answer is the paper with the link."""
    if not has_somewhere(request.user, "user.manage"):
        raise PermissionDenied("user.manage")
    offices = queries.offices_for(request.user).filter(is_active=True)
    form = InviteForm(request.POST or None, offices=offices, initial={"org": offices.filter(code=request.GET.get("oficina", "")).first()})
    if request.method == "POST" and form.is_valid():
        user, token = actions.invite_user(**form.cleaned_data, by=request.user)
        return _link_page(request, user, token)
    return render(request, "access/user_invite.html", {"form": form})


@recently
def user_reinvite(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for whoever lost the first one, or the password."""
    shown = _one(request, pk)
    if request.method == "POST":
        return _link_page(request, shown, actions.reinvite_user(shown, by=request.user))
    text = _("Earlier links stop working. The present password works until the new one is set.")
    return _confirm(request, shown, _("New link for %(name)s"), text, _("Make the link"))


@recently
@once
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role in an office."""
    shown = _one(request, pk)
    form = RoleForm(request.POST or None, offices=queries.offices_for(request.user).filter(is_active=True))
    if request.method == "POST" and form.is_valid():
        actions.grant_role(shown, **form.cleaned_data, by=request.user)
        return redirect("user_detail", pk)
    return render(request, "access/role_grant.html", {"form": form, "shown": shown})


@recently
@once
def role_end(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Take a role back; the user is signed out everywhere."""
    shown = _one(request, pk)
    row = get_object_or_404(Membership, pk=membership, user=shown)
    if request.method == "POST":
        actions.end_membership(row, by=request.user)
        return redirect("user_detail", pk)
    role = ROLES[row.role].label if row.role in ROLES else row.role
    text = _("%(role)s, %(office)s. It ends at once, and so do the open sessions.") % {"role": role, "office": row.org}
    return _confirm(request, shown, _("Take a role back from %(name)s"), text, _("Take it back"), danger=True)


@login_required
@require_POST
def sessions_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a user out everywhere."""
    ended = actions.end_sessions(_one(request, pk), by=request.user)
    messages.success(request, ngettext("%(n)s session was ended.", "%(n)s sessions were ended.", ended) % {"n": ended})
    return redirect("user_detail", pk)


@recently
def second_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A lost second factor: remove it and hand over a new link."""
    shown = _one(request, pk)
    if request.method == "POST":
        return _link_page(request, shown, actions.reset_second_factor(shown, by=request.user))
    text = _("Make sure who stands before you. Key, application, sheet and password stop working; the link sets new ones.")
    return _confirm(request, shown, _("Remove the second factor of %(name)s"), text, _("Remove it and make a link"), danger=True)


@recently
@once
def user_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of someone who leaves."""
    shown = _one(request, pk)
    if request.method == "POST":
        left = sum(actions.deactivate_user(shown, by=request.user).values())
        words = ngettext("%(n)s file needs a new responsible person.", "%(n)s files need a new responsible person.", left)
        messages.success(request, _("The account is closed.") + " " + words % {"n": left})
        return redirect("user_detail", pk)
    left = sum(actions.responsibilities(shown).values())
    words = ngettext("%(n)s file is in this person's hands.", "%(n)s files are in this person's hands.", left)
    text = _("All roles and sessions end at once.") + " " + words % {"n": left}
    return _confirm(request, shown, _("%(name)s leaves"), text, _("Close the account"), danger=True)


def _confirm(request: HttpRequest, shown: User, title: str, text: Any, yes: str, *, danger: bool = False) -> HttpResponse:
    words = {"title": title % {"name": shown}, "text": text, "yes": yes, "danger": danger}
    return render(request, "kit/confirm.html", {**words, "back": reverse("user_detail", args=[shown.pk])})
