"""Words and tones of referrals in templates."""

from django import template

from izote.casework.rules.sheet import title

register = template.Library()
TONES = {
    "accepted": "good",
    "scheduled": "good",
    "attended": "good",
    "done": "good",
    "no_show": "warn",
    "rejected": "warn",
    "unavailable": "warn",
    "sent": "info",
    "seen": "info",
}


@register.filter
def referral_tone(state: str) -> str:
    """How the state of a referral is set off."""
    return TONES.get(state, "plain")


@register.filter
def sheet_title(field: str) -> str:
    """What a field of the sheet is called."""
    return title(field)
