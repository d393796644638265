"""What people do on the pages of casework, step by step, in either language; and days that pass."""

import datetime as dt
import importlib.machinery
import importlib.util
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from tests.journeys.conftest import ROOT, Visitor

LOCAL = ZoneInfo("America/El_Salvador")
CODE = re.compile(r"/personas/([A-Z0-9-]+)/")
CASE = re.compile(r"/casos/([0-9a-f-]{36})/")


def in_days(days: int) -> str:
    """A day, counted from today in El Salvador."""
    return f"{dt.datetime.now(LOCAL).date() + dt.timedelta(days=days):%Y-%m-%d}"


def click(page: Any, selector: str) -> None:
    """Press what leads on to another page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def save(page: Any) -> None:
    """Press the first button of the page's own form."""
    click(page, "main form.form .actions button.button")


def fit(who: Visitor) -> None:
    """Nothing sticks out to the side on a telephone."""
    wide = who.page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('main *')]
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 4).map((e) => e.outerHTML.slice(0, 160))""")
    assert not wide and who.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{who.page.url}: {wide}"


def look(who: Visitor, name: str) -> None:
    """The page as it stands: no failure, pictured, accessible, no wider than the screen."""
    assert not who.page.locator("p.crumb:text-is('500')").count(), who.page.url
    who.shot(f"casework-{who.tag}{name}")
    who.accessible()
    fit(who)


def in_english(who: Visitor) -> Visitor:
    """The same person, reading English."""
    who.tag = "en-"
    who.page.context.add_cookies([{"name": "izote_language", "value": "en", "url": who.url}])
    return who


def register(who: Visitor, first: str, surname: str, second: str, *, born: str = "1991", phone: str = "") -> str:
    """First contact through the pages; the person's code."""
    page = who.page
    who.go("/personas/nueva/")
    page.fill("main input[name=text]", f"{first} {surname} {second}")
    click(page, "main form[role=search] button, main form.search button")
    click(page, "main form[action$='/nueva/datos/'] button")
    for name, value in {"first_name": first, "middle_names": "", "first_surname": surname, "second_surname": second, "born": born}.items():
        page.fill(f"input[name={name}]", value)
    page.check("input[name=sex][value=F]")
    page.fill("input[name=place]", "Zacatecoluca")
    if phone:
        page.fill("input[name=contact-0-value]", phone)
    page.locator("input[name=purposes]").first.check()
    page.select_option("select[name=consent_mode]", "voice")
    save(page)
    if page.locator("main form.form button[name=new]").count():
        click(page, "main form.form button[name=new]")
    found = CODE.search(page.url)
    assert found, page.url + who.text()[:2000]
    return found[1]


def open_case(who: Visitor, code: str, *, risk: str = "medium", shot: str = "") -> str:
    """A case for a person, from her page; the address of the case."""
    page = who.page
    who.go(f"/personas/{code}/")
    click(page, f"main a[href='/personas/{code}/caso/']")
    click(page, f"main a[href='/personas/{code}/caso/nuevo/']")
    page.check(f"input[name=risk][value={risk}]")
    if shot:
        look(who, shot)
    save(page)
    found = CASE.search(page.url)
    assert found, page.url
    return f"/casos/{found[1]}/"


def begin(who: Visitor, case: str, form: str) -> str:
    """Begin an instrument from the list of the case; the address of its form."""
    who.go(f"{case}instrumentos/")
    click(who.page, f"form[action$='/instrumentos/{form}/empezar/'] button")
    return who.page.url.removeprefix(who.url)


def answer(page: Any, answers: dict[str, str]) -> None:
    """Tick, tap or type answers by the names of their questions."""
    for name, value in answers.items():
        option = page.locator(f"form[data-filling] input[name='{name}'][value='{value}']:is([type=radio], [type=checkbox])")
        if option.count():
            option.first.check()
        else:
            page.fill(f"form[data-filling] [name='{name}']", value)


def finish(page: Any, held_on: str = "") -> None:
    """Finish an instrument, saying that what is missing stays missing."""
    if held_on:
        page.fill("input[name=head-held_on]", held_on)
    click(page, "button[name=form-do][value=complete]")
    if page.locator("button[name=form-do][value=complete-so]").count():
        click(page, "button[name=form-do][value=complete-so]")


def add_goal(who: Visitor, case: str, *, dimension: str, said: str, step: str, need: str, by: str, who_does: str = "partner") -> None:
    """A goal in the person's words with its first step."""
    page = who.page
    who.go(f"{case}plan/")
    click(page, f"a[href='{case}plan/metas/nueva/']")
    page.fill("textarea[name=said]", said)
    page.check(f"input[name=dimension][value={dimension}]")
    page.fill("[name=steps-0-said]", step)
    page.select_option("select[name=steps-0-need]", need)
    page.select_option("select[name=steps-0-who]", who_does)
    page.fill("[name=steps-0-due_on]", by)


def agree(who: Visitor, case: str) -> None:
    """The person agreed to the plan today; it is looked at again in two months."""
    who.go(f"{case}plan/")
    click(who.page, f"main .title a.button[href='{case}plan/fechas/']")
    who.page.fill("input[name=agreed_on]", in_days(0))
    who.page.fill("input[name=review_on]", in_days(60))
    save(who.page)


def decide(who: Visitor, code: str, *, shot: str = "") -> None:
    """Approve what waits for somebody else's decision in this case."""
    page = who.page
    who.go("/aprobaciones/")
    if shot:
        look(who, f"{shot}-list")
    click(page, f"main table a:has-text('{code}')")
    page.check("input[name=decision][value=approved]")
    if shot:
        look(who, shot)
    save(page)


def sign(page: Any) -> None:
    """Sign on the pad with the mouse."""
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for n in range(1, 12):
        page.mouse.move(box["x"] + 40 + 18 * n, box["y"] + 60 + (25 if n % 2 else -25))
    page.mouse.up()


def refer_elsewhere(who: Visitor, case: str, *, label: str, need: str, channel: str, phone: str = "2334-7788") -> str:
    """Prepare a referral to an organisation outside the directory; the address of the referral."""
    page = who.page
    who.go(f"{case}referencias/nueva/?servicio=otro")
    page.fill("input[name=to_label]", label)
    page.fill("input[name=to_phone]", phone)
    page.select_option("select[name=need]", need)
    page.check(f"input[name=channel][value={channel}]")
    save(page)
    return page.url.removeprefix(who.url).removesuffix("consentimiento/")


def consent(who: Visitor, *, mode: str = "screen") -> None:
    """Explain, let the person agree and sign; then record it."""
    page = who.page
    page.check("input[name=told]")
    page.check(f"input[name=mode][value={mode}]")
    if mode == "screen":
        sign(page)
    else:
        page.check("input[name=in_hand]")
    save(page)


def send(who: Visitor, referral: str, channel: str) -> tuple[str, str]:
    """Send a referral; the path of its link and the number told by telephone, where it goes by link."""
    page = who.page
    who.go(f"{referral}enviar/")
    page.check(f"input[name=channel][value={channel}]")
    save(page)
    if channel != "link":
        return "", ""
    address = re.search(r"/r/[\w-]+/", page.locator(".address").inner_text())
    assert address
    return address[0], page.locator(".told").inner_text().replace(" ", "")


def open_link(partner: Visitor, link: str, pin: str) -> None:
    """Open a link and prove it with the number."""
    partner.go(link)
    partner.page.fill("input[name=pin]", pin)
    save(partner.page)


def partner_says(partner: Visitor, event: str, **more: str) -> None:
    """Answer from the partner's page."""
    page = partner.page
    page.check(f"input[name=event][value={event}]")
    for name, value in more.items():
        page.fill(f"[name={name}]", value)
    save(page)


def database(town: Path) -> str:
    """The address of a town's database as its superuser: the launcher keeps the word in the data folder."""
    loader = importlib.machinery.SourceFileLoader("launcher", str(ROOT / "izote"))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec
    launcher = importlib.util.module_from_spec(spec)
    loader.exec_module(launcher)
    return str(launcher.Cluster(town).url("postgres", "izote"))


def days_pass(town: Path, case: str, days: int) -> None:
    """Let days pass for one case: everything that is dated in it now lies further back. The trail of the audit is left as it is."""
    pk = CASE.search(case)
    assert pk
    with psycopg.connect(database(town)) as connection:
        connection.execute("set session_replication_role = replica")
        found = connection.execute(
            """select c.table_name, array_agg(c.column_name::text) from information_schema.columns c
               join information_schema.tables t using (table_schema, table_name)
               where table_schema = 'public' and table_type = 'BASE TABLE' and data_type in ('date', 'timestamp with time zone')
               and (table_name = 'casework_case' or exists (select from information_schema.columns k where k.table_schema = 'public'
                    and k.table_name = c.table_name and k.column_name = 'case_id')) group by 1"""
        ).fetchall()
        for table, columns in found:
            moves = sql.SQL(", ").join(
                sql.SQL("{0} = {0} - make_interval(days => %(days)s)").format(sql.Identifier(column)) for column in columns
            )
            key = "id" if table == "casework_case" else "case_id"
            order = sql.SQL("update {} set {} where {} = %(pk)s").format(sql.Identifier(table), moves, sql.Identifier(key))
            connection.execute(order, {"days": days, "pk": pk[1]})
