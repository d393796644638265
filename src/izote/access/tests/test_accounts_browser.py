"""In a real browser: accessible pages, a security key end to end under the strict content policy, paper."""

import os
import re

import pytest

from izote.access import actions
from izote.access.context import acting_as
from izote.access.tests.test_sign_in import restore, with_application
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as tool:
        chromium = tool.chromium.launch(executable_path=os.environ.get("IZOTE_BROWSER") or "/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser, live_server, settings):
    """A window at localhost, a name that security keys accept, and what it complained about."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    address = live_server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="es-SV", base_url=address)
    window = context.new_page()
    window.complaints = []
    window.on("console", lambda message: window.complaints.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: window.complaints.append(str(error)))
    yield window
    assert window.complaints == []
    context.close()


def accessible(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    assert not [(problem["id"], problem["nodes"][0]["html"]) for problem in found], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"wider than the telephone: {page.url}"


def enter(page, username):
    page.goto("/cuenta/entrar/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.click("main form.form .button")
    page.wait_for_load_state()


def key(page):
    """A security key in the browser's port."""
    port = page.context.new_cdp_session(page)
    port.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    port.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_security_key_is_added_asked_for_and_opens(committed_cast, page):
    key(page)
    enter(page, "ana")
    assert page.url.endswith("/cuenta/segundo-factor/")
    accessible(page)
    page.click("text=Agregar una llave")
    accessible(page)
    page.fill("#id_name", "Llave azul")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/cuenta/segundo-factor/hoja/")
    accessible(page)
    page.click("text=Cerrar sesión")
    enter(page, "ana")
    assert page.url.endswith("/cuenta/codigo/")
    accessible(page)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    page.goto("/cuenta/segundo-factor/llaves/")
    assert "Llave azul" in page.content()
    accessible(page)


def test_a_key_that_is_not_there_is_said_in_words(committed_cast, page):
    port = page.context.new_cdp_session(page)
    port.send("WebAuthn.enable")
    enter(page, "ana")
    page.goto("/cuenta/segundo-factor/llaves/nueva/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no key')) }")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("#key-failed:not([hidden])")
    assert "La llave no respondió" in page.inner_text("#key-failed")
    accessible(page)


def test_the_sheet_prints_without_the_page_around_it(committed_cast, page):
    enter(page, "rosa")
    page.goto("/cuenta/segundo-factor/hoja/nueva/")
    page.click("text=Hacer la hoja")
    page.wait_for_url("**/hoja/")
    page.emulate_media(media="print")
    assert page.locator(".codes li").count() == 40 and page.locator(".codes").is_visible()
    assert not page.locator("header.bar").is_visible() and not page.locator(".actions").is_visible()


def test_the_administrators_pages_at_a_telephones_width(committed_cast, page):
    with_application(committed_cast.irma)
    enter_with_code(page, committed_cast.irma)
    carla = committed_cast.carla.pk
    for address in (
        "/",
        "/administracion/",
        "/administracion/oficinas/ZAC/",
        "/administracion/oficinas/ZAC/cambiar/",
        "/administracion/oficinas/nueva/",
        "/administracion/usuarios/",
        f"/administracion/usuarios/{carla}/",
        f"/administracion/usuarios/{carla}/rol/",
        f"/administracion/usuarios/{carla}/baja/",
        f"/administracion/usuarios/{carla}/segundo-factor/",
        "/administracion/usuarios/invitar/",
        "/que-puede-ver/carla/",
        "/que-puedo-ver/",
        "/cuenta/contrasena/",
    ):
        page.goto(address)
        accessible(page)


def enter_with_code(page, user):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import decrypt

    from izote.access.tests.test_sign_in import code

    with acting_as(user.pk):
        secret = decrypt(Authenticator.objects.get(user_id=user.pk, type="totp").data["secret"])
    enter(page, user.username)
    page.fill("#id_code", code(secret))
    page.click("main form.form:has(#id_code) .button")
    page.wait_for_load_state()


def test_a_lost_second_factor_from_the_counter_to_the_new_sheet(committed_cast, page, browser):
    """Irma hands the paper over; Rosa begins anew with it."""
    rosa = committed_cast.rosa
    try:
        with acting_as(committed_cast.irma.pk):
            token = actions.reset_second_factor(rosa, by=committed_cast.irma)
        page.goto(f"/invitacion/{token}/")
        accessible(page)
        page.fill("#id_password1", "cuatro-palabras-que-recuerdo")
        page.fill("#id_password2", "cuatro-palabras-que-recuerdo")
        page.click("main .button")
        page.fill("#id_login", "rosa")
        page.fill("#id_password", "cuatro-palabras-que-recuerdo")
        page.click("main form.form .button")
        assert "la administración retiró su segundo factor" in page.inner_text(".notices")
        page.click("text=Hoja nueva")
        page.click("text=Hacer la hoja")
        page.wait_for_url("**/hoja/")
        page.goto("/")
        assert "Le damos la bienvenida, Rosa" in page.content()
    finally:
        restore(rosa)
