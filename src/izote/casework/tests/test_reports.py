"""Every number of a report opens the rows it counts; what leaves the office is withheld below ten."""

import datetime as dt
import io
import re

import pytest
import pyzipper
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import AuditEvent, User
from izote.casework import figures
from izote.casework.models import Visit
from izote.casework.queries import measures, reports
from izote.casework.queries.measures import Period
from izote.casework.tests import builders

TODAY = timezone.localdate()
NOW = Period(TODAY.replace(day=1), TODAY)


def visits(cast, many, **fields):
    with acting_as(cast.ana.pk):
        Visit.objects.bulk_create(
            [Visit(org=cast.ZAC, day=TODAY, channel="desk", topics=["documents"], outcome="informed", **fields) for _ in range(many)]
        )


def test_each_number_of_each_report_has_as_many_rows_as_it_says(cast, client):
    for sex, year in (("F", 1990), ("M", 2015), ("F", None), ("X", 1950)):
        builders.case(cast.ana, cast.ZAC, sex=sex, birth_year=year)
    visits(cast, 3, sex="F", age_band="18-29")
    client.force_login(cast.beto)
    followed = 0
    for name in ("mayor", "iom", "ministry"):
        page = client.get(f"/informes/{name}/?mes={TODAY:%Y-%m}")
        assert page.status_code == 200
        for url, said in re.findall(r'<a href="(/informes/filas/[^"]+)">([^<]*)</a>', page.content.decode()):
            number = int(said.rsplit(" ", 1)[-1])
            rows = client.get(url.replace("&amp;", "&")).content.decode()
            assert f": {number}</h1>" in rows, (name, url, said)
            assert len(re.findall(r'<th scope="row">', rows)) == min(number, 25), url
            followed += number > 0
    assert followed > 8


def test_print_and_spreadsheet_say_the_same_numbers(cast, client):
    builders.case(cast.ana, cast.ZAC)
    client.force_login(cast.beto)
    assert client.get("/informes/iom/pdf/").content.startswith(b"%PDF")
    assert client.get("/informes/iom/hoja/").content.startswith(b"PK")


@pytest.mark.parametrize("who", ["ana", "rosa", "tomas", "delia", "oscar", "pilar"])
def test_only_who_writes_reports_sees_them(cast, client, who):
    client.force_login(getattr(cast, who))
    for path in ("/informes/", "/informes/iom/", "/informes/filas/visits/?desde=2026-01-01&hasta=2026-12-31"):
        assert client.get(path).status_code == 403


def test_what_leaves_the_office_is_withheld_below_ten_and_cannot_be_reckoned_back(cast):
    visits(cast, 12, sex="F", age_band="18-29")
    visits(cast, 3, sex="M", age_band="18-29")
    builders.case(cast.ana, cast.ZAC)
    with acting_as_service("service-figures"):
        found = figures.counted(cast.ZAC, NOW)
    by = {(c["measure"], c.get("dimension", ""), c.get("cell", "")): c["value"] for c in found}
    assert by["visits", "", ""] == 15 and by["visits", "band", "18-29"] == 15
    assert by["visits", "sex", "M"] is None and by["visits", "sex", "F"] is None
    assert by["cases_opened", "", ""] is None and not any(key[0] == "cases_opened" and key[1] for key in by)
    assert by["refusals", "", ""] == 0


def test_a_quarter_is_written_once_by_the_service_and_never_by_people(cast):
    visits(cast, 12, sex="F")
    period = measures.quarter(TODAY.year, (TODAY.month - 1) // 3 + 1)
    with acting_as_service("service-figures") as service:
        by = User.objects.get(pk=service)
        assert figures.write_quarter(cast.ZAC, period, by=by) > 0
        assert figures.write_quarter(cast.ZAC, period, by=by) == 0
    with acting_as(cast.beto.pk), pytest.raises(Exception, match=r"figures.write"):
        figures.write_quarter(cast.ZAC, period, by=cast.beto)
    with acting_as(cast.carla.pk):
        assert figures.figures_of(cast.SMI, by=cast.carla) == []


def test_the_quarter_that_is_over_waits_two_weeks():
    assert figures.quarter_over(dt.date(2026, 10, 10)) == Period(dt.date(2026, 4, 1), dt.date(2026, 6, 30))
    assert figures.quarter_over(dt.date(2026, 10, 20)) == Period(dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    assert figures.quarter_over(dt.date(2026, 1, 20)) == Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31))


def test_months_and_medians():
    assert measures.month(2024, 2) == Period(dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert measures.month(2025, 12).until == dt.date(2025, 12, 31)
    assert reports.median([]) is None and reports.median([1, 2]) == 1.5 and reports.median([1, 2, 9]) == 2


def test_an_export_says_what_it_holds_is_locked_and_leaves_a_line(cast, client):
    kept = [builders.case(cast.ana, cast.ZAC, first_surname="=cmd()") for _ in range(3)]
    client.force_login(cast.beto)
    page = client.post("/casos/exportar/", {"which": "all", "fmt": "csv"}).content.decode()
    password = re.search(r'<code class="large">([^<]+)</code>', page)[1]
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    answer = client.post("/casos/exportar/archivo/", {"token": token})
    package = pyzipper.AESZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    with pytest.raises(RuntimeError):
        package.read(package.namelist()[0])
    package.setpassword(password.encode())
    text = package.read(package.namelist()[0]).decode("utf-8-sig")
    assert all(case.code in text for case in kept) and "Filas entregadas;3" in text and "Filas esperadas;3" in text
    assert "Hernández" not in text and "cmd()" not in text
    with acting_as(cast.beto.pk):
        assert AuditEvent.objects.filter(verb="case.exported", details__rows=3).exists()
    client.force_login(cast.ana)
    assert client.post("/casos/exportar/", {"which": "all", "fmt": "csv"}).status_code == 403
    assert client.post("/casos/exportar/archivo/", {"token": token}).status_code == 400
