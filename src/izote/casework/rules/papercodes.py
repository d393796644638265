"""Codes of paper forms: eight signs that are not mistaken for each other, the last of which checks the rest."""

from collections.abc import Callable

from izote.people.codes import ALPHABET, check_character

LENGTH = 8
MOST_BLANK = 50


def new_code(choose: Callable[[str], str]) -> str:
    """A fresh code."""
    middle = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return middle + check_character(middle)


def read_code(text: str) -> str:
    """A code as somebody typed it, or nothing when it is none: letters in either case, with or without spaces and hyphens."""
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    fits = len(code) == LENGTH and set(code) <= set(ALPHABET) and check_character(code[:-1]) == code[-1]
    return code if fits else ""


def spaced(code: str) -> str:
    """The code as it is printed: in two halves."""
    return f"{code[:4]}-{code[4:]}"
