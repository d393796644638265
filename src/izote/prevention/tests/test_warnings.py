"""A warning from its assessment to its closing, and everything that does not get past the guards."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from izote.access.context import acting_as
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import recommendations as recommending
from izote.prevention.actions import warning_followup as following
from izote.prevention.actions import warning_public as publishing
from izote.prevention.actions import warning_receipts as sending
from izote.prevention.actions import warning_reviews as reviewing
from izote.prevention.actions import warning_shares as sharing
from izote.prevention.actions import warnings as writing
from izote.prevention.actions.warning_moves import move_warning
from izote.prevention.models import Closing, EarlyWarning, Receipt, WarningSection
from izote.prevention.queries.warning_content import composed, content_of
from izote.prevention.queries.warnings import counts, signatures_of
from izote.prevention.rules.warnings import digest
from izote.prevention.tests import builders_recommendations as asking
from izote.prevention.tests import builders_warnings as made


def test_three_people_walk_the_whole_path(cast):
    row = made.followed(cast)
    assert row.number == f"PAT-001-{timezone.localdate().year % 100:02d}" and row.state == "followed"
    with acting_as(cast.raul.pk):
        row = following.say_outcome(row, "mitigated", by=cast.raul, reason="El albergue funciona.")
    made.learned(cast, row)
    made.told_back(cast, row)
    with acting_as(cast.paula.pk):
        row = following.close_warning(row, by=cast.paula)
        assert row.state == "closed" and row.closing.outcome == "mitigated"


def test_a_larger_team_walks_it_too(cast):
    row = made.in_harm(cast, lawyer="hugo")
    assert row.state == "harm_check"


def test_a_warning_begins_from_what_holds_alone(cast):
    from izote.prevention.tests import assessing

    behind = assessing.in_review(cast)
    with acting_as(cast.noemi.pk), pytest.raises(Conflict):
        writing.begin_warning(behind, by=cast.noemi)
    with acting_as(cast.raul.pk), pytest.raises(PermissionDenied):
        writing.begin_warning(behind, by=cast.raul)


@pytest.mark.parametrize("lacking", ["words", "signals", "person"])
def test_it_is_not_sent_to_review_unfinished(cast, lacking):
    words = dict(made.WORDS)
    if lacking == "words":
        words.pop("legal")
    if lacking == "person":
        words["context"] = "Lo denunció Juan Pérez López."
    row = made.written(cast, words=words, signals=lacking != "signals")
    with acting_as(cast.noemi.pk), pytest.raises(Conflict):
        move_warning(row, "method_review", by=cast.noemi)


def test_words_that_may_name_a_person_are_kept_and_a_second_person_says_why_they_stay(cast):
    row = made.written(cast, words=made.WORDS | {"legal": "Lo resolvió Juan Pérez López en 2024."})
    with acting_as(cast.noemi.pk):
        held = WarningSection.objects.get(warning=row, code="legal")
        assert held.hits and "Juan Pérez" in held.es
        with pytest.raises((Conflict, PermissionDenied)):
            writing.justify_section(held, by=cast.noemi, why="Es el nombre de una sentencia.")
    with acting_as(cast.raul.pk):
        writing.justify_section(held, by=cast.raul, why="Es el nombre público de una sentencia.")
    with acting_as(cast.noemi.pk):
        move_warning(row, "method_review", by=cast.noemi)


def test_the_general_population_alone_needs_a_reason(cast):
    row = made.begun(cast)
    with acting_as(cast.noemi.pk):
        with pytest.raises(BadInput):
            writing.choose_groups(row, ["general"], by=cast.noemi)
        writing.choose_groups(row, ["general"], by=cast.noemi, general_why="La amenaza alcanza a todo el municipio por igual.")


def test_nobody_reviews_or_checks_what_they_wrote(cast):
    row = made.in_method(cast)
    with acting_as(cast.noemi.pk), pytest.raises((Conflict, PermissionDenied)):
        reviewing.review_warning(row, "method", by=cast.noemi, holds=True)
    with acting_as(cast.raul.pk):
        with pytest.raises(BadInput):
            reviewing.review_warning(row, "method", by=cast.raul, holds=False)
        reviewing.review_warning(row, "method", by=cast.raul, holds=False, words="Falta el contexto de 2025.")
        assert made.fresh(row).state == "returned"


def test_ten_answers_each_danger_with_what_lessens_it(cast):
    row = made.in_harm(cast)
    with acting_as(cast.raul.pk):
        short = made.ten()
        short.pop(7)
        for answers in (short, made.ten(q1={"danger": True}), made.ten(q2={"words": " "}), made.ten(q4=made.DANGER)):
            with pytest.raises(BadInput):
                reviewing.answer_harm(row, answers, by=cast.raul)
        with pytest.raises(Conflict):
            move_warning(row, "to_sign", by=cast.raul)
    with acting_as(cast.noemi.pk), pytest.raises(PermissionDenied):
        reviewing.answer_harm(row, made.ten(), by=cast.noemi)


def test_a_signature_is_over_the_words_and_may_be_taken_back_until_it_is_issued(cast):
    row = made.to_sign(cast)
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        reviewing.sign_warning(row, by=cast.paula, seen="0" * 64)
    with acting_as(cast.raul.pk), pytest.raises(PermissionDenied):
        reviewing.sign_warning(row, by=cast.raul, seen="0" * 64)
    row = made.sign(cast, row, "noemi", "paula")
    with acting_as(cast.paula.pk):
        mine = next(one for one in signatures_of(row) if one.by_id == cast.paula.pk)
        with pytest.raises(Conflict):
            reviewing.sign_warning(row, by=cast.paula, seen=digest(composed(row, cast.paula)))
        reviewing.withdraw_signature(mine, by=cast.paula)
        with pytest.raises(Conflict):
            reviewing.issue_warning(row, by=cast.paula)
    row = made.sign(cast, row, "paula")
    with acting_as(cast.paula.pk):
        row = reviewing.issue_warning(row, by=cast.paula)
        with pytest.raises(Conflict):
            reviewing.withdraw_signature(signatures_of(row)[0], by=cast.paula)


def test_what_changes_after_a_signature_lets_it_count_no_longer(cast):
    row = made.sign(cast, made.to_sign(cast), "noemi", "paula")
    with acting_as(cast.paula.pk):
        move_warning(row, "returned", by=cast.paula, reason="Falta un dato.")
    with acting_as(cast.noemi.pk):
        row = made.fresh(row)
        writing.write_section(row, "context", by=cast.noemi, es="Otro contexto.")
        row = made.fresh(row)
        now = digest(composed(row, cast.noemi))
        assert signatures_of(row) and not [one for one in signatures_of(row) if counts(one, row, now)]


def test_what_was_issued_stays_word_by_word(cast):
    row = made.issued(cast)
    with acting_as(cast.noemi.pk):
        held = content_of(row, cast.noemi)
        assert digest(held) == row.digest and held["number"] == row.number
        with pytest.raises(Conflict):
            writing.write_section(row, "context", by=cast.noemi, es="Otro contexto.")
    second = made.issued(cast, to=asking.addressee(cast, "Ministerio de Salud", level="national"))
    assert second.number == row.number.replace("001", "002")


def test_an_institution_that_may_be_the_threat_gets_no_copy_and_the_level_above_does(cast):
    above = asking.addressee(cast, "Gobernación de San Miguel", level="departmental")
    town = asking.addressee(cast, "Alcaldía de San Miguel Centro", superior=above)
    row = made.issued(cast, to=town, threats=[town])
    with acting_as(cast.paula.pk):
        (one,) = Receipt.objects.filter(warning=row)
        assert one.addressee_id == above.pk and one.instead
        with pytest.raises(Conflict):
            sending.add_receipt(row, town, by=cast.paula, why="Insiste.")


def test_at_the_top_the_national_unit_decides_to_whom(cast):
    town = asking.addressee(cast, "Ministerio de Gobernación", level="national")
    other = asking.addressee(cast, "Asamblea Legislativa", level="national")
    row = made.issued(cast, to=town, threats=[town])
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        sending.call_notified(row, by=cast.raul)
    with acting_as(cast.raul.pk), pytest.raises(PermissionDenied):
        sending.add_receipt(row, other, by=cast.raul, why="Conoce del tema.")
    with acting_as(cast.hugo.pk):
        one = sending.add_receipt(row, other, by=cast.hugo, why="Es la instancia que queda.")
    with acting_as(cast.raul.pk):
        sending.send_receipt(one, by=cast.raul, channel="letter", on=timezone.localdate(), letter="OF-9")
        assert sending.call_notified(row, by=cast.raul).state == "notified"


def test_copies_are_sent_once_acknowledged_once_and_then_the_institutions_are_told(cast):
    row = made.issued(cast)
    today = timezone.localdate()
    with acting_as(cast.raul.pk):
        (one,) = row.receipts.all()
        with pytest.raises(Conflict):
            sending.call_notified(row, by=cast.raul)
        with pytest.raises(Conflict):
            sending.acknowledge_receipt(one, by=cast.raul, on=today)
        for said in ({"channel": "pigeon"}, {"letter": " "}, {"on": today + dt.timedelta(days=1)}, {"on": today - dt.timedelta(days=9)}):
            with pytest.raises(BadInput):
                sending.send_receipt(one, by=cast.raul, **({"channel": "hand", "on": today, "letter": "OF-1"} | said))
        sending.send_receipt(one, by=cast.raul, channel="hand", on=today, letter="OF-1")
        sending.acknowledge_receipt(one, by=cast.raul, on=today, reference="REC-7")
        row = sending.call_notified(row, by=cast.raul)
        assert [rec.state for rec in row.recommendations.all()] == ["notified"]


def test_reports_are_due_and_take_down_how_each_recommendation_stands(cast):
    row = made.notified(cast)
    with acting_as(cast.raul.pk):
        row = following.open_answers(row, by=cast.raul)
        today = timezone.localdate()
        assert following.report_due(row) == today + dt.timedelta(days=15)
        assert timezone.localdate(row.due_at) == today + dt.timedelta(days=16)
        with pytest.raises(BadInput):
            following.report_followup(row, by=cast.raul, risk="lower", why=" ")
        report = following.report_followup(row, by=cast.raul, risk="not_assessable", why="Nadie pudo ir al lugar.")
        assert report.due_on == today + dt.timedelta(days=15) and [one["state"] for one in report.standings.values()] == ["notified"]
        row = made.fresh(row)
        assert row.state == "followed" and following.report_due(row) == today + dt.timedelta(days=45)
    with acting_as(cast.noemi.pk), pytest.raises(PermissionDenied):
        following.report_followup(row, by=cast.noemi, risk="lower", why="Bajó.")


def test_it_is_mitigated_or_refuted_only_after_somebody_looked_in_the_field(cast):
    row = made.followed(cast, visit=False)
    with acting_as(cast.raul.pk):
        for outcome in ("mitigated", "refuted"):
            with pytest.raises(Conflict):
                following.say_outcome(row, outcome, by=cast.raul, reason="Parece.")
        assert following.say_outcome(row, "persists", by=cast.raul, reason="Sigue igual.").state == "persists"
        following.report_followup(row, by=cast.raul, risk="same", why="Sigue.", field_visit_on=timezone.localdate())
        assert following.say_outcome(row, "refuted", by=cast.raul, reason="No era.").state == "refuted"


def test_what_came_true_opens_a_review_of_lessons_in_thirty_days(cast):
    row = made.notified(cast)
    with acting_as(cast.raul.pk):
        with pytest.raises(BadInput):
            following.say_materialised(row, by=cast.raul, happened_on=timezone.localdate() + dt.timedelta(days=1), evidence="Acta.")
        row = following.say_materialised(row, by=cast.raul, happened_on=timezone.localdate(), evidence="Dos desplazamientos registrados.")
        closing = Closing.objects.get(warning=row)
        assert closing.due_on == timezone.localdate() + dt.timedelta(days=30)
        assert row.state == "materialised" and row.due_at is not None


@pytest.mark.parametrize("lacking", ["lessons", "told", "visit", "other", ""])
def test_closing_takes_outcome_lessons_a_visit_and_the_reporters(cast, lacking):
    row = made.followed(cast, visit=lacking != "visit")
    with acting_as(cast.raul.pk):
        row = following.say_outcome(row, "persists", by=cast.raul, reason="Sigue.")
    if lacking != "lessons":
        made.learned(cast, row)
    if lacking == "other":
        with acting_as(cast.paula.pk):
            following.write_lessons(row, by=cast.paula, worked="a", did_not="b", next_time="c")
    if lacking != "told":
        made.told_back(cast, row)
    with acting_as(cast.paula.pk):
        if lacking:
            with pytest.raises(Conflict):
                following.close_warning(row, by=cast.paula)
        else:
            assert following.close_warning(row, by=cast.paula).state == "closed"


def test_a_newer_warning_takes_the_place_of_an_older_one(cast):
    old = made.notified(cast)
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        move_warning(old, "updated", by=cast.paula)
    made.issued(cast, updates=old, to=asking.addressee(cast, "Ministerio de Salud", level="national"))
    with acting_as(cast.paula.pk):
        assert move_warning(old, "updated", by=cast.paula).state == "updated"


def test_it_is_taken_back_with_a_reason_alone(cast):
    row = made.issued(cast)
    with acting_as(cast.paula.pk):
        with pytest.raises(Conflict):
            move_warning(row, "withdrawn", by=cast.paula, reason=" ")
        assert move_warning(row, "withdrawn", by=cast.paula, reason="Se retira por un error de lugar.").state == "withdrawn"


def test_the_public_version_is_let_go_by_another_person_on_a_fresh_check(cast):
    row = made.issued(cast)
    with acting_as(cast.noemi.pk):
        version = publishing.propose_public(row, by=cast.noemi)
        assert "3 familias" not in str(version.frozen) and "El Delirio" not in str(version.frozen)
    with acting_as(cast.paula.pk):
        with pytest.raises(Conflict):
            publishing.approve_public(version, by=cast.paula, difference="0" * 64)
        publishing.approve_public(version, by=cast.paula, difference=version.difference)
        with pytest.raises(Conflict):
            publishing.approve_public(version, by=cast.paula, difference=version.difference)


def test_public_words_that_still_say_too_much_are_not_proposed(cast):
    row = made.issued(cast)
    with acting_as(cast.noemi.pk):
        publishing.write_public(row, {"context": {"es": "El 12 de junio llegaron 3 familias.", "en": ""}}, by=cast.noemi)
        with pytest.raises(BadInput):
            publishing.propose_public(row, by=cast.noemi)


def test_what_is_reserved_is_not_published(cast):
    row = made.to_sign(cast)
    with acting_as(cast.paula.pk):
        with pytest.raises(BadInput):
            writing.decide_publication(row, by=cast.paula, publication="reserve")
        with pytest.raises(BadInput):
            writing.decide_publication(row, by=cast.paula, publication="later", on=timezone.localdate())
        writing.decide_publication(row, by=cast.paula, publication="reserve", why="Expone al comité local.")
    row = made.sign(cast, row, "noemi", "paula")
    with acting_as(cast.paula.pk):
        reviewing.issue_warning(row, by=cast.paula)
    with acting_as(cast.noemi.pk):
        version = publishing.propose_public(made.fresh(row), by=cast.noemi)
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        publishing.approve_public(version, by=cast.paula, difference=version.difference)


def test_shares_are_decided_by_another_and_of_guarded_kinds_by_the_delegate(cast):
    row = made.issued(cast)
    with acting_as(cast.noemi.pk):
        said = {"kind": "ministry", "recipient": "Policía Nacional Civil", "legal_basis": "Orden judicial 12-2026.", "parts": ["place"]}
        for less in ({"legal_basis": " "}, {"parts": []}, {"recipient": ""}, {"kind": "friends"}):
            with pytest.raises(BadInput):
                sharing.ask_share(row, by=cast.noemi, **(said | less))
        police = sharing.ask_share(row, by=cast.noemi, **said)
        assert police.kind == "police"
        other = sharing.ask_share(row, by=cast.noemi, **(said | {"recipient": "ACNUR", "kind": "international"}))
        with pytest.raises(Conflict):
            sharing.decide_share(other, by=cast.noemi, approve=True)
    with acting_as(cast.raul.pk):
        with pytest.raises(PermissionDenied):
            sharing.decide_share(police, by=cast.raul, approve=True)
        assert sharing.decide_share(other, by=cast.raul, approve=True).state == "approved"
    with acting_as(cast.paula.pk):
        assert sharing.decide_share(police, by=cast.paula, approve=True).state == "approved"


def test_a_copy_for_the_police_waits_for_the_delegate(cast):
    police = asking.addressee(cast, "Policía Nacional Civil", level="national")
    row = made.issued(cast, to=police)
    with acting_as(cast.raul.pk):
        (one,) = row.receipts.all()
        with pytest.raises(Conflict):
            sending.send_receipt(one, by=cast.raul, channel="hand", on=timezone.localdate(), letter="OF-1")
        asked = sharing.ask_share(
            row, by=cast.raul, kind="police", recipient="", legal_basis="Constitución, art. 194.", parts=["copy"], addressee=police
        )
    with acting_as(cast.paula.pk):
        sharing.decide_share(asked, by=cast.paula, approve=True)
    with acting_as(cast.raul.pk):
        assert sending.send_receipt(one, by=cast.raul, channel="hand", on=timezone.localdate(), letter="OF-1").sent_on


def test_an_institution_is_guarded_by_its_kind_whatever_it_is_called(committed_cast):
    cast = committed_cast
    prisons = asking.addressee(cast, "Dirección General de Centros", level="national", guarded="police")
    with acting_as(cast.noemi.pk):
        with pytest.raises(BadInput):
            recommending.change_addressee(prisons, by=cast.noemi, guarded="")
        assert asking.addressee(cast, "Consulado General", level="national").guarded == "consulate"
    row = made.issued(cast, to=prisons)
    with acting_as(cast.raul.pk):
        (one,) = row.receipts.all()
        with pytest.raises(Conflict):
            sending.send_receipt(one, by=cast.raul, channel="hand", on=timezone.localdate(), letter="OF-1")
        asked = sharing.ask_share(
            row, by=cast.raul, kind="ministry", recipient="", legal_basis="Ley.", parts=["copy"], addressee=one.addressee
        )
        assert asked.kind == "police" and not sharing.may_decide(cast.hugo, asked)
        # past the program too
        with pytest.raises(DatabaseError), transaction.atomic():
            Receipt.objects.filter(pk=one.pk).update(sent_on=timezone.localdate(), channel="hand", letter="OF-1", sent_by=cast.raul)


def test_nothing_of_a_draft_is_shared(cast):
    row = made.begun(cast)
    with acting_as(cast.noemi.pk), pytest.raises(Conflict):
        sharing.ask_share(row, by=cast.noemi, kind="court", recipient="Juzgado", legal_basis="Ley.", parts=["place"])
    with acting_as(cast.noemi.pk):
        assert EarlyWarning.objects.get(pk=row.pk).number == ""


def test_the_warning_of_the_demo_walks_as_everybody_does(cast):
    from izote.prevention import demo_assessments, demo_signals, demo_warnings
    from izote.vault import demo as vault_demo

    assert demo_warnings.fill() == {"warnings": 0}
    vault_demo.fill()
    demo_signals.fill()
    demo_assessments.fill()
    assert demo_warnings.fill() == {"warnings": 1} and demo_warnings.fill() == {"warnings": 0}
    with acting_as(cast.paula.pk):
        row = EarlyWarning.objects.get()
        assert row.state == "followed" and row.recommendations.count() == 4 and row.receipts.count() == 2
        assert row.public_versions.get().approved_by_id == cast.hugo.pk


def test_while_everything_is_shut_nothing_leaves(cast, monkeypatch):
    from izote.prevention.actions import warning_papers
    from izote.vault import door

    row = made.issued(cast)
    with acting_as(cast.noemi.pk):
        version = publishing.propose_public(row, by=cast.noemi)
    monkeypatch.setattr(door, "locked", lambda org: True)
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        warning_papers.ask_paper(row, by=cast.raul, kind="internal", language="es")
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        sending.send_receipt(row.receipts.get(), by=cast.raul, channel="hand", on=timezone.localdate(), letter="OF-1")
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        sharing.ask_share(row, by=cast.raul, kind="court", recipient="Juzgado", legal_basis="Ley.", parts=["place"])
    with acting_as(cast.hugo.pk), pytest.raises(Conflict):
        publishing.approve_public(version, by=cast.hugo, difference=version.difference)
