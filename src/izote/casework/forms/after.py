"""A contact call: when, how and who answered; the rest is one tap. And the time looked at by lists."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.casework.forms.days import DayField, HourField, not_in_future
from izote.casework.rules.after import outcomes_of, results_of
from izote.casework.rules.clocks import LOCAL
from izote.casework.rules.words import choices


class CallForm(forms.Form):
    """The attempt; `tap` is the button that was pressed."""

    means = forms.ChoiceField(label=_("How"), choices=choices("attempt_means"), initial="phone")
    day = DayField(label=_("Day"), required=True)
    hour = HourField(label=_("Hour"), required=True)
    told = forms.BooleanField(label=_("Somebody whom the person trusts told it, not the person"), required=False)
    tap = forms.CharField(required=True, widget=forms.HiddenInput, error_messages={"required": _("Tap what happened.")})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        now = timezone.localtime()
        self.initial = {**self.initial, "day": now.date(), "hour": now.replace(second=0, microsecond=0).time()}

    def clean_day(self) -> dt.date | None:
        """A day that has come."""
        return not_in_future(self.cleaned_data["day"])

    def clean_tap(self) -> str:
        """An outcome or the result of an attempt that reached nobody."""
        tap = str(self.cleaned_data["tap"])
        if tap not in {*self.outcomes(), *(code for code, _word in results_of("try"))}:
            raise forms.ValidationError(_("Tap what happened."))
        return tap

    @staticmethod
    def outcomes() -> set[str]:
        """Every outcome that can be tapped."""
        return {code for group in ("person", "other", "grave") for code, _word in outcomes_of(group)}

    @property
    def is_outcome(self) -> bool:
        """Whether something was learnt."""
        return self.cleaned_data["tap"] in self.outcomes()

    @property
    def at(self) -> dt.datetime:
        """The moment, never later than now: the minute may not be over yet."""
        moment = dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], LOCAL)
        return min(moment, timezone.now()) if moment - timezone.now() < dt.timedelta(minutes=1) else moment


class PeriodForm(forms.Form):
    """Which calls to look at: due between two days, of one wave or of all."""

    since = DayField(label=_("Due from"))
    until = DayField(label=_("Due until"))
    wave = forms.ChoiceField(label=_("Which call"), choices=choices("call_waves", blank=_("All")), required=False)
