"""Findings as sentences."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from izote.kit.templatetags.kit import tag
from izote.observatory.models import Finding
from izote.observatory.rules.findings import sentence

register = template.Library()
TONES = {"error": "bad", "warning": "warn"}


@register.simple_tag
def finding(one: Finding) -> str:
    """What a check saw, with its numbers."""
    return sentence(one.code, one.facts)


@register.simple_tag
def finding_tag(one: Finding) -> SafeString:
    """How much it weighs, in words."""
    return tag(one.get_weight_display(), TONES.get(one.weight, "plain"))


@register.filter
def wrap_hash(text: str) -> SafeString:
    """A fingerprint that may be broken into lines."""
    return format_html_join(" ", "{}", ((text[at : at + 16],) for at in range(0, len(text), 16)))
