"""The doors behind which something lies."""

import datetime as dt

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.partners import actions
from izote.partners.tests.builders import institution, place, service
from izote.partners.tests.doors import DOORS_WITH_ROWS


@pytest.fixture
def rows(cast):
    """One row of each kind in Zacatecoluca's directory."""
    where = institution(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        here = place("0821")
    one = service(cast.ana, cast.ZAC, of=where, locations=[{"place": here, "address": "Pasaje 9", "confidential": True}])
    day = dt.date(2026, 1, 1)
    with acting_as(cast.ana.pk):
        actions.propose_service(one, by=cast.ana)
        actions.add_contact(where, by=cast.ana, name="Persona Contacto")
        agreement = actions.write_agreement(org=cast.ZAC, by=cast.ana, institution=where, title="x", starts_on=day)
        meeting = actions.write_meeting(org=cast.ZAC, by=cast.ana, institutions=[where], held_on=day, title="y")
        promise = actions.write_commitment(meeting, by=cast.ana, institution=None, what="z", due_on=day)
    return {"service": one, "institution": where, "agreement": agreement, "meeting": meeting, "commitment": promise}


@pytest.mark.parametrize(("name", "kind", "expected"), DOORS_WITH_ROWS, ids=lambda value: value if isinstance(value, str) else "")
def test_door(cast, rows, client, name, kind, expected):
    url = reverse(name, args=[rows[kind].pk])
    seen = {}
    for visitor in expected:
        client.logout()
        if visitor != "nobody":
            client.force_login(getattr(cast, visitor))
        seen[visitor] = client.get(url).status_code
    assert seen == expected


@pytest.mark.parametrize(("visitor", "reads"), [("ana", True), ("beto", True), ("rosa", False), ("delia", False), ("tomas", False)])
def test_a_confidential_address_shows_only_to_keepers_on_every_page(cast, rows, client, visitor, reads):
    client.force_login(getattr(cast, visitor))
    pages = [reverse("service_detail", args=[rows["service"].pk]), reverse("service_list"), reverse("service_list") + "?text=pasaje"]
    said = ["Pasaje 9" in client.get(url).content.decode() for url in pages]
    assert said == [reads, False, False]


@pytest.mark.parametrize("name", ["service_verify", "service_propose", "service_withdraw", "service_unpublish"])
def test_a_post_by_whoever_does_not_keep_the_directory_is_refused(cast, rows, client, name):
    for visitor, status in (("rosa", 403), ("tomas", 403), ("carla", 404), ("pilar", 404)):
        client.logout()
        client.force_login(getattr(cast, visitor))
        assert client.post(reverse(name, args=[rows["service"].pk])).status_code == status, visitor
