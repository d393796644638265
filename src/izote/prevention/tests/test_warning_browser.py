"""In a real browser at a telephone's width: the pages of a warning can be used by everybody, and nothing runs off the side."""

import pytest

from izote.access.tests.test_accounts_browser import accessible, browser, enter, page
from izote.prevention.tests import builders_warnings as made

__all__ = ["browser", "page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_a_warning_fit_a_telephone_and_everybody(page, committed_cast, settings):
    settings.DEMO = True
    row = made.published(committed_cast)
    enter(page, "raul")
    own = (
        "",
        "revisiones/",
        "no-danar/",
        "no-danar/responder/",
        "firmas/",
        "copias/",
        "seguimiento/",
        "publica/",
        "cierre/",
        "compartido/",
    )
    for url in ("/prevencion/alertas/", *(f"/prevencion/alertas/{row.pk}/{tab}" for tab in own), f"/alertas/{row.number}/", "/alertas/en/"):
        page.goto(url)
        assert page.locator("h1").count() == 1, url
        accessible(page)
