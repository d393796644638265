"""One row beside one file, field by field: what speaks for one person, and what against."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from izote.people import names
from izote.people.linkage import weights
from izote.people.linkage.entries import Entry, Word

Share = Callable[[Any], float]
Finding = tuple[float, float, str]
NOTHING: Finding = (1.0, 1.0, "")
AGREEING = ("same", "sound", "alias", "typo")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much likelier the findings are of one person, and of kin, than of strangers; `codes` say them, + for and - against."""

    match: float
    kin: float
    codes: tuple[str, ...]


def compare(entry: Entry, candidate: Entry, share: Share, place_share: Share) -> Evidence:
    """Weigh every field that both sides know; what one side lacks speaks neither for nor against."""
    return weighed(names_and_birth(entry, candidate, share), numbers_and_place(entry, candidate, place_share))


def names_and_birth(a: Entry, b: Entry, share: Share) -> list[Finding]:
    """The findings that need no further question."""
    return [*_given(a, b, share), *_surnames(a, b, share), _birth(a, b), _sex(a, b)]


def numbers_and_place(a: Entry, b: Entry, place_share: Share) -> list[Finding]:
    """The findings on documents, telephones and district."""
    return [_documents(a, b), _phones(a, b), _place(a, b, place_share)]


def most_to_come(entry: Entry, place_share: Share) -> float:
    """About the most that documents, telephones and the district could still add to a stranger to both numbers."""
    return (5 if entry.documents or entry.phones else 1) * (weights.PLACE_SAME / place_share(entry.place_id) if entry.place_id else 1)


def weighed(findings: list[Finding], further: list[Finding]) -> Evidence:
    """Findings taken together."""
    match = kin = 1.0
    codes = []
    for one, two, code in (*findings, *further):
        match *= one
        kin *= two
        if code:
            codes.append(("+" if one > 1 else "-") + code)
    return Evidence(match, kin, tuple(codes))


@lru_cache(maxsize=200_000)
def level(one: Word, other: Word) -> str:
    """How alike two words are: same, sound, alias, typo, start, far, other."""
    (word, sound), (word2, sound2) = one, other
    if word == word2:
        return "same"
    if sound == sound2:
        return "sound"
    if names.same_name(word, word2):
        return "alias"
    shorter = min(len(word), len(word2))
    if shorter == 1:
        return "start" if word[0] == word2[0] else "other"
    edits = min(DamerauLevenshtein.distance(word, word2), DamerauLevenshtein.distance(sound, sound2))
    if edits == 1 and shorter >= 3:
        return "typo"
    if edits == 2 and shorter >= 6:
        return "far"
    return "start" if shorter >= 3 and (word.startswith(word2) or word2.startswith(word)) else "other"


def _best(one: Word, others: Sequence[Word]) -> tuple[str, int]:
    """The closest of several words, and its place."""
    found = ("other", -1)
    for at, other in enumerate(others):
        how = level(one, other)
        if how in AGREEING and (found[1] < 0 or AGREEING.index(how) < AGREEING.index(found[0])):
            found = (how, at)
    return found


def _given(a: Entry, b: Entry, share: Share) -> list[Finding]:
    if not a.given or not b.given:
        return [NOTHING]
    how, mine, theirs = level(a.given[0], b.given[0]), 0, 0
    if how not in AGREEING:
        moved, at = _best(a.given[0], b.given[1:])
        back, at_back = _best(b.given[0], a.given[1:])
        if moved != "other":
            how, theirs = "moved", at + 1
        elif back != "other":
            how, mine = "moved", at_back + 1
        elif _called(a, b):
            how = "alias"
    ratio = weights.name_ratio(how, share(b.given[theirs][1]))
    rest, rest_b = a.given[:mine] + a.given[mine + 1 :], b.given[:theirs] + b.given[theirs + 1 :]
    middle, code = 1.0, ""
    if rest and rest_b:
        how2, at = _best(rest[0], rest_b)
        middle = weights.NAMES[how2].ratio(share(rest_b[max(at, 0)][1]))
        code = f"middle_{how2}"
    kin = weights.KIN_GIVEN * ratio * middle + 1 - weights.KIN_GIVEN
    return [(ratio, kin, f"first_{how}"), (middle, 1.0, code)]


def _called(a: Entry, b: Entry) -> bool:
    """Whether one side writes as a name what the other gives as a nickname."""
    return _best(a.given[0], b.nicknames)[1] >= 0 or _best(b.given[0], a.nicknames)[1] >= 0


def _surname(one: Word, other: Word, share: Share) -> tuple[float, str]:
    if not one[0] or not other[0]:
        return 1.0, ""
    how = level(one, other)
    return weights.NAMES[how].ratio(share(other[1])), how


def _surnames(a: Entry, b: Entry, share: Share) -> list[Finding]:
    one, how = _surname(a.first_surname, b.first_surname, share)
    two, how2 = _surname(a.second_surname, b.second_surname, share)
    swap = False
    if how not in AGREEING or how2 not in (*AGREEING, ""):
        crossed, how_crossed = _surname(a.first_surname, b.second_surname, share)
        crossed2, how2_crossed = _surname(a.second_surname, b.first_surname, share)
        if swap := crossed * crossed2 * weights.SWAPPED > one * two:
            one, how, two, how2 = crossed, how_crossed, crossed2, how2_crossed
        elif (married := _married(a, b, share)) > two:
            two, how2 = married, "married"
    if how and how2:
        both, first, second, none = weights.KIN_SURNAMES
        kin = both * one * two + first * one + second * two + none
    else:
        kin = weights.KIN_ONE_SURNAME * one * two + 1 - weights.KIN_ONE_SURNAME
    found: list[Finding] = [(one, kin, how and f"surname_{how}"), (two, 1.0, how2 and f"surname2_{how2}")]
    if swap:
        found.append((weights.SWAPPED, 1.0, "surnames_swapped"))
    return found


def _married(a: Entry, b: Entry, share: Share) -> float:
    """A married surname on one side that is the second or married surname of the other."""
    for one, other in (
        (a.second_surname, b.married_surname),
        (b.second_surname, a.married_surname),
        (a.married_surname, b.married_surname),
    ):
        if one[0] and other[0] and level(one, other) in AGREEING:
            return weights.name_ratio("married", share(other[1]))
    return 0.0


def _birth(a: Entry, b: Entry) -> Finding:
    code = born_code(a.born, a.year, a.precision, b.born, b.year, b.precision)
    if not code:
        return NOTHING
    ratio = weights.BIRTH[code].ratio()
    return ratio, 1 + weights.KIN_BIRTH * ratio, code


def born_code(one: dt.date | None, year: int | None, precision: str, other: dt.date | None, year2: int | None, precision2: str) -> str:
    """What two births have in common."""
    if one and other and (one == other or not (_is_new_year(one) or _is_new_year(other))):
        return _dates(one, other)
    if year is None or year2 is None:
        return ""
    apart = abs(year - year2)
    if "age" in (precision, precision2):
        return "age_same" if apart == 0 else "age_near" if apart == 1 else "age_about" if apart <= 3 else "age_other"
    if apart == 0:
        return "year_same"
    if apart == 1:
        return "year_near"
    return "year_typo" if _one_slip(str(year), str(year2)) else "year_other"


def _is_new_year(date: dt.date) -> bool:
    """1 January is what is written when only the year is known."""
    return date.month == date.day == 1


def _dates(one: dt.date, other: dt.date) -> str:
    if one == other:
        return "born_same"
    if one.year == other.year:
        if (one.month, one.day) == (other.day, other.month):
            return "born_swapped"
        return "born_day" if one.month == other.month else "born_month" if one.day == other.day else "born_year"
    apart = abs(one.year - other.year)
    if (one.month, one.day) == (other.month, other.day) and (apart == 1 or _one_slip(str(one.year), str(other.year))):
        return "born_year_typo"
    return "born_near" if apart == 1 else "born_other"


def _one_slip(one: str, other: str) -> bool:
    """One digit wrong, missing or too much, or two neighbours exchanged."""
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def _documents(a: Entry, b: Entry) -> Finding:
    code = ""
    for kind, key in a.documents:
        for kind2, key2 in b.documents:
            if key == key2 and kind != "source":
                return _ratio(weights.DOCUMENTS, "document_same")
            if kind == kind2 == "dui":
                code = "document_typo" if _one_slip(key, key2) else code or "document_other"
    return _ratio(weights.DOCUMENTS, code)


def _phones(a: Entry, b: Entry) -> Finding:
    if not a.phones or not b.phones:
        return NOTHING
    if not set(a.phones).isdisjoint(b.phones):
        code = "phone_same"
    else:
        code = "phone_typo" if any(_one_slip(x, y) for x in a.phones for y in b.phones) else "phone_other"
    ratio = weights.PHONES[code].ratio()
    return ratio, weights.KIN_PHONE * ratio + 1 - weights.KIN_PHONE, code


def _place(a: Entry, b: Entry, place_share: Share) -> Finding:
    if not a.place_id or not b.place_id:
        return NOTHING
    share = place_share(b.place_id)
    if a.place_id == b.place_id:
        return weights.PLACE_SAME / share, weights.KIN_PLACE / share, "place_same"
    return (1 - weights.PLACE_SAME) / (1 - share), (1 - weights.KIN_PLACE) / (1 - share), "place_other"


def _sex(a: Entry, b: Entry) -> Finding:
    if not a.sex or not b.sex or a.sex == b.sex:
        return NOTHING
    return weights.SEX_OTHER.ratio(), 1.0, "sex_other"


def _ratio(table: dict[str, weights.Weight], code: str) -> Finding:
    return (table[code].ratio(), 1.0, code) if code else NOTHING
