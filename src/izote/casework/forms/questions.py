"""An instrument as it is drawn: pages, parts and questions with what was answered, what is wrong with it, and what is asked now."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from izote.casework.instruments import Choice, Group, Instrument, Item, check
from izote.casework.instruments.definitions import Answer
from izote.casework.instruments.exporting import SPECIAL_WORDS
from izote.casework.instruments.expressions import Node
from izote.casework.rules.freetext import sentence, warnings


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen, as drawn."""

    code: str
    label: Any
    chosen: bool
    aside: bool
    number: int


@dataclass(frozen=True)
class Question:
    """One question as drawn."""

    item: Item
    value: str
    options: Sequence[Option]
    specials: Sequence[Option]
    open: bool
    error: str = ""
    warned: Sequence[str] = ()
    theirs: str = ""

    @property
    def id(self) -> str:
        """The anchor of the question in the page."""
        return f"q-{self.item.name}"

    @property
    def kind(self) -> str:
        """How it is drawn: several, one, long, day, number, tick, note or text."""
        kinds = {"select_multiple": "several", "select_one": "one", "integer": "number", "decimal": "number", "acknowledge": "tick"}
        if self.item.type == "text":
            return "long" if self.item.appearance == "multiline" else "text"
        if self.item.type == "date":
            return "day" if not self.value or self.value[:4].isdigit() else "text"
        return kinds.get(self.item.type, self.item.type)

    @property
    def answered(self) -> bool:
        """Whether anything was said, also that it is not known."""
        return bool(self.value) or any(option.chosen for option in (*self.options, *self.specials))

    @property
    def described(self) -> str:
        """The ids of what belongs to the question beside its words."""
        parts = (("hint", self.item.hint), ("error", self.error), ("warned", self.warned), ("theirs", self.theirs))
        return " ".join(f"{self.id}-{name}" for name, there in parts if there)


@dataclass(frozen=True)
class Part:
    """A part of a page: its group, when it has one of its own, and its questions."""

    group: Group | None
    questions: list[Question]

    @property
    def open(self) -> bool:
        """Whether a question of this part is asked now."""
        return any(question.open for question in self.questions)


@dataclass(frozen=True)
class DrawnPage:
    """A page of the form: its name, title and hint, and its parts."""

    name: str
    title: Any
    hint: Any
    parts: Sequence[Part]

    @property
    def open(self) -> bool:
        """Whether a part of this page is asked now."""
        return any(part.open for part in self.parts)

    @property
    def asks(self) -> bool:
        """Whether there is anything to answer, not only to read."""
        return any(question.item.asks for part in self.parts for question in part.questions)


@dataclass(frozen=True)
class Drawn:
    """The whole form as drawn, and what stands in the way of its completion."""

    pages: Sequence[DrawnPage]
    errors: Mapping[str, str]
    missing: Sequence[Question]
    warned: Sequence[Question]
    answered: int
    asked: int
    clean: Mapping[str, Answer]
    rules: str = field(default="", repr=False)

    @property
    def wrong(self) -> list[Question]:
        """The questions whose answer is wrong, as they stand in the form."""
        return [q for page in self.pages for part in page.parts for q in part.questions if q.error]

    def page_after(self, name: str) -> str:
        """The next page that has something to ask; none after the last."""
        names = [page.name for page in self.pages if page.open or page.name == name]
        return next(iter(names[names.index(name) + 1 :]), "") if name in names else ""


def draw(
    instrument: Instrument,
    answers: Mapping[str, Any],
    *,
    complete: bool = False,
    theirs: Mapping[str, Any] | None = None,
    whole: bool = False,
    today: dt.date | None = None,
) -> Drawn:
    """The form with these answers; `complete` also asks for what is required, `theirs` are a colleague's answers, `whole` opens all.

    `today` is the day on which the form was held, when that was another one.
    """
    clean, errors = check(instrument, answers, complete=complete, today=today)
    seen = {item.name for item in instrument.items} if whole else set(instrument.visible(clean, today))
    made = {item.name: _question(instrument, item, answers, clean, errors, item.name in seen, theirs) for item in instrument.items}
    asked = [q for q in made.values() if q.open and q.item.asks]
    pages = []
    for page in instrument.pages:
        lines = [made[item.name] for item in page.items if item.type != "calculate"]
        if lines:
            hint = page.group.hint if page.group else ""
            pages.append(DrawnPage(page.name, page.title, hint, _parts(instrument, lines)))
    return Drawn(
        pages,
        errors,
        [q for q in asked if not q.answered and (q.item.choices or q.item.required)],
        [q for q in asked if q.warned],
        sum(q.answered for q in asked),
        len(asked),
        clean,
        rules_of(instrument),
    )


def _question(
    instrument: Instrument,
    item: Item,
    answers: Mapping[str, Any],
    clean: Mapping[str, Answer],
    errors: Mapping[str, str],
    is_open: bool,
    theirs: Mapping[str, Any] | None,
) -> Question:
    raw = answers.get(item.name, "")
    codes = [raw] if isinstance(raw, str) else list(raw)
    special = next((code for code in codes if code in item.specials), "")
    text = "" if special or item.choices else " ".join(str(code) for code in codes)
    other = (theirs or {}).get(item.name, "") if theirs is not None else raw
    return Question(
        item,
        text,
        _options(instrument, item, codes, clean),
        [Option(code, SPECIAL_WORDS[code], code == special, True, n) for n, code in enumerate(item.specials, len(item.choices) + 1)],
        is_open,
        errors.get(item.name, ""),
        [sentence(one) for one in warnings(text)[:3]] if item.type == "text" and text else (),
        "" if other == raw else in_words(item, other) or _("no answer"),
    )


def _options(instrument: Instrument, item: Item, codes: list[Any], clean: Mapping[str, Answer]) -> list[Option]:
    """The choices offered now, each with its number on paper."""
    offered = instrument.open_choices(item, clean) if item.choice_filter else item.choices
    numbers = {choice.code: number for number, choice in enumerate(item.choices, 1)}
    return [Option(c.code, c.label, c.code in codes, c.alone, numbers[c.code]) for c in offered]


def _parts(instrument: Instrument, lines: Sequence[Question]) -> list[Part]:
    """Questions under the innermost group that they belong to, below the page's own."""
    parts: list[Part] = []
    for question in lines:
        inner = instrument.group_by_name[question.item.groups[-1]] if len(question.item.groups) > 1 else None
        if not parts or parts[-1].group is not inner:
            parts.append(Part(inner, []))
        parts[-1].questions.append(question)
    return parts


def in_words(item: Item, answer: Any) -> str:
    """An answer in words; empty when there is none."""
    codes = answer.split() if isinstance(answer, str) and item.choices else [answer] if isinstance(answer, str) else list(answer or ())
    found: list[Choice | None] = [item.choice(code) for code in codes]
    said = [str(choice.label) if choice else str(SPECIAL_WORDS.get(code, code)) for code, choice in zip(codes, found, strict=True)]
    return ", ".join(word for word in said if word)


@cache
def rules_of(instrument: Instrument) -> str:
    """What the page's script needs to open and close questions at once: the conditions as trees, in the order in which they are weighed."""
    told = []
    for name in instrument.order:
        item = instrument.by_name[name]
        when = [tree(expression.node) for expression in instrument.relevance(item)]
        told.append(
            {
                "name": name,
                "type": item.type,
                **({"when": when} if when else {}),
                **({"is": tree(item.calculation.node)} if item.calculation else {}),
                **({"critical": tree(item.critical.node), "protocol": item.protocol} if item.critical else {}),
            }
        )
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def tree(node: Node) -> list[Any]:
    """A node as plain data."""
    return [node.kind, node.value, [tree(part) for part in node.parts]]
