"""The secrets of an institution's link, and how long it lives; nothing here knows an institution."""

import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings

LIVE_DAYS = 60
DIGITS = 6


def new_token() -> str:
    """The secret part of an address: 192 bits."""
    return secrets.token_urlsafe(24)


def new_pin() -> str:
    """The number told by another way, by telephone or in person."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def new_browser() -> str:
    """The mark by which the first browser is known again."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """What the database knows of a token."""
    return _keyed("token", token)


def pin_hash(token: str, pin: str) -> str:
    """What the database knows of a number: worth nothing without the token and a key that is not in the database."""
    return _keyed("pin", f"{token}|{''.join(c for c in pin if c.isdigit())}")


def browser_hash(token: str, mark: str) -> str:
    """What the database knows of a browser."""
    return _keyed("browser", f"{token}|{mark}") if mark else ""


def _keyed(about: str, text: str) -> str:
    key = hashlib.sha256(f"{settings.FIELD_KEY}|institution-link-{about}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def spoken(pin: str) -> str:
    """A number as it is said on the telephone."""
    return f"{pin[:3]} {pin[3:]}"


def ends(now: dt.datetime) -> dt.datetime:
    """When a link made now stops working."""
    return now + dt.timedelta(days=LIVE_DAYS)
