"""Readers that die every time, readers that never answer, the same file twice at once, and names that are forged."""

import os
import signal
import threading
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.observatory import actions, jobs
from izote.observatory.actions import reading, signing
from izote.observatory.loader import process
from izote.observatory.models import InformationRequest, Load, Term, TypedTable, Vintage
from izote.observatory.tests.builders import begun, read, source
from izote.observatory.tests.test_loads import enter
from izote.observatory.tests.test_second_person import tried

CONTENT = b"fecha,municipio,delito\n2024-01-05,Zacatecoluca,homicidio\n"


@pytest.fixture
def emptied(superuser):
    yield
    superuser.execute("truncate observatory_source cascade")


class Died(BaseException):
    """The whole worker ends: nothing that the program says of it is heard."""


def dies(*args, **options):
    raise Died


def stalled(load):
    with acting_as(load.uploaded_by_id):
        Load.objects.filter(pk=load.pk).update(moved_at=timezone.now() - jobs.STALLED * 2)


def test_a_file_that_ends_the_worker_each_time_is_not_read_for_ever(emptied, committed_cast, monkeypatch, client):
    cast = committed_cast
    load = begun(source(cast.oscar, cast.ZAC), cast.oscar, CONTENT)
    with acting_as(cast.oscar.pk):
        from izote.observatory.rules.layout import Layout

        actions.confirm_load(load, by=cast.oscar, layout=Layout.of(load.plan))
    real = reading._read
    monkeypatch.setattr(reading, "_read", dies)
    for _n in range(3):
        with pytest.raises(Died):
            actions.read_load(load.pk, by=cast.oscar)
    assert actions.read_load(load.pk, by=cast.oscar) == "failed"
    page = enter(client, cast.oscar).get(reverse("load_detail", args=[load.pk]), headers={"accept-language": "es"}).content.decode()
    assert "tres veces" in page and "por años" in page
    # whoever loaded it may try again
    monkeypatch.setattr(reading, "_read", real)
    with acting_as(cast.oscar.pk):
        actions.read_again(load, by=cast.oscar)
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"


def test_figures_that_never_end_are_left_to_people(emptied, committed_cast, monkeypatch, client):
    cast = committed_cast
    load = read(source(cast.oscar, cast.ZAC), cast.oscar, CONTENT)
    with acting_as(cast.elena.pk):
        actions.sign_load(load, by=cast.elena)
    taken_up = []
    monkeypatch.setattr(jobs.make_figures, "configure", lambda **options: taken_up.append(options) or _Nowhere())
    real = signing._cover
    monkeypatch.setattr(signing, "_cover", dies)
    for _n in range(3):
        with pytest.raises(Died):
            actions.make_figures(load.pk, by=cast.elena)
        with acting_as(cast.elena.pk):
            Load.objects.filter(pk=load.pk).update(moved_at=timezone.now() - jobs.STALLED * 2)
        jobs.resume(0)
    assert len(taken_up) == 2
    page = enter(client, cast.elena).get(reverse("load_progress", args=[load.pk]), headers={"accept-language": "es"})
    assert "Refresh" not in page and "tres veces" in page.content.decode()
    monkeypatch.setattr(signing, "_cover", real)
    assert actions.make_figures(load.pk, by=cast.elena) == "published"
    with acting_as(cast.elena.pk):
        assert Vintage.objects.filter(load=load).count() == 1


class _Nowhere:
    def defer(self, **options):
        """Nobody works."""


def test_a_reader_that_does_not_answer_is_ended(cast, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr(process, "LONGEST", 0.5)
    with process.Reading() as one, pytest.raises(BadInput):
        pid = one.process.pid
        os.kill(pid, signal.SIGSTOP)
        one.ask("words")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_same_file_twice_at_once_is_one_load(emptied, committed_cast, monkeypatch):
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    from izote.observatory.actions import loads

    real = loads.form_of

    def slow(*args):
        time.sleep(1)
        return real(*args)

    monkeypatch.setattr(loads, "form_of", slow)
    made = []

    def work():
        from django.db import connection

        try:
            made.append(begun(of, cast.oscar, CONTENT).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 2 and len(set(made)) == 1
    with acting_as(cast.oscar.pk):
        assert Load.objects.count() == 1


def test_who_wrote_something_is_never_forged(emptied, committed_cast):
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    with acting_as(cast.oscar.pk):
        made = {"category": "homicide", "level": "department", "within": None, "year": 2024, "months": True, "status": "final"}
        table = actions.begin_table(of, by=cast.oscar, **made)
        asked = actions.write_request(org=cast.ZAC, by=cast.oscar, authority="FGR", what="x", asked_on="2024-01-01")
        term = Term.objects.create(org=cast.ZAC, source=of, kind="category", text="x", code="robbery", written_by=cast.oscar)
        others = read(of, cast.oscar, CONTENT)
    for row in (term, table, asked):
        name = row._meta.db_table
        columns = [one.column for one in row._meta.concrete_fields if one.column != "id"]
        copied = ", ".join({"written_by_id": "%s", "text": "'y'", "load_id": "null"}.get(one, one) for one in columns)
        again = f"insert into {name} ({', '.join(columns)}) select {copied} from {name} where id = {row.pk}"
        assert tried(cast.oscar, again, [cast.elena.pk]) is None, name
        assert tried(cast.oscar, again, [cast.oscar.pk]) == 1, name
        moved = tried(cast.oscar, f"update {name} set written_by_id = %s where id = {row.pk}", [cast.elena.pk])
        assert moved in (None, 0), name
    # a table typed by one is no load of another: who typed would sign it
    assert tried(cast.oscar, "update observatory_typedtable set load_id = %s where id = %s", [others.pk, table.pk]) == 1
    with acting_as(cast.oscar.pk):
        assert TypedTable.objects.get().written_by_id == InformationRequest.objects.get().written_by_id == cast.oscar.pk


def test_a_typed_table_is_in_the_hands_of_who_began_it(committed_cast, emptied, client):
    from izote.access.models import Membership

    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    with acting_as(cast.irma.pk):
        since = timezone.localdate().replace(year=2020)
        Membership.objects.create(user=cast.beto, org=cast.ZAC, role="observatory_analyst", starts_on=since)
    with acting_as(cast.oscar.pk):
        made = {"category": "homicide", "level": "department", "within": None, "year": 2024, "months": True, "status": "final"}
        table = actions.begin_table(of, by=cast.oscar, **made)
    assert enter(client, cast.beto).get(reverse("grid_edit", args=[table.pk])).status_code == 403
    with acting_as(cast.beto.pk), pytest.raises(PermissionDenied):
        actions.type_table(table, by=cast.beto, cells={}, row_totals={}, column_totals=[])
    assert tried(cast.beto, "update observatory_typedtable set cells = '{}' where id = %s", [table.pk]) == 0
    assert tried(cast.beto, "delete from observatory_typedtable where id = %s", [table.pk]) == 0
