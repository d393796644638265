"""Both languages are complete: every message has its Spanish, and no template speaks outside the catalogues."""

import csv
import re
from collections import defaultdict

import pytest

from izote.kit.words import PACKAGE, catalogue, compile_catalogues, extract, messages_of

SPANISH = sorted((PACKAGE / "locale" / "es" / "LC_MESSAGES").glob("*.po"))
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|{[a-z_]*}")
NAMES = {
    "Izote",
    "BibTeX",
    "Esc",
    "QR",
    "HX",
    "DUI",
    "CSV",
    "XLSX",
    "ODS",
    "PDF",
    "XLSForm",
    "XForm",
    "US",
    "MB",
    "ES",
    "EN",
    "POST",
    "GET",
}
SPOKEN = ("alt", "title", "placeholder", "aria-label", "label", "summary")


def keys(message) -> tuple[str, str]:
    return (message.id[0] if isinstance(message.id, tuple) else message.id, message.context or "")


@pytest.fixture(scope="module")
def found():
    return extract([PACKAGE])


@pytest.fixture(scope="module")
def spanish():
    """Every Spanish message: its words in each .po file that has them."""
    said = defaultdict(dict)
    for path in SPANISH:
        for message in messages_of(catalogue(path, "es")):
            said[keys(message)][path.name] = message
    return said


def test_every_message_has_its_spanish(found, spanish):
    missing = sorted({f"{m.place}: {m.msgid}" for m in found if (m.msgid, m.context) not in spanish})
    assert not missing, "\n".join(missing)


def test_words_are_marked_under_names_that_are_looked_for():
    alias = re.compile(r"\bn?p?gettext\w* as (?!_\b)\w+")
    hidden = [f"{path.relative_to(PACKAGE)}: {one}" for path in PACKAGE.rglob("*.py") for one in alias.findall(path.read_text())]
    assert not hidden, "\n".join(hidden)


def test_no_spanish_is_empty_or_doubtful(spanish):
    bad = [f"{room}: {key[0]}" for key, rooms in spanish.items() for room, m in rooms.items() if m.fuzzy or not all(_strings(m))]
    assert not bad, "\n".join(bad)


def test_no_spanish_is_left_over(found, spanish):
    used = {(m.msgid, m.context) for m in found}
    orphans = sorted(f"{', '.join(rooms)}: {key[0]}" for key, rooms in spanish.items() if key not in used)
    assert not orphans, "\n".join(orphans)


def test_two_rooms_do_not_translate_the_same_words_differently(spanish):
    torn = [
        f"{key[0]}: { {room: _strings(m) for room, m in rooms.items()} }"
        for key, rooms in spanish.items()
        if len({_strings(m) for m in rooms.values()}) > 1
    ]
    assert not torn, "\n".join(torn)


def test_placeholders_are_the_same_in_both_languages(spanish):
    bad = []
    for rooms in spanish.values():
        for room, m in rooms.items():
            ids = m.id if isinstance(m.id, tuple) else (m.id,)
            wanted = set(PLACEHOLDER.findall(ids[-1]))
            bad += [f"{room}: {s}" for s in _strings(m)[-1:] if set(PLACEHOLDER.findall(s)) != wanted]
            bad += [f"{room}: {s}" for s in _strings(m) if not set(PLACEHOLDER.findall(s)) <= wanted]
    assert not bad, "\n".join(bad)


def test_spanish_says_returned_person_and_usted(spanish):
    unwanted = re.compile(r"\b(deportad[oa]s?|tú|tienes|puedes|haz clic|derivaci[oó]n(?:es)?)\b", re.I)
    said = [f"{room}: {s}" for rooms in spanish.values() for room, m in rooms.items() for s in _strings(m) if unwanted.search(s)]
    assert not said, "\n".join(said)


def test_templates_say_nothing_outside_the_catalogues():
    said = [
        f"{path.relative_to(PACKAGE)}: {words}"
        for path in sorted(PACKAGE.rglob("templates/**/*.html"))
        for words in bare_words(path.read_text())
    ]
    assert not said, "\n".join(said)


def test_bare_words_are_found_where_they_hide():
    assert bare_words("<p>{% translate 'Hello' %} friend</p>") == ["friend"]
    assert bare_words('<img alt="A flower">{{ name }}') == ["A flower"]
    assert bare_words('<b lang="es">Ver en español</b> Izote {% blocktranslate %}words{% endblocktranslate %} 20') == []


def test_catalogues_are_written_once_and_only_when_they_change(tmp_path):
    written = compile_catalogues(PACKAGE / "locale", tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == ["es/LC_MESSAGES/django.mo"]
    assert compile_catalogues(PACKAGE / "locale", tmp_path) == []


def test_the_glossary_is_complete():
    rows = list(csv.reader((PACKAGE.parents[1] / "docs" / "glossary.csv").open(encoding="utf-8")))
    assert rows[0] == ["code", "es", "en"]
    assert all(len(row) == 3 and all(row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def bare_words(template: str) -> list[str]:
    """What a template says to people without a translation tag, in text and in spoken attributes."""
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}|{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", "", template, flags=re.S)
    text = re.sub(r"{% block (?:\w+_class|autosave) %}.*?{% endblock %}", "", text)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->|<(script|style|code|kbd)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"<(?!html)(\w+)[^>]*\slang=\"[^\"]*\"[^>]*>.*?</\1>", "", text, flags=re.S)
    spoken = re.findall(rf"\s(?:{'|'.join(SPOKEN)})=\"([^\"]*)\"", text)
    pieces = spoken + re.sub(r"<[^>]*>", "\n", text).split("\n")
    return [piece.strip() for piece in pieces if [w for w in re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", "", piece)) if w not in NAMES]]


def _strings(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)
