"""What leaves this installation for another is signed with its own key; what arrives is checked with the other's."""

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

RAW = serialization.Encoding.Raw


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{settings.FIELD_KEY}|izote.signing".encode()).digest())


def public_key() -> str:
    """The key with which others check what this installation signed: 64 hexadecimal digits."""
    return _private().public_key().public_bytes(RAW, serialization.PublicFormat.Raw).hex()


def fingerprint(key: str) -> str:
    """Six groups of four digits of a key, to be read out on the telephone."""
    digest = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:24]
    return " ".join(digest[n : n + 4] for n in range(0, 24, 4))


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signed(content: dict[str, Any]) -> dict[str, Any]:
    """Content with the signature of this installation and the key that checks it."""
    return {"content": content, "key": public_key(), "signature": base64.b64encode(_private().sign(_canonical(content))).decode()}


def is_signed_by(envelope: dict[str, Any], key: str) -> bool:
    """Whether every byte of the content was signed by the holder of that key."""
    try:
        signature = base64.b64decode(str(envelope["signature"]), validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, _canonical(envelope["content"]))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False
    return True
