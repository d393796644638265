"""Forms of programmes, modules, targets and questions."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.partners.models import Institution
from izote.seminars.forms.fields import Cleaned
from izote.seminars.models import Programme
from izote.seminars.queries.programmes import institutions_of
from izote.seminars.rules.words import choices, factor_choices

LETTERS = "abc"


class ProgrammeForm(forms.ModelForm):
    """A programme."""

    class Meta:
        model = Programme
        fields: ClassVar[list[str]] = ["title", "about", "active"]
        widgets: ClassVar[dict[str, Any]] = {"about": forms.Textarea(attrs={"rows": 4})}


class ModuleForm(Cleaned):
    """What a module is for in a programme."""

    position = forms.IntegerField(label=_("place in the order"), min_value=1, max_value=99)
    aim = forms.CharField(
        label=_("what participants can do afterwards"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    factors = forms.MultipleChoiceField(
        label=_("risk factors that it should lower"), choices=factor_choices, widget=forms.CheckboxSelectMultiple
    )


class AddModuleForm(forms.Form):
    """A module that the programme does not have yet."""

    module = forms.ChoiceField(label=_("module"), choices=choices("modules"))


class TargetForm(forms.Form):
    """Whom a programme should reach."""

    institution = forms.ModelChoiceField(label=_("institution"), queryset=Institution.objects.none())
    wanted = forms.IntegerField(label=_("how many of its people"), min_value=1, max_value=5000, initial=5)

    def __init__(self, *args: Any, org_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].queryset = institutions_of(org_id)  # type: ignore[attr-defined]


class QuestionForm(Cleaned):
    """A question with two or three answers, each in both languages."""

    es = forms.CharField(label=_("question in Spanish"), max_length=300)
    en = forms.CharField(label=_("question in English"), max_length=300)
    a_es = forms.CharField(label=_("answer A in Spanish"), max_length=200)
    a_en = forms.CharField(label=_("answer A in English"), max_length=200)
    b_es = forms.CharField(label=_("answer B in Spanish"), max_length=200)
    b_en = forms.CharField(label=_("answer B in English"), max_length=200)
    c_es = forms.CharField(label=_("answer C in Spanish"), max_length=200, required=False)
    c_en = forms.CharField(label=_("answer C in English"), max_length=200, required=False)
    correct = forms.TypedChoiceField(
        label=_("the right answer"),
        coerce=int,
        choices=[(at, letter.upper()) for at, letter in enumerate(LETTERS)],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """The third answer is given in both languages or not at all."""
        data = super().clean()
        if bool(data.get("c_es")) != bool(data.get("c_en")):
            self.add_error("c_en" if data.get("c_es") else "c_es", _("Write this answer in both languages."))
        if data.get("correct") == 2 and not data.get("c_es"):
            self.add_error("correct", _("There is no such answer."))
        return data

    def question(self) -> dict[str, Any]:
        """The question as it is kept."""
        data = self.cleaned_data
        options = [{"es": data[f"{letter}_es"], "en": data[f"{letter}_en"]} for letter in LETTERS if data[f"{letter}_es"]]
        return {"es": data["es"], "en": data["en"], "options": options, "correct": data["correct"]}
