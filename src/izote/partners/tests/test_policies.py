"""Raw SQL as each actor: what the database itself shows, and what writing it refuses."""

import datetime as dt
import os

import psycopg
import pytest

from izote.access.context import acting_as, token
from izote.partners import actions
from izote.partners.tests.builders import institution, place, published, service

PARTS = ("agreement", "meeting", "meetinginstitution", "commitment", "service", "location", "schedule", "servicearea", "contactperson")
READ = tuple(f"partners_{name}" for name in ("institution", "contactline", *PARTS))
SECRET, PUBLIC = "partners_confidentialaddress", "partners_publication"
ACTORS = ("nobody", "ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "irma", "dina", "pilar", "tomas")
READERS = {"ana", "beto", "rosa", "delia", "tomas"}
KEEPERS = {"ana", "beto"}


@pytest.fixture
def raw():
    """A bare connection as the web's role: what an injected query would have."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def emptied(superuser):
    """The directory holds no persons, so committing tests clean up themselves."""
    yield
    superuser.execute("truncate partners_institution, partners_contactline, partners_meeting cascade")


@pytest.fixture
def directory(emptied, committed_cast):
    """A row of Zacatecoluca in every table; one service published, one proposed by Ana."""
    cast, day = committed_cast, dt.date(2026, 1, 1)
    where = institution(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        here = place("0821")
    secret = {"place": here, "address": "Pasaje 9", "confidential": True}
    one = service(cast.ana, cast.ZAC, of=where, areas=[here], schedules=[{"days": ["MO"]}], locations=[secret])
    with acting_as(cast.ana.pk):
        actions.add_contact(where, by=cast.ana, name="Persona Contacto")
        actions.write_agreement(org=cast.ZAC, by=cast.ana, institution=where, title="x", starts_on=day)
        meeting = actions.write_meeting(org=cast.ZAC, by=cast.ana, institutions=[where], held_on=day, title="y")
        actions.write_commitment(meeting, by=cast.ana, institution=where, what="z", due_on=day)
        actions.save_line(org=cast.ZAC, number="132", name="SEM", use="x", confirmed=False, verified_on=None, source="", by=cast.ana)
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    with acting_as(cast.ana.pk):
        actions.propose_service(one, by=cast.ana)
    return one


def become(raw, cast, who):
    if who != "nobody":
        raw.execute("select set_config('izote.actor', %s, true)", [token(getattr(cast, who).pk, pid=raw.info.backend_pid)])


@pytest.mark.parametrize("who", ACTORS)
def test_each_actor_reads_what_the_role_says_and_no_row_more(committed_cast, raw, directory, who):
    expected = dict.fromkeys(READ, 1 if who in READERS else 0) | {SECRET: 1 if who in KEEPERS else 0, PUBLIC: 1}
    with raw.transaction():
        become(raw, committed_cast, who)
        counted = {table: raw.execute(f"select count(*) from {table}").fetchone()[0] for table in expected}
    assert counted == expected


@pytest.mark.parametrize("who", ACTORS)
def test_each_actor_changes_what_the_role_says_and_no_row_more(committed_cast, raw, directory, who):
    changed = set()
    for table in (*READ, SECRET):
        with raw.transaction(force_rollback=True):
            become(raw, committed_cast, who)
            if raw.execute(f"update {table} set org_id = org_id").rowcount:
                changed.add(table)
    assert changed == ({*READ, SECRET} if who in KEEPERS else set())


@pytest.mark.parametrize("who", ["ana", "beto", "carla", "rosa", "pilar", "nobody"])
def test_no_row_is_written_into_another_offices_directory_or_hung_on_its_rows(committed_cast, raw, directory, who):
    cast = committed_cast
    mine, other = (cast.SMI.pk, cast.ZAC.pk) if who == "carla" else (cast.ZAC.pk, cast.SMI.pk)
    foreign_parent = directory.institution_id if who in ("carla", "pilar", "nobody") else "00000000-0000-0000-0000-000000000009"
    tries = [
        ("partners_institution (id, org_id, national, name, short_name, kind, description, website, created_at, updated_at)"
         " values (gen_random_uuid(), %s, '', 'x', '', 'other', '', '', now(), now())", [other]),
        ("partners_agreement (id, org_id, institution_id, title, state, starts_on, signed_here, signed_there, commitments, created_at)"
         " values (gen_random_uuid(), %s, %s, 'x', 'draft', now(), '', '', '', now())", [mine, foreign_parent]),
        ("partners_servicearea (id, org_id, service_id, place_id) values (gen_random_uuid(), %s, %s, 1)", [other, directory.pk]),
        ("partners_confidentialaddress (location_id, org_id, name, address)"
         " select id, %s, '', 'x' from partners_location union all select gen_random_uuid(), %s, '', 'x' limit 1", [other, other]),
    ]  # fmt: skip
    for sql, values in tries:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            become(raw, cast, who)
            raw.execute(f"insert into {sql}", values)


PUBLISH = (
    "insert into partners_publication (service_id, org_id, institution_id, name, needs, text, document, of_version, proposed_by_id,"
    " approved_by_id, published_at) select id, org_id, institution_id, name, needs, '', '{{}}', version, {proposed}, {approved}, now()"
    " from partners_service where id = '{service}'"
)


@pytest.mark.parametrize(
    ("who", "proposed", "approved", "goes"),
    [
        ("beto", "ana", "beto", True),
        ("ana", "beto", "ana", False),
        ("ana", "ana", "beto", False),
        ("beto", "beto", "beto", False),
        ("beto", "rosa", "beto", False),
        ("beto", "ana", "ana", False),
        ("tomas", "ana", "tomas", False),
        ("carla", "ana", "carla", False),
    ],
)
def test_the_database_itself_wants_two_persons_for_a_publication(committed_cast, raw, directory, superuser, who, proposed, approved, goes):
    cast = committed_cast
    superuser.execute("delete from partners_publication")
    values = {"service": directory.pk, "proposed": getattr(cast, proposed).pk, "approved": getattr(cast, approved).pk}
    with raw.transaction(force_rollback=True):
        become(raw, cast, who)
        try:
            written = raw.execute(PUBLISH.format(**values)).rowcount == 1
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation):
            written = False
    assert written is goes


def test_what_was_published_cannot_be_rewritten_only_its_day_of_verification(committed_cast, raw, directory):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "beto")
        raw.execute("update partners_publication set document = '{}'")
    with raw.transaction(force_rollback=True):
        become(raw, committed_cast, "beto")
        assert raw.execute("update partners_publication set assured_on = now()").rowcount == 1
    for who in ("carla", "rosa", "nobody"):
        with raw.transaction(force_rollback=True):
            become(raw, committed_cast, who)
            assert raw.execute("update partners_publication set assured_on = now()").rowcount == 0
            assert raw.execute("delete from partners_publication").rowcount == 0


@pytest.mark.parametrize("number", ["123", "511"])
def test_some_lines_cannot_even_be_stored(committed_cast, raw, emptied, number):
    row = "(org_id, number, name, use, confirmed, source, created_at) values (%s, %s, 'x', 'x', false, '', now())"
    with pytest.raises(psycopg.errors.CheckViolation), raw.transaction():
        become(raw, committed_cast, "ana")
        raw.execute(f"insert into partners_contactline {row}", [committed_cast.ZAC.pk, number])


def test_a_confidential_location_cannot_carry_its_address(committed_cast, raw, directory):
    with pytest.raises(psycopg.errors.CheckViolation), raw.transaction():
        become(raw, committed_cast, "ana")
        raw.execute("update partners_location set address = 'Pasaje 9'")
