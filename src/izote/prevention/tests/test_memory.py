"""The memory calendar and the library: days that fall, files for other programs, citations, and two persons."""

import csv
import datetime as dt
import io
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from izote.access.context import acting_as
from izote.framework import words as framework
from izote.kit.errors import Conflict
from izote.prevention.actions import memory as actions
from izote.prevention.models import MemoryDate, Resource
from izote.prevention.rules.citations import bibtex, citation, escaped
from izote.prevention.rules.ical import Entry, calendar, folded, text
from izote.prevention.rules.memory import between, falls_in
from izote.prevention.rules.words import words

DAY = dt.date


def date(**said):
    start = {"pk": 1, "on": None, "month": None, "day": None, "until_month": None, "until_day": None, "since_year": None}
    return SimpleNamespace(**start | said)


def test_days_fall_once_every_year_and_as_seasons_over_the_new_year():
    once, mozote = date(on=DAY(2026, 5, 2)), date(month=12, day=11, since_year=1981)
    season, leap = date(month=11, day=15, until_month=1, until_day=6), date(month=2, day=29)
    assert falls_in(once, 2026).starts_on == DAY(2026, 5, 2) and falls_in(once, 2027) is None
    assert falls_in(mozote, 2026).years == 45 and falls_in(mozote, 1980) is None
    assert falls_in(season, 2026)[:2] == (DAY(2026, 11, 15), DAY(2027, 1, 6))
    assert falls_in(leap, 2027).starts_on == DAY(2027, 2, 28) and falls_in(leap, 2028).starts_on == DAY(2028, 2, 29)
    found = between([once, mozote, season], DAY(2026, 12, 20), DAY(2027, 1, 2))
    assert [one.what for one in found] == [season]
    assert [one.what for one in between([mozote], DAY(2026, 12, 11), DAY(2026, 12, 11))] == [mozote]


def test_what_is_known_holds_together():
    kinds, indicators, groups = words("memory_kinds"), framework.indicators(), framework.groups()
    for code, word in words("memory_dates").items():
        row = word.row
        assert row["kind"] in kinds and set(actions.listed(row["indicators"])) <= set(indicators), code
        assert set(actions.listed(row["groups"])) <= set(groups), code
        assert 1 <= int(row["month"]) <= 12 and 1 <= int(row["day"]) <= 31
        # a fact has its source, or says that it has to be checked
        assert row["source"] or row["note"].startswith("Por verificar"), code
    for code, word in words("library_resources").items():
        row = word.row
        assert row["kind"] in words("library_kinds") and row["title"], code
        assert set(actions.listed(row["topics"])) <= set(words("library_topics")), code
        assert set(actions.listed(row["factors"])) <= set(framework.factors()), code
        assert set(actions.listed(row["languages"])) <= set(words("languages")) and (not row["link"] or row["link"].startswith("https://"))
    assert len(words("library_resources")) >= 25


@given(st.text(max_size=300))
def test_lines_of_a_calendar_file_are_short_and_say_what_was_said(said):
    line = folded(f"SUMMARY:{text(said)}")
    assert all(len(part.encode()) <= 75 for part in line.split("\r\n"))
    assert line.replace("\r\n ", "") == f"SUMMARY:{text(said)}"
    assert not re.search(r"[\x00-\x1f\x7f]", text(said))


def test_a_calendar_file_is_as_other_programs_want_it():
    one = Entry("memory-1@izote", DAY(1981, 12, 11), DAY(1981, 12, 11), True, "Masacre; El Mozote, Morazán", "a\nb", "", "")
    made = calendar("Memoria", [one], made_at=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)).decode()
    assert made.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and made.endswith("END:VCALENDAR\r\n")
    for line in (
        "UID:memory-1@izote", "DTSTAMP:20260101T120000Z", "DTSTART;VALUE=DATE:19811211", "DTEND;VALUE=DATE:19811212",
        "RRULE:FREQ=YEARLY", r"SUMMARY:Masacre\; El Mozote\, Morazán", r"DESCRIPTION:a\nb",
    ):  # fmt: skip
        assert f"\r\n{line}\r\n" in made
    assert "\n" not in made.replace("\r\n", "")


def resource(**said):
    start = {
        "pk": 7,
        "seed": "",
        "title": "Una guía",
        "authors": "",
        "publisher": "",
        "year": None,
        "number": "",
        "link": "",
        "kind": "report",
        "checked_by_id": None,
    }
    return SimpleNamespace(**start | {"languages": ["es"]} | said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"authors": "United Nations", "year": 2014, "title": "Framework of Analysis", "number": "A/70/741", "link": "https://undocs.org/A/70/741"},
            "United Nations (2014). Framework of Analysis (A/70/741). https://undocs.org/A/70/741",
        ),
        ({"authors": "Pérez, J. A.", "publisher": "Editorial", "year": 2020}, "Pérez, J. A. (2020). Una guía. Editorial."),
        ({"publisher": "Editorial"}, "Editorial (s. f.). Una guía."),
        ({"authors": "Editorial", "publisher": "Editorial", "year": 1999}, "Editorial (1999). Una guía."),
        ({}, "Una guía. (s. f.)."),
    ],
)  # fmt: skip
def test_citations_in_the_manner_of_the_apa(said, expected):
    assert citation(resource(**said), "es") == expected
    assert "n.d." in citation(resource(), "en")


@given(st.text(max_size=80))
def test_nothing_in_a_bibtex_entry_is_a_command(said):
    plain = re.sub(r"\\(textbackslash|textasciitilde|textasciicircum)\{\}|\\[{}&%$#_]", "", escaped(said))
    assert not set(plain) & set("\\{}&%$#_~^")
    entry = bibtex(resource(title=said or "x"))
    assert entry.startswith("@techreport{izote7,") and entry.endswith("}")


def test_dates_are_brought_once_checked_by_another_and_checked_anew_when_changed(cast, client):
    with acting_as(cast.tere.pk):
        assert actions.bring_dates(org=cast.PDD, by=cast.tere) == len(words("memory_dates"))
        assert actions.bring_dates(org=cast.PDD, by=cast.tere) == 0
        row, unsourced = MemoryDate.objects.get(seed="mozote_1981"), MemoryDate.objects.get(seed="uprising_1932")
        with pytest.raises(Conflict):
            actions.check(row, by=cast.tere)
    with acting_as(cast.raul.pk):
        row = actions.check(row, by=cast.raul)
        with pytest.raises(Conflict):
            actions.check(unsourced, by=cast.raul)
    with acting_as(cast.noemi.pk):
        row = actions.write(MemoryDate, org=cast.PDD, by=cast.noemi, row=row, version=1, where="El Mozote")
        assert (row.checked_by, row.by) == (None, cast.noemi)
        with pytest.raises(Conflict):
            actions.write(MemoryDate, org=cast.PDD, by=cast.noemi, row=row, version=1, where="Otra")
    client.force_login(cast.raul)
    page = client.get(reverse("memory_year", args=[2026])).content.decode()
    assert "Mozote" in page and "Sumpul" in page
    assert b"BEGIN:VEVENT" not in client.get(reverse("memory_ics")).content, "what nobody checked does not leave"
    assert "segunda persona" in client.get(reverse("memory")).content.decode()
    with acting_as(cast.raul.pk):
        actions.check(row, by=cast.raul)
    file = client.get(reverse("memory_ics"))
    assert file["Content-Type"].startswith("text/calendar") and file.content.count(b"BEGIN:VEVENT") == 1
    assert b"Mozote" in file.content and b"S/25500" in file.content.replace(b"\r\n ", b"")
    assert not re.search(rb"(?i)tere|raul|noem", file.content)
    for who, status in (("ana", 403), ("ines", 403), ("leo", 403), ("sara", 200)):
        client.force_login(getattr(cast, who))
        assert client.get(reverse("memory_ics")).status_code == status


def test_a_date_is_written_on_a_page_and_what_is_no_day_is_refused(cast, client):
    client.force_login(cast.tere)
    said = {"kind": "hearing", "title_es": "Audiencia", "title_en": "Hearing", "source": "Juzgado"}
    assert client.post(reverse("memory_new"), said).status_code == 422
    assert client.post(reverse("memory_new"), {**said, "month": 2, "day": 30}).status_code == 422
    assert client.post(reverse("memory_new"), {**said, "on": "2026-05-02", "month": 2, "day": 3}).status_code == 422
    made = client.post(reverse("memory_new"), {**said, "on": "2026-05-02"})
    assert made.status_code == 302
    client.force_login(cast.raul)
    assert client.post(made["Location"] + "revisar/").status_code == 302
    assert client.post(made["Location"] + "quitar/").status_code == 403
    client.force_login(cast.tere)
    assert client.post(made["Location"] + "quitar/").status_code == 302
    assert client.get(made["Location"]).status_code == 404


def test_a_date_that_may_name_somebody_stays_in_until_it_is_checked(cast, client):
    client.force_login(cast.tere)
    said = {
        "kind": "hearing",
        "title_es": "Audiencia de Juan Carlos Pérez López",
        "title_en": "Hearing",
        "on": "2026-05-02",
        "source": "Juzgado",
    }
    made = client.post(reverse("memory_new"), said)
    assert "Juan Carlos" in client.get(made["Location"]).content.decode()
    assert b"Juan Carlos" not in client.get(reverse("memory_ics")).content


def test_the_library_is_searched_without_accents_and_handed_out(cast, client):
    with acting_as(cast.tere.pk):
        actions.bring_resources(org=cast.PDD, by=cast.tere)
    client.force_login(cast.sara)
    for query, title in (
        ("analisis ATROCITY", ""),
        ("amnistia", "Amnistía"),
        ("mozote", "Mozote"),
        ("paris principles", "Paris"),
        ("2124", "2124"),
    ):
        found = [row.title for row, _cited, _about in client.get(reverse("library"), {"texto": query}).context["lines"]]
        assert any(title in one for one in found) == bool(title) and (found or not title), query
    assert len(client.get(reverse("library"), {"tema": "memory", "tipo": "judgment", "lengua": "es"}).context["lines"]) >= 4
    rows = list(csv.reader(io.StringIO(client.get(reverse("library_export", args=["hxl"])).content.decode("utf-8-sig"))))
    assert rows[1][0] == "#description+citation" and len(rows) == 2 + len(words("library_resources"))
    bib = client.get(reverse("library_export", args=["bib"])).content.decode()
    keys = re.findall(r"^@\w+\{([^,]+),", bib, re.M)
    assert len(set(keys)) == len(words("library_resources")) and "Deportados al peligro" in bib
    assert client.get(reverse("library_export", args=["exe"])).status_code == 404
    assert client.post(reverse("library_bring")).status_code == 403
    with acting_as(cast.sara.pk):
        row = Resource.objects.get(seed="hrw2020")
    assert "Human Rights Watch (2020). Deportados al peligro." in client.get(reverse("library_page", args=[row.pk])).content.decode()


def test_a_resource_says_everywhere_that_nobody_checked_it_and_is_checked_with_its_language_alone(cast, client):
    with acting_as(cast.tere.pk):
        actions.bring_resources(org=cast.PDD, by=cast.tere)
        bare = actions.write(Resource, org=cast.PDD, by=cast.tere, kind="report", title="Informe sin lengua", languages=[])
    with acting_as(cast.raul.pk):
        actions.check(Resource.objects.get(seed="hrw2020"), by=cast.raul)
        with pytest.raises(Conflict):
            actions.check(bare, by=cast.raul)
    client.force_login(cast.raul)
    found = {"texto": "deportados al peligro"}
    assert "por verificar" not in client.get(reverse("library"), found).content.decode()
    assert "por verificar" in client.get(reverse("library"), {"texto": "informe sin lengua"}).content.decode()
    rows = list(csv.reader(io.StringIO(client.get(reverse("library_export", args=["csv"])).content.decode("utf-8-sig"))))
    assert [row[-1] for row in rows[1:]].count("sí") == 1
    assert "to be checked" not in client.get(reverse("library_export", args=["bib"]), found).content.decode()
    assert client.get(reverse("library_export", args=["bib"])).content.decode().count("to be checked") == len(rows) - 2


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/x"])
def test_a_link_of_the_library_leads_to_a_page(cast, client, link):
    client.force_login(cast.tere)
    said = {"kind": "report", "title": "Informe", "link": link}
    assert client.post(reverse("library_new"), said).status_code == 422
    assert client.post(reverse("library_new"), said | {"link": "https://example.org/x"}).status_code == 302
