"""Fields that read what people write: names, births, districts."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.people.rules import Birth, NotADate, read_birth
from izote.territory.models import Place
from izote.territory.queries import gazetteer, places, resolve

NOT_BIRTHS = {
    "unread": _("Write a date, a year or an age: 12/3/1990, 3/1990, 1990, 35 years or 30-40."),
    "future": _("This lies in the future."),
    "age": _("Nobody is that old: please check the year or the age."),
}


def visible(text: str) -> str:
    """A text without control characters, invisible marks or reversed direction, in composed letters and single spaces."""
    kept = "".join(
        " " if c in "\t\r\n\u2028\u2029" else c for c in text if c in "\t\r\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs")
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


class Text(forms.CharField):
    """One line of text without invisible characters."""

    def __init__(self, *, max_length: int = 100, required: bool = False, **options: Any) -> None:
        super().__init__(max_length=max_length, required=required, **options)

    def to_python(self, value: Any) -> str:
        return visible(super().to_python(value) or "")

    def run_validators(self, value: str) -> None:
        super().run_validators(value)


class BirthField(Text):
    """A date, a month, a year, an age or a range of ages, in one line."""

    def clean(self, value: Any) -> Birth:
        text = super().clean(value)
        try:
            return read_birth(text, timezone.localdate())
        except NotADate as error:
            raise ValidationError(NOT_BIRTHS[error.code], code=error.code) from error


def districts() -> list[str]:
    """Every district as it is offered: name and department."""
    index = gazetteer()
    top = min(index.levels.values(), key=lambda level: level.rank).key
    found = []
    for n, entry in enumerate(index.entries):
        if entry.level == index.pack.stable_level:
            above = next((index.entries[a].name for a in index.above(n, None) if index.entries[a].level == top), "")
            found.append(f"{entry.name}, {above}" if above else entry.name)
    return sorted(set(found))


class PlaceInput(forms.TextInput):
    """A line of text that offers the districts."""

    template_name = "people/place_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name}-list"
        return context | {"districts": districts()}


class PlaceField(Text):
    """A district as people write it; several candidates are named, none is never guessed."""

    widget = PlaceInput

    def __init__(self, *, current: Place | None = None, **options: Any) -> None:
        self.current = current
        super().__init__(**options)

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        if not text or (self.current and text == self.current.name):
            return self.current if text else None
        found = resolve(text, level=gazetteer().pack.stable_level)
        if found.status == "one":
            return places().get(pk=found.places[0].place_id)
        if found.status == "several":
            names = "; ".join(f"{p.name}, {p.department}" for p in found.places[:6])
            raise ValidationError(_("Which of these? %(names)s"), params={"names": names}, code="several")
        raise ValidationError(_("No district of that name is known. Leave this empty and write the place into the address."), code="none")
