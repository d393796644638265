"""A page of a rating: one factor, its indicators, the value and its reason."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.framework import words as framework
from izote.kit.vocabulary import Word
from izote.prevention.models import EvidenceItem, FactorRating, IndicatorEvidence
from izote.prevention.rules.factors import PROTECTION
from izote.prevention.rules.shown import value_words
from izote.prevention.rules.words import words

PARTS = ("presence", "trend", "grade", "confidence", "scope", "items")
RELEVANT = 2


class Asked(NamedTuple):
    """One indicator on the page, with its fields."""

    code: str
    word: Word
    dynamic: bool
    signs: list[str]
    presence: BoundField
    rest: list[BoundField]
    open: bool


def _choices(vocabulary: str, blank: object) -> list[tuple[str, object]]:
    return [("", blank), *((code, str(word)) for code, word in words(vocabulary).items())]


class RatingForm(forms.Form):
    """What a rater says of a factor; an indicator of which nothing is said counts as not assessed, never as zero."""

    value = forms.TypedChoiceField(
        choices=[], widget=forms.RadioSelect, coerce=lambda said: None if said == "na" else int(said), empty_value="",
        label=gettext_lazy("Your value for this factor"),
    )  # fmt: skip
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, label=gettext_lazy("Why"))
    confidence = forms.ChoiceField(choices=[], required=False, label=gettext_lazy("How sure you are of this value"))

    def __init__(self, *args: Any, factor: str, codes: Sequence[str], items: Sequence[EvidenceItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.factor, self.codes = factor, list(codes)
        said = [(code, value_words(int(code), factor)) for code in words("factor_values")]
        self.fields["value"].choices = [*said, ("na", _("not assessable"))]  # type: ignore[attr-defined]
        self.fields["confidence"].choices = _choices("confidences", "—")  # type: ignore[attr-defined]
        labels = [(str(one.pk), f"E{n} · {one}") for n, one in enumerate(items, 1)]
        for code in self.codes:
            self._ask(code, labels)

    def _ask(self, code: str, items: list[tuple[str, str]]) -> None:
        presence = [*_choices("presences", _("nothing said")), ("na", _("not assessable"))]
        self.fields[f"presence-{code}"] = forms.ChoiceField(choices=presence, required=False, label=_("Seen"))
        self.fields[f"trend-{code}"] = forms.ChoiceField(choices=_choices("risk_trends", "—"), required=False, label=_("Trend"))
        self.fields[f"grade-{code}"] = forms.ChoiceField(choices=_choices("evidence_grades", "—"), required=False, label=_("Grade"))
        self.fields[f"confidence-{code}"] = forms.ChoiceField(choices=_choices("confidences", "—"), required=False, label=_("Confidence"))
        self.fields[f"scope-{code}"] = forms.ChoiceField(choices=_choices("evidence_scopes", "—"), required=False, label=_("Of where"))
        self.fields[f"items-{code}"] = forms.MultipleChoiceField(
            choices=items, required=False, widget=forms.CheckboxSelectMultiple, label=_("Evidence")
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        for code in self.codes:
            if cleaned.get(f"presence-{code}", "") not in ("", "na"):
                for part in ("grade", "confidence", "items"):
                    if not cleaned.get(f"{part}-{code}") and f"{part}-{code}" not in self.errors:
                        self.add_error(f"{part}-{code}", _("What was seen of %(indicator)s needs this.") % {"indicator": code})
        if cleaned.get("value") not in (None, "") and not cleaned.get("confidence"):
            self.add_error("confidence", _("Say how sure you are."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {"value": data["value"], "reason": data["reason"], "confidence": data["confidence"], "seen": self._seen()}

    def _seen(self) -> list[dict[str, Any]]:
        found = []
        for code in self.codes:
            said = {part: self.cleaned_data.get(f"{part}-{code}") for part in PARTS}
            if said["presence"]:
                presence = None if said["presence"] == "na" else int(said["presence"])
                found.append({**said, "indicator": code, "presence": presence, "items": [int(key) for key in said["items"] or ()]})
        return found

    def asked(self) -> list[Asked]:
        """Every indicator with its fields, in the order of the Framework."""
        return [self._asked(code) for code in self.codes]

    def _asked(self, code: str) -> Asked:
        known = framework.indicators()
        word = known.get(code) or framework.protective()[code]
        rest = [self[f"{part}-{code}"] for part in PARTS[1:]]
        shown = bool(self[f"presence-{code}"].value()) or any(one.errors for one in rest)
        signs = [str(one) for one in framework.signs_of(code).values()] if code in known else []
        return Asked(code, word, code not in known or framework.is_dynamic(code), signs, self[f"presence-{code}"], rest, shown)

    def first(self) -> list[Asked]:
        """The indicators that say most about returned persons."""
        return [one for one in self.asked() if self._is_first(one.code)]

    def others(self) -> list[Asked]:
        """The rest, behind a fold."""
        return [one for one in self.asked() if not self._is_first(one.code)]

    def _is_first(self, code: str) -> bool:
        return self.factor == PROTECTION or framework.relevance_of(code) >= RELEVANT


def stated(rating: FactorRating | None, seen: Mapping[str, IndicatorEvidence]) -> dict[str, Any]:
    """A page as it was stated."""
    found: dict[str, Any] = {}
    if rating is not None:
        found = {"value": "na" if rating.value is None else str(rating.value), "reason": rating.reason, "confidence": rating.confidence}
    for code, one in seen.items():
        found[f"presence-{code}"] = "na" if one.presence is None else str(one.presence)
        found |= {f"{part}-{code}": getattr(one, part) for part in PARTS[1:]}
    return found


def half_written(draft: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A page as it was left."""
    return {name: list(values) if name.startswith("items-") else values[0] for name, values in draft.items() if values}
