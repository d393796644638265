"""One small form: where, when, which group, what, how urgent; a few words when they are needed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.prevention.forms.fields import PlaceField, SomeCodes
from izote.prevention.models import Signal
from izote.prevention.rules.signals import MOST_WORDS, Captured, captured_day, window
from izote.prevention.rules.words import choices
from izote.territory.queries import pack

WHEN = {"today": gettext_lazy("Today"), "week": gettext_lazy("This week"), "window": gettext_lazy("Other days")}
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def urgencies() -> list[tuple[str, Any]]:
    """The ordinary one first."""
    return [(one.value, one.label) for one in (Signal.Urgency.NORMAL, Signal.Urgency.IMMINENT)]


class CaptureForm(forms.Form):
    """A signal as it is captured: of a place and a group, never of a person."""

    place = PlaceField()
    when = forms.ChoiceField(label=gettext_lazy("When"), choices=lambda: list(WHEN.items()), initial="today")
    starts_on = forms.DateField(label=gettext_lazy("From"), required=False, widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DAY)
    signs = SomeCodes("signs", label=gettext_lazy("What is seen"))
    groups = SomeCodes("groups", label=gettext_lazy("Which group"))
    urgency = forms.ChoiceField(label=gettext_lazy("How urgent"), choices=urgencies, initial="normal")
    text = forms.CharField(label=gettext_lazy("In a few words"), required=False, max_length=MOST_WORDS)
    origin = forms.ChoiceField(label=gettext_lazy("How it came"), required=False, choices=choices("origins"))
    client_key = forms.UUIDField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        place: Any = self.fields["place"]
        place.level = pack().stable_level
        for name in ("taken", "sent"):
            self.fields[name] = Moment(required=False)

    def clean(self) -> dict[str, Any]:
        """Days in order; something that was seen, or words."""
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if data.get("when") == "window" and not starts:
            self.add_error("starts_on", _("Say from which day."))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day lies before the first."))
        if not data.get("signs") and not data.get("text", "").strip() and not self.errors:
            self.add_error("signs", _("Tick what is seen, or write it in a few words."))
        return data

    def captured(self, now: dt.datetime) -> Captured:
        """The day of capture, by the telephone's own account of how long it waited."""
        data = self.cleaned_data
        return captured_day(data.get("taken"), data.get("sent"), now, timezone.get_current_timezone())

    def said(self, now: dt.datetime) -> dict[str, Any]:
        """The form as the action takes it."""
        data, day = self.cleaned_data, self.captured(now)
        values = {name: data[name] for name in ("place", "signs", "groups", "urgency", "text", "client_key")}
        when = "window" if data.get("starts_on") else data["when"]
        days = window(when, day.on, data.get("starts_on"), data.get("ends_on"))
        return values | {"days": days, "captured_on": day.on, "clock": day.clock}


class Moment(forms.CharField):
    """A moment as a telephone writes it; one that cannot be read is none."""

    def clean(self, value: Any) -> Any:
        """The moment in UTC, or nothing."""
        try:
            found = dt.datetime.fromisoformat(str(value or "")[:40].replace("Z", "+00:00"))
        except ValueError:
            return None
        return found if found.tzinfo else None


class DangerForm(forms.Form):
    """To whom a named emergency was passed; no words."""

    to = forms.ChoiceField(label=gettext_lazy("Where it was passed to"), choices=choices("derived_to"), widget=forms.RadioSelect)
    place = PlaceField(required=False)
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
