"""What people type of a warning once it is issued."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.kit.fields import DayField
from izote.prevention.actions.warning_shares import COPY
from izote.prevention.forms.warnings import prose
from izote.prevention.models import FollowUpReport
from izote.prevention.rules.warnings import LONGEST
from izote.prevention.rules.words import choices, label, words


def _institutions(addressees: Iterable[Any], blank: str = "") -> list[tuple[str, str]]:
    first = [("", blank)] if blank else []
    return first + [(str(one.pk), str(one)) for one in addressees]


class SendForm(forms.Form):
    """How a copy was sent."""

    channel = forms.ChoiceField(label=gettext_lazy("How it was sent"), choices=choices("warning_channels"))
    on = DayField(label=gettext_lazy("Day"), required=True)
    letter = forms.CharField(label=gettext_lazy("Number of the official letter"), max_length=40)


class AcknowledgeForm(forms.Form):
    """That a copy arrived."""

    on = DayField(label=gettext_lazy("Day on which it was stamped"), required=True)
    reference = forms.CharField(label=gettext_lazy("Number that the institution gave it"), max_length=40, required=False)


class CopyForm(forms.Form):
    """Who else gets a copy, and why."""

    addressee = forms.ChoiceField(label=gettext_lazy("Institution"))
    why = prose(gettext_lazy("Reason"))

    def __init__(self, *args: Any, addressees: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["addressee"].choices = _institutions(addressees)  # type: ignore[attr-defined]


class FollowUpForm(forms.Form):
    """How the risk has changed."""

    risk = forms.ChoiceField(label=gettext_lazy("The risk is now"), choices=FollowUpReport.Risk.choices, widget=forms.RadioSelect)
    why = prose(gettext_lazy("Why"))
    words = prose(gettext_lazy("What else has to be told"), rows=6, required=False)
    field_visit_on = DayField(
        label=gettext_lazy("Day of the visit in the field"), help_text=gettext_lazy("Empty: nobody of the office went there this time.")
    )


class OutcomeForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        choices=[
            ("mitigated", gettext_lazy("The risk is mitigated")),
            ("persists", gettext_lazy("The risk persists")),
            ("refuted", gettext_lazy("There was no such risk")),
        ],
        widget=forms.RadioSelect,
    )
    reason = prose(gettext_lazy("Why"))


class MaterialisedForm(forms.Form):
    """That what was warned of happened."""

    happened_on = DayField(label=gettext_lazy("Day on which it happened"), required=True)
    evidence = prose(gettext_lazy("What shows it"), help_text=gettext_lazy("Facts, places and groups; no person and no source."))


class LessonsForm(forms.Form):
    """What was learned, without blame."""

    worked = prose(gettext_lazy("What worked"))
    did_not = prose(gettext_lazy("What did not"), help_text=gettext_lazy("What was done, never who is to blame."))
    next_time = prose(gettext_lazy("What next time"))
    field_visit_on = DayField(label=gettext_lazy("Day of the last visit in the field"))


class PublicTextsForm(forms.Form):
    """The reviewed public words, section by section."""

    def __init__(self, *args: Any, texts: dict[str, dict[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = list(texts)
        for code, said in texts.items():
            for language, name in (("es", _("Spanish")), ("en", _("English"))):
                self.fields[f"{code}-{language}"] = prose(
                    name, rows=6, required=False, lang=language, max_length=LONGEST, initial=said.get(language, "")
                )

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The fields of each section together."""
        return [{"title": label("warning_sections", code), "fields": [self[f"{code}-es"], self[f"{code}-en"]]} for code in self.codes]

    def said(self) -> dict[str, dict[str, str]]:
        """The words as the action takes them."""
        return {code: {language: self.cleaned_data[f"{code}-{language}"] for language in ("es", "en")} for code in self.codes}


class ShareForm(forms.Form):
    """Who gets what, on which law."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of recipient"), choices=choices("recipient_kinds"))
    addressee = forms.ChoiceField(label=gettext_lazy("Institution of the office's list"), required=False)
    recipient = forms.CharField(label=gettext_lazy("Or its name"), max_length=160, required=False)
    legal_basis = prose(gettext_lazy("Legal basis"))
    parts = forms.MultipleChoiceField(label=gettext_lazy("What is shared"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, addressees: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["addressee"].choices = _institutions(addressees, _("another one"))  # type: ignore[attr-defined]
        parts = [(COPY, _("Its numbered copy")), *((code, str(word)) for code, word in words("warning_sections").items())]
        self.fields["parts"].choices = parts  # type: ignore[attr-defined]
