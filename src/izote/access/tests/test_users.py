"""Inviting, granting, resetting and leaving: what happens, who may not, what stays on the trail."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied

from izote.access import actions, queries
from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Invitation, Membership, Session, User
from izote.access.permissions import forget_memberships, may, today
from izote.access.roles import OMBUDS, SERVICES
from izote.kit.errors import BadInput, Conflict
from tests.builders import person

PHRASE = "cuatro-palabras-que-recuerdo"


@pytest.fixture
def as_irma(cast):
    """Irma, who administers the platform, acts."""
    with acting_as(cast.irma.pk):
        yield cast


@pytest.fixture
def local(cast):
    """Olga, who administers Zacatecoluca alone."""
    with acting_as(cast.irma.pk):
        olga, _token = actions.invite_user(username="olga", display_name="Olga", org=cast.ZAC, role="administrator", by=cast.irma)
    return olga


def invite(cast, username="nora", role="reception", org=None):
    return actions.invite_user(username=username, display_name="Nora", org=org or cast.ZAC, role=role, by=cast.irma)


def test_an_invited_user_sets_a_password_once_and_may_then_work(as_irma):
    user, token = invite(as_irma)
    assert not user.has_usable_password()
    with acting_as(DOORKEEPER):
        joined = actions.accept_invitation(token, password=PHRASE)
    assert joined.pk == user.pk and joined.check_password(PHRASE)
    with acting_as(joined.pk):
        assert may(joined, "person.read", as_irma.ZAC) and not may(joined, "person.read", as_irma.SMI)
    with acting_as(DOORKEEPER), pytest.raises(Conflict):
        actions.accept_invitation(token, password=PHRASE)


def test_the_link_is_not_kept_expires_and_is_replaced_by_a_new_one(as_irma, superuser):
    user, first = invite(as_irma)
    row = Invitation.objects.get(user=user)
    assert first not in str(vars(row)) and row.expires_at - row.created_at > dt.timedelta(hours=71)
    second = actions.reinvite_user(user, by=as_irma.irma)
    with acting_as(DOORKEEPER), pytest.raises(Conflict):
        actions.accept_invitation(first, password=PHRASE)
    with acting_as(as_irma.irma.pk):
        Invitation.objects.filter(user=user).update(expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    with acting_as(DOORKEEPER), pytest.raises(Conflict):
        actions.accept_invitation(second, password=PHRASE)


@pytest.mark.parametrize("who", ["ana", "beto", "rosa", "carla", "delia", "oscar", "paula", "dina"])
def test_who_does_not_manage_users_invites_nobody(cast, who):
    by = getattr(cast, who)
    with acting_as(by.pk):
        for office in (cast.ZAC, cast.SMI, cast.IZO):
            with pytest.raises(PermissionDenied):
                actions.invite_user(username="nora", display_name="Nora", org=office, role="supervisor", by=by)


def test_a_name_that_is_taken_and_a_role_that_does_not_fit_are_refused(as_irma):
    with pytest.raises(Conflict):
        invite(as_irma, username="ana")
    for role, office in (("case_worker", as_irma.IZO), ("list_service", as_irma.ZAC), ("no", as_irma.ZAC)):
        with pytest.raises(BadInput):
            invite(as_irma, role=role, org=office)


def test_nobody_grants_ends_or_resets_for_themselves(as_irma):
    irma = as_irma.irma
    own = Membership.objects.get(user=irma)
    for act in (
        lambda: actions.grant_role(irma, org=as_irma.ZAC, role="supervisor", by=irma),
        lambda: actions.end_membership(own, by=irma),
        lambda: actions.reset_second_factor(irma, by=irma),
        lambda: actions.deactivate_user(irma, by=irma),
        lambda: actions.reinvite_user(irma, by=irma),
        lambda: actions.end_sessions(irma, by=irma),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_local_administrator_reaches_her_office_and_no_other(cast, local):
    with acting_as(local.pk):
        actions.grant_role(cast.rosa, org=cast.ZAC, role="case_worker", by=local)
        with pytest.raises(PermissionDenied):
            actions.grant_role(cast.rosa, org=cast.SMI, role="case_worker", by=local)
        with pytest.raises(PermissionDenied):
            actions.create_office(code="TEC", name="Tecoluca", kind="municipal", by=local)
        assert {office.code for office in queries.offices_for(local)} == {"ZAC"}
        shown = {user.username for user in queries.users_for(local)}
        assert "ana" in shown and not shown & {"carla", "paula", "irma"}


def test_a_local_administrator_cannot_take_over_someone_who_also_works_elsewhere(cast, local):
    with acting_as(cast.irma.pk):
        actions.grant_role(cast.ana, org=cast.SMI, role="reception", by=cast.irma)
    with acting_as(local.pk):
        for act in (actions.reinvite_user, actions.reset_second_factor, actions.deactivate_user, actions.end_sessions):
            with pytest.raises(PermissionDenied):
                act(cast.ana, by=local)
        mine = Membership.objects.get(user=cast.ana, org=cast.ZAC)
        actions.end_membership(mine, by=local)  # her own office's role she may take back


def session_of(user):
    from izote.access.sessions import SessionStore

    with acting_as(user.pk):
        store = SessionStore()
        store["_auth_user_id"] = str(user.pk)
        store.create()
        store.save()


def test_an_ended_role_ends_sessions_and_sight(cast):
    session_of(cast.rosa)
    person(cast.ana, cast.ZAC)
    with acting_as(cast.irma.pk):
        actions.end_membership(Membership.objects.get(user=cast.rosa), by=cast.irma)
        assert Session.objects.filter(user_id=cast.rosa.pk).count() == 0
    forget_memberships(cast.rosa)
    with acting_as(cast.rosa.pk):
        from izote.people.models import Person

        assert not may(cast.rosa, "person.read", cast.ZAC) and Person.objects.count() == 0


def test_a_role_given_and_taken_back_on_one_day_leaves_no_day_of_sight(as_irma):
    role = actions.grant_role(as_irma.oscar, org=as_irma.ZAC, role="reception", by=as_irma.irma)
    actions.end_membership(role, by=as_irma.irma)
    assert not may(as_irma.oscar, "person.read", as_irma.ZAC)
    with pytest.raises(Conflict):
        actions.end_membership(role, by=as_irma.irma)
    actions.grant_role(as_irma.oscar, org=as_irma.ZAC, role="reception", by=as_irma.irma)  # and may be given again


def test_a_role_until_a_day_ends_by_itself(as_irma):
    role = actions.grant_role(as_irma.oscar, org=as_irma.ZAC, role="reception", by=as_irma.irma, until=today())
    forget_memberships(as_irma.oscar)
    assert may(as_irma.oscar, "person.read", as_irma.ZAC)
    Membership.objects.filter(pk=role.pk).update(starts_on=today() - dt.timedelta(days=9), ends_on=today() - dt.timedelta(days=1))
    forget_memberships(as_irma.oscar)
    assert not may(as_irma.oscar, "person.read", as_irma.ZAC)
    with pytest.raises(BadInput):
        actions.grant_role(as_irma.oscar, org=as_irma.SMI, role="reception", by=as_irma.irma, until=today() - dt.timedelta(days=1))


def test_a_leaver_loses_everything_and_only_counts_are_told(cast):
    session_of(cast.ana)
    with acting_as(cast.ana.pk):
        TOTP.activate(cast.ana, "A" * 32)
    person(cast.ana, cast.ZAC)
    person(cast.ana, cast.ZAC, first_name="Otra")
    with acting_as(cast.irma.pk):
        assert actions.deactivate_user(cast.ana, by=cast.irma) == {"people_person": 2}
        left = User.objects.get(pk=cast.ana.pk)
        assert not left.is_active and not left.has_usable_password()
        assert queries.account_of(left, by=cast.irma)["factors"] == []
        assert not Session.objects.filter(user_id=left.pk).exists()
        assert not [m for m in Membership.objects.filter(user=left) if queries.holds(m)]
        with pytest.raises(Conflict):
            actions.grant_role(left, org=cast.ZAC, role="reception", by=cast.irma)
    with acting_as(cast.rosa.pk):
        assert actions.responsibilities(cast.ana) == {}


def test_a_lost_second_factor_is_replaced_by_way_of_the_link_alone(cast, client):
    with acting_as(cast.ana.pk):
        TOTP.activate(cast.ana, "A" * 32)
    session_of(cast.ana)
    with acting_as(cast.irma.pk):
        token = actions.reset_second_factor(cast.ana, by=cast.irma)
        assert not Authenticator.objects.filter(user_id=cast.ana.pk).exists()
        assert not Session.objects.filter(user_id=cast.ana.pk).exists()
        assert not User.objects.get(pk=cast.ana.pk).has_usable_password()
    assert client.get(f"/invitacion/{token}/").status_code == 200
    assert client.post(f"/invitacion/{token}/", {"password1": PHRASE, "password2": PHRASE})["Location"] == "/cuenta/entrar/"
    entered = client.post("/cuenta/entrar/", {"login": "ana", "password": PHRASE}, follow=True)
    assert entered.redirect_chain[-1][0] == "/cuenta/segundo-factor/"
    assert "la administración retiró su segundo factor" in entered.content.decode()


def test_offices_are_opened_by_the_platform_with_their_services(as_irma):
    office = actions.create_office(code="TEC", name="Tecoluca", kind="municipal", by=as_irma.irma)
    assert set(Membership.objects.filter(org=office).values_list("role", flat=True)) == set(SERVICES.values()) - OMBUDS
    other = actions.create_office(code="PDX", name="Procuraduría", kind="ombuds", by=as_irma.irma)
    assert set(Membership.objects.filter(org=other).values_list("role", flat=True)) == {"prevention_service", "door_service"}
    with pytest.raises(Conflict):
        actions.create_office(code="ZAC", name="Otra", kind="municipal", by=as_irma.irma)
    actions.change_office(office, by=as_irma.irma, name="Oficina de Tecoluca", is_active=False, code="XXX")
    office.refresh_from_db()
    assert (office.name, office.is_active, office.code) == ("Oficina de Tecoluca", False, "TEC")
    actions.change_office(office, by=as_irma.irma, is_active=True)
    with pytest.raises(Conflict):
        actions.change_office(as_irma.IZO, by=as_irma.irma, is_active=False)


def test_every_act_leaves_its_line(as_irma, superuser):
    user, _token = invite(as_irma)
    role = actions.grant_role(user, org=as_irma.SMI, role="reception", by=as_irma.irma)
    actions.end_membership(role, by=as_irma.irma)
    actions.end_sessions(user, by=as_irma.irma)
    actions.reset_second_factor(user, by=as_irma.irma)
    actions.deactivate_user(user, by=as_irma.irma)
    with acting_as(as_irma.dina.pk):
        verbs = {row.verb for row in queries.events_for(as_irma.dina, code="nora")}
    assert verbs == {
        "user.invited",
        "user.sessions_ended",
        "user.second_factor_reset",
        "user.left",
    }  # what was done in SMI is SMI's to read
