"""The second person: what would change, what was seen, the signature; and what each vintage changed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput, Conflict
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.observatory import actions, jobs
from izote.observatory.models import Load
from izote.observatory.permissions import may, may_sign, require_somewhere
from izote.observatory.queries import loads as queries
from izote.observatory.queries.changes import Change, Changes, changed_by, changes_of, levels_of, place_names
from izote.observatory.rules.findings import month_name
from izote.observatory.rules.words import label
from izote.territory.queries import level_name

READ, SIGN = queries.READ, queries.SIGN


@login_required
def load_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What a load would change in the figures in use, for whoever reads."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk)
    if load.state != Load.State.CHECKED:
        return redirect("load_detail", pk=pk)
    return render(request, "observatory/load_changes.html", {"load": load, **_compared(request, load.source.country, load)})


@login_required
@once
def load_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """For the second person alone: what would change, each warning marked as read, and the signature."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk)
    if load.uploaded_by_id == request.user.pk and may(request.user, SIGN, load.org_id):
        return render(request, "observatory/load_own.html", {"load": load}, status=403)
    queries.load_for(request.user, pk, SIGN)
    if load.state in (Load.State.SIGNED, Load.State.PUBLISHED):
        return redirect("load_detail", pk=pk)
    if load.state != Load.State.CHECKED:
        raise Conflict(_("This load is not waiting for a signature."))
    findings = queries.findings_of(load)
    refused = ""
    if request.method == "POST":
        try:
            return _signed(request, load)
        except BadInput as error:
            refused = str(error.message)
    context = {"load": load, "findings": findings, "refused": refused, "errors": any(one.weight == "error" for one in findings)}
    context |= {"marked": request.POST.getlist("read"), "may_sign": may_sign(request.user, load)}
    return render(request, "observatory/load_sign.html", context | _compared(request, load.source.country, load))


def _signed(request: HttpRequest, load: Load) -> HttpResponse:
    read = [int(one) for one in request.POST.getlist("read") if one.isdigit()]
    actions.read_warnings(load, by=request.user, findings=read)
    actions.sign_load(load, by=request.user)
    jobs.make_figures.defer(load_id=load.pk, user_id=int(request.user.pk or 0))
    messages.success(request, _("Signed. The figures are being made."))
    return redirect("load_progress", pk=load.pk)


@login_required
def vintage_list(request: HttpRequest) -> HttpResponse:
    """Every version of the figures, the newest first."""
    require_somewhere(request.user, READ)
    page = page_of(queries.vintages_for(request.user), ("-made_at", "-pk"), request.GET.get("cursor", ""), 25)
    return render(request, "observatory/vintage_list.html", {"page": page})


@login_required
def vintage_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version changed of the figures before it; what they said then stays."""
    require_somewhere(request.user, READ)
    vintage = queries.vintage_for(request.user, pk)
    return render(request, "observatory/vintage_detail.html", {"vintage": vintage, **_compared(request, vintage.source.country, vintage)})


def _compared(request: HttpRequest, country: str, of: Any) -> dict[str, Any]:
    """The changes at the level that was asked for; first the country and its widest places."""
    levels = levels_of(country)
    asked = request.GET.get("nivel", "")
    chosen = [asked] if asked in levels[2:] else levels[:2]
    found: Changes = changes_of(of, chosen) if isinstance(of, Load) else changed_by(of, chosen)
    names = place_names(found.rows)
    tabs = [("", _("country and widest places"), not asked or asked not in levels[2:])]
    tabs += [(key, _level(key, country), key == asked) for key in levels[2:]]
    return {"changes": found, "rows": list(_rows(found.rows, names)), "levels": tabs}


def _level(key: str, country: str) -> str:
    try:
        return level_name(key, plural=True).lower()
    except StopIteration:
        return key


def _rows(rows: Iterable[Change], names: dict[int | None, str]) -> Iterable[tuple[str, str, str, Any, Any, int]]:
    for one in rows:
        when = month_name(f"{one.year}-{one.month:02d}") if one.month else str(one.year)
        where = names.get(one.place_id, "") if one.place_id else _("the whole country")
        yield label("categories", one.category), where, when, one.before, one.after, one.by
