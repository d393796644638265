"""Who is meant: ask the database for candidates, then put the likeliest first and say what matched."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db import connection
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from izote.people import names

MOST_WORDS = 12
LEAST_FIT = 0.55
UNTYPED = (0.06, 0.12, 0.08, 0.01, 0.0)
SQL = """
select person_id, score, via, words, sounds, born, year from search.persons(
  %s::text[], %s::text[], %s::int[], %s::text[], %s::real[], %s::int[], %s::date[], %s::text[], %s::text[], %s::text[], %s)
"""

SIMILAR = "select person_id, score, via from search.similar(%s::text, %s::text, %s::text, %s::date, %s::int, %s::text[], %s::text[], %s)"


@dataclass(frozen=True)
class Hit:
    """A person found: how well, and by what (codes such as `nickname:chepe=jose`, `sound:vasques=vasquez`, `year`)."""

    person_id: int
    score: float
    matched: tuple[str, ...] = field(default=())


def search_persons(text: str, *, limit: int = 10) -> list[Hit]:
    """The persons whom the actor may see and whom a text from the search box most likely means."""
    typed = names.looks_like(text)
    if typed == names.Typed():
        return []
    with connection.cursor() as cursor:
        cursor.execute(SQL, arguments(typed, text))
        rows = cursor.fetchall()
    return ranked(typed, rows)[:limit]


def similar_persons(
    *,
    given: str,
    first_surname: str,
    second_surname: str = "",
    born: dt.date | None = None,
    year: int | None = None,
    documents: Sequence[str] = (),
    phones: Sequence[str] = (),
    limit: int = 10,
) -> list[Hit]:
    """The persons whom the actor may see and who may be this one: is she already known?"""
    keys = [key for key in (names.document_key(value, "dui") for value in documents) if key]
    numbers = [key for key in map(names.phone_key, phones) if key]
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, [given, first_surname, second_surname, born, year, keys, numbers, limit])
        return [Hit(person_id, round(score, 4), tuple(via)) for person_id, score, via in cursor.fetchall()]


def arguments(typed: names.Typed, text: str = "", most: int = 40) -> list[Any]:
    """What `search.persons` is asked: the words as heard, their aliases with weights, and numbers."""
    heard: list[str] = []
    aliases: dict[tuple[int, str], float] = {}
    words = _words(typed)
    for slot, word in enumerate(words, 1):
        heard.append(names.sound(word))
        for other in names.aliases(word)[:24]:
            aliases.setdefault((slot, names.sound(other)), 0.9)
        for part in _parts(word):
            aliases.setdefault((slot, names.sound(part)), 0.55)
    for slots, glued in _glued(words, text):
        for slot in slots:
            aliases.setdefault((slot, names.sound(glued)), 0.9)
    keys = list(aliases)
    numbers = _numbers(typed)
    return [
        words,
        heard,
        [slot for slot, _ in keys],
        [sound for _, sound in keys],
        [aliases[key] for key in keys],
        list(typed.years) + [date.year for date in typed.dates],
        _dates(typed.dates),
        *numbers,
        list(typed.codes),
        most,
    ]


def _words(typed: names.Typed) -> list[str]:
    words = [word for word in typed.words if len(word) > 1] or list(typed.words)
    return words[:MOST_WORDS]


def _parts(word: str) -> list[str]:
    """A glued word taken apart: delacruz → cruz, anamaria → ana, maria (the database keeps those it knows)."""
    parts = [word[len(glue) :] for glue in ("dela", "delos", "del", "de", "la") if word.startswith(glue) and len(word) - len(glue) >= 3]
    if len(word) >= 6:
        for at in range(3, len(word) - 2):
            parts += [word[:at], word[at:]]
    return parts


def _glued(words: Sequence[str], text: str) -> Iterable[tuple[tuple[int, ...], str]]:
    """Neighbours and their particles written as one word: (mari, sol) → marisol, de la cruz → delacruz."""
    for slot, (one, two) in enumerate(pairwise(words), 1):
        yield (slot, slot + 1), one + two
    before = ""
    for word in names.words(text):
        if word in names.PARTICLES:
            before += word
            continue
        if before and word in words:
            yield (words.index(word) + 1,), before + word
        before = ""


def _dates(dates: Iterable[dt.date]) -> list[dt.date]:
    both = list(dates)
    return both + [date.replace(month=date.day, day=date.month) for date in both if date.day <= 12 and date.day != date.month]


def _numbers(typed: names.Typed) -> tuple[list[str], list[str]]:
    """Documents and telephones to look for: as typed, as they may be meant, and with one slip of the finger."""
    documents = [key for digits in (*typed.documents, *typed.phones) for key in _meant(digits)]
    documents += [key for digits in typed.documents if len(digits) == 9 for key in _slips(digits) if names.dui_ok(key)]
    phones = [key for digits in typed.phones for key in (digits, *(_slips(digits) if len(digits) == 8 else ()))]
    return list(dict.fromkeys(documents)), list(dict.fromkeys(phones))


def _meant(digits: str) -> list[str]:
    """A document as typed; eight digits may lack the check digit or a leading zero."""
    if len(digits) == 8 and digits.isdigit():
        return [digits, f"{digits}{names.dui_check_digit(digits)}", f"0{digits}"]
    return [digits, digits.zfill(9)] if digits.isdigit() else [digits]


def _slips(digits: str) -> list[str]:
    """Numbers that differ by one digit or by two neighbours in the wrong order."""
    if not digits.isdigit():
        return []
    one = [digits[:i] + other + digits[i + 1 :] for i in range(len(digits)) for other in "0123456789" if other != digits[i]]
    return one + [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)]


def ranked(typed: names.Typed, rows: Iterable[Sequence[Any]]) -> list[Hit]:
    """Candidates from the database compared word by word, the likeliest first."""
    best: dict[int, Hit] = {}
    words = _words(typed)
    meant = {*typed.phones, *(key for digits in (*typed.documents, *typed.phones) for key in _meant(digits))}
    for person_id, coarse, via, written, heard, born, year in rows:
        score, matched = _compare(words, written, heard)
        gain, when = _when(typed, born, year)
        total = score + gain + 0.25 * coarse
        if via:
            kind, _, number = via.partition(":")
            exact = kind == "code" or number in meant
            matched = (kind if exact else f"{kind}_near", *matched)
            total = score + gain + (100 if exact else 4)
        found = Hit(person_id, round(total, 4), (*matched, *when))
        if person_id not in best or best[person_id].score < found.score:
            best[person_id] = found
    hits = sorted(best.values(), key=lambda hit: (-hit.score, -hit.person_id))
    if hits and hits[0].score > 50:
        hits = [hit for hit in hits if not {"phone_near", "document_near"} & {*hit.matched}]
    return hits


def _compare(words: Sequence[str], written: str, heard: str) -> tuple[float, tuple[str, ...]]:
    """Pair each typed word with the person's word that fits best; each of these is used once."""
    mine = [
        (word, sound, role)
        for role, (part, spoken) in enumerate(zip(written.split("|"), heard.split("|"), strict=False))
        for word, sound in zip(part.split(), spoken.split(), strict=False)
        if word not in names.PARTICLES
    ]
    fits = []
    for i, word in enumerate(words):
        for j, (other, sound, _) in enumerate(mine):
            value, kind = _fit(word, other, sound)
            if value >= LEAST_FIT:
                fits.append((-value, abs(i - j), i, j, kind))
    fits.sort()
    used: dict[int, int] = {}
    score = 0.0
    codes: dict[int, str] = {}
    for minus, _, i, j, kind in fits:
        if i not in used and j not in used.values():
            used[i] = j
            score -= minus
            if kind:
                codes[i] = f"{kind}:{words[i]}={mine[j][0]}"
    score -= sum(UNTYPED[role] for j, (_, _, role) in enumerate(mine) if j not in used.values())
    order = [mine[used[i]][2] for i in sorted(used)]
    if len(order) > 1:
        score += 0.05 * (order == sorted(order)) + 0.03 * (order[0] == 0) * (order[-1] == 1)
    elif order == [1]:
        score += 0.05
    return score, tuple(codes[i] for i in sorted(codes))


@lru_cache(maxsize=20_000)
def _fit(typed: str, word: str, sound: str) -> tuple[float, str]:
    """How well a typed word fits a word of a person, from 0 to 1, and by what."""
    if typed == word:
        return 1.0, ""
    spoken = names.sound(typed)
    if spoken == sound:
        return 0.93 + 0.02 * JaroWinkler.similarity(typed, word), "sound"
    if names.same_name(typed, word):
        return 0.88, "nickname"
    if word in names.aliases(typed):
        return 0.8, "nickname"
    far = min(DamerauLevenshtein.distance(typed, word), DamerauLevenshtein.distance(spoken, sound) + 0.25)
    alike = 1 - 1.2 * far / max(len(typed), len(word))
    if len(typed) >= 3 and word.startswith(typed):
        return max(0.72, alike), "start"
    return (alike if far <= 3 else 0.0), "typo"


def _when(typed: names.Typed, born: dt.date | None, year: int | None) -> tuple[float, tuple[str, ...]]:
    """What a birth date or year adds or takes away."""
    if born and born in typed.dates:
        return 1.2, ("date",)
    if born and born in _dates(typed.dates):
        return 0.9, ("date_swapped",)
    years = {*typed.years, *(date.year for date in typed.dates)}
    if not years or year is None:
        return 0.0, ()
    if year in years:
        return 0.7, ("year",)
    if {year - 1, year + 1} & years:
        return 0.25, ("year_near",)
    return -0.3, ()
