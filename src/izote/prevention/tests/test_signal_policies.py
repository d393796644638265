"""Raw SQL as each actor: who sees signals, who writes which step from which state, and what nobody writes."""

import os

import psycopg
import pytest
from django.core.exceptions import PermissionDenied

from izote.access.context import DOORKEEPER, acting_as, token
from izote.access.models import User
from izote.access.roles import ROLES
from izote.config.demo.cast import PEOPLE
from izote.kit.errors import Conflict
from izote.prevention.actions import move
from izote.prevention.models import Signal
from izote.prevention.rules.machines import machine
from izote.prevention.rules.signals import JUDGED
from izote.prevention.tests.builders_signals import captured, place, says, source, verifying_one


class Undone(Exception):
    """What was tried went through, and is taken back."""


REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation)
ACTORS = ("nobody", *PEOPLE, "service")
READERS = {"paula", "noemi", "raul", "hugo", "service"}
STEP = (
    'insert into prevention_step (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)'
    " values (%s, 'signal', %s, 'x', %s, %s, %s, '', 0, now(), 0, '', '')"
)


@pytest.fixture
def raw():
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


def user_of(cast, who):
    if who == "nobody":
        return None
    if who == "service":
        with acting_as(DOORKEEPER):
            return User.objects.get(username="service-prevention")
    return getattr(cast, who)


def become(raw, user):
    if user is not None:
        raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])


def rights_of(who, org="PDD"):
    if who == "nobody":
        return frozenset()
    if who == "service":
        return ROLES["prevention_service"].rights
    return frozenset(right for code, role in PEOPLE[who][1] if code == org for right in ROLES[role].rights)


def may(right, rights, who):
    """A right held; that to capture reaches one's own signals, or all where one sees the workspace."""
    return right in rights and (right != "prevention.capture" or who == "mina" or "prevention.read" in rights)


def test_who_sees_signals_sources_and_what_was_said(committed_cast, raw):
    cast = committed_cast
    row = verifying_one(cast)
    says(cast, row, source(cast))
    seen = {}
    for who in ACTORS:
        with raw.transaction():
            become(raw, user_of(cast, who))
            seen[who] = tuple(
                raw.execute(f"select count(*) from prevention_{name}").fetchone()[0] for name in ("signal", "statement", "source")
            )
    expected = {who: (1, 1, 1) if who in READERS else (1, 0, 0) if who == "mina" else (0, 0, 0) for who in ACTORS}
    assert seen == expected


def test_every_actor_tries_every_step_from_every_state(committed_cast, raw, superuser):
    """Role × action × state: the database lets through what the machine and the rights say, of one's own where one only captures."""
    cast = committed_cast
    row, of = captured(cast), machine("signal")
    users = {who: user_of(cast, who) for who in ACTORS}
    superuser.execute("set search_path = public")
    tried = 0
    for source_state in of.states:
        superuser.execute("set session_replication_role = replica")
        superuser.execute("update prevention_signal set state = %s, text = '' where id = %s", [source_state, row.pk])
        for who in ACTORS:
            for to in of.states:
                way, rights = of.move(source_state, to), rights_of(who)
                allowed = way is not None and any(may(right, rights, who) for right in way.rights)
                by = users[who].pk if users[who] else cast.mina.pk
                try:
                    with raw.transaction(force_rollback=True):
                        become(raw, users[who])
                        raw.execute(STEP, [cast.PDD.pk, row.pk, source_state, to, by])
                    went = True
                except REFUSED:
                    went = False
                assert went == allowed, (who, source_state, to)
                tried += 1
    assert tried == len(ACTORS) * len(of.states) ** 2


FACTS = {
    **{"hits": 0, "text": "", "urgency": "normal", "place": 1, "groups": ["returned"], "other": 1, "independent": True, "sources": 2},
    **{"verified": True, "links": 1, "told": True},
}


def moved(cast, user, row, to):
    """Whether this person can do it through the action; undone afterwards."""
    fields = {"verified_by": user, "grade": "B"} if to in JUDGED else {"derived_to": "complaint"} if to == "derived" else {}
    try:
        with acting_as(user.pk):
            move(Signal.objects.get(pk=row.pk), to, by=user, facts=FACTS, reason="porque sí", fields=fields)
            raise Undone
    except Undone:
        return True
    except (PermissionDenied, Conflict, Signal.DoesNotExist):
        return False


def test_every_person_tries_every_move_from_every_state_through_the_actions(committed_cast, superuser):
    cast = committed_cast
    row, of = captured(cast, text=""), machine("signal")
    superuser.execute("set search_path = public")
    superuser.execute("set session_replication_role = replica")
    for source_state in of.states:
        superuser.execute("update prevention_signal set state = %s where id = %s", [source_state, row.pk])
        ways = {way.to for way in of.out_of(source_state)}
        for who in ("mina", "leo", "noemi", "raul", "hugo", "paula", "ines", "abel", "irma", "service"):
            for to in of.states if who in ("noemi", "raul") else ways:
                way, rights = of.move(source_state, to), rights_of(who)
                allowed = way is not None and any(may(right, rights, who) for right in way.rights)
                assert moved(cast, user_of(cast, who), row, to) == allowed, (who, source_state, to)


def test_a_step_is_never_written_without_its_change_of_state_or_from_where_nothing_stands(committed_cast, raw):
    cast = committed_cast
    row = captured(cast)
    for sql_values in (["captured", "triage"], ["triage", "verifying"], ["verifying", "discarded"]):
        with pytest.raises(REFUSED), raw.transaction():
            become(raw, cast.noemi)
            raw.execute(STEP, [cast.PDD.pk, row.pk, *sql_values, cast.noemi.pk])


@pytest.mark.parametrize(
    ("who", "sql"),
    [
        ("noemi", "update prevention_signal set state = 'verified'"),
        ("noemi", "update prevention_signal set verified_by_id = {me}, grade = 'A'"),
        ("raul", "update prevention_signal set grade = 'A'"),
        ("raul", "update prevention_signal set origin = 'complaint'"),
        ("noemi", "update prevention_signal set author_id = {me}"),
        ("hugo", "update prevention_signal set place_id = null"),
        ("hugo", "update prevention_signal set text = 'x'"),
        ("raul", "update prevention_signal set text = 'x', hits = 0"),
        ("mina", "update prevention_signal set justified_by_id = {me}, justification = 'false_hit'"),
        ("mina", "update prevention_signal set urgency = 'imminent'"),
        ("hugo", "update prevention_signal set due_at = now() + interval '1 year'"),
        ("service", "update prevention_signal set urgency = 'imminent'"),
        ("service", "update prevention_signal set text = 'x'"),
        ("noemi", "delete from prevention_signal"),
        ("noemi", "update prevention_signal set derived_to = 'complaint'"),
        ("raul", "update prevention_statement set credibility = 1"),
        ("raul", "delete from prevention_statement"),
        ("raul", "update prevention_verification set result = 'verified'"),
        ("noemi", "delete from prevention_feedback"),
        ("noemi", "update prevention_source set code = 'F-X'"),
        ("noemi", "delete from prevention_source"),
        ("noemi", "insert into prevention_desk (org_id, user_id, place_id) select {org}, {me}, min(id) from territory_place"),
    ],
)
def test_what_nobody_rewrites(committed_cast, raw, who, sql):
    cast = committed_cast
    captured(cast)
    with acting_as(cast.noemi.pk):
        source(cast, by="noemi")
    user = user_of(cast, who)
    with pytest.raises(REFUSED), raw.transaction():
        become(raw, user)
        raw.execute(sql.format(me=user.pk, org=cast.PDD.pk))


def test_P02_the_service_makes_statistical_signals_and_nobody_else_does(committed_cast, raw):
    cast = committed_cast
    with acting_as(cast.noemi.pk):
        where = place().pk
    sql = (
        "insert into prevention_signal (org_id, code, state, entered_at, author_id, created_at, origin, place_id, groups, signs, factors,"
        " urgency, text, hits, justification, clock, derived_to, grade) values (%s, %s, %s, now(), %s, now(), %s, %s, '{}', '{}', '{}',"
        " 'normal', '', 0, '', '', '', '')"
    )
    service = user_of(cast, "service")

    def attempt(user, org, state, origin, author=None):
        with raw.transaction(force_rollback=True):
            become(raw, user)
            raw.execute(sql, [org, "S-1", state, (author or user).pk, origin, where])

    attempt(service, cast.PDD.pk, "captured", "statistical")
    attempt(cast.mina, cast.PDD.pk, "captured", "community")
    for wrong in (
        (service, cast.PDD.pk, "triage", "statistical"),
        (service, cast.PDD.pk, "captured", "community"),
        (service, cast.ZAC.pk, "captured", "statistical"),
        (service, cast.PDD.pk, "captured", "statistical", cast.mina),
        (cast.mina, cast.PDD.pk, "captured", "statistical"),
        (cast.noemi, cast.PDD.pk, "verified", "community"),
        (cast.oscar, cast.PDD.pk, "captured", "community"),
        (cast.ana, cast.ZAC.pk, "captured", "community"),
    ):
        with pytest.raises(REFUSED):
            attempt(*wrong)


def test_words_at_rest_are_ciphertext(committed_cast, superuser):
    row = captured(committed_cast, text="Cobran a quienes vuelven en la parada.")
    assert "Cobran" not in superuser.execute("select text from public.prevention_signal where id = %s", [row.pk]).fetchone()[0]
