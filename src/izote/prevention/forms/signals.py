"""What is asked when a signal is triaged, verified, told back and filed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.access.models import Membership, User
from izote.prevention.forms.capture import DAY, urgencies
from izote.prevention.forms.fields import PlaceField, SomeCodes, codes, long
from izote.prevention.models import RiskAssessment, Signal, Source
from izote.prevention.queries.signals import signals_for
from izote.prevention.queries.sources import usable_sources
from izote.prevention.rules.machines import machine
from izote.prevention.rules.signals import MOST_WORDS
from izote.prevention.rules.words import choices

ANY = gettext_lazy("any")


def states() -> list[tuple[str, Any]]:
    """What is open, everything, or one state."""
    every = [(code, str(word)) for code, word in machine("signal").states.items()]
    return [("open", _("to be looked into")), ("", _("every state")), *every]


class FilterForm(forms.Form):
    """Which signals of the office."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=states)
    place = PlaceField(required=False)
    origin = forms.ChoiceField(label=gettext_lazy("How it came"), required=False, choices=choices("origins", blank=ANY))
    group = forms.ChoiceField(label=gettext_lazy("Group"), required=False)
    factor = forms.ChoiceField(label=gettext_lazy("Risk factor"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("How urgent"), required=False, choices=lambda: [("", ANY), *urgencies()])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, vocabulary in (("group", "groups"), ("factor", "factors")):
            field: Any = self.fields[name]
            field.choices = [("", ANY), *codes(vocabulary)()]


class TriageForm(forms.Form):
    """What a signal is about."""

    place = PlaceField()
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("Until"), widget=DAY)
    urgency = forms.ChoiceField(label=gettext_lazy("How urgent"), choices=urgencies, widget=forms.RadioSelect)
    groups = SomeCodes("groups", label=gettext_lazy("Which group"), required=True)
    signs = SomeCodes("signs", label=gettext_lazy("What is seen"))

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data


class RedactForm(forms.Form):
    """The words again, without what could say who somebody is."""

    text = forms.CharField(
        label=gettext_lazy("Words"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 5})
    )  # fmt: skip


class JustifyForm(forms.Form):
    """Why the words must stay."""

    code = forms.ChoiceField(label=gettext_lazy("Why they must stay"), choices=choices("justifications"), widget=forms.RadioSelect)


class DeriveForm(forms.Form):
    """Where an emergency went."""

    to = forms.ChoiceField(label=gettext_lazy("Where it was passed to"), choices=choices("derived_to"), widget=forms.RadioSelect)


class DiscardForm(forms.Form):
    """Why it is put aside."""

    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=choices("discards"), widget=forms.RadioSelect)
    reason = long(gettext_lazy("In words"), required=True, most=600)


class JoinForm(forms.Form):
    """Which other signal it is."""

    code = forms.CharField(label=gettext_lazy("Code of the other signal"), max_length=24)

    def __init__(self, *args: Any, user: Any, signal: Signal, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = signals_for(user).filter(org_id=signal.org_id).exclude(pk=signal.pk)

    def clean_code(self) -> Signal:
        """The signal of that code."""
        found = self.rows.filter(code=self.cleaned_data["code"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError(_("No other signal of this office has that code."))
        return found


class StatementForm(forms.Form):
    """What one source says."""

    source = forms.ModelChoiceField(Source.objects.none(), label=gettext_lazy("Source"))
    stance = forms.ChoiceField(label=gettext_lazy("It says that"), choices=choices("stances"), widget=forms.RadioSelect)
    directness = forms.ChoiceField(label=gettext_lazy("How it knows"), choices=choices("directness"), widget=forms.RadioSelect)
    heard_from = forms.ModelChoiceField(
        Source.objects.none(),
        label=gettext_lazy("Whom it repeats in this"),
        required=False,
        help_text=gettext_lazy("Two newspapers that quote one message are one source."),
    )
    credibility = forms.TypedChoiceField(
        label=gettext_lazy("How credible is what it says"), coerce=int, choices=choices("credibilities"), initial="6"
    )
    document = forms.BooleanField(label=gettext_lazy("There is a document that shows it"), required=False)
    said_on = forms.DateField(label=gettext_lazy("Said on"), widget=DAY)
    text = long(gettext_lazy("What it says, in a few words"))

    def __init__(self, *args: Any, signal: Signal, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("source", "heard_from"):
            field: Any = self.fields[name]
            field.queryset = usable_sources(signal.org_id)


class VerifyForm(forms.Form):
    """The judgement."""

    result = forms.ChoiceField(label=gettext_lazy("Result"), choices=choices("results"), widget=forms.RadioSelect)
    method = forms.ChoiceField(label=gettext_lazy("How it was looked into"), choices=choices("methods"))
    note = long(gettext_lazy("Note"), hint=gettext_lazy("Needed when it cannot be verified."))


class FeedbackForm(forms.Form):
    """What whoever reported it was told."""

    told = forms.ChoiceField(label=gettext_lazy("What was told"), choices=choices("told"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=choices("channels"))
    on = forms.DateField(label=gettext_lazy("On"), widget=DAY)
    text = long(gettext_lazy("In a few words"), most=300)

    def clean_on(self) -> dt.date:
        """Not tomorrow."""
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class LinkForm(forms.Form):
    """Which assessment."""

    assessment = forms.ModelChoiceField(RiskAssessment.objects.none(), label=gettext_lazy("Assessment"))

    def __init__(self, *args: Any, signal: Signal, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["assessment"]
        field.queryset = RiskAssessment.objects.filter(org_id=signal.org_id, state="draft", author=user.pk).order_by("-pk")


class SourceForm(forms.Form):
    """A source without its identity."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of source"), choices=choices("source_kinds"))
    reliability = forms.ChoiceField(label=gettext_lazy("How reliable"), choices=choices("reliabilities"), initial="F")
    repeats = forms.ModelChoiceField(
        Source.objects.none(),
        label=gettext_lazy("Where what it says comes from"),
        required=False,
        empty_label=gettext_lazy("from itself"),
        help_text=gettext_lazy("Only if it always repeats another source."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("How far it may be used"), choices=choices("scopes"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(
        label=gettext_lazy("What it agreed to"), required=False, choices=choices("purposes", blank=gettext_lazy("nothing, it is public"))
    )
    consent_on = forms.DateField(label=gettext_lazy("Agreed on"), required=False, widget=DAY)

    def __init__(self, *args: Any, org_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["repeats"]
        field.queryset = usable_sources(org_id)


class DeskForm(forms.Form):
    """Whose municipality's counts a desk sees."""

    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Desk"))
    place = PlaceField(required=False, label=gettext_lazy("Municipality or district"), help_text=gettext_lazy("Empty: no counts."))

    def __init__(self, *args: Any, org_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["user"]
        here = Membership.objects.filter(org_id=org_id, role="municipal_desk").exclude(ends_on__lt=timezone.localdate())
        field.queryset = User.objects.filter(pk__in=here.values("user_id")).order_by("display_name")


class CountsForm(forms.Form):
    """Of which place."""

    place = PlaceField(required=False)
