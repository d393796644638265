"""Words that are sealed at rest: read and written as they are, held as ciphertext."""

from typing import Any

from django.db import models

from izote.access.sealing_wax import open_text, seal_text


class SealedTextField(models.TextField):
    """A text column whose content opens only for its own table and column; what is empty stays empty."""

    @property
    def about(self) -> str:
        """What the ciphertext is bound to."""
        return f"{self.model._meta.db_table}:{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        """Sealed, on its way to the database."""
        return seal_text(str(value), about=self.about) if value else ""

    def from_db_value(self, value: str | None, *_rest: Any) -> str:
        """Opened, on its way back."""
        return open_text(value, about=self.about) if value else ""
