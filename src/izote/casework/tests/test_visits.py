"""Visits are counted in taps, named never, and forgotten after a year."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.casework.actions.visits import blank_visits, count_visit
from izote.casework.models import Visit
from izote.casework.queries.visits import counted
from izote.kit.errors import BadInput
from izote.people.tests.builders import enter

TODAY = timezone.localdate()


def visit(by, org, **fields):
    given = {"topics": ["documents"], "channel": "counter", "outcome": "advised", "day": TODAY, **fields}
    with acting_as(by.pk):
        return count_visit(org, by=by, **given)


def test_reception_counts_a_visit_with_one_tap(cast, client):
    page = enter(client, cast.rosa).get(reverse("visit_create"))
    assert b'type="text"' not in page.content.split(b"<details")[0], "nothing to type before the count"
    given = {"topics": ["prevention", "rights"], "channel": "counter", "outcome": "advised", "day": TODAY.isoformat()}
    page = client.post(reverse("visit_create"), given, follow=True).content.decode()
    assert "Se contó: Riesgos de migrar sin papeles, Derechos." in page
    with acting_as(cast.rosa.pk):
        found = Visit.objects.get()
        assert found.topics == ["prevention", "rights"] and not found.sex and found.place is None


def test_a_period_that_no_calendar_holds_is_no_error(cast, client):
    page = enter(client, cast.beto).get(reverse("visit_list"), {"until": "0001-01-01"})
    assert page.status_code == 200


@pytest.mark.parametrize(("wrong", "said"), [({"topics": []}, "qué trató"), ({"day": TODAY + dt.timedelta(days=1)}, "no ha llegado")])
def test_a_visit_that_makes_no_sense_is_refused_in_a_sentence(cast, wrong, said):
    with pytest.raises(BadInput, match=said):
        visit(cast.ana, cast.ZAC, **wrong)


def test_a_visit_goes_on_to_registration(cast, client):
    given = {"topics": ["work"], "channel": "phone", "outcome": "advised", "day": TODAY.isoformat(), "next": "register"}
    assert enter(client, cast.ana).post(reverse("visit_create"), given).headers["Location"] == reverse("person_create")


@pytest.mark.parametrize("wrong", [{"topics": []}, {"topics": ["x"]}, {"day": "2999-01-01"}, {"channel": "x"}, {"sex": "Q"}])
def test_what_makes_no_sense_is_not_counted(cast, client, wrong):
    given = {"topics": ["work"], "channel": "phone", "outcome": "advised", "day": TODAY.isoformat(), **wrong}
    assert enter(client, cast.ana).post(reverse("visit_create"), given).status_code == 200
    with acting_as(cast.ana.pk):
        assert not Visit.objects.exists()


def test_counts_are_by_topic_and_by_day_and_of_ones_own_office(cast, client):
    visit(cast.ana, cast.ZAC, topics=["documents", "work"])
    visit(cast.rosa, cast.ZAC, day=TODAY - dt.timedelta(days=1))
    visit(cast.carla, cast.SMI)
    with acting_as(cast.beto.pk):
        found = counted(cast.beto, TODAY - dt.timedelta(days=7), TODAY)
    assert (found.total, found.topics) == (2, [("documents", 2), ("work", 1)])
    assert found.days == [(TODAY, 1), (TODAY - dt.timedelta(days=1), 1)]
    assert "<svg" in enter(client, cast.beto).get(reverse("visit_list")).content.decode()


def test_a_visit_of_today_can_be_taken_back_by_those_who_count(cast, client):
    mistake, old = visit(cast.ana, cast.ZAC), visit(cast.ana, cast.ZAC, day=TODAY - dt.timedelta(days=1))
    enter(client, cast.carla)
    assert client.post(reverse("visit_remove", args=[mistake.pk])).status_code == 404
    enter(client, cast.rosa)
    assert client.post(reverse("visit_remove", args=[old.pk])).status_code == 404
    assert client.post(reverse("visit_remove", args=[mistake.pk])).status_code == 302
    with acting_as(cast.ana.pk):
        assert list(Visit.objects.values_list("pk", flat=True)) == [old.pk]


def test_after_twelve_months_only_the_count_stays(cast):
    told = {"sex": "F", "age_band": "18-29"}
    old, recent = visit(cast.ana, cast.ZAC, day=TODAY - dt.timedelta(days=400), **told), visit(cast.ana, cast.ZAC, **told)
    with acting_as_service("service-care") as service:
        by = User.objects.get(pk=service)
        assert blank_visits(cast.ZAC, by=by) == 1 and blank_visits(cast.ZAC, by=by) == 0
    with acting_as(cast.ana.pk):
        old, recent = Visit.objects.get(pk=old.pk), Visit.objects.get(pk=recent.pk)
    assert (old.sex, old.age_band, old.day.day) == ("", "", 1) and old.topics == ["documents"]
    assert old.created_at.date() == old.day, "the hour would say who it was"
    assert (recent.sex, recent.age_band) == ("F", "18-29")


def test_whoever_only_leads_sees_counts_and_counts_nothing(cast):
    with acting_as(cast.tomas.pk), pytest.raises(PermissionDenied):
        count_visit(cast.ZAC, by=cast.tomas, topics=["work"], channel="phone", outcome="advised", day=TODAY)
