"""Notes and documents: private ones stay private, corrections are kept, files are harmless and sealed."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from izote.access.context import acting_as, acting_as_service
from izote.casework.actions import documents, notes
from izote.casework.models import Case, Document, DocumentBody, Text
from izote.casework.queries.care import earlier_words
from izote.casework.queries.casepage import around
from izote.casework.queries.cases import case_for, open_case
from izote.casework.queries.documents import document_for, named
from izote.casework.tests import builders
from izote.kit.attachments import accept
from izote.kit.errors import Conflict


def photo(place=True):
    """A photograph that says where it was taken."""
    image, out = Image.new("RGB", (64, 48), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Marta"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 30.0, 0.0), 3: "W", 4: (88.0, 52.0, 0.0)})
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def kept(cast, case, **fields):
    with acting_as(cast.ana.pk):
        return documents.keep_document(case, accept("DUI de Marta.jpg", photo()), kind="dui", by=cast.ana, **fields)


def test_a_private_note_is_its_authors_alone_not_even_the_supervisors(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    client.force_login(cast.ana)
    client.post(reverse("note_list", args=[case.pk]), {"said": "Preguntar por la deuda", "private": "on"})
    client.post(reverse("note_list", args=[case.pk]), {"said": "Vino con su hermana", "spoken": "on"})
    mine = client.get(reverse("note_list", args=[case.pk])).content.decode()
    assert "Preguntar por la deuda" in mine and "Vino con su hermana" in mine
    client.force_login(cast.beto)
    theirs = client.get(reverse("note_list", args=[case.pk])).content.decode()
    assert "Preguntar por la deuda" not in theirs and "Vino con su hermana" in theirs
    with acting_as(cast.ana.pk):
        key = Text.objects.filter(case=case, about="note").order_by("pk").values_list("pk", flat=True)
        assert len(key) == 2 and Case.objects.get(pk=case.pk).last_contact_at


def test_a_private_note_stays_private_in_its_history(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        key = notes.write_note(case, "Primero", private=True, by=cast.ana)
        notes.correct_note(case, key, "Después", seen=1, by=cast.ana)
        assert [one.body for one in earlier_words(key)] == ["Primero"]
    for other in (cast.beto, cast.delia, cast.tomas, cast.rosa, cast.dina):
        with acting_as(other.pk):
            assert earlier_words(key) == []


def test_a_note_is_corrected_by_its_author_and_what_it_said_is_kept_with_a_line(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        key = notes.write_note(case, "Vive en Zacatecoluca", by=cast.ana)
    client.force_login(cast.ana)
    client.post(reverse("note_edit", args=[case.pk, key]), {"said": "Vive en San Vicente", "version": 1})
    stale = client.post(reverse("note_edit", args=[case.pk, key]), {"said": "Otra", "version": 1})
    assert stale.status_code == 409 and "Vive en San Vicente" in stale.content.decode()
    assert "Vive en Zacatecoluca" in client.get(reverse("note_history", args=[case.pk, key])).content.decode()
    with acting_as(cast.beto.pk), pytest.raises(PermissionDenied):
        notes.correct_note(case, key, "Yo lo sé mejor", seen=2, by=cast.beto)
    client.force_login(cast.beto)
    assert client.get(reverse("note_edit", args=[case.pk, key])).status_code == 403


def test_a_file_is_cleaned_sealed_and_handed_back_as_a_download(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    client.force_login(cast.ana)
    sent = {"kind": "dui", "said": "Los dos lados", "file": SimpleUploadedFile("DUI de Marta.php.jpg", photo())}
    told = client.post(reverse("document_add", args=[case.pk]), sent, follow=True).content.decode()
    assert "Los dos lados" in told and "DUI de Marta php.jpg" in told
    with acting_as(cast.ana.pk):
        row = Document.objects.get(case=case)
    answer = client.get(reverse("document_file", args=[case.pk, row.pk]))
    assert answer["Content-Disposition"].startswith("attachment;") and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).getexif() == {} and b"Camera of Marta" not in answer.content
    small = client.get(reverse("document_preview", args=[case.pk, row.pk]))
    assert small["Content-Type"] == "image/jpeg" and Image.open(io.BytesIO(small.content)).size == (64, 48)


def test_at_rest_neither_bytes_nor_name_can_be_read_nor_moved_to_another_document(committed_cast, superuser):
    case = builders.case(committed_cast.ana, committed_cast.ZAC)
    row, other = kept(committed_cast, case), kept(committed_cast, case)
    name, data = superuser.execute("select name, data from casework_documentbody where document_id = %s", [row.pk]).fetchone()
    assert "Marta" not in name and b"JFIF" not in bytes(data)
    superuser.execute("update casework_documentbody set data = %s where document_id = %s", [data, other.pk])
    from cryptography.exceptions import InvalidTag

    with acting_as(committed_cast.ana.pk), pytest.raises(InvalidTag):
        documents.open_document(document_for(case, other.pk))


def test_each_opening_of_a_document_leaves_a_line_and_nobody_else_opens_it(committed_cast, superuser):
    cast = committed_cast
    row = kept(cast, builders.case(cast.ana, cast.ZAC))
    ask = ("select count(*) from audit.audit_event where verb = 'document.opened' and details ->> 'document' = %s", [str(row.pk)])
    with acting_as(cast.ana.pk):
        documents.open_document(row)
        documents.open_document(row, small=True)
    assert superuser.execute(*ask).fetchone() == (2,)
    for who in (cast.rosa, cast.delia, cast.carla, cast.irma, cast.dina, cast.pilar):
        with acting_as(who.pk), connection.cursor() as cursor:
            cursor.execute("select access.open_document(%s, false)", [row.pk])
            assert cursor.fetchone() == (None,)
    assert superuser.execute(*ask).fetchone() == (2,)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("foto.jpg", b"<html><script>alert(1)</script></html>"),
        ("foto.jpg", b"MZ\x90\x00"),
        ("dui.png", b"<svg xmlns='x'/>"),
        ("dui.pdf", b"%PDF-"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused_with_a_sentence(cast, client, name, data):
    case = builders.case(cast.ana, cast.ZAC)
    client.force_login(cast.ana)
    answer = client.post(reverse("document_add", args=[case.pk]), {"kind": "dui", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    with acting_as(cast.ana.pk):
        assert not Document.objects.filter(case=case).exists()


def test_a_document_is_deleted_with_its_bytes_and_caption(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    row = kept(cast, case, said="Frente")
    client.force_login(cast.ana)
    client.post(reverse("document_delete", args=[case.pk, row.pk]))
    with acting_as(cast.ana.pk):
        assert not Document.objects.exists() and not DocumentBody.objects.exists()
        assert not Text.objects.filter(about_id=row.pk).exists()


def test_unused_scans_expire_and_others_stay(cast):
    case = builders.case(cast.ana, cast.ZAC)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    past, today, kept_on = (kept(cast, case, said="x", expires_on=day) for day in (yesterday, timezone.localdate(), None))
    with acting_as(cast.ana.pk):
        assert documents.forget_documents(cast.ZAC.pk) == 0
    with acting_as_service("service-care"):
        assert documents.forget_documents(cast.ZAC.pk) == 1
        assert documents.forget_documents(cast.ZAC.pk) == 0
    with acting_as(cast.ana.pk):
        assert set(Document.objects.values_list("pk", flat=True)) == {today.pk, kept_on.pk}
        assert DocumentBody.objects.values_list("pk", flat=True).count() == 2 and not Text.objects.filter(about_id=past.pk).exists()


def test_nothing_is_written_in_a_case_that_has_ended_but_notes(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = kept(cast, case)
    builders.agree(case, "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        Case.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
        ended = case_for(cast.ana, case.pk)
        assert notes.write_note(ended, "Llamó para dar las gracias", by=cast.ana)
        with pytest.raises(Conflict):
            documents.keep_document(ended, accept("a.jpg", photo()), kind="dui", by=cast.ana)
        with pytest.raises(Conflict):
            documents.change_document(document_for(ended, row.pk), kind="other", said="", expires_on=None, by=cast.ana)


def test_lists_ask_the_same_questions_whatever_their_size_and_never_for_bytes(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    kept(cast, case, said="Uno")
    with acting_as(cast.ana.pk):
        notes.write_note(case, "La primera", by=cast.ana)
    client.force_login(cast.ana)
    addresses = [reverse(name, args=[case.pk]) for name in ("document_list", "note_list", "care_list")]
    counts = []
    for _size in range(2):
        for address in addresses:
            client.get(address)
        with CaptureQueriesContext(connection) as asked:
            for address in addresses:
                client.get(address)
        assert not any('"casework_documentbody"."data"' in query["sql"] for query in asked)
        counts.append(len(asked))
        for n in range(4):
            kept(cast, case, said=f"Otro {n}")
            with acting_as(cast.ana.pk):
                notes.write_note(case, f"Nota {n}", by=cast.ana)
    assert counts[0] == counts[1] <= 55
    with acting_as(cast.ana.pk):
        own = case_for(cast.ana, case.pk)
        with CaptureQueriesContext(connection) as asked:
            found = around(own)["care"]
        assert len(asked) == 1 and (found["documents"], found["notes"]) == (9, 9)


def test_the_name_of_a_document_is_opened_with_its_case(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = kept(cast, case, said="Frente")
    with acting_as(cast.ana.pk):
        paper = named(row, open_case(case, "texts", "documents"))
        assert (paper.name, paper.said) == ("DUI de Marta.jpg", "Frente")
