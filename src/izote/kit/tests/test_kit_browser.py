"""In a real browser: accessible at every width and theme, and drafts that survive without telling anyone."""

import json
import os
import time

import pytest

from izote.access.context import acting_as

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
def plain_files(settings):
    """Static files under their own names: the test server knows no fingerprints."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def enter(browser, plain_files, live_server):
    """A window signed in as a user (or as nobody), with what it complained about."""
    windows = []

    def window(user=None, **options):
        context = browser.new_context(base_url=live_server.url, locale="es-SV", **options)
        windows.append(context)
        if user:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield window
    for context in windows:
        context.close()


def sign_in(context, user, url):
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from izote.access.sessions import SessionStore

    with acting_as(user.pk):
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session["second_factor"] = True
        session.create()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}])


def until(true, seconds=8):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def open_form(page):
    page.goto("/kit/")
    until(lambda: page.evaluate("document.querySelector('form[data-autosave]').dataset.autosaveReady"))
    assert page.evaluate("document.querySelector('form[data-autosave]').dataset.autosaveReady") == "yes", page.complaints


def kept(page):
    return page.evaluate("Object.entries(localStorage)")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_component_is_accessible_and_fits(enter, width, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = enter(viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True)
    for path in ("/kit/", "/kit/?errores=1", "/kit/papelito/", "/kit/publica/", "/kit/nada/"):
        page.goto(path)
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, json.dumps(
            [(v["id"], [n["html"][:200] + n["failureSummary"][-250:] for n in v["nodes"]]) for v in found], indent=1
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_policy_blocks_nothing_that_the_pages_use(enter, cast):
    page = enter(cast.ana)
    open_form(page)
    assert page.complaints == []


def test_pages_work_and_stay_small_without_script(enter):
    page = enter(java_script_enabled=False)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/kit/")
    sizes = [len(answer.body()) for answer in answers]
    assert 3 <= len(sizes) <= 6 and 20_000 < sum(sizes) < 60 * 1024
    page.get_by_role("button", name="View in English").click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_escape_pressed_twice_leaves_a_public_page_for_a_neutral_one(enter):
    page = enter()
    page.route("https://www.google.com/**", lambda route: route.fulfill(body="neutral", content_type="text/html"))
    page.goto("/kit/")
    page.goto("/kit/publica/")
    assert page.title() == "Izote"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("https://www.google.com/**")
    page.go_back()
    assert page.url.endswith("/kit/"), "the page left quickly is not in the history"


def test_a_draft_comes_back_to_its_writer_and_to_nobody_else(enter, cast, live_server):
    page = enter(cast.ana)
    open_form(page)
    page.fill("#id_full_name", "María Peña")
    page.check("#id_needs_2")
    until(lambda: kept(page))
    assert "Peña" not in str(kept(page)) and "kit-sheet" not in str(kept(page))
    open_form(page)
    assert page.input_value("#id_full_name") == "María Peña" and page.is_checked("#id_needs_2")
    assert "Restauramos lo que había escrito" in page.inner_text("#autosave-notice")
    page.context.clear_cookies()
    page.goto("/kit/")
    assert page.input_value("#id_full_name") == "" and page.is_hidden("#autosave-notice")
    sign_in(page.context, cast.beto, live_server.url)
    open_form(page)
    assert page.input_value("#id_full_name") == "" and page.is_hidden("#autosave-notice")
    sign_in(page.context, cast.ana, live_server.url)
    open_form(page)
    assert page.input_value("#id_full_name") == "María Peña"
    page.get_by_role("button", name="Descartarlo").click()
    assert page.input_value("#id_full_name") == "" and kept(page) == []


def test_an_old_draft_is_removed_and_a_full_device_does_no_harm(enter, cast):
    page = enter(cast.ana)
    open_form(page)
    page.fill("#id_full_name", "María")
    until(lambda: kept(page))
    page.evaluate('for (const [n, v] of Object.entries(localStorage)) localStorage.setItem(n, v.replace(/"at":\\d+/, \'"at":1\'))')
    open_form(page)
    assert kept(page) == [] and page.input_value("#id_full_name") == ""
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    open_form(page)
    page.fill("#id_full_name", "Marta")
    time.sleep(0.8)
    assert page.complaints == []
