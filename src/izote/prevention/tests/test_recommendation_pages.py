"""The pages of recommendations: written, told, answered, judged, climbed; and the table that goes to a court."""

import csv
import io

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from izote.access.context import acting_as
from izote.prevention.jobs.recommendations import run_clocks
from izote.prevention.models import Answer, DoorKey, Recommendation, Rung
from izote.prevention.queries.publiccounts import answer_counts
from izote.prevention.tests import builders_recommendations as build


@pytest.fixture
def issued(committed_cast, superuser):
    """A warning issued with a recommendation to the municipality and another to the ministry."""
    return build.stage(committed_cast, superuser)


def said(page):
    return page.content.decode()


def test_an_analyst_writes_from_a_ready_text_and_another_person_checks_the_law(committed_cast, client):
    cast = committed_cast
    mayor, of = build.addressee(cast, "Alcaldía de San Miguel Centro"), build.warning(cast)
    client.force_login(cast.noemi)
    url = reverse("recommendation_create", args=[of.pk])
    page = client.get(url + "?texto=health_access", headers={"Accept-Language": "es"})
    form = page.context["form"]
    assert "circular" in form.initial["means"].lower() and form.initial["verb"] == "guarantee"
    assert client.post(url, {"addressee": mayor.pk, "action": "Proteger a Juan Pérez, tel. 7123-4567"}).status_code == 200
    done = client.post(url + "?texto=health_access", form.initial | {"addressee": mayor.pk, "due_on": build.soon().isoformat()})
    assert done.status_code == 302
    with acting_as(cast.noemi.pk):
        row = Recommendation.objects.get()
    assert row.template == "health_access"
    listed = said(client.get(reverse("warning_recommendations", args=[of.pk]), headers={"Accept-Language": "es"}))
    assert row.code in listed and "Pedir algo a una institución" in listed and "La base legal no ha sido revisada" in listed
    shown = said(client.get(done["Location"], headers={"Accept-Language": "es"}))
    assert "La base legal no ha sido revisada" in shown and reverse("recommendation_check", args=[row.pk]) not in shown
    client.force_login(cast.paula)
    assert client.post(reverse("recommendation_check", args=[row.pk])).status_code == 302
    assert "no ha sido revisada" not in said(client.get(done["Location"], headers={"Accept-Language": "es"}))


def test_the_institution_answers_on_its_page_and_loses_nothing_when_refused(committed_cast, issued, client):
    cast = committed_cast
    client.force_login(cast.ines)
    listed = said(client.get(reverse("answer_list"), headers={"Accept-Language": "es"}))
    assert issued.rec.code in listed and issued.other.code not in listed
    url = reverse("answer_detail", args=[issued.rec.pk])
    assert client.get(reverse("answer_detail", args=[issued.other.pk])).status_code == 404
    assert client.post(url, {"kind": "accept"}).status_code == 302
    report = {"kind": "report", "text": "Circular girada a todo el personal.", "shows": "persons", "evidence": build.upload()}
    page = client.post(url, report)
    assert page.status_code == 200 and "Circular girada a todo el personal." in said(page)
    assert (
        client.post(url, report | {"shows": "nobody", "evidence": build.upload("x.pdf", b"<html><script>1</script></html>")}).status_code
        == 200
    )
    assert (
        client.post(url, report | {"shows": "nobody", "evidence": build.upload("x.jpg", b"\xff\xd8\xff" + b"0" * 22_000_000)}).status_code
        == 200
    )
    assert client.post(url, report | {"shows": "nobody", "evidence": build.upload()}).status_code == 302
    with acting_as(cast.raul.pk):
        assert Answer.objects.filter(kind="report").count() == 1 and Recommendation.objects.get(pk=issued.rec.pk).state == "reported"


def test_the_follow_up_unit_judges_climbs_and_makes_a_link(committed_cast, issued, client, superuser):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    client.force_login(cast.raul)
    page = client.get(reverse("recommendation_verdict", args=[issued.rec.pk]))
    with acting_as(cast.raul.pk):
        evidence = issued.rec.evidence.get()
    given = {"verdict": "complied", "reason": "Se comprobó.", "looked_at": [evidence.pk]}
    assert page.status_code == 200
    assert client.post(reverse("recommendation_verdict", args=[issued.rec.pk]), given).status_code == 302
    assert client.get(reverse("evidence_file", args=[issued.rec.pk, evidence.pk]))["Content-Disposition"].startswith("attachment")
    build.force(superuser, issued.other, answer_by=build.ago(1))
    run_clocks()
    assert client.post(reverse("recommendation_climb", args=[issued.other.pk]), {"rung": "reminder"}).status_code == 302
    with acting_as(cast.raul.pk):
        rung = Rung.objects.get()
    letter = client.get(reverse("rung_letter", args=[issued.other.pk, rung.pk]))
    words = pypdf.PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()
    assert "Ministerio de Gobernación" in words and "A la fecha no hay respuesta" in words.replace("\n", " ")
    made = said(client.post(reverse("key_make", args=[issued.rec.pk])))
    assert "/prevencion/r/" in made
    with acting_as(cast.raul.pk):
        key = DoorKey.objects.get()
    assert client.post(reverse("key_revoke", args=[issued.rec.pk, key.pk])).status_code == 302
    for name in ("recommendation_detail", "recommendation_paper", "recommendation_close"):
        assert client.get(reverse(name, args=[issued.rec.pk])).status_code == 200, name


def test_the_table_says_late_days_and_digests_and_goes_out_in_both_languages(committed_cast, issued, client, superuser):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    build.force(superuser, issued.other, due_on=build.soon(-7))
    client.force_login(cast.raul)
    with acting_as(cast.raul.pk):
        digest = issued.rec.evidence.get().original_sha256
    rows = list(csv.reader(io.StringIO(client.get(reverse("followup_csv", args=["es"])).content.decode("utf-8-sig")), delimiter=";"))
    if len(rows[0]) == 1:
        rows = list(csv.reader(io.StringIO(client.get(reverse("followup_csv", args=["es"])).content.decode("utf-8-sig"))))
    assert rows[0][0] == "Recomendación" and len(rows) == 3
    by_code = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert by_code["A-0001-R2"]["Días de atraso"] == "7" and digest in str(by_code["A-0001-R1"])
    assert "Procuraduría" in by_code["A-0001-R1"]["Fuente"] and by_code["A-0001-R1"]["Corte"]
    words = " ".join(
        one.extract_text() for one in pypdf.PdfReader(io.BytesIO(client.get(reverse("followup_pdf", args=["en"])).content)).pages
    )
    assert "Follow-up of recommendations" in words and "A-0001-R2" in words and "Cut-off" in words
    assert client.get(reverse("followup_pdf", args=["fr"])).status_code == 404
    for view, codes in (("late", {"A-0001-R2"}), ("judge", {"A-0001-R1"}), ("complied", set()), ("nonsense", {"A-0001-R1", "A-0001-R2"})):
        shown = said(client.get(reverse("recommendation_list"), {"ver": view}))
        assert {code for code in ("A-0001-R1", "A-0001-R2") if code in shown} == codes, view


def test_the_table_costs_the_same_for_one_row_and_for_many(committed_cast, superuser, client):
    cast = committed_cast
    found = build.stage(cast, superuser)
    build.answered(cast, found.rec, "accept", "report")
    client.force_login(cast.raul)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse("recommendation_list")).status_code == 200
        return len(caught)

    cost()
    few = cost()
    for number in range(6):
        of = build.warning(cast, code=f"A-1{number:03}")
        build.whole(cast, of, found.mayor)
        build.force(superuser, of, state="issued", number=f"PAT-1{number:02}-26")
        with acting_as(cast.raul.pk):
            build.actions.notify_recommendations(of, by=cast.raul)
    assert cost() == few


def test_the_public_reads_counts_of_published_warnings_without_places_and_names(committed_cast, issued, superuser):
    cast = committed_cast
    assert answer_counts(cast.PDD.pk) == []
    superuser.execute(
        "insert into prevention_publicversion"
        " (org_id, warning_id, number, frozen, difference, made_by_id, made_at, approved_by_id, approved_at)"
        " values (%s, %s, 'PAT-001-26', '{}', '', %s, now(), %s, now())",
        [cast.PDD.pk, issued.warning.pk, cast.noemi.pk, cast.paula.pk],
    )
    build.force(superuser, issued.rec, answer_by=build.ago(3))
    counts = answer_counts(cast.PDD.pk)
    assert [(one.level, one.told, one.answered, one.overdue) for one in counts] == [("municipal", 1, 0, 1), ("national", 1, 0, 0)]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_speaks_both_languages(committed_cast, issued, client, language):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    for who, names in (
        ("raul", ("recommendation_detail", "recommendation_verdict", "recommendation_paper")), ("ines", ("answer_detail",)),
    ):  # fmt: skip
        client.force_login(getattr(cast, who))
        for name in names:
            page = client.get(reverse(name, args=[issued.rec.pk]), headers={"Accept-Language": language})
            assert page.status_code == 200 and f'lang="{language}"' in said(page)
