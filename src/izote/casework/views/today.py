"""What waits today."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from izote.access.permissions import has_somewhere
from izote.casework.queries import today as queries
from izote.casework.rules.words import label
from izote.casework.views.answers import need_any
from izote.people.rules import label as people_label


class Shown(NamedTuple):
    """How a group is shown: its title, the address of one item, the address of all, and the words for its codes."""

    title: str | Promise
    page: str
    keys: tuple[str, ...] = ("case",)
    all: str = ""
    words: str = ""


GROUPS = {
    "critical": Shown(_("An answer that cannot wait"), "assessment_critical", ("case", "about")),
    "junta": Shown(_("The protection board must be told"), "child_notice"),
    "led": Shown(_("Answers that cannot wait, with colleagues"), "assessment_critical", ("case", "about"), all="team"),
    "sealed": Shown(_("A sealed outcome came in"), "sealed_open", ("about",), all="sealed_list"),
    "grave": Shown(_("High risk, and a contact is due"), "case_detail", all="case_list?late=on"),
    "offered": Shown(_("A case offered to you"), "transfer_detail", ("about",)),
    "returned": Shown(_("Given back to you with a remark"), "approval_detail", ("about",), words="subjects"),
    "approvals": Shown(_("Waits for your decision"), "approval_detail", ("about",), all="approval_list", words="subjects"),
    "appointments": Shown(_("Appointments today"), "case_detail", all="agenda_week"),
    "overdue": Shown(_("Was due"), "case_detail", all="case_list?late=on", words="clocks"),
    "steps": Shown(_("Steps of a plan that were due"), "plan_detail", words="needs"),
    "interests": Shown(_("Best interests to be looked at again"), "child_detail"),
    "replies": Shown(_("Answers to your referrals"), "referral_detail", ("about",), all="referral_board", words="referral_states"),
    "late": Shown(_("Referrals whose time is over"), "referral_detail", ("about",), all="referral_board", words="referral_states"),
    "silent": Shown(
        _("Referrals without news for two weeks"), "referral_detail", ("about",), all="referral_board", words="referral_states"
    ),
    "calls": Shown(_("Calls to make: what happened after"), "call_log", ("case", "about"), all="call_list", words="call_waves"),
    "rss": Shown(_("Sustainability survey due"), "assessment_list", words="rss_waves"),
    "surveys": Shown(_("Satisfaction surveys for you to ask"), "assessment_list"),
    "fresh": Shown(_("New with you"), "case_detail"),
    "soon": Shown(_("Due in the next two days"), "case_detail"),
}


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """What is overdue, who comes, what was answered and what waits, for oneself and for the absent one stands in for."""
    need_any(request.user, "case.own", "case.approve")
    groups = [shown(group) for group in queries.today(request.user)]
    context = {"groups": groups, "day": timezone.localdate(), "leads": has_somewhere(request.user, "case.team")}
    return render(request, "casework/today.html", context)


def shown(group: queries.Group) -> dict[str, Any]:
    """A group as the page draws it."""
    how = GROUPS[group.kind]
    items = [(item, address(how.page, *(getattr(item, key) for key in how.keys)), word(how, item.code)) for item in group.items]
    return {"kind": group.kind, "title": how.title, "items": items, "more": group.more, "all": address_of_all(how.all)}


def word(how: Shown, code: str) -> str:
    """What a code of an item means."""
    if how.words == "needs":
        return people_label("needs", code)
    return label(how.words, code) if how.words else code


def address(page: str, *keys: str) -> str:
    """The address of a page; none where a key is missing."""
    return reverse(page, args=keys) if all(keys) else ""


def address_of_all(text: str) -> str:
    """The address of everything of a kind."""
    page, _mark, query = text.partition("?")
    url = reverse(page) if page else ""
    return f"{url}?{query}" if query else url
