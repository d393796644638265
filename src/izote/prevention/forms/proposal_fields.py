"""Fields of proposals, workshops and the library: words of the vocabularies, institutions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from izote.framework import words as framework
from izote.kit.vocabulary import Word
from izote.partners.models import Institution


def offered(words: Mapping[str, Word], *, numbered: bool = False) -> list[tuple[str, str]]:
    """Words as a form offers them."""
    return [(code, f"{code}. {word}" if numbered else str(word)) for code, word in words.items()]


class Factors(forms.MultipleChoiceField):
    """Risk factors of the Framework."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Risk factors on which it acts"))
        super().__init__(choices=lambda: offered(framework.factors(), numbered=True), required=False, **options)


class Groups(forms.MultipleChoiceField):
    """Groups of people."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("For whom it is"))
        super().__init__(choices=lambda: offered(framework.groups()), required=False, **options)


class Carrier(forms.ModelChoiceField):
    """An institution of the office's directory."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Institution of the directory"))
        super().__init__(queryset=Institution.objects.none(), required=False, empty_label="—", **options)

    def of(self, org_id: int) -> None:
        """Offer the institutions of one office that still exist."""
        self.queryset = Institution.objects.filter(org=org_id, valid_to=None).order_by("name")


class Lines(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        """The lines that say something."""
        return [" ".join(line.split())[:120] for line in (super().to_python(value) or "").splitlines() if line.strip()]
