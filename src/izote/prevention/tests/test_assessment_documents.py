"""What is printed of an assessment, and what is not."""

import io
import re
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from izote.access.context import acting_as, acting_as_service
from izote.kit.errors import Conflict
from izote.prevention.actions import assessment_documents as documents
from izote.prevention.actions.papers import forget_papers as forget_now
from izote.prevention.jobs.papers import forget_papers
from izote.prevention.models import AssessmentDocument, YearlyReport
from izote.prevention.tests import assessing


def words_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def printed(row, by, language):
    with acting_as(by.pk):
        made, waits = documents.ask_document(row, language, by=by)
        assert waits
    begun = time.monotonic()
    assert documents.make_document(made.pk, by=by) == "ready"
    assert time.monotonic() - begun < 20
    with acting_as(by.pk):
        made = AssessmentDocument.objects.get(pk=made.pk)
        again, waits = documents.ask_document(row, language, by=by)
        assert again == made and not waits, "the same content is made once"
        return words_of(documents.open_document(made, by=by))


def test_dissent_agreement_grades_expiry_and_what_is_not_assessable_are_printed(committed_cast):
    cast = committed_cast
    row = assessing.approved(cast)
    spanish, english = printed(row, cast.paula, "es"), printed(row, cast.paula, "en")
    for said in (
        "Raúl",
        "El registro de amenazas muestra más de lo que se concilió",
        "no evaluable",
        "Alfa de Krippendorff",
        "dos o más fuentes",
    ):
        assert said in spanish, said
    assert "not assessable" in english and "Krippendorff's alpha" in english.replace("’", "'")
    assert "Informe anual de la delegación" in spanish and "Vale hasta" in spanish and "alto" in spanish
    assert "%" not in spanish + english
    assert not re.search(r"\b(total|puntaje|índice global|overall|score)\b", spanish + english, re.I)


def test_one_that_does_not_hold_says_so_in_its_document(committed_cast):
    import datetime as dt

    from izote.prevention.actions.moving import today

    cast = committed_cast
    old = assessing.approved(cast, decided_on=today() - dt.timedelta(days=300))
    assert "VENCIDA O SUSTITUIDA" in printed(old, cast.hugo, "es")
    assert "NOT APPROVED YET" in printed(assessing.settled(cast, kind="imminent"), cast.noemi, "en")


def test_nothing_is_printed_before_both_have_finished(committed_cast):
    cast = committed_cast
    row = assessing.rating(cast)
    with acting_as(cast.noemi.pk), pytest.raises(Conflict):
        documents.ask_document(row, "es", by=cast.noemi)


def test_a_document_is_who_asked_for_its_alone_and_waits_on_a_page(committed_cast, client):
    cast = committed_cast
    row = assessing.approved(cast)
    client.force_login(cast.paula)
    asked = client.post(reverse("risk_assessment_document_ask", args=[row.code]), {"language": "es"})
    assert asked.status_code == 302
    key = int(asked["Location"].strip("/").split("/")[-1])
    waiting = client.get(asked["Location"]).content.decode()
    assert "Haciendo el documento" in waiting and 'http-equiv="refresh"' in waiting
    assert client.get(reverse("risk_assessment_document_file", args=[row.code, key])).status_code == 409
    assert documents.make_document(key, by=cast.hugo) == "gone", "nobody else makes it"
    documents.make_document(key, by=cast.paula)
    assert client.get(reverse("risk_assessment_document_file", args=[row.code, key])).content.startswith(b"%PDF")
    assert client.post(reverse("risk_assessment_document_ask", args=[row.code]), {"language": "xx"}).status_code == 400
    client.force_login(cast.hugo)
    assert client.get(reverse("risk_assessment_document_file", args=[row.code, key])).status_code == 404


def test_nothing_leaves_while_everything_is_shut(committed_cast, monkeypatch):
    cast = committed_cast
    row = assessing.approved(cast)

    def shut(_org):
        raise Conflict("shut")

    with acting_as(cast.paula.pk):
        made, _waits = documents.ask_document(row, "es", by=cast.paula)
    documents.make_document(made.pk, by=cast.paula)
    monkeypatch.setattr(documents, "require_open", shut)
    with acting_as(cast.paula.pk):
        made = AssessmentDocument.objects.get(pk=made.pk)
        with pytest.raises(Conflict):
            documents.ask_document(row, "en", by=cast.paula)
        with pytest.raises(Conflict):
            documents.open_document(made, by=cast.paula)


def test_documents_end_by_the_clock_and_not_before(committed_cast, superuser):
    cast = committed_cast
    row = assessing.reconciling(cast)
    with acting_as(cast.raul.pk):
        old, young = (documents.ask_document(row, language, by=cast.raul)[0] for language in ("es", "en"))
    with acting_as(cast.paula.pk):
        years = [YearlyReport.objects.create(org=cast.PDD, by=cast.paula, year=2025, language="es") for _n in range(2)]
    superuser.execute("update prevention_assessmentdocument set at = now() - interval '8 days' where id = %s", [old.pk])
    superuser.execute("update prevention_yearlyreport set at = now() - interval '31 days' where id = %s", [years[0].pk])
    forget_papers(0)
    assert superuser.execute("select array_agg(id) from prevention_assessmentdocument").fetchone()[0] == [young.pk]
    assert superuser.execute("select array_agg(id) from prevention_yearlyreport").fetchone()[0] == [years[1].pk]
    with acting_as_service("service-prevention"):
        assert AssessmentDocument.objects.filter(pk=young.pk).delete()[0] == 0, "the clock ends nothing early"
    with acting_as(cast.noemi.pk), pytest.raises(PermissionDenied):
        forget_now(cast.PDD, by=cast.noemi)
