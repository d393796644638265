"""The two pages of places."""

import pytest

from izote.access.context import acting_as
from izote.territory import queries


@pytest.fixture
def oscar(client, cast):
    """A browser in which Óscar, who sees no person, is signed in."""
    with acting_as(cast.oscar.pk):
        client.force_login(cast.oscar)
    queries.gazetteer()
    return client


def test_the_list_answers_what_was_written(oscar):
    one = oscar.get("/lugares/", {"q": "Sacatecoluca"}).content.decode()
    assert "Un lugar" in one and "/lugares/0821/" in one
    assert "Varios lugares" in oscar.get("/lugares/", {"q": "El Rosario"}).content.decode()
    assert "Ningún lugar" in oscar.get("/lugares/", {"q": "Tegucigalpa\0"}).content.decode()
    assert "<script>x" not in oscar.get("/lugares/", {"q": "<script>x"}).content.decode()


def test_a_place_shows_its_history_codes_and_people(oscar):
    page = oscar.get("/lugares/0821/").content.decode()
    for text in ("La Paz Este", "SV06002003", "Zaca", "DIGESTYC", "2007", "Mapa esquemático", "Municipio"):
        assert text in page
    assert "comprobada solo como suma" in oscar.get("/lugares/0512/").content.decode()


def test_pages_ask_the_same_few_questions_for_small_and_large_places(oscar, django_assert_max_num_queries):
    for address in ("/lugares/", "/lugares/0821/", "/lugares/04/", "/lugares/082122/"):
        oscar.get(address)
        with django_assert_max_num_queries(24):
            assert oscar.get(address).status_code == 200


@pytest.mark.parametrize("code", ["no", "%00", "0821%27", "x" * 400, "..%2f"])
def test_an_unknown_code_is_not_found(oscar, code):
    assert oscar.get(f"/lugares/{code}/").status_code == 404
