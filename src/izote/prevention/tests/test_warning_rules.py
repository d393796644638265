"""What goes out of a warning before the public reads it, who gets a copy of what kind, when reports are due: pure rules."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.prevention.rules.beside import beside
from izote.prevention.rules.cuts import GONE, Nearby, cut, rounded
from izote.prevention.rules.followups import days, next_due
from izote.prevention.rules.public import Told, for_institution, is_young, public_of, start_of, still_says
from izote.prevention.rules.sharing import guarded, guarded_kind, kind_that_counts
from izote.prevention.rules.warnings import digest, missing, next_number, publishes, sections
from izote.prevention.rules.words import words

NEAR = Nearby("San Miguel Centro", ("San Miguel", "Comacarán", "El Delirio"), places=("San Miguel", "Comacarán", "San Miguel Centro"))
ENGLISH = NEAR._replace(language="en")


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("Dijeron: «nos van a matar».", "Dijeron: […].", "quote"),
        ("Lo vio Juan Pérez López.", "Lo vio […].", "person"),
        ("Según SIG-2026-0012 creció.", "Según […] creció.", "code"),
        ("Según S-7K3QPZ y F-2B4M9X, creció.", "Según […] y […], creció.", "code"),
        ("Véase VAL-2026-003 y ALE-2026-001-R1.", "Véase […] y […].", "code"),
        ("En el cantón El Delirio hay miedo.", "En el […] hay miedo.", "place"),
        ("En la colonia La Presita hay miedo.", "En la […] hay miedo.", "place"),
        ("En el distrito de Comacarán hay miedo.", "En el San Miguel Centro hay miedo.", "place"),
        ("El 12 de junio de 2026 llegaron.", "En junio de 2026 llegaron.", "date"),
        ("Entre el 3 y 5 de mayo llegaron.", "En mayo llegaron.", "date"),
        ("Ocurrió el 12/06/2026.", "Ocurrió en junio de 2026.", "date"),
        ("Ocurrió a las 3:15 p. m. de ese día.", "Ocurrió […] de ese día.", "date"),
        ("Llegaron 3 familias.", "Llegaron menos de 5 familias.", "few"),
        ("Llegaron dos mujeres.", "Llegaron menos de 5 mujeres.", "few"),
        ("Llegaron 37 personas.", "Llegaron cerca de 35 personas.", "few"),
    ],
)
def test_what_goes_out_of_words_and_by_which_rule(before, after, rule):
    text, changes = cut(before, NEAR)
    assert text == after
    assert rule in {one.rule for one in changes}


@pytest.mark.parametrize(
    "kept",
    [
        "La alerta PAT-001-26 cita el artículo 2 de la Constitución.",
        "En San Miguel Centro la comunidad se organiza.",
        "Desde la COVID-19 hay menos servicios.",
        "Viven allí 1,200 personas y 40 familias.",
        "Cada persona retornada tiene derecho a la protección.",
    ],
)
def test_what_says_nothing_too_close_stays(kept):
    assert cut(kept, NEAR) == (kept, [])


def test_english_words_are_cut_too():
    text, _changes = cut("On June 12, 2026 three families left Presita neighbourhood, said “we go”.", ENGLISH)
    assert text == "In June 2026 fewer than 5 families left […], said […]."


def test_while_an_imminent_warning_is_young_days_are_quarters():
    text, _changes = cut("El 12 de junio de 2026, y antes del 3 de mayo.", NEAR._replace(quarter=True))
    assert text == "En el segundo trimestre de 2026, y antes del segundo trimestre."
    assert is_young("imminent", dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    assert not is_young("imminent", dt.date(2026, 6, 1), dt.date(2026, 7, 1))
    assert not is_young("structural", dt.date(2026, 6, 1), dt.date(2026, 6, 1))


PIECES = st.sampled_from(
    [
        *("El 12 de junio de 2026", "a las 3:15", "«no»", "3 familias", "dos niñas", "Comacarán", "cantón El Delirio", "SIG-2026-001"),
        *("Juan Pérez", "colonia La Presita", "37 personas", "llegaron", "el", "de", "y", ",", "."),
        *("San Miguel Centro", "7890-1234", "1,250 personas"),
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12), st.booleans())
def test_cutting_twice_changes_nothing(pieces, quarter):
    near = NEAR._replace(quarter=quarter)
    once, _changes = cut(" ".join(pieces), near)
    assert cut(once, near)[0] == once


@settings(max_examples=300, deadline=None)
@given(st.integers(5, 100_000))
def test_a_rounded_range_holds_the_number(number):
    assert rounded(number, False) <= number <= rounded(number, True)
    assert rounded(number, False) >= 5


def content(**more):
    said = {
        "number": "PAT-001-26", "code": "ALE-2026-001", "office": "Procuraduría", "kind": "structural", "issued_on": "2026-06-20",
        "place": {"code": "1217", "name": "Comacarán", "level": "district", "within": "San Miguel Centro, San Miguel"},
        "window": {"from": "2026-06-01", "to": "2026-12-31"}, "groups": [{"code": "returned", "least": 37, "most": 212}],
        "general": False, "general_why": "", "assessment": {"code": "EVA-2026-001"},
        "threat": {"step": "high", "words": "Un grupo cobra renta."}, "vulnerability": {"step": "high", "words": "Nadie acompaña."},
        "capacity": {"step": "low", "words": "Hay un comité."}, "protection": "Una iglesia acompaña.",
        "rights": ["life"], "conducts": ["extortion"], "level": "high", "level_why": "Porque crece.",
        "factors": [{"factor": "1", "value": None, "grade": ""}, {"factor": "7", "value": 3, "grade": "B"}],
        "dissent": [{"factor": "7", "value": 2, "words": "El 12 de junio fue un caso."}],
        "evidence": [{"sort": "signal", "what": "SIG-2026-001", "day": "2026-06-02", "grade": "A"}],
        "signals": ["SIG-2026-001"], "notified": ["Alcaldía de San Miguel Centro"],
        "recommendations": [{
            "code": "ALE-2026-001-R1", "position": 1, "addressee": "Alcaldía de San Miguel Centro", "level": "municipal", "place": "1217",
            "heading": "rights", "stream": "midstream", "verb": "open", "action": "Abrir el albergue del cantón El Delirio.",
            "legal_basis": "Código Municipal", "due_on": "2026-09-30", "means": "Dos personas", "indicator": "Acta", "evidence": "Acta",
            "co_responsible": "", "supports": [], "assistance": "",
        }],
        "words": {"context": {"es": "El 12 de junio de 2026 llegaron 3 familias.", "en": ""}, "legal": {"es": "Artículo 2.", "en": ""}},
        "reserved": [],
    }  # fmt: skip
    return said | more


SAID = {"context": {"es": "En junio de 2026 llegaron menos de 5 familias.", "en": ""}, "legal": {"es": "Artículo 2.", "en": ""}}


def test_the_public_content_is_coarser_everywhere():
    made = public_of(content(), SAID, NEAR).content
    assert made["place"] == {"name": "San Miguel Centro", "level": "municipality"}
    assert made["window"] == {"from": "2026-06", "to": "2026-12"}
    assert made["groups"] == [{"code": "returned", "least": 35, "most": 220, "few": False}]
    assert made["evidence"] == [{"grade": "A", "count": None, "few": True}]
    assert made["recommendations"][0]["action"] == "Abrir el albergue del […]."
    # the month of a deadline, from which nobody reckons the day on which an institution was told
    assert made["recommendations"][0]["due_on"] == "2026-09"
    assert made["dissent"][0]["words"] == "En junio fue un caso."
    assert made["threat"] == {"step": "high", "words": ""} and made["level_why"] == "" and made["protection"] == ""
    assert made["words"]["context"]["es"] == SAID["context"]["es"]
    said = str(made)
    for gone in ("SIG-2026", "EVA-2026", "ALE-2026", "Comacarán", "El Delirio", "cobra renta", "2026-06-12", "1217"):
        assert gone not in said


@pytest.mark.parametrize(
    ("least", "most", "shown"),
    [
        (1, 4, (None, None, True)),
        (0, 0, (None, 0, False)),
        (3, 20, (None, 20, False)),
        (None, None, (None, None, False)),
        (37, None, (35, None, False)),
        (2, None, (None, None, True)),
    ],
)
def test_small_numbers_are_not_said_and_the_unknown_stays_unknown(least, most, shown):
    made = public_of(content(groups=[{"code": "returned", "least": least, "most": most}]), SAID, NEAR).content["groups"][0]
    assert (made["least"], made["most"], made["few"]) == shown


def test_a_reserved_section_leaves_nothing_behind():
    made = public_of(content(reserved=["context", "groups", "threat", "recommendations"]), SAID, NEAR)
    assert "context" not in made.content["words"] and made.content["groups"] == [] and made.content["recommendations"] == []
    assert made.content["threat"]["step"] == ""
    assert {one.section for one in made.told if one.rule == "reserved"} == {"context", "groups", "threat", "recommendations"}
    assert not [one for one in made.told if one.section == "groups" and one.rule != "reserved"]


def test_what_was_not_reviewed_does_not_go_out():
    made = public_of(content(), {}, NEAR)
    assert made.content["words"] == {}
    assert Told("context", "reviewed", "El 12 de junio de 2026 llegaron 3 familias.", "") in made.told


def test_every_difference_has_a_rule_that_is_in_the_vocabulary():
    made = public_of(content(reserved=["rights"]), SAID, NEAR)
    assert {one.rule for one in made.told} <= set(words("public_rules"))
    assert {one.section for one in made.told} <= set(sections())


def test_the_reviewed_text_begins_with_the_internal_one_cut():
    assert start_of(content(), "context", "es", NEAR) == "En junio de 2026 llegaron menos de 5 familias."
    assert start_of(content(), "capacity", "es", NEAR) == "Hay un comité.\n\nUna iglesia acompaña."
    assert start_of(content(), "capacity", "en", ENGLISH) == ""


def test_reviewed_words_that_still_say_it_are_found():
    found = still_says({"context": {"es": "Lo dijo Juan Pérez López.", "en": "On June 12, 2026."}}, NEAR)
    assert {one.rule for one in found} == {"person", "date"}
    assert still_says(SAID, NEAR) == []


def test_beside_each_other_every_difference_stands_with_its_rule():
    told = [Told("context", "date", "12 de junio", "junio"), Told("context", "few", "3 familias", "menos de 5 familias")]
    lines = beside(
        ["Igual.", "El 12 de junio.", "Llegaron 3 familias.", "Solo dentro."],
        ["Igual.", "En junio.", "Llegaron menos de 5 familias."],
        told,
    )
    assert [one.same for one in lines] == [True, False, False, False]
    assert [one.rules for one in lines[:3]] == [(), ("date",), ("few",)]
    assert lines[3].public == ""


def test_the_digest_is_of_what_is_signed_alone():
    assert digest(content()) == digest(content(number="", issued_on="", notified=[]))
    assert digest(content()) != digest(content(level="medium"))
    assert GONE not in digest(content())


def test_numbers_have_no_gaps_and_begin_anew_each_year():
    assert next_number([], 2026) == "PAT-001-26"
    assert next_number(["PAT-001-26", "PAT-002-26", "PAT-007-25"], 2026) == "PAT-003-26"
    assert next_number(["PAT-999-26"], 2026) == "PAT-1000-26"


def test_words_in_english_are_asked_of_what_was_said_in_spanish():
    said = {code: {"es": "x", "en": ""} for code in ("context", "threat", "vulnerability", "capacity", "legal", "place")}
    assert missing(said, "es") == ()
    assert set(missing(said, "en")) == set(said)
    assert missing({}, "es") == ("context", "threat", "vulnerability", "capacity", "legal")


def test_publication_waits_for_its_day():
    today = dt.date(2026, 6, 15)
    assert publishes("publish", None, today) and publishes("later", today, today)
    assert not publishes("later", dt.date(2026, 6, 16), today) and not publishes("reserve", None, today) and not publishes("", None, today)


def test_reports_are_due_at_15_45_90_days_and_of_imminent_ones_at_3_10_30():
    day = dt.date(2026, 6, 1)
    assert days("structural") == (15, 45, 90) and days("imminent") == (3, 10, 30)
    assert [(next_due("structural", day, n) - day).days for n in range(5)] == [15, 45, 90, 135, 180]
    assert [(next_due("imminent", day, n) - day).days for n in range(4)] == [3, 10, 30, 50]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Policía Nacional Civil, delegación de San Miguel", "police"),
        ("Fuerza Armada de El Salvador", "military"),
        ("Dirección General de Migración y Extranjería", "migration"),
        ("Consulado de los Estados Unidos", "consulate"),
        ("Alcaldía de San Miguel Centro", ""),
        ("Viceministerio de Diáspora y Movilidad Humana", ""),
        ("Ministerio de Salud", ""),
    ],
)
def test_what_gets_nothing_by_default_is_known_by_its_name(name, kind):
    assert guarded_kind(name) == kind
    # whoever calls a consulate a ministry does not get past it
    assert guarded(kind_that_counts("ministry", name)) is bool(kind)


def test_an_unknown_kind_is_guarded():
    assert guarded("something else") and not guarded("court")


def test_the_copy_of_an_institution_names_no_piece_of_evidence_by_its_code():
    said = {
        "number": "PAT-001-26", "code": "ALE-2026-001", "signals": ["S-7K3QPZ"],
        "words": {"context": {"es": "Según S-7K3QPZ y F-2B4M9X, creció.", "en": ""}},
        "dissent": [{"factor": "6", "value": 2, "words": "S-7K3QPZ no basta."}],
        "evidence": [{"sort": "signal", "what": "S-7K3QPZ", "day": "2026-06-12", "grade": "A"}],
    }  # fmt: skip
    copy = for_institution(said)
    assert "S-7K3QPZ" not in str(copy) and "F-2B4M9X" not in str(copy) and copy["number"] == "PAT-001-26"
    assert copy["evidence"] == [{"grade": "A", "count": None, "few": True}]
    assert said["signals"] == ["S-7K3QPZ"]
