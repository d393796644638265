"""A visit without a file: taps, no names, no words."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.casework.forms.days import DayField, not_in_future
from izote.casework.rules.words import choices
from izote.people.arrivalrules import BANDS
from izote.people.forms.fields import PlaceField
from izote.people.models import Person

UNKNOWN = ("", _("Not said"))


class VisitForm(forms.Form):
    """One tap says what it was about; everything else has its usual answer already."""

    topics = forms.MultipleChoiceField(
        label=_("What it was about"),
        choices=choices("visit_topics"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tap at least one.")},
    )
    channel = forms.ChoiceField(label=_("Where"), choices=choices("visit_channels"), widget=forms.RadioSelect, initial="counter")
    outcome = forms.ChoiceField(label=_("What came of it"), choices=choices("visit_outcomes"), widget=forms.RadioSelect, initial="advised")
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, widget=forms.RadioSelect, required=False, initial="")
    age_band = forms.ChoiceField(
        label=_("Age, about"),
        choices=[*((name, name) for _most, name in BANDS), UNKNOWN],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    place = PlaceField(label=_("District"), required=False)
    day = DayField(label=_("Day"), required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"day": timezone.localdate()}, **options})

    def clean_day(self) -> dt.date | None:
        """Today, or an earlier day that was forgotten."""
        return not_in_future(self.cleaned_data["day"])


class PeriodForm(forms.Form):
    """From a day until a day."""

    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))
