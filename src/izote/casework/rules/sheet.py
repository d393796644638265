"""What of a person may reach the organisation to which she or he is referred: the fields, their values, who may agree to it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from izote.casework.rules.words import label, labels, words
from izote.partners.rules import label as partner_word
from izote.people.rules import label as person_word

NOTICE = "2026-11"
MINIMUM = ("need", "code", "age", "language", "urgency")
LONGEST_DAYS, USUAL_DAYS = 365, 90
Value = Any


class Facts(NamedTuple):
    """What there is to share: codes and numbers as they stand today; empty where nothing is known."""

    need: str
    code: str
    name: str = ""
    age: int | None = None
    sex: str = ""
    language: str = ""
    contact: Mapping[str, str] | None = None
    place: str = ""
    urgency: str = ""
    support: tuple[str, ...] = ()
    message: str = ""


class Offer(NamedTuple):
    """One field as the consent page offers it."""

    field: str
    asked: str
    shown: str
    preset: bool
    fixed: bool


class Line(NamedTuple):
    """One line of the sheet as the organisation reads it."""

    field: str
    title: str
    said: str


def offers(facts: Facts) -> list[Offer]:
    """Every field that has a value, in the order of the vocabulary, with the value exactly as it would be shared."""
    found = []
    for field, word in words("referral_fields").items():
        value = getattr(facts, field)
        if value or value == 0:
            preset = word.row["preset"]
            found.append(Offer(field, str(word), said(field, _plain(value)), preset != "no", preset == "always"))
    return found


def sheet(facts: Facts, agreed: Iterable[str]) -> dict[str, Value]:
    """The values of the agreed fields, and of no others; what is needed is always among them."""
    wanted = {"need", *agreed}
    return {offer.field: _plain(getattr(facts, offer.field)) for offer in offers(facts) if offer.field in wanted}


def lines(values: Mapping[str, Value]) -> list[Line]:
    """The sheet in the words of whoever reads it."""
    return [Line(field, title(field), said(field, values[field])) for field in words("referral_fields") if field in values]


def title(field: str) -> str:
    """What a field is called on the sheet."""
    row = words("referral_fields")[field].row
    return row["sheet_en"] if (get_language() or "es").startswith("en") else row["sheet_es"]


def said(field: str, value: Value) -> str:
    """One value in the language of the page."""
    if field == "need":
        return partner_word("needs", value)
    if field == "age":
        return ngettext("%(count)d year", "%(count)d years", value) % {"count": value}
    if field == "sex":
        return {"F": _("Female"), "M": _("Male"), "X": _("Other")}.get(value, "")
    if field == "language":
        return person_word("languages", value)
    if field == "urgency":
        return label("urgencies", value)
    if field == "support":
        return labels("referral_supports", list(value))
    return _contact(value) if field == "contact" else str(value)


def _contact(value: Mapping[str, str]) -> str:
    notes = [
        {"family": _("a relative's"), "neighbour": _("a neighbour's"), "other": _("somebody else's")}.get(value["whose"], ""),
        _("safe hours: %(hours)s") % {"hours": value["hours"]} if value["hours"] else "",
        "" if value["message"] == "yes" else _("do not leave messages"),
    ]
    notes = [note for note in notes if note]
    return f"{value['number']} ({'; '.join(notes)})" if notes else value["number"]


def _plain(value: Any) -> Value:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def safe_contact(contacts: Iterable[Any]) -> dict[str, str] | None:
    """The first telephone on which it is safe to call, the person's own before others'; none when none is safe."""
    safe = [c for c in contacts if c.kind == "phone" and c.may_call and c.value]
    if not safe:
        return None
    best = min(safe, key=lambda c: c.whose != "own")
    return {"number": spaced(best.value), "whose": best.whose, "hours": best.hours, "message": "yes" if best.may_message else "no"}


def spaced(number: str) -> str:
    """A telephone number as it is read here: eight digits in two halves."""
    digits = number.strip()
    return f"{digits[:4]}-{digits[4:]}" if len(digits) == 8 and digits.isdigit() else number


def pack(values: Mapping[str, Value]) -> str:
    """The sheet as text to be sealed."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def unpack(text: str) -> dict[str, Value]:
    """The sheet again."""
    values: dict[str, Value] = json.loads(text)
    return values


def notice() -> dict[str, str]:
    """The sentences read to the person before she or he agrees."""
    return {code: str(word) for code, word in words(f"referral_notice_{NOTICE}").items()}


def givers(*, is_child: bool, caregiver_harms: bool = False, caregiver_refused: bool = False, exception: str = "") -> list[str]:
    """Who may agree: an adult alone; for a child the caregiver with the child's assent, never the one whom the child fears."""
    if not is_child:
        return ["person"]
    found = [] if caregiver_harms or caregiver_refused else ["caregiver"]
    return [*found, "other"] if exception or caregiver_harms else found
