"""Writing services: what is kept, what is refused, and where a confidential address goes."""

import pytest
from django.core.exceptions import PermissionDenied

from izote.access.context import acting_as
from izote.access.models import AuditEvent
from izote.kit.errors import Conflict
from izote.partners import actions, queries
from izote.partners.models import ConfidentialAddress, Location, Schedule, Service, ServiceArea
from izote.partners.tests.builders import institution, place, published, service, weekdays


def test_a_service_is_kept_with_places_hours_and_areas_and_leaves_a_line(cast):
    with acting_as(cast.ana.pk):
        areas = [place("0821"), place("0810")]
    one = service(cast.ana, cast.ZAC, areas=areas, schedules=[weekdays()], locations=[{"place": areas[0], "address": "2a calle oriente 5"}])
    with acting_as(cast.ana.pk):
        found = queries.service_for(cast.ana, one.pk)
        assert [a.place.code for a in found.areas.all()] == ["0810", "0821"]
        assert found.schedules.all()[0].days == ["MO", "TU", "WE", "TH", "FR"]
        assert found.locations.all()[0].address == "2a calle oriente 5"
    with acting_as(cast.beto.pk):
        assert AuditEvent.objects.filter(verb="service.added", key=str(one.pk)).count() == 1


def test_correcting_keeps_the_ids_of_what_stays_and_takes_away_what_is_left_out(cast):
    with acting_as(cast.ana.pk):
        here, there = place("0821"), place("0810")
    one = service(
        cast.ana,
        cast.ZAC,
        areas=[here],
        schedules=[weekdays(), {"days": ["SA"]}],
        locations=[{"place": here, "address": "A"}, {"address": "B"}],
    )
    with acting_as(cast.ana.pk):
        kept = Location.objects.get(service=one, address="A").pk
        hours = Schedule.objects.get(service=one, days=["SA"]).pk
        actions.write_service(
            org=cast.ZAC,
            by=cast.ana,
            service=one,
            areas=[there],
            schedules=[{"days": ["SA"]}],
            locations=[{"id": kept, "place": here, "address": "A 2"}],
        )
        assert [(row.pk, row.address) for row in Location.objects.filter(service=one)] == [(kept, "A 2")]
        assert [row.pk for row in Schedule.objects.filter(service=one)] == [hours]
        assert [row.place.code for row in ServiceArea.objects.filter(service=one)] == ["0810"]


def test_a_confidential_address_stands_apart_and_only_keepers_of_the_directory_read_it(cast):
    with acting_as(cast.ana.pk):
        here = place("0821")
    one = service(cast.ana, cast.ZAC, "Casa segura", locations=[{"place": here, "address": "Pasaje 3", "confidential": True}])
    with acting_as(cast.ana.pk):
        row = Location.objects.get(service=one)
        assert (row.address, row.place, row.name) == ("", None, "")
        assert [s.address for s in queries.confidential_addresses(one).values()] == ["Pasaje 3"]
    for reader in (cast.delia, cast.tomas, cast.rosa):
        with acting_as(reader.pk):
            assert queries.service_for(reader, one.pk).name == "Casa segura"
            assert queries.confidential_addresses(one) == {}
    with acting_as(cast.ana.pk):
        actions.write_service(
            org=cast.ZAC, by=cast.ana, service=one, locations=[{"id": row.pk, "place": here, "address": "Alcaldía", "confidential": False}]
        )
        assert not ConfidentialAddress.objects.filter(location=row).exists()


def test_the_second_of_two_who_correct_at_once_overwrites_nothing(cast):
    one = service(cast.ana, cast.ZAC)
    with acting_as(cast.beto.pk):
        actions.write_service(org=cast.ZAC, by=cast.beto, service=one, version=1, fees="gratis")
    with acting_as(cast.ana.pk):
        with pytest.raises(Conflict):
            actions.write_service(org=cast.ZAC, by=cast.ana, service=one, version=1, fees="10 dólares")
        assert Service.objects.get(pk=one.pk).fees == "gratis"


def test_only_keepers_of_the_directory_write(cast):
    for reader in (cast.rosa, cast.delia, cast.tomas, cast.carla, cast.pilar):
        with acting_as(reader.pk), pytest.raises(PermissionDenied):
            actions.write_institution(org=cast.ZAC, by=reader, name="X", kind="other")


def test_one_institution_has_no_two_services_of_one_name(cast):
    service(cast.ana, cast.ZAC)
    with pytest.raises(Conflict):
        service(cast.ana, cast.ZAC)
    with pytest.raises(Conflict), acting_as(cast.ana.pk):
        actions.write_institution(org=cast.ZAC, by=cast.ana, name="Alcaldía de prueba", kind="municipal")


def test_a_service_is_found_by_the_new_name_of_its_institution(cast):
    where = institution(cast.ana, cast.ZAC)
    one = service(cast.ana, cast.ZAC, of=where)
    with acting_as(cast.ana.pk):
        actions.write_institution(org=cast.ZAC, by=cast.ana, institution=where, name="Unidad de la Niñez")
        assert [s.pk for s in queries.find_services(cast.ZAC, text="ninez")] == [one.pk]


def test_what_is_no_longer_offered_or_becomes_confidential_leaves_the_public_directory_at_once(cast):
    with acting_as(cast.ana.pk):
        here = place("0821")
    for change in ({"status": Service.Status.DEFUNCT}, {"secret": True}):
        one = service(cast.ana, cast.ZAC, f"Servicio {change}", locations=[{"place": here, "address": "Calle 1"}])
        published(one, proposed_by=cast.ana, approved_by=cast.beto)
        with acting_as(cast.ana.pk):
            row = Location.objects.get(service=one)
            given = (
                {"locations": [{"id": row.pk, "place": here, "address": "Calle 1", "confidential": True}]} if "secret" in change else change
            )
            actions.write_service(org=cast.ZAC, by=cast.ana, service=one, **given)
            assert not queries.publications().filter(pk=one.pk).exists()


def test_capacity_bears_the_day_of_its_count(cast):
    one = service(cast.ana, cast.ZAC)
    assert one.capacity_updated_at is None
    with acting_as(cast.ana.pk):
        one = actions.write_service(org=cast.ZAC, by=cast.ana, service=one, capacity_available=3, capacity_maximum=10)
        counted = one.capacity_updated_at
        assert counted is not None
        assert actions.write_service(org=cast.ZAC, by=cast.ana, service=one, fees="gratis").capacity_updated_at == counted
