"""What a person agrees to."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.kit.fields import DayField
from izote.people.forms.fields import Text
from izote.people.models import Consent
from izote.people.rules import choices, notice_versions


class ConsentForm(forms.Form):
    """For what, for whom, what not, by which notice, how, until when."""

    purpose = forms.ChoiceField(label=_("What for"), choices=choices("purposes"))
    recipient = forms.ChoiceField(label=_("With whom"), choices=choices("recipients"))
    withheld = Text(label=_("What must not be shared, and with whom"), max_length=160, help_text=_("In the person's words."))
    given_by = forms.ChoiceField(label=_("Who agrees"), choices=Consent.GivenBy.choices)
    mode = forms.ChoiceField(label=_("How"), choices=Consent.Mode.choices)
    language = forms.ChoiceField(label=_("Language in which it was explained"), choices=choices("languages"), initial="es")
    notice_version = forms.ChoiceField(label=_("Version of the notice"))
    given_on = DayField(label=_("Day"), required=True)
    expires_on = DayField(label=_("Until"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["notice_version"].choices = [(v, v) for v in notice_versions()]  # type: ignore[attr-defined]
        self.fields["given_on"].initial = timezone.localdate()
        self.fields["expires_on"].initial = timezone.localdate() + dt.timedelta(days=365)

    def clean(self) -> dict[str, Any]:
        """An agreement is not given tomorrow, nor over before it begins."""
        data = super().clean() or {}
        given, ends = data.get("given_on"), data.get("expires_on")
        if given and given > timezone.localdate():
            self.add_error("given_on", _("This lies in the future."))
        if given and ends and ends < given:
            self.add_error("expires_on", _("It would end before it begins."))
        return data
