"""What makes a recommendation whole, and what is odd in several together; pure functions."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from izote.prevention.rules.words import words

Sentence = str | Promise
ORDER = ("low", "medium", "high")
LONGEST_YEARS = 5
# a name made of these words alone names nobody
NOBODY = frozenset(
    "el la los las de del a al y o que quien quienes the of and to all other otras otros todas todos autoridad autoridades"
    " institucion instituciones entidad entidades organismo organismos instancia instancias dependencia dependencias actores"
    " competente competentes correspondiente correspondientes corresponda correspondan pertinente pertinentes responsable"
    " responsables involucrada involucradas involucrados concernidas estado gobierno publica publicas locales nacionales local"
    " nacional authority authorities institution institutions body bodies agency agencies actors relevant competent appropriate"
    " concerned responsible state government public national".split()
)

FIELDS: dict[str, Sentence] = {
    "heading": _("The heading is missing: security, rights, humanitarian, justice, coordination or oversight."),
    "legal_basis": _("The legal basis is missing."),
    "verb": _("The verb of the action is missing."),
    "action": _("What has to be done is missing."),
    "means": _("The means are missing: with what staff, money or things."),
    "indicator": _("How it will be verified is missing."),
    "evidence_required": _("The evidence that the institution has to send is missing."),
    "stream": _("Upstream, midstream or downstream is missing."),
}


def names_nobody(name: str) -> bool:
    """Whether a name says nobody in particular, such as “competent authorities”."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return set(re.findall(r"[a-z]+", plain)) <= NOBODY


def exceeds(capacity: str, verb: str) -> bool:
    """Whether an action takes more than the institution has; a capacity that nobody judged is not known, and is no yes."""
    word = words("action_verbs").get(verb)
    return capacity in ORDER and word is not None and ORDER.index(word.row["demand"]) > ORDER.index(capacity)


def above_capacity(rec: Any) -> bool:
    """Whether it goes beyond the institution: because the author says so, or because the action takes more than it has."""
    return bool(rec.above_capacity) or exceeds(rec.addressee.capacity, rec.verb)


def missing(rec: Any, today: dt.date) -> list[Sentence]:
    """What a recommendation lacks, each in one sentence; nothing when it is whole."""
    found = [sentence for name, sentence in FIELDS.items() if not str(getattr(rec, name) or "").strip()]
    return found + _institution(rec, today) + _deadline(rec.due_on, today) + _capacity(rec) + _law(rec)


def _institution(rec: Any, today: dt.date) -> list[Sentence]:
    institution = rec.addressee.institution
    if names_nobody(institution.name):
        return [_("One institution must be named, not “competent authorities”.")]
    if institution.valid_to is not None and institution.valid_to < today:
        return [_("The institution no longer exists. Address its successor.")]
    return []


def _deadline(due_on: dt.date | None, today: dt.date) -> list[Sentence]:
    if due_on is None:
        return [_("The deadline is missing: a day of the calendar.")]
    if due_on <= today:
        return [_("The deadline is over already. Choose a later day.")]
    if due_on > today + dt.timedelta(days=366 * LONGEST_YEARS):
        return [_("The deadline is more than five years away. Please check the year.")]
    return []


def _capacity(rec: Any) -> list[Sentence]:
    if not above_capacity(rec):
        return []
    found: list[Sentence] = []
    if rec.co_responsible is None or rec.co_responsible.level != "national":
        found.append(_("It is above the institution's capacity: name a national institution that is responsible with it."))
    if not rec.assistance.strip():
        found.append(_("It is above the institution's capacity: write which technical assistance is asked for."))
    return found


def _law(rec: Any) -> list[Sentence]:
    if rec.legal_basis.strip() and rec.basis_checked_by_id is None:
        return [_("The legal basis has not been checked by another person who knows the law.")]
    return []


def flags(recs: Sequence[Any], kind: str) -> list[Sentence]:
    """What is odd in the recommendations of one warning together; said to whoever writes and signs, and no bar."""
    found: list[Sentence] = []
    if recs and all(rec.stream == "midstream" for rec in recs):
        found.append(_("Every measure is midstream: this only reacts. Add one that prevents, or one that repairs."))
    if kind == "imminent" and recs and all(is_slow(rec.verb) for rec in recs):
        found.append(_("The threat is imminent and every measure builds capacity slowly. Lower the threat and mobilise a response now."))
    return found


def is_slow(verb: str) -> bool:
    """Whether an action takes effect in months: training, studies, protocols, reforms."""
    word = words("action_verbs").get(verb)
    return word is not None and word.row["tempo"] == "slow"
