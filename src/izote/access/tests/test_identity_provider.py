"""The institution's own sign-in: it opens for the invited, never for strangers."""

from urllib.parse import parse_qs, urlparse

import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from izote.access import actions
from izote.access.context import DOORKEEPER, acting_as
from izote.config.settings import identity_provider

CONFIG = {
    "issuer": "https://id.example",
    "authorization_endpoint": "https://id.example/authorize",
    "token_endpoint": "https://id.example/token",
    "userinfo_endpoint": "https://id.example/me",
    "jwks_uri": "https://id.example/keys",
}


class Answer:
    status_code, headers = 200, {"content-type": "application/json"}

    def __init__(self, content):
        self.content = content

    def json(self):
        return self.content

    def raise_for_status(self):
        """It is always well."""


class Provider:
    """An identity provider that says who came."""

    def __init__(self, claims):
        self.claims = claims

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def get(self, url, **kwargs):
        return Answer(self.claims if url.endswith("/me") else CONFIG)

    def request(self, method, url, **kwargs):
        return Answer({"access_token": "t", "token_type": "bearer"})

    post = get


@pytest.fixture
def arrive(client, settings, monkeypatch):
    """Somebody comes back from the provider with these claims; returns the answer."""
    monkeypatch.setenv("IZOTE_OIDC_URL", "https://id.example")
    monkeypatch.setenv("IZOTE_OIDC_CLIENT", "izote")
    monkeypatch.setenv("IZOTE_OIDC_NAME", "Alcaldía")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [identity_provider()]}}

    def came(**claims):
        monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: Provider(claims))
        sent = client.get("/cuenta/oidc/institution/login/?process=login")
        state = parse_qs(urlparse(sent["Location"]).query)["state"][0]
        return client.get("/cuenta/oidc/institution/login/callback/", {"code": "c", "state": state})

    return came


@pytest.fixture
def nora(cast):
    """An observatory analyst who was invited and has not come yet."""
    with acting_as(cast.irma.pk):
        user, _token = actions.invite_user(username="nora", display_name="Nora", org=cast.ZAC, role="observatory_analyst", by=cast.irma)
    return user


def test_the_invited_come_in_and_come_back(nora, client, arrive):
    assert arrive(sub="77", preferred_username="nora")["Location"] == "/"
    assert client.get("/").status_code == 200
    client.post("/cuenta/salir/")
    assert arrive(sub="77", preferred_username="renamed")["Location"] == "/"


def test_strangers_and_those_who_take_a_colleagues_name_stay_outside(cast, client, arrive):
    for name in ("mallory", "ana", "irma", "service-lists"):
        assert arrive(sub=f"9{name}", preferred_username=name)["Location"] == "/cuenta/entrar/"
        assert client.get("/")["Location"].startswith("/cuenta/entrar/")
    assert "Nadie fue invitado" in client.get("/cuenta/entrar/").content.decode()


def test_an_invitation_opens_for_one(nora, client, arrive):
    arrive(sub="77", preferred_username="nora")
    client.post("/cuenta/salir/")
    assert arrive(sub="78", preferred_username="nora")["Location"] == "/cuenta/entrar/"


def test_an_unverified_address_proves_nothing(nora, client, arrive):
    with acting_as(nora.pk):
        type(nora).objects.filter(pk=nora.pk).update(email="nora@alcaldia.example")
    assert arrive(sub="5", email="nora@alcaldia.example", email_verified=False)["Location"] == "/cuenta/entrar/"
    assert arrive(sub="6", email="nora@alcaldia.example", email_verified=True)["Location"] == "/"


def test_who_sees_persons_needs_the_second_factor_here_too(cast, client, arrive):
    with acting_as(cast.irma.pk):
        actions.invite_user(username="noe", display_name="Noé", org=cast.ZAC, role="case_worker", by=cast.irma)
    arrive(sub="1", preferred_username="noe")
    assert client.get("/")["Location"] == "/cuenta/segundo-factor/"


def test_a_sign_in_broken_off_leads_back_to_the_door(nora, client, arrive):
    sent = client.get("/cuenta/oidc/institution/login/?process=login") if arrive(sub="x") else None
    state = parse_qs(urlparse(sent["Location"]).query)["state"][0]
    answer = client.get("/cuenta/oidc/institution/login/callback/", {"error": "access_denied", "state": state}, follow=True)
    assert answer.redirect_chain[-1][0] == "/cuenta/entrar/"


def test_without_a_provider_there_is_no_such_door(cast, client):
    assert client.get("/cuenta/oidc/institution/login/").status_code == 404
    assert "oidc" not in client.get("/cuenta/entrar/").content.decode()


def test_a_link_is_never_turned_to_another_user(nora, cast, client, arrive):
    from allauth.socialaccount.models import SocialAccount
    from django.db import ProgrammingError, transaction

    arrive(sub="77", preferred_username="nora")
    for by in (nora.pk, DOORKEEPER):
        with acting_as(by), pytest.raises(ProgrammingError), transaction.atomic():
            SocialAccount.objects.update(user=cast.beto)
