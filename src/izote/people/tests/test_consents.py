"""Consents: for what, with whom, until when; and taken back."""

import datetime as dt

from django.urls import reverse

from izote.access.context import acting_as
from izote.people.models import Consent
from izote.people.tests.builders import enter, verbs
from tests.builders import person

GIVEN = {
    "purpose": "share",
    "recipient": "health",
    "withheld": "mi dirección, a nadie",
    "given_by": "person",
    "mode": "signature",
    "language": "es",
    "notice_version": "2026-11",
    "given_on": "2026-01-02",
    "expires_on": "2027-01-02",
}


def test_a_consent_is_given_and_taken_back(cast, client):
    subject = person(cast.ana, cast.ZAC)
    enter(client, cast.ana).post(reverse("consent_give", args=[subject.code]), GIVEN)
    with acting_as(cast.ana.pk):
        consent = Consent.objects.get()
        assert (consent.recipient, consent.expires_on, consent.withdrawn_on) == ("health", dt.date(2027, 1, 2), None)
    url = reverse("consent_withdraw", args=[subject.code, consent.pk])
    assert [client.post(url).status_code for _ in range(2)] == [302, 409]
    assert verbs(subject, cast.ana)[-2:] == ["consent.given", "consent.withdrawn"]
    assert "revocado el" in client.get(reverse("person_detail", args=[subject.code])).content.decode()


def test_a_consent_that_ends_before_it_begins_is_refused_in_words(cast, client):
    subject = person(cast.ana, cast.ZAC)
    answer = enter(client, cast.ana).post(reverse("consent_give", args=[subject.code]), GIVEN | {"expires_on": "2025-01-01"})
    assert "Terminaría antes de empezar" in answer.content.decode()


def test_the_notice_is_read_in_both_languages(cast, client):
    url = reverse("notice_detail", args=["2026-11"])
    enter(client, cast.rosa)
    assert "Sus derechos" in client.get(url).content.decode()
    assert "Your rights" in client.get(url, headers={"accept-language": "en"}).content.decode()
    assert client.get(reverse("notice_detail", args=["1999-01"])).status_code == 404
