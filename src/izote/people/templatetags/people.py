"""Words of the register in templates."""

from django import template

from izote.people import rules

register = template.Library()


@register.filter
def word(code: str, vocabulary: str) -> str:
    """The word for a code of a vocabulary."""
    return rules.label(vocabulary, code) if code else ""


@register.filter
def born(person: object) -> str:
    """A birth as it is known: a day, a month, or about a year."""
    return rules.write_birth(person.birth_date, person.birth_year, person.birth_precision)  # type: ignore[attr-defined]
