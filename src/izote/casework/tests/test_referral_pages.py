"""The office's pages of referrals: the way from choosing a service to the answer, who may open them, and what they cost."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as, acting_as_service
from izote.access.models import User
from izote.casework.actions.referral_answers import answer_referral
from izote.casework.jobs.referrals import remind
from izote.casework.models import Referral, ReferralConsent, ReferralReminder
from izote.casework.queries.referrals import by_receipt, signature_of
from izote.casework.tests.doors_referrals import OF_ONE
from izote.casework.tests.referral_builders import AGREED, agreed, draft, drawing, marta, sent
from izote.partners.tests import builders as directory


@pytest.fixture
def service(cast):
    """The health unit in the directory of Zacatecoluca, with accounts of its own."""
    unit = directory.institution(cast.ana, cast.ZAC, "Unidad de Salud", kind="health", account_org=cast.USZ)
    return directory.service(cast.ana, cast.ZAC, "Consulta general", of=unit, needs=["health"], phones=["2334-0001 (recepción)"])


def consent(**more):
    return {
        "fields_agreed": AGREED,
        "until": f"{timezone.localdate() + dt.timedelta(days=30):%Y-%m-%d}",
        "language": "es",
        "told": "on",
        "given_by": "person",
        "mode": "screen",
        "signature": drawing(),
        **more,
    }


def test_from_the_directory_to_a_link_told_once(cast, client, service):
    case = marta(cast)
    client.force_login(cast.ana)
    start = reverse("referral_start", args=[case.pk])
    assert "Consulta general" in client.get(start, {"need": "health"}).content.decode()
    assert "Consulta general" not in client.get(start, {"need": "work"}).content.decode()
    given = {"need": "health", "urgency": "days", "accompanied": ["transport"], "channel": "link", "message": "Prefiere la mañana."}
    page = client.post(f"{start}?servicio={service.pk}", given)
    assert page.status_code == 302
    with acting_as(cast.ana.pk):
        row = Referral.objects.get()
        assert (row.to_label, row.to_phone, row.to_org) == ("Unidad de Salud · Consulta general", "2334-0001", cast.USZ)
    text = client.get(page["Location"]).content.decode()
    for shown in ("7123-4567", "Marta Hernández López", "Prefiere la mañana.", "tendremos que avisar a la autoridad", "sin dar razones"):
        assert shown in text
    assert "7000-9999" not in text and not re.search(r'value="name"[^>]*checked', text)
    page = client.post(page["Location"], consent())
    assert page["Location"] == reverse("referral_send", args=[row.pk])
    page = client.post(page["Location"], {"channel": "link"})
    told = page.content.decode()
    assert re.search(r"/r/[\w-]{32}/", told) and re.search(r'class="told">\d{3} \d{3}<', told)
    text = client.get(reverse("referral_detail", args=[row.pk])).content.decode()
    assert "/r/" not in text and "Enviada" in text
    with acting_as(cast.ana.pk):
        assert signature_of(row).startswith(b"\x89PNG")
        assert by_receipt(cast.ana, ReferralConsent.objects.values_list("receipt", flat=True).get()).pk == row.pk


@pytest.mark.parametrize(
    ("sent_data", "says"),
    [
        ({"signature": drawing(stroke=False)}, "No hay firma en el recuadro"),
        ({"signature": "data:image/png;base64,AAAA"}, "No se pudo leer la firma"),
        ({"signature": "<svg onload=alert(1)>"}, "No se pudo leer la firma"),
        ({"mode": "paper", "signature": ""}, "Primero imprima la hoja"),
        ({"mode": "voice", "signature": ""}, "necesitan testigo"),
        ({"until": "2099-01-01"}, "por un año como máximo"),
        ({"until": "2020-01-01"}, "por un año como máximo"),
        ({"told": ""}, "Le leí todo esto"),
        ({"given_by": "caregiver"}, "summary"),
    ],
)
def test_a_consent_that_lacks_something_is_not_recorded(cast, client, sent_data, says):
    referral = draft(cast, marta(cast))
    client.force_login(cast.ana)
    page = client.post(reverse("referral_consent", args=[referral.pk]), consent(**sent_data))
    assert page.status_code == 200 and says in page.content.decode()
    with acting_as(cast.ana.pk):
        assert not ReferralConsent.objects.exists() and Referral.objects.get().state == "draft"


def test_the_paper_to_sign_leads_back_to_the_same_choice(cast, client):
    referral = draft(cast, marta(cast))
    client.force_login(cast.ana)
    url = reverse("referral_consent", args=[referral.pk])
    text = client.post(f"{url}papel/", {"fields_agreed": ["need", "age"], "until": ""}).content.decode()
    assert "no se comparte" in text and "Firma o huella" in text and "Marta" not in text
    assert client.post(f"{url}papel/", {"fields_agreed": ["need"], "until": "2026-02-31"}).status_code == 400
    assert client.get(url, {"campos": "need", "hasta": "2026-02-31"}).status_code == 400
    page = client.get(url, {"campos": "need,age", "hasta": "2030-01-01"}).content.decode()
    assert re.search(r'value="age"[^>]*checked', page) and not re.search(r'value="code" id="f-code" checked', page)
    assert re.search(r'value="paper"[^>]*checked', page)
    done = client.post(url, consent(mode="paper", signature="", in_hand="on", fields_agreed=["need", "age"]))
    assert done.status_code == 302


def test_the_harmful_caregiver_is_not_offered_and_a_childs_assent_is_asked(cast, client):
    from izote.casework.models import ChildFile

    case = marta(cast, birth_year=timezone.localdate().year - 12)
    referral = draft(cast, case)
    client.force_login(cast.ana)
    url = reverse("referral_consent", args=[referral.pk])
    assert 'value="caregiver"' in client.get(url).content.decode()
    assert "su acuerdo no se comparte nada" in client.post(url, consent(given_by="caregiver")).content.decode()
    with acting_as(cast.ana.pk):
        ChildFile.objects.create(case=case, person_id=case.person_id, org_id=case.org_id, caregiver_harms=True)
    text = client.get(url).content.decode()
    assert 'value="caregiver"' not in text and 'value="other"' in text
    assert "su acuerdo no se comparte nada" in client.post(url, consent(given_by="other")).content.decode()
    assert client.post(url, consent(given_by="caregiver", assent="on")).status_code == 200


def test_an_organisation_outside_the_directory_gets_a_link_or_paper_but_no_account(cast, client):
    case = marta(cast)
    client.force_login(cast.ana)
    url = reverse("referral_start", args=[case.pk]) + "?servicio=otro"
    assert 'value="account"' not in client.get(url).content.decode()
    given = {"need": "work", "urgency": "weeks", "channel": "paper", "to_label": "Taller de costura"}
    assert client.post(url, given).status_code == 302
    assert client.post(url, {**given, "channel": "account"}).status_code == 200


def test_a_draft_is_corrected_and_given_up(cast, client):
    referral = draft(cast, marta(cast))
    client.force_login(cast.ana)
    url = reverse("referral_edit", args=[referral.pk])
    assert "Prefiere la mañana." in client.get(url).content.decode()
    given = {"need": "health", "urgency": "weeks", "channel": "link", "to_label": "Otra unidad", "message": ""}
    assert client.post(url, given).status_code == 302
    assert "Otra unidad" in client.get(reverse("referral_consent", args=[referral.pk])).content.decode()
    client.post(reverse("referral_withdraw", args=[referral.pk]))
    with acting_as(cast.ana.pk):
        assert Referral.objects.get().state == "withdrawn"


def test_the_paper_twin_and_the_receipt_say_what_was_agreed_and_are_pdf_too(cast, client):
    referral = sent(cast, marta(cast), channel="paper").referral
    client.force_login(cast.ana)
    paper = client.get(reverse("referral_paper", args=[referral.pk])).content.decode()
    assert "Boleta de respuesta" in paper and "7123-4567" in paper and "Marta" not in paper and "Transporte" not in paper
    receipt = client.get(reverse("referral_receipt", args=[referral.pk])).content.decode()
    assert "sin dar razones" in receipt and cast.ZAC.phone in receipt and "7123-4567" not in receipt
    for name in ("referral_paper_pdf", "referral_receipt_pdf"):
        assert client.get(reverse(name, args=[referral.pk])).content.startswith(b"%PDF")


def test_the_office_enters_the_reply_slip_and_looking_takes_the_flag_away(cast, client):
    referral = sent(cast, marta(cast), channel="account").referral
    with acting_as(cast.pilar.pk):
        answer_referral(referral, "accept", by=cast.pilar, via="account")
    detail = reverse("referral_detail", args=[referral.pk])
    client.force_login(cast.beto)
    client.get(detail)
    with acting_as(cast.ana.pk):
        assert Referral.objects.get().reply_seen_at is None
    client.force_login(cast.ana)
    assert "respuesta por ver" not in client.get(detail).content.decode()
    with acting_as(cast.ana.pk):
        assert Referral.objects.get().reply_seen_at
    day = timezone.localdate() - dt.timedelta(days=2)
    given = {"via": "paper", "event": "attend", "happened": f"{day:%Y-%m-%d}", "message": "Le dieron medicina."}
    assert client.post(reverse("referral_reply", args=[referral.pk]), given).status_code == 302
    with acting_as(cast.ana.pk):
        row = Referral.objects.get()
        assert row.state == "attended" and timezone.localtime(row.attended_at).date() == day
    assert "Le dieron medicina." in client.get(detail).content.decode()


def test_the_board_tells_the_late_the_silent_and_the_answered_apart_and_counts_calls(cast, client):
    case = marta(cast)
    late, silent, answered, quiet = (sent(cast, case, channel="account").referral for _ in range(4))
    now = timezone.now()
    with acting_as(cast.pilar.pk):
        answer_referral(answered, "accept", by=cast.pilar, via="account")
    with acting_as(cast.ana.pk):
        Referral.objects.filter(pk=late.pk).update(due_at=now - dt.timedelta(hours=1))
        Referral.objects.filter(pk=silent.pk).update(moved_at=now - dt.timedelta(days=14), due_at=None)
    for user in (cast.ana, cast.beto):
        client.force_login(user)
        for view, wanted in (("late", late), ("silent", silent), ("waiting", answered)):
            text = client.get("/referencias/", {"ver": view}).content.decode()
            shown = [row for row in (late, silent, answered, quiet) if str(row.pk) in text]
            assert shown == [wanted], view
    client.force_login(cast.ana)
    assert client.post(reverse("referral_called", args=[late.pk]), {"board": "1"}).status_code == 302
    assert "se le recordó" in client.get("/referencias/?ver=late").content.decode()


def test_reminders_to_both_sides_carry_no_content_and_go_out_once(cast, client):
    case = marta(cast)
    referral = sent(cast, case, to_email="citas@salud.example").referral
    client.force_login(cast.ana)
    assert client.post(reverse("own_email"), {"email": "ana@alcaldia.example"}).status_code == 302
    with acting_as(cast.ana.pk):
        Referral.objects.update(due_at=timezone.now() - dt.timedelta(hours=2))
    with acting_as_service("service-care") as pk:
        service = User.objects.get(pk=pk)
    assert remind(cast.ZAC.pk, by=service) == 1 and remind(cast.ZAC.pk, by=service) == 0
    assert [letter.to for letter in mail.outbox] == [["citas@salud.example"], ["ana@alcaldia.example"]]
    said = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert "Tiene una tarea" in said and "You have a task" in said
    for secret in ("Marta", case.person.code, referral.code, "salud", "ZAC", cast.ZAC.name, "http"):
        assert secret not in said
    with acting_as(cast.ana.pk):
        assert ReferralReminder.objects.get().way == "email"


def test_where_no_mail_is_set_up_nothing_is_sent(cast):
    from izote.casework.jobs.referrals import mail_is_set_up

    assert not mail_is_set_up()


def test_the_pages_of_one_referral_are_for_those_who_work_on_its_case(cast, client):
    referral = sent(cast, marta(cast)).referral
    for user, expected in ((cast.carla, 404), (cast.delia, 404), (cast.pilar, 403), (cast.rosa, 403), (cast.irma, 403), (cast.oscar, 403)):
        client.force_login(user)
        assert {name: client.get(reverse(name, args=[referral.pk])).status_code for name in OF_ONE} == dict.fromkeys(OF_ONE, expected), user
    client.force_login(cast.tomas)
    seen = {name: client.get(reverse(name, args=[referral.pk])).status_code for name in OF_ONE}
    assert seen.pop("referral_detail") == 200 and set(seen.values()) <= {403, 404}
    text = client.get(reverse("referral_detail", args=[referral.pk])).content.decode()
    assert "Marta" not in text and "7123-4567" not in text
    client.force_login(cast.ana)
    got = {name: client.get(reverse(name, args=[referral.pk])).status_code for name in OF_ONE}
    assert got.pop("referral_consent") == got.pop("referral_override") == 409
    assert set(got.values()) == {200}


def test_pages_ask_a_fixed_number_of_questions_however_many_referrals_there_are(cast, client, django_assert_max_num_queries):
    case = marta(cast)
    referral = sent(cast, case).referral
    client.force_login(cast.ana)
    pages = {"/referencias/": 15, reverse("referral_list", args=[case.pk]): 13, reverse("referral_detail", args=[referral.pk]): 24}
    for many in (0, 7):
        for _ in range(many):
            agreed(cast, case)
        for url, most in pages.items():
            client.get(url)
            with django_assert_max_num_queries(most):
                client.get(url)
