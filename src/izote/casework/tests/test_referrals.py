"""A referral is agreed, sent, answered, and taken back: effects, refusals, traces."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import AuditEvent, User
from izote.casework.actions.handing import assign_case
from izote.casework.actions.referral_answers import answer_referral
from izote.casework.actions.referrals import agree, override_consent, renew_link, send_referral, start_referral, withdraw_referral
from izote.casework.models import Case, Referral, ReferralConsent, ReferralEvent, ReferralLink, ReferralSheet
from izote.casework.queries.cases import open_case
from izote.casework.queries.partner_door import open_link, partner_sheet
from izote.casework.queries.referrals import Wanted, board, part, shared
from izote.casework.tests.referral_builders import AGREED, agreed, draft, marta, sent
from izote.kit.errors import BadInput, Conflict
from izote.people.actions import withdraw_consent
from izote.people.models import Consent

UNTIL = dt.timedelta(days=60)


def how(**more):
    return {"until": timezone.localdate() + UNTIL, "mode": "screen", "given_by": "person", "language": "es", "signature": b"png", **more}


def test_consent_seals_exactly_the_agreed_fields_and_stands_on_the_persons_page(cast):
    case = marta(cast)
    referral = agreed(cast, case, fields=["age", "contact"])
    with acting_as(cast.ana.pk):
        lines = {line.field: line.said for line in shared(referral, open_case(case, "sheets"))}
        consent = ReferralConsent.objects.defer("signature").get(pk=referral.pk)
        given = Consent.objects.get(pk=consent.consent_id)
        assert Referral.objects.get(pk=referral.pk).state == "consented"
    assert lines.keys() == {"need", "age", "contact"} == set(consent.fields)
    assert "7123-4567" in lines["contact"] and "7000-9999" not in lines["contact"]
    assert (given.purpose, given.recipient, given.expires_on) == ("share", referral.to_label[:80], consent.until)


def test_what_changes_in_the_file_later_does_not_change_what_was_agreed(cast):
    case = marta(cast)
    referral = agreed(cast, case, fields=["name"])
    with acting_as(cast.ana.pk):
        type(case.person).objects.filter(pk=case.person_id).update(first_name="Otra")
        assert "Marta Hernández" in shared(referral, open_case(case, "sheets"))[1].said


def test_nothing_is_sent_before_the_person_agreed_and_nothing_agreed_is_changed(cast):
    case = marta(cast)
    referral, other = draft(cast, case), draft(cast, case)
    with acting_as(cast.ana.pk):
        with pytest.raises(Conflict):
            send_referral(referral, channel="link", by=cast.ana)
        agree(referral, fields=AGREED, by=cast.ana, **how())
        with pytest.raises(Conflict):
            agree(referral, fields=AGREED, by=cast.ana, **how())
        with pytest.raises(BadInput):
            agree(other, fields=AGREED, by=cast.ana, **how(until=timezone.localdate() + dt.timedelta(days=400)))


def test_a_childs_harmful_caregiver_cannot_agree_and_a_child_not_alone(cast):
    from izote.casework.models import ChildFile

    case = marta(cast, birth_year=timezone.localdate().year - 12)
    referral, other = draft(cast, case), draft(cast, case)
    with acting_as(cast.ana.pk):
        with pytest.raises(Conflict):
            agree(referral, fields=AGREED, by=cast.ana, **how())
        ChildFile.objects.create(case=case, person_id=case.person_id, org_id=case.org_id, caregiver_harms=True)
        with pytest.raises(Conflict):
            agree(referral, fields=AGREED, by=cast.ana, **how(given_by="caregiver"))
        with pytest.raises(BadInput):
            agree(referral, fields=AGREED, by=cast.ana, **how(given_by="other"))
        for row, said, asked, answer in (
            (referral, "no", True, None),
            (referral, "pending", True, "yes"),
            (other, "small", False, "small"),
        ):
            ChildFile.objects.filter(case=case).update(assent=said)
            if answer is None:
                with pytest.raises(Conflict):
                    agree(row, fields=AGREED, by=cast.ana, **how(given_by="other", assent=asked))
            else:
                assert agree(row, fields=AGREED, by=cast.ana, **how(given_by="other", assent=asked)).assent == answer


def test_a_spoken_consent_needs_somebody_else_as_witness(cast):
    referral = draft(cast, marta(cast))
    with acting_as(cast.ana.pk):
        for witness in (None, cast.ana):
            with pytest.raises(BadInput):
                agree(referral, fields=AGREED, by=cast.ana, **how(mode="voice", signature=None, witness=witness))
        assert agree(referral, fields=AGREED, by=cast.ana, **how(mode="voice", signature=None, witness=cast.beto)).witness == cast.beto


def test_only_whoever_approves_overrides_consent_and_then_only_the_minimum_goes(cast):
    case = marta(cast)
    referral = draft(cast, case)
    with acting_as(cast.ana.pk), pytest.raises(PermissionDenied):
        override_consent(referral, reason="vital", until=timezone.localdate(), by=cast.ana)
    with acting_as(cast.beto.pk):
        consent = override_consent(referral, reason="vital", until=timezone.localdate(), by=cast.beto)
        assert set(consent.fields) == {"need", "code", "age", "language", "urgency"} and consent.consent_id is None
        found = send_referral(referral, channel="link", by=cast.beto)
    assert open_link(found.token, "aparato", found.pin).answer == "open"


def test_an_answer_moves_the_referral_is_flagged_and_flows_back(cast):
    case = marta(cast)
    referral = sent(cast, case, channel="account").referral
    soon = timezone.now() + dt.timedelta(days=2)
    with acting_as(cast.pilar.pk):
        row = answer_referral(referral, "schedule", by=cast.pilar, via="account", appointment_at=soon)
        assert row.state == "scheduled"
        assert list(ReferralEvent.objects.filter(referral=row, via="account").order_by("at").values_list("event", flat=True)) == [
            "accept",
            "schedule",
        ]
    with acting_as(cast.ana.pk):
        assert [one.pk for one in board(cast.ana, Wanted("waiting"))[0]] == [referral.pk] == [one.pk for one in part(case)["waiting"]]
        assert Case.objects.get(pk=case.pk).first_service_at is None
    with acting_as(cast.pilar.pk):
        answer_referral(referral, "attend", by=cast.pilar, via="account", message="Vino puntual.")
    with acting_as(cast.ana.pk):
        assert Case.objects.get(pk=case.pk).first_service_at
        assert open_case(case, "texts").said("referral_reply", referral.pk) == "Vino puntual."


def test_a_finished_referral_completes_its_action_of_the_plan(cast):
    from izote.casework.models import Goal, Plan, PlanAction

    case = marta(cast)
    with acting_as(cast.ana.pk):
        base = {"case": case, "person_id": case.person_id, "org_id": case.org_id}
        goal = Goal.objects.create(plan=Plan.objects.create(by=cast.ana, **base), dimension="social", **base)
        action = PlanAction.objects.create(goal=goal, need="health", who="partner", **base)
    referral = sent(cast, case, channel="account", action=action).referral
    with acting_as(cast.pilar.pk):
        answer_referral(referral, "finish", by=cast.pilar, via="account")
    with acting_as(cast.ana.pk):
        action.refresh_from_db()
        assert (action.state, action.result, action.done_on) == ("done", "done", timezone.localdate())


def test_the_same_answer_twice_changes_nothing_and_a_contradiction_is_kept_or_refused(cast):
    referral = sent(cast, marta(cast), channel="account").referral
    with acting_as(cast.pilar.pk):
        seen = answer_referral(referral, "see", by=cast.pilar, via="account")
        assert seen.due_at == referral.due_at, "to open it is no answer"
        first = answer_referral(referral, "accept", by=cast.pilar, via="account")
        again = answer_referral(referral, "accept", by=cast.pilar, via="account")
        assert (again.version, again.moved_at) == (first.version, first.moved_at)
        changed = answer_referral(referral, "reject", by=cast.pilar, via="account", reason="full")
        assert (changed.state, changed.reason) == ("rejected", "full")
        with pytest.raises(Conflict):
            answer_referral(referral, "accept", by=cast.pilar, via="account")
        assert ReferralEvent.objects.filter(referral=referral, via="account").count() == 3


def test_an_appointment_is_moved_by_giving_another_and_its_deadline_follows(cast):
    referral = sent(cast, marta(cast), channel="account").referral
    soon, later = (timezone.now() + dt.timedelta(days=days) for days in (2, 9))
    with acting_as(cast.pilar.pk):
        answer_referral(referral, "schedule", by=cast.pilar, via="account", appointment_at=soon)
        row = answer_referral(referral, "schedule", by=cast.pilar, via="account", appointment_at=later)
        assert row.appointment_at == later and row.due_at == later + dt.timedelta(days=3)
        with pytest.raises(BadInput):
            answer_referral(referral, "schedule", by=cast.pilar, via="account", appointment_at=timezone.now() - dt.timedelta(days=3))
        with pytest.raises(BadInput):
            answer_referral(referral, "reject", by=cast.pilar, via="account")


def test_the_office_writes_down_what_it_was_told_for_others_it_is_refused(cast):
    referral = sent(cast, marta(cast), channel="paper").referral
    with acting_as(cast.ana.pk):
        row = answer_referral(referral, "attend", by=cast.ana, via="paper", message="Boleta del 3 de mayo.")
        assert row.state == "attended" and row.reply_seen_at
    for user in (cast.pilar, cast.carla, cast.rosa):
        with acting_as(user.pk), pytest.raises((PermissionDenied, Referral.DoesNotExist)):
            answer_referral(referral, "finish", by=user, via="account")


def test_withdrawing_here_stops_the_link_deletes_the_sheet_and_shows_on_the_persons_page(cast):
    case = marta(cast)
    found = sent(cast, case)
    assert open_link(found.token, "aparato", found.pin).answer == "open"
    with acting_as(cast.ana.pk):
        row = withdraw_referral(found.referral, by=cast.ana)
        assert row.state == "withdrawn" and row.ended_at and row.reply_seen_at
        assert not ReferralSheet.objects.filter(pk=row.pk).exists()
        assert ReferralLink.objects.filter(referral=row, revoked_at__isnull=True).count() == 0
        assert Consent.objects.get(recipient=row.to_label[:80]).withdrawn_on == timezone.localdate()
        with pytest.raises(Conflict):
            renew_link(row, by=cast.ana)
    assert open_link(found.token, "aparato", found.pin).answer == "gone"


def test_a_psychologist_records_a_consent_and_takes_it_back_for_the_person(cast):
    case = marta(cast)
    with acting_as(cast.beto.pk):
        assign_case(case, to=cast.delia, by=cast.beto)
    with acting_as(cast.delia.pk):
        case = Case.objects.get(pk=case.pk)
        referral = start_referral(
            case, channel="link", by=cast.delia, to_label="Clínica", to_phone="2334-0001", need="health", urgency="days"
        )
        until = timezone.localdate() + dt.timedelta(days=30)
        agree(referral, fields=AGREED, until=until, mode="paper", given_by="person", language="es", by=cast.delia)
        found = send_referral(referral, channel="link", by=cast.delia)
        row = withdraw_referral(found.referral, by=cast.delia)
        assert row.state == "withdrawn" and Consent.objects.get(recipient="Clínica").withdrawn_on == timezone.localdate()
    assert open_link(found.token, "aparato", found.pin).answer == "gone"


def test_withdrawing_on_the_persons_page_by_reception_ends_it_at_once_and_tells_the_worker(cast):
    case = marta(cast)
    by_link, by_account = sent(cast, case), sent(cast, case, channel="account")
    with acting_as(cast.rosa.pk):
        for consent in Consent.objects.filter(person=case.person, purpose="share"):
            withdraw_consent(case.person, consent, by=cast.rosa)
    assert open_link(by_link.token, "aparato", by_link.pin).answer == "gone"
    with acting_as(cast.pilar.pk):
        assert not Referral.objects.exists() and partner_sheet(by_account.referral) is None
    with acting_as(cast.ana.pk):
        assert set(Referral.objects.values_list("state", flat=True)) == {"withdrawn"}
        assert board(cast.ana, Wanted("waiting"))[0].count() == 2
        assert set(ReferralEvent.objects.filter(event="withdraw").values_list("by__username", flat=True)) == {"rosa"}


def test_an_expired_consent_opens_nothing_by_any_door(cast, superuser):
    case = marta(cast)
    by_link, by_account = sent(cast, case), sent(cast, case, channel="account")
    with acting_as(cast.ana.pk):
        ReferralConsent.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
    assert open_link(by_link.token, "aparato", by_link.pin).answer == "gone"
    with acting_as(cast.pilar.pk):
        assert partner_sheet(by_account.referral) is None and not Referral.objects.exists()
    with acting_as(cast.ana.pk), pytest.raises(Conflict):
        renew_link(by_link.referral, by=cast.ana)


def test_a_consent_shortened_on_the_persons_page_counts_too(cast):
    found = sent(cast, marta(cast))
    with acting_as(cast.ana.pk):
        Consent.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert open_link(found.token, "aparato", found.pin).answer == "gone"


def test_every_opening_of_a_sheet_leaves_a_line_without_a_name(cast):
    case = marta(cast)
    by_link, by_account = sent(cast, case), sent(cast, case, channel="account")
    open_link(by_link.token, "aparato", "000000" if by_link.pin != "000000" else "111111")
    open_link(by_link.token, "aparato", by_link.pin)
    with acting_as(cast.pilar.pk):
        assert partner_sheet(by_account.referral)
    with acting_as(cast.beto.pk):
        lines = list(AuditEvent.objects.filter(verb__startswith="referral.", key=str(case.person_id)).order_by("id"))
    said = [(line.actor_label, line.verb, line.label) for line in lines[-3:]]
    assert said == [
        ("service-links", "referral.link_failed", by_link.referral.code),
        ("service-links", "referral.sheet_opened", by_link.referral.code),
        ("pilar", "referral.sheet_opened", by_account.referral.code),
    ]
    assert not any("Marta" in str(line.details) for line in lines)


def test_the_service_of_links_answers_only_referrals_that_went_by_link(cast):
    case = marta(cast)
    by_link, by_account = sent(cast, case), sent(cast, case, channel="account")
    with acting_as_service("service-links") as pk:
        service = User.objects.get(pk=pk)
        assert answer_referral(by_link.referral, "accept", by=service, via="link").state == "accepted"
        with pytest.raises(Referral.DoesNotExist):
            answer_referral(by_account.referral, "accept", by=service, via="link")
