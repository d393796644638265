"""One form sent twice makes one record."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import Conflict
from izote.kit.models import Once

P = ParamSpec("P")
LIFETIME = timedelta(days=1)
NOT_CONTENT = {"once", "csrfmiddlewaretoken"}
SENT_COOKIE = "izote_sent"


def once(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Runs the view at most once for each `{% once %}` token; later sendings go to the page the first one led to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        token = request.POST.get("once", "")[:64] if request.method == "POST" else ""
        if not token or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            row = claim(request, token)
            if row is None:
                return earlier_result(request, token)
            response = view(request, *args, **kwargs)
            if not response.has_header("Location"):
                row.delete()
                return response
            row.result_url = response["Location"][:500]
            row.save(update_fields=["result_url"])
        response.set_cookie(SENT_COOKIE, mark(token), max_age=600, samesite="Strict", secure=request.is_secure())
        return response

    return guarded


def claim(request: HttpRequest, token: str) -> Once | None:
    """The row that reserves this token, or None when it is taken; waits for a sending still under way."""
    user = int(request.user.pk or 0)
    Once.objects.filter(user_id=user, at__lt=timezone.now() - LIFETIME).delete()
    row = Once(user_id=user, token_hash=token_hash(token, request.path), body_hash=body_hash(request, token))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def earlier_result(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the first sending led to; says so when what was sent now is something else."""
    row = Once.objects.filter(user_id=int(request.user.pk or 0), token_hash=token_hash(token, request.path)).first()
    if row is None or not row.result_url:
        raise Conflict(_("This form is being saved already. Wait a moment and look at the list before sending it again."))
    if row.body_hash != body_hash(request, token):
        messages.warning(request, _("This form had already been saved once; the later changes were not saved. Here is what was saved."))
    return redirect(row.result_url)


def was_saved(user_id: int, token: str, path: str) -> bool:
    """Whether this user's form with this token was saved."""
    return Once.objects.filter(user_id=user_id, token_hash=token_hash(token, path)).exclude(result_url="").exists()


def token_hash(token: str, path: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(f"{token}|{path}".encode()).hexdigest()


def mark(token: str) -> str:
    """What a device may know of a token that was used."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def body_hash(request: HttpRequest, token: str) -> str:
    """A keyed digest of what was sent, files by name and size."""
    fields = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name not in NOT_CONTENT]
    files = [(name, [(f.name, f.size) for f in request.FILES.getlist(name)]) for name in sorted(request.FILES)]
    return hmac.new(token.encode(), repr((fields, files)).encode(), hashlib.sha256).hexdigest()
