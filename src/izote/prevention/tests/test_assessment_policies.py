"""Raw SQL as each actor: two raters who cannot see each other, what is finished, settled or dissented from stays, everything expires."""

import os

import psycopg
import pytest

from izote.access.context import DOORKEEPER, acting_as, token
from izote.access.models import User
from izote.prevention.models import EvidenceItem
from izote.prevention.tests import assessing

TABLES = (
    *("riskassessment", "evidenceitem", "ratersheet", "factorrating", "indicatorevidence", "agreement", "settled", "stance", "scenario"),
    *("reviewnote", "ratingdraft", "assessmentdocument"),
)
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
STRANGERS = ("nobody", "ana", "beto", "oscar", "irma", "pilar", "dina", "mina", "leo", "ines", "tere", "sara", "abel")


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


def become(raw, cast, who):
    if who == "nobody":
        return
    if who == "service":
        with acting_as(DOORKEEPER):
            key = User.objects.get(username="service-prevention").pk
    else:
        key = getattr(cast, who).pk
    raw.execute("select set_config('izote.actor', %s, true)", [token(key, pid=raw.info.backend_pid)])


def counted(raw, cast, who):
    with raw.transaction():
        become(raw, cast, who)
        return {table: raw.execute(f"select count(*) from prevention_{table}").fetchone()[0] for table in TABLES}


def attempt(raw, cast, who, sql, *values):
    """The rows changed, rolled back."""
    with raw.transaction(force_rollback=True):
        become(raw, cast, who)
        return raw.execute(sql, values).rowcount


def refused(raw, cast, who, sql, *values):
    """Whether the database refuses, or finds nothing to change."""
    try:
        return attempt(raw, cast, who, sql, *values) == 0
    except REFUSED:
        return True


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_see_no_row(committed_cast, raw, who):
    assessing.approved(committed_cast)
    assert counted(raw, committed_cast, who) == dict.fromkeys(TABLES, 0)


def test_before_both_have_finished_each_sees_their_own_alone(committed_cast, raw):
    cast = committed_cast
    row = assessing.rating(cast)
    assessing.rate(row, cast.noemi)
    assessing.rate(row, cast.raul, finish=False)
    with acting_as(cast.raul.pk):
        from izote.prevention.actions import assessments

        assessments.add_document(row, by=cast.raul, sort="document", title="Lo que trajo la segunda persona", dated_on=None)
    for who, ratings, items in (("noemi", 10, 1), ("raul", 10, 2), ("paula", 0, 1), ("hugo", 0, 1), ("service", 0, 1)):
        seen = counted(raw, cast, who)
        assert (seen["factorrating"], seen["indicatorevidence"], seen["evidenceitem"]) == (ratings, ratings, items), who
    with raw.transaction():
        become(raw, cast, "noemi")
        for table in ("factorrating", "indicatorevidence"):
            assert raw.execute(f"select count(*) from prevention_{table} where rater_id <> %s", [cast.noemi.pk]).fetchone()[0] == 0
    assessing.rate(row, cast.raul)
    assert counted(raw, cast, "noemi")["factorrating"] == counted(raw, cast, "paula")["factorrating"] == 20


RATING = (
    "insert into prevention_factorrating"
    " (org_id, assessment_id, rater_id, at, factor, value, reason, confidence, grade, items, low, high, trend)"
    " values (%s, %s, %s, now(), %s, %s, 'x', %s, %s, %s, 0, 4, 'unknown')"
)


def test_a_rating_in_anothers_name_of_a_gravest_factor_or_without_evidence_is_refused(committed_cast, raw):
    cast = committed_cast
    row = assessing.rating(cast, two=("raul", "hugo"))
    with acting_as(cast.noemi.pk):
        item = EvidenceItem.objects.get(assessment=row).pk
    good = [row.org_id, row.pk, cast.raul.pk, "1", 2, "high", "A", [item]]
    assert attempt(raw, cast, "raul", RATING, *good) == 1
    for at, value in (
        (2, cast.hugo.pk),
        (2, cast.noemi.pk),
        (3, "12"),
        (3, "15"),
        (4, 5),
        (5, ""),
        (6, ""),
        (6, "E"),
        (7, []),
        (7, [item + 99]),
    ):
        assert refused(raw, cast, "raul", RATING, *[value if n == at else one for n, one in enumerate(good)]), (at, value)
    assert refused(raw, cast, "raul", RATING, *good[:3], "13", None, "", "", []), (
        "a delegation does not rate 10 to 14, not even as not assessable"
    )
    assert attempt(raw, cast, "hugo", RATING, row.org_id, row.pk, cast.hugo.pk, "12", 1, "low", "B", [item]) == 1
    assert refused(raw, cast, "noemi", RATING, row.org_id, row.pk, cast.noemi.pk, "1", 2, "high", "A", [item]), "she is no rater of it"
    assert refused(raw, cast, "leo", RATING, row.org_id, row.pk, cast.leo.pk, "1", 2, "high", "A", [item])


def test_what_was_finished_is_locked_and_nothing_finishes_half_way(committed_cast, raw):
    cast = committed_cast
    row = assessing.rating(cast)
    assessing.rate(row, cast.noemi)
    for sql in (
        "update prevention_factorrating set value = 4",
        "update prevention_indicatorevidence set presence = 0",
        "delete from prevention_indicatorevidence",
        "delete from prevention_factorrating",
        "update prevention_ratersheet set finished_at = null",
        "delete from prevention_ratersheet",
        f"insert into prevention_ratersheet (org_id, assessment_id, rater_id, at, finished_at)"
        f" values ({row.org_id}, {row.pk}, {cast.raul.pk}, now(), now())",
    ):
        assert refused(raw, cast, "noemi", sql), sql
    assessing.rate(row, cast.raul, {"1": 1}, finish=False)
    with raw.transaction(force_rollback=True):
        become(raw, cast, "raul")
        assert raw.execute("update prevention_factorrating set value = 3 where rater_id = %s", [cast.raul.pk]).rowcount == 10
    assert refused(raw, cast, "raul", "update prevention_factorrating set rater_id = %s where rater_id = %s", cast.noemi.pk, cast.raul.pk)
    assert refused(raw, cast, "raul", "delete from prevention_evidenceitem"), "what a rating rests on stays"


def test_a_sheet_is_not_finished_before_every_factor(committed_cast, raw):
    cast = committed_cast
    row = assessing.rating(cast)
    with acting_as(cast.raul.pk):
        from izote.prevention.actions import ratings

        ratings.rate_factor(row, "1", by=cast.raul, value=None, reason="Sin acceso")
    assert refused(raw, cast, "raul", "update prevention_ratersheet set finished_at = now() where rater_id = %s", cast.raul.pk)


def test_what_is_assessed_and_by_whom_stays_when_the_rating_has_begun(committed_cast, raw):
    cast = committed_cast
    draft = assessing.begun(cast)
    assert attempt(raw, cast, "noemi", "update prevention_riskassessment set groups = '{families}' where id = %s", draft.pk) == 1
    for who in ("raul", "hugo", "paula", "service"):
        assert refused(raw, cast, who, "update prevention_riskassessment set groups = '{families}' where id = %s", draft.pk)
    row = assessing.rating(cast)
    for change in (
        "groups = '{families}'",
        "kind = 'imminent'",
        f"rater_two_id = {cast.hugo.pk}",
        "ends_on = '2030-01-01'",
        "place_id = place_id + 1",
    ):
        assert refused(raw, cast, "noemi", f"update prevention_riskassessment set {change} where id = %s", row.pk), change
    for change in ("expires_on = '2030-01-01'", "supersedes_id = id", "state = 'approved'"):
        assert refused(raw, cast, "hugo", f"update prevention_riskassessment set {change} where id = %s", row.pk), change


def test_a_rater_is_replaced_by_who_leads_one_at_a_time_and_not_after_the_end(committed_cast, raw):
    cast = committed_cast
    row = assessing.rating(cast)
    change = "update prevention_riskassessment set rater_two_id = %s where id = %s"
    assert attempt(raw, cast, "paula", change, cast.hugo.pk, row.pk) == 1
    for who in ("noemi", "raul", "hugo", "service", "irma"):
        assert refused(raw, cast, who, change, cast.hugo.pk, row.pk), who
    for other in (cast.noemi, cast.paula, cast.mina, cast.ana):
        assert refused(raw, cast, "paula", change, other.pk, row.pk), other
    assert refused(
        raw, cast, "paula", "update prevention_riskassessment set rater_one_id = %s, rater_two_id = %s", cast.raul.pk, cast.hugo.pk
    )
    assessing.rate(row, cast.raul)
    assert refused(raw, cast, "paula", change, cast.hugo.pk, row.pk), "who has finished stays"
    assert attempt(raw, cast, "paula", "update prevention_riskassessment set rater_one_id = %s where id = %s", cast.hugo.pk, row.pk) == 1


def test_nobody_settles_dissents_or_reviews_in_the_name_of_another(committed_cast, raw):
    cast = committed_cast
    row = assessing.settled(cast)
    settle = "update prevention_settled set value = 1, by_id = %s where factor = '7'"
    assert attempt(raw, cast, "raul", settle, cast.raul.pk) == 1
    assert refused(raw, cast, "raul", settle, cast.noemi.pk)
    for who in ("hugo", "paula", "service"):
        assert refused(raw, cast, who, settle, getattr(cast, who, cast.hugo).pk), who
    assert refused(raw, cast, "raul", "update prevention_settled set value = 1, by_id = %s where factor = '12'", cast.raul.pk)
    for sql in ("delete from prevention_settled", "delete from prevention_stance", "delete from prevention_scenario"):
        assert refused(raw, cast, "raul", sql), sql
    assert refused(raw, cast, "noemi", "update prevention_stance set agrees = true, words = ''"), "a dissent is its holder's"
    assert refused(raw, cast, "raul", "update prevention_stance set words = '' where not agrees")
    assert refused(raw, cast, "hugo", "update prevention_scenario set level = 'low', by_id = %s", cast.hugo.pk)
    assert refused(raw, cast, "noemi", "update prevention_agreement set factors = '{}'")
    note = "insert into prevention_reviewnote (org_id, assessment_id, by_id, at, factor, words) values (%s, %s, %s, now(), '', 'x')"
    assert refused(raw, cast, "paula", note, row.org_id, row.pk, cast.paula.pk), "not before it is in review"
    with acting_as(cast.raul.pk):
        from izote.prevention.actions import settling

        settling.send_to_review(row, by=cast.raul)
    assert attempt(raw, cast, "paula", note, row.org_id, row.pk, cast.paula.pk) == 1
    assert refused(raw, cast, "paula", note, row.org_id, row.pk, cast.hugo.pk)
    for who in ("noemi", "raul"):
        assert refused(raw, cast, who, note, row.org_id, row.pk, getattr(cast, who).pk)
        assert refused(raw, cast, who, settle, getattr(cast, who).pk), "in review nothing is settled otherwise"
        assert refused(raw, cast, who, "update prevention_stance set agrees = true, words = ''"), "and dissent stays"


def test_an_approved_one_is_given_no_more_time_and_ends_only_when_it_is_over(committed_cast, raw):
    cast = committed_cast
    row = assessing.approved(cast)
    for who in ("noemi", "raul", "hugo", "paula", "service"):
        assert refused(raw, cast, who, "update prevention_riskassessment set expires_on = expires_on + 1 where id = %s", row.pk), who
    step = (
        "insert into prevention_step"
        ' (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)'
        " values (%s, 'assessment', %s, '', 'approved', 'expired', %s, '', 0, now(), 0, '', '')"
    )
    with acting_as(DOORKEEPER):
        clock = User.objects.get(username="service-prevention").pk
    with pytest.raises(REFUSED), raw.transaction(force_rollback=True):
        become(raw, cast, "service")
        raw.execute(step, [row.org_id, row.pk, clock])
        raw.execute("update prevention_riskassessment set state = 'expired' where id = %s", [row.pk])
    assert refused(raw, cast, "paula", step, row.org_id, row.pk, cast.paula.pk)


def test_a_document_is_seen_by_who_asked_for_it_alone(committed_cast, raw):
    from izote.prevention.actions import assessment_documents

    cast = committed_cast
    row = assessing.approved(cast)
    with acting_as(cast.paula.pk):
        assessment_documents.ask_document(row, "es", by=cast.paula)
    assert {who: counted(raw, cast, who)["assessmentdocument"] for who in ("paula", "hugo", "noemi", "service")} == {
        "paula": 1, "hugo": 0, "noemi": 0, "service": 0,
    }  # fmt: skip
    assert refused(raw, cast, "paula", "update prevention_assessmentdocument set by_id = %s", cast.hugo.pk)
    assert refused(raw, cast, "paula", "delete from prevention_assessmentdocument")
