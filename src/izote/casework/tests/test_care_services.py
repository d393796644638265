"""What is given: receipts without gaps, warnings of double support that name nobody, cancelling that keeps the row."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions.services import cancel_service, deliver
from izote.casework.models import Case, Referral, ServiceDelivered
from izote.casework.queries.services import balance, doubles
from izote.casework.tests import builders
from izote.kit.errors import Conflict
from izote.people.actions import exclude_user, join_household
from tests.builders import person

TODAY = dt.date(2026, 11, 20)


def give(case, by, kind="food", day=None, **fields):
    with acting_as(by.pk):
        return deliver(case, kind=kind, delivered_on=day or timezone.localdate(), by=by, **fields)


def test_receipts_are_numbered_without_gaps_office_by_office(cast):
    first, other = builders.case(cast.ana, cast.ZAC), builders.case(cast.carla, cast.SMI)
    numbers = [give(first, cast.ana, "transport", dt.date(2026, 1, 1)).receipt, give(other, cast.carla).receipt]
    numbers.append(give(first, cast.ana, "legal").receipt)
    assert [n[:3] for n in numbers] == ["ZAC", "SMI", "ZAC"]
    assert int(numbers[2][-6:]) == int(numbers[0][-6:]) + 1


def test_the_first_service_stops_its_clock_and_counts_as_a_contact_when_spoken(cast):
    case = builders.case(cast.ana, cast.ZAC)
    give(case, cast.ana, spoken=False)
    with acting_as(cast.ana.pk):
        found = Case.objects.get(pk=case.pk)
        assert found.first_service_at and found.touched_at and found.last_contact_at is None
    give(case, cast.ana, "legal")
    with acting_as(cast.ana.pk):
        assert Case.objects.get(pk=case.pk).last_contact_at


def test_the_first_service_is_of_the_day_it_was_given_and_follows_what_is_cancelled(cast):
    subject, today, day = person(cast.ana, cast.ZAC), timezone.localdate(), dt.timedelta(days=1)
    opened = timezone.now() - 30 * day
    about = {
        "kind": "reintegration",
        "risk": "low",
        "opened_by": cast.ana,
        "responsible": cast.ana,
        "opened_at": opened,
        "risk_set_at": opened,
    }
    with acting_as(cast.ana.pk):
        case = Case(person=subject, org=cast.ZAC, code=f"{subject.code}/1", **about)
        case.save(force_insert=True)

    def first():
        with acting_as(cast.ana.pk):
            at = Case.objects.get(pk=case.pk).first_service_at
        return at and timezone.localtime(at).date()

    later, earlier = give(case, cast.ana, "legal", today - day), give(case, cast.ana, "food", today - 9 * day)
    assert first() == today - 9 * day
    for row, left in ((earlier, today - day), (later, None)):
        with acting_as(cast.ana.pk):
            cancel_service(row, by=cast.ana)
        assert first() == left
    with acting_as(cast.ana.pk):
        where = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "by": cast.ana, "need": "health", "channel": "paper"}
        Referral.objects.create(**where, code="R1", urgency="days", state="attended", attended_at=timezone.now() - 4 * day)
    row = give(case, cast.ana, "legal", today - 6 * day)
    with acting_as(cast.ana.pk):
        cancel_service(row, by=cast.ana)
    assert first() == today - 4 * day


def test_the_same_for_the_household_by_another_worker_is_warned_of_without_saying_whose(cast):
    mother, son = person(cast.ana, cast.ZAC), person(cast.beto, cast.ZAC, first_name="Julio")
    with acting_as(cast.ana.pk):
        join_household(mother, son, by=cast.ana)
    theirs = builders.case(cast.beto, cast.ZAC, of=son)
    give(theirs, cast.beto, programme="iom")
    mine = builders.case(cast.ana, cast.ZAC, of=mother)
    with acting_as(cast.ana.pk):
        assert not Case.objects.filter(pk=theirs.pk).exists()
        assert [(d.same_person, d.many) for d in doubles(mine, "food", timezone.localdate())] == [(False, 1)]
        assert doubles(mine, "legal", timezone.localdate()) == []
        with pytest.raises(Conflict):
            deliver(mine, kind="food", delivered_on=timezone.localdate(), by=cast.ana)
    assert give(mine, cast.ana, double_reason="larger").double_reason == "larger"


@pytest.mark.parametrize(("days", "warned"), [(0, True), (30, True), (31, False), (-30, True), (-31, False)])
def test_the_warning_reaches_as_many_days_as_the_kind_says_before_and_after(cast, days, warned):
    case = builders.case(cast.ana, cast.ZAC)
    give(case, cast.ana, day=TODAY)
    with acting_as(cast.ana.pk):
        assert bool(doubles(case, "food", TODAY + dt.timedelta(days=days))) == warned


def test_a_member_of_the_household_who_is_hidden_is_not_given_away(cast):
    mother, son = person(cast.ana, cast.ZAC), person(cast.beto, cast.ZAC, first_name="Julio")
    with acting_as(cast.ana.pk):
        join_household(mother, son, by=cast.ana)
    give(builders.case(cast.beto, cast.ZAC, of=son), cast.beto)
    mine = builders.case(cast.ana, cast.ZAC, of=mother)
    with acting_as(cast.beto.pk):
        exclude_user(son, user=cast.ana, reason="conflict", by=cast.beto)
    with acting_as(cast.ana.pk):
        assert doubles(mine, "food", timezone.localdate()) == []


def test_nobody_asks_about_double_support_in_a_case_that_is_not_open_to_them(cast):
    case = builders.case(cast.ana, cast.ZAC)
    give(case, cast.ana)
    for who in (cast.rosa, cast.delia, cast.carla, cast.oscar, cast.pilar):
        with acting_as(who.pk):
            assert doubles(case, "food", timezone.localdate()) == []


def test_a_cancelled_service_stays_with_its_number_and_no_longer_counts(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = give(case, cast.ana, "cash", amount_usd=50, programme="municipal")
    with acting_as(cast.ana.pk):
        assert balance(case) == [{"programme": "municipal", "many": 1, "usd": 50}]
        cancel_service(row, by=cast.ana)
        assert balance(case) == [] and doubles(case, "cash", timezone.localdate()) == []
        assert ServiceDelivered.objects.get(pk=row.pk).receipt == row.receipt
        with pytest.raises(Conflict):
            cancel_service(row, by=cast.ana)


def test_the_page_asks_why_and_then_gives_a_receipt_to_sign(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    give(case, cast.ana)
    client.force_login(cast.ana)
    sent = {"kind": "food", "delivered_on": timezone.localdate().isoformat(), "quantity": "2", "unit": "package", "spoken": "on"}
    asked = client.post(reverse("service_add", args=[case.pk]), sent)
    assert asked.status_code == 200 and asked.context["doubles"]
    done = client.post(reverse("service_add", args=[case.pk]), {**sent, "double_reason": "part"})
    page = client.get(done["Location"]).content.decode()
    assert "ZAC-" in page and "Marta Hernández" in page and "2 paquete" in page
    pdf = client.get(done["Location"].replace("recibo/", "recibo.pdf"))
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf["Content-Disposition"]
