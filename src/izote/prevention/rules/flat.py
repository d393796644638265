"""A text without accents, disguises and invisible signs, letter by letter, so that whatever is found in it is found in the original."""

import unicodedata
from typing import NamedTuple


class Flat(NamedTuple):
    """The text in plain letters, the same in small letters, and where each letter stood."""

    cased: str
    low: str
    at: tuple[int, ...]
    size: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in the original, its accents included."""
        return self.at[start], self.at[end] if end < len(self.at) else self.size


def flattened(text: str) -> Flat:
    """Accents off, full-width and other digits as plain ones, invisible signs left out."""
    cased, low, at = [], [], []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKD", sign):
            if unicodedata.combining(letter) or (unicodedata.category(letter) == "Cf"):
                continue
            plain = str(unicodedata.digit(letter)) if letter.isdigit() and not letter.isascii() else letter
            cased.append(plain)
            low.append(plain.lower()[:1])
            at.append(place)
    return Flat("".join(cased), "".join(low), tuple(at), len(text))
