"""The pictures of prevention: what delegations of the ombuds office see, from a signal to what stays."""

import datetime as dt
import re

from pictures import PHONE, Studio, click, save
from playwright.sync_api import Page

WIDE = 1040
NAMED = "Le cobran a don Ramón Alfaro, el de la tienda, desde hace dos semanas."


def keep(studio: Studio, page: Page, name: str, path: str = "", *, tall: int = 900, at: str = "") -> None:
    """Go there and keep the page."""
    if path:
        page.goto(path)
    studio.shot(page, f"prev-{name}", tall=tall, at=at)


def href(page: Page, selector: str) -> str:
    """Where the first such link leads."""
    return page.locator(selector).first.get_attribute("href") or ""


def capturing(studio: Studio) -> None:
    """A monitor with a telephone."""
    with studio.page("mina", PHONE) as mina:
        mina.goto("/prevencion/captar/")
        mina.fill("[name=place]", "San Miguel, San Miguel")
        mina.locator("[name=signs]").first.check()
        keep(studio, mina, "captar", tall=900)
        keep(studio, mina, "captar-enviar", tall=900, at="fieldset:has([name=when])")
        mina.fill("[name=text]", NAMED)
        click(mina, "form[data-capture] p button:not([name])")
        keep(studio, mina, "tachado", tall=900)
        keep(studio, mina, "peligro", "/prevencion/captar/peligro/", tall=980)
        mina.goto("/prevencion/mis-senales/")
        told = mina.locator("main tbody tr", has_text=re.compile("retroalimentada|archivada"))
        told.first.locator("a").first.click()
        mina.wait_for_load_state()
        keep(studio, mina, "mia", tall=760)


def signals(studio: Studio) -> None:
    """The analyst's list, a signal to be looked into, what sources say."""
    with studio.page("noemi", WIDE) as noemi:
        keep(studio, noemi, "senales", "/prevencion/senales/", tall=820)
        click(noemi, "main tbody tr:has-text('en triaje') a")
        keep(studio, noemi, "senal", tall=900)
        noemi.goto("/prevencion/senales/?state=partly_verified")
        click(noemi, "main tbody th a")
        keep(studio, noemi, "fuentes-dicen", tall=560, at="h2:has-text('Lo que dicen las fuentes')")


def sources(studio: Studio) -> None:
    """Codes of sources, the vault, an opening that waits for both halves."""
    with studio.page("noemi", WIDE) as noemi, studio.page("paula", WIDE) as paula:
        keep(studio, noemi, "fuentes", "/prevencion/fuentes/", tall=560)
        codes = noemi.locator("main tbody th a").evaluate_all("all => all.map((a) => a.href)")
        asks = next(one for one in codes if _asks(noemi, one))
        noemi.goto(asks)
        click(noemi, "main a[href$='/abrir/']")
        noemi.locator("[name=reason]").first.check()
        noemi.fill("[name=words]", "No contesta por la vía acordada desde el lunes; hay que saber si está bien.")
        save(noemi)
        keep(studio, paula, "apertura", noemi.url, tall=700)
        keep(studio, paula, "boveda", "/fuentes/", tall=900)


def _asks(page: Page, url: str) -> bool:
    page.goto(url)
    return page.locator("main a[href$='/abrir/']").count() > 0


def assessments(studio: Studio) -> None:
    """One being rated, one approved: apart, side by side, the profile."""
    with studio.page("hugo", WIDE) as hugo:
        keep(studio, hugo, "valoraciones", "/prevencion/valoraciones/", tall=620)
        rated = href(hugo, "main tbody tr:has-text('doble calificación') th a")
        approved = href(hugo, "main tbody tr:has-text('aprobada') th a")
        hugo.goto(f"{rated}calificar/")
        click(hugo, "main .actions a.button, main .row a.button")
        keep(studio, hugo, "calificar", tall=1000)
        keep(studio, hugo, "lado", f"{approved}conciliar/", tall=760)
        keep(studio, hugo, "perfil", approved, tall=760, at="h2:has-text('Perfil')")


def warnings(studio: Studio) -> None:
    """The issued warning tab by tab, and a new one that cannot go on yet."""
    with studio.page("raul", WIDE) as raul:
        raul.goto("/prevencion/alertas/")
        one = href(raul, "main tbody tr:has-text('PAT-') th a")
        keep(studio, raul, "alerta", one, tall=820)
        keep(studio, raul, "danio", f"{one}no-danar/", tall=760, at="main table")
        keep(studio, raul, "firmas", f"{one}firmas/", tall=420, at="main dl")
        keep(studio, raul, "copias", f"{one}copias/", tall=420, at="main table")
        keep(studio, raul, "publica", f"{one}publica/", tall=900, at="h2:has-text('lado a lado')")
    with studio.page("noemi", WIDE) as noemi:
        noemi.goto("/prevencion/alertas/nueva/")
        click(noemi, "main table form button")
        draft = re.sub(r"(/alertas/\d+/).*", r"\1", noemi.url)
        keep(studio, noemi, "falta", f"{draft}mover/method_review/", tall=760, at="h2:has-text('Enviar a revisión')")


def recommendations(studio: Studio) -> None:
    """The follow-up table, one recommendation, a link for an institution, and the institution's side."""
    with studio.page("raul", WIDE) as raul:
        keep(studio, raul, "recomendaciones", "/prevencion/recomendaciones/", tall=1000)
        click(raul, "main tbody tr:has-text('cumplida en parte') th a")
        keep(studio, raul, "recomendacion", tall=900, at="h2:has-text('Lo que se dijo')")
        click(raul, "form[action$='/enlace/'] button")
        keep(studio, raul, "enlace", tall=700)
        link = re.search(r"/prevencion/r/[\w-]+/", raul.locator("main").inner_text())
        with studio.page(width=PHONE) as town:
            keep(studio, town, "puerta", link[0] if link else "", tall=480)
    with studio.page("ines", PHONE) as ines:
        ines.goto("/prevencion/respuestas/")
        click(ines, "main tbody tr:has-text('aceptada en parte') th a")
        keep(studio, ines, "contestar", tall=520, at="h2:has-text('Su respuesta')")


def proposals(studio: Studio) -> None:
    """The room with a projector, a proposal, groups that wait, a tool."""
    with studio.page("tere") as tere:
        tere.goto("/prevencion/taller/")
        room = href(tere, "main tbody th a")
        keep(studio, tere, "pared", room, tall=900)
        keep(studio, tere, "votos", f"{room}votar/", tall=900)
        keep(studio, tere, "hoja", f"{room}imprimir/", tall=900)
    with studio.page("paula", WIDE) as paula:
        paula.goto("/prevencion/propuestas/?parte=all")
        click(paula, "main tbody tr:has-text('aplazada') th a")
        keep(studio, paula, "propuesta", tall=820)
        keep(studio, paula, "informar", "/prevencion/propuestas/respuestas/", tall=760)
        paula.goto("/prevencion/herramientas/")
        click(paula, "main tbody th a")
        keep(studio, paula, "herramienta", tall=860)


def territory(studio: Studio) -> None:
    """The screen of the country and of a department, the office's own record, a bulletin, memory, library."""
    month = studio.today.replace(day=1) - dt.timedelta(days=1)
    with studio.page("noemi", WIDE) as noemi, studio.page("paula", WIDE) as paula:
        noemi.goto("/prevencion/boletin/fase/")
        noemi.select_option("[name=place]", "12")
        noemi.fill("[name=month]", f"{month:%Y-%m}")
        noemi.select_option("[name=phase]", "early")
        noemi.select_option("[name=reason]", "assessment")
        noemi.fill("[name=words_es]", "Hay señales de amenazas a hogares recién llegados; los hechos no se repiten todavía.")
        noemi.fill(
            "[name=words_en]", "There are signals of threats to households that have just arrived; acts do not repeat themselves yet."
        )
        click(noemi, "main form .actions button")
        noemi.goto("/prevencion/boletin/")
        if noemi.locator("main tbody th a").count():
            click(noemi, "main tbody th a")
        else:
            noemi.goto("/prevencion/boletin/nuevo/")
            noemi.fill("[name=month]", f"{month:%Y-%m}")
            click(noemi, "main form .actions button")
        keep(studio, noemi, "boletin", tall=900)
        keep(studio, paula, "inicio", "/prevencion/?dias=30", tall=1000)
        keep(studio, paula, "territorio", "/prevencion/territorio/12/?dias=30", tall=1000)
        keep(studio, paula, "registro", "/prevencion/registro/", tall=900)
        keep(studio, paula, "memoria", "/prevencion/memoria/", tall=900)
        keep(studio, paula, "biblioteca", "/prevencion/biblioteca/", tall=900)


def seminars(studio: Studio) -> None:
    """A seminar that took place: what it was, before and after, certificates."""
    with studio.page("tere", WIDE) as tere:
        tere.goto("/seminarios/")
        held = href(tere, "main tbody tr:has-text('SE-') a")
        for name, path, tall in (
            ("seminario", "", 820),
            ("participantes", "participantes/", 820),
            ("antes-despues", "antes-y-despues/", 900),
        ):
            keep(studio, tere, name, f"{held}{path}", tall=tall)


PARTS = {
    "capturing": capturing,
    "signals": signals,
    "sources": sources,
    "assessments": assessments,
    "warnings": warnings,
    "recommendations": recommendations,
    "proposals": proposals,
    "territory": territory,
    "seminars": seminars,
}


def take(studio: Studio, only: str = "") -> None:
    """All of them, or one part."""
    for name, part in PARTS.items():
        if not only or name == only:
            part(studio)
