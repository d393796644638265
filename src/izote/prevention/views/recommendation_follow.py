"""Following recommendations: verdicts, the ladder, what came on paper, links, evidence, and the table as a file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.access.audit import record
from izote.kit import print as printed
from izote.kit.attachments import headers
from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.tables import MIME, bare, written
from izote.prevention.actions import answers, doors, evidence, verdicts
from izote.prevention.forms.answers import AnswerForm, SayForm
from izote.prevention.forms.recommendations import ClimbForm, ReasonForm, VerdictForm
from izote.prevention.models import DoorKey, Recommendation, Rung
from izote.prevention.permissions import may_follow, office_of, require_somewhere
from izote.prevention.queries import followup as table
from izote.prevention.rules import doorkeys, followup
from izote.prevention.rules.machines import machine
from izote.prevention.views.institution_door import refused, too_big
from izote.prevention.views.recommendations import READ, asked_for, one_of
from izote.vault.door import require_open


def followed(request: HttpRequest, pk: int) -> Recommendation:
    """A recommendation for somebody who follows it: 404 for whoever does not see it, 403 for whoever only reads."""
    row = one_of(request, pk)
    if not may_follow(request.user, row.org_id):
        raise PermissionDenied("prevention.follow")
    return row


def _form(request: HttpRequest, row: Recommendation, form: Form, title: str, lead: str = "", status: int = 200) -> HttpResponse:
    back = reverse("recommendation_detail", args=[row.pk])
    context = {"form": form, "row": row, "title": title, "lead": lead, "back": back}
    return render(request, "prevention/recommendation_form.html", context, status=status)


@login_required
@once
def recommendation_verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether it was complied with."""
    row = followed(request, pk)
    ways = [move for move in machine("recommendation").out_of(row.state) if move.to in verdicts.VERDICTS]
    form = VerdictForm(sent(request), verdicts=[(one.to, str(one.words)) for one in ways], evidence=row.evidence.order_by("pk"))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"looked_at": [one.pk for one in form.cleaned_data["looked_at"]]}
        try:
            verdicts.give_verdict(row, said.pop("verdict"), by=request.user, **said)
            messages.success(request, _("The verdict is written down."))
            return redirect("recommendation_detail", pk)
        except BadInput as no:
            form.add_error(None, str(no.message))
    return _form(request, row, form, _("Verdict"), _("The institution reads the verdict and its reason."))


@login_required
@once
def recommendation_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the follow-up."""
    row = followed(request, pk)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            verdicts.close_recommendation(row, by=request.user, reason=form.cleaned_data["reason"])
            return redirect("recommendation_detail", pk)
        except BadInput as no:
            form.add_error(None, str(no.message))
    return _form(request, row, form, _("End the follow-up"), _("Its history stays. After this nobody answers any more."))


@login_required
@once
def recommendation_climb(request: HttpRequest, pk: int) -> HttpResponse:
    """Climb a rung; its letter is made."""
    row = followed(request, pk)
    above = [one for one in followup.above(row.rung) if verdicts.may_climb(request.user, row.org_id, one)]
    form = ClimbForm(sent(request), above=above)
    if request.method == "POST" and form.is_valid():
        try:
            made = verdicts.climb(row, form.cleaned_data["rung"], by=request.user, why=form.cleaned_data["why"])
            messages.success(request, _("The letter %(code)s is ready to be signed.") % {"code": made.code})
            return redirect("recommendation_detail", pk)
        except BadInput as no:
            form.add_error(None, str(no.message))
    return _form(request, row, form, _("Climb a rung"), _("From public censure on, the delegate climbs."))


@login_required
@require_safe
def rung_letter(request: HttpRequest, pk: int, rung: int) -> HttpResponse:
    """The letter of a rung, as it was made."""
    row = one_of(request, pk)
    require_open(row.org_id)
    made = Rung.objects.filter(pk=rung, recommendation=row).select_related("org").first()
    if made is None:
        raise Http404
    content = printed.pdf(
        "prevention/typst/rung.typ",
        made.letter,
        language="es",
        title=made.letter["title"],
        office=made.org.name,
        mark=made.code,
        at=made.at,
    )
    return HttpResponse(content, headers=headers("application/pdf", f"{made.code}.pdf", inline=True))


@login_required
@require_POST
@once
def recommendation_say(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the institution, or reply to it."""
    row = followed(request, pk)
    form = SayForm(sent(request))
    if form.is_valid():
        try:
            answers.say(row, form.cleaned_data["kind"], by=request.user, text=form.cleaned_data["text"], key=form.cleaned_data["key"])
            return redirect("recommendation_detail", pk)
        except BadInput as no:
            form.add_error(None, str(no.message))
    return _form(request, row, form, _("To the institution"), status=400)


@login_required
@once
def recommendation_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy what the institution answered on paper or by telephone; whoever copies a report does not judge it."""
    row = followed(request, pk)
    form = AnswerForm(sent(request), request.FILES or None, state=row.state)
    if request.method == "POST" and too_big(request, form) is None and form.is_valid():
        try:
            answers.answer(row, form.cleaned_data["kind"], by=request.user, via="paper", **form.said())
            return redirect("recommendation_detail", pk)
        except BadInput as no:
            refused(form, no)
    lead = _("Whoever copies a report does not judge it afterwards.")
    return _form(request, row, form, _("An answer that came on paper or by telephone"), lead)


@login_required
@require_POST
def key_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link; its address and its number are shown once."""
    row = followed(request, pk)
    if row.told is None:
        raise Http404
    made = doors.make_key(row.warning, row.told, by=request.user)
    address = request.build_absolute_uri(reverse("door", args=[made.token]))
    context = {"row": row, "key": made.key, "address": address, "pin": doorkeys.spoken(made.pin)}
    return render(request, "prevention/key_made.html", context)


@login_required
@require_POST
@once
def key_revoke(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """End a link."""
    row = followed(request, pk)
    found = DoorKey.objects.filter(pk=key, warning=row.warning).first()
    if found is None:
        raise Http404
    doors.revoke_key(found, by=request.user)
    messages.success(request, _("The link works no more."))
    return redirect("recommendation_detail", pk)


@login_required
@require_safe
def evidence_file(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """A file of evidence, as it is kept."""
    row = one_of(request, pk)
    require_open(row.org_id)
    found = row.evidence.filter(pk=evidence_pk).select_related("recommendation").first()
    if found is None:
        raise Http404
    return HttpResponse(evidence.open_evidence(found, by=request.user), headers=headers(found.mime, found.name))


@login_required
@require_safe
def followup_file(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """The follow-up table as CSV or PDF, in either language, with its cut-off and source."""
    require_somewhere(request.user, READ)
    office = office_of(request.user, READ)
    if office is None or language not in ("es", "en"):
        raise Http404
    require_open(office.pk)
    _filters, what = asked_for(request)
    at = timezone.now()
    most = table.MOST_IN_A_FILE if form == "csv" else table.MOST_ON_PAPER
    with translation.override(language):
        rows = list(table.in_pieces(table.table_for(request.user, what), most + 1))
        if len(rows) > most:
            raise BadInput(_("This is more than %(most)s recommendations. Choose a year or an institution.") % {"most": most})
        made = table.as_table(rows, office.name, what, at)
        record(request.user, "prevention.table_exported", org=office, rows=len(rows), form=form)
        content = written(made, "csv")[0] if form == "csv" else _on_paper(made, office.name, language, at)
    mime = MIME["csv"] if form == "csv" else "application/pdf"
    return HttpResponse(content, headers=headers(mime, f"recomendaciones-{timezone.localdate(at)}.{form}", inline=form == "pdf"))


def _on_paper(made: Any, office: str, language: str, at: Any) -> bytes:
    data = {
        "head": [column.label for column in made.columns],
        "rows": [["—" if cell in (None, "") else str(bare(cell)) for cell in row] for row in made.rows],
        "source": made.source,
        "none": "" if made.rows else _("No recommendation in this choice."),
    }
    return printed.pdf("prevention/typst/followup.typ", data, language=language, title=made.title, office=office, at=at)
