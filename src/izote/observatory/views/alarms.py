"""Alarms: what lies outside the expected, and what people found when they looked."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.tables import Table
from izote.observatory import actions
from izote.observatory.forms.alarms import JudgeForm
from izote.observatory.models import Alarm, Analysis, Load
from izote.observatory.permissions import may, require_somewhere
from izote.observatory.queries.alarms import FILTERS, about, alarm_for, alarms_for, analyses_for, history, in_state, is_studied, newest
from izote.observatory.queries.chosen import country_name, entry_of
from izote.observatory.queries.figures import last_vintage
from izote.observatory.rules.words import label, vocabulary
from izote.observatory.views.alarm_parts import (
    counted_words,
    course,
    course_picture,
    course_table,
    indicator_of,
    level_words,
    list_rows,
    log_table,
    means,
    others_table,
    place_url,
    week_words,
    where,
    why,
)
from izote.observatory.views.cluster_parts import declined_words
from izote.observatory.views.parts import answer, with_downloads

PAGE, MOST = 25, 5000


@login_required
@require_safe
def alarm_list(request: HttpRequest) -> HttpResponse:
    """Alarms by state, those that nobody looked at first; how often each series alarmed before."""
    require_somewhere(request.user, "observatory.read")
    wanted = request.GET.get("estado", "") or "open"
    if wanted not in FILTERS:
        raise Http404
    order = ("-state", "-week", "-pk") if wanted == "open" else ("-week", "-pk")
    asked = _asked(request)
    found = in_state(about(alarms_for(request.user), asked["indicator"], asked["place"], asked["country"]), wanted)
    if "descarga" in request.GET:
        some = list(found.order_by(*order)[:MOST])
        return answer(request, [log_table(list_rows(some, history(some)))], "alarmas") or redirect("alarm_list")
    page = page_of(found, order, request.GET.get("cursor", ""), PAGE)
    states = [("open", _("to be judged")), *Alarm.State.choices, ("all", _("all alarms"))]
    last = newest(analyses_for(request.user, Analysis.Kind.WATCH)).order_by("-pk").first()
    rows = list_rows(page.rows, history(page.rows))
    context = {"page": page, "rows": rows, "states": states, "wanted": wanted, "last": last, "asked": asked}
    context["log"] = with_downloads(request, [log_table(rows)])[0]
    return render(request, "observatory/alarm_list.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The indicator and the place of the address: their alarms alone."""
    code, place = request.GET.get("indicador", ""), request.GET.get("lugar", "").strip()[:16]
    indicator = indicator_of(code) if code else None
    own = str(settings.IZOTE_COUNTRY).lower()
    country = request.GET.get("pais", "").lower() or own
    if (code and indicator is None) or (country != own and not is_studied(request.user, country)):
        raise Http404
    entry = entry_of(country, place) if place else None
    if place and entry is None and place != country:
        raise Http404
    said = {name: value for name, value in (("indicador", code), ("lugar", place), ("pais", country if country != own else "")) if value}
    names = [str(one) for one in (indicator, entry.name if entry else country_name(country) if place else None) if one]
    return {"indicator": indicator, "place": place, "country": country, "names": names, "more": f"&{urlencode(said)}" if said else ""}


@login_required
@require_safe
def alarm_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: its weeks, its detector, what later versions say, and the form of whoever looks into it."""
    require_somewhere(request.user, "observatory.read")
    return _page(request, alarm_for(request.user, pk), JudgeForm())


def _page(request: HttpRequest, alarm: Alarm, form: JudgeForm, status: int = 200) -> HttpResponse:
    others, known = others_table(alarm)
    about, tables = _course(alarm, known)
    tables += [others] if others.rows else []
    if (file := answer(request, tables, f"alarma-{alarm.pk}")) is not None:
        return file
    context: dict[str, Any] = {
        "alarm": alarm,
        "row": list_rows([alarm], history([alarm]))[0],
        "indicator": counted_words(alarm.indicator),
        "where": where(alarm),
        "level": level_words(alarm.source.country, alarm.level),
        "weeks": week_words(alarm),
        "detector": label("alarm_detectors", alarm.detector),
        "means": means(alarm.detector),
        "also": vocabulary.labels("alarm_detectors", alarm.also),
        "why": why(alarm),
        "outcome": label("alarm_outcomes", alarm.outcome),
        "steps": [label("alarm_steps", code) for code in alarm.steps],
        "files": {one["table"].key: one for one in with_downloads(request, tables)},
        "place_url": place_url(alarm),
        "form": form,
        "may_judge": may(request.user, "observatory.write", alarm.org_id),
    }
    return render(request, "observatory/alarm_detail.html", context | about, status=status)


def _course(alarm: Alarm, known: list[Alarm]) -> tuple[dict[str, Any], list[Table]]:
    vintage = last_vintage(alarm.source)
    if vintage is None:
        return {}, []
    found = course(alarm, vintage.cut_off, vintage.load.status == Load.Status.FINAL)
    table = course_table(alarm, found, vintage)
    table.picture = course_picture(alarm, found, known)
    table.notes = [_("Weeks near the cut-off are incomplete: reports still come.")]
    return {"vintage": vintage}, [table]


@login_required
@require_POST
@once
def alarm_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one is looking into it."""
    actions.look_at_alarm(alarm_for(request.user, pk), by=request.user)
    messages.success(request, _("Written down: you are looking into this alarm."))
    return redirect("alarm_detail", pk)


@login_required
@require_POST
@once
def alarm_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it was."""
    alarm, form = alarm_for(request.user, pk), JudgeForm(request.POST)
    if not form.is_valid():
        return _page(request, alarm, form, 400)
    actions.judge_alarm(alarm, by=request.user, **form.cleaned_data)
    messages.success(request, _("Written down: what this alarm was."))
    return redirect("alarm_detail", pk)


@login_required
@require_safe
def alarm_watch(request: HttpRequest) -> HttpResponse:
    """What is looked through, how, and what is not and why."""
    require_somewhere(request.user, "observatory.read")
    rows = []
    for one in newest(analyses_for(request.user, Analysis.Kind.WATCH)).order_by("source__name"):
        told = one.payload
        series = [(label("alarm_detectors", name), means(name), n) for name, n in told["series"].items()]
        left_out = [(counted_words(each["indicator"]), declined_words(each["why"])) for each in told["left_out"]]
        names = [counted_words(code) for code in told["indicators"]]
        broken = [counted_words(code) for code, _why in told["breaks"]]
        first, last = (dt.date.fromisoformat(told[name]) for name in ("first", "last"))
        rows.append(
            {"first": first, "last": last, "analysis": one, "series": series, "left_out": left_out, "indicators": names, "broken": broken}
        )
    return render(request, "observatory/alarm_watch.html", {"rows": rows})
