"""Forms of seminars, sessions, guests and materials."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.kit.fields import DayField, HourField
from izote.seminars.forms.fields import Cleaned, KindField, PlaceField
from izote.seminars.models import Guests, Programme, Seminar, Session
from izote.seminars.rules.words import choices


class SeminarForm(Cleaned):
    """What is said of a seminar."""

    kind = forms.ChoiceField(label=_("kind"), choices=Seminar.Kind.choices)
    title = forms.CharField(label=_("title"), max_length=160)
    programme = forms.ModelChoiceField(label=_("programme"), queryset=Programme.objects.none())
    place = PlaceField(label=_("place"), help_text=_("A department, municipality or district."))
    venue = forms.CharField(label=_("where exactly"), max_length=160, required=False)
    starts_on = DayField(label=_("first day"), required=True)
    ends_on = DayField(label=_("last day"), required=True)
    least_share = forms.IntegerField(label=_("per cent of the hours that a certificate takes"), min_value=1, max_value=100, initial=80)

    def __init__(self, *args: Any, org_id: int, begun: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["programme"].queryset = Programme.objects.filter(org=org_id, active=True).order_by("title")  # type: ignore[attr-defined]
        if begun:
            del self.fields["kind"]


class SessionForm(Cleaned):
    """A session."""

    module = forms.ChoiceField(label=_("module"), choices=choices("modules"))
    day = forms.TypedChoiceField(label=_("day"), coerce=dt.date.fromisoformat)
    starts_at = HourField(label=_("hour"))
    minutes = forms.IntegerField(label=_("minutes"), min_value=5, max_value=600, initial=90)
    topic = forms.CharField(label=_("subject"), max_length=160, required=False)

    def __init__(self, *args: Any, seminar: Seminar, **options: Any) -> None:
        super().__init__(*args, **options)
        days = [seminar.starts_on + dt.timedelta(days=n) for n in range((seminar.ends_on - seminar.starts_on).days + 1)]
        self.fields["day"].choices = [(f"{day}", f"{day:%d/%m/%Y}") for day in days]  # type: ignore[attr-defined]


class GuestsForm(forms.Form):
    """How many organisations or observers of a kind."""

    standing = forms.ChoiceField(label=_("who they were"), choices=Guests.Standing.choices)
    kind = KindField(label=_("kind of institution"))
    count = forms.IntegerField(label=_("how many"), min_value=0, max_value=5000, help_text=_("Zero takes the line away."))


class MaterialForm(Cleaned):
    """What files and links have in common."""

    title = forms.CharField(label=_("title"), max_length=200)
    language = forms.ChoiceField(label=_("language"), choices=choices("languages"))
    citation = forms.CharField(label=_("how to cite it: author, year, where it was published"), max_length=400, required=False)
    session = forms.ModelChoiceField(label=_("session"), queryset=Session.objects.none(), required=False)

    def __init__(self, *args: Any, seminar: Seminar, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["session"]
        field.queryset = seminar.sessions.order_by("day", "starts_at")
        field.label_from_instance = lambda one: f"{one.day:%d/%m/%Y} {one.starts_at:%H:%M}"


class FileForm(MaterialForm):
    """A file to hand out."""

    file = forms.FileField(
        label=_("The file to hand out"),
        help_text=_("At most 20 MB. Never a list with names or signatures, nor a photograph in which people can be recognised."),
    )


class LinkForm(MaterialForm):
    """A link to hand out."""

    url = forms.URLField(label=_("address on the web"), max_length=500, assume_scheme="https")
