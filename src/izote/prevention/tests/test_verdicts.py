"""Verdicts and the ladder: said by the ombuds office alone, by somebody who did not report it, after looking; climbed by persons."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from izote.access.context import acting_as
from izote.kit.errors import BadInput, Conflict
from izote.kit.print import pdf
from izote.prevention.actions import doors
from izote.prevention.actions import verdicts as actions
from izote.prevention.jobs.recommendations import run_clocks
from izote.prevention.models import Evidence, HarmCheck, HarmThreat, Recommendation, Rung, Verdict
from izote.prevention.rules import followup
from izote.prevention.tests import builders_recommendations as build


@pytest.fixture
def issued(committed_cast, superuser):
    """A warning issued with a recommendation to the municipality and another to the ministry."""
    return build.stage(committed_cast, superuser)


def verdict(cast, rec, said, who="raul", **fields):
    by = getattr(cast, who)
    with acting_as(by.pk):
        looked_at = list(Evidence.objects.filter(recommendation=rec).values_list("pk", flat=True))
        return actions.give_verdict(rec, said, by=by, **{"reason": "Se comprobó en el sitio.", "looked_at": looked_at} | fields)


def now(cast, rec):
    with acting_as(cast.raul.pk):
        return Recommendation.objects.get(pk=rec.pk)


def test_days_late_and_the_ladder_are_counted_in_days():
    due, today = dt.date(2026, 6, 1), dt.date(2026, 6, 11)
    assert (followup.days_late(due, None, today), followup.days_late(due, dt.date(2026, 6, 4), today)) == (10, 3)
    assert (followup.days_late(due, dt.date(2026, 5, 1), today), followup.days_late(None, None, today)) == (0, 0)
    assert followup.ladder() == ["reminder", "head", "report", "censure", "assembly", "international"]
    assert followup.climb_due("", "structural", due) == due and followup.climb_due("reminder", "structural", due) == dt.date(2026, 6, 11)
    assert followup.climb_due("reminder", "imminent", due) < followup.climb_due("reminder", "structural", due)
    assert followup.climb_due("international", "imminent", due) is None and followup.skipped("reminder", "censure") == ["head", "report"]


def test_a_verdict_follows_evidence_that_was_looked_at_and_is_final_until_a_new_report(committed_cast, issued):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    with pytest.raises(BadInput):
        verdict(cast, issued.rec, "complied", looked_at=[])
    with pytest.raises(BadInput):
        verdict(cast, issued.rec, "complied", field_visit=True)
    with pytest.raises(BadInput):
        verdict(cast, issued.rec, "complied", reason=" ")
    made = verdict(cast, issued.rec, "partly_complied", field_visit=True, visited_on=timezone.localdate())
    row = now(cast, issued.rec)
    assert (row.state, row.verdict, made.days_late) == ("partly_complied", "partly_complied", 0) and row.verdict_at
    build.answered(cast, issued.rec, "report")
    assert now(cast, issued.rec).state == "reported"
    verdict(cast, issued.rec, "complied", who="paula")
    with acting_as(cast.raul.pk):
        assert list(Verdict.objects.order_by("pk").values_list("verdict", flat=True)) == ["partly_complied", "complied"]
    with pytest.raises(Conflict):
        build.answered(cast, issued.rec, "report")
    with acting_as(cast.raul.pk):
        actions.close_recommendation(issued.rec, by=cast.raul, reason="Cumplida y comprobada.")
    assert now(cast, issued.rec).closed_at


def test_whoever_copied_the_report_does_not_judge_it(committed_cast, issued):
    cast = committed_cast
    build.answered(cast, issued.other, "accept", "report", who="raul", via="paper")
    with pytest.raises(Conflict):
        verdict(cast, issued.other, "complied")
    verdict(cast, issued.other, "complied", who="paula")


@pytest.mark.parametrize("who", ["ines", "noemi", "hugo", "mina", "ana"])
def test_nobody_else_judges(committed_cast, issued, who):
    build.answered(committed_cast, issued.rec, "accept", "report")
    with pytest.raises((PermissionDenied, Recommendation.DoesNotExist)):
        verdict(committed_cast, issued.rec, "complied", who=who)


def test_not_complied_waits_for_its_day_and_starts_the_ladder(committed_cast, issued, superuser):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    with pytest.raises(Conflict):
        verdict(cast, issued.rec, "not_complied")
    build.force(superuser, issued.rec, due_on=build.soon(-3))
    made = verdict(cast, issued.rec, "not_complied", looked_at=[])
    row = now(cast, issued.rec)
    assert (made.days_late, row.state, row.climb_on) == (3, "not_complied", timezone.localdate())


def test_the_clock_writes_silence_and_proposes_and_climbs_nothing(committed_cast, issued, superuser):
    cast = committed_cast
    build.answered(cast, issued.other, "accept", who="raul", via="paper")
    assert run_clocks() == (0, 0)
    build.force(superuser, issued.rec, answer_by=build.ago(1))
    build.force(superuser, issued.other, due_on=build.soon(-1))
    assert run_clocks() == (1, 1) and run_clocks() == (0, 0)
    silent, overdue = now(cast, issued.rec), now(cast, issued.other)
    assert (silent.state, silent.climb_on) == ("silent", timezone.localdate())
    assert (overdue.state, overdue.climb_on, overdue.rung) == ("accepted", timezone.localdate(), "")
    with acting_as(cast.raul.pk):
        assert not Rung.objects.exists()


def climb(cast, rec, rung, who="raul", why=""):
    with acting_as(getattr(cast, who).pk):
        return actions.climb(rec, rung, by=getattr(cast, who), why=why)


def silent(cast, superuser, rec):
    build.force(superuser, rec, answer_by=build.ago(1))
    run_clocks()
    return rec


def test_each_rung_is_climbed_by_a_person_with_a_letter_and_in_its_time(committed_cast, issued, superuser):
    cast = committed_cast
    silent(cast, superuser, issued.rec)
    with pytest.raises(BadInput):
        climb(cast, issued.rec, "head")
    made = climb(cast, issued.rec, "reminder")
    row = now(cast, issued.rec)
    assert (made.code, row.rung, row.climb_on) == ("A-0001-R1-1", "reminder", timezone.localdate() + dt.timedelta(days=10))
    assert made.letter["title"] == "Recordatorio de recomendación" and made.letter["to"] == "Alcaldía de San Miguel Centro"
    with pytest.raises(Conflict):
        climb(cast, issued.rec, "head")
    build.force(superuser, issued.rec, climb_on=build.soon(0))
    with pytest.raises(Conflict):
        climb(cast, issued.rec, "reminder")
    with pytest.raises(PermissionDenied):
        climb(cast, issued.rec, "censure", why="La amenaza crece.")
    censure = climb(cast, issued.rec, "censure", who="paula", why="La amenaza crece.")
    assert censure.skipped == ["head", "report"]
    assert pdf("prevention/typst/rung.typ", censure.letter, language="es", title=censure.letter["title"]).startswith(b"%PDF")


def test_an_answer_stops_the_clock_and_not_the_history(committed_cast, issued, superuser):
    cast = committed_cast
    silent(cast, superuser, issued.rec)
    climb(cast, issued.rec, "reminder")
    build.answered(cast, issued.rec, "accept")
    row = now(cast, issued.rec)
    assert (row.rung, row.climb_on) == ("reminder", None)
    with pytest.raises(Conflict):
        climb(cast, issued.rec, "head")
    build.force(superuser, issued.rec, due_on=build.soon(-1))
    assert run_clocks() == (0, 1)
    assert now(cast, issued.rec).climb_on == timezone.localdate() + dt.timedelta(days=10)


def test_a_letter_speaks_spanish_names_the_day_s_name_and_no_person(committed_cast, issued, superuser):
    cast = committed_cast
    silent(cast, superuser, issued.rec)
    letter = climb(cast, issued.rec, "reminder").letter
    said = str(letter)
    assert "Alcaldía de San Miguel Centro" in said and "Constitución de la República, art. 65." in said
    assert "A la fecha no hay respuesta" in said and "Raúl" not in said and "Inés" not in said


def held_for_a_threat(cast, superuser, of, *who):
    """A newer do-no-harm check says that these are possibly the threat."""
    with acting_as(cast.raul.pk):
        check = HarmCheck.objects.create(org=cast.PDD, warning=of, by=cast.raul)
        for one in who:
            HarmThreat.objects.create(org=cast.PDD, check_of=check, addressee=one)


def test_no_letter_goes_to_what_turns_out_to_be_possibly_the_threat(committed_cast, issued, superuser):
    cast = committed_cast
    silent(cast, superuser, issued.rec)
    held_for_a_threat(cast, superuser, issued.warning, issued.mayor)
    made = climb(cast, issued.rec, "reminder")
    assert made.letter["to"] == "Ministerio de Gobernación"
    assert ["Institución", "Alcaldía de San Miguel Centro"] in made.letter["lines"]
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        doors.make_key(issued.warning, issued.mayor, by=cast.raul)


def test_the_level_above_is_named_and_nobody_reports_an_institution_to_itself(committed_cast, issued, superuser):
    cast = committed_cast
    for rec in (issued.rec, issued.other):
        silent(cast, superuser, rec)
    assert climb(cast, issued.rec, "report", why="Urge.").letter["to"] == "Ministerio de Gobernación"
    with pytest.raises(BadInput):
        climb(cast, issued.other, "report", why="Urge.")
    assert climb(cast, issued.other, "censure", who="paula", why="Sobre el ministerio no hay nadie.").rung == "censure"
