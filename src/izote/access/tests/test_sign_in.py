"""Signing in and out, end to end, as the web's role."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Session, User
from tests.cast import PASSWORD

SIGN_IN, HOME = "/cuenta/entrar/", "/"


def code(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def enter(client, username, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": username, "password": password}, **more)


def with_application(user):
    """Gives the user an application of codes; returns its secret."""
    secret = generate_totp_secret()
    with acting_as(user.pk):
        TOTP.activate(user, secret)
    return secret


@pytest.fixture
def trail(superuser):
    """The verbs, actors and labels of the lines written since the test began."""
    start = superuser.execute("select coalesce(max(id), 0) from audit.audit_event").fetchone()[0]
    return lambda: superuser.execute("select verb, actor_label, label from audit.audit_event where id > %s order by id", [start]).fetchall()


@pytest.fixture
def oscar(committed_cast):
    """Óscar needs no second factor."""
    return committed_cast.oscar


def test_oscar_signs_in_and_out_and_both_leave_a_line(oscar, client, trail):
    assert enter(client, "oscar")["Location"] == HOME
    assert client.get(HOME).status_code == 200
    assert client.get("/cuenta/salir/").status_code == 200 and client.get(HOME).status_code == 200
    client.post("/cuenta/salir/")
    assert client.get(HOME).status_code == 302
    assert trail() == [("user.signed_in", "oscar", "oscar"), ("user.signed_out", "oscar", "oscar")]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(oscar, client, trail):
    wrong, unknown = enter(client, "oscar", "no"), enter(client, "nadie", "no")
    plain = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in (wrong, unknown)]
    assert wrong.status_code == unknown.status_code == 200 and plain[0] == plain[1]
    assert "no es correcto" in plain[0] or "no son correctos" in plain[0]
    assert trail() == [("user.sign_in_failed", "unknown", "oscar"), ("user.sign_in_failed", "unknown", "unknown")]


def test_after_five_failures_even_the_right_password_waits(oscar, client, trail):
    for _ in range(5):
        enter(client, "oscar", "no")
    page = enter(client, "oscar").content.decode()
    assert "Demasiados intentos" in page
    assert client.get(HOME).status_code == 302
    assert trail()[-1][0] == "user.locked_out"
    assert enter(client, "nadie", "no").status_code == 200  # another name is not locked


def test_very_many_attempts_from_one_place_get_our_page(oscar, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
    answers = [enter(client, f"nadie{n}", "no") for n in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert "kit/izote" in answers[2].content.decode()


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "password/set/", "login/", "2fa/", "confirm-email/", "3rdparty/"])
def test_pages_that_make_no_sense_here_do_not_exist(oscar, client, path):
    assert client.get(f"/cuenta/{path}").status_code == 404


def test_ana_is_led_to_a_second_factor_and_nowhere_else(committed_cast, client):
    enter(client, "ana")
    for path in (HOME, "/personas/", "/lugares/", "/que-puedo-ver/", "/auditoria/", "/cuenta/contrasena/../../personas/"):
        assert client.get(path)["Location"] == "/cuenta/segundo-factor/", path
    assert client.get("/cuenta/segundo-factor/").status_code == 200


def test_ana_sets_up_the_application_and_is_asked_for_a_code_next_time(committed_cast, client, trail):
    enter(client, "ana")
    page = client.get("/cuenta/segundo-factor/aplicacion/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert client.post("/cuenta/segundo-factor/aplicacion/", {"code": "000000"}).status_code == 200
    done = client.post("/cuenta/segundo-factor/aplicacion/", {"code": code(secret)})
    assert done["Location"] == "/cuenta/segundo-factor/hoja/"
    assert client.get(HOME).status_code == 200
    assert ("user.factor_added", "ana", "ana") in trail()
    client.post("/cuenta/salir/")
    assert enter(client, "ana")["Location"] == "/cuenta/codigo/"
    assert client.get(HOME).status_code == 302, "the password alone opens nothing"
    assert client.post("/cuenta/codigo/", {"code": "123456"}).status_code == 200
    assert client.post("/cuenta/codigo/", {"code": code(secret, 1)})["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_a_printed_sheet_alone_is_a_second_factor_and_each_code_opens_once(committed_cast, client):
    enter(client, "rosa")
    assert client.post("/cuenta/segundo-factor/hoja/nueva/")["Location"] == "/cuenta/segundo-factor/hoja/"
    sheet = client.get("/cuenta/segundo-factor/hoja/").content.decode()
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", sheet)
    assert len(codes) == 40 and len(set(codes)) == 40
    assert client.get(HOME).status_code == 200
    for expected in (HOME, None):
        client.post("/cuenta/salir/")
        assert enter(client, "rosa")["Location"] == "/cuenta/codigo/"
        assert client.post("/cuenta/codigo/", {"code": codes[0]}).headers.get("Location") == expected


def test_a_code_of_the_application_opens_once(committed_cast, client):
    secret = with_application(committed_cast.ana)
    now = code(secret)
    for expected in (HOME, None):
        enter(client, "ana")
        assert client.post("/cuenta/codigo/", {"code": now}).headers.get("Location") == expected
        client.post("/cuenta/salir/")


def test_the_last_required_factor_cannot_be_removed(committed_cast, client):
    with_application(committed_cast.ana)
    client.force_login(committed_cast.ana)
    recently(client, committed_cast.ana)
    assert client.post("/cuenta/segundo-factor/aplicacion/quitar/").status_code == 409
    with acting_as(committed_cast.ana.pk):
        assert Authenticator.objects.filter(user_id=committed_cast.ana.pk).exists()


def recently(client, user):
    """As if the password had been given just now."""
    with acting_as(user.pk):
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()


def test_a_new_password_ends_the_other_sessions_and_leaves_a_line(oscar, client, trail, django_user_model):
    from django.test import Client

    other = Client()
    enter(other, "oscar")
    enter(client, "oscar")
    new = "cuatro-palabras-que-recuerdo"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    try:
        assert client.post("/cuenta/contrasena/", sent)["Location"] == HOME
        assert client.get(HOME).status_code == 200 and other.get(HOME).status_code == 302
        assert ("user.password_changed", "oscar", "oscar") in trail()
    finally:
        restore(oscar)


def restore(user):
    """The cast stays between tests: give the demo's password back."""
    with acting_as(user.pk):
        again = User.objects.get(pk=user.pk)
        again.set_password(PASSWORD)
        again.save()


def test_a_stolen_cookie_is_worth_nothing_after_sign_out_and_the_table_never_held_it(oscar, client):
    enter(client, "oscar")
    cookie = client.cookies["izote"].value
    with acting_as(DOORKEEPER):
        assert not Session.objects.filter(session_key=cookie).exists()
        row = Session.objects.get(user_id=oscar.pk)
    assert cookie not in row.session_data
    client.post("/cuenta/salir/")
    client.cookies["izote"] = cookie
    assert client.get(HOME).status_code == 302


def test_a_copied_session_row_opens_nothing(oscar, client, superuser):
    from django.test import Client

    from izote.access.sessions import hashed

    enter(client, "oscar")
    superuser.execute(
        "insert into accounts.access_session select %s, session_data, expire_date, user_id from accounts.access_session where user_id = %s",
        [hashed("mine" * 8), oscar.pk],
    )
    thief = Client()
    thief.cookies["izote"] = "mine" * 8
    assert thief.get(HOME).status_code == 302


def test_a_signed_out_tab_shows_nothing_by_its_back_button(oscar, client):
    enter(client, "oscar")
    for path in (HOME, "/que-puedo-ver/", "/cuenta/segundo-factor/"):
        assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize(("setting", "idle"), [("SESSION_IDLE_SECONDS", True), ("SESSION_ABSOLUTE_SECONDS", False)])
def test_a_session_ends_when_idle_and_at_its_absolute_limit(oscar, client, settings, setting, idle):
    enter(client, "oscar")
    assert client.get(HOME).status_code == 200
    setattr(settings, setting, 2)
    with acting_as(oscar.pk):
        session = client.session
        session["seen"] = "2020-01-01T00:00:00+00:00"
        session.save()
    until = time.monotonic() + 1 if not idle else 0
    while time.monotonic() < until:
        client.get(HOME)
        time.sleep(0.2)
    time.sleep(2.2)
    assert client.get(HOME).status_code == 302


def test_who_has_no_role_any_more_is_sent_away_at_once(oscar, client, superuser):
    enter(client, "oscar")
    superuser.execute("update accounts.access_membership set ends_on = current_date - 2 where user_id = %s", [oscar.pk])
    try:
        assert client.get(HOME)["Location"] == "/cuenta/cerrada/"
        assert superuser.execute("select count(*) from accounts.access_session where user_id = %s", [oscar.pk]).fetchone()[0] == 0
    finally:
        superuser.execute("update accounts.access_membership set ends_on = null where user_id = %s", [oscar.pk])
    assert client.get(HOME)["Location"].startswith("/cuenta/entrar/")


def test_a_sensitive_page_asks_again_who_sits_there(committed_cast, client):
    client.force_login(committed_cast.irma)
    asked = client.get("/administracion/usuarios/invitar/")
    assert asked["Location"] == "/cuenta/confirmar/?next=/administracion/usuarios/invitar/"
    assert client.post("/cuenta/confirmar/", {"password": "no", "next": "/administracion/usuarios/invitar/"}).status_code == 200
    done = client.post("/cuenta/confirmar/", {"password": PASSWORD, "next": "/administracion/usuarios/invitar/"})
    assert done["Location"] == "/administracion/usuarios/invitar/"
    assert client.get("/administracion/usuarios/invitar/").status_code == 200
    with acting_as(committed_cast.irma.pk):
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 901}]
        session.save()
    assert client.get("/administracion/usuarios/invitar/").status_code == 302


def test_a_password_that_must_be_changed_is_changed_before_anything_else(oscar, client, superuser):
    superuser.execute("update accounts.access_user set must_change_password = true where id = %s", [oscar.pk])
    try:
        enter(client, "oscar")
        for path in (HOME, "/lugares/", "/cuenta/segundo-factor/"):
            assert client.get(path)["Location"] == "/cuenta/contrasena/", path
        weak = {"oldpassword": PASSWORD, "password1": "oscar", "password2": "oscar"}
        assert client.post("/cuenta/contrasena/", weak).status_code == 200
        new = "cuatro-palabras-que-recuerdo"
        assert client.post("/cuenta/contrasena/", {"oldpassword": PASSWORD, "password1": new, "password2": new})["Location"] == HOME
        assert client.get(HOME).status_code == 200
    finally:
        restore(oscar)
        superuser.execute("update accounts.access_user set must_change_password = false where id = %s", [oscar.pk])


def test_a_closed_account_is_signed_out_in_the_middle_of_its_work(oscar, client, superuser):
    enter(client, "oscar")
    superuser.execute("update accounts.access_user set is_active = false where id = %s", [oscar.pk])
    try:
        assert client.get(HOME)["Location"].startswith("/cuenta/entrar/")
        assert enter(client, "oscar")["Location"] == "/cuenta/cerrada/"  # said only to whoever knows the password
        assert enter(client, "oscar", "no").status_code == 200 and client.get(HOME).status_code == 302
    finally:
        superuser.execute("update accounts.access_user set is_active = true where id = %s", [oscar.pk])
