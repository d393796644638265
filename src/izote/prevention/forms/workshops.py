"""What a facilitator types in front of a room: one line at a time."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.prevention.forms.proposals import CommitmentForm
from izote.prevention.models import Ballot, Proposal

BIG = {"class": "line", "autofocus": True}


class CodeForm(forms.Form):
    """Which workshop."""

    code = forms.RegexField(r"^[A-Za-z0-9][A-Za-z0-9-]{1,23}$", label=_("Code of the workshop"), max_length=24)


class ProposeForm(forms.Form):
    """One line and a group."""

    line = forms.CharField(label=_("The proposal in one line"), max_length=160, widget=forms.TextInput(attrs=BIG))
    group = forms.CharField(label=_("Group"), max_length=120, widget=forms.TextInput(attrs={"list": "groups"}))


class BallotForm(forms.Form):
    """How the room votes."""

    kind = forms.ChoiceField(label=_("How the room votes"), choices=Ballot.Kind.choices, widget=forms.RadioSelect)
    voters = forms.IntegerField(label=_("How many may vote, if that is known"), min_value=1, max_value=2000, required=False)


class AssignForm(CommitmentForm):
    """Who takes the first step of a proposal."""

    proposal = forms.ChoiceField(label=_("Proposal"))
    field_order = ("proposal", "institution", "who", "what", "due_on")

    def __init__(self, *args: Any, rows: Iterable[Proposal], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["proposal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(row.pk), row.title) for row in rows]
        self.fields["what"].label = _("First step")


class Cell:
    """One number of the ballot as it is typed: what was seen, what is meant, and what somebody else wrote meanwhile."""

    def __init__(self, name: str, seen: int | None, typed: str | None, torn: int | None = None, wrong: bool = False) -> None:
        self.name, self.seen, self.torn, self.wrong = name, seen, torn, wrong
        self.value = ("" if seen is None else str(seen)) if typed is None else typed


def number(text: str) -> int | None:
    """A count as it was typed; nothing for an empty cell; refuses what is no count."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ValueError(text)
    return int(text)
