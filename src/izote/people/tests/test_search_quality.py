"""Search among two thousand invented persons: it finds whom the clerk means, and shows nobody more than they may see."""

import random
import re
from collections import defaultdict
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connection, transaction

from izote.access.context import acting_as
from izote.people import names
from izote.people.search import search_persons, similar_persons

SURNAMES = re.findall(
    r"\w+",
    """
Hernández Martínez López García Rodríguez Rivera Flores Ramírez Pérez González Vásquez Reyes Mejía Gómez Ramos Aguilar
Guevara Orellana Alvarado Portillo Castro Ayala Chávez Escobar Díaz Menjívar Bonilla Cortez Zelaya Quintanilla Henríquez
Sorto Benítez Ábrego Yanes Llort Huezo Jovel Iraheta Girón Cañas Zepeda Peñate Choto Tiznado Xocop Baires Burgos Villeda
Quijano
    """,
)
GIVEN = re.findall(
    r"\w+",
    """
José María Ana Carlos Luis Rosa Francisco Antonio Guadalupe Ignacio Jesús Concepción Marta Juan Roberto Salvador Dolores
Teresa Wilfredo Xiomara Yesenia Walter Evelyn Jorge Óscar Rafael Mauricio Ernesto Blanca Gloria Sonia Vicente Eduardo
Enrique Manuel Beatriz
    """,
)
SHORT = {
    "José": "Chepe",
    "Francisco": "Chico",
    "Guadalupe": "Lupe",
    "Ignacio": "Nacho",
    "Antonio": "Toño",
    "Jesús": "Chus",
    "Roberto": "Beto",
}
HEARD = [("v", "b"), ("z", "s"), ("ll", "y"), ("qu", "k"), ("h", ""), ("ñ", "n"), ("c", "k"), ("j", "g"), ("s", "z"), ("y", "ll")]
INSERT = """
insert into people_person (org_id, code, first_name, middle_names, first_surname, second_surname, married_surname, nicknames, sex,
  birth_date, birth_year, birth_precision, served_as, language, version, created_at, updated_at)
select %s, code, first, middle, one, two, '', '', '', born, extract(year from born), 'day', 'returned', '', 1, now(), now()
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[]) as x(code, first, middle, one, two, born)
returning id
"""


@dataclass
class Someone:
    """A person as invented."""

    first: str
    middle: str
    one: str
    two: str
    born: str
    dui: str
    phone: str
    id: int = 0

    @property
    def full(self) -> list[str]:
        return [self.first, self.middle, self.one, self.two]


def invent(count: int, seed: int) -> list[Someone]:
    rng = random.Random(seed)
    people = []
    for _ in range(count):
        first, middle = rng.sample(GIVEN, 2)
        eight = f"{rng.randrange(10**8):08d}"
        born = f"{rng.randrange(1950, 2015)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
        phone = f"7{rng.randrange(10**7):07d}"
        people.append(
            Someone(first, middle, *rng.choices(SURNAMES, k=2), born=born, dui=f"{eight}{names.dui_check_digit(eight)}", phone=phone)
        )
    return people


def insert(org, people: list[Someone], prefix: str) -> None:
    """Raw SQL, as a load by COPY would be: only the triggers keep the search."""
    with connection.cursor() as cursor:
        columns = [[getattr(p, name) for p in people] for name in ("first", "middle", "one", "two", "born")]
        cursor.execute(INSERT, [org.pk, [f"{prefix}-{n:06d}" for n in range(len(people))], *columns])
        for someone, (pk,) in zip(people, cursor.fetchall(), strict=True):
            someone.id = pk
        ids = [p.id for p in people]
        cursor.execute(
            "insert into people_identifier (person_id, org_id, kind, value, normalized, created_at)"
            " select id, %s, 'dui', n, n, now() from unnest(%s::bigint[], %s::text[]) as x(id, n)",
            [org.pk, ids, [p.dui for p in people]],
        )
        cursor.execute(
            "insert into people_contact"
            " (person_id, org_id, kind, value, normalized, whose, may_call, may_message, may_whatsapp, hours, created_at)"
            " select id, %s, 'phone', n, n, 'own', true, false, false, '', now() from unnest(%s::bigint[], %s::text[]) as x(id, n)",
            [org.pk, ids, [p.phone for p in people]],
        )


def slip(rng: random.Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 1)
    near = rng.choice("aeioumnrstl")
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + near + word[at + 1 :],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        ]
    )


def heard(rng: random.Random, word: str) -> str:
    fitting = [(a, b) for a, b in HEARD if a in word.lower()]
    return word.lower().replace(*rng.choice(fitting)) if fitting else word.upper()


def typed(kind: str, rng: random.Random, p: Someone) -> str:
    """What a clerk might type to find that person."""
    year, full = p.born[:4], p.full
    at = rng.randrange(4)
    return {
        "exact": " ".join(full),
        "plain": names.fold(" ".join(full)).upper(),
        "any order": " ".join(rng.sample(full, 4)),
        "one slip": " ".join(slip(rng, w) if i == at else w for i, w in enumerate(full)),
        "two slips": " ".join(slip(rng, w) if i in (at, (at + 2) % 4) else w for i, w in enumerate(full)),
        "heard": " ".join(heard(rng, w) for w in full),
        "swapped surnames": f"{p.first} {p.two} {p.one} {year}",
        "without second surname": f"{p.first} {p.one} {year}",
        "nickname": f"{SHORT.get(p.first, p.first)} {p.one} {p.two} {year}",
        "glued": f"{p.first}{p.middle.lower()} {p.one} {p.two}",
        "begun": f"{p.first[:4]} {p.one[:4]} {p.two[:5]} {year}",
        "year before": f"{p.first} {p.one} {p.two} {int(year) - 1}",
        "date": f"{p.born[8:]}/{p.born[5:7]}/{year} {p.one}",
        "document": f"{p.dui[:8]}-{p.dui[8]}",
        "document with a slip": p.dui[:3] + p.dui[4] + p.dui[3] + p.dui[5:],
        "telephone": f"+503 {p.phone[:4]} {p.phone[4:]}",
    }[kind]


KINDS = [
    "exact",
    "plain",
    "any order",
    "one slip",
    "two slips",
    "heard",
    "swapped surnames",
    "without second surname",
    "nickname",
    "glued",
    "begun",
    "year before",
    "date",
    "document",
    "document with a slip",
    "telephone",
]


@pytest.fixture
def town(cast):
    people = invent(2000, seed=41)
    with acting_as(cast.ana.pk):
        insert(cast.ZAC, people, "ZAC")
    return people


def test_everyone_is_found_however_they_are_typed(town, cast) -> None:
    rng = random.Random(5)
    found: dict[str, list[bool]] = defaultdict(list)
    with acting_as(cast.ana.pk):
        for kind in KINDS:
            for p in rng.sample(town, 25):
                found[kind].append(p.id in [hit.person_id for hit in search_persons(typed(kind, rng, p))])
    recall = {kind: sum(hits) / len(hits) for kind, hits in found.items()}
    assert min(recall.values()) >= 0.9, recall
    assert sum(recall.values()) / len(recall) >= 0.97, recall


def test_the_one_meant_comes_first_and_it_says_what_matched(cast) -> None:
    people = invent(3, seed=1)
    people[0] = Someone("José", "Luis", "Vásquez", "Huezo", "1975-03-09", "045678903", "71234567")
    people[1] = Someone("José", "Luis", "Vásquez", "Huezo", "1991-03-09", "012345678", "71234568")
    with acting_as(cast.ana.pk):
        insert(cast.ZAC, people, "ZAC")
        first = search_persons("Chepe Vasques 1975")[0]
        assert first.person_id == people[0].id
        assert first.matched == ("nickname:chepe=jose", "sound:vasques=vasquez", "year")
        assert search_persons("jose luis basquez 1991")[0].person_id == people[1].id
        assert search_persons("Vázquez Güeso")[0].matched == ("sound:vazquez=vasquez", "typo:gueso=huezo")
        assert [(hit.person_id, hit.matched) for hit in search_persons("04567890-3")] == [(people[0].id, ("document",))]
        assert [(hit.person_id, hit.matched) for hit in search_persons("7123 4568")] == [(people[1].id, ("phone",))]
        assert search_persons("09/03/1975 Vasquez")[0].matched[-1] == "date"


def test_one_word_is_enough(town, cast) -> None:
    with acting_as(cast.ana.pk):
        hits = search_persons("Tisnado")
    bearers = {p.id for p in town if "Tiznado" in (p.one, p.two)}
    assert len(hits) == min(10, len(bearers)) and {hit.person_id for hit in hits} <= bearers


def test_odd_texts_are_only_texts(cast) -> None:
    odd = [
        "",
        "  ",
        "%",
        "'; drop table people_person; --",
        "((((",
        "\\",
        "a",
        "Ñ",
        "x" * 500,
        "\x00",
        "\u202e",
        "🦋",
        "de la",
        "0" * 300,
        "1975",
        "1/1/1975",
    ]
    with acting_as(cast.ana.pk):
        insert(cast.ZAC, invent(20, seed=4), "ZAC")
        for text in odd:
            search_persons(text)


def test_forty_words_still_find_the_person_named_among_them(town, cast) -> None:
    someone = town[17]
    with acting_as(cast.ana.pk):
        hits = search_persons(" ".join([*someone.full, *(f"palabra{n}x" for n in range(36))]))
    assert someone.id in [hit.person_id for hit in hits]


def test_search_stays_in_the_office_and_nobody_finds_nobody(town, cast) -> None:
    someone = town[3]
    texts = [" ".join(someone.full), someone.one, someone.dui, someone.phone, f"{someone.born} {someone.one}"]
    with acting_as(cast.carla.pk):
        assert [search_persons(text) for text in texts] == [[]] * 5
        assert similar_persons(given=someone.first, first_surname=someone.one, documents=[someone.dui]) == []
    with transaction.atomic():
        assert [search_persons(text) for text in texts] == [[]] * 5


def test_a_hidden_file_leaves_no_mark_on_any_answer(town, cast) -> None:
    rng = random.Random(9)
    someone = town[8]
    texts = [someone.dui, someone.phone, *(typed(kind, rng, someone) for kind in KINDS)]
    with acting_as(cast.ana.pk):
        assert all(someone.id in [hit.person_id for hit in search_persons(text, limit=40)] for text in texts[:3])
    with acting_as(cast.beto.pk), connection.cursor() as cursor:
        cursor.execute(
            "insert into people_exclusion (person_id, org_id, user_id, reason, created_at) values (%s, %s, %s, 'asked', now())",
            [someone.id, cast.ZAC.pk, cast.ana.pk],
        )
    with acting_as(cast.ana.pk):
        hidden = [search_persons(text, limit=40) for text in texts]
        assert not any(hit.person_id == someone.id for hits in hidden for hit in hits)
        assert someone.id not in [
            hit.person_id for hit in similar_persons(given=someone.first, first_surname=someone.one, documents=[someone.dui])
        ]
    with acting_as(cast.beto.pk), connection.cursor() as cursor:
        cursor.execute("delete from people_exclusion where person_id = %s", [someone.id])
        cursor.execute("delete from people_identifier where person_id = %s", [someone.id])
        cursor.execute("delete from people_contact where person_id = %s", [someone.id])
        cursor.execute("delete from people_person where id = %s", [someone.id])
    with acting_as(cast.ana.pk):
        assert [search_persons(text, limit=40) for text in texts] == hidden


def test_changes_by_raw_sql_are_found_at_once(cast) -> None:
    people = invent(2, seed=2)
    people[0].one = "Zarpanga"
    with acting_as(cast.beto.pk), connection.cursor() as cursor:
        insert(cast.ZAC, people, "ZAC")
        assert search_persons("Sarpanga")[0].person_id == people[0].id
        cursor.execute("update people_person set first_surname = 'Quelantro', nicknames = 'la Chiva' where id = %s", [people[0].id])
        assert search_persons("Zarpanga") == []
        assert search_persons("Kelantro")[0].person_id == search_persons("chiva")[0].person_id == people[0].id
        cursor.execute("update people_person set merged_into_id = %s where id = %s", [people[1].id, people[0].id])
        assert search_persons("Quelantro")[0].person_id == people[1].id
        cursor.execute("update people_person set merged_into_id = null where id = %s", [people[0].id])
        assert search_persons("Quelantro")[0].person_id == people[0].id


def test_a_name_nobody_bears_any_more_is_forgotten(committed_cast, superuser) -> None:
    people = invent(2, seed=2)
    people[0].one = "Zarpanga"
    with acting_as(committed_cast.beto.pk), connection.cursor() as cursor:
        insert(committed_cast.ZAC, people, "ZAC")
    with acting_as(committed_cast.beto.pk), connection.cursor() as cursor:
        cursor.execute("update people_person set first_surname = 'López' where id = %s", [people[0].id])
    kept = (
        "select (select count(*) from search.vocabulary where sound = 'sarpanga')"
        " + (select count(*) from search.spelling where word = 'zarpanga')"
    )
    assert superuser.execute(kept).fetchone()[0] == 0


def test_who_is_already_known_is_found_despite_noise(town, cast) -> None:
    rng = random.Random(6)
    found = []
    with acting_as(cast.ana.pk):
        for p in rng.sample(town, 100):
            year, month, day = p.born.split("-")
            born = f"{year}-{day}-{month}" if int(day) <= 12 and rng.random() < 0.5 else p.born
            hits = similar_persons(given=slip(rng, p.first), first_surname=heard(rng, p.one), second_surname=p.two, born=born)
            found.append(p.id in [hit.person_id for hit in hits])
    assert sum(found) / len(found) >= 0.97


def test_the_database_folds_and_hears_as_python_does(town, cast) -> None:
    odd = [
        "Ñuñez ØRSTED",
        "Straße ẞ Æsir þor",
        "d’Aubuisson",
        "ＡＮＡ ²º",
        "Güezo hh h Chh",
        "Xxochitl ccec sce",
        "a\u0301\u0308b",
        "İstanbul ıŁ",
        "١٢٣ Иван 李",
    ]
    rng = random.Random(3)
    odd += ["".join(rng.choices("abcdefghijklmnopqrstuvwxyzñáü -'1", k=rng.randrange(1, 40))) for _ in range(300)]
    odd += ["".join(chr(rng.randrange(32, 0x2FFF)) for _ in range(30)) for _ in range(200)] + ["w" * 700]
    with connection.cursor() as cursor:
        cursor.execute("select t, search.fold(t), search.sound(search.fold(t)) from unnest(%s::text[]) t", [odd])
        for text, folded, sound in cursor.fetchall():
            assert (text, folded, sound) == (text, names.fold(text), names.sound(names.fold(text)))


def test_the_tables_and_the_keeping_of_keys_are_out_of_reach(cast) -> None:
    for sql in (
        "select * from search.entry",
        "select * from search.vocabulary",
        "select search.put('{1}')",
        "select search.remove('{1}', '{1}')",
        "select search.rebuild()",
    ):
        with (
            acting_as(cast.ana.pk),
            pytest.raises(Exception, match=r"permission denied|only the"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_rebuild_gives_the_same_keys(committed_cast, superuser: psycopg.Connection) -> None:
    with acting_as(committed_cast.ana.pk):
        insert(committed_cast.ZAC, invent(50, seed=3), "ZAC")
    entries = "select person_id, words, sounds, keys from search.entry order by 1"
    words = "select org_id, sound from search.vocabulary group by 1, 2 order by 1, 2"
    before = superuser.execute(entries).fetchall(), superuser.execute(words).fetchall()
    superuser.execute("select search.rebuild()")
    assert (superuser.execute(entries).fetchall(), superuser.execute(words).fetchall()[1:]) == (before[0], before[1])
