"""The engine: expressions, what is open now, what is kept, what is refused when it is read."""

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from izote.casework.instruments import BrokenInstrument, UnknownInstrument, catalogue, check, instrument, score
from izote.casework.instruments.expressions import ExpressionError, Scope, as_bool, parse
from izote.casework.tests.shelves import YES_NO, make, q, write

TODAY = dt.date(2026, 3, 1)
VALUES = {"age": 17.0, "none": "", "sex": "F", "many": ("a", "bb"), "day": dt.date(2026, 2, 28)}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("${age} < 18", True),
        ("${age} <= 17 and not(${age} > 17)", True),
        ("${none} < 18", False),
        ("${none} != 5", True),
        ("${none} = ''", True),
        ("${absent} = ''", True),
        ("${sex} = 'F' or ${sex} = 'M' and false()", True),
        ("selected(${many}, 'bb')", True),
        ("selected(${many}, 'b')", False),
        ("count-selected(${many}) = 2", True),
        ("count-selected(${none}) > 0", False),
        ("${day} <= today()", True),
        ("${day} < '2026-02-28'", False),
        ("today() - ${day} = 1", True),
        ("regex('503-1234', '[0-9]{3}-[0-9]{4}')", True),
        ("regex('x503-1234', '[0-9]{3}-[0-9]{4}')", False),
        ("if(${age} >= 18, 'adult', 'child') = 'child'", True),
        ("coalesce(${none}, 3) + 2 * 2 = 7", True),
        ("-7 mod 3 = -1 and 7 div 2 = 3.5", True),
        ("1 div 0 = 1 div 0", False),
        ("string-length('ñandú') = 5", True),
        ("true() = 'anything'", True),
    ],
)
def test_expressions_mean_what_they_mean_on_a_field_device(text, expected):
    assert parse(text).holds(Scope(VALUES, today=TODAY)) is expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "1 +", "${a", "a b", "system('x')", "not()", "selected(${a})", "regex(${a}, ${b})", "regex(${a}, '(')"),
        *("(" * 90 + "1" + ")" * 90, "1" + "+1" * 400, "-" * 90 + "1", "__import__('os')", "${a} == 1", "x.y", "'open"),
    ],
)
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


PIECES = [
    "${age}",
    "${none}",
    "${many}",
    "${day}",
    ".",
    "1",
    ".5",
    "'x'",
    "(",
    ")",
    "=",
    "!=",
    "<",
    "and",
    "or",
    "+",
    "-",
    "*",
    "div",
    "mod",
]
PIECES += [
    "not(",
    "selected(",
    ",",
    "today()",
    "count-selected(",
    "if(",
    "int(",
    "number(",
    "regex(",
    "'a+'",
    "1e9",
    "99999999999999999999999",
]
value = st.one_of(st.text(max_size=8), st.floats(), st.dates(), st.tuples(st.text(max_size=3)), st.booleans())


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join), st.text(max_size=40)), value)
def test_any_text_is_read_or_refused_and_what_is_read_never_fails(text, dot):
    try:
        expression = parse(text)
    except ExpressionError:
        return
    as_bool(expression.value(Scope({**VALUES, "none": dot}, dot=dot, today=TODAY)))


def test_a_question_behind_a_closed_question_is_closed_too(tmp_path):
    one = make(
        tmp_path,
        q("select_one yes_no", "a"),
        q("begin_group", "part", "${a} = 'yes'"),
        q("select_one yes_no", "b"),
        {"type": "end_group"},
        q("text", "c", "${b} = 'yes'"),
        q("calculate", "twice", calculation="if(${b} = 'yes', 2, 0)"),
    )
    assert one.visible({"a": "yes", "b": "yes"}) == ["a", "b", "c", "twice"]
    assert one.visible({"a": "no", "b": "yes"}) == ["a", "twice"]
    assert [page.name for page in one.open_pages({"a": "no", "b": "yes"})] == ["start"]
    clean, errors = check(one, {"a": "no", "b": "yes", "c": "left over"})
    assert (clean, errors) == ({"a": "no", "twice": "0"}, {})


CHOICES = [*YES_NO, ("sport", "ball", "Pelota", "Ball", "", ""), ("sport", "none", "Nada", "None", "", "yes")]
WRONG = [
    ("n", "1.5", "Pregunta 1, «¿n?»: escriba un número entero, en cifras.", "Question 1, “n?”: write a whole number, in figures."),
    ("n", "9999999999", "Pregunta 1, «¿n?»: escriba un número entero, en cifras.", None),
    ("n", "99", "Pregunta 1, «¿n?»: no puede ser.", "Question 1, “n?”: cannot be."),
    ("n", "na", "Pregunta 1, «¿n?»: escriba un número entero, en cifras.", None),
    ("x", "1,5", "Pregunta 2, «¿x?»: escriba un número, con punto antes de los decimales.", None),
    ("x", "nan", "Pregunta 2, «¿x?»: escriba un número, con punto antes de los decimales.", None),
    ("d", "30/02/2026", "Pregunta 3, «¿d?»: escriba un día que exista, por ejemplo 25/04/2026.", None),
    ("d", "2026-13-01", "Pregunta 3, «¿d?»: escriba un día que exista, por ejemplo 25/04/2026.", None),
    ("s", "maybe", "Pregunta 4, «¿s?»: elija una de las respuestas ofrecidas.", None),
    ("s", ["yes", "no"], "Pregunta 4, «¿s?»: elija una sola respuesta.", None),
    ("m", ["ball", "none"], "Pregunta 5, «¿m?»: «Nada» no puede elegirse junto con otras respuestas.", None),
    ("m", ["ball", "x"], "Pregunta 5, «¿m?»: elija una de las respuestas ofrecidas.", None),
    ("t", "x" * 4001, "Pregunta 6, «¿t?»: el texto es demasiado largo: como máximo 4000 letras.", None),
    ("nobody", "1", "Esta versión del formulario no tiene ninguna pregunta llamada nobody.", None),
]


@pytest.fixture
def every(tmp_path):
    """One question of each type."""
    return make(
        tmp_path,
        q("integer", "n", constraint=". >= 0 and . <= 40", specials="dk"),
        q("decimal", "x"),
        q("date", "d"),
        q("select_one yes_no", "s", required="yes"),
        q("select_multiple sport", "m"),
        q("text", "t"),
        q("acknowledge", "k"),
        choices=CHOICES,
    )


@pytest.mark.parametrize("name, answer, es, en", WRONG)
def test_a_wrong_answer_is_refused_with_a_sentence_that_names_its_question(every, name, answer, es, en):
    with override("es"):
        clean, errors = check(every, {"s": "no", name: answer})
    assert errors == {name: es} and name not in clean
    if en:
        with override("en"):
            assert check(every, {"s": "no", name: answer})[1] == {name: en}


def test_answers_are_kept_in_one_plain_shape(every):
    given = {"n": " 1,000 ", "x": "01,234.50", "d": "7/4/2026", "s": ["yes"], "m": ["ball", "ball"], "t": " a\x00b\r\nñ ", "k": "on"}
    clean, errors = check(every, {**given, "n": "17"})
    assert errors == {}
    assert clean == {"n": "17", "x": "1234.50", "d": "2026-04-07", "s": "yes", "m": ["ball"], "t": "ab\nñ", "k": "OK"}
    assert check(every, clean) == (clean, {})


def test_not_knowing_is_an_answer_and_silence_is_none(every):
    with override("es"):
        clean, errors = check(every, {"n": "dk", "x": "", "m": []})
    assert clean == {"n": "dk"}
    assert errors == {"s": "Pregunta 4, «¿s?»: hace falta una respuesta."}
    assert check(every, {"n": "dk"}, complete=False) == ({"n": "dk"}, {})


def test_only_choices_that_are_offered_are_kept(tmp_path):
    choices = [("dep", "lp", "La Paz", "La Paz", "", ""), ("dep", "sm", "San Miguel", "San Miguel", "", "")]
    towns = [("town", "zac", "Zacatecoluca", "Zacatecoluca", "lp", ""), ("town", "chi", "Chinameca", "Chinameca", "sm", "")]
    one = make(
        tmp_path, q("select_one dep", "dep"), q("select_one town", "town", choice_filter="counts_as = ${dep}"), choices=choices + towns
    )
    assert [choice.code for choice in one.open_choices(one.item("town"), {"dep": "sm"})] == ["chi"]
    assert check(one, {"dep": "lp", "town": "zac"})[1] == {}
    assert set(check(one, {"dep": "sm", "town": "zac"})[1]) == {"town"}


def test_a_critical_answer_opens_its_protocol_at_any_score_and_only_when_asked(tmp_path):
    days = [("days", str(n), f"{n} días", f"{n} days", str(n), "") for n in range(4)]
    one = make(
        tmp_path,
        q("select_one yes_no", "gate"),
        q("select_one days", "low", scale="0-3"),
        q("select_one days", "worst", "${gate} = 'yes'", scale="0-3", critical=". >= 1", protocol="suicide", sensitivity="restricted"),
        choices=YES_NO + days,
        scoring={"method": "sum", "times": 1, "total": "score", "values": [0, 3]},
        settings={"class": ("restricted", "")},
    )
    assert one.critical({"gate": "yes", "low": "0", "worst": "1"}) == [("worst", "suicide")]
    assert one.critical({"gate": "yes", "low": "3", "worst": "0"}) == []
    assert one.critical({"gate": "no", "low": "3", "worst": "3"}) == []
    assert score(one, {"gate": "yes", "low": "0", "worst": "1"}).total == 1


def test_the_restricted_kind_stands_in_no_list_unless_asked_for(tmp_path):
    write(tmp_path, q("text", "a", sensitivity="restricted"), name="sealed", settings={"class": ("restricted", "")})
    write(tmp_path, q("text", "a"), name="open")
    assert [one.form_id for one in catalogue(tmp_path)] == ["open"]
    assert [one.form_id for one in catalogue(tmp_path, restricted=True)] == ["open", "sealed"]
    assert instrument("sealed", shelf=tmp_path).restricted
    assert not any(one.restricted for one in catalogue(restricted=True))


def test_an_older_version_still_opens_and_scores(tmp_path):
    """Ten is later than nine."""
    for version, times in (("1", 1), ("9", 2), ("10", 3)):
        scoring = {"method": "sum", "times": times, "total": "score"}
        write(tmp_path, q("select_one yes_no", "a", scale="0-1"), version=version, scoring=scoring)
    totals = {v: score(instrument("trial", v, tmp_path), {"a": "yes"}).total for v in ("1", "9", "10", None)}
    assert totals == {"1": 1, "9": 2, "10": 3, None: 3}
    with pytest.raises(UnknownInstrument):
        instrument("trial", "2", tmp_path)
    with pytest.raises(UnknownInstrument):
        instrument("../trial", shelf=tmp_path / "trial")


BROKEN = {
    "a circle": [q("text", "a", "${b} = '1'"), q("text", "b", "${c} = '1'"), q("text", "c", "${a} = '1'")],
    "waits for itself": [q("text", "a", "${a} = '1'")],
    "a circle through a group": [q("begin_group", "g", "${a} = '1'"), q("text", "a"), {"type": "end_group"}],
    "an unknown question": [q("text", "a", "${b} = '1'")],
    "a bare word": [q("text", "a", "b = '1'")],
    "a point where none is": [q("text", "a", ". = '1'")],
    "an unreadable condition": [q("text", "a", "${a} ===")],
    "an unknown list": [q("select_one colours", "a")],
    "an unknown type": [q("geopoint", "a")],
    "a repeat": [q("begin_repeat", "a")],
    "two of one name": [q("text", "a"), q("text", "A")],
    "no English": [{"type": "text", "name": "a", "label::Español (es)": "¿A?"}],
    "an open group": [q("begin_group", "g"), q("text", "a")],
    "an end without beginning": [q("text", "a"), {"type": "end_group"}],
    "a protocol without condition": [q("text", "a", protocol="danger")],
    "a restricted question": [q("text", "a", sensitivity="restricted")],
    "a constraint without words": [q("text", "a") | {"constraint": ". = '1'"}],
}


@pytest.mark.parametrize("survey", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_definition_is_refused_when_it_is_read(tmp_path, survey):
    with pytest.raises(BrokenInstrument, match=r"trial/v1/survey\.csv"):
        make(tmp_path, *survey)


def test_a_definition_without_licence_or_with_another_name_than_its_folder_is_refused(tmp_path):
    folder = write(tmp_path, q("text", "a"))
    (folder / "licence.txt").write_text(" ")
    with pytest.raises(BrokenInstrument, match="licence"):
        instrument("trial", shelf=tmp_path)
    with pytest.raises(BrokenInstrument, match="names of the folders"):
        make(tmp_path, q("text", "a"), name="other", settings={"form_id": ("elsewhere", "")})
