"""Speaking codes: never derived from the person, and wrong when one character is misread."""

import secrets
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U


def check_character(text: str) -> str:
    """The last character of a code (Luhn mod N over the code's alphabet)."""
    total, factor, size = 0, 2, len(ALPHABET)
    for letter in reversed([c for c in text.upper() if c in ALPHABET]):
        product = factor * ALPHABET.index(letter)
        total += product // size + product % size
        factor = 1 if factor == 2 else 2
    return ALPHABET[-total % size]


def new_code(office: str, length: int = 4, choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh code such as ZAC-7K3Q-2."""
    middle = "".join(choose(ALPHABET) for _ in range(length))
    return f"{office}-{middle}-{check_character(office + middle)}"


def code_ok(code: str) -> bool:
    """Whether the code's check character fits."""
    parts = code.strip().upper().split("-")
    return len(parts) == 3 and check_character(parts[0] + parts[1]) == parts[2]
