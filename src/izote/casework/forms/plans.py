"""What is typed into a plan."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from izote.casework.forms.days import DayField, not_in_future
from izote.casework.forms.watched import WatchedForm, WatchedText
from izote.casework.models import Goal, PlanAction
from izote.casework.rules.words import choices
from izote.people.rules import choices as people_choices

FIRST_STEPS = 3


class Versioned(WatchedForm):
    """A form that knows which version of a row it was filled in from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int:
        """The version seen; none counts as the oldest."""
        return self.cleaned_data["version"] or 0


class DatesForm(Versioned):
    """When the plan was agreed, and when it is looked at again."""

    agreed_on = DayField(label=_("The person agreed to it on"), help_text=_("Read the goals aloud together first. Leave empty until then."))
    review_on = DayField(label=_("We look at it again on"))

    def clean_agreed_on(self) -> Any:
        """Nobody agreed tomorrow."""
        return not_in_future(self.cleaned_data["agreed_on"])


class GoalForm(Versioned):
    """A goal as the person says it."""

    said = WatchedText(label=_("What the person wants, in her or his own words"), rows=3, max_length=1000)
    dimension = forms.ChoiceField(label=_("Dimension"), choices=Goal.Dimension.choices, widget=forms.RadioSelect)


class StepFields(WatchedForm):
    """One thing that somebody does, by a day."""

    said = WatchedText(label=_("What will be done"), one_line=True, max_length=300)
    need = forms.ChoiceField(label=_("What for"), choices=people_choices("needs", blank="—"))
    who = forms.ChoiceField(label=_("Who does it"), choices=PlanAction.Who.choices)
    due_on = DayField(label=_("By when"))


class StepForm(StepFields, Versioned):
    """A step that may stand in the plan already."""


class FirstStepForm(StepFields):
    """A step written together with its goal; a row left empty is none."""

    def has_changed(self) -> bool:
        """Whether anything was written; who does it is always chosen."""
        return any(self.data.get(self.add_prefix(name)) for name in ("said", "need", "due_on"))

    def step(self) -> dict[str, Any]:
        """The step as the action takes it; empty when nothing was written."""
        if not self.has_changed() or not self.cleaned_data.get("said"):
            return {}
        return {name: self.cleaned_data[name] for name in ("need", "who", "due_on", "said")}


def first_steps(data: Any = None) -> "BaseFormSet[FirstStepForm]":
    """Room for the first steps of a new goal."""
    made = formset_factory(FirstStepForm, extra=FIRST_STEPS, max_num=FIRST_STEPS, absolute_max=FIRST_STEPS)
    return made(data, prefix="steps")


class ResultForm(Versioned):
    """What came of a step."""

    result = forms.ChoiceField(label=_("What came of it"), choices=choices("action_results", blank=_("Still to be done")), required=False)
    done_on = DayField(label=_("On"))
    said = WatchedText(label=_("In a few words"), rows=2, max_length=1000, required=False)

    def clean_done_on(self) -> Any:
        """Nothing was done tomorrow."""
        return not_in_future(self.cleaned_data["done_on"])


class ReviewForm(Versioned):
    """How far a goal is: two remarks, side by side."""

    result = forms.ChoiceField(label=_("How far the goal is"), choices=choices("goal_results", blank="—"), required=False)
    person_said = WatchedText(label=_("What the person says about it"), max_length=1000, required=False)
    worker_said = WatchedText(label=_("What you say about it"), max_length=1000, required=False)
    spoken = forms.BooleanField(label=_("I spoke with the person for this"), required=False, initial=True)
