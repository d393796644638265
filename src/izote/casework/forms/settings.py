"""How an office works: clocks for each level of risk, approvals, caseload."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.casework.models import Case, OfficeRules
from izote.casework.rules import clocks
from izote.casework.rules.words import label
from izote.kit.errors import BadInput


class SpanField(forms.CharField):
    """A length of time as 24h, 5d or 3m."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            clocks.read_span(text)
        except BadInput as error:
            raise forms.ValidationError(str(error.message)) from error
        return text.strip().lower()


class RulesForm(forms.Form):
    """A clock for each thing and each level of risk; then approvals and caseload."""

    approvals = forms.ChoiceField(
        label=_("Which plans and closures somebody looks at"), choices=OfficeRules.Approvals.choices, widget=forms.RadioSelect
    )
    sample_share = forms.IntegerField(
        label=_("By sampling: share of the low-risk ones that is looked at (%)"),
        min_value=1,
        max_value=100,
        help_text=_("Drawn by chance, and always the same for the same case: asking twice draws nothing new."),
    )
    caseload = forms.IntegerField(
        label=_("Load that one colleague carries at most"),
        min_value=1,
        max_value=200,
        help_text=_("High and immediate risk count three, medium two, low one. Above it the page warns; it forbids nothing."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: OfficeRules, **options: Any) -> None:
        given = {"approvals": rules.approvals, "sample_share": rules.sample_share, "caseload": rules.caseload, "version": rules.version}
        options["initial"] = given
        super().__init__(*args, **options)
        for kind in clocks.KINDS:
            for risk in clocks.RISKS:
                span = clocks.span_of(kind, risk, rules.clocks)
                name = f"{label('clocks', kind)}: {dict(Case.Risk.choices)[risk]}"
                field = SpanField(label=name, max_length=6, initial=f"{span.count}{span.unit}")
                field.widget.attrs["class"] = "span"
                field.risk = dict(Case.Risk.choices)[risk]  # type: ignore[attr-defined]
                self.fields[f"{kind}-{risk}"] = field

    @property
    def table(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The clocks as rows of a table."""
        return [(label("clocks", kind), [self[f"{kind}-{risk}"] for risk in clocks.RISKS]) for kind in clocks.KINDS]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The other fields."""
        return [self[name] for name in ("approvals", "sample_share", "caseload")]

    def values(self) -> dict[str, Any]:
        """What `save_rules` takes."""
        data = self.cleaned_data
        given = {kind: {risk: data[f"{kind}-{risk}"] for risk in clocks.RISKS} for kind in clocks.KINDS}
        return {"clocks": given, "approvals": data["approvals"], "sample_share": data["sample_share"], "caseload": data["caseload"]}
