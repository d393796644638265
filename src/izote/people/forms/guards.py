"""Exclusion, emergency, deletion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.people.forms.fields import Text
from izote.people.models import DeletionRequest, Exclusion


class ExclusionForm(forms.Form):
    """Who must not know, and why."""

    user = forms.ChoiceField(label=_("Who must not know"))
    reason = forms.ChoiceField(
        label=_("Reason"), choices=Exclusion.Reason.choices, widget=forms.RadioSelect, initial=Exclusion.Reason.ASKED
    )

    def __init__(self, *args: Any, staff: list[User], any_reason: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        self.fields["user"].choices = [(pk, str(user)) for pk, user in self.staff.items()]  # type: ignore[attr-defined]
        if not any_reason:
            self.fields["reason"].choices = [(Exclusion.Reason.ASKED, Exclusion.Reason.ASKED.label)]  # type: ignore[attr-defined]

    def clean_user(self) -> User:
        """The member of staff."""
        return self.staff[self.cleaned_data["user"]]


class BreakGlassForm(forms.Form):
    """A code and a reason; nothing else opens a colleague's file."""

    code = Text(label=_("Code of the person"), max_length=14, required=True, help_text=_("As on the slip: ZAC-7K3Q-2."))
    reason = Text(label=_("Why it cannot wait"), min_length=10, max_length=300, required=True, help_text=_("The supervisor will read it."))


class DeletionForm(forms.Form):
    """Why a file should go."""

    reason: Any = forms.ChoiceField(label=_("Reason"), choices=DeletionRequest.Reason.choices, widget=forms.RadioSelect)
