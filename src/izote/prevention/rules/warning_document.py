"""A content, internal or public, as sections that a page and a paper show: facts, a table, blocks, words. In the language of the moment."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from izote.framework import words as framework
from izote.prevention.rules.cuts import MONTHS_EN, MONTHS_ES, QUARTERS
from izote.prevention.rules.warnings import sections
from izote.prevention.rules.words import label

Content = Mapping[str, Any]
Facts = tuple[tuple[str, str], ...]


class Original(str):
    """Words that stand on an English page as they were written, in Spanish."""

    lang = "es"


class Section(NamedTuple):
    """One section: terms and values, a table, blocks with a title of their own, and words."""

    code: str
    title: str
    facts: Facts = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    blocks: tuple[tuple[str, Facts], ...] = ()
    prose: str = ""
    reserved: bool = False
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not any((any(value for _term, value in self.facts), self.rows, self.blocks, self.prose))

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Its table, each cell with the head of its column."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """Its table and its blocks as rows of words."""
        return [*self.rows, *((title, *(f"{term}: {value}" for term, value in facts if value)) for title, facts in self.blocks)]


def document(content: Content) -> list[Section]:
    """Every section in its order, those that say nothing too."""
    left = set(content["reserved"])
    return [PARTS[code](content)._replace(reserved=code in left) for code in sections()]


def said(content: Content, section: str, *held: str) -> str:
    """The words of a section in the language of the page: those of the record first, then the editor's."""
    own = content["words"].get(section, {}).get(language(), "")
    return "\n\n".join(part for part in (*held, own) if part)


def language() -> str:
    """The language of the page."""
    return (get_language() or "es")[:2]


def as_written(words: str) -> str:
    """Words of the record, marked as Spanish where the page is not."""
    return Original(words) if words and language() != "es" else words


def _as_written_note(shown: Any) -> str:
    return _("These words stand as they were written, in Spanish.") if shown and language() != "es" else ""


def _section(code: str, prose: str = "", **parts: Any) -> Section:
    return Section(code, label("warning_sections", code), prose=prose, **parts)


def when(day: str) -> str:
    """2026-06-12, 2026-06 or 2026-Q2 in words."""
    if not day:
        return ""
    english = language() == "en"
    if "Q" in day:
        which = QUARTERS["en" if english else "es"][int(day[-1]) - 1]
        return f"{which} quarter of {day[:4]}" if english else f"{which} trimestre de {day[:4]}"
    if len(day) == 7:
        month = (MONTHS_EN if english else MONTHS_ES)[int(day[5:7]) - 1]
        return f"{month} {day[:4]}" if english else f"{month} de {day[:4]}"
    return str(date_format(dt.date.fromisoformat(day), "DATE_FORMAT"))


def range_words(one: Content) -> str:
    """How many: a range, a bound, fewer than five, or not known; never a guess."""
    least, most = one["least"], one["most"]
    if one.get("few"):
        return _("fewer than 5")
    if least is None and most is None:
        return _("not assessable")
    if most is None:
        return _("%(least)s or more") % {"least": least}
    if not least:
        return _("up to %(most)s") % {"most": most}
    return str(least) if least == most else _("between %(least)s and %(most)s") % {"least": least, "most": most}


def value_words(value: int | None) -> str:
    """A factor's value in words; not assessable is a value."""
    return _("not assessable") if value is None else label("factor_values", str(value))


def _place(content: Content) -> Section:
    place = content["place"]
    facts = ((_("Place"), place["name"]), (_("Within"), place.get("within", ""))) if place else ()
    return _section("place", said(content, "place"), facts=facts)


def _window(content: Content) -> Section:
    window = content["window"]
    return _section("window", said(content, "window"), facts=((_("From"), when(window["from"])), (_("Until"), when(window["to"]))))


def _groups(content: Content) -> Section:
    rows = tuple((framework.label("groups", one["code"]), range_words(one)) for one in content["groups"])
    why = content.get("general_why", "") if language() == "es" else ""
    return _section("groups", said(content, "groups", why), head=(_("Group"), _("About how many")), rows=rows)


def _words_alone(code: str) -> Callable[[Content], Section]:
    return lambda content: _section(code, said(content, code))


def _stepped(code: str) -> Callable[[Content], Section]:
    def made(content: Content) -> Section:
        held = [content[code]["words"], content["protection"] if code == "capacity" else ""]
        # the record is written in Spanish; in English the editor's words stand for it
        prose = said(content, code, *(held if language() == "es" else ()))
        return _section(code, prose, facts=((_("In one word"), label("steps", content[code]["step"])),))

    return made


def _labels(code: str, vocabulary: str, head: Callable[[], str]) -> Callable[[Content], Section]:
    def made(content: Content) -> Section:
        rows = tuple((label(vocabulary, one),) for one in content[code])
        return _section(code, said(content, code), head=(head(),), rows=rows)

    return made


def _level(content: Content) -> Section:
    rows = tuple(
        (factor_words(one["factor"]), value_words(one["value"]), label("evidence_grades", one["grade"]) if one["grade"] else "—")
        for one in content["factors"]
    )
    why = content["level_why"] if language() == "es" else ""
    head = (_("Risk factor"), _("Value"), _("Evidence"))
    facts = ((_("Level of risk"), label("risk_levels", content["level"])),) if content["level"] else ()
    return _section("level", said(content, "level", why), facts=facts, head=head, rows=rows)


def factor_words(factor: str) -> str:
    """A factor with its number; P is what protects."""
    return _("What protects") if factor == "P" else f"{factor}. {framework.label('factors', factor)}"


def _dissent(content: Content) -> Section:
    rows = tuple((factor_words(one["factor"]), value_words(one["value"]), as_written(one["words"])) for one in content["dissent"])
    head = (_("Risk factor"), _("Value held by a rater"), _("Why"))
    return _section("dissent", said(content, "dissent"), head=head, rows=rows, note=_as_written_note(rows))


def _evidence(content: Content) -> Section:
    rows: list[tuple[str, ...]] = []
    for one in content["evidence"]:
        grade = label("evidence_grades", one["grade"]) if one["grade"] else "—"
        if "what" in one:
            rows.append((as_written(one["what"]), when(one["day"]), grade))
        else:
            some = ngettext("%(n)s piece or more", "%(n)s pieces or more", one["count"] or 0) % {"n": one["count"]}
            rows.append((grade, _("fewer than 5") if one["few"] else some))
    public = any("what" not in one for one in content["evidence"])
    head = (_("Grade"), _("How much")) if public else (_("Evidence"), _("Day"), _("Grade"))
    return _section("evidence", said(content, "evidence"), head=head, rows=tuple(rows))


def _recommendations(content: Content) -> Section:
    blocks = tuple((f"{one['position']}. {one['addressee']}", _asked(one)) for one in content["recommendations"])
    notified = ", ".join(content.get("notified", ()))
    facts = ((_("Institutions that got a copy"), notified),) if notified else ()
    return _section("recommendations", said(content, "recommendations"), facts=facts, blocks=blocks, note=_as_written_note(blocks))


def _asked(one: Content) -> Facts:
    return (
        (_("Action"), as_written(one["action"])),
        (_("Legal basis"), as_written(one["legal_basis"])),
        (_("Deadline"), when(one["due_on"])),
        (_("With what means"), as_written(one["means"])),
        (_("How it is verified"), as_written(one["indicator"])),
        (_("Evidence asked for"), as_written(one["evidence"])),
        (_("Moment"), framework.label("streams", one["stream"]) if one["stream"] else ""),
        (_("Responsible with it"), one["co_responsible"]),
        (_("Supporting"), ", ".join(one["supports"])),
        (_("Technical assistance"), as_written(one["assistance"])),
    )


PARTS: dict[str, Callable[[Content], Section]] = {
    "place": _place,
    "window": _window,
    "groups": _groups,
    "context": _words_alone("context"),
    "threat": _stepped("threat"),
    "vulnerability": _stepped("vulnerability"),
    "capacity": _stepped("capacity"),
    "rights": _labels("rights", "rights", lambda: _("Right")),
    "conducts": _labels("conducts", "conducts", lambda: _("Conduct")),
    "level": _level,
    "dissent": _dissent,
    "evidence": _evidence,
    "recommendations": _recommendations,
    "legal": _words_alone("legal"),
}
