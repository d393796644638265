"""Deleting takes two, and leaves only the line."""

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import AuditEvent
from izote.people import actions
from izote.people.models import DeletionRequest, Person
from izote.people.tests.builders import enter
from tests.builders import person


@pytest.fixture
def proposed(cast, client):
    subject = person(cast.ana, cast.ZAC, contacts=[{"value": "7123-4567"}], identifiers=[{"kind": "dui", "value": "012345675"}])
    other = person(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        actions.relate(subject, other, kind="child", by=cast.ana)
        actions.join_household(subject, other, by=cast.ana)
        actions.add_return(subject, by=cast.ana, means="air")
        actions.correct_person(subject, version=1, by=cast.ana, first_name="Martha")
    enter(client, cast.ana).post(reverse("deletion_propose", args=[subject.code]), {"reason": "withdrawn"})
    with acting_as(cast.ana.pk):
        return subject, DeletionRequest.objects.get()


@pytest.fixture
def proven(monkeypatch):
    """Whoever acts has just given the password."""
    monkeypatch.setattr("izote.access.reauthentication.proven_recently", lambda request: True)


def test_whoever_proposes_does_not_delete(cast, client, proposed, proven):
    subject, request = proposed
    url = reverse("deletion_decide", args=[request.pk])
    assert "Eliminar para siempre" not in client.get(url).content.decode()
    assert client.post(url).status_code == 403
    with acting_as(cast.ana.pk):
        assert Person.objects.filter(pk=subject.pk).exists()


@pytest.mark.parametrize("who", ["beto", "dina"])
def test_the_second_deletes_and_only_the_line_stays(cast, client, proposed, proven, who):
    subject, request = proposed
    user = getattr(cast, who)
    enter(client, user)
    assert subject.code in client.get(reverse("deletion_list")).content.decode()
    assert client.post(reverse("deletion_decide", args=[request.pk])).status_code == 302
    assert enter(client, cast.ana).get(reverse("person_detail", args=[subject.code])).status_code == 404
    with acting_as(cast.beto.pk):
        line = AuditEvent.objects.get(verb="person.deleted")
        assert (line.label, line.details["proposed_by"]) == (subject.code, cast.ana.pk)


def test_nothing_of_a_deleted_person_is_left_in_any_table(committed_cast, superuser):
    cast = committed_cast
    subject = person(
        cast.ana, cast.ZAC, first_name="Borrable", contacts=[{"value": "7123-4567"}], identifiers=[{"kind": "dui", "value": "012345675"}]
    )
    other = person(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        actions.relate(subject, other, kind="child", by=cast.ana)
        actions.unrelate(subject, other, by=cast.ana)
        actions.relate(subject, other, kind="parent", by=cast.ana)
        actions.join_household(subject, other, by=cast.ana)
        actions.add_return(subject, by=cast.ana, means="air")
        actions.give_consent(subject, by=cast.ana, purpose="service", mode="voice", notice_version="1", given_on="2026-01-01")
        actions.correct_person(subject, version=1, by=cast.ana, first_name="Borrado")
        actions.propose_deletion(subject, reason="mistake", by=cast.ana)
        request = DeletionRequest.objects.get()
    with acting_as(cast.beto.pk):
        actions.exclude_user(subject, user=cast.rosa, reason="relative", by=cast.beto)
        actions.delete_person(request, by=cast.beto)
    tables = superuser.execute(
        "select c.table_schema || '.' || c.table_name, c.column_name from information_schema.columns c"
        " where c.table_schema in ('public', 'search') and c.column_name in ('person_id', 'other_id') and c.table_name !~ '^pg_'"
    ).fetchall()
    assert len(tables) > 12
    left = {
        t: n
        for t, column in tables
        if (n := superuser.execute(f"select count(*) from {t} where {column} = %s", [subject.pk]).fetchone()[0])
    }
    assert left == {}
    assert superuser.execute("select count(*) from people_history where before::text ~ 'Borrable'").fetchone()[0] == 0
    assert superuser.execute("select count(*) from people_person where id = %s", [subject.pk]).fetchone()[0] == 0


def test_it_may_be_kept_and_proposed_again(cast, client, proposed, proven):
    subject, request = proposed
    enter(client, cast.beto).post(reverse("deletion_decide", args=[request.pk]), {"keep": "1"})
    with acting_as(cast.beto.pk):
        assert not DeletionRequest.objects.exists()
    assert client.post(reverse("deletion_propose", args=[subject.code]), {"reason": "expired"}).status_code == 302


def test_the_same_file_is_not_proposed_twice(cast, client, proposed):
    subject, _ = proposed
    assert client.post(reverse("deletion_propose", args=[subject.code]), {"reason": "expired"}).status_code == 409


def test_deciding_asks_for_the_password_again(cast, client, proposed):
    _, request = proposed
    answer = enter(client, cast.beto).post(reverse("deletion_decide", args=[request.pk]))
    assert answer.status_code == 302 and "/cuenta/" in answer["Location"]
    with acting_as(cast.beto.pk):
        assert DeletionRequest.objects.exists()


def test_raw_sql_cannot_erase_without_a_proposal_of_somebody_else(cast, proposed):
    from django.db import connection

    subject, _ = proposed
    for user in (cast.ana, cast.rosa, cast.carla):
        with acting_as(user.pk), connection.cursor() as cursor:
            cursor.execute("select access.erase_person(%s)", [subject.pk])
            assert cursor.fetchone()[0] is False
