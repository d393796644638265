"""Finding: by need, place, age, sex, day and words; why, and what is missing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from izote.access.context import acting_as
from izote.partners import actions, queries
from izote.partners.models import Service
from izote.partners.queries import Question
from izote.partners.tests.builders import enter, institution, place, service, weekdays

MONDAY, SUNDAY = dt.date(2026, 2, 23), dt.date(2026, 2, 22)


@pytest.fixture
def town(cast):
    """Zacatecoluca's directory: one in each ring around it, and others."""
    with acting_as(cast.ana.pk):
        zaca, juan, oloc, ana = place("0821"), place("0810"), place("0805"), place("0210")
        municipality = zaca.parents.get(valid_to__isnull=True).parent
    hours = [weekdays()]

    def one(name, where, areas, **fields):
        return service(cast.ana, cast.ZAC, name, locations=[{"place": where, "address": "x"}], areas=areas, schedules=hours, **fields)

    one("D lejos pero atiende aquí", ana, [zaca])
    one("C en el departamento", oloc, [zaca, oloc])
    one("B en el municipio", juan, [municipality])
    one("A aquí", zaca, [zaca], minimum_age=15, maximum_age=29, needs=["training", "work"])
    one("otro distrito", ana, [ana])
    service(cast.ana, cast.ZAC, "sin área", needs=["health"], gender="F")
    service(cast.ana, cast.ZAC, "país", nationwide=True, needs=["legal"])
    service(cast.ana, cast.ZAC, "cerrado", status=Service.Status.DEFUNCT, areas=[zaca])
    service(cast.carla, cast.SMI, "de otra oficina", areas=[zaca])
    return zaca


def names(cast, **asked):
    with acting_as(cast.ana.pk):
        return [row.name for row in queries.find_services(cast.ZAC, **asked)]


def test_the_nearest_comes_first_and_what_serves_elsewhere_is_left_out(cast, town):
    found = names(cast, place=town, need="training")
    assert found == ["A aquí", "B en el municipio", "C en el departamento", "D lejos pero atiende aquí"]


def test_a_municipality_and_a_department_find_what_serves_their_districts(cast, town):
    with acting_as(cast.ana.pk):
        wide, department = town.parents.get(valid_to__isnull=True).parent, place("08")
    assert set(names(cast, place=wide, need="training")) == {
        "A aquí", "B en el municipio", "C en el departamento", "D lejos pero atiende aquí"
    }  # fmt: skip
    assert "otro distrito" not in names(cast, place=department, need="training")


def test_what_is_not_known_shuts_nothing_out_and_says_so(cast, town):
    assert {"sin área", "país"} <= set(names(cast, place=town))
    with acting_as(cast.ana.pk):
        row = queries.find_services(cast.ZAC, place=town, text="sin área").get()
        match = queries.matched(row, Question(place=town, on=MONDAY))
        assert match.why == [] and match.missing[:2] == ["no se sabe qué distritos atiende", "no se conoce su horario: llame antes"]


@pytest.mark.parametrize(("age", "there"), [(14, False), (15, True), (29, True), (30, False), (None, True)])
def test_age(cast, town, age, there):
    assert ("A aquí" in names(cast, age=age)) is there


def test_sex(cast, town):
    assert "sin área" in names(cast, sex="F") and "sin área" not in names(cast, sex="M") and "sin área" in names(cast, sex="X")


@pytest.mark.parametrize(
    ("on", "there"),
    [(MONDAY, True), (SUNDAY, False), (dt.datetime(2026, 2, 23, 15, 59), True), (dt.datetime(2026, 2, 23, 16, 0), False)],
)
def test_day_and_time(cast, town, on, there):
    assert ("A aquí" in names(cast, on=on)) is there
    assert "país" in names(cast, on=on), "hours that are not known shut nothing out"


def test_the_second_tuesday_of_the_month(cast):
    service(cast.ana, cast.ZAC, "mensual", schedules=[{"days": ["TU"], "week": 2, "valid_to": dt.date(2026, 6, 30)}])
    assert names(cast, on=dt.date(2026, 2, 10)) == ["mensual"]
    assert names(cast, on=dt.date(2026, 2, 3)) == names(cast, on=dt.date(2026, 7, 14)) == []


def test_words_without_accents_in_any_order_also_those_of_needs_and_institution(cast, town):
    assert names(cast, text="AQUI formacion alcaldia") == ["A aquí", "D lejos pero atiende aquí"]
    assert names(cast, text="100% _ ' \\ ; drop") == []


def test_everything_asked_must_hold(cast, town):
    assert names(cast, need="work", place=town, age=20, sex="M", on=MONDAY, text="aqui") == ["A aquí"]
    assert names(cast, need="work", place=town, age=40) == []


def test_what_to_know_first_is_said(cast):
    where = institution(cast.ana, cast.ZAC, "Con convenio vencido")
    one = service(cast.ana, cast.ZAC, of=where, documents=["dui"], capacity_available=0, status=Service.Status.PAUSED)
    today = dt.date.today()
    with acting_as(cast.ana.pk):
        ended = {"starts_on": today - dt.timedelta(days=400), "ends_on": today - dt.timedelta(days=2)}
        actions.write_agreement(org=cast.ZAC, by=cast.ana, institution=where, title="x", state="signed", **ended)
        said = queries.matched(queries.find_services(cast.ZAC).get(pk=one.pk)).missing
        assert said == [
            "cerrado por un tiempo",
            "pide: DUI",
            "sin cupo en el último conteo",
            "el convenio con la institución venció",
            "nadie ha verificado esta ficha",
            "no se conoce teléfono ni dirección",
        ]
        actions.write_agreement(org=cast.ZAC, by=cast.ana, institution=where, title="y", state="signed", starts_on=today)
        assert "el convenio con la institución venció" not in queries.matched(queries.find_services(cast.ZAC).get(pk=one.pk)).missing


def test_the_health_unit_of_a_district_is_the_most_particular_one(cast):
    with acting_as(cast.ana.pk):
        zaca, juan, oloc = place("0821"), place("0810"), place("0805")
        wide = zaca.parents.get(valid_to__isnull=True).parent
    service(cast.ana, cast.ZAC, "de La Paz Este", health_unit=True, areas=[wide], locations=[{"place": zaca, "address": "x"}])
    service(cast.ana, cast.ZAC, "de San Juan", health_unit=True, areas=[juan])
    service(cast.ana, cast.ZAC, "clínica privada", areas=[juan])
    with acting_as(cast.ana.pk):
        found = {p.code: getattr(queries.health_unit_for(cast.ZAC, p), "name", None) for p in (zaca, juan, oloc)}
    assert found == {"0821": "de La Paz Este", "0810": "de San Juan", "0805": None}


def test_what_is_found_is_for_the_office_that_asks(cast, town):
    with acting_as(cast.carla.pk):
        assert [s.name for s in queries.find_services(cast.SMI, need="training")] == ["de otra oficina"]
        assert list(queries.find_services(cast.ZAC, need="training")) == []


def test_the_page_finds_names_the_place_and_keeps_what_was_asked(cast, town, client):
    enter(client, cast.rosa)
    answer = client.get(reverse("service_list"), {"place": "zaca", "need": "work", "age": "20"})
    text = answer.content.decode()
    assert [m.service.name for m in answer.context["matches"]] == ["A aquí"]
    assert "atiende Zacatecoluca" in text and 'value="zaca"' in text
    wrong = client.get(reverse("service_list"), {"place": "Atlántida", "age": "mil", "cursor": ""})
    assert wrong.status_code == 200 and "Ningún lugar se llama" in wrong.content.decode()


@pytest.mark.parametrize("asked", [{}, {"place": "Zacatecoluca", "need": "training", "text": "servicio"}])
def test_the_directory_costs_the_same_questions_for_20_services_and_for_200(cast, client, asked):
    where = institution(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        zaca = place("0821")
    counts = []
    for start, end in ((0, 20), (20, 200)):
        for n in range(start, end):
            service(
                cast.ana,
                cast.ZAC,
                f"Servicio {n}",
                of=where,
                areas=[zaca],
                schedules=[weekdays()],
                locations=[{"place": zaca, "address": "x"}],
            )
        enter(client, cast.ana).get(reverse("service_list"), asked)
        with CaptureQueriesContext(connection) as spent:
            page = client.get(reverse("service_list"), asked)
        assert len(page.context["matches"]) == 20
        counts.append(len(spent))
    assert counts[0] == counts[1] <= 17, counts
    second = client.get(reverse("service_list"), {**asked, "cursor": page.context["page"].next})
    first = {m.service.pk for m in page.context["matches"]}
    assert len(second.context["matches"]) == 20 and not first & {m.service.pk for m in second.context["matches"]}
