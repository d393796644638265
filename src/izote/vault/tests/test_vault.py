"""Two halves, one reading: walked by three persons, tried by one who is curious, by a holder alone, and with raw SQL."""

import datetime as dt
import os
from unittest import mock

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as, token
from izote.kit.errors import BadInput, Conflict
from izote.vault import actions, door
from izote.vault.models import Identity, Key, Lockdown, Share
from izote.vault.queries import live_key, opening_for, rates

WORDS = {"raul": "maíz piedra río nube", "paula": "volcán barro espiga luz"}
IDENTITY = {"name": "Nombre Inventado Uno", "contact": "palabra de paso: flor de izote"}
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation)


@pytest.fixture
def raw():
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as connection:
        yield connection


def become(raw, user):
    raw.execute("select set_config('izote.actor', %s, true)", [token(user.pk, pid=raw.info.backend_pid)])


def key(cast):
    for name, words in WORDS.items():
        user = getattr(cast, name)
        with acting_as(user.pk):
            actions.take_half(cast.PDD, by=user, passphrase=words)


def kept(cast, code="F-AAAAA"):
    with acting_as(cast.noemi.pk):
        door.keep(cast.PDD, code, IDENTITY, by=cast.noemi)


def asked(cast, by=None, code="F-AAAAA"):
    by = by or cast.noemi
    with acting_as(by.pk):
        return actions.ask_opening(cast.PDD, code, by=by, reason="danger", words="hay que llegar a tiempo")


def given(cast, opening, *names):
    for name in names:
        user = getattr(cast, name)
        with acting_as(user.pk):
            actions.give_half(opening_for(user, opening.pk), by=user, passphrase=WORDS[name])


def test_noemi_asks_raul_and_paula_give_and_it_is_read_once(cast):
    key(cast)
    kept(cast)
    opening = asked(cast)
    given(cast, opening, "raul", "paula")
    with acting_as(cast.noemi.pk):
        assert actions.show_identity(opening, by=cast.noemi) == IDENTITY
        assert not Share.objects.exists()
        with pytest.raises(Conflict):
            actions.show_identity(opening, by=cast.noemi)
        assert rates(cast.PDD.pk)[0] == (30, (1, 1))


def test_a_half_on_paper_is_kept_nowhere_and_opens(cast, superuser):
    with acting_as(cast.raul.pk):
        actions.take_half(cast.PDD, by=cast.raul, passphrase=WORDS["raul"])
    with acting_as(cast.paula.pk):
        half, paper = actions.take_half(cast.PDD, by=cast.paula, outside=True)
    assert half.outside and paper
    kept(cast)
    opening = asked(cast)
    given(cast, opening, "raul")
    with acting_as(cast.paula.pk):
        with pytest.raises(BadInput):
            actions.give_half(opening, by=cast.paula, paper=paper.replace(paper[0], "A" if paper[0] != "A" else "B"))
        actions.give_half(opening, by=cast.paula, paper=paper)
    with acting_as(cast.noemi.pk):
        assert actions.show_identity(opening, by=cast.noemi) == IDENTITY


def test_one_half_opens_nothing_and_one_person_never_holds_both(cast):
    with acting_as(cast.raul.pk):
        actions.take_half(cast.PDD, by=cast.raul, passphrase=WORDS["raul"])
        with pytest.raises(Conflict):
            actions.take_half(cast.PDD, by=cast.raul, passphrase="otra frase de paso larga")
    with acting_as(cast.noemi.pk), pytest.raises(Conflict):
        door.keep(cast.PDD, "F-AAAAA", IDENTITY, by=cast.noemi)
    with acting_as(cast.paula.pk):
        with pytest.raises(BadInput):
            actions.take_half(cast.PDD, by=cast.paula, passphrase="corta")
        actions.take_half(cast.PDD, by=cast.paula, passphrase=WORDS["paula"])
    kept(cast)
    opening = asked(cast, by=cast.raul)
    given(cast, opening, "raul")
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        actions.show_identity(opening, by=cast.raul)
    given(cast, opening, "paula")
    with acting_as(cast.paula.pk), pytest.raises(PermissionDenied):
        actions.show_identity(opening, by=cast.paula)
    with acting_as(cast.raul.pk):
        assert actions.show_identity(opening, by=cast.raul) == IDENTITY


def test_what_was_given_is_worth_nothing_after_a_quarter_of_an_hour(cast, superuser):
    key(cast)
    kept(cast)
    opening = asked(cast)
    given(cast, opening, "raul", "paula")
    with acting_as(cast.raul.pk):
        share = Share.objects.get()
    later = timezone.now() + dt.timedelta(minutes=16)
    with acting_as(cast.noemi.pk), mock.patch("django.utils.timezone.now", return_value=later), pytest.raises(Conflict):
        actions.show_identity(opening, by=cast.noemi)
    assert share.pk


def test_a_wrong_passphrase_gives_nothing_and_others_cannot_give(cast):
    key(cast)
    kept(cast)
    opening = asked(cast)
    with acting_as(cast.raul.pk), pytest.raises(BadInput):
        actions.give_half(opening, by=cast.raul, passphrase=WORDS["paula"])
    for who in (cast.noemi, cast.hugo, cast.irma, cast.mina, cast.abel):
        with acting_as(who.pk), pytest.raises(PermissionDenied):
            actions.give_half(opening, by=who, passphrase=WORDS["raul"])


def test_five_wrong_passphrases_in_an_hour_and_for_an_hour_not_even_the_right_one_is_tried(committed_cast, client, superuser):
    cast = committed_cast
    key(cast)
    kept(cast)
    opening = asked(cast)
    there = reverse("vault_opening", args=[opening.pk])
    client.force_login(cast.raul)
    for _n in range(4):
        assert client.post(there, {"secret": "otra frase de paso larga"}).status_code == 422
    with acting_as(cast.raul.pk), pytest.raises(Conflict):  # no new key is being made, and that is no wrong try
        actions.pass_half(cast.PDD, by=cast.raul, passphrase="otra frase de paso larga")
    assert client.post(there, {"secret": "otra frase de paso larga"}).status_code == 422
    refused = client.post(there, {"secret": WORDS["raul"]})
    assert refused.status_code == 409 and "no se prueba nada más" in refused.content.decode()
    given(cast, opening, "paula")
    later = timezone.now() + dt.timedelta(minutes=61)
    with mock.patch("django.utils.timezone.now", return_value=later):
        given(cast, opening, "raul")
    assert superuser.execute("select count(*) from audit.audit_event where verb = 'vault.half_refused'").fetchone()[0] == 5


def test_raw_sql_puts_no_wrong_try_into_the_past_and_takes_none_away(committed_cast, raw):
    cast = committed_cast
    with raw.transaction():
        become(raw, cast.raul)
        raw.execute("insert into vault_miss (org_id, by_id, at) values (%s, %s, '2001-01-01')", [cast.PDD.pk, cast.raul.pk])
        assert raw.execute("delete from vault_miss").rowcount == 0
        assert raw.execute("select count(*) from vault_miss where at > now() - interval '1 minute'").fetchone()[0] == 1
    with raw.transaction():
        become(raw, cast.paula)
        assert raw.execute("select count(*) from vault_miss").fetchone()[0] == 0


def test_a_new_key_takes_over_when_both_old_halves_let_it(cast):
    key(cast)
    kept(cast)
    new = {"raul": "frase nueva de raúl aquí", "paula": "frase nueva de paula aquí"}
    for name, words in new.items():
        user = getattr(cast, name)
        with acting_as(user.pk):
            actions.take_half(cast.PDD, by=user, passphrase=words)
            assert live_key(cast.PDD.pk).number == 1
    with acting_as(cast.raul.pk):
        assert actions.pass_half(cast.PDD, by=cast.raul, passphrase=WORDS["raul"]) is False
        with pytest.raises(BadInput):
            actions.pass_half(cast.PDD, by=cast.raul, passphrase=new["raul"])
    with acting_as(cast.paula.pk):
        assert actions.pass_half(cast.PDD, by=cast.paula, passphrase=WORDS["paula"]) is True
        assert live_key(cast.PDD.pk).number == 2 and Key.objects.filter(live=True).count() == 1
    opening = asked(cast)
    for name, words in new.items():
        user = getattr(cast, name)
        with acting_as(user.pk):
            actions.give_half(opening, by=user, passphrase=words)
    with acting_as(cast.noemi.pk):
        assert actions.show_identity(opening, by=cast.noemi) == IDENTITY


def test_P17_one_shuts_everything_and_two_open_it_again(cast, client):
    key(cast)
    kept(cast)
    opening = asked(cast)
    given(cast, opening, "raul", "paula")
    client.force_login(cast.leo)
    assert client.get("/").status_code in (200, 302)
    with acting_as(cast.hugo.pk):
        one = actions.lock_down(cast.PDD, by=cast.hugo)
        assert actions.lock_down(cast.PDD, by=cast.hugo) == one
        assert door.locked(cast.PDD)
        with pytest.raises(Conflict):
            door.require_open(cast.PDD)
    assert client.get("/cuenta/entrar/").status_code == 200  # no session any more
    with acting_as(cast.noemi.pk):
        assert not Identity.objects.exists() and not Share.objects.exists()
        for refused in (
            lambda: actions.show_identity(opening, by=cast.noemi),
            lambda: door.keep(cast.PDD, "F-BBBBB", IDENTITY, by=cast.noemi),
            lambda: door.forget(cast.PDD, "F-AAAAA", by=cast.noemi),
            lambda: actions.ask_opening(cast.PDD, "F-AAAAA", by=cast.noemi, reason="danger", words="x"),
        ):
            with pytest.raises(Conflict):
                refused()
    with acting_as(cast.mina.pk), pytest.raises(PermissionDenied):
        actions.lift(cast.PDD, by=cast.mina)
    with acting_as(cast.raul.pk):
        assert actions.lift(cast.PDD, by=cast.raul) is False
        with pytest.raises(Conflict):
            actions.lift(cast.PDD, by=cast.raul)
        assert door.locked(cast.PDD)
    with acting_as(cast.paula.pk):
        assert actions.lift(cast.PDD, by=cast.paula) is True
        assert not door.locked(cast.PDD)
    with acting_as(cast.noemi.pk):
        assert door.held(cast.PDD, ["F-AAAAA"]) == {"F-AAAAA"}


def test_a_lockdown_ends_every_session_of_the_office(committed_cast, client, superuser):
    cast = committed_cast
    client.force_login(cast.leo)
    with acting_as(cast.noemi.pk):
        actions.lock_down(cast.PDD, by=cast.noemi)
    assert superuser.execute("select count(*) from accounts.access_session where user_id = %s", [cast.leo.pk]).fetchone()[0] == 0


def test_raw_sql_shows_ciphertext_to_a_few_and_nothing_to_the_rest(committed_cast, raw):
    cast = committed_cast
    key(cast)
    kept(cast)
    seen = {}
    for name in ("noemi", "raul", "paula", "hugo", "mina", "leo", "irma", "abel", "ana", "ines", "sara"):
        with raw.transaction():
            become(raw, getattr(cast, name))
            seen[name] = (
                raw.execute("select count(*) from vault_identity").fetchone()[0],
                raw.execute("select count(*) from vault_box").fetchone()[0],
            )
    assert {name: counts for name, counts in seen.items() if counts != (0, 0)} == {"noemi": (1, 0), "raul": (1, 1), "paula": (1, 1)}
    with raw.transaction():
        become(raw, cast.noemi)
        row = raw.execute("select sealed, once from vault_identity").fetchone()
    assert b"Inventado" not in bytes(row[0]) and b"izote" not in bytes(row[0]) + bytes(row[1])


def test_raw_sql_makes_no_share_reading_or_key_out_of_nothing(committed_cast, raw):
    cast = committed_cast
    key(cast)
    kept(cast)
    opening = asked(cast)
    with acting_as(cast.raul.pk):
        half = live_key(cast.PDD.pk).halves.get(holder=cast.raul)
        other = live_key(cast.PDD.pk).halves.get(holder=cast.paula)
    shown = "insert into vault_shown (org_id, opening_id, by_id, at) values (%s, %s, %s, now())"
    share = "insert into vault_share (org_id, opening_id, half_id, sealed, by_id, at) values (%s, %s, %s, 'x', %s, now())"
    tries = [
        (cast.noemi, shown, [cast.PDD.pk, opening.pk, cast.noemi.pk]),
        (cast.raul, shown, [cast.PDD.pk, opening.pk, cast.raul.pk]),
        (cast.raul, share, [cast.PDD.pk, opening.pk, other.pk, cast.raul.pk]),
        (cast.raul, share, [cast.PDD.pk, opening.pk, half.pk, cast.paula.pk]),
        (cast.noemi, share, [cast.PDD.pk, opening.pk, half.pk, cast.noemi.pk]),
        (cast.raul, "insert into vault_key (org_id, number, live, made_at) values (%s, 9, true, now())", [cast.PDD.pk]),
        (cast.hugo, "insert into vault_lift (org_id, lockdown_id, by_id, at) values (%s, 1, %s, now())", [cast.PDD.pk, cast.hugo.pk]),
        (cast.mina, "insert into vault_lockdown (org_id, by_id, at) values (%s, %s, now())", [cast.PDD.pk, cast.mina.pk]),
        (cast.raul, "update vault_opening set reason = 'court'", []),
        (cast.noemi, "delete from vault_opening", []),
        (cast.paula, "delete from vault_shown", []),
        (cast.paula, "update vault_lockdown set at = now()", []),
        (cast.noemi, "delete from vault_half", []),
    ]
    for user, sql, values in tries:
        with pytest.raises(REFUSED), raw.transaction(force_rollback=True):
            become(raw, user)
            raw.execute(sql, values)
    assert not Lockdown.objects.exists()


def test_a_forgotten_identity_is_gone_for_good(cast):
    key(cast)
    kept(cast)
    opening = asked(cast)
    with acting_as(cast.noemi.pk):
        assert door.forget(cast.PDD, "F-AAAAA", by=cast.noemi) and not door.forget(cast.PDD, "F-AAAAA", by=cast.noemi)
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        actions.give_half(opening, by=cast.raul, passphrase=WORDS["raul"])
    with acting_as(cast.mina.pk), pytest.raises(PermissionDenied):
        door.forget(cast.PDD, "F-AAAAA", by=cast.mina)
