"""What is asked about a child: care and agreement, school, birth abroad, the board's notice, best interests."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.casework.forms.days import DayField, HourField, not_in_future
from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.queries.children import Grown
from izote.casework.rules import children as rules
from izote.casework.rules.clocks import LOCAL
from izote.casework.rules.words import choices
from izote.people.models import Person
from izote.people.rules import choices as people_choices


class VersionForm(forms.Form):
    """A form that knows which state it was filled in from."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CareForm(VersionForm):
    """With whom the child lives, who takes care, and who agrees."""

    care = forms.ChoiceField(label=_("With whom the child lives"), choices=choices("care_arrangements", "—"), required=False)
    caregiver = forms.ChoiceField(label=_("Who takes care of the child"), required=False)
    relation = forms.ChoiceField(label=_("What she or he is to the child"), choices=choices("caregiver_relations", "—"), required=False)
    caregiver_harms = forms.BooleanField(label=_("The child fears this person, or she or he harmed it"), required=False)
    caregiver_consents = forms.ChoiceField(
        label=_("Does the caregiver agree?"), choices=choices("caregiver_consents"), widget=forms.RadioSelect, initial="pending"
    )
    exception = forms.ChoiceField(
        label=_("Why without the caregiver"),
        choices=choices("caregiver_exceptions", _("The caregiver is asked")),
        required=False,
        help_text=_("Only when the caregiver cannot or must not be asked."),
    )
    assent = forms.ChoiceField(
        label=_("Does the child agree?"),
        choices=choices("assent"),
        widget=forms.RadioSelect,
        initial="pending",
        help_text=_("Explained in words for its age. A child who does not want to is not pressed."),
    )

    def __init__(self, *args: Any, near: list[Grown], **options: Any) -> None:
        super().__init__(*args, **options)
        self.near = {str(one.person.pk): one.person for one in near}
        nobody = [("", _("Nobody with a file here"))]
        self.fields["caregiver"].choices = [*nobody, *((pk, p.full_name) for pk, p in self.near.items())]  # type: ignore[attr-defined]

    def clean_caregiver(self) -> Person | None:
        """Somebody near the child, or nobody."""
        return self.near.get(self.cleaned_data["caregiver"])


class SchoolForm(VersionForm):
    """Where school stands, with papers or without."""

    school = forms.ChoiceField(
        label=_("Where it stands"), choices=choices("school_steps", _("Not known yet")), required=False, widget=forms.RadioSelect
    )
    school_papers = forms.ChoiceField(label=_("Papers of school"), choices=choices("school_papers", "—"), required=False)


class BirthForm(VersionForm):
    """A birth abroad: nationality, and the entry of the birth here."""

    born_abroad = forms.ChoiceField(
        label=_("Born abroad?"),
        choices=[("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))],
        required=False,
        widget=forms.RadioSelect,
    )
    birth_country = forms.ChoiceField(label=_("Country of birth"), choices=people_choices("countries", "—"), required=False)
    nationality_step = forms.ChoiceField(label=_("Salvadoran nationality"), choices=choices("nationality_steps", "—"), required=False)
    birth_entry_step = forms.ChoiceField(label=_("Entry of the birth"), choices=choices("birth_entry_steps", "—"), required=False)

    def clean_born_abroad(self) -> bool | None:
        """Yes, no or not known."""
        said = self.cleaned_data["born_abroad"]
        return None if not said else said == "yes"


class KnownForm(VersionForm):
    """Since when a threat or a violation of rights is known."""

    day = DayField(label=_("Known since (day)"), required=True)
    hour = HourField(label=_("Hour"), required=True)

    @property
    def at(self) -> dt.datetime:
        """The moment."""
        return min(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], LOCAL), timezone.now())

    def clean_day(self) -> dt.date | None:
        """A day that has come."""
        return not_in_future(self.cleaned_data["day"])


class NoticeForm(VersionForm):
    """When the board was told, or why it was not."""

    day = DayField(label=_("The board was told on"))
    hour = HourField(label=_("Hour"), required=False)
    junta_child_told = forms.BooleanField(
        label=_("The child, and the caregiver if it is safe, were told about it in plain words"), required=False
    )
    reason_not = forms.ChoiceField(label=_("Or: why it was not told"), choices=choices("junta_reasons", _("It was told")), required=False)

    def clean_day(self) -> dt.date | None:
        """A day that has come."""
        return not_in_future(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any] | None:
        """One of the two."""
        data = super().clean() or {}
        if bool(data.get("day")) == bool(data.get("reason_not")):
            self.add_error("day", _("Write when the board was told, or why it was not."))
        if data.get("day") and not data.get("hour"):
            self.add_error("hour", _("Write the hour: the clock counts hours."))
        return data

    @property
    def told_at(self) -> dt.datetime | None:
        """The moment, if it was told."""
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        return min(dt.datetime.combine(day, hour, LOCAL), timezone.now()) if day and hour else None


class StepForm(WatchedForm):
    """A step of the best-interests procedure; it asks only what its step needs."""

    done_on = DayField(label=_("Day"), required=True)
    second_adult = forms.ChoiceField(label=_("The other adult who was there"))
    views = WatchedText(
        label=_("What the child says, in its own words"), rows=4, help_text=_("As it was said or drawn; with which help it was heard.")
    )
    words = WatchedText(label=_("What was found"), rows=6)
    next_review_on = DayField(label=_("Looked at again on"), required=True)

    def __init__(self, *args: Any, step: str, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        self.fields["second_adult"].choices = [("", "—"), *((pk, str(user)) for pk, user in self.staff.items())]  # type: ignore[attr-defined]
        self.fields["words"].help_text = str(HINTS.get(step, ""))
        for name, asked in (("second_adult", "two"), ("views", "views"), ("words", "words"), ("next_review_on", "review")):
            if not rules.asks(step, asked):
                del self.fields[name]

    def clean_done_on(self) -> dt.date | None:
        """A day that has come."""
        return not_in_future(self.cleaned_data["done_on"])

    def clean_second_adult(self) -> User | None:
        """A colleague."""
        return self.staff.get(self.cleaned_data["second_adult"])


HINTS = {
    "identification": _("Why the child's best interests must be looked at: alone, separated, in danger, without papers…"),
    "assessment": _("Family and tracing, who takes care and how, safety, health, school, how the child feels, what it is used to."),
    "options": _("Each option with what speaks for it and what against it, for this child."),
    "recommendation": _("What is recommended, to whom, and who was heard. The board or a judge decides about custody, not this office."),
    "review": _("What changed, and whether the recommendation still holds."),
}
