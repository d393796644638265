"""What a bulletin is of; its indicators, breakdowns and words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from izote.observatory.models import Bulletin, Edition
from izote.observatory.rules.bulletins import BREAKDOWNS, SECTIONS, is_period, may_show
from izote.observatory.rules.indicators import Indicator

TABLES = {
    "places": gettext_lazy("Municipality and districts"),
    "months": gettext_lazy("Month by month"),
    "sex": gettext_lazy("By sex"),
    "age": gettext_lazy("By age"),
    "means": gettext_lazy("By means"),
}
TEXTS = {
    "lead": gettext_lazy("What is new"),
    "reading": gettext_lazy("How to read it"),
    "end": gettext_lazy("At the end"),
}
LANGUAGES = {"es": gettext_lazy("Spanish"), "en": gettext_lazy("English")}


class BulletinStartForm(forms.Form):
    """Of which figures, for which time."""

    domain = forms.ChoiceField(
        label=gettext_lazy("Figures of"),
        choices=[(one.value, one.label) for one in Bulletin.DOMAINS],
        help_text=gettext_lazy("Returns and violence never stand in one bulletin."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("How often"), choices=Bulletin.Kind.choices)
    period = forms.CharField(
        label=gettext_lazy("Period"), max_length=8, help_text=gettext_lazy("2025-03 for a month, 2025-Q1 for a quarter, 2025 for a year.")
    )

    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Empty: the municipality of your office. Another one by its name, or by country and code: sv-0614."),
    )

    def clean(self) -> dict[str, Any]:
        """The period is one of its kind."""
        data = super().clean() or {}
        data["period"] = str(data.get("period", "")).strip().upper()
        if data["period"] and data.get("kind") and not is_period(data["kind"], data["period"]):
            self.add_error(
                "period", _("This is no period of that kind. Write 2025-03 for a month, 2025-Q1 for a quarter, 2025 for a year.")
            )
        return data


class BulletinForm(forms.Form):
    """The indicators of a bulletin, each with its source and its tables; words by section in both languages."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, bulletin: Bulletin, choices: Sequence[tuple[Indicator, Sequence[Any]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.choices = [(one, sources) for one, sources in choices if may_show(one, bulletin.kind)]
        self.bulletin = bulletin
        self.initial.setdefault("version", bulletin.version)
        held = {said["indicator"]: said for said in bulletin.items}
        for one, sources in self.choices:
            self._indicator(one, sources, held.get(one.code))
        for section in self._sections():
            for language, name in LANGUAGES.items():
                self.fields[f"{section}-{language}"] = forms.CharField(
                    label=name,
                    required=False,
                    max_length=6000,
                    initial=bulletin.words.get(section, {}).get(language, ""),
                    widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
                )

    def _indicator(self, one: Indicator, sources: Sequence[Any], held: dict[str, Any] | None) -> None:
        self.fields[f"use-{one.code}"] = forms.BooleanField(label=_("In this bulletin"), required=False, initial=held is not None)
        self.fields[f"source-{one.code}"] = forms.ChoiceField(
            label=_("Source"),
            choices=[(source.code, source.name) for source in sources],
            required=False,
            initial=held["source"] if held else sources[0].code,
        )
        own = [(name, TABLES[name]) for name in BREAKDOWNS if name in ("places", "months") or self.bulletin.kind == "year"]
        if one.measure:
            own = [("places", gettext_lazy("By period, and by municipality where the figure says where persons live"))]
        self.fields[f"tables-{one.code}"] = forms.MultipleChoiceField(
            label=_("Tables"),
            choices=own,
            required=False,
            initial=held["breakdowns"] if held else ["places"],
            widget=forms.CheckboxSelectMultiple,
        )

    def _sections(self) -> list[str]:
        used = [said["indicator"] for said in self.bulletin.items]
        return [*SECTIONS[:1], *(f"item-{code}" for code in used), *SECTIONS[1:]]

    @property
    def indicators(self) -> list[dict[str, Any]]:
        """The fields of each indicator together."""
        return [
            {
                "indicator": one,
                "used": any(said["indicator"] == one.code for said in self.bulletin.items),
                "fields": [self[f"{name}-{one.code}"] for name in ("use", "source", "tables")],
            }
            for one, _sources in self.choices
        ]

    @property
    def texts(self) -> list[dict[str, Any]]:
        """The fields of each section together."""
        names = {one.code: str(one) for one, _sources in self.choices}
        return [
            {
                "title": TEXTS.get(section) or names.get(section.removeprefix("item-"), section),
                "fields": [self[f"{section}-{language}"] for language in LANGUAGES],
                "now": (get_language() or "es")[:2],
            }
            for section in self._sections()
        ]

    def said(self) -> dict[str, Any]:
        """The choice as the action takes it."""
        data = self.cleaned_data
        items = [
            {"indicator": one.code, "source": data[f"source-{one.code}"] or sources[0].code, "breakdowns": data[f"tables-{one.code}"]}
            for one, sources in self.choices
            if data[f"use-{one.code}"]
        ]
        words = {section: {language: data[f"{section}-{language}"] for language in LANGUAGES} for section in self._sections()}
        return {"version": data["version"], "items": items, "words": words}


class WithdrawForm(forms.Form):
    """Why a bulletin is withdrawn; the public reads the reason."""

    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=Edition.Why.choices, widget=forms.RadioSelect)
