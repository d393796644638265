"""The case level: circumstances, journeys, returns, and who takes care."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.kit.fields import DayField
from izote.people.forms.fields import BirthField, Text
from izote.people.forms.groups import Grouped
from izote.people.models import Journey, Return
from izote.people.rules import choices, write_birth


def _several(label: Any, vocabulary: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices(vocabulary), widget=forms.CheckboxSelectMultiple, required=False)


def _one(label: Any, vocabulary: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices(vocabulary, blank="—"), required=False)


class CircumstancesForm(Grouped):
    """Address, health and family situation: everything may stay empty."""

    canton = Text(label=_("Canton or neighbourhood"), max_length=120)
    address = Text(label=_("Address or landmark"), max_length=300)
    needs = _several(_("What is needed"), "needs")
    health_need = Text(label=_("Health need today"), max_length=300, help_text=_("Only what is needed to help. No diagnoses."))
    disability = _one(_("Difficulty seeing, hearing, walking, remembering"), "difficulties")
    pregnancy = _one(_("Pregnant or breastfeeding"), "pregnancy")
    nationalities = _several(_("Nationalities"), "nationalities")
    marital_status = _one(_("Marital status"), "marital_status")
    education = _one(_("Education"), "education")
    ethnicity = Text(label=_("Ethnic group, if she or he wishes to say it"), max_length=60)
    gender_identity = Text(label=_("Gender identity, if she or he wishes to say it"), max_length=60)
    emergency_name = Text(label=_("Whom to call in an emergency"), max_length=120)
    emergency_relation = Text(label=_("Relation"), max_length=60)
    emergency_phone = Text(label=_("Telephone"), max_length=40)
    emergency_may_tell = _one(_("What we may tell them"), "emergency_tell")

    GROUPS = [
        (_("Where"), "", ["canton", "address"]),
        (_("Needs and health"), "", ["needs", "health_need", "disability", "pregnancy"]),
        (_("About the person"), "", ["marital_status", "education", "ethnicity", "gender_identity", "nationalities"]),
        (_("In an emergency"), "", ["emergency_name", "emergency_relation", "emergency_phone", "emergency_may_tell"]),
    ]


class JourneyForm(Grouped):
    """One departure."""

    departed = BirthField(label=_("When she or he left"), help_text=_("A day, a month or a year: 12/3/2019 · 3/2019 · 2019"))
    main_reason = _one(_("Main reason"), "reasons")
    reasons = _several(_("Other reasons"), "reasons")
    mode = _one(_("How she or he travelled"), "journey_modes")
    financing = _several(_("How it was paid"), "financing")
    debt_usd = forms.DecimalField(label=_("Debt still owed (USD)"), min_value=0, max_digits=10, decimal_places=2, required=False)
    countries = _several(_("Countries where she or he lived"), "countries")
    months_abroad = forms.IntegerField(label=_("Months abroad"), min_value=0, max_value=1200, required=False)
    work_abroad = Text(label=_("Work abroad"), max_length=160)
    family_separated = forms.BooleanField(label=_("Family stayed abroad"), required=False)

    GROUPS = [
        (_("The departure"), "", ["departed", "main_reason", "mode", "reasons"]),
        (_("Cost"), "", ["financing", "debt_usd"]),
        (_("Abroad"), "", ["countries", "months_abroad", "work_abroad", "family_separated"]),
    ]

    def journey_fields(self) -> dict[str, Any]:
        """What `add_journey` takes; a year alone is written as its first day, with its precision."""
        fields = dict(self.cleaned_data)
        departed = fields.pop("departed")
        day = departed.date or (dt.date(departed.year, 1, 1) if departed.year else None)
        return fields | {"departed_on": day, "departed_precision": departed.precision}

    @staticmethod
    def shown(journey: Journey) -> dict[str, Any]:
        """A stored journey as the form shows it."""
        values = {name: getattr(journey, name) for name in JourneyForm.base_fields if name != "departed"}
        return values | {"departed": write_departure(journey.departed_on, journey.departed_precision)}


def write_departure(day: dt.date | None, precision: str) -> str:
    """The day, month or year of a departure, as exact as it is known."""
    only_year = precision in ("year", "age")
    return write_birth(None if only_year else day, day.year if day else None, precision)


class ReturnForm(Grouped):
    """One return to the country."""

    returned_on = DayField(label=_("Day of return"))
    return_type = _one(_("Kind of return"), "return_types")
    country_from = _one(_("From which country"), "countries")
    means = _one(_("Means"), "means")
    flight = Text(label=_("Flight or bus"), max_length=40)
    belongings_left = forms.BooleanField(label=_("Belongings, wages or documents stayed abroad"), required=False)

    GROUPS = [(_("The return"), "", ["returned_on", "return_type", "country_from", "means", "flight", "belongings_left"])]

    def clean_returned_on(self) -> dt.date | None:
        """Nobody returned tomorrow."""
        day: dt.date | None = self.cleaned_data["returned_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This lies in the future."))
        return day

    @staticmethod
    def shown(found: Return) -> dict[str, Any]:
        """A stored return as the form shows it."""
        return {name: getattr(found, name) for name in ReturnForm.base_fields}


class AssignForm(forms.Form):
    """Who takes care of a file from now on."""

    to = forms.ChoiceField(label=_("Case worker"))

    def __init__(self, *args: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        self.fields["to"].choices = [(pk, str(user)) for pk, user in self.staff.items()]  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        """The member of staff."""
        return self.staff[self.cleaned_data["to"]]
