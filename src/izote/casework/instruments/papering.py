"""The same form for paper: numbered questions, numbered answers, and what to skip, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from izote.casework.instruments.definitions import Instrument, Item, typed
from izote.casework.instruments.exporting import SPECIAL_WORDS
from izote.casework.instruments.expressions import Expression, Scope
from izote.casework.instruments.saying import condition, either
from izote.people.rules import label as word

KINDS = {"select_one": "one", "select_multiple": "many", "integer": "number", "decimal": "number", "acknowledge": "tick"}


@dataclass(frozen=True)
class PaperChoice:
    """An answer to tick: its number on paper, the code it stands for, its words."""

    number: int
    code: str
    label: str


@dataclass(frozen=True)
class PaperLine:
    """A line of the paper form: kind is one, many, text, number, date, tick or note."""

    number: int | None
    name: str
    kind: str
    label: str
    hint: str
    choices: tuple[PaperChoice, ...] = ()
    only_if: str = ""
    jumps: tuple[str, ...] = ()
    stop: str = ""
    long: bool = False


@dataclass(frozen=True)
class PaperSection:
    """A page of the form as a section on paper."""

    name: str
    title: str
    hint: str
    only_if: str
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True)
class Paper:
    """A whole form for print, in the language of the moment."""

    form_id: str
    version: str
    title: str
    about: str
    who: str
    licence: str
    sections: tuple[PaperSection, ...]


def paper(instrument: Instrument) -> Paper:
    """The instrument as it is printed."""
    jumps, covered = _jumps(instrument)
    sections = []
    for page in instrument.pages:
        group = page.group
        lines = tuple(_line(instrument, item, jumps, covered) for item in page.items if item.type != "calculate")
        only = _only_if(instrument, [group.relevant]) if group and group.relevant and not _all_covered(page.items, covered) else ""
        sections.append(PaperSection(page.name, str(page.title), str(group.hint) if group else "", only, lines))
    return Paper(
        instrument.form_id,
        instrument.version,
        str(instrument.title),
        str(instrument.about),
        str(instrument.who),
        str(instrument.licence_line),
        tuple(sections),
    )


def _all_covered(items: tuple[Item, ...], covered: set[str]) -> bool:
    return all(item.name in covered for item in items if item.asks)


def _line(instrument: Instrument, item: Item, jumps: dict[str, tuple[str, ...]], covered: set[str]) -> PaperLine:
    choices = [(choice.code, str(choice.label)) for choice in item.choices]
    choices += [(special, str(SPECIAL_WORDS[special])) for special in item.specials]
    inner = [instrument.group_by_name[name].relevant for name in item.groups[1:]] + [item.relevant]
    return PaperLine(
        number=item.number,
        name=item.name,
        kind=KINDS.get(item.type, item.type),
        label=str(item.label),
        hint=str(item.hint),
        choices=tuple(PaperChoice(number, code, label) for number, (code, label) in enumerate(choices, 1)),
        only_if="" if item.name in covered else _only_if(instrument, inner),
        jumps=jumps.get(item.name, ()),
        stop=_stop(item),
        long=item.appearance == "multiline",
    )


def _only_if(instrument: Instrument, conditions: list[Expression | None]) -> str:
    said = [condition(instrument, expression) for expression in conditions if expression is not None]
    if not said:
        return ""
    whole = said[0]
    for more in said[1:]:
        whole = _("%(one)s and %(two)s") % {"one": whole, "two": more}
    return _("Answer only if %(condition)s.") % {"condition": whole}


def _stop(item: Item) -> str:
    """What opens a protocol, said beside the question."""
    if not item.critical:
        return ""
    opening = [str(c.label) for c in item.choices if item.critical.holds(Scope(dot=typed(item, c.code)))]
    said = {"answers": either(opening), "protocol": word("protocols", item.protocol)}
    return _("If the answer is %(answers)s, stop here and follow the steps for “%(protocol)s”.") % said


def _jumps(instrument: Instrument) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """For each question with one answer: which answers skip the questions right after it; and what these skips wholly explain."""
    asked = [item for item in instrument.items if item.asks]
    jumps: dict[str, tuple[str, ...]] = {}
    covered: set[str] = set()
    for place, item in enumerate(asked):
        if item.type != "select_one":
            continue
        targets: dict[int, list[str]] = {}
        hidden: dict[str, int] = {}
        for choice in item.choices:
            skipped = _skipped(instrument, item, choice.code, asked[place + 1 :])
            if skipped:
                targets.setdefault(place + 1 + len(skipped), []).append(str(choice.label))
            for name in skipped:
                hidden[name] = hidden.get(name, 0) + 1
        if targets:
            jumps[item.name] = tuple(_jump(labels, asked[to] if to < len(asked) else None) for to, labels in sorted(targets.items()))
            covered |= {name for name, times in hidden.items() if times == _closing(instrument, item, name)}
    return jumps, covered


def _skipped(instrument: Instrument, item: Item, code: str, after: list[Item]) -> list[str]:
    """The questions right after one that are surely closed when this is its answer."""
    names: list[str] = []
    known = {item.name}
    scope = Scope({item.name: code})
    already = {expression.text for expression in instrument.relevance(item)}
    for other in after:
        more = [expression for expression in instrument.relevance(other) if expression.text not in already]
        if not any(e.refs <= known and not e.holds(scope) for e in more):
            break
        names.append(other.name)
        known.add(other.name)
    return names


def _closing(instrument: Instrument, item: Item, name: str) -> int:
    """How many answers of a question close another one; -1 when other questions have a say."""
    already = {expression.text for expression in instrument.relevance(item)}
    relevance = [e for e in instrument.relevance(instrument.by_name[name]) if e.text not in already]
    if any(e.refs != {item.name} for e in relevance):
        return -1
    return sum(not all(e.holds(Scope({item.name: choice.code})) for e in relevance) for choice in item.choices)


def _jump(labels: list[str], to: Item | None) -> str:
    said = {"answers": either(labels)}
    if to is None:
        return _("If the answer is %(answers)s, go to the end.") % said
    return _("If the answer is %(answers)s, go to question %(number)s.") % {**said, "number": to.number}
