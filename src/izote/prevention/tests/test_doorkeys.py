"""The link of an institution without accounts: one warning, one institution; a leaked link alone opens nothing."""

import html
import re

import pytest
from django.test import Client

from izote.access.context import DOORKEEPER, acting_as
from izote.prevention.actions import doors as actions
from izote.prevention.models import Answer, DoorKey, Evidence, Recommendation, Step
from izote.prevention.queries import doors
from izote.prevention.tests import builders_recommendations as build


@pytest.fixture
def made(committed_cast, superuser):
    """A municipality without accounts, a recommendation, and its link."""
    found = build.stage(committed_cast, superuser, accounts=False)
    with acting_as(committed_cast.raul.pk):
        found.key, found.token, found.pin = actions.make_key(found.warning, found.mayor, by=committed_cast.raul)
    return found


def wrong(pin):
    return f"{(int(pin) + 1) % 1_000_000:06}"


def browser():
    """Somebody's computer, with its own cookies."""
    return Client(headers={"Accept-Language": "es"})


def opened(made, client=None):
    client = client or browser()
    url = f"/prevencion/r/{made.token}/"
    client.get(url)
    assert client.post(url, {"pin": made.pin}).status_code == 302
    return client, url


def test_a_link_without_the_number_shows_nothing(committed_cast, made):
    client = browser()
    page = client.get(f"/prevencion/r/{made.token}/")
    assert page.status_code == 200 and "número" in page.content.decode()
    for word in ("Alcaldía", "Garantizar", "A-0001", "Procuraduría"):
        assert word not in page.content.decode()
    assert client.post(f"/prevencion/r/{made.token}/{made.rec.pk}/", {"kind": "accept"}).status_code in (302, 404)
    with acting_as(committed_cast.raul.pk):
        assert not Answer.objects.exists()


def test_unknown_expired_revoked_and_locked_links_look_the_same(committed_cast, made, superuser):
    cast = committed_cast
    unknown = browser().get("/prevencion/r/nada-de-nada-nada-de-nada-nada-de/")
    client = browser()
    client.get(f"/prevencion/r/{made.token}/")
    answers = [client.post(f"/prevencion/r/{made.token}/", {"pin": wrong(made.pin)}) for _ in range(5)]
    assert [one.status_code for one in answers] == [403] * 4 + [404]
    shut = client.post(f"/prevencion/r/{made.token}/", {"pin": made.pin})
    assert (unknown.status_code, shut.status_code) == (404, 404)
    said = [re.sub(r"[A-Za-z0-9_-]{20,}", "", one.content.decode()) for one in (unknown, shut)]
    assert said[0] == said[1]
    superuser.execute("update prevention_doorkey set failures = 0, expires_at = now() - interval '1 minute'")
    assert client.post(f"/prevencion/r/{made.token}/", {"pin": made.pin}).status_code == 404
    superuser.execute("update prevention_doorkey set expires_at = now() + interval '1 day'")
    with acting_as(cast.raul.pk):
        actions.revoke_key(DoorKey.objects.get(), by=cast.raul)
    assert client.post(f"/prevencion/r/{made.token}/", {"pin": made.pin}).status_code == 404


def test_behind_the_link_it_reads_answers_and_shows_evidence_and_sees_no_other_institution(committed_cast, made):
    cast = committed_cast
    client, url = opened(made)
    listed = client.get(url).content.decode()
    assert "A-0001-R1" in listed and "A-0001-R2" not in listed
    one = f"{url}{made.rec.pk}/"
    assert client.get(f"{url}{made.other.pk}/").status_code == 404
    report = {"kind": "report", "text": "Circular girada.", "shows": "nobody", "evidence": build.upload()}
    for data in ({"kind": "accept"}, report):
        assert client.post(one, data).status_code == 302
    with acting_as(cast.raul.pk):
        assert Recommendation.objects.get(pk=made.rec.pk).state == "reported"
        assert set(Answer.objects.values_list("via", flat=True)) == {"link"} and Evidence.objects.count() == 1
    page = html.unescape(client.get(one).content.decode())
    assert "Circular girada." in page and "internal" not in page


def test_another_browser_with_link_and_number_is_told_nothing(made):
    opened(made)
    other = browser()
    other.get(f"/prevencion/r/{made.token}/")
    assert other.post(f"/prevencion/r/{made.token}/", {"pin": made.pin}).status_code == 404


def test_a_new_link_ends_the_old_one(committed_cast, made):
    cast = committed_cast
    with acting_as(cast.raul.pk):
        actions.make_key(made.warning, made.mayor, by=cast.raul)
    client = browser()
    client.get(f"/prevencion/r/{made.token}/")
    assert client.post(f"/prevencion/r/{made.token}/", {"pin": made.pin}).status_code == 404


def test_the_service_reads_nothing_until_a_link_is_proven_in_the_same_transaction(made):
    with acting_as(DOORKEEPER):
        doors.knock(made.token, "marca", made.pin)
    with actions.carried():
        assert not doors.mine().exists() and not Recommendation.objects.exists() and not Step.objects.exists()
    with acting_as(DOORKEEPER):
        assert doors.knock(made.token, "marca").is_open
        with actions.carried():
            assert [row.pk for row in doors.mine()] == [made.rec.pk]


def test_only_digests_of_the_secrets_are_kept(committed_cast, made):
    with acting_as(committed_cast.raul.pk):
        row = DoorKey.objects.values_list("token_hash", "pin_hash").get()
    assert made.token not in row and made.pin not in "".join(row)
