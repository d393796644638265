"""Country packs: El Salvador whole, loading twice changes nothing, another country is another folder."""

import pytest
from django.db import connection

from izote.territory import queries
from izote.territory.actions import load_country
from izote.territory.countries import PackError
from izote.territory.models import Country, Place, PlaceCode, PlaceParent, Population

TABLES = (Country, Place, PlaceParent, PlaceCode, Population)
TOML = """
code = "ZZ"
name = { es = "Zelandia", en = "Zealand" }
box = { west = 0, south = 0, east = 10, north = 10 }
stable_level = "parish"
[[levels]]
key = "county"
name = { es = "Condado", en = "County" }
plural = { es = "Condados", en = "Counties" }
words = ["county"]
[[levels]]
key = "parish"
name = { es = "Parroquia", en = "Parish" }
plural = { es = "Parroquias", en = "Parishes" }
words = ["parish"]
expected = 2
"""


@pytest.fixture
def zealand(tmp_path, settings):
    """An invented country in a folder of its own."""
    folder = tmp_path / "zz"
    folder.mkdir()
    (folder / "country.toml").write_text(TOML)
    (folder / "places.csv").write_text(
        "code,level,name,lat,lon\nN,county,Northmark,,\nN1,parish,Fällby,6,3\nS,county,Southmark,,\nS1,parish,Fallby Water,3,6\n"
    )
    (folder / "parents.csv").write_text("place,parent,valid_from,valid_to\nN1,N,,\nS1,S,,\n")
    (folder / "outline.csv").write_text("lon,lat\n0,0\n10,0\n10,10\n0,10\n")
    settings.IZOTE_COUNTRY_PATHS = [str(tmp_path)]
    return folder


@pytest.mark.django_db
def test_el_salvador_has_its_places_and_their_history():
    counts = {
        level: Place.objects.filter(country__code="SV", level=level).count()
        for level in ("department", "municipality", "district", "canton")
    }
    assert counts == {"department": 14, "municipality": 44, "district": 262, "canton": 2286}
    zaca = Place.objects.get(country__code="SV", code="0821")
    assert [(p.parent.name, str(p.valid_from), str(p.valid_to)) for p in queries.parents(zaca)] == [
        ("La Paz Este", "2024-05-01", "None"),
        ("La Paz", "None", "2024-04-30"),
    ]
    assert {(c.system, c.within, c.code) for c in zaca.codes.all()} == {
        ("igcn", "", "0821"),
        ("cod_ab_2021", "", "SV0622"),
        ("cod_ab_2024", "", "SV06002003"),
        ("hacienda_cat013", "08", "21"),
    }
    assert not Place.objects.filter(country__code="SV", level="district", latitude=None).exists()


@pytest.mark.django_db
def test_census_figures_add_up_and_say_where_they_are_doubtful():
    assert sum(queries.populations().values()) == 5_744_113
    assert all(p.total == (p.men or 0) + (p.women or 0) for p in map(lambda c: queries.population([c]), queries.populations()) if p)
    assert queries.population(["0821"]).notes == []
    assert queries.population(["0512"]).notes and queries.population(["0821"]).source


def test_loading_the_same_pack_again_changes_nothing(owner):
    before = [list(model.objects.order_by("pk").values()) for model in TABLES]
    counts = load_country("sv")
    assert counts["district"] == 262
    assert [list(model.objects.order_by("pk").values()) for model in TABLES] == before


def test_a_new_version_of_a_pack_keeps_the_places_and_their_keys(owner, zealand):
    load_country("zz")
    keys = dict(Place.objects.filter(country__code="ZZ").values_list("code", "pk"))
    (zealand / "places.csv").write_text((zealand / "places.csv").read_text().replace("Fällby", "Newby"))
    queries.read.cache_clear()
    load_country("zz")
    assert dict(Place.objects.filter(country__code="ZZ").values_list("code", "pk")) == keys
    assert queries.resolve("newby", country="zz").places[0].code == "N1"


def test_another_country_is_another_folder(owner, zealand):
    assert load_country("zz") == {"county": 2, "parish": 2}
    assert queries.resolve("Fallby", country="zz").places[0].code == "N1"
    assert queries.resolve("fallby water, southmark county", country="zz").places[0].code == "S1"
    assert queries.resolve("Zacatecoluca", country="zz").status == "none"
    assert queries.resolve("Fallby").status == "none"
    assert [f["properties"]["code"] for f in queries.shapes("county", "zz")["features"]] == ["N", "S"]


def test_a_pack_that_contradicts_itself_is_refused_whole(owner, zealand):
    with (zealand / "places.csv").open("a") as f:
        f.write("S2,parish,Third,1,1\n")
    with pytest.raises(PackError, match="3 places of level parish, 2 expected"):
        load_country("zz")
    assert not Country.objects.filter(code="ZZ").exists()
    with pytest.raises(PackError):
        load_country("../sv")


@pytest.mark.django_db
def test_the_programs_role_cannot_change_places():
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update territory_place set name = 'x'")
