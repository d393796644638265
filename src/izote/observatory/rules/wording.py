"""An editor's words: what they may not say, and the sentences that whoever publishes looks at one by one."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from izote.kit.personal import HOUSE
from izote.kit.wording import CLOSE, figures_in, plain, sentences
from izote.observatory.rules.persons import seen_in
from izote.observatory.rules.words import says_return

Words = Mapping[str, Mapping[str, str]]
CRIME = re.compile(
    r"\b(delit|delinc|crim|homicid|femini?cid|asesin|violen|pandill|maras?\b|marer|extors|robo|hurto|secuestr|murder|killing|gangs?\b|robber|theft)"
)
# "retorno" and "deportación" too, in words about violence
RETURNS = re.compile(r"\b(retorn|deport(?!e\b|es\b|iv|ist)|repatri|returnee|returned|expuls)")


class Doubt(NamedTuple):
    """A sentence that somebody has to look at: where it stands, why, what it says."""

    code: str
    why: str
    sentence: str


def says_person(text: str) -> str:
    """What a text says of a person (document, phone, address), or nothing."""
    return seen_in(text) or ("address" if HOUSE.search(plain(text)) else "")


def withheld_values(items: Iterable[Mapping[str, Any]]) -> set[int]:
    """The counts of the cells that the public does not read."""
    rows = (row for item in items for table in item["tables"] for row in table["rows"])
    return {int(row["count"]) for row in rows if row["state"] in ("primary", "secondary") and row["count"] is not None}


def doubts(words: Words, domain: str, withheld: set[int]) -> list[Doubt]:
    """Every sentence to be looked at before it is public: a place too close, a number that is withheld, returns beside violence."""
    found = []
    for section, texts in sorted(words.items()):
        for language, text in sorted(texts.items()):
            for at, one in enumerate(sentences(text)):
                found += [Doubt(f"{section}.{language}.{at}.{why}", why, one) for why in _why(one, domain, withheld)]
    return found


def _why(sentence: str, domain: str, withheld: set[int]) -> list[str]:
    said = plain(sentence)
    beside = {"violence": bool(RETURNS.search(said)) or says_return(sentence), "returns": bool(CRIME.search(said))}
    tests = (("place", CLOSE.search(said)), ("number", figures_in(sentence) & withheld), ("beside", beside.get(domain)))
    return [why for why, holds in tests if holds]
