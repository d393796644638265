"""Raw SQL as each actor: what the database itself shows, and what writing it refuses."""

import os

import psycopg
import pytest

from izote.access.context import acting_as, token
from izote.people import actions
from tests.builders import person

CONTACT = ("people_person", "people_identifier", "people_contact", "people_consent", "people_relation", "people_householdmember")
CASE = ("people_personsensitive", "people_journey", "people_return")
GUARD = ("people_household", "people_exclusion", "people_breakglass", "people_deletionrequest", "people_history")
TABLES = (*CONTACT, *CASE, *GUARD)
ACTORS = ("nobody", "ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "irma", "dina")
# What each actor reads of Marta's file: she is Ana's, related to Kenia, in one household; Delia is kept out.
ALL_CONTACT = dict.fromkeys((*CONTACT, "people_household", "people_exclusion", "people_deletionrequest", "people_history"), 1)
READS = {
    "ana": {**ALL_CONTACT, **dict.fromkeys(CASE, 1), "people_breakglass": 1},
    "beto": {**ALL_CONTACT, **dict.fromkeys(CASE, 1), "people_breakglass": 1},
    "rosa": ALL_CONTACT,
    "dina": {"people_breakglass": 1, "people_deletionrequest": 1},
}


@pytest.fixture
def raw():
    """A bare connection as the web's role: what an injected query would have."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def marta(committed_cast):
    """A person with a row in every table."""
    cast = committed_cast
    way, paper = {"value": "7123-4567"}, {"kind": "dui", "value": "012345675"}
    subject = person(cast.ana, cast.ZAC, contacts=[way], identifiers=[paper], sensitive={"address": "x"})
    kenia = person(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        actions.give_consent(subject, by=cast.ana, purpose="service", mode="voice", notice_version="1", given_on="2026-01-01")
        actions.add_journey(subject, by=cast.ana, main_reason="economic")
        actions.add_return(subject, by=cast.ana, means="air")
        actions.join_household(subject, kenia, by=cast.ana)
        actions.relate(subject, kenia, kind="child", by=cast.ana)
        actions.correct_person(subject, version=1, by=cast.ana, first_name="Martha")
        actions.propose_deletion(subject, reason="mistake", by=cast.ana)
        actions.break_glass(code=subject.code, reason="No puede esperar más", by=cast.ana)
        actions.exclude_user(subject, user=cast.delia, reason="asked", by=cast.ana)
    with acting_as(cast.beto.pk):
        actions.lift_exclusion(subject_exclusion(subject), by=cast.beto)
        actions.exclude_user(subject, user=cast.delia, reason="conflict", by=cast.beto)
    return subject


def subject_exclusion(subject):
    from izote.people.models import Exclusion

    return Exclusion.objects.get(person=subject)


def become(raw, cast, who):
    if who != "nobody":
        raw.execute("select set_config('izote.actor', %s, true)", [token(getattr(cast, who).pk, pid=raw.info.backend_pid)])


def rows(raw, table, subject):
    column = {"people_person": "id", "people_household": "org_id"}.get(table, "person_id")
    value = subject.org_id if column == "org_id" else subject.pk
    return raw.execute(f"select count({column}) from {table} where {column} = %s", [value]).fetchone()[0]


@pytest.mark.parametrize("who", ACTORS)
def test_each_actor_reads_what_the_role_says_and_no_row_more(committed_cast, raw, marta, who):
    expected = {**dict.fromkeys(TABLES, 0), **READS.get(who, {})}
    with raw.transaction():
        become(raw, committed_cast, who)
        assert {table: rows(raw, table, marta) for table in TABLES} == expected


def test_the_psychologist_reads_the_contact_level_of_a_file_not_hidden_from_her(committed_cast, raw):
    subject = person(committed_cast.ana, committed_cast.ZAC, contacts=[{"value": "7123-4567"}])
    with raw.transaction():
        become(raw, committed_cast, "delia")
        assert rows(raw, "people_contact", subject) == 1 and rows(raw, "people_personsensitive", subject) == 0


CHANGES = {
    "people_person": "update people_person set first_name = 'x' where id = {id}",
    "people_identifier": "delete from people_identifier where person_id = {id}",
    "people_contact": "update people_contact set value = 'x' where person_id = {id}",
    "people_consent": "delete from people_consent where person_id = {id}",
    "people_relation": "delete from people_relation where person_id = {id}",
    "people_householdmember": "delete from people_householdmember where person_id = {id}",
    "people_personsensitive": "update people_personsensitive set address = 'x' where person_id = {id}",
    "people_journey": "delete from people_journey where person_id = {id}",
    "people_return": "update people_return set means = 'sea' where person_id = {id}",
    "people_exclusion": "delete from people_exclusion where person_id = {id}",
    "people_breakglass": "update people_breakglass set seen_at = now() where person_id = {id}",
    "people_deletionrequest": "delete from people_deletionrequest where person_id = {id}",
    "people_history": "delete from people_history where person_id = {id}",
    "people_household": "delete from people_household where org_id = {org} and false",
}
WRITES = {
    "ana": {*CONTACT, *CASE, "people_deletionrequest"},
    "beto": {*CONTACT, *CASE, "people_deletionrequest", "people_exclusion", "people_breakglass", "people_history"},
    "rosa": {*CONTACT},
    "dina": {"people_deletionrequest"},
}


@pytest.mark.parametrize("who", ACTORS)
def test_each_actor_changes_what_the_role_says_and_no_row_more(committed_cast, raw, marta, who):
    changed = set()
    for table, sql in CHANGES.items():
        try:
            with raw.transaction(force_rollback=True):
                become(raw, committed_cast, who)
                if raw.execute(sql.format(id=marta.pk, org=marta.org_id)).rowcount:
                    changed.add(table)
        except psycopg.errors.InsufficientPrivilege:
            continue
    assert changed == WRITES.get(who, set())


INSERTS = {
    "people_contact": "person_id, org_id, kind, value, normalized, whose, may_call, may_message, may_whatsapp, hours, created_at"
    " | {id}, {mine}, 'phone', '1', '1', 'own', true, true, true, '', now()",
    "people_exclusion": "person_id, org_id, user_id, reason, created_at | {id}, {mine}, {ana}, 'asked', now()",
    "people_deletionrequest": "person_id, org_id, code, reason, requested_by_id, requested_at"
    " | {id}, {mine}, 'x', 'mistake', {beto}, now()",
    "people_return": "id, person_id, org_id, return_type, country_from, means, flight, belongings_left, created_at"
    " | gen_random_uuid(), {id}, {mine}, '', '', '', '', false, now()",
    "people_relation": "person_id, other_id, org_id, kind, created_at | {id}, {other}, {mine}, 'child', now()",
    "people_breakglass": "person_id, org_id, code, user_id, reason, opened_at, until | {id}, {mine}, 'x', {beto}, 'x', now(), now()",
    "people_history": "person_id, org_id, \"table\", row_id, level, at, before | {id}, {mine}, 'x', '1', 1, now(), '{{}}'",
}


@pytest.mark.parametrize("who", ACTORS)
def test_no_row_is_written_for_a_person_of_another_office_or_in_anothers_name(committed_cast, raw, who):
    cast = committed_cast
    foreign = person(cast.carla, cast.SMI) if who != "carla" else person(cast.ana, cast.ZAC)
    other = person(cast.carla, cast.SMI) if who == "carla" else person(cast.ana, cast.ZAC)
    mine = cast.SMI.pk if who == "carla" else cast.ZAC.pk
    values = {"id": foreign.pk, "other": other.pk, "mine": mine, "ana": cast.ana.pk, "beto": cast.beto.pk}
    for table, row in INSERTS.items():
        columns, inserted = row.split(" | ")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            become(raw, cast, who)
            raw.execute(f"insert into {table} ({columns}) values ({inserted.format(**values)})")


@pytest.mark.parametrize(
    "sql", ["select address from people_personsensitive", "select * from people_journey", "select means from people_return"]
)
def test_the_case_level_is_never_selected_even_by_whom_it_is_open_to(committed_cast, raw, marta, sql):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "beto")
        raw.execute(sql)


def test_a_person_cannot_be_moved_to_another_office(committed_cast, raw, marta):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "beto")
        raw.execute("update people_person set org_id = %s where id = %s", [committed_cast.SMI.pk, marta.pk])


def test_the_history_cannot_be_switched_off(committed_cast, raw, marta):
    with raw.transaction(force_rollback=True):
        become(raw, committed_cast, "beto")
        raw.execute("select set_config('izote.erasing', %s, true)", [str(marta.pk)])
        before = rows(raw, "people_history", marta)
        raw.execute("update people_person set first_name = 'y' where id = %s", [marta.pk])
        assert rows(raw, "people_history", marta) == before + 1
