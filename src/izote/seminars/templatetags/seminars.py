"""Days and states of seminars in templates."""

from django import template
from django.utils.formats import date_format

from izote.seminars.models import Seminar

register = template.Library()
TONES = {"planned": "info", "closed": "good", "cancelled": "warn"}


@register.filter
def days(seminar: Seminar) -> str:
    """The days of a seminar, short."""
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (seminar.starts_on, seminar.ends_on))
    return first if first == last else f"{first} – {last}"


@register.filter
def state_tone(state: str) -> str:
    """How the state of a seminar is set off."""
    return TONES.get(state, "plain")
