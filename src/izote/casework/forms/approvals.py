"""A decision about somebody else's request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.models import Approval


class DecisionForm(WatchedForm):
    """Approve, or give back and say what is missing."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Approval.Decision.APPROVED.value, _("Approve")),
            (Approval.Decision.RETURNED.value, _("Give back, with what is missing")),
        ],
        widget=forms.RadioSelect,
    )
    remark = WatchedText(label=_("Remark for your colleague"), required=False, rows=3, max_length=1000)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if (
            self.cleaned_data.get("decision") == Approval.Decision.RETURNED
            and not self.cleaned_data.get("remark")
            and "remark" not in self.errors
        ):
            self.add_error("remark", _("Say what is missing, so that your colleague can go on."))
        return cleaned
