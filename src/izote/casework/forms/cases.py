"""What is asked to open a case, to find some, and to say the risk anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.casework.models import Case
from izote.casework.rules.words import choices


class StartForm(forms.Form):
    """Two questions: the rest can wait."""

    kind = forms.ChoiceField(label=_("What it is about first of all"), choices=choices("case_kinds"), initial="reintegration")
    risk = forms.ChoiceField(
        label=_("Risk level"),
        choices=Case.Risk.choices,
        initial=Case.Risk.MEDIUM,
        widget=forms.RadioSelect,
        help_text=_("It sets by when things are due. It can be changed at any time."),
    )


class RiskForm(forms.Form):
    """The level of risk, said anew."""

    risk = forms.ChoiceField(label=_("Risk level"), choices=Case.Risk.choices, widget=forms.RadioSelect)


class FilterForm(forms.Form):
    """Which cases to show; anything unknown shows all."""

    state = forms.ChoiceField(label=_("State"), required=False)
    risk = forms.ChoiceField(label=_("Risk level"), choices=[("", _("All")), *Case.Risk.choices], required=False)
    worker = forms.ChoiceField(label=_("Case worker"), required=False)
    late = forms.BooleanField(label=_("Only what is late"), required=False)

    def __init__(self, *args: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["state"].choices = choices("case_states", blank=gettext("All that are open"))  # type: ignore[attr-defined]
        if staff:
            named = [(str(user.pk), str(user)) for user in staff]
            self.fields["worker"].choices = [("", _("All")), ("0", _("Nobody yet")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["worker"]
