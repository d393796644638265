"""P11 and P12: a recommendation is whole or it does not go out; an institution never says itself that it complied, past the program too."""

import os

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as, token
from izote.kit.errors import Conflict
from izote.prevention.actions import answers, recommendations
from izote.prevention.models import Recommendation, Step, Verdict
from izote.prevention.permissions import answers as answers_for
from izote.prevention.queries.recommendations import whole
from izote.prevention.rules.machines import machine
from izote.prevention.tests import builders_recommendations as build

REFUSED = psycopg.Error
VERDICTS = ("complied", "partly_complied", "not_complied", "closed")


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def issued(committed_cast, superuser):
    """A warning issued with a recommendation to the municipality and another to the ministry."""
    return build.stage(committed_cast, superuser)


def become(raw, user):
    raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])


def attempt(raw, user, *statements):
    """Several statements in one transaction that is undone; how many rows the last one touched."""
    with raw.transaction(force_rollback=True):
        become(raw, user)
        done = 0
        for sql, values in statements:
            done = raw.execute(sql, values).rowcount
        return done


def refused(raw, user, *statements):
    """Whether the database refuses, or touches nothing."""
    try:
        return attempt(raw, user, *statements) == 0
    except REFUSED:
        return True


STEP = (
    'insert into prevention_step (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)'
    " values (%s, 'recommendation', %s, '', %s, %s, %s, '', 0, now(), 0, '', '')"
)


def step(cast, rec, source, to, user):
    return (STEP, [cast.PDD.pk, rec.pk, source, to, user.pk])


def moved(rec, to):
    return ("update prevention_recommendation set state = %s where id = %s", [to, rec.pk])


def test_P11_a_recommendation_that_lacks_anything_keeps_its_warning_from_going_out(committed_cast):
    cast = committed_cast
    mayor = build.addressee(cast, "Alcaldía de San Miguel Centro")
    of = build.warning(cast)
    build.whole(cast, of, mayor)
    with acting_as(cast.noemi.pk):
        assert whole(of)
    for name in ("heading", "stream", "verb", "action", "means", "indicator", "evidence_required", "legal_basis", "due_on"):
        with acting_as(cast.noemi.pk):
            row = recommendations.write_recommendation(
                of, by=cast.noemi, addressee=mayor, **build.WHOLE | {"due_on": build.soon(), name: None if name == "due_on" else ""}
            )
            assert not whole(of), name
            recommendations.drop_recommendation(row, by=cast.noemi)


def test_P11_what_lacks_anything_is_not_told_even_when_the_warning_went_out(committed_cast, superuser):
    cast = committed_cast
    mayor, of = build.addressee(cast, "Alcaldía de San Miguel Centro"), build.warning(cast)
    rec = build.whole(cast, of, mayor)
    build.force(superuser, rec, indicator="")
    with pytest.raises(Conflict):
        build.told(cast, superuser, of)


def test_P12_an_institution_finds_no_page_that_says_it_complied(committed_cast, issued, client):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    client.force_login(cast.ines)
    assert client.get(reverse("answer_detail", args=[issued.rec.pk])).status_code == 200
    for name in ("recommendation_verdict", "recommendation_close", "recommendation_climb", "recommendation_paper"):
        assert client.post(reverse(name, args=[issued.rec.pk]), {"verdict": "complied", "reason": "x"}).status_code == 403, name
    for kind in ("complied", "comply", "verdict", "close"):
        assert client.post(reverse("answer_detail", args=[issued.rec.pk]), {"kind": kind, "text": "x"}).status_code == 200
    with acting_as(cast.raul.pk):
        assert Recommendation.objects.get(pk=issued.rec.pk).state == "reported"


@pytest.mark.parametrize("to", VERDICTS)
def test_P12_an_institution_writes_no_such_step_nor_state_nor_verdict_by_raw_sql(committed_cast, issued, raw, to):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    said = (
        "insert into prevention_verdict (org_id, recommendation_id, verdict, reason, field_visit, looked_at, days_late, by_id, at)"
        " values (%s, %s, %s, 'x', false, '{}', 0, %s, now())",
        [cast.PDD.pk, issued.rec.pk, "complied" if to == "closed" else to, cast.ines.pk],
    )
    own = step(cast, issued.rec, "reported", to, cast.ines)
    borrowed = step(cast, issued.rec, "reported", to, cast.raul)
    for statements in ([own], [borrowed], [moved(issued.rec, to)], [own, moved(issued.rec, to)], [said], [said, moved(issued.rec, to)]):
        assert refused(raw, cast.ines, *statements)
    # whoever follows needs a verdict too
    own = step(cast, issued.rec, "reported", to, cast.raul)
    assert refused(raw, cast.raul, own, moved(issued.rec, to))


def test_P12_an_institution_rewrites_nothing_by_raw_sql(committed_cast, issued, raw):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    pk = issued.rec.pk
    for column, value in (
        ("due_on", "2099-01-01"), ("action", "nada"), ("verdict", "complied"), ("verdict_at", "2026-01-01"),
        ("told_id", issued.ministry.pk),
        ("answer_by", "2099-01-01"), ("acknowledged_at", "2020-01-01"), ("rung", "international"), ("climb_on", "2099-01-01"),
        ("institution_name", "Otra"), ("author_id", cast.ines.pk), ("org_id", cast.ALC.pk), ("legal_basis", "ninguna"),
    ):  # fmt: skip
        assert refused(raw, cast.ines, (f"update prevention_recommendation set {column} = %s where id = %s", [value, pk])), column
    for table in ("answer", "evidence", "evidencebody", "verdict", "rung", "step", "doorkey"):
        assert refused(raw, cast.ines, (f"delete from prevention_{table}", None)), table
    for table, column in (("answer", "text"), ("evidence", "original_sha256"), ("evidence", "shows")):
        assert refused(raw, cast.ines, (f"update prevention_{table} set {column} = 'x'", None)), table


def test_an_institution_reads_its_own_rows_alone_and_nothing_of_the_warning(committed_cast, issued, raw):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    build.answered(cast, issued.other, "accept", who="raul", via="paper")
    tables = ("recommendation", "answer", "evidence", "evidencebody", "verdict", "rung", "doorkey", "addressee", "support", "earlywarning",
              "riskassessment", "signal", "warningsection", "harmthreat", "receipt", "step")  # fmt: skip
    seen = {}
    with raw.transaction():
        become(raw, cast.ines)
        for name in tables:
            seen[name] = raw.execute(f"select count(*) from prevention_{name}").fetchone()[0]
    mine = {"recommendation": 1, "answer": 2, "evidence": 1, "evidencebody": 1, "step": 3}
    assert seen == dict.fromkeys(tables, 0) | mine
    for who in ("ana", "irma", "mina", "tere", "sara"):
        with raw.transaction():
            become(raw, getattr(cast, who))
            assert raw.execute("select count(*) from prevention_recommendation").fetchone()[0] == 0, who


def test_an_institution_whose_account_ends_reads_nothing_more(committed_cast, issued, raw, superuser):
    cast = committed_cast
    superuser.execute("update partners_institution set account_org_id = null where name = 'Alcaldía de San Miguel Centro'")
    with acting_as(cast.ines.pk):
        assert not Recommendation.objects.exists() and not answers_for(issued.rec)


def test_before_it_is_told_an_institution_sees_nothing(committed_cast):
    cast = committed_cast
    mayor, of = build.addressee(cast, "Alcaldía de San Miguel Centro", account=cast.ALC), build.warning(cast)
    build.whole(cast, of, mayor)
    with acting_as(cast.ines.pk):
        assert not Recommendation.objects.exists()


def test_an_answer_in_the_offices_name_or_in_anothers_is_refused(committed_cast, issued, raw):
    cast = committed_cast
    sql = (
        "insert into prevention_answer (org_id, recommendation_id, side, via, kind, text, late_days, by_id, at)"
        " values (%s, %s, %s, %s, 'reply', 'x', 0, %s, now())"
    )
    org, mine, other = cast.PDD.pk, issued.rec.pk, issued.other.pk
    assert attempt(raw, cast.ines, (sql, [org, mine, "institution", "account", cast.ines.pk])) == 1
    for values in (
        [org, mine, "office", "account", cast.ines.pk], [org, mine, "institution", "account", cast.raul.pk],
        [org, mine, "institution", "paper", cast.ines.pk], [org, mine, "institution", "link", cast.ines.pk],
        [org, other, "institution", "account", cast.ines.pk], [cast.ALC.pk, mine, "institution", "account", cast.ines.pk],
    ):  # fmt: skip
        assert refused(raw, cast.ines, (sql, values)), values
    assert refused(raw, cast.raul, (sql, [org, mine, "institution", "account", cast.raul.pk]))


def test_whoever_reported_does_not_judge_by_raw_sql_either(committed_cast, issued, raw):
    cast = committed_cast
    build.answered(cast, issued.other, "accept", "report", who="raul", via="paper")
    sql = (
        "insert into prevention_verdict (org_id, recommendation_id, verdict, reason, field_visit, looked_at, days_late, by_id, at)"
        " values (%s, %s, 'complied', 'x', false, '{}', 0, %s, now())"
    )
    assert refused(raw, cast.raul, (sql, [cast.PDD.pk, issued.other.pk, cast.raul.pk]))
    assert refused(raw, cast.raul, (sql, [cast.PDD.pk, issued.other.pk, cast.paula.pk]))
    assert attempt(raw, cast.paula, (sql, [cast.PDD.pk, issued.other.pk, cast.paula.pk])) == 1


def test_every_role_tries_every_move_from_every_state_against_the_database(committed_cast, issued, raw, superuser):
    """A step is written by who has the right and along a way of the machine, by nobody else and no other way."""
    cast, one = committed_cast, machine("recommendation")
    office = {
        "analyst": {"noemi"}, "follow_up": {"raul", "paula"}, "delegate": {"paula"}, "institution": {"ines"}, "clock": set(),
    }  # fmt: skip
    office["follow_up"] = {"raul"}
    people = ("noemi", "raul", "paula", "hugo", "ines", "mina", "tere", "sara", "abel", "ana", "irma")
    wrong = []
    for source in one.states:
        if source != "formulated":
            build.force(superuser, issued.rec, state=source)
        for to in one.states:
            way = one.move(source, to) if source != "formulated" else None
            able = set().union(*(office[role] for role in way.roles)) if way else set()
            for who in people:
                user = getattr(cast, who)
                done = not refused(raw, user, step(cast, issued.rec, source, to, user))
                if done != (who in able):
                    wrong.append((source, to, who, done))
    assert wrong == []


def test_a_step_is_not_borrowed_from_another_transaction_and_leaves_no_state_behind(committed_cast, issued, raw):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept")
    with acting_as(cast.raul.pk):
        before = Step.objects.count()
    assert refused(raw, cast.ines, moved(issued.rec, "under_way"))
    with acting_as(cast.raul.pk):
        assert Step.objects.count() == before and not Verdict.objects.exists()


def test_a_day_that_the_institution_writes_is_the_databases(committed_cast, issued):
    cast = committed_cast
    made = build.answered(cast, issued.rec, "acknowledge")
    with acting_as(cast.ines.pk):
        row = Recommendation.objects.get(pk=issued.rec.pk)
        assert abs((row.acknowledged_at - timezone.now()).total_seconds()) < 60 and made.kind == "acknowledge"
        assert answers.late(row, "acknowledge") == 0
