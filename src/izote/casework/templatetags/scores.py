"""Scores and answers in words in templates."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from izote.casework.forms.questions import Question
from izote.casework.instruments import Instrument, Text
from izote.casework.rules.change import FEWEST_SHOWN, Change
from izote.casework.rules.points import shown

register = template.Library()


@register.simple_tag
def points(name: str, value: float | None, instrument: Instrument) -> str:
    """A score as it is read."""
    return shown(value, instrument.scoring, name)


@register.filter
def dimension(name: str, instrument: Instrument) -> Any:
    """The word for a dimension; the whole is called after the instrument."""
    row = instrument.scoring.get("dimensions", {}).get(name)
    return instrument.title if row is None else Text(row["es"], row["en"])


@register.filter
def only_words(instrument: Instrument) -> bool:
    """Whether only the band is shown, because the number means nothing by itself."""
    return bool(instrument.scoring.get("words") == "band")


@register.filter
def answer_in_words(question: Question) -> str:
    """What was answered to a question."""
    chosen = [str(option.label) for option in (*question.options, *question.specials) if option.chosen]
    return ", ".join(chosen) or question.value


@register.simple_tag
def cell(means: dict[tuple[str, str], tuple[int, float]], key: str, wave: str) -> str:
    """How many and their mean, or a dash."""
    n, mean = means.get((key, wave), (0, None))
    return f"{n} · {shown(mean)}{_few(n)}" if n else "—"


@register.simple_tag
def change(changes: dict[tuple[str, str], Change], key: str, wave: str) -> str:
    """How many pairs, their mean change, and its interval where there is one."""
    found = changes.get((key, wave))
    if found is None or found.mean is None:
        return "—"
    interval = "" if found.low is None or found.high is None else f" ({found.low:+.2f}; {found.high:+.2f})"
    return format_html("{} · {}{}{}", found.n, f"{found.mean:+.2f}", interval, _few(found.n))


def _few(n: int) -> str:
    return " " + _("(few)") if n < FEWEST_SHOWN else ""
