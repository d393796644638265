"""Which alarms are handed to the ombuds office."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CrossingForm(forms.Form):
    """Alarms of one source, ticked one by one."""

    alarms = forms.MultipleChoiceField(label=_("Alarms to hand over"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["alarms"].choices = [(str(pk), words) for pk, words in offered]  # type: ignore[attr-defined]
