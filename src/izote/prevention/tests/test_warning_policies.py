"""Raw SQL as each actor: every goal from every state of a warning, who reads what, and what nobody writes anew."""

import os

import psycopg
import pytest

from izote.access.context import acting_as, token
from izote.prevention.actions import warning_papers
from izote.prevention.rules.machines import machine
from izote.prevention.tests import builders_warnings as made
from izote.prevention.tests.builders_recommendations import force

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
WHO = ("nobody", "ana", "irma", "paula", "noemi", "raul", "hugo", "mina", "leo", "ines", "tere", "sara", "abel", "oscar")
HELD = {
    "noemi": {"prevention.analyse"},
    "raul": {"prevention.verify", "prevention.harm", "prevention.follow"},
    "hugo": {"prevention.national", "prevention.legal"},
    "paula": {"prevention.direct", "prevention.sign"},
}
STEP = (
    'insert into prevention_step (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)'
    " values (%s, 'warning', %s, %s, %s, %s, %s, %s, 0, now(), 0, '', '')"
)
# moves for which nothing but the right has to stand written beforehand; those marked with a reason take one
FREE = {("notified", "answering")}
WITH_REASON = {"returned", "withdrawn", "persists"}
TABLES = (
    *("earlywarning", "warningsection", "warningsignal", "review", "harmcheck", "harmanswer", "signature", "receipt", "share"),
    *("followupreport", "closing"),
)


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as one:
        yield one


def become(raw, cast, who):
    if who != "nobody":
        raw.execute("select set_config('izote.actor', %s, true)", [token(getattr(cast, who).pk, pid=raw.info.backend_pid)])


def key(cast, who):
    return cast.paula.pk if who == "nobody" else getattr(cast, who).pk


def test_role_action_state_each_is_asked_of_the_database(committed_cast, superuser, raw):
    """Everybody tries every goal from every state: a step takes its right, a state what has to stand written."""
    cast, one = committed_cast, machine("warning")
    row = made.begun(cast)
    for state in one.states:
        force(superuser, row, state=state)
        allowed = {(who, move.to) for who in WHO for move in one.out_of(state) if HELD.get(who, set()) & set(move.rights)}
        stepped, went = set(), set()
        for who in WHO:
            for to in one.states:
                for reason in ("", "x"):
                    with raw.transaction(force_rollback=True):
                        become(raw, cast, who)
                        try:
                            with raw.transaction():
                                raw.execute(STEP, [cast.PDD.pk, row.pk, row.code, state, to, key(cast, who), reason])
                        except REFUSED:
                            continue
                        stepped.add((who, to))
                        if to == state:
                            continue
                        try:
                            with raw.transaction():
                                raw.execute("update prevention_earlywarning set state = %s where id = %s", [to, row.pk])
                            went.add((who, to, bool(reason)))
                        except REFUSED:
                            continue
        assert stepped == allowed, state
        expected = {(who, to, said) for who, to in allowed for said in (False, True) if (state, to) in FREE}
        expected |= {(who, to, True) for who, to in allowed if to in WITH_REASON and to != state}
        assert went == expected, state


def test_who_reads_what(committed_cast, raw):
    cast = committed_cast
    row = made.followed(cast)
    with acting_as(cast.raul.pk):
        row = made.following.say_outcome(row, "persists", by=cast.raul, reason="Sigue.")
        warning_papers.ask_paper(row, by=cast.raul, kind="internal", language="es")
    for who in WHO:
        with raw.transaction():
            become(raw, cast, who)
            seen = {name: raw.execute(f"select count(*) from prevention_{name}").fetchone()[0] for name in TABLES if name != "share"}
            papers = raw.execute("select count(*) from prevention_warningpaper").fetchone()[0]
        assert all(seen.values()) if who in HELD else not any(seen.values()), who
        assert papers == (who == "raul"), who


def test_what_is_sealed_is_not_read_off_the_disk(committed_cast, superuser):
    row = made.issued(committed_cast)
    for table, column in (("warningsection", "es"), ("earlywarning", "content"), ("harmanswer", "words")):
        said = superuser.execute(f"select string_agg({column}, ' ') from prevention_{table}").fetchone()[0]
        assert said and "renta" not in said and "delegación" not in said, table
    assert row.number


@pytest.mark.parametrize(
    "sql",
    [
        "update prevention_earlywarning set number = 'PAT-900-26'",
        "update prevention_earlywarning set content = 'x'",
        "update prevention_earlywarning set digest = repeat('0', 64)",
        "update prevention_earlywarning set author_id = %(other)s",
        "update prevention_earlywarning set org_id = %(office)s",
        "update prevention_warningsection set es = 'x'",
        "update prevention_warningsection set reserved = not reserved",
        "update prevention_warningsection set hits = 9",
        "update prevention_review set holds = true",
        "delete from prevention_review",
        "update prevention_harmcheck set at = now()",
        "update prevention_harmanswer set danger = false",
        "update prevention_harmthreat set addressee_id = 1",
        "delete from prevention_harmthreat",
        "update prevention_signature set digest = repeat('0', 64)",
        "update prevention_signature set withdrawn_at = now()",
        "update prevention_receipt set mark = 'X'",
        "update prevention_receipt set sent_on = sent_on - 1",
        "delete from prevention_receipt",
        "update prevention_followupreport set risk = 'lower'",
        "delete from prevention_followupreport",
        "delete from prevention_earlywarning",
        "delete from prevention_warningsection",
    ],
)
def test_what_stands_written_is_never_written_anew(committed_cast, raw, sql, followed_once):
    cast = committed_cast
    values = {"other": cast.hugo.pk, "office": cast.ZAC.pk}
    for who in ("noemi", "raul", "hugo", "paula"):
        with raw.transaction(force_rollback=True):
            become(raw, cast, who)
            try:
                with raw.transaction():
                    assert raw.execute(sql, values).rowcount == 0, who
            except REFUSED:
                pass


@pytest.fixture
def followed_once(committed_cast):
    """A warning with everything that follows an issue."""
    from izote.prevention.tests import builders_recommendations as asking

    above = asking.addressee(committed_cast, "Gobernación de San Miguel", level="departmental")
    town = asking.addressee(committed_cast, "Alcaldía de San Miguel Centro", superior=above)
    return made.followed(committed_cast, to=town, threats=[town])


def test_a_receipt_for_what_may_be_the_threat_is_refused(committed_cast, raw, followed_once):
    cast, row = committed_cast, followed_once
    with acting_as(cast.paula.pk):
        threat = row.recommendations.get().addressee_id
    insert = (
        "insert into prevention_receipt"
        " (org_id, warning_id, addressee_id, copy, mark, instead, added_by_id, added_why, channel, letter, reference)"
        " values (%s, %s, %s, 9, 'ZZ', false, %s, '', '', '', '')"
    )
    for who in ("paula", "hugo"):
        with pytest.raises(REFUSED), raw.transaction():
            become(raw, cast, who)
            raw.execute(insert, [row.org_id, row.pk, threat, key(cast, who)])
