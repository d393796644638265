"""Who may do what in prevention."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection

from izote.access.permissions import has_somewhere, may, office_of, require, require_somewhere
from izote.prevention.models import Moving
from izote.prevention.rules.machines import Move

ANSWER, REVIEW = "prevention.answer", ("prevention.national", "prevention.direct")
__all__ = [
    "REVIEW",
    "answers",
    "has_somewhere",
    "may",
    "may_check",
    "may_follow",
    "may_move",
    "may_rate",
    "may_review",
    "may_write_scenario",
    "office_of",
    "require",
    "require_any",
    "require_somewhere",
]


def may_move(user: Any, move: Move, thing: Moving) -> bool:
    """Whether the user has one of the rights that a move takes: in the thing's office, or as the institution that was told of it."""
    return any(answers(thing) if right == ANSWER else may(user, right, thing.org_id) for right in move.rights)


def answers(thing: Moving) -> bool:
    """Whether whoever acts now does so for the institution that was told of this recommendation: by its account, or by its link."""
    if thing.MACHINE != "recommendation":
        return False
    with connection.cursor() as cursor:
        cursor.execute("select access.is_mine(%s)", [thing.pk])
        return bool(cursor.fetchone()[0])


def may_check(user: Any, org_id: int) -> bool:
    """Whether the user may say that a legal basis holds."""
    return may(user, "prevention.legal", org_id) or may(user, "prevention.direct", org_id)


def may_follow(user: Any, org_id: int) -> bool:
    """Whether the user follows recommendations: verdicts, ladder, links, answers that came on paper."""
    return may(user, "prevention.follow", org_id) or may(user, "prevention.direct", org_id)


def may_review(user: Any, row: Any) -> bool:
    """Whether the user is the third person for an assessment: neither its author nor one of its raters."""
    if user.pk in (row.author_id, *row.raters):
        return False
    return any(may(user, right, row.org_id) for right in REVIEW)


def may_rate(user: Any, row: Any) -> bool:
    """Whether the user is one of the two raters of an assessment."""
    return user.pk in row.raters and may(user, "prevention.rate", row.org_id)


def may_write_scenario(user: Any, row: Any) -> bool:
    """Whether the user writes the scenario of an assessment now: whoever began it, and its raters."""
    if row.state != "reconciling":
        return False
    return may_rate(user, row) or (user.pk == row.author_id and may(user, "prevention.analyse", row.org_id))


def require_any(user: Any, rights: Any, org_id: int) -> None:
    """Refuse (403) unless the user has one of these rights there."""
    if not any(may(user, right, org_id) for right in rights):
        raise PermissionDenied(next(iter(rights)))
