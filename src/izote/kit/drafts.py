"""The keys that seal drafts of long forms on a user's device.

A key is derived, never stored: from the server's secret, a random salt of the user's own, and the half-day.
The device holds ciphertext only. The server hands out the keys of the present and the previous half-day, to a
signed-in user and for that user alone, so a draft can be opened for at least 12 and at most 24 hours.
"""

import secrets
import time
from base64 import b64encode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from izote.kit.models import DraftKey

HALF_DAY = 12 * 3600


def keys_for(user_id: int, now: float | None = None) -> dict[str, object]:
    """What a signed-in page needs: the user's place on the device and the keys by half-day, newest first."""
    half_day = int((time.time() if now is None else now) // HALF_DAY)
    salt = salt_of(user_id)
    return {
        "place": derived(salt, f"place {user_id}"),
        "keys": [{"id": n, "key": derived(salt, f"key {user_id} {n}")} for n in (half_day, half_day - 1)],
    }


def salt_of(user_id: int) -> bytes:
    """The user's salt, made on first use."""
    row = DraftKey.objects.filter(user_id=user_id).first()
    if row is None:
        DraftKey.objects.bulk_create([DraftKey(user_id=user_id, salt=secrets.token_bytes(32))], ignore_conflicts=True)
        row = DraftKey.objects.get(user_id=user_id)
    return bytes(row.salt)


def derived(salt: bytes, purpose: str) -> str:
    """32 bytes for one purpose, in base64."""
    secret = settings.SECRET_KEY.encode()
    return b64encode(HKDF(SHA256(), 32, salt, f"izote draft {purpose}".encode()).derive(secret)).decode()
