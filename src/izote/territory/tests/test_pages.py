"""The two pages of places."""

import pytest

from izote.territory import queries


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    queries.gazetteer()
    return client


def test_the_list_answers_what_was_written(ana):
    one = ana.get("/lugares/", {"q": "Sacatecoluca"}).content.decode()
    assert "Un lugar" in one and "/lugares/0821/" in one
    assert "Varios lugares" in ana.get("/lugares/", {"q": "El Rosario"}).content.decode()
    assert "Ningún lugar" in ana.get("/lugares/", {"q": "Tegucigalpa\0"}).content.decode()
    assert "<script>x" not in ana.get("/lugares/", {"q": "<script>x"}).content.decode()


def test_a_place_shows_its_history_codes_and_people(ana):
    page = ana.get("/lugares/0821/").content.decode()
    for text in ("La Paz Este", "SV06002003", "Zaca", "DIGESTYC", "2007", "Mapa esquemático", "Municipio"):
        assert text in page
    assert "comprobada solo como suma" in ana.get("/lugares/0512/").content.decode()


def test_pages_ask_the_same_few_questions_for_small_and_large_places(ana, django_assert_max_num_queries):
    for address in ("/lugares/", "/lugares/0821/", "/lugares/04/", "/lugares/082122/"):
        ana.get(address)
        with django_assert_max_num_queries(24):
            assert ana.get(address).status_code == 200
