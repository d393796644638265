"""What is typed about services, appointments, notes and documents."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from izote.access.models import User
from izote.casework.forms.days import DayField, HourField, not_in_future
from izote.casework.forms.plans import Versioned
from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.models import PlanAction
from izote.casework.rules.agenda import LENGTHS, Clash, moment
from izote.casework.rules.words import choices
from izote.people.rules import label as people_label


class ServiceForm(WatchedForm):
    """Something given to the person."""

    kind = forms.ChoiceField(label=_("What"), choices=choices("service_kinds", blank="—"))
    delivered_on = DayField(label=_("Day of delivery"), required=True)
    quantity = forms.DecimalField(label=_("Quantity"), min_value=Decimal("0.01"), max_digits=9, decimal_places=2, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=choices("units", blank="—"), required=False)
    amount_usd = forms.DecimalField(label=_("Value (USD)"), min_value=0, max_digits=9, decimal_places=2, required=False)
    programme = forms.ChoiceField(label=_("Programme that pays"), choices=choices("programmes", blank="—"), required=False)
    action = forms.ChoiceField(label=_("Step of the plan"), required=False)
    said = WatchedText(label=_("More about it"), rows=2, max_length=500, required=False)
    spoken = forms.BooleanField(label=_("I spoke with the person"), required=False, initial=True)
    double_reason = forms.ChoiceField(label=_("Why it is given again"), choices=choices("double_reasons", blank="—"), required=False)

    def __init__(self, *args: Any, steps: Iterable[PlanAction] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.steps = {str(step.pk): step for step in steps}
        named = [(pk, f"{people_label('needs', step.need)} · {step.get_who_display()}") for pk, step in self.steps.items()]
        self.fields["action"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        self.fields["delivered_on"].initial = timezone.localdate
        if not self.steps:
            del self.fields["action"]

    def clean_delivered_on(self) -> dt.date | None:
        """Nothing was given tomorrow."""
        return not_in_future(self.cleaned_data["delivered_on"])

    def clean_action(self) -> PlanAction | None:
        """The step of the plan."""
        return self.steps.get(self.cleaned_data["action"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("quantity") and not cleaned.get("unit"):
            self.add_error("unit", _("Say of what: packages, nights, sessions…"))
        return cleaned


class AppointmentForm(WatchedForm):
    """A time and a room."""

    day = DayField(label=_("Day"), required=True)
    hour = HourField(label=_("Hour"))
    minutes = forms.TypedChoiceField(label=_("Length"), coerce=int, initial=30)
    room = forms.CharField(
        label=_("Room or place"), max_length=40, required=False, help_text=_("Reception reads this: only where, never what for.")
    )
    with_user = forms.ChoiceField(label=_("With"))
    said = WatchedText(label=_("What for"), rows=2, max_length=500, required=False, help_text=_("Only those who open the case read this."))
    anyway = forms.BooleanField(label=_("Book it all the same"), required=False)

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        self.fields["with_user"].choices = [(pk, str(user)) for pk, user in self.staff.items()]  # type: ignore[attr-defined]
        self.fields["minutes"].choices = [  # type: ignore[attr-defined]
            (n, ngettext_lazy("%(n)d minute", "%(n)d minutes", n) % {"n": n}) for n in LENGTHS
        ]

    def clean_with_user(self) -> User:
        """The colleague."""
        return self.staff[self.cleaned_data["with_user"]]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("hour"):
            cleaned["starts_at"] = moment(cleaned["day"], cleaned["hour"])
            if cleaned["starts_at"] < timezone.now() - dt.timedelta(hours=1):
                self.add_error("day", _("This lies in the past."))
        return cleaned

    def must_ask(self, clash: Clash) -> bool:
        """Whether an explicit yes is still needed: the hour is taken or unusual."""
        return bool(clash) and not self.cleaned_data["anyway"]

    def booked(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "room", "with_user", "said")}


class NoteForm(WatchedForm):
    """A note about the case."""

    said = WatchedText(label=_("Note"), rows=5, help_text=_("Only what helps the person. Whoever opens the case reads it."))
    private = forms.BooleanField(
        label=_("For me alone"),
        required=False,
        help_text=_("Nobody else reads it, not even the supervisor. It cannot be made public later."),
    )
    spoken = forms.BooleanField(label=_("I spoke with the person"), required=False)


class CorrectNoteForm(Versioned):
    """A correction of a note."""

    said = WatchedText(label=_("Note"), rows=6)


class DocumentFields(WatchedForm):
    """What a document is and how long it is kept."""

    kind = forms.ChoiceField(label=_("What it is"), choices=choices("document_kinds", blank="—"))
    said = WatchedText(label=_("Caption"), one_line=True, max_length=200, required=False)
    unused = forms.BooleanField(
        label=_("Delete it after 30 days"), required=False, help_text=_("For a scan that is needed only once. Untick it later to keep it.")
    )


class DocumentForm(DocumentFields):
    """A file to keep."""

    file = forms.FileField(
        label=_("File to keep"),
        help_text=_("A photograph, a PDF or a document of at most 20 MB. Place and camera are taken out of photographs."),
    )

    field_order = ["file", "kind", "said", "unused"]
