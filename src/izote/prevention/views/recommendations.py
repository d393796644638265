"""Recommendations for the ombuds office: the follow-up table, each one whole, and how it is written."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import recommendations as actions
from izote.prevention.forms.answers import SayForm
from izote.prevention.forms.recommendations import RecommendationForm, TableForm
from izote.prevention.models import Recommendation
from izote.prevention.permissions import may, may_check, may_follow, require, require_somewhere
from izote.prevention.queries import followup as table
from izote.prevention.queries import recommendations as queries
from izote.prevention.queries.doors import keys_of
from izote.prevention.queries.warnings import warning_for
from izote.prevention.rules import followup
from izote.prevention.rules.recommendations import above_capacity, missing
from izote.prevention.rules.words import words
from izote.prevention.views.warning_parts import around

READ, WRITE = "prevention.read", "prevention.analyse"
TEXTS = ("action", "means", "indicator", "evidence", "basis")


def asked_for(request: HttpRequest) -> tuple[TableForm, table.Chosen]:
    """What of the table somebody wants to see; what cannot be read counts as everything."""
    form = TableForm(request.GET, views=table.VIEWS, addressees=queries.addressees_for(request.user), years=table.years_for(request.user))
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    year = data.get("anio") or ""
    return form, table.Chosen(data.get("ver") or "all", data.get("institucion"), data.get("alerta"), int(year) if year else None)


@login_required
@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """The follow-up table: what was asked of whom, and what became of it."""
    require_somewhere(request.user, READ)
    form, what = asked_for(request)
    today = timezone.localdate()
    page = page_of(table.table_for(request.user, what, today), table.ORDER, request.GET.get("cursor", ""))
    rows = [(row, table.days_late(row, today)) for row in page]
    return render(
        request, "prevention/recommendation_list.html", {"page": page, "rows": rows, "form": form, "at": timezone.now(), "today": today}
    )


@login_required
@require_safe
def recommendation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: what is asked, what was answered and shown, verdicts, rungs, and what may be done now."""
    row = one_of(request, pk)
    return render(request, "prevention/recommendation_detail.html", _whole(request, row))


def one_of(request: HttpRequest, pk: int) -> Recommendation:
    """A recommendation of the user's office, or 404."""
    require_somewhere(request.user, READ)
    found = queries.recommendations_for(request.user).select_related(*queries.WITH, "warning").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _whole(request: HttpRequest, row: Recommendation) -> dict[str, Any]:
    today, written = timezone.localdate(), row.warning.may_be_written
    follows = may_follow(request.user, row.org_id)
    return {
        "row": row,
        "missing": missing(row, today) if row.state == "formulated" else [],
        "above": above_capacity(row),
        "standing": queries.standing(row, today),
        "answers": row.answers.prefetch_related("evidence").order_by("pk"),
        "verdicts": row.verdicts.select_related("by").order_by("pk"),
        "rungs": row.rungs.select_related("by").order_by("pk"),
        "supports": row.supports.select_related("addressee__institution"),
        "may_write": written and may(request.user, WRITE, row.org_id),
        "may_check": row.state == "formulated"
        and not row.basis_checked_by_id
        and row.author_id != request.user.pk
        and may_check(request.user, row.org_id),
        "follows": follows and row.state not in ("formulated", "closed"),
        "judges": follows and row.state in ("reported", "rejected", "silent", *followup.AT_WORK),
        "climbs": follows and row.climb_on is not None and row.state in followup.CLIMBS,
        "due": row.climb_on is not None and row.climb_on <= today,
        "closes": follows and row.state in ("complied", "partly_complied", "not_complied", "rejected"),
        "next_rung": followup.next_rung(row.rung),
        "keys": [key for key in keys_of(row.warning) if key.addressee_id == row.told_id] if follows else [],
        "say": SayForm() if follows else None,
    }


@login_required
@require_safe
def warning_recommendations(request: HttpRequest, pk: int) -> HttpResponse:
    """What a warning asks, what each lacks, and what is odd in all together."""
    require_somewhere(request.user, READ)
    of = warning_for(request.user, pk)
    whole, today = queries.whole(of), timezone.localdate()
    lacks = {row.pk: sentences for row, sentences in whole.missing} if of.may_be_written else {}
    rows = [(row, queries.standing(row, today), lacks.get(row.pk, [])) for row in queries.recommendations_of(of, request.user)]
    untold = [row for row, _standing, _lacks in rows if row.state == "formulated"] if not of.may_be_written else []
    context = around(request, of) | {"rows": rows, "flags": whole.flags, "untold": untold}
    return render(request, "prevention/warning_recommendations.html", context)


@login_required
@once
def recommendation_create(request: HttpRequest, warning: int) -> HttpResponse:
    """Ask one more thing in a warning that is being written; a ready text may be taken as a beginning."""
    require_somewhere(request.user, READ)
    of = warning_for(request.user, warning)
    require(request.user, WRITE, of.org_id)
    text = words("recommendation_texts").get(request.GET.get("texto", ""))
    form = RecommendationForm(sent(request), addressees=queries.addressees_for(request.user), initial=_begun(text) if text else {})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_recommendation(of, by=request.user, template=text.code if text else "", **form.cleaned_data)
            return redirect("recommendation_detail", made.pk)
        except BadInput as refused:
            form.add_error(None, str(refused.message))
    context = {"form": form, "warning": of, "texts": words("recommendation_texts").values(), "text": text}
    return render(request, "prevention/recommendation_write.html", context)


def _begun(text: Any) -> dict[str, str]:
    language = "en" if (get_language() or "es").startswith("en") else "es"
    given = {name: text.row[f"{name}_{language}"] for name in TEXTS}
    renamed = {"evidence_required": given.pop("evidence"), "legal_basis": given.pop("basis")}
    return {name: text.row[name] for name in ("heading", "stream", "verb")} | given | renamed


@login_required
@once
def recommendation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is asked while its warning is being written."""
    row = one_of(request, pk)
    require(request.user, WRITE, row.org_id)
    names = RecommendationForm.base_fields
    initial = {name: getattr(row, name) for name in names if name != "supports"}
    initial["supports"] = [one.addressee_id for one in row.supports.all()]
    form = RecommendationForm(sent(request), addressees=queries.addressees_for(request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_recommendation(row, by=request.user, **form.cleaned_data)
            return redirect("recommendation_detail", pk)
        except BadInput as refused:
            form.add_error(None, str(refused.message))
    return render(request, "prevention/recommendation_write.html", {"form": form, "warning": row.warning, "row": row})


@login_required
@require_POST
@once
def recommendation_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of a warning that is being written."""
    row = one_of(request, pk)
    actions.drop_recommendation(row, by=request.user)
    messages.success(request, _("It was taken out."))
    return redirect("warning_recommendations", row.warning_id)


@login_required
@require_POST
@once
def recommendation_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that its legal basis holds."""
    actions.check_basis(one_of(request, pk), by=request.user)
    messages.success(request, _("The legal basis is marked as checked."))
    return redirect("recommendation_detail", pk)
