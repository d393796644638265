"""From a visit to a closed case: Ana, Beto and a partner who has no account; in Spanish at the desk, in English on a telephone."""

import datetime as dt
import io
import json
import re

import pypdf
import pytest

from tests.journeys.steps_casework import (
    LOCAL,
    add_goal,
    agree,
    answer,
    begin,
    click,
    consent,
    days_pass,
    decide,
    finish,
    in_days,
    in_english,
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
WANTED = "Quiero terminar noveno grado y poner mi comedor"
PRIVATE = "Nota privada del turno de la tarde"
SHARED = "Puede llegar después de dejar a su hija en la escuela"
SAID = {
    "es": {
        "name": "Marta",
        "visits": r"\d+ consultas?",
        "answered": "Respuestas",
        "shared": ["Lo que se pide", "Nombre", "De parte de la oficina"],
        "done": "Se hizo",
        "midline": "Intermedia",
        "closed": "Cerrado",
    },
    "en": {
        "name": "Edith",
        "visits": r"\d+ visits?",
        "answered": "Answers",
        "shared": ["What is asked for", "Name", "From the office"],
        "done": "It was done",
        "midline": "Midline",
        "closed": "Closed",
    },
}


@pytest.fixture
def data(town, tmp_path_factory):
    """The data folder of the town that is served."""
    return next(tmp_path_factory.getbasetemp().glob("town*/data"))


def tap_all(page, nth):
    """Tap the same place on every scale that is open."""
    page.evaluate(
        """(nth) => document.querySelectorAll('.question:not([hidden]) fieldset').forEach((set) => {
            const taps = [...set.querySelectorAll('input:not([value=dk]):not([value=ref])')].filter((i) => i.offsetParent);
            taps[Math.min(nth, taps.length - 1)]?.click(); })""",
        nth,
    )


def survey(who, case, nth, *, shot=""):
    """The sustainability survey with the same tap everywhere."""
    begin(who, case, "rss")
    tap_all(who.page, nth)
    if shot:
        look(who, shot)
    finish(who.page)


def visit_without_file(ana, said):
    page = ana.page
    ana.go("/visitas/nueva/")
    page.locator(".taps label", has=page.locator("input[name=topics][value=documents]")).click()
    look(ana, "visit")
    save(page)
    ana.go("/visitas/")
    look(ana, "visits")
    assert re.search(said["visits"], ana.text())


def three_instruments(ana, case):
    """The critical answer first: its steps come before the next page of the form."""
    page = ana.page
    ana.go(f"{case}instrumentos/")
    look(ana, "instruments")
    where = begin(ana, case, "vulnerability")
    answer(page, {"danger": "yes", "suicide": "no", "sexual_violence": "no", "child_alone": "no", "medical": "no"})
    look(ana, "instrument")
    click(page, "#p-first .actions button")
    assert page.url.endswith("/pasos/")
    look(ana, "critical")
    page.fill("textarea[name=done]", "Se acompañó a un lugar seguro y se llamó a su hermana con su permiso.")
    page.check("input[name=risk][value=high]")
    click(page, "main form.form .actions button")
    ana.go(where)
    answer(page, {"individual_risks": "no_income", "individual_strengths": "skills", "household_risks": "one_adult"})
    answer(page, {"r_no_income": "moderate", "r_one_adult": "severe", "person_view": "Mi hija y tener un ingreso propio."})
    finish(page)
    look(ana, "instrument-done")
    survey(ana, case, 2, shot="rss")
    look(ana, "rss-done")
    where = begin(ana, case, "who5")
    tap_all(page, 3)
    finish(page)
    assert "40" in ana.text()  # five times two of five, times four
    ana.go(f"{case}instrumentos/")
    return where


def plan_with_goals(ana, case):
    page = ana.page
    ana.go(f"{case}plan/")
    click(page, f"form[action='{case}plan/empezar/'] button")
    add_goal(ana, case, dimension="economic", said=WANTED, step="Curso de noveno grado a distancia", need="training", by=in_days(30))
    look(ana, "goal")
    save(page)
    add_goal(
        ana,
        case,
        dimension="psychosocial",
        said="Dormir sin sobresaltos",
        step="Hablar cada semana",
        need="psychosocial",
        by=in_days(20),
        who_does="worker",
    )
    save(page)
    agree(ana, case)
    look(ana, "plan")
    click(page, f"form[action='{case}plan/enviar/'] button")
    look(ana, "plan-submitted")


def referred_by_link(ana, partner, case, said):
    """From the step of the plan: a service, what is shared, the signature, the receipt, the link, and the partner's answer."""
    page = ana.page
    ana.go(f"{case}plan/")
    click(page, "main a[href*='/referencias/nueva/']")
    look(ana, "service")
    click(page, "article.service h3 a")
    look(ana, "referral")
    page.check("input[name=channel][value=link]")
    page.fill("textarea[name=message]", SHARED)
    save(page)
    referral = page.url.removeprefix(ana.url).removesuffix("consentimiento/")
    look(ana, "consent")
    for box in page.locator("ul.shared input[type=checkbox]:not([disabled])").all():
        box.set_checked(box.get_attribute("value") in ("name", "message"))
    consent(ana)
    look(ana, "consented")
    ana.go(f"{referral}recibo/")
    look(ana, "receipt")
    assert page.locator("main svg, main img").count()
    assert page.request.get(f"{ana.url}{referral}recibo.pdf").body().startswith(b"%PDF")
    link, pin = send(ana, referral, "link")
    look(ana, "link")
    partner.go(link)
    look(partner, "partner-number")
    assert said["name"] not in partner.text()
    partner.page.fill("input[name=pin]", "000000" if pin != "000000" else "111111")
    save(partner.page)
    assert said["name"] not in partner.text()
    open_link(partner, link, pin)
    look(partner, "partner")
    return referral, link, pin


def shown_lines(partner):
    """The titles of what the partner reads."""
    return partner.page.locator("dl.facts dt").all_inner_texts()


def partner_answers(ana, partner, referral, said):
    partner_says(partner, "accept")
    look(partner, "partner-accepted")
    partner_says(partner, "schedule", day=in_days(3), hour="09:30", message="Preguntar por la licenciada Rivas")
    ana.go("/hoy/")
    look(ana, "today")
    assert said["answered"] in ana.text() and said["name"] in ana.text()
    ana.go(referral)
    look(ana, "referral-answered")
    assert "09:30" in ana.text() and "licenciada Rivas" in ana.text()


def the_call(ana, case):
    page = ana.page
    ana.go("/seguimiento/llamadas/")
    look(ana, "calls")
    ana.go(f"{case}despues/")
    look(ana, "after")
    click(page, "article.card:has(h3:has-text('90')) a[href*='/despues/']")
    look(ana, "call")
    click(page, "button[name=tap][value=safe]")
    look(ana, "call-recorded")


def called(who, case, data):
    """Three months pass, and the call of that day reaches the person."""
    who.go(f"{case}despues/")
    days_pass(data, case, 91)
    who.go(f"{case}despues/")
    click(who.page, "article.card:has(h3:has-text('90')) a[href*='/despues/']")
    click(who.page, "button[name=tap][value=safe]")


def ask_to_close(who, case, summary, *, shot=""):
    """Ask that a case be closed because the goals were met."""
    page = who.page
    who.go(f"{case}cierre/solicitar/")
    page.check("input[name=reason][value=goals_met]")
    page.fill("textarea[name=summary]", summary)
    page.check("input[name=safety_checked]")
    page.check("input[name=return_told]")
    if shot:
        look(who, shot)
    save(page)


def closed(ana, beto, case, said):
    ask_to_close(ana, case, "Terminó noveno grado y vende comida tres días por semana.", shot="closure")
    look(ana, "closure-asked")
    decide(beto, code_of(ana, case), shot="approval-closure")
    ana.go(case)
    look(ana, "closed")
    assert said["closed"] in ana.text()


def code_of(who, case):
    who.go(case)
    return who.page.locator(".case-head .code").last.inner_text()


def given_copy(ana, case):
    """The person's copy in both shapes; whoever carries the case proves again who she is."""
    page = ana.page
    made = {}
    for kind in ("pdf", "json"):
        ana.go(f"{case}copia/")
        if page.locator("input[name=password]").count():
            page.fill("input[name=password]", "izote-demo-2026")
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")
        page.check(f"input[name=kind][value={kind}]")
        page.check("input[name=in_hand]")
        if kind == "pdf":
            look(ana, "copy")
        with page.expect_download() as download:
            page.locator("main form.form .actions button").first.click()
        made[kind] = download.value.path().read_bytes()
    words = " ".join(leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages)
    return re.sub(r"\s+", " ", words), made["json"].decode()


def private_note(delia_or_ana, case):
    page = delia_or_ana.page
    delia_or_ana.go(f"{case}notas/")
    look(delia_or_ana, "notes")
    page.check("input[name=private]")
    page.fill("textarea[name=said]", PRIVATE)
    save(page)


@pytest.mark.parametrize(("language", "width"), [("es", 1280), ("en", 360)])
def test_from_a_visit_to_a_closed_file(visitor, data, language, width):
    """With two accounts of the office alone: Ana's, and Beto's who approves."""
    said = SAID[language]
    ana, beto = visitor("ana", width=width, language=language), visitor("beto", language=language)
    partner, forwarded = (visitor(width=360, language=language) for _ in range(2))
    if language == "en":
        for who in (ana, beto, partner, forwarded):
            in_english(who)
    page = ana.page
    visit_without_file(ana, said)
    person = register(ana, said["name"], "Alas", "Chicas", phone="7011 2233")
    case = open_case(ana, person, risk="medium", shot="start")
    look(ana, "case-new")
    three_instruments(ana, case)
    private_note(ana, case)
    plan_with_goals(ana, case)
    decide(beto, code_of(ana, case), shot="approval-plan")
    ana.go(f"{case}plan/imprimir/")
    look(ana, "plan-print")

    referral, link, pin = referred_by_link(ana, partner, case, said)
    assert shown_lines(partner) == said["shared"]
    assert SHARED in partner.text() and said["name"] in partner.text() and "7011" not in partner.text()
    partner_answers(ana, partner, referral, said)
    forwarded.go(link)
    forwarded.page.fill("input[name=pin]", pin)
    save(forwarded.page)
    assert said["name"] not in forwarded.text()

    days_pass(data, case, 4)
    partner.page.reload()
    if partner.page.locator("input[name=pin]").count():
        open_link(partner, link, pin)
    partner_says(partner, "attend")
    partner_says(partner, "finish")
    look(partner, "partner-over")
    ana.go(f"{case}plan/")
    look(ana, "plan-followed")
    assert said["done"] in ana.text()
    page.goto(f"{ana.url}{referral}")
    look(ana, "referral-done")

    days_pass(data, case, 86)
    the_call(ana, case)
    days_pass(data, case, 180)
    survey(ana, case, 0)
    ana.go(f"{case}sostenibilidad/")
    look(ana, "rss-over-time")
    assert page.locator("svg.chart circle").count() == 8, "three dimensions and the whole, twice"
    assert f"{dt.datetime.now(LOCAL):%d/%m/%Y}" in page.locator(f"li:has-text('{said['midline']}')").inner_text()
    ana.go(case)
    look(ana, "case")
    closed(ana, beto, case, said)
    words, raw = given_copy(ana, case)
    assert WANTED in words and PRIVATE not in words
    assert WANTED in raw and PRIVATE not in raw and json.loads(raw)


def test_on_paper_and_without_a_script_in_english_on_a_telephone(visitor):
    ana, beto = in_english(visitor("ana", width=360, language="en")), visitor("beto")
    page = ana.page
    person = register(ana, "Berta", "Escamilla", "Orantes")
    case = open_case(ana, person, shot="start")
    plain = in_english(visitor("ana", width=360, language="en", script=False))
    where = begin(plain, case, "who5")
    answer(plain.page, {f"W{n}": "3" for n in range(1, 6)})
    plain.shot("casework-en-who5-plain")
    finish(plain.page)
    assert "60" in plain.text() and where
    ana.go(page.url.removeprefix(ana.url))
    look(ana, "case")
    ana.go(f"{case}instrumentos/")
    look(ana, "instruments")
    begin(ana, case, "rss")
    look(ana, "rss")
    ana.go(f"{case}plan/")
    click(page, f"form[action='{case}plan/empezar/'] button")
    add_goal(ana, case, dimension="social", said="My own home", step="Ask for a plot", need="housing", by=in_days(30))
    look(ana, "goal")
    save(page)
    agree(ana, case)
    look(ana, "plan")
    click(page, f"form[action='{case}plan/enviar/'] button")
    decide(beto, code_of(ana, case))

    referral = refer_elsewhere(ana, case, label="Hábitat de prueba", need="housing", channel="paper")
    look(ana, "consent")
    consent(ana, mode="paper")
    send(ana, referral, "paper")
    ana.go(f"{referral}hoja/")
    look(ana, "paper")
    assert page.request.get(f"{ana.url}{referral}hoja.pdf").body().startswith(b"%PDF")
    ana.go(f"{referral}respuesta/?boleta=1")
    look(ana, "reply")
    page.check("input[name=event][value=finish]")
    save(page)
    look(ana, "referral")

    for path in ("/hoy/", "/casos/", "/agenda/", "/referencias/", "/directorio/", "/visitas/"):
        assert ana.go(path).status == 200, path
        look(ana, "" + path.strip("/"))


def planned(who, case):
    """The survey, then a plan of one goal, sent for approval; its state as the page says it."""
    page = who.page
    survey(who, case, 2)
    who.go(f"{case}plan/")
    click(page, f"form[action='{case}plan/empezar/'] button")
    step = {"step": "Acompañar al DUICENTRO", "need": "documents", "by": in_days(15), "who_does": "worker"}
    add_goal(who, case, dimension="social", said="Tener mi DUI", **step)
    save(page)
    agree(who, case)
    click(page, f"form[action='{case}plan/enviar/'] button")
    return page.locator("main .title .tag").first.inner_text()


def carried_out(who, case, data):
    """A referral on paper with its answer, the call of three months, and the request to close."""
    referral = refer_elsewhere(who, case, label="DUICENTRO de prueba", need="documents", channel="paper")
    consent(who, mode="paper")
    send(who, referral, "paper")
    who.go(f"{referral}respuesta/")
    who.page.check("input[name=event][value=finish]")
    save(who.page)
    called(who, case, data)
    ask_to_close(who, case, "Ya tiene su documento.")


@pytest.fixture
def sampling(visitor):
    """Beto lets low risk pass by sampling, one in a hundred looked at; afterwards everything is looked at again."""
    beto = visitor("beto")

    def choose(mode):
        beto.go("/equipo/reglas/")
        beto.page.check(f"input[name=approvals][value={mode}]")
        beto.page.fill("input[name=sample_share]", "1")
        look(beto, "rules")
        save(beto.page)

    choose("sampling")
    yield beto
    choose("always")


def test_an_office_of_two_walks_the_whole_way(visitor, data, sampling):
    """Low risk passes; of what is drawn and of the rest Beto approves Ana's, and a stand-in of another institution Beto's."""
    ana, beto, tomas = visitor("ana"), sampling, visitor("tomas")
    beto.go("/equipo/")
    look(beto, "team")
    for who, other, name in ((ana, beto, "Evelyn"), (beto, tomas, "Yanira")):
        case = open_case(who, register(who, name, "Mejicanos", "Tobar"), risk="low")
        code = code_of(who, case)
        if "Aprobado" not in planned(who, case):  # one in a hundred
            decide(other, code)
        carried_out(who, case, data)
        who.go(case)
        if "Cerrado" not in who.text():
            decide(other, code)
            who.go(case)
        assert "Cerrado" in who.text()

    own = open_case(beto, register(beto, "Sonia", "Mejicanos", "Tobar"), risk="medium")
    assert "Aprobado" not in planned(beto, own)
    code = code_of(beto, own)
    beto.go("/aprobaciones/")
    look(beto, "approvals-own")
    beto.page.locator(f"main a:has-text('{code}')").first.click()
    assert not beto.page.locator("input[name=decision]").count(), "nobody approves what he asked for himself"
    decide(tomas, code, shot="approval-stand-in")
    assert "Sonia" not in tomas.text()
    beto.go(f"{own}plan/")
    assert "Aprobado" in beto.text()


def test_the_main_buttons_are_reached_by_the_keyboard(visitor):
    ana = visitor("ana")
    for path, button in (("/visitas/nueva/", "main form.form .actions button.button"), ("/casos/", "main form.filters button")):
        ana.go(path)
        reached = False
        for _ in range(80):
            ana.page.keyboard.press("Tab")
            reached = ana.page.evaluate("(where) => document.activeElement === document.querySelector(where)", button)
            if reached:
                break
        assert reached, path
