"""Rows of a list against the files of an office: evidence, traps of kin, the office's walls."""

import csv
import datetime as dt
import random
from argparse import Namespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from benchmarks import noise
from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.kit.errors import BadInput
from izote.people import actions, commands
from izote.people.bulk import register_batch
from izote.people.codes import new_code
from izote.people.linkage import MatchRow, Office, compare, entry_of, likeliest, match_rows
from izote.people.linkage.keys import day_keys, year_keys
from izote.people.linkage.weights import odds
from izote.people.models import Person
from izote.territory.models import Place
from tests.builders import person

JUAN = {
    "first_name": "Juan",
    "middle_names": "Antonio",
    "first_surname": "Menjívar",
    "second_surname": "Alas",
    "sex": "M",
    "birth_date": dt.date(1984, 3, 12),
    "phones": ("70001111",),
    "place_id": 7,
}


def probability(one: dict, other: dict, persons: float = 3000) -> float:
    evidence = compare(entry_of(MatchRow("1", **one)), entry_of(MatchRow("2", **other)), lambda sound: 0.01, lambda place: 0.05)
    value = odds(evidence.match, evidence.kin, persons)
    return value / (1 + value)


@pytest.mark.parametrize(
    "slip",
    [
        {"first_surname": "Menjibar", "middle_names": ""},
        {"birth_date": dt.date(1984, 12, 3), "second_surname": ""},
        {"first_surname": "Alas", "second_surname": "Menjívar"},
        {"first_name": "JUAN", "first_surname": "MENJIVR", "birth_date": dt.date(1984, 3, 21)},
        {"birth_date": None, "birth_year": 1984},
        {"birth_date": dt.date(1984, 1, 1)},
    ],
)
def test_slips_of_clerks_still_point_to_the_same_person(slip):
    assert probability(JUAN, {**JUAN, **slip}) > 0.99


@pytest.mark.parametrize(
    "relative",
    [
        {"birth_date": dt.date(2008, 7, 30)},  # a son who bears his father's whole name, at the same telephone
        {"first_name": "José", "middle_names": "Mario"},  # a twin: birthday, surnames, telephone
        {"first_name": "Ana", "middle_names": "Luz", "sex": "F", "birth_date": dt.date(1987, 3, 2)},
    ],
)
def test_relatives_under_one_roof_are_not_one_person(relative):
    assert probability(JUAN, {**JUAN, **relative}) < 0.5


def test_a_rare_surname_says_more_than_a_common_one():
    one, other = entry_of(MatchRow("1", first_surname="Interiano")), entry_of(MatchRow("2", first_surname="Interiano"))
    rare, common = (compare(one, other, lambda sound, share=share: share, lambda place: 0.05).match for share in (0.0005, 0.05))
    assert rare > 50 * common


def test_what_one_side_lacks_speaks_neither_for_nor_against():
    evidence = compare(entry_of(MatchRow("1", **JUAN)), entry_of(MatchRow("2", first_name="Juan")), lambda sound: 0.01, lambda place: 0.05)
    assert evidence.codes == ("+first_same",)


def test_the_program_asks_for_the_keys_that_the_database_keeps(cast):
    someone = person(cast.ana, cast.ZAC, **{**JUAN, "first_surname": "de la O", "phones": None, "place_id": None})
    row = MatchRow("1", first_name="Juan", first_surname="De La O", second_surname="Alas", birth_date=dt.date(1984, 3, 12), birth_year=1984)
    entry = entry_of(row)
    every = (*day_keys(entry), *year_keys(entry, False), *year_keys(entry, True))
    asked = [key for many, _ in every for key in many.split("|")]
    with acting_as(cast.ana.pk), connection.cursor() as cursor:
        args = [cast.ZAC.pk, "juan antonio|de la o|alas||", "juan antonio|de la o|alas||", dt.date(1984, 3, 12), 1984]
        cursor.execute("select search.link_keys(%s, search.sound(%s), %s::date, %s)", [args[0], *args[2:]])
        kept = set(cursor.fetchone()[0])
        cursor.execute("select array(select hashtext(%s || k) from unnest(%s::text[]) k)", [cast.ZAC.pk, asked])
        sought = set(cursor.fetchone()[0])
    assert someone.pk and kept <= sought and len(kept) == 8


@pytest.fixture
def town(cast):
    """Six hundred persons of one office, relatives among them."""
    rng = random.Random(23)
    with acting_as_service("service-demo") as service:
        by = User.objects.get(pk=service)
        places = list(Place.objects.filter(level="district").values_list("pk", flat=True)[:40])
        people = noise.town(rng, 600, places)
        rows = [
            {**one, "org_id": cast.ZAC.pk, "code": new_code("ZAC", 8), "identifiers": [("dui", one["dui"])] if one["dui"] else []}
            for one in people
        ]
        ids = register_batch(rows, by=by)
    return rng, places, people, ids


def test_a_list_is_linked_rightly(cast, town):
    rng, places, people, ids = town
    known = [(noise.again(rng, people[n], places), ids[n]) for n in range(0, 600, 2)]
    rows = known + [(noise.again(rng, noise.stranger(rng, places), places), None) for _ in range(300)]
    rng.shuffle(rows)
    with acting_as(cast.ana.pk):
        matches = match_rows([noise.as_row(n, row) for n, (row, _) in enumerate(rows)], org_id=cast.ZAC.pk)
    figures = noise.judge(matches, [pk for _, pk in rows])
    assert figures["precision"] >= 0.99 and figures["recall"] >= 0.95, figures
    sure = [match.person_id for match in matches if match.verdict == "certain"]
    assert len(sure) == len(set(sure)) > 200


def test_two_rows_cannot_both_be_certain_of_one_person(cast, town):
    _, _, people, ids = town
    with acting_as(cast.ana.pk):
        matches = match_rows([noise.as_row(n, people[5]) for n in range(2)], org_id=cast.ZAC.pk)
    assert [match.person_id for match in matches] == [ids[5], ids[5]]
    assert sorted(match.verdict for match in matches) == ["possible", "probable"]


def test_the_same_document_is_never_passed_over(cast, town):
    _, _, people, ids = town
    n = next(n for n, one in enumerate(people) if one["dui"])
    other = {**people[n], "first_name": "Otilia", "middle_names": "", "first_surname": "Zometa", "second_surname": "Quijada", "sex": "F"}
    with acting_as(cast.ana.pk):
        (match,) = match_rows(
            [noise.as_row(1, {**other, "birth_date": dt.date(2001, 2, 3), "birth_year": 2001, "phone": ""})], org_id=cast.ZAC.pk
        )
    assert match.verdict == "possible" and match.person_id == ids[n]


def test_matching_stays_in_the_office_and_passes_over_hidden_and_withdrawn_files(cast, town):
    _, _, people, ids = town
    rows = [noise.as_row(n, people[n]) for n in range(3)]
    with acting_as(cast.ana.pk):
        actions.exclude_user(Person.objects.get(pk=ids[0]), user=cast.rosa, reason="asked", by=cast.ana)
        actions.withdraw_person(Person.objects.get(pk=ids[1]), by=cast.ana)
    with acting_as(cast.rosa.pk):
        assert [match.verdict for match in match_rows(rows, org_id=cast.ZAC.pk)] == ["new", "new", "certain"]
    with acting_as(cast.carla.pk):
        assert {match.verdict for match in match_rows(rows, org_id=cast.ZAC.pk)} == {"new"}
        assert Office(cast.ZAC.pk).persons == 0
        with connection.cursor() as cursor:
            cursor.execute("select * from search.link_details(%s, %s)", [cast.ZAC.pk, ids])
            assert cursor.fetchall() == []


def test_a_file_is_not_its_own_duplicate(cast, town):
    _, _, people, ids = town
    row = noise.as_row(1, people[9])
    with acting_as(cast.ana.pk):
        (match,) = likeliest(
            [MatchRow(**{**{f: getattr(row, f) for f in row.__dataclass_fields__}, "itself": (ids[9],)})], org_id=cast.ZAC.pk
        )
    assert ids[9] not in [candidate.person_id for candidate in match.candidates]


def test_the_commands_answer_files_of_rows_and_questions(cast, town, tmp_path):
    _, _, people, ids = town
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    columns = {
        "first": "first_name",
        "second": "middle_names",
        "last": "first_surname",
        "last2": "second_surname",
        "sex": "sex",
        "dui": "dui",
    }
    with rows.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["row_id", *columns, "born", "district", "phone"])
        for n in (3, 4):
            writer.writerow([f"r{n}", *(people[n][name] for name in columns.values()), people[n]["birth_date"], "", people[n]["phone"]])
        writer.writerow(["r9", "Otilia", "", "Zometa", "", "F", "", "31/02/1990", "", ""])
    with acting_as(cast.ana.pk):
        told = commands.match(Namespace(user=cast.ana, batch=rows, output=out, office=""))
        assert told["rows"] == 3 and told["certain"] == 2
        assert [row[:3] for row in csv.reader(out.open(encoding="utf-8"))] == [
            ["row_id", "person_id", "verdict"],
            ["r3", str(ids[3]), "certain"],
            ["r4", str(ids[4]), "certain"],
            ["r9", "", "new"],
        ]
        rows.write_text(
            f"query_id,text\nq1,{people[3]['first_name']} {people[3]['first_surname']} {people[3]['birth_year']}\n", encoding="utf-8"
        )
        commands.search(Namespace(user=cast.ana, batch=rows, output=out, text=[]))
        assert [row[:3] for row in csv.reader(out.open(encoding="utf-8"))][:2] == [
            ["query_id", "rank", "person_id"],
            ["q1", "1", str(ids[3])],
        ]
        with pytest.raises(BadInput):
            commands.match(Namespace(user=cast.ana, batch=out, output=out, office=""))
    with acting_as(cast.rosa.pk), pytest.raises(PermissionDenied):
        commands.match(Namespace(user=cast.rosa, batch=rows, output=out, office=""))
