"""Text that is watched for words that harm: the first time it is sent back with a proposal, the second time it is kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from izote.casework.rules.freetext import Warned, sentence, warnings

MOST_SHOWN = 4
KEEP = "keep_words"


class WatchedText(forms.CharField):
    """Free text about a person; the form that holds it warns of words that harm."""

    def __init__(self, *, rows: int = 4, max_length: int = 4000, one_line: bool = False, **options: Any) -> None:
        if not one_line:
            options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **options)


class WatchedForm(forms.Form):
    """A form whose watched texts need a second, explicit yes when they hold words that harm; `kept_words` are those that got it."""

    kept_words: tuple[Warned, ...] = ()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        found = {name: warnings(self.cleaned_data.get(name) or "") for name, field in self.fields.items() if isinstance(field, WatchedText)}
        found = {name: warned for name, warned in found.items() if warned}
        if found:
            self.fields[KEEP] = forms.BooleanField(
                label=_("Save it as it is written"),
                required=False,
                help_text=_("Only if it must stand here as the person said it. Whoever obtains this file will read it."),
            )
            self.order_fields(self._with_keep_after(list(found)[-1]))
            if self.data.get(self.add_prefix(KEEP)) in ("on", "true", "True", "1"):
                self.kept_words = tuple(warned for each in found.values() for warned in each)
            else:
                for name, warned in found.items():
                    self.add_error(name, [ValidationError(sentence(one), code="words") for one in _different(warned)])
        return cleaned

    @property
    def keep_box(self) -> BoundField | None:
        """The box that keeps the words, where there are any; for templates that draw their fields one by one."""
        return self[KEEP] if KEEP in self.fields else None

    def _with_keep_after(self, last: str) -> list[str]:
        names = [name for name in self.fields if name != KEEP]
        names.insert(names.index(last) + 1, KEEP)
        return names


def _different(warned: list[Warned]) -> list[Warned]:
    return list({one.found.casefold(): one for one in warned}.values())[:MOST_SHOWN]
