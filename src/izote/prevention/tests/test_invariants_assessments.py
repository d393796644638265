"""The invariants that assessments must keep, by their numbers."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.urls import reverse

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.framework import words as framework
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import ratings, verifying
from izote.prevention.actions.assessment_review import days_of
from izote.prevention.actions.assessments import add_signal
from izote.prevention.actions.moving import today
from izote.prevention.jobs.assessments import expire_assessments
from izote.prevention.models import (
    EvidenceItem,
    FactorRating,
    IndicatorEvidence,
    RiskAssessment,
    Settled,
    Statement,
    assessment_documents,
    assessments,
    scenarios,
)
from izote.prevention.models import ratings as rating_models
from izote.prevention.queries.assessments import record_of, valid, valid_for
from izote.prevention.rules.assessment_sheet import sheet
from izote.prevention.rules.shown import profile_rows
from izote.prevention.tests import assessing, builders_signals

NOUNS = {
    one for room in (assessments, rating_models, scenarios, assessment_documents) for one in vars(room).values()
    if isinstance(one, type) and issubclass(one, Model) and not one._meta.abstract and one._meta.app_label == "prevention"
}  # fmt: skip


def test_P01_no_table_of_assessments_has_a_field_for_a_returnees_identity():
    staff = {"author", "by", "rater", "rater_one", "rater_two"}
    identity = ("name", "first", "surname", "dui", "document_number", "phone", "address", "birth", "person", "contact")
    for noun in NOUNS:
        fields = {field.name for field in noun._meta.get_fields()} - staff
        assert not {field for field in fields if any(word in field for word in identity)}, noun


def test_P08_unknown_is_never_zero_and_is_shown(committed_cast):
    cast = committed_cast
    row = assessing.rating(cast)
    with acting_as(cast.raul.pk):
        made = ratings.rate_factor(
            row, "2", by=cast.raul, value=None, reason="Nadie pudo entrar", seen=[{"indicator": "2.1", "presence": None}]
        )
        assert made.value is None and IndicatorEvidence.objects.get(assessment=row, indicator="2.1").presence is None
        assert (made.low, made.high) == (0, 4), "what is not known may be anything"
    row = assessing.approved(cast, kind="imminent")
    with acting_as(cast.paula.pk):
        shown = {one["row"].factor: one["value"] for one in profile_rows(record_of(row).profile)}
        assert shown["4"] == shown["12"] == "no evaluable" and shown["1"].startswith("2 · ")
        kept = record_of(row).alpha_factors
    assert kept.units == 8, "what one could not assess is no unit of agreement"


@pytest.mark.parametrize("gap", ["grade", "confidence", "items", "reason"])
def test_P09_the_database_keeps_no_rating_without_evidence_grade_confidence_and_reason(committed_cast, gap):
    cast = committed_cast
    row = assessing.rating(cast)
    with acting_as(cast.raul.pk):
        item = EvidenceItem.objects.get(assessment=row).pk
        whole = {"value": 2, "reason": "x", "confidence": "high", "grade": "A", "items": [item], "low": 0, "high": 4}
        made = FactorRating.objects.create(org_id=row.org_id, assessment=row, rater=cast.raul, factor="1", **whole)
        assert made.at and made.rater_id == cast.raul.pk
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorRating.objects.create(
                org_id=row.org_id, assessment=row, rater=cast.raul, factor="2", **whole | {gap: [] if gap == "items" else ""}
            )


def test_P09_every_value_of_the_demonstrated_path_is_founded_and_dissent_is_printed(committed_cast):
    from izote.prevention.rules.assessment_sheet import sheet

    cast = committed_cast
    row = assessing.approved(cast)
    with acting_as(cast.hugo.pk):
        for one in FactorRating.objects.filter(assessment=row, value__isnull=False):
            assert one.items and one.grade and one.confidence and one.reason and one.at and one.rater_id
        for one in IndicatorEvidence.objects.filter(assessment=row, presence__isnull=False):
            assert one.items and one.grade and one.confidence
        printed = sheet(record_of(row), kind="estructural", holds=True)
    assert [words for _who, words in printed["dissent"]] == ["El registro de amenazas muestra más de lo que se concilió"]
    assert all(one["reason"] for one in printed["reasons"])


def test_P10_everything_expires_and_what_expired_backs_no_warning(committed_cast):
    cast = committed_cast
    assert (days_of("imminent"), days_of("structural")) == (15, 180)
    soon = assessing.approved(cast, kind="imminent")
    later = assessing.approved(cast)
    assert soon.expires_on == today() + dt.timedelta(days=15) and later.expires_on == today() + dt.timedelta(days=180)
    over = assessing.approved(cast, decided_on=today() - dt.timedelta(days=16), kind="imminent", groups=["families"])
    with acting_as(cast.noemi.pk):
        assert over.state == "approved" and not valid(over, today()), "before the clock has come by"
        assert over not in valid_for(cast.noemi, today()) and soon in valid_for(cast.noemi, today())
    expire_assessments(0)
    with acting_as_service("service-prevention") as service:
        assert RiskAssessment.objects.get(pk=over.pk).state == "expired" and User.objects.get(pk=service).is_service
        assert set(RiskAssessment.objects.filter(state="approved")) == {soon, later}


def test_there_is_no_number_for_the_whole_in_the_record(committed_cast):
    cast = committed_cast
    row = assessing.approved(cast)
    with acting_as(cast.paula.pk):
        data = record_of(row).data
        assert Settled.objects.filter(assessment=row).count() == len(framework.factors()) + 1
    assert not {name for name in data if any(word in name for word in ("score", "total", "index", "percent"))}
    assert not [name for name, value in data.items() if isinstance(value, int | float)]
    other = assessing.rating(cast, kind="imminent")
    with acting_as(cast.raul.pk), pytest.raises(BadInput):
        ratings.rate_factor(other, "1", by=cast.raul, value=50, reason="x", confidence="high")


def test_P05_a_source_that_withdraws_after_use_is_marked_on_the_assessment_and_carries_nothing_new(committed_cast, client):
    cast = committed_cast
    seen = builders_signals.verified(cast)
    row = assessing.begun(cast)
    with acting_as(cast.noemi.pk):
        add_signal(row, seen, by=cast.noemi)
        assert record_of(row).withdrawn == ()
    with acting_as(cast.raul.pk):
        sources = [one.source for one in Statement.objects.filter(signal=seen).select_related("source")]
        verifying.withdraw_source(sources[0], by=cast.raul)
    with acting_as(cast.noemi.pk):
        (mark,) = record_of(row).withdrawn
        assert (mark.signal, mark.given, mark.left) == (seen.code, "A", "C")
    client.force_login(cast.noemi)
    page = client.get(reverse("risk_assessment_detail", args=[row.code])).content.decode()
    assert "Una fuente retiró su consentimiento" in page and "sin ella queda C" in page and sources[0].code not in page
    with acting_as(cast.raul.pk):
        verifying.withdraw_source(sources[1], by=cast.raul)
    other = assessing.begun(cast)
    with acting_as(cast.noemi.pk):
        assert record_of(row).withdrawn[0].left == ""
        facts = sheet(record_of(row), kind="", holds=True)["facts"]
        assert any("no queda nada" in value or "nothing is left" in value for _name, value in facts)
        with pytest.raises(Conflict):
            add_signal(other, seen, by=cast.noemi)
