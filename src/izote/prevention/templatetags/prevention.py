"""Words of prevention in templates."""

from django import template

from izote.prevention.models import Moving
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import label

register = template.Library()
register.filter("in_words", lambda code, vocabulary: label(vocabulary, str(code)) if code else "")


@register.filter
def state(thing: Moving) -> str:
    """The state of a thing in words."""
    return str(machine(thing.MACHINE).states[thing.state])
