"""An upload, its columns, a family, an attempt, and the three fields of the counter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.people.columns import FIELDS
from izote.people.forms.fields import BirthField, Text
from izote.people.fullnames import split_full_name
from izote.people.models import ArrivalList, Consent, ContactAttempt, Person
from izote.people.rules import label

AGREES = [
    (Consent.Mode.VOICE, _("Yes, said aloud")),
    (Consent.Mode.SIGNATURE, _("Yes, signed")),
    ("no", _("No: attend without keeping anything")),
]


class UploadForm(forms.Form):
    """The agreement and the purpose come before the file."""

    mode = forms.ChoiceField(
        label=_("How do you receive them?"), choices=ArrivalList.Mode.choices, widget=forms.RadioSelect, initial="counter"
    )
    agreement = Text(
        label=_("Agreement under which the list comes"), max_length=60, required=True, help_text=_("Its number or short name.")
    )
    purpose = Text(label=_("What it will be used for"), max_length=120, required=True)
    keep_days = forms.IntegerField(
        label=_("Days until what nobody confirmed is destroyed"),
        min_value=1,
        max_value=180,
        initial=60,
        help_text=_("Counts stay; names do not."),
    )
    file = forms.FileField(
        label=_("The list"), help_text=_("XLSX, ODS or CSV, as it comes, up to 20 MB. Nothing of it is kept before it has been checked.")
    )
    without = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400)

    def left_out(self) -> list[int]:
        """The columns without which the list is to be read."""
        return [int(part) for part in self.cleaned_data["without"].split(",") if part.isdigit()]


class ColumnsForm(forms.Form):
    """What each column holds; the samples stand beside it."""

    def __init__(self, *args: Any, headers: dict[int, str], columns: dict[int, str], profiles: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [
            ("", _("nothing to be read")),
            *((name, label("columns_words", name)) for name in FIELDS if name not in ("ignore", "number")),
        ]
        for index in headers:
            chosen = columns.get(index, "")
            initial = "" if chosen in ("ignore", "number") else chosen
            self.fields[f"c{index}"] = forms.ChoiceField(label=headers[index], choices=choices, required=False, initial=initial)
        self.fields["save_as"] = Text(
            label=_("Keep these columns under a name for the next list of this source"), max_length=60, help_text=", ".join(profiles)
        )
        self.fields["is_correction"] = forms.ChoiceField(required=False, choices=[("no", ""), ("yes", "")])

    def columns(self) -> dict[int, str]:
        """The fields chosen, by column."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name[:1] == "c" and name[1:].isdigit() and value}


class AttemptForm(forms.Form):
    """One tap: how, and what happened."""

    channel = forms.ChoiceField(choices=ContactAttempt.Channel.choices)
    outcome = forms.ChoiceField(choices=ContactAttempt.Outcome.choices)


class ReceiveForm(forms.Form):
    """Three fields, and what must be asked before anything is kept."""

    name = Text(label=_("Name, as she or he says it"), max_length=200)
    born = BirthField(label=_("Year of birth, or age"), help_text=_("1990 · 35 años · 12/3/1990"))
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, widget=forms.RadioSelect, required=False)
    alone = forms.BooleanField(label=_("She or he is under 18 and nobody responsible is here"), required=False)
    same = forms.ChoiceField(label=_("Is it somebody the office knows?"), widget=forms.RadioSelect, required=False)
    agrees = forms.ChoiceField(label=_("The notice was explained. May we keep these data?"), widget=forms.RadioSelect, choices=AGREES)
    safe_to_call = forms.BooleanField(label=_("The telephone of the list is hers or his and it is safe to call it"), required=False)
    not_known_to = forms.MultipleChoiceField(
        label=_("Who must not know that you came?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, staff: list[User], candidates: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        self.fields["not_known_to"].choices = [(pk, str(user)) for pk, user in self.staff.items()]  # type: ignore[attr-defined]
        self.fields["same"].choices = [*candidates, ("", _("No, she or he is new here"))]  # type: ignore[attr-defined]

    @property
    def everyone_is_excluded(self) -> bool:
        """Whether nobody of the office would be left besides whoever writes."""
        return bool(self.staff) and set(self.cleaned_data["not_known_to"]) == set(self.staff)

    def clean(self) -> dict[str, Any]:
        """Whoever is kept has some name."""
        data = super().clean() or {}
        if data.get("agrees") not in (None, "no") and not data.get("name") and not data.get("same"):
            self.add_error("name", _("Write some name: the person may choose any."))
        return data

    def split_name(self) -> dict[str, str]:
        """The name in its parts."""
        name = split_full_name(self.cleaned_data["name"], False, self.cleaned_data["sex"])
        parts = ("first_name", "middle_names", "first_surname", "second_surname", "married_surname")
        return {part: getattr(name, part)[:100] for part in parts}
