"""Words and tones of plans and care in templates."""

from django import template

from izote.people.rules import label

register = template.Library()
PLAN_TONES = {"approved": "good", "returned": "warn", "submitted": "info"}
RESULT_TONES = {"done": "good", "achieved": "good", "otherwise": "good", "partly": "info", "not_yet": "info"}
APPOINTMENT_TONES = {"attended": "good", "no_show": "warn", "booked": "info"}


@register.filter
def plan_tone(state: str) -> str:
    """How the state of a plan is set off."""
    return PLAN_TONES.get(state, "plain")


@register.filter
def result_tone(result: str) -> str:
    """How a result is set off."""
    return RESULT_TONES.get(result, "plain")


@register.filter
def appointment_tone(state: str) -> str:
    """How the state of an appointment is set off."""
    return APPOINTMENT_TONES.get(state, "plain")


@register.filter
def need_word(code: str) -> str:
    """The word for a need."""
    return label("needs", code) if code else ""
