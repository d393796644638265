"""Institutions, agreements, meetings, promises and contact lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.kit.fields import DayField
from izote.partners import rules
from izote.partners.forms.fields import Clean
from izote.partners.models import Agreement, Commitment, ContactLine, ContactPerson, Institution, Meeting
from izote.partners.queries import institutions_of, partner_accounts

NATIONAL_HELP = _("Chosen from this list, its former and later names are known: documents of 2023 keep the name of 2023.")


class InstitutionForm(Clean):
    """An institution; one of the national ones brings its name along."""

    national = forms.ChoiceField(
        label=_("National institution"), choices=rules.choices("national", blank="—"), required=False, help_text=NATIONAL_HELP
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=rules.choices("kinds", blank="—"), required=False)
    website = forms.URLField(label=_("Web page"), required=False, assume_scheme="https")
    valid_from, valid_to = DayField(label=_("Exists since")), DayField(label=_("Existed until"))

    class Meta:
        model = Institution
        fields = [
            *("national", "name", "short_name", "kind", "description", "website"),
            *("valid_from", "valid_to", "successor", "account_org"),
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, org: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].required = False
        self.fields["successor"].queryset = institutions_of(org).exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["account_org"].queryset = partner_accounts()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the national list knows need not be typed."""
        data = super().clean()
        if data.get("national"):
            known = rules.national_names(data["national"])[0]
            brought = known._asdict() | {"short_name": known.short, "kind": rules.words("national")[data["national"]].row["kind"]}
            names = ("name", "short_name", "kind", "valid_from", "valid_to")
            data |= {name: data.get(name) or brought[name] for name in names}
        for name, said in (("name", _("Write its name, or choose it from the list.")), ("kind", _("Say what kind of institution it is."))):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, said)
        if data.get("valid_from") and data.get("valid_to") and data["valid_from"] > data["valid_to"]:
            self.add_error("valid_to", _("This lies before the first day."))
        return data


class ContactForm(Clean):
    """Somebody who works there."""

    class Meta:
        model = ContactPerson
        fields = ["name", "position", "phone", "email", "note"]


class AgreementForm(Clean):
    """What was agreed; roles sign, not names."""

    starts_on, ends_on = DayField(label=_("From"), required=True), DayField(label=_("Until"))

    class Meta:
        model = Agreement
        fields = ["institution", "title", "state", "starts_on", "ends_on", "signed_here", "signed_there", "commitments"]
        help_texts = {"signed_here": _("The office held, not the name: Mayor."), "commitments": _("One a line.")}

    def __init__(self, *args: Any, org: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].queryset = institutions_of(org)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("This lies before the first day."))
        return data


class MeetingForm(Clean):
    """A meeting of the alliance."""

    held_on = DayField(label=_("Day"), required=True)
    institutions = forms.ModelMultipleChoiceField(
        label=_("Who took part"), queryset=Institution.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Meeting
        fields = ["held_on", "title", "summary"]

    def __init__(self, *args: Any, org: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institutions"].queryset = institutions_of(org)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["institutions"] = [one.pk for one in self.instance.institutions.all()]


class CommitmentForm(Clean):
    """Who does what by when."""

    due_on = DayField(label=_("By when"), required=True)

    class Meta:
        model = Commitment
        fields = ["institution", "what", "due_on"]

    def __init__(self, *args: Any, org: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].queryset = institutions_of(org)  # type: ignore[attr-defined]
        self.fields["institution"].empty_label = _("this office")  # type: ignore[attr-defined]


class FollowForm(Clean):
    """What became of a promise, and how it stood when the page was opened."""

    seen = forms.ChoiceField(choices=Commitment.State.choices, widget=forms.HiddenInput)

    class Meta:
        model = Commitment
        fields = ["state", "result"]
        widgets = {"state": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["seen"] = self.instance.state


class LineForm(Clean):
    """A number that people may call."""

    number = forms.RegexField(label=_("Number"), regex=r"^\+?[0-9][0-9 -]{1,18}$", strip=True)
    verified_on = DayField(label=_("Confirmed on"), help_text=_("Call it, or read it on the institution's own page."))

    class Meta:
        model = ContactLine
        fields = ["number", "name", "use", "confirmed", "verified_on", "source"]

    def clean(self) -> dict[str, Any]:
        """A confirmed line bears a day; some are never given to the persons served."""
        data = super().clean()
        if data.get("number") in rules.NEVER_PRINTED:
            self.add_error("number", _("This number is never given to the persons served."))
        if data.get("confirmed") and not data.get("verified_on"):
            self.add_error("verified_on", _("Say on which day the line was confirmed."))
        return data
