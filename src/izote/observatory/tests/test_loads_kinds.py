"""Other kinds of files that people have: a spreadsheet of LibreOffice, rows of HXL tags, returns as newspapers told of them."""

import io
import zipfile

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.models import Load, SetAside, Tally
from izote.observatory.rules.findings import why
from izote.observatory.rules.layout import Layout
from izote.observatory.tests.builders import begun, read, source, used
from izote.observatory.tests.countries import SHARED, needs
from izote.observatory.tests.test_loads import enter, upload, values

PRESS = SHARED / "returns" / "sv_returnees_press.csv"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "manifest")
)


def ods(rows):
    """A sheet as LibreOffice writes it: dates and numbers typed, an empty cell repeated."""

    def cell(value):
        if isinstance(value, int):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        if value[:2] == "20":
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(
        f'<table:table-row>{"".join(map(cell, row))}<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
        for row in rows
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>"
        f'<table:table table:name="Hoja1">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest {NAMESPACES}><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest + "</manifest:manifest>")
    return out.getvalue()


@pytest.fixture
def pnc(cast):
    return source(cast.oscar, cast.ZAC)


def test_a_spreadsheet_of_libreoffice(cast, pnc, client):
    rows = [
        ["Fecha", "Municipio", "Delito", "Víctimas"],
        ["2024-01-05", "Zacatecoluca", "Homicidio", 2],
        ["2024-02-30", "Olocuilta", "Robo", 1],
    ]
    rows[2][0] = "treinta"
    enter(client, cast.oscar)
    sent = upload(client, pnc, ods(rows), name="hechos.ods")
    assert sent.status_code == 302, sent.content.decode()
    page = client.get(sent["Location"])
    assert client.post(sent["Location"], values(page.context["form"])).status_code == 302
    load = page.context["load"]
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
        assert (load.kept, load.events, SetAside.objects.get(load=load).line) == (1, 2, 3)


def test_a_row_of_tags_under_the_headings_says_what_they_hold(cast, pnc):
    heads = "Lieu,Jour,Quoi,Combien\n#adm3+name,#date +occurred,#event+type,#affected\n"
    content = heads + "Zacatecoluca,2024-01-05,Robo,3\nOlocuilta,2024-01-06,Robo,4\n"
    load = begun(pnc, cast.oscar, content.encode())
    layout = Layout.of(load.plan)
    assert (layout.head, layout.headings) == (2, ["Lieu", "Jour", "Quoi", "Combien"])
    assert layout.fields == ["municipality", "date", "category", "count"]
    load = read(pnc, cast.oscar, content.encode() + b"\n", name="otro.csv")
    assert (load.kept, load.events, load.set_aside) == (2, 7, 0)


def test_tags_of_women_and_men_beside_each_other(cast, pnc):
    content = "Distrito,Año,Ellas,Ellos\n#adm3+name,#date+year,#affected+f,#affected+m\nZacatecoluca,2024,3,4\n"
    load = read(pnc, cast.oscar, content.encode(), fixed={"category": "homicide"})
    assert (load.events, load.set_aside) == (7, 0)


def test_a_name_behind_a_tag_is_still_a_name(cast, pnc, client):
    content = "Nombre de la víctima,Fecha,Municipio\n#meta+id,#date,#adm3+name\nPersona Una,2024-01-05,Zacatecoluca\n"
    page = upload(enter(client, cast.oscar), pnc, content)
    assert page.status_code == 422 and [name for name, _why, _line in page.context["refused"]] == ["Nombre de la víctima"]


@needs(PRESS)
def test_returns_as_newspapers_told_of_them(cast, client):
    of = source(cast.oscar, cast.ZAC, "prensa", domain="returns", authority="Prensa", every="year")
    load = used(of, cast.oscar, cast.elena, PRESS.read_bytes(), name=PRESS.name)
    assert load.state == "published", load.preview
    with acting_as(cast.oscar.pk):
        row = Tally.objects.get(source=of, place=None, year=2016, until__isnull=True)
        aside = {(one.field, one.why) for one in SetAside.objects.filter(load=load)}
    # a year is a year; nine months together are neither, and nothing is invented
    assert (row.total, row.whole, row.months) == (52548, True, [None] * 12)
    assert (load.kept, load.set_aside, aside) == (1, 10, {("day", "span")})
    assert "varios meses" in why("day", "span")
    page = enter(client, cast.oscar).get(reverse("returns"), {"fuente": "prensa", "ano": 2016}, headers={"accept-language": "es"})
    text = page.content.decode()
    assert "52,548" in text and "no es un factor de delito" in text
