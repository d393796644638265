"""The pages as people use and misuse them."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from izote.access.context import acting_as
from izote.kit.tests.test_attachments import photograph
from izote.seminars import actions, figures
from izote.seminars.models import Certificate, Participant, ParticipantName, Programme, Question, Seminar
from izote.seminars.tests import builders as b

SECRET = "Participante 03"


@pytest.fixture
def closed(cast):
    """A closed seminar of six whose certificates were given; its names stand."""
    row = b.held(cast)
    with acting_as(cast.tere.pk):
        actions.issue_certificates(row, by=cast.tere)
        row.refresh_from_db()
    return row


def pages_of(row):
    with_code = ("seminar_detail", "participant_list", "before_after", "material_list")
    return [reverse(name, args=[row.code]) for name in with_code] + [
        reverse(n) for n in ("seminar_list", "seminar_coverage", "programme_list")
    ]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("who", ["paula", "noemi", "raul", "hugo"])
def test_readers_see_counts_and_never_a_name_or_a_code_of_a_participant(cast, client, closed, who, language):
    client.force_login(getattr(cast, who))
    for url in pages_of(closed):
        answer = client.get(url, headers={"accept-language": language})
        assert answer.status_code == 200, url
        assert SECRET not in answer.text and "P-03" not in answer.text, url
    assert client.get(reverse("participant_list", args=[closed.code])).text.count("6") >= 1
    for name in ("certificate_list", "name_erasure", "participant_create", "attendance_pdf"):
        assert client.get(reverse(name, args=[closed.code])).status_code == 403
    assert client.get(reverse("participant_edit", args=[closed.code, 3])).status_code == 403
    assert client.get(reverse("certificates_pdf", args=[closed.code, "es"])).status_code == 403


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_manager_walks_every_page(cast, client, closed, language):
    client.force_login(cast.tere)
    client.cookies["django_language"] = language
    for url in [*pages_of(closed), *(reverse(name, args=[closed.code]) for name in ("certificate_list", "name_erasure"))]:
        assert client.get(url).status_code == 200, url
    assert SECRET in client.get(reverse("participant_list", args=[closed.code])).text
    for name, args in (
        ("attendance_pdf", []), ("questions_pdf", [language]), ("certificates_pdf", [language]),
    ):  # fmt: skip
        answer = client.get(reverse(name, args=[closed.code, *args]))
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF"), name


def test_a_whole_seminar_by_hand(cast, client):
    with acting_as(cast.noemi.pk):
        police = b.institution(cast)
    client.force_login(cast.tere)
    client.post(reverse("programme_create"), {"title": "Prevención", "about": "", "active": "on"})
    with acting_as(cast.tere.pk):
        programme = Programme.objects.get()
    for module in ("atrocities", "memory"):
        url = reverse("programme_module", args=[programme.pk, module])
        assert client.post(url, {"position": 1, "aim": "", "factors": ["6", "8"]}).status_code == 302
        assert client.post(reverse("question_starters", args=[module])).status_code == 302
    assert client.post(reverse("programme_target", args=[programme.pk]), {"institution": police.pk, "wanted": 5}).status_code == 302
    said = {"kind": "workshop", "title": "Taller <b>uno</b>", "programme": programme.pk, "place": "1217", "venue": "", "least_share": 80}
    answer = client.post(reverse("seminar_create"), {**said, "starts_on": "2026-03-02", "ends_on": "2026-03-01"})
    assert answer.status_code == 400 and "Taller &lt;b&gt;uno" in answer.text
    answer = client.post(reverse("seminar_create"), {**said, "starts_on": "2026-03-02", "ends_on": "2026-03-03"})
    assert answer.url == reverse("seminar_detail", args=["TA-2026-01"])
    code = "TA-2026-01"
    for day, module in (("2026-03-02", "atrocities"), ("2026-03-03", "memory")):
        session = {"module": module, "day": day, "starts_at": "08:00", "minutes": 120, "topic": ""}
        assert client.post(reverse("session_create", args=[code]), session).status_code == 302
        assert client.post(reverse("session_create", args=[code]), session).status_code == 409
    person = {"name": "Participante 01", "institution": police.pk, "kind": "", "department": "12", "role": "police"}
    add = reverse("participant_create", args=[code])
    assert client.post(add, person).status_code == 400
    assert client.post(add, {**person, "informed": "on"}).status_code == 302
    again = client.post(add, {**person, "informed": "on"})
    assert again.status_code == 409 and "Participante 01" in again.text
    file = SimpleUploadedFile("lista.csv", ("Nombre,Institución,Función\n" + "\n".join(f"Otra {n},PP,Policía" for n in "abcdef")).encode())
    up = client.post(reverse("participant_upload", args=[code]), {"file": file, "informed": "on"})
    assert up.status_code == 200
    with acting_as(cast.tere.pk):
        row = Seminar.objects.get()
        sessions, numbers = list(row.sessions.values_list("pk", flat=True)), list(row.participants.values_list("number", flat=True))
        questions = [q.pk for q in Question.objects.all()]
    assert len(numbers) == 7
    for pk in sessions:
        assert client.post(reverse("attendance_note", args=[code, pk]), {"present": numbers}).status_code == 302
    assert client.post(reverse("guests_write", args=[code]), {"standing": "observer", "kind": "agency", "count": 2}).status_code == 302
    assert client.post(reverse("questions_choose", args=[code]), {"questions": questions}).status_code == 302
    for number in numbers:
        for moment, choice in (("before", 0), ("after", 1)):
            data = {f"q{pk}": choice for pk in questions}
            assert client.post(reverse("answers_type", args=[code, moment, number]), data).status_code == 302
    assert client.post(reverse("seminar_close", args=[code])).status_code == 302
    assert client.post(reverse("certificate_issue", args=[code])).status_code == 302
    pdf = client.get(reverse("certificates_pdf", args=[code, "es"]))
    assert pdf.content.startswith(b"%PDF")
    assert client.post(reverse("name_erasure", args=[code])).status_code == 302
    assert client.get(reverse("certificates_pdf", args=[code, "es"])).status_code == 409
    page = client.get(reverse("participant_list", args=[code])).text
    assert "Participante 01" not in page and "P-01" in page
    with acting_as(cast.tere.pk):
        told = figures.workshop(cast.tere, code)
    assert told.participants == 7 and {(g.standing, g.kind, g.count) for g in told.groups} == {
        ("participants", "government", 7), ("observer", "agency", None),
    }  # fmt: skip


def test_the_public_page_says_what_and_when_and_never_who(cast, client, closed):
    with acting_as(cast.tere.pk):
        one = closed.certificates.get(participant__number=3)
        title = closed.title
    client.logout()
    text = client.get(reverse("certificate_check", args=[one.code.lower().replace("-", "")])).text
    assert title in text and closed.code in text and "12" in text
    assert "Participante" not in re.sub(r"<title>.*?</title>", "", text) and "P-03" not in text and "Policía" not in text
    for guessed in ("2222-2222-2222", "%25", "AAAA-BBBB-CCCC", one.code[:-1] + ("2" if one.code[-1] != "2" else "3")):
        assert client.get(reverse("certificate_look"), {"codigo": guessed}, follow=True).status_code == 404
    with acting_as(cast.tere.pk):
        one.seminar = closed
        actions.annul_certificate(one, by=cast.tere)
    client.logout()
    assert "anulad" in client.get(reverse("certificate_check", args=[one.code])).text


def test_names_with_html_are_shown_as_they_are_typed_and_run_nowhere(cast, client):
    with acting_as(cast.tere.pk):
        row = b.seminar(cast)
        said = {"institution": None, "kind": "church", "department": "", "role": "other", "informed": True}
        actions.join(row, name='<script>alert("1")</script> #eval("x")', **said, by=cast.tere)
        b.people(cast, row, 5)
        b.everybody_came(cast, row)
        row = actions.close_seminar(row, by=cast.tere)
        actions.issue_certificates(row, by=cast.tere)
    client.force_login(cast.tere)
    text = client.get(reverse("participant_list", args=[row.code])).text
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text
    assert client.get(reverse("certificates_pdf", args=[row.code, "en"])).content.startswith(b"%PDF")
    assert client.get(reverse("attendance_pdf", args=[row.code])).content.startswith(b"%PDF")


def test_on_one_telephone_each_answers_once_under_a_code(cast, client):
    with acting_as(cast.tere.pk):
        row = b.seminar(cast, days_ago=1)
        b.people(cast, row, 5)
        questions = b.asked(cast, row)
    client.force_login(cast.tere)
    page = client.post(reverse("door_open", args=[row.code, "before"]))
    address = re.search(r'href="(http[^"]*/responder/[^"]+)"', page.text)[1]
    client.logout()
    path = "/" + address.split("/", 3)[3]
    shown = client.get(path).text
    assert "P-07" in shown and "Participante 0" not in shown
    data = {"code": "p2", **{f"q{q.pk}": 1 for q in questions}}
    assert client.post(path, data).status_code == 200
    assert client.post(path, data).status_code == 400
    assert client.post(path, {**data, "code": "P-77"}).status_code == 400
    assert client.post(path, {"code": "3"}).status_code == 400
    assert client.post(path, {**data, "code": "Participante 04"}).status_code == 400
    assert client.get("/seminarios/responder/otra-cosa/").status_code == 404


def test_a_photograph_loses_where_it_was_taken_and_a_page_of_the_web_is_refused(cast, client):
    with acting_as(cast.tere.pk):
        row = b.seminar(cast)
    client.force_login(cast.tere)
    url = reverse("material_file_add", args=[row.code])
    said = {"title": "Mapa", "language": "es", "citation": "", "session": ""}
    refused = client.post(url, {**said, "file": SimpleUploadedFile("a.pdf", b"<html><script>1</script></html>")})
    assert refused.status_code == 400 and "Mapa" in refused.text
    assert client.post(url, {**said, "file": SimpleUploadedFile("a.jpg", photograph())}).status_code == 302
    client.force_login(cast.paula)
    page = client.get(reverse("material_list", args=[row.code])).text
    kept = client.get(re.search(r'href="(/seminarios/[^"]+/materiales/\d+/)"', page)[1])
    assert kept.status_code == 200 and b"GPS" not in kept.content and io.BytesIO(kept.content).read(3) == b"\xff\xd8\xff"


def test_the_list_asks_the_database_the_same_few_times_however_long_it_is(cast, client, django_assert_max_num_queries):
    with acting_as(cast.tere.pk):
        first = b.seminar(cast)
        for n in range(12):
            b.seminar(cast, of=first.programme, days_ago=20 + n)
    client.force_login(cast.paula)
    client.get(reverse("seminar_list"))
    with django_assert_max_num_queries(16):
        client.get(reverse("seminar_list"))


def test_figures_name_nobody_and_hold_no_number_of_a_participant(cast, closed):
    with acting_as(cast.paula.pk):
        year = closed.starts_on.year
        found = repr([figures.workshops_for(cast.paula), figures.participants_by(cast.paula, year), figures.effects(cast.paula, year)])
        found += repr([figures.lacking(cast.paula), figures.factors_covered(cast.paula, year)])
        assert "Participante" not in found and "P-0" not in found
        assert not Participant.objects.exists() and not ParticipantName.objects.exists() and not Certificate.objects.exists()
