"""The scenario as people write it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.framework import words as framework
from izote.prevention.rules.assessment_record import ScenarioRecord
from izote.prevention.rules.words import choices, words

TEXTS = ("threat", "vulnerability", "capacity", "protection", "reason")


def _text(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, label=label, help_text=hint)


def _steps() -> list[tuple[str, str]]:
    return [("", "—"), *((code, str(word)) for code, word in words("steps").items())]


def _levels() -> list[tuple[str, str]]:
    return [("", "—"), *((code, str(word)) for code, word in words("risk_levels").items())]


class ScenarioForm(forms.Form):
    """Threat, vulnerability, capacity, what protects; rights, conducts, groups with their ranges; the level with its reason."""

    threat = _text(gettext_lazy("Threat"), gettext_lazy("What could happen, who as a category, why now. No names."))
    threat_step = forms.ChoiceField(choices=_steps, required=False, label=gettext_lazy("The threat is"))
    vulnerability = _text(gettext_lazy("Vulnerability"), gettext_lazy("What exposes this group more than others."))
    vulnerability_step = forms.ChoiceField(choices=_steps, required=False, label=gettext_lazy("The vulnerability is"))
    capacity = _text(gettext_lazy("Capacity"), gettext_lazy("What institutions and the group itself can do, and how fast."))
    capacity_step = forms.ChoiceField(choices=_steps, required=False, label=gettext_lazy("The capacity is"))
    protection = _text(gettext_lazy("What protects"), gettext_lazy("Whom people trust, what already works and must not be harmed."))
    rights = forms.MultipleChoiceField(
        choices=choices("rights"), required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Rights threatened")
    )
    conducts = forms.MultipleChoiceField(
        choices=choices("conducts"), required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Probable conducts")
    )
    level = forms.ChoiceField(choices=_levels, required=False, label=gettext_lazy("Level of risk, as you judge it"))
    reason = _text(gettext_lazy("Why this level"), gettext_lazy("Above all where it is another than the matrix proposes."))

    def __init__(self, *args: Any, groups: list[str], record: ScenarioRecord) -> None:
        names = (*TEXTS, "threat_step", "vulnerability_step", "capacity_step", "level")
        start = {name: getattr(record, name) for name in names} | {"rights": list(record.rights), "conducts": list(record.conducts)}
        for one in record.exposed:
            start |= {f"least-{one.group}": one.least, f"most-{one.group}": one.most}
        options: dict[str, Any] = {"initial": start}
        super().__init__(*args, **options)
        self.groups = groups
        for code in groups:
            name = framework.groups()[code]
            least, most = _("%(group)s: at least, people") % {"group": name}, _("%(group)s: at most, people") % {"group": name}
            self.fields[f"least-{code}"] = forms.IntegerField(required=False, min_value=0, label=least)
            self.fields[f"most-{code}"] = forms.IntegerField(required=False, min_value=0, label=most)

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        exposed = [{"group": code, "least": data[f"least-{code}"], "most": data[f"most-{code}"]} for code in self.groups]
        words_ = {name: data[name] for name in (*TEXTS, "threat_step", "vulnerability_step", "capacity_step", "level")}
        return {"said": words_, "rights": data["rights"], "conducts": data["conducts"], "exposed": exposed}

    def ranges(self) -> list[Any]:
        """The fields of the ranges."""
        return [self[name] for name in self.fields if name.startswith(("least-", "most-"))]
