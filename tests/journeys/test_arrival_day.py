"""Arrival day as Ana lives it, in Spanish at the counter and in English on a telephone; and as Carla does not see it."""

import re

import pytest

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.browser
LIST = ROOT / "demo" / "lista_llegadas.xlsx"


def click(page, selector):
    with page.expect_navigation():
        page.locator(selector).first.click()


def upload(ana, agreement, file=LIST):
    """Upload, look at the columns, wait until the list is read; the address of the list."""
    page = ana.page
    ana.go("/llegadas/subir/")
    ana.accessible()
    page.fill("input[name=agreement]", agreement)
    page.fill("input[name=purpose]", "Recepción")
    page.set_input_files("input[type=file]", str(file))
    click(page, "main form button.button")
    ana.shot("columns")
    ana.accessible()
    click(page, "main form button.button")
    page.wait_for_url(re.compile(r"/llegadas/\d+/$"), timeout=60_000)
    return page.url.removeprefix(ana.url)


def counts(page):
    """received, linked, new, undecided, repeated, set aside, destroyed"""
    return [int(text.replace(",", "")) for text in page.locator("dl.sum dd").all_inner_texts()]


def test_ana_receives_a_list_decides_groups_calls_registers_and_finds(visitor):
    ana = visitor("ana")
    page = ana.page
    where = upload(ana, "DEMO-ES")
    ana.shot("list")
    ana.accessible()
    received, *parts = counts(page)
    assert received == sum(parts) > 50
    undecided = parts[2]
    assert undecided

    ana.go(where + "revisar/")
    ana.accessible()
    ana.shot("review")
    for _ in range(undecided):
        click(page, "article form button.button:not(.quiet)")
    ana.go(where)
    assert counts(page)[3] == 0
    assert received == sum(counts(page)[1:])

    ana.go(where + "familias/")
    ana.accessible()
    ana.shot("families")
    families = page.locator("article, .card").count()
    click(page, "article button.button:not(.quiet), .card button.button:not(.quiet)")
    assert page.locator("article, .card").count() <= families

    serve(ana)


def serve(ana, shots=""):
    """Give a number, call it, register who comes, find the person by a misspelt name, print a slip."""
    page = ana.page
    ana.go("/llegadas/fila/")
    assert "119" in ana.text()  # the child who came alone is not in the queue
    ana.accessible()
    click(page, "form[action$='/fila/dar/'].taps button")
    ana.go("/llegadas/fila/")
    ana.shot(shots + "queue")
    click(page, "form[action$='/fila/llamar/'] button")
    ana.go("/llegadas/fila/")
    number = page.locator(".counter .number").inner_text()
    click(page, ".counter a.button.big")
    ana.accessible()
    click(page, "main ul.lines a.button")
    ana.shot(shots + "register")
    ana.accessible()
    name = page.input_value("input[name=name]")
    page.check("input[name=agrees]")
    click(page, "main form button.big")
    assert number in ana.text()

    person = name.split()
    ana.go("/personas/")
    page.fill("main input[name=text]", f"{person[0]} {misspelt(person[-1])}")
    click(page, "main form[role=search] button, main form.search button")
    ana.shot(shots + "found")
    ana.accessible()
    assert person[0].lower() in ana.text().lower()

    ana.go("/llegadas/fila/")
    slip = page.locator("a[href*='/papelito/']").first
    if not slip.count():
        click(page, "form[action$='/fila/dar/'].taps button")
        ana.go("/llegadas/fila/")
        slip = page.locator("a[href*='/papelito/']").first
    with page.expect_navigation():
        slip.click()
    ana.shot(shots + "slip")
    ana.accessible()
    told = page.locator("main").inner_text().lower()
    assert not [word for word in ("retorn", "migrante", "deport", "zacatecoluca", person[0].lower(), person[-1].lower()) if word in told]


def misspelt(word):
    """As somebody hears it: b for v, s for z, and no accents."""
    for a, b in (("z", "s"), ("v", "b"), ("ll", "y"), ("á", "a"), ("é", "e"), ("í", "i"), ("ó", "o"), ("ú", "u")):
        word = word.replace(a, b)
    return word


def test_the_same_in_english_on_a_telephone(visitor):
    ana = visitor("ana", width=360, language="en")
    page = ana.page
    page.context.add_cookies([{"name": "izote_language", "value": "en", "url": ana.url}])
    where = upload(ana, "DEMO-EN", LIST.with_suffix(".csv"))
    ana.shot("en-list")
    assert "received = linked + new + undecided + repeated + set aside + destroyed" in ana.text()
    ana.accessible()
    for path in ("revisar/", "familias/"):
        ana.go(where + path)
        ana.accessible()
        ana.shot("en-" + path.strip("/"))
    serve(ana, shots="en-")
    ana.go("/llegadas/fila/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "Call" in ana.text()


def test_carla_of_another_office_sees_none_of_it(visitor):
    ana, carla = visitor("ana"), visitor("carla")
    ana.go("/llegadas/")
    lists = [a.get_attribute("href") for a in ana.page.locator("main a[href^='/llegadas/']").all()]
    lists = [href for href in lists if re.fullmatch(r"/llegadas/\d+/", href)]
    where = lists[0] if lists else upload(ana, "DEMO-ES")  # the same file again would lead to its first list
    ana.go("/personas/")
    code = ana.page.locator("td .code").first.inner_text()
    for path in (
        where,
        where + "revisar/",
        where + "familias/",
        where + "apartadas.xlsx",
        f"/personas/{code}/",
        f"/personas/{code}/expediente/",
    ):
        assert carla.go(path).status == 404, path
    carla.go("/personas/")
    carla.page.fill("main input[name=text]", code)
    click(carla.page, "main form[role=search] button, main form.search button")
    assert f"/personas/{code}/" not in carla.page.content()
    carla.go("/llegadas/")
    assert "DEMO-ES" not in carla.text()


def test_signed_out_the_back_button_shows_nothing(visitor):
    ana = visitor("ana")
    ana.go("/personas/")
    code = ana.page.locator("td .code").first.inner_text()
    click(ana.page, "form[action*='salir'] button")
    ana.page.go_back()
    ana.page.wait_for_load_state()
    assert code not in ana.text()


def test_everything_that_ana_needs_works_without_script(visitor):
    ana = visitor("ana", script=False)
    ana.go("/personas/")
    ana.page.fill("main input[name=text]", "Chepe Ernandes")
    click(ana.page, "main form[role=search] button, main form.search button")
    assert "José" in ana.text()


@pytest.mark.parametrize("name", ["beto", "irma", "dina", "oscar", "rosa"])
def test_where_each_lands_is_accessible(visitor, name):
    somebody = visitor(name, width=360)
    somebody.accessible()
    for link in [a.get_attribute("href") for a in somebody.page.locator("header nav a").all()]:
        assert somebody.go(link).status == 200
        somebody.accessible()
