"""To whom a case goes, with whom it is shared, and who stands in for whom."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.casework.forms.days import DayField
from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.models import CaseShare
from izote.casework.queries.team import Load


def said(load: Load) -> str:
    """A colleague with what she or he carries."""
    values = {"name": load.user, "cases": load.cases, "weight": load.weight, "most": load.most}
    if load.full:
        return gettext("%(name)s – %(cases)s cases, load %(weight)s of %(most)s: already full") % values
    return gettext("%(name)s – %(cases)s cases, load %(weight)s of %(most)s") % values


class ColleagueForm(WatchedForm):
    """One colleague among those who work on cases here, the lightest load first."""

    to = forms.ChoiceField(
        label=_("To whom"),
        widget=forms.RadioSelect,
        help_text=_("The load counts high and immediate risk three times, medium twice, low once. It warns; it forbids nothing."),
    )

    def __init__(self, *args: Any, loads: Iterable[Load], **options: Any) -> None:
        super().__init__(*args, **options)
        kept = list(loads)
        self.users = {str(load.user.pk): load.user for load in kept}
        self.fields["to"].choices = [(str(load.user.pk), said(load)) for load in kept]  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        """The member of staff."""
        return self.users[self.cleaned_data["to"]]


class OfferForm(ColleagueForm):
    """A colleague, and what she or he should know."""

    note = WatchedText(label=_("What she or he should know"), required=False, rows=3, max_length=1000)


class RefusalForm(WatchedForm):
    """Why a case is not accepted."""

    reason = WatchedText(label=_("Why not"), required=False, rows=2, max_length=500, help_text=_("Needed only when you do not accept."))


class ShareForm(ColleagueForm):
    """A colleague who works on the case too."""

    why = forms.ChoiceField(label=_("What for"), choices=CaseShare.Why.choices, widget=forms.RadioSelect)
    ends_on = DayField(label=_("Until"), help_text=_("Leave empty to share it until you end it."))

    def clean_ends_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["ends_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class CoverForm(forms.Form):
    """Who is away, who does the work, from when until when."""

    absent = forms.ChoiceField(label=_("Who is away"))
    stand_in = forms.ChoiceField(label=_("Who does the work"))
    starts_on = DayField(label=_("From"), required=True)
    ends_on = DayField(label=_("Until, this day included"), required=True)

    def __init__(self, *args: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        for name in ("absent", "stand_in"):
            self.fields[name].choices = [("", "—"), *((pk, str(user)) for pk, user in self.staff.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        if data.get("absent") and data.get("absent") == data.get("stand_in"):
            self.add_error("stand_in", _("Nobody stands in for oneself."))
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        return cleaned

    def people(self) -> dict[str, Any]:
        """What `set_cover` takes."""
        data = self.cleaned_data
        return {**data, "absent": self.staff[data["absent"]], "stand_in": self.staff[data["stand_in"]]}
