"""Doors behind which a load lies; workbooks with sheets, files too large to hold, points in columns, a corrected file."""

import datetime as dt
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import Membership
from izote.kit.sheetwrite import SHEET_BEGIN, package_parts, row_xml
from izote.observatory import actions
from izote.observatory.loader import folders, taking
from izote.observatory.models import Finding, Load, SetAside, Tally
from izote.observatory.tests.builders import begun, read, source, used
from izote.observatory.tests.test_loads import enter, upload, values
from izote.territory.models import Place

CONTENT = b"fecha,municipio,delito\n2024-01-05,Zacatecoluca,homicidio\n2024-01-06,Nadalandia,homicidio\n"
OTHERS = ("ana", "beto", "rosa", "carla", "delia", "paula", "dina", "irma", "pilar", "tomas")


@pytest.fixture
def pnc(cast):
    return source(cast.oscar, cast.ZAC)


def test_doors_behind_which_a_load_lies(cast, pnc, client):
    load = read(pnc, cast.oscar, CONTENT)
    done = used(pnc, cast.oscar, cast.elena, CONTENT.replace(b"01-05", b"02-05"), name="otro.csv")
    with acting_as(cast.oscar.pk):
        vintage = done.source.vintages.get()
        made = {"category": "homicide", "level": "department", "within": None, "year": 2024, "months": True, "status": "final"}
        table = actions.begin_table(pnc, by=cast.oscar, **made)
        asked = actions.write_request(org=cast.ZAC, by=cast.oscar, authority="FGR", what="x", asked_on="2024-01-01")
    doors = [
        ("source_detail", pnc.pk, 200, 200),
        ("source_write", pnc.pk, 200, 403),
        ("load_detail", load.pk, 200, 200),
        ("load_columns", load.pk, 200, 403),
        ("load_words", load.pk, 200, 403),
        ("load_cancel", load.pk, 200, 403),
        ("load_set_aside", load.pk, 200, 200),
        ("load_aside_download", load.pk, 200, 403),
        ("load_aside_upload", load.pk, 200, 403),
        ("load_changes", load.pk, 200, 200),
        ("load_sign", load.pk, 403, 200),
        ("load_progress", load.pk, 302, 302),
        ("load_cancel", done.pk, 409, 403),
        ("load_sign", done.pk, 403, 302),
        ("vintage_detail", vintage.pk, 200, 200),
        ("grid_edit", table.pk, 200, 403),
        ("request_write", asked.pk, 200, 403),
    ]
    for visitor in ("oscar", "elena", *OTHERS):
        enter(client, getattr(cast, visitor))
        for name, pk, oscar, elena in doors:
            expected = {"oscar": oscar, "elena": elena}.get(visitor, 403)
            assert client.get(reverse(name, args=[pk])).status_code == expected, (visitor, name)


def test_another_offices_analyst_finds_nothing(cast, pnc, client):
    load = read(pnc, cast.oscar, CONTENT)
    with acting_as(cast.irma.pk):
        Membership.objects.create(user=cast.carla, org=cast.SMI, role="observatory_analyst", starts_on=dt.date(2020, 1, 1))
    enter(client, cast.carla)
    assert client.get(reverse("load_list")).status_code == 200
    for name in ("load_detail", "load_sign", "load_columns", "load_set_aside", "load_changes", "load_aside_download"):
        assert client.get(reverse(name, args=[load.pk])).status_code == 404, name
    assert client.post(reverse("load_read_again", args=[load.pk])).status_code == 404
    assert client.get(reverse("source_detail", args=[pnc.pk])).status_code == 404
    # nor can a file be loaded for the other office's source
    assert upload(client, pnc, CONTENT).context["form"].errors["source"]


def workbook(sheets):
    parts = package_parts(list(sheets))
    for n, rows in enumerate(sheets.values(), 1):
        body = "".join(row_xml(number, row) for number, row in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{n}.xml"] = f"{SHEET_BEGIN}{body}</sheetData></worksheet>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in parts.items():
            package.writestr(path, content)
    return out.getvalue()


def test_a_workbook_with_several_sheets_asks_which(cast, pnc, client):
    rows = [["fecha", "municipio", "delito"], ["2024-01-05", "Zacatecoluca", "robo"]]
    content = workbook({"Portada": [["Informe"]], "Datos": rows, "Datos 2": [*rows, ["2024-01-06", "Olocuilta", "robo"]]})
    enter(client, cast.oscar)
    page = upload(client, pnc, content, name="libro.xlsx")
    assert page.status_code == 422 and page.context["sheets"] == ["Portada", "Datos", "Datos 2"]
    first = upload(client, pnc, content, name="libro.xlsx", sheet="Datos")
    second = upload(client, pnc, content, name="libro.xlsx", sheet="Datos 2")
    again = upload(client, pnc, content, name="libro.xlsx", sheet="Datos")
    assert first.status_code == second.status_code == 302 and first["Location"] != second["Location"]
    pk = int(first["Location"].split("/")[-3])
    assert again["Location"] == reverse("load_detail", args=[pk])


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_a_file_too_large_to_hold_goes_the_same_way(cast, pnc, client, monkeypatch, encoding):
    monkeypatch.setattr(taking, "SMALL", 1000)
    rows = [f"{n % 28 + 1:02d}/{n % 3 + 1:02d}/2024;Ahuachapán;robo;{n}" for n in range(400)]
    content = "\n".join(["fecha;municipio;delito;Nombre", *rows, "31/02/2024;Ahuachapán;robo;400", ""]).encode(encoding)
    enter(client, cast.oscar)
    refused = upload(client, pnc, content)
    assert refused.status_code == 422
    again = values(refused.context["form"])
    sent = upload(client, pnc, content, **{name: again[name] for name in ("without", "fingerprint")})
    page = client.get(sent["Location"])
    assert [column["samples"][:1] for column in page.context["columns"]] == [["01/01/2024"], ["Ahuachapán"], ["robo"]]
    assert client.post(sent["Location"], values(page.context["form"])).status_code == 302
    load = page.context["load"]
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
        row = SetAside.objects.get(load=load)
        assert (load.rows, load.kept, row.line, row.why) == (401, 400, 402, "not_a_date")
    shown = client.get(reverse("load_set_aside", args=[load.pk]))
    number, cells = shown.context["rows"][0][0].number, shown.context["rows"][0][3]
    at = next(at for at, _name, cell in cells if cell == "31/02/2024")
    assert client.post(reverse("load_set_aside", args=[load.pk]), {f"r{number}-{at}": "29/02/2024", "then": "read"}).status_code == 302
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        assert Load.objects.get(pk=load.pk).kept == 401


def test_points_in_columns_become_the_district_and_are_not_kept(cast, pnc):
    with acting_as(cast.oscar.pk):
        here = Place.objects.get(country__code="SV", code="0821")
    content = f"fecha,delito,latitud,longitud\n2024-01-05,robo,{here.latitude},{here.longitude}\n2024-01-06,robo,0,0\n"
    load = read(pnc, cast.oscar, content.encode())
    assert load.plan["headings"][:2] == ["fecha", "delito"] and len(load.plan["headings"]) == 3
    assert (load.kept, load.set_aside) == (1, 1)
    with acting_as(cast.oscar.pk):
        assert str(here.latitude) not in str(SetAside.objects.get(load=load).cells)


def test_a_corrected_file_belongs_to_what_it_corrects(cast, pnc, client):
    done = used(pnc, cast.oscar, cast.elena, CONTENT)
    enter(client, cast.oscar)
    page = client.get(reverse("load_upload") + f"?fuente={pnc.pk}&corrige={done.pk}")
    assert page.context["form"]["corrects"].value() == str(done.pk)
    sent = upload(client, pnc, CONTENT.replace(b"Nadalandia", b"Olocuilta"), name="corregido.csv", corrects=done.pk)
    page = client.get(sent["Location"])
    client.post(sent["Location"], values(page.context["form"]))
    actions.read_load(page.context["load"].pk, by=cast.oscar)
    shown = client.get(reverse("load_changes", args=[page.context["load"].pk]) + "?nivel=district")
    assert [(where, before, after) for _what, where, _when, before, after, _by in shown.context["rows"]] == [("Olocuilta", 0, 1)]
    other = source(cast.oscar, cast.ZAC, code="fgr")
    wrong = upload(client, other, CONTENT + b"\n", corrects=done.pk)
    assert wrong.status_code == 200 and wrong.context["form"].errors["file"]


def test_columns_chosen_twice_and_files_without_a_time_keep_what_was_typed(cast, pnc, client):
    load = begun(pnc, cast.oscar, CONTENT)
    url = reverse("load_columns", args=[load.pk])
    enter(client, cast.oscar)
    sent = values(client.get(url).context["form"]) | {"control_total": "7"}
    twice = client.post(url, sent | {"c1": "category"})
    assert twice.status_code == 200 and "c2" in twice.context["form"].errors and 'value="7"' in twice.content.decode()
    timeless = client.post(url, sent | {"c0": ""}, headers={"accept-language": "es"})
    assert "Ninguna columna dice cuándo" in timeless.content.decode()
    nowhere = client.post(url, sent | {"scope": "Atlántida"}, headers={"accept-language": "es"})
    assert "Ningún lugar se llama «Atlántida»" in nowhere.content.decode()
    assert client.get(url + "?filas=2").context["layout"].head == 2


def test_dates_that_can_be_read_both_ways_are_shown_both_ways(cast, pnc, client):
    load = begun(pnc, cast.oscar, b"fecha,municipio,delito\n03/04/2024,Zacatecoluca,robo\n05/06/2024,Zacatecoluca,robo\n")
    page = enter(client, cast.oscar).get(reverse("load_columns", args=[load.pk]), headers={"accept-language": "es"})
    assert [str(one) for _text, one, _two in page.context["ways"]] == ["2024-04-03", "2024-06-05"]
    assert "3 de abril de 2024" in page.content.decode() and "4 de marzo de 2024" in page.content.decode()


def test_what_a_killed_process_left_on_the_disk_is_swept_away(settings, tmp_path):
    settings.DATA = tmp_path
    assert folders.sweep() == 0
    for name, age in (("old", folders.YOUNG + 60), ("new", 0)):
        (tmp_path / "reading" / name).mkdir(parents=True)
        os.utime(tmp_path / "reading" / name, (tmp_path.stat().st_mtime - age,) * 2)
    assert folders.sweep() == 1 and [one.name for one in (tmp_path / "reading").iterdir()] == ["new"]
    # what a living process holds stays, however long it takes; what a dead one held goes at once
    script = (
        "import fcntl, pathlib, sys, time; home = pathlib.Path(sys.argv[1]); home.mkdir(); lock = (home / 'lock').open('wb');"
        "fcntl.flock(lock, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    )
    home = tmp_path / "reading" / "slow"
    with subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline()
        os.utime(home, (0, 0))
        assert folders.sweep() == 0 and home.exists()
        other.kill()
    assert folders.sweep() == 1 and not home.exists()


def test_a_file_for_which_the_disk_has_no_room_is_refused_before_it_comes(cast, pnc, client, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    free = 10_000
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    enter(client, cast.oscar)
    with folders.private_folder("upload", 9_000):
        # a colleague is sending one that will take all of it
        sent = upload(client, pnc, CONTENT, headers={"accept-language": "es"})
        assert sent.status_code == 400
    assert upload(client, pnc, CONTENT).status_code == 302
    free = 1000
    assert upload(client, pnc, CONTENT + b"x").status_code == 400


def test_what_would_fill_the_memory_is_refused_with_what_to_do(cast, pnc, client, monkeypatch):
    monkeypatch.setattr(taking, "LIMITS", replace(taking.LIMITS, cells=5))
    enter(client, cast.oscar)
    sheet = workbook({"Datos": [["fecha", "municipio", "delito"], ["2024-01-05", "Zacatecoluca", "robo"]]})
    geo = b'{"type":"FeatureCollection","features":[' + b",".join([b'{"properties":{"fecha":"2024-01-05","delito":"robo"}}'] * 4) + b"]}"
    for name, content in (("libro.xlsx", sheet), ("hechos.geojson", geo)):
        said = upload(client, pnc, content, name=name).context["form"].errors["file"][0]
        assert "CSV" in said, said
    monkeypatch.setattr(taking, "GEOJSON", 50)
    assert "CSV" in upload(client, pnc, geo, name="hechos.geojson").context["form"].errors["file"][0]


def test_a_file_of_the_whole_country_and_its_departments_is_not_counted_twice(cast, pnc):
    content = "departamento,año,mes,total\nEl Salvador,2024,1,50\nLa Paz,2024,1,20\nAhuachapán,2024,1,30\n"
    of = used(pnc, cast.oscar, cast.elena, content.encode(), fixed={"category": "homicide"})
    with acting_as(cast.oscar.pk):
        rows = Tally.objects.filter(source=of.source, until__isnull=True)
        assert {row.place.code if row.place else "": row.months[0] for row in rows.select_related("place")} == {"": 50, "08": 20, "01": 30}


def test_a_file_of_one_offence_makes_no_zeros_of_the_others(cast, pnc):
    rows = [f"2023-{m:02d}-{d:02d},Zacatecoluca,{what}" for m in range(1, 13) for d, what in ((3, "homicidio"), (9, "homicidio"))]
    rows.append("2023-05-05,Zacatecoluca,feminicidio")
    used(pnc, cast.oscar, cast.elena, "\n".join(["fecha,municipio,delito", *rows]).encode())
    # of 24 homicides a year a file without one does not speak; of one femicide a year it may well hold none
    rows = [f"2023-{m:02d}-20,Zacatecoluca,extorsion" for m in range(1, 13)]
    load = used(pnc, cast.oscar, cast.elena, "\n".join(["fecha,municipio,delito", *rows]).encode(), name="extorsiones.csv")
    with acting_as(cast.oscar.pk):
        said = {one.code: one.facts for one in Finding.objects.filter(load=load)}
        totals = dict(Tally.objects.filter(source=pnc, place=None, year=2023, until__isnull=True).values_list("category", "total"))
    assert said["unnamed"] == {"category": "homicide", "usual": 24}
    assert totals == {"homicide": 24, "femicide": 0, "extortion": 12}
