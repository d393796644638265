"""Two persons let the public read: the author is never the approver, and what was approved is what is read."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.access.models import AuditEvent
from izote.kit.errors import Conflict
from izote.partners import actions, queries
from izote.partners.models import Publication, Service
from izote.partners.tests.builders import enter, published, service


def fresh(one, by):
    with acting_as(by.pk):
        return queries.service_for(by, one.pk)


def propose(one, by):
    with acting_as(by.pk):
        return actions.propose_service(one, by=by)


def test_a_second_person_publishes_what_was_proposed(cast):
    one = service(cast.ana, cast.ZAC)
    publication = published(one, proposed_by=cast.ana, approved_by=cast.beto)
    assert (publication.proposed_by_id, publication.approved_by_id) == (cast.ana.pk, cast.beto.pk)
    assert fresh(one, cast.ana).proposed_by is None


def test_nobody_publishes_their_own_proposal_or_their_own_words(cast):
    mine = propose(service(cast.beto, cast.ZAC), cast.beto)
    with acting_as(cast.beto.pk), pytest.raises(PermissionDenied):
        actions.publish_service(mine, version=mine.version, by=cast.beto)
    words = service(cast.ana, cast.ZAC, "Otro")
    with acting_as(cast.beto.pk):
        words = actions.write_service(org=cast.ZAC, by=cast.beto, service=words, fees="gratis")
    propose(words, cast.ana)
    with acting_as(cast.beto.pk), pytest.raises(PermissionDenied):
        actions.publish_service(words, version=words.version, by=cast.beto)


def test_whoever_has_not_that_right_does_not_publish(cast):
    one = propose(service(cast.beto, cast.ZAC), cast.beto)
    for who in (cast.ana, cast.tomas, cast.rosa, cast.carla):
        with acting_as(who.pk), pytest.raises(PermissionDenied):
            actions.publish_service(one, version=one.version, by=who)


def test_a_correction_takes_the_proposal_back_and_an_old_page_publishes_nothing(cast):
    one = propose(service(cast.ana, cast.ZAC), cast.ana)
    with acting_as(cast.ana.pk):
        actions.write_service(org=cast.ZAC, by=cast.ana, service=one, fees="gratis")
    with acting_as(cast.beto.pk), pytest.raises(Conflict):
        actions.publish_service(one, version=1, by=cast.beto)
    propose(one, cast.ana)
    with acting_as(cast.beto.pk), pytest.raises(Conflict):
        actions.publish_service(one, version=1, by=cast.beto)


def test_the_public_goes_on_reading_what_was_approved_until_two_persons_let_the_new_words_go(cast):
    one = service(cast.ana, cast.ZAC, description="antes")
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    with acting_as(cast.ana.pk):
        one = actions.write_service(org=cast.ZAC, by=cast.ana, service=one, description="después")
        assert Publication.objects.get(pk=one.pk).document["description"] == "antes"
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    with acting_as(cast.ana.pk):
        assert Publication.objects.get(pk=one.pk).document["description"] == "después"


def test_verifying_stamps_and_reaches_the_public_only_for_the_version_it_reads(cast):
    one = service(cast.ana, cast.ZAC)
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    with acting_as(cast.ana.pk):
        actions.verify_service(one, by=cast.ana)
        assert Publication.objects.get(pk=one.pk).assured_on == timezone.localdate()
        actions.write_service(org=cast.ZAC, by=cast.ana, service=one, fees="gratis")
        Service.objects.filter(pk=one.pk).update(verified_on=dt.date(2020, 1, 1))
        Publication.objects.filter(pk=one.pk).update(assured_on=dt.date(2020, 1, 1))
        actions.verify_service(one, by=cast.ana)
        assert Publication.objects.get(pk=one.pk).assured_on == dt.date(2020, 1, 1)


def test_one_person_is_enough_to_take_it_back(cast):
    one = service(cast.ana, cast.ZAC)
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    with acting_as(cast.ana.pk):
        actions.unpublish_service(one, by=cast.ana)
        assert not Publication.objects.filter(pk=one.pk).exists()


def test_a_proposal_alone_is_taken_back_and_the_public_goes_on_reading(cast, client):
    one = service(cast.ana, cast.ZAC, description="antes")
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    with acting_as(cast.ana.pk):
        one = actions.write_service(org=cast.ZAC, by=cast.ana, service=one, description="después")
    propose(one, cast.ana)
    page = enter(client, cast.beto).get(reverse("service_detail", args=[one.pk])).content.decode()
    assert reverse("service_withdraw", args=[one.pk]) in page and reverse("service_unpublish", args=[one.pk]) in page
    said = client.post(reverse("service_withdraw", args=[one.pk]), follow=True).content.decode()
    assert "La propuesta se retiró." in said and reverse("service_withdraw", args=[one.pk]) not in said
    assert client.post(reverse("service_withdraw", args=[one.pk])).status_code == 409
    assert fresh(one, cast.ana).proposed_by is None
    with acting_as(cast.beto.pk):
        assert Publication.objects.get(pk=one.pk).document["description"] == "antes"
        verbs = set(AuditEvent.objects.filter(key=str(one.pk)).values_list("verb", flat=True))
    assert "service.proposal_withdrawn" in verbs and "service.unpublished" not in verbs
    assert client.post(reverse("service_unpublish", args=[one.pk])).status_code == 302
    assert client.post(reverse("service_unpublish", args=[one.pk])).status_code == 409


def test_the_story_through_the_pages(cast, client):
    one = service(cast.ana, cast.ZAC, description="Pan dulce y salado", phones=["2334-0100 (taller)"])
    enter(client, cast.ana)
    assert client.post(reverse("service_verify", args=[one.pk])).status_code == 302
    assert client.post(reverse("service_propose", args=[one.pk])).status_code == 302
    assert client.get(reverse("service_publish", args=[one.pk])).status_code == 403
    enter(client, cast.beto)
    assert "Taller de panadería" in client.get(reverse("proposal_list")).content.decode()
    page = client.get(reverse("service_publish", args=[one.pk])).content.decode()
    assert "Pan dulce y salado" in page and "+50323340100" in page
    assert client.post(reverse("service_publish", args=[one.pk]), {"version": "x"}).status_code == 400
    assert client.post(reverse("service_publish", args=[one.pk]), {"version": "1"}).status_code == 302
    client.logout()
    assert client.get(reverse("hsds_service", args=[one.pk])).json()["description"] == "Pan dulce y salado"
    enter(client, cast.ana).post(reverse("service_unpublish", args=[one.pk]))
    client.logout()
    assert client.get(reverse("hsds_service", args=[one.pk])).status_code == 404
