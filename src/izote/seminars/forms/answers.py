"""Forms of questions and answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from izote.seminars.models import Question
from izote.seminars.rules.codes import read_participant


def in_language(said: Any) -> str:
    """A text kept in both languages, in that of the page."""
    language = "en" if (get_language() or "es").startswith("en") else "es"
    return str(said[language] if isinstance(said, dict) else getattr(said, language))


class ChooseForm(forms.Form):
    """Which questions are asked."""

    questions = forms.ModelMultipleChoiceField(
        label=_("Questions"), queryset=Question.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, may_be_asked: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["questions"]
        field.queryset, field.label_from_instance = may_be_asked, in_language


class AnswersForm(forms.Form):
    """The questions, each with its answers; a blank stays a blank."""

    def __init__(self, *args: Any, questions: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for at, one in enumerate(questions, 1):
            pk, choices = (one["id"], one["options"]) if isinstance(one, dict) else (one.pk, one.options)
            self.fields[f"q{pk}"] = forms.TypedChoiceField(
                label=f"{at}. {in_language(one)}",
                coerce=int,
                empty_value=None,
                required=False,
                choices=[(n, in_language(option)) for n, option in enumerate(choices)],
                widget=forms.RadioSelect,
            )

    def choices(self) -> dict[int, int]:
        """The answers that were given, by question."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name.startswith("q") and value is not None}


class CodedForm(AnswersForm):
    """The same with the code under which one answers."""

    code = forms.CharField(label=_("Your code"), max_length=10, help_text=_("As it stands on your sheet, for example P-07."))

    def clean_code(self) -> int:
        """The number of a participant."""
        number = read_participant(self.cleaned_data["code"])
        if number is None:
            raise forms.ValidationError(_("A code looks like this: P-07."))
        return number
