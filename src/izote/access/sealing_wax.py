"""Encryption at rest: AES-256-GCM, bound to what it is about."""

import base64
import hashlib
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def _key(about: str) -> bytes:
    return hashlib.sha256(f"{settings.FIELD_KEY}|{about}".encode()).digest()


def seal(data: bytes, *, about: str) -> bytes:
    """Ciphertext that opens only for the same `about` (for example table:pk:field)."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(about.split(":")[0])).encrypt(nonce, data, about.encode())


def open_sealed(data: bytes, *, about: str) -> bytes:
    """The plain bytes; raises cryptography.exceptions.InvalidTag when moved or changed."""
    return AESGCM(_key(about.split(":")[0])).decrypt(bytes(data[:12]), bytes(data[12:]), about.encode())


def seal_text(text: str, *, about: str) -> str:
    """As `seal`, for text columns."""
    return base64.urlsafe_b64encode(seal(text.encode(), about=about)).decode()


def open_text(text: str, *, about: str) -> str:
    """As `open_sealed`, for text columns."""
    return open_sealed(base64.urlsafe_b64decode(text), about=about).decode()
