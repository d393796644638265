"""Who acts, proven to the database once in every transaction."""

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

DOORKEEPER = 0


def key_pads(key: str) -> tuple[bytes, bytes]:
    """The two padded keys of HMAC-SHA256 (RFC 2104), as the database keeps them."""
    raw = hashlib.sha256(key.encode()).digest().ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in raw), bytes(b ^ 0x5C for b in raw)


def token(user_id: int, *, pid: int, seconds: int | None = None) -> str:
    """A proof that this program lets `user_id` act on the connection `pid` until it expires."""
    expires = int(time.time()) + (settings.CONTEXT_SECONDS if seconds is None else seconds)
    text = f"{user_id}.{expires}.{pid}"
    raw = hashlib.sha256(settings.CONTEXT_KEY.encode()).digest()
    return f"{text}.{hmac.new(raw, text.encode(), hashlib.sha256).hexdigest()}"


def prove(user_id: int) -> None:
    """Tell the database who acts in the transaction that is open."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('izote.actor', %s, true)", [token(user_id, pid=connection.connection.info.backend_pid)])


def forget() -> None:
    """Be nobody for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('izote.actor', '', true)")


@contextmanager
def acting_as(user_id: int) -> Iterator[None]:
    """A transaction in which `user_id` acts; for jobs, commands and tests."""
    with transaction.atomic():
        prove(user_id)
        yield
        forget()


@contextmanager
def acting_as_service(name: str) -> Iterator[int]:
    """A transaction in which the service user `name` acts; yields its id."""
    from izote.access.models import User

    with transaction.atomic():
        prove(DOORKEEPER)
        user_id = User.objects.values_list("pk", flat=True).get(username=name, is_service=True)
        prove(user_id)
        yield user_id
        forget()
