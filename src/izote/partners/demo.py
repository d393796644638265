"""An invented directory for the demo: plausible services around Zacatecoluca, with telephones that belong to nobody."""

import datetime as dt
from typing import Any

from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Membership, Organization, User
from izote.partners import actions, rules
from izote.partners.demo_services import AGREEMENTS, COMMITMENTS, INSTITUTIONS, SERVICES
from izote.partners.models import Institution, Service
from izote.territory.models import Place

AUTHORS, APPROVERS = ("case_worker",), ("supervisor",)
UNVERIFIED_EVERY, PUBLISHED_EVERY = 6, 2


def load(*org_codes: str) -> dict[str, int]:
    """Fill the directories of these offices, each by its own staff; an office that has services already is left alone."""
    return {code: _load_office(code) for code in org_codes or ("ZAC",)}


def _load_office(code: str) -> int:
    with acting_as(DOORKEEPER):
        org = Organization.objects.get(code=code)
        author, approver = _staff(org, AUTHORS), _staff(org, APPROVERS)
        partners = {one.code: one for one in Organization.objects.filter(kind=Organization.Kind.PARTNER)}
    if author is None:
        return 0
    with acting_as(author.pk):
        if Service.objects.filter(org=org).exists():
            return 0
        institutions = {key: _institution(org, author, key, partners) for key in INSTITUTIONS}
        services = [_service(org, author, number, institutions) for number in range(len(SERVICES))]
        _agreements(org, author, institutions)
        _meeting(org, author, institutions)
        chosen = [one for one in services if one.status == Service.Status.ACTIVE][::PUBLISHED_EVERY]
        for one in chosen:
            actions.propose_service(one, by=author)
    if approver is not None:
        with acting_as(approver.pk):
            for one in chosen[:-2]:
                actions.publish_service(one, version=one.version, by=approver)
    return len(services)


def _staff(org: Organization, roles: tuple[str, ...]) -> User | None:
    found = Membership.objects.filter(org=org, role__in=roles, ends_on__isnull=True).select_related("user").order_by("pk").first()
    return found.user if found else None


def _institution(org: Organization, by: User, key: str, partners: dict[str, Organization]) -> Institution:
    given: dict[str, Any] = dict(INSTITUTIONS[key])
    contact, account = given.pop("contact", None), partners.get(given.pop("account", ""))
    if given.get("national"):
        known = rules.national_names(given["national"])[0]
        given = {"name": known.name, "short_name": known.short, "kind": "government", "valid_from": known.valid_from, **given}
    row = actions.write_institution(org=org, by=by, account_org=account, **given)
    if contact:
        actions.add_contact(row, by=by, name=contact[0], position=contact[1], phone=contact[2])
    return row


def _places(codes: str) -> list[Place]:
    return list(Place.objects.filter(code__in=codes.split()))


def _service(org: Organization, by: User, number: int, institutions: dict[str, Institution]) -> Service:
    given: dict[str, Any] = dict(SERVICES[number])
    where = institutions[given.pop("of")]
    areas, location, hours = _places(given.pop("areas", "")), given.pop("at", None), given.pop("hours", None)
    locations = [{"place": _places(location[0])[0], "address": location[1], "confidential": len(location) > 2}] if location else None
    schedules = [_hours(*one) for one in hours] if hours else None
    row = actions.write_service(
        org=org, by=by, institution=where, areas=areas, locations=locations, schedules=schedules, **{"languages": ["es"], **given}
    )
    return row if number % UNVERIFIED_EVERY == UNVERIFIED_EVERY - 1 else actions.verify_service(row, by=by)


def _hours(days: str, opens: str, closes: str, week: int | None = None) -> dict[str, Any]:
    times = {"opens_at": dt.time.fromisoformat(opens), "closes_at": dt.time.fromisoformat(closes)}
    return {"days": days.split(), "week": week, **times}


def _agreements(org: Organization, by: User, institutions: dict[str, Institution]) -> None:
    today = timezone.localdate()
    for key, title, starts, ends, there, commitments in AGREEMENTS:
        given: dict[str, Any] = {
            "starts_on": today + dt.timedelta(days=starts),
            "ends_on": None if ends is None else today + dt.timedelta(days=ends),
        }
        given |= {"signed_here": "Alcaldía municipal", "signed_there": there, "title": title, "state": "signed", "commitments": commitments}
        actions.write_agreement(org=org, by=by, institution=institutions[key], **given)


def _meeting(org: Organization, by: User, institutions: dict[str, Institution]) -> None:
    today = timezone.localdate()
    summary = "Se revisaron los tiempos de respuesta y los cupos del trimestre."
    held: dict[str, Any] = {
        "held_on": today - dt.timedelta(days=35),
        "title": "Alianza local por las personas retornadas",
        "summary": summary,
    }
    took_part = [institutions[key] for key in ("us", "isdemu", "incaf", "conapina", "taller", "iom")]
    row = actions.write_meeting(org=org, by=by, institutions=took_part, **held)
    for key, what, due, result in COMMITMENTS:
        where = institutions[key] if key else None
        one = actions.write_commitment(row, by=by, institution=where, what=what, due_on=today + dt.timedelta(days=due))
        if result:
            actions.follow_commitment(one, seen=one.state, state="done", result=result, by=by)
