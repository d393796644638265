"""From what mina noticed to what she was told; and what the detector, a wrong clock and a second sending do on the way."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import signals, telling, verifying
from izote.prevention.models import EvidenceItem, RiskAssessment, Signal, Statement, Step
from izote.prevention.queries.assessments import record_of
from izote.prevention.queries.evidence import graded
from izote.prevention.rules.signals import captured_day
from izote.prevention.tests.builders_signals import (
    NAMED,
    TEXT,
    captured,
    fresh,
    place,
    says,
    source,
    told,
    verified,
    verifying_one,
)

FORM = {"place": "San Miguel, San Miguel", "when": "today", "signs": ["threats"], "groups": ["returned"], "urgency": "normal"}


def post(client, name, row=None, **data):
    return client.post(reverse(name, args=[row.pk] if row else []), data)


def test_the_whole_path_with_three_accounts_in_the_browser(cast, client):
    client.force_login(cast.mina)
    answer = client.post(reverse("capture"), FORM | {"text": TEXT}, follow=True)
    row = fresh(answer.context["signal"], cast.mina)
    assert row.state == "captured" and row.origin == "community" and row.factors and row.text == TEXT and row.place.code == "1217"
    client.force_login(cast.noemi)
    assert row.code in client.get(reverse("signal_list")).content.decode()
    post(client, "signal_take", row)
    triage = {
        "place": "Chirilagua, San Miguel",
        "starts_on": "2026-02-01",
        "ends_on": "2026-02-03",
        "urgency": "imminent",
        "groups": ["returned"],
        "signs": ["threats"],
    }
    assert post(client, "signal_triage", row, **triage).status_code == 302
    post(client, "signal_send", row)
    client.force_login(cast.raul)
    one = {"scope": "office", "purpose": "warn", "consent_on": "2026-01-01", "kind": "witness", "reliability": "A"}
    assert post(client, "signalsource_create", **one).status_code == 302
    said = {
        "source": source(cast).pk,
        "stance": "supports",
        "directness": "direct",
        "credibility": "2",
        "said_on": "2026-02-02",
        "document": "on",
    }
    assert post(client, "statement_create", row, **said).status_code == 302
    assert post(client, "signal_verify", row, result="verified", method="interview").status_code == 302
    row = fresh(row, cast.raul)
    assert (row.state, row.grade, row.verified_by_id, row.place.name) == ("verified", "B", cast.raul.pk, "Chirilagua")
    feedback = {"told": "in_hand", "channel": "page", "on": timezone.localdate().isoformat(), "text": "Se visitó el lugar."}
    client.force_login(cast.noemi)
    assert post(client, "signal_feedback", row, **feedback).status_code == 302
    client.force_login(cast.mina)
    seen = client.get(reverse("signal_own", args=[row.pk])).content.decode()
    assert "Se visitó el lugar." in seen
    assert client.get(reverse("signal_detail", args=[row.pk])).status_code == 403
    client.force_login(cast.noemi)
    post(client, "signal_file", row)
    row = fresh(row, cast.noemi)
    assert row.state == "archived" and row.due_at is None
    with acting_as(cast.noemi.pk):
        steps = list(Step.objects.filter(machine="signal", subject=row.pk).order_by("number").values_list("to", flat=True))
    assert steps == ["triage", "verifying", "verified", "fed_back", "archived"]


def test_P01_words_that_may_name_somebody_come_back_before_anything_is_written(cast, client):
    client.force_login(cast.mina)
    answer = client.post(reverse("capture"), FORM | {"text": NAMED})
    page = answer.content.decode()
    assert answer.status_code == 422 and "<mark>" in page and "[…]" in page
    with acting_as(cast.mina.pk):
        assert not Signal.objects.exists()
    answer = client.post(reverse("capture"), FORM | {"text": "x", "original": NAMED, "keep": "yes"}, follow=True)
    row = fresh(answer.context["signal"], cast.mina)
    assert row.text == NAMED and row.hits > 0 and row.state == "captured"


def test_P01_held_words_are_not_taken_up_until_redacted_or_justified_by_another(cast):
    row = captured(cast, by="noemi", text=NAMED, origin="press")
    with acting_as(cast.noemi.pk):
        with pytest.raises(Conflict):
            signals.take_up(row, by=cast.noemi)
        with pytest.raises(Conflict):
            signals.justify(row, by=cast.noemi, code="public_office")
    with acting_as(cast.hugo.pk), pytest.raises(PermissionDenied):
        signals.justify(row, by=cast.hugo, code="public_office")
    with acting_as(cast.raul.pk):
        signals.justify(row, by=cast.raul, code="public_office")
    with acting_as(cast.noemi.pk):
        assert signals.take_up(row, by=cast.noemi).state == "triage"
        # other words ask for another justification
        row = signals.redact(row, by=cast.noemi, text="Cobran a quienes vuelven.")
        assert row.hits == 0 and row.justified_by_id is None


def test_P01_what_nothing_marked_can_be_taken_out_too(cast, client):
    row = captured(cast, by="mina", text="La maestra que vive frente a la cancha.")
    assert row.hits == 0
    for who, page in ((cast.mina, "signal_own"), (cast.noemi, "signal_detail")):
        client.force_login(who)
        assert reverse("signal_redact", args=[row.pk]) in client.get(reverse(page, args=[row.pk])).content.decode()


def test_P01_staff_words_that_may_name_somebody_are_refused(cast):
    row = verifying_one(cast)
    with pytest.raises(BadInput):
        says(cast, row, source(cast), text=NAMED)
    with acting_as(cast.raul.pk), pytest.raises(BadInput):
        verifying.verify(row, by=cast.raul, result="unverifiable", method="interview", note=NAMED)
    with acting_as(cast.noemi.pk), pytest.raises(BadInput):
        signals.discard(row, by=cast.noemi, why="outside", reason=NAMED)
    row = verified(cast)
    with pytest.raises(BadInput):
        told(cast, row, text=NAMED)


def test_a_named_emergency_keeps_only_where_it_went(cast, client):
    client.force_login(cast.mina)
    assert "tel:911" in client.get(reverse("signal_danger")).content.decode()
    key = uuid.uuid4()
    for _again in range(2):
        answer = client.post(reverse("signal_danger"), {"to": "habeas_corpus", "place": "", "client_key": key}, follow=True)
        row = fresh(answer.context["signal"], cast.mina)
    assert (row.state, row.derived_to, row.text, row.urgency) == ("derived", "habeas_corpus", "", "imminent")
    with acting_as(cast.mina.pk):
        assert Signal.objects.count() == 1
    row = captured(cast, text=NAMED)
    with acting_as(cast.mina.pk):
        row = signals.derive(row, by=cast.mina, to="emergency")
    assert row.text == "" and row.hits == 0 and row.erased_on


def test_sent_twice_or_a_week_late_it_is_one_signal(cast, client):
    client.force_login(cast.leo)
    now = timezone.now()
    taken, key = now - dt.timedelta(days=7), str(uuid.uuid4())
    form = FORM | {"text": TEXT, "client_key": key, "taken": taken.isoformat(), "sent": now.isoformat()}
    first = client.post(reverse("capture_send"), form).json()
    again = client.post(reverse("capture_send"), form | {"text": "otra cosa"}).json()
    assert first["new"] and not again["new"] and first["code"] == again["code"]
    with acting_as(cast.leo.pk):
        row = Signal.objects.get()
    assert row.captured_on == timezone.localdate(taken) and row.created_at.date() >= row.captured_on and row.origin == "desk"
    assert row.clock == "" and row.starts_on == row.captured_on and row.text == TEXT
    held = client.post(reverse("capture_send"), form | {"client_key": str(uuid.uuid4()), "text": NAMED}).json()
    assert held["new"] and held["held"]


def test_a_telephone_without_a_session_is_told_to_sign_in(cast, client):
    form = FORM | {"client_key": str(uuid.uuid4())}
    assert client.post(reverse("capture_send"), form).status_code == 401
    assert client.get(reverse("capture_state")).json() == {"signed_in": False, "purge": False}
    client.force_login(cast.mina)
    said = client.get(reverse("capture_state")).json()
    assert said["signed_in"] and said["token"] and not said["purge"]
    client.force_login(cast.leo)
    assert client.get(reverse("capture_state")).json()["who"] != said["who"]


def test_what_cannot_be_read_comes_back_as_a_sentence(cast, client):
    client.force_login(cast.mina)
    for wrong in (
        {"place": "Macondo"},
        {"signs": []},
        {"urgency": "later"},
        {"client_key": "x"},
        {"starts_on": "2026-05-05", "ends_on": "2026-01-01"},
    ):
        answer = client.post(reverse("capture_send"), FORM | {"client_key": str(uuid.uuid4())} | wrong)
        assert answer.status_code == 422 and answer.json()["sentence"], wrong
        if "client_key" not in wrong:
            assert client.post(reverse("capture"), FORM | wrong).status_code == 422


@pytest.mark.parametrize(
    ("off", "waited", "day", "clock"),
    [
        (dt.timedelta(), dt.timedelta(days=7), -7, ""),
        (dt.timedelta(days=365 * 3), dt.timedelta(days=2), -2, "ahead"),
        (dt.timedelta(days=-365 * 3), dt.timedelta(hours=1), 0, "behind"),
        (dt.timedelta(), dt.timedelta(days=-400), 0, "ahead"),
        (dt.timedelta(), dt.timedelta(days=1100), 0, "old"),
    ],
)
def test_a_wrong_clock_does_no_harm(off, waited, day, clock):
    now = dt.datetime(2026, 6, 15, 18, tzinfo=dt.UTC)
    found = captured_day(now + off - waited, now + off, now, dt.UTC)
    assert found == (now.date() + dt.timedelta(days=day), clock)
    assert captured_day(None, None, now, dt.UTC) == (now.date(), "")


def test_the_page_is_small_and_the_cached_one_holds_nothing_of_anybody(cast, client):
    from pathlib import Path

    from django.contrib.staticfiles import finders

    client.force_login(cast.mina)
    captured(cast, place=place("1203"))
    page = client.get(reverse("capture"))
    css = Path(finders.find("prevention/capture.css")).stat().st_size
    assert len(page.content) + css < 30_000
    assert "Chirilagua" in page.content.decode().split("<datalist")[0] or place("1203").name in page.content.decode().split("<datalist")[0]
    shell = client.get(reverse("capture_offline")).content.decode()
    assert "csrfmiddlewaretoken" not in shell and "data-who" not in shell and 'name="once"' not in shell
    assert place("1203").name not in shell.split("<datalist")[0] and "Mina" not in shell
    worker = client.get(reverse("capture_worker"))
    assert worker["Content-Type"].startswith("text/javascript") and "Mina" not in worker.content.decode()
    assert reverse("capture_worker").startswith(reverse("capture"))


def test_P02_statistics_make_a_signal_in_its_first_state_and_nothing_more(cast):
    with acting_as_service("service-prevention") as service:
        by = User.objects.get(pk=service)
        from izote.prevention.actions import begin

        row = begin(Signal, by=by, org=cast.PDD, code="SIG-1", origin="statistical", place=place())
        with pytest.raises(PermissionDenied):
            signals.take_up(row, by=by)
    with acting_as_service("service-prevention"), pytest.raises(PermissionDenied):
        signals.capture(cast.PDD, by=by, origin="community", place=None)
    with acting_as(cast.mina.pk), pytest.raises(BadInput):
        signals.capture(cast.PDD, by=cast.mina, origin="statistical", place=None)


def test_whoever_captured_it_neither_verifies_nor_discards_it(cast):
    row = verifying_one(cast, by="raul", origin="institution")
    says(cast, row, source(cast), document=True)
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        verifying.verify(row, by=cast.raul, result="verified", method="interview", note="")
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        signals.discard(row, by=cast.raul, why="outside", reason="No es del mandato.")
    with acting_as(cast.noemi.pk), pytest.raises(PermissionDenied):
        verifying.verify(row, by=cast.noemi, result="verified", method="interview", note="")


def test_a_rumour_does_not_verify_and_without_sources_nothing_is_partly_verified(cast):
    row = verifying_one(cast)
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        verifying.verify(row, by=cast.raul, result="partly_verified", method="interview", note="")
    says(cast, row, source(cast), directness="rumour")
    with acting_as(cast.raul.pk):
        with pytest.raises(Conflict):
            verifying.verify(row, by=cast.raul, result="verified", method="interview", note="")
        with pytest.raises(Conflict):
            verifying.verify(row, by=cast.raul, result="unverifiable", method="interview", note="")
        assert verifying.verify(row, by=cast.raul, result="partly_verified", method="interview", note="").grade == "D"


def test_P05_a_source_that_withdraws_counts_no_more_and_the_grade_stays(cast):
    row = verified(cast)
    with acting_as(cast.raul.pk):
        first = Statement.objects.filter(signal=row).select_related("source").first().source
        verifying.withdraw_source(first, by=cast.raul)
        with pytest.raises(Conflict):
            verifying.withdraw_source(first, by=cast.raul)
        assert graded(row).grade == "C" and Signal.objects.get(pk=row.pk).grade == "A"
    other = verifying_one(cast)
    with pytest.raises(Conflict):
        says(cast, other, first)
    with acting_as(cast.raul.pk), pytest.raises(BadInput):
        verifying.write_source(cast.PDD, by=cast.raul, kind="witness", reliability="A", scope="office")


def test_P04_a_withdrawal_takes_the_identity_and_leaves_the_grade(cast):
    from izote.prevention.tests.builders_signals import key
    from izote.vault import door

    key(cast)
    one = source(cast)
    with acting_as(cast.noemi.pk):
        door.keep(cast.PDD, one.code, {"name": "Nombre Inventado"}, by=cast.noemi)
        assert door.held(cast.PDD, [one.code]) == {one.code}
    row = verifying_one(cast)
    says(cast, row, one, document=True)
    with acting_as(cast.raul.pk):
        verifying.verify(row, by=cast.raul, result="verified", method="document", note="")
        verifying.withdraw_source(one, by=cast.raul)
        assert door.held(cast.PDD, [one.code]) == set()
        assert Signal.objects.get(pk=row.pk).grade == "B"


def test_a_verified_signal_is_linked_on_its_page_as_evidence_and_told_back_again(cast, client):
    row, bad = verified(cast), captured(cast)
    with acting_as(cast.noemi.pk):
        assessment = RiskAssessment.objects.create(
            org=cast.PDD, code="EV-1", state="draft", author=cast.noemi, kind="structural", place=place(), groups=["returned"]
        )
    client.force_login(cast.noemi)
    for _twice in range(2):
        assert post(client, "signal_link", row, assessment=assessment.pk).status_code == 302
    assert "EV-1" in client.get(reverse("signal_detail", args=[row.pk])).content.decode()
    with acting_as(cast.noemi.pk):
        assert Signal.objects.get(pk=row.pk).state == "linked"
        assert EvidenceItem.objects.get().assessment_id == assessment.pk and record_of(assessment).signals == (row.code,)
    assert told(cast, row, told="in_assessment").state == "fed_back"
    assert post(client, "signal_link", bad, assessment=assessment.pk).status_code == 422


def test_a_duplicate_points_at_the_first_and_its_reporter_is_told(cast):
    first, second = captured(cast), captured(cast, by="leo", origin="desk")
    with acting_as(cast.noemi.pk):
        signals.take_up(second, by=cast.noemi)
        with pytest.raises(BadInput):
            signals.join(second, by=cast.noemi, other=second)
        assert signals.join(second, by=cast.noemi, other=first).duplicate_of_id == first.pk
    assert told(cast, second, told="known").state == "fed_back"


def test_P16_feedback_has_a_clock_of_seven_days_and_is_a_state(cast):
    row = verified(cast)
    assert row.due_at - row.entered_at == dt.timedelta(days=7)
    with acting_as(cast.noemi.pk), pytest.raises(BadInput):
        telling.tell_back(row, by=cast.noemi, told="nothing", channel="page", on=timezone.localdate())
    with acting_as(cast.noemi.pk), pytest.raises(Conflict):
        signals.file_away(row, by=cast.noemi)
    with acting_as(cast.ana.pk), pytest.raises(PermissionDenied):
        telling.tell_back(row, by=cast.ana, told="in_hand", channel="page", on=timezone.localdate())
    assert told(cast, row).state == "fed_back"


def test_words_are_erased_when_their_time_is_over_and_codes_stay(cast):
    row = verified(cast)
    told(cast, row, text="Se visitó el lugar.")
    with acting_as(cast.noemi.pk):
        signals.file_away(row, by=cast.noemi)
    thrown = captured(cast)
    with acting_as(cast.noemi.pk):
        signals.take_up(thrown, by=cast.noemi)
        signals.discard(thrown, by=cast.noemi, why="test", reason="Fue una prueba.")

    def forget(days):
        with acting_as_service("service-prevention") as service:
            return telling.forget_words(cast.PDD, by=User.objects.get(pk=service), now=timezone.now() + dt.timedelta(days=days))

    assert forget(29) == 0 and fresh(thrown, cast.noemi).text == TEXT
    assert forget(31) == 1 and fresh(thrown, cast.noemi).text == "" and fresh(row, cast.noemi).text == TEXT
    assert forget(181) == 1
    row = fresh(row, cast.noemi)
    assert row.text == "" and row.factors and row.grade == "A" and row.erased_on
    with acting_as(cast.noemi.pk):
        assert not row.feedbacks.exclude(words="").exists() and row.feedbacks.count() == 1
    assert forget(400) == 0


def test_everything_on_a_place_is_refused_and_counts_below_five_are_not_said(cast, client):
    for _n in range(4):
        captured(cast)
    with acting_as(cast.paula.pk):
        telling.set_desk(cast.PDD, cast.leo, place("1217"), by=cast.paula)
    client.force_login(cast.noemi)
    url = reverse("signal_counts") + "?place=1217"
    assert all(row.many is None for row, _word in client.get(url).context["rows"])
    client.force_login(cast.leo)
    assert all(row.many is None for row, _word in client.get(reverse("signal_counts")).context["rows"])
    captured(cast)
    assert {row.many for row, _word in client.get(reverse("signal_counts")).context["rows"]} == {5}
    assert b"<5" not in client.get(reverse("signal_counts_file")).content and b",5" in client.get(reverse("signal_counts_file")).content
    refused = client.post(reverse("signal_everything"), {"place": "1217"})
    assert refused.status_code == 403 and TEXT not in refused.content.decode()
    with acting_as(cast.mina.pk):
        from izote.prevention.queries.signals import desk_counts

        assert desk_counts(dt.date(2020, 1, 1)) == []
    client.force_login(cast.mina)
    assert client.get(reverse("signal_counts")).status_code == 403


def test_P17_while_everything_is_shut_no_counts_leave_and_telephones_are_emptied(cast, client):
    from izote.vault import actions as vault

    captured(cast)
    client.force_login(cast.noemi)
    assert client.get(reverse("capture")).status_code == 200
    assert client.get(reverse("capture_state")).json()["purge"] is False
    with acting_as(cast.hugo.pk):
        vault.lock_down(cast.PDD, by=cast.hugo)
    said = client.get(reverse("capture_state")).json()
    assert said == {"signed_in": False, "purge": True}
    client.cookies.pop("sessionid", None)
    client.force_login(cast.noemi)
    assert client.get(reverse("signal_counts_file") + "?place=1217").status_code == 409
    other = type(client)()
    assert other.get(reverse("capture_state")).json()["purge"] is False


def test_lists_ask_little_however_many_rows(cast, client, django_assert_max_num_queries):
    for n in range(7):
        captured(cast, urgency="imminent" if n == 3 else "normal")
    client.force_login(cast.noemi)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("signal_list"))
    assert next(iter(page.context["page"])).urgency == "imminent" and len(page.context["page"]) == 7
    for query in (
        "state=captured&origin=community",
        "state=&group=returned&factor=7",
        "state=open&place=San+Miguel,+San+Miguel",
        "state=derived",
    ):
        assert client.get(reverse("signal_list") + "?" + query).status_code == 200


def test_the_demo_fills_an_office_once(cast):
    from izote.prevention.demo_signals import fill
    from izote.vault.demo import fill as fill_vault

    assert fill_vault() and not fill_vault()
    assert fill() == {"signals": 12, "sources": 6} and fill() == {"signals": 0}
    with acting_as(cast.noemi.pk):
        states = set(Signal.objects.values_list("state", flat=True))
    assert {
        "captured",
        "triage",
        "verifying",
        "verified",
        "partly_verified",
        "duplicate",
        "discarded",
        "derived",
        "fed_back",
        "archived",
    } == states
