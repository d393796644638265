"""Referrals of a case and of the office: preparing one, following it, writing down what came back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.audit import record
from izote.access.permissions import home_org
from izote.casework.actions import referral_answers
from izote.casework.actions import referrals as actions
from izote.casework.actions.trace import require_work
from izote.casework.forms.referrals import BoardForm, ElsewhereForm, ReferralForm, ReplyForm, SearchForm
from izote.casework.models import Case, Referral
from izote.casework.permissions import may, may_lead, may_work
from izote.casework.queries import referrals as queries
from izote.casework.queries.cases import names_of, open_case, person_of
from izote.casework.rules import referrals as rules
from izote.casework.rules.clocks import lateness
from izote.casework.views.answers import form_page, need_cases, seen_case, sent
from izote.kit.errors import Conflict
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.partners.models import Service
from izote.partners.queries import Question, account_of, find_services, matched, service_in
from izote.partners.rules import read_phone
from izote.people.models import Person
from izote.people.rules import age_of

ELSEWHERE = "otro"
SHOWN = 12


def seen(request: HttpRequest, pk: UUID, *, work: bool = False) -> tuple[Referral, dict[str, Any]]:
    """A referral that the user may see, else 404 (403 who does not work there), and what the head of its pages needs."""
    need_cases(request.user)
    referral = queries.referral_for(request.user, pk)
    person = person_of(referral.case)
    if work:
        require_work(request.user, referral.case, ended=True)
    works = may_work(request.user, referral.case) and person is not None
    return referral, {"case": referral.case, "person": person, "referral": referral, "may_work": works, "tab": "referrals"}


def to_referral(referral: Referral) -> str:
    """The address of a referral's page."""
    return reverse("referral_detail", args=[referral.pk])


@login_required
def referral_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The referrals of a case."""
    case, head = seen_case(request, pk)
    page = page_of(queries.referrals_of(case), ("-created_at", "pk"), request.GET.get("cursor", ""))
    works = may_work(request.user, case) and head["person"] is not None and case.is_open
    return render(request, "casework/referral_list.html", {**head, "page": page, "may_work": works})


@login_required
@once
def referral_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a service of the directory, then say what for and how soon."""
    case, head = seen_case(request, pk, "case.own")
    require_work(request.user, case)
    action = queries.action_for(case, request.GET.get("accion", ""))
    wanted = request.GET.get("servicio", "")
    service = _service(case, wanted)
    context = {**head, "tab": "referrals", "action": action, "need": action.need if action else ""}
    if service is None and wanted != ELSEWHERE:
        return render(request, "casework/referral_search.html", {**context, **_search(request, case, head["person"], context["need"])})
    form = _form(sent(request), service, {"need": context["need"] or _only(service)})
    if request.method == "POST" and form.is_valid():
        given = _given(form, service)
        row = actions.start_referral(case, action=action, by=request.user, **given)
        return redirect("referral_consent", row.pk)
    match = matched(service) if service else None
    return render(
        request, "casework/referral_start.html", {**context, "form": form, "match": match, "back": reverse("referral_list", args=[pk])}
    )


@login_required
@once
def referral_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a referral to which nobody has agreed yet."""
    referral, head = seen(request, pk, work=True)
    service = service_in(referral.org, referral.service_id)
    said = open_case(referral.case, "texts").said("referral", referral.pk)
    names = ("need", "urgency", "accompanied", "channel", "to_label", "to_phone", "to_email")
    form = _form(sent(request), service, {name: getattr(referral, name) for name in names} | {"message": said})
    change = lambda _data: actions.change_referral(referral, by=request.user, **_given(form, service))  # noqa: E731
    return form_page(request, "referral_edit", form, change, to=to_referral(referral), **head)


def _service(case: Case, wanted: str) -> Service | None:
    try:
        return service_in(case.org_id, UUID(wanted)) if wanted and wanted != ELSEWHERE else None
    except ValueError:
        return None


def _only(service: Service | None) -> str:
    return service.needs[0] if service and len(service.needs) == 1 else ""


def _form(data: Any, service: Service | None, initial: dict[str, Any]) -> forms.Form:
    initial = {name: value for name, value in initial.items() if value}
    kind = ReferralForm if service else ElsewhereForm
    return kind(data, initial=initial, accounts=bool(service and account_of(service)))


def _given(form: forms.Form, service: Service | None) -> dict[str, Any]:
    """What the form says, with what the directory knows of the service today."""
    names = ("need", "urgency", "accompanied", "channel", "message")
    given = {name: form.cleaned_data[name] for name in names}
    if service is None:
        return given | {name: form.cleaned_data[name] for name in ("to_label", "to_phone", "to_email")}
    phone = next((number for number, _note in map(read_phone, service.phones) if number), "")
    label = service.name if service.name == service.institution.name else f"{service.institution.name} · {service.name}"
    return given | {
        "service_id": service.pk,
        "to_label": label[:160],
        "to_phone": phone[:40],
        "to_email": service.email,
        "to_org": account_of(service),
    }


def _search(request: HttpRequest, case: Case, person: Person | None, need: str) -> dict[str, Any]:
    form = SearchForm(request.GET if "need" in request.GET else {"need": need})
    asked = form.cleaned_data if form.is_valid() else {}
    age = age_of(person.birth_date, person.birth_year, timezone.localdate()) if person else None
    place = person.place if person and not asked.get("everywhere") else None
    question = Question(need=asked.get("need", ""), place=place, age=age, sex=person.sex if person else "", text=asked.get("text", ""))
    found = find_services(case.org_id, **question._asdict())[: SHOWN + 1]
    rows = [matched(service, question) for service in found]
    return {"form": form, "matches": rows[:SHOWN], "more": len(rows) > SHOWN, "elsewhere": ELSEWHERE}


@login_required
def referral_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How a referral stands, what was agreed, what came back, and what may be done next."""
    referral, head = seen(request, pk)
    if head["may_work"] and (referral.case.responsible_id == request.user.pk or not may_lead(request.user, referral.case)):
        referral_answers.note_reply_seen(referral, by=request.user)
    consent = queries.consent_of(referral)
    opened = open_case(referral.case, "texts", "sheets") if head["person"] else None
    now = timezone.now()
    context = {
        **head,
        "consent": consent,
        "stands": queries.stands(consent),
        "lines": queries.shared(referral, opened) if opened else [],
        "message": opened.said("referral", referral.pk) if opened else "",
        "replies": opened.about("referral_reply", referral.pk) if opened else [],
        "link": queries.link_of(referral) if referral.channel == "link" else None,
        "events": queries.events_of(referral),
        "reminders": queries.reminders_of(referral),
        "late": lateness(referral.due_at, now).text if referral.due_at and referral.due_at < now else "",
        "silent": rules.is_silent(referral.state, referral.moved_at, now),
        "open": referral.state in rules.OPEN,
        "may_override": referral.state == "draft" and may(request.user, "case.approve", referral.org_id),
    }
    return render(request, "casework/referral_detail.html", context)


@login_required
@once
def referral_reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what the other side told on the telephone, in person or on the reply slip."""
    referral, head = seen(request, pk, work=True)
    if not rules.answers(referral.state):
        raise Conflict(_("This referral has ended or was not sent yet. There is nothing to answer."))
    form = ReplyForm(sent(request), state=referral.state, initial={"via": "paper" if request.GET.get("boleta") else "office"})
    answer = lambda data: referral_answers.answer_referral(referral, data["event"], by=request.user, **form.said())  # noqa: E731
    return form_page(request, "referral_reply", form, answer, to=to_referral(referral), **head)


@login_required
@require_POST
@once
def referral_called(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The other side was called."""
    referral, _head = seen(request, pk, work=True)
    referral_answers.note_called(referral, by=request.user)
    messages.success(request, _("Noted that you called."))
    return redirect("referral_board" if "board" in request.POST else to_referral(referral))


@login_required
def referral_board(request: HttpRequest) -> HttpResponse:
    """The referrals of the office: open, with answers to look at, late, silent, or all."""
    need_cases(request.user)
    view = request.GET.get("ver", "open")
    form = BoardForm(request.GET)
    wanted = queries.Wanted(view if view in queries.VIEWS else "open", form.cleaned_data["channel"] if form.is_valid() else "")
    rows, order = queries.board(request.user, wanted)
    page = page_of(rows, order, request.GET.get("cursor", ""))
    office = home_org(request.user)
    record(request.user, "referral.listed", org=office.pk if office else None, shown=len(page))
    names, reminded = names_of(row.person_id for row in page), queries.last_reminders(page)
    context = {
        "page": page,
        "rows": [(row, names.get(row.person_id), reminded.get(row.pk)) for row in page],
        "form": form,
        "view": wanted.view,
        "views": [(name, VIEW_WORDS[name]()) for name in queries.VIEWS],
        "calls": wanted.view in ("late", "silent"),
    }
    return render(request, "casework/referral_board.html", context)


VIEW_WORDS = {
    "open": lambda: _("Under way"),
    "waiting": lambda: _("With an answer to look at"),
    "late": lambda: _("Answer overdue"),
    "silent": lambda: _("Two weeks without a word"),
    "all": lambda: _("All referrals"),
}


@login_required
def referral_scan(request: HttpRequest, receipt: str) -> HttpResponse:
    """From the code on the person's receipt to the referral."""
    need_cases(request.user)
    return redirect(to_referral(queries.by_receipt(request.user, receipt)))
