"""Every number of a report opens the rows it counts; what leaves the office is withheld below ten."""

import datetime as dt
import io
import re
import zipfile
from xml.etree import ElementTree

import pypdf
import pytest
import pyzipper
from django.db import connection
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import AuditEvent, User
from izote.casework import figures
from izote.casework.actions.after import plan_calls, record_outcome
from izote.casework.actions.cases import move_case, start_case
from izote.casework.actions.refusals import note_refusal
from izote.casework.actions.reports import leaving
from izote.casework.actions.services import deliver
from izote.casework.models import Assessment, ContactCall, Score, Visit
from izote.casework.queries import measures, reports
from izote.casework.queries.after import calls_of
from izote.casework.queries.measures import Period
from izote.casework.queries.rss import weights_in_use
from izote.casework.tests import builders
from izote.people.actions import merge_persons

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
    served = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        deliver(served, kind="food", delivered_on=TODAY, by=cast.ana)
        ContactCall.objects.filter(case=served, wave=30).update(due_on=TODAY)
        given = {"asked_on": TODAY, "answer": "refused", "reason": "returned"}
        note_refusal(served, sector="health", asked_for="consultation", **given, by=cast.ana)
    client.force_login(cast.beto)
    followed, first_served = 0, 0
    for name, ages in (("mayor", ""), ("iom", ""), ("ministry", "survivors"), ("iom", "pnc")):
        page = client.get(f"/informes/{name}/?mes={TODAY:%Y-%m}&edades={ages}")
        assert page.status_code == 200
        for url, said in re.findall(r'<a href="(/informes/filas/[^"]+)">([^<]*)</a>', page.content.decode()):
            number = int(said.rsplit(" ", 1)[-1])
            rows = client.get(url.replace("&amp;", "&")).content.decode()
            assert f": {number}</h1>" in rows, (name, url, said)
            assert len(re.findall(r'<th scope="row">', rows)) == min(number, 25), url
            assert "/visits/" not in url or "Mujer, 18-29" in rows or not number
            followed += number > 0
            first_served += "/cases_first_served/" in url and number == 1
    assert followed > 8 and first_served >= 3, "the median leads to its cases"


def test_what_is_printed_withholds_small_counts_and_what_would_tell_them(cast, client):
    def line(measure, by, total, **cells):
        made = [reports.Cell(key.replace("_", "|"), key, n, "") for key, n in cells.items()]
        return reports.Line("x", "x", measure, "", by, "iom", reports.Cell("", "x", total, ""), made)

    assert leaving(line("visits", "sex", 43, F=40, M=3)) == {"": 43, "F": "*", "M": "<10"}
    assert leaving(line("visits", "sex", 63, F=40, M=3, X=20)) == {"": 63, "F": 40, "M": "<10", "X": "*"}
    assert leaving(line("visits", "sex", 3, M=3)) == {"": "<10"} and leaving(line("visits", "sex", 0)) == {"": 0}
    client.force_login(cast.beto)
    visits(cast, 40, sex="F", age_band="18-29")
    with acting_as(cast.ana.pk):
        Visit.objects.filter(pk__in=list(Visit.objects.values_list("pk", flat=True)[:3])).update(topics=["work"])
    for sex, year in (*[("F", 1990)] * 12, *[("F", 2015)] * 11, ("M", 2016)):
        builders.case(cast.ana, cast.ZAC, sex=sex, birth_year=year)
    topics = [row[2:4] for row in sheet_rows(client, "mayor") if row[1] == "Consultas por tema"]
    assert topics[0] == ["Total", "40"] and sorted(value for _topic, value in topics[1:]) == ["*", "<10"], "three about work, next to many"
    assert all("<10" in pdf_text(client, name) for name in ("mayor", "iom", "ministry"))
    told = sheet_rows(client, "iom")
    assert told[0][3:7] == ["Categoría", "Niñas, niños y adolescentes (0 a 17)", "Personas adultas (18 o más)", "Cantidad"]
    assert [row[3:7] for row in told if row[0] == "1.1"] == [
        ["Total", "", "", "24"],
        ["Mujer", "*", "12", ""],
        ["Hombre", "<10", "0", ""],
    ]
    assert not any(cell == "1" for row in told for cell in row)


def pdf_text(client, report):
    content = client.get(f"/informes/{report}/pdf/?mes={TODAY:%Y-%m}").content
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def sheet_rows(client, report):
    """The cells of the spreadsheet, row by row."""
    with zipfile.ZipFile(io.BytesIO(client.get(f"/informes/{report}/hoja/?mes={TODAY:%Y-%m}").content)) as package:
        root = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = []
    for row in root.iter(f"{space}row"):
        cells = {re.sub(r"\d", "", cell.get("r")): "".join(cell.itertext()) for cell in row}
        rows.append([cells.get(letter, "") for letter in "ABCDEFGH"])
    return rows


def test_a_person_with_two_cases_and_two_united_files_is_one_person_served(cast):
    first = builders.case(cast.ana, cast.ZAC)
    united, child = builders.case(cast.ana, cast.ZAC), builders.case(cast.ana, cast.ZAC, birth_year=2012)
    builders.agree(first, "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        move_case(first, "close", by=cast.ana, reason="moved")
        again = start_case(first.person, kind="reintegration", risk="low", by=cast.ana)
        merge_persons(first.person, united.person, choices={}, by=cast.ana)
        assert measures.number_of("persons_served", cast.ZAC.pk, NOW) == 2
        assert {row.pk for row in measures.rows_of("persons_served", cast.ZAC.pk, NOW)} == {again.pk, child.pk}
        assert measures.number_of("children", cast.ZAC.pk, NOW) == 1


DAYS = "desde=2026-01-01&hasta=2026-12-31"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"filas/visits/?{DAYS}&por=reason&clave=x", 404),
        (f"filas/services/?{DAYS}&por=topic&clave=x", 404),
        (f"filas/services/?{DAYS}&por=outcome&clave=x", 404),
        (f"filas/persons_served/?{DAYS}&por=district&clave=x", 404),
        (f"filas/persons_served/?{DAYS}&por=district&clave=99999999999999999999", 404),
        (f"filas/assessments/?{DAYS}&por=instrument&clave=x", 404),
        (f"filas/services/?{DAYS}&por=kind&clave=%00", 404),
        (f"filas/persons_served/?{DAYS}&por=band&clave=x&edades=x", 404),
        ("filas/visits/?desde=2026-01-01&hasta=9999-12-31", 400),
        ("filas/visits/?desde=0001-01-01&hasta=2026-12-31", 400),
        ("filas/visits/?desde=2026-12-31&hasta=2026-01-01", 400),
        ("filas/visits/?desde=x&hasta=2026-01-01", 400),
        ("?mes=9999-12", 400),
        ("iom/?mes=0001-01", 400),
        ("iom/?edades=x", 404),
    ],
)
def test_an_address_that_nobody_was_given_is_refused(cast, client, address, status):
    client.force_login(cast.beto)
    assert client.get(f"/informes/{address}").status_code == status


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


def grave_calls(cast, *outcomes):
    """So many calls with those outcomes, four to a case."""
    wanted = list(outcomes)
    while wanted:
        case = builders.case(cast.ana, cast.ZAC)
        with acting_as(cast.ana.pk):
            plan_calls(case, by=cast.ana)
            for call in calls_of(case)[: len(wanted)]:
                ContactCall.objects.filter(pk=call.pk).update(due_on=TODAY)
                record_outcome(call, wanted.pop(), means="phone", told=True, at=timezone.now(), by=cast.ana)


def test_sealed_outcomes_are_counted_by_the_service_where_no_call_is_known_by_it(cast):
    def learnt():
        with acting_as_service("service-figures"):
            found = figures.counted(cast.ZAC, NOW)
        return {c.get("cell", ""): c["value"] for c in found if c["measure"] == "calls_learnt"}

    grave_calls(cast, *["detained"] * 10, "dead", *["safe"] * 12)
    assert learnt() == {"": 23, "recorded": 11, "safe": 12}, "one sealed code alone would say what each sealed call says"
    grave_calls(cast, *["dead"] * 10)
    assert learnt() == {"": 33, "detained": 10, "dead": 11, "safe": 12}
    grave_calls(cast, "disappeared")
    assert learnt() == {"": 34, "detained": None, "dead": 11, "disappeared": None, "safe": 12}
    with acting_as(cast.beto.pk):
        assert AuditEvent.objects.filter(verb="call.outcomes_counted", kind="figures", key="").count() == 3
        assert not AuditEvent.objects.filter(verb="call.outcome_opened").exists()
    for who in (cast.ana, cast.beto, cast.irma):
        with acting_as(who.pk), connection.cursor() as cursor:
            cursor.execute("select * from access.outcomes_to_count(%s, %s, %s)", [cast.ZAC.pk, *NOW])
            assert cursor.fetchall() == []


def test_the_change_of_the_survey_is_of_one_series_of_weights_and_says_of_how_many(cast):
    def held(case, day, *values):
        of_case = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "instrument": "rss", "version": "1"}
        row = Assessment.objects.create(**of_case, by=cast.ana, state="complete", held_on=day, completed_at=timezone.now())
        for value, weights in values:
            keys = {**of_case, "assessment": row, "dimension": "composite", "held_on": day}
            Score.objects.bulk_create([Score(**keys, value=value, weights_version=weights)])

    use = weights_in_use()
    for n in range(10):
        case = builders.case(cast.ana, cast.ZAC)
        with acting_as(cast.ana.pk):
            held(case, TODAY - dt.timedelta(days=200), (0.4, use))
            held(case, TODAY, (0.6, use), *([(0.1, "other")] * (n == 0)))
    with acting_as_service("service-figures"):
        found = {(c["measure"], c["cell"]): c["value"] for c in figures.rss_change(cast.ZAC, NOW)}
    assert found["rss_change", "composite"] == pytest.approx(0.2) and found["rss_pairs", "composite"] == 10
    assert found["rss_change", "economic"] is None and found["rss_pairs", "economic"] == 0


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


def test_months():
    assert measures.month(2024, 2) == Period(dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert measures.month(2025, 12).until == dt.date(2025, 12, 31)


def test_an_export_says_what_it_holds_is_locked_and_leaves_a_line(cast, client, monkeypatch):
    monkeypatch.setattr("izote.access.reauthentication.proven_recently", lambda request: True)
    monkeypatch.setattr("izote.casework.queries.exports.CHUNK", 2)
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
