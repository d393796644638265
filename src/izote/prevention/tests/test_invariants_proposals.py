"""The invariants of prevention as far as they are of proposals, tried past the program: raw SQL as each actor."""

import os

import psycopg
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izote.access.context import acting_as, token
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import memory
from izote.prevention.actions import proposals as actions
from izote.prevention.actions.commitments import promise
from izote.prevention.models import Proposal
from izote.prevention.queries.proposals import groups_of
from izote.prevention.rules.machines import machine
from izote.prevention.tests.builders_proposals import captured, proposal

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation)
WHO = ("nobody", "ana", "beto", "irma", "paula", "noemi", "raul", "hugo", "mina", "leo", "ines", "tere", "sara", "abel")
HELD = {
    "tere": {"proposals.write"},
    "noemi": {"proposals.write"},
    "paula": {"proposals.decide"},
    "hugo": {"proposals.decide"},
    "sara": {"proposals.assist"},
}
TABLES = (
    *("proposal", "proposalcredit", "proposalanswer", "screening", "keptfile", "assistance", "assistancevisit", "pilot", "evaluation"),
    *("tool", "toolversion", "tooluse", "ballot", "vote", "commitment", "workshopact", "allowedname"),
)
READERS = {"paula", "noemi", "raul", "hugo", "tere", "sara"}
STEP = (
    'insert into prevention_step (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)'
    " values (%s, 'proposal', %s, %s, %s, %s, %s, '', 0, now(), 0, '', '')"
)


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


def become(raw, cast, who):
    if who != "nobody":
        raw.execute("select set_config('izote.actor', %s, true)", [token(getattr(cast, who).pk, pid=raw.info.backend_pid)])


def key(cast, who):
    return cast.paula.pk if who == "nobody" else getattr(cast, who).pk


@pytest.mark.parametrize("state", machine("proposal").states)
def test_role_action_state_each_is_asked_of_the_database(committed_cast, raw, state):
    """Everybody tries every goal from where a proposal stands, and from where it does not stand."""
    cast, one = committed_cast, machine("proposal")
    row = proposal(cast, state)
    allowed = {(who, move.to) for who in WHO for move in one.out_of(state) if HELD.get(who, set()) & set(move.rights)}
    done = set()
    for who in WHO:
        for source in (state, "captured", "deliberated"):
            for to in one.states:
                with raw.transaction(force_rollback=True):
                    become(raw, cast, who)
                    try:
                        raw.execute(STEP, [cast.PDD.pk, row.pk, row.code, source, to, key(cast, who)])
                    except psycopg.errors.InsufficientPrivilege:
                        continue
                    assert source == state
                    done.add((who, to))
    assert done == allowed


@pytest.mark.parametrize("who", WHO)
def test_who_reads_what(committed_cast, raw, who):
    proposal(committed_cast, "institutional")
    with raw.transaction():
        become(raw, committed_cast, who)
        seen = {name: raw.execute(f"select count(*) from prevention_{name}").fetchone()[0] for name in TABLES}
    assert bool(seen["proposal"]) == (who in READERS)
    assert all(count == 0 for count in seen.values()) == (who not in READERS)
    assert all(seen[name] for name in ("proposalcredit", "proposalanswer", "screening", "assistance", "pilot", "tool")) == (who in READERS)


@pytest.mark.parametrize("who", ["tere", "paula", "sara"])
@pytest.mark.parametrize("state", machine("proposal").states)
def test_P_no_proposal_dies_silently_also_not_past_the_program(committed_cast, raw, state, who):
    """A step alone is not enough: each decision needs its answers, each state what it stands on."""
    cast, one = committed_cast, machine("proposal")
    row = proposal(cast, state)
    other = captured(cast, title="La otra", tables=("Mesa 9",))
    free = {("captured", "refined"), ("screened", "deliberated"), ("postponed", "deliberated"), ("evaluated", "designed")}
    free |= {("captured", "taken_back"), ("merged", "captured")}
    free |= {(source, "designed") for source in ("adopted", "adopted_changed", "assisted")}
    # what these stand on was written down on the way there
    free |= {("pilot", "evaluated")} if state == "evaluated" else set()
    for move in one.out_of(state):
        with raw.transaction(force_rollback=True):
            become(raw, cast, who)
            merged = ", merged_into_id = %s" % (other.pk if move.to == "merged" else "null")
            try:
                raw.execute(STEP, [cast.PDD.pk, row.pk, row.code, state, move.to, key(cast, who)])
                raw.execute(f"update prevention_proposal set state = %s{merged} where id = %s", [move.to, row.pk])
                went = True
            except REFUSED:
                went = False
        assert went == ((state, move.to) in free and bool(HELD[who] & set(move.rights))), f"{state} → {move.to}"


@pytest.mark.parametrize(
    "sql",
    [
        "update prevention_proposal set state = 'adopted'",
        "update prevention_proposal set merged_into_id = id",
        "update prevention_proposal set author_id = %(other)s",
        "update prevention_proposal set title = 'otra'",
        "delete from prevention_proposal",
        "delete from prevention_proposalcredit",
        "update prevention_proposalcredit set \"group\" = 'Mesa 8'",
        "delete from prevention_proposalanswer",
        "update prevention_proposalanswer set text = 'otra'",
        "update prevention_proposalanswer set told_on = current_date, channel = 'letter', told_by_id = %(other)s",
        "update prevention_screening set answer = 'for'",
        "update prevention_evaluation set result = 'mejor'",
        "delete from prevention_tool",
        "update prevention_tool set version = '' ",
        'insert into prevention_proposalcredit (org_id, proposal_id, "group", by_id, at)'
        " select org_id, id, 'X', %(other)s, now() from prevention_proposal",
    ],
)
@pytest.mark.parametrize("who", ["tere", "paula", "sara"])
def test_what_was_written_is_never_rewritten(committed_cast, raw, who, sql):
    cast = committed_cast
    proposal(cast, "institutional")
    with raw.transaction(force_rollback=True):
        become(raw, cast, who)
        try:
            touched = raw.execute(sql, {"other": cast.hugo.pk}).rowcount
        except REFUSED:
            touched = 0
    assert touched == 0


def test_P01_no_table_of_proposals_has_a_field_for_a_person():
    """Accounts that acted are the only persons to whom a row points."""
    acted = {"by", "author", "told_by", "closed_by", "undone_by", "allowed_by", "checked_by"}
    from django.apps import apps

    for name in (*TABLES, "memorydate", "resource"):
        fields = apps.get_model("prevention", name)._meta.concrete_fields
        to_users = {field.name for field in fields if field.related_model and field.related_model.__name__ == "User"}
        assert to_users <= acted, name
        words = {"first_name", "surname", "dui", "document", "phone", "email", "birth_date", "person"}
        assert not {field.name for field in fields} & words, name


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_P_credit_of_every_group_is_kept_whatever_the_order_of_merging(cast, data):
    rows = [captured(cast, title=f"Propuesta {n}", tables=(f"Grupo {n}", "Todas")) for n in range(5)]
    with acting_as(cast.tere.pk):
        for _ in range(data.draw(st.integers(1, 9))):
            one, other = data.draw(st.tuples(st.sampled_from(rows), st.sampled_from(rows)))
            one, other = (Proposal.objects.get(pk=row.pk) for row in (one, other))
            try:
                if one.state == "merged" and data.draw(st.booleans()):
                    actions.separate(one, by=cast.tere, reason="Por error")
                else:
                    actions.merge([one], other, by=cast.tere)
            except (Conflict, BadInput):
                continue
        now = {row.pk: Proposal.objects.get(pk=row.pk) for row in rows}
        roots = [row for row in now.values() if row.state != "merged"]
        held = groups_of(roots)
    assert roots, "somebody always stands for all"
    assert {group for groups in held.values() for group in groups} == {*(f"Grupo {n}" for n in range(5)), "Todas"}
    for n, row in enumerate(rows):
        root, seen = now[row.pk], set()
        while root.merged_into_id:
            assert root.pk not in seen, "a circle"
            seen.add(root.pk)
            root = now[root.merged_into_id]
        assert f"Grupo {n}" in held[root.pk]
        assert sum(f"Grupo {n}" in groups for groups in held.values()) == 1


@pytest.mark.parametrize("who", WHO)
def test_dates_and_resources_are_read_by_prevention_alone_and_checked_by_a_second_person(committed_cast, raw, who):
    cast = committed_cast
    with acting_as(cast.tere.pk):
        memory.bring_dates(org=cast.PDD, by=cast.tere)
        memory.bring_resources(org=cast.PDD, by=cast.tere)
    check = "update prevention_%s set checked_by_id = %%s, checked_at = now() where seed in ('mozote_1981', 'hrw2020')"
    for table in ("memorydate", "resource"):
        with raw.transaction(force_rollback=True):
            become(raw, cast, who)
            seen = raw.execute(f"select count(*) from prevention_{table}").fetchone()[0]
            assert bool(seen) == (who in READERS)
            try:
                done = raw.execute(check % table, [key(cast, who)]).rowcount
            except REFUSED:
                done = 0
        assert done == (1 if who in ("noemi", "paula", "hugo", "raul") else 0), table


def test_what_was_checked_and_then_changed_is_not_checked_any_more_and_nobody_checks_for_another(committed_cast, raw):
    cast = committed_cast
    with acting_as(cast.tere.pk):
        memory.bring_dates(org=cast.PDD, by=cast.tere)
    one = "where seed = 'mozote_1981'"
    with raw.transaction():
        become(raw, cast, "raul")
        raw.execute(f"update prevention_memorydate set checked_by_id = %s, checked_at = now() {one}", [cast.raul.pk])
    with raw.transaction():
        become(raw, cast, "noemi")
        raw.execute(f"update prevention_memorydate set title_es = 'Otra' {one}")
        now = raw.execute(f"select checked_by_id, by_id from prevention_memorydate {one}").fetchone()
        assert now == (None, cast.noemi.pk)
    for who, sql, values in (
        ("raul", f"update prevention_memorydate set title_es = 'Mía' {one}", []),
        ("raul", f"update prevention_memorydate set checked_by_id = %s, checked_at = now() {one}", [cast.paula.pk]),
        ("noemi", f"update prevention_memorydate set checked_by_id = %s, checked_at = now() {one}", [cast.noemi.pk]),
    ):
        with pytest.raises(REFUSED), raw.transaction():
            become(raw, cast, who)
            raw.execute(sql, values)


def test_a_commitment_is_closed_once_in_ones_own_name_with_its_evidence(committed_cast, raw):
    cast, today = committed_cast, timezone.localdate()
    with acting_as(cast.tere.pk):
        promise(org=cast.PDD, by=cast.tere, who="Alcaldía", what="Abrir", due_on=today)
    close = "update prevention_commitment set state = 'done', evidence = %s, closed_on = current_date, closed_by_id = %s"
    for who, values in (("raul", ["", cast.raul.pk]), ("raul", ["Acta", cast.tere.pk]), ("tere", ["Acta", None])):
        with pytest.raises(REFUSED), raw.transaction():
            become(raw, cast, who)
            raw.execute(close, values)
    for who, done in (("sara", 0), ("ines", 0), ("raul", 1), ("tere", 0)):
        with raw.transaction():
            become(raw, cast, who)
            assert raw.execute(close, ["Acta", key(cast, who)]).rowcount == done
    with pytest.raises(REFUSED), raw.transaction():
        become(raw, cast, "tere")
        raw.execute("update prevention_commitment set what = 'Otra cosa'")
