"""Raw SQL as each actor: alarms are made by the service alone, judged in one's own name alone, and never below the district."""

import datetime as dt
import json
import os

import psycopg
import pytest
from django.urls import reverse

from izote.access.context import DOORKEEPER, acting_as, acting_as_service, token
from izote.access.models import User
from izote.observatory import actions
from izote.observatory.models import Alarm, Analysis
from izote.observatory.tests.builders import source, used
from izote.territory.models import Place

ACTORS = ("nobody", "ana", "beto", "rosa", "carla", "delia", "oscar", "elena", "paula", "irma", "dina", "pilar", "tomas", "service")
READERS = {"oscar", "elena", "service"}
TABLES = ("observatory_alarm", "observatory_alarmrevision", "observatory_analysis")
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)


@pytest.fixture
def raw():
    """A bare connection as the web's role."""
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


@pytest.fixture
def alarm(committed_cast):
    """An alarm of Zacatecoluca, a later figure of it, and an analysis."""
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, b"fecha,codigo municipio,delito\n2026-01-07,0821,extorsion\n2026-01-08,0821,extorsion\n")
    with acting_as_service("service-observatory") as service:
        by = User.objects.get(pk=service)
        version, place = of.vintages.get(), Place.objects.get(code="0821")
        numbers = {"observed": 9, "expected": 2.0, "threshold": 6.0, "score": 1.75}
        found = Alarm(
            indicator="extortion_rate", place=place, level="district", week=dt.date(2026, 1, 5), detector="farrington_flexible", **numbers
        )
        (made,) = actions.keep_alarms(of, version, [found], by=by)
        made.revisions.create(org_id=made.org_id, vintage=2, observed=8)
        actions.keep_analyses(of, version, [Analysis(kind="watch", period="2026-01-05", payload={"last": "2026-01-05"})], by=by)
    return made


def become(raw, cast, who):
    if who == "nobody":
        return
    if who == "service":
        with acting_as(DOORKEEPER):
            key = User.objects.get(username="service-observatory").pk
    else:
        key = getattr(cast, who).pk
    raw.execute("select set_config('izote.actor', %s, true)", [token(key, pid=raw.info.backend_pid)])


@pytest.mark.parametrize("who", ACTORS)
def test_who_reads_and_who_judges(committed_cast, raw, alarm, who):
    with raw.transaction():
        become(raw, committed_cast, who)
        seen = {table: raw.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES}
    assert seen == dict.fromkeys(TABLES, 1 if who in READERS else 0)
    key = 0 if who in ("nobody", "service") else getattr(committed_cast, who).pk
    told = "update observatory_alarm set state = 'explained', outcome = 'one_event', judged_by_id = %s, judged_at = now()"
    with raw.transaction(force_rollback=True):
        become(raw, committed_cast, who)
        assert raw.execute(told, [key]).rowcount == (1 if who == "oscar" else 0)


@pytest.mark.parametrize(
    "sql",
    [
        "update observatory_alarm set observed = 1",
        "update observatory_alarm set threshold = 99",
        "update observatory_alarmrevision set observed = 1",
        "update observatory_analysis set payload = '{}'",
        "delete from observatory_alarm",
        "delete from observatory_alarmrevision",
        "delete from observatory_analysis",
    ],
)
@pytest.mark.parametrize("who", ["oscar", "service"])
def test_what_was_found_is_never_rewritten(committed_cast, raw, alarm, who, sql):
    with pytest.raises(REFUSED), raw.transaction():
        become(raw, committed_cast, who)
        raw.execute(sql)


def test_nobody_judges_in_the_name_of_another_or_leaves_no_name(committed_cast, raw, alarm):
    cast = committed_cast
    for sql, values in (
        ("update observatory_alarm set state = 'false', outcome = 'chance', judged_by_id = %s", [cast.elena.pk]),
        ("update observatory_alarm set state = 'false', outcome = 'chance', judged_by_id = null", []),
        ("update observatory_alarm set state = 'new', judged_by_id = %s", [cast.oscar.pk]),
        ("update observatory_alarm set state = 'verified', outcome = '', judged_by_id = %s", [cast.oscar.pk]),
    ):
        with pytest.raises(REFUSED), raw.transaction():
            become(raw, cast, "oscar")
            raw.execute(sql, values)


def test_an_alarm_is_made_by_the_service_where_figures_are_kept_and_nowhere_else(committed_cast, raw, alarm):
    cast = committed_cast
    columns = (
        "org_id, source_id, indicator, categories, place_id, level, week, span, side, detector, also, reason, observed, expected,"
        " threshold, score, vintage, track, state, outcome, steps, made_at"
    )
    with acting_as(cast.oscar.pk):
        district, other = (Place.objects.get(code=code).pk for code in ("0821", "0822"))
        canton = Place.objects.filter(level="canton", code__startswith="0821").first()

    def attempt(who, org, place, level, side="fall", state="new"):
        values = [org, alarm.source_id, "extortion_rate", place, level, side, json.dumps({}), state]
        with raw.transaction(force_rollback=True):
            become(raw, cast, who)
            raw.execute(
                f"insert into observatory_alarm ({columns}) values (%s, %s, %s, '[]', %s, %s, '2026-01-05', 1, %s, 'x', '[]', '', 9, 2, 6,"
                " 1.7, 1, %s, %s, '', '[]', now())",
                values,
            )

    attempt("service", alarm.org_id, district, "district")
    for who, org, place, level in (
        ("oscar", alarm.org_id, district, "district"),
        ("service", cast.SMI.pk, district, "district"),
        ("service", alarm.org_id, canton.pk if canton else other, "canton"),
        ("service", alarm.org_id, district, "canton"),
        ("nobody", alarm.org_id, district, "district"),
    ):
        with pytest.raises(REFUSED):
            attempt(who, org, place, level)


def test_an_analyst_of_another_office_finds_nothing(committed_cast, alarm, client, superuser):
    cast = committed_cast
    role = (cast.carla.pk, cast.SMI.pk)
    superuser.execute(
        "insert into accounts.access_membership (user_id, org_id, role, starts_on) values (%s, %s, 'observatory_analyst', '2020-01-01')",
        role,
    )
    try:
        client.force_login(cast.carla)
        assert client.get(reverse("alarm_list")).status_code == 200
        assert "0821" not in client.get(reverse("alarm_list") + "?estado=all").content.decode()
        assert client.get(reverse("alarm_detail", args=[alarm.pk])).status_code == 404
        assert client.post(reverse("alarm_look", args=[alarm.pk])).status_code == 404
        assert client.post(reverse("alarm_judge", args=[alarm.pk]), {"state": "false", "outcome": "chance"}).status_code == 404
    finally:
        superuser.execute(
            "delete from accounts.access_membership where user_id = %s and org_id = %s and role = 'observatory_analyst'", role
        )
