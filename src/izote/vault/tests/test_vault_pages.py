"""The vault on its pages: three persons open one identity, once; nothing keeps the page; everything is shut by a button."""

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.prevention.tests.builders_signals import source
from izote.vault.models import Opening

PASSPHRASE = "maíz piedra río nube"


def halves(cast, client):
    for who, more in ((cast.raul, {"held": "passphrase", "passphrase": PASSPHRASE, "again": PASSPHRASE}), (cast.paula, {"held": "paper"})):
        client.force_login(who)
        answer = client.post(reverse("vault_half"), more)
    return answer.context["paper"]


def test_three_persons_open_one_identity_once(cast, client):
    paper, one = halves(cast, client), source(cast)
    client.force_login(cast.noemi)
    secret = "Nombre Inventado del Maíz"
    assert client.post(reverse("vault_keep", args=[one.code]), {"name": secret}).status_code == 302
    assert secret not in client.get(reverse("signalsource_detail", args=[one.pk])).content.decode()
    asked = client.post(reverse("vault_ask", args=[one.code]), {"reason": "danger", "words": "Hay que avisarle."})
    with acting_as(cast.noemi.pk):
        row = Opening.objects.get()
    assert asked["Location"] == reverse("vault_opening", args=[row.pk])
    there, show = reverse("vault_opening", args=[row.pk]), reverse("vault_show", args=[row.pk])
    assert client.post(show).status_code == 409 and client.post(there, {"secret": "x"}).status_code == 403
    client.force_login(cast.raul)
    page = client.get(there).content.decode()
    assert "Hay que avisarle." in page and client.post(there, {"secret": "otra frase de paso"}).status_code == 422
    assert client.post(there, {"secret": PASSPHRASE}).status_code == 302
    client.force_login(cast.paula)
    assert client.post(there, {"secret": paper}).status_code == 302
    assert client.post(show).status_code == 403
    client.force_login(cast.noemi)
    read = client.post(show)
    assert secret in read.content.decode() and "no-store" in read["Cache-Control"]
    assert client.post(show).status_code == 409 and secret not in client.get(there).content.decode()
    client.force_login(cast.raul)
    client.post(reverse("vault_seen", args=[row.pk]))
    assert client.get(reverse("vault")).context["rates"][0] == (30, (1, 1))


@pytest.mark.parametrize("who", ["irma", "mina", "abel", "ana", "ines", "sara", "tere"])
def test_who_has_nothing_to_do_with_it_learns_nothing(cast, client, who):
    halves(cast, client)
    client.force_login(getattr(cast, who))
    assert {client.get(reverse(name)).status_code for name in ("vault", "vault_half", "vault_lockdown")} == {403}
    assert client.post(reverse("vault_lockdown")).status_code == 403


def test_the_button_shuts_everything_and_signs_out_whoever_pressed_it(cast, client):
    halves(cast, client)
    client.force_login(cast.hugo)
    assert client.post(reverse("vault_lockdown")).status_code == 200
    assert client.get(reverse("vault")).status_code == 302
    client.force_login(cast.noemi)
    assert client.get(reverse("vault")).context["lockdown"].by == cast.hugo
    assert client.post(reverse("vault_keep", args=["F-ABCDEF"]), {"name": "x"}).status_code == 409
    assert client.post(reverse("vault_lift")).status_code == 403
    for who in (cast.raul, cast.paula):
        client.force_login(who)
        assert client.post(reverse("vault_lift")).status_code == 302
    assert client.get(reverse("vault")).context["lockdown"] is None


def test_a_command_shuts_everything_too(cast):
    from argparse import Namespace

    from izote.kit.errors import BadInput
    from izote.vault import door
    from izote.vault.commands import lockdown

    with acting_as(cast.mina.pk), pytest.raises(BadInput):
        lockdown(Namespace(user=cast.mina))
    with acting_as(cast.paula.pk):
        assert lockdown(Namespace(user=cast.paula))["office"] == "PDD" and door.locked(cast.PDD)
