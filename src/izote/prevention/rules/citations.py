"""How a resource is cited: a line in the manner of the APA, a BibTeX entry, and words to search by."""

import re
import unicodedata
from typing import Any

UNDATED = {"es": "s. f.", "en": "n.d."}
# & stands in titles, the others would break the file or run a command
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
TYPES = {"law": "misc", "treaty": "misc", "judgment": "misc", "training": "misc"}


def citation(one: Any, language: str = "es") -> str:
    """Authors (year). Title (number). Publisher. Link."""
    year = f"({one.year or UNDATED.get(language[:2], 'n.d.')})."
    title = f"{one.title.rstrip('.')} ({one.number})." if one.number else f"{one.title.rstrip('.')}."
    who = one.authors or one.publisher
    head = [f"{who.rstrip('.')}.", year, title] if who else [title, year]
    tail = [f"{one.publisher.rstrip('.')}."] if one.publisher and one.publisher != who else []
    # after initials, and institutions, the year follows without a second full stop
    line = " ".join([*head, *tail, *([one.link] if one.link else [])])
    return line.replace(". (", " (", 1) if who and not re.search(r"\b\w\.$", who) else line


def bibtex(one: Any) -> str:
    """One entry for a list of references; its key stays as long as the resource."""
    fields = {
        "title": f"{{{escaped(one.title)}}}",
        "author": f"{{{escaped(one.authors or one.publisher)}}}" if one.authors or one.publisher else "",
        "institution": escaped(one.publisher),
        "year": str(one.year or ""),
        "number": escaped(one.number),
        "language": escaped(", ".join(one.languages)),
        "note": "" if one.checked_by_id else "Por verificar / to be checked",
        "url": one.link.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{TYPES.get(one.kind, 'techreport')}{{{key(one)},", *lines, "}"])


def key(one: Any) -> str:
    """The name by which a list of references cites it."""
    return re.sub(r"[^a-z0-9_-]", "", (one.seed or f"izote{one.pk}").replace(" ", "").lower())


def escaped(words: str) -> str:
    """Words in which nothing is a command."""
    return "".join(SPECIAL.get(c, c) for c in " ".join(words.split()))


def plain(words: str) -> str:
    """Small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


def searched(one: Any, *more: str) -> str:
    """All words of a resource, as they are searched."""
    said = (one.title, one.authors, one.publisher, one.number, str(one.year or ""), one.summary_es, one.summary_en, *more)
    return " ".join(plain(words) for words in said if words)
