"""What stands around the questions of an instrument."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.casework.forms.days import DayField
from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.instruments import Instrument
from izote.casework.models import Assessment, Case
from izote.casework.rules.papercodes import MOST_BLANK

ORDER = ("low", "medium", "high", "immediate")


class HeadForm(WatchedForm):
    """How and when an instrument is applied, and who else is there beside a child."""

    mode = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    held_on = DayField(label=_("Day on which it was answered"))
    second_adult = forms.TypedChoiceField(label=_("Second adult in the room"), required=False, coerce=int, empty_value=None)
    why_alone = WatchedText(label=_("If there was none, why"), required=False, one_line=True, max_length=300)

    def __init__(self, data: Any, *, instrument: Instrument, case: Case, staff: list[User], complete: bool = False, **more: Any) -> None:
        super().__init__(data, prefix="head", **more)
        self.complete, self.case = complete, case
        self.people = {user.pk: user for user in staff}
        words = dict(Assessment.Mode.choices)
        self.fields["mode"].choices = [(mode, words[mode]) for mode in instrument.modes]  # type: ignore[attr-defined]
        if case.is_child:
            self.fields["second_adult"].choices = [("", "—"), *((pk, str(user)) for pk, user in self.people.items())]  # type: ignore[attr-defined]
        else:
            del self.fields["second_adult"], self.fields["why_alone"]

    def clean_held_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["held_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The day on which it was answered cannot lie ahead."))
        if self.complete and not day:
            raise forms.ValidationError(_("Write the day on which it was answered."))
        return day

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if self.complete and self.case.is_child and not cleaned.get("second_adult") and not cleaned.get("why_alone"):
            said = _("Two adults are present when a child is interviewed. Say who was with you, or why nobody could be.")
            self.add_error("second_adult", said)
        return cleaned

    def head(self) -> dict[str, Any]:
        """What was said, as the actions take it."""
        chosen = self.people.get(self.cleaned_data.get("second_adult") or 0)
        return {
            "mode": self.cleaned_data["mode"],
            "held_on": self.cleaned_data.get("held_on"),
            "second_adult": chosen,
            "why_alone": self.cleaned_data.get("why_alone") or "",
        }


class CriticalForm(WatchedForm):
    """What was done after an answer that could not wait."""

    done = WatchedText(label=_("What was done, and what was agreed"), help_text=_("Do not write down what happened to the person."))
    risk = forms.ChoiceField(label=_("Risk level of the case"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, case: Case) -> None:
        super().__init__(data)
        words = dict(Case.Risk.choices)
        higher = ORDER[ORDER.index(case.risk) + 1 :]
        stays = _("Leave it as it is: %(risk)s") % {"risk": words[case.risk]}
        raised = [(risk, _("Raise it to: %(risk)s") % {"risk": words[risk]}) for risk in higher]
        self.fields["risk"].choices = [(case.risk, stays), *raised]  # type: ignore[attr-defined]


class CorrectionForm(WatchedForm):
    """Why a complete form is corrected."""

    reason = WatchedText(label=_("Why it is corrected"), one_line=True, max_length=300)


class PaperCodeForm(forms.Form):
    """The code of a paper form."""

    code = forms.CharField(label=_("Code on the paper"), max_length=20, help_text=_("Eight letters and figures, at the top of the form."))


class PaperCaseForm(forms.Form):
    """Whose blank form this is."""

    case = forms.CharField(label=_("Code of the case"), max_length=20, help_text=_("For instance ZAC-7K3Q-2/1."))


class BlankForm(forms.Form):
    """How many blank forms are printed."""

    many = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_BLANK, initial=5)
