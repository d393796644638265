"""What people type of a warning while it is written and reviewed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.framework import words as framework
from izote.kit.fields import DayField
from izote.prevention.models import EarlyWarning
from izote.prevention.rules.warnings import LONGEST
from izote.prevention.rules.words import choices, words


def prose(label: Any, *, rows: int = 4, required: bool = True, lang: str = "", **options: Any) -> forms.CharField:
    """A text of several lines."""
    attrs: dict[str, Any] = {"rows": rows} | ({"lang": lang} if lang else {})
    options.setdefault("max_length", 4000)
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs=attrs), **options)


class SectionForm(forms.Form):
    """The words of one section."""

    es = prose(gettext_lazy("Words in Spanish"), rows=8, required=False, lang="es", max_length=LONGEST)
    en = prose(
        gettext_lazy("Words in English"),
        rows=8,
        required=False,
        lang="en",
        max_length=LONGEST,
        help_text=gettext_lazy("Optional; needed before the English document."),
    )
    reserved = forms.BooleanField(
        label=gettext_lazy("Reserved section"), required=False, help_text=gettext_lazy("It is left out of the public version as a whole.")
    )


class GroupsForm(forms.Form):
    """Which groups are exposed."""

    groups = forms.MultipleChoiceField(label=gettext_lazy("Groups that are exposed"), widget=forms.CheckboxSelectMultiple)
    general_why = prose(
        gettext_lazy("Why the general population alone"),
        required=False,
        help_text=gettext_lazy("Only where no group is more exposed than another."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["groups"].choices = [(code, str(word)) for code, word in framework.groups().items()]  # type: ignore[attr-defined]


class SignalsForm(forms.Form):
    """On which verified signals it stands."""

    signals: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Verified signals"), queryset=None, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, signals: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["signals"].queryset = signals  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why, in words."""

    reason = prose(gettext_lazy("Reason"), required=False)

    def __init__(self, *args: Any, needed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = needed


class ReviewForm(forms.Form):
    """Whether it holds, or is given back, and why."""

    holds = forms.ChoiceField(
        label=gettext_lazy("What you found"),
        choices=[("yes", gettext_lazy("It holds")), ("no", gettext_lazy("Give it back with reasons"))],
        widget=forms.RadioSelect,
    )
    words = prose(gettext_lazy("What you looked at, and your reasons"), required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever gives back says why."""
        data = super().clean() or {}
        if data.get("holds") == "no" and not data.get("words", "").strip():
            self.add_error("words", _("Say why, in words."))
        return data


class HarmForm(forms.Form):
    """The ten questions: danger or not, why, what lessens it, who sees to that; and which institution is possibly the threat."""

    def __init__(self, *args: Any, addressees: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for code in words("harm_questions"):
            self.fields[f"danger-{code}"] = forms.ChoiceField(
                label=_("Is there a danger?"), choices=[("no", _("No")), ("yes", _("Yes, danger"))], widget=forms.RadioSelect
            )
            self.fields[f"words-{code}"] = prose(_("Answer"), rows=2, max_length=2000)
            self.fields[f"mitigation-{code}"] = prose(_("What lessens it"), rows=2, required=False, max_length=2000)
            self.fields[f"carrier-{code}"] = forms.ChoiceField(
                label=_("Who sees to it"), choices=choices("machine_roles", _("nobody chosen")), required=False
            )
        self.fields["threats"] = forms.MultipleChoiceField(
            label=_("Institutions that are possibly the threat"),
            choices=[(str(one.pk), str(one)) for one in addressees],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("They get no copy; the level above does."),
        )

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The fields of each question together."""
        parts = ("danger", "words", "mitigation", "carrier")
        return [
            {"code": code, "question": str(word), "fields": [self[f"{part}-{code}"] for part in parts]}
            for code, word in words("harm_questions").items()
        ]

    def clean(self) -> dict[str, Any]:
        """Each danger has what lessens it and who sees to that."""
        data = super().clean() or {}
        for code in words("harm_questions"):
            if data.get(f"danger-{code}") != "yes":
                continue
            for part, sentence in (("mitigation", _("Say what lessens this danger.")), ("carrier", _("Say who sees to it."))):
                if not data.get(f"{part}-{code}", "").strip():
                    self.add_error(f"{part}-{code}", sentence)
        if (data.get("danger-4") == "yes") != bool(data.get("threats")):
            self.add_error("threats", _("Question 4: say which institution is possibly the threat, if one is."))
        return data

    def answers(self) -> dict[int, dict[str, Any]]:
        """The answers as the action takes them."""
        data = self.cleaned_data
        return {
            int(code): {
                "danger": data[f"danger-{code}"] == "yes",
                "words": data[f"words-{code}"].strip(),
                "mitigation": data[f"mitigation-{code}"].strip(),
                "carrier": data[f"carrier-{code}"],
            }
            for code in words("harm_questions")
        }


class PublicationForm(forms.Form):
    """Whether the public will read it."""

    publication = forms.ChoiceField(label=gettext_lazy("Publication"), choices=EarlyWarning.Publication.choices, widget=forms.RadioSelect)
    why = prose(gettext_lazy("Why it is kept from the public"), required=False)
    on = DayField(label=gettext_lazy("Day of publication"))
