"""What may not be held is found wherever it stands, and what is not read is not kept."""

import brotli
import numpy as np
import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.sealing_wax import open_sealed
from izote.kit.errors import BadInput
from izote.observatory import actions
from izote.observatory.loader import process as worker_process
from izote.observatory.loader import taking
from izote.observatory.models import Finding, Load, Piece, SetAside, Tally
from izote.observatory.rules.layout import KEPT, Layout
from izote.observatory.rules.persons import seen_in
from izote.observatory.tests.builders import begun, read, read_again, source, used
from izote.observatory.tests.test_loads import enter, upload, values
from izote.territory.models import Place

HEAD = "Correlativo,Fecha,Municipio,Delito,Detalle\n"


@pytest.fixture
def pnc(cast):
    return source(cast.oscar, cast.ZAC)


@pytest.fixture(params=["small", "large"])
def size(request, monkeypatch):
    """The same file on both ways: held whole, and too large for that."""
    if request.param == "large":
        monkeypatch.setattr(taking, "SMALL", 10)
    return request.param


def kept(load):
    """What lies in the sealed pieces."""
    with acting_as(load.uploaded_by_id):
        rows = Piece.objects.filter(load=load).order_by("number").values_list("number", "sealed")
        return b"".join(brotli.decompress(open_sealed(bytes(one), about=f"observatory_piece:{load.pk}:{n}")) for n, one in rows).decode()


def events(n, detail=lambda at: ""):
    return HEAD + "".join(f"{at},{at % 28 + 1:02d}/01/2024,Zacatecoluca,Robo,{detail(at)}\n" for at in range(n))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("04567890-1", "document"),
        ("la víctima, con DUI 045678901, dice", "document"),
        ("0614-120380-102-3", "document"),
        ("llamar al 7123-4567", "phone"),
        ("Tel. 22334455", "phone"),
        ("quien@correo.example", "phone"),
        ("+503 7123 4567", "phone"),
        # dates with a number behind them, file numbers, years, codes, points
        ("20240105-1", ""),
        ("2024-0001", ""),
        ("7123-2024", ""),
        ("2024-01-05 13:20", ""),
        ("550e8400-7123-4567-a716-446655440000", ""),
        ("-88.712345", ""),
        ("UDV-04567890-12", ""),
    ],
)
def test_documents_and_telephones_are_known_by_their_shape(text, why):
    assert seen_in(text) == why


@pytest.mark.parametrize("said", ["su DUI es 04567890-1", "7123-4567", "ana@correo.example"])
def test_a_cell_far_below_stops_the_file_with_its_row_and_column(cast, pnc, client, size, said):
    content = events(5100, lambda at: said if at == 4998 else "nada")
    page = upload(enter(client, cast.oscar), pnc, content)
    assert page.status_code == 422
    assert [(name, line) for name, _why, line in page.context["refused"]] == [("Detalle", 5000)]
    assert said not in page.content.decode() and "5000" in page.content.decode()
    with acting_as(cast.oscar.pk):
        assert not Load.objects.exists() and not Piece.objects.exists()
    again = values(page.context["form"])
    sent = upload(client, pnc, content, **{name: again[name] for name in ("without", "fingerprint")})
    assert sent.status_code == 302
    with acting_as(cast.oscar.pk):
        assert Load.objects.get().plan["headings"] == ["Correlativo", "Fecha", "Municipio", "Delito"]


def test_most_of_a_column_in_numbers_of_documents_below_the_first_rows(cast, pnc, size):
    content = events(900, lambda at: "" if at < 450 else f"0{45678900 + at}")
    with acting_as(cast.oscar.pk), pytest.raises(actions.MayNotBeHeld) as refused:
        begun(pnc, cast.oscar, content.encode())
    assert list(refused.value.columns) == [4]


def test_a_line_that_is_no_row_is_looked_through_too(cast, pnc, monkeypatch):
    monkeypatch.setattr(taking, "SMALL", 10)
    content = events(700) + '9,01/01/2024,Zacatecoluca,Robo,x,y,"04567890-1"\n'
    with acting_as(cast.oscar.pk), pytest.raises(BadInput, match="702"):
        begun(pnc, cast.oscar, content.encode())


def test_a_corrected_cell_brings_no_document_in(cast, pnc):
    load = read(pnc, cast.oscar, events(3).replace("02/01/2024", "32/01/2024").encode())
    with acting_as(cast.oscar.pk):
        row = SetAside.objects.get(load=load)
        with pytest.raises(BadInput):
            actions.mend_rows(load, by=cast.oscar, rows={row.number: [*row.cells[:-1], "04567890-1"]})
        assert "04567890" not in str(SetAside.objects.get(load=load).cells)


def test_a_column_that_is_not_read_is_not_kept(cast, pnc, client, size):
    content = events(600, lambda at: "Fulano de Tal" if at == 7 else "calle oscura").replace("05/01/2024", "35/01/2024", 1)
    load = begun(pnc, cast.oscar, content.encode())
    assert "Fulano" in kept(load)
    url = reverse("load_columns", args=[load.pk])
    enter(client, cast.oscar)
    assert client.post(url, values(client.get(url).context["form"])).status_code == 302
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
        aside = SetAside.objects.get(load=load)
    assert (load.kept, load.rows, aside.line) == (599, 600, 6)
    assert "Fulano" not in kept(load) and "oscura" not in kept(load) and "Detalle" in kept(load)
    # the rows stay where they were: corrected, they are read again
    with acting_as(cast.oscar.pk):
        cells = [cell.replace("35/01", "05/01") for cell in aside.cells]
        assert actions.mend_rows(load, by=cast.oscar, rows={aside.number: cells}) == 1
        actions.read_again(load, by=cast.oscar)
    actions.read_load(load.pk, by=cast.oscar)
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
        assert (load.kept, load.set_aside) == (600, 0)
        # what is gone cannot be read later
        layout = Layout.of(load.plan)
        layout.fields[4] = "means"
        with pytest.raises(BadInput, match="Detalle"):
            actions.confirm_load(load, by=cast.oscar, layout=layout)
    page = client.get(url, headers={"accept-language": "es"})
    assert [text for _code, text in page.context["form"].fields["c4"].choices] == ["no se guarda"]


def test_a_file_that_is_read_at_once_is_sealed_once_without_what_is_not_read(cast, pnc, monkeypatch, tmp_path):
    monkeypatch.setattr(taking, "SMALL", 10)
    path = tmp_path / "hechos.csv"

    def brought(content):
        path.write_text(content)
        with acting_as(cast.oscar.pk):
            load = actions.begin_load(pnc, taking.take(path, path.name), by=cast.oscar, folder=tmp_path, at_once=True)
            actions.confirm_load(load, by=cast.oscar, layout=Layout.of(load.plan))
        assert kept(load) == ""
        return load

    load = brought(events(600, lambda at: "Fulano de Tal" if at == 7 else ""))
    assert actions.read_load(load.pk, by=cast.oscar, path=path) == "checked"
    assert "Fulano" not in kept(load) and "Detalle" in kept(load) and kept(load).count("Zacatecoluca") == 600
    # what cannot be read is kept as it came, and is read once its columns are corrected
    monkeypatch.setattr(worker_process.Reading, "ask", fails_at(worker_process.Reading.ask, "words"))
    load = brought(events(601))
    assert actions.read_load(load.pk, by=cast.oscar, path=path) == "failed" and kept(load) == events(601)
    monkeypatch.undo()
    monkeypatch.setattr(taking, "SMALL", 10)
    with acting_as(cast.oscar.pk):
        actions.read_again(load, by=cast.oscar)
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    # the machine dies before: the file is loaded again
    load = brought(events(602))
    assert actions.read_load(load.pk, by=cast.oscar) == "failed"
    load = brought(events(602))
    assert actions.read_load(load.pk, by=cast.oscar, path=path) == "checked"


def fails_at(ask, step):
    def failing(self, what, **question):
        if what == step:
            raise BadInput("no")
        return ask(self, what, **question)

    return failing


def test_a_column_is_kept_where_somebody_says_so_but_never_points(cast, pnc, size):
    content = events(600, lambda at: "13.6989,-89.1914" if at % 2 else "13.7001,-89.2001").replace("Z", "Z")
    content = "\n".join(",".join(line.split(",")[:4]) + (f',"{",".join(line.split(",")[4:])}"') for line in content.splitlines())
    load = begun(pnc, cast.oscar, content.encode())
    layout = Layout.of(load.plan)
    layout.fields[0] = layout.fields[4] = KEPT
    with acting_as(cast.oscar.pk):
        with pytest.raises(BadInput):
            actions.confirm_load(load, by=cast.oscar, layout=layout)
        layout.fields[4] = ""
        actions.confirm_load(load, by=cast.oscar, layout=layout)
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
    assert load.kept == 600 and "599" in kept(load) and "13.6989" not in kept(load)


def test_points_of_a_large_file_become_districts_before_it_is_kept(cast, pnc, monkeypatch):
    monkeypatch.setattr(taking, "SMALL", 10)
    with acting_as(cast.oscar.pk):
        here = Place.objects.get(country__code="SV", code="0821")
    rows = [f"2024-01-{n % 28 + 1:02d};robo;{here.latitude};{here.longitude}" for n in range(50)]
    content = "Informe\n\nfecha;delito;latitud;longitud\n" + "\n".join(rows) + "\n2024-13-01;robo;0;0\n"
    load = begun(pnc, cast.oscar, content.encode("latin-1"))
    assert str(here.latitude) not in kept(load)
    with acting_as(cast.oscar.pk):
        actions.confirm_load(load, by=cast.oscar, layout=Layout.of(load.plan))
    assert actions.read_load(load.pk, by=cast.oscar) == "checked"
    with acting_as(cast.oscar.pk):
        load = Load.objects.get(pk=load.pk)
        assert (load.kept, SetAside.objects.get(load=load).line) == (50, 54)


def test_blanks_dashes_and_thousands_mean_the_same_in_files_of_any_size(cast, pnc, size):
    rows = [
        "2024;1;Zacatecoluca;1,204",
        "2024;2;Zacatecoluca;",
        "2024;3;Zacatecoluca;-",
        "2024;4;Zacatecoluca;2.000,00",
        "2024;5;Zacatecoluca;1.5",
    ]
    rows += ["2024;6;Zacatecoluca;-3", "2024;7;Zacatecoluca; 12 "]
    content = "\n".join(["año;mes;municipio;cantidad", *rows]).encode()
    load = read(pnc, cast.oscar, content, fixed={"category": "robbery"})
    with acting_as(cast.oscar.pk):
        aside = {row.line: row.why for row in SetAside.objects.filter(load=load)}
    assert (load.events, aside) == (3216, {4: "not_a_number", 6: "not_a_number", 7: "negative"})
    layout = Layout.of(load.plan)
    layout.blank = "zero"
    load = read_again(load, cast.oscar, layout)
    with acting_as(cast.oscar.pk):
        aside = {row.line: row.why for row in SetAside.objects.filter(load=load)}
    assert (load.kept, load.events, aside) == (5, 3216, {6: "not_a_number", 7: "negative"})
    assert [n for _category, _month, n in load.preview["months"]] == [1204, 0, 0, 2000, 12]


def test_ages_in_wide_groups_are_counted_and_never_put_into_five_years(cast, pnc, size):
    ages = ["15-29", "0-17", "18 a 59 años", "60+", "18-19", "33", "no consta", ""]
    rows = [f"2024-01-{n + 1:02d},Zacatecoluca,homicidio,{age},M" for n, age in enumerate(ages)]
    load = used(pnc, cast.oscar, cast.elena, "\n".join(["fecha,municipio,delito,edad,sexo", *rows]).encode())
    with acting_as(cast.oscar.pk):
        row = Tally.objects.get(source=pnc, place__code="0821", until__isnull=True)
        one = Finding.objects.get(load=load, code="wide_ages")
    who = np.frombuffer(row.who, "<i4").reshape(3, 19)
    assert row.total == who.sum() == 8
    assert {at: int(n) for at, n in enumerate(who.sum(axis=0)) if n} == {3: 1, 6: 1, 18: 6}
    assert one.facts == {"groups": "0-17, 15-29, 18 a 59 años, 60+", "rows": 4}


def test_lines_that_are_no_rows_are_still_told_of_when_the_file_is_read_again(cast, pnc, monkeypatch):
    monkeypatch.setattr(taking, "SMALL", 10)
    content = events(500) + "9,01/01/2024,Zacatecoluca,Robo,Fulano,de,Tal\n" + events(3).split("\n", 1)[1]
    load = read(pnc, cast.oscar, content.encode())
    assert "Fulano" not in kept(load)
    for _n in range(2):
        with acting_as(cast.oscar.pk):
            held = Load.objects.get(pk=load.pk)
            assert (held.rows, held.kept, held.set_aside) == (504, 503, 1)
            assert [(row.line, row.why) for row in SetAside.objects.filter(load=load)] == [(502, "broken")]
            actions.read_again(load, by=cast.oscar)
        actions.read_load(load.pk, by=cast.oscar)
