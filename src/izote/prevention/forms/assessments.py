"""What people type about an assessment: its matter, its evidence, its review."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.framework import words as framework
from izote.kit.fields import DayField
from izote.prevention.models import EvidenceItem, Kind, RiskAssessment
from izote.prevention.models.ratings import FACTORS
from izote.prevention.rules.factors import factor_name
from izote.prevention.rules.shown import value_words
from izote.prevention.rules.words import words
from izote.territory.models import Place
from izote.territory.queries import resolve


class WhereField(forms.CharField):
    """The name or code of a place; cleaned to the Place."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = resolve(text, country=settings.IZOTE_COUNTRY)
        if found.status == "several":
            names = "; ".join(f"{one.name} ({one.code})" for one in found.places[:5])
            raise forms.ValidationError(_("Several places may be meant: %(names)s. Write its code.") % {"names": names})
        if found.status != "one":
            raise forms.ValidationError(_("No place is called “%(name)s”.") % {"name": text})
        return Place.objects.get(pk=found.places[0].place_id)


def _groups() -> list[tuple[str, str]]:
    return [(code, str(word)) for code, word in framework.groups().items()]


class AssessmentForm(forms.Form):
    """Of which place and groups, how soon, over which time, on which signals, and who rates."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.RadioSelect, label=gettext_lazy("How soon"), initial=Kind.STRUCTURAL)
    place = WhereField(max_length=200, label=gettext_lazy("Place"), help_text=gettext_lazy("Its name or code."))
    groups = forms.MultipleChoiceField(choices=_groups, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Groups at risk"))
    groups_reason = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        label=gettext_lazy("Why the general population"), help_text=gettext_lazy("Only if everybody is at risk and not certain groups."),
    )  # fmt: skip
    starts_on = DayField(required=True, label=gettext_lazy("It looks at the time from"))
    ends_on = DayField(required=True, label=gettext_lazy("until"))
    rater_one: Any = forms.ModelChoiceField(queryset=None, required=False, label=gettext_lazy("First rater"))
    rater_two: Any = forms.ModelChoiceField(queryset=None, required=False, label=gettext_lazy("Second rater"))

    def __init__(self, *args: Any, raters: Any, row: RiskAssessment | None = None, **options: Any) -> None:
        start = options.pop("initial", None) or {}
        if row is not None:
            names = ("kind", "groups", "groups_reason", "starts_on", "ends_on", "rater_one", "rater_two")
            start = {name: getattr(row, name) for name in names} | {"place": row.place.code} | start
        super().__init__(*args, **options | {"initial": start})
        for name in ("rater_one", "rater_two"):
            self.fields[name].queryset = raters  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        return data | {"raters": (data.pop("rater_one"), data.pop("rater_two"))}


class RaterForm(forms.Form):
    """Who rates no more, and who does instead."""

    leaves: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Who cannot rate"))
    comes: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Who rates instead"))

    def __init__(self, *args: Any, unfinished: Any, raters: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["leaves"].queryset = unfinished  # type: ignore[attr-defined]
        self.fields["comes"].queryset = raters  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    """A document or a memory date."""

    sort = forms.ChoiceField(
        choices=[one for one in EvidenceItem.Sort.choices if one[0] != EvidenceItem.Sort.SIGNAL], widget=forms.RadioSelect,
        label=gettext_lazy("What it is"), initial=EvidenceItem.Sort.DOCUMENT,
    )  # fmt: skip
    title = forms.CharField(
        max_length=400, label=gettext_lazy("Title and who published it"),
        help_text=gettext_lazy("As a reader would find it. Never who told something."),
    )  # fmt: skip
    dated_on = DayField(label=gettext_lazy("Of which day"))


class StanceForm(forms.Form):
    """Whether one goes along with what was settled."""

    agrees = forms.TypedChoiceField(
        choices=[("yes", gettext_lazy("I go along with it")), ("no", gettext_lazy("I dissent"))], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect, label=gettext_lazy("What you say to it"),
    )  # fmt: skip
    reason = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=3000, label=gettext_lazy("Your dissent in words"),
        help_text=gettext_lazy("It is kept and printed with your name in every document."),
    )  # fmt: skip


class SettleForm(forms.Form):
    """On what the two settle."""

    value = forms.TypedChoiceField(
        choices=[], widget=forms.RadioSelect, coerce=lambda said: None if said == "na" else int(said), empty_value="",
        label=gettext_lazy("Settled value"),
    )  # fmt: skip
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=3000, label=gettext_lazy("Why"))

    def __init__(self, *args: Any, factor: str, **options: Any) -> None:
        super().__init__(*args, **options)
        said = [(code, value_words(int(code), factor)) for code in words("factor_values")]
        self.fields["value"].choices = [*said, ("na", _("not assessable"))]  # type: ignore[attr-defined]


class GiveBackForm(forms.Form):
    """Why it is given back."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=3000, label=gettext_lazy("Why it is given back"))


def _factors() -> list[tuple[str, str]]:
    return [("", _("the whole assessment")), *((code, factor_name(code)) for code in FACTORS)]


class NoteForm(forms.Form):
    """What the review finds."""

    factor = forms.ChoiceField(choices=_factors, required=False, label=gettext_lazy("About"))
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=3000, label=gettext_lazy("Note"))


class ApproveForm(forms.Form):
    """Approving, and on which day it was decided if that was earlier on paper."""

    decided_on = DayField(
        label=gettext_lazy("Decided on paper on"), help_text=gettext_lazy("Only if it was decided earlier: its time runs from that day.")
    )
