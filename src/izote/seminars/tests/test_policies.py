"""Raw SQL as each actor: names for the manager alone, participants too; counts for those who read; nothing for others."""

import os
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from izote.access.context import DOORKEEPER, acting_as, token
from izote.access.models import User
from izote.seminars import actions
from izote.seminars.tests import builders as b

ACTORS = (
    "nobody", "ana", "beto", "oscar", "irma", "dina", "pilar", "paula", "noemi", "raul", "hugo", "mina", "leo", "ines", "tere", "sara",
    "abel", "service",
)  # fmt: skip
READERS = {"paula", "noemi", "raul", "hugo", "tere", "service"}
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation, psycopg.errors.RaiseException)
SHARED = ("programme", "programmemodule", "seminar", "session", "seminarquestion", "question", "count", "effect", "material")
OWN = ("participant", "participantname", "attendance", "answer", "answerdoor", "guests", "certificate")


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def closed(committed_cast):
    """A closed seminar with a certificate for each of six, and an open one with five people, guests and a door."""
    cast = committed_cast
    row = b.held(cast)
    with acting_as(cast.tere.pk):
        actions.issue_certificates(row, by=cast.tere)
        other = b.seminar(cast, days_ago=1, of=row.programme)
        b.people(cast, other, 5)
        b.everybody_came(cast, other)
        b.asked(cast, other)
        actions.count_guests(other, standing="observer", kind="agency", count=3, by=cast.tere)
        actions.open_door(other, "before", by=cast.tere)
        actions.add_material(other, title="Marco", language="es", url="https://www.un.org/", by=cast.tere)
    return row, other


def become(raw, cast, who):
    if who == "nobody":
        return
    if who == "service":
        with acting_as(DOORKEEPER):
            key = User.objects.get(username="service-prevention").pk
    else:
        key = getattr(cast, who).pk
    raw.execute("select set_config('izote.actor', %s, true)", [token(key, pid=raw.info.backend_pid)])


@pytest.mark.parametrize("who", ACTORS)
def test_who_reads_what(committed_cast, raw, closed, who):
    with raw.transaction():
        become(raw, committed_cast, who)
        seen = {name: raw.execute(f"select count(*) from seminars_{name}").fetchone()[0] > 0 for name in (*SHARED, *OWN)}
    assert seen == {name: who in READERS for name in SHARED} | {name: who == "tere" for name in OWN}


@pytest.mark.parametrize("who", [one for one in ACTORS if one != "tere"])
def test_nobody_else_writes_or_erases(committed_cast, raw, closed, who):
    _row, other = closed
    for sql in (
        "delete from seminars_participantname",
        "delete from seminars_count",
        "update seminars_seminar set title = 'x'",
        "update seminars_certificate set annulled_on = now()",
        "delete from seminars_answer",
    ):
        with raw.transaction(force_rollback=True):
            become(raw, committed_cast, who)
            assert raw.execute(sql).rowcount == 0
    with raw.transaction():
        become(raw, committed_cast, who)
        assert raw.execute("select access.erase_names(%s)", [other.pk]).fetchone() == (None,)


@pytest.mark.parametrize(
    "sql",
    [
        "update seminars_seminar set names_erased_at = null",
        "update seminars_seminar set code = 'SE-1999-01'",
        "update seminars_certificate set minutes = 9999",
        "update seminars_question set correct = 0",
        "update seminars_seminar set erase_on = ends_on + 90 where state = 'planned'",
        "update seminars_seminar set state = 'planned', closed_at = null where state = 'closed'",
        "update seminars_seminar set state = 'cancelled', closed_at = null where state = 'closed'",
        "delete from seminars_seminar",
        "update seminars_answer set choice = 0",
        "insert into seminars_count (org_id, measure, year, key, part, value)"
        " select org_id, 'year', 2026, 'x', '*', 3 from seminars_seminar limit 1",
    ],
)
def test_the_manager_cannot_do_by_hand_what_the_rules_forbid(committed_cast, raw, closed, sql):
    with pytest.raises(REFUSED), raw.transaction():
        become(raw, committed_cast, "tere")
        raw.execute(sql)


def test_what_was_closed_takes_no_more_people_answers_or_attendance(committed_cast, raw, closed):
    row, _other = closed
    for table in ("participant", "answer", "attendance", "session", "guests"):
        with raw.transaction(force_rollback=True):
            become(raw, committed_cast, "tere")
            assert raw.execute(f"delete from seminars_{table} where seminar_id = %s", [row.pk]).rowcount == 0
    with pytest.raises(REFUSED), raw.transaction():
        become(raw, committed_cast, "tere")
        raw.execute(
            "insert into seminars_participant (org_id, seminar_id, number, kind, department, role, informed_on)"
            " values (%s, %s, 77, 'church', '', 'other', now())",
            [row.org_id, row.pk],
        )


def test_a_name_never_comes_back_nor_stands_at_another_seminar(committed_cast, raw, closed):
    row, other = closed
    with acting_as(committed_cast.tere.pk):
        actions.erase_after_certificates(row, by=committed_cast.tere)
        gone, there = row.participants.first().pk, other.participants.first().pk
    sql = "insert into seminars_participantname (participant_id, seminar_id, org_id, sealed) values (%s, %s, %s, 'x')"
    for participant, seminar in ((gone, row.pk), (gone, other.pk), (there, row.pk)):
        with pytest.raises((*REFUSED, psycopg.errors.UniqueViolation)), raw.transaction():
            become(raw, committed_cast, "tere")
            raw.execute(sql, [participant, seminar, row.org_id])


def test_a_certificate_is_looked_up_by_its_code_alone_and_names_nobody(committed_cast, raw, closed):
    row, _other = closed
    with acting_as(committed_cast.tere.pk):
        code = row.certificates.first().code
    with raw.transaction():
        found = raw.execute("select access.certificate(%s)", [code]).fetchone()[0]
        assert raw.execute("select access.certificate('2222-2222-2222')").fetchone() == (None,)
        assert raw.execute("select access.certificate('%%')").fetchone() == (None,)
    assert set(found) == {"valid", "seminar_kind", "seminar", "title", "starts_on", "ends_on", "minutes", "role", "kind"}


def test_a_manager_of_another_office_finds_nothing_and_can_add_nothing(committed_cast, raw, closed, superuser, client):
    cast, (row, _other) = committed_cast, closed
    superuser.execute(
        "insert into accounts.access_membership (user_id, org_id, role, starts_on) values (%s, %s, 'seminar_manager', '2020-01-01')",
        [cast.carla.pk, cast.SMI.pk],
    )
    try:
        with raw.transaction():
            become(raw, cast, "carla")
            assert {raw.execute(f"select count(*) from seminars_{name}").fetchone()[0] for name in (*SHARED, *OWN)} == {0}
        with pytest.raises(REFUSED), raw.transaction():
            become(raw, cast, "carla")
            raw.execute(
                "insert into seminars_guests (org_id, seminar_id, standing, kind, count) values (%s, %s, 'observer', 'agency', 9)",
                [cast.SMI.pk, row.pk],
            )
        client.force_login(cast.carla)
        assert client.get(reverse("seminar_list")).status_code == 200
        for name in ("seminar_detail", "participant_list", "certificate_list", "name_erasure", "seminar_edit"):
            assert client.get(reverse(name, args=[row.code])).status_code == 404
    finally:
        superuser.execute("delete from accounts.access_membership where user_id = %s and role = 'seminar_manager'", [cast.carla.pk])


def test_after_the_erasure_no_table_file_or_history_holds_a_name(committed_cast, closed, superuser, client):
    cast, (row, other) = committed_cast, closed
    client.force_login(cast.tere)
    sheet = SimpleUploadedFile("lista.csv", "Nombre,Institución,Función\nParticipante 01,Universidad,Docente\n".encode())
    client.post(reverse("participant_upload", args=[other.code]), {"file": sheet, "informed": "on"})
    person = {
        "name": "Participante 77",
        "institution": "",
        "kind": "church",
        "department": "",
        "role": "other",
        "informed": "on",
        "once": "t",
    }
    assert client.post(reverse("participant_create", args=[other.code]), person).status_code == 302
    client.get(reverse("certificates_pdf", args=[row.code, "es"]))
    client.get(reverse("participant_list", args=[other.code]))
    assert client.post(reverse("name_erasure", args=[row.code])).status_code == 302
    assert client.post(reverse("seminar_call_off", args=[other.code])).status_code in (302, 409)
    with acting_as(cast.tere.pk):
        actions.erase_names(other, by=cast.tere)
    tables = superuser.execute(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('r', 'p') and n.nspname in ('public', 'accounts', 'audit', 'access', 'search')"
    ).fetchall()
    for (name,) in tables:
        held = superuser.execute(
            f"select count(*) from {name} t where t::text ilike '%participante 0%' or t::text ilike '%participante 77%'"
        )
        assert held.fetchone() == (0,), name
    assert superuser.execute("select count(*) from seminars_participantname").fetchone() == (0,)
    assert superuser.execute("select count(*) from seminars_participant where seminar_id = %s", [row.pk]).fetchone() == (6,)
    kept = [path for path in Path(settings.DATA).rglob("*") if path.is_file() and b"Participante 0" in path.read_bytes()]
    assert not kept


def test_one_person_at_two_seminars_is_linked_by_nothing(committed_cast, closed, superuser):
    row, other = closed
    shared = superuser.execute(
        "select count(*) from seminars_participantname a join seminars_participantname b on a.seminar_id <> b.seminar_id"
        " and (a.sealed = b.sealed or substr(a.sealed, 1, 24) = substr(b.sealed, 1, 24))"
    ).fetchone()
    assert shared == (0,)
    columns = {name for (name,) in superuser.execute(
        "select column_name from information_schema.columns where table_name in ('seminars_participant', 'seminars_participantname')"
    )}  # fmt: skip
    assert columns == {
        "id", "org_id", "seminar_id", "number", "institution_id", "kind", "department", "role", "informed_on", "participant_id", "sealed",
    }  # fmt: skip
    assert row.pk != other.pk
