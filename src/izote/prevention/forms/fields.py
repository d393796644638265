"""Fields of prevention: a place as people write it, texts, codes of the Framework."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.framework import words as framework
from izote.territory.models import Place
from izote.territory.queries import pack, resolve


class PlaceField(forms.CharField):
    """The name of a place; cleaned to the Place, or nothing."""

    def __init__(self, *, level: str | None = None, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Place"))
        super().__init__(max_length=200, **options)
        self.level = level

    def prepare_value(self, value: Any) -> Any:
        """A place by its code, so that it is found again."""
        if isinstance(value, int):
            value = Place.objects.filter(pk=value).first()
        return value.code if isinstance(value, Place) else value

    def clean(self, value: Any) -> Any:
        """One place, or a sentence that helps to find it."""
        text = super().clean(value)
        if not text:
            return None
        known = Place.objects.filter(code=text, country__code=pack().code).first() if text.isdigit() else None
        if known is not None and self.level in (None, known.level):
            return known
        found = resolve(text, level=self.level)
        if found.status == "one":
            return Place.objects.filter(pk=found.places[0].place_id).first()
        if found.status == "several":
            names = "; ".join(f"{one.name}, {one.department}" for one in found.places[:5])
            raise forms.ValidationError(_("Several places may be meant: %(names)s. Write the department too.") % {"names": names})
        raise forms.ValidationError(_("No place is called “%(name)s”.") % {"name": text})


def codes(name: str) -> Callable[[], list[tuple[str, str]]]:
    """A vocabulary of the Framework as a form wants it."""
    return lambda: [(code, str(word)) for code, word in framework.words(name).items()]


class SomeCodes(forms.MultipleChoiceField):
    """Some codes, as boxes to tick."""

    def __init__(self, name: str, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(choices=codes(name), widget=forms.CheckboxSelectMultiple, **options)


def long(label: Any, rows: int = 3, *, most: int = 2000, required: bool = False, hint: Any = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))
