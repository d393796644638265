"""Returns: flows and ranks from the authority, our offices' figures beside them, and nothing of violence anywhere near."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.casework.models import CareFigure
from izote.observatory import actions
from izote.observatory.models import OfficeFigure
from izote.observatory.queries import comparing
from izote.observatory.rules.indicators import indicators, of_domain
from izote.observatory.rules.offices import fine_enough, quarter_before
from izote.observatory.rules.together import may_stand_together
from izote.observatory.rules.words import words
from izote.observatory.tests.builders import source, used
from izote.observatory.tests.builders_bulletins import events, signed
from izote.people.models import ArrivalCount

ES, EN = {"accept-language": "es"}, {"accept-language": "en"}
PAGES = ("returns", "returns_places")


@pytest.fixture
def arrivals(cast):
    lines = ["fecha,departamento,municipio,pais,sexo,edad,medio,cantidad"]
    for month in range(1, 13):
        for town, n in (("Zacatecoluca,", 14), ("San Juan Nonualco,", 6), ("San Rafael Obrajuelo,", 2)):
            for country, way, sex in (("Estados Unidos", "aérea", "M"), ("México", "terrestre", "F")):
                lines.append(f"15/{month:02d}/2024,La Paz,{town}{country},{sex},{20 + month},{way},{n + month % 3}")
    of = source(cast.oscar, cast.ZAC, "dgme", authority="DGME", domain="returns")
    whole = {"covers_from": dt.date(2024, 1, 1), "covers_to": dt.date(2024, 12, 31)}
    load = used(of, cast.oscar, cast.elena, "\n".join(lines).encode(), fixed={"category": "return"}, **whole)
    assert load.state == "published", (load.state, load.preview)
    return of


def taken(cast, counts=(("F", 23), ("M", 41), ("", 3)), first=1, today=dt.date(2024, 10, 20)):
    with acting_as(cast.rosa.pk):
        for at, (sex, n) in enumerate(counts):
            facts = {"country": "US", "means": "air", "age_band": "18-29", "basis": ArrivalCount.Basis.CAME}
            ArrivalCount.objects.create(org=cast.ZAC, day=dt.date(2024, 8, first + at), sex=sex, count=n, **facts)
    with acting_as_service("service-observatory") as service:
        user = User.objects.get(pk=service)
        return actions.take_office_figures(cast.ZAC, today, by=user)


def test_flows_by_month_origin_sex_age_and_means(cast, client, arrivals):
    client.force_login(cast.oscar)
    page = client.get(reverse("returns"), {"lugar": "0821"}, headers=ES).content.decode()
    for words_ in ("Zacatecoluca", "Estados Unidos", "México", "aérea", "terrestre", "mujeres", "no es un factor de delito", "Corte"):
        assert words_ in page, words_
    ranks = client.get(reverse("returns_places"), {"nivel": "district"}, headers=ES).content.decode()
    assert "Zacatecoluca" in ranks and "no es un factor de delito" in ranks
    sheet = client.get(reverse("returns"), {"lugar": "0821", "tabla": "meses", "descarga": "hxl"})
    assert sheet.status_code == 200 and b"#affected+returnees" in sheet.content
    assert client.get(reverse("returns"), {"lugar": "9999"}).status_code == 404


def test_our_offices_figures_stand_beside_and_are_withheld_when_small(cast, client, arrivals):
    assert taken(cast) > 0
    client.force_login(cast.oscar)
    page = client.get(reverse("returns"), {"lugar": "0821"}, headers=ES).content.decode()
    assert "67" in page and "No se suman" in page
    with acting_as(cast.oscar.pk):
        cells = {(one.dimension, one.cell): one.value for one in OfficeFigure.objects.filter(measure="received")}
    assert cells["", ""] == 67 and cells["sex", ""] is None and all(value is None or value >= 10 or value == 0 for value in cells.values())


def test_a_quarter_is_taken_once_and_never_counted_anew(cast):
    assert taken(cast) > 0
    assert taken(cast, counts=(("F", 100),), first=9) == 0
    with acting_as(cast.oscar.pk):
        assert OfficeFigure.objects.get(measure="received", dimension="").value == 67


def test_nobody_writes_or_changes_them_by_hand(cast):
    taken(cast)
    for sql in ("update observatory_officefigure set value = 1", "delete from observatory_officefigure"):
        with pytest.raises(DatabaseError), acting_as(cast.oscar.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with acting_as(cast.ana.pk), connection.cursor() as cursor:
        cursor.execute("select 1 from observatory_officefigure")
        assert cursor.rowcount == 0


def test_two_weeks_after_the_quarter():
    assert quarter_before(dt.date(2024, 10, 15)) == (dt.date(2024, 4, 1), dt.date(2024, 6, 30))
    assert quarter_before(dt.date(2024, 10, 16)) == (dt.date(2024, 7, 1), dt.date(2024, 9, 30))


YEAR, QUARTER = (dt.date(2024, 1, 1), dt.date(2024, 12, 31)), (dt.date(2024, 1, 1), dt.date(2024, 3, 31))


def test_survivors_come_by_year_and_department_alone(cast, client):
    assert fine_enough("survivors", *YEAR, "department") and not fine_enough("survivors", *QUARTER, "department")
    # the total of a municipal office, and sexes or ages of it, are of a municipality
    for dimension in ("", "municipality", "district", "canton", "sex", "band"):
        assert not fine_enough("survivors", *YEAR, dimension), dimension
    assert fine_enough("persons_served", *QUARTER, "municipality") and not fine_enough("persons_served", *QUARTER, "district")
    assert not fine_enough("no_such", *YEAR)
    with acting_as_service("service-figures"):
        cells = [CareFigure(org=cast.ZAC, since=YEAR[0], until=YEAR[1], measure="survivors", value=31)]
        cells += [CareFigure(org=cast.ZAC, since=YEAR[0], until=YEAR[1], measure="survivors", dimension=one, cell=code, value=31)
                  for one, code in (("municipality", "0821"), ("department", "08"))]  # fmt: skip
        CareFigure.objects.bulk_create(cells)
    taken(cast)
    with acting_as(cast.oscar.pk):
        assert list(OfficeFigure.objects.filter(measure="survivors").values_list("dimension", "cell")) == [("department", "08")]


def violent_words():
    found = {
        str(word.row[language]).casefold()
        for word in words("categories").values()
        if word.row["domain"] == "violence"
        for language in ("es", "en")
    }
    return found | {name.casefold() for one in of_domain("violence") for name in one.name.values()}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("headers", [ES, EN], ids=["es", "en"])
def test_no_page_of_returns_says_a_word_of_violence(cast, client, arrivals, name, headers):
    taken(cast)
    client.force_login(cast.oscar)
    page = client.get(reverse(name), {"lugar": "0821"}, headers=headers).content.decode()
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).casefold()
    said = (
        main.replace("factor of crime", "")
        .replace("factor de delito", "")
        .replace("figures of violence", "")
        .replace("cifras de violencia", "")
    )
    assert not [word for word in violent_words() if re.search(rf"\b{re.escape(word)}\b", said)]
    links = re.findall(r'href="([^"]+)"', page[page.index("<main") : page.index("</main>")])
    codes = {one.code for one in of_domain("violence")}
    assert not [link for link in links if any(code in link for code in codes) or ("/lugares/0821" in link and "retornos" not in link)]


def test_one_rule_says_what_may_stand_together():
    assert may_stand_together(["homicide_rate", "theft_rate"]) and may_stand_together(["returns_count", "returns_rate"])
    assert not may_stand_together(["homicide_rate", "returns_count"])
    assert not may_stand_together([indicators()["returns_count"], "violence"])


def test_a_comparison_never_sets_returns_beside_violence(cast, client, arrivals, monkeypatch):
    signed(cast, events(range(2023, 2025), 3), range(2023, 2025))
    client.force_login(cast.oscar)
    asked = {"indicador": "homicide_rate", "lugar": "0821", "desde": "2023", "hasta": "2024"}
    assert client.get(reverse("comparison"), asked | {"indicador": "returns_count"}).status_code == 404
    assert client.get(reverse("comparison"), asked, headers=ES).status_code == 200
    monkeypatch.setitem(comparing.FAMILY, "homicide_rate", ("homicide_rate", "returns_count"))
    page = client.get(reverse("comparison"), asked, headers=ES)
    assert page.status_code == 400 and "nunca van juntas" in page.content.decode()


def test_no_file_of_the_room_asks_for_both_domains():
    """Queries, views and templates name indicators of one domain; only the rule itself and the lists of domains know both."""
    room = Path(actions.__file__).resolve().parents[1]
    violence = {one.code for one in of_domain("violence")} | {
        code for code, word in words("categories").items() if word.row["domain"] == "violence"
    }
    returned = {one.code for one in of_domain("returns")}
    for path in [*room.glob("views/*.py"), *room.glob("queries/*.py"), *room.glob("templates/**/*.html")]:
        named = set(re.findall(r"[\"']([a-z_]+)[\"']", path.read_text(encoding="utf-8")))
        if path.name in ("chosen.py",):
            continue
        assert not (named & violence and named & returned), path
