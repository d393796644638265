"""What people type about dates and resources."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from izote.framework import words as framework
from izote.kit.fields import DayField
from izote.prevention.forms.fields import PlaceField, long
from izote.prevention.forms.proposal_fields import Factors, Groups, offered
from izote.prevention.rules.memory import is_day
from izote.prevention.rules.words import choices

# what anniversaries, denial, and justice that is missing say
OF_MEMORY = ("2.2", "2.3", "2.4", "2.6", "2.7", "2.8", "4.9", "7.14", "8.7", "8.9", "8.11", "8.12")


class MemoryForm(forms.Form):
    """A date of the calendar."""

    kind = forms.ChoiceField(label=_("Kind of date"), choices=choices("memory_kinds", "—"))
    title_es = forms.CharField(label=_("In Spanish"), max_length=160)
    title_en = forms.CharField(label=_("In English"), max_length=160)
    on = DayField(label=_("Once, on this day"), help_text=_("For hearings, exhumations, elections."))
    day = forms.IntegerField(label=_("Every year: day"), min_value=1, max_value=31, required=False)
    month = forms.IntegerField(label=_("Every year: month"), min_value=1, max_value=12, required=False)
    until_day = forms.IntegerField(label=_("A season: until day"), min_value=1, max_value=31, required=False)
    until_month = forms.IntegerField(label=_("A season: until month"), min_value=1, max_value=12, required=False)
    since_year = forms.IntegerField(label=_("Since which year"), min_value=1500, max_value=2200, required=False)
    place = PlaceField(required=False, label=_("Municipality or district"))
    where = forms.CharField(label=_("Where, in words"), max_length=160, required=False)
    groups = Groups(label=_("Groups to whom it matters"))
    indicators = forms.MultipleChoiceField(
        label=_("Indicators of the Framework on which it may act"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(code, f"{code} {framework.indicators()[code]}") for code in OF_MEMORY if code in framework.indicators()],
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False, help_text=_("Without a source nobody can check it."))
    note = long(_("Note"), 2, most=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """One day, or a day of every year."""
        data = super().clean() or self.cleaned_data
        yearly = data.get("month") and data.get("day")
        whole = bool(data.get("month")) == bool(data.get("day")) and bool(data.get("until_month")) == bool(data.get("until_day"))
        real = all(is_day(data[m], data[d]) for m, d in (("month", "day"), ("until_month", "until_day")) if data.get(m) and data.get(d))
        if bool(data.get("on")) == bool(yearly) or not whole or not real or (data.get("until_month") and not yearly):
            raise forms.ValidationError(gettext("Give one day, or a day and a month that come every year."))
        return data


class ResourceForm(forms.Form):
    """A resource of the library."""

    kind = forms.ChoiceField(label=_("Kind of resource"), choices=choices("library_kinds", "—"))
    title = forms.CharField(label=_("Title"), max_length=300)
    authors = forms.CharField(label=_("Authors or organisation, as the work is signed"), max_length=300, required=False)
    publisher = forms.CharField(label=_("Published by"), max_length=200, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1500, max_value=2200, required=False)
    number = forms.CharField(label=_("Number or symbol"), max_length=80, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=choices("languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    link = forms.URLField(label=_("Where it is found"), required=False, assume_scheme="https", max_length=500)
    upload = forms.FileField(label=_("File"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=choices("library_topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    factors = Factors(label=_("Risk factors of which it speaks"))
    summary_es = long(_("Summary in Spanish"), most=1000)
    summary_en = long(_("Summary in English"), most=1000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_link(self) -> str:
        """A link to a page, and nothing that runs."""
        link = str(self.cleaned_data["link"])
        if link and not link.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(gettext("A link begins with https://."))
        return link


class SearchForm(forms.Form):
    """Words, kind, topic, language."""

    texto = forms.CharField(label=_("Words"), max_length=120, required=False)
    tipo = forms.ChoiceField(label=_("Kind of resource"), choices=choices("library_kinds", "—"), required=False)
    tema = forms.ChoiceField(label=_("Topic or risk factor"), required=False)
    lengua = forms.ChoiceField(label=_("Language"), choices=choices("languages", "—"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["tema"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *choices("library_topics")(), *offered(framework.factors(), numbered=True)]
