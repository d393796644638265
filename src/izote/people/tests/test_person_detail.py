"""A person's page and file: who sees what, and what it leaves behind."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from izote.access.context import acting_as
from izote.people import actions
from izote.people.queries_page import person_page
from izote.people.tests.builders import enter, exclude, fresh, verbs
from tests.builders import person


def page(client, subject, name="person_detail"):
    return client.get(reverse(name, args=[subject.code]))


def test_documents_are_masked_until_they_are_asked_for(cast, client):
    subject = person(cast.ana, cast.ZAC, identifiers=[{"kind": "dui", "value": "01234567-5"}])
    enter(client, cast.rosa)
    assert "01234567" not in page(client, subject).content.decode()
    assert "01234567-5" in page(client, subject, "identifier_list").content.decode()
    assert verbs(subject, cast.ana)[-2:] == ["person.seen", "person.documents_seen"]


def test_the_case_level_is_opened_in_an_explicit_step_that_leaves_a_line(cast, client):
    subject = person(cast.ana, cast.ZAC, sensitive={"address": "Frente al pozo"})
    enter(client, cast.ana)
    assert "Frente al pozo" not in page(client, subject).content.decode()
    assert "person.opened" not in verbs(subject, cast.ana)
    assert "Frente al pozo" in page(client, subject, "person_file").content.decode()
    assert verbs(subject, cast.ana)[-1] == "person.opened"


def test_what_one_may_not_do_is_not_shown(cast, client):
    subject = person(cast.ana, cast.ZAC)
    shown = {}
    for user in (cast.ana, cast.beto, cast.rosa, cast.delia):
        html = page(enter(client, user), subject).content.decode()
        shown[user.username] = [
            n for n in ("person_file", "person_edit", "person_assign", "deletion_propose") if reverse(n, args=[subject.code]) in html
        ]
    assert shown == {
        "ana": ["person_file", "person_edit", "deletion_propose"],
        "beto": ["person_file", "person_edit", "person_assign", "deletion_propose"],
        "rosa": ["person_edit"],
        "delia": [],
    }


def test_a_file_of_nobody_can_be_taken_once(cast, client):
    subject = person(cast.rosa, cast.ZAC)
    enter(client, cast.ana)
    assert page(client, subject, "person_file").status_code == 403
    assert client.post(reverse("person_take", args=[subject.code])).status_code == 302
    assert fresh(subject, cast.ana).responsible_id == cast.ana.pk
    assert page(client, subject, "person_file").status_code == 200
    assert client.post(reverse("person_take", args=[subject.code])).status_code == 409


def test_the_supervisor_gives_a_file_to_a_colleague(cast, client):
    subject = person(cast.ana, cast.ZAC)
    client = enter(client, cast.beto)
    client.post(reverse("person_assign", args=[subject.code]), {"to": cast.delia.pk})
    assert fresh(subject, cast.beto).responsible_id == cast.delia.pk
    assert page(enter(client, cast.ana), subject, "person_file").status_code == 403


def test_a_page_costs_the_same_queries_however_much_it_shows(cast, client):
    subject = person(cast.ana, cast.ZAC)
    counts = []
    for n in (1, 12):
        with acting_as(cast.ana.pk):
            for i in range(n):
                actions.add_contact(subject, by=cast.ana, value=f"7000-{n:02}{i:02}")
                actions.give_consent(subject, by=cast.ana, purpose="service", mode="voice", notice_version="1", given_on="2026-01-01")
        for _ in range(n):
            other = person(cast.ana, cast.ZAC)
            with acting_as(cast.ana.pk):
                actions.relate(subject, other, kind="sibling", by=cast.ana)
        page(enter(client, cast.ana), subject)
        with CaptureQueriesContext(connection) as queries:
            page(client, subject)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 11, counts


def test_the_page_shows_pairs_to_decide_and_united_files_but_neither_to_whom_they_are_hidden(cast, client):
    born = dt.date(1990, 5, 17)
    kept = person(cast.ana, cast.ZAC, birth_date=born, contacts=[{"value": "7000 1111"}])
    other = person(cast.ana, cast.ZAC, first_surname="Ernández", birth_date=born, contacts=[{"value": "7000 2222"}])
    with acting_as(cast.ana.pk):
        ((found, chance),) = person_page(kept).pairs
        assert found.code == other.code and chance > 0.9
    exclude(other, cast.rosa, by=cast.ana)
    assert other.code not in page(enter(client, cast.rosa), kept).content.decode()
    with acting_as(cast.rosa.pk):
        assert person_page(kept).pairs == []
    with acting_as(cast.ana.pk):
        kept.refresh_from_db()
        other.refresh_from_db()
        actions.merge_persons(kept, other, choices={}, by=cast.ana)
        united = person_page(kept)
        assert united.pairs == [] and [contact.value for contact in united.contacts] == ["7000 1111", "7000 2222"]
        ((line, by),) = [(done.merged, done.merged_by) for done in united.merges]
        assert (line.code, line.full_name, by) == (other.code, other.full_name, cast.ana)
    html = page(enter(client, cast.ana), kept).content.decode()
    assert other.code in html and "7000 2222" in html
    assert page(enter(client, cast.rosa), kept).status_code == 404
    with acting_as(cast.carla.pk):
        assert not any(vars(person_page(kept)).values())


def test_a_withdrawn_file_hides_the_contacts_and_refuses_changes(cast, client):
    subject = person(
        cast.ana,
        cast.ZAC,
        contacts=[{"value": "7123-4567"}],
        consents=[{"purpose": "contact", "mode": "voice", "notice_version": "1", "given_on": "2026-01-01"}],
    )
    enter(client, cast.ana)
    client.post(reverse("person_withdraw", args=[subject.code]))
    html = page(client, subject).content.decode()
    assert "7123-4567" not in html and "pidió que no se use" in html
    assert (
        client.post(reverse("contact_add", args=[subject.code]), {"kind": "phone", "value": "7000-0000", "whose": "own"}).status_code == 409
    )
    assert page(client, subject, "person_file").status_code == 403
    with acting_as(cast.ana.pk):
        assert not subject.consents.filter(withdrawn_on__isnull=True).exists()
    assert client.post(reverse("person_resume", args=[subject.code])).status_code == 403
    assert enter(client, cast.beto).post(reverse("person_resume", args=[subject.code])).status_code == 302
    assert fresh(subject, cast.ana).withdrawn_at is None


def test_a_person_may_be_the_relative_who_stayed(cast, client):
    subject = person(cast.ana, cast.ZAC, served_as="relative")
    assert "Familiar que no migró" in page(enter(client, cast.rosa), subject).content.decode()
