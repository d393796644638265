"""The survey over time: of one person, and of cohorts with the change of the same people."""

import datetime as dt

import pytest
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.models import Assessment, Case, Score
from izote.casework.queries import rss, today
from izote.casework.rules import curves
from izote.casework.rules.clocks import LOCAL
from izote.casework.tests import builders
from tests.builders import person

TODAY = dt.date(2026, 11, 20)
LATE = {"midline": 265, "endline": 540}


def surveyed(cast, opened, **values):
    """A case opened on a day, with a composite score in each wave named."""
    subject, at = person(cast.ana, cast.ZAC), dt.datetime.combine(opened, dt.time(12), LOCAL)
    with acting_as(cast.ana.pk):
        about = {
            "kind": "reintegration",
            "risk": "medium",
            "responsible": cast.ana,
            "opened_by": cast.ana,
            "opened_at": at,
            "risk_set_at": at,
        }
        case = Case(person=subject, org=cast.ZAC, code=f"{subject.code}/1", **about)
        case.save(force_insert=True)
        for wave, value in values.items():
            keys = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "instrument": "rss", "version": "1", "wave": wave}
            row = Assessment.objects.create(**keys, by=cast.ana, state="complete", held_on=opened, completed_at=timezone.now())
            score = Score(**keys, assessment=row, dimension="composite", value=value, weights_version="equal-1", held_on=opened)
            Score.objects.bulk_create([score])
    return case


def test_a_cohort_compares_the_same_people_and_counts_whom_nobody_reached(cast):
    opened = dt.date(2026, 1, 10)
    surveyed(cast, opened, baseline=0.4, midline=0.5)
    surveyed(cast, opened, baseline=0.6, midline=0.9)
    surveyed(cast, opened, midline=0.1)
    surveyed(cast, opened, baseline=None, midline=0.2)
    surveyed(cast, opened)
    with acting_as(cast.beto.pk):
        (cohort,) = rss.cohorts_for(cast.beto, TODAY)
    assert cohort.begins == dt.date(2026, 1, 1) and cohort.cases == 5
    assert cohort.means["composite", "baseline"] == (2, pytest.approx(0.5))
    change = cohort.changes["composite", "midline"]
    assert (change.n, round(change.mean, 3)) == (2, 0.2) and change.low < 0 < change.high and change.few
    assert cohort.missed == {"baseline": 2, "midline": 1}


def test_who_is_due_now_is_listed_by_the_end_of_the_time_and_for_the_own_office_alone(cast):
    late = surveyed(cast, dt.date(2026, 2, 25), baseline=0.4)
    early = surveyed(cast, dt.date(2026, 5, 15), baseline=0.4)
    surveyed(cast, dt.date(2026, 5, 15), baseline=0.4, midline=0.5)
    surveyed(cast, dt.date(2026, 8, 15), baseline=0.4)
    with acting_as(cast.beto.pk):
        found = [(row.case_id, row.wave, row.closes) for row in rss.due_for(cast.beto, TODAY)]
    assert found == [(late.pk, "midline", dt.date(2026, 11, 25)), (early.pk, "midline", dt.date(2027, 2, 15))]
    with acting_as(cast.carla.pk):
        assert rss.due_for(cast.carla, TODAY) == [] == rss.cohorts_for(cast.carla, TODAY)


@pytest.mark.parametrize(("reason", "due", "missed"), [("goals_met", ["endline"], {"midline": 1}), ("not_eligible", [], {})])
def test_a_closed_case_is_surveyed_on_unless_its_closing_ended_the_calls(cast, reason, due, missed):
    case = surveyed(cast, TODAY - dt.timedelta(days=395), baseline=0.4)
    closed = timezone.make_aware(dt.datetime.combine(TODAY - dt.timedelta(days=300), dt.time(12)))
    builders.agree(case, "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        Case.objects.filter(pk=case.pk).update(state="closed", closure_reason=reason, closed_at=closed)
    with acting_as(cast.beto.pk):
        assert [row.wave for row in rss.due_for(cast.beto, TODAY)] == due
        (cohort,) = rss.cohorts_for(cast.beto, TODAY)
    assert cohort.missed == missed


def test_the_days_page_names_the_surveys_of_ones_own_cases(cast):
    day = timezone.localdate()
    opened, closed = day - dt.timedelta(days=LATE["midline"]), day - dt.timedelta(days=LATE["endline"])
    midline, baseline = surveyed(cast, opened, baseline=0.4), surveyed(cast, day - dt.timedelta(days=25))
    endline, fresh = surveyed(cast, closed, baseline=0.4), surveyed(cast, day)
    far = surveyed(cast, day - dt.timedelta(days=200), baseline=0.4)
    builders.agree(endline, "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        Case.objects.filter(pk=endline.pk).update(state="closed", closure_reason="goals_met", closed_at=timezone.now())
        found = {group.kind: group.items for group in today.today(cast.ana)}["rss"]
    assert {(item.case_code, item.code) for item in found} == {
        (midline.code, "midline"),
        (baseline.code, "baseline"),
        (endline.code, "endline"),
    }
    assert not {fresh.code, far.code} & {item.case_code for item in found}, "a wave is named in its last three weeks"
    with acting_as(cast.beto.pk):
        assert "rss" not in {group.kind for group in today.today(cast.beto)}


def test_a_curve_is_broken_where_nothing_is_known_never_drawn_at_zero():
    (curve,) = curves.curves({"economic": [(0, 0.5), (7, None), (14, 1.0)]})
    assert [dot.value for dot in curve.dots] == [0.5, 1.0] and curve.path.count("M") == 2 and "L" not in curve.path
    assert curves.y_of(1) < curves.y_of(0.5) < curves.y_of(0)


def test_the_page_of_a_person_shows_the_picture_with_its_table(cast, client):
    from django.urls import reverse

    case = surveyed(cast, timezone.localdate() - dt.timedelta(days=5), baseline=0.456)
    client.force_login(cast.ana)
    html = client.get(reverse("rss_person", args=[case.pk])).content.decode()
    assert "<svg" in html and "0.46" in html and "—" in html
    client.force_login(cast.beto)
    assert "1 caso" in client.get(reverse("rss_cohort")).content.decode()
