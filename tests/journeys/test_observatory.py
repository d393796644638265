"""From a police spreadsheet to a published bulletin: Óscar loads, Elena signs; in Spanish at the desk, in English on a telephone."""

import re
import time

import pytest

pytestmark = pytest.mark.browser
HEAD = "Fecha del hecho,Hora,Departamento,Municipio,Delito,Sexo,Edad,Arma,Lugar del hecho,Expediente"
WIDTHS = {"es": 1280, "en": 360}


def police_file(language, *, corrected=False):
    """A year of a source of its own: four rows cannot be read at first; the corrected file has one event more."""
    lines = [HEAD]
    for n in range(240):
        town = ("ZACATECOLUCA", "SANTIAGO NONUALCO", "OLOCUILTA", "SAN LUIS TALPA")[n % 4]
        lines.append(
            f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/2023,{n % 24:02d}:15,LA PAZ,{town},ROBO,"
            f"{'MF'[n % 5 == 0]},{18 + n % 50},OTRO,VIA PUBLICA,J{language}-{n}"
        )
    lines.append(f"31/02/2023,10:00,LA PAZ,ZACATECOLUCA,ROBO,M,30,OTRO,VIVIENDA,J{language}-900")
    lines.append(f"03/03/2023,10:00,LA PAZ,SAN NOSEDONDE,ROBO,M,30,OTRO,VIVIENDA,J{language}-901")
    lines.append(f"04/03/2023,10:00,LA PAZ,ZACATECOLUCA,ASALTO A MANO DESCONOCIDA,M,30,OTRO,VIVIENDA,J{language}-902")
    if corrected:
        lines.append(f"05/03/2023,10:00,LA PAZ,ZACATECOLUCA,ROBO,M,30,OTRO,VIVIENDA,J{language}-903")
    return ("\n".join(lines) + "\n").encode()


def look(who, name):
    """The page is whole: no sideways scrolling, nothing that axe finds, no error."""
    who.shot(name)
    assert who.page.evaluate("document.documentElement.scrollWidth") <= who.page.viewport_size["width"], name
    who.accessible()


def press(who, selector):
    with who.page.expect_navigation():
        who.page.click(selector)


def wait_until(who, state, path):
    """The page of a load asks again by itself; here we ask."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        who.go(path)
        if re.search(rf"{path}$", who.page.url) and state(who):
            return
        time.sleep(0.7)
    raise AssertionError(who.text()[:800])


def upload(who, source, content, name):
    """Step one and two as proposed; the address of the load."""
    who.go("/observatorio/cargas/nueva/")
    who.page.select_option("[name=source]", label=source)
    who.page.set_input_files("[name=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    press(who, "main form[enctype] button.button")
    assert "/columnas/" in who.page.url, who.text()[:500]
    path = re.search(r"(/observatorio/cargas/\d+/)", who.page.url).group(1)
    return path


def read(who, path):
    press(who, "main form[method=post] .actions button")
    wait_until(who, lambda w: w.page.locator("dl.figures").count() > 0, path)


def counts(who):
    return [int(text.replace(",", "")) for text in who.page.locator("dl.figures dd").all_inner_texts()[:3]]


def mark_and_sign(who, path):
    who.go(path + "firmar/")
    for box in who.page.locator("input[name=read]").all():
        box.check()
    press(who, "main form[method=post] .actions button")
    wait_until(who, lambda w: w.page.locator("a[href*='/versiones/']").count() > 0, path)


@pytest.mark.parametrize("language", ["es", "en"])
def test_from_a_spreadsheet_to_a_figure_and_its_correction(visitor, language):
    oscar = visitor("oscar", width=WIDTHS[language], language=language)
    code, name = f"camino-{language}", f"Policía de prueba {language}"
    oscar.go("/observatorio/fuentes/nueva/")
    for field, value in (("code", code), ("name", name), ("authority", "PNC")):
        oscar.page.fill(f"[name={field}]", value)
    oscar.page.select_option("[name=domain]", "violence")
    look(oscar, f"obs-{language}-01-source")
    press(oscar, "main form[method=post] .actions button")

    path = upload(oscar, f"{name} (PNC)", police_file(language), "robos.csv")
    look(oscar, f"obs-{language}-02-columns")
    read(oscar, path)
    look(oscar, f"obs-{language}-03-read")
    assert counts(oscar) == [243, 240, 3]

    # what the file says and nobody understood is explained once, the date is corrected, the rest stays set aside
    oscar.go(path + "palabras/")
    look(oscar, f"obs-{language}-04-words")
    oscar.page.locator("select").first.select_option("robbery")
    press(oscar, "main form[method=post] .actions button")
    wait_until(oscar, lambda w: counts(w) == [243, 241, 2], path)
    oscar.go(path + "apartadas/")
    look(oscar, f"obs-{language}-05-set-aside")
    oscar.page.locator("input[value='31/02/2023']").fill("28/02/2023")
    press(oscar, "main form[method=post] button[name=then][value=read]")
    wait_until(oscar, lambda w: counts(w) == [243, 242, 1], path)
    assert oscar.go(path + "firmar/").status == 403

    elena = visitor("elena", width=WIDTHS[language], language=language)
    elena.go(path + "firmar/")
    look(elena, f"obs-{language}-06-sign")
    mark_and_sign(elena, path)

    oscar.go(f"/observatorio/lugares/0821/?indicador=robbery_rate&fuente={code}")
    look(oscar, f"obs-{language}-07-place")
    assert "62" in oscar.text()
    oscar.go(f"/observatorio/indicadores/robbery_rate/?fuente={code}&anio=2023")
    look(oscar, f"obs-{language}-08-indicator")

    # the same file changes nothing; a corrected one is a new version that shows its difference
    again = upload_again(oscar, f"{name} (PNC)", police_file(language))
    assert again == path
    second = upload(oscar, f"{name} (PNC)", police_file(language, corrected=True), "robos_corregido.csv")
    read(oscar, second)
    mark_and_sign(elena, second)
    elena.page.locator("a[href*='/versiones/']").first.click()
    look(elena, f"obs-{language}-09-version")
    assert "Zacatecoluca" in elena.text()


def upload_again(who, source, content):
    who.go("/observatorio/cargas/nueva/")
    who.page.select_option("[name=source]", label=source)
    who.page.set_input_files("[name=file]", {"name": "otra.csv", "mimeType": "text/csv", "buffer": content})
    press(who, "main form[enctype] button.button")
    return re.search(r"(/observatorio/cargas/\d+/)", who.page.url).group(1)


@pytest.mark.parametrize("language", ["es", "en"])
def test_did_it_fall_and_a_bulletin_that_the_public_reads(visitor, language):
    oscar = visitor("oscar", width=WIDTHS[language], language=language)
    oscar.go("/observatorio/comparar/?lugar=0821&desde=2015&hasta=2018")
    look(oscar, f"obs-{language}-20-fell")
    said = oscar.text()
    assert "95" in said and "2015" in said and ("resto del país" in said or "rest of the country" in said)
    for number, path in enumerate(("/observatorio/", "/observatorio/vacios/", "/observatorio/alarmas/", "/observatorio/indicadores/")):
        oscar.go(path)
        look(oscar, f"obs-{language}-2{number + 1}-page")

    oscar.go("/observatorio/boletines/nuevo/")
    oscar.page.select_option("[name=domain]", "violence")
    oscar.page.select_option("[name=kind]", "year")
    oscar.page.fill("[name=period]", {"es": "2018", "en": "2017"}[language])
    press(oscar, "main form[method=post] .actions button")
    edit = oscar.page.url
    oscar.page.locator("details:has(input[name='use-homicide_rate'])").evaluate_all("all => all.forEach(one => { one.open = true })")
    oscar.page.locator("input[name='use-homicide_rate']").check()
    look(oscar, f"obs-{language}-30-compose")
    press(oscar, "main form[method=post] .actions button >> nth=0")
    oscar.page.goto(re.sub(r"escribir/$", "", edit))
    look(oscar, f"obs-{language}-31-copies")
    press(oscar, "form[action$='entregar/'] button")

    elena = visitor("elena", width=WIDTHS[language], language=language)
    elena.page.goto(re.sub(r"escribir/$", "publicar/", edit))
    look(elena, f"obs-{language}-32-publish")
    press(elena, "main form[method=post] .actions button >> nth=0")

    public = visitor(width=WIDTHS[language], language=language, script=False)
    public.go("/boletines/")
    public.page.locator("main a[href*='/boletines/']").first.click()
    public.shot(f"obs-{language}-33-public")
    assert "Zacatecoluca" in public.text()
