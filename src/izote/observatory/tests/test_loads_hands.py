"""Many hands: rows corrected and sent again, two persons at once, a power cut, and what the database itself refuses."""

import os
import threading

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from izote.access.context import acting_as, token
from izote.kit.errors import Conflict
from izote.kit.sheets import read_sheet
from izote.kit.sheetwrite import write_csv, write_xlsx
from izote.observatory import actions
from izote.observatory.loader.process import Reading
from izote.observatory.loader.taking import text_of
from izote.observatory.models import Load, SetAside, Tally, Vintage
from izote.observatory.tests.builders import read, source, used
from izote.observatory.tests.test_loads import enter

CONTENT = (
    b"fecha,municipio,delito\n2024-01-05,Zacatecoluca,homicidio\n2024-13-05,Zacatecoluca,homicidio\n"
    b"2024-02-05,Nadalandia,homicidio\n2024-03-05,=Nadalandia,robo\n"
)


@pytest.fixture
def load(cast):
    return read(source(cast.oscar, cast.ZAC), cast.oscar, CONTENT)


def sent_again(client, load, rows, kind="xlsx"):
    content = write_xlsx(rows[0], rows[1:]) if kind == "xlsx" else write_csv(rows[0], rows[1:])
    return client.post(
        reverse("load_aside_upload", args=[load.pk]),
        {"file": SimpleUploadedFile(f"apartadas.{kind}", content), "then": "read"},
        headers={"accept-language": "es"},
    )


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_set_aside_go_out_are_corrected_and_come_back(cast, load, client, kind):
    enter(client, cast.oscar)
    answer = client.get(reverse("load_aside_download", args=[load.pk]) + ("?formato=csv" if kind == "csv" else ""))
    rows = [list(map(text_of, row)) for row in read_sheet(answer.content, f"x.{kind}").rows]
    assert len(rows) == 4 and rows[0][3:] == ["fecha", "municipio", "delito"]
    by_line = {row[1]: row for row in rows[1:]}
    by_line["3"][3], by_line["4"][4], by_line["5"][4] = "2024-12-05", "Olocuilta", "Olocuilta"
    first = sent_again(client, load, rows, kind)
    assert first["Location"] == reverse("load_progress", args=[load.pk])
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        held = Load.objects.get(pk=load.pk)
        assert (held.rows, held.kept, held.set_aside) == (4, 4, 0)
    # the same file again changes nothing more
    assert sent_again(client, load, rows, kind)["Location"] == reverse("load_set_aside", args=[load.pk])
    with acting_as(cast.oscar.pk):
        assert Load.objects.get(pk=load.pk).state == "checked"


def test_another_file_is_refused_with_its_line_and_nothing_changes(cast, load, client):
    enter(client, cast.oscar)
    content = client.get(reverse("load_aside_download", args=[load.pk])).content
    rows = [list(map(text_of, row)) for row in read_sheet(content, "x.xlsx").rows]
    unknown = [rows[0], ["999", *rows[1][1:]]]
    assert "Línea 2: ninguna fila apartada tiene el número «999»" in sent_again(client, load, unknown).content.decode()
    fewer = [row[:-1] for row in rows]
    assert "Las columnas no son las del archivo" in sent_again(client, load, fewer).content.decode()
    with acting_as(cast.oscar.pk):
        assert not SetAside.objects.filter(load=load, mended=True).exists()


def test_a_member_of_the_committee_sees_but_corrects_nothing(cast, load, client):
    enter(client, cast.elena)
    page = client.get(reverse("load_set_aside", args=[load.pk]))
    assert page.status_code == 200 and not page.context["may_mend"]
    for name in ("load_set_aside", "load_words", "load_read_again", "load_cancel", "load_aside_upload"):
        assert client.post(reverse(name, args=[load.pk])).status_code == 403, name
    enter(client, cast.carla)
    assert client.get(reverse("load_detail", args=[load.pk])).status_code == 403


def test_pages_of_a_load_ask_few_questions(cast, load, client, django_assert_max_num_queries):
    enter(client, cast.oscar)
    client.get(reverse("load_list"))
    for name, most in (
        ("load_list", 16),
        ("observatory", 16),
        ("source_list", 16),
        ("vintage_list", 14),
        ("gap_list", 18),
        ("request_list", 14),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(name)).status_code == 200
    for name, most in (("load_detail", 20), ("load_set_aside", 18), ("load_changes", 22)):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(name, args=[load.pk])).status_code == 200


@pytest.fixture
def emptied(superuser):
    yield
    superuser.execute("truncate observatory_source cascade")


def test_the_reader_is_killed_and_the_load_is_read_again(emptied, committed_cast, monkeypatch):
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    ask = Reading.ask

    def killed(self, what, **question):
        if what == "words":
            self.process.kill()
        return ask(self, what, **question)

    monkeypatch.setattr(Reading, "ask", killed)
    load = read(of, cast.oscar, CONTENT)
    assert load.state == "failed" and load.preview["error"]
    monkeypatch.setattr(Reading, "ask", ask)
    # the machine dies with the job: the load stays where it was and is taken up again
    with acting_as(cast.oscar.pk):
        Load.objects.filter(pk=load.pk).update(state="reading")
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        held = Load.objects.get(pk=load.pk)
        assert (held.rows, held.kept) == (4, 1) and held.chunks.count() == 1


def test_two_loads_signed_at_once_come_one_after_the_other(emptied, committed_cast):
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    contents = [b"fecha,municipio,delito\n2024-01-0%d,Zacatecoluca,homicidio\n" % n for n in (5, 6)]
    loads = [read(of, cast.oscar, one, name=f"{n}.csv") for n, one in enumerate(contents)]
    for one in loads:
        with acting_as(cast.elena.pk):
            actions.sign_load(one, by=cast.elena)
    states = []

    def work(pk):
        from django.db import connection

        try:
            states.append(actions.make_figures(pk, by=cast.elena))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[one.pk]) for one in loads]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert states == ["published", "published"]
    with acting_as(cast.elena.pk):
        assert sorted(Vintage.objects.filter(source=of).values_list("number", flat=True)) == [1, 2]
        assert Tally.objects.filter(source=of, place=None, category="homicide", until__isnull=True).count() == 1
        assert Tally.objects.get(source=of, place=None, category="homicide", until__isnull=True).months[0] == 1
        with pytest.raises(Conflict):
            actions.sign_load(loads[0], by=cast.elena)


@pytest.fixture
def raw():
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


def as_actor(raw, user, sql, *values):
    with raw.transaction():
        if user is not None:
            raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])
        return raw.execute(sql, values)


PARTS = (
    "load",
    "piece",
    "chunk",
    "setaside",
    "finding",
    "vintage",
    "coverage",
    "tally",
    "source",
    "profile",
    "informationrequest",
    "typedtable",
)


def test_the_database_agrees(emptied, committed_cast, raw):
    cast = committed_cast
    of = source(cast.oscar, cast.ZAC)
    done = used(of, cast.oscar, cast.elena, CONTENT)
    waits = read(of, cast.oscar, CONTENT.replace(b"01-05", b"01-06"), name="otro.csv")
    with acting_as(cast.oscar.pk):
        actions.write_request(org=cast.ZAC, by=cast.oscar, authority="FGR", what="x", asked_on="2024-01-01")
        actions.begin_table(of, by=cast.oscar, category="homicide", level="department", within=None, year=2024, months=True, status="final")
    for who in (None, cast.ana, cast.carla, cast.paula, cast.pilar, cast.irma):
        for part in PARTS:
            assert as_actor(raw, who, f"select count(*) from observatory_{part}").fetchone()[0] == 0, (who, part)
    for who in (cast.oscar, cast.elena):
        assert all(as_actor(raw, who, f"select count(*) from observatory_{part}").fetchone()[0] for part in PARTS)
    sign = "update observatory_load set state = 'signed', signed_by_id = %s, signed_at = now() where id = %s"
    # who loaded it cannot sign it, in nobody's name
    for user, signer in ((cast.oscar, cast.oscar), (cast.oscar, cast.elena)):
        with pytest.raises(psycopg.Error):
            as_actor(raw, user, sign, signer.pk, waits.pk)
    with pytest.raises(psycopg.Error):
        as_actor(raw, cast.elena, sign, cast.oscar.pk, waits.pk)
    # who loaded it is never rewritten, so nobody becomes the second person that way
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_actor(raw, cast.oscar, "update observatory_load set uploaded_by_id = %s where id = %s", cast.elena.pk, waits.pk)
    # what was signed stays: its rows, its findings, its file
    for part in ("piece", "chunk", "setaside", "finding"):
        gone = as_actor(raw, cast.oscar, f"delete from observatory_{part} where load_id = %s", done.pk)
        assert gone.rowcount == 0, part
    assert as_actor(raw, cast.oscar, "update observatory_load set state = 'draft' where id = %s", done.pk).rowcount == 0
    for user in (cast.oscar, cast.elena):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_actor(raw, user, "update observatory_tally set total = 0")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_actor(raw, user, "delete from observatory_vintage")
    # a member of the committee loads nothing
    with pytest.raises(psycopg.Error):
        as_actor(
            raw,
            cast.elena,
            "insert into observatory_finding (org_id, load_id, code, weight, facts) values (%s, %s, 'x', 'fact', '{}')",
            cast.ZAC.pk,
            waits.pk,
        )
