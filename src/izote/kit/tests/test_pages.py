"""The pages every room builds on."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory

from izote.kit import qr, views
from izote.kit.errors import BadInput, Conflict
from izote.kit.middleware import errors_as_pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), [("es", "Avisos y estados"), ("en", "Notices and states")])
def test_the_components_are_shown_in_both_languages(client, language, words):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/kit/").content.decode()
    assert f'<html lang="{language}"' in page and words in page


def test_no_secret_of_an_address_stands_in_the_log():
    import logging

    from izote.kit.logs import NoSecrets

    for said in ("/r/Ab-9_xyz/respuesta/", "/calendario/9f8e7d.ics", "/invitacion/t0ken/"):
        line = logging.LogRecord("django.security.csrf", logging.WARNING, "", 1, "Forbidden (%s): %s", ("no cookie", said), None)
        assert NoSecrets().filter(line) and "…" in line.getMessage()
        assert not any(secret in line.getMessage() for secret in ("Ab-9_xyz", "9f8e7d", "t0ken")) and "no cookie" in line.getMessage()


def test_every_answer_carries_the_strict_headers_and_leaves_no_copy(client):
    answer = client.get("/kit/")
    assert "default-src 'none'" in answer["Content-Security-Policy"] and "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/kit/", "/kit/?errores=1", "/kit/papelito/"])
def test_no_page_needs_inline_script_or_style(client, path):
    page = client.get(path).content.decode()
    assert not re.search(
        r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|https?://(?!testserver)",
        page.replace("http://www.w3.org/2000/svg", ""),
    )


def test_hints_and_errors_are_tied_to_their_field(client):
    page = client.get("/kit/?errores=1").content.decode()
    field = re.search(r'<input[^>]*id="id_birth_year"[^>]*>', page).group()
    described = re.search(r'aria-describedby="([^"]*)"', field).group(1).split()
    assert 'aria-invalid="true"' in field and 'autocomplete="off"' in field
    assert len(described) == 2 and all(f'id="{name}"' in page for name in described)
    assert 'href="#id_birth_year"' in page


def test_the_theme_is_kept_and_leads_nowhere_else(client):
    assert client.post("/kit/tema/", {"theme": "dark", "next": "https://example.org/"})["Location"] == "/"
    assert client.post("/kit/tema/", {"theme": "dark", "next": "/kit/"})["Location"] == "/kit/"
    assert 'data-theme="dark"' in client.get("/kit/").content.decode()
    client.post("/kit/tema/", {"theme": "auto", "next": "/kit/"})
    assert "data-theme" not in client.get("/kit/").content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(Conflict("Ya se decidió."), 409), (BadInput("No se lee."), 400), (RequestDataTooBig(), 413)]
)
def test_a_refusal_becomes_a_page_that_says_why(error, status):
    middleware = errors_as_pages(lambda request: None)
    request = RequestFactory().get("/")
    page = middleware.process_exception(request, error)
    assert page.status_code == status
    assert (str(getattr(error, "message", "")) or "20 MB") in page.content.decode()
    assert middleware.process_exception(request, ValueError()) is None


def test_the_failure_page_asks_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = views.error_500(RequestFactory().get("/"))
    assert page.status_code == 500 and "izote" in page.content.decode()


def test_a_missing_page_does_not_repeat_what_was_asked_for(client):
    answer = client.get("/kit/ZAC-7K3Q-2/")
    assert answer.status_code == 404 and "ZAC" not in answer.content.decode().split("<main")[1]


def test_a_qr_code_is_one_path_with_its_quiet_zone():
    path, side = qr.path("https://izote.example/t/7K3Q2M")
    assert (side - 8 - 17) % 4 == 0
    assert path.startswith("M4 4h7v1h-7z")
    assert "<script" not in qr.svg("<script>", "<b>")
