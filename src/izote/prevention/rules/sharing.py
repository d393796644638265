"""To whom nothing is given by default: police, armed forces, migration enforcement, consulates."""

import re
from typing import Any

from izote.kit.wording import plain
from izote.prevention.rules.words import words

NAMED = (
    ("consulate", re.compile(r"\b(consulado|consulate|consul|embajada|embassy)\b")),
    ("military", re.compile(r"\b(fuerzas? armadas?|ejercito|militar|armed forces|army|ministerio de (la )?defensa|marina nacional)\b")),
    ("migration", re.compile(r"\b(direccion general de migracion|migracion y extranjeria|control migratorio|dgme|border patrol"
                             r"|instituto nacional de migracion|immigration and customs)\b")),
    ("police", re.compile(r"\b(policia|policial|pnc|police|cuerpo de agentes|seguridad publica)\b")),
)  # fmt: skip


def guarded(kind: str) -> bool:
    """Whether this kind of recipient gets nothing without the delegate and a written legal basis."""
    word = words("recipient_kinds").get(kind)
    return word is None or word.row["guarded"] == "yes"


def guarded_kind(name: str) -> str:
    """The guarded kind to which an institution of this name belongs, or nothing."""
    said = plain(name)
    return next((kind for kind, pattern in NAMED if pattern.search(said)), "")


def kind_that_counts(kind: str, name: str) -> str:
    """The kind somebody chose, unless the name says that it is a guarded one."""
    return guarded_kind(name) or kind


def kind_of(addressee: Any) -> str:
    """The guarded kind as which an institution is marked, or to which its name says that it belongs; or nothing."""
    return addressee.guarded or guarded_kind(addressee.institution.name)


def guarded_kinds() -> list[str]:
    """The kinds that get nothing by default."""
    return [code for code in words("recipient_kinds") if guarded(code)]
