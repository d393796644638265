"""All that an office holds about a person, for the person: the same for paper and for a file."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from izote.access.models import User
from izote.access.queries.trail import verb_label
from izote.casework.instruments import Instrument, Text, UnknownInstrument, instrument, score
from izote.casework.instruments.scoring import band
from izote.casework.models import Assessment, Case, Referral, Score
from izote.casework.queries.cases import Opened, cases_of, open_case
from izote.casework.queries.documents import named
from izote.casework.queries.referrals import shared
from izote.casework.rules.personcopy import LABELS, NOT_IN_IT, SECTIONS, VERSION, Section
from izote.casework.rules.words import label, words
from izote.partners.models import Service
from izote.people import rules as people_rules
from izote.people.models import Person
from izote.people.queries import File, file_trail
from izote.people.queries_duplicates import files_of
from izote.territory.models import Place

FILE_ROWS = {"circumstances": "sensitive", "departures": "journeys", "returns": "returns"}
MOST_LINES = 500
Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What was opened for a copy: the file of the person, and each of the cases that the user sees."""

    person: Person
    file: File
    cases: list[tuple[Case, Opened]]
    elsewhere: int


def opened_for(person: Person, file: File) -> Source:
    """Open the cases of a person; counted are those that only a colleague sees."""
    seen = list(Case.objects.filter(person__in=_files(person)).order_by("number"))
    opened = [(case, open_case(case, "texts", "answers", "sheets", "documents")) for case in seen]
    return Source(person, file, opened, max(len(cases_of(person)) - len(seen), 0))


def texts_of(source: Source) -> list[tuple[Case, Any]]:
    """What was written and is nobody's private note."""
    return [(case, text) for case, opened in source.cases for text in opened.texts if not text.private]


def copy_of(source: Source, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """The copy as data, in the language of the moment; `without` are texts that speak of somebody else."""
    left = set(without)
    data = {key: _section(key, section, source) for key, section in SECTIONS.items()}
    texts = [(case, text) for case, text in texts_of(source) if text.id not in left]
    data["answers"] = [row for case, opened in source.cases for row in _answers(case, opened)]
    data["shared"] = [row for case, opened in source.cases for row in _shared(case, opened)]
    data["texts"] = [_text(case, text) for case, text in texts]
    data["opened_by"] = [_line(line) for line in file_trail(source.person, MOST_LINES)]
    missing = [str(one) for one in NOT_IN_IT]
    if left:
        missing.append(_("Texts that speak of somebody else: %(n)d.") % {"n": len(left)})
    if source.elsewhere:
        missing.append(_("Cases that a colleague carries: %(n)d. Ask whoever supervises.") % {"n": source.elsewhere})
    return {
        "format": "izote.person-copy",
        "version": VERSION,
        "person": source.person.code,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "office": source.person.org.name,
        "not_in_it": missing,
        "definitions": _definitions(),
        "data": data,
    }


def title_of(key: str) -> str:
    """The title of a section."""
    return str(SECTIONS[key].title) if key in SECTIONS else OPENED_TITLES[key]()


OPENED_TITLES = {
    "answers": lambda: _("Your answers and what they amount to"),
    "shared": lambda: _("What was shared in referrals"),
    "texts": lambda: _("What was written"),
    "opened_by": lambda: _("Who opened or changed your file"),
}


def _definitions() -> dict[str, Any]:
    """Each section with its title, and each of its fields with its label and the class that it has here."""
    found: dict[str, Any] = {}
    for key, section in SECTIONS.items():
        model = apps.get_model(section.model)
        classes = model.CLASSES
        fields = {name: {"label": _label(model, name), "class": classes[name]} for name in section.fields}
        found[key] = {"title": str(section.title), "fields": fields}
    return found | {key: {"title": title(), "fields": {}} for key, title in OPENED_TITLES.items()}


def _section(key: str, section: Section, source: Source) -> list[Row]:
    model = apps.get_model(section.model)
    if key in FILE_ROWS:
        rows = _of_file(key, source.file)
        return [{name: _said(model, name, row.get(name), words_in) for name, words_in in section.fields.items()} for row in rows]
    found = []
    for row in _rows(model, section, source.person):
        values = {name: getattr(row, name) for name in section.fields}
        found.append({name: _said(model, name, values[name], words_in) for name, words_in in section.fields.items()})
        if "instrument" in section.fields:
            found[-1] |= _of_instrument(row)
        if section.model == "casework.Document":
            found[-1]["name"] = {"value": _name_of(row, source)}
        if section.model == "casework.Assessment":
            found[-1]["critical"] = _critical(row, source)
    return found


def _rows(model: type[Model], section: Section, person: Person) -> QuerySet[Any]:
    """The rows about a person, with the colleagues whom they name; only the columns that are copied are asked for."""
    files = _files(person)
    if model is Person:
        rows: QuerySet[Any] = Person.objects.filter(pk__in=files)
    elif model._meta.model_name == "relation":
        rows = model._default_manager.filter(other__in=files)
    else:
        rows = model._default_manager.filter(person__in=files)
    wanted = [f.name for f in model._meta.concrete_fields if f.name in section.fields and f.related_model in (User, Place, Service)]
    rows = rows.only("pk", *section.fields).order_by(section.order)
    return rows.select_related(*wanted) if wanted else rows


def _files(person: Person) -> list[int]:
    return [row["pk"] for row in files_of(person)]


def _of_file(key: str, file: File) -> list[Row]:
    """Rows of the case level as it was opened, those of files that went into this one included."""
    if key == "circumstances":
        return [row for row in (file.sensitive, *file.merged) if row]
    return file.journeys if key == "departures" else file.returns


def _said(model: type[Model], name: str, value: Any, words_in: str) -> Row:
    """A value as data, and in words where it is a code, a day or a person."""
    column: Any = model._meta.get_field(name)
    if value is None or value in ("", []):
        return {"value": None}
    if isinstance(value, Service):
        return {"value": str(value.pk), "said": value.name}
    if isinstance(value, Model):
        return {"value": str(value)}
    if isinstance(value, bool):
        return {"value": value, "said": _("Yes") if value else _("No")}
    if words_in:
        codes = value if isinstance(value, list) else [value]
        return {"value": value, "said": ", ".join(_word(words_in, str(code)) for code in codes)}
    if column.choices:
        return {"value": value, "said": str(dict(column.flatchoices).get(value, value))}
    return _plain(value)


def _plain(value: Any) -> Row:
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value)
        return {"value": local.isoformat(timespec="seconds"), "said": date_format(local, "SHORT_DATETIME_FORMAT")}
    if isinstance(value, dt.date):
        return {"value": value.isoformat(), "said": date_format(value, "SHORT_DATE_FORMAT")}
    if isinstance(value, Decimal):
        return {"value": str(value), "said": str(localize(value))}
    return {"value": value}


def _word(words_in: str, code: str) -> str:
    if words_in.startswith("people:"):
        return str(people_rules.label(words_in.removeprefix("people:"), code))
    for name in words_in.split("+"):
        if code in words(name):
            return label(name, code)
    return code


def _label(model: type[Model], name: str) -> str:
    return str(LABELS[name]) if name in LABELS else str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _name_of(row: Any, source: Source) -> str | None:
    return next((named(row, opened).name for _case, opened in source.cases if str(row.pk) in opened.documents), None)


def _of_instrument(row: Any) -> Row:
    """The instrument, and what a score is of, in the words of that version."""
    try:
        made = instrument(row.instrument, row.version)
    except UnknownInstrument:
        return {}
    found = {"instrument": {"value": row.instrument, "said": str(made.title)}}
    if isinstance(row, Score):
        name = made.scoring.get("dimensions", {}).get(row.dimension)
        said = str(Text(name["es"], name["en"])) if name else label("rss_words", "whole")
        found["dimension"] = {"value": row.dimension, "said": said}
    return found


def _critical(row: Assessment, source: Source) -> Row:
    """The protocols that answers opened, as they were opened with the case."""
    codes = next((opened.answers[str(row.pk)]["critical"] for _case, opened in source.cases if str(row.pk) in opened.answers), "")
    return {"value": codes or None, "said": ", ".join(_word("people:protocols", code) for code in codes.split())}


def _answers(case: Case, opened: Opened) -> list[Row]:
    """Each instrument with its questions as they were asked, the answers in words, and the scores with what they mean."""
    found = []
    for row in Assessment.objects.filter(case=case, pk__in=list(opened.answers)).order_by("started_at"):
        stored = opened.answers[str(row.pk)]
        found.append({"case": case.code, "instrument": row.instrument, "version": row.version, **_explained(row, stored)})
    return found


def _explained(row: Assessment, stored: Row) -> Row:
    try:
        made = instrument(row.instrument, row.version)
    except UnknownInstrument:
        return {
            "title": row.instrument,
            "answers": [{"code": k, "value": v} for k, v in stored["answers"].items()],
            "result": stored["result"],
        }
    answers = []
    for name, value in stored["answers"].items():
        item = made.by_name.get(name)
        codes = value if isinstance(value, list) else [value]
        said = [str(one.label) if item and (one := item.choice(str(code))) else str(code) for code in codes if code not in ("", None)]
        answers.append({"code": name, "question": str(item.label) if item else name, "value": value, "said": ", ".join(said)})
    about = {"title": str(made.title), "about": str(made.about), "answers": answers, "result": stored["result"]}
    return about | {"scores": _scores(made, stored)}


def _scores(made: Instrument, stored: Row) -> list[Row]:
    """The numbers as they were stored, with their names and what they mean in this version."""
    result = stored["result"]
    names = score(made, stored["answers"], result.get("weights_version") or None).names
    numbers = dict(result.get("dimensions") or {})
    if result.get("total_name"):
        numbers[result["total_name"]] = result.get("total")
    found = []
    for code, value in numbers.items():
        meant = band(made, value)
        found.append({"code": code, "name": str(names.get(code, made.title)), "value": value, "said": str(meant.label) if meant else ""})
    return found


def _shared(case: Case, opened: Opened) -> list[Row]:
    found = []
    for referral in Referral.objects.filter(case=case, pk__in=list(opened.sheets)).order_by("created_at"):
        lines = [{"field": one.field, "title": one.title, "said": one.said} for one in shared(referral, opened)]
        found.append({"referral": referral.code, "to": referral.to_label, "lines": lines})
    return found


def _text(case: Case, text: Any) -> Row:
    kind = text.about if text.about in words("text_kinds") else "other"
    return {"case": case.code, "about": text.about, "title": label("text_kinds", kind), "body": text.body, "written_at": text.created_at}


def _line(line: Any) -> Row:
    return {
        "at": timezone.localtime(line.at).isoformat(timespec="seconds"),
        "who": line.actor,
        "what": verb_label(line.verb),
        "verb": line.verb,
    }
