"""Codes, hours and ages in words."""

import json
from collections.abc import Callable
from typing import Any

from django import template
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.partners import rules
from izote.partners.models import Schedule, Service

register = template.Library()


@register.simple_tag
def word(vocabulary: str, code: str) -> str:
    """The word for a code."""
    return rules.label(vocabulary, code)


@register.simple_tag
def wordlist(vocabulary: str, codes: list[str]) -> str:
    """The words for several codes."""
    return rules.labels(vocabulary, codes)


@register.simple_tag
def hours(schedule: Schedule) -> str:
    """lun–vie 08:00–16:00 (first week of the month)."""
    short = "short_en" if (get_language() or "es").startswith("en") else "short_es"
    spoken = [rules.words("days")[day].row[short] for day in rules.DAYS if day in schedule.days]
    first = rules.DAYS.index(min(schedule.days, key=rules.DAYS.index))
    in_a_row = len(spoken) > 2 and set(schedule.days) == set(rules.DAYS[first : first + len(spoken)])
    said = [f"{spoken[0]}–{spoken[-1]}" if in_a_row else ", ".join(spoken)]
    if schedule.opens_at and schedule.closes_at:
        said.append(f"{time_format(schedule.opens_at, 'H:i')}–{time_format(schedule.closes_at, 'H:i')}")
    if schedule.week:
        said.append(f"({rules.label('weeks', str(schedule.week))})")
    if schedule.valid_to:
        said.append(_("until %(day)s") % {"day": date_format(schedule.valid_to, "SHORT_DATE_FORMAT")})
    return " ".join(said)


@register.simple_tag
def ages(service: Service) -> str:
    """, from 15 to 29 years, or nothing."""
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest is not None and oldest is not None:
        return _(", from %(a)s to %(b)s years") % {"a": youngest, "b": oldest}
    if youngest is not None:
        return _(", from %(a)s years") % {"a": youngest}
    return _(", up to %(b)s years") % {"b": oldest} if oldest is not None else ""


@register.filter
def said_publicly(document: dict[str, Any]) -> list[tuple[str, str]]:
    """What a document says, a line for each thing, in words."""
    said: list[tuple[str, str]] = []
    for name, value in document.items():
        title = rules.label("hsds_fields", name)
        if isinstance(value, list):
            said += [(title, line) for one in value if (line := SUMMARIES[name](one))]
        elif isinstance(value, dict):
            said.append((title, SUMMARIES[name](value)))
        elif name == "status":
            said.append((title, str(Service.Status(value).label)))
        elif name not in ("id", "organization_id", "last_modified"):
            said.append((title, str(value)))
    return said


@register.filter
def as_json(document: dict[str, Any]) -> str:
    """The document as it goes out."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def _joined(*values: object) -> str:
    return " · ".join(str(value) for value in values if value not in (None, ""))


def _hours(one: dict[str, Any]) -> str:
    days = [f"{rules.label('days', part[-2:])}{f' ({part[:-2]})' if part[:-2] else ''}" for part in one["byday"].split(",")]
    times = "–".join(one[name][:5] for name in ("opens_at", "closes_at") if name in one)
    return _joined(", ".join(days), times, one.get("valid_from"), one.get("valid_to"))


def _site(one: dict[str, Any]) -> str:
    site = one["location"]
    addresses = [_joined(a["address_1"], a["city"], a["state_province"]) for a in site.get("addresses", [])]
    return _joined(site.get("name"), *addresses, *(a["description"] for a in site.get("accessibility", [])), site.get("transportation"))


def _trait(one: dict[str, Any]) -> str:
    value = one.get("value", "")
    said = {"yes": Service.Known.YES.label, "no": Service.Known.NO.label, "F": Service.Gender.FEMALE.label, "M": Service.Gender.MALE.label}
    return _joined(one["taxonomy_term"]["name"], str(said.get(value, value)))


SUMMARIES: dict[str, Callable[[dict[str, Any]], str]] = {
    "organization": lambda one: _joined(one["name"], one.get("alternate_name"), one.get("website")),
    "phones": lambda one: _joined(one["number"], one.get("description")),
    "schedules": _hours,
    "service_areas": lambda one: one["name"],
    "service_at_locations": _site,
    "languages": lambda one: one["name"],
    "required_documents": lambda one: one["document"],
    "attributes": _trait,
    "capacities": lambda one: _joined(one["available"], one.get("maximum"), one["unit"]["name"]),
}
