"""What an institution may send to show what it did, and what in it could say who a person is; pure."""

from collections.abc import Collection
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from izote.prevention.rules.persons import hits

KINDS = ("image", "pdf", "text")
NOBODY, OFFICIALS, PERSONS = "nobody", "officials", "persons"
SHOWS: dict[str, str | Promise] = {
    NOBODY: _("No: nobody can be recognised in it"),
    OFFICIALS: _("Only officials of the institution who sign or take part for it"),
    PERSONS: _("Yes: other persons can be recognised, or are named"),
}
# these are never an official's signature
ALWAYS = frozenset({"document", "birth", "alias", "account"})
MOST_OFFICIALS = 8


class Refusal(NamedTuple):
    """Why a file is not taken, and the words in it that are the reason."""

    sentence: str | Promise
    words: tuple[str, ...] = ()


def refusal(shows: str, words: str, places: Collection[str]) -> Refusal | None:
    """Why a file is not taken, by what is said of it and by the words in it; nothing when it is taken.

    A letter bears the name of whoever signs it, so names are taken where it is said that they are officials'; a list of many is not.
    """
    if shows not in (NOBODY, OFFICIALS):
        return Refusal(
            _("Evidence shows and names no persons. Cover faces and names, or send counts, and say here that nobody can be recognised.")
        )
    found = hits(words, places)
    worst = tuple(dict.fromkeys(hit.words for hit in found if hit.kind in ALWAYS))
    if worst:
        return Refusal(_("The file has numbers or words that say who a person is. Take them out and send it again."), worst)
    named = tuple(dict.fromkeys(hit.words for hit in found))
    if named and shows == NOBODY:
        return Refusal(_("The file may name somebody. Take the names out, or say that they are only officials who sign."), named)
    if len(named) > MOST_OFFICIALS:
        return Refusal(_("The file names many persons: it looks like a list. Send counts, not lists."), named)
    return None
