"""Names, documents and telephones as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izote.people import names


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  José  ÑÁÑEZ-Güezo ", "jose nanez guezo"),
        ("D’Aubuisson O'Brien", "daubuisson obrien"),
        ("a\x00b", "ab"),
        ("Ana\u202eanA\u200b", "anaana"),
        ("Ñ", "n"),
        ("Mª Straße Łukasz", "ma strasse lukasz"),
        ("李 Ana", "ana"),
        ("", ""),
    ],
)
def test_fold_leaves_only_plain_letters_digits_and_single_spaces(text: str, folded: str) -> None:
    assert names.fold(text) == folded


@given(st.text(max_size=700))
def test_fold_and_sound_take_any_text_and_are_stable(text: str) -> None:
    folded = names.fold(text)
    assert names.fold(folded) == folded
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert all(names.sound(word) and len(names.sound(word)) <= names.SOUND_LENGTH for word in folded.split())
    names.looks_like(text)


@pytest.mark.parametrize(
    "alike",
    [
        "vasquez vazquez basquez vasques vazques",
        "hernandez ernandes hernandes",
        "quijano kijano",
        "jimenez gimenez",
        "llanes yanes",
        "zelaya selalla celaya",
        "xiomara siomara ciomara",
        "chavez chabes",
        "guerrero guerero",
        "huezo uezo",
        "walter gualter ualter",
        "evelyn evelin ebelin",
        "stefany estefany estefani",
        "edith edit",
        "cambranes canbranes",
        "yesenia llesenia iesenia",
        "caceres kaseres caseres",
        "alexander alesander aleksander",
    ],
)
def test_words_that_sound_alike_share_a_code(alike: str) -> None:
    assert len({names.sound(word) for word in alike.split()}) == 1


@pytest.mark.parametrize("pair", ["guerra gera", "rosa roca", "lopez lobos", "mejia media", "cruz luz", "chacon jacon"])
def test_words_that_sound_different_do_not(pair: str) -> None:
    one, other = pair.split()
    assert names.sound(one) != names.sound(other)


@pytest.mark.parametrize(
    ("nickname", "name"),
    [
        ("chepe", "jose"),
        ("lupe", "guadalupe"),
        ("nacho", "ignacio"),
        ("tono", "antonio"),
        ("chus", "jesus"),
        ("beto", "heriberto"),
        ("chamba", "salvador"),
    ],
)
def test_nicknames_are_known_both_ways(nickname: str, name: str) -> None:
    assert name in names.names_of(nickname)
    assert nickname in names.nicknames_of(name)
    assert name in names.aliases(nickname) and nickname in names.aliases(name)
    assert names.same_name(nickname, name) and names.same_name(name, nickname)


def test_particles_do_not_count_unless_nothing_else_is_left() -> None:
    assert names.tokens("María de la Cruz viuda de Del Cid") == ["maria", "cruz", "cid"]
    assert names.tokens("de la O") == ["o"]
    assert names.tokens("De La") == ["de", "la"]


@pytest.mark.parametrize(("eight", "digit"), [("00000001", 8), ("01234567", 8), ("04567890", 3), ("00016297", 5)])
def test_the_check_digit_of_a_dui(eight: str, digit: int) -> None:
    assert names.dui_check_digit(eight) == digit
    assert names.dui_ok(f"{eight}-{digit}") and names.dui_ok(f"{eight[:4]} {eight[4:]}{digit}")
    assert not names.dui_ok(f"{eight}-{(digit + 1) % 10}")


@pytest.mark.parametrize("text", ["", "12345", "abcdefgh-i", "٠٤٥٦٧٨٩٠-٣", "045678903-1", None])
def test_what_is_no_dui_is_not_one(text: str) -> None:
    assert not names.dui_ok(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("7123-4567", "71234567"),
        ("+503 7123 4567", "71234567"),
        ("(503) 71234567", "71234567"),
        ("00503-7123-4567", "71234567"),
        ("+1 (213) 555-0199", "12135550199"),
        ("", ""),
    ],
)
def test_telephones_are_compared_by_their_digits(text: str, key: str) -> None:
    assert names.phone_key(text) == key


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("José de la Cruz 1975", names.Typed(words=("jose", "cruz"), years=(1975,))),
        ("04567890-3", names.Typed(documents=("045678903",))),
        ("045678903", names.Typed(documents=("045678903",))),
        ("López 4567890-3", names.Typed(words=("lopez",), documents=("045678903",))),
        ("7123 4567 Ana", names.Typed(words=("ana",), phones=("71234567",))),
        ("+503 7123-4567", names.Typed(phones=("71234567",))),
        ("71234567 1980", names.Typed(phones=("71234567",), years=(1980,))),
        ("zac-7k3q-2", names.Typed(codes=("ZAC-7K3Q-2",))),
        ("ZAC7K3Q2", names.Typed(codes=("ZAC-7K3Q-2",))),
        ("Ana 12/05/1975", names.Typed(words=("ana",), dates=(dt.date(1975, 5, 12),))),
        ("1975-05-12", names.Typed(dates=(dt.date(1975, 5, 12),))),
        ("pasaporte A0123456", names.Typed(words=("pasaporte",), documents=("A0123456",))),
        ("'; drop table people_person; --", names.Typed(words=("drop", "table", "people", "person"))),
        ("", names.Typed()),
    ],
)
def test_the_search_box_tells_numbers_codes_and_years_from_names(text: str, typed: names.Typed) -> None:
    assert names.looks_like(text) == typed
