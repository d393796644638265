"""Uniting files and separating them: nothing lost, also after later edits; nobody sees through it what is hidden."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.kit.errors import Conflict
from izote.people import actions, queries, queries_duplicates
from izote.people.models import Contact, Exclusion, MatchCandidate, MergeRecord, Person
from izote.people.search import search_persons
from tests.builders import person

BORN = dt.date(1990, 5, 17)
FIELDS = [field.attname for field in Person._meta.fields if field.name not in ("version", "updated_at")]


def state(*people: Person) -> list[tuple]:
    return list(Person.objects.filter(pk__in=[p.pk for p in people]).order_by("pk").values_list(*FIELDS))


@pytest.fixture
def pair(cast):
    """Two files of one woman, the second misspelt and fuller."""
    kept = person(cast.ana, cast.ZAC, birth_date=BORN, contacts=[{"value": "7000 1111"}])
    other = person(cast.ana, cast.ZAC, first_surname="Ernández", middle_names="Luz", birth_date=BORN, contacts=[{"value": "7000 2222"}])
    return kept, other


def merged(kept: Person, other: Person, by: User, **choices: str) -> MergeRecord:
    """The merge of two files as they are now."""
    kept.refresh_from_db()
    other.refresh_from_db()
    return actions.merge_persons(kept, other, choices=choices, by=by)


def test_registering_notes_a_likely_duplicate_with_its_evidence(cast, pair):
    with acting_as(cast.ana.pk):
        (found,) = queries_duplicates.open_pairs(cast.ana)
        said = queries_duplicates.said(found.evidence)
    assert (found.left_id, found.right_id) == (pair[0].pk, pair[1].pk) and found.probability > 0.9
    assert "la misma fecha de nacimiento" in said.by and "el primer apellido suena igual" in said.by


def test_merging_and_separating_leaves_everything_as_it_was(cast, pair):
    with acting_as(cast.ana.pk):
        before = state(*pair)
        done = merged(*pair, cast.ana, first_surname="merged", middle_names="merged", birth="kept")
        kept = Person.objects.get(pk=pair[0].pk)
        assert (kept.first_surname, kept.middle_names) == ("Ernández", "Luz")
        assert queries.person_for(cast.ana, pair[1].code) == kept
        assert [contact.value for contact in queries.contacts_of(kept)] == ["7000 1111", "7000 2222"]
        assert {hit.person_id for hit in search_persons("Marta Ernández López")} == {kept.pk}
        actions.separate_persons(done, by=cast.ana)
        assert state(*pair) == before
        assert {hit.person_id for hit in search_persons("Marta Hernández López")} == {p.pk for p in pair}


def test_separating_keeps_what_was_corrected_since(cast, pair):
    with acting_as(cast.ana.pk):
        done = merged(*pair, cast.ana, first_surname="merged", middle_names="merged")
        kept = Person.objects.get(pk=pair[0].pk)
        actions.correct_person(kept, version=kept.version, by=cast.ana, first_surname="Fernández")
        actions.add_contact(kept, value="7000 3333", by=cast.ana)
        actions.separate_persons(done, by=cast.ana)
        kept.refresh_from_db()
        other = Person.objects.get(pk=pair[1].pk)
        assert (kept.first_surname, kept.middle_names) == ("Fernández", "")
        assert (other.first_surname, other.middle_names) == ("Ernández", "Luz")
        assert sorted(Contact.objects.filter(person=kept).values_list("value", flat=True)) == ["7000 1111", "7000 3333"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_merges_are_undone_in_either_order(cast, pair, order):
    third = person(cast.ana, cast.ZAC, first_surname="Hernandes", middle_names="Lucía", birth_date=BORN)
    with acting_as(cast.ana.pk):
        before = state(*pair, third)
        done = [merged(*pair, cast.ana, middle_names="merged"), merged(pair[0], third, cast.ana, middle_names="merged")]
        for n in order:
            actions.separate_persons(done[n], by=cast.ana)
        assert state(*pair, third) == before


def test_a_file_with_others_in_it_goes_along_and_comes_back_with_them(cast, pair):
    third = person(cast.ana, cast.ZAC, first_surname="Hernandes", birth_date=BORN)
    with acting_as(cast.ana.pk):
        inner = merged(*pair, cast.ana)
        done = merged(third, pair[0], cast.ana)
        assert set(Person.objects.filter(merged_into=third).values_list("pk", flat=True)) == {p.pk for p in pair}
        with pytest.raises(Conflict):
            actions.separate_persons(inner, by=cast.ana)
        actions.separate_persons(done, by=cast.ana)
        assert Person.objects.get(pk=pair[1].pk).merged_into_id == pair[0].pk
        assert not Person.objects.filter(merged_into=third).exists()


def test_a_pair_called_different_is_not_offered_again_not_even_through_a_merge(cast, pair):
    third = person(cast.ana, cast.ZAC, first_surname="Hernandes", birth_date=BORN)
    with acting_as(cast.ana.pk):
        assert queries_duplicates.open_pairs(cast.ana).count() == 3
        actions.decide_different(pair[1], third, by=cast.ana)
        merged(*pair, cast.ana)
        for one in (pair[0], third):
            actions.note_candidates(one, by=cast.ana)
        assert not queries_duplicates.open_pairs(cast.ana).exists()


def test_separating_says_that_they_are_two(cast, pair):
    with acting_as(cast.ana.pk):
        actions.separate_persons(merged(*pair, cast.ana), by=cast.ana)
        actions.note_candidates(pair[0], by=cast.ana)
        assert not queries_duplicates.open_pairs(cast.ana).exists()
        with pytest.raises(Conflict):
            actions.separate_persons(MergeRecord.objects.get(), by=cast.ana)


def test_who_is_kept_out_of_one_file_sees_neither_pair_nor_merged_file(cast, pair):
    with acting_as(cast.ana.pk):
        actions.exclude_user(pair[1], user=cast.rosa, reason="asked", by=cast.ana)
    with acting_as(cast.rosa.pk):
        assert Person.objects.filter(pk=pair[0].pk).exists()
        assert not MatchCandidate.objects.exists()
    with acting_as(cast.ana.pk):
        done = merged(*pair, cast.ana)
    with acting_as(cast.rosa.pk):
        assert not Person.objects.filter(pk__in=[p.pk for p in pair]).exists()
        assert not MergeRecord.objects.exists()
        assert search_persons("Marta Hernández López") == []
    with acting_as(cast.ana.pk):
        actions.separate_persons(done, by=cast.ana)
    with acting_as(cast.rosa.pk):
        assert list(Person.objects.values_list("pk", flat=True)) == [pair[0].pk]


def test_whoever_was_kept_out_while_the_files_were_one_is_kept_out_of_both(cast, pair):
    with acting_as(cast.ana.pk):
        done = merged(*pair, cast.ana)
        actions.exclude_user(Person.objects.get(pk=pair[0].pk), user=cast.rosa, reason="asked", by=cast.ana)
        actions.separate_persons(done, by=cast.ana)
        assert set(Exclusion.objects.values_list("person_id", flat=True)) == {p.pk for p in pair}


def test_the_case_level_of_both_is_opened_and_corrected_together(cast, pair):
    with acting_as(cast.ana.pk):
        actions.add_journey(pair[1], by=cast.ana, main_reason="violence")
        actions.save_circumstances(pair[1], by=cast.ana, address="Frente a la ceiba")
        merged(*pair, cast.ana)
        kept = Person.objects.get(pk=pair[0].pk)
        file = queries.open_file(kept)
        assert [row["main_reason"] for row in file.journeys] == ["violence"]
        assert [row["address"] for row in file.merged] == ["Frente a la ceiba"]
        actions.correct_journey(kept, file.journeys[0]["id"], by=cast.ana, main_reason="work")
        assert queries.open_file(kept).journeys[0]["main_reason"] == "work"


def test_erasing_a_person_takes_every_file_along(cast, pair):
    with acting_as(cast.ana.pk):
        merged(*pair, cast.ana)
        actions.propose_deletion(Person.objects.get(pk=pair[0].pk), reason="withdrawn", by=cast.ana)
    with acting_as(cast.beto.pk):
        (request,) = queries.deletions_for(cast.beto)
        actions.delete_person(request, by=cast.beto)
        assert not Person.objects.exists() and not MergeRecord.objects.exists() and not MatchCandidate.objects.exists()


def test_files_of_two_offices_never_meet(cast, pair):
    elsewhere = person(cast.carla, cast.SMI, birth_date=BORN)
    with acting_as(cast.carla.pk):
        assert not MatchCandidate.objects.exists()
        with pytest.raises(Exception, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "insert into people_matchcandidate (org_id, left_id, right_id, probability, evidence, status, found_at)"
                " values (%s, %s, %s, 1, '[]', 'open', now())",
                [cast.SMI.pk, pair[0].pk, elsewhere.pk],
            )


def test_reception_may_note_a_pair_but_not_decide_it(cast, pair):
    with acting_as(cast.rosa.pk):
        assert actions.note_candidates(pair[0], by=cast.rosa) == 1
        assert MatchCandidate.objects.update(status="different") == 0


def test_the_nightly_look_finds_what_a_clerk_could_not_see(cast):
    with acting_as(cast.ana.pk):
        hidden = actions.register_person(
            org=cast.ZAC,
            by=cast.ana,
            first_name="Marta",
            first_surname="Hernández",
            second_surname="López",
            birth_date=BORN,
            not_known_to=[cast.rosa],
        )
    seen = person(cast.rosa, cast.ZAC, birth_date=BORN)
    with acting_as(cast.ana.pk):
        assert not MatchCandidate.objects.exists()
    with acting_as_service("service-lists") as service:
        by = User.objects.get(pk=service)
        last = actions.note_files(cast.ZAC.pk, after=0, since=None, by=by)
        assert last == seen.pk and actions.note_files(cast.ZAC.pk, after=last, since=None, by=by) is None
    with acting_as(cast.ana.pk):
        assert list(MatchCandidate.objects.values_list("left_id", "right_id")) == [(hidden.pk, seen.pk)]
    with acting_as(cast.rosa.pk):
        assert not MatchCandidate.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crossed", [False, True])
def test_of_two_clerks_who_merge_the_same_pair_one_is_told_so(committed_cast, crossed):
    cast = committed_cast
    pair = [person(cast.ana, cast.ZAC, birth_date=BORN, first_surname=name) for name in ("Hernández", "Hernandes")]
    ready, outcomes = threading.Barrier(2), []

    def clerk(by: User, kept: int, other: int) -> None:
        try:
            with acting_as(by.pk):
                files = [Person.objects.get(pk=pair[n].pk) for n in (kept, other)]
                ready.wait(10)
                actions.merge_persons(*files, choices={}, by=by)
            outcomes.append("merged")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    clerks = [
        threading.Thread(target=clerk, args=(cast.ana, 0, 1)),
        threading.Thread(target=clerk, args=(cast.beto, *((1, 0) if crossed else (0, 1)))),
    ]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join(30)
    assert sorted(outcomes) == ["conflict", "merged"]
    with acting_as(cast.ana.pk):
        assert MergeRecord.objects.count() == 1 and Person.objects.filter(merged_into__isnull=True).count() == 1


def test_duplicate_list_and_duplicate_pair_lead_to_one_file_and_back(cast, pair, client):
    client.force_login(cast.ana)
    url = reverse("duplicate_pair", args=[pair[0].code, pair[1].code])
    assert url in client.get(reverse("duplicate_list")).content.decode()
    page = client.get(url).content.decode()
    assert "la misma fecha de nacimiento" in page and "Ernández" in page and "7000 2222" in page
    with acting_as(cast.ana.pk):
        versions = "{}.{}".format(*Person.objects.filter(pk__in=[p.pk for p in pair]).order_by("pk").values_list("version", flat=True))
    stale = client.post(url, {"answer": "merge", "versions": "9.9"})
    assert stale.status_code == 409
    answer = client.post(url, {"answer": "merge", "versions": versions, "first_surname": "right", "keep": "left"}, follow=True)
    assert "Ernández" in answer.content.decode() and "7000 2222" in answer.content.decode() and pair[1].code in answer.content.decode()
    with acting_as(cast.ana.pk):
        done = MergeRecord.objects.get()
    back = client.post(reverse("duplicate_separate", args=[done.pk]), follow=True)
    assert back.redirect_chain[-1][0].endswith(f"/{pair[1].code}/")


def test_duplicate_pair_is_for_those_who_may_merge_and_see_both(cast, pair, client):
    url = reverse("duplicate_pair", args=[pair[0].code, pair[1].code])
    with acting_as(cast.ana.pk):
        actions.exclude_user(pair[1], user=cast.beto, reason="asked", by=cast.ana)
    for visitor, status in ((cast.ana, 200), (cast.rosa, 403), (cast.carla, 404), (cast.beto, 404)):
        client.force_login(visitor)
        assert client.get(url).status_code == status
    client.force_login(cast.beto)
    assert pair[1].code not in client.get(reverse("duplicate_list")).content.decode()


def test_duplicate_pair_can_be_decided_as_two_persons(cast, pair, client):
    client.force_login(cast.ana)
    url = reverse("duplicate_pair", args=[pair[0].code, pair[1].code])
    assert client.post(url, {"answer": "later"}).url == reverse("duplicate_list")
    assert url in client.get(reverse("duplicate_list")).content.decode()
    client.post(url, {"answer": "different"})
    assert url not in client.get(reverse("duplicate_list")).content.decode()
