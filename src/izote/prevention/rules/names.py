"""Names of persons in a free text: by lists of names, by titles, kinship and “se llama”; never places or institutions."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from izote.prevention.rules.flat import Flat
from izote.prevention.rules.namelists import LETTERS, Lists, Phrases, lists, phrases

PARTICLES = frozenset(["de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "van", "von", "mc"])
SAINTS = frozenset(["san", "santa", "santo", "sta", "sto", "saint", "st", "ciudad"])
NEAR = re.compile(r"[ \t]*\n?[ \t]*|[-_.’'‘]")
NAMED = re.compile(
    r"\b(?:se\s+llama(?:n|ba)?|llamad[oa]s?|nombrad[oa]|a\s+nombre\s+de|nombres?\s*:|named|called|surnamed"
    r"|(?:de\s+nombres?|de\s+apellidos?|apellidad[oa]|una?\s+tal|(?:su|mi)\s+nombre\s+es|responde\s+al\s+nombre\s+de|(?:his|her|my|whose)\s+name\s+is))\s*:?\s*$"
)
# after these any word is a name
SURE = re.compile(
    r"\b(?:de\s+nombres?|de\s+apellidos?|apellidad[oa]|una?\s+tal|(?:su|mi)\s+nombre\s+es|responde\s+al\s+nombre\s+de|(?:his|her|my|whose)\s+name\s+is)\s*:?\s*$"
)
SHORTENED = frozenset("sr sra srta lic licda ing dr dra sgto prof mr mrs ms".split())
CALLED_THINGS = re.compile(
    r"\b(?:programa|grupo|lugar|zona|canton|caserio|colonia|comunidad|proyecto|iglesia|escuela|plan|centro|municipio|distrito|pagina|canal|operativo|ley|mesa"
    r"|asociacion|program|project|place|page|group|town|village)\b[^.;\n]{0,30}$"
)  # fmt: skip
FEWEST_CAPITALS = 0.7


class Token(NamedTuple):
    """A word: small letters, how it is written (name, CAPITALS or small), where, and whether it goes on directly from the one before."""

    word: str
    capital: bool
    title: bool
    start: int
    end: int
    near: bool
    first: bool


def names_in(flat: Flat, places: frozenset[str]) -> list[tuple[int, int]]:
    """Where names of persons stand in a text: from, to."""
    tokens = _tokens(flat)
    several, single = phrases(places)
    fixed = _fixed(flat, tokens, several)
    reader = Reader(flat, tokens, fixed, single, lists())
    found, at = [], 0
    while at < len(tokens):
        last = reader.name_at(at)
        if last is None:
            at += 1
        else:
            found.append((tokens[at].start, tokens[last].end))
            at = last + 1
    return found


def _tokens(flat: Flat) -> list[Token]:
    letters = sum(sign.isalpha() for sign in flat.cased)
    loud = letters > 12 and sum(sign.isupper() for sign in flat.cased) > FEWEST_CAPITALS * letters
    out: list[Token] = []
    for match in LETTERS.finditer(flat.cased):
        between = flat.cased[out[-1].end : match.start()] if out else ""
        initial = bool(out) and out[-1].end - out[-1].start == 1 and re.fullmatch(r"\.\s?", between) is not None
        near = bool(out) and (initial or (between != "" and NEAR.fullmatch(between) is not None))
        word = match[0]
        capital = word[0].isupper() and not loud
        first = not out or bool(re.search(r"[.!?:;\n•]|[-–—]\s", between))
        out.append(
            Token(word.lower(), capital, capital and (len(word) == 1 or word[1:].islower()), match.start(), match.end(), near, first)
        )
    return out


def _fixed(flat: Flat, tokens: list[Token], several: Phrases) -> set[int]:
    """The tokens that belong to a name of a place, a saint, a street, an institution."""
    fixed: set[int] = set()
    at = 0
    while at < len(tokens):
        phrase = next((p for p in several.get(tokens[at].word, ()) if _reads(tokens, at, p) and not _goes_on(tokens, at, p, fixed)), ())
        fixed.update(range(at, at + len(phrase)))
        at += len(phrase) or 1
    for at, token in enumerate(tokens):
        after = at + 1
        if token.word in SAINTS and after < len(tokens) and tokens[after].near and at not in fixed:
            fixed.update((at, after))
    heads, known = lists().by_kind["head"], lists()
    for at, token in enumerate(tokens):
        if token.word in heads and at not in fixed:
            fixed.update(_named_by(tokens, at + 1, fixed, known))
    return fixed


def _reads(tokens: list[Token], at: int, phrase: tuple[str, ...]) -> bool:
    some = tokens[at : at + len(phrase)]
    return len(some) == len(phrase) and all(t.word == p and (n == 0 or t.near) for n, (t, p) in enumerate(zip(some, phrase, strict=True)))


def _goes_on(tokens: list[Token], at: int, phrase: tuple[str, ...], fixed: set[int]) -> bool:
    """Whether “la Paz” or “del Carmen” goes on a given name (María de la Paz) that is no place itself (Santa Ana y El Carmen)."""
    known = lists()
    if phrase[0] not in PARTICLES and phrase[0] != "el":
        return False
    before = at - 1
    while before >= 0 and tokens[before].word in PARTICLES and tokens[before + 1].near:
        before -= 1
    near = (
        before >= 0
        and before not in fixed
        and tokens[before + 1].near
        and tokens[before].word in known.given
        and known.plain(tokens[before].word)
    )
    return near and any(word in known.surnames or word in known.given for word in phrase[1:])


def _named_by(tokens: list[Token], at: int, fixed: set[int], known: Lists) -> Iterator[int]:
    """After “calle” or “escuela”: the words of its name, either unknown ones or one name of a person, not what comes after it."""
    kind, taken = "", 0
    while at < len(tokens) and tokens[at].near and at not in fixed and taken < 4:
        token = tokens[at]
        if token.word in known.surnames or token.word in known.given:
            now = "name"
        elif token.title and token.word not in known.by_kind["stop"]:
            now = "word"
        elif token.word in PARTICLES or (not taken and token.word in ("nacional", "general")):
            at += 1
            continue
        else:
            return
        if kind and now != kind:
            return
        kind, taken = now, taken + 1
        yield at
        at += 1


class Reader:
    """One text, word by word."""

    def __init__(self, flat: Flat, tokens: list[Token], fixed: set[int], single: frozenset[str], known: Lists) -> None:
        self.flat, self.tokens, self.fixed, self.single, self.known = flat, tokens, fixed, single, known

    def name_at(self, at: int) -> int | None:
        """The last token of a name that begins here, or nothing."""
        if at in self.fixed:
            return None
        named = self.named_surely(at)
        letter = len(self.tokens[at].word) == 1 and self.tokens[at].capital
        if not (self.listed(at) or self.may_be_named(at) or letter or named):
            return None
        run = self.run(at)
        if letter and len(run) == 1:
            return None
        # a sentence that begins with a verb: “Llegó María”
        if self.tokens[at].first and not self.listed(at) and len(run) > 1 and self.given(run[1]) and not named:
            return None
        if named or self.announced(at) or self.convinces(run):
            return run[-1]
        return None

    def given(self, at: int) -> bool:
        """Whether this may be a given name."""
        return self.tokens[at].word in self.known.given

    def surname(self, at: int) -> bool:
        """Whether this may be a surname."""
        return self.tokens[at].word in self.known.surnames

    def listed(self, at: int) -> bool:
        """Whether the lists know this word."""
        return self.given(at) or self.surname(at)

    def plain(self, at: int) -> bool:
        """Whether this word is a name and neither an everyday word nor a place."""
        return self.known.plain(self.tokens[at].word) and self.tokens[at].word not in self.single

    def may_be_named(self, at: int) -> bool:
        """Whether this is written as a name and could be one."""
        token, kinds = self.tokens[at], self.known.by_kind
        cue = any(token.word in kinds[kind] for kind in ("stop", "title", "rank", "relative", "head"))
        return token.title and len(token.word) > 1 and not cue and token.word not in self.single and token.word not in PARTICLES

    def run(self, at: int) -> list[int]:
        """The tokens of the name that begins here, particles left out: as far as it may reach."""
        found, here = [at], at + 1
        while here < len(self.tokens) and len(found) < 7:
            step, joined = here, False
            while step < len(self.tokens) and self.particle(step) and step - here < 3:
                step, joined = step + 1, True
            if step >= len(self.tokens) or not self.tokens[step].near or step in self.fixed:
                break
            if joined and self.tokens[here].word in ("y", "e") and not (self.surname(found[-1]) and self.surname(step)):
                break
            if joined and not self.listed(step):
                break
            letter = len(self.tokens[step].word) == 1 and self.tokens[step].capital
            if not (self.listed(step) or letter or self.may_be_named(step)):
                break
            found.append(step)
            here = step + 1
        while len(found) > 1 and len(self.tokens[found[-1]].word) == 1:
            found.pop()
        return found

    def particle(self, at: int) -> bool:
        """Whether this joins the parts of a name; a single capital is an initial."""
        token = self.tokens[at]
        return token.near and token.word in PARTICLES and not (token.capital and len(token.word) == 1)

    def convinces(self, run: list[int]) -> bool:
        """Whether these words, without anything that announces a name, are one."""
        tokens = [self.tokens[n] for n in run]
        pairs = list(pairwise(run))
        written = all(token.capital for token in tokens[:2])
        for one, two in pairs:
            apart = two - one > 1
            sure = self.plain(one) or self.plain(two)
            capitals = self.tokens[one].capital and self.tokens[two].capital
            if self.given(one) and self.surname(two) and (sure or capitals or not apart):
                return True
            if (
                self.surname(one)
                and (self.surname(two) or self.given(two))
                and ((self.plain(one) and self.plain(two)) or (sure and capitals))
            ):
                return True
            if self.given(one) and self.given(two) and self.plain(one) and self.plain(two):
                return True
            if len(self.tokens[one].word) == 1 and self.plain(two) and self.surname(two):
                return True
        head = run[0]
        if self.given(head) and self.plain(head):
            return True
        ends = run[1] if len(run) > 1 else head
        return written and not tokens[0].first and ends != head and self.surname(ends) and self.plain(ends)

    def named_surely(self, at: int) -> bool:
        """Whether “de nombre” or “apellido” stands before: then any word is a name."""
        token = self.tokens[at]
        text = self.flat.low[max(token.start - 120, 0) : token.start]
        return token.word not in self.known.by_kind["stop"] and bool(SURE.search(text))

    def announced(self, at: int) -> bool:
        """Whether a title, kinship or “se llama” stands before, so that the word is a name."""
        token, kinds = self.tokens[at], self.known.by_kind
        before = self.tokens[at - 1] if at else None
        text = self.flat.low[max(token.start - 120, 0) : token.start]
        if NAMED.search(text):
            thing = CALLED_THINGS.search(text)
            return (self.given(at) and (self.plain(at) or token.capital)) or (self.may_be_named(at) and not thing)
        if before is None or at - 1 in self.fixed:
            return False
        gap = self.flat.low[before.end : token.start]
        if before.word in ("de", "of") and at > 1 and self.tokens[at - 2].word in kinds["relative"]:
            return self.given(at) and self.plain(at)
        if gap.startswith(".") and before.word not in SHORTENED:
            return False
        if not re.fullmatch(r"\.?\s{0,2}|\s*[,:(]\s?", gap) or (gap.strip() in (",", ":", "(") and before.word not in kinds["relative"]):
            return False
        listed = self.listed(at) and (self.plain(at) or token.capital)
        if before.word in kinds["title"]:
            return self.listed(at) or self.may_be_named(at)
        if before.word in kinds["relative"] or (
            before.word in ("menor", "mayor") and at > 1 and self.tokens[at - 2].word in kinds["relative"]
        ):
            return listed or (self.may_be_named(at) and gap == " ")
        return before.word in kinds["rank"] and gap.strip() in ("", ".") and (listed or self.may_be_named(at))
