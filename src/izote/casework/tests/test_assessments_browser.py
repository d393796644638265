"""In a real browser: the script opens the same questions as the server, and the form is accessible at both widths."""

import json
import random

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.casework.actions import assessments as actions
from izote.casework.queries import instruments
from izote.casework.tests import builders
from izote.kit.tests.test_kit_browser import RULES, browser, enter, plain_files, until

__all__ = ["browser", "enter", "plain_files"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROUNDS = 12
PUT = """async answers => {
  const form = document.querySelector('form[data-filling]');
  for (const control of form.elements) if (control.name in answers.all) {
    const given = answers.given[control.name] ?? [];
    if (['radio', 'checkbox'].includes(control.type)) control.checked = given.includes(control.value);
    else control.value = given[0] ?? '';
  }
  form.dispatchEvent(new Event('change', { bubbles: true }));
  await new Promise(done => setTimeout(done));
  return Array.from(form.querySelectorAll('[data-item]:not([hidden])'), box => box.dataset.item);
}"""


def begun(cast, form):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        row = actions.start_assessment(case, instruments.find(form), by=cast.ana)
    return reverse("assessment_fill", args=[case.pk, row.pk])


def some_answers(one, luck):
    """Answers somebody might give: to most questions, whether they are asked or not."""
    given = {}
    for item in one.items:
        if item.asks and luck.random() < 0.8:
            if item.type == "select_multiple":
                given[item.name] = [c.code for c in item.choices if not c.alone and luck.random() < 0.4]
            elif item.choices:
                given[item.name] = luck.choice(item.choices).code
            else:
                given[item.name] = {"integer": str(luck.randint(0, 20)), "decimal": "2.5", "date": "2026-01-31"}.get(item.type, "algo")
    return given


@pytest.mark.parametrize("form", ["rss", "registration", "vulnerability", "family", "monitoring"])
def test_the_script_opens_what_the_server_would_open(enter, committed_cast, form):
    page = enter(committed_cast.ana)
    page.goto(begun(committed_cast, form))
    one, luck = instruments.find(form), random.Random(form)
    names = {item.name: 1 for item in one.items}
    for _round in range(ROUNDS):
        given = some_answers(one, luck)
        lists = {name: [value] if isinstance(value, str) else value for name, value in given.items()}
        seen = page.evaluate(PUT, {"all": names, "given": lists})
        assert seen == [name for name in one.visible(given) if one.item(name).type != "calculate"], given
    assert page.complaints == []


def test_a_critical_answer_shows_its_steps_before_anything_is_sent(enter, committed_cast):
    page = enter(committed_cast.ana)
    page.goto(begun(committed_cast, "vulnerability"))
    assert page.is_hidden("[data-protocol=suicide]")
    page.context.set_offline(True)
    page.check("input[name=suicide][value=yes]")
    assert page.is_visible("[data-protocol=suicide]") and "Quédese con la persona" in page.inner_text("[data-protocol=suicide]")
    page.context.set_offline(False)


def test_without_a_script_the_form_is_filled_in_step_by_step(enter, committed_cast):
    page = enter(committed_cast.ana, java_script_enabled=False)
    page.goto(begun(committed_cast, "rss"))
    assert page.is_hidden("#q-E10")
    page.check("input[name=E9][value=yes]")
    page.click("button[name=form-do][value=economic]")
    assert page.url.endswith("#p-social") and page.is_visible("#q-E10") and page.is_checked("input[name=E9][value=yes]")
    page.click("button[name=form-do][value=complete]")
    page.click("button[name=form-do][value=complete-so]")
    assert "insuficiente" in page.inner_text("main")


def test_a_paper_form_is_typed_in_with_figures_and_enter(enter, committed_cast):
    cast = committed_cast
    case = builders.case(cast.ana, cast.ZAC)
    page = enter(cast.ana)
    page.goto(reverse("assessment_list", args=[case.pk]))
    page.click("form[action$='/who5/papel/'] button")
    code = page.inner_text(".code8")
    page.goto(reverse("paper_enter"))
    page.fill("input[name=code]", code)
    page.keyboard.press("Enter")
    until(lambda: page.locator(".entry .question").count())
    page.locator(".question input").first.focus()
    for key in ("3", "Enter", "1", "Enter", "6"):
        page.keyboard.press(key)
    kept = [page.locator(".question").nth(n).locator("input:checked").get_attribute("data-nth") for n in range(3)]
    assert kept == ["3", "1", "6"]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit(enter, committed_cast, width):
    from axe_playwright_python.sync_playwright import Axe

    page = enter(committed_cast.ana, viewport={"width": width, "height": 800}, bypass_csp=True)
    where = begun(committed_cast, "vulnerability")
    page.goto(where)
    page.check("input[name=danger][value=yes]")
    page.click("button[name=form-do][value=complete]")
    steps = page.url
    case = where.split("/aplicado/")[0]
    for path in (where + "?terminar=1", steps, case + "/instrumentos/", case + "/sostenibilidad/", "/instrumentos/", "/papel/"):
        page.goto(path)
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, json.dumps([(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found], indent=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
