"""The receiving side: an organisation with accounts, and one that only has a link and a number told by telephone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.context import DOORKEEPER, prove
from izote.casework.actions import partner_door as actions
from izote.casework.actions.referral_answers import answer_referral
from izote.casework.forms.referrals import AnswerForm, PinForm
from izote.casework.queries import partner_door as queries
from izote.casework.rules import links
from izote.casework.views.answers import need_any, sent
from izote.kit.once import once
from izote.kit.paging import page_of

COOKIE = "izote_r"


@login_required
def partner_inbox(request: HttpRequest) -> HttpResponse:
    """The referrals sent to one's organisation: numbers, days and states."""
    need_any(request.user, "referral.answer")
    page = page_of(queries.received_for(request.user), ("-sent_at", "pk"), request.GET.get("cursor", ""))
    actions.note_received(len(page), by=request.user)
    return render(request, "casework/partner_inbox.html", {"page": page})


@login_required
@once
def partner_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agreed lines of one referral, and the answer to it."""
    need_any(request.user, "referral.answer")
    referral = queries.received(request.user, pk)
    if referral is None:
        return render(request, "casework/partner_gone.html", {"inbox": True}, status=404)
    form = AnswerForm(sent(request), state=referral.state)
    if request.method == "POST" and form.is_valid():
        answer_referral(referral, form.cleaned_data["event"], by=request.user, via="account", **form.said())
        messages.success(request, _("Thank you. The office that sent the referral can see your answer."))
        return redirect("partner_referral", pk)
    if referral.state == "sent":
        referral = answer_referral(referral, "see", by=request.user, via="account")
    return render(request, "casework/partner_referral.html", {"referral": referral, "sheet": queries.partner_sheet(referral), "form": form})


def as_nobody(request: HttpRequest) -> None:
    """Whoever opens a link is nobody here, signed in or not."""
    request.user = AnonymousUser()
    prove(DOORKEEPER)


def gone(request: HttpRequest) -> HttpResponse:
    """The one page for every link that does not open: unknown, expired, revoked, locked, used elsewhere."""
    return render(request, "casework/partner_gone.html", {"inbox": False}, status=404)


def partner_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the number told by telephone; then show the agreed lines to this browser."""
    as_nobody(request)
    mark = request.COOKIES.get(COOKIE, "")
    if request.method == "POST":
        return _proved(request, token, mark)
    known = mark or links.new_browser()
    found = actions.opened_by_link(token, known)
    if found.answer == "gone":
        return gone(request)
    if found.answer == "over":
        return render(request, "casework/partner_over.html", {"found": found})
    if found.sheet:
        return render(request, "casework/partner_link.html", {"found": found, "form": AnswerForm(state=found.state), "token": token})
    return _with_mark(request, render(request, "casework/partner_pin.html", {"form": PinForm(), "left": 0}), known)


def _with_mark(request: HttpRequest, response: HttpResponse, mark: str) -> HttpResponse:
    """The browser is known again by this, on the pages of links alone."""
    days = links.LIVE_DAYS * 24 * 3600
    response.set_cookie(COOKIE, mark, max_age=days, path="/r/", httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _proved(request: HttpRequest, token: str, mark: str) -> HttpResponse:
    form = PinForm(request.POST)
    found = actions.opened_by_link(token, mark, form.cleaned_data["pin"] if form.is_valid() else None)
    if found.answer == "wrong":
        form.add_error("pin", _("That is not the number."))
    if found.answer in ("wrong", "pin"):
        return render(request, "casework/partner_pin.html", {"form": form, "left": found.left}, status=403)
    return gone(request) if found.answer == "gone" else redirect("partner_link", token)


@require_POST
def partner_link_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Carry the answer of whoever has proven the link in this browser."""
    as_nobody(request)
    mark = request.COOKIES.get(COOKIE, "")
    found = actions.opened_by_link(token, mark)
    if not found.sheet:
        return gone(request) if found.answer == "gone" else redirect("partner_link", token)
    form = AnswerForm(request.POST, state=found.state)
    if not form.is_valid():
        return render(request, "casework/partner_link.html", {"found": found, "form": form, "token": token}, status=400)
    actions.answer_by_link(found, form.cleaned_data["event"], **form.said())
    return redirect(f"{reverse('partner_link', args=[token])}?gracias=1")
