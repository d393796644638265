"""What could say who a person is: found in sentences as they are written, not found in places, dates and institutions, and taken out."""

import csv
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import izote
from izote.prevention.rules.flat import flattened
from izote.prevention.rules.namelists import lists, phrases
from izote.prevention.rules.persons import KINDS, Hit, hits, redacted
from izote.prevention.tests.sentences import LABELLED

COUNTRY = Path(izote.__file__).parent / "territory" / "countries" / "sv"


def names_of(file: str) -> frozenset[str]:
    with (COUNTRY / f"{file}.csv").open(encoding="utf-8", newline="") as handle:
        return frozenset(row["name"] for row in csv.DictReader(handle))


PLACES = names_of("places")
ALL_PLACES = PLACES | names_of("cantons")
GIVEN, SURNAMES = sorted(lists().given), sorted(lists().surnames)
FRAMES = (
    "Según {}, hubo amenazas en San Miguel.",
    "amenazaron a {} en la parada del bus",
    "Familia de {} salió otra vez de Santa Ana",
    "{} dijo que no hay respuesta.",
    "They told {} to leave La Unión",
)
CASES = {"small": str.lower, "Name": str.title, "LOUD": str.upper}
# spellings that no list has and nothing announces
MISSED = ("Yeferson", "Gato")
FORMAL = ("document", "phone", "email", "account", "plate", "birth")


def kinds(text: str) -> set[str]:
    return {hit.kind for hit in hits(text, PLACES)}


def same(one: str, other: str) -> bool:
    return one == other or {one, other} == {"alias", "name"}


@pytest.mark.parametrize(("text", "said"), [pair for pair in LABELLED if pair[1] and not any(one in pair[0] for one in MISSED)])
def test_a_sentence_with_somebody_in_it(text, said):
    found = hits(text, PLACES)
    for kind, words in said:
        start = text.index(words)
        assert any(same(h.kind, kind) and h.start <= start and h.end >= start + len(words) for h in found), (kind, words, found)
    assert not any(words in redacted(text, found) for _, words in said)


@pytest.mark.parametrize("text", [text for text, said in LABELLED if not said])
def test_a_sentence_with_nobody_in_it(text):
    assert hits(text, PLACES) == []


def test_measured_on_the_labelled_sentences():
    """Documents, telephones, mail, accounts, plates, births: all. Names and aliases: 47 of 49. No false hit among 89.

    A second set of 40 sentences was written when the detector stood: at first sight 23 of its 29 were found. Real ones are harder.
    """
    found, missed, false, right = Counter(), Counter(), 0, 0
    for text, said in LABELLED:
        got = hits(text, PLACES)
        spans = [(kind, text.index(words), text.index(words) + len(words)) for kind, words in said]
        for kind, start, end in spans:
            hit = any(same(h.kind, kind) and h.start <= start and h.end >= end for h in got)
            (found if hit else missed)["name" if kind == "alias" else kind] += 1
        right += sum(any(h.start < end and start < h.end for _, start, end in spans) for h in got)
        false += sum(not any(h.start < end and start < h.end for _, start, end in spans) for h in got)
    assert not any(missed[kind] for kind in FORMAL)
    assert found["name"] / (found["name"] + missed["name"]) >= 0.95
    assert (sum(found.values())) / sum((found + missed).values()) >= 0.95 and right / (right + false) >= 0.95
    assert sum((found + missed).values()) >= 60


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GIVEN), st.sampled_from(SURNAMES), st.sampled_from(sorted(CASES)), st.sampled_from(FRAMES))
@example("luz", "flores", "small", FRAMES[1])
@example("domingo", "ramos", "LOUD", FRAMES[0])
@example("guadalupe", "delgado", "Name", FRAMES[3])
def test_any_given_name_with_any_surname_is_found(first, last, case, frame):
    assume((first, last) not in phrases(PLACES)[0].get(first, ()))
    name = CASES[case](f"{first} {last}")
    text = frame.format(name)
    assert any(hit.start <= text.index(name) and hit.end >= text.index(name) + len(name) for hit in hits(text, PLACES)), text


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GIVEN), st.sampled_from(["de", "de la", "del", "de los"]), st.sampled_from(SURNAMES), st.sampled_from(FRAMES))
def test_particles_do_not_hide_a_name(first, particle, last, frame):
    assume((particle, last) not in {phrase[-2:] for found in phrases(PLACES)[0].values() for phrase in found})
    assume(
        not any(phrase[-1] == last and set(phrase[:-1]) & {"la", "los", "el"} for found in phrases(PLACES)[0].values() for phrase in found)
    )
    text = frame.format(f"{first.title()} {particle} {last.title()}")
    assert any(first.title() in hit.words and last.title() in hit.words for hit in hits(text, PLACES)), text


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(ALL_PLACES)), min_size=1, max_size=8),
    st.sampled_from([", ", " y ", "; ", " en ", ". ", "\n"]),
    st.booleans(),
)
@example(["Santa Ana", "El Carmen"], " y ", False)
def test_a_text_of_places_alone_never_hits(some, joint, loud):
    text = joint.join(some)
    assert hits(text.upper() if loud else text, ALL_PLACES) == []


def test_every_district_and_department_in_a_sentence():
    for place in PLACES:
        for text in (
            f"En {place} hubo amenazas.",
            f"en el distrito de {place.lower()} falta respuesta",
            f"THREATS IN {place.upper()} SINCE MAY",
        ):
            assert hits(text, PLACES) == [], text


@pytest.mark.parametrize(
    "text",
    [
        "Ju\u200ban P\u00ade\u0301rez",
        "Jose\u0301 Herna\u0301ndez",
        "Ｊｕａｎ Ｐｅｒｅｚ",
        "juan.perez",
        "Juan\nPérez",
        "JUAN_PEREZ en la lista",
    ],
)
def test_disguises_do_not_hide_a_name(text):
    (hit,) = hits(text, PLACES)
    assert hit.kind == "name" and hit.start == 0 and "Pe" not in redacted(text, [hit])


@pytest.mark.parametrize(
    "text",
    ["０１２３４５６７-８", "٧١٢٣٤٥٦٧", "7123 – 4567", "DUI número 01234567 8", "+1 (703) 555 0142", "00503 7123 4567", "503-2661-2345"],
)
def test_numbers_in_other_dress(text):
    assert kinds(f"Dejó {text} al salir") & {"document", "phone"}


@pytest.mark.parametrize(
    "text",
    [
        "zona conocida como La Bermuda",
        "cobran la «renta»",
        "una llamada telefónica y un llamado urgente",
        "No hay sobrenombre o apodo en la nota.",
        "entre 2020-2024 y 2019/2020",
        "retornad@s y tod@s l@s jóvenes",
        "de 25.000.000 a 30.000.000 de dólares",
        "población de 71234567 habitantes",
    ],
)
def test_what_only_looks_like_it(text):
    assert hits(text, PLACES) == []


def test_of_a_name_of_several_given_names_and_surnames_nothing_stays():
    text = "Llegó María del Carmen Hernández de Portillo y Zúniga con el agente Juan A. Pérez."
    assert redacted(text, hits(text)) == "Llegó […] con el agente […]."


def test_stretches_stand_in_order_and_do_not_overlap():
    text = " ".join(text for text, _ in LABELLED)
    found = hits(text, PLACES)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[hit.start : hit.end] == hit.words and hit.kind in KINDS for hit in found)
    assert redacted("nada", []) == "nada" and redacted("a Juan b", [Hit("name", 2, 6, "Juan")]) == "a […] b"


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_taken_apart_rightly(text):
    found = hits(text)
    assert all(text[hit.start : hit.end] == hit.words and hit.words for hit in found)
    flat = flattened(text)
    assert len(flat.cased) == len(flat.low) == len(flat.at)


@pytest.mark.parametrize(
    "piece", ["a", "7", "a.", "1-", "juan perez ", ", el ", "alias ", "a le dicen ", "casa ", "nacio ", "(", "calle a ", " "]
)
def test_a_hostile_text_takes_no_longer(piece):
    start = time.process_time()
    hits((piece * 40_000)[:40_000], PLACES)
    assert time.process_time() - start < 3
