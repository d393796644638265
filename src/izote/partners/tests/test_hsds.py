"""The public directory: valid HSDS 3.0, only what was published, no confidential address, no person, no cookie."""

import csv
import datetime as dt
import json
import uuid
from argparse import Namespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from izote.access.context import acting_as
from izote.partners import actions, commands, hsds
from izote.partners.models import Service
from izote.partners.tests.builders import institution, place, published, service, weekdays
from izote.partners.tests.hsds.schema import errors

FULL = {
    "description": "Curso de panadería",
    "alert": "Inscripción hasta el viernes",
    "needs": ["training", "work"],
    "minimum_age": 15,
    "maximum_age": 29,
    "gender": "F",
    "eligibility": "Vivir en La Paz",
    "application": "Llegar con DUI",
    "documents": ["dui", "school"],
    "documents_note": "Copias",
    "fees": "Gratis",
    "wait_time": "Dos semanas",
    "languages": ["es", "lessa", "nawat"],
    "accessibility": ["ramp", "sign"],
    "transport": "Ruta 133",
    "walk_in": "yes",
    "survivors": "yes",
    "capacity_unit": "cupos",
    "capacity_available": 4,
    "capacity_maximum": 20,
    "health_unit": True,
    "phones": ["2334-0100 (taller)", "126"],
    "email": "taller@example.org",
    "url": "https://example.org/taller",
    "schedules": [weekdays(), {"days": ["SA"], "week": -1, "valid_from": dt.date(2026, 1, 1), "valid_to": dt.date(2026, 12, 31)}],
}


@pytest.fixture
def taller(cast):
    """A service with everything, published: a place to go to, a confidential one, a virtual one."""
    with acting_as(cast.ana.pk):
        zaca = place("0821")
    where = institution(cast.ana, cast.ZAC, "Alcaldía de La Paz Este", short_name="ALPE", website="https://example.org")
    with acting_as(cast.ana.pk):
        actions.add_contact(where, by=cast.ana, name="Persona Contacto", phone="7000-0000")
    locations = [
        {"place": zaca, "name": "Taller", "address": "4a avenida 7"},
        {"place": zaca, "name": "Refugio", "address": "Pasaje Secreto 9", "confidential": True},
        {"kind": "virtual"},
    ]
    one = service(cast.ana, cast.ZAC, "Panadería", of=where, areas=[zaca, *_department(cast)], locations=locations, **FULL)
    with acting_as(cast.ana.pk):
        actions.verify_service(one, by=cast.ana)
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    return one


def _department(cast):
    with acting_as(cast.ana.pk):
        return [place("08")]


def get(client, name, *args, **query):
    client.logout()
    return client.get(reverse(name, args=args), query)


def test_the_root_names_version_profile_and_definition(client, db):
    assert get(client, "hsds_root").json() == {"version": "3.0", "profile": hsds.PROFILE, "openapi_url": hsds.OPENAPI}


def test_a_whole_service_validates_against_3_0_and_says_everything(cast, taller, client):
    document = get(client, "hsds_service", taller.pk).json()
    assert errors(document) == []
    without = {name: value for name, value in document.items() if name != "capacities"}
    assert errors(without, with_additions=False) == []
    assert document["status"] == "active" and document["minimum_age"] == 15
    assert document["phones"][0] | {"id": ""} == {
        "id": "", "service_id": str(taller.pk), "number": "+50323340100", "type": "voice", "description": "taller",
    }  # fmt: skip
    assert {(s["freq"], s["byday"]) for s in document["schedules"]} == {("WEEKLY", "MO,TU,WE,TH,FR"), ("MONTHLY", "-1SA")}
    address = next(a for at in document["service_at_locations"] for a in at["location"].get("addresses", []))
    assert (address["city"], address["region"], address["state_province"], address["postal_code"]) == (
        "Zacatecoluca", "La Paz Este", "La Paz", "0821",
    )  # fmt: skip
    said = {a["taxonomy_term"]["code"]: a.get("value") for a in document["attributes"]}
    assert said == {"training": None, "work": None, "walk_in": "yes", "survivors": "yes", "needs_dui": "yes", "gender": "F"} | {
        "address_withheld": "yes", "health_unit": "yes", "transport": "Ruta 133",
    }  # fmt: skip
    assert [language["code"] for language in document["languages"]] == ["es", "esn", "ppl"]
    assert document["capacities"][0]["available"] == 4


def test_the_least_service_validates_too(cast, client):
    one = service(cast.ana, cast.ZAC, "Mínimo", needs=[], languages=[])
    published(one, proposed_by=cast.ana, approved_by=cast.beto)
    assert errors(get(client, "hsds_service", one.pk).json()) == []


def test_the_checker_itself_finds_what_is_wrong():
    good = {"id": str(uuid.uuid4()), "name": "x", "status": "active"}
    assert errors(good) == []
    assert errors({**good, "status": "open"}) and errors({**good, "unknown": 1}) and errors({"name": "x", "status": "active"})
    assert errors({**good, "assured_date": "ayer"}) and errors({**good, "id": "17"}) and errors({**good, "phones": [{"id": good["id"]}]})


def test_a_confidential_address_and_a_contact_person_go_nowhere(cast, taller, client, tmp_path):
    answers = [get(client, "hsds_services", full="true"), get(client, "hsds_service", taller.pk), get(client, "hsds_organizations")]
    answers += [get(client, "hsds_services", search=words) for words in ("Pasaje Secreto", "Persona Contacto", "7000")]
    everything = " ".join(answer.content.decode() for answer in answers)
    commands.export_hsds(Namespace(output=tmp_path / "all.json"))
    commands.export_hsds(Namespace(output=tmp_path / "tables"))
    everything += " ".join(path.read_text() for path in tmp_path.rglob("*.*"))
    for secret in ("Pasaje Secreto", "Refugio", "Persona Contacto", "7000"):
        assert secret not in everything
    assert all(answer.json()["empty"] for answer in answers[3:])
    withheld = [at["location"] for at in answers[1].json()["service_at_locations"] if at["location"].get("name") == "Dirección reservada"]
    assert [set(one) for one in withheld] == [{"id", "location_type", "name"}]


def test_only_what_was_published_is_read(cast, taller, client):
    quiet = service(cast.ana, cast.ZAC, "Callado")
    with acting_as(cast.ana.pk):
        actions.propose_service(quiet, by=cast.ana)
    assert [one["id"] for one in get(client, "hsds_services").json()["contents"]] == [str(taller.pk)]
    assert get(client, "hsds_service", quiet.pk).status_code == 404


def test_lists_are_paged_as_hsds_wants_and_carry_direct_fields_only(cast, client):
    for n in range(5):
        published(service(cast.ana, cast.ZAC, f"Servicio {n}"), proposed_by=cast.ana, approved_by=cast.beto)
    page = get(client, "hsds_services", per_page=2, page=2).json()
    contents = page.pop("contents")
    assert page == {
        "total_items": 5, "total_pages": 3, "page_number": 2, "size": 2, "first_page": False, "last_page": False, "empty": False,
    }  # fmt: skip
    assert [one["name"] for one in contents] == ["Servicio 2", "Servicio 3"]
    assert not any(isinstance(value, list | dict) for one in contents for value in one.values())
    assert set(get(client, "hsds_services", minimal="true").json()["contents"][0]) == {"id", "organization_id", "name", "status"}
    assert "organization" in get(client, "hsds_services", full="true").json()["contents"][0]
    lines = get(client, "hsds_services", format="ndjson").content.decode().splitlines()
    assert [json.loads(line)["name"] for line in lines] == [f"Servicio {n}" for n in range(5)]


def test_parameters_narrow_one_another_and_an_empty_page_says_so(cast, taller, client):
    organization, term = str(taller.institution_id), hsds.made("term", "needs", "work")
    both = {"search": "panaderia", "organization_id": organization, "taxonomy_term_id": term}
    assert get(client, "hsds_services", **both).json()["total_items"] == 1
    for name, value in (
        ("search", "dentista"),
        ("organization_id", str(uuid.uuid4())),
        ("taxonomy_term_id", hsds.made("term", "needs", "health")),
        ("taxonomy_term_id", hsds.made("term", "traits", "walk_in")),
        ("taxonomy_id", str(uuid.uuid4())),
        ("modified_after", "2099-01-01"),
    ):
        page = get(client, "hsds_services", **{**both, name: value}).json()
        assert (page["empty"], page["total_items"], page["contents"]) == (True, 0, []), name
    assert get(client, "hsds_services", modified_after="2020-01-01T00:00:00Z").json()["total_items"] == 1


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"per_page": "1000"}, {"organization_id": "x"}, {"modified_after": "2026-99-99"}, {"page": "²"}]
)
def test_a_parameter_that_cannot_be_read_is_named(client, db, query):
    answer = get(client, "hsds_services", **query)
    assert answer.status_code == 400 and next(iter(query)) in answer.json()["error"]


def test_organizations_taxonomies_and_terms_validate(cast, taller, client):
    for name, kind in (("hsds_organizations", "organization"), ("hsds_taxonomies", "taxonomy"), ("hsds_terms", "taxonomy_term")):
        contents = get(client, name, per_page=100).json()["contents"]
        assert contents and [errors(one, kind) for one in contents] == [[]] * len(contents)
        assert get(client, name.removesuffix("ies").removesuffix("s") + ("y" if name.endswith("ies") else ""), contents[0]["id"]).json()
    needs = get(client, "hsds_terms", taxonomy_id=hsds.taxonomy("needs")["id"], per_page=100).json()
    assert needs["total_items"] == 18


def test_it_is_read_without_a_cookie_and_may_be_kept_for_five_minutes(cast, taller, client):
    answer = get(client, "hsds_services")
    assert not answer.cookies and answer["Cache-Control"] == "public, max-age=300" and answer["Access-Control-Allow-Origin"] == "*"
    assert client.post(reverse("hsds_services")).status_code == 405


def test_a_page_costs_the_same_questions_whatever_its_size(cast, client):
    counts = []
    for batch in (3, 20):
        for n in range(batch):
            published(service(cast.ana, cast.ZAC, f"S {batch} {n}"), proposed_by=cast.ana, approved_by=cast.beto)
        client.logout()
        with CaptureQueriesContext(connection) as spent:
            get(client, "hsds_services", full="true")
        counts.append(len(spent))
    assert counts[0] == counts[1], counts


def test_the_file_is_a_page_of_whole_services(cast, taller, tmp_path):
    told = commands.export_hsds(Namespace(output=tmp_path / "hsds.json"))
    written = json.loads((tmp_path / "hsds.json").read_text())
    assert told["services"] == written["total_items"] == 1
    assert [errors(one) for one in written["contents"]] == [[]]


def test_the_folder_is_a_tabular_package_whose_keys_lead_somewhere(cast, taller, tmp_path):
    told = commands.export_hsds(Namespace(output=tmp_path / "tables"))
    package = json.loads((tmp_path / "tables" / "datapackage.json").read_text())
    tables = {}
    for resource in package["resources"]:
        with (tmp_path / "tables" / resource["path"]).open(encoding="utf-8") as handle:
            tables[resource["name"]] = list(csv.DictReader(handle))
        assert list(tables[resource["name"]][0]) == [field["name"] for field in resource["schema"]["fields"]]
    assert {name: len(rows) for name, rows in tables.items()} == told["tables"]
    for resource in package["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            there = {row["id"] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in tables[resource["name"]]} - {""} <= there, key
    assert tables["services"][0]["organization_id"] and tables["service_at_locations"][0]["location_id"]


def test_a_service_taken_back_is_gone_from_file_and_page(cast, taller, client, tmp_path):
    with acting_as(cast.ana.pk):
        actions.write_service(org=cast.ZAC, by=cast.ana, service=taller, status=Service.Status.INACTIVE)
    assert get(client, "hsds_services").json()["empty"]
    assert commands.export_hsds(Namespace(output=tmp_path / "x.json"))["services"] == 0
