"""Which roles fit which office, what a user name looks like, and how one-time links are made."""

import hashlib
import re
import secrets

from izote.access.roles import OMBUDS, ROLES, SERVICE_ROLES, SHARED

INVITATION_HOURS = 72
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
USERNAME = re.compile(r"^[a-z][a-z0-9._-]{2,39}$")
OFFICE_CODE = re.compile(r"^[A-Z]{3}$")
_BY_KIND = {
    "platform": frozenset({"administrator", "data_delegate"}),
    "ombuds": OMBUDS | SHARED,
    "partner": frozenset(ROLES) - OMBUDS | {"institution_focal"},
}


def grantable(kind: str) -> frozenset[str]:
    """The roles that people may be given in an office of that kind; services' roles never."""
    return (_BY_KIND.get(kind, frozenset(ROLES) - OMBUDS) & frozenset(ROLES)) - SERVICE_ROLES


def serves_in(role: str, kind: str) -> bool:
    """Whether a service of that role works in an office of that kind."""
    return (role in OMBUDS) == (kind == "ombuds")


def new_token() -> str:
    """The secret of a one-time link: 99 bits that can also be typed from paper, without letters that look alike."""
    return "-".join("".join(secrets.choice(CLEAR) for _ in range(5)) for _ in range(4))


def token_hash(token: str) -> str:
    """What the database keeps of it."""
    return hashlib.sha256(f"izote-invitation:{token.strip().lower()}".encode()).hexdigest()
