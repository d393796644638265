"""Throw-away country packs made from the codes that a file itself carries."""

import csv
import gzip
import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("IZOTE_SHARED_DATA", Path(__file__).resolve().parents[5] / "shared" / "data"))
ECUADOR = SHARED / "violence" / "ecuador_intentional_homicides_2024Q1.geojson"
COLOMBIA = SHARED / "violence" / "colombia_municipal_homicides_1990_2013_CC0.csv.gz"
TOML = """
code = "{code}"
name = {{ es = "{name}", en = "{name}" }}
box = {{ west = {box[0]}, south = {box[1]}, east = {box[2]}, north = {box[3]} }}
stable_level = "{stable}"
[[levels]]
key = "{wide}"
name = {{ es = "{wide}", en = "{wide}" }}
plural = {{ es = "{wide}", en = "{wide}" }}
[[levels]]
key = "{stable}"
name = {{ es = "{stable}", en = "{stable}" }}
plural = {{ es = "{stable}", en = "{stable}" }}
[systems]
own = {{ name = {{ es = "código del archivo", en = "code of the file" }} }}
"""


def needs(path: Path):
    """Skips where the shared data are not here."""
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not here")


def write(folder: Path, facts: dict, places: list, codes: list = ()) -> None:
    """A pack: `places` are code, level, name, parent, latitude, longitude."""
    home = folder / facts["code"].lower()
    home.mkdir()
    (home / "country.toml").write_text(TOML.format(**facts))
    lines = {"places": [["code", "level", "name", "lat", "lon"]], "parents": [["place", "parent", "valid_from", "valid_to"]]}
    lines["places"] += [[code, level, name, lat, lon] for code, level, name, _parent, lat, lon in places]
    lines["parents"] += [[one[0], one[3], "", ""] for one in places if one[3]]
    lines["codes"] = [["place", "system", "within", "code"], *[[place, "own", "", code] for place, code in codes]]
    west, south, east, north = facts["box"]
    lines["outline"] = [["lon", "lat"], [west, south], [east, south], [east, north], [west, north]]
    for name, rows in lines.items():
        with (home / f"{name}.csv").open("w", newline="", encoding="utf-8") as handle:
            csv.writer(handle).writerows(rows)


def ecuador(folder: Path) -> int:
    """Provinces and cantons as the records name them, in the middle of their points; gives how many records there are."""
    features = json.loads(ECUADOR.read_text(encoding="utf-8"))["features"]
    points, names, provinces = defaultdict(list), {}, {}
    for one in features:
        said = one["properties"]
        code = f"{said['código de cantón']:04d}"
        points[code].append(one["geometry"]["coordinates"])
        names[code], provinces[code[:2]] = said["cantón"].title(), said["provincia"].title()
    places = [[code, "province", name, "", "", ""] for code, name in sorted(provinces.items())]
    for code, where in sorted(points.items()):
        middle = [sum(one[n] for one in where) / len(where) for n in (1, 0)]
        places.append([code, "canton", names[code], code[:2], *(round(x, 5) for x in middle)])
    facts = {"code": "EC", "name": "Ecuador", "box": (-82.0, -5.1, -75.0, 1.6), "wide": "province", "stable": "canton"}
    write(folder, facts, places, [(code, str(int(code))) for code in points])
    return len(features)


def colombia(folder: Path) -> list[dict[str, str]]:
    """Departments and municipalities by their DANE codes; gives the rows of the file."""
    with gzip.open(COLOMBIA, "rt", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    departments = {row["id_depto"].zfill(2): row["depto"] for row in rows}
    places = [[code, "department", name, "", "", ""] for code, name in sorted(departments.items())]
    towns = {row["id"]: row for row in rows}
    places += [[code.zfill(5), "municipality", row["municipio"], row["id_depto"].zfill(2), "", ""] for code, row in sorted(towns.items())]
    facts = {"code": "CO", "name": "Colombia", "box": (-79.1, -4.3, -66.8, 12.6), "wide": "department", "stable": "municipality"}
    write(folder, facts, places, [(code.zfill(5), code) for code in towns])
    return rows
