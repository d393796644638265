"""Verbs on accounts and offices."""

from izote.access.actions.offices import change_office, create_office
from izote.access.actions.users import (
    accept_invitation,
    change_email,
    deactivate_user,
    end_membership,
    end_sessions,
    grant_role,
    invite_user,
    reinvite_user,
    reset_second_factor,
    responsibilities,
)

__all__ = [
    "accept_invitation",
    "change_email",
    "change_office",
    "create_office",
    "deactivate_user",
    "end_membership",
    "end_sessions",
    "grant_role",
    "invite_user",
    "reinvite_user",
    "reset_second_factor",
    "responsibilities",
]
