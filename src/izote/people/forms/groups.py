"""Forms whose fields are shown in titled groups."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise


class Grouped(forms.Form):
    """A form in groups: for each a title, a hint, and the names of its fields."""

    GROUPS: ClassVar[list[tuple[str | Promise, str | Promise, list[str]]]] = []

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The groups with their fields, for the template."""
        return [{"title": title, "hint": hint, "fields": [self[name] for name in names]} for title, hint, names in self.GROUPS]
