"""Fields of proposals, workshops and the library: words of the vocabularies, institutions, places."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from izote.framework import words as framework
from izote.kit.vocabulary import Word
from izote.partners.models import Institution
from izote.territory.models import Place
from izote.territory.queries import resolve


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


class WrittenPlace(forms.CharField):
    """A place as people write it, cleaned to the Place, or nothing."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Place"))
        super().__init__(required=False, max_length=120, **options)

    def prepare_value(self, value: Any) -> Any:
        """A place by its code, so that it is found again."""
        if isinstance(value, int):
            value = Place.objects.filter(pk=value).first()
        return value.code if isinstance(value, Place) else value

    def clean(self, value: Any) -> Any:
        """The place that was meant; several are named, none is guessed."""
        text = super().clean(value)
        if not text:
            return None
        found = resolve(text)
        if found.status == "one":
            return Place.objects.filter(pk=found.places[0].place_id).first()
        if found.status == "several":
            names = "; ".join(f"{one.name} ({one.code})" for one in found.places[:5])
            raise forms.ValidationError(now("Several places may be meant: %(names)s. Write its code.") % {"names": names})
        raise forms.ValidationError(now("No place is called “%(name)s”.") % {"name": text})


class Lines(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        """The lines that say something."""
        return [" ".join(line.split())[:120] for line in (super().to_python(value) or "").splitlines() if line.strip()]


def long(label: Any, rows: int = 3, *, most: int = 2000, required: bool = False, hint: Any = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))
