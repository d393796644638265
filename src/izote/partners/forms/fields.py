"""Fields that read lines, places and days, and forms without invisible characters."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from izote.kit.sheets import clean_text
from izote.partners import rules
from izote.territory.models import Place
from izote.territory.queries import gazetteer, places, resolve

Groups = list[tuple[str | Promise, str | Promise, list[str]]]


def cleaned(text: str) -> str:
    """A text of one or more lines without invisible characters."""
    return "\n".join(clean_text(line)[0] for line in text.splitlines()).strip()


class Clean(forms.ModelForm):
    """A form whose texts are cleaned, and whose fields may stand in titled groups."""

    GROUPS: ClassVar[Groups] = []

    def clean(self) -> dict[str, Any]:
        """Take out what nobody can see."""
        data = super().clean() or self.cleaned_data
        return {name: cleaned(value) if isinstance(value, str) else value for name, value in data.items()}

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The groups with their fields, for the template."""
        return [{"title": title, "hint": hint, "fields": [self[name] for name in names]} for title, hint, names in self.GROUPS]


class Codes(forms.MultipleChoiceField):
    """Several words of a vocabulary."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, vocabulary: str, **options: Any) -> None:
        super().__init__(choices=rules.choices(vocabulary), required=False, **options)


class Lines(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=1000, **options)

    def prepare_value(self, value: Any) -> Any:
        """The entries as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines as entries."""
        return [line for line in cleaned(super().to_python(value) or "").splitlines() if line]


class Phones(Lines):
    """Telephone numbers, each with what it is for."""

    def validate(self, value: Any) -> None:
        """Each line begins with a number."""
        strange = [line for line in value if not rules.read_phone(line)[0] or len(line) > 120]
        if strange:
            raise ValidationError(_("This line does not begin with a telephone number: %(line)s"), params={"line": strange[0]})

    def run_validators(self, value: Any) -> None:
        """Length is measured line by line."""


def found_place(text: str, level: str | None = None) -> Place:
    """The one place that a text names."""
    found = resolve(text, level=level)
    if found.status == "one":
        return places().get(pk=found.places[0].place_id)
    if found.status == "several":
        names = "; ".join(f"{p.name}, {p.department}" for p in found.places[:6])
        raise ValidationError(_("Which of these? %(names)s"), params={"names": names}, code="several")
    raise ValidationError(_("No place is called %(name)s."), params={"name": text}, code="none")


def districts() -> list[str]:
    """Every district as it is offered: name and department."""
    index = gazetteer()
    top = min(index.levels.values(), key=lambda level: level.rank).key
    found = set()
    for n, entry in enumerate(index.entries):
        if entry.level == index.pack.stable_level:
            above = index.at_level(n, top, None)
            found.add(f"{entry.name}, {above.name}" if above else entry.name)
    return sorted(found)


class PlaceInput(forms.TextInput):
    """A line of text that offers the districts of partners/districts.html."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"list": "districts", **(attrs or {})})


class PlaceField(forms.CharField):
    """A place as people write it; several candidates are named, none is guessed."""

    widget = PlaceInput

    def __init__(self, *, level: str | None = None, **options: Any) -> None:
        self.level = level
        super().__init__(required=False, max_length=120, **options)

    def prepare_value(self, value: Any) -> Any:
        """A place by its name and code, so that it is found again."""
        return written(value) if isinstance(value, Place) else value

    def clean(self, value: Any) -> Any:
        """The place, or none when nothing was written."""
        text = cleaned(super().clean(value) or "")
        return found_place(text, self.level) if text else None


class PlacesField(Lines):
    """Several places, one a line."""

    def prepare_value(self, value: Any) -> Any:
        """Each on its line."""
        return "\n".join(written(one) if isinstance(one, Place) else one for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The places that the lines name."""
        return [found_place(line) for line in super().clean(value)]

    def run_validators(self, value: Any) -> None:
        """Each line is looked up instead."""


def written(place: Place) -> str:
    """A place so that it is found again: name and, below the department, what it lies in."""
    index = gazetteer()
    here = index.at.get(place.pk)
    above = sorted(index.above(here, None), key=lambda n: index.entries[n].rank) if here is not None else []
    return f"{place.name}, {index.entries[above[0]].name}" if above else place.name
