"""Sending a referral: the link and its number shown once, the sheet on paper with its reply slip, the person's receipt."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.casework.actions import referrals as actions
from izote.casework.actions.trace import trace
from izote.casework.forms.referrals import ChannelForm
from izote.casework.models import Referral
from izote.casework.queries import referrals as queries
from izote.casework.queries.cases import open_case
from izote.casework.rules import links
from izote.casework.rules import referrals as rules
from izote.casework.rules.sheet import title
from izote.casework.rules.words import label
from izote.casework.views.answers import sent
from izote.casework.views.referrals import seen, to_referral
from izote.kit.errors import Conflict
from izote.kit.once import once
from izote.kit.print import pdf, qr


@login_required
@once
def referral_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send what was agreed; a link and its number are shown on the answer to this, once."""
    referral, head = seen(request, pk, work=True)
    form = ChannelForm(sent(request), accounts=referral.to_org_id is not None, initial={"channel": referral.channel})
    if request.method == "POST" and form.is_valid():
        done = actions.send_referral(referral, channel=form.cleaned_data["channel"], by=request.user)
        if done.token:
            return _told_once(request, done, head)
        return redirect(reverse("referral_paper", args=[pk]) if done.referral.channel == Referral.Channel.PAPER else to_referral(referral))
    consent = queries.consent_of(referral)
    context = {**head, "form": form, "consent": consent, "ready": referral.state == "consented"}
    return render(request, "casework/referral_send.html", context)


@login_required
@once
def referral_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new link and number; the one before stops working."""
    referral, head = seen(request, pk, work=True)
    if request.method == "POST":
        return _told_once(request, actions.renew_link(referral, by=request.user), head)
    return render(request, "casework/referral_link.html", {**head, "link": queries.link_of(referral), "back": to_referral(referral)})


def _told_once(request: HttpRequest, done: actions.Sent, head: dict[str, Any]) -> HttpResponse:
    """The page with the link and the number: only digests are kept, so nobody can show it again."""
    address = request.build_absolute_uri(reverse("partner_link", args=[done.token]))
    context = {**head, "referral": done.referral, "address": address, "pin": links.spoken(done.pin), "link": queries.link_of(done.referral)}
    return render(request, "casework/referral_link_told.html", context)


def _consented(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    referral, head = seen(request, pk, work=True)
    consent = queries.consent_of(referral)
    if consent is None:
        raise Http404
    address = request.build_absolute_uri(reverse("referral_scan", args=[consent.receipt]))
    return {**head, "consent": consent, "address": address, "back": to_referral(referral)}


@login_required
def referral_receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person's receipt: what, to whom, until when, how to take it back."""
    context = _consented(request, pk)
    trace(request.user, "referral.printed", context["case"], referral=str(pk), what="receipt")
    return render(request, "casework/referral_receipt.html", context)


@login_required
def referral_receipt_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as PDF, to be kept or sent by the person."""
    context = _consented(request, pk)
    consent, referral = context["consent"], context["referral"]
    said = {
        "receipt": consent.receipt,
        "to": referral.addressee,
        "fields": [title(field) for field in consent.fields],
        "until": date_format(consent.until, "DATE_FORMAT"),
        "phone": referral.org.phone,
        "words": _receipt_words(),
        "code": qr(context["address"], alt=_("Code of this receipt"), caption=consent.receipt),
    }
    trace(request.user, "referral.printed", referral.case, referral=str(pk), what="receipt")
    return _pdf("casework/typst/referral_receipt.typ", said, referral, title=_("Receipt of your permission"), name=consent.receipt)


def _receipt_words() -> dict[str, str]:
    return {
        "receipt": _("Receipt"),
        "to": _("You allowed us to refer you to"),
        "fields": _("What is shared, and nothing else"),
        "until": _("Until"),
        "withdraw": _("You may take this permission back whenever you like, without giving reasons: come, call, or send this number."),
        "phone": _("Telephone"),
    }


def _paper(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The agreed lines, while they may be shared."""
    context = _consented(request, pk)
    referral = context["referral"]
    if not queries.stands(context["consent"]) or referral.state not in rules.OPEN:
        raise Conflict(_("The consent has ended or was withdrawn. Nothing may be shared."))
    lines = queries.shared(referral, open_case(referral.case, "sheets"))
    address = request.build_absolute_uri(reverse("referral_reply", args=[pk]) + "?boleta=1")
    answers = [label("referral_answers", event) for event in rules.ANSWERS]
    trace(request.user, "referral.printed", referral.case, referral=str(pk), what="sheet")
    return {**context, "lines": lines, "address": address, "answers": answers}


@login_required
def referral_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet on paper with its reply slip; the code leads whoever works here to where the answer is written down."""
    return render(request, "casework/referral_paper.html", _paper(request, pk))


@login_required
def referral_paper_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as PDF."""
    context = _paper(request, pk)
    referral, consent = context["referral"], context["consent"]
    said = {
        "code": qr(context["address"], alt=_("Code of this referral"), caption=referral.code),
        "number": referral.code,
        "office": referral.org.name,
        "phone": referral.org.phone,
        "to": referral.addressee,
        "until": date_format(consent.until, "DATE_FORMAT"),
        "lines": [{"title": line.title, "said": line.said} for line in context["lines"]],
        "answers": context["answers"],
        "words": _paper_words(),
    }
    return _pdf("casework/typst/referral_paper.typ", said, referral, title=_("Referral"), name=referral.code)


def _paper_words() -> dict[str, str]:
    return {
        "to": _("To"),
        "from": _("Sent by"),
        "until": _("May be used until"),
        "keep": _(
            "The person agreed that you read this, and nothing else. Do not copy it or pass it on. Destroy it when you have finished."
        ),
        "slip": _("Reply slip"),
        "back": _("Fill in, cut off and return to the office, or call."),
        "appointment": _("Appointment: day and hour"),
        "reason": _("Reason"),
        "when": _("Date of this answer"),
        "phone": _("Telephone"),
    }


def _pdf(template: str, said: dict[str, Any], referral: Referral, *, title: str, name: str) -> HttpResponse:
    made = pdf(template, said, language=get_language() or "es", title=title, office=referral.org.name)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
