"""The public version of a warning out of the internal one, by rule: every difference has its rule; only what a rule lets out goes out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from izote.prevention.rules.cuts import CODE, GONE, Change, Nearby, cut, rounded
from izote.prevention.rules.warnings import sections

LEAST = 5
YOUNG_DAYS = 30
TEXTS = ("action", "legal_basis", "means", "indicator", "evidence", "assistance")


class Told(NamedTuple):
    """Something that is otherwise in public: in which section, by which rule, before and after."""

    section: str
    rule: str
    before: str
    after: str


class Public(NamedTuple):
    """The public content, of the same shape as the internal one, and everything in which they differ."""

    content: dict[str, Any]
    told: list[Told]


def public_of(content: Mapping[str, Any], said: Mapping[str, Mapping[str, str]], near: Nearby) -> Public:
    """`said` are the reviewed public words by section and language."""
    told: list[Told] = []
    out = {name: content[name] for name in ("number", "kind", "office", "issued_on", "rights", "conducts", "level", "general")}
    out["reserved"] = list(content["reserved"])
    out["place"] = _place(content["place"], near, told)
    out["window"] = {side: _coarse(content["window"][side], near, told, "window") for side in ("from", "to")}
    out["groups"] = [_group(one, told) for one in content["groups"]]
    out["recommendations"] = [_recommendation(one, near, told) for one in content["recommendations"]]
    out["factors"] = [{name: one[name] for name in ("factor", "value", "grade")} for one in content["factors"]]
    out["dissent"] = [_dissent(one, near, told) for one in content["dissent"]]
    out["evidence"] = _evidence(content["evidence"], told)
    for part in ("threat", "vulnerability", "capacity"):
        out[part] = {"step": content[part]["step"], "words": ""}
        _inside(part, content[part]["words"], told)
    out["protection"] = out["level_why"] = out["general_why"] = ""
    for section, words in (("capacity", content["protection"]), ("level", content["level_why"]), ("groups", content["general_why"])):
        _inside(section, words, told)
    out["words"] = _words(content, said, told)
    out["notified"] = sorted(content.get("notified", ()))
    if out["notified"]:
        told.append(Told("recommendations", "receipt", "", ", ".join(out["notified"])))
    left = {one for one in content["reserved"]}
    told += [Told(section, "reserved", section, "") for section in sections() if section in left]
    for section in left:
        _leave_out(out, section)
    return Public(out, [one for one in told if one.section not in left or one.rule == "reserved"])


def _leave_out(out: dict[str, Any], section: str) -> None:
    """A reserved section: nothing of it stays, neither words nor facts."""
    out["words"].pop(section, None)
    empty: dict[str, Any] = {
        "place": {"place": {}}, "window": {"window": {"from": "", "to": ""}}, "groups": {"groups": []}, "rights": {"rights": []},
        "conducts": {"conducts": []}, "level": {"level": "", "factors": []}, "dissent": {"dissent": []}, "evidence": {"evidence": []},
        "recommendations": {"recommendations": [], "notified": []},
    }  # fmt: skip
    if section in ("threat", "vulnerability", "capacity"):
        out[section] = {"step": "", "words": ""}
    out.update(empty.get(section, {}))


def for_institution(content: Mapping[str, Any]) -> dict[str, Any]:
    """The internal version as an institution needs it: how good the evidence is, and no piece, signal or source by its code."""
    out: dict[str, Any] = without_codes({**content, "signals": [], "evidence": _evidence(content["evidence"], [])})
    return out | {name: content[name] for name in ("number", "code") if name in content}


def without_codes(said: Any) -> Any:
    """The same plain data in whose words no code of the office's files stands."""
    if isinstance(said, str):
        return CODE.sub(GONE, said)
    if isinstance(said, Mapping):
        return {name: without_codes(value) for name, value in said.items()}
    return [without_codes(one) for one in said] if isinstance(said, list | tuple) else said


def _inside(section: str, words: str, told: list[Told]) -> None:
    if words:
        told.append(Told(section, "inside", words, ""))


def _place(place: Mapping[str, Any], near: Nearby, told: list[Told]) -> dict[str, Any]:
    if place["level"] in ("country", "department", "municipality"):
        return {"name": place["name"], "level": place["level"]}
    told.append(Told("place", "place", place["name"], near.municipality))
    return {"name": near.municipality, "level": "municipality"}


def _coarse(day: str, near: Nearby, told: list[Told], section: str) -> str:
    """2026-06-12 becomes 2026-06, or 2026-Q2."""
    if len(day) != 10:
        return day
    after = f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" if near.quarter else day[:7]
    told.append(Told(section, "date", day, after))
    return after


def _group(one: Mapping[str, Any], told: list[Told]) -> dict[str, Any]:
    """A range rounded outwards; what is below five is said as below five; what is unknown stays unknown."""
    least, most = one["least"], one["most"]
    if most is None and least is None:
        return {"code": one["code"], "least": None, "most": None, "few": False}
    top = most if most is not None else least
    few = 0 < top < LEAST
    down = None if few or least is None or least < LEAST else rounded(least, False)
    up = None if few or most is None else 0 if most == 0 else rounded(most, True)
    after = {"code": one["code"], "least": down, "most": up, "few": few}
    if (least, most) != (down, up):
        told.append(Told("groups", "few", f"{one['code']} {least}–{most}", f"{one['code']} {'<5' if few else f'{down}–{up}'}"))
    return after


def _recommendation(one: Mapping[str, Any], near: Nearby, told: list[Told]) -> dict[str, Any]:
    """The texts are cut; the institution stays, and its deadline by its month: with days between, the day on which it was told shows."""
    out = {name: value for name, value in one.items() if name not in ("code", "place")}
    out["due_on"] = _coarse(one.get("due_on", ""), near._replace(quarter=False), told, "recommendations")
    for name in TEXTS:
        if one.get(name):
            out[name], changes = cut(str(one[name]), near)
            told += [Told("recommendations", *change) for change in changes]
    return out


def _dissent(one: Mapping[str, Any], near: Nearby, told: list[Told]) -> dict[str, Any]:
    words, changes = cut(str(one["words"]), near)
    told += [Told("dissent", *change) for change in changes]
    return {"factor": one["factor"], "value": one["value"], "words": words}


def _evidence(items: Sequence[Mapping[str, Any]], told: list[Told]) -> list[dict[str, Any]]:
    """How much there is of each grade."""
    if not items:
        return []
    counted: dict[str, int] = {}
    for one in items:
        counted[one["grade"]] = counted.get(one["grade"], 0) + 1
    out: list[dict[str, Any]] = [
        {"grade": grade, "count": None if n < LEAST else rounded(n, False), "few": n < LEAST} for grade, n in sorted(counted.items())
    ]
    told += [Told("evidence", "evidence", one["what"], "") for one in items]
    return out


def _words(content: Mapping[str, Any], said: Mapping[str, Mapping[str, str]], told: list[Told]) -> dict[str, dict[str, str]]:
    """The reviewed words stand instead of the internal ones; what was not reviewed does not go out."""
    out = {}
    for section in sections():
        before = content["words"].get(section, {})
        after = {language: said.get(section, {}).get(language, "") for language in ("es", "en")}
        for language in ("es", "en"):
            if before.get(language, "") != after[language]:
                told.append(Told(section, "reviewed", before.get(language, ""), after[language]))
        if any(after.values()):
            out[section] = after
    return out


def start_of(content: Mapping[str, Any], section: str, language: str, near: Nearby) -> str:
    """Where the reviewed public text begins: the internal words with everything cut out that the rules see."""
    own = content["words"].get(section, {}).get(language, "")
    held = ""
    if language == "es" and section in ("threat", "vulnerability", "capacity"):
        held = content[section]["words"]
        if section == "capacity" and content["protection"]:
            held = f"{held}\n\n{content['protection']}"
    elif language == "es" and section == "level":
        held = content["level_why"]
    elif language == "es" and section == "groups":
        held = content["general_why"]
    return cut("\n\n".join(filter(None, (held, own))), near)[0]


def still_says(said: Mapping[str, Mapping[str, str]], near: Nearby) -> list[Told]:
    """What the reviewed public words still say and may not."""
    return [
        Told(section, *change)
        for section, texts in said.items()
        for language, text in texts.items()
        for change in changes_in(text, near._replace(language=language))
    ]


def changes_in(text: str, near: Nearby) -> list[Change]:
    """What the rules would still cut out of a text."""
    return cut(text, near)[1]


def is_young(kind: str, issued: dt.date, today: dt.date) -> bool:
    """Whether days are said by quarter: an imminent warning younger than thirty days."""
    return kind == "imminent" and (today - issued).days < YOUNG_DAYS
