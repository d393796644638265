"""A case goes from hand to hand: given, offered and accepted, shared, covered; the file goes with it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import handing
from izote.casework.actions.cases import set_risk
from izote.casework.models import Case, CaseShare, Transfer
from izote.casework.queries.cases import case_for, open_case
from izote.casework.queries.team import loads
from izote.casework.tests import builders
from izote.kit.errors import BadInput, Conflict
from izote.people.models import Person
from izote.people.queries import open_file
from izote.people.tests.builders import enter, exclude
from tests.builders import person


@pytest.fixture
def case(cast):
    return builders.case(cast.ana, cast.ZAC, risk="high")


def carried_by(case, by):
    with acting_as(by.pk):
        found = Case.objects.select_related("person").get(pk=case.pk)
        return found.responsible_id, found.person.responsible_id


def sees(case, user):
    with acting_as(user.pk):
        return Case.objects.filter(pk=case.pk).exists()


def test_a_supervisor_gives_a_case_and_the_file_goes_with_it(cast, case):
    with acting_as(cast.beto.pk):
        handing.assign_case(case, to=cast.delia, by=cast.beto)
    assert carried_by(case, cast.beto) == (cast.delia.pk, cast.delia.pk)
    assert sees(case, cast.delia) and not sees(case, cast.ana)
    with acting_as(cast.delia.pk):
        assert open_file(Person.objects.get(pk=case.person_id)) is not None


def test_nobody_else_gives_cases(cast, case):
    with acting_as(cast.ana.pk), pytest.raises(PermissionDenied):
        handing.assign_case(case, to=cast.delia, by=cast.ana)
    with acting_as(cast.beto.pk), pytest.raises(BadInput):
        handing.assign_case(case, to=cast.rosa, by=cast.beto)


def test_an_offered_case_changes_hands_only_when_it_is_accepted(cast, case):
    with acting_as(cast.ana.pk):
        transfer = handing.offer_transfer(case, to=cast.delia, note="Prefiere las mañanas.", by=cast.ana)
        with pytest.raises(Conflict):
            handing.offer_transfer(case, to=cast.beto, by=cast.ana)
    assert carried_by(case, cast.beto) == (cast.ana.pk, cast.ana.pk) and sees(case, cast.delia)
    with acting_as(cast.ana.pk), pytest.raises(PermissionDenied):
        handing.answer_transfer(transfer, "accept", by=cast.ana)
    with acting_as(cast.delia.pk):
        assert [t.body for t in open_case(case, "texts").about("transfer", transfer.pk)] == ["Prefiere las mañanas."]
        handing.answer_transfer(transfer, "accept", by=cast.delia)
    assert carried_by(case, cast.beto) == (cast.delia.pk, cast.delia.pk) and not sees(case, cast.ana)
    with acting_as(cast.delia.pk), pytest.raises(Conflict):
        handing.answer_transfer(transfer, "refuse", reason="tarde", by=cast.delia)


def test_a_refusal_needs_a_reason_and_leaves_everything_as_it_was(cast, case):
    with acting_as(cast.ana.pk):
        transfer = handing.offer_transfer(case, to=cast.delia, by=cast.ana)
    with acting_as(cast.delia.pk):
        with pytest.raises(BadInput):
            handing.answer_transfer(transfer, "refuse", by=cast.delia)
        handing.answer_transfer(transfer, "refuse", reason="Ya llevo demasiados.", by=cast.delia)
    assert not sees(case, cast.delia) and carried_by(case, cast.ana)[0] == cast.ana.pk
    with acting_as(cast.ana.pk):
        assert Transfer.objects.get(pk=transfer.pk).state == "refused"
        handing.answer_transfer(handing.offer_transfer(case, to=cast.beto, by=cast.ana), "cancel", by=cast.ana)


def test_an_excluded_colleague_is_not_offered_and_gets_nothing(cast, case, client):
    exclude(case.person, cast.delia, by=cast.ana)
    page = enter(client, cast.beto).get(reverse("case_assign", args=[case.pk])).content.decode()
    assert "Delia" not in page and "Beto" in page
    with acting_as(cast.beto.pk), pytest.raises(Conflict):
        handing.assign_case(case, to=cast.delia, by=cast.beto)
    with acting_as(cast.ana.pk), pytest.raises(Conflict):
        handing.share_case(case, user=cast.delia, why="professional", ends_on=None, by=cast.ana)


def test_whom_a_case_was_lent_hands_it_on_to_nobody(cast, case):
    with acting_as(cast.ana.pk):
        handing.share_case(case, user=cast.delia, why="professional", ends_on=None, by=cast.ana)
        with pytest.raises(BadInput):
            handing.offer_transfer(case, to=cast.ana, by=cast.ana)
    with acting_as(cast.delia.pk):
        with pytest.raises(BadInput):
            handing.offer_transfer(case, to=cast.delia, by=cast.delia)
        with pytest.raises(PermissionDenied):
            handing.offer_transfer(case, to=cast.beto, by=cast.delia)
        with pytest.raises(PermissionDenied):
            handing.share_case(case, user=cast.beto, why="second", ends_on=None, by=cast.delia)
        keys = {"case": case, "person_id": case.person_id, "org_id": case.org_id}
        for to in (cast.delia, cast.beto):
            offer = Transfer(**keys, from_user=cast.ana, to_user=to, requested_by=cast.delia, requested_at=timezone.now())
            with pytest.raises(ProgrammingError), transaction.atomic():
                offer.save(force_insert=True)


def test_an_offer_lends_the_case_for_a_month_at_most(cast, case):
    with acting_as(cast.ana.pk):
        transfer = handing.offer_transfer(case, to=cast.delia, by=cast.ana)
        Transfer.objects.filter(pk=transfer.pk).update(requested_at=timezone.now() - dt.timedelta(days=31))
    assert not sees(case, cast.delia)


def test_a_share_lasts_until_its_day_and_is_remembered(cast, case):
    with acting_as(cast.ana.pk):
        share = handing.share_case(case, user=cast.delia, why="professional", ends_on=None, by=cast.ana)
    assert sees(case, cast.delia)
    with acting_as(cast.delia.pk):
        set_risk(case_for(cast.delia, case.pk), "immediate", by=cast.delia)
    with acting_as(cast.ana.pk):
        handing.end_share(share, by=cast.ana)
        assert CaseShare.objects.filter(pk=share.pk).exists()
        with pytest.raises(BadInput):
            handing.share_case(case, user=cast.delia, why="second", ends_on=timezone.localdate() - dt.timedelta(days=1), by=cast.ana)
    assert not sees(case, cast.delia)


def test_whoever_stands_in_works_on_the_cases_of_the_absent_and_opens_cases_in_their_name(cast, case, client):
    today = timezone.localdate()
    assert not sees(case, cast.delia)
    enter(client, cast.beto)
    data = {"absent": cast.ana.pk, "stand_in": cast.delia.pk, "starts_on": today.isoformat(), "ends_on": today.isoformat()}
    assert client.post(reverse("cover_list"), data).status_code == 302
    assert sees(case, cast.delia) and "suple Delia" in client.get(reverse("case_detail", args=[case.pk])).content.decode()
    file = person(cast.ana, cast.ZAC)
    new = builders.case(cast.delia, cast.ZAC, of=file)
    assert new.responsible_id == cast.ana.pk and new.opened_by_id == cast.delia.pk
    with acting_as(cast.beto.pk):
        for cover in handing.Cover.objects.all():
            handing.end_cover(cover, by=cast.beto)
    assert not sees(case, cast.delia)


def test_the_load_is_weighted_shown_and_only_warns(cast, client):
    for risk in ("immediate", "high", "medium", "low"):
        builders.case(cast.ana, cast.ZAC, risk=risk)
    case = builders.case(cast.beto, cast.ZAC, risk="low")
    with acting_as(cast.beto.pk):
        found = {load.user.username: (load.cases, load.weight, load.full) for load in loads(cast.ZAC.pk)}
        assert found == {"delia": (0, 0, False), "beto": (1, 1, False), "ana": (4, 9, False)}
        builders_rules(cast, caseload=9)
    page = enter(client, cast.beto).get(reverse("case_assign", args=[case.pk])).content.decode()
    assert "Ana – 4 casos, carga 9 de 9: ya completa" in page and page.index("Delia") < page.index("Ana –")
    assert client.post(reverse("case_assign", args=[case.pk]), {"to": cast.ana.pk}).status_code == 302


def builders_rules(cast, **rules):
    from izote.casework.models import OfficeRules

    OfficeRules(org=cast.ZAC, **rules).save()


def test_another_office_learns_nothing_of_the_load(cast):
    builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.carla.pk):
        assert loads(cast.ZAC.pk) == []
