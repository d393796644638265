"""Answers are checked before they are kept: each wrong one gets a sentence that names its question; what is irrelevant is dropped."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.instruments.definitions import SPECIALS, Answer, Instrument, Item, typed
from izote.casework.instruments.expressions import Scope, Value, as_text

INTEGER = re.compile(r"-?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})", re.ASCII)
DECIMAL = re.compile(r"-?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})?(?:\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
LONGEST = 4000
YEARS = range(1900, 2101)


class Wrong(ValueError):
    """An answer that cannot be kept; the message is a sentence without its subject."""


def check(
    instrument: Instrument, answers: Mapping[str, Any], *, complete: bool = True, today: dt.date | None = None
) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers as they are kept, and a sentence for each that is wrong; with `complete` false nothing is required yet."""
    day = today or timezone.localdate()
    clean, errors = _read(instrument, answers)
    values: dict[str, Value] = {}
    scope = Scope(values, today=day)
    for name in instrument.order:
        item = instrument.by_name[name]
        if not all(expression.holds(scope) for expression in instrument.relevance(item)):
            clean.pop(name, None)
            errors.pop(name, None)
            continue
        if item.calculation:
            clean[name] = as_text(item.calculation.value(scope))
        values[name] = typed(item, clean.get(name, ""))
    for item in instrument.items:
        if item.name in values and item.name not in errors:
            try:
                _judge(item, clean, Scope(values, dot=values[item.name], today=day), complete=complete)
            except Wrong as wrong:
                errors[item.name] = sentence(item, str(wrong))
    kept = {item.name: clean[item.name] for item in instrument.items if clean.get(item.name) and item.name not in errors}
    return kept, errors


def sentence(item: Item, said: str) -> str:
    """What is wrong with an answer, with the question it is about."""
    return _("Question %(number)s, “%(question)s”: %(said)s") % {"number": item.number, "question": item.label, "said": said}


def _read(instrument: Instrument, answers: Mapping[str, Any]) -> tuple[dict[str, Answer], dict[str, str]]:
    clean: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for name, answer in answers.items():
        item = instrument.by_name.get(name)
        if item is None:
            errors[name] = _("This version of the form has no question called %(name)s.") % {"name": str(name)[:40]}
        elif item.asks:
            try:
                clean[name] = read_answer(item, answer)
            except Wrong as wrong:
                errors[name] = sentence(item, str(wrong))
    return clean, errors


def read_answer(item: Item, answer: Any) -> Answer:
    """One answer in the shape in which it is kept; raises Wrong."""
    if item.type == "select_multiple":
        return _many(item, answer.split() if isinstance(answer, str) else list(answer or ()))
    if isinstance(answer, list | tuple):
        if len(answer) > 1:
            raise Wrong(_("choose only one answer."))
        answer = answer[0] if answer else ""
    text = UNSEEN.sub("", str("" if answer is None else answer).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text or (text in SPECIALS and text in item.specials):
        return text
    if item.type == "select_one":
        return _one(item, text)
    return READERS[item.type](text)


def _one(item: Item, code: str) -> str:
    if item.choice(code) is None:
        raise Wrong(_("choose one of the answers offered."))
    return code


def _many(item: Item, codes: Iterable[Any]) -> list[str]:
    chosen = [_one(item, str(code)) for code in dict.fromkeys(codes)]
    alone = [choice for choice in item.choices if choice.code in chosen and choice.alone]
    if alone and len(chosen) > 1:
        raise Wrong(_("“%(choice)s” cannot be chosen together with other answers.") % {"choice": alone[0].label})
    return [choice.code for choice in item.choices if choice.code in chosen]


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise Wrong(_("the text is too long: at most %(most)s letters.") % {"most": LONGEST})
    return text


def _integer(text: str) -> str:
    if not INTEGER.fullmatch(text):
        raise Wrong(_("write a whole number, in figures."))
    return str(int(text.replace(",", "")))


def _decimal(text: str) -> str:
    if not DECIMAL.fullmatch(text) or not any(c.isdigit() for c in text):
        raise Wrong(_("write a number, with a point before the decimals."))
    number = text.replace(",", "")
    whole, point, rest = number.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(whole or 0)}{point}{rest}"


def _date(text: str) -> str:
    match = DAY.fullmatch(text)
    try:
        if match and match[1]:
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        elif match:
            day = dt.date(int(match[6]), int(match[5]), int(match[4]))
        else:
            raise ValueError
    except ValueError as error:
        raise Wrong(_("write a day that exists, such as 25/04/2026.")) from error
    if day.year not in YEARS:
        raise Wrong(_("write a day that exists, such as 25/04/2026."))
    return day.isoformat()


def _acknowledge(text: str) -> str:
    if text.lower() not in ("ok", "on", "yes", "true", "1"):
        raise Wrong(_("choose one of the answers offered."))
    return "OK"


READERS = {"text": _text, "integer": _integer, "decimal": _decimal, "date": _date, "acknowledge": _acknowledge}


def _judge(item: Item, clean: Mapping[str, Answer], scope: Scope, *, complete: bool) -> None:
    """Refuse an answer against the rule of its question, and its absence where it is required."""
    answer = clean.get(item.name, "")
    if not answer:
        if complete and item.asks and item.required and item.required.holds(scope):
            raise Wrong(_("an answer is needed."))
        return
    if item.choice_filter:
        offered = {c.code for c in item.choices if item.choice_filter.holds(Scope(scope.values, row=c.row, today=scope.today))}
        if not set([answer] if isinstance(answer, str) else answer) <= offered:
            raise Wrong(_("choose one of the answers offered."))
    if item.constraint and answer not in item.specials and not item.constraint.holds(scope):
        raise Wrong(str(item.constraint_message))
