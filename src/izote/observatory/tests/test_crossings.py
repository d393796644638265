"""What crosses to the ombuds office: signed, let go by two, without districts and without small counts; nothing comes back."""

import datetime as dt
import json
import os

import psycopg
import pytest
from django.urls import reverse

from izote.access.context import acting_as, token
from izote.access.signing import fingerprint, is_signed_by, public_key
from izote.observatory.models import Alarm, Crossing
from izote.observatory.rules.crossings import row_of
from izote.observatory.tests.builders import source, used
from izote.observatory.tests.test_alarms import OUTBREAK, invented
from izote.observatory.watch.run import raise_alarms

SPANISH = {"accept-language": "es"}


@pytest.fixture
def alarmed(cast):
    """The invented outbreak of Zacatecoluca; figures come late, so it is counted from the last week of the source."""
    of = source(cast.oscar, cast.ZAC)
    used(of, cast.oscar, cast.elena, invented())
    raise_alarms(of.pk)
    return of


def test_one_prepares_another_lets_go_and_the_file_is_signed(cast, alarmed, client):
    client.force_login(cast.oscar)
    page = client.get(reverse("crossing_new"), headers=SPANISH).content.decode()
    with acting_as(cast.oscar.pk):
        pick = Alarm.objects.get(place__code=OUTBREAK, side="rise", level="district", week="2025-12-01")
    assert f'value="{pick.pk}"' in page
    made = client.post(reverse("crossing_new"), {"alarms": [pick.pk]})
    assert client.post(made["Location"] + "dejar-salir/").status_code == 403
    assert client.get(made["Location"] + "archivo/").status_code == 409
    client.force_login(cast.elena)
    shown = client.get(made["Location"], headers=SPANISH).content.decode()
    assert "un lugar dentro de él" in shown and ">0821<" not in shown
    client.post(made["Location"] + "dejar-salir/")
    envelope = json.loads(client.get(made["Location"] + "archivo/").content)
    assert is_signed_by(envelope, public_key()) and len(fingerprint(public_key()).split()) == 6
    (row,) = envelope["content"]["rows"]
    assert row["place"] != OUTBREAK and row["within"] and row["observed"] >= 14 and row["observed"] > row["threshold"]
    assert OUTBREAK not in json.dumps(envelope["content"]["rows"]) and "judged_by" not in json.dumps(envelope)
    envelope["content"]["rows"][0]["observed"] += 1
    assert not is_signed_by(envelope, public_key()) and not is_signed_by(envelope, "00" * 32) and not is_signed_by({}, public_key())


def test_a_small_count_crosses_without_any_number():
    facts = {
        "indicator": "x",
        "es": "x",
        "en": "x",
        "municipality": "0801",
        "place": "0821",
        "from": dt.date(2026, 1, 5),
        "to": dt.date(2026, 1, 11),
    }
    facts |= {
        "side": "rise",
        "observed": 4,
        "expected": 0.3,
        "threshold": 2.2,
        "detector": "bayes",
        "state": "new",
        "before": 1,
        "false_before": 0,
    }
    row = row_of(facts)
    assert (row["observed"], row["expected"], row["threshold"]) == (None, None, None)
    assert row_of(facts | {"observed": 5, "expected": 1.2})["observed"] == 5


def test_neither_whoever_prepared_it_nor_another_office_lets_it_go_by_raw_sql(committed_cast):
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    with acting_as(cast.oscar.pk):
        made = Crossing.objects.create(org=of.org, number=1, content={"rows": []}, prepared_by=cast.oscar)
    change = f"update observatory_crossing set released_by_id = {{}}, released_at = now() where id = {made.pk}"
    forge = f"update observatory_crossing set content = '{{}}' where id = {made.pk}"
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as raw:

        def as_(user, sql):
            with raw.transaction():
                raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])
                done = raw.execute(sql)
                return done.fetchall() if done.description else done.rowcount

        for user in (cast.oscar, cast.carla, cast.paula, cast.ana):
            assert as_(user, change.format(user.pk)) == 0, user
        for user in (cast.oscar, cast.elena):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_(user, forge)
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
            as_(cast.elena, change.format(cast.oscar.pk))
        assert as_(cast.elena, change.format(cast.elena.pk)) == 1
        assert as_(cast.elena, change.format(cast.elena.pk)) == 0
        assert as_(cast.paula, "select count(*) from observatory_crossing") == [(0,)]
