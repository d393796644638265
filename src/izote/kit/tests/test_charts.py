"""Charts as somebody without colours, without a mouse, and with gaps in the data needs them."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import translation

from izote.kit import charts, pictures
from izote.kit.tables import Column, Fact, Link, Table, as_csv, as_hxl, written

GAP = [3.0, None, None, 5.0, 4.0]
YEARS = ["2015", "2016", "2017", "2018", "2019"]


def drawn():
    yield charts.lines(
        [charts.Line("Aquí", GAP, [1, None, None, 2, 1], [8, None, None, 9, 8]), charts.Line("El <país>", [1, 2, 3, 2, 1])],
        YEARS,
        label="Tasa & intervalo",
        marks=[charts.Mark(3.2, "abr 2018"), charts.Mark(3.6, "may 2018")],
    )
    yield charts.lines([charts.Line("Nada", [None] * 5)], YEARS, label="Sin datos")
    yield charts.columns([1, None, 0], ["ene", "feb", "mar"], label="Meses")
    yield charts.heat([[0] * 24, [3] * 24], ["lun", "mar"], [str(h) for h in range(24)], label="Horas")
    yield charts.pyramid([1, 0], [2, 3], ["0–4", "5–9"], label="Edades")
    yield charts.dots([charts.Dot("Uno", 5, 2, 900), charts.Dot("Dos", None)], label="Lugares", reference=4, reference_name="País")
    yield charts.multiples([("Uno", GAP), ("Dos", [None] * 5)], ("2015", "2019"), label="Muchos")
    yield pictures.bars([("Una etiqueta muy larga que antes se cortaba porque no cabía en una sola línea", 3), ("Dos", None)], "Barras")


@pytest.mark.parametrize("picture", list(drawn()))
def test_a_chart_is_well_formed_named_and_inside_its_frame(picture):
    root = ElementTree.fromstring(picture)
    assert root.get("role") == "img" and root.get("aria-label")
    assert not re.search(r"nan|inf(?!o)", str(picture))
    width, height = (float(n) for n in root.get("viewBox").split()[2:])
    for text in root.iter("text"):
        assert -1 <= float(text.get("x")) <= width + 1 and 0 <= float(text.get("y")) <= height + 1, text.text
    assert "style=" not in picture


def test_a_gap_is_hatched_and_said_and_never_joined():
    with translation.override("es"):
        picture = charts.lines([charts.Line("Aquí", GAP)], YEARS, label="Tasa")
    assert "sin datos" in picture and "url(#izote-gap)" in picture
    joined = re.findall(r'class="line l0" d="M([^"]+)"', picture)
    assert [path.count("L") for path in joined] == [1]


def test_lines_differ_by_dashes_and_marks_not_by_colour_alone():
    picture = charts.lines([charts.Line(str(n), [1, 2]) for n in range(3)], ["a", "b"], label="x")
    assert picture.count("stroke-dasharray") >= 2 and "<circle" in picture and 'class="mark three"' in picture


def test_long_words_stand_on_two_lines():
    picture = pictures.bars([("Violencia física y psicológica contra mujeres, niñas y adolescentes del municipio", 3)], "x")
    assert picture.count("<text") == 3 and "…" not in picture


def test_a_map_gives_every_place_its_words_and_pattern():
    picture = charts.shaded(100, 50, [("M0 0L1 1Z", "shade3", "Uno <1>: n = 7", "/uno"), ("M1 1L2 2Z", "blank", "Dos", "")], label="Mapa")
    ElementTree.fromstring(picture)
    assert "url(#izote-shade3)" in picture and "Uno &lt;1&gt;: n = 7" in picture and picture.count("<a ") == 1


def table(**more):
    columns = [Column("Lugar", "#adm1+name"), Column("Hechos", "#affected+total", 0), Column("Tasa", "#indicator+num", 1)]
    rows = [[Link("La Paz", "/x"), 3, 4.26], ["=HYPERLINK(1)", None, float("nan")]]
    return Table("lugares", "Lugares", columns, rows, [Fact("Fuente", "IML", "#meta+source")], "violence", **more)


def test_a_table_says_a_gap_as_a_dash_and_stacks_on_a_phone():
    html = str(table().html)
    assert 'data-label="Hechos">3<' in html and "—" in html and '<a href="/x">La Paz</a>' in html and "nan" not in html


def test_files_carry_their_source_and_run_no_formula():
    rows = as_csv(table()).decode("utf-8-sig").splitlines()
    assert rows[0] == "Lugar,Hechos,Tasa,Fuente" and rows[1] == "La Paz,3,4.26,IML" and rows[2] == "'=HYPERLINK(1),,,IML"
    tagged = as_hxl(table()).decode("utf-8-sig").splitlines()
    assert tagged[1] == "#adm1+name,#affected+total,#indicator+num,#meta+source"
    for form in ("csv", "xlsx", "hxl"):
        content, ending = written(table(), form)
        assert content and ending
