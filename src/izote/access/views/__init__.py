"""Pages of accounts, offices and the trail."""

from izote.access.views.accounts import (
    account_change_password,
    invitation_accept,
    mfa_generate_recovery_codes,
    mfa_view_recovery_codes,
    own_email,
    watched,
)
from izote.access.views.home import csrf_failure, home
from izote.access.views.offices import office_change, office_create, office_detail, office_list
from izote.access.views.trail import audit_list, user_explain
from izote.access.views.users import (
    role_end,
    role_grant,
    second_factor_reset,
    sessions_end,
    user_detail,
    user_invite,
    user_leave,
    user_list,
    user_reinvite,
)

__all__ = [
    "account_change_password",
    "audit_list",
    "csrf_failure",
    "home",
    "invitation_accept",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "office_change",
    "office_create",
    "office_detail",
    "office_list",
    "own_email",
    "role_end",
    "role_grant",
    "second_factor_reset",
    "sessions_end",
    "user_detail",
    "user_explain",
    "user_invite",
    "user_leave",
    "user_list",
    "user_reinvite",
    "watched",
]
