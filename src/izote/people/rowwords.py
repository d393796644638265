"""Small words in the cells of a list: sexes, yes and no, telephones, documents."""

import re
from collections import Counter
from collections.abc import Iterable

from izote.people.names import dui_ok, fold, phone_key

MALE = frozenset(["masculino", "masc", "hombre", "varon", "male", "man", "nino", "masculin", "homme", "masculina", "v", "h", "1 masculino"])
FEMALE = frozenset(["femenino", "femenina", "fem", "mujer", "female", "woman", "nina", "feminino", "f", "femme", "fam", "femeninO".lower()])
OTHER = frozenset(["x", "otro", "otra", "other", "no binario", "no binaria", "nb", "trans", "intersex"])
YES = frozenset(["si", "s", "x", "1", "yes", "y", "true", "verdadero", "sim", "oui", "afirmativo", "ok", "v"])
NO = frozenset(
    ["no", "n", "0", "false", "falso", "ninguno", "ninguna", "nada", "na", "n a", "non", "nao", "no aplica", "none", "sin", "negativo", ""]
)
BETWEEN_PHONES = re.compile(r"[/;,|]|\by\b|\bo\b|\n")
DUI_WORD = re.compile(r"\bdui\b:?|n[o°º]\.?", re.IGNORECASE)
LETTER, NO_DIGIT = re.compile("[A-Za-z]"), re.compile(r"\D")
ALONE = re.compile(r"\b(no acompanad[oa]s?|solo|sola|unaccompanied|sin acompanante|sin compania|nnana|uac|uam|mena)\b")
PREGNANT = re.compile(r"\b(embarazada|embarazo|gestante|pregnant|gestacion|encinta)\b")
UNKNOWN = frozenset(
    ["n a", "na", "s d", "sd", "nd", "no sabe", "no tiene", "no posee", "ninguno", "desconocido", "null", "none", "sin dato", "no"]
)


def meaning_of_m(cells: Iterable[str], given: Iterable[str], said: str = "") -> str:
    """Whether M is hombre (M) or mujer (F) in this column: by the header, the other letters, else the given names beside it; or nothing."""
    from izote.people.fullnames import usual_sex

    letters = Counter(fold(cell) for cell in cells if cell)
    men = letters["h"] + letters["hombre"] + letters["v"] + letters["varon"]
    women = letters["f"] + letters["fem"] + letters["femenino"]
    if men and women:
        return ""
    if men:
        return "F"
    if women:
        return "M"
    if said:
        return said
    beside = Counter(usual_sex(name) for name in given)
    if beside["M"] >= 3 * max(beside["F"], 1):
        return "M"
    return "F" if beside["F"] >= 3 * max(beside["M"], 1) else ""


def read_sex(text: str, m_means: str) -> str | None:
    """F, M, X, '' for nothing said, or None where the word is not understood."""
    word = fold(text)
    if not word or word in UNKNOWN:
        return ""
    if word == "m":
        return m_means or None
    if word in MALE:
        return "M"
    if word in FEMALE:
        return "F"
    return "X" if word in OTHER else None


def read_yes(text: str) -> bool | None:
    """Yes, no, or nothing said; any other words mean that something is there."""
    if not text:
        return None
    word = fold(text) or ("1" if text.strip() in ("✓", "✔", "☑", "+") else "")
    if not word:
        return None
    return word not in NO and not word.startswith(("no ", "sin ", "ningun"))


def phones(text: str) -> list[str]:
    """The telephones of a cell, digits only, eight for El Salvador."""
    found = []
    for piece in BETWEEN_PHONES.split(text) if text else ():
        key = phone_key(piece)
        if 7 <= len(key) <= 15:
            found.append(key)
        elif len(key) in (16, 22, 24) and key[0] in "267":
            found += [key[at : at + 8] for at in range(0, len(key), 8) if len(key[at : at + 8]) == 8]
    return list(dict.fromkeys(found))


def dui(text: str) -> tuple[str, bool]:
    """A DUI as 00000000-0 with its leading zeros, and whether its check digit is right; '' when it is no DUI."""
    if LETTER.search(DUI_WORD.sub("", text)):
        return "", False
    digits = NO_DIGIT.sub("", text)
    if not 7 <= len(digits) <= 9:
        return "", False
    digits = digits.zfill(9)
    return f"{digits[:8]}-{digits[8]}", dui_ok(digits)
