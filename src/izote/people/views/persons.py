"""The list with its search box, and a person's page."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from izote.access.permissions import has_somewhere
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.people import actions, permissions, queries, queries_page
from izote.people.forms.persons import CorrectForm
from izote.people.models import Person
from izote.people.rules import age_of, masked
from izote.people.views.answers import page_of_person, sent, writable

ROWS = 25


@login_required
def person_list(request: HttpRequest) -> HttpResponse:
    """The search box, and under it the files of the office, newest first, or what was found."""
    user = request.user
    permissions.require_somewhere(user, "person.read")
    may_register = has_somewhere(user, "person.write")
    if request.method == "POST":
        return render(request, "people/person_found.html", {"may_register": may_register, **found(request)})
    mine = request.GET.get("mios") == "si"
    rows = queries.persons_for(user).select_related("responsible")
    page = page_of(rows.filter(responsible_id=user.pk) if mine else rows, ["-pk"], request.GET.get("cursor", ""), ROWS)
    actions.note_listed(len(page.rows), by=user, mine=mine)
    return render(request, "people/person_list.html", {"page": page, "mine": mine, "may_register": may_register})


def found(request: HttpRequest) -> dict[str, Any]:
    """What a search box was asked, and who was found."""
    text = " ".join(request.POST.get("text", "")[:200].replace("\0", " ").split())
    hits = queries.search(request.user, text) if text else []
    if text:
        actions.note_searched(len(hits), by=request.user)
    return {"text": text, "found": hits}


@login_required
def person_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Identity, contacts with their safe rules, family, consents, and who opened the file."""
    person = queries.person_for(request.user, code)
    if person.code != code:
        return redirect(page_of_person(person))
    actions.note_seen(person, by=request.user)
    return render(request, "people/person_detail.html", detail(request.user, person))


def detail(user: Any, person: Person) -> dict[str, Any]:
    """Everything that a person's page shows, and what the user may do there."""
    page = queries_page.person_page(person)
    return {
        "person": person,
        "age": age_of(person.birth_date, person.birth_year, timezone.localdate()),
        "contacts": [] if person.withdrawn_at else page.contacts,
        "identifiers": [(i, masked(i.value)) for i in page.identifiers],
        "relations": page.relations,
        "household": page.household,
        "consents": page.consents,
        "exclusions": page.exclusions,
        "emergencies": page.emergencies,
        "merges": page.merges,
        "pairs": page.pairs,
        "trail": folded(page.trail)[:10],
        "may": may(user, person, in_emergency=queries.is_open_in_emergency(user, page.emergencies)),
    }


def may(user: Any, person: Person, *, in_emergency: bool) -> dict[str, bool]:
    """What the user may do on this page."""
    return {
        "write": permissions.may_write(user, person),
        "open": permissions.may_open(user, person, in_emergency=in_emergency),
        "take": permissions.may_take(user, person),
        "assign": permissions.may_assign(user, person),
        "exclude": permissions.may_exclude(user, person),
        "lift": permissions.may_lift_exclusion(user, person),
        "resume": permissions.may_resume(user, person),
        "delete": permissions.may_propose_deletion(user, person),
        "merge": permissions.may(user, "person.merge", person.org_id),
        "case": permissions.may(user, "case.own", person.org_id),
        "break": permissions.may_break_glass(user),
    }


def folded(trail: list[queries.TrailLine]) -> list[tuple[queries.TrailLine, int]]:
    """The trail with what somebody did several times running within a day as one line, and how often."""
    runs = (list(run) for _, run in groupby(trail, key=lambda line: (line.actor, line.verb, timezone.localdate(line.at))))
    return [(run[0], len(run)) for run in runs]


@login_required
def person_trail(request: HttpRequest, code: str) -> HttpResponse:
    """Who opened or changed this file, further back."""
    person = queries.person_for(request.user, code)
    actions.note_seen(person, by=request.user)
    return render(request, "people/person_trail.html", {"person": person, "trail": folded(queries.file_trail(person, 300))})


@login_required
@once
def person_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct identity; when somebody else was quicker, show both and lose nothing."""
    person = writable(request, code)
    form = CorrectForm(sent(request), person=person)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if version != person.version:
            return clash(request, person)
        actions.correct_person(person, version=version, by=request.user, **form.person_fields())
        return redirect(page_of_person(person))
    return render(request, "people/person_edit.html", {"form": form, "person": person})


def clash(request: HttpRequest, person: Person) -> HttpResponse:
    """The same form as it was filled in, beside what a colleague saved meanwhile; saving again is then knowing."""
    data = request.POST.copy()
    data["version"] = str(person.version)
    form = CorrectForm(data, person=person)
    return render(request, "people/person_edit.html", {"form": form, "person": person, "theirs": form.differences()}, status=409)


@login_required
@once
def person_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """The person asks that the file no longer be used."""
    person = writable(request, code)
    if request.method == "POST":
        actions.withdraw_person(person, by=request.user)
        return redirect(page_of_person(person))
    return render(request, "people/person_withdraw.html", {"person": person, "back": page_of_person(person), "danger": True})


@login_required
@require_POST
@once
def person_resume(request: HttpRequest, code: str) -> HttpResponse:
    """The person came back: the file is used again."""
    person = queries.person_for(request.user, code)
    actions.resume_person(person, by=request.user)
    return redirect(page_of_person(person))
