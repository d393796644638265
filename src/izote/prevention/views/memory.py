"""The memory calendar: what comes, a year, a calendar file; dates written by one person and checked by another."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.framework import words as framework
from izote.kit.calendarwords import MONTHS
from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import memory as actions
from izote.prevention.actions.wording import named_in
from izote.prevention.forms.memory import MemoryForm
from izote.prevention.models import MemoryDate
from izote.prevention.permissions import office_of
from izote.prevention.queries import memory as queries
from izote.prevention.rules.ical import Entry, calendar
from izote.prevention.rules.memory import Falls, falls_in
from izote.prevention.rules.words import label, words
from izote.prevention.views.proposal_parts import WRITE, has, office_with, tried
from izote.vault.door import require_open

DAYS = 60
FIELDS = (
    *("kind", "title_es", "title_en", "on", "day", "month", "until_day", "until_month", "since_year"),
    *("place", "where", "groups", "indicators", "source", "note", "version"),
)


def reading(request: HttpRequest) -> None:
    """Refuse (403) whoever reads neither proposals nor prevention."""
    if not queries.readers_of(request.user):
        raise PermissionDenied("proposals.read")


def handing_out(request: HttpRequest) -> None:
    """The same for what leaves as a file: nothing does (409) while everything is shut in an emergency."""
    reading(request)
    for org in queries.readers_of(request.user):
        require_open(org)


def named(one: MemoryDate) -> str:
    """What a date is called in the language of the page."""
    return one.title_en if (get_language() or "es").startswith("en") else one.title_es


def shown(falls: list[Falls]) -> list[dict[str, Any]]:
    """What falls, as a list shows it."""
    return [{"falls": one, "date": one.what, "title": named(one.what), "kind": label("memory_kinds", one.what.kind)} for one in falls]


@login_required
@require_safe
def memory(request: HttpRequest) -> HttpResponse:
    """What falls in the next sixty days."""
    reading(request)
    today, kind = timezone.localdate(), request.GET.get("tipo", "")
    rows = shown(queries.falling(request.user, today, today + dt.timedelta(days=DAYS), kind=kind))
    org = office_of(request.user, WRITE)
    known = org is not None and len(words("memory_dates")) > MemoryDate.objects.filter(org=org).exclude(seed="").count()
    context = {"rows": rows, "today": today, "days": DAYS, "kind": kind, "kinds": words("memory_kinds").values(), "may_bring": known}
    context["unchecked"] = queries.dates_for(request.user).filter(checked_by__isnull=True).exists()
    return render(request, "prevention/memory.html", context | {"may_write": org is not None})


@login_required
@require_safe
def memory_year(request: HttpRequest, year: int) -> HttpResponse:
    """A year, month by month."""
    reading(request)
    if not 1900 <= year <= 2200:
        raise Http404
    rows = shown(queries.falling(request.user, dt.date(year, 1, 1), dt.date(year, 12, 31)))
    months = [
        (_(name), [one for one in rows if (one["falls"].starts_on.year, one["falls"].starts_on.month) == (year, n)])
        for n, name in enumerate(MONTHS, 1)
    ]
    before = [one for one in rows if one["falls"].starts_on.year < year]
    return render(request, "prevention/memory_year.html", {"year": year, "months": months, "before": before})


@login_required
@require_safe
def memory_ics(request: HttpRequest) -> HttpResponse:
    """The calendar as a file for any other calendar; what no second person checked stays out."""
    handing_out(request)
    year, entries = timezone.localdate().year, []
    for one in queries.dates_for(request.user).filter(checked_by__isnull=False).order_by("pk"):
        falls = falls_in(one, one.on.year if one.on else max(year - 1, one.since_year or 0))
        if falls:
            entries.append(entry(one, falls))
    content = calendar(_("Memory calendar"), entries, made_at=timezone.now())
    how = {"Content-Disposition": 'attachment; filename="memoria.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=how)


def entry(one: MemoryDate, falls: Falls) -> Entry:
    """A date as other calendars read it."""
    said = [label("memory_kinds", one.kind), framework.labels("groups", one.groups), one.source]
    where = one.where or (one.place.name if one.place else "")
    text = "\n".join(part for part in said if part)
    return Entry(
        f"memory-{one.pk}@izote", falls.starts_on, falls.ends_on, one.on is None, named(one), text, where, label("memory_kinds", one.kind)
    )


@login_required
@require_safe
def memory_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One date: what it is, its source, who checked it."""
    row = queries.date_for(request.user, pk)
    context = {
        "date": row,
        "title": named(row),
        "groups": framework.labels("groups", row.groups),
        "indicators": [f"{one} {framework.indicators()[one]}" for one in row.indicators if one in framework.indicators()],
        "named": [] if row.checked_by_id else named_in(row.org_id, row.title_es, row.title_en, row.where, row.note),
        "may_write": has(request, row, (WRITE,)),
        "may_check": actions.may_check(request.user, row) and bool(row.source),
    }
    return render(request, "prevention/memory_page.html", context)


@login_required
@once
def memory_new(request: HttpRequest) -> HttpResponse:
    """Write down a date."""
    org = office_with(request, WRITE)

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        return reverse("memory_page", args=[actions.write(MemoryDate, org=org, by=request.user, **data).pk])

    return tried(request, MemoryForm(sent(request)), act, title=_("New date"), back=reverse("memory"))


@login_required
@once
def memory_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a date; a second person has to check it anew."""
    row = queries.date_for(request.user, pk)
    if not has(request, row, (WRITE,)):
        raise PermissionDenied(WRITE)
    back = reverse("memory_page", args=[pk])

    def act(data: dict[str, Any]) -> str:
        actions.write(MemoryDate, org=row.org, by=request.user, row=row, **(data | {"version": data["version"] or 0}))
        return back

    form = MemoryForm(sent(request), initial={name: getattr(row, name) for name in FIELDS})
    return tried(request, form, act, title=_("Correct the date"), back=back)


@login_required
@require_POST
@once
def memory_check(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person checked it against its source."""
    actions.check(queries.date_for(request.user, pk), by=request.user)
    messages.success(request, _("Checked by a second person."))
    return redirect("memory_page", pk)


@login_required
@require_POST
@once
def memory_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a date out of the calendar."""
    actions.retire(queries.date_for(request.user, pk), by=request.user)
    return redirect("memory")


@login_required
@require_POST
@once
def memory_bring(request: HttpRequest) -> HttpResponse:
    """Bring the dates that are known."""
    made = actions.bring_dates(org=office_with(request, WRITE), by=request.user)
    messages.success(request, _("Brought: %(count)s. Somebody else checks each against its source.") % {"count": made})
    return redirect("memory")
