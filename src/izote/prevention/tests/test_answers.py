"""What institutions answer: by their account, once, in words that name nobody, with evidence that tells nothing of who made it."""

import io
import uuid
import zipfile

import pypdf
import pytest
import typst
from django.core.exceptions import PermissionDenied
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.prevention.actions import answers as actions
from izote.prevention.actions.evidence import open_evidence, take
from izote.prevention.models import Answer, Evidence, Recommendation, Step
from izote.prevention.queries import doors
from izote.prevention.rules.evidence import refusal
from izote.prevention.tests import builders_recommendations as build


def pdf(words: str) -> bytes:
    return typst.compile(words.encode(), format="pdf")


@pytest.fixture
def issued(committed_cast, superuser):
    """A warning issued with a recommendation to the municipality and another to the ministry."""
    return build.stage(committed_cast, superuser)


def test_an_institution_sees_what_it_was_told_of_and_nothing_else(committed_cast, issued):
    cast = committed_cast
    with acting_as(cast.ines.pk):
        assert [row.pk for row in doors.mine()] == [issued.rec.pk] == list(Recommendation.objects.values_list("pk", flat=True))
    with acting_as(cast.ana.pk):
        assert not doors.mine().exists()


def test_accept_begin_report_walks_its_states_and_each_day_is_the_databases(committed_cast, issued):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "begin", "report")
    with acting_as(cast.raul.pk):
        row = Recommendation.objects.get(pk=issued.rec.pk)
        assert (row.state, row.verdict) == ("reported", "")
        assert row.acknowledged_at and row.answered_at and row.reported_at
        steps = Step.objects.filter(machine="recommendation", subject=row.pk).order_by("number").values_list("to", "by")
        assert list(steps) == [("notified", cast.raul.pk)] + [
            (to, cast.ines.pk) for to in ("acknowledged", "accepted", "under_way", "reported")
        ]


def test_a_rejection_needs_its_reasons_and_may_be_thought_over(committed_cast, issued):
    cast = committed_cast
    with acting_as(cast.ines.pk), pytest.raises(BadInput):
        actions.answer(issued.rec, "reject", by=cast.ines, via="account")
    build.answered(cast, issued.rec, "reject", "accept_partly")
    with acting_as(cast.raul.pk):
        assert Recommendation.objects.get(pk=issued.rec.pk).state == "partly_accepted"
        assert list(Answer.objects.values_list("kind", "side", "via")) == [
            ("reject", "institution", "account"), ("accept_partly", "institution", "account"),
        ]  # fmt: skip


def test_the_same_form_twice_is_one_answer(committed_cast, issued):
    cast = committed_cast
    key, file = uuid.uuid4(), actions.File("foto.jpg", build.picture())
    build.answered(cast, issued.rec, "accept")
    for _ in range(2):
        with acting_as(cast.ines.pk):
            actions.answer(issued.rec, "report", by=cast.ines, via="account", text="Hecho.", files=[file], shows="nobody", key=key)
    with acting_as(cast.raul.pk):
        assert Answer.objects.filter(kind="report").count() == Evidence.objects.count() == 1
    with acting_as(cast.ines.pk), pytest.raises(BadInput):
        actions.answer(issued.rec, "report", by=cast.ines, via="account", text="Otra vez.", files=[file], shows="nobody")


def test_an_answer_after_its_day_is_kept_with_its_days_late(committed_cast, issued, superuser):
    cast = committed_cast
    build.force(superuser, issued.rec, answer_by=build.ago(4), due_on=build.soon(-2), state="silent", climb_on=build.soon(0))
    build.answered(cast, issued.rec, "accept", "report")
    with acting_as(cast.raul.pk):
        row = Recommendation.objects.get(pk=issued.rec.pk)
        assert (row.state, row.climb_on) == ("reported", None)
        assert list(Answer.objects.values_list("kind", "late_days")) == [("accept", 4), ("report", 2)]


def test_nobody_answers_for_another_institution_nor_for_one_that_was_not_told(committed_cast, issued):
    cast = committed_cast
    for who, rec in (("ines", issued.other), ("ana", issued.rec), ("noemi", issued.rec), ("mina", issued.rec)):
        with acting_as(getattr(cast, who).pk), pytest.raises((PermissionDenied, Recommendation.DoesNotExist)):
            actions.answer(rec, "accept", by=getattr(cast, who), via="account")
    with acting_as(cast.ines.pk), pytest.raises(PermissionDenied):
        actions.answer(issued.rec, "accept", by=cast.ines, via="paper")
    with acting_as(cast.ines.pk), pytest.raises(BadInput):
        actions.answer(issued.rec, "comply", by=cast.ines, via="account")


def test_what_came_on_paper_is_copied_by_the_follow_up_unit(committed_cast, issued):
    build.answered(committed_cast, issued.other, "accept", who="raul", via="paper")
    with acting_as(committed_cast.raul.pk):
        assert Answer.objects.values_list("side", "via", "by__username").get() == ("institution", "paper", "raul")


def test_words_that_may_name_a_person_are_refused_on_both_sides(committed_cast, issued):
    cast = committed_cast
    with acting_as(cast.ines.pk), pytest.raises(BadInput, match="Juan"):
        actions.answer(issued.rec, "question", by=cast.ines, via="account", text="¿Se trata de Juan Pérez, tel. 7123-4567?")
    with acting_as(cast.raul.pk), pytest.raises(BadInput):
        actions.say(issued.rec, "reply", by=cast.raul, text="Sí, de Juan Pérez.")
    with acting_as(cast.ines.pk):
        actions.answer(issued.rec, "question", by=cast.ines, via="account", text="¿Qué distrito primero?")
    with acting_as(cast.raul.pk):
        actions.say(issued.rec, "reply", by=cast.raul, text="Los tres a la vez.")
    with acting_as(cast.ines.pk):
        assert list(Answer.objects.order_by("pk").values_list("side", "kind")) == [("institution", "question"), ("office", "reply")]


def test_a_photograph_loses_its_place_and_its_author_and_the_digest_is_of_what_was_sent(committed_cast, issued):
    cast = committed_cast
    build.answered(cast, issued.rec, "accept", "report")
    with acting_as(cast.raul.pk):
        row = Evidence.objects.get()
        bytes_ = open_evidence(row, by=cast.raul)
        assert "place" in row.removed.split(",") and b"AutoraOculta" not in bytes_ and not Image.open(io.BytesIO(bytes_)).getexif()
        assert row.sha256 != row.original_sha256 and len(row.original_sha256) == 64
        assert row.name == f"E-{row.original_sha256[:8]}.jpg", "nor does its name say who made it"
    with acting_as(cast.ines.pk):
        assert open_evidence(Evidence.objects.get(), by=cast.ines) == bytes_
    with acting_as(cast.ana.pk):
        assert not Evidence.objects.exists()


def test_a_pdf_loses_its_author(db):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Circular 12. Atención el mismo día.")))
    writer.add_metadata({"/Author": "AutoraOculta"})
    out = io.BytesIO()
    writer.write(out)
    made = take("circular.pdf", out.getvalue(), "nobody")
    assert b"AutoraOculta" in out.getvalue() and b"AutoraOculta" not in made.data and "author" in made.removed


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("word/document.xml", b"0" * 30_000_000)
    return out.getvalue()


def acting_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Hola")))
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer._root_object[NameObject("/OpenAction")] = action
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("grande.jpg", lambda: b"\xff\xd8\xff" + b"0" * 21_000_000),
        ("bomba.docx", bomb),
        ("informe.pdf", lambda: b"<!doctype html><html><script>alert(1)</script></html>"),
        ("informe.pdf", acting_pdf),
        ("informe.docx", bomb),
        ("programa.exe", lambda: b"MZ" + b"0" * 100),
        ("dibujo.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("hoja.csv.zip", lambda: b"PK\x03\x04rubbish"),
        ("vacio.pdf", lambda: b""),
        ("cortado.pdf", lambda: b"%PDF-1.7 cut"),
    ],
)
def test_a_file_that_is_not_plainly_harmless_is_refused_with_a_sentence(db, name, data):
    with pytest.raises(BadInput) as refused:
        take(name, data(), "nobody")
    assert str(refused.value.message).strip()


def test_evidence_names_no_persons_but_the_officials_who_sign():
    letter = "Circular. Atentamente, Lic. Juan Pérez, alcalde municipal."
    assert refusal("nobody", "Conteo mensual: 12 personas atendidas.", ()) is None
    assert refusal("nobody", letter, ()).words
    assert refusal("officials", letter, ()) is None
    assert refusal("persons", "Conteo mensual", ()) and refusal("", "Conteo mensual", ())
    assert refusal("officials", "Paciente con DUI 01234567-8", ())
    names = (
        "Juan Pérez",
        "Rosa Hernández",
        "Carlos Martínez",
        "Ana Ramírez",
        "Luis Gómez",
        "Marta Flores",
        "Pedro Castro",
        "Elsa Rivas",
        "Hugo Portillo",
    )
    assert refusal("officials", ". ".join(f"Asistió {name}" for name in names), ())


def test_a_pdf_with_a_list_of_patients_is_refused(db):
    with pytest.raises(BadInput, match="01234567"):
        take("lista.pdf", pdf("Paciente Juan Pérez, DUI 01234567-8"), "officials")
