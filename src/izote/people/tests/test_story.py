"""One story through the pages: Reina comes, Ana registers her, Rosa must not know, Carla is of another office."""

from django.urls import reverse

from izote.people.tests.builders import enter, first_contact


def test_reina_is_registered_found_and_hidden(cast, client):
    enter(client, cast.ana)
    assert client.post(reverse("person_create"), {"text": "Reina Ventura"}).context["found"] == []
    contact = {"contact-TOTAL_FORMS": "1", "contact-0-kind": "phone", "contact-0-value": "7123-4567", "contact-0-whose": "own"}
    given = {"first_name": "Reina", "first_surname": "Ventura", "born": "35", **contact}
    page = first_contact(client, **given, not_known_to=[str(cast.rosa.pk)])["Location"]
    code = page.rstrip("/").split("/")[-1]
    assert "Rosa no debe saber" in client.get(page).content.decode()
    for text in ("reyna bentura", "7123 4567", code.lower(), "ventura reina"):
        assert [one.person.code for one in client.post(reverse("person_list"), {"text": text}).context["found"]] == [code], text

    for stranger in (cast.rosa, cast.carla):
        enter(client, stranger)
        assert client.get(page).status_code == client.get(page.lower()).status_code == 404
        assert code not in client.get(reverse("person_list")).content.decode()
        for text in ("reyna bentura", "7123 4567", code):
            assert client.post(reverse("person_create"), {"text": text}).context["found"] == [], text
        assert first_contact(client, **given).status_code == 302, "no question that would give her away"

    assert len(enter(client, cast.beto).post(reverse("person_list"), {"text": "Reina Ventura"}).context["found"]) == 2, (
        "Reina, and Rosa's Reina"
    )
