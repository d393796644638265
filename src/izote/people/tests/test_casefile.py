"""Circumstances, journeys and returns: written, opened, corrected, removed."""

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.people import queries
from izote.people.tests.builders import enter
from tests.builders import person


@pytest.fixture
def subject(cast):
    return person(cast.ana, cast.ZAC)


def opened(subject, by):
    with acting_as(by.pk):
        return queries.open_file(subject)


def test_circumstances_are_saved_and_shown_again(cast, client, subject):
    url = reverse("circumstances_edit", args=[subject.code])
    data = {"address": "Del pozo una cuadra", "needs": ["food", "work"], "pregnancy": "pregnant", "nationalities": ["SV", "US"]}
    assert enter(client, cast.ana).post(url, data).status_code == 302
    assert opened(subject, cast.ana).sensitive["needs"] == ["food", "work"]
    form = client.get(url).context["form"]
    assert form["address"].value() == "Del pozo una cuadra" and form["nationalities"].value() == ["SV", "US"]
    html = client.get(reverse("person_file", args=[subject.code])).content.decode()
    assert "Alimentación, Trabajo" in html and "Embarazada" in html


def test_a_journey_keeps_how_exact_its_day_is(cast, client, subject):
    enter(client, cast.ana).post(
        reverse("journey_add", args=[subject.code]),
        {"departed": "2019", "main_reason": "economic", "financing": ["loan"], "debt_usd": "3500.50", "countries": ["US", "MX"]},
    )
    (journey,) = opened(subject, cast.ana).journeys
    assert (journey["departed_on"], journey["departed_precision"]) == ("2019-01-01", "year")
    page = client.get(reverse("journey_edit", args=[subject.code, journey["id"]]))
    assert page.context["form"]["departed"].value() == "2019"
    client.post(reverse("journey_edit", args=[subject.code, journey["id"]]), {"departed": "5/2019", "main_reason": "insecurity"})
    (journey,) = opened(subject, cast.ana).journeys
    assert (journey["departed_on"], journey["main_reason"], journey["debt_usd"]) == ("2019-05-01", "insecurity", None)
    client.post(reverse("journey_edit", args=[subject.code, journey["id"]]), {"remove": "1"})
    assert opened(subject, cast.ana).journeys == []


def test_a_return_is_written_corrected_and_removed(cast, client, subject):
    data = {"returned_on": "2026-11-20", "return_type": "forced", "country_from": "US", "means": "air"}
    enter(client, cast.ana).post(reverse("return_add", args=[subject.code]), data)
    (found,) = opened(subject, cast.ana).returns
    url = reverse("return_edit", args=[subject.code, found["id"]])
    assert 'value="2026-11-20"' in client.get(url).content.decode()
    client.post(url, data | {"means": "land"})
    assert opened(subject, cast.ana).returns[0]["means"] == "land"
    assert "Terrestre" in client.get(reverse("person_file", args=[subject.code])).content.decode()
    client.post(url, {"remove": "1"})
    assert opened(subject, cast.ana).returns == []


def test_nobody_returned_tomorrow(cast, client, subject):
    answer = enter(client, cast.ana).post(reverse("return_add", args=[subject.code]), {"returned_on": "2099-01-01"})
    assert "está en el futuro" in answer.content.decode()


def test_reception_writes_nothing_into_the_case_level(cast, client, subject):
    enter(client, cast.rosa)
    for name in ("circumstances_edit", "journey_add", "return_add"):
        assert client.post(reverse(name, args=[subject.code]), {"address": "x"}).status_code == 403
    assert opened(subject, cast.ana).journeys == []


def test_the_row_of_another_person_is_not_found(cast, client, subject):
    other = person(cast.ana, cast.ZAC)
    enter(client, cast.ana).post(reverse("return_add", args=[other.code]), {"means": "air"})
    (found,) = opened(other, cast.ana).returns
    assert client.get(reverse("return_edit", args=[subject.code, found["id"]])).status_code == 404
