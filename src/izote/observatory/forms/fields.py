"""A place as people write it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from izote.territory.models import Place
from izote.territory.queries import resolve


class PlaceField(forms.CharField):
    """The name or code of a place of a country; cleaned to the Place, or nothing."""

    def __init__(self, *, country: str, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(max_length=200, **options)
        self.country = country

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = resolve(text, country=self.country)
        if found.status == "one":
            return Place.objects.filter(pk=found.places[0].place_id).first()
        if found.status == "several":
            names = "; ".join(f"{one.name} ({one.code})" for one in found.places[:5])
            raise forms.ValidationError(_("Several places may be meant: %(names)s. Write its code.") % {"names": names})
        raise forms.ValidationError(_("No place is called “%(name)s”.") % {"name": text})
