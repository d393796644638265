"""When things go wrong: the line drops in the middle of a form, two write into one plan, a link falls into other hands."""

import pytest

from tests.journeys.steps_casework import (
    add_goal,
    answer,
    begin,
    click,
    consent,
    days_pass,
    in_days,
    look,
    open_case,
    open_link,
    partner_says,
    refer_elsewhere,
    register,
    save,
    send,
)

pytestmark = pytest.mark.browser
HOPES = "Quiere abrir una panadería con su hermana"


@pytest.fixture
def data(town, tmp_path_factory):
    """The data folder of the town that is served."""
    return next(tmp_path_factory.getbasetemp().glob("town*/data"))


def test_the_line_drops_in_the_middle_of_a_long_form_and_no_keystroke_is_lost(visitor):
    ana = visitor("ana")
    page = ana.page
    case = open_case(ana, register(ana, "Lidia", "Perlera", "Monge"))
    where = begin(ana, case, "registration")
    assert page.locator("[data-item]:not(p)").count() >= 50
    page.wait_for_selector("form[data-autosave-ready=yes]")
    answer(page, {"danger_now": "no", "left_year": "2019"})
    page.context.set_offline(True)
    answer(page, {"ill_now": "no", "times_returned": "2"})
    page.locator("[name=hopes]").press_sequentially(HOPES, delay=5)
    click_and_stay(page, "button[name=form-do][value=complete]")
    assert page.locator("#offline").is_visible()
    look(ana, "offline")
    page.wait_for_timeout(600)  # as long as the page waits after the last key
    page.context.set_offline(False)
    ana.go(where)
    page.wait_for_selector("form[data-autosave-ready=yes]")
    assert page.locator("#autosave-notice").is_visible()
    look(ana, "brought-back")
    assert page.input_value("[name=hopes]") == HOPES
    assert page.input_value("[name=left_year]") == "2019" and page.input_value("[name=times_returned]") == "2"
    assert page.is_checked("[name=ill_now][value=no]")
    click(page, "button[name=form-do][value=later]")
    ana.go(where)
    assert page.input_value("[name=hopes]") == HOPES


def click_and_stay(page, selector):
    page.locator(selector).click(no_wait_after=True)


def test_two_write_into_one_plan_and_the_second_sees_what_the_first_wrote(visitor):
    ana, beto = visitor("ana"), visitor("beto")
    case = open_case(ana, register(ana, "Noemí", "Batres", "Cubías"))
    ana.go(f"{case}plan/")
    click(ana.page, f"form[action='{case}plan/empezar/'] button")
    add_goal(ana, case, dimension="social", said="Vivir cerca de mi madre", step="Buscar cuarto", need="housing", by=in_days(30))
    save(ana.page)
    goal = ana.page.locator("a[href*='/plan/metas/']:not([href$='/nueva/'])").first.get_attribute("href")
    for who in (ana, beto):
        who.go(goal)
    ana.page.fill("textarea[name=said]", "Vivir cerca de mi madre y de la escuela")
    save(ana.page)
    beto.page.fill("textarea[name=said]", "Vivir en Zacatecoluca")
    save(beto.page)
    look(beto, "clash")
    assert "Vivir cerca de mi madre y de la escuela" in beto.text()
    assert beto.page.input_value("textarea[name=said]") == "Vivir en Zacatecoluca"
    ana.go(f"{case}plan/")
    assert "y de la escuela" in ana.text() and "Vivir en Zacatecoluca" not in ana.text()
    beto.page.fill("textarea[name=said]", "Vivir en Zacatecoluca, cerca de la escuela")
    save(beto.page)
    ana.go(f"{case}plan/")
    assert "Vivir en Zacatecoluca, cerca de la escuela" in ana.text()


def referred(ana, case, label):
    """A referral sent by link."""
    referral = refer_elsewhere(ana, case, label=label, need="training", channel="link")
    consent(ana)
    return referral, *send(ana, referral, "link")


def refused(who, link, pin=""):
    """Whether a link says nothing, with or without the number."""
    who.go(link)
    if pin and who.page.locator("input[name=pin]").count():
        who.page.fill("input[name=pin]", pin)
        save(who.page)
    return "Perlera" not in who.text() and not who.page.locator("dl.facts").count()


def test_a_link_opens_for_one_browser_until_it_is_renewed_expires_or_the_consent_is_withdrawn(visitor, data):
    ana = visitor("ana")
    case = open_case(ana, register(ana, "Irma", "Perlera", "Sosa"))
    referral, link, pin = referred(ana, case, "Taller de prueba")
    guesser, partner, friend = visitor(width=360), visitor(width=360), visitor(width=360)
    assert guesser.go("/r/" + "A" * 32 + "/").status == guesser.go("/r/x/").status == 404
    assert refused(guesser, link)

    open_link(partner, link, pin)
    assert partner.page.locator("dl.facts dt").count()
    assert refused(friend, link, pin), "a forwarded link and number open nothing on another device"
    ana.go(referral)
    look(ana, "opened-elsewhere")

    click(ana.page, f"a[href='{referral}enlace/']")
    save_or_press(ana.page)
    again, number = ana.page.locator(".address").inner_text(), ana.page.locator(".told").inner_text().replace(" ", "")
    fresh = again[again.index("/r/") :]
    assert refused(partner, link), "the link before a new one is dead"
    open_link(partner, fresh, number)
    partner_says(partner, "accept")

    ana.go(f"{referral}retirar/")
    look(ana, "withdraw")
    save_or_press(ana.page)
    partner.page.locator("input[name=event]").first.check()
    save(partner.page)
    look(partner, "partner-gone")
    assert not partner.page.locator("dl.facts").count(), "taking the consent back kills the page that lies open"
    assert refused(partner, fresh, number)

    _referral, third, pin = referred(ana, case, "Taller de mañana")
    late = visitor(width=360)
    open_link(late, third, pin)
    assert late.page.locator("dl.facts dt").count()
    days_pass(data, case, 120)
    assert refused(late, third, pin), "no link outlives its consent"


def save_or_press(page):
    click(page, "main form button.button:not(.quiet)")


def test_five_wrong_numbers_lock_a_link(visitor):
    ana = visitor("ana")
    case = open_case(ana, register(ana, "Delmy", "Perlera", "Cruz"))
    referral, link, pin = referred(ana, case, "Taller cerrado")
    wrong = visitor(width=360)
    wrong.go(link)
    for _ in range(5):
        if wrong.page.locator("input[name=pin]").count():
            wrong.page.fill("input[name=pin]", "111111" if pin != "111111" else "222222")
            save(wrong.page)
    assert refused(wrong, link, pin)
    ana.go(referral)
    look(ana, "locked")
    assert "bloquead" in ana.text().lower()
