"""The form of a service and its page, as somebody fills and reads them."""

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.partners import queries
from izote.partners.tests.builders import enter, institution, place, service, weekdays

EMPTY = {"location-TOTAL_FORMS": "0", "location-INITIAL_FORMS": "0", "schedule-TOTAL_FORMS": "0", "schedule-INITIAL_FORMS": "0"}


def filled(where, **more):
    return {"institution": str(where.pk), "name": "Consulta", "status": "active", **EMPTY, **more}


def test_a_service_is_written_with_a_place_and_hours(cast, client):
    where = institution(cast.ana, cast.ZAC)
    sent = filled(
        where,
        needs=["health"],
        areas="Zacatecoluca\nSan Juan Nonualco, La Paz",
        phones="2334-0200 (citas)\n126",
        **{"location-TOTAL_FORMS": "1", "location-0-kind": "physical", "location-0-place": "zaca", "location-0-address": "Calle 1\u202e"},
        **{"schedule-TOTAL_FORMS": "1", "schedule-0-days": ["MO", "FR"], "schedule-0-opens_at": "08:00", "schedule-0-closes_at": "12:00"},
    )
    made = enter(client, cast.ana).post(reverse("service_create"), sent)
    assert made.status_code == 302
    page = client.get(made["Location"]).content.decode()
    for words in (
        "Atención médica",
        "San Juan Nonualco, Zacatecoluca",
        "Calle 1",
        "lun, vie 08:00–12:00",
        'href="tel:+50323340200"',
        "citas",
    ):
        assert words in page, words
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("areas", "Atlántida", "Ningún lugar se llama Atlántida"),
        ("areas", "San Francisco", "Cuál de estos"),
        ("phones", "pregunte por Ana", "no comienza con un número"),
        ("maximum_age", "10", "menor que la otra edad"),
        ("url", "javascript:alert(1)", "URL"),
        ("location-0-place", "Nowhere", "Ningún lugar se llama"),
        ("schedule-0-closes_at", "07:00", "Cerraría antes de abrir"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(cast, client, field, value, said):
    where = institution(cast.ana, cast.ZAC)
    rows = {"location-TOTAL_FORMS": "1", "location-0-address": "Calle 1", "schedule-TOTAL_FORMS": "1", "schedule-0-days": ["MO"]}
    sent = filled(where, minimum_age="18", description="No se pierde", **{**rows, "schedule-0-opens_at": "08:00", field: value})
    answer = enter(client, cast.ana).post(reverse("service_create"), sent)
    assert answer.status_code == 200
    assert said in answer.content.decode() and "No se pierde" in answer.content.decode()
    with acting_as(cast.ana.pk):
        assert not queries.services_for(cast.ana).exists()


def test_the_form_shows_what_is_kept_and_saving_it_unchanged_changes_no_row(cast, client):
    with acting_as(cast.ana.pk):
        here = place("0821")
    one = service(
        cast.ana, cast.ZAC, areas=[here], schedules=[weekdays()], locations=[{"place": here, "address": "Calle 1"}], phones=["126"]
    )
    page = enter(client, cast.ana).get(reverse("service_edit", args=[one.pk]))
    sent = {}
    for form in (page.context["form"], *page.context["locations"], *page.context["schedules"]):
        for bound in form:
            value = form[bound.name].value()
            if value not in (None, False):
                sent[bound.html_name] = value
    for formset in (page.context["locations"], page.context["schedules"]):
        sent |= {bound.html_name: bound.value() for bound in formset.management_form}
    with acting_as(cast.ana.pk):
        before = parts(cast, one)
    answer = client.post(reverse("service_edit", args=[one.pk]), sent)
    assert answer.status_code == 302, (
        answer.context["form"].errors,
        answer.context["locations"].errors,
        answer.context["schedules"].errors,
    )
    with acting_as(cast.ana.pk):
        assert parts(cast, one) == before
    stale = client.post(reverse("service_edit", args=[one.pk]), sent)
    assert stale.status_code == 409


def parts(cast, one):
    row = queries.service_for(cast.ana, one.pk)
    rows = [[(part.pk, str(part)) for part in rows.all()] for rows in (row.locations, row.schedules, row.areas)]
    return rows, row.name, row.needs, row.phones, row.languages


def test_a_contact_is_written_shown_to_readers_and_forgotten(cast, client):
    where = institution(cast.ana, cast.ZAC)
    here = reverse("institution_detail", args=[where.pk])
    enter(client, cast.ana).post(reverse("contactperson_add", args=[where.pk]), {"name": "Licda. Prueba", "phone": "7000 0000"})
    assert "Licda. Prueba" in enter(client, cast.rosa).get(here).content.decode()
    with acting_as(cast.ana.pk):
        contact = where.contacts.get().pk
    enter(client, cast.rosa)
    assert client.post(reverse("contactperson_remove", args=[where.pk, contact])).status_code == 403
    assert enter(client, cast.ana).post(reverse("contactperson_remove", args=[where.pk, contact])).status_code == 302
    assert "Licda. Prueba" not in client.get(here).content.decode()
