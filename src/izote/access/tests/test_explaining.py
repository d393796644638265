"""What the explanation says is what the database shows, for everybody."""

import pytest
from django.db import connection

from izote.access import queries
from izote.access.context import acting_as
from tests.builders import person
from tests.cast import everyone

PEOPLE = ["ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina", "irma"]


def shown_by_the_database(table):
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct o.code from {table} t join access_organization o on o.id = t.org_id")
        return {code for (code,) in cursor.fetchall()}


@pytest.fixture
def filled(cast):
    """Somebody in each office, with a contact; the files are in nobody's hands."""
    person(cast.ana, cast.ZAC, contacts=[{"kind": "phone", "value": "7000 0001"}])
    person(cast.carla, cast.SMI, contacts=[{"kind": "phone", "value": "7000 0002"}])
    return cast


@pytest.mark.parametrize("name", PEOPLE)
def test_said_and_shown_agree(filled, name):
    user = getattr(everyone(), name)
    with acting_as(user.pk):
        answer = queries.explain(user)
        for group in answer["persons"]:
            for table in {"people_person", "people_contact", "people_personsensitive"} & set(group["tables"]):
                assert shown_by_the_database(table) <= set(group["offices"]), table
                if group["level"] == "contact":
                    assert shown_by_the_database(table) == set(group["offices"]), table


def test_the_case_level_is_explained_by_its_ways_in(filled):
    def ways(user):
        with acting_as(user.pk):
            return next(group for group in queries.explain(user)["persons"] if group["level"] == "case")

    assert ways(filled.beto)["offices"] == ["ZAC"] and len(ways(filled.beto)["why"]) > len(ways(filled.ana)["why"])
    assert ways(filled.rosa)["offices"] == [] and ways(filled.irma)["offices"] == []


def test_each_right_names_the_role_it_comes_from(filled):
    with acting_as(filled.ana.pk):
        rights = {row["right"]: row for row in queries.explain(filled.ana)["rights"]}
    assert rights["person.read"]["offices"] == ["ZAC"] and rights["person.read"]["through"] == ["Gestora o gestor de caso (ZAC)"]
    assert "sensitive.team" not in rights


def test_the_page_is_for_oneself_and_for_who_answers_for_the_user(filled, client):
    for reader, subject, expected in (
        ("ana", "ana", 200),
        ("ana", "rosa", 404),
        ("beto", "ana", 200),
        ("beto", "carla", 404),
        ("irma", "carla", 200),
    ):
        client.force_login(getattr(filled, reader))
        assert client.get(f"/que-puede-ver/{subject}/").status_code == expected, (reader, subject)
