"""In a real browser: every page fits a telephone, is accessible, and works without a script."""

import json
import os

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.kit.tests.test_kit_browser import RULES, browser, enter, plain_files
from izote.seminars.demo import fill
from izote.seminars.models import Certificate, Programme, Seminar

__all__ = ["browser", "enter", "plain_files"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_fit_and_need_no_script(enter, committed_cast, width):
    from axe_playwright_python.sync_playwright import Axe

    cast = committed_cast
    fill(cast.tere)
    with acting_as(cast.tere.pk):
        held, coming = Seminar.objects.get(kind="seminar").code, Seminar.objects.get(kind="workshop").code
        programme, certificate = Programme.objects.get().pk, Certificate.objects.first().code
    everybody = [reverse(name) for name in ("seminar_list", "programme_list", "seminar_coverage", "certificate_look")]
    everybody += [reverse(name, args=[held]) for name in ("seminar_detail", "participant_list", "before_after", "material_list")]
    everybody += [reverse("programme_detail", args=[programme]), reverse("module_detail", args=["memory"])]
    own = [reverse(name, args=[held]) for name in ("certificate_list", "name_erasure")] + [reverse("seminar_create")]
    own += [reverse(name, args=[coming]) for name in ("participant_create", "participant_upload", "seminar_detail", "questions_choose")]
    own += [reverse("certificate_check", args=[certificate])]
    for who, paths in (("paula", everybody), ("tere", [*everybody, *own])):
        page = enter(getattr(cast, who), viewport={"width": width, "height": 800}, bypass_csp=True)
        for path in paths:
            page.goto(path)
            if shots := os.environ.get("IZOTE_SHOTS"):
                page.screenshot(path=f"{shots}/{who}-{width}{path.replace('/', '_')}.png", full_page=True)
            found = Axe().run(page, options=RULES).response["violations"]
            assert not found, path + json.dumps([(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found], indent=1)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.complaints == []


def test_without_a_script_a_programme_and_a_workshop_are_begun(enter, committed_cast):
    page = enter(committed_cast.tere, java_script_enabled=False)
    page.goto(reverse("programme_create"))
    page.fill("input[name=title]", "Prevención")
    page.click("main form button")
    page.goto(reverse("seminar_create"))
    page.select_option("select[name=kind]", "workshop")
    page.fill("input[name=title]", "Taller")
    page.select_option("select[name=programme]", label="Prevención")
    page.fill("input[name=place]", "1217")
    page.fill("input[name=starts_on]", "2026-03-02")
    page.fill("input[name=ends_on]", "2026-03-02")
    page.click("main form button")
    assert page.url.endswith("/TA-2026-01/")
