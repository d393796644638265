"""What people of an ombuds office do at their screens, step by step."""

import datetime as dt
import re
import time

TODAY = dt.date.today().isoformat()
WIDTHS = {"es": 1280, "en": 360}
SENT = {"name": "acta.txt", "mimeType": "text/plain", "buffer": b"Mes;Llegaron;Atendidas\n2026-11;34;33\n"}


def look(who, name):
    """The page is whole: no sideways scrolling, nothing that axe finds."""
    who.shot(name)
    assert who.page.evaluate("document.documentElement.scrollWidth") <= who.page.viewport_size["width"], (name, who.page.url)
    who.accessible()


def press(who, selector="main form[method=post] button >> nth=-1"):
    """Press, and land on a page that refuses nothing."""
    with who.page.expect_navigation() as there:
        who.page.locator(selector).click()
    summary = who.page.locator(".summary[role=alert]")
    assert there.value.status < 400 and not summary.count(), (who.page.url, who.text()[-1500:])


def fill(who, **values):
    """Fill fields by name: words, days, choices of a list."""
    for name, value in values.items():
        field = who.page.locator(f"[name='{name}']").first
        tag = field.evaluate("e => e.tagName")
        field.select_option(value) if tag == "SELECT" else field.fill(value)


def choose(who, **values):
    """Tick boxes and radio buttons by name and value."""
    for name, value in values.items():
        who.page.check(f"[name='{name}'][value='{value}']")


def number(who):
    """The number in the address of the page."""
    return re.search(r"/(\d+)/$", who.page.url)[1]


def captured(who, place, sign, words=""):
    """A signal in a minute."""
    who.go("/prevencion/captar/")
    who.page.fill("#place", place)
    choose(who, signs=sign, groups="returned")
    if words:
        who.page.fill("#text", words)
    press(who, "main form button:not([name])")
    return number(who)


def crossed(oscar, elena, noemi, raul, alarm, *, shots):
    """An alarm crosses as a signed figure and becomes a signal; its key was compared by telephone the first time."""
    until = time.monotonic() + 120
    oscar.go("/observatorio/alarmas/defensoria/nuevo/")
    # alarms are computed behind the pages, a while after the figures came
    while not (found := oscar.page.locator(f"main form label:has-text('{alarm}')")).count():
        assert time.monotonic() < until, oscar.text()
        time.sleep(1)
        oscar.page.reload()
    found.first.click()
    press(oscar, "main form button")
    look(oscar, f"{shots}-leaves")
    elena.page.goto(oscar.page.url)
    press(elena)
    with elena.page.expect_download() as file:
        elena.page.click("main a[href$='archivo/']")
    elena.go("/observatorio/alarmas/defensoria/")
    key = elena.page.locator("main details .mono").text_content()
    noemi.go("/prevencion/cifras/")
    if not noemi.page.locator("main table").count() or "ZAC" not in noemi.text():
        noemi.go("/prevencion/cifras/llaves/nueva/")
        fill(noemi, office_code="ZAC", office_name="Observatorio de Zacatecoluca", public_key=key)
        press(noemi)
        raul.go("/prevencion/cifras/")
        press(raul, "main form[action$='confirmar/'] button")
    noemi.go("/prevencion/cifras/nueva/")
    noemi.page.set_input_files("[name=file]", file.value.path())
    press(noemi)
    until = time.monotonic() + 60
    while not noemi.page.locator("main a[href*='/prevencion/senales/']").count():
        assert time.monotonic() < until, noemi.text()
        time.sleep(0.5)
        noemi.page.reload()
    look(noemi, f"{shots}-figures")
    return noemi.page.locator("main a[href*='/prevencion/senales/']").first.get_attribute("href").rstrip("/").split("/")[-1]


def source(raul, kind):
    """A source without an identity that agreed to all three uses."""
    raul.go("/prevencion/fuentes/nueva/")
    fill(raul, kind=kind, reliability="B", purpose="warn", consent_on=TODAY)
    choose(raul, scope="office")
    press(raul)
    return number(raul)


def verified(noemi, raul, signal, sources):
    """Taken up by one, verified by another from two sources."""
    here = f"/prevencion/senales/{signal}/"
    noemi.go(here)
    press(noemi, "form[action$='tomar/'] button")
    noemi.go(here + "precisar/")
    choose(noemi, groups="returned", signs="threats", urgency="normal")
    press(noemi)
    press(noemi, "form[action$='a-verificar/'] button")
    for one in sources:
        raul.go(here + "aporte/")
        fill(raul, source=one, credibility="2", said_on=TODAY)
        choose(raul, stance="supports", directness="direct")
        press(raul)
    raul.go(here + "verificar/")
    choose(raul, result="verified")
    fill(raul, method="cross_check")
    press(raul)


def rated(who, here, values, why):
    """A rater's whole sheet, alone."""
    who.go(here + "calificar/1/")
    while not who.page.url.endswith("/calificar/"):
        factor = who.page.url.rstrip("/").split("/")[-1]
        value = values.get(factor, "2")
        who.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        if value != "na":
            seen = who.page.locator("main select[name^='presence-']").first.get_attribute("name").removeprefix("presence-")
            fill(who, **{f"presence-{seen}": "3" if value in "34" else "2", f"grade-{seen}": "A", f"confidence-{seen}": "high"})
            who.page.locator(f"[name='items-{seen}']").first.check()
        choose(who, value=value)
        fill(who, confidence="high", reason=f"{why} ({factor})")
        press(who, "main form button:not([name]) >> nth=-1")
    who.go(here + "terminar/")
    press(who)


def assessed(noemi, raul, paula, place, *, shots):
    """Two raters apart who differ, what they settle, a dissent, a scenario, and a third person's yes; its code."""
    noemi.go("/prevencion/valoraciones/nueva/")
    year = dt.date.today().year
    fill(noemi, place=place, starts_on=f"{year}-01-01", ends_on=f"{year}-12-31")
    choose(noemi, kind="structural", groups="returned")
    noemi.page.select_option("[name=rater_one]", label="Noemí")
    noemi.page.select_option("[name=rater_two]", label="Raúl")
    press(noemi)
    here = re.search(r"(/prevencion/valoraciones/[^/]+/)", noemi.page.url)[1]
    noemi.go(here + "evidencia/")
    for _signal in range(3):
        press(noemi, "main form:has(input[name=signal]) button >> nth=0")
        noemi.go(here + "evidencia/")
    choose(noemi, sort="document")
    fill(noemi, title="Registro de la ventanilla, primer semestre", dated_on=f"{year}-06-30")
    press(noemi, "main form:has([name=title]) button >> nth=-1")
    noemi.go(here)
    press(noemi, "form[action$='abrir/'] button")
    rated(noemi, here, {"4": "na"}, "Lo que vieron los liderazgos y las denuncias recibidas")
    rated(raul, here, {"3": "3", "7": "4", "4": "na"}, "Dos visitas y los registros de la ventanilla")
    for factor in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "P"):
        noemi.go(f"{here}conciliar/{factor}/")
        if noemi.page.locator("main form [name=value]").count():
            choose(noemi, value="na" if factor == "4" else "2")
            fill(noemi, reason="Leídas las dos calificaciones lado a lado")
            press(noemi)
    look(noemi, f"{shots}-side-by-side")
    for factor, agrees in (("3", "yes"), ("7", "no")):
        raul.go(f"{here}conciliar/{factor}/")
        choose(raul, agrees=agrees)
        raul.page.fill("form[action$='postura/'] [name=reason]", "" if agrees == "yes" else "El registro de amenazas muestra más")
        press(raul, "form[action$='postura/'] button")
    scenario(noemi, here)
    look(noemi, f"{shots}-matrix")
    press(noemi, "main form button:not([name])")
    noemi.go(here + "conciliar/")
    press(noemi, "form[action$='enviar/'] button")
    paula.go(here)
    look(paula, f"{shots}-profile")
    paula.go(here + "revision/")
    press(paula, "main form:has(input[value=approve]) button")
    return here.split("/")[3]


def scenario(noemi, here):
    """The scenario, as far as the matrix."""
    noemi.go(here + "escenario/")
    fill(
        noemi,
        threat="Grupos armados cobran a hogares recién llegados", threat_step="medium",
        vulnerability="Hogares sin red de apoyo y con miedo a denunciar", vulnerability_step="high",
        capacity="La ventanilla atiende, pero no hay albergue", capacity_step="medium",
        protection="El comité local avisa y acompaña", level="high", reason="La amenaza es continua y nadie la ha frenado",
        **{"least-returned": "40", "most-returned": "90"},
    )  # fmt: skip
    choose(noemi, rights="life", conducts="extortion")
    press(noemi, "main form button[name=stay]")
