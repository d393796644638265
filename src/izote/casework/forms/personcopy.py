"""In which language and shape the person takes the copy, and which texts speak of somebody else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("es", "Español"), ("en", "English")]
KINDS = [("pdf", _("To read and print (PDF)")), ("json", _("As data, for another program (JSON)"))]


class CopyForm(forms.Form):
    """The copy as the person wants it; for a child whose caregiver is feared, a word about who receives it."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="es", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("How"), choices=KINDS, initial="pdf", widget=forms.RadioSelect)
    in_hand = forms.BooleanField(
        label=_("The copy goes into the person's own hands, and who she or he is was made sure of"),
        error_messages={"required": _("The copy is given to nobody else.")},
    )
    not_caregiver = forms.BooleanField(
        label=_("It is not given to the caregiver whom the child fears, nor through anybody who would pass it on"),
        error_messages={"required": _("The copy could put the child in danger.")},
    )
    without = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, texts: list[str], feared: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["without"].choices = [(pk, pk) for pk in texts]  # type: ignore[attr-defined]
        if not feared:
            del self.fields["not_caregiver"]
