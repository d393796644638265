"""The editor's words of a bulletin: what they may not say at all, and what whoever publishes has to look at."""

import csv
import io

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import AuditEvent
from izote.kit.errors import BadInput
from izote.kit.wording import figures_in, names_close_place
from izote.observatory import actions
from izote.observatory.models import Bulletin, Edition
from izote.observatory.rules.wording import doubts, says_person
from izote.observatory.tests.builders_bulletins import drafted, events, item, published, signed

YEARS = range(2023, 2025)
ES, EN = {"accept-language": "es"}, {"accept-language": "en"}


@pytest.fixture
def police(cast):
    return signed(cast, events(YEARS, 3), YEARS)


def worded(cast, es, en="Nothing new."):
    row = drafted(cast, [item("homicide_rate", "places", "months")], "month", "2024-05")
    with acting_as(cast.oscar.pk):
        return actions.write_bulletin(row, by=cast.oscar, version=row.version, items=row.items, words={"lead": {"es": es, "en": en}})


@pytest.mark.parametrize("said", ["La víctima, con DUI 04567890-1.", "Llame al 7123-4567.", "Escriba a ana@correo.example",
                                  "Ocurrió en calle Los Almendros, casa #12.", "En el pasaje 3, casa 14."])  # fmt: skip
def test_a_person_cannot_be_written_into_a_bulletin(cast, client, police, said):
    with pytest.raises(BadInput):
        worded(cast, said)
    with acting_as(cast.oscar.pk):
        row = Bulletin.objects.get()
    client.force_login(cast.oscar)
    url = reverse("bulletin_edit", args=[row.pk])
    sent = {
        "version": row.version,
        "use-homicide_rate": "on",
        "source-homicide_rate": "pnc",
        "tables-homicide_rate": ["places"],
        "lead-es": said,
    }
    page = client.post(url, sent, headers=ES)
    assert page.status_code == 200 and "dice quién es una persona" in page.content.decode() and said.split(",")[0] in page.content.decode()
    # nor by way of words that were written before this was looked at
    with acting_as(cast.oscar.pk):
        Bulletin.objects.filter(pk=row.pk).update(words={"lead": {"es": said, "en": said}})
        with pytest.raises(BadInput):
            actions.submit_bulletin(row, by=cast.oscar)


def test_sentences_that_may_say_too_much_are_looked_at_one_by_one(cast, client, police):
    row = worded(cast, "Hubo un hecho en una colonia. El país no cambió. Quienes lo hicieron eran retornados.", "See the table.")
    small = next(cell["count"] for part in row.composed["items"] for table in part["tables"] for cell in table["rows"]
                 if cell["state"] == "primary" and cell["count"] > 1)  # fmt: skip
    with acting_as(cast.oscar.pk):
        words = {"lead": {"es": row.words["lead"]["es"], "en": f"In one district there were {small}."}}
        row = actions.write_bulletin(row, by=cast.oscar, version=row.version, items=row.items, words=words)
        row = actions.submit_bulletin(row, by=cast.oscar)
        standing = {one.code for one in actions.doubts_of(row)}
    assert standing >= {"lead.es.0.place", "lead.es.2.beside", "lead.en.0.number"} and not any("es.1" in code for code in standing)
    with acting_as(cast.elena.pk), pytest.raises(BadInput):
        actions.publish_bulletin(row, by=cast.elena, version=row.version, looked_at=list(standing)[1:])
    client.force_login(cast.elena)
    url = reverse("bulletin_publish", args=[row.pk])
    page = client.get(url, headers=ES).content.decode()
    assert "Mire cada una de estas oraciones" in page and page.count('name="looked_at"') == len(standing)
    refused = client.post(url, {"version": row.version, "looked_at": ["lead.es.0.place"]}, headers=ES)
    assert refused.status_code == 422 and refused.content.decode().count(" checked") == 1
    with acting_as(cast.elena.pk):
        assert not Edition.objects.exists()
    done = client.post(url, {"version": row.version, "looked_at": sorted(standing)}, headers=ES)
    assert done.status_code == 302
    with acting_as(cast.beto.pk):
        trace = AuditEvent.objects.get(verb="bulletin.published").details
    assert trace["place"] == 1 and trace["beside"] == 1 and trace["number"] >= 1 and "Carmen" not in str(trace)


def test_what_a_sentence_says():
    assert figures_in("Fueron tres, 4 y 1,234; el 3.5 % no") == {3, 4, 1234}
    told = {"lead": {"es": "Los robos no cambiaron.", "en": ""}}
    assert [one.why for one in doubts(told, "returns", set())] == ["beside"] and not doubts(told, "violence", set())
    assert not doubts({"lead": {"es": "Cerca de la cancha deportiva hubo 12."}}, "violence", {3})
    assert not says_person("En la avenida principal hubo menos hechos que en 2023.")


def test_the_public_file_says_in_words_what_its_codes_are(cast, client, police):
    edition = published(cast, [item("homicide_rate", "places", "sex", "age", "means")], "year", "2024")
    sheet = client.get(reverse("public_bulletin_file", args=[edition.code, "csv"]), headers=ES).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    told = {(row["Estado"], row["Estado en palabras"]) for row in rows}
    assert told >= {("printed", "publicado"), ("withheld", "reservado")}
    assert {("sex", "F", "Sexo", "mujeres"), ("means", "firearm", "Medio", "arma de fuego")} <= {
        (row["Parte"], row["Etiqueta"], row["Parte en palabras"], row["Etiqueta en palabras"]) for row in rows
    }
    first = rows[0]
    assert first["Categorías en palabras"] == "homicidios" and first["Lo que hay que saber"] and "Cambio de definición" in first
    tags = client.get(reverse("public_bulletin_file", args=[edition.code, "hxl"]), headers=EN).content.decode("utf-8-sig").splitlines()[1]
    assert "#meta+caveats" in tags and "#meta+break" in tags


@pytest.mark.parametrize(
    "said", ["Hubo un hecho en la colonia El Carmen.", "En el barrio “San José” bajó.", "Caserío Los Ángeles: nada nuevo."]
)
def test_no_colonia_is_named_beside_violence(cast, police, said):
    with pytest.raises(BadInput):
        worded(cast, said)


def test_what_only_speaks_of_barrios_names_none():
    assert not names_close_place("El programa trabaja en colonias y barrios de todo el municipio.")
    assert names_close_place("In the Vista Hermosa neighbourhood it fell.")
