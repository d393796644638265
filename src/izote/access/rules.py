"""Which roles fit which office, what a user name looks like, and how one-time links are made."""

import hashlib
import re
import secrets

from izote.access.roles import ROLES, SERVICE_ROLES

INVITATION_HOURS = 72
USERNAME = re.compile(r"^[a-z][a-z0-9._-]{2,39}$")
OFFICE_CODE = re.compile(r"^[A-Z]{3}$")
_BY_KIND = {
    "platform": frozenset({"administrator", "data_delegate"}),
    "ombuds": frozenset({"ombuds_delegate", "data_delegate", "administrator"}),
}


def grantable(kind: str) -> frozenset[str]:
    """The roles that people may be given in an office of that kind; services' roles never."""
    return _BY_KIND.get(kind, frozenset(ROLES) - SERVICE_ROLES)


def new_token() -> str:
    """The secret of a one-time link."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """What the database keeps of it."""
    return hashlib.sha256(f"izote-invitation:{token}".encode()).hexdigest()
