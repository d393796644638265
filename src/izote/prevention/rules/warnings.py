"""What a warning is made of: its sections, its canonical words, their digest, its number."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from izote.prevention.rules.words import words

LONGEST = 12_000
# known only when it is issued
GIVEN = frozenset({"number", "issued_on", "notified"})
NUMBER = re.compile(r"PAT-\d{3,}-\d{2}")


def sections() -> tuple[str, ...]:
    """The codes of the sections in their order."""
    return tuple(words("warning_sections"))


def required() -> tuple[str, ...]:
    """The sections that need the editor's words."""
    return tuple(code for code, word in words("warning_sections").items() if word.row["required"] == "yes")


def missing(said: Mapping[str, Mapping[str, str]], language: str) -> tuple[str, ...]:
    """The sections that still lack their words in a language: the required ones, and every one written in Spanish."""
    wanted = [code for code in sections() if code in required() or said.get(code, {}).get("es")]
    return tuple(code for code in wanted if not said.get(code, {}).get(language, "").strip())


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which a content is written down, so that two persons sign the same."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of what is signed: everything but what is only known when it is issued."""
    signed = {name: value for name, value in content.items() if name not in GIVEN}
    return hashlib.sha256(canonical(signed).encode()).hexdigest()


def next_number(taken: list[str], year: int) -> str:
    """PAT-NNN-YY, the next of its year without gaps."""
    ending = f"-{year % 100:02d}"
    used = [int(one.split("-")[1]) for one in taken if NUMBER.fullmatch(one) and one.endswith(ending)]
    return f"PAT-{max(used, default=0) + 1:03d}{ending}"


def whole_scenario(content: Mapping[str, Any]) -> bool:
    """Place, group, threat, vulnerability, capacity, rights, and the level with its reason."""
    parts = ("threat", "vulnerability", "capacity")
    return bool(content["place"] and content["groups"] and content["rights"] and content["level"] and content["level_why"]) and all(
        content[part].get("words") for part in parts
    )


def publishes(publication: str, on: dt.date | None, today: dt.date) -> bool:
    """Whether the decision lets it go to the public today."""
    return publication == "publish" or (publication == "later" and on is not None and on <= today)
