"""What is asked before cases are exported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """Which cases, in which format, and whether behind a password."""

    which = forms.ChoiceField(
        label=_("Cases"), choices=[("open", _("open cases")), ("ended", _("cases that have ended")), ("all", _("all cases"))]
    )
    since = forms.DateField(label=_("Opened from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Opened until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    fmt = forms.ChoiceField(label=_("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])
    bare = forms.BooleanField(
        label=_("Without a password"),
        required=False,
        help_text=_("Whoever finds the file can read it. Choose this only when the file does not leave this computer."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("This day comes before the first."))
        return data
