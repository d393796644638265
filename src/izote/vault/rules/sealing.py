"""Identities sealed to two halves at once: no key that opens them all exists anywhere, at any moment.

Each half is an X25519 pair of its own (RFC 7748). An identity gets a pair made for it alone, whose secret part is thrown away; the key of
its box is derived (HKDF-SHA256, RFC 5869) from what that pair shares with both halves. To open one identity each holder gives what their
half shares with that one pair: it opens this identity and no other.
"""

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BLOCK = 1024
SALT, NONCE, CHECK, LENGTH = 16, 12, 3, 32
SHORTEST = 14


class WrongHalf(ValueError):
    """The passphrase, the paper or the half is not the right one."""


def new_half() -> bytes:
    """The secret part of a new half."""
    return os.urandom(LENGTH)


def public_of(secret: bytes) -> bytes:
    """The public part of a half."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=64 * 1024 * 1024, dklen=LENGTH)


def seal_half(secret: bytes, passphrase: str) -> bytes:
    """A half as it is kept: sealed by its holder's passphrase."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return salt + nonce + ChaCha20Poly1305(_stretched(passphrase, salt)).encrypt(nonce, secret, b"izote half")


def open_half(sealed: bytes, passphrase: str) -> bytes:
    """The half again; refuses a wrong passphrase."""
    salt, nonce, rest = sealed[:SALT], sealed[SALT : SALT + NONCE], sealed[SALT + NONCE :]
    try:
        return ChaCha20Poly1305(_stretched(passphrase, salt)).decrypt(nonce, rest, b"izote half")
    except InvalidTag as error:
        raise WrongHalf from error


def on_paper(secret: bytes) -> str:
    """A half to be written down: groups of four letters and figures, the last of them a check."""
    text = base64.b32encode(secret + hashlib.sha256(b"izote paper" + secret).digest()[:CHECK]).decode()
    return " ".join(re.findall("....", text))


def from_paper(text: str) -> bytes:
    """The half that was written down; refuses a slip of the pen."""
    try:
        raw = base64.b32decode(re.sub(r"[\s-]", "", text).upper().replace("0", "O").replace("1", "I").replace("8", "B"))
    except ValueError as error:
        raise WrongHalf from error
    secret, check = raw[:LENGTH], raw[LENGTH:]
    if len(raw) != LENGTH + CHECK or hashlib.sha256(b"izote paper" + secret).digest()[:CHECK] != check:
        raise WrongHalf
    return secret


def give(secret: bytes, once: bytes) -> bytes:
    """What a half shares with the pair of one identity."""
    return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(once))


def _cipher(shares: Sequence[bytes], once: bytes, about: str) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), LENGTH, once, f"izote identity {about}".encode()).derive(b"".join(shares))
    return ChaCha20Poly1305(derived)


def seal_identity(identity: Mapping[str, str], publics: Sequence[bytes], about: str) -> tuple[bytes, bytes]:
    """The public part of the pair made for this identity, and its box; its length says nothing of what is inside."""
    if len(publics) != 2:
        raise ValueError("an identity is sealed to two halves")
    pair = X25519PrivateKey.generate()
    once = pair.public_key().public_bytes_raw()
    shares = [pair.exchange(X25519PublicKey.from_public_bytes(public)) for public in publics]
    text = json.dumps(dict(identity), ensure_ascii=False).encode()
    padded = text + b" " * (-len(text) % BLOCK)
    # the key serves for this box alone: a fixed nonce is never used twice with it
    return once, _cipher(shares, once, about).encrypt(bytes(NONCE), padded, about.encode())


def open_identity(sealed: bytes, once: bytes, shares: Sequence[bytes], about: str) -> dict[str, str]:
    """The identity, with what both halves gave, in the order of their seats."""
    try:
        text = _cipher(shares, once, about).decrypt(bytes(NONCE), sealed, about.encode())
    except InvalidTag as error:
        raise WrongHalf from error
    found: dict[str, str] = json.loads(text)
    return found
