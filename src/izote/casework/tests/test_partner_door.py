"""The receiving side: exactly the agreed lines reach it, through a proven door, and nothing else."""

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions.referrals import renew_link, withdraw_referral
from izote.casework.models import Referral, ReferralEvent, ReferralLink, Text
from izote.casework.queries.cases import open_case
from izote.casework.tests.referral_builders import marta, sent

GONE = "Esta página no está disponible"


def browser(**headers):
    """Somebody's telephone, with its own cookies and with the guard against forged posts."""
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "es", **headers})


def post(client, url, **data):
    client.get(url if "respuesta" not in url else url.replace("respuesta/", ""))
    csrf = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    return client.post(url, {"csrfmiddlewaretoken": csrf, **data})


def opened(found, client=None):
    client = client or browser()
    url = f"/r/{found.token}/"
    assert post(client, url, pin=found.pin).status_code == 302
    return client, url


def words_of(page):
    """What a page says inside its main part: every piece of text between tags."""
    main = re.search(r"<main.*?</main>", page.content.decode(), re.S).group()
    main = re.sub(r"<form.*?</form>", "", main, flags=re.S)
    return [html.unescape(" ".join(piece.split())) for piece in re.split(r"<[^>]+>", main) if piece.strip()]


def wrong(pin):
    return f"{(int(pin) + 1) % 1_000_000:06}"


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (["need"], [("Lo que se pide", "Atención médica")]),
        (
            ["need", "code", "age", "language", "contact", "urgency", "support", "message"],
            [
                ("Lo que se pide", "Atención médica"),
                ("Código", "@code"),
                ("Edad", "@age"),
                ("Idioma", "Español"),
                ("Teléfono seguro", "7123-4567 (horas seguras: 8 a 12; no dejar mensajes)"),
                ("Urgencia", "En tres días"),
                ("Apoyos que necesita", "Transporte o dinero para el pasaje"),
                ("De parte de la oficina", "Prefiere la mañana."),
            ],
        ),
        (["name", "sex"], [("Lo que se pide", "Atención médica"), ("Nombre", "Marta Hernández López"), ("Sexo", "Mujer")]),
    ],
)
@pytest.mark.parametrize("channel", ["link", "account"])
def test_the_page_of_the_partner_says_the_agreed_lines_and_not_a_word_more(cast, client, fields, lines, channel):
    case = marta(cast)
    found = sent(cast, case, channel=channel, fields=fields)
    if channel == "link":
        visitor, url = opened(found)
    else:
        visitor, url = client, f"/referencias-recibidas/{found.referral.pk}/"
        client.force_login(cast.pilar)
    page = visitor.get(url)
    age = f"{timezone.localdate().year - 1990} años"
    wanted = [word.replace("@code", case.person.code).replace("@age", age) for line in lines for word in line]
    around = ["Referencia", found.referral.code, "Vista por la organización", *wanted]
    around += ["La persona aceptó que usted lea esto y nada más. No lo copie ni lo pase a nadie.", f"{cast.ZAC.name} · {cast.ZAC.phone}"]
    around += ["Su respuesta"]
    if channel == "link":
        around += ["Cierre esta página cuando termine. Después de media hora se pide el número otra vez."]
    else:
        around = ["Referencias recibidas", *around]
    assert words_of(page) == around
    text = page.content.decode()
    unsaid = [str(case.pk), case.code, "7000-9999", "Ana", "Hernández", "Prefiere", case.person.code, f"persona/{case.person_id}"]
    said = " ".join(wanted)
    assert not [word for word in unsaid if word in text and word not in said]


def test_a_link_works_without_script_answers_and_flows_back(cast):
    case = marta(cast)
    found = sent(cast, case)
    visitor, url = opened(found)
    soon = timezone.localdate() + dt.timedelta(days=3)
    said = {"event": "schedule", "day": f"{soon:%Y-%m-%d}", "hour": "09:30", "message": "Traer la partida."}
    page = post(visitor, f"{url}respuesta/", **said)
    assert page.status_code == 302 and "Gracias." in visitor.get(page["Location"]).content.decode()
    with acting_as(cast.ana.pk):
        row = Referral.objects.get(pk=found.referral.pk)
        assert (row.state, row.reply_seen_at) == ("scheduled", None)
        assert timezone.localtime(row.appointment_at).strftime("%H:%M") == "09:30"
        assert open_case(case, "texts").said("referral_reply", row.pk) == "Traer la partida."
        events = ReferralEvent.objects.filter(referral=row).order_by("at").values_list("event", "via", "by__username")
        assert list(events)[2:] == [
            ("see", "link", "service-links"),
            ("accept", "link", "service-links"),
            ("schedule", "link", "service-links"),
        ]


def test_the_same_post_twice_is_one_answer_and_a_contradiction_is_a_sentence(cast):
    found = sent(cast, marta(cast))
    visitor, url = opened(found)
    for _ in range(2):
        assert post(visitor, f"{url}respuesta/", event="accept", message="Traer la partida.").status_code == 302
    with acting_as(cast.ana.pk):
        assert ReferralEvent.objects.filter(event="accept").count() == 1
        assert Text.objects.filter(about="referral_reply", about_id=found.referral.pk).count() == 1
    post(visitor, f"{url}respuesta/", event="reject", reason="full")
    assert visitor.get(url).status_code == 200 and "terminó" in visitor.get(url).content.decode()
    assert (
        visitor.post(f"{url}respuesta/", {"event": "accept", "csrfmiddlewaretoken": visitor.cookies["csrftoken"].value}).status_code == 302
    )
    with acting_as(cast.ana.pk):
        assert Referral.objects.get(pk=found.referral.pk).state == "rejected"


def test_five_wrong_numbers_lock_the_link_and_are_counted_though_the_page_refuses(cast):
    found = sent(cast, marta(cast))
    visitor, url = browser(), f"/r/{found.token}/"
    seen = [post(visitor, url, pin=wrong(found.pin)) for _ in range(5)]
    assert [page.status_code for page in seen] == [403, 403, 403, 403, 404]
    assert "Quedan 4 intentos." in seen[0].content.decode() and "Queda 1 intento." in seen[3].content.decode()
    assert post(visitor, url, pin=found.pin).status_code == 404
    with acting_as(cast.ana.pk):
        assert ReferralLink.objects.defer("token_hash", "pin_hash", "browser_hash").get().failures == 5


def test_wrong_numbers_stay_counted_after_the_request_is_over(committed_cast):
    cast = committed_cast
    found = sent(cast, marta(cast))
    visitor = browser()
    assert post(visitor, f"/r/{found.token}/", pin=wrong(found.pin)).status_code == 403
    with acting_as(cast.ana.pk):
        assert ReferralLink.objects.values_list("failures", flat=True).get() == 1


def test_an_empty_number_is_asked_again_and_not_counted(cast):
    found = sent(cast, marta(cast))
    assert post(browser(), f"/r/{found.token}/", pin="").status_code == 403
    with acting_as(cast.ana.pk):
        assert ReferralLink.objects.values_list("failures", flat=True).get() == 0


def test_a_forwarded_link_is_refused_on_another_device_even_with_the_number_and_the_worker_is_told(cast, client):
    found = sent(cast, marta(cast))
    _, url = opened(found)
    other = browser()
    assert "seis cifras" in other.get(url).content.decode()
    page = post(other, url, pin=found.pin)
    assert page.status_code == 404 and GONE in page.content.decode()
    client.force_login(cast.ana)
    assert "Alguien abrió el enlace en otro aparato" in client.get(f"/referencias/{found.referral.pk}/").content.decode()


def test_after_half_an_hour_the_number_is_asked_again(cast, superuser):
    found = sent(cast, marta(cast))
    visitor, url = opened(found)
    assert visitor.get(url).status_code == 200
    with acting_as(cast.ana.pk):
        ReferralLink.objects.update(proven_at=timezone.now() - dt.timedelta(minutes=31))
    assert "seis cifras" in visitor.get(url).content.decode()
    assert post(visitor, f"{url}respuesta/", event="accept").status_code == 302
    with acting_as(cast.ana.pk):
        assert not ReferralEvent.objects.filter(event="accept").exists()


def test_unknown_expired_replaced_withdrawn_and_locked_links_give_the_same_page(cast):
    case = marta(cast)
    expired, replaced, withdrawn, locked = (sent(cast, case) for _ in range(4))
    visitor, url = opened(withdrawn)
    with acting_as(cast.ana.pk):
        ReferralLink.objects.filter(referral=expired.referral).update(expires_at=timezone.now())
        renew_link(replaced.referral, by=cast.ana)
        withdraw_referral(withdrawn.referral, by=cast.ana)
        ReferralLink.objects.filter(referral=locked.referral).update(failures=5)
    pages = [
        visitor.get(f"/r/{token}/") for token in ("x" * 32, expired.token, replaced.token, withdrawn.token, locked.token, withdrawn.pin)
    ]
    pages.append(visitor.get(url))
    tokenless = {re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages}
    assert {page.status_code for page in pages} == {404} and len(tokenless) == 1 and GONE in tokenless.pop()
    assert all("izote_r" not in page.cookies for page in pages)


def test_a_new_link_opens_where_the_old_one_did_not(cast):
    found = sent(cast, marta(cast))
    opened(found)
    with acting_as(cast.ana.pk):
        again = renew_link(found.referral, by=cast.ana)
    opened(again)


def test_posts_from_elsewhere_are_refused_and_the_first_visit_is_enough_for_ours(cast):
    found = sent(cast, marta(cast))
    assert browser().post(f"/r/{found.token}/", {"pin": found.pin}).status_code == 403
    visitor, url = opened(found)
    assert Client(enforce_csrf_checks=True).post(f"{url}respuesta/", {"event": "accept"}).status_code == 403
    cookie = visitor.cookies["izote_r"]
    assert cookie["httponly"] and cookie["path"] == "/r/" and cookie["samesite"] == "Lax"


def test_the_page_is_kept_nowhere_and_loads_nothing_from_elsewhere(cast):
    found = sent(cast, marta(cast))
    visitor, url = opened(found)
    page = visitor.get(url)
    text = page.content.decode()
    assert "no-store" in page["Cache-Control"] and page["Referrer-Policy"] == "same-origin" and "noindex" in text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text) and "<script" not in text
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_whoever_is_signed_in_is_nobody_behind_a_link(cast, client):
    found = sent(cast, marta(cast))
    client.force_login(cast.ana)
    client.get(f"/r/{found.token}/")
    client.post(f"/r/{found.token}/", {"pin": found.pin})
    page = client.get(f"/r/{found.token}/")
    assert page.status_code == 200 and "Salir" not in page.content.decode()
    client.post(f"/r/{found.token}/respuesta/", {"event": "accept"})
    with acting_as(cast.ana.pk):
        assert ReferralEvent.objects.get(event="accept").by.username == "service-links"
    assert client.get("/referencias/").status_code == 200


def test_the_inbox_shows_numbers_and_states_and_nobody_elses(cast, client):
    case = marta(cast)
    mine, link = sent(cast, case, channel="account"), sent(cast, case, channel="link")
    client.force_login(cast.pilar)
    text = client.get("/referencias-recibidas/").content.decode()
    assert mine.referral.code in text and link.referral.code not in text
    assert case.person.code not in text and "Marta" not in text and "Atención médica" not in text
    assert client.get(f"/referencias-recibidas/{link.referral.pk}/").status_code == 404
    with acting_as(cast.ana.pk):
        withdraw_referral(mine.referral, by=cast.ana)
    page = client.get(f"/referencias-recibidas/{mine.referral.pk}/")
    assert page.status_code == 404 and GONE in page.content.decode()
    assert mine.referral.code not in client.get("/referencias-recibidas/").content.decode()


def test_an_account_answers_and_after_the_end_reads_nothing_more(cast, client):
    found = sent(cast, marta(cast), channel="account", fields=["name"])
    url = f"/referencias-recibidas/{found.referral.pk}/"
    client.force_login(cast.pilar)
    assert "Marta" in client.get(url).content.decode()
    assert client.post(url, {"event": "reject"}).status_code == 200
    assert client.post(url, {"event": "finish", "message": ""}).status_code == 302
    text = client.get(url).content.decode()
    assert "Servicio completado" in text and "Marta" not in text
    assert client.post(url, {"event": "reject", "reason": ""}).status_code == 200
    assert client.post(url, {"event": "schedule", "day": "2030-01-01", "hour": "08:00"}).status_code in (400, 409)
    for other in (cast.ana, cast.beto, cast.irma):
        client.force_login(other)
        assert client.get(url).status_code == 403


def test_words_that_harm_are_sent_back_to_the_partner_first(cast, client):
    found = sent(cast, marta(cast), channel="account")
    url = f"/referencias-recibidas/{found.referral.pk}/"
    client.force_login(cast.pilar)
    page = client.post(url, {"event": "accept", "message": "Dicen que es de la mara salvatrucha."})
    assert page.status_code == 200 and "keep_words" in page.content.decode()


def test_opening_a_link_and_the_inbox_ask_a_fixed_number_of_questions(cast, client, django_assert_max_num_queries):
    case = marta(cast)
    found = sent(cast, case)
    visitor, url = opened(found)
    visitor.get(url)
    with django_assert_max_num_queries(8):
        visitor.get(url)
    for _ in range(6):
        sent(cast, case, channel="account")
    client.force_login(cast.pilar)
    client.get("/referencias-recibidas/")
    with django_assert_max_num_queries(14):
        client.get("/referencias-recibidas/")
