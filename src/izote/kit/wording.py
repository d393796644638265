"""What words give away: places too close, small numbers; for every room that lets words out."""

import re
import unicodedata
from functools import lru_cache

CLOSE = re.compile(
    r"\b(colonias?|col\.|barrios?|caserios?|cantones|canton|cantons|pasajes?|psje|urbanizacion(es)?|lotificacion(es)?|residencial(es)?|repartos?"
    r"|neighbou?rhoods?|hamlets?)(?!\w)"
)
# such a place with its name, as it is written: a cordon may follow from it
NAMED = re.compile(
    r"\b(?i:colonias?|col\.|barrios?|caser[ií]os?|pasajes?|psje\.?|urbanizaci[oó]n|lotificaci[oó]n|residencial)\s+(?i:(?:de\s+)?(?:las?|los?|el)\s+)?"
    r"[\"“«(]?[A-ZÁÉÍÓÚÑ0-9]"
    r"|[A-ZÁÉÍÓÚÑ]\w+\s+(?i:neighbou?rhood|hamlet)\b"
)
NUMBERS = (
    ("un solo", "una sola", "uno", "one", "single"), ("dos", "two"), ("tres", "three"), ("cuatro", "four"), ("cinco", "five"),
    ("seis", "six"), ("siete", "seven"), ("ocho", "eight"), ("nueve", "nine"), ("diez", "ten"), ("once", "eleven"), ("doce", "twelve"),
    ("trece", "thirteen"), ("catorce", "fourteen"), ("quince", "fifteen"),
)  # fmt: skip
FIGURE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[,. ]\d{3})+|\d+)(?![.,]?\d)")
ENDS = re.compile(r"(?<=[.!?…])\s+(?=[^a-z])|\n+")


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """The text without accents, in small letters, with single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    flat = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(flat.lower().split())


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [one.strip() for one in ENDS.split(text) if one.strip()]


def names_close_place(text: str) -> bool:
    """Whether a text names a colonia, barrio or the like."""
    return bool(NAMED.search(text))


def figures_in(text: str) -> set[int]:
    """The whole numbers of a text, in digits or in words."""
    said = plain(text)
    found = {int(re.sub(r"[,. ]", "", one)) for one in FIGURE.findall(said)}
    return found | {n for n, words in enumerate(NUMBERS, 1) if re.search(rf"\b({'|'.join(words)})\b", said)}
