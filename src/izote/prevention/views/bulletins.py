"""The monthly bulletin, inside: phases, words, the ten questions, publication."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import bulletins as actions
from izote.prevention.forms.bulletins import HarmForm, MonthForm, PhaseForm, WhyForm, WordsForm
from izote.prevention.permissions import may, office_of
from izote.prevention.queries.bulletins import bulletin_for, bulletins_for, standing_harm
from izote.prevention.views.public_bulletins import content

READ, WRITE, HARM, PUBLISH = "prevention.read", "prevention.analyse", "prevention.harm", "prevention.publish"


def office(user: Any, right: str) -> Any:
    """The office in which the user has that right; 403 when there is none."""
    found = office_of(user, right)
    if found is None:
        raise PermissionDenied(right)
    return found


@login_required
@require_safe
def monthly_list(request: HttpRequest) -> HttpResponse:
    """Bulletins, the newest month first."""
    org = office(request.user, READ)
    page = page_of(bulletins_for(request.user), ("-month", "-pk"), request.GET.get("cursor", ""), 24)
    return render(request, "prevention/monthly_list.html", {"page": page, "writes": may(request.user, WRITE, org)})


@login_required
@once
def monthly_begin(request: HttpRequest) -> HttpResponse:
    """Begin the bulletin of a month."""
    org = office(request.user, WRITE)
    form = MonthForm(sent(request))
    made = _done(form, lambda said: actions.begin_monthly(org=org, by=request.user, **said))
    if made is not None:
        return redirect("monthly_detail", made.pk)
    return _page(request, form, _("New monthly bulletin"), reverse("monthly_list"), _("Begin"))


@login_required
@once
def phase_say(request: HttpRequest) -> HttpResponse:
    """Say in which phase a territory stands."""
    org = office(request.user, WRITE)
    form = PhaseForm(sent(request))
    if _done(form, lambda said: actions.say_phase(org=org, by=request.user, **said)) is not None:
        return redirect("monthly_list")
    return _page(request, form, _("The phase of a territory"), reverse("monthly_list"), _("Say it"))


@login_required
@require_safe
def monthly_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, as the public would read it, and what may be done with it."""
    row = bulletin_for(request.user, pk)
    said = row.composed | {"office": row.org.name, "es": row.words_es, "en": row.words_en}
    context = {
        "row": row,
        "said": content(said),
        "harm": standing_harm(row),
        "writes": may(request.user, WRITE, row.org_id),
        "checks": may(request.user, HARM, row.org_id) and request.user.pk not in row.hands,
        "publishes": may(request.user, PUBLISH, row.org_id) and request.user.pk not in row.hands,
        "withdraws": may(request.user, PUBLISH, row.org_id),
    }
    return render(request, "prevention/monthly_detail.html", context)


@login_required
@once
def monthly_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write its words."""
    row = bulletin_for(request.user, pk, WRITE)
    form = WordsForm(sent(request), initial={"words_es": row.words_es, "words_en": row.words_en, "version": row.version})
    if _done(form, lambda said: actions.write_monthly(row, by=request.user, **said)) is not None:
        return redirect("monthly_detail", pk)
    return _page(request, form, _("Words of the bulletin"), reverse("monthly_detail", args=[pk]), _("Save"))


@login_required
@once
def monthly_harm(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the ten do-no-harm questions."""
    row = bulletin_for(request.user, pk, HARM)
    form = HarmForm(sent(request))
    if _done(form, lambda said: actions.check_harm(row, by=request.user, answers=form.answers)) is not None:
        return redirect("monthly_detail", pk)
    return render(request, "prevention/monthly_harm.html", {"row": row, "form": form})


@login_required
@require_POST
@once
def monthly_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in."""
    actions.submit_monthly(bulletin_for(request.user, pk, WRITE), by=request.user)
    return redirect("monthly_detail", pk)


@login_required
@require_POST
@once
def monthly_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back."""
    actions.return_monthly(bulletin_for(request.user, pk, PUBLISH), by=request.user)
    return redirect("monthly_detail", pk)


@login_required
@require_POST
@once
def monthly_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what was looked at."""
    version = request.POST.get("version", "")
    if not version.isdigit() or len(version) > 6:
        raise BadInput(_("The bulletin is no longer what you looked at. Open it again."))
    edition = actions.publish_monthly(bulletin_for(request.user, pk, PUBLISH), by=request.user, version=int(version))
    return redirect("public_monthly", edition.code)


@login_required
@once
def monthly_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw it for all to see."""
    row = bulletin_for(request.user, pk, PUBLISH)
    form = WhyForm(sent(request))
    if _done(form, lambda said: actions.withdraw_monthly(row, by=request.user, **said)) is not None:
        return redirect("monthly_detail", pk)
    return _page(request, form, _("Withdraw the bulletin"), reverse("monthly_detail", args=[pk]), _("Withdraw"))


def _done(form: Any, act: Callable[[dict[str, Any]], Any]) -> Any:
    """What an action made of a form that was sent and holds; else nothing, and the form says why."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except BadInput as refusal:
        form.add_error(None, str(refusal))
        return None


def _page(request: HttpRequest, form: Any, title: str, back: str, go: str) -> HttpResponse:
    return render(request, "prevention/monthly_form.html", {"form": form, "title": title, "back": back, "go": go})
