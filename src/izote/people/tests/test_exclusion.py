"""Who must not know meets nothing, anywhere."""

import re

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import AuditEvent
from izote.people import actions
from izote.people.models import Exclusion, Person
from izote.people.tests.builders import enter, exclude, fresh
from tests.builders import person

PAGES = ("person_detail", "person_trail", "person_edit", "person_file", "identifier_list", "identifier_add", "contact_add")
PAGES += (
    "relation_add",
    "consent_give",
    "circumstances_edit",
    "journey_add",
    "exclusion_set",
    "deletion_propose",
    "person_withdraw",
    "person_assign",
)


@pytest.fixture
def hidden(cast):
    subject = person(cast.ana, cast.ZAC, first_name="Oculta")
    exclude(subject, cast.rosa, by=cast.ana)
    exclude(subject, cast.beto, by=cast.ana)
    return subject


def said(answer, code):
    """A page without what differs from one showing to the next."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(code, "")


@pytest.mark.parametrize("who", ["rosa", "beto"])
def test_every_page_of_the_file_is_404_like_one_that_never_was(cast, client, hidden, who):
    enter(client, getattr(cast, who))
    for name in PAGES:
        answer = client.get(reverse(name, args=[hidden.code]))
        never = client.get(reverse(name, args=["ZAC-9999-9"]))
        assert (answer.status_code, never.status_code) == (404, 404), name
        assert said(answer, hidden.code) == said(never, "ZAC-9999-9"), name


def test_breaking_the_glass_answers_the_same_and_opens_nothing(cast, client, hidden):
    enter(client, cast.beto)
    answers = []
    for code in (hidden.code, "ZAC-9999-9", "SMI-2222-2"):
        client.post(reverse("breakglass_open"), {"code": code, "reason": "Está en peligro ahora mismo"})
        answers.append(client.get(reverse("breakglass_open")).content.decode().split('name="once"')[0].split("csrf")[0])
    assert answers[0] == answers[1] == answers[2]
    assert client.get(reverse("person_file", args=[hidden.code])).status_code == 404
    assert "Oculta" not in client.get(reverse("breakglass_list")).content.decode()


def test_a_deletion_of_the_hidden_file_is_not_on_the_list(cast, client, hidden):
    with acting_as(cast.ana.pk):
        actions.propose_deletion(hidden, reason="withdrawn", by=cast.ana)
    assert hidden.code not in enter(client, cast.beto).get(reverse("deletion_list")).content.decode()
    assert hidden.code in enter(client, cast.ana).get(reverse("deletion_list")).content.decode()


def test_the_office_is_reminded_but_nobody_reads_of_an_own_exclusion(cast, client, hidden):
    html = enter(client, cast.ana).get(reverse("person_detail", args=[hidden.code])).content.decode()
    assert "Rosa no debe saber" in html and "Beto no debe saber" in html
    with acting_as(cast.beto.pk):
        assert not Exclusion.objects.exists()


def test_the_line_of_an_exclusion_is_for_the_data_delegate_alone(cast, hidden):
    for user, lines in ((cast.beto, 0), (cast.ana, 0), (cast.dina, 2)):
        with acting_as(user.pk):
            assert AuditEvent.objects.filter(verb="exclusion.set").count() == lines, user


def test_who_is_responsible_loses_the_file_when_excluded(cast, client):
    subject = person(cast.ana, cast.ZAC)
    enter(client, cast.beto).post(reverse("exclusion_set", args=[subject.code]), {"user": cast.ana.pk, "reason": "relative"})
    assert fresh(subject, cast.beto).responsible_id is None
    with acting_as(cast.ana.pk):
        assert not Person.objects.exists()
    answer = client.post(reverse("person_assign", args=[subject.code]), {"to": cast.ana.pk})
    assert answer.status_code == 200 and answer.context["form"].errors


def test_only_the_supervisor_names_a_conflict_or_lifts_an_exclusion(cast, client):
    subject = person(cast.ana, cast.ZAC)
    url = reverse("exclusion_set", args=[subject.code])
    assert enter(client, cast.ana).post(url, {"user": cast.rosa.pk, "reason": "conflict"}).context["form"].errors
    assert client.post(url, {"user": cast.rosa.pk, "reason": "asked"}).status_code == 302
    with acting_as(cast.ana.pk):
        exclusion = Exclusion.objects.get()
    lift = reverse("exclusion_lift", args=[subject.code, exclusion.pk])
    assert client.post(lift).status_code == 403
    assert enter(client, cast.beto).post(lift).status_code == 302
    assert client.post(url, {"user": cast.beto.pk, "reason": "asked"}).status_code == 200, "nobody excludes himself"


def test_after_the_first_contact_only_the_supervisor_excludes(cast, client, superuser):
    import datetime as dt

    from django.utils import timezone

    subject = person(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        Person.objects.filter(pk=subject.pk).update(created_at=timezone.now() - dt.timedelta(days=2))
    url = reverse("exclusion_set", args=[subject.code])
    assert [enter(client, user).get(url).status_code for user in (cast.ana, cast.beto)] == [403, 200]
