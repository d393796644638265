"""The invariants of early warning that concern warnings: tried past the program too, with raw SQL as each person."""

import json
import os

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from izote.access.context import acting_as, token
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import verifying
from izote.prevention.actions import warning_followup as following
from izote.prevention.actions import warning_public as publishing
from izote.prevention.actions import warning_reviews as reviewing
from izote.prevention.actions import warning_shares as sharing
from izote.prevention.actions import warnings as writing
from izote.prevention.actions.warning_moves import move_warning
from izote.prevention.models import Closing, PublicVersion, Share
from izote.prevention.queries.warning_content import composed
from izote.prevention.queries.warnings import signals_to_stand_on
from izote.prevention.rules.public import public_of
from izote.prevention.rules.warnings import canonical, digest
from izote.prevention.tests import assessing
from izote.prevention.tests import builders_signals as heard
from izote.prevention.tests import builders_warnings as made

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as one:
        yield one


def become(raw, user):
    raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])


def step(raw, row, to, by):
    raw.execute(
        "insert into prevention_step"
        ' (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)'
        " values (%s, 'warning', %s, %s, %s, %s, %s, '', 0, now(), 0, '', '')",
        [row.org_id, row.pk, row.code, row.state, to, by.pk],
    )


def refused(raw, who, sql, values=()):
    """The database refuses this to that person, or changes nothing."""
    with raw.transaction(force_rollback=True):
        become(raw, who)
        try:
            with raw.transaction():
                return raw.execute(sql, values).rowcount == 0
        except REFUSED:
            return True


def test_P03_no_warning_is_issued_without_two_distinct_signatures(committed_cast, raw):
    cast = committed_cast
    row = made.sign(cast, made.to_sign(cast), "paula")
    with acting_as(cast.paula.pk):
        with pytest.raises(Conflict):
            reviewing.issue_warning(row, by=cast.paula)
        content = composed(row, cast.paula)
    now = "PAT-001-" + f"{timezone.localdate().year % 100:02d}"
    issue = "update prevention_earlywarning set state = 'issued', number = %s, issued_at = now(), content = %s, digest = %s where id = %s"
    values = [now, canonical(content), digest(content), row.pk]

    def attempt(who):
        with raw.transaction(force_rollback=True):
            become(raw, who)
            step(raw, row, "issued", who)
            raw.execute(issue, values)

    with pytest.raises(REFUSED):
        attempt(cast.paula)
    # one person's two signatures, or a signature in another's name, are none
    sign = (
        "insert into prevention_signature"
        " (org_id, warning_id, by_id, at, revision, capacity, digest)"
        " values (%s, %s, %s, now(), %s, %s, %s)"
    )
    for who, by, capacity in (
        (cast.paula, cast.paula, "analyst"),
        (cast.paula, cast.noemi, "analyst"),
        (cast.noemi, cast.noemi, "signatory"),
        (cast.raul, cast.raul, "signatory"),
        (cast.hugo, cast.hugo, "signatory"),
        (cast.abel, cast.abel, "signatory"),
    ):
        assert refused(raw, who, sign, [row.org_id, row.pk, by.pk, row.revision, capacity, digest(content)]), (who, capacity)
    made.sign(cast, row, "noemi")
    attempt(cast.paula)
    # a third signature was taken back: it no longer counts
    with acting_as(cast.noemi.pk):
        mine = row.signatures.get(by=cast.noemi)
        reviewing.withdraw_signature(mine, by=cast.noemi)
    with pytest.raises(REFUSED):
        attempt(cast.paula)
    assert refused(raw, cast.noemi, "update prevention_signature set withdrawn_at = null where id = %s", [mine.pk])
    assert refused(raw, cast.paula, "delete from prevention_signature where id = %s", [mine.pk])


def test_P03_what_was_signed_changes_and_the_signatures_count_no_longer(committed_cast, raw):
    cast = committed_cast
    row = made.sign(cast, made.to_sign(cast), "noemi", "paula")
    for sql in (
        "update prevention_warningsection set es = 'otro' where warning_id = %s",
        "update prevention_earlywarning set groups = '{women}' where id = %s",
        "update prevention_recommendation set action = 'otra' where warning_id = %s",
        "delete from prevention_warningsignal where warning_id = %s",
        "update prevention_earlywarning set revision = 1 where id = %s",
        "update prevention_earlywarning set assessment_id = assessment_id + 1 where id = %s",
    ):
        for who in (cast.noemi, cast.paula, cast.raul):
            assert refused(raw, who, sql, [row.pk]), (sql, who)
    with acting_as(cast.paula.pk):
        move_warning(row, "returned", by=cast.paula, reason="Cambia.")
    with acting_as(cast.noemi.pk):
        made.writing.write_section(made.fresh(row), "context", by=cast.noemi, es="Otro contexto.")
        row = made.fresh(row)
    with connection.cursor() as cursor, acting_as(cast.noemi.pk):
        cursor.execute("select access.is_signed(%s), access.is_reviewed(%s)", [row.pk, row.pk])
        assert cursor.fetchone() == (False, False)


def test_P03_nobody_reviews_checks_or_approves_what_they_wrote(committed_cast, raw):
    cast = committed_cast
    row = made.in_method(cast)
    review = (
        "insert into prevention_review"
        " (org_id, warning_id, by_id, at, revision, kind, holds, words)"
        " values (%s, %s, %s, now(), 0, %s, true, '')"
    )
    for who, by, kind in (
        (cast.noemi, cast.noemi, "method"),
        (cast.noemi, cast.raul, "method"),
        (cast.raul, cast.raul, "legal"),
        (cast.paula, cast.paula, "legal"),
        (cast.mina, cast.mina, "method"),
    ):
        assert refused(raw, who, review, [row.org_id, row.pk, by.pk, kind]), (who, kind)
    assert not refused(raw, cast.raul, review, [row.org_id, row.pk, cast.raul.pk, "method"])
    check = "insert into prevention_harmcheck (org_id, warning_id, by_id, at, revision) values (%s, %s, %s, now(), 0)"
    for who in (cast.noemi, cast.raul, cast.hugo):
        assert refused(raw, who, check, [row.org_id, row.pk, who.pk])


def test_P05_no_warning_stands_on_what_its_source_did_not_agree_to(committed_cast):
    cast = committed_cast
    row = made.written(cast, signals=False)
    signals = {}
    for purpose in ("verify", "assess", "warn"):
        one = heard.source(cast, by="noemi", purpose=purpose)
        signals[purpose] = assessing.signal(cast, f"SIG-2026-9{len(signals)}", source=one)
    with acting_as(cast.noemi.pk):
        assert set(signals_to_stand_on(row)) == {signals["warn"]}
        writing.choose_signals(row, signals.values(), by=cast.noemi)
        assert [one.signal_id for one in row.stands_on.all()] == [signals["warn"].pk]


def test_P05_a_source_that_withdraws_stops_the_warning_before_it_is_issued(committed_cast, raw):
    cast = committed_cast
    source = heard.source(cast, by="noemi")
    row = made.sign(cast, made.to_sign(cast, source=source), "noemi", "paula")
    with acting_as(cast.raul.pk):
        verifying.withdraw_source(source, by=cast.raul)
    with acting_as(cast.paula.pk):
        with pytest.raises(Conflict, match="se retiraron"):
            reviewing.issue_warning(row, by=cast.paula)
        content = composed(row, cast.paula)
    issue = "update prevention_earlywarning set state = 'issued', number = %s, issued_at = now(), content = %s, digest = %s where id = %s"
    values = [f"PAT-001-{timezone.localdate().year % 100:02d}", canonical(content), digest(content), row.pk]
    with raw.transaction(force_rollback=True):
        become(raw, cast.paula)
        step(raw, row, "issued", cast.paula)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="consent of the sources"):
            raw.execute(issue, values)


def test_P06_the_do_no_harm_check_is_not_older_than_thirty_days(committed_cast, superuser):
    cast = committed_cast
    row = made.sign(cast, made.to_sign(cast), "noemi", "paula")

    def aged(days):
        superuser.execute("update prevention_harmcheck set at = now() - make_interval(days => %s) where warning_id = %s", [days, row.pk])

    def fresh():
        return superuser.execute("select access.harm_is_fresh(%s)", [row.pk]).fetchone()[0]

    aged(31)
    assert not fresh()
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        reviewing.issue_warning(row, by=cast.paula)
    aged(30)
    assert fresh()
    with acting_as(cast.paula.pk):
        row = reviewing.issue_warning(row, by=cast.paula)
    # and again when it is published
    with acting_as(cast.noemi.pk):
        version = publishing.propose_public(row, by=cast.noemi)
    aged(31)
    with acting_as(cast.hugo.pk), pytest.raises(Conflict):
        publishing.approve_public(version, by=cast.hugo, difference=version.difference)
    made.answered(cast, row)
    with acting_as(cast.hugo.pk):
        publishing.approve_public(version, by=cast.hugo, difference=version.difference)


def test_P06_nine_answers_are_no_check(committed_cast, superuser, raw):
    cast = committed_cast
    row = made.in_harm(cast)
    made.answered(cast, row)
    (key,) = superuser.execute("select id from prevention_harmcheck where warning_id = %s", [row.pk]).fetchone()
    # nothing is answered afterwards, and nothing taken out
    assert refused(raw, cast.raul, "delete from prevention_harmanswer where check_of_id = %s", [key])
    assert refused(raw, cast.raul, "update prevention_harmanswer set danger = false where check_of_id = %s", [key])
    superuser.execute("delete from prevention_harmanswer where check_of_id = %s and question = 7", [key])
    assert not superuser.execute("select access.harm_is_fresh(%s)", [row.pk]).fetchone()[0]
    late = (
        "insert into prevention_harmanswer (org_id, check_of_id, question, danger, words, mitigation, carrier)"
        " values (%s, %s, 7, false, 'x', '', '')"
    )
    assert refused(raw, cast.raul, late, [row.org_id, key])
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        move_warning(row, "to_sign", by=cast.raul)


def test_P07_nothing_is_shared_with_police_military_migration_or_consulates_by_default(committed_cast, raw):
    cast = committed_cast
    row = made.issued(cast)
    for name, kind in (
        ("Policía Nacional Civil", "police"),
        ("Fuerza Armada de El Salvador", "military"),
        ("Dirección General de Migración y Extranjería", "migration"),
        ("Consulado de los Estados Unidos", "consulate"),
    ):
        with acting_as(cast.noemi.pk):
            said = {
                "kind": "other" if kind == "police" else "ministry",
                "recipient": name,
                "legal_basis": "Orden 1-2026.",
                "parts": ["place"],
            }
            if kind == "police":
                with pytest.raises(BadInput):
                    sharing.ask_share(row, by=cast.noemi, **said)
                said["kind"] = "court"
            asked = sharing.ask_share(row, by=cast.noemi, **said)
        assert asked.kind == kind
        decide = "update prevention_share set state = 'approved', decided_by_id = %s, decided_on = current_date where id = %s"
        for who in (cast.noemi, cast.raul, cast.hugo, cast.mina, cast.abel):
            assert refused(raw, who, decide, [who.pk, asked.pk]), who
            assert refused(raw, who, decide, [cast.paula.pk, asked.pk]), who
        with acting_as(cast.raul.pk), pytest.raises(PermissionDenied):
            sharing.decide_share(asked, by=cast.raul, approve=True)
        with acting_as(cast.paula.pk):
            decided = sharing.decide_share(asked, by=cast.paula, approve=True)
        assert (decided.recipient, decided.legal_basis, decided.parts, decided.decided_by_id) == (
            name,
            "Orden 1-2026.",
            ["place"],
            cast.paula.pk,
        )
        assert decided.decided_on == timezone.localdate()
    insert = (
        (
            "insert into prevention_share"
            " (org_id, warning_id, kind, recipient, legal_basis, parts, state, asked_by_id, asked_at, decided_by_id, decided_on)"
            " values (%s, %s, 'court', 'x', %s, '{{place}}', %s, %s, now(), %s, %s)"
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )
    today = timezone.localdate()
    assert refused(raw, cast.paula, insert, [row.org_id, row.pk, "ley", "approved", cast.paula.pk, cast.paula.pk, today])
    assert refused(raw, cast.paula, insert, [row.org_id, row.pk, "ley", "approved", cast.paula.pk, cast.raul.pk, today])
    assert refused(raw, cast.paula, insert, [row.org_id, row.pk, "", "asked", cast.paula.pk, None, None])
    with acting_as(cast.paula.pk):
        assert Share.objects.count() == 4


def test_P13_steps_are_chained_and_a_superuser_who_tampers_is_found(committed_cast, superuser, raw):
    cast = committed_cast
    row = made.in_legal(cast)
    broken = "select access.broken_step(%s)"
    assert superuser.execute(broken, [row.org_id]).fetchone()[0] is None
    steps = superuser.execute("select number from prevention_step where org_id = %s order by number", [row.org_id]).fetchall()
    assert [one[0] for one in steps] == list(range(1, len(steps) + 1))
    for sql in ("update prevention_step set reason = 'x' where org_id = %s", "delete from prevention_step where org_id = %s"):
        for who in (cast.noemi, cast.paula):
            assert refused(raw, who, sql, [row.org_id])
    middle = steps[len(steps) // 2][0]
    for sql, first in (
        ("update prevention_step set by_id = %s where org_id = %s and number = %s", middle),
        (
            "update prevention_step set at = at + interval '1 second' + make_interval(secs => 0 * %s) where org_id = %s and number = %s",
            middle,
        ),
        ("delete from prevention_step where %s > 0 and org_id = %s and number = %s", middle + 1),
    ):
        with superuser.transaction(force_rollback=True):
            superuser.execute("set local session_replication_role = replica")
            superuser.execute(sql, [cast.hugo.pk, row.org_id, middle])
            assert superuser.execute(broken, [row.org_id]).fetchone()[0] == first, sql
    # whoever writes the chain anew behind a change leaves the heads elsewhere untouched: here the link itself must fit
    with superuser.transaction(force_rollback=True):
        superuser.execute("set local session_replication_role = replica")
        superuser.execute("update prevention_step set reason = 'x' where org_id = %s and number = %s", [row.org_id, middle])
        superuser.execute(
            "update prevention_step s set hash = access.hash_of_step(s) where s.org_id = %s and s.number = %s", [row.org_id, middle]
        )
        assert superuser.execute(broken, [row.org_id]).fetchone()[0] == middle + 1


def test_P13_a_state_changes_by_a_step_alone(committed_cast, raw):
    cast = committed_cast
    row = made.in_method(cast)
    for who in (cast.raul, cast.paula, cast.noemi):
        assert refused(raw, who, "update prevention_earlywarning set state = 'legal_review' where id = %s", [row.pk])


def test_P14_the_public_version_is_made_by_rule_and_another_person_lets_it_go(committed_cast, raw, client):
    cast = committed_cast
    row = made.issued(cast)
    with acting_as(cast.noemi.pk):
        version = publishing.propose_public(row, by=cast.noemi)
        internal = json.loads(row.content)
        near = publishing.nearby(row, "es")
        assert version.frozen == json.loads(canonical(public_of(internal, publishing.public_texts(row, cast.noemi), near).content))
    said = canonical(version.frozen)
    gone = ("3 familias", "El Delirio", "12 de junio", "Nos cobran", "SIG-2026", internal["assessment"]["code"], row.code, "2026-01-01")
    for words in gone:
        assert words not in said, words
    with raw.transaction():
        assert raw.execute("select count(*) from prevention_publicversion").fetchone()[0] == 0
    approve = "update prevention_publicversion set approved_by_id = %s, approved_at = now() where id = %s"
    for who in (cast.noemi, cast.raul, cast.mina, cast.ana):
        assert refused(raw, who, approve, [who.pk, version.pk]), who
    assert refused(raw, cast.paula, approve, [cast.hugo.pk, version.pk])
    # frozen stays frozen, before and after
    change = "update prevention_publicversion set frozen = '{}' where id = %s"
    assert refused(raw, cast.hugo, change, [version.pk])
    with acting_as(cast.hugo.pk):
        publishing.approve_public(version, by=cast.hugo, difference=version.difference)
    for who in (cast.hugo, cast.paula, cast.noemi):
        assert refused(raw, who, change, [version.pk])
        assert refused(raw, who, "delete from prevention_publicversion where id = %s", [version.pk])
        assert refused(raw, who, "update prevention_publicversion set approved_by_id = %s where id = %s", [cast.paula.pk, version.pk])
    with raw.transaction():
        assert raw.execute("select count(*) from prevention_publicversion").fetchone()[0] == 1
        assert raw.execute("select count(*) from prevention_earlywarning").fetchone()[0] == 0
    page = client.get(f"/alertas/{row.number}/")
    assert page.status_code == 200 and not page.cookies and page["Cache-Control"].startswith("public")
    text = page.content.decode()
    assert "San Miguel Centro" in text and not [words for words in gone if words in text]


def test_P15_every_closed_warning_has_its_outcome_and_lessons(committed_cast, raw):
    cast = committed_cast
    row = made.followed(cast)
    with acting_as(cast.raul.pk):
        row = following.say_outcome(row, "persists", by=cast.raul, reason="Sigue.")
        with pytest.raises(BadInput):
            following.say_outcome(row, "vanished", by=cast.raul, reason="x")
    made.told_back(cast, row)
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        following.close_warning(row, by=cast.paula)

    def close():
        with raw.transaction(force_rollback=True):
            become(raw, cast.paula)
            step(raw, row, "closed", cast.paula)
            raw.execute("update prevention_earlywarning set state = 'closed' where id = %s", [row.pk])

    with pytest.raises(REFUSED):
        close()
    made.learned(cast, row)
    close()
    with acting_as(cast.paula.pk):
        following.close_warning(row, by=cast.paula)
        assert Closing.objects.get(warning=row).outcome == "persists"
    assert refused(raw, cast.paula, "update prevention_closing set outcome = 'mitigated' where warning_id = %s", [row.pk])
    with acting_as(cast.paula.pk):
        assert PublicVersion.objects.count() == 0
