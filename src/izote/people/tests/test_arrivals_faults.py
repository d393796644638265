"""The machine fails while a list is being read: nothing is lost, nothing is doubled."""

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.utils import InterfaceError
from django.urls import reverse

from izote.access.context import acting_as
from izote.people import actions, jobs
from izote.people import queries_arrivals as queries
from izote.people.models import ArrivalList, ListRow, ListStaging
from izote.people.tests.test_arrivals import HEADER, columns_sent, sheet_file, upload

MANY = [
    [f"A{n}", "Marta", f"Hernández{'abcdefghijklmnopqrstuvwxyz'[n % 26]}{n}", "López", "F", f"{n % 28 + 1}/3/1990", "WA-1", ""]
    for n in range(1200)
]


@pytest.fixture
def listing(committed_cast, client):
    client.force_login(committed_cast.ana)
    response = upload(client, sheet_file(MANY, HEADER))
    made = response.context["listing"]
    client.post(reverse("list_columns", args=[made.pk]), columns_sent(response))
    return made


def kill_backends(superuser: psycopg.Connection) -> int:
    """End every connection of the program's role, as a database that is killed does."""
    rows = superuser.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'izote_web' and pid <> pg_backend_pid()"
    )
    return len(rows.fetchall())


@pytest.mark.parametrize("when", ["write", "link"])
def test_a_database_killed_while_a_list_is_read_loses_and_doubles_nothing(when, listing, committed_cast, superuser, monkeypatch):
    name = {"write": "write_rows", "link": "link_rows"}[when]
    real, calls = getattr(actions, name), []

    def killed(*args, **kwargs):
        calls.append(1)
        answer = real(*args, **kwargs)
        if len(calls) == 2:
            assert kill_backends(superuser)
        return answer

    monkeypatch.setattr(actions, name, killed)
    with pytest.raises((OperationalError, InterfaceError)):
        jobs.work(listing.pk, committed_cast.ana.pk)
    connection.close()
    monkeypatch.undo()
    with acting_as(committed_cast.ana.pk):
        half = ListRow.objects.filter(list=listing).count()
        assert ArrivalList.objects.get(pk=listing.pk).state == "reading"
        assert ListStaging.objects.exists()
    assert half in (500, 1200)
    assert jobs.work(listing.pk, committed_cast.ana.pk) == "ready"
    with acting_as(committed_cast.ana.pk):
        found = queries.counts_of([listing])
        assert found.received == 1200
        assert not ListStaging.objects.exists()
        assert not ListRow.objects.filter(status="staged").exists()


def test_a_list_whose_worker_died_is_taken_up_again(listing, committed_cast):
    import datetime as dt

    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob

    with acting_as(committed_cast.ana.pk):
        ArrivalList.objects.filter(pk=listing.pk).update(moved_at=timezone.now() - dt.timedelta(minutes=10))
    before = ProcrastinateJob.objects.filter(task_name="people.read_list").count()
    jobs.resume_lists(0)
    jobs.resume_lists(0)
    assert ProcrastinateJob.objects.filter(task_name="people.read_list").count() == before + 1
