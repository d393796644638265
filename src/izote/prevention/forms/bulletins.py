"""Phases and words of bulletins, and the ten questions."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.prevention.models import MonthlyEdition
from izote.prevention.rules.bulletins import month_of
from izote.prevention.rules.words import choices, words
from izote.territory.models import Place

FINEST = ("department", "municipality")


class MonthField(forms.CharField):
    """A month, as 2026-10."""

    def clean(self, value: Any) -> Any:
        """Its first day."""
        found = month_of(super().clean(value))
        if found is None:
            raise forms.ValidationError(_("Write the month as 2026-10."))
        return found


class MonthForm(forms.Form):
    """Which month a bulletin is of."""

    month = MonthField(label=_("Month, as 2026-10"), max_length=7)


class PhaseForm(forms.Form):
    """In which phase a territory stands, and why."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Department or municipality"), to_field_name="code")
    month = MonthField(label=_("Month, as 2026-10"), max_length=7)
    phase = forms.ChoiceField(label=_("Phase"), choices=choices("phases", ""))
    reason = forms.ChoiceField(label=_("What it rests on"), choices=choices("phase_reasons", ""))
    words_es = forms.CharField(label=_("Why, in Spanish"), max_length=300, help_text=_("The public reads it: no person, no quotation."))
    words_en = forms.CharField(label=_("Why, in English"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(level__in=FINEST, valid_to=None).order_by("code")  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """The editor's words, and of which version they are."""

    words_es = forms.CharField(label=_("Words in Spanish"), widget=forms.Textarea, max_length=3000, required=False)
    words_en = forms.CharField(label=_("Words in English"), widget=forms.Textarea, max_length=3000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class HarmForm(forms.Form):
    """The ten questions: each whether there is a danger, and why or what lessens it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, question in words("harm_questions").items():
            self.fields[f"danger_{code}"] = forms.BooleanField(label=_("There is a danger"), required=False)
            self.fields[f"words_{code}"] = forms.CharField(
                label=str(question), max_length=600, help_text=_("Why there is none, or what lessens it and who sees to that.")
            )

    def pairs(self) -> Iterator[tuple[Any, Any]]:
        """The two fields of each question."""
        return ((self[f"words_{code}"], self[f"danger_{code}"]) for code in words("harm_questions"))

    @property
    def answers(self) -> dict[str, tuple[bool, str]]:
        """What was answered."""
        said = self.cleaned_data
        return {code: (said[f"danger_{code}"], said[f"words_{code}"]) for code in words("harm_questions")}


class WhyForm(forms.Form):
    """Why an edition is withdrawn."""

    why = forms.ChoiceField(label=_("Why"), choices=MonthlyEdition.Why.choices)
