"""What is given to others outside, and the documents that are printed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import warning_papers as papers
from izote.prevention.actions import warning_shares as actions
from izote.prevention.forms.warnings_after import ShareForm
from izote.prevention.jobs.warnings import make_paper
from izote.prevention.models import EarlyWarning, Share
from izote.prevention.permissions import require_somewhere
from izote.prevention.queries.recommendations import addressee_for, addressees_for
from izote.prevention.queries.warning_shares import share_for, shares_for
from izote.prevention.queries.warnings import READ, paper_for, warning_for
from izote.prevention.rules.sharing import guarded
from izote.prevention.rules.words import label
from izote.prevention.views.warning_parts import around
from izote.prevention.views.warnings import done, form_page


def _rows(request: HttpRequest, shares: Any) -> list[dict[str, Any]]:
    return [
        {
            "share": one,
            "kind": label("recipient_kinds", one.kind),
            "guarded": guarded(one.kind),
            "parts": ", ".join(_("its numbered copy") if part == actions.COPY else label("warning_sections", part) for part in one.parts),
            "decides": actions.may_decide(request.user, one),
        }
        for one in shares
    ]


@login_required
@require_safe
def share_list(request: HttpRequest) -> HttpResponse:
    """Everything that was given to others, or asked for."""
    require_somewhere(request.user, READ)
    page = page_of(shares_for(request.user), ("-pk",), request.GET.get("cursor", ""), 25)
    return render(request, "prevention/share_list.html", {"page": page, "rows": _rows(request, page)})


@login_required
@require_safe
def warning_shares(request: HttpRequest, pk: int) -> HttpResponse:
    """What of this warning was given to others."""
    row = warning_for(request.user, pk)
    rows = _rows(request, shares_for(request.user).filter(warning=row).order_by("-pk")[:200])
    return render(request, "prevention/warning_shares.html", around(request, row) | {"rows": rows})


@login_required
@once
def warning_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to give something to somebody outside."""
    row = warning_for(request.user, pk)
    form = ShareForm(sent(request), addressees=addressees_for(request.user).filter(org=row.org_id), initial=_wanted(request))

    def ask(said: dict[str, Any]) -> None:
        to = addressee_for(request.user, int(said.pop("addressee"))) if said["addressee"] else None
        actions.ask_share(row, by=request.user, **{name: value for name, value in said.items() if name != "addressee"}, addressee=to)

    if done(request, form, ask):
        messages.success(request, _("Asked. Another person decides."))
        return redirect("warning_shares", pk)
    lead = _("Police, armed forces, migration enforcement and consulates get nothing by default: the delegate alone approves.")
    return form_page(request, form, row, _("Share"), lead=lead, back="warning_shares")


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """An institution whose copy waits for a share."""
    to = request.GET.get("para", "")
    return {"addressee": to, "parts": [actions.COPY]} if to.isdigit() and len(to) < 10 else {}


@login_required
@require_POST
@once
def share_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse it, as a second person."""
    row: Share = share_for(request.user, pk)
    actions.decide_share(row, by=request.user, approve=request.POST.get("decision") == "approve")
    messages.success(request, _("Decided."))
    return redirect("warning_shares", row.warning_id)


@login_required
@require_POST
@once
def warning_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a document; a job makes it."""
    row: EarlyWarning = warning_for(request.user, pk)
    key = request.POST.get("receipt", "")
    receipt = row.receipts.filter(pk=int(key)).first() if key.isdigit() and len(key) < 10 else None
    if key and receipt is None:
        raise Http404
    asked = {"kind": request.POST.get("kind", ""), "language": request.POST.get("language", "")}
    paper = papers.ask_paper(row, by=request.user, receipt=receipt, **asked)
    make_paper.defer(paper_id=paper.pk, user_id=int(request.user.pk or 0))
    return redirect("paper_detail", paper.pk)


@login_required
@require_safe
def paper_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a document is, or where to fetch it; the page asks again by itself."""
    row = paper_for(request.user, pk)
    response = render(request, "prevention/paper_detail.html", {"paper": row, "warning": row.warning})
    if row.under_way:
        response["Refresh"] = "2"
    return response


@login_required
@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The document itself."""
    row = paper_for(request.user, pk)
    content = papers.fetch_paper(row, by=request.user)
    copy = f"-copia-{row.receipt.copy:02d}" if row.receipt else ""
    name = f"{row.warning.name}-{row.kind}{copy}-{row.language}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})
