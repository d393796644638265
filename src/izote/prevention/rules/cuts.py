"""What goes out of a text before the public reads it: quotations, persons, codes, close places, days, small numbers.

Done twice, it changes nothing.
"""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from izote.kit.wording import NUMBERS, plain
from izote.prevention.rules import persons

GONE = "[…]"
MONTHS_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
MONTHS_EN = "January February March April May June July August September October November December".split()
QUARTERS = {"es": ("primer", "segundo", "tercer", "cuarto"), "en": ("first", "second", "third", "fourth")}
QUOTE = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"\n]*\"")
# of signals, sources, assessments, drafts, proposals and tools; the number of an issued warning (PAT) is public
CODE = re.compile(r"\b(?:S|F|SIG|VAL|ALE|PRO|HER)-[A-Z0-9]{3,}(?:-[A-Z0-9]+)*\b")
NAME = (
    r"[\"“«]?(?:(?:de\s+)?(?:[Ll]as?|[Ll]os?|[Ee]l)\s+)?[A-ZÁÉÍÓÚÑ]\w*"
    r"(?:\s+(?:(?:de|del|la|las|los|y)\s+)*[A-ZÁÉÍÓÚÑ\d]\w*)*[\"”»]?"
)
KIND = (
    r"(?i:colonias?|col\.|barrios?|caser[ií]os?|cant[oó]n(?:es)?|cantons?|pasajes?|psje\.?|urbanizaci[oó]n|lotificaci[oó]n|residencial"
    r"|reparto)"
)
CLOSE = re.compile(rf"\b{KIND}\s+{NAME}|\b[A-ZÁÉÍÓÚÑ]\w+\s+(?i:neighbou?rhood|hamlet|canton)\b")
HOUR = re.compile(r"(?:\ba las?\s+|\bat\s+)?\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?\s?m\.?|horas|h)?(?!\d)(?=[\s,.;)]|$)")
NOUNS = (
    r"personas?|familias?|hogares|hogar|niñ[ao]s?|adolescentes|j[oó]venes|mujer(?:es)?|hombres?|v[ií]ctimas?|casos?|retornad[ao]s|menores|denuncias?"
    r"|homicidios?|desaparecid[ao]s|people|persons?|famil(?:y|ies)|households?|child(?:ren)?|girls?|boys?|wom[ae]n|m[ae]n|victims?|cases?|returnees|killings?"
)
COUNT = re.compile(rf"(?<![\d.,])(\d{{1,3}}(?:[,.]\d{{3}})+|\d+)(\s+(?:de\s+(?:las|los)\s+)?(?:{NOUNS}))\b", re.IGNORECASE)
SAID = {word: n for n, said in enumerate(NUMBERS[:4], 1) for word in said if word not in ("uno", "one")}
FEW = re.compile(rf"\b({'|'.join(SAID)})(\s+(?:sol[ao]s?\s+)?(?:{NOUNS}))\b", re.IGNORECASE)
MONTH = {plain(name): n for names in (MONTHS_ES, MONTHS_EN) for n, name in enumerate(names, 1)} | {"setiembre": 9}
ANY_MONTH = "|".join(sorted(MONTH, key=len, reverse=True))
LEAD = r"(?:(?P<lead>\b(?:entre\s+el|el|del|al|los|between|on\s+the|on|the)\s+(?:d[ií]as?\s+)?))?"
DAYS = r"\d{1,2}(?:\s*(?:º|°|st|nd|rd|th))?(?:\s*(?:,|y|al|a|and|to|-|–)\s*\d{1,2}(?:st|nd|rd|th)?)*"
SPANISH = re.compile(rf"{LEAD}\b{DAYS}\s+de\s+(?P<month>{ANY_MONTH})\b(?:\s+(?:de|del)\s+(?P<year>\d{{4}}))?", re.IGNORECASE)
ENGLISH = re.compile(
    rf"{LEAD}\b(?:(?P<month>{ANY_MONTH})\s+{DAYS}(?!\d)|{DAYS}\s+(?:of\s+)?(?P<month2>{ANY_MONTH}))(?:,?\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
FIGURES = re.compile(
    rf"{LEAD}\b(?:(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-\d{{2}}|\d{{1,2}}[/.-](?P<m2>\d{{1,2}})[/.-](?P<y2>\d{{4}}|\d{{2}}))(?!\d)", re.IGNORECASE
)


class Change(NamedTuple):
    """Something that went out, what stands there instead, and by which rule."""

    rule: str
    before: str
    after: str


class Nearby(NamedTuple):
    """What lies inside a municipality and is not named in public, what is named instead, and how coarse days are said."""

    municipality: str
    closer: Collection[str] = ()
    quarter: bool = False
    language: str = "es"
    # names of places, which are no person's
    places: Collection[str] = ()


def cut(text: str, near: Nearby) -> tuple[str, list[Change]]:
    """The text as the public may read it, and everything that changed, in the order in which it was found."""
    changes: list[Change] = []
    text = _each(QUOTE, text, "quote", lambda found: GONE, changes)
    text = _each(CODE, text, "code", lambda found: GONE, changes)
    found = persons.hits(text, near.places)
    changes += [Change("person", hit.words, GONE) for hit in found]
    text = persons.redacted(text, found)
    text = _each(CLOSE, text, "place", lambda found: GONE, changes)
    text = _places(text, near, changes)
    text = _each(HOUR, text, "date", lambda found: GONE, changes)
    for pattern in (SPANISH, ENGLISH, FIGURES):
        text = _each(pattern, text, "date", lambda found: _month(found, near), changes)
    text = _each(FEW, text, "few", lambda found: _few(found[2], near), changes)
    text = _each(COUNT, text, "few", lambda found: _counted(found, near), changes)
    return re.sub(r"(?:\[…\]\s*)+\[…\]", GONE, text), changes


def _each(pattern: re.Pattern[str], text: str, rule: str, instead: Callable[[re.Match[str]], str], changes: list[Change]) -> str:
    def put(found: re.Match[str]) -> str:
        new = instead(found)
        if new != found[0]:
            changes.append(Change(rule, found[0], new))
        return new

    return pattern.sub(put, text)


def _places(text: str, near: Nearby, changes: list[Change]) -> str:
    """Names of places inside the municipality become the municipality's."""
    named = near.municipality
    for name in sorted({one for one in near.closer if one and one != named}, key=len, reverse=True):
        # “San Miguel” inside “San Miguel Centro” is the municipality's own name
        guard = "".join(rf"(?!{re.escape(named[len(name) :])})" for _ in (0,) if named.startswith(name))
        pattern = re.compile(rf"(?:\b(?i:distrito|district)\s+(?:de\s+|of\s+)?)?\b{re.escape(name)}\b{guard}(?:\s+(?i:district)\b)?")
        text = _each(pattern, text, "place", lambda found: named, changes)
    return text


def _month(found: re.Match[str], near: Nearby) -> str:
    said = found.groupdict()
    number = MONTH.get(plain(said.get("month") or said.get("month2") or "")) or int(said.get("m1") or said.get("m2") or 0)
    if not 1 <= number <= 12:
        return GONE
    year = said.get("year") or said.get("y1") or said.get("y2") or ""
    year = f"20{year}" if len(year) == 2 else year
    lead = (said.get("lead") or "").strip()
    words = (_lead(lead.lower(), near.language) + period(number, year, near)).replace("de el ", "del ").replace("a el ", "al ")
    return words[0].upper() + words[1:] if lead[:1].isupper() else words


def _lead(lead: str, language: str) -> str:
    first = lead.split(" ")[0]
    if language == "es":
        return {"el": "en ", "los": "en ", "entre": "en ", "del": "de ", "al": "a "}.get(first, "")
    return "in " if first in ("on", "between") else ""


def period(month: int, year: str, near: Nearby) -> str:
    """A month in words, or its quarter."""
    if near.quarter:
        which = QUARTERS[near.language][(month - 1) // 3]
        words = f"el {which} trimestre" if near.language == "es" else f"the {which} quarter"
    else:
        words = (MONTHS_ES if near.language == "es" else MONTHS_EN)[month - 1]
    if not year:
        return words
    return f"{words} de {year}" if near.language == "es" else f"{words} {'of ' if near.quarter else ''}{year}"


def _few(noun: str, near: Nearby) -> str:
    plural = noun if noun.rstrip().endswith(("s", "n")) else f"{noun}s"
    return ("menos de 5" if near.language == "es" else "fewer than 5") + plural


def _counted(found: re.Match[str], near: Nearby) -> str:
    number = int(re.sub(r"\D", "", found[1]))
    if number == 0:
        return found[0]
    if number < 5:
        return _few(found[2], near)
    near_by = rounded(number, None)
    if near_by == number:
        return found[0]
    return f"{'cerca de' if near.language == 'es' else 'about'} {near_by}{found[2]}"


def rounded(number: int, up: bool | None) -> int:
    """A number at its step: up, down, or the nearest (None)."""
    step = 5 if number < 50 else 10 if number < 500 else 50 if number < 5_000 else 500
    if up is None:
        return max(round(number / step) * step, 5)
    return -(-number // step) * step if up else number // step * step
