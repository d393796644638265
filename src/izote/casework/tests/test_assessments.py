"""Applying an instrument: begun, saved as typed, completed with its scores, corrected openly, scored anew."""

import datetime as dt
import json
import shutil

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import assessments as actions
from izote.casework.actions.assessments import Head
from izote.casework.actions.cases import move_case
from izote.casework.instruments.reading import SHELF, versions
from izote.casework.models import Assessment, Case, Score, Text
from izote.casework.queries import assessments as queries
from izote.casework.queries import instruments, team
from izote.casework.queries.cases import open_case
from izote.casework.tests import builders
from izote.casework.tests.shelves import q, write
from izote.kit.errors import BadInput, Conflict


def begun(case, form, by, version=None):
    with acting_as(by.pk):
        return actions.start_assessment(case, instruments.find(form, version), by=by)


def head(**more):
    return Head(**{"mode": "person", "held_on": timezone.localdate(), **more})


def who5(*values):
    one = instruments.find("who5")
    items = [item for item in one.items if item.scale]
    codes = [{c.value: c.code for c in item.choices if c.value} for item in items]
    return {item.name: codes[n][str(value)] for n, (item, value) in enumerate(zip(items, values, strict=True))}


def stored(case, row, by):
    with acting_as(by.pk):
        return open_case(case, "answers").answers[str(row.pk)]


def test_a_form_is_begun_saved_as_typed_and_completed_with_its_scores(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "who5", cast.ana)
    answers = who5(1, 2, 2, 1, 3)
    partial = dict(list(answers.items())[:2]) | {"nonsense": "x"}
    with acting_as(cast.ana.pk):
        row = actions.save_assessment(row, partial, head(), seen=1, by=cast.ana)
    assert stored(case, row, cast.ana)["answers"] == partial
    with acting_as(cast.ana.pk):
        row = actions.complete_assessment(row, answers, head(), seen=2, by=cast.ana)
        assert (row.state, row.edit, row.held_on) == ("complete", 3, timezone.localdate())
        assert list(Score.objects.filter(assessment=row).values_list("dimension", "value")) == [("score", 36.0)]
        case = Case.objects.get(pk=case.pk)
        assert case.state == "assessment" and case.last_contact_at
    assert stored(case, row, cast.ana)["result"]["raw"] == 9


def test_what_is_missing_is_never_zero(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "who5", cast.ana)
    answers = who5(1, 2, 2, 1, 3)
    answers.pop(next(iter(answers)))
    with acting_as(cast.ana.pk):
        row = actions.complete_assessment(row, answers, head(), seen=1, by=cast.ana)
        assert list(Score.objects.filter(assessment=row).values_list("value", flat=True)) == [None]


def test_two_colleagues_do_not_write_over_each_other(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "who5", cast.ana)
    with acting_as(cast.beto.pk):
        actions.save_assessment(row, who5(1, 1, 1, 1, 1), head(), seen=1, by=cast.beto)
    with acting_as(cast.ana.pk), pytest.raises(Conflict):
        actions.save_assessment(row, {}, head(), seen=1, by=cast.ana)
    assert stored(case, row, cast.ana)["answers"] == who5(1, 1, 1, 1, 1)


def test_a_correction_has_a_reason_and_leaves_the_old_scores_in_sight(cast, superuser):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "who5", cast.ana)
    with acting_as(cast.ana.pk):
        row = actions.complete_assessment(row, who5(1, 2, 2, 1, 3), head(), seen=1, by=cast.ana)
        with pytest.raises(BadInput):
            actions.correct_assessment(row, who5(5, 5, 5, 5, 5), reason=" ", seen=row.edit, by=cast.ana)
        row = actions.correct_assessment(row, who5(5, 5, 5, 5, 5), reason="Marcó al revés", seen=row.edit, by=cast.ana)
        assert list(Score.objects.filter(assessment=row).values_list("value", flat=True)) == [100.0]
        opened = open_case(case, "answers", "texts")
    earlier = opened.answers[str(row.pk)]["result"]["earlier"]
    assert [(old["by"], old["lines"]) for old in earlier] == [("Ana", {"score": 36.0})]
    assert opened.said("correction", row.pk) == "Marcó al revés"


def test_other_weights_add_scores_and_change_none(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(instruments, "shelf", shelf_with_weights(tmp_path))
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "rss", cast.ana)
    answers = {
        "E1": "satisfied",
        "E2": "often",
        "E3": "yes",
        "E4": "never",
        "E5": "dk",
        "E7": "no",
        "E8": ["none"],
        "E9": "no",
    }
    with acting_as(cast.ana.pk):
        row = actions.complete_assessment(row, answers, head(), seen=1, by=cast.ana)
        before = list(Score.objects.filter(assessment=row).order_by("dimension").values_list("dimension", "value"))
        with pytest.raises(PermissionDenied):
            actions.rescore_assessment(row, "heavy-1", by=cast.ana)
    with acting_as(cast.beto.pk):
        actions.rescore_assessment(row, "heavy-1", by=cast.beto)
        with pytest.raises(Conflict):
            actions.rescore_assessment(row, "heavy-1", by=cast.beto)
        after = Score.objects.filter(assessment=row).order_by("dimension")
        assert list(after.filter(weights_version="equal-1").values_list("dimension", "value")) == before
        one, other = (after.get(dimension="economic", weights_version=name).value for name in ("equal-1", "heavy-1"))
        assert one is not None and other > one


def shelf_with_weights(path):
    shutil.copytree(SHELF / "rss", path / "rss")
    folder = path / "rss" / "v1" / "weights"
    table = json.loads((folder / "equal-1.json").read_text())
    table["version"], table["items"]["E3"] = "heavy-1", 3
    (folder / "heavy-1.json").write_text(json.dumps(table))
    return path


def test_the_survey_is_held_once_a_quarter_and_knows_its_wave(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "rss", cast.ana)
    assert row.wave == "baseline"
    with pytest.raises(Conflict):
        begun(case, "rss", cast.ana)
    with acting_as(cast.ana.pk):
        actions.complete_assessment(row, {"E1": "dk"}, head(), seen=1, by=cast.ana)
        (standing,) = [
            s for s in queries.standings(cast.ana, case, case.person, queries.assessments_of(case)) if s.instrument.form_id == "rss"
        ]
        assert standing.state == "later" and [w.state for w in standing.around] == ["done", "ahead", "ahead"]
    with pytest.raises(Conflict):
        begun(case, "rss", cast.ana)
    with acting_as(cast.ana.pk):
        Assessment.objects.filter(pk=row.pk).update(held_on=timezone.localdate() - dt.timedelta(days=95))
    assert begun(case, "rss", cast.ana).pk != row.pk


def test_a_day_that_lies_ahead_and_a_way_that_is_not_its_own_are_refused(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "who5", cast.ana)
    for wrong in (head(held_on=timezone.localdate() + dt.timedelta(days=1)), head(mode="telepathy"), head(second_adult=cast.ana)):
        with acting_as(cast.ana.pk), pytest.raises(BadInput):
            actions.save_assessment(row, {}, wrong, seen=1, by=cast.ana)


def test_a_critical_answer_is_marked_at_once_told_and_never_forgotten(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "vulnerability", cast.ana)
    with acting_as(cast.ana.pk):
        row = actions.save_assessment(row, {"suicide": "yes"}, head(), seen=1, by=cast.ana)
        assert row.critical == 1 and row.critical_seen_at is None
        row = actions.save_assessment(row, {"suicide": "no"}, head(), seen=2, by=cast.ana)
        assert row.critical == 1, "an answer that was changed afterwards still asks what was done"
    assert stored(case, row, cast.ana)["critical"] == "suicide"
    with acting_as(cast.beto.pk):
        assert [found.pk for found in team.critical(cast.ZAC.pk)] == [row.pk]
    with acting_as(cast.ana.pk):
        actions.answer_critical(row, done="La acompaña su hermana; llamé a psicología.", risk="immediate", by=cast.ana)
        raised = Case.objects.get(pk=case.pk)
        assert raised.risk == "immediate" and raised.contact_due - timezone.now() < dt.timedelta(days=2), "the clocks of the new risk run"
        row = actions.save_assessment(row, {"suicide": "yes", "danger": "yes"}, head(), seen=3, by=cast.ana)
        assert row.critical == 2 and row.critical_seen_at is None, "a new one is told anew"
    assert stored(case, row, cast.ana)["critical"] == "suicide danger"
    with acting_as(cast.beto.pk):
        assert len(team.critical(cast.ZAC.pk)) == 1


def ended(case, cast, reason):
    """The case closed for a reason, approved by somebody else."""
    builders.agree(case, "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        return move_case(case, "close", by=cast.ana, reason=reason)


@pytest.mark.parametrize(("reason", "goes_on"), [("goals_met", True), ("not_eligible", False)])
def test_after_closing_what_asks_how_it_went_on_is_held_as_long_as_the_person_is_called(cast, reason, goes_on):
    case = builders.case(cast.ana, cast.ZAC)
    draft = begun(case, "who5", cast.ana)
    case = ended(case, cast, reason)
    with acting_as(cast.ana.pk):
        actions.complete_assessment(draft, who5(1, 2, 2, 1, 3), head(), seen=1, by=cast.ana)
        shown = {one.instrument.form_id: one.state for one in queries.standings(cast.ana, case, case.person, [])}
    assert (shown["rss"], shown["skills"]) == ("due" if goes_on else "ended", "ended")
    with pytest.raises(Conflict):
        begun(case, "skills", cast.ana)
    assert begun(case, "satisfaction", cast.beto).state == "draft"
    if not goes_on:
        with pytest.raises(Conflict):
            begun(case, "rss", cast.ana)
        return
    row = begun(case, "rss", cast.ana)
    with acting_as(cast.ana.pk):
        actions.complete_assessment(row, {"E1": "dk"}, head(), seen=1, by=cast.ana)
        assert Case.objects.get(pk=case.pk).next_due is None, "nothing is due in a closed case"


def test_a_form_of_weeks_ago_is_typed_in_and_corrected_by_the_day_on_which_it_was_held(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "vulnerability", cast.ana)
    day = timezone.localdate() - dt.timedelta(days=30)
    answers = {"review_on": (day + dt.timedelta(days=10)).isoformat()}
    with acting_as(cast.ana.pk):
        with pytest.raises(BadInput):
            actions.complete_assessment(row, answers, head(), seen=1, by=cast.ana)
        row = actions.complete_assessment(row, answers, head(mode="paper", held_on=day), seen=1, by=cast.ana)
        actions.correct_assessment(row, answers, reason="Faltaba una letra", seen=row.edit, by=cast.ana)
        with pytest.raises(BadInput):
            early = {"review_on": (day - dt.timedelta(days=1)).isoformat()}
            actions.correct_assessment(row, early, reason="Otra", seen=row.edit + 1, by=cast.ana)


def test_two_adults_are_present_with_a_child_or_it_is_said_why_not(cast):
    case = builders.case(cast.ana, cast.ZAC, birth_year=timezone.localdate().year - 9)
    assert case.is_child
    row = begun(case, "wgss", cast.ana)
    with acting_as(cast.ana.pk):
        with pytest.raises(BadInput):
            actions.complete_assessment(row, {"seeing": "none"}, head(), seen=1, by=cast.ana)
        done = actions.complete_assessment(row, {"seeing": "none"}, head(second_adult=cast.beto), seen=1, by=cast.ana)
        assert done.second_adult_id == cast.beto.pk
    other = begun(case, "family", cast.ana)
    with acting_as(cast.ana.pk):
        actions.complete_assessment(other, {"two_adults": "OK"}, head(why_alone="Emergencia en la noche"), seen=1, by=cast.ana)
        assert Text.objects.filter(case=case, about="one_adult", about_id=other.pk).count() == 1


def test_satisfaction_is_asked_by_somebody_else(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with pytest.raises(Conflict):
        begun(case, "satisfaction", cast.ana)
    assert begun(case, "satisfaction", cast.beto).state == "draft"


def test_a_draft_outlives_a_new_version_of_its_instrument(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(instruments, "shelf", tmp_path)
    write(tmp_path, q("select_one yes_no", "a"), q("select_one yes_no", "old", "${a} = 'yes'"), version="1")
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "trial", cast.ana)
    with acting_as(cast.ana.pk):
        row = actions.save_assessment(row, {"a": "yes", "old": "no"}, head(), seen=1, by=cast.ana)
    versions.cache_clear()
    write(tmp_path, q("select_one yes_no", "a"), q("select_one yes_no", "new"), version="2")
    assert instruments.find("trial").version == "2" and instruments.of(row).version == "1"
    with acting_as(cast.ana.pk):
        done = actions.complete_assessment(row, {"a": "yes", "old": "no"}, head(), seen=2, by=cast.ana)
    assert done.version == "1" and stored(case, done, cast.ana)["answers"] == {"a": "yes", "old": "no"}
    assert begun(case, "trial", cast.ana).version == "2"


def test_the_restricted_kind_is_for_those_who_may_read_it(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(instruments, "shelf", tmp_path)
    write(tmp_path, q("select_one yes_no", "a", sensitivity="restricted"), settings={"class": ("restricted", "")})
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        assert instruments.instruments_for(cast.ana, cast.ZAC.pk) == []
        with pytest.raises(Http404):
            instruments.instrument_for(cast.ana, cast.ZAC.pk, "trial")
    with pytest.raises(PermissionDenied):
        begun(case, "trial", cast.ana)


def test_a_form_begun_by_mistake_leaves_the_list_and_nothing_is_deleted(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = begun(case, "vulnerability", cast.ana)
    with acting_as(cast.ana.pk):
        row = actions.save_assessment(row, {"danger": "yes"}, head(), seen=1, by=cast.ana)
        actions.discard_assessment(row, by=cast.ana)
        assert queries.assessments_of(case) == [] and len(team.critical(cast.ZAC.pk)) == 1
    assert stored(case, row, cast.ana)["answers"] == {"danger": "yes"}
