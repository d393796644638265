"""Who may do what in the observatory."""

from typing import Any

from django.core.exceptions import PermissionDenied

from izote.access.permissions import has_somewhere, may, office_of, require, require_somewhere
from izote.observatory.models import Bulletin, Load

__all__ = [
    "had_a_hand_in",
    "has_somewhere",
    "may",
    "may_export",
    "may_publish",
    "may_sign",
    "office_of",
    "require",
    "require_export",
    "require_somewhere",
]


def may_sign(user: Any, load: Load) -> bool:
    """Whether the user is the second person for this load: never who loaded it."""
    return bool(user.pk != load.uploaded_by_id and may(user, "observatory.sign", load.org_id))


def had_a_hand_in(user: Any, bulletin: Bulletin) -> bool:
    """Whether the user began a bulletin, wrote in it or handed it in."""
    return bool(user.pk in (bulletin.author_id, *bulletin.hands))


def may_publish(user: Any, bulletin: Bulletin) -> bool:
    """Whether the user is the second person for this bulletin: never who had a hand in it."""
    return bool(not had_a_hand_in(user, bulletin) and may(user, "observatory.publish", bulletin.org_id))


def may_export(user: Any, org: Any, copy: str) -> bool:
    """Whether the user may take figures along: what was published whoever reads, what the office sees whoever loads it."""
    return may(user, "observatory.read", org) and (copy == "public" or may(user, "observatory.load", org))


def require_export(user: Any, org: Any, copy: str) -> None:
    """Refuse (403) who may not."""
    if not may_export(user, org, copy):
        raise PermissionDenied("observatory.load")
