"""Whether what a source says may be used: it agreed, to that, and has not withdrawn. Pure."""

import datetime as dt

# which later uses each purpose covers
COVERS = {"verify": {"verify"}, "assess": {"verify", "assess"}, "warn": {"verify", "assess", "warn"}}


def may_use(purpose: str, scope: str, consent_on: dt.date | None, withdrawn_on: dt.date | None, use: str = "verify") -> bool:
    """Whether a source agreed to this use; what is public already needs no consent, and a withdrawal ends everything."""
    if withdrawn_on is not None:
        return False
    return scope == "public" or (consent_on is not None and use in COVERS.get(purpose, set()))
