"""Roles by kind of office, names, one-time links."""

import re

import pytest

from izote.access.roles import NEEDS_SECOND_FACTOR, ROLES, SERVICE_ROLES
from izote.access.rules import OFFICE_CODE, USERNAME, grantable, new_token, token_hash


def test_a_link_can_be_typed_from_paper_and_never_repeats():
    tokens = {new_token() for _ in range(500)}
    assert len(tokens) == 500 and all(re.fullmatch(r"([a-hj-km-np-z2-9]{5}-?){4}", token) for token in tokens)
    token = tokens.pop()
    assert token_hash(f" {token.upper()} ") == token_hash(token) != token_hash(tokens.pop())


def test_services_roles_are_given_to_nobody():
    for kind in ("municipal", "ombuds", "partner", "platform"):
        assert not grantable(kind) & SERVICE_ROLES and "administrator" in grantable(kind)
    assert not any("person.read" in ROLES[role].rights for role in grantable("platform") | grantable("ombuds"))


def test_whoever_sees_persons_accounts_or_the_trail_needs_a_second_factor():
    assert {"reception", "case_worker", "supervisor", "psychologist", "data_delegate", "administrator"} <= NEEDS_SECOND_FACTOR
    assert {"ombuds_delegate", "prevention_analyst", "harm_officer", "seminar_manager"} <= NEEDS_SECOND_FACTOR
    assert not NEEDS_SECOND_FACTOR & {"observatory_analyst", "community_monitor", "institution_focal"}


@pytest.mark.parametrize(
    ("text", "fits"), [("ana", True), ("ana.lopez-2", True), ("An", False), ("2ana", False), ("ana ", False), ("josé", False)]
)
def test_user_names(text, fits):
    assert bool(USERNAME.match(text)) is fits


@pytest.mark.parametrize(("text", "fits"), [("ZAC", True), ("zac", False), ("ZACA", False), ("Z-C", False)])
def test_office_codes(text, fits):
    assert bool(OFFICE_CODE.match(text)) is fits
