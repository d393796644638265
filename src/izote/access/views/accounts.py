"""One's own account: password, second factors, the invitation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from izote.access import actions
from izote.access.audit import record
from izote.access.forms import EmailForm, InvitedPasswordForm
from izote.access.models import Invitation, User
from izote.access.permissions import home_org, needs_second_factor
from izote.access.reauthentication import recently
from izote.access.rules import token_hash
from izote.kit.errors import Conflict

View = Callable[..., HttpResponse]


@login_required
@require_http_methods(["GET", "POST"])
def own_email(request: HttpRequest) -> HttpResponse:
    """Where the user is told that a task waits."""
    form = EmailForm(request.POST or None, initial={"email": request.user.email})  # type: ignore[union-attr]
    if request.method == "POST" and form.is_valid():
        actions.change_email(form.cleaned_data["email"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("mfa_index")
    return render(request, "access/own_email.html", {"form": form})


@login_required
def account_change_password(request: HttpRequest) -> HttpResponse:
    """A new password; who signs in elsewhere has none here."""
    user: Any = request.user
    if not user.has_usable_password():
        raise Http404
    response = account.password_change(request)
    if isinstance(response, HttpResponseRedirect):
        messages.success(request, _("Your password was changed. You were signed out everywhere else."))
    return response


def watched(view: View) -> View:
    """A page of second factors: what it adds or removes leaves a line, and the last required one stays."""

    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = _factors(request.user)
        if "quitar" in request.path and _is_last(request.user, before):
            raise Conflict(_("This is your only second factor and your role needs one. Add another first, then remove this."))
        response = view(request, *args, **kwargs)
        after = _factors(request.user)
        for pk in after.keys() - before.keys():
            _trace(request, "user.factor_added", after[pk])
        for pk in before.keys() - after.keys():
            _trace(request, "user.factor_removed", before[pk])
        if before != after:
            request.session.pop("second_factor", None)
            messages.success(request, _("Your second factors were changed."))
        return response

    return page


def _factors(user: Any) -> dict[int, str]:
    return dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))


def _is_last(user: Any, factors: dict[int, str]) -> bool:
    real = [kind for kind in factors.values() if kind != Authenticator.Type.RECOVERY_CODES]
    return len(real) == 1 and not settings.DEMO and needs_second_factor(user)


def _trace(request: HttpRequest, verb: str, kind: str) -> None:
    user: Any = request.user
    record(user, verb, org=home_org(user), kind="user", key=user.pk, label=user.username[:40], factor=kind)


@recently
@require_safe
def mfa_view_recovery_codes(request: HttpRequest) -> HttpResponse:
    """The printed sheet: the codes that were not used yet."""
    sheet = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if sheet is None:
        raise Http404
    codes = RecoveryCodes(sheet).get_unused_codes()
    grouped = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(
        request, "mfa/recovery_codes/index.html", {"codes": grouped, "made": sheet.created_at, "total": settings.MFA_RECOVERY_CODE_COUNT}
    )


@recently
@require_http_methods(["GET", "POST"])
def mfa_generate_recovery_codes(request: HttpRequest) -> HttpResponse:
    """A new printed sheet, for those who have no telephone or key of their own too; the old one no longer works."""
    user: Any = request.user
    old = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES)
    if request.method == "POST":
        old.delete()
        RecoveryCodes.activate(user)
        _trace(request, "user.factor_added", Authenticator.Type.RECOVERY_CODES)
        return redirect("mfa_view_recovery_codes")
    return render(request, "mfa/recovery_codes/generate.html", {"had": old.exists()})


@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: choose a password, then sign in with it."""
    found = Invitation.objects.filter(token_hash=token_hash(token), used_at__isnull=True, expires_at__gt=timezone.now())
    user = User.objects.filter(pk__in=found.values("user_id"), is_active=True).first()
    if user is None or request.user.is_authenticated:
        status = 404 if user is None else 409
        return render(request, "access/invitation_over.html", {"signed_in": request.user.is_authenticated}, status=status)
    form = InvitedPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.accept_invitation(token, password=form.cleaned_data["password1"])
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    return render(request, "access/invitation_accept.html", {"form": form, "invited": user})
