"""Codes, hours and ages in words."""

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
    """lun, mar 8:00-16:00, first week of the month."""
    short = "short_en" if (get_language() or "es").startswith("en") else "short_es"
    said = [", ".join(rules.words("days")[day].row[short] for day in rules.DAYS if day in schedule.days)]
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
def said_publicly(document: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    """Every value of a document that goes out, with the name of its field in words; identifiers left out."""
    said: list[tuple[str, str]] = []
    for name, value in document.items():
        here = f"{path} › {rules.label('hsds_fields', name)}" if path else rules.label("hsds_fields", name)
        if name == "taxonomy_detail":
            continue
        if isinstance(value, dict):
            said += said_publicly(value, here)
        elif isinstance(value, list):
            for one in value:
                said += said_publicly(one, here)
        elif name != "id" and not name.endswith("_id"):
            said.append((here, str(value)))
    return said
