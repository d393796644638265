"""Searching the directory, and writing a service with its locations and hours."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.kit.fields import DayField, HourField
from izote.kit.sheets import clean_text
from izote.partners import rules
from izote.partners.forms.fields import Clean, Codes, Groups, Phones, PlaceField, PlacesField
from izote.partners.models import Institution, Location, Service
from izote.partners.queries import Question

SEXES = [("", "—"), ("F", _("Female")), ("M", _("Male"))]


class SearchForm(forms.Form):
    """What is needed, where, for whom, when."""

    text = forms.CharField(label=_("Words"), required=False, max_length=100)
    need = forms.ChoiceField(label=_("Need"), choices=rules.choices("needs", blank="—"), required=False)
    place = PlaceField(label=_("District, municipality or department"))
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=120, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    day = DayField(label=_("Open on"))
    time = HourField(label=_("At what time"), required=False)

    def question(self) -> Question:
        """What was asked, without what could not be read."""
        data = {name: None for name in self.fields} | getattr(self, "cleaned_data", {})
        day, time = data["day"], data["time"]
        on = dt.datetime.combine(day, time) if day and time else day
        text = clean_text(data["text"] or "")[0]
        return Question(data["need"] or "", data["place"], data["age"], data["sex"] or "", on, text)


class ServiceForm(Clean):
    """What is offered, to whom, and how to get it."""

    needs = Codes("needs", label=_("Needs it answers"))
    documents = Codes("documents", label=_("Documents asked for"))
    languages = Codes("languages", label=_("Languages"))
    accessibility = Codes("accessibility", label=_("Access for persons with disabilities"))
    phones = Phones(label=_("Telephones"), help_text=_("One a line; after the number what it is for: 2334-0000 (reception)."))
    areas = PlacesField(label=_("Attends people of"), help_text=_("Districts, municipalities or departments, one a line."))
    url = forms.URLField(label=_("Web page"), required=False, assume_scheme="https")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    GROUPS: Groups = [  # type: ignore[misc]
        (_("The service"), "", ["institution", "name", "description", "status", "alert", "needs", "health_unit"]),
        (
            _("For whom"),
            _("Leave empty what the institution does not ask."),
            ["minimum_age", "maximum_age", "gender", "eligibility", "areas", "nationwide"],
        ),
        (
            _("How to get it"),
            "",
            ["walk_in", "application", "documents", "documents_note", "fees", "wait_time", "languages", "accessibility", "transport"],
        ),
        (_("Safety"), "", ["survivors"]),
        (_("Free places"), _("As of today; the day is kept."), ["capacity_unit", "capacity_available", "capacity_maximum"]),
        (_("How to reach it"), "", ["phones", "email", "url"]),
    ]

    class Meta:
        model = Service
        fields = [
            *("institution", "name", "description", "status", "alert", "needs", "minimum_age", "maximum_age", "gender", "eligibility"),
            *("application", "documents", "documents_note", "fees", "wait_time", "languages", "accessibility", "transport", "walk_in"),
            *(
                "survivors",
                "capacity_unit",
                "capacity_available",
                "capacity_maximum",
                "health_unit",
                "nationwide",
                "phones",
                "email",
                "url",
            ),
        ]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("description", "eligibility", "application")} | {
            name: forms.RadioSelect for name in ("walk_in", "survivors", "gender")
        }

    def __init__(self, *args: Any, org: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].queryset = Institution.objects.filter(org=org).order_by("name")  # type: ignore[attr-defined]
        if self.instance.pk and not self.instance._state.adding:
            self.initial.update(areas=[area.place for area in self.instance.areas.all()], version=self.instance.version)

    def clean(self) -> dict[str, Any]:
        """Ages in their order."""
        data = super().clean()
        youngest, oldest = data.get("minimum_age"), data.get("maximum_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", _("This is below the other age."))
        return data


class LocationForm(forms.Form):
    """One place where the service is given."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Location.Kind.choices, required=False)
    name = forms.CharField(label=_("Name of the place"), max_length=120, required=False)
    place = PlaceField(label=_("District"), level="district")
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    confidential = forms.BooleanField(
        label=_("The address is confidential"),
        help_text=_("Only those who keep the directory see it; everybody else reads that the service exists."),
        required=False,
    )

    def given(self) -> dict[str, Any] | None:
        """What `write_service` takes, or nothing for a form left empty."""
        data = getattr(self, "cleaned_data", {})
        said = any(data.get(name) for name in ("name", "place", "address", "confidential")) or data.get("kind") == Location.Kind.VIRTUAL
        return {name: data.get(name) for name in self.fields} | _text(data, "name", "address") if said else None


class ScheduleForm(forms.Form):
    """Days and hours."""

    days = Codes("days", label=_("Days"))
    week = forms.ChoiceField(label=_("Which week"), choices=rules.choices("weeks", blank=_("every week")), required=False)
    opens_at = HourField(label=_("Opens"), required=False)
    closes_at = HourField(label=_("Closes"), required=False)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Until"))

    def clean(self) -> dict[str, Any]:
        """Hours in their order."""
        data = super().clean() or {}
        if data.get("opens_at") and data.get("closes_at") and data["opens_at"] >= data["closes_at"]:
            self.add_error("closes_at", _("It would close before it opens."))
        if not data.get("days") and (data.get("opens_at") or data.get("closes_at")):
            self.add_error("days", _("On which days?"))
        return data

    def given(self) -> dict[str, Any] | None:
        """What `write_service` takes, or nothing for a form left empty."""
        data = getattr(self, "cleaned_data", {})
        return data | {"week": int(data["week"]) if data.get("week") else None} if data.get("days") else None


def _text(data: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: clean_text(data.get(name) or "")[0] for name in names}


LocationFormSet = forms.formset_factory(LocationForm, extra=1, max_num=6, absolute_max=8)
ScheduleFormSet = forms.formset_factory(ScheduleForm, extra=1, max_num=8, absolute_max=10)


class ImportForm(forms.Form):
    """A spreadsheet of services."""

    file = forms.FileField(label=_("Spreadsheet"), help_text=_("XLSX, ODS or CSV, with a row of headings."))
