"""Words, levels and deadlines of casework in templates."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from izote.casework.models import Case
from izote.casework.rules import clocks
from izote.casework.rules.words import label

register = template.Library()
RISK_TONES = {"immediate": "warn", "high": "warn", "medium": "info", "low": "plain"}
STATE_TONES = {"closed": "plain", "duplicate": "plain", "attention": "good", "followup": "good"}


@register.filter
def word(code: str, vocabulary: str) -> str:
    """The word for a code of a vocabulary of casework."""
    return label(vocabulary, code) if code else ""


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds under a key."""
    return found.get(key)


@register.filter
def risk_tone(risk: str) -> str:
    """How a level of risk is set off."""
    return RISK_TONES.get(risk, "plain")


@register.filter
def state_tone(state: str) -> str:
    """How the state of a case is set off."""
    return STATE_TONES.get(state, "info")


@register.simple_tag
def due(at: dt.datetime | dt.date | None) -> SafeString:
    """How a deadline stands, in calm words, with the day itself for whoever looks closer."""
    if at is None:
        return SafeString("")
    found = clocks.lateness(at, timezone.now())
    day = at if not isinstance(at, dt.datetime) else timezone.localtime(at)
    return format_html('<time class="due {}" datetime="{}">{}</time>', found.state, day.isoformat(), found.text)


def tabs_of(case: Case, *, names: bool) -> list[tuple[str, str, str]]:
    """The pages of a case: key, word and address; those that a stand-in without names needs are few."""
    every = [
        ("overview", _("Overview"), "case_detail"),
        ("assessments", _("Assessments"), "assessment_list"),
        ("plan", _("Plan"), "plan_detail"),
        ("care", _("Support and notes"), "care_list"),
        ("referrals", _("Referrals"), "referral_list"),
        ("after", _("What happened after"), "after_detail"),
        *([("children", _("Child or adolescent"), "child_detail")] if case.is_child else []),
    ]
    few = ("overview", "plan", "after")
    return [(key, said, reverse(name, args=[case.pk])) for key, said, name in every if names or key in few]


@register.simple_tag
def case_tabs(case: Case, person: Any) -> list[tuple[str, str, str]]:
    """The pages of a case that the user may open."""
    return tabs_of(case, names=person is not None)
