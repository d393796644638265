"""Fields that read places, and texts without invisible characters."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from izote.kit.sheets import clean_text
from izote.seminars.rules.words import kind_choices
from izote.territory.models import Place
from izote.territory.queries import places, resolve


class Cleaned(forms.Form):
    """A form whose texts are cleaned of what nobody can see."""

    def clean(self) -> dict[str, Any]:
        """Each line on its own."""
        data = super().clean() or self.cleaned_data
        return {name: cleaned(value) if isinstance(value, str) else value for name, value in data.items()}


def cleaned(text: str) -> str:
    """A text of one or more lines without invisible characters."""
    return "\n".join(clean_text(line)[0] for line in text.splitlines()).strip()


class PlaceField(forms.CharField):
    """A place as people write it; several candidates are named, none is guessed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **options)

    def prepare_value(self, value: Any) -> Any:
        """A place by its code, so that it is found again."""
        return f"{value.name} ({value.code})" if isinstance(value, Place) else value

    def clean(self, value: Any) -> Any:
        """The place, or why it is not known."""
        text = super().clean(value)
        code = text.rpartition("(")[2].rstrip(") ")
        if code.isdigit() and (known := places().filter(code=code).first()):
            return known
        found = resolve(text)
        if found.status == "one":
            return places().get(pk=found.places[0].place_id)
        if found.status == "several":
            names = "; ".join(f"{p.name}, {p.department} ({p.code})" for p in found.places[:6])
            raise ValidationError(_("Which of these? %(names)s"), params={"names": names})
        raise ValidationError(_("No place is called %(name)s."), params={"name": text})


class KindField(forms.ChoiceField):
    """A kind of institution."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=lambda: [("", "—"), *kind_choices()], **options)
