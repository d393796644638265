"""Access to a service: what was asked, the answer, and the reason that was given."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.casework.forms.days import DayField, not_in_future
from izote.casework.rules.words import choices, words
from izote.partners.models import Service

RETURNING = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


class AnswerForm(forms.Form):
    """What was answered."""

    answer = forms.ChoiceField(label=_("Answer"), choices=choices("refusal_answers"), widget=forms.RadioSelect, initial="waiting")
    reason = forms.ChoiceField(label=_("Reason that was given, if it was refused"), choices=choices("refusal_reasons", "—"), required=False)
    for_returning = forms.ChoiceField(
        label=_("Was it for having been returned?"),
        choices=RETURNING,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("What the person thinks, if it was refused. It is counted without names, so that somebody can answer for it."),
    )

    def clean(self) -> dict[str, Any] | None:
        """A refusal has a reason, if only that none was given."""
        data = super().clean() or {}
        if data.get("answer") == "refused" and not data.get("reason"):
            self.add_error("reason", _("Choose the reason; “no reason was given” is one."))
        said = data.get("for_returning")
        data["for_returning"] = None if not said else said == "yes"
        return data


class AskedForm(AnswerForm):
    """What was asked, of whom and when, and what was answered."""

    asked_for = forms.ChoiceField(label=_("What was asked for"))
    service = forms.ChoiceField(label=_("Where"), required=False)
    asked_on = DayField(label=_("Day"), required=True)

    field_order = ("asked_for", "service", "asked_on", "answer", "reason", "for_returning")

    def __init__(self, *args: Any, sector: str, services: list[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        asked = [(code, str(word)) for code, word in words("refusal_asked").items() if word.row["sector"] == sector]
        self.services = {str(one.pk): one for one in services}
        named = [(pk, f"{one.name} · {one.institution}") for pk, one in self.services.items()]
        self.fields["asked_for"].choices = asked  # type: ignore[attr-defined]
        self.fields["service"].choices = [("", _("Another place, or not in the directory")), *named]  # type: ignore[attr-defined]

    def clean_asked_on(self) -> dt.date | None:
        """A day that has come."""
        return not_in_future(self.cleaned_data["asked_on"])

    def clean_service(self) -> Service | None:
        """The service, or none."""
        return self.services.get(self.cleaned_data["service"])
