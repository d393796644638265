"""The notebook door, asked for, fetched and read back as a researcher would; and by those to whom it is closed."""

import datetime as dt
import io
import os
import re
import zipfile

import duckdb
import pytest
import pyzipper
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import AuditEvent, Membership, User
from izote.kit.errors import BadInput
from izote.observatory import actions
from izote.observatory.loader import folders
from izote.observatory.models import Export, ExportPiece, Tally
from izote.observatory.queries import exports as queries
from izote.observatory.tests.builders_bulletins import events, item, published, signed

YEARS = range(2023, 2025)


def asked(cast, by, copy="internal", domain="violence"):
    with acting_as(by.pk):
        return actions.begin_export(org=cast.ZAC, by=by, domain=domain, copy=copy)


def made(cast, by, copy="internal", domain="violence"):
    row = asked(cast, by, copy, domain)
    assert actions.make_export(row.pk, by=by) == "ready"
    return row


def fetched(client, row, folder):
    """The file as the browser gets it, opened with the password that the page shows."""
    page = client.get(f"/observatorio/exportaciones/{row.pk}/bajar/").content.decode()
    password = re.search(r'<code class="large">([^<]+)</code>', page)
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    answer = client.post(f"/observatorio/exportaciones/{row.pk}/archivo/", {"token": token})
    package = pyzipper.AESZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    if password:
        with pytest.raises(RuntimeError):
            package.read("figures.parquet")
        package.setpassword(password[1].encode())
    package.extractall(folder)
    return password, sorted(package.namelist())


@pytest.fixture
def again(monkeypatch):
    monkeypatch.setattr("izote.access.reauthentication.proven_recently", lambda request: True)


def test_the_internal_copy_holds_what_the_office_sees(cast, client, again, tmp_path, monkeypatch):
    monkeypatch.setattr("izote.observatory.loader.taking.PIECE", 5000)
    signed(cast, events(YEARS, 3), YEARS)
    client.force_login(cast.oscar)
    with acting_as(cast.oscar.pk):
        whole = Tally.objects.get(place=None, year=2024, category="homicide").total
    row = made(cast, cast.oscar)
    with acting_as(cast.oscar.pk):
        assert ExportPiece.objects.filter(export=row, name="figures.parquet").count() > 1
        assert not any(b"PAR1" in bytes(piece.sealed) or b"Zacatecoluca" in bytes(piece.sealed) for piece in ExportPiece.objects.all())
    password, names = fetched(client, row, tmp_path)
    assert password and names == [
        "LEAME.txt", "README.txt", "dictionary.csv", "figures.parquet", "hours.parquet", "how.parquet", "population.parquet",
        "sources.csv", "who.parquet",
    ]  # fmt: skip
    country = "where level = 'country' and year = 2024"
    total, cut_off = duckdb.sql(f"select sum(count), min(cut_off) from '{tmp_path}/figures.parquet' {country}").fetchall()[0]
    assert total == whole and str(cut_off) == "2024-12-31"
    by_who = duckdb.sql(f"select sum(count) from '{tmp_path}/who.parquet' {country}").fetchall()[0][0]
    assert 0 < by_who <= whole and duckdb.sql(f"select max(people) from '{tmp_path}/population.parquet'").fetchall()[0][0] > 5_000_000
    told = [line.split(",")[:2] for line in (tmp_path / "dictionary.csv").read_text().splitlines()[1:]]
    held = [[name, column[0]] for name in dict.fromkeys(one[0] for one in told)
            for column in duckdb.sql(f"describe select * from '{tmp_path}/{name}'").fetchall()]  # fmt: skip
    assert told == held
    with acting_as(cast.beto.pk):
        assert AuditEvent.objects.filter(verb="export.fetched", key=str(row.pk), details__whole=True).exists()


def test_sensitive_offences_leave_by_municipality_and_quarter(cast, tmp_path):
    signed(cast, events(YEARS, 3, "suicidio"), YEARS)
    actions.write_export(org=cast.ZAC, by=cast.oscar, domain="violence", copy="internal", path=tmp_path / "a.zip")
    zipfile.ZipFile(tmp_path / "a.zip").extractall(tmp_path)
    ask = f"select distinct months, level = 'district' from '{tmp_path}/figures.parquet' where category = 'suicide'"
    assert duckdb.sql(ask).fetchall() == [(3, False)]
    for name in ("hours", "who", "how"):
        assert duckdb.sql(f"select count(*) from '{tmp_path}/{name}.parquet'").fetchall()[0][0] == 0


def test_the_public_copy_holds_only_what_was_printed(cast, client, again, tmp_path):
    signed(cast, events(YEARS, 3), YEARS)
    published(cast, [item("homicide_rate", "places", "months")], "month", "2024-05")
    client.force_login(cast.elena)
    password, names = fetched(client, made(cast, cast.elena, "public"), tmp_path)
    assert password is None and "hours.parquet" not in names
    counts = duckdb.sql(f"select count, state from '{tmp_path}/figures.parquet'").fetchall()
    assert counts and all(n is None or n == 0 or n >= 5 for n, _state in counts) and "withheld" in {state for _n, state in counts}
    assert (tmp_path / "sources.csv").read_text().count("\n") == 2, "only the version that the bulletin names"


def test_nobody_fetches_what_another_asked_for(cast, client, again):
    signed(cast, events(YEARS, 3), YEARS)
    row = made(cast, cast.oscar)
    client.force_login(cast.oscar)
    page = client.get(f"/observatorio/exportaciones/{row.pk}/bajar/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    client.force_login(cast.elena)
    for address in ("", "bajar/"):
        assert client.get(f"/observatorio/exportaciones/{row.pk}/{address}").status_code == 404
    assert client.post(f"/observatorio/exportaciones/{row.pk}/archivo/", {"token": token}).status_code == 404
    assert client.post(f"/observatorio/exportaciones/{row.pk}/borrar/").status_code == 404
    own = made(cast, cast.elena, "public")
    assert client.post(f"/observatorio/exportaciones/{own.pk}/archivo/", {"token": token}).status_code == 400
    with acting_as(cast.elena.pk):
        assert not Export.objects.filter(pk=row.pk).exists() and not ExportPiece.objects.filter(export=row.pk).exists()
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update observatory_export set copy = 'internal' where id = %s", [own.pk])


def test_members_of_the_committee_take_the_public_copy_alone(cast, client, again):
    client.force_login(cast.elena)
    page = client.get("/observatorio/exportaciones/nueva/", headers={"accept-language": "es"}).content.decode()
    assert 'value="public"' in page and 'value="internal"' not in page
    assert client.post("/observatorio/exportaciones/nueva/", {"domain": "violence", "copy": "internal"}).status_code == 200
    with pytest.raises(PermissionDenied):
        asked(cast, cast.elena, "internal")
    with acting_as(cast.elena.pk), pytest.raises(Error), transaction.atomic():
        later = timezone.now() + dt.timedelta(days=5)
        Export.objects.create(org=cast.ZAC, domain="violence", copy="internal", asked_by=cast.elena, expires_at=later)
    with pytest.raises(BadInput):
        asked(cast, cast.oscar, domain="all")
    with pytest.raises(PermissionDenied):
        asked(cast, cast.ana, "public")


def test_who_loses_the_right_while_it_is_made_gets_nothing(cast, client, again):
    signed(cast, events(YEARS, 3), YEARS)
    row, waiting = made(cast, cast.oscar), asked(cast, cast.oscar)
    with acting_as(cast.irma.pk):
        assert Membership.objects.filter(user=cast.oscar).update(role="committee_member") == 1
    with acting_as(cast.oscar.pk):
        oscar = User.objects.get(pk=cast.oscar.pk)
    assert actions.make_export(waiting.pk, by=oscar) == "given up"
    client.force_login(oscar)
    assert client.get(f"/observatorio/exportaciones/{row.pk}/bajar/").status_code in (403, 404)


def test_it_is_given_up_while_it_is_made_and_one_is_made_at_a_time(cast, client, again, monkeypatch):
    signed(cast, events(YEARS, 3), YEARS)
    client.force_login(cast.oscar)
    client.post("/observatorio/exportaciones/nueva/", {"domain": "violence", "copy": "internal"})
    with acting_as(cast.oscar.pk):
        row = Export.objects.get()
    assert client.get(f"/observatorio/exportaciones/{row.pk}/")["Refresh"] == "2"
    assert client.post("/observatorio/exportaciones/nueva/", {"domain": "violence", "copy": "public"}).status_code == 409

    def given_up(*args):
        client.post(f"/observatorio/exportaciones/{row.pk}/borrar/")
        return iter(())

    monkeypatch.setattr("izote.observatory.queries.exports.population_rows", given_up)
    assert actions.make_export(row.pk, by=cast.oscar) == "given up"
    with acting_as(cast.oscar.pk):
        assert not Export.objects.exists() and not ExportPiece.objects.exists()


def test_what_has_expired_is_thrown_away(cast, client, again, monkeypatch):
    signed(cast, events(YEARS, 3), YEARS)
    monkeypatch.setattr("izote.observatory.actions.exports.KEPT", dt.timedelta(days=-1))
    row = asked(cast, cast.oscar)
    with acting_as(cast.oscar.pk):
        assert not queries.exports_for(cast.oscar).exists()
    monkeypatch.undo()
    kept = asked(cast, cast.oscar, "public")
    with acting_as_service("service-observatory") as service:
        assert actions.forget_exports(cast.ZAC, by=User.objects.get(pk=service)) == 1
    with acting_as(cast.oscar.pk):
        assert [one.pk for one in Export.objects.all()] == [kept.pk] != [row.pk]


def test_a_version_signed_meanwhile_does_not_come_in_between(cast):
    signed(cast, events(YEARS, 3), YEARS)
    with acting_as(cast.oscar.pk):
        before = queries.pinned(cast.ZAC, "violence")
    old = [list(queries.internal_rows(one, cast.oscar)) for one in before]
    signed(cast, events(YEARS, 4), YEARS)
    assert [list(queries.internal_rows(one, cast.oscar)) for one in before] == old
    with acting_as(cast.oscar.pk):
        after = queries.pinned(cast.ZAC, "violence")
    assert [list(queries.internal_rows(one, cast.oscar)) for one in after] != old


def test_the_sweeper_leaves_an_export_that_takes_long(cast, monkeypatch):
    signed(cast, events(YEARS, 3), YEARS)
    row, swept = asked(cast, cast.oscar), []
    write = actions.exports.write_files

    def slowly(*args, folder, **options):
        for one in (folder, folder.parent):
            os.utime(one, (0, 0))
        folders.sweep()
        swept.append(folder.exists())
        return write(*args, folder=folder, **options)

    monkeypatch.setattr(actions.exports, "write_files", slowly)
    assert actions.make_export(row.pk, by=cast.oscar) == "ready" and swept == [True]
    with acting_as(cast.oscar.pk):
        assert {*ExportPiece.objects.filter(export=row).values_list("name", flat=True)} > {"figures.parquet", "dictionary.csv"}
        assert not ExportPiece.objects.filter(export=row, name="lock").exists()
