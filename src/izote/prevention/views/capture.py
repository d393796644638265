"""Capture in a minute on a bad telephone: one small page that works without a script and without a line."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.access.models import Organization
from izote.framework import words as framework
from izote.kit.errors import Conflict, Refusal
from izote.kit.forms import sent
from izote.kit.once import once
from izote.partners.queries import printed_lines
from izote.prevention.actions import signals as actions
from izote.prevention.forms.capture import CaptureForm, DangerForm
from izote.prevention.models import Signal
from izote.prevention.permissions import may, office_of, require_somewhere
from izote.prevention.queries.evidence import hits_in
from izote.prevention.queries.signals import last_place
from izote.prevention.rules import persons
from izote.prevention.rules.signals import GROUPS, MOST_WORDS, SIGNS
from izote.prevention.rules.words import words
from izote.territory.queries import gazetteer, widest
from izote.vault import door

RIGHT = "prevention.capture"
DEVICE = "izote_capture"


def office(request: HttpRequest) -> Organization:
    """Where the user captures; 403 for others."""
    require_somewhere(request.user, RIGHT)
    found = office_of(request.user, RIGHT)
    assert found is not None
    return found


def origin_of(request: HttpRequest, org: Organization, said: str) -> str:
    """How a signal came: analysts say so, a desk and a monitor are what they are."""
    if may(request.user, "prevention.read", org):
        return said if said in words("origins") and said != "statistical" else "complaint"
    return "desk" if may(request.user, "prevention.figures", org) else "community"


def place_said(place: Any) -> str:
    """A place as the form takes it."""
    return f"{place.name}, {_departments().get(widest(place.code), '')}".rstrip(", ") if place else ""


def _departments() -> dict[str, str]:
    index = gazetteer()
    top = min(entry.rank for entry in index.entries)
    return {entry.code: entry.name for entry in index.entries if entry.rank == top}


def _choices(org: Organization) -> dict[str, Any]:
    """What the page offers, the same for everybody of an office."""
    index, names = gazetteer(), _departments()
    stable = sorted((entry for entry in index.entries if entry.level == index.pack.stable_level), key=lambda entry: entry.name)
    signs, groups = framework.signs(), framework.groups()
    return {
        "places": [f"{entry.name}, {names.get(widest(entry.code), '')}" for entry in stable],
        "signs": [(code, signs[code]) for code in SIGNS],
        "more_signs": [(code, word) for code, word in signs.items() if code not in SIGNS],
        "groups": [(code, groups[code]) for code in GROUPS],
        "more_groups": [(code, word) for code, word in groups.items() if code not in GROUPS],
        "lines": printed_lines(org),
        "org": org,
        "most": MOST_WORDS,
    }


@login_required
@once
def capture(request: HttpRequest) -> HttpResponse:
    """The form; words that could name somebody come back before anything is written."""
    org = office(request)
    form = CaptureForm(_as_meant(request), initial={"place": place_said(last_place(request.user)), "groups": ["returned"]})
    found: list[persons.Hit] = []
    if request.method == "POST" and form.is_valid():
        found = [] if "keep" in request.POST else hits_in(form.cleaned_data["text"])
        if not found:
            said = form.said(timezone.now())
            said["client_key"] = said["client_key"] or uuid.uuid4()
            row, _new = actions.capture(org, by=request.user, origin=origin_of(request, org, form.cleaned_data["origin"]), **said)
            return redirect("signal_own", row.pk)
    context = _choices(org) | {"form": form, "found": found, "key": request.POST.get("client_key") or uuid.uuid4(), "who": who(request)}
    context |= {"redacted": persons.redacted(form.data["text"], found)} if found else {}
    context["origins"] = words("origins") if may(request.user, "prevention.read", org) else {}
    response = render(request, "prevention/capture.html", context, status=422 if request.method == "POST" else 200)
    kept: Any = {"max_age": 400 * 86400, "httponly": True, "samesite": "Strict", "secure": request.is_secure(), "path": request.path}
    response.set_signed_cookie(DEVICE, str(org.pk), **kept)
    return response


def _as_meant(request: HttpRequest) -> Any:
    """What was sent; whoever says that the words must stay means the first ones."""
    if "keep" not in request.POST or "original" not in request.POST:
        return sent(request)
    said: Any = request.POST.copy()
    said["text"] = said["original"]
    return said


def who(request: HttpRequest) -> str:
    """A mark of the user that says nothing to others: what one captured on a telephone is not sent in the name of another."""
    return salted_hmac("izote.capture", str(request.user.pk)).hexdigest()[:16]


@login_required
@require_safe
def capture_offline(request: HttpRequest) -> HttpResponse:
    """The same form with nothing of anybody in it: what the telephone may keep."""
    return render(request, "prevention/capture.html", _choices(office(request)) | {"form": CaptureForm(), "offline": True})


@login_required
@require_safe
def capture_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the form on the telephone."""
    office(request)
    return render(request, "prevention/capture_worker.js", content_type="text/javascript")


@require_safe
def capture_state(request: HttpRequest) -> HttpResponse:
    """What a telephone that waited needs to know: whether it may send, and whether it must be emptied."""
    locked = _device_locked(request)
    signed_in = request.user.is_authenticated and office_of(request.user, RIGHT) is not None
    said: dict[str, Any] = {"signed_in": signed_in, "purge": locked}
    if signed_in:
        said |= {"token": get_token(request), "who": who(request)}
    return JsonResponse(said)


def _device_locked(request: HttpRequest) -> bool:
    try:
        held = str(request.get_signed_cookie(DEVICE, default="", max_age=400 * 86400))
    except BadSignature:
        return False
    return held.isdigit() and door.locked(int(held))


@require_POST
def capture_send(request: HttpRequest) -> HttpResponse:
    """One form that waited on a telephone; sent twice or a week late it is one signal."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False}, status=401)
    org, form = office(request), CaptureForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["client_key"]:
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"sentence": " ".join(sentences) or _("This form cannot be read. Open the page again.")}, status=422)
    try:
        row, new = actions.capture(
            org, by=request.user, origin=origin_of(request, org, form.cleaned_data["origin"]), **form.said(timezone.now())
        )
    except Refusal as refused:
        return JsonResponse({"sentence": str(refused.message)}, status=422)
    return JsonResponse({"code": row.code, "new": new, "held": row.hits > 0})


@login_required
@once
def signal_danger(request: HttpRequest) -> HttpResponse:
    """A named person is in danger now: first the call, then one line that says where it went, without a word about who."""
    org = office(request)
    form = DangerForm(sent(request), initial={"client_key": uuid.uuid4(), "place": place_said(last_place(request.user))})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        row, new = actions.capture(
            org, by=request.user, origin=origin_of(request, org, ""), place=data["place"], urgency="imminent", client_key=data["client_key"]
        )
        if new:
            actions.derive(row, by=request.user, to=data["to"])
        elif row.state != "derived":
            raise Conflict(_("This form is being saved already. Wait a moment and look at the list before sending it again."))
        return redirect("signal_own", row.pk)
    context = {"form": form, "lines": printed_lines(org), "org": org}
    return render(request, "prevention/signal_danger.html", context, status=422 if form.errors else 200)


def held_words(signal: Signal) -> list[tuple[str, bool]]:
    """The words of a signal in pieces, those marked that could name somebody."""
    pieces, at = [], 0
    for hit in hits_in(signal.text):
        pieces += [(signal.text[at : hit.start], False), (signal.text[hit.start : hit.end], True)]
        at = hit.end
    return [piece for piece in (*pieces, (signal.text[at:], False)) if piece[0]]
