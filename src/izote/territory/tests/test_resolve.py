"""What people write, and what is meant: one place, several candidates, or none."""

import argparse
import datetime as dt
import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izote.kit.errors import BadInput
from izote.territory import queries
from izote.territory.commands import COMMANDS

pytestmark = pytest.mark.django_db

ONE = {
    "Zaca": "0821",
    "zacatecoluca": "0821",
    "LA PAZ / ZACATECOLUCA": "0821",
    "Zacatecoluca, La Paz": "0821",
    "Zacatecoluca (La Paz)": "0821",
    "Zacatecoluca-La Paz": "0821",
    "La Paz Zacatecoluca": "0821",
    "Zacatecoluca, La Paz Este, La Paz": "0821",
    "Zacatecoluca La Paz El Salvador": "0821",
    "zacatecoluka la pas": "0821",
    "Zacatecoluka": "0821",
    "Sacatecoluca": "0821",
    "Zacatecoluca centro": "0821",
    "barrio El Calvario, Zacatecoluca, La Paz": "0821",
    "Mpio. Zacatecoluca, Depto La Paz": "0821",
    "Zacatecoluca\nLa Paz": "0821",
    "Zacatecoluca,\xa0La Paz": "0821",
    "0821": "0821",
    "821": "0821",
    "08-21": "0821",
    "SV0622": "0821",
    "SV06002003": "0821",
    "SV0821": "1321",
    "SV08": "13",
    "08": "08",
    "SV-PA": "08",
    "08-25": "0825",
    "SV08001": "1327",
    "Nueva San Salvador": "0511",
    "Sta. Tecla": "0511",
    "El Rosario, La Paz": "0802",
    "Rosario La Paz": "0802",
    "EL ROSARIO MORAZAN": "1307",
    "san rafael obrajuelo la paz este": "0817",
    "Obrajuelo": "0817",
    "Cojutepeque, Cuscatlán, El Salvador": "0702",
    "Depto. de San Miguel": "12",
    "municipio de San Miguel": "1217",
    "distrito de San Miguel": "1217",
    "ciudad de San Miguel": "1217",
    "San Miguel, San Miguel": "1217",
    "SAN MIGUEL SAN MIGUEL": "1217",
    "San Miguel Depto. San Miguel": "1217",
    "colonia X, Soyapango": "0617",
    "Soyapango, colonia Las Flores": "0617",
    "Las Brisas, Soyapango": "0617",
    "La Paz": "08",
    "La Pas": "08",
    "San Salvador Centro": "0623",
    "San Salvador, San Salvador": "0614",
    "La Paz Este": "0825",
    "municipio de La Paz Este": "0825",
    "Santa Ana Centro": "0215",
    "Masahuat": "0206",
    "California, Usulutan": "1103",
    "San Lorenzo, Ahuachapán": "0109",
    "Sn Juan Opico La Libertad": "0515",
    "San Juan de Opico": "0515",
    "Ciudad Barios": "1202",
    "Cd. Delgado": "0619",
    "Delgado": "0619",
    "Antigo Cuscatlan": "0501",
    "San Fco. Gotera": "1319",
    "Lourdes, Colon, La Libertad": "050311",
    "Puerto de La Libertad": "0509",
    "Sensuntepeke": "0906",
    "Jiquilisko": "1108",
    "Ysalco": "0306",
    "tesacuangos": "0615",
    "mun. Jiquilisco depto Usulutan": "1108",
    "Cantón San Rafael, Zacatecoluca": "082136",
    "Canton La Lucha Zacatecoluca": "082122",
    "Sonzacate": "0316",
    "Ciudad Arce La Libertad": "0502",
    "Ciudad Barrios San Miguel Norte San Miguel": "1202",
    "CISNAHUAT, SONSONATE": "0304",
    "Las Brisas, San Miguel": "12",
}
SEVERAL = {
    "San Miguel": ["1217", "12"],
    "SAN SALVADOR": ["0614", "06"],
    "Usulutan": ["1123", "11"],
    "Sonsonete": ["0315", "03"],
    "Aguachapan": ["0101", "01"],
    "La Libertad": ["0509", "05"],
    "El Rosario": ["0704", "0802", "1307"],
    "Rosario": ["0704", "0802", "1307"],
    "San Rafael": ["0431", "1218"],
    "San Rafael, La Paz": ["082136", "0817"],
    "Santo Domingo": ["1005", "0314"],
    "Nonualco": ["0810", "0816", "0819"],
    "Santa Rosa": ["0211", "1416"],
    "San Pedro": ["0110", "0710", "0815", "0816"],
    "Zacatecoluca, San Miguel": ["0821", "1217", "12"],
}
NOTHING = [
    "",
    " ",
    "a",
    "x" * 300,
    "Zaca\0",
    "zacatecoluca\u202e",
    "'; DROP TABLE territory_place;--",
    "<script>alert(1)</script>",
    "Tegucigalpa",
    "San Pedro Sula",
    "Los Angeles, California",
    "Comalapa, Guatemala",
    "La Unión, Honduras",
    "Ocotepeque",
    "Juticalpa",
    "Jalapa",
    "Zacatecas",
    "Santa Rosa de Copán",
    "El Salvador",
    "mi casa",
    "no sabe",
    "N/A",
    "123456789",
    "San",
    "Santa",
    "Carlos",
    "José",
    "Barrio San Miguel",
    "colonia Nueva San Salvador",
    "Cantón El Espino",
    "💥" * 20,
]


@pytest.mark.parametrize(("text", "code"), ONE.items())
def test_one_place_is_meant(text, code):
    answer = queries.resolve(text)
    assert (answer.status, [p.code for p in answer.places]) == ("one", [code])


@pytest.mark.parametrize(("text", "codes"), SEVERAL.items())
def test_several_places_are_offered_and_none_is_guessed(text, codes):
    answer = queries.resolve(text)
    assert (answer.status, [p.code for p in answer.places]) == ("several", codes)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_recognised(text):
    assert queries.resolve(text) == ("none", [])


def test_the_answer_says_where_the_place_lies_and_how_sure_it_is():
    sure, sound, detail = (queries.resolve(text).places[0] for text in ("Zacatecoluca", "Sacatecoluca", "col. X, Zacatecoluca"))
    assert (sure.name, sure.level, sure.department, sure.municipality) == ("Zacatecoluca", "district", "La Paz", "La Paz Este")
    assert sure.confidence == 1.0 and sure.why == "name"
    assert sound.confidence < 1.0 and sound.why == "sound"
    assert detail.confidence < sound.confidence


@pytest.mark.parametrize(
    "form", ["{place}, {department}", "{department} / {place}", "{place} {department}", "municipio de {place} departamento de {department}"]
)
def test_every_district_is_found_by_its_name_and_department(form):
    for place in queries.places().filter(level="district"):
        department = queries.resolve(place.code).places[0].department
        text = form.format(place=place.name, department=department)
        assert [p.code for p in queries.resolve(text.upper(), level="district").places] == [place.code], text


def test_one_wrong_letter_never_leads_to_another_place():
    chance, right, asked = random.Random(7), 0, 0
    for place in queries.places().filter(level="district"):
        department = queries.resolve(place.code).places[0].department
        at = chance.randrange(len(place.name))
        name = place.name[:at] + chance.choice(["", "X", place.name[at] * 2]) + place.name[at + 1 :]
        answer = queries.resolve(f"{name}, {department}", level="district")
        asked, right = asked + 1, right + ([p.code for p in answer.places] == [place.code])
        assert answer.status != "one" or answer.places[0].code == place.code, name
    assert right / asked > 0.98


def test_a_caller_that_needs_a_district_gets_one_or_none():
    wanted = {
        "San Miguel": ["1217"],
        "San Salvador": ["0614"],
        "Santa Ana Centro": ["0210"],
        "La Paz": [],
        "Canton La Lucha Zacatecoluca": ["0821"],
    }
    assert {text: [p.code for p in queries.resolve(text, level="district").places] for text in wanted} == wanted


def test_within_limits_the_answer():
    assert [p.code for p in queries.resolve("El Rosario", within="08").places] == ["0802"]
    assert queries.resolve("Soyapango", within="08").status == "none"
    assert [p.code for p in queries.resolve("La Lucha", within="0821").places] == ["082122"]


def test_the_day_decides_what_existed():
    before, after = dt.date(2020, 1, 1), dt.date(2025, 1, 1)
    assert queries.resolve("La Paz Este", on=before, level="municipality").status == "none"
    assert queries.resolve("La Paz Este", on=after).places[0].code == "0825"
    old, new = (queries.resolve("Zacatecoluca", on=day).places[0] for day in (before, after))
    assert (old.municipality, old.department) == ("", "La Paz")
    assert (new.municipality, new.department) == ("La Paz Este", "La Paz")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=250),
        st.lists(st.sampled_from([*ONE, *NOTHING, "de", "depto", ",", "/", "canton", "col", "ciudad"]), max_size=6).map(" ".join),
    )
)
def test_any_text_gets_an_answer_that_agrees_with_itself(text):
    answer = queries.resolve(text)
    assert answer.status == ("none", "one", "several")[min(len(answer.places), 2)]
    assert all(0 < p.confidence <= 1 for p in answer.places)


def test_ten_thousand_rows_are_read_quickly_and_without_questions_to_the_database(django_assert_num_queries):
    queries.resolve("Zaca")
    texts = [f"{text} {n}" for n in range(90) for text in [*ONE, *SEVERAL, *NOTHING]]
    begun = time.perf_counter()
    with django_assert_num_queries(0):
        answers = queries.resolve_many(texts)
    assert len(answers) == len(texts) > 10_000
    assert (time.perf_counter() - begun) / len(texts) < 0.004


def test_the_command_answers_as_data_and_in_words():
    configure, handler, show = COMMANDS["territory resolve"]
    parser = argparse.ArgumentParser()
    configure(parser)
    data = handler(parser.parse_args(["El Rosario, La Paz", "--level", "district"]))
    assert (data["status"], data["places"][0]["code"], data["places"][0]["confidence"]) == ("one", "0802", 1.0)
    assert "0802" in show(json.loads(json.dumps(data)))
    with pytest.raises(BadInput):
        handler(parser.parse_args(["Zaca", "--level", "nowhere"]))
