"""Paper: printing an instrument with its code, and typing in what was answered on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.permissions import office_of
from izote.casework.actions import paper as actions
from izote.casework.forms.assessments import BlankForm, PaperCaseForm, PaperCodeForm
from izote.casework.instruments import Instrument, paper
from izote.casework.queries import instruments
from izote.casework.queries import paper as queries
from izote.casework.queries.cases import cases_for
from izote.casework.rules.papercodes import MOST_BLANK, read_code, spaced
from izote.casework.views.answers import need_any, seen_case, sent
from izote.casework.views.assessments import fetched, page_of
from izote.kit import print as printed
from izote.kit.once import once


@login_required
@require_POST
@once
def assessment_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """Begin an instrument on paper."""
    case, _context = seen_case(request, pk, "case.own")
    instrument = instruments.instrument_for(request.user, case.org_id, form)
    return redirect(page_of("assessment_sheet", actions.print_for_case(case, instrument, by=request.user)))


@login_required
def assessment_sheet(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """The printed form of one case: its codes, no name."""
    found, row, context = fetched(request, case, pk)
    if not row.paper_code:
        raise Http404
    sheets = [_sheet(request, row.paper_code, found.code)]
    back = reverse("assessment_list", args=[found.pk])
    return _printed(request, context["instrument"], sheets, back, found.org.name)


@login_required
@once
def instrument_blank(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """Blank forms, each with its own code, to be filled in before anybody knows for which case."""
    need_any(request.user, "case.own")
    instrument = instruments.instrument_somewhere(request.user, form, version)
    org = office_of(request.user, "case.own")
    asked = BlankForm(sent(request))
    if request.method == "POST" and asked.is_valid() and org:
        codes = actions.print_blanks(org, instrument, many=asked.cleaned_data["many"], by=request.user)
        return redirect(reverse("instrument_blank", args=[form, version]) + "?hojas=" + ".".join(codes))
    codes = [read_code(code) for code in request.GET.get("hojas", "").split(".")[:MOST_BLANK]]
    rows = queries.blanks(request.user, [code for code in codes if code], instrument.form_id, instrument.version)
    back = reverse("instrument_detail", args=[form, version])
    if rows:
        return _printed(request, instrument, [_sheet(request, row.code, "") for row in rows], back, org.name if org else "")
    return render(request, "casework/instrument_blank.html", {"instrument": instrument, "form": asked, "back": back})


def _sheet(request: HttpRequest, code: str, case: str) -> dict[str, str]:
    return {"code": code, "shown": spaced(code), "case": case, "address": request.build_absolute_uri(reverse("paper_open", args=[code]))}


def _printed(request: HttpRequest, instrument: Instrument, sheets: list[dict[str, str]], back: str, office: str) -> HttpResponse:
    """The forms as a page to print, or as PDF."""
    page = paper(instrument)
    if request.GET.get("formato") != "pdf":
        context = {"instrument": instrument, "paper": page, "sheets": sheets, "back": back, "pdf": _with(request, "formato", "pdf")}
        return render(request, "casework/assessment_sheet.html", context)
    content = printed.pdf(
        "casework/typst/instrument.typ",
        {"sheets": [_for_pdf(sheet) for sheet in sheets], "paper": _paper_data(page), "words": _words()},
        language=get_language() or "es",
        title=page.title,
        office=office,
        mark=sheets[0]["shown"] if len(sheets) == 1 else "",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{page.form_id}-v{page.version}.pdf"'
    return answer


def _with(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query[name] = value
    return "?" + query.urlencode()


def _for_pdf(sheet: dict[str, str]) -> dict[str, Any]:
    return {
        **sheet,
        "qr": printed.qr(sheet["address"], alt=_("Code of the form: %(code)s") % {"code": sheet["shown"]}, caption=sheet["shown"]),
    }


def _paper_data(page: Any) -> dict[str, Any]:
    lines = [
        {
            "title": section.title,
            "hint": section.hint,
            "only_if": section.only_if,
            "lines": [{**vars(line), "choices": [f"{c.number}. {c.label}" for c in line.choices]} for line in section.lines],
        }
        for section in page.sections
    ]
    return {"about": page.about, "who": page.who, "licence": page.licence, "version": page.version, "sections": lines}


def _words() -> dict[str, str]:
    return {
        "case": _("Case"),
        "day": _("Day"),
        "code": _("Code of the form"),
        "by": _("Applied by"),
        "version": _("Version"),
        "tick": _("Tick one answer."),
        "many": _("Tick all that apply."),
    }


@login_required
def paper_enter(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on a paper form."""
    need_any(request.user, "case.own")
    form = PaperCodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if code and (queries.assessment_by_code(request.user, code) or queries.blank_by_code(request.user, code)):
            return redirect("paper_open", code=code)
        form.add_error("code", _("There is no paper form with this code in your office. Look at each sign again."))
    return render(request, "casework/paper_enter.html", {"form": form})


@login_required
@once
def paper_open(request: HttpRequest, code: str) -> HttpResponse:
    """What the code stands for: the form to type in, or the question for which case it is."""
    need_any(request.user, "case.own")
    read = read_code(code)
    row = queries.assessment_by_code(request.user, read) if read else None
    if row is not None:
        return redirect(page_of("assessment_fill" if row.state == "draft" else "assessment_detail", row))
    blank = queries.blank_by_code(request.user, read) if read else None
    if blank is None:
        raise Http404
    instrument = instruments.instrument_for(request.user, blank.org_id, blank.instrument, blank.version)
    form = PaperCaseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        case = cases_for(request.user).filter(org=blank.org_id, code=form.cleaned_data["case"].strip().upper()).first()
        if case is not None:
            return redirect(page_of("assessment_fill", actions.take_blank(blank, case, by=request.user)))
        form.add_error("case", _("You have no case with this code."))
    if blank.used_at:
        messages.info(request, _("This paper form has been typed in already."))
    return render(request, "casework/paper_open.html", {"form": form, "instrument": instrument, "code": spaced(read)})
