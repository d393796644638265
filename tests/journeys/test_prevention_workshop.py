"""From a line on the wall to a tool that stays: Tere leads, Paula decides, Sara assists; Spanish on a projector, English on a telephone."""

import datetime as dt
import io
import re
from zoneinfo import ZoneInfo

import pypdf
import pytest

pytestmark = pytest.mark.browser
WIDTHS = {"es": 1280, "en": 360}
LOCAL = ZoneInfo("America/El_Salvador")
WORDS = {
    "es": {
        "workshop": "Taller de propuestas de la ventanilla",
        "lines": (
            ("Cartilla ilustrada para hablar con la escuela al volver", "Mesa de escuelas"),
            ("Hoja con dibujos para inscribir a niñas y niños que vuelven", "Mesa de familias"),
            ("Horario de tarde en la ventanilla de atención", "Mesa de trabajo"),
        ),
        "hands": ("12", "12"),
        "tie": "empate",
        "votes": "12 de 20",
        "who": "Dirección Departamental de Educación",
        "promise": "Reunir a tres escuelas para revisar la cartilla",
        "sheet": ("A qué se comprometieron", "Propuestas y votos", "Qué sigue"),
        "text": "Ocho páginas con dibujos: qué papeles pedir, a quién hablar y qué hacer si no inscriben.",
        "measure": "Nueve de cada diez familias que la reciben inscriben a sus hijas e hijos en un mes",
        "note": "Se revisó con la mesa; no nombra a nadie",
        "told": {
            "adopted": "Adoptamos su cartilla. El primer paso ya tiene fecha.",
            "institutional": "Su cartilla queda como herramienta. Gracias por proponerla.",
        },
        "thanks": "Gracias por proponerla",
        "partner": "Socio técnico de la Procuraduría",
        "request": "Diseño de lectura fácil",
        "plan": "Dos visitas y una prueba con familias",
        "visit": "Guion con las dos mesas",
        "site": "Tres escuelas de San Miguel",
        "result": "De diez familias, nueve inscribieron",
        "tool": "Cartilla para inscribirse en la escuela al volver",
        "summary": "Para familias que vuelven con niñas y niños en edad escolar",
        "use": "Ventanillas de San Miguel",
        "states": (
            "captada",
            "depurada",
            "cribada",
            "deliberada",
            "adoptada",
            "asistencia",
            "diseño",
            "piloto",
            "evaluada",
            "institucional",
        ),
    },
    "en": {
        "workshop": "Workshop on proposals of the desk",
        "lines": (
            ("Pictured leaflet on how to talk with the school on return", "Table of schools"),
            ("Sheet with drawings on enrolling children who return", "Table of families"),
            ("Afternoon hours at the desk", "Table of work"),
        ),
        "hands": ("12", "12"),
        "tie": "tie",
        "votes": "12 of 20",
        "who": "Departmental office of education",
        "promise": "Bring three schools together to go through the leaflet",
        "sheet": ("What was promised", "Proposals and votes", "What happens next"),
        "text": "Eight pages with drawings: which papers to ask for, whom to talk to, what to do when a school refuses.",
        "measure": "Nine of ten families that receive it enrol their children within a month",
        "note": "Looked at together with the table; it names nobody",
        "told": {
            "adopted": "We adopted your leaflet. Its first step has a day.",
            "institutional": "Your leaflet stays as a tool. Thank you for proposing it.",
        },
        "thanks": "Thank you for proposing it",
        "partner": "Technical partner of the office",
        "request": "Easy reading and drawings",
        "plan": "Two visits and a trial with families",
        "visit": "Script with both tables",
        "site": "Three schools of the east",
        "result": "Of ten families, nine enrolled",
        "tool": "Leaflet on enrolling at school on return",
        "summary": "For families that return with children of school age",
        "use": "Desks of the east",
        "states": (
            "captured",
            "refined",
            "screened",
            "deliberated",
            "adopted",
            "assistance",
            "designed",
            "pilot",
            "evaluated",
            "institution",
        ),
    },
}
SAVE = "main form.form .actions button"


def in_days(days):
    return f"{dt.datetime.now(LOCAL).date() + dt.timedelta(days=days):%Y-%m-%d}"


def press(who, selector):
    with who.page.expect_navigation():
        who.page.locator(selector).first.click()


def fill(who, /, **values):
    """Write into the fields of the page by their names."""
    for name, value in values.items():
        field = who.page.locator(f"main [name={name}]").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def save(who, /, **values):
    """Write and send; the page goes on, it does not come back with a complaint."""
    fill(who, **values)
    press(who, SAVE)
    assert not who.page.locator(".summary[role=alert], .errorlist").count(), who.text()[:900]


def look(who, name):
    """The page is whole: no sideways scrolling, nothing that axe finds, no error."""
    who.shot(f"workshop-{name}")
    assert who.page.evaluate("document.documentElement.scrollWidth") <= who.page.viewport_size["width"], name
    who.accessible()


def pdf_words(who, path):
    """The words of a PDF, downloaded as whoever is signed in."""
    answer = who.page.context.request.get(who.url + path)
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf" and answer.body()[:5] == b"%PDF-", path
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.body())).pages)
    return re.sub(r"\s+", " ", re.sub("\u00ad\\s*", "", words))  # broken at the end of a line


def open_workshop(tere, said):
    """Called among the seminars, led from its own page; it stands in the list of workshops too."""
    tere.go("/seminarios/nuevo/")
    programme = tere.page.locator("[name=programme] option").nth(1).get_attribute("value")
    day = in_days(0)
    save(tere, kind="workshop", title=said["workshop"], programme=programme, place="1217", starts_on=day, ends_on=day)
    code = re.search(r"/seminarios/([A-Z0-9-]+)/", tere.page.url).group(1)
    tere.go("/prevencion/taller/")
    assert tere.page.locator(f"main tbody a[href$='/taller/{code}/']").count() == 1
    tere.go(f"/seminarios/{code}/")
    press(tere, f"main .actions a[href$='/taller/{code}/']")
    return code


def wall(who):
    return who.page.locator("ol.wall strong").all_inner_texts()


def room(tere, code, said, tag):
    """Three lines, two of them say the same, hands with a tie, one promise; the sheet before people leave."""
    page = f"/prevencion/taller/{code}/"
    for line, group in said["lines"]:
        save(tere, line=line, group=group)
    assert wall(tere) == [line for line, _group in said["lines"]]
    look(tere, f"{tag}-01-propose")
    tere.go(f"{page}unir/")
    for row in (0, 1):
        tere.page.locator("input[name=keys]").nth(row).check()
    look(tere, f"{tag}-02-merge")
    press(tere, SAVE)
    assert tere.page.locator("input[name=keys]").count() == 2
    tere.go(f"{page}votar/")
    tere.page.check("input[name=kind][value=hands]")
    save(tere, voters="20")
    for at, count in enumerate(said["hands"]):
        tere.page.locator("input.short").nth(at).fill(count)
    press(tere, "form.room-list .actions button")
    look(tere, f"{tag}-03-vote")
    assert tere.text().count(said["tie"]) == 2 and said["votes"] in tere.text()
    tere.go(f"{page}asignar/")
    look(tere, f"{tag}-04-assign")
    first = tere.page.locator("[name=proposal] option", has_text=said["lines"][0][0]).get_attribute("value")
    save(tere, proposal=first, who=said["who"], what=said["promise"], due_on=in_days(12))
    assert said["promise"] in tere.text()
    tere.go(f"{page}imprimir/")
    look(tere, f"{tag}-05-print")
    tere.page.emulate_media(media="print")
    tere.shot(f"workshop-{tag}-06-paper")
    tere.page.emulate_media(media="screen")
    wanted = (*said["sheet"], said["who"], said["promise"], *said["lines"][0], said["lines"][1][1], said["votes"])
    paper = pdf_words(tere, f"{page}compromisos-{tag}.pdf")
    assert [words for words in wanted if words not in tere.text()] == [] and [words for words in wanted if words not in paper] == [], paper
    return f"/prevencion/propuestas/{first}/"


def refine(tere, page, said, tag):
    """Tere writes what a proposal needs and screens it; what lacks is said, and nothing goes on without it."""
    tere.go(page)
    press(tere, f"a[href='{page}a/refined/']")
    save(tere)
    assert tere.page.locator("main .notice").count() and not tere.page.locator(f"a[href='{page}a/screened/']").count()
    tere.go(f"{page}depurar/")
    for name, value in (("factors", "6"), ("groups", "returned")):
        tere.page.check(f"input[name={name}][value='{value}']")
    look(tere, f"{tag}-10-refine")
    save(
        tere,
        text=said["text"],
        stream="upstream",
        measure=said["measure"],
        owner=said["who"],
        first_step=said["promise"],
        first_step_on=in_days(12),
    )
    tere.go(f"{page}cribado/")
    for name in ("rights", "harm", "law", "cost"):
        fill(tere, **{name: "not_known" if name == "cost" else "for", f"{name}_note": said["note"]})
    look(tere, f"{tag}-11-screen")
    save(tere)
    step(tere, page, "screened")
    look(tere, f"{tag}-12-screened")
    assert said["lines"][0][1] in tere.text() and said["lines"][1][1] in tere.text()


def step(who, page, to, /, **values):
    """The next state, from the page of the proposal, to which each step leads back."""
    if not who.page.url.endswith(page):
        who.go(page)
    press(who, f"a[href='{page}a/{to}/']")
    if values:
        look(who, f"{who.tag}-move-{to}")
    save(who, **values)


def tell_all(tere, page, decision, said):
    """Each group: its letter on paper, then how it was told."""
    groups = {said["lines"][0][1], said["lines"][1][1]}
    tere.go("/prevencion/propuestas/respuestas/")
    for _group in range(2):
        row = tere.page.locator("main tbody tr", has=tere.page.locator(f"a[href='{page}']")).first
        group, letter = row.locator("th").inner_text(), row.locator("a[href*='/respuestas/']").first.get_attribute("href")
        groups.remove(group)
        tere.go(letter)
        words = pdf_words(tere, f"{letter}carta-{tere.tag}.pdf") if decision == "adopted" else tere.text()
        assert said["told"][decision] in words and said["thanks"] in words and group in words
        if groups and decision == "adopted":
            look(tere, f"{tere.tag}-letter-{decision}")
        press(tere, "a[href$='/informado/']")
        save(tere, channel="meeting")
    assert tere.page.url.endswith("/propuestas/respuestas/")
    assert not tere.page.locator(f"main tbody a[href='{page}']").count()


def assist(sara, page, said):
    """The technical partner plans, visits, and hands over to design."""
    sara.go(page)
    assert not sara.page.locator(f"a[href='{page}depurar/']").count()
    sara.go(f"{page}asistencia/")
    look(sara, f"{sara.tag}-20-assistance")
    save(sara, partner=said["partner"], request=said["request"], plan=said["plan"])
    press(sara, "a[href$='/visita/']")
    save(sara, hours="3.5", what=said["visit"])
    step(sara, page, "assisted")
    step(sara, page, "designed")
    look(sara, f"{sara.tag}-21-designed")
    assert said["visit"] in sara.text()


def try_out(tere, page, said):
    """Tried out in one place; what it showed against its measure."""
    tere.go(f"{page}piloto/")
    save(tere, site=said["site"], place="1217")
    step(tere, page, "pilot")
    press(tere, "a[href$='/evaluacion/']")
    assert said["measure"] in tere.text()
    look(tere, f"{tere.tag}-23-evaluation")
    save(tere, verdict="works", result=said["result"])
    step(tere, page, "evaluated")
    # whoever wrote it does not make a tool of it
    assert tere.go(f"{page}a/institutional/").status == 403


@pytest.mark.parametrize("language", ["es", "en"])
def test_from_a_workshop_to_a_tool(visitor, language):
    said = WORDS[language]

    def enter(name):
        who = visitor(name, width=WIDTHS[language], language=language)
        who.tag = language
        return who

    tere, paula, sara = enter("tere"), enter("paula"), enter("sara")
    page = room(tere, open_workshop(tere, said), said, language)
    refine(tere, page, said, language)
    step(paula, page, "deliberated")
    assert tere.go(f"{page}a/adopted/").status == 403
    step(paula, page, "adopted", said=said["told"]["adopted"])
    tell_all(tere, page, "adopted", said)
    assist(sara, page, said)
    try_out(tere, page, said)
    paula.go(page)
    step(paula, page, "institutional", name=said["tool"], number="1.0", summary=said["summary"], said=said["told"]["institutional"])
    tell_all(tere, page, "institutional", said)

    tere.go(page)
    look(tere, f"{language}-30-way")
    way = tere.page.locator("section[aria-labelledby=s-way]").inner_text().lower()
    assert [word for word in said["states"] if word not in way] == []
    told = tere.page.locator("section[aria-labelledby=s-who] tbody tr")
    assert told.count() == 4 and not told.locator(".tag").count()
    tere.go("/prevencion/herramientas/")
    look(tere, f"{language}-31-tools")
    press(tere, f"main tbody a:text-is('{said['tool']}')")
    save_use(tere, said)


def save_use(tere, said):
    """Where the tool is used."""
    press(tere, "a[href$='/uso/']")
    save(tere, site=said["use"])
    look(tere, f"{tere.tag}-32-tool")
    assert said["use"] in tere.text() and said["who"] in tere.text()


PAGES = (
    ("tere", "/seminarios/", {"es": "Prevención de atrocidades", "en": "Seminars and workshops"}),
    ("tere", "/prevencion/memoria/", {"es": "Calendario de la memoria", "en": "Memory calendar"}),
    ("tere", f"/prevencion/memoria/{dt.datetime.now(LOCAL).year}/", {"es": "El Mozote", "en": "El Mozote"}),
    ("tere", "/prevencion/biblioteca/", {"es": "Biblioteca", "en": "Library"}),
    ("paula", "/prevencion/boletin/", {"es": "Boletines mensuales", "en": "Monthly bulletins"}),
    ("paula", "/prevencion/informe/", {"es": "Informe anual", "en": "Yearly report"}),
)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_seminar_that_took_place_its_certificate_and_what_is_kept(visitor, language):
    people = {name: visitor(name, width=WIDTHS[language], language=language) for name in ("tere", "paula")}
    for number, (name, path, words) in enumerate(PAGES):
        assert people[name].go(path).status == 200
        look(people[name], f"{language}-4{number}-page")
        assert words[language].lower() in people[name].text().lower(), path

    # the seminar of the demo: right answers before and after, and by how much they changed, with its interval
    tere = people["tere"]
    tere.go("/seminarios/")
    press(tere, "main tbody a[href*='/SE-']")
    look(tere, f"{language}-50-seminar")
    seminar = tere.page.url.removeprefix(tere.url)
    tere.go(f"{seminar}antes-y-despues/")
    look(tere, f"{language}-51-before-after")
    number = r"[-+−]?[\d.,]+"
    change = rf"(?:Cambio|Change): {number} (?:puntos|points) \(95\s%: (?:de )?{number} (?:a|to) {number}\)"
    assert re.search(change, tere.text()), tere.text()
    assert tere.page.locator("figure svg, figure img").count() and tere.page.locator("figure table").count()
    tere.go(f"{seminar}constancias/")
    certificate = tere.page.locator("main a[href*='/constancia/']").first.get_attribute("href")
    assert "Participante 0" not in tere.text()

    public = visitor(width=WIDTHS[language], language=language)
    public.go("/seminarios/constancia/")
    public.page.fill("[name=codigo]", certificate.rstrip("/").rpartition("/")[2])
    press(public, SAVE)
    look(public, f"{language}-53-certificate")
    assert {"es": "Esta constancia es válida", "en": "This certificate is valid"}[language] in public.text()
    assert "Participante" not in public.text()
