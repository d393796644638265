"""Raw SQL as each actor on plans and care: what the database itself shows, and what it refuses."""

import os
from itertools import product

import psycopg
import pytest
from django.utils import timezone

from izote.access.context import acting_as, token
from izote.casework.actions import appointments, documents, feeds, notes, plans, services
from izote.casework.actions.cases import move_case
from izote.casework.tests import builders
from izote.casework.tests.test_care_papers import photo
from izote.kit.attachments import accept

ROWS = ("plan", "goal", "planaction", "servicedelivered", "appointment", "document")
TABLES = tuple(f"casework_{name}" for name in ROWS)
ACTORS = ("nobody", "ana", "beto", "rosa", "carla", "delia", "tomas", "oscar", "paula", "irma", "dina", "pilar")
SEES = {"ana": ROWS, "beto": ROWS, "tomas": ROWS}
FORBIDDEN = (
    "select data from casework_documentbody",
    "select preview from casework_documentbody",
    "select name from casework_documentbody",
    "select * from casework_documentbody",
    "select body from casework_text",
    "select private from casework_text",
    "select token_hash from casework_calendarfeed",
    "select token_hash from casework_calendarfeed where user_id > 0",
    "update casework_text set body = body || 'x' returning body",
)


@pytest.fixture
def raw():
    """A bare connection as the web's role: what an injected query would have."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def case(committed_cast):
    """A case of Ana with a row in every table."""
    ana = committed_cast.ana
    made = builders.case(ana, committed_cast.ZAC)
    with acting_as(ana.pk):
        move_case(made, "assess", by=ana)
        plan = plans.start_plan(made, by=ana)
        step = {"need": "work", "who": "person", "due_on": None, "said": "Buscar"}
        plans.add_goal(plan, dimension="economic", said="Trabajar", steps=[step], by=ana)
        services.deliver(made, kind="food", delivered_on=timezone.localdate(), by=ana)
        appointments.book(made, starts_at=timezone.now(), minutes=30, room="1", with_user=ana, said="Hablar", by=ana)
        documents.keep_document(made, accept("a.jpg", photo()), kind="dui", said="Frente", by=ana)
        notes.write_note(made, "Pública", by=ana)
        notes.write_note(made, "Privada", private=True, by=ana)
        feeds.renew_feed(by=ana)
    return made


def become(raw, cast, who):
    if who != "nobody":
        raw.execute("select set_config('izote.actor', %s, true)", [token(getattr(cast, who).pk, pid=raw.info.backend_pid)])


def many(raw, sql, *values):
    return raw.execute(sql, values).fetchone()[0]


def test_each_actor_reads_the_rows_of_the_cases_seen_and_no_row_more(committed_cast, raw, case):
    for who in ACTORS:
        expected = {f"casework_{name}": int(name in SEES.get(who, ())) for name in ROWS}
        with raw.transaction():
            become(raw, committed_cast, who)
            assert {table: many(raw, f"select count(*) from {table}") for table in TABLES} == expected, who
            texts = many(raw, "select count(id) from casework_text where about = 'note'")
            assert texts == {"ana": 2, "beto": 1, "tomas": 1}.get(who, 0), who
            assert many(raw, "select count(document_id) from casework_documentbody") == int(who in SEES), who
            assert many(raw, "select count(id) from casework_calendarfeed") == int(who == "ana"), who


def test_whoever_only_approves_opens_what_is_decided_on_and_nothing_else(committed_cast, raw, case):
    with acting_as(committed_cast.ana.pk):
        note = notes.write_note(case, "Antes", by=committed_cast.ana)
        notes.correct_note(case, note, "Después", seen=1, by=committed_cast.ana)
    everything = "select access.open_case(%s, array['texts', 'answers', 'sheets', 'documents'])"
    for who, whole in (("tomas", False), ("beto", True), ("ana", True)):
        with raw.transaction():
            become(raw, committed_cast, who)
            found = raw.execute(everything, [case.pk]).fetchone()[0]
            pk = raw.execute("select id from casework_document").fetchone()[0]
            assert ({text["about"] for text in found["texts"]} == {"goal", "action"}) is not whole, who
            assert bool(found["documents"]) is whole and not (found["sheets"] or found["answers"])
            assert (raw.execute("select access.open_document(%s, false)", [pk]).fetchone()[0] is not None) is whole
            assert bool(raw.execute("select access.earlier_words(%s)", [note]).fetchall()) is whole


def test_content_is_not_selected_by_anybody_not_even_by_its_author(committed_cast, raw, case):
    for sql, who in product(FORBIDDEN, ("ana", "beto")):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            become(raw, committed_cast, who)
            raw.execute(sql)


def test_nobody_else_writes_a_row_of_the_case_not_even_blindly(committed_cast, raw, case):
    blind = {"goal": "position = 9", "plan": "number = 9", "appointment": "room = 'x'", "document": "size = 9"}
    for who, name in product([actor for actor in ACTORS if actor not in ("ana", "beto")], ROWS):
        allowed = int(who == "tomas" and name == "plan")
        with raw.transaction():
            become(raw, committed_cast, who)
            changed = blind.get(name, "kind = 'x'" if name == "servicedelivered" else "state = 'x'")
            assert raw.execute(f"update casework_{name} set {changed}").rowcount == allowed, (who, name)
            if name != "plan":
                assert raw.execute(f"delete from casework_{name}").rowcount == 0, (who, name)
            raise psycopg.Rollback
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "ana")
        raw.execute("delete from casework_plan")


def test_nobody_puts_a_row_into_a_case_of_others(committed_cast, raw, case):
    keys = {"case": case.pk, "person": case.person_id, "org": case.org_id, "row": "00000000-0000-0000-0000-000000000001"}
    goal = (
        "insert into casework_goal (id, case_id, person_id, org_id, plan_id, dimension, position, result, version)"
        " values (gen_random_uuid(), %(case)s, %(person)s, %(org)s, %(row)s, 'social', 1, '', 1)"
    )
    appointment = (
        "insert into casework_appointment (id, case_id, person_id, org_id, code, starts_at, minutes, room, with_user_id, state, by_id,"
        " created_at) values (gen_random_uuid(), %(case)s, %(person)s, %(org)s, 'X', now(), 30, '', %(me)s, 'booked', %(me)s, now())"
    )
    for who, sql in product(("delia", "carla", "rosa", "tomas", "oscar"), (goal, appointment)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            become(raw, committed_cast, who)
            raw.execute(sql, {**keys, "me": getattr(committed_cast, who).pk})


def test_a_row_cannot_claim_another_persons_case(committed_cast, raw, case):
    other = builders.case(committed_cast.ana, committed_cast.ZAC)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "ana")
        raw.execute("update casework_servicedelivered set person_id = %s", [other.person_id])


def test_a_note_is_changed_by_its_author_alone_and_words_are_written_in_ones_own_name(committed_cast, raw, case):
    write = (
        "insert into casework_text (id, case_id, person_id, org_id, about, body, private, author_id, created_at, updated_at, version)"
        " values (gen_random_uuid(), %s, %s, %s, 'note', 'x', false, %s, now(), now(), 1)"
    )
    of = [case.pk, case.person_id, case.org_id]
    for who, notes_changed, author in (("beto", 0, committed_cast.ana), ("ana", 2, committed_cast.beto)):
        with raw.transaction():
            become(raw, committed_cast, who)
            assert raw.execute("update casework_text set body = 'x' where about = 'goal'").rowcount == 1
            assert raw.execute("update casework_text set body = 'x' where about = 'note'").rowcount == notes_changed
            assert raw.execute(write, [*of, getattr(committed_cast, who).pk]).rowcount == 1
            raise psycopg.Rollback
        forged = [(write, [*of, author.pk]), ("update casework_text set author_id = %s where about = 'goal'", [committed_cast.delia.pk])]
        for text, values in (*forged, ("update casework_text set about_id = gen_random_uuid() where about = 'action'", None)):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
                become(raw, committed_cast, who)
                raw.execute(text, values)
        with raw.transaction():
            become(raw, committed_cast, who)
            assert raw.execute("delete from casework_text where about = 'note'").rowcount == notes_changed
            raise psycopg.Rollback


def test_nobody_makes_a_calendar_address_for_somebody_else(committed_cast, raw, case):
    columns = "(id, user_id, org_id, token_hash, created_at)"
    insert = f"insert into casework_calendarfeed {columns} values (gen_random_uuid(), %s, %s, 'x', now())"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        become(raw, committed_cast, "beto")
        raw.execute(insert, [committed_cast.rosa.pk, case.org_id])


def test_functions_of_the_gate_give_nothing_to_whoever_has_no_right(committed_cast, raw, case):
    asked = (
        ("select access.next_receipt(%s)", case.org_id),
        ("select access.calendar_feed(%s)", "x"),
        ("select access.earlier_words(%s)", case.pk),
        ("select access.open_case(%s, array['texts'])", case.pk),
    )
    for who in ("nobody", "rosa", "oscar", "pilar", "irma", "dina"):
        for sql, value in asked:
            with raw.transaction():
                become(raw, committed_cast, who)
                assert raw.execute(sql, [value]).fetchone() in (None, (None,)), (who, sql)
        with raw.transaction():
            become(raw, committed_cast, who)
            assert many(raw, "select access.forget_documents(%s)", case.org_id) == 0
            assert many(raw, "select count(*) from access.double_support(%s, 'food', current_date, 30)", case.pk) == 0
            taken = raw.execute("select * from access.taken(%s, 0, '1', now(), 600, null)", [case.org_id]).fetchone()
            assert taken == (False, False)
