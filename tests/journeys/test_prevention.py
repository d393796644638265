"""From three signals to a warning closed with lessons, by the people of an ombuds office; Spanish at a desk, English on a telephone."""

import datetime as dt

import pytest

from tests.journeys import steps_prevention as do
from tests.journeys.steps_prevention import TODAY, WIDTHS, choose, fill, look, press

pytestmark = pytest.mark.browser
# where, and which of the demo's alarms lies there
PLACES = {
    "es": ("Zacatecoluca, La Paz", "La Paz Este, La Paz", "Zacatecoluca"),
    "en": ("Juayúa, Sonsonate", "Sonsonate Norte, Sonsonate", "Sonsonate Norte"),
}
WORDS = {
    "context": ("Aumentan los retornos hacia el municipio.", "Returns to the municipality grow."),
    "threat": ("Se presume que grupos dedicados a la extorsión exigen pagos.", "Groups that extort are presumed to demand payments."),
    "vulnerability": ("Los hogares viven dispersos.", "Households live scattered."),
    "capacity": ("La ventanilla acompaña.", "The desk accompanies."),
    "legal": ("Constitución de la República, artículos 2 y 65.", "Constitution of the Republic, articles 2 and 65."),
}
ASKED = (
    ("Alcaldía", "rights", "midstream", "guarantee", "Atender el mismo día a toda persona retornada."),
    ("Alcaldía", "humanitarian", "downstream", "enable", "Habilitar un lugar seguro para la primera noche."),
    ("Ministerio", "rights", "upstream", "guarantee", "Asegurar que ningún establecimiento niegue atención."),
    ("Ministerio", "coordination", "upstream", "convene", "Mantener una mesa mensual con la alcaldía."),
)


@pytest.fixture(params=["es", "en"])
def story(request, visitor):
    """Everybody at their screens, in one language."""
    language = request.param

    class Story:
        shots, width = f"pre-{language}", WIDTHS[language]
        place, territory, alarm = PLACES[language]

        def __getattr__(self, name):
            setattr(self, name, visitor(name, width=self.width, language=language))
            return getattr(self, name)

        def nobody(self):
            return visitor(width=self.width, language=language)

    return Story()


def test_from_three_signals_to_a_warning_closed_with_lessons(story, later):
    s = story
    signals = [
        do.captured(s.mina, s.place, "threats", "Cobros a hogares recién llegados, en la parada."),
        do.captured(s.leo, s.place, "services_refused"),
        do.crossed(s.oscar, s.elena, s.noemi, s.raul, s.alarm, shots=s.shots),
    ]
    look(s.mina, f"{s.shots}-captured")
    sources = [do.source(s.raul, "community"), do.source(s.raul, "service")]
    for one in signals:
        do.verified(s.noemi, s.raul, one, sources)
    look(s.raul, f"{s.shots}-verified")
    code = do.assessed(s.noemi, s.raul, s.paula, s.territory, shots=s.shots)
    here = written(s, code)
    asked = reviewed_and_issued(s, here)
    sent(s, here)
    answered(s, asked, later)
    published(s, here)
    closed(s, here, signals)


def written(s, code):
    """Noemí writes the warning from the record, with four recommendations, one above the municipality's capacity."""
    s.noemi.go("/prevencion/alertas/nueva/")
    press(s.noemi, f"main form:has(input[value='{code}']) button")
    here = s.noemi.page.url.removeprefix(s.noemi.url)
    s.noemi.go(here + "senales/")
    for box in s.noemi.page.locator("[name=signals]").all():
        box.check()
    press(s.noemi)
    for section, (es, en) in WORDS.items():
        s.noemi.go(f"{here}secciones/{section}/")
        fill(s.noemi, es=es, en=en)
        press(s.noemi)
    for institution, heading, stream, verb, action in ASKED:
        recommended(s.noemi, here, institution, heading=heading, stream=stream, verb=verb, action=action)
    s.noemi.go(here)
    look(s.noemi, f"{s.shots}-draft")
    return here


def recommended(noemi, here, institution, **said):
    noemi.go(here + "recomendaciones/nueva/")
    offered = noemi.page.locator("[name=addressee] option").all_inner_texts()
    noemi.page.select_option("[name=addressee]", label=next(one for one in offered if one.startswith(institution)))
    due = (dt.date.today() + dt.timedelta(days=45)).isoformat()
    fill(noemi, due_on=due, means="Personal ya nombrado.", indicator="Personas atendidas el mismo día.", **said)
    fill(noemi, evidence_required="Acta y conteo mensual sin nombres.", legal_basis="Código Municipal, artículo 4.")
    if said["verb"] == "enable":
        noemi.page.check("[name=above_capacity]")
        noemi.page.select_option("[name=co_responsible]", index=1)
        fill(noemi, assistance="Normas mínimas y acompañamiento.")
    press(noemi)


def reviewed_and_issued(s, here):
    """Method, law and harm looked at by others; two sign over the same digest; the delegate issues."""
    s.hugo.go(here + "recomendaciones/")
    asked = [one.get_attribute("href") for one in s.hugo.page.locator("main table a[href^='/prevencion/recomendaciones/']").all()]
    assert len(asked) == 4
    for one in asked:
        s.hugo.go(one)
        press(s.hugo, "form[action$='base-legal/'] button")
    s.noemi.go(here + "mover/method_review/")
    press(s.noemi)
    for who, kind in ((s.raul, "method"), (s.hugo, "legal")):
        who.go(f"{here}revisiones/{kind}/")
        choose(who, holds="yes")
        press(who)
    s.raul.go(here + "no-danar/responder/")
    for question in range(1, 11):
        choose(s.raul, **{f"danger-{question}": "no"})
        fill(s.raul, **{f"words-{question}": "Se miró con la delegación."})
    press(s.raul)
    look(s.raul, f"{s.shots}-harm")
    s.raul.go(here + "mover/to_sign/")
    press(s.raul)
    s.paula.go(here + "publicacion/")
    choose(s.paula, publication="publish")
    press(s.paula)
    for who in (s.noemi, s.paula):
        who.go(here + "firmas/firmar/")
        press(who)
    look(s.paula, f"{s.shots}-signed")
    s.paula.go(here + "mover/issued/")
    press(s.paula)
    return asked


def sent(s, here):
    """Each institution gets its own copy, and a receipt comes back."""
    for letter in ("OF-1", "OF-2"):
        s.raul.go(here + "copias/")
        s.raul.page.locator("main a[href$='/enviar/']").first.click()
        fill(s.raul, channel="hand", letter=letter)
        press(s.raul)
    s.raul.go(here + "mover/notified/")
    press(s.raul)
    s.raul.go(here + "copias/")
    s.raul.page.locator("main a[href$='/acuse/']").first.click()
    press(s.raul)
    look(s.raul, f"{s.shots}-receipts")
    s.raul.go(here + "mover/answering/")
    press(s.raul)


def answered(s, asked, later):
    """The town answers by its account, the ministry through a link; it is silent on the third, which climbs; verdicts."""
    first, second, silent, fourth = asked
    for kind in ("acknowledge", "accept", "begin"):
        said(s.ines, first, kind)
    said(s.ines, first, "report", "Circular girada y conteo del mes.", do.SENT)
    for kind, words, file in (("acknowledge", "", None), ("accept_partly", "Falta la asistencia.", None), ("report", "Señalado.", do.SENT)):
        said(s.ines, second, kind, words, file)
    look(s.ines, f"{s.shots}-institution")
    by_link(s, fourth)

    row = silent.rstrip("/").split("/")[-1]
    later(
        f"update prevention_recommendation set answer_by = now() - interval '1 day' where id = {row}",
        "insert into procrastinate_jobs (task_name, queue_name, args) values ('prevention.keep_clocks', 'care', '{\"timestamp\": 0}')",
    )
    s.paula.page.wait_for_timeout(500)
    for _second in range(40):
        s.paula.go(silent)
        if s.paula.page.locator("main a[href$='/subir/']").count():
            break
        s.paula.page.wait_for_timeout(1000)
    s.paula.go("/prevencion/")
    look(s.paula, f"{s.shots}-screen")
    assert silent.rstrip("/").split("/")[-1] in " ".join(one.get_attribute("href") for one in s.paula.page.locator("main a").all())
    s.paula.go(silent + "subir/")
    choose(s.paula, rung="reminder")
    press(s.paula)
    look(s.paula, f"{s.shots}-ladder")
    letter = s.paula.page.locator("main a[href*='/cartas/']").first.get_attribute("href")
    assert s.paula.page.request.get(s.paula.url + letter).body().startswith(b"%PDF")

    verdict(s.paula, first, "complied", "El conteo y la visita lo muestran.")
    verdict(s.paula, second, "partly_complied", "Falta la asistencia.")
    verdict(s.paula, fourth, "complied", "Actas revisadas.")
    s.paula.go("/prevencion/recomendaciones/")
    look(s.paula, f"{s.shots}-table")


def said(who, where, kind, words="", file=None):
    who.go(where.replace("/recomendaciones/", "/respuestas/"))
    answer(who, kind, words, file)


def answer(who, kind, words="", file=None):
    choose(who, kind=kind)
    fill(who, text=words)
    if file:
        who.page.set_input_files("[name=evidence]", file)
        choose(who, shows="nobody")
    press(who)


def by_link(s, where):
    """An institution without an account: a one-time link by letter, its number by telephone."""
    s.raul.go(where)
    press(s.raul, "form[action$='enlace/'] button")
    codes = [one.strip() for one in s.raul.page.locator("main .code").all_inner_texts()]
    address, pin = next(one for one in codes if one.startswith("http")), next(one for one in codes if len(one) == 7)
    ministry = s.nobody()
    ministry.page.goto(address)
    fill(ministry, pin=pin)
    press(ministry)
    look(ministry, f"{s.shots}-door")
    for kind, words, file in (("acknowledge", "", None), ("accept", "", None), ("report", "Mesa instalada.", do.SENT)):
        ministry.page.goto(address + where.rstrip("/").split("/")[-1] + "/")
        answer(ministry, kind, words, file)
    # with both halves, in another browser
    leaked = s.nobody()
    leaked.page.goto(address)
    fill(leaked, pin=pin)
    with leaked.page.expect_navigation() as there:
        leaked.page.click("main form button")
    assert there.value.status == 404


def verdict(paula, where, what, why):
    paula.go(where + "dictamen/")
    choose(paula, verdict=what)
    for box in paula.page.locator("[name=looked_at]").all():
        box.check()
    fill(paula, reason=why)
    press(paula)


def published(s, here):
    """The public version beside the internal one; another person lets exactly this go; anybody reads it."""
    s.noemi.go(here + "publica/")
    press(s.noemi, "form[action$='proponer/'] button")
    s.hugo.go(here + "publica/")
    look(s.hugo, f"{s.shots}-beside")
    press(s.hugo, "form[action$='aprobar/'] button")
    anybody = s.nobody()
    anybody.go("/alertas/" if s.shots.endswith("es") else "/alertas/en/")
    anybody.page.locator("main a[href*='PAT-']").first.click()
    look(anybody, f"{s.shots}-public")
    text = anybody.text()
    assert s.territory.split(",")[0] in text and "S-" not in text and "VAL-" not in text


def closed(s, here, signals):
    """Followed in the field, mitigated, whoever reported is told, and closed with lessons by another person."""
    s.raul.go(here + "seguimiento/informe/")
    choose(s.raul, risk="lower")
    fill(s.raul, why="Bajaron los avisos.", field_visit_on=TODAY)
    press(s.raul)
    s.paula.go(here + "seguimiento/resultado/")
    choose(s.paula, outcome="mitigated")
    fill(s.paula, reason="Bajaron los avisos y el albergue abrió.")
    press(s.paula)
    s.raul.go(here + "cierre/lecciones/")
    fill(s.raul, worked="El albergue abrió a tiempo.", did_not="La respuesta tardó.", next_time="Avisar antes.")
    press(s.raul)
    for one in signals:
        s.noemi.go(f"/prevencion/senales/{one}/contar/")
        choose(s.noemi, told="in_hand")
        press(s.noemi)
    s.hugo.go(here + "cierre/")
    press(s.hugo)
    look(s.hugo, f"{s.shots}-closed")
    assert "El albergue abrió a tiempo." in s.hugo.text()
    s.mina.go(f"/prevencion/mis-senales/{signals[0]}/")
    look(s.mina, f"{s.shots}-told")
