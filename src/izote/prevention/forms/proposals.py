"""What people type about proposals."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from izote.framework import words as framework
from izote.kit.fields import DayField
from izote.prevention.forms.fields import PlaceField, long
from izote.prevention.forms.proposal_fields import Carrier, Factors, Groups, Lines, offered
from izote.prevention.models import ProposalCredit
from izote.prevention.rules import proposals as rules
from izote.prevention.rules.words import choices, words

HOW_OWNED = _("An institution, office or role, never a person's name. Empty: the institution chosen above.")


class PlanForm(forms.Form):
    """Who carries it, and its first step."""

    owner_institution = Carrier(label=_("Who carries it: institution of the directory"))
    owner = forms.CharField(label=_("Who carries it, in words"), max_length=160, required=False, help_text=HOW_OWNED)
    first_step = forms.CharField(label=_("First step"), max_length=200, required=False)
    first_step_on = DayField(
        label=_("Day of the first step"), help_text=_("At most 30 days away when it is screened and when it is adopted.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, org: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["owner_institution"]
        assert isinstance(field, Carrier)
        field.of(org)

    def clean(self) -> dict[str, Any]:
        """Who carries it is called as the institution is, where nothing else was written."""
        data = super().clean() or self.cleaned_data
        if data.get("owner_institution") and not data.get("owner"):
            data["owner"] = data["owner_institution"].name
        return data


class ProposalForm(PlanForm):
    """A whole proposal; what is missing may follow until it is screened."""

    title = forms.CharField(label=_("The proposal in one line"), max_length=160)
    text = long(_("What it is and how it would work"), 4)
    workshop = forms.CharField(label=_("Code of the workshop"), max_length=24, required=False)
    place = PlaceField(required=False)
    factors = Factors()
    stream = forms.ChoiceField(label=_("Before, during or after"), required=False)
    groups = Groups()
    measure = forms.CharField(label=_("By what its success is seen"), max_length=300, required=False)
    field_order = ("title", "text", "groups_credited", "workshop", "place", "factors", "stream", "groups", "measure")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stream = self.fields["stream"]
        assert isinstance(stream, forms.ChoiceField)
        stream.choices = [("", "—"), *offered(framework.streams())]


class ProposalNewForm(ProposalForm):
    """A new proposal with the groups that made it."""

    groups_credited = Lines(
        label=_("Groups that proposed it"), help_text=_("One a line: “Table 3”, “Committee of returned persons”; no names.")
    )


class CreditForm(forms.Form):
    """One more group."""

    group = forms.CharField(label=_("Another group that proposed it"), max_length=120)


class ScreenForm(forms.Form):
    """Four questions, each with an answer and a note."""

    def __init__(self, *args: Any, held: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for question, word in words("screen_questions").items():
            last = held.get(question)
            asks = word.row["asks_es" if str(word) == word.es else "asks_en"]
            offered_answers = [("", "—"), *choices("screen_answers")()]
            self.fields[question] = forms.ChoiceField(label=asks, choices=offered_answers, initial=last.answer if last else "")
            note = long(gettext("Why, and with which measures"), 2, most=500, required=True)
            note.initial = last.note if last else ""
            self.fields[f"{question}_note"] = note

    @property
    def pairs(self) -> Iterable[tuple[str, BoundField, BoundField]]:
        """Each question with its note."""
        return [(str(words("screen_questions")[one]), self[one], self[f"{one}_note"]) for one in rules.QUESTIONS]

    def answers(self) -> dict[str, tuple[str, str]]:
        """What was answered."""
        return {one: (self.cleaned_data[one], self.cleaned_data[f"{one}_note"]) for one in rules.QUESTIONS}


class MoveForm(forms.Form):
    """A move: the reason, and what each group that proposed it is told."""

    def __init__(self, *args: Any, guards: Iterable[str], credits: Iterable[ProposalCredit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.credits = list(credits) if "answer_written" in guards else []
        if "tool_kept" in guards:
            self.fields["name"] = forms.CharField(label=gettext("Name of the tool"), max_length=160)
            self.fields["number"] = forms.CharField(label=gettext("Version"), max_length=12, initial="1.0")
            self.fields["summary"] = long(gettext("What the tool is for"), 3, most=1000)
            self.fields["link"] = forms.URLField(label=gettext("Where it is found"), required=False, assume_scheme="https")
        self.fields["reason"] = long(gettext("Why"), 3, most=1000, required="reason_given" in guards)
        if self.credits:
            hint = gettext("In words that the group understands: what was decided, why, and what happens next. It is printed as a letter.")
            alone = len(self.credits) == 1
            more = "" if alone else " " + gettext("Empty only if each group is told something else below.")
            self.fields["said"] = long(gettext("What the groups that proposed it are told"), 4, hint=hint + more, required=alone)
        for one in self.credits if len(self.credits) > 1 else ():
            self.fields[f"said_{one.pk}"] = long(gettext("Something else for “%(group)s”") % {"group": one.group}, 2)

    def clean(self) -> dict[str, Any]:
        """Each group is told something."""
        data = super().clean() or self.cleaned_data
        if self.credits and "said" not in self.errors and not all(self._of(data).values()):
            self.add_error("said", gettext("Write first what each group that proposed it is told."))
        return data

    def _of(self, data: dict[str, Any]) -> dict[int, str]:
        return {one.pk: data.get(f"said_{one.pk}") or data.get("said") or "" for one in self.credits}

    def answers(self) -> dict[int, str]:
        """What each group is told, by credit."""
        return self._of(self.cleaned_data)


class MergeForm(forms.Form):
    """Into which other proposal."""

    into = forms.ChoiceField(label=_("It goes on as part of"))
    said = long(_("What its groups are told"), 3, hint=_("Empty: that it goes on together with the other one and that they stay named."))

    def __init__(self, *args: Any, others: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((str(one.pk), f"{one.code} · {one.title}") for one in others)]


class ToldForm(forms.Form):
    """How and when a group was told."""

    channel = forms.ChoiceField(label=_("How it was told"), choices=choices("told_by", "—"))
    told_on = DayField(label=_("On which day"), required=True)
    note_told = forms.CharField(label=_("Note"), max_length=200, required=False)


class AssistanceForm(forms.Form):
    """Technical assistance."""

    partner = forms.CharField(label=_("Who assists: institution or office"), max_length=160)
    request = long(_("What was asked for"), most=1000, required=True)
    plan = long(_("Plan of the assistance"), 4)


class VisitForm(forms.Form):
    """A visit."""

    on = DayField(label=_("Day"), required=True)
    hours = forms.DecimalField(label=_("Hours"), max_digits=5, decimal_places=1, min_value=0.5, max_value=200)
    what = forms.CharField(label=_("What was done"), max_length=300)


class PilotForm(forms.Form):
    """Where it is tried out."""

    site = forms.CharField(label=_("Where it is tried out"), max_length=160)
    place = PlaceField(required=False, label=_("Municipality or district"))
    since = DayField(label=_("Since"), required=True)
    use = long(_("How it is used there"), most=1000)


class EvaluationForm(forms.Form):
    """What a trial showed."""

    verdict = forms.ChoiceField(label=_("What the trial showed"), choices=choices("verdicts", "—"))
    on = DayField(label=_("Day of the evaluation"), required=True)
    result = long(_("Against its measure of success"), 4, required=True)


class ToolVersionForm(forms.Form):
    """A new version of a tool."""

    number = forms.CharField(label=_("Version"), max_length=12)
    on = DayField(label=_("Since"), required=True)
    changed = long(_("What changed"), most=500, required=True)
    owner = forms.CharField(label=_("Who keeps it now"), max_length=160, required=False)
    link = forms.URLField(label=_("Where it is found"), required=False, assume_scheme="https", max_length=200)
    file = forms.FileField(label=_("File"), required=False)


class ToolUseForm(forms.Form):
    """Where a tool is used."""

    site = forms.CharField(label=_("Where it is used"), max_length=160)
    place = PlaceField(required=False, label=_("Municipality or district"))
    since = DayField(label=_("Since"), required=True)
    note_use = forms.CharField(label=_("Note"), max_length=300, required=False)


class NameForm(forms.Form):
    """Words that look like a name."""

    words = forms.CharField(label=_("The words"), max_length=120)
    why = forms.CharField(
        label=_("What they name"), max_length=300, help_text=_("An institution, a place, a work: not a person who lives or is looked for.")
    )


class CommitmentForm(forms.Form):
    """Who promises what by when."""

    institution = Carrier()
    who = forms.CharField(label=_("Who, in words"), max_length=160, required=False, help_text=HOW_OWNED)
    what = forms.CharField(label=_("What"), max_length=200)
    due_on = DayField(label=_("By when"), required=True)

    def __init__(self, *args: Any, org: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["institution"]
        assert isinstance(field, Carrier)
        field.of(org)

    def clean(self) -> dict[str, Any]:
        """Somebody carries it."""
        data = super().clean() or self.cleaned_data
        data["who"] = data.get("who") or (data["institution"].name if data.get("institution") else "")
        if not data["who"]:
            self.add_error("who", gettext("Say which institution, office or role."))
        return data


class CloseForm(forms.Form):
    """What became of a commitment."""

    state = forms.ChoiceField(label=_("What became of it"), choices=[("done", _("fulfilled")), ("dropped", _("given up"))])
    evidence = long(_("By what one sees that it was done, or why it was given up"), most=500, required=True)
