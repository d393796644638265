"""What the person agrees to, on the screen or on paper, and takes back."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.casework.actions import referrals as actions
from izote.casework.actions.trace import trace
from izote.casework.forms.days import DayField
from izote.casework.forms.referrals import AgreeForm, OverrideForm
from izote.casework.models import Referral
from izote.casework.permissions import require
from izote.casework.queries import referrals as queries
from izote.casework.queries.cases import open_case
from izote.casework.queries.children import child_of
from izote.casework.rules import sheet as sheets
from izote.casework.views.answers import form_page, sent
from izote.casework.views.referrals import seen, to_referral
from izote.kit.errors import BadInput, Conflict
from izote.kit.once import once
from izote.people.queries import staff_with


def day_of(text: str) -> dt.date | None:
    """The day that was written, or none; one that does not exist is refused with the words of the form."""
    try:
        day: dt.date | None = DayField().clean(text)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error
    return day


def _offers(referral: Referral, person: Any) -> list[sheets.Offer]:
    message = open_case(referral.case, "texts").said("referral", referral.pk)
    return sheets.offers(queries.facts_of(referral, person, message))


def _draft(request: HttpRequest, pk: UUID) -> tuple[Referral, dict[str, Any]]:
    referral, head = seen(request, pk, work=True)
    if head["person"] is None:
        raise Http404
    if referral.state != "draft":
        raise Conflict(_("The person has agreed to this referral already, or it has ended."))
    return referral, head


@login_required
@once
def referral_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show in plain words exactly what would be shared, with whom, for what and until when; and record the answer."""
    referral, head = _draft(request, pk)
    offers, givers = _offers(referral, head["person"]), queries.givers_for(referral.case)
    witnesses = staff_with(referral.org_id, "person.read").exclude(pk=request.user.pk or 0)
    initial: dict[str, Any] = {"language": head["person"].language or "es"}
    if "campos" in request.GET:
        initial |= {"fields_agreed": request.GET["campos"].split(","), "mode": "paper", "until": day_of(request.GET.get("hasta", ""))}
    said = child_of(referral.case).assent if referral.case.is_child else ""
    asked = referral.case.is_child and said not in ("small", "no")
    form = AgreeForm(sent(request), offers=offers, givers=givers, witnesses=witnesses, child=asked, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        how = {name: data[name] for name in ("until", "mode", "given_by", "language", "witness")} | {"assent": data.get("assent", False)}
        drawn = data["signature"] if data["mode"] == "screen" else None
        actions.agree(referral, fields=data["fields_agreed"], signature=drawn, by=request.user, **how)
        return redirect("referral_send", referral.pk)
    chosen = set(form["fields_agreed"].value() or [])
    context = {
        **head,
        "form": form,
        "offers": [(offer, offer.fixed or offer.field in chosen) for offer in offers],
        "givers": givers,
        "refuses": said == "no",
        "notice": sheets.notice(),
    }
    return render(request, "casework/referral_consent.html", context)


@login_required
@require_POST
def referral_consent_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same on paper, to be signed or thumbed; its code leads back to this consent with the same choice."""
    referral, head = _draft(request, pk)
    wanted = {"need", *request.POST.getlist("fields_agreed")}
    until = day_of(request.POST.get("until", "")) or timezone.localdate() + dt.timedelta(days=sheets.USUAL_DAYS)
    offers = [(offer, offer.field in wanted) for offer in _offers(referral, head["person"])]
    fields = ",".join(offer.field for offer, chosen in offers if chosen)
    address = request.build_absolute_uri(f"{reverse('referral_consent', args=[pk])}?campos={fields}&hasta={until:%Y-%m-%d}")
    trace(request.user, "referral.printed", referral.case, referral=str(pk), what="consent")
    context = {**head, "offers": offers, "until": until, "address": address, "notice": sheets.notice()}
    return render(request, "casework/referral_consent_paper.html", context)


@login_required
@once
def referral_override(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Share the minimum without consent, for whoever approves."""
    referral, head = _draft(request, pk)
    require(request.user, "case.approve", referral.org_id)
    minimum = [offer for offer in _offers(referral, head["person"]) if offer.field in sheets.MINIMUM]
    act = lambda data: actions.override_consent(referral, by=request.user, **data)  # noqa: E731
    return form_page(request, "referral_override", OverrideForm(sent(request)), act, to=to_referral(referral), offers=minimum, **head)


@login_required
def referral_signature(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signature under the consent; looking at it is written into the trail."""
    referral, _head = seen(request, pk, work=True)
    picture = queries.signature_of(referral)
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png", headers={"Content-Disposition": "inline; filename=firma.png"})


@login_required
@once
def referral_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person takes the consent back; from that moment the other side reads nothing."""
    referral, head = seen(request, pk, work=True)
    if request.method == "POST":
        actions.withdraw_referral(referral, by=request.user)
        return redirect(to_referral(referral))
    return render(request, "casework/referral_withdraw.html", {**head, "back": to_referral(referral)})
