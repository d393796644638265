"""The list and its search box."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import AuditEvent
from izote.people.tests.builders import enter, exclude
from tests.builders import person

URL = "/personas/"


@pytest.fixture
def town(cast):
    return [person(cast.ana, cast.ZAC, first_name=f"Persona{n}", first_surname="Umaña") for n in range(60)]


def names(response):
    return [row.first_name for row in response.context["page"].rows]


def test_the_list_shows_the_newest_first_in_pages_of_25(cast, town, client):
    enter(client, cast.ana)
    first = client.get(URL)
    assert names(first) == [f"Persona{n}" for n in range(59, 34, -1)]
    second = client.get(URL, {"cursor": first.context["page"].next})
    assert names(second) == [f"Persona{n}" for n in range(34, 9, -1)]


def test_a_page_costs_the_same_queries_for_three_persons_and_for_sixty(cast, client):
    counts = []
    for n in (3, 57):
        for i in range(n):
            person(cast.ana, cast.ZAC, first_name=f"Persona{i}")
        enter(client, cast.ana).get(URL)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
        assert not any(word in q["sql"] for q in queries for word in ("COUNT(*)", "OFFSET"))
    assert counts[0] == counts[1] <= 14, counts


def test_the_first_load_is_small(cast, town, client):
    page = enter(client, cast.ana).get(URL)
    assert len(gzip.compress(page.content)) < 20_000


def test_my_files_are_those_i_take_care_of(cast, client):
    person(cast.ana, cast.ZAC, first_name="Mía")
    person(cast.rosa, cast.ZAC, first_name="DeNadie")
    assert names(enter(client, cast.ana).get(URL, {"mios": "si"})) == ["Mía"]


def test_one_line_is_written_for_a_page_not_for_each_person(cast, town, client):
    enter(client, cast.ana).get(URL)
    with acting_as(cast.beto.pk):
        lines = AuditEvent.objects.filter(verb="person.listed")
        assert [line.details for line in lines] == [{"shown": 25, "mine": False}]


def test_another_office_and_an_excluded_colleague_see_nothing(cast, client):
    hidden = person(cast.ana, cast.ZAC, first_name="Oculta", first_surname="Zelaya")
    exclude(hidden, cast.rosa, by=cast.ana)
    for user in (cast.carla, cast.rosa):
        enter(client, user)
        assert names(client.get(URL)) == []
        for text in ("Oculta Zelaya", hidden.code, "zelalla"):
            found = client.post(URL, {"text": text})
            assert found.context["found"] == [] and b"Oculta<" not in found.content


def test_the_search_says_what_matched(cast, client):
    person(cast.ana, cast.ZAC, first_name="José", first_surname="Vásquez", second_surname="Peña", birth_year=1985)
    page = enter(client, cast.ana).post(URL, {"text": "chepe basques 1985"})
    said = page.context["found"][0].said
    assert "mismo año de nacimiento" in said and "«chepe» por «jose»" in said
    assert page.status_code == 200


@pytest.mark.parametrize("text", ["'; drop table people_person; --", "%_\\", "\x00", "a" * 5000, "‮nombre", "", "   ", "🙂"])
def test_a_hostile_text_in_the_box_ends_in_a_page(cast, client, text):
    person(cast.ana, cast.ZAC)
    assert enter(client, cast.ana).post(URL, {"text": text}).status_code == 200


def test_the_search_is_never_in_an_address(cast, client):
    page = enter(client, cast.ana).get(reverse("person_list"))
    assert b'role="search" method="post"' in page.content
