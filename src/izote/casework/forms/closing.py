"""What is asked to close a case: few things."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.models import Case
from izote.casework.queries.closing import case_by_code, why_not
from izote.casework.rules.closing import reason_asks
from izote.casework.rules.words import choices


class ClosureForm(WatchedForm):
    """Why, in a few words, and what was made sure of; nothing about the survey when there is nobody to offer it."""

    reason = forms.ChoiceField(
        label=_("Why the case is closed"),
        choices=choices("closure_reasons"),
        widget=forms.RadioSelect,
        help_text=_("Grave news, such as a death, is not written here: record it first as the outcome of a contact call, which seals it."),
    )
    other_case = forms.CharField(
        label=_("Code of the case that goes on"), max_length=18, required=False, help_text=_("Only for a duplicate file.")
    )
    summary = WatchedText(
        label=_("In a few words"), rows=4, max_length=1500, help_text=_("What was achieved, what the person said, what stays open.")
    )
    safety_checked = forms.BooleanField(label=_("Her or his safety was talked about, and nothing presses now"), required=False)
    return_told = forms.BooleanField(label=_("She or he knows how to come back, and that the case can be reopened"), required=False)
    survey_by = forms.ChoiceField(
        label=_("Who offers the satisfaction survey"),
        required=False,
        help_text=_("Somebody who did not work on this case; she or he may open it for sixty days."),
    )

    def __init__(self, *args: Any, case: Case, by: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.case, self.by = case, by
        self.staff = {str(user.pk): user for user in staff}
        nobody = [("", _("Nobody: the person does not wish it, or cannot be reached"))]
        self.fields["survey_by"].choices = [*nobody, *((pk, str(user)) for pk, user in self.staff.items())]  # type: ignore[attr-defined]

    def clean_survey_by(self) -> User | None:
        """Somebody who did not work on the case, or nobody."""
        return self.staff.get(self.cleaned_data["survey_by"])

    def clean_other_case(self) -> Case | None:
        """The case that goes on, when the user sees it."""
        code = self.cleaned_data["other_case"]
        found = case_by_code(self.by, code) if code else None
        if code and found is None:
            raise forms.ValidationError(_("You see no case of that code."))
        return found

    def clean(self) -> dict[str, Any] | None:
        """What the reason asks for."""
        data = super().clean() or {}
        reason = data.get("reason")
        if not reason:
            return data
        if reason_asks(reason, "safety"):
            for name in ("safety_checked", "return_told"):
                if not data.get(name):
                    self.add_error(name, _("This is talked about before closing."))
        if problem := why_not(self.case, reason, data.get("other_case")):
            self.add_error("reason", problem)
        return data


class ReopenForm(forms.Form):
    """Why work goes on."""

    reason = forms.ChoiceField(label=_("Why the case is reopened"), choices=choices("reopen_reasons"), widget=forms.RadioSelect)
