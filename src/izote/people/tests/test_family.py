"""Relations both ways, households, and what a hidden relative does not give away."""

from django.urls import reverse

from izote.access.context import acting_as
from izote.people.models import Household, HouseholdMember, Relation
from izote.people.queries_page import person_page
from izote.people.tests.builders import enter, exclude, verbs
from tests.builders import person


def family(cast, client):
    """Marta with her daughter Kenia, one household."""
    marta = person(cast.ana, cast.ZAC, first_name="Marta")
    kenia = person(cast.ana, cast.ZAC, first_name="Kenia")
    data = {"other": kenia.code, "save": "1", "kind": "child", "together": "on", "role": "head", "is_caregiver": "on"}
    assert enter(client, cast.ana).post(reverse("relation_add", args=[marta.code]), data).status_code == 302
    return marta, kenia


def test_a_relation_stands_on_both_pages(cast, client):
    marta, kenia = family(cast, client)
    with acting_as(cast.ana.pk):
        assert [(r.kind, r.person.first_name) for r in person_page(marta).relations] == [("child", "Kenia")]
        assert [(r.kind, r.person.first_name) for r in person_page(kenia).relations] == [("parent", "Marta")]
        assert {m.person.first_name for m in person_page(kenia).household} == {"Marta", "Kenia"}
    assert "Madre o padre" in client.get(reverse("person_detail", args=[kenia.code])).content.decode()


def test_removing_removes_both_and_leaving_empties_the_household(cast, client):
    marta, kenia = family(cast, client)
    client.post(reverse("relation_remove", args=[marta.code, kenia.code]))
    client.post(reverse("household_leave", args=[kenia.code]))
    with acting_as(cast.ana.pk):
        assert not Relation.objects.exists()
        assert HouseholdMember.objects.get().person_id == marta.pk


def test_the_other_is_searched_and_chosen(cast, client):
    marta, other = person(cast.ana, cast.ZAC), person(cast.ana, cast.ZAC, first_name="Wendy", first_surname="Escobar")
    url = reverse("relation_add", args=[marta.code])
    found = enter(client, cast.ana).post(url, {"text": "wendi escovar"})
    assert [one.person for one in found.context["found"]] == [other]
    assert client.post(url, {"other": other.code}).templates[0].name == "people/relation_add.html"


def test_a_second_relation_and_a_relation_to_oneself_are_refused(cast, client):
    marta, kenia = family(cast, client)
    url = reverse("relation_add", args=[marta.code])
    assert client.post(url, {"other": kenia.code, "save": "1", "kind": "sibling"}).status_code == 409
    assert client.post(url, {"other": marta.code, "save": "1", "kind": "sibling"}).status_code == 409


def test_a_hidden_relative_is_nowhere_on_a_visible_page(cast, client):
    marta, kenia = family(cast, client)
    exclude(kenia, cast.rosa, by=cast.ana)
    html = enter(client, cast.rosa).get(reverse("person_detail", args=[marta.code])).content.decode()
    assert "Kenia" not in html and kenia.code not in html and "Hija o hijo" not in html
    assert client.post(reverse("relation_add", args=[marta.code]), {"other": kenia.code}).status_code == 404
    assert "person.related" not in verbs(marta, cast.rosa) and "person.household_joined" not in verbs(marta, cast.rosa)
    assert "person.related" in verbs(marta, cast.ana)
    with acting_as(cast.rosa.pk):
        assert not Relation.objects.exists() and not Household.objects.exists() and not HouseholdMember.objects.exists()
    with acting_as(cast.ana.pk):
        assert Household.objects.exists()
