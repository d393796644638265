"""Makes the pictures of the manual anew from a running demo: `.venv/bin/python docs/manual/pictures.py http://127.0.0.1:8000`."""

import argparse
import datetime as dt
import io
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
PASSWORD = "izote-demo-2026"  # noqa: S105
DESK, PHONE, MOST = 1280, 360, 120_000
UUID = r"[0-9a-f-]{36}"
WANTED = "Quiero terminar noveno grado y poner mi comedor."
SHARED = "Puede llegar después de dejar a su hija en la escuela."


class Studio:
    """A browser on one demo, and the folder of the pictures."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self.browser, self.url, self.folder = browser, url.rstrip("/"), folder
        self.today = dt.datetime.now(ZoneInfo("America/El_Salvador")).date()
        self.tomorrow = self.today + dt.timedelta(days=1)

    @contextmanager
    def page(self, name: str = "", width: int = DESK) -> Iterator[Page]:
        """A page of somebody who is signed in; without a name, of nobody."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale="es-SV", base_url=self.url)
        context.set_default_timeout(60_000)
        page = context.new_page()
        if name:
            page.goto("/cuenta/entrar/")
            page.fill("input[name=login]", name)
            page.fill("input[name=password]", PASSWORD)
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")
        yield page
        context.close()

    def shot(self, page: Page, name: str, *, tall: int = 900, at: str = "") -> None:
        """Keep the page, or its part from an element on, in few colours and not too tall."""
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement?.blur()")
        whole = int(page.evaluate("document.documentElement.scrollHeight"))
        top = int(page.locator(at).first.evaluate("e => e.getBoundingClientRect().top + scrollY")) - 16 if at else 0
        width = page.viewport_size["width"] if page.viewport_size else DESK
        clip = {"x": 0, "y": max(top, 0), "width": width, "height": min(tall, whole - max(top, 0))}
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB")  # type: ignore[arg-type]
        path = self.folder / f"{name}.png"
        for colours in (128, 64, 32):
            picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
            if path.stat().st_size <= MOST:
                break
        print(f"{name}: {path.stat().st_size // 1000} kB")  # noqa: T201


def click(page: Page, selector: str) -> None:
    """Press what leads to another page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def save(page: Page) -> None:
    """Press the first button of the page's form."""
    click(page, "main form.form .actions button.button")


def register(page: Page) -> str:
    """Marta, who is invented; her code."""
    page.goto("/personas/nueva/")
    page.fill("main input[name=text]", "Marta Alas Chicas")
    click(page, "main form[role=search] button, main form.search button")
    click(page, "main form[action$='/nueva/datos/'] button")
    for name, value in {"first_name": "Marta", "first_surname": "Alas", "second_surname": "Chicas", "born": "1991"}.items():
        page.fill(f"input[name={name}]", value)
    page.check("input[name=sex][value=F]")
    page.fill("input[name=place]", "Zacatecoluca")
    page.fill("input[name=contact-0-value]", "7011 2233")
    page.locator("input[name=purposes]").first.check()
    page.select_option("select[name=consent_mode]", "voice")
    save(page)
    if page.locator("main form.form button[name=new]").count():
        click(page, "main form.form button[name=new]")
    return re.findall(r"/personas/([A-Z0-9-]+)/", page.url)[0]


def open_case(studio: Studio, page: Page, code: str) -> str:
    """A case for Marta; its address."""
    page.goto(f"/personas/{code}/caso/nuevo/")
    page.check("input[name=risk][value=medium]")
    save(page)
    return re.findall(rf"/casos/{UUID}/", page.url)[0]


def begin(page: Page, case: str, form: str) -> None:
    """Begin an instrument."""
    page.goto(f"{case}instrumentos/")
    click(page, f"form[action$='/instrumentos/{form}/empezar/'] button")


def finish(page: Page) -> None:
    """Finish an instrument; what is missing stays missing."""
    click(page, "button[name=form-do][value=complete]")
    if page.locator("button[name=form-do][value=complete-so]").count():
        click(page, "button[name=form-do][value=complete-so]")


def tap_all(page: Page) -> None:
    """Tap on the scales, leaving the last two open."""
    page.evaluate(
        """() => [...document.querySelectorAll('.question:not([hidden]) fieldset')].slice(0, -2).forEach((set, at) => {
            const taps = [...set.querySelectorAll('input:not([value=dk]):not([value=ref])')].filter((one) => one.offsetParent);
            taps[Math.min(1 + at % 3, taps.length - 1)]?.click(); })"""
    )


def instruments(studio: Studio, page: Page, case: str) -> None:
    """An answer that cannot wait, a survey with its scores, paper."""
    begin(page, case, "vulnerability")
    where = page.url
    page.locator("form[data-filling] input[name=danger][value=yes]").check()
    for name in ("suicide", "sexual_violence", "child_alone", "medical"):
        page.locator(f"form[data-filling] input[name={name}][value=no]").check()
    click(page, "section[data-page] button[name=form-do]")
    studio.shot(page, "protocolo", tall=1000)
    page.fill("textarea[name=done]", "Se acompañó a un lugar seguro y se llamó a su hermana con su permiso.")
    page.check("input[name=risk][value=high]")
    save(page)
    page.goto(where)
    finish(page)
    begin(page, case, "rss")
    tap_all(page)
    finish(page)
    studio.shot(page, "puntajes", tall=760)
    page.goto(f"{case}instrumentos/")
    studio.shot(page, "valoraciones", tall=900)
    click(page, "form[action$='/instrumentos/who5/papel/'] button")
    studio.shot(page, "papel", tall=900)


def goal(page: Page, case: str, dimension: str, said: str, step: str, need: str, who: str, due: dt.date) -> None:
    """A goal in the person's words with its first step."""
    page.goto(f"{case}plan/metas/nueva/")
    page.fill("textarea[name=said]", said)
    page.check(f"input[name=dimension][value={dimension}]")
    page.fill("[name=steps-0-said]", step)
    page.select_option("select[name=steps-0-need]", need)
    page.select_option("select[name=steps-0-who]", who)
    page.fill("[name=steps-0-due_on]", f"{due:%Y-%m-%d}")
    save(page)


def plan(studio: Studio, page: Page, case: str) -> None:
    """A plan agreed and submitted."""
    page.goto(f"{case}plan/")
    click(page, f"form[action='{case}plan/empezar/'] button")
    soon, later = studio.tomorrow + dt.timedelta(days=20), studio.tomorrow + dt.timedelta(days=60)
    goal(page, case, "economic", WANTED, "Inscribirse en noveno grado a distancia", "training", "partner", soon)
    goal(page, case, "psychosocial", "Dormir sin sobresaltos.", "Conversar cada semana con psicología", "psychosocial", "worker", soon)
    page.goto(f"{case}plan/fechas/")
    page.fill("input[name=agreed_on]", f"{studio.today:%Y-%m-%d}")
    page.fill("input[name=review_on]", f"{later:%Y-%m-%d}")
    save(page)
    studio.shot(page, "plan", tall=1000)
    click(page, f"form[action='{case}plan/enviar/'] button")
    page.goto(f"{case}plan/imprimir/")
    studio.shot(page, "plan-papel", tall=900)


def approve(studio: Studio, beto: Page, case_code: str) -> None:
    """Beto decides on the plan."""
    beto.goto("/aprobaciones/")
    studio.shot(beto, "aprobaciones", tall=640)
    click(beto, f"main table a:has-text('{case_code}')")
    studio.shot(beto, "aprobacion", tall=760)
    beto.check("input[name=decision][value=approved]")
    save(beto)


def sign(page: Page) -> None:
    """Sign on the pad with the mouse."""
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box() or {"x": 0, "y": 0}
    page.mouse.move(box["x"] + 60, box["y"] + 80)
    page.mouse.down()
    for n in range(1, 14):
        page.mouse.move(box["x"] + 60 + 16 * n, box["y"] + 80 + (28 if n % 2 else -22), steps=4)
    page.mouse.up()


def refer(studio: Studio, page: Page, case: str) -> None:
    """From the step of the plan by link, to the partner's answer on a telephone."""
    page.goto(f"{case}plan/")
    click(page, "main a[href*='/referencias/nueva/']")
    course = "article.service:has-text('urso') h3 a"
    click(page, course if page.locator(course).count() else "article.service h3 a")
    page.check("input[name=channel][value=link]")
    page.fill("textarea[name=message]", SHARED)
    save(page)
    referral = re.findall(rf"/referencias/{UUID}/", page.url)[0]
    page.locator("ul.shared input[value=name]").check()
    page.check("input[name=told]")
    page.check("input[name=mode][value=screen]")
    sign(page)
    studio.shot(page, "consentimiento", tall=1500)
    save(page)
    page.goto(f"{referral}enviar/")
    page.check("input[name=channel][value=link]")
    save(page)
    studio.shot(page, "enlace", tall=900)
    found = re.search(r"/r/[\w-]+/", page.locator(".address").inner_text())
    answer_by_link(studio, found[0] if found else "", page.locator(".told").inner_text())
    page.goto(referral)
    studio.shot(page, "referencia", tall=900)


def answer_by_link(studio: Studio, link: str, number: str) -> None:
    """The partner without an account, on a telephone."""
    with studio.page(width=PHONE) as partner:
        partner.goto(link)
        studio.shot(partner, "aliada-numero", tall=640)
        partner.fill("input[name=pin]", number.replace(" ", ""))
        save(partner)
        studio.shot(partner, "aliada-hoja", tall=1100)
        partner.check("input[name=event][value=schedule]")
        partner.fill("[name=day]", f"{studio.tomorrow + dt.timedelta(days=3):%Y-%m-%d}")
        partner.fill("[name=hour]", "09:30")
        partner.fill("[name=message]", "Preguntar por la licenciada Rivas.")
        save(partner)
        partner.goto("/r/enlace-que-ya-no-sirve/")
        studio.shot(partner, "enlace-vencido", tall=500)


def book(studio: Studio, page: Page, case: str, hour: str, room: str) -> None:
    """An appointment tomorrow, whatever the page warns of."""
    page.goto(f"{case}citas/nueva/")
    page.fill("[name=day]", f"{studio.tomorrow:%Y-%m-%d}")
    page.fill("[name=hour]", hour)
    page.fill("[name=room]", room)
    save(page)
    if page.locator("input[name=anyway]").count():
        page.check("input[name=anyway]")
        save(page)


def care(studio: Studio, page: Page, case: str, others: list[str]) -> None:
    """The same service twice, a note with words to think about, appointments."""
    for _again in range(2):
        page.goto(f"{case}servicios/nuevo/")
        page.select_option("select[name=kind]", "food")
        page.fill("[name=quantity]", "1")
        page.select_option("select[name=unit]", "package")
        save(page)
    studio.shot(page, "servicio", tall=900)
    page.goto(f"{case}notas/")
    page.fill("textarea[name=said]", "Llegó tranquila, con su hija. Tiene un tatuaje en el brazo.")
    save(page)
    studio.shot(page, "nota", tall=760)
    for address, hour, room in zip([case, *others[:2]], ("09:00", "09:45", "10:30"), ("Sala 1", "Sala 2", "Sala 1"), strict=False):
        book(studio, page, address, hour, room)
    with studio.page("rosa") as rosa:
        rosa.goto(f"/agenda/?dia={studio.tomorrow:%Y-%m-%d}")
        studio.shot(rosa, "agenda", tall=640)


def cases_of(page: Page) -> list[str]:
    """The open cases that the user carries."""
    page.goto("/casos/?mios=si")
    found: list[str] = []
    for _most in range(4):
        found += page.locator("main table a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        if not page.locator("main a[rel=next]").count():
            break
        click(page, "main a[rel=next]")
    return [href for href in found if re.fullmatch(rf"/casos/{UUID}/", href or "")]


def with_most(page: Page, cases: list[str], path: str, pattern: str) -> str:
    """The case on whose page a pattern stands most often."""
    return max(cases, key=lambda case: len(re.findall(pattern, page.request.get(f"{case}{path}").text())))


def after(studio: Studio, page: Page, case: str, others: list[str]) -> None:
    """The survey over time, a child, health care, closing, the copy; a call on a telephone."""
    page.goto(f"{with_most(page, others, 'sostenibilidad/', '<circle')}sostenibilidad/")
    studio.shot(page, "sostenibilidad", tall=900)
    page.goto(f"{with_most(page, others, '', 'ninez/')}ninez/")
    studio.shot(page, "ninez", tall=1000)
    page.goto(f"{case}accesos/salud/")
    studio.shot(page, "salud", tall=800)
    page.goto(f"{case}cierre/solicitar/")
    studio.shot(page, "cierre", tall=1100)
    page.goto(f"{case}copia/")
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")
    studio.shot(page, "copia", tall=1000)
    with studio.page("ana", PHONE) as phone:
        phone.goto("/seguimiento/llamadas/")
        click(phone, "main table a[href*='/despues/']")
        studio.shot(phone, "llamada", tall=1200)
        phone.goto("/visitas/nueva/")
        phone.locator(".taps label", has=phone.locator("input[name=topics][value=documents]")).click()
        studio.shot(phone, "visita", tall=900)


def lead(studio: Studio) -> None:
    """What Beto sees."""
    with studio.page("beto") as beto:
        beto.goto("/equipo/")
        studio.shot(beto, "equipo", tall=1000)
        beto.goto("/equipo/reglas/")
        studio.shot(beto, "reglas", tall=1000)
        last = studio.today.replace(day=1) - dt.timedelta(days=1)
        beto.goto(f"/informes/mayor/?mes={last:%Y-%m}")
        studio.shot(beto, "informe", tall=1000)
        beto.goto("/casos/exportar/")
        click(beto, "main form button")
        studio.shot(beto, "exportar", tall=640)
        beto.goto("/directorio/?need=health")
        studio.shot(beto, "directorio", tall=900)
        beto.goto("/directorio/convenios/")
        studio.shot(beto, "convenios", tall=640)
    with studio.page("pilar") as pilar:
        pilar.goto("/referencias-recibidas/")
        studio.shot(pilar, "recibidas", tall=520)


def observatory(studio: Studio) -> None:
    """Óscar loads a month of the police, Elena signs it; what the pages say; a bulletin before it is published."""
    lines = ["Fecha del hecho,Hora,Departamento,Municipio,Delito,Sexo,Edad,Arma,Expediente"]
    towns = ("ZACATECOLUCA", "SANTIAGO NONUALCO", "OLOCUILTA")
    lines += [
        f"{n % 28 + 1:02d}/01/2025,{n % 24:02d}:10,LA PAZ,{towns[n % 3]},ROBO,{'MF'[n % 4 == 0]},{18 + n % 40},OTRO,E-{n}"
        for n in range(60)
    ]
    lines += ["31/02/2025,10:00,LA PAZ,ZACATECOLUCA,ROBO,M,30,OTRO,E-90", "03/01/2025,10:00,LA PAZ,ZACATECOLUCA,ASALTO RARO,M,30,OTRO,E-91"]
    file = {"name": "pnc-enero-2025.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    with studio.page("oscar") as oscar, studio.page("elena") as elena:
        oscar.goto("/observatorio/cargas/nueva/")
        label = next(one for one in oscar.locator("[name=source] option").all_inner_texts() if "PNC" in one)
        oscar.select_option("[name=source]", label=label)
        oscar.set_input_files("[name=file]", file)  # type: ignore[arg-type]
        click(oscar, "main form[enctype] button.button")
        studio.shot(oscar, "obs-columnas", tall=900)
        load = re.sub("columnas/$", "", oscar.url)
        click(oscar, "main form[method=post] .actions button")
        while not oscar.locator("dl.figures").count():
            oscar.wait_for_timeout(700)
            oscar.goto(load)
        studio.shot(oscar, "obs-carga", tall=900)
        oscar.goto(load + "apartadas/")
        studio.shot(oscar, "obs-apartadas", tall=900)
        elena.goto(load + "firmar/")
        studio.shot(elena, "obs-firmar", tall=900)
        oscar.goto("/observatorio/indicadores/homicide_rate/?fuente=pnc&nivel=municipality")
        studio.shot(oscar, "obs-indicador", tall=1200)
        oscar.goto("/observatorio/comparar/?indicador=homicide_rate&desde=2015&hasta=2018")
        studio.shot(oscar, "obs-bajo", tall=1100, at="main form")
        oscar.goto("/observatorio/alarmas/")
        studio.shot(oscar, "obs-alarmas", tall=900)
        bulletin(studio, oscar, elena)
    with studio.page("oscar", PHONE) as phone:
        phone.goto("/observatorio/lugares/0821/")
        studio.shot(phone, "obs-lugar", tall=1100, at="main form")


def bulletin(studio: Studio, oscar: Page, elena: Page) -> None:
    """A quarter of 2024, up to the page on which the second person compares both copies."""
    oscar.goto("/observatorio/boletines/nuevo/")
    for name, value in (("domain", "violence"), ("kind", "quarter")):
        oscar.select_option(f"[name={name}]", value)
    oscar.fill("[name=period]", "2024-Q1")
    save(oscar)
    draft = re.sub("escribir/$", "", oscar.url)
    oscar.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    oscar.check("[name=use-homicide_rate]")
    oscar.select_option("[name=source-homicide_rate]", "pnc")
    click(oscar, "main form[method=post] .actions button")
    oscar.goto(draft + "escribir/")
    oscar.fill("[name=lead-es]", "Los homicidios del trimestre, por distrito y con el país al lado.")
    oscar.fill("[name=lead-en]", "Homicides of the quarter, by district and beside the country.")
    click(oscar, "main form[method=post] .actions button")
    oscar.goto(draft)
    click(oscar, "form[action$='/entregar/'] button")
    elena.goto(draft + "publicar/")
    studio.shot(elena, "obs-boletin", tall=1100)


def take(studio: Studio) -> None:
    """All pictures, in the order in which things happen."""
    with studio.page("ana") as ana, studio.page("beto") as beto:
        others = cases_of(ana)
        code = register(ana)
        case = open_case(studio, ana, code)
        instruments(studio, ana, case)
        plan(studio, ana, case)
        approve(studio, beto, f"{code}/1")
        refer(studio, ana, case)
        care(studio, ana, case, others)
        ana.goto(case)
        studio.shot(ana, "caso", tall=1000)
        ana.goto("/hoy/")
        studio.shot(ana, "hoy", tall=900)
        after(studio, ana, case, others)
    lead(studio)
    observatory(studio)


def make(studio: Studio, only: str) -> None:
    """Everything, or the pictures of prevention alone (`prevention`, or one part of them, `prevention/signals`)."""
    from pictures_prevention import take as take_prevention

    part, _slash, piece = only.partition("/")
    if part != "prevention":
        take(studio)
    take_prevention(studio, piece)


def main() -> None:
    """Take them from the demo at the address given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="address of a running demo")
    parser.add_argument("--out", type=Path, default=HERE / "img")
    parser.add_argument("--only", default="", help="prevention, or one part of it: prevention/signals")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    executable: Any = os.environ.get("IZOTE_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--lang=es-419"], env={**os.environ, "LANGUAGE": "es"}
        )
        make(Studio(browser, given.url, given.out), given.only)
        browser.close()


if __name__ == "__main__":
    main()
