"""Words of cards and vocabularies in the language of the page."""

from collections.abc import Mapping

from django import template

from izote.observatory.rules.indicators import Indicator, in_language
from izote.observatory.rules.words import label

register = template.Library()


@register.filter
def said(words: Mapping[str, str]) -> str:
    """A text of a card."""
    return in_language(words)


@register.filter
def categories(indicator: Indicator) -> str:
    """What an indicator counts together."""
    return ", ".join(label("categories", code) for code in indicator.categories)
