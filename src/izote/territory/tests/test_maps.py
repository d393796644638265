"""Maps: cells that cover the outline, boundary files that are checked before anything changes."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.territory import queries
from izote.territory.actions import import_boundaries
from izote.territory.countries import read
from izote.territory.models import Boundary
from izote.territory.rules import dissolve, tessellation
from izote.territory.rules.boundaries import crosses_itself
from izote.territory.rules.cells import area, contains

OFFICIAL = Path(__file__).resolve().parents[5] / "shared" / "data" / "boundaries"
SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
number = st.integers(1, 99).map(lambda n: n / 10)


@given(st.lists(st.tuples(number, number), min_size=1, max_size=40, unique=True))
def test_cells_share_out_the_outline_and_hold_their_points(points):
    cells = tessellation(points, SQUARE)
    assert sum(abs(area(cell)) for cell in cells) == pytest.approx(100, abs=1e-3)
    assert all(contains(cell, point) for cell, point in zip(cells, points, strict=True))
    assert sum(area(ring) for ring in dissolve(cells)) == pytest.approx(100, abs=1e-3)


def test_el_salvador_is_covered_and_each_department_is_one_piece():
    pack = read("sv")
    rows = [row for row in pack.table("places") if row["level"] == "district"]
    points, outline = [(float(r["lon"]), float(r["lat"])) for r in rows], pack.outline()
    cells = tessellation(points, outline)
    assert sum(abs(area(cell)) for cell in cells) == pytest.approx(abs(area(outline)), rel=1e-5)
    assert all(contains(cell, point) for cell, point in zip(cells, points, strict=True))
    departments = {row["code"][:2] for row in rows}
    joined = [dissolve([c for c, row in zip(cells, rows, strict=True) if row["code"][:2] == d]) for d in departments]
    assert [len(rings) for rings in joined] == [1] * 14


@pytest.mark.django_db
@pytest.mark.parametrize(("level", "n"), [("department", 14), ("municipality", 44), ("district", 262)])
def test_a_map_always_exists(level, n):
    features = queries.shapes(level)["features"]
    assert len(features) == n
    assert all(
        f["properties"]["schematic"] and f["geometry"]["coordinates"][0][0][0] == f["geometry"]["coordinates"][0][0][-1] for f in features
    )


def squares(*, leave_out="", twice="", key="code", value=lambda code: code) -> dict:
    """A boundary file of small squares around the known middle points."""
    features = []
    for place in queries.places().filter(level="district"):
        x, y = place.longitude, place.latitude
        ring = [[x - 0.01, y - 0.01], [x + 0.01, y - 0.01], [x + 0.01, y + 0.01], [x - 0.01, y + 0.01], [x - 0.01, y - 0.01]]
        one = {"type": "Feature", "properties": {key: value(place.code)}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        features += [one] * (place.code != leave_out) + [one] * (place.code == twice)
    return {"type": "FeatureCollection", "features": features}


def send(document, by, **kwargs):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with acting_as(by.pk):
        return import_boundaries(data, source="test", version="1", by=by, **kwargs)


@pytest.mark.django_db
def test_a_whole_file_replaces_the_lines_once(cast):
    assert send(squares(), cast.irma)["changed"]
    assert Boundary.objects.count() == 262
    assert not queries.shapes("district")["features"][0]["properties"]["schematic"]
    assert send(squares(), cast.irma) == {"features": 262, "matched": 262, "errors": [], "warnings": [], "ok": True, "changed": False}


@pytest.mark.django_db
def test_shapes_are_matched_by_any_code_system(cast):
    codes = dict(queries.PlaceCode.objects.filter(system="cod_ab_2024", place__level="district").values_list("place__code", "code"))
    assert send(squares(key="ADM3_PCODE", value=codes.get), cast.irma)["matched"] == 262


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "said"), [({"leave_out": "0821"}, "0821"), ({"twice": "0512"}, "0512")])
def test_a_missing_or_double_district_stops_the_import(cast, change, said):
    report = send(squares(**change), cast.irma)
    assert not report["ok"] and said in report["errors"][0] and not Boundary.objects.exists()


@pytest.mark.django_db
def test_bad_lines_stop_the_import(cast):
    document = squares()
    document["features"][3]["geometry"]["coordinates"][0].pop()
    document["features"][7]["geometry"]["coordinates"][0][1] = [50, 50]
    assert len(send(document, cast.irma)["errors"]) == 2


@pytest.mark.django_db
def test_only_an_administrator_replaces_boundaries(cast):
    with pytest.raises(PermissionDenied):
        send(squares(), cast.ana)
    assert not Boundary.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"{}",
        b"[" * 100_000,
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": [1]}',
        b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": [[[NaN, 1]]]}}]}',
        b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": [[[1e999, 1]]]}}]}',
        b'{"type": "Topology", "arcs": [], "objects": {"a": {"geometries": [{"type": "Polygon", "arcs": [[7]]}]}}}',
        b'{"type": "Topology", "arcs": 3, "objects": 4}',
    ],
)
def test_a_hostile_boundary_file_ends_in_a_sentence(cast, data):
    with pytest.raises(BadInput):
        send(data, cast.irma)


def test_a_line_that_crosses_itself_is_noticed():
    assert crosses_itself([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
    assert not crosses_itself([(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)])


@pytest.mark.django_db
@pytest.mark.skipif(not OFFICIAL.exists(), reason="no boundary files lie beside the repository")
@pytest.mark.parametrize("name", ["sv_districts_simplified.geojson", "sv_districts_simplified.topojson"])
def test_official_lines_are_imported_by_code_and_by_name(cast, name):
    document = (OFFICIAL / name).read_bytes()
    report = send(document, cast.irma)
    assert (report["matched"], report["errors"]) == (262, [])
    departments = queries.shapes("department")["features"]
    assert len(departments) == 14 and sum(len(part) - 1 for f in departments for part in f["geometry"]["coordinates"]) > 0, (
        "lakes are holes"
    )
    by_name = json.loads(document)
    for feature in by_name["features"] if "features" in by_name else by_name["objects"]["data"]["geometries"]:
        feature["properties"] = {"NOMBRE": feature["properties"]["district"].upper(), "DEPTO": feature["properties"]["department"]}
    assert send(by_name, cast.irma)["matched"] == 262
