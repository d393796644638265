"""The pages of a warning: three accounts walk it in a browser's place, copies say whose they are, the public page keeps its word."""

import datetime as dt
import io
import re

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.prevention.actions import warning_papers
from izote.prevention.actions import warning_public as publishing
from izote.prevention.actions import warnings as writing
from izote.prevention.models import EarlyWarning, PublicVersion, WarningPaper, WarningSection
from izote.prevention.rules.words import words
from izote.prevention.tests import builders_warnings as made

ES, EN = {"HTTP_ACCEPT_LANGUAGE": "es"}, {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(autouse=True)
def proven(monkeypatch):
    """Everybody gave their password a moment ago."""
    monkeypatch.setattr("izote.access.reauthentication.proven_recently", lambda request: True)


class Walker:
    """One browser that signs in as one after another."""

    def __init__(self, client, cast):
        self.client, self.cast = client, cast

    def as_(self, name):
        self.client.logout()
        self.client.force_login(getattr(self.cast, name))
        return self

    def get(self, name, *args, status=200, **extra):
        page = self.client.get(reverse(name, args=args), **(extra or ES))
        assert page.status_code == status, page.content.decode()[-2000:]
        return page.content.decode()

    def post(self, name, *args, status=302, **data):
        page = self.client.post(reverse(name, args=args), data, **ES)
        assert page.status_code == status, re.sub(r"\s+", " ", page.content.decode())[-3000:]
        return page


@pytest.fixture
def walk(client, cast):
    return Walker(client, cast)


def harm_form(**more):
    said = {}
    for code in words("harm_questions"):
        said |= {f"danger-{code}": "no", f"words-{code}": "No se ve.", f"mitigation-{code}": "", f"carrier-{code}": ""}
    return said | more


def state(cast, pk):
    with acting_as(cast.noemi.pk):
        return EarlyWarning.objects.get(pk=pk).state


def test_three_accounts_walk_it_through_the_pages(walk, cast):
    behind = made.assessed(cast)
    walk.as_("noemi")
    assert behind.code in walk.get("warning_begin")
    walk.post("warning_begin", assessment=behind.code)
    with acting_as(cast.noemi.pk):
        row = EarlyWarning.objects.get()
    signal = made.assessing.signal(cast, "SIG-2026-001")
    made.asking.whole(cast, row, made.asking.addressee(cast, "Alcaldía de San Miguel Centro"))
    assert "SIG-2026-001" in walk.get("warning_signals", row.pk)
    walk.post("warning_signals", row.pk, signals=[signal.pk])
    walk.post("warning_groups", row.pk, groups=["returned"])
    for code, text in made.WORDS.items():
        walk.post("warning_section", row.pk, code, es=text, en="")
    assert "Enviar a revisión metodológica" in walk.get("warning_detail", row.pk)
    walk.post("warning_move", row.pk, "method_review", reason="")
    walk.as_("raul")
    assert "Revisar el método" in walk.get("warning_reviews", row.pk)
    walk.post("warning_review", row.pk, "method", holds="yes", words="Se miró la cadena de evidencia.")
    walk.as_("paula").post("warning_review", row.pk, "legal", holds="yes", words="")
    walk.as_("raul").post("warning_harm_answer", row.pk, **harm_form())
    walk.post("warning_move", row.pk, "to_sign", reason="")
    for name in ("noemi", "paula"):
        page = walk.as_(name).get("warning_sign", row.pk)
        seen = re.search(r'name="digest" value="(\w{64})"', page)[1]
        walk.post("warning_sign", row.pk, digest=seen)
    walk.post("warning_publication", row.pk, publication="publish", why="", on="")
    walk.post("warning_move", row.pk, "issued", reason="")
    with acting_as(cast.paula.pk):
        row = made.fresh(row)
        (copy,) = row.receipts.all()
    page = walk.as_("raul").get("warning_receipts", row.pk)
    assert copy.mark in page and "Alcaldía de San Miguel Centro" in page
    walk.post("warning_send", row.pk, copy.pk, channel="hand", on=str(timezone.localdate()), letter="OF-12")
    walk.post("warning_acknowledge", row.pk, copy.pk, on=str(timezone.localdate()), reference="R-1")
    walk.post("warning_move", row.pk, "notified", reason="")
    walk.post("warning_move", row.pk, "answering", reason="")
    walk.post("warning_report", row.pk, risk="lower", why="Bajaron.", words="", field_visit_on=str(timezone.localdate()))
    assert "El riesgo es" in walk.get("warning_followup", row.pk)
    walk.post("warning_outcome", row.pk, outcome="mitigated", reason="El albergue funciona.")
    walk.post("warning_lessons", row.pk, worked="a", did_not="b", next_time="c", field_visit_on="")
    made.told_back(cast, row)
    walk.as_("paula")
    assert "Cerrar con lecciones" in walk.get("warning_closing", row.pk)
    walk.post("warning_closing", row.pk)
    assert state(cast, row.pk) == "closed"
    for name in ("warning_list", "share_list"):
        walk.get(name)
        walk.get(name, **EN)


def test_every_tab_opens_in_both_languages_for_everybody_who_reads(walk, cast):
    row = made.published(cast)
    tabs = ("detail", "reviews", "harm", "signatures", "receipts", "followup", "public", "closing", "shares")
    for who in ("noemi", "raul", "paula", "hugo"):
        walk.as_(who)
        for tab in tabs:
            for language in (ES, EN):
                assert row.number in walk.get(f"warning_{tab}", row.pk, **language)


def test_what_is_missing_is_said_before_it_is_refused(walk, cast):
    row = made.begun(cast)
    page = walk.as_("noemi").get("warning_move", row.pk, "method_review")
    assert "Una señal verificada" in page and "Una alerta necesita al menos una señal verificada." in page
    walk.post("warning_move", row.pk, "method_review", reason="", status=409)
    walk.as_("raul").get("warning_move", row.pk, "method_review", status=409)
    walk.get("warning_move", row.pk, "nowhere", status=404)


def test_a_form_that_is_refused_keeps_what_was_typed(walk, cast):
    row = made.in_harm(cast)
    page = walk.as_("raul").post(
        "warning_harm_answer", row.pk, status=422, **harm_form(**{"danger-1": "yes", "words-1": "Sí, por la hora."})
    )
    text = page.content.decode()
    assert "Sí, por la hora." in text and "Diga qué reduce este peligro." in text
    page = walk.post("warning_harm_answer", row.pk, status=422, **harm_form(**{"words-2": "Lo dijo Juan Pérez López."}))
    assert "Juan Pérez López" in page.content.decode()


def test_words_that_may_name_a_person_are_said_so_and_hold_it_back(walk, cast):
    row = made.begun(cast)
    walk.as_("noemi").post("warning_section", row.pk, "context", es="Lo vio Juan Pérez López.", en="")
    page = walk.get("warning_detail", row.pk)
    assert "podrían nombrar a una persona" in page
    walk.as_("raul").post("warning_justify", row.pk, "context", reason="Es el nombre de una calle.")
    with acting_as(cast.raul.pk):
        assert WarningSection.objects.get(warning=row, code="context").justified_by_id == cast.raul.pk


def text_of(content):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))


def paper(cast, who, row, **said):
    by = getattr(cast, who)
    with acting_as(by.pk):
        asked = warning_papers.ask_paper(row, by=by, **said)
    assert warning_papers.make_paper(asked.pk, by=by) == "ready"
    with acting_as(by.pk):
        return WarningPaper.objects.get(pk=asked.pk), warning_papers.fetch_paper(WarningPaper.objects.get(pk=asked.pk), by=by)


def test_each_copy_says_whose_it_is_and_the_paper_is_in_both_languages(walk, cast):
    row = made.issued(cast)
    with acting_as(cast.raul.pk):
        (copy,) = row.receipts.all()
    made_, content = paper(cast, "raul", row, kind="internal", language="es", receipt=copy)
    text = text_of(content)
    assert copy.mark in text and "RESERVADO" in text and "Alcaldía de San Miguel Centro" in text
    assert "Alerta temprana estructural" in text and row.digest[:20] in text.replace(" ", "") and "Nivel de riesgo" in text
    # need to know: the copy says how good the evidence is, and neither which signal nor which document it was
    with acting_as(cast.raul.pk):
        signals = list(row.stands_on.values_list("signal__code", flat=True))
    assert signals and not any(code in text for code in signals) and "Informe anual de la delegación" not in text
    _own, whole_one = paper(cast, "raul", row, kind="internal", language="es")
    assert "Informe anual de la delegación" in text_of(whole_one)
    assert walk.as_("raul").client.get(reverse("paper_file", args=[made_.pk]))["Content-Type"] == "application/pdf"
    walk.as_("paula").get("paper_file", made_.pk, status=404)
    # the English document waits for its words
    walk.post("warning_paper", row.pk, kind="internal", language="en", status=400)
    with acting_as(cast.paula.pk):
        made.move_warning(row, "withdrawn", by=cast.paula, reason="Se corrige.")


def test_the_english_document_when_every_section_has_its_words(cast):
    row = made.written(cast)
    with acting_as(cast.noemi.pk):
        for code, text in made.WORDS.items():
            writing.write_section(row, code, by=cast.noemi, es=text, en=f"English words of {code}.")
    _row, content = paper(cast, "noemi", row, kind="internal", language="en")
    text = text_of(content)
    assert "Structural early warning" in text and "English words of context." in text and "Draft: not issued" in text
    assert "Grupos armados" not in text and "stand as they were written, in Spanish" in text


def test_internal_and_public_stand_beside_each_other_with_the_rule(walk, cast):
    row = made.issued(cast)
    page = walk.as_("noemi").get("warning_public", row.pk)
    assert re.search(r"<del>[^<]*3 familias[^<]*</del>", page) and re.search(r"<ins>[^<]*menos de 5 familias[^<]*</ins>", page)
    assert "Los días se dicen por mes" in page
    walk.post("warning_public_texts", row.pk, **{"context-es": "Llegaron 3 familias.", "context-en": ""})
    page = walk.get("warning_public", row.pk)
    assert "todavía dice lo que no puede salir" in page
    walk.post("warning_propose", row.pk, status=400)
    walk.post(
        "warning_public_texts", row.pk, **{"context-es": "Llegaron menos de 5 familias.", "context-en": "Fewer than 5 families came."}
    )
    walk.post("warning_propose", row.pk)
    assert "Publish exactly this" not in walk.get("warning_public", row.pk, **EN)
    page = walk.as_("paula").get("warning_public", row.pk, **EN)
    assert "Publish exactly this" in page
    difference = re.search(r'name="difference" value="(\w{64})"', page)[1]
    with acting_as(cast.paula.pk):
        key = PublicVersion.objects.get().pk
    walk.post("warning_approve", row.pk, key, difference=difference)


def test_the_public_page_takes_no_cookie_may_be_cached_and_counts_overdue_answers(walk, cast, client):
    row = made.published(cast)
    client.logout()
    for url, words_ in (
        (reverse("public_warnings"), "Alertas tempranas"),
        (reverse("public_warnings_english"), "Early warnings"),
        (reverse("public_warning", args=[row.number]), "respuestas de instituciones están vencidas"),
        (reverse("public_warning_in", args=[row.number, "en"]), "answers of institutions are overdue"),
    ):
        page = client.get(url, **EN)
        assert page.status_code == 200 and words_ in page.content.decode(), url
        assert not page.cookies and page["Cache-Control"] == "public, max-age=300"
        assert "csrf" not in page.content.decode()
    for language, title in (("es", "Alerta temprana estructural"), ("en", "Structural early warning")):
        page = client.get(reverse("public_warning_pdf", args=[row.number, language]))
        assert title in text_of(page.content) and "El Delirio" not in text_of(page.content)
    english = client.get(reverse("public_warning_in", args=[row.number, "en"])).content.decode()
    assert "stand as they were written, in Spanish" in english and re.search(r'<dd lang="es">[^<]*Garantizar atención', english)
    assert 'lang="es">Garantizar' not in client.get(reverse("public_warning", args=[row.number])).content.decode()
    with acting_as(cast.hugo.pk):
        publishing.withdraw_public(PublicVersion.objects.get(), by=cast.hugo)
    page = client.get(reverse("public_warning", args=[row.number])).content.decode()
    assert "Retirada" in page and "San Miguel Centro" not in page.split("</h1>")[1]
    assert client.get(reverse("public_warning_pdf", args=[row.number, "es"])).status_code == 404


def test_an_overdue_answer_is_counted_in_public(committed_cast, superuser, client):
    cast = committed_cast
    row = made.published(cast)
    with acting_as(cast.raul.pk):
        for one in row.receipts.all():
            made.sending.send_receipt(one, by=cast.raul, channel="hand", on=timezone.localdate(), letter="OF-1")
        made.sending.call_notified(made.fresh(row), by=cast.raul)
        rec = row.recommendations.get()
    pages = (reverse("public_warnings_english"), reverse("public_warning_in", args=[row.number, "en"]))
    for url in pages:
        assert "0 answers of institutions are overdue." in client.get(url).content.decode()
    made.asking.force(superuser, rec, answer_by=timezone.now() - dt.timedelta(days=1))
    for url in pages:
        assert "1 answer of an institution is overdue." in client.get(url).content.decode()


def test_shares_through_the_pages(walk, cast):
    row = made.issued(cast)
    walk.as_("raul").post(
        "warning_share", row.pk, kind="police", addressee="", recipient="Policía Nacional Civil", legal_basis="Orden.", parts=["place"]
    )
    assert "nada por defecto" in walk.get("warning_shares", row.pk)
    with acting_as(cast.raul.pk):
        key = row.shares.get().pk
    walk.post("share_decide", key, status=409, decision="approve")
    walk.as_("noemi").post("share_decide", key, status=403, decision="approve")
    walk.as_("paula").post("share_decide", key, decision="refuse")
    walk.as_("ana").get("warning_shares", row.pk, status=404)


def test_lists_ask_the_database_a_fixed_number_of_times(walk, cast, django_assert_num_queries):
    made.begun(cast)
    walk.as_("raul").get("warning_list")
    with django_assert_num_queries(COUNT):
        walk.get("warning_list")
    for _ in range(3):
        made.begun(cast)
    with django_assert_num_queries(COUNT):
        page = walk.get("warning_list")
    assert len(re.findall(r"ALE-\d{4}-\d{3}", page)) == 4
    assert "Aquí no hay alertas" in walk.client.get(reverse("warning_list") + "?estado=closed", **ES).content.decode()


COUNT = 8


def test_P01_a_reason_that_names_somebody_comes_back_with_what_was_typed(walk, cast):
    row = made.issued(cast)
    said = "Se retira porque lo pidió Juan Antonio Pérez López."
    page = walk.as_("paula").post("warning_move", row.pk, "withdrawn", reason=said, status=200).content.decode()
    assert said in page and "Estas palabras pueden decir quién es una persona" in page
    assert state(cast, row.pk) == "issued"
