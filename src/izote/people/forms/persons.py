"""First contact, and correcting what is known of a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.people.forms.fields import BirthField, PlaceField, Text
from izote.people.forms.groups import Grouped
from izote.people.models import Consent, Identifier, Person
from izote.people.rules import choices, label, write_birth

NAMES = ["first_name", "middle_names", "first_surname", "second_surname", "married_surname", "nicknames"]
COPIED = [*NAMES, "sex", "place", "served_as", "language"]


class IdentityForm(Grouped):
    """Who the person is, with nothing mandatory except some name."""

    first_name = Text(label=_("First name, or the name she or he chooses"))
    middle_names = Text(label=_("Other given names"))
    first_surname = Text(label=_("First surname"))
    second_surname = Text(label=_("Second surname"))
    married_surname = Text(label=_("Married surname"), help_text=_("As it is said: de Campos."))
    nicknames = Text(label=_("Known as"), max_length=160, help_text=_("Nicknames and other spellings, with commas."))
    born = BirthField(label=_("Date of birth, year or age"), help_text=_("12/3/1990 · 3/1990 · 1990 · 35 years · 30-40"))
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, widget=forms.RadioSelect, required=False)
    place = PlaceField(label=_("District where she or he lives"), help_text=_("As it is said: “Zaca” will do."))
    language = forms.ChoiceField(label=_("Language"), choices=choices("languages", blank="—"), required=False)
    served_as = forms.ChoiceField(
        label=_("Comes as"), choices=Person.ServedAs.choices, widget=forms.RadioSelect, initial=Person.ServedAs.RETURNED
    )

    def clean(self) -> dict[str, Any]:
        """Some name is needed, whichever."""
        data = super().clean() or {}
        if not any(data.get(name) for name in ("first_name", "first_surname", "nicknames")) and not self.errors:
            self.add_error("first_name", _("Write some name: the person may choose any."))
        return data

    def person_fields(self) -> dict[str, Any]:
        """What `register_person` and `correct_person` take."""
        born = self.cleaned_data["born"]
        fields = {name: self.cleaned_data[name] for name in COPIED}
        return fields | {"birth_date": born.date, "birth_year": born.year, "birth_precision": born.precision}


class RegisterForm(IdentityForm):
    """The first contact: at most five minutes."""

    not_known_to = forms.MultipleChoiceField(
        label=_("Who must not know that you came?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    document_kind = forms.ChoiceField(label=_("Document"), choices=[("", "—"), *Identifier.Kind.choices], required=False)
    document_number = Text(label=_("Number"), max_length=40)
    needs = forms.MultipleChoiceField(
        label=_("What is needed today?"), choices=choices("needs"), widget=forms.CheckboxSelectMultiple, required=False
    )
    purposes = forms.MultipleChoiceField(
        label=_("The person agrees to"), choices=choices("purposes"), widget=forms.CheckboxSelectMultiple, required=False
    )
    consent_mode = forms.ChoiceField(label=_("How she or he agreed"), choices=[("", "—"), *Consent.Mode.choices], required=False)

    GROUPS = [
        (
            _("First of all"),
            _("Ask in a low voice, before anything else. For whoever is marked, this person will not exist here."),
            ["not_known_to"],
        ),
        (_("Name"), _("One name is enough. No document is needed."), NAMES),
        (_("About the person"), "", ["born", "sex", "place", "language", "served_as"]),
    ]
    LAST = [
        (_("Today"), "", ["needs"]),
        (_("Document, if she or he wishes to show one"), "", ["document_kind", "document_number"]),
        (_("Consent"), "", ["purposes", "consent_mode"]),
    ]

    def __init__(self, *args: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        self.fields["not_known_to"].choices = [(pk, str(user)) for pk, user in self.staff.items()]  # type: ignore[attr-defined]
        self.fields["language"].initial = "es"

    @property
    def last_groups(self) -> list[dict[str, Any]]:
        """The groups after the contacts."""
        return [{"title": title, "hint": hint, "fields": [self[name] for name in names]} for title, hint, names in self.LAST]

    @property
    def everyone_is_excluded(self) -> bool:
        """Whether nobody of the office would be left besides whoever writes."""
        return bool(self.staff) and set(self.cleaned_data["not_known_to"]) == set(self.staff)

    def clean(self) -> dict[str, Any]:
        """A document has a kind and a number; an agreement has a manner."""
        data = super().clean()
        if data.get("document_number") and not data.get("document_kind"):
            data["document_kind"] = Identifier.Kind.DUI if data["document_number"].replace("-", "").isdigit() else Identifier.Kind.OTHER
        if data.get("purposes") and not data.get("consent_mode"):
            self.add_error("consent_mode", _("Say how the person agreed: aloud, by signing, by thumbprint on paper."))
        return data

    def identifiers(self) -> list[dict[str, str]]:
        """The document, when one was shown."""
        data = self.cleaned_data
        return [{"kind": data["document_kind"], "value": data["document_number"]}] if data["document_number"] else []


class CorrectForm(IdentityForm):
    """Correcting a person: knows which version of the file was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    GROUPS = [(_("Name"), "", NAMES), (_("About the person"), "", ["born", "sex", "place", "language", "served_as"])]

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        options["initial"] = stored(person)
        super().__init__(*args, **options)
        self.person = person
        self.fields["place"].current = person.place  # type: ignore[attr-defined]

    def differences(self) -> list[tuple[str, str]]:
        """Each field that now holds something else than what was written, with what it holds."""
        now = stored(self.person)
        return [
            (str(self[name].label), shown(name, now[name])) for name in self.fields if name != "version" and self[name].value() != now[name]
        ]


def stored(person: Person) -> dict[str, Any]:
    """What a person's row holds, as the form shows it."""
    values = {name: getattr(person, name) for name in COPIED if name != "place"}
    born = write_birth(person.birth_date, person.birth_year, person.birth_precision)
    return values | {"place": person.place.name if person.place else "", "born": born, "version": person.version}


def shown(name: str, value: Any) -> str:
    """A stored value in words."""
    if name == "sex":
        return str(Person.Sex(value).label)
    if name == "served_as":
        return str(Person.ServedAs(value).label)
    return label("languages", value) if name == "language" and value else str(value or "—")
