"""From the first line to the last day of an assessment, as its people live it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import assessment_review, assessments, ratings, settling
from izote.prevention.models import Agreement, EvidenceItem, FactorRating, IndicatorEvidence, RiskAssessment, Settled
from izote.prevention.queries.assessments import record_of, valid
from izote.prevention.queries.settling import open_stances
from izote.prevention.tests import assessing
from izote.territory.models import Place


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def test_the_whole_path_with_three_accounts(committed_cast):
    cast = committed_cast
    row = assessing.approved(cast)
    with acting_as(cast.paula.pk):
        row = RiskAssessment.objects.get(pk=row.pk)
        record = record_of(row)
        day = assessment_review.today()
    assert (row.state, record.approved_by, record.raters) == ("approved", "Paula", ("Noemí", "Raúl"))
    assert row.expires_on == day + dt.timedelta(days=180)
    assert [one.factor for one in record.profile] == [str(n) for n in range(1, 15)]
    by = {one.factor: one for one in record.profile}
    assert by["4"].settled and by["4"].value is None, "not assessable is a value"
    assert all(by[str(n)].settled and by[str(n)].value is None for n in range(10, 15))
    assert [(factor, one.rater, one.value) for factor, one in record.dissent] == [("7", "Raúl", 4)]
    assert record.alpha_factors.units == 8 and record.alpha_factors.alpha is not None
    assert record.scenario.complete and record.scenario.proposed == "high"
    assert valid(row, day) and valid(row, row.expires_on) and not valid(row, row.expires_on + dt.timedelta(days=1))


def test_the_author_cannot_rate_alone_or_name_one_person_twice(committed_cast):
    cast = committed_cast
    with acting_as(cast.noemi.pk):
        about = {"kind": "structural", "place": Place.objects.get(code="1217"), "groups": ["returned"]}
        about |= {"starts_on": assessing.START, "ends_on": assessing.END}
        with pytest.raises(BadInput, match="two different"):
            assessments.begin_assessment(org=cast.PDD, by=cast.noemi, raters=[cast.noemi, cast.noemi], **about)
        with pytest.raises(BadInput, match="right to rate"):
            assessments.begin_assessment(org=cast.PDD, by=cast.noemi, raters=[cast.noemi, cast.paula], **about)
        with pytest.raises(BadInput, match="needs a reason"):
            assessments.begin_assessment(org=cast.PDD, by=cast.noemi, **about | {"groups": ["general"]})
        with pytest.raises(BadInput, match="before it begins"):
            assessments.begin_assessment(org=cast.PDD, by=cast.noemi, **about | {"ends_on": dt.date(2025, 1, 1)})
        row = assessments.begin_assessment(org=cast.PDD, by=cast.noemi, raters=[cast.noemi], **about)
        with pytest.raises(Conflict, match="two different persons"):
            assessments.open_double_rating(row, by=cast.noemi)
    with acting_as(cast.raul.pk), pytest.raises(PermissionDenied):
        assessments.begin_assessment(org=cast.PDD, by=cast.raul, **about)


def test_only_a_verified_signal_is_evidence(committed_cast):
    cast = committed_cast
    row = assessing.begun(cast)
    heard, verified = assessing.signal(cast, "S-1", upto="captured"), assessing.signal(cast, "S-2")
    with acting_as(cast.noemi.pk):
        with pytest.raises(BadInput, match="verified"):
            assessments.add_signal(row, heard, by=cast.noemi)
        item = assessments.add_signal(row, verified, by=cast.noemi)
        assert assessments.add_signal(row, verified, by=cast.noemi) == item
        with pytest.raises(BadInput, match="who a person is"):
            assessments.add_document(row, by=cast.noemi, sort="document", title="Entrevista con María Elena Martínez", dated_on=None)
        assert record_of(row).signals == ("S-2",)


def test_a_rating_without_evidence_grade_or_reason_is_refused(committed_cast):
    cast = committed_cast
    row = assessing.rating(cast)
    with acting_as(cast.raul.pk):
        item = EvidenceItem.objects.get(assessment=row).pk
        one = {"indicator": "7.8", "presence": 2, "grade": "B", "confidence": "high", "items": [item]}
        for reason, said, words in (
            ("", [one], "Say why"),
            ("x", [], "at least one piece of evidence"),
            ("x", [one | {"items": []}], "needs its evidence"),
            ("x", [one | {"grade": ""}], "needs its evidence"),
            ("x", [one | {"confidence": ""}], "needs its evidence"),
            ("x", [one | {"items": [item + 1000]}], "needs its evidence"),
            ("x", [one | {"presence": 4}], "from none to widespread"),
            ("x", [one | {"indicator": "3.1"}], "no such indicator"),
        ):
            with pytest.raises(BadInput, match=words):
                ratings.rate_factor(row, "7", by=cast.raul, value=2, reason=reason, confidence="high", seen=said)
        with pytest.raises(BadInput, match="0 to 4"):
            ratings.rate_factor(row, "7", by=cast.raul, value=5, reason="x", confidence="high", seen=[one])
        made = ratings.rate_factor(row, "7", by=cast.raul, value=3, reason="x", confidence="high", seen=[one])
        assert (made.value, made.suggestion, made.grade, made.low, made.high) == (3, 2, "B", 2, 4), (
            "the program suggests, the person states"
        )
        blank = ratings.rate_factor(row, "8", by=cast.raul, value=None, reason="Nadie pudo entrar a la zona")
        assert blank.value is None and (blank.low, blank.high) == (0, 4)


def test_factors_10_to_14_are_the_national_units_alone(committed_cast):
    cast = committed_cast
    row = assessing.rating(cast, two=("raul", "hugo"))
    with acting_as(cast.raul.pk), pytest.raises(Conflict, match="national prevention unit"):
        ratings.rate_factor(row, "12", by=cast.raul, value=None, reason="x")
    with acting_as(cast.hugo.pk):
        assert ratings.rate_factor(row, "12", by=cast.hugo, value=None, reason="Sin indicios revisados").value is None


def test_finished_is_locked_and_needs_every_factor(committed_cast):
    cast = committed_cast
    row = assessing.rating(cast)
    with acting_as(cast.raul.pk), pytest.raises(Conflict, match="Missing: 1, 2"):
        ratings.finish_rating(row, by=cast.raul)
    row = assessing.rate(row, cast.raul)
    assert row.state == "double_rating"
    with acting_as(cast.raul.pk):
        with pytest.raises(Conflict, match="locked"):
            ratings.rate_factor(row, "1", by=cast.raul, value=None, reason="otra cosa")
        with pytest.raises(Conflict, match="locked"):
            ratings.keep_draft(row, "1", by=cast.raul, said={"reason": ["x"]})
    row = assessing.rate(row, cast.noemi)
    with acting_as(cast.noemi.pk):
        row = RiskAssessment.objects.get(pk=row.pk)
        kept = Agreement.objects.get(assessment=row)
        assert row.state == "reconciling" and kept.factors["reading"] == "undefined", "all the same: agreement cannot be told from habit"
        assert kept.marks == ["same_reasons", "near_copies"], "and the reviewer is told that they look alike"
        assert Settled.objects.filter(assessment=row, value__isnull=True).count() == 5


def test_a_rater_on_leave_is_replaced_by_who_leads_before_the_end_and_nothing_of_them_stays(committed_cast, client, superuser):
    cast = committed_cast
    row = assessing.rating(cast)
    assessing.rate(row, cast.raul, finish=False)
    with acting_as(cast.raul.pk):
        assessments.add_document(row, by=cast.raul, sort="document", title="Cifras de la ventanilla", dated_on=None)
    there = reverse("risk_assessment_rater", args=[row.code])
    for who in (cast.noemi, cast.raul, cast.hugo):
        client.force_login(who)
        assert client.post(there, {"leaves": cast.raul.pk, "comes": cast.hugo.pk}).status_code == 403
    client.force_login(cast.paula)
    assert client.post(there, {"leaves": cast.raul.pk, "comes": cast.noemi.pk}).status_code == 200
    assert client.post(there, {"leaves": cast.raul.pk, "comes": cast.hugo.pk}).status_code == 302
    assert superuser.execute("select details->>'left' from audit.audit_event where verb = 'assessment.rater_replaced'").fetchone() == (
        str(cast.raul.pk),
    )
    with acting_as(cast.raul.pk):
        assert not FactorRating.objects.exists() and not IndicatorEvidence.objects.exists() and EvidenceItem.objects.count() == 1
        with pytest.raises(Conflict):
            ratings.rate_factor(row, "1", by=cast.raul, value=None, reason="Sin acceso")
    with acting_as(cast.hugo.pk):
        row = RiskAssessment.objects.get(pk=row.pk)
    assessing.rate(row, cast.hugo)
    with acting_as(cast.paula.pk):
        with pytest.raises(Conflict):
            assessments.replace_rater(row, by=cast.paula, leaves=cast.hugo, comes=cast.raul)
        with pytest.raises(BadInput):
            assessments.replace_rater(row, by=cast.paula, leaves=cast.noemi, comes=cast.paula)
    row = assessing.rate(row, cast.noemi)
    assert row.state == "reconciling"


def test_two_raters_who_copy_are_shown_to_whoever_reconciles(committed_cast, client):
    cast = committed_cast
    row = assessing.rating(cast)
    assessing.rate(row, cast.raul)
    assessing.rate(row, cast.noemi)
    client.force_login(cast.noemi)
    for name in ("risk_assessment_settle", "risk_assessment_detail"):
        assert "Varias razones son idénticas palabra por palabra" in client.get(reverse(name, args=[row.code])).content.decode()


def test_the_programs_own_reason_is_read_in_the_language_of_whoever_reads(committed_cast):
    cast = committed_cast
    row = assessing.rating(cast)
    with override("es"):
        assessing.rate(row, cast.raul)
        row = assessing.rate(row, cast.noemi)
    said = {}
    for language in ("es", "en"):
        with override(language), acting_as(cast.noemi.pk):
            said[language] = next(one.reason for one in record_of(row).profile if one.factor == "12")
    assert said["en"].startswith("Not assessable here") and said["es"].startswith("No evaluable aquí"), said


def test_a_draft_is_kept_for_its_rater_and_goes_when_the_page_is_stated(committed_cast):
    from izote.prevention.queries.rating import draft_of, leaves_of

    cast = committed_cast
    row = assessing.rating(cast)
    with acting_as(cast.raul.pk):
        ratings.keep_draft(row, "2", by=cast.raul, said={"reason": ["a medias"], "value": [""]})
        assert draft_of(cast.raul, row, "2")["reason"] == ["a medias"]
        assert [leaf.factor for leaf in leaves_of(cast.raul, row) if leaf.draft] == ["2"]
        ratings.rate_factor(row, "2", by=cast.raul, value=None, reason="Sin acceso")
        assert draft_of(cast.raul, row, "2") == {}


def test_dissent_stays_until_its_holder_goes_along_and_another_settlement_asks_again(committed_cast):
    cast = committed_cast
    row = assessing.reconciling(cast)
    with acting_as(cast.noemi.pk):
        settling.settle(row, "7", by=cast.noemi, value=2, reason="Así lo vemos")
        assert open_stances(row) == [("7", cast.raul.pk)]
        with pytest.raises(Conflict, match="settled first"):
            settling.send_to_review(row, by=cast.noemi)
    with acting_as(cast.raul.pk):
        with pytest.raises(BadInput, match="in words"):
            settling.take_stance(row, "7", by=cast.raul, agrees=False)
        settling.take_stance(row, "7", by=cast.raul, agrees=False, reason="Hay más amenazas de las que se contaron")
        assert open_stances(row) == []
        assert [one.words for _f, one in record_of(row).dissent] == ["Hay más amenazas de las que se contaron"]
    with acting_as(cast.noemi.pk):
        settling.settle(row, "7", by=cast.noemi, value=3, reason="Más, pero no grave")
        assert open_stances(row) == [("7", cast.raul.pk)], "what was said to another value does not count"
        assert record_of(row).dissent == ()


def test_the_scenario_needs_its_reason_and_ranges_in_order(committed_cast):
    cast = committed_cast
    row = assessing.reconciling(cast)
    with acting_as(cast.noemi.pk):
        with pytest.raises(BadInput, match="needs its reason"):
            settling.write_scenario(row, by=cast.noemi, said={"level": "high"})
        for least, most in ((9, 3), (None, 3), (-1, 3)):
            with pytest.raises(BadInput, match="least and the most"):
                settling.write_scenario(row, by=cast.noemi, said={}, exposed=[{"group": "returned", "least": least, "most": most}])
        assessing.scenario(row, cast.noemi)
        assert record_of(row).scenario.exposed[0].most == 90
    with acting_as(cast.paula.pk), pytest.raises(PermissionDenied):
        assessing.scenario(row, cast.paula)


@pytest.mark.parametrize("reviewer", ["noemi", "raul"])
def test_whoever_began_or_rated_does_not_review(committed_cast, reviewer):
    cast = committed_cast
    row = assessing.in_review(cast)
    by = getattr(cast, reviewer)
    with acting_as(by.pk), pytest.raises((PermissionDenied, Conflict)):
        assessment_review.approve(row, by=by)


def test_a_rater_of_the_national_unit_does_not_approve_either(committed_cast):
    cast = committed_cast
    row = assessing.in_review(cast, two=("raul", "hugo"))
    with acting_as(cast.hugo.pk):
        with pytest.raises(Conflict, match="Whoever rated does not approve"):
            assessment_review.approve(row, by=cast.hugo)
        with pytest.raises(Conflict, match="Another person reviews"):
            assessment_review.note(row, by=cast.hugo, words="Bien")
    with acting_as(cast.paula.pk):
        assessment_review.note(row, by=cast.paula, words="Falta explicar el factor", factor="3")
        with pytest.raises(Conflict, match="Say why"):
            assessment_review.give_back(row, by=cast.paula, reason=" ")
        assert assessment_review.give_back(row, by=cast.paula, reason="Explique el factor 3").state == "reconciling"
    with acting_as(cast.raul.pk):
        assert FactorRating.objects.filter(assessment=row).count() == 25
        assert settling.settle(row, "3", by=cast.raul, value=3, reason="Explicado").value == 3


def test_the_clock_ends_it_and_a_newer_one_takes_its_place(committed_cast):
    cast = committed_cast
    old = assessing.approved(cast, decided_on=assessment_review.today() - dt.timedelta(days=181))
    fresh = assessing.approved(cast, kind="imminent")
    with acting_as_service("service-prevention") as service:
        assert assessment_review.expire_all(cast.PDD, by=User.objects.get(pk=service)) == 1
        with pytest.raises(Conflict):
            assessment_review.expire(fresh, by=User.objects.get(pk=service))
    with acting_as(cast.paula.pk):
        old = RiskAssessment.objects.get(pk=old.pk)
        assert old.state == "expired" and not valid(old, assessment_review.today())
        assert RiskAssessment.objects.get(pk=fresh.pk).state == "approved", "of another kind: it stands"
        with pytest.raises(BadInput, match="in the future"):
            assessment_review.approve(old, by=cast.paula, decided_on=assessment_review.today() + dt.timedelta(days=1))
    new = assessing.approved(cast)
    with acting_as(cast.paula.pk):
        assert RiskAssessment.objects.get(pk=old.pk).state == "superseded"
        assert RiskAssessment.objects.get(pk=new.pk).supersedes_id == old.pk


def test_the_demo_holds_one_approved_one_in_double_rating_and_one_expired(committed_cast):
    from izote.prevention.demo_assessments import fill

    cast = committed_cast
    assert fill() == {"assessments": 3} and fill() == {}, "once"
    with acting_as(cast.paula.pk):
        rows = {row.state: row for row in RiskAssessment.objects.select_related("place", "author", "rater_one", "rater_two")}
        assert set(rows) == {"approved", "double_rating", "expired"}
        record = record_of(rows["approved"])
        assert {factor for factor, _one in record.dissent} == {"2", "8"} and record.alpha_factors.alpha < 1
        assert Agreement.objects.get(assessment=rows["approved"]).marks == []
        assert rows["approved"].place.code == "1222"
