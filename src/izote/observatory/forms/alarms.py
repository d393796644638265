"""What a person says of an alarm: codes only, no free text."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from izote.observatory.models import Alarm
from izote.observatory.rules.alarms import JUDGEMENTS, outcome_fits
from izote.observatory.rules.words import choices, words


def _outcomes() -> list[tuple[str, Any]]:
    english = (get_language() or "es").startswith("en")
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, word in words("alarm_outcomes").items():
        groups.setdefault(word.row["state"], []).append((code, word.en if english else word.es))
    labels = dict(Alarm.State.choices)
    return [("", "—"), *((str(labels[state]), options) for state, options in groups.items())]


class JudgeForm(forms.Form):
    """Verified, explained or false; why; and what care or protection follows."""

    state = forms.ChoiceField(label=_("What it was"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("Why"), choices=_outcomes)
    steps = forms.MultipleChoiceField(
        label=_("What follows"),
        choices=choices("alarm_steps"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Protection and services. An alarm is never a reason for operations against the people of a place."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = dict(Alarm.State.choices)
        self.fields["state"].choices = [(state.value, labels[state]) for state in JUDGEMENTS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The outcome belongs to the judgement."""
        data = super().clean() or self.cleaned_data
        state, outcome = data.get("state", ""), data.get("outcome", "")
        if state and outcome and not outcome_fits(state, outcome):
            self.add_error("outcome", _("This outcome does not belong to this judgement."))
        return data
