"""In a real browser at a telephone's width: the form without a line, a session a week old, a lockdown; and pages that everybody can use."""

import pytest

from izote.access.context import acting_as
from izote.access.tests.test_accounts_browser import accessible, browser, enter, page
from izote.prevention.models import Signal
from izote.prevention.tests.builders_signals import captured, says, source, verifying_one
from izote.vault import actions as vault

__all__ = ["browser", "page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def entered(page, committed_cast, settings):
    """Mina, signed in, with the form kept on her telephone."""
    settings.DEMO = True
    enter(page, "mina")
    page.goto("/prevencion/captar/")
    page.evaluate("navigator.serviceWorker.ready.then(() => caches.open('x')).then(() => caches.delete('x'))")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def write(page, words="Cobros a quienes vuelven."):
    page.fill("#place", "San Miguel, San Miguel")
    page.check("input[name=signs][value=threats]")
    page.fill("#text", words)
    page.click("main form button:not([name])")


def count(user):
    with acting_as(user.pk):
        return Signal.objects.count()


def test_a_signal_waits_without_a_line_and_is_sent_once(entered, committed_cast):
    page = entered
    accessible(page)
    page.context.set_offline(True)
    page.reload()
    assert page.locator("form[data-offline]").count() == 1
    write(page)
    page.wait_for_selector("[data-when=waits]:visible")
    assert page.locator("[data-when=waits] [data-count]").inner_text() == "1" and count(committed_cast.mina) == 0
    page.reload()
    assert page.input_value("#place") == "San Miguel, San Miguel"
    page.wait_for_selector("[data-when=waits]:visible")
    # the session is over when the line is back
    page.context.clear_cookies(name="izote")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-when=signin]:visible")
    page.complaints.clear()
    enter(page, "mina")
    page.goto("/prevencion/captar/")
    page.wait_for_selector("[data-when=sent]:visible")
    assert count(committed_cast.mina) == 1 and page.evaluate("localStorage.getItem('izote-captar')") is None
    write(page, "Otra cosa en el mercado.")
    page.wait_for_selector("h1:has-text('S-')")
    accessible(page)
    assert count(committed_cast.mina) == 2 and page.evaluate("localStorage.getItem('izote-captar')") is None
    page.complaints.clear()


def test_a_lockdown_empties_the_telephone_and_signing_out_does_too(entered, committed_cast):
    page, cast = entered, committed_cast
    page.context.set_offline(True)
    page.reload()
    write(page)
    page.wait_for_selector("[data-when=waits]:visible")
    with acting_as(cast.hugo.pk):
        vault.lock_down(cast.PDD, by=cast.hugo)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-when=emptied]:visible")
    page.complaints.clear()
    assert page.evaluate("Object.keys(localStorage).filter((n) => n.startsWith('izote-captar')).length") == 0
    assert page.evaluate("caches.keys().then((names) => names.length)") == 0 and count(cast.mina) == 0


def test_pages_of_signals_are_for_everybody(page, committed_cast, settings):
    settings.DEMO = True
    cast = committed_cast
    row = verifying_one(cast)
    says(cast, row, source(cast))
    held = captured(cast, text="Cobran a Juan Antonio Pérez López, DUI 01234567-8.")
    enter(page, "noemi")
    for path in (
        "senales/",
        f"senales/{row.pk}/",
        f"senales/{held.pk}/",
        f"senales/{held.pk}/tachar/",
        f"senales/{row.pk}/precisar/",
        "fuentes/",
        "senales/conteos/?place=1217",
        "captar/peligro/",
    ):
        page.goto(f"/prevencion/{path}")
        accessible(page)
    for path in ("", "cierre/"):
        page.goto(f"/fuentes/{path}")
        accessible(page)
