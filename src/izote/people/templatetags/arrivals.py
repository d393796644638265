"""Words of arrival day in templates."""

import datetime as dt
from collections.abc import Iterable

from django import template
from django.utils.translation import ngettext

from izote.people import rules
from izote.people.models import ContactAttempt, Person

register = template.Library()


@register.filter
def spoken(codes: Iterable[str], sign: str) -> list[str]:
    """What speaks for (+) or against (-), in words."""
    return [rules.label("evidence", code[1:]) for code in codes if code[:1] == sign]


@register.filter
def waited(since: dt.datetime, now: dt.datetime) -> str:
    """How long somebody waits, in whole minutes or hours and minutes."""
    minutes = max(int((now - since).total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return f"{minutes // 60} h {minutes % 60:02d} min"


@register.filter
def ordered(ways: set[str]) -> list[ContactAttempt.Channel]:
    """The ways to reach somebody, in one order."""
    return [channel for channel in ContactAttempt.Channel if channel.value in ways]


@register.simple_tag
def columns_of(*names: str) -> list[str]:
    """Some names as a list."""
    return list(names)


@register.filter
def hidden(number: str) -> str:
    """A number with all but its last digits covered."""
    return rules.masked(number)


@register.filter
def sex(code: str) -> str:
    """A sex in words."""
    return str(dict(Person.Sex.choices).get(code, "")) if code else ""
