"""What is asked before figures are taken along."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.observatory.models import Export


class ExportForm(forms.Form):
    """Which figures, and as which copy."""

    domain = forms.ChoiceField(
        label=_("Figures of"),
        choices=Export.Domain.choices,
        widget=forms.RadioSelect,
        initial="violence",
        help_text=_("Returns and violence never stand in one file: to return is no factor of crime."),
    )
    copy = forms.ChoiceField(label=_("Copy"), choices=Export.Copy.choices, widget=forms.RadioSelect, initial="public")

    def __init__(self, *args: Any, internal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not internal:
            self.fields["copy"].choices = [(Export.Copy.PUBLIC.value, Export.Copy.PUBLIC.label)]  # type: ignore[attr-defined]
            self.fields["copy"].help_text = _("The internal copy is for those who load the office's data.")
