"""First contact: search, then the form, then "is it one of these?"."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.access.models import Organization
from izote.access.permissions import office_of
from izote.kit.once import SENT_COOKIE, mark, once
from izote.people import actions, queries
from izote.people.forms.contacts import ContactForms
from izote.people.forms.persons import RegisterForm
from izote.people.models import Identifier, Person
from izote.people.names import dui_ok, looks_like
from izote.people.permissions import require_somewhere
from izote.people.rules import URGENT_HOURS, age_of, notice, notice_versions, protocol, words
from izote.people.views.answers import page_of_person
from izote.people.views.persons import found

ADULT = 18


@login_required
def person_create(request: HttpRequest) -> HttpResponse:
    """Step one of registering: is the person known already?"""
    require_somewhere(request.user, "person.write")
    answer = found(request) if request.method == "POST" else {}
    return render(request, "people/person_create.html", {"may_register": True, **answer})


@login_required
@once
def person_register(request: HttpRequest) -> HttpResponse:
    """Step two: the first contact."""
    require_somewhere(request.user, "person.write")
    office = office_of(request.user, "person.write")
    if office is None:
        raise Http404
    staff = list(queries.staff_with(office, "person.read").exclude(pk=int(request.user.pk or 0)))
    data = request.POST if "save" in request.POST else None
    form = RegisterForm(data, staff=staff, initial=None if data else guessed(request.POST.get("text", "")))
    contacts = ContactForms(data, prefix="contact")
    if data and form.is_valid() and contacts.is_valid():
        return save(request, office, form, contacts)
    return register_page(request, form, contacts)


def register_page(request: HttpRequest, form: RegisterForm, contacts: Any, same: Any = ()) -> HttpResponse:
    """The form of the first contact."""
    context = {"form": form, "contacts": contacts, "same": same, "protocols": words("protocols").values(), "version": notice_versions()[0]}
    return render(request, "people/person_register.html", context)


def guessed(text: str) -> dict[str, str]:
    """What was typed into the search box, put where it probably belongs."""
    typed = looks_like(text)
    spoken = " ".join(word for word in text[:200].split() if not any(c.isdigit() for c in word)).title().split()
    given, surnames = (spoken[:-2], spoken[-2:]) if len(spoken) > 2 else (spoken[:1], spoken[1:])
    names = dict(zip(("first_name", "middle_names"), (given[0] if given else "", " ".join(given[1:])), strict=True))
    names |= dict(zip(("first_surname", "second_surname"), surnames, strict=False))
    return names | {"born": str(typed.years[0]) if typed.years else "", "document_number": typed.documents[0] if typed.documents else ""}


def save(request: HttpRequest, office: Organization, form: RegisterForm, contacts: Any) -> HttpResponse:
    """Register, unless everybody here is to be kept out, or the person seems to be known already."""
    if form.everyone_is_excluded:
        return elsewhere(request)
    ways = [row.cleaned_data for row in contacts if row.has_changed() and row.cleaned_data]
    if "new" not in request.POST:
        phones = [way["value"] for way in ways if way["kind"] == "phone"]
        documents = [row["value"] for row in form.identifiers()]
        if same := queries.likely_same(request.user, form.person_fields(), documents=documents, phones=phones):
            return register_page(request, form, contacts, same)
    person = register(request, office, form, ways)
    tell(request, person, form)
    return redirect(page_of_person(person))


def register(request: HttpRequest, office: Organization, form: RegisterForm, ways: list[dict[str, Any]]) -> Person:
    """Call the action with what the form holds."""
    data = form.cleaned_data
    given = {"notice_version": notice_versions()[0], "mode": data["consent_mode"], "given_on": timezone.localdate()}
    given |= {"language": data["language"] or "es", "recipient": "office"}
    return actions.register_person(
        org=office,
        by=request.user,
        contacts=ways,
        identifiers=form.identifiers(),
        consents=[{"purpose": purpose, **given} for purpose in data["purposes"]],
        not_known_to=[form.staff[pk] for pk in data["not_known_to"]],
        sensitive={"needs": data["needs"]},
        **form.person_fields(),
    )


def tell(request: HttpRequest, person: Person, form: RegisterForm) -> None:
    """What the counter should know after saving."""
    messages.success(request, _("Saved. The person's code is %(code)s.") % {"code": person.code})
    warn_of_digit(request, form.identifiers())
    age = age_of(person.birth_date, person.birth_year, timezone.localdate())
    if age is not None and age < ADULT:
        link = reverse("protocol_detail", args=[words("protocols")["child_alone"].row["slug"]])
        text = _("This is a child or adolescent. Is nobody responsible here with her or him?")
        messages.warning(request, format_html('{} <a href="{}">{}</a>', text, link, _("See what to do")))


def warn_of_digit(request: HttpRequest, identifiers: list[dict[str, str]]) -> None:
    """A DUI whose check digit does not fit is saved, and said."""
    if any(row["kind"] == Identifier.Kind.DUI and not dui_ok(row["value"]) for row in identifiers):
        messages.warning(request, _("The DUI's check digit does not fit. It was saved as written: please compare it with the document."))


def elsewhere(request: HttpRequest) -> HttpResponse:
    """The way to another office; nothing was stored, and the draft on the device goes too."""
    response = render(request, "people/other_office.html", {"offices": queries.other_offices(request.user), "nothing_stored": True})
    response.set_cookie(SENT_COOKIE, mark(request.POST.get("once", "")), max_age=600, samesite="Strict", secure=request.is_secure())
    return response


@login_required
def other_office(request: HttpRequest) -> HttpResponse:
    """Where a person may go who wants nobody of this office to know; leaves no trace."""
    require_somewhere(request.user, "person.write")
    return render(request, "people/other_office.html", {"offices": queries.other_offices(request.user)})


@login_required
def protocol_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What to do now; that somebody looked is not stored."""
    require_somewhere(request.user, "person.read")
    shown = protocol(slug)
    if shown is None:
        raise Http404
    limits = [(hours, timezone.now() - dt.timedelta(hours=hours)) for hours in URGENT_HOURS]
    return render(request, "people/protocol_detail.html", {"protocol": shown[0], "steps": shown[1], "limits": limits})


@login_required
def notice_detail(request: HttpRequest, version: str) -> HttpResponse:
    """The privacy notice, to be read aloud or handed over."""
    if version not in notice_versions():
        raise Http404
    return render(request, "people/notice_detail.html", {"version": version, "blocks": notice(version, get_language() or "es")})
