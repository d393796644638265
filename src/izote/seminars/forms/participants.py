"""Forms of participants: one, or a list; the sentence that each was told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.partners.models import Institution
from izote.seminars.forms.fields import Cleaned, KindField
from izote.seminars.models import Participant
from izote.seminars.queries.programmes import institutions_of
from izote.seminars.queries.seminars import departments
from izote.seminars.rules.words import choices

TOLD = _(
    "Each was told: your name is used for the attendance sheet and the certificate alone, is erased afterwards"
    " (thirty days after the last day at the latest), and only a code, your office and your role remain. Each agreed."
)


def _departments() -> list[tuple[str, Any]]:
    return [("", _("not known")), *((one.code, one.name) for one in departments())]


class ParticipantForm(Cleaned):
    """Somebody who takes part."""

    name = forms.CharField(label=_("Name, as the certificate should say it"), max_length=120, strip=True)
    institution = forms.ModelChoiceField(
        label=_("institution"),
        queryset=Institution.objects.none(),
        required=False,
        help_text=_("From the directory; if it does not stand there, choose only its kind."),
    )
    kind = KindField(label=_("kind of institution"), required=False)
    department = forms.ChoiceField(label=_("department"), choices=_departments, required=False)
    role = forms.ChoiceField(label=_("role"), choices=choices("roles"))

    def __init__(self, *args: Any, org_id: int, unnamed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].queryset = institutions_of(org_id)  # type: ignore[attr-defined]
        if unnamed:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """One of the two: the institution, or its kind."""
        data = super().clean()
        if not data.get("institution") and not data.get("kind"):
            self.add_error("kind", _("Choose the institution, or its kind."))
        return data


class JoinForm(ParticipantForm):
    """Somebody new, who was told and agreed."""

    informed = forms.BooleanField(label=TOLD)
    another = forms.BooleanField(label=_("It is another person of the same name"), required=False)


class ListForm(forms.Form):
    """A list of participants."""

    file = forms.FileField(
        label=_("Spreadsheet"), help_text=_("XLSX, ODS or CSV with the columns Nombre, Institución, Departamento, Función.")
    )
    informed = forms.BooleanField(label=TOLD)


class NameForm(Cleaned):
    """How a name is spelt."""

    name = forms.CharField(label=_("Name, as the certificate should say it"), max_length=120)


def facts_of(row: Participant) -> dict[str, Any]:
    """What is known of a participant, as the form wants it."""
    return {"institution": row.institution_id, "kind": row.kind, "department": row.department, "role": row.role}
