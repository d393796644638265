"""Alarms: an invented series with a real outbreak; what people say stays; nothing below the district, nothing for others."""

import argparse
import datetime as dt
import html
import re

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from izote.access.context import acting_as
from izote.kit.errors import BadInput, Conflict
from izote.observatory import actions, commands
from izote.observatory.models import Alarm, AlarmRevision, Analysis
from izote.observatory.tests.builders import source, used
from izote.observatory.watch.run import analyse, raise_alarms, sources_to_watch
from izote.territory.models import Place

DISTRICTS = ("0801", "0803", "0810", "0815", "0821", "0822", "0601", "0602", "0614", "0501", "0511", "1001")
OUTBREAK, SILENT, OUTBREAK_NAME = "0821", "0614", "Zacatecoluca"
FIRST, LAST, WEEK = dt.date(2020, 1, 1), dt.date(2025, 12, 31), dt.date(2025, 12, 1)


def invented(category: str = "extorsion", *, first: dt.date = FIRST, more: int = 14, silence: bool = True, seed: int = 3) -> bytes:
    """Six years of days: two or three events a week in each district, an outbreak in one, four silent weeks in another."""
    rng = np.random.default_rng(seed)
    lines = ["fecha,codigo municipio,delito"]
    days = (LAST - first).days + 1
    for place in DISTRICTS:
        for n, count in enumerate(rng.poisson(2.5 / 7 * (4 if place == SILENT else 1), days)):
            day = first + dt.timedelta(days=n)
            if silence and place == SILENT and dt.date(2025, 11, 17) <= day <= dt.date(2025, 12, 14):
                count = 0
            lines += [f"{day},{place},{category}"] * int(count)
    lines += [f"{WEEK + dt.timedelta(days=n % 7)},{OUTBREAK},{category}" for n in range(more)]
    return "\n".join(lines).encode()


@pytest.fixture
def watched(cast):
    """The invented series in use in Zacatecoluca, and looked through once."""
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, invented())
    return of, raise_alarms(of.pk)


def alarms(cast, **which):
    with acting_as(cast.oscar.pk):
        return list(Alarm.objects.filter(**which).select_related("place").order_by("pk"))


def test_the_outbreak_alarms_in_its_district_and_few_others_do(cast, watched):
    _of, told = watched
    found = alarms(cast)
    hit = [one for one in found if one.place and one.place.code == OUTBREAK and one.week == WEEK]
    assert [(one.detector, one.side, one.state, one.level) for one in hit] == [("farrington_flexible", "rise", "new", "district")]
    assert hit[0].observed >= 14 and hit[0].observed > hit[0].threshold >= hit[0].expected and hit[0].smallest <= hit[0].observed
    assert hit[0].q < 0.01 and len(hit[0].track["observed"]) == 78 and None not in hit[0].track["expected"]
    silent = [one for one in found if one.side == "fall" and one.place and one.place.code == SILENT]
    assert len(silent) == 1 and silent[0].span == 4 and silent[0].observed < silent[0].threshold
    related = ("0821", "0614")
    others = [one for one in found if one.level == "district" and one.place.code not in related]
    assert len(others) <= 2, others
    assert told["alarms"] == len(found) and told["tests"] > 100
    with acting_as(cast.oscar.pk):
        assert set(Alarm.objects.values_list("level", flat=True)) <= {"country", "department", "municipality", "district"}
        # the two weeks before the cut-off are still being reported
        assert not Alarm.objects.filter(week__gt=dt.date(2025, 12, 14)).exists()


def test_a_second_look_makes_nothing_new_and_what_a_person_said_stays(cast, watched):
    of, _told = watched
    before = alarms(cast)
    assert raise_alarms(of.pk)["alarms"] == 0
    mine = next(one for one in before if one.place and one.place.code == OUTBREAK and one.week == WEEK)
    with acting_as(cast.oscar.pk):
        actions.judge_alarm(mine, by=cast.oscar, state="verified", outcome="real_change", steps=["victim_services"])
    used(of, cast.oscar, cast.elena, invented(more=4), name="corregido.csv")
    again = raise_alarms(of.pk)
    assert again["changed"] >= 1
    after = next(one for one in alarms(cast) if one.pk == mine.pk)
    assert (after.state, after.outcome, after.observed, after.judged_by_id) == ("verified", "real_change", mine.observed, cast.oscar.pk)
    with acting_as(cast.oscar.pk):
        revision = AlarmRevision.objects.get(alarm=mine)
    assert (revision.vintage, revision.observed) == (2, mine.observed - 10)
    assert len({actions.alarms.same(one) for one in alarms(cast)}) == len(alarms(cast))


def test_judging_keeps_to_the_table(cast, watched):
    one = alarms(cast)[0]
    with acting_as(cast.oscar.pk):
        with pytest.raises(BadInput):
            actions.judge_alarm(one, by=cast.oscar, state="false", outcome="real_change")
        with pytest.raises(BadInput):
            actions.judge_alarm(one, by=cast.oscar, state="verified", outcome="real_change", steps=["raid"])
        actions.look_at_alarm(one, by=cast.oscar)
        with pytest.raises(Conflict):
            actions.look_at_alarm(one, by=cast.oscar)
    with acting_as(cast.elena.pk), pytest.raises(PermissionDenied):
        actions.judge_alarm(one, by=cast.elena, state="false", outcome="chance")


def test_a_change_of_definition_suspends_the_long_comparison_and_says_so(cast):
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, invented("homicidio"))
    told = raise_alarms(of.pk)
    assert "farrington_flexible" not in told["series"] and told["series"]["farrington_short"] > 0
    hit = [one for one in alarms(cast, week=WEEK) if one.place and one.place.code == OUTBREAK]
    assert [(one.detector, one.reason) for one in hit] == [("farrington_short", "break:pnc_2022")]
    assert hit[0].track["expected"][-1] is not None
    with acting_as(cast.oscar.pk):
        summary = Analysis.objects.get(kind="watch").payload
    assert ["homicide_rate", "break:pnc_2022"] in summary["breaks"]


def test_a_short_history_falls_back_and_says_so(cast):
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, invented(first=dt.date(2025, 6, 2), silence=False))
    told = raise_alarms(of.pk)
    assert set(told["series"]) == {"ears_c2"}
    assert {(one.detector, one.reason) for one in alarms(cast, week=WEEK, level="district")} == {("ears_c2", "short")}


def test_sources_without_days_or_of_returns_raise_nothing(cast):
    monthly = source(cast.oscar, cast.ZAC, "anual")
    used(monthly, cast.oscar, cast.elena, b"anio,codigo municipio,delito,total\n2024,0821,extorsion,40\n", name="tabla.csv")
    assert raise_alarms(monthly.pk) == {"source": "anual", "alarms": 0, "why": "no weeks"}
    assert [code for _pk, code, _domain in sources_to_watch()] == ["anual"]
    assert alarms(cast) == []


def test_only_the_service_raises_alarms(cast, watched):
    of, _told = watched
    with acting_as(cast.oscar.pk):
        version = of.vintages.get()
        with pytest.raises(PermissionDenied):
            actions.keep_alarms(of, version, [], by=cast.oscar)


def test_pages_show_what_was_expected_and_take_what_a_person_says(cast, watched, client, django_assert_max_num_queries):
    one = next(each for each in alarms(cast, week=WEEK) if each.place and each.place.code == OUTBREAK)
    client.force_login(cast.oscar)
    spanish = {"accept-language": "es"}
    with django_assert_max_num_queries(16):
        said = client.get(reverse("alarm_list"), headers=spanish).content.decode()
    assert "una señal para que una persona mire" in said and one.place.name in said
    url = reverse("alarm_detail", args=[one.pk])
    with django_assert_max_num_queries(20):
        said = client.get(url, headers=spanish).content.decode()
    assert "<svg" in said and "nunca operativos contra la gente" in said and "todavía llegan denuncias" in said
    answer = client.post(reverse("alarm_judge", args=[one.pk]), {"state": "verified", "outcome": "chance"}, headers=spanish)
    assert answer.status_code == 400 and "no corresponde" in answer.content.decode()
    assert client.post(reverse("alarm_look", args=[one.pk])).status_code == 302
    told = {"state": "explained", "outcome": "one_event", "steps": ["victim_services", "ask_source"]}
    assert client.post(reverse("alarm_judge", args=[one.pk]), told).status_code == 302
    said = client.get(url, headers=spanish).content.decode()
    assert "Un solo hecho con varias víctimas" in said and "Óscar" in said
    assert one.place.name in client.get(reverse("alarm_list") + "?estado=explained").content.decode()
    assert client.get(reverse("alarm_list") + "?estado=nothing").status_code == 404
    said = client.get(reverse("alarm_watch"), headers=spanish).content.decode()
    assert "Farrington flexible" in said
    client.force_login(cast.elena)
    assert "alarm_judge" not in client.get(url).content.decode() and client.get(url).status_code == 200
    assert client.post(reverse("alarm_judge", args=[one.pk]), told).status_code == 403


def test_analyses_are_made_once_and_shown(cast, client, django_assert_max_num_queries):
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, invented())
    made = analyse(of.pk)
    assert made["analyses"] > 4 and analyse(of.pk)["analyses"] == 0
    with acting_as(cast.oscar.pk):
        kinds = {(one.kind, one.level): one for one in Analysis.objects.all()}
    scan = kinds["scan", "district"].payload
    assert scan["clusters"] and OUTBREAK_NAME in places(cast, scan["clusters"][0]["places"])
    country = kinds["forecast", "country"]
    assert len(country.payload["mean"][0]) == 6 and country.payload["evaluation"]["forecasts"] > 0
    low, mean, high = (country.payload[name][0][0] for name in ("low", "mean", "high"))
    assert low <= mean <= high
    client.force_login(cast.oscar)
    spanish = {"accept-language": "es"}
    with django_assert_max_num_queries(14):
        said = client.get(reverse("cluster_list"), headers=spanish).content.decode()
    assert "Lo que no podía detectar" in said and "protección y servicios" in said and OUTBREAK_NAME in said
    with django_assert_max_num_queries(14):
        assert client.get(reverse("forecast_list"), headers=spanish).status_code == 200
    said = client.get(reverse("forecast_detail", args=[country.pk]), headers=spanish).content.decode()
    assert "<svg" in said and "CRPS" in said
    assert client.get(reverse("forecast_domain", args=["returns"])).content.decode().count("/pronosticos/") < 3


def places(cast, keys):
    with acting_as(cast.oscar.pk):
        return set(Place.objects.filter(pk__in=keys).values_list("name", flat=True))


def test_what_is_still_to_be_reported_is_learnt_from_monthly_versions(cast, client):
    of = source(cast.oscar, cast.ZAC)
    months = [dt.date(2024 + (8 + n) // 12, (8 + n) % 12 + 1, 1) for n in range(12)]
    ends = [(month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1) for month in months]
    came = (0.6, 0.85, 0.95, 1.0)
    for edition in range(4, 12):
        lines = ["fecha,codigo municipio,delito"]
        for n, month in enumerate(months[: edition + 1]):
            known = round((70 + 3 * (n % 4)) * came[min(edition - n, 3)])
            lines += [f"{month + dt.timedelta(days=k % 28)},{DISTRICTS[k % 12]},extorsion" for k in range(known)]
        whole = {"covers_from": months[0], "covers_to": ends[edition], "cut_off": ends[edition]}
        used(of, cast.oscar, cast.elena, "\n".join(lines).encode(), name=f"{edition}.csv", **whole)
    analyse(of.pk)
    with acting_as(cast.oscar.pk):
        told = Analysis.objects.get(kind="nowcast").payload
        short = Analysis.objects.get(kind="forecast", level="country")
    last = told["months"][-1]
    assert last["month"] == "2025-08-01" and last["reported"] == round(79 * 0.6)
    assert last["low"] <= 79 <= last["high"] and abs(last["estimate"] - 79) < 12
    assert short.payload["declined"] == "short"
    client.force_login(cast.oscar)
    said = client.get(reverse("forecast_detail", args=[short.pk]), headers={"accept-language": "es"}).content.decode()
    assert "Lo que falta por registrarse" in said and "menos de tres años" in said


def test_the_command_looks_as_the_service(cast):
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, invented(first=dt.date(2025, 6, 2), silence=False))
    found = commands.alarms(argparse.Namespace(source="pnc"))
    assert found["alarms"] >= 1 and commands.alarms(argparse.Namespace(source=""))["alarms"] == 0
    assert commands.analyse(argparse.Namespace(source="pnc"))["analyses"] > 0
    with pytest.raises(BadInput):
        commands.alarms(argparse.Namespace(source="nothing"))


def test_places_and_indicators_lead_to_their_alarms_and_back_with_files(cast, client, watched):
    mine = next(one for one in alarms(cast) if one.place and one.place.code == OUTBREAK and one.week == WEEK)
    client.force_login(cast.oscar)
    spanish = {"accept-language": "es"}

    def seen(name, *args, **query):
        answer = client.get(reverse(name, args=args), query, headers=spanish)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.content.decode()

    place = seen("observatory_place", OUTBREAK, indicador=mine.indicator)
    link = re.search(r'href="([^"]*alarmas/\?[^"]*)"[^>]*>Alarmas: (\d+)', place)
    assert link and int(link[2]) >= 1
    listed = client.get(html.unescape(link[1]), headers=spanish).content.decode()
    assert OUTBREAK_NAME in listed and "Solo: " in listed and reverse("alarm_detail", args=[mine.pk]) in listed
    assert "Alarmas: " in seen("indicator_detail", mine.indicator)
    other = seen("alarm_list", estado="all", indicador="theft_rate")
    assert reverse("alarm_detail", args=[mine.pk]) not in other
    assert client.get(reverse("alarm_list"), {"lugar": "9999"}).status_code == 404
    assert client.get(reverse("alarm_list"), {"pais": "xx"}).status_code == 404
    detail = seen("alarm_detail", mine.pk)
    assert f"{reverse('observatory_place', args=[OUTBREAK])}?indicador={mine.indicator}&amp;fuente=pnc" in detail
    for words in ("Fuente: PNC", "Corte: ", "Versión de las cifras: 1", "Versión de la definición: extortion_rate", "descarga=hxl"):
        assert words in detail, words
    rows = client.get(reverse("alarm_detail", args=[mine.pk]), {"tabla": "semanas", "descarga": "hxl"}).content.decode("utf-8-sig")
    assert "#indicator+threshold" in rows and "#meta+use" in rows
    analyse(watched[0].pk)
    clusters = seen("cluster_list")
    assert "descarga=csv" in clusters or "Nada sobresale" in clusters
    with acting_as(cast.oscar.pk):
        forecast = Analysis.objects.filter(kind=Analysis.Kind.FORECAST, level="country").order_by("pk").first()
    if forecast and not forecast.payload.get("declined"):
        assert "descarga=xlsx" in seen("forecast_detail", forecast.pk)
