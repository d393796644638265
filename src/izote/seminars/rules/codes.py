"""Codes: of a seminar, of a participant, of a certificate."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, EACH = 3, 4
PREFIXES = {"seminar": "SE", "workshop": "TA"}
PARTICIPANT = re.compile(r"\s*(?:p\s*-?\s*)?0*([1-9][0-9]{0,2})\s*", re.I)


def seminar_code(kind: str, year: int, number: int) -> str:
    """SE-2026-03, TA-2026-01."""
    return f"{PREFIXES[kind]}-{year}-{number:02}"


def read_participant(text: str) -> int | None:
    """The number that somebody typed as P-07, p7 or 7."""
    found = PARTICIPANT.fullmatch(text)
    return int(found[1]) if found else None


def certificate_code() -> str:
    """A code of twelve signs that nobody guesses, without those that are mistaken for others."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(EACH)) for _ in range(GROUPS))


def read_certificate(text: str) -> str:
    """A code as it was copied from paper, as it is kept."""
    plain = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    return "-".join(plain[at : at + EACH] for at in range(0, len(plain), EACH))
