"""Splits a full name as it stands on a list into given names and surnames, the Salvadoran way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from izote.kit.personal import given_names
from izote.people.names import fold

DEVOTIONS = frozenset(
    (
        *("carmen", "rosario", "pilar", "socorro", "transito", "angeles", "mercedes", "dolores", "milagros", "milagro", "jesus", "refugio"),
        *("consuelo", "lourdes", "fatima", "concepcion", "guadalupe", "amparo", "remedios", "nieves", "cielo", "rocio", "jose", "maria"),
    )
)
DE_SURNAMES = frozenset(["leon", "paz", "jesus", "dios", "sola", "la", "los", "las", "o", "cid", "aguila", "valle"])
PARTICLES = frozenset(["de", "del", "la", "las", "los", "lo", "da", "do", "dos", "van", "von", "der", "di", "san", "santa", "mc", "mac"])
SMALL = frozenset(["de", "del", "la", "las", "los", "lo", "y", "viuda", "da", "do", "dos", "van", "von"])
WIDOW = re.compile(r"\b(?:vda|viuda|v\.?d\.?a)\.?\s*(?:de\s+)?", re.IGNORECASE)
TITLES = re.compile(
    r"^(?:(?:sr|sra|srta|don|doña|dona|lic|ing|dr|dra|mr|mrs|ms|menor|niñ[oa]|joven|señora?|señorita)\.?\s+)+", re.IGNORECASE
)
LEADING_NUMBER = re.compile(r"^\s*\d{1,5}\s*[.)\-–:]?\s+")
ASIDE = re.compile(r"[(\[{].*?[)\]}]")
ALLOWED = re.compile(r"[^\w\s'’.,\-]|_")


@dataclass(frozen=True)
class Name:
    """The parts of one person's name."""

    first_name: str = ""
    middle_names: str = ""
    first_surname: str = ""
    second_surname: str = ""
    married_surname: str = ""

    def __bool__(self) -> bool:
        return bool(self.first_name or self.middle_names or self.first_surname or self.second_surname)

    @property
    def folded(self) -> tuple[str, ...]:
        """What identity is told by: given names and the two surnames, folded."""
        return tuple(fold(part) for part in (self.first_name, self.middle_names, self.first_surname, self.second_surname))


def usual_sex(name: str) -> str:
    """The sex of whoever usually bears a given name, or nothing."""
    return given_names().get(fold(name), "")


def tidy(text: str) -> str:
    """A name without numbering, titles, asides and marks that no name has."""
    if text.replace(" ", "").isalpha() and not TITLES.match(text):
        return " ".join(text.split())
    text = ASIDE.sub(" ", LEADING_NUMBER.sub("", text))
    text = TITLES.sub("", " ".join(ALLOWED.sub(" ", text).split()))
    return text.strip(" .,-'’")


@lru_cache(maxsize=20_000)
def cased(text: str) -> str:
    """Names in capitals or in small letters get their usual capitals; mixed ones are left as written."""
    if not text or not (text.isupper() or text.islower()):
        return text
    return " ".join(word if word in SMALL else _capital(word) for word in text.lower().split())


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:] if word.isalpha() else re.sub(r"(^|[-'’])(\w)", lambda m: m[1] + m[2].upper(), word)


def start_upper(text: str) -> str:
    """A surname that stands alone begins with a capital: De la Cruz."""
    text = cased(text)
    return text[:1].upper() + text[1:]


def units(text: str) -> list[str]:
    """Words, with particles joined to the word they introduce: ana / maría / de la cruz."""
    out: list[str] = []
    held: list[str] = []
    for word in text.split():
        held.append(word)
        if word.lower().strip(".") not in PARTICLES:
            out.append(" ".join(held))
            held = []
    if held:
        out.append(" ".join(held)) if not out else out.__setitem__(-1, " ".join([out[-1], *held]))
    return out


@lru_cache(maxsize=20_000)
def split_full_name(text: str, surnames_first: bool = False, sex: str = "") -> Name:
    """Given names, two surnames and a married surname out of one text."""
    text = tidy(text)
    if "," in text:
        left, right = (part.strip() for part in text.split(",", 1))
        if left and right and not WIDOW.match(right):
            return join_parts(right, left, "", sex)
        text = f"{left} {right}"
    text, married = _take_widow(text)
    parts = _join_devotions(units(text.replace(",", " ")))
    if not surnames_first and not married and sex != "M":
        parts, married = _take_married(parts)
    count = len(parts)
    if surnames_first:
        taken = _surnames_in_front(parts)
        return join_parts(" ".join(parts[taken:]), " ".join(parts[:taken]), married, sex)
    given = 1 if count <= 2 else count - 2
    if count == 3 and _is_given(parts[1]) and not _is_given(parts[2]):
        given = 2
    return join_parts(" ".join(parts[:given]), " ".join(parts[given:]), married, sex)


def join_parts(given: str, surnames: str, married: str = "", sex: str = "") -> Name:
    """A name out of its given names and its surnames, each as one text."""
    surnames, widow = _take_widow(surnames)
    given_units = units(tidy(given))
    surname_units = units(tidy(surnames).replace(",", " "))
    if not married and not widow and sex != "M" and len(surname_units) >= 2:
        surname_units, married = _take_married(["", *surname_units])
        surname_units = surname_units[1:]
    return Name(
        first_name=cased(given_units[0]) if given_units else "",
        middle_names=cased(" ".join(given_units[1:])),
        first_surname=start_upper(surname_units[0]) if surname_units else "",
        second_surname=start_upper(" ".join(surname_units[1:])),
        married_surname=cased(widow or married),
    )


def married_name(text: str) -> str:
    """A married surname always with its particle: Ramírez → de Ramírez."""
    text, widow = _take_widow(tidy(text))
    bare = widow or text
    return cased(bare) if not bare or fold(bare).split()[0] in ("de", "del", "viuda") else f"de {cased(bare)}"


def _take_widow(text: str) -> tuple[str, str]:
    found = WIDOW.search(text)
    if not found or not text[found.end() :].strip():
        return text, ""
    return text[: found.start()].strip(), cased("VIUDA DE " + text[found.end() :].strip().upper())


def _take_married(parts: list[str]) -> tuple[list[str], str]:
    """The last 'de X' after a name and a surname is the husband's; De León, De la Cruz and De Paz are surnames."""
    last = parts[-1].lower().split() if parts else []
    if len(parts) >= 3 and len(last) >= 2 and last[0] == "de" and not (len(parts) == 3 and fold(last[1]) in DE_SURNAMES):
        return parts[:-1], parts[-1]
    return parts, ""


def _join_devotions(parts: list[str]) -> list[str]:
    """Del Carmen, de los Ángeles, de Jesús after a given name belong to it."""
    out: list[str] = []
    for part in parts:
        words = part.lower().split()
        devout = len(words) > 1 and words[0] in ("de", "del") and fold(words[-1]) in DEVOTIONS
        if out and devout and len(parts) > len(out) + 1 and all(_is_given(before.split()[0]) for before in out):
            out[-1] = f"{out[-1]} {part}"
        else:
            out.append(part)
    return out


def _is_given(part: str) -> bool:
    return fold(part) in given_names() or fold(part.split()[0]) in given_names()


def _surnames_in_front(parts: list[str]) -> int:
    count = len(parts)
    if count <= 2:
        return min(count, 1)
    if count == 3:
        return 1 if _is_given(parts[1]) and _is_given(parts[2]) else 2
    return 2


def surnames_come_first(texts: Iterable[str]) -> bool:
    """Whether the full names of a column mostly begin with the surnames, told by where common given names stand."""
    front = back = 0
    for text in texts:
        parts = units(tidy(text))
        if len(parts) >= 3 and "," not in text:
            front += _is_given(parts[0])
            back += _is_given(parts[-1])
    return back > front * 1.5 and back >= 3
