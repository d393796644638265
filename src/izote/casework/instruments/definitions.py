"""What an instrument is made of: pages, questions, choices, words in both languages; and which questions are open now."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import get_language

from izote.casework.instruments.expressions import NUMBER, Expression, Scope, Value

MISSING = ("dk", "ref")
NOT_APPLICABLE = "na"
SPECIALS = (*MISSING, NOT_APPLICABLE)
CHOOSING = ("select_one", "select_multiple")
SILENT = ("note", "calculate")
TYPES = ("text", "integer", "decimal", "date", "acknowledge", *CHOOSING, *SILENT)
Answer = str | list[str]
Answers = Mapping[str, Answer]


class Text(NamedTuple):
    """Words in both languages; as text, in the language of the page."""

    es: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.en if (get_language() or "es").startswith("en") else self.es

    def __bool__(self) -> bool:
        return bool(self.es or self.en)


NO_WORDS = Text()


@dataclass(frozen=True, eq=False)
class Choice:
    """One answer that may be chosen: its code, its words, its value on the scale, and whether it stands alone."""

    code: str
    label: Text
    value: str = ""
    alone: bool = False
    row: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Group:
    """A page or a part of one: its name, its title, the condition under which it opens, and the names of the groups around it."""

    name: str
    label: Text
    hint: Text
    relevant: Expression | None
    above: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Item:
    """One line of an instrument, with everything its row says; `number` counts the questions as on paper."""

    name: str
    type: str
    label: Text
    hint: Text
    number: int | None
    groups: tuple[str, ...]
    list_name: str = ""
    choices: tuple[Choice, ...] = ()
    required: Expression | None = None
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text = NO_WORDS
    calculation: Expression | None = None
    choice_filter: Expression | None = None
    critical: Expression | None = None
    protocol: str = ""
    appearance: str = ""
    default: str = ""
    scale: str = ""
    reverse: bool = False
    dimension: str = ""
    factor: str = ""
    sensitivity: str = "personal"
    specials: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a person answers this line."""
        return self.type not in SILENT

    def choice(self, code: str) -> Choice | None:
        """The choice that has this code."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Choice]:
        return {choice.code: choice for choice in self.choices}


class Page(NamedTuple):
    """A page of the form: the group that heads it (none for questions outside any), and its lines."""

    group: Group | None
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """The name of the group, or of what stands outside any."""
        return self.group.name if self.group else "start"

    @property
    def title(self) -> Text:
        """The words above the page, if any."""
        return self.group.label if self.group else NO_WORDS


@dataclass(frozen=True, eq=False)
class Instrument:
    """One version of one instrument, read from its folder."""

    form_id: str
    version: str
    klass: str
    title: Text
    settings: Mapping[str, Text]
    items: tuple[Item, ...]
    groups: tuple[Group, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    scoring: Mapping[str, Any]
    weights: Mapping[str, Mapping[str, Any]]
    licence: str
    order: tuple[str, ...] = ()

    def setting(self, name: str) -> Text:
        """A setting in both languages, empty when the instrument does not have it."""
        return self.settings.get(name, NO_WORDS)

    @property
    def restricted(self) -> bool:
        """Whether the answers belong behind the locked door: never in the ordinary tables or pages."""
        return self.klass == "restricted"

    @property
    def about(self) -> Text:
        """What it is for, in a sentence."""
        return self.setting("about")

    @property
    def who(self) -> Text:
        """Who may apply it, in words."""
        return self.setting("who")

    @property
    def source(self) -> Text:
        """Where its questions come from."""
        return self.setting("source")

    @property
    def licence_line(self) -> Text:
        """The licence in one line, shown on every form."""
        return self.setting("licence")

    @property
    def modes(self) -> tuple[str, ...]:
        """In which ways it may be applied: person, phone, video, paper, home."""
        return tuple(self.setting("modes").es.split())

    @property
    def repeat(self) -> str:
        """How often for one person: `once`, `quarter` (once in each), or `any`."""
        return self.setting("repeat").es or "any"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its words."""
        return ("es", "en")

    @property
    def scored(self) -> bool:
        """Whether the answers amount to a score (or to a list of factors)."""
        return self.scoring.get("method", "none") != "none"

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """The lines by their names."""
        return {item.name: item for item in self.items}

    @cached_property
    def group_by_name(self) -> dict[str, Group]:
        """The groups by their names."""
        return {group.name: group for group in self.groups}

    def item(self, name: str) -> Item:
        """A line by its name."""
        return self.by_name[name]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages in order: one for each outermost group, and one for each run of lines outside groups."""
        pages: list[tuple[str, list[Item]]] = []
        for item in self.items:
            head = item.groups[0] if item.groups else ""
            if not pages or pages[-1][0] != head:
                pages.append((head, []))
            pages[-1][1].append(item)
        return tuple(Page(self.group_by_name.get(head), tuple(items)) for head, items in pages)

    def open_pages(self, answers: Answers, today: dt.date | None = None) -> list[Page]:
        """The pages that have something to ask now, each with only the lines that are relevant."""
        seen = set(self.visible(answers, today))
        pages = [Page(page.group, tuple(item for item in page.items if item.name in seen)) for page in self.pages]
        return [page for page in pages if any(item.type != "calculate" for item in page.items)]

    def conditions_of(self, item: Item) -> frozenset[str]:
        """The questions on which it depends whether this one is asked."""
        return frozenset(ref for expression in self.relevance(item) for ref in expression.refs)

    def relevance(self, item: Item) -> list[Expression]:
        """All conditions that must hold for a line to be asked: its own and those of the groups around it."""
        return self._relevance[item.name]

    @cached_property
    def _relevance(self) -> dict[str, list[Expression]]:
        around = {item.name: [self.group_by_name[name].relevant for name in item.groups] for item in self.items}
        return {item.name: [e for e in (*around[item.name], item.relevant) if e is not None] for item in self.items}

    @cached_property
    def _minded(self) -> frozenset[str]:
        """The lines whose values some expression asks for."""
        own = [e for item in self.items for e in (item.calculation, item.choice_filter, item.critical, item.constraint, item.required) if e]
        refs = {ref for e in (*own, *(e for found in self._relevance.values() for e in found)) for ref in e.refs}
        return frozenset(refs | {item.name for item in self.items if item.critical or item.calculation})

    def visible(self, answers: Answers, today: dt.date | None = None) -> list[str]:
        """The names of the lines that are relevant now, in the order of the form."""
        return self.walk(answers, today)[0]

    def walk(self, answers: Answers, today: dt.date | None = None) -> tuple[list[str], dict[str, Value]]:
        """The relevant lines and the values that expressions ask for; what is irrelevant counts as empty (ODK XForms, `relevant`)."""
        scope = Scope({}, today=today or timezone.localdate())
        values: dict[str, Value] = scope.values  # type: ignore[assignment]
        seen = set()
        for name in self.order:
            conditions = self._relevance[name]
            if conditions and not all(expression.holds(scope) for expression in conditions):
                continue
            seen.add(name)
            if name in self._minded:
                item = self.by_name[name]
                values[name] = item.calculation.value(scope) if item.calculation else typed(item, answers.get(name, ""))
        return [item.name for item in self.items if item.name in seen], values

    def open_choices(self, item: Item, answers: Answers, today: dt.date | None = None) -> list[Choice]:
        """The choices that are offered now."""
        if item.choice_filter is None:
            return list(item.choices)
        day = today or timezone.localdate()
        values = self.walk(answers, day)[1]
        return [c for c in item.choices if item.choice_filter.holds(Scope(values, row=c.row, today=day))]

    def critical(self, answers: Answers, today: dt.date | None = None) -> list[tuple[str, str]]:
        """The answers that open a protocol before anything else: (line, code of the protocol)."""
        day = today or timezone.localdate()
        names, values = self.walk(answers, day)
        marked = (self.by_name[name] for name in names if self.by_name[name].critical)
        return [
            (item.name, item.protocol)
            for item in marked
            if item.critical and item.critical.holds(Scope(values, dot=values.get(item.name, ""), today=day))
        ]

    def read(self, posted: Any) -> dict[str, Answer]:
        """The answers among what a form posted (a QueryDict); names that are no question are left out."""
        many = {item.name for item in self.items if item.type == "select_multiple"}
        return {
            item.name: [v for v in posted.getlist(item.name) if v] if item.name in many else posted.get(item.name, "")
            for item in self.items
            if item.asks and item.name in posted
        }


def typed(item: Item, answer: Any) -> Value:
    """An answer as expressions see it; one that is no number or day where one is wanted is empty, as in an XForm."""
    if item.type == "select_multiple":
        return tuple(answer.split() if isinstance(answer, str) else map(str, answer or ()))
    text = "" if answer is None else " ".join(answer) if isinstance(answer, list | tuple) else str(answer)
    if item.type in ("integer", "decimal"):
        return float(text) if NUMBER.fullmatch(text) else ""
    if item.type == "date":
        try:
            return dt.datetime.strptime(text, "%Y-%m-%d").date()
        except ValueError:
            return ""
    return text
