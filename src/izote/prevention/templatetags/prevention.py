"""Words of prevention in templates."""

from django import template
from django.utils import timezone

from izote.framework import words as framework
from izote.prevention.actions.moving import reason_of
from izote.prevention.models import Moving, Step
from izote.prevention.rules.factors import factor_name, indicator_name
from izote.prevention.rules.machines import machine
from izote.prevention.rules.shown import group_names
from izote.prevention.rules.votes import share
from izote.prevention.rules.words import label

register = template.Library()
register.filter("of_framework", lambda code, vocabulary: framework.label(vocabulary, str(code)) if code else "")
register.filter(share)
register.filter("in_words", lambda code, vocabulary: label(vocabulary, str(code)) if code else "")


@register.filter
def state(thing: Moving) -> str:
    """The state of a thing in words."""
    return str(machine(thing.MACHINE).states[thing.state])


register.filter("groups_in_words", group_names)
register.filter("factor_in_words", factor_name)
register.filter("indicator_in_words", indicator_name)


@register.filter
def state_word(code: str, of_machine: str) -> str:
    """A state of a machine in words."""
    return str(machine(of_machine).states.get(code, code))


@register.filter
def overdue(thing: Moving) -> bool:
    """Whether its clock has run out."""
    return thing.due_at is not None and thing.due_at < timezone.now()


TONES = {
    "complied": "good",
    "accepted": "info",
    "under_way": "info",
    "reported": "info",
    "silent": "warn",
    "rejected": "warn",
    "not_complied": "bad",
    "partly_complied": "warn",
}


@register.filter
def recommendation_tone(code: str) -> str:
    """How the state of a recommendation is set off; the words say it too."""
    return TONES.get(code, "plain")


@register.filter
def went_to(step: Step) -> str:
    """The state to which a step led, in words."""
    return str(machine(step.machine).states.get(step.to, step.to))


@register.filter
def why(step: Step) -> str:
    """The reason of a step, opened."""
    return reason_of(step)
