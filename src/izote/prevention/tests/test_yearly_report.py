"""The yearly report: one click, two languages, figures with tags; no person in it, nothing small, only for whoever asked."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from izote.access.context import acting_as
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import yearly as actions
from izote.prevention.jobs import yearly as jobs
from izote.prevention.models import YearlyReport
from izote.prevention.queries.yearly import Row, nothing_small, parts
from izote.prevention.rules.words import words
from izote.prevention.tests.builders_territory import signal, warning

YEAR = timezone.localdate().year
SPANISH = {"accept-language": "es"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Jobs run when they are deferred."""
    monkeypatch.setattr(jobs.print_yearly, "defer", lambda **given: None)


def made(cast, language="es", year=YEAR):
    with acting_as(cast.paula.pk):
        row = actions.ask_yearly(org=cast.PDD, by=cast.paula, year=year, language=language)
    assert actions.make_yearly(row.pk, by=cast.paula) == "ready"
    with acting_as(cast.paula.pk):
        return YearlyReport.objects.get(pk=row.pk)


def figures(cast, row):
    with acting_as(cast.paula.pk):
        text = actions.open_yearly(row, "csv", by=cast.paula).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_one_click_and_paula_has_paper_and_figures_in_both_languages(committed_cast, superuser, client):
    cast = committed_cast
    for _ in range(6):
        signal(cast, superuser)
    client.force_login(cast.paula)
    written = {"words_es": "La ley nos manda prevenir.", "words_en": "The law tells us to prevent."}
    assert client.post(reverse("mandate_write", args=[YEAR]), written).status_code == 302
    assert "La ley nos manda" in client.get(reverse("mandate_write", args=[YEAR])).content.decode()
    for language in ("es", "en"):
        there = client.post(reverse("yearly_ask"), {"year": YEAR, "language": language})["Location"]
        assert "progress" in client.get(there).content.decode()
        with acting_as(cast.paula.pk):
            row = YearlyReport.objects.latest("pk")
        assert actions.make_yearly(row.pk, by=cast.paula) == "ready"
        assert "PDF" in client.get(there, headers=SPANISH).content.decode()
        assert client.get(reverse("yearly_file", args=[row.pk, "pdf"])).content.startswith(b"%PDF")
        with acting_as(cast.paula.pk):
            row.refresh_from_db()
        rows = figures(cast, row)
        assert rows[1][:4] == ["#meta+section", "#indicator+item", "#indicator+name", "#indicator+value+num"]
        said = {one[1]: one for one in rows[2:]}
        country = said["Señales nuevas en el país" if language == "es" else "New signals in the country"]
        assert country[3] == "6" and "#date+cutoff" in rows[1] and str(YEAR) in country


def test_reserved_warnings_small_counts_and_persons_stay_out(committed_cast, superuser):
    cast = committed_cast
    signal(cast, superuser)
    warning(cast, superuser, state="answering", issued_at=timezone.now(), number="PAT-001-26", content="x")
    rows = figures(cast, made(cast))
    text = str(rows)
    assert "PAT-001" not in text and not any(name in text for name in ("Noemí", "Paula", "Raúl"))
    assert next(one for one in rows if one[1] == "Señales nuevas en el país")[3] == ""


def test_of_persons_nothing_small_whatever_a_part_says():
    with override("en"):
        assert nothing_small([Row("seminars", "x", "participants", 3, "persons")])[0].value is None
        assert nothing_small([Row("seminars", "x", "participants", 12, "persons")])[0].value == 12
        assert nothing_small([Row("memory", "x", "dates", 3, "")])[0].value == 3


def test_it_is_whoever_asked_and_who_may_publish(committed_cast):
    cast = committed_cast
    row = made(cast)
    for who in ("noemi", "raul", "mina", "sara", "ana", "irma"):
        user = getattr(cast, who)
        with acting_as(user.pk):
            with pytest.raises(PermissionDenied):
                actions.ask_yearly(org=cast.PDD, by=user, year=YEAR, language="es")
            with pytest.raises(PermissionDenied):
                actions.write_mandate(org=cast.PDD, by=user, year=YEAR, words_es="x", words_en="x")
            assert not YearlyReport.objects.exists()
    with acting_as(cast.hugo.pk):
        assert not YearlyReport.objects.exists()
        with pytest.raises(Conflict):
            actions.open_yearly(row, "pdf", by=cast.hugo)


def test_bad_years_languages_and_words_are_refused_with_a_sentence(cast):
    with acting_as(cast.paula.pk):
        for year, language in ((YEAR + 1, "es"), (1999, "es"), (YEAR, "fr")):
            with pytest.raises(BadInput):
                actions.ask_yearly(org=cast.PDD, by=cast.paula, year=year, language=language)
        for es, en in (("x", ""), ("Dirige Juan Carlos Martínez", "x")):
            with pytest.raises(BadInput):
                actions.write_mandate(org=cast.PDD, by=cast.paula, year=YEAR, words_es=es, words_en=en)


def test_p17_nothing_leaves_while_everything_is_shut(committed_cast, monkeypatch):
    cast = committed_cast
    row = made(cast)
    monkeypatch.setattr("izote.vault.door.locked", lambda org: True)
    with acting_as(cast.paula.pk):
        for act in (
            lambda: actions.ask_yearly(org=cast.PDD, by=cast.paula, year=YEAR, language="es"),
            lambda: actions.open_yearly(row, "pdf", by=cast.paula),
        ):
            with pytest.raises(Conflict):
                act()


def test_every_part_has_words_and_a_source():
    assert set(parts()) == set(words("report_parts"))
    assert all(word.row["source_es"] and word.row["source_en"] for word in words("report_parts").values())
