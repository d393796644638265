"""Who may do what in the observatory."""

from typing import Any

from izote.access.permissions import has_somewhere, may, office_of, require, require_somewhere
from izote.observatory.models import Load

__all__ = ["has_somewhere", "may", "may_sign", "office_of", "require", "require_somewhere"]


def may_sign(user: Any, load: Load) -> bool:
    """Whether the user is the second person for this load: never who loaded it."""
    return bool(user.pk != load.uploaded_by_id and may(user, "observatory.sign", load.org_id))
