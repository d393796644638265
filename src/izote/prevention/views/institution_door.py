"""The institutions' narrow door: by an account, or by a link and a number told by another way."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.access.context import DOORKEEPER, prove
from izote.kit.attachments import REFUSALS, headers
from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import answers as actions
from izote.prevention.actions.doors import carried
from izote.prevention.actions.evidence import open_evidence
from izote.prevention.forms.answers import AnswerForm, PinForm
from izote.prevention.permissions import ANSWER, require_somewhere
from izote.prevention.queries import doors as queries
from izote.prevention.rules import doorkeys
from izote.vault.door import require_open

COOKIE, PATH = "izote_p", "/prevencion/r/"


def too_big(request: HttpRequest, form: Form) -> str | None:
    """Say so where more was sent than is taken: the files of such a request are never read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return None
    form.add_error(None, str(REFUSALS["too_big"]))
    return "too_big"


def refused(form: Form, no: BadInput) -> None:
    """What was refused, beside the form; nothing that was typed is lost."""
    form.add_error(None, str(no.message))


@login_required
@require_safe
def answer_list(request: HttpRequest) -> HttpResponse:
    """What the user's institution was told of."""
    require_somewhere(request.user, ANSWER)
    page = page_of(queries.mine().select_related("place"), ("-notified_at", "-pk"), request.GET.get("cursor", ""))
    return render(request, "prevention/answer_list.html", {"page": page})


@login_required
@once
def answer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation, what was said of it, and the answer."""
    require_somewhere(request.user, ANSWER)
    row = queries.mine_or_404(pk)
    form = AnswerForm(sent(request), request.FILES or None, state=row.state)
    if request.method == "POST" and too_big(request, form) is None and form.is_valid():
        try:
            actions.answer(row, form.cleaned_data["kind"], by=request.user, via="account", **form.said())
            messages.success(request, _("Thank you. The ombuds office can see your answer."))
            return redirect("answer_detail", pk)
        except BadInput as no:
            refused(form, no)
    return render(request, "prevention/answer_detail.html", {"row": row, "form": form, "base": "kit/base.html"})


@login_required
@require_safe
def answer_file(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """A file that the institution sent, as it is kept."""
    require_somewhere(request.user, ANSWER)
    found = queries.my_evidence(pk, evidence)
    require_open(found.org_id)
    return HttpResponse(open_evidence(found, by=request.user), headers=headers(found.mime, found.name))


def as_nobody(request: HttpRequest) -> None:
    """Whoever opens a link is nobody here, signed in or not."""
    request.user = AnonymousUser()
    prove(DOORKEEPER)


def gone(request: HttpRequest) -> HttpResponse:
    """The one page for every link that does not open: unknown, expired, revoked, locked, used elsewhere."""
    return render(request, "prevention/door_gone.html", status=404)


def door(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the number told by another way; then list what the institution was told of in this warning."""
    as_nobody(request)
    mark = request.COOKIES.get(COOKIE, "")
    if request.method == "POST":
        return _proved(request, token, mark)
    known = mark or doorkeys.new_browser()
    found = queries.knock(token, known)
    if found.answer == "gone":
        return gone(request)
    if not found.is_open:
        return _with_mark(request, render(request, "prevention/door_pin.html", {"form": PinForm(), "left": 0}), known)
    with carried():
        rows = list(queries.mine().select_related("place").order_by("position"))
    return render(request, "prevention/door.html", {"rows": rows, "found": found, "token": token})


def _with_mark(request: HttpRequest, response: HttpResponse, mark: str) -> HttpResponse:
    """The browser is known again by this, on the pages of links alone."""
    age = doorkeys.LIVE_DAYS * 24 * 3600
    response.set_cookie(COOKIE, mark, max_age=age, path=PATH, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _proved(request: HttpRequest, token: str, mark: str) -> HttpResponse:
    form = PinForm(request.POST)
    found = queries.knock(token, mark, form.cleaned_data["pin"] if form.is_valid() else None)
    if found.answer == "wrong":
        form.add_error("pin", _("That is not the number."))
    if found.answer in ("wrong", "pin"):
        return render(request, "prevention/door_pin.html", {"form": form, "left": found.left}, status=403)
    return gone(request) if found.answer == "gone" else redirect("door", token)


def door_answer(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One recommendation behind a link that this browser has proven, and the answer to it."""
    as_nobody(request)
    found = queries.knock(token, request.COOKIES.get(COOKIE, ""))
    if not found.is_open:
        return gone(request) if found.answer == "gone" else redirect("door", token)
    with carried() as service:
        row = queries.mine_or_404(pk)
        form = AnswerForm(sent(request), request.FILES or None, state=row.state)
        if request.method == "POST" and too_big(request, form) is None and form.is_valid() and _carried(row, form, service):
            return redirect("door_answer", token, pk)
        context: dict[str, Any] = {"row": row, "form": form, "found": found, "token": token, "base": "kit/simple.html"}
        return render(request, "prevention/answer_detail.html", context)


def _carried(row: Any, form: AnswerForm, service: Any) -> bool:
    try:
        actions.answer(row, form.cleaned_data["kind"], by=service, via="link", **form.said())
    except BadInput as no:
        refused(form, no)
        return False
    return True
