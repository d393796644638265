"""The plan on paper: hers to keep. No level of risk, no label, no surname, no word of what an appointment is for."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.casework.actions.trace import trace
from izote.casework.models import Case, Plan
from izote.casework.queries import plans as queries
from izote.casework.queries.appointments import coming
from izote.casework.queries.cases import open_case
from izote.casework.rules.words import label
from izote.casework.views.answers import seen_case
from izote.casework.views.papers import download, language_of
from izote.kit.print import pdf
from izote.people.models import Person


@login_required
def plan_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan as a page to print, in the person's language."""
    case, context = seen_case(request, pk, "case.own")
    plan = queries.plan_for(case)
    language = language_of(context["person"])
    with override(language):
        paper = on_paper(case, plan, context["person"])
    trace(request.user, "plan.printed", case, plan=str(plan.pk))
    return render(request, "casework/plan_print.html", {**context, "plan": plan, "paper": paper, "language": language})


@login_required
def plan_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a PDF; `letra=grande` for large print."""
    case, context = seen_case(request, pk, "case.own")
    plan = queries.plan_for(case)
    language, large = language_of(context["person"]), request.GET.get("letra") == "grande"
    with override(language):
        paper = on_paper(case, plan, context["person"])
        content = pdf("casework/typst/plan.typ", paper, language=language, title=paper["title"], mark=paper["code"], large=large)
    trace(request.user, "plan.printed", case, plan=str(plan.pk), large=large)
    return download(content, f"plan-{case.code.replace('/', '-')}.pdf")


def on_paper(case: Case, plan: Plan, person: Person | None) -> dict[str, Any]:
    """What stands on the paper, in the language of the moment."""
    who = {"person": _("you"), "worker": _("our office"), "partner": _("another institution")}
    first = person.first_name if person else ""
    goals = [
        {
            "said": aim.said,
            "result": label("goal_results", aim.row.result) if aim.row.result else "",
            "steps": [
                {
                    "said": step.said,
                    "who": who[step.row.who],
                    "by": day(step.row.due_on),
                    "done": step.row.state == "done",
                    "result": label("action_results", step.row.result) if step.row.result else "",
                }
                for step in aim.steps
            ],
            "remarks": [aim.person_said, aim.worker_said],
        }
        for aim in queries.aims(plan, open_case(case, "texts"))
    ]
    meetings = [[weekday(at := timezone.localtime(a.starts_at)), date_format(at, "P"), a.room, a.code] for a in coming(case, most=5)]
    dates = [(_("Agreed on"), plan.agreed_on), (_("We look at it together on"), plan.review_on)]
    return {
        "title": _("Plan of %(name)s") % {"name": first} if first else _("My plan"),
        "code": case.code,
        "draft": "" if plan.state in ("approved", "revised") else _("Draft: it may still change"),
        "dates": [(said, day(at)) for said, at in dates if at],
        "goals": goals,
        "meetings": meetings,
        "phone": case.org.phone,
        "worker": case.responsible.display_name if case.responsible else "",
        "words": words(),
    }


def words() -> dict[str, Any]:
    """The words printed around the plan."""
    return {
        "goal": _("What I want"),
        "steps": [_("What will be done"), _("Who"), _("By when"), _("How it went")],
        "person": _("What I say"),
        "worker": _("What my case worker says"),
        "meetings": _("My next appointments"),
        "meeting_head": [_("Day"), _("Hour"), _("Where"), _("Code")],
        "call": _("To call us"),
        "mine": _("This plan is yours. You may change it, ask about it, or stop at any time."),
        "signers": [_("I agree"), _("Case worker")],
    }


def weekday(at: Any) -> str:
    """A day with its name: lunes 23/11/2026."""
    return f"{date_format(at, 'l')} {date_format(at, 'SHORT_DATE_FORMAT')}"


def day(at: Any) -> str:
    """A day as it is written on paper; nothing when there is none."""
    return date_format(at, "SHORT_DATE_FORMAT") if at else ""
