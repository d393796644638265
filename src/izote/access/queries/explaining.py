"""What a user can see, and why: read from the roles, the memberships and the row policies that decide."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from izote.access.database import tables
from izote.access.models import Membership, Organization, User
from izote.access.permissions import memberships, needs_second_factor, orgs_with
from izote.access.queries.accounts import holds
from izote.access.roles import RIGHTS, ROLES
from izote.access.rowlevel import Table

RIGHT = re.compile(r"access\.orgs\('([a-z._]+)'\)")


def explain(user: User) -> dict[str, Any]:
    """Memberships, rights with the role they come from, and for each kind of row about persons: whether, where and why."""
    codes = dict(Organization.objects.values_list("pk", "code"))
    rows = Membership.objects.filter(user=user).select_related("org").order_by("-starts_on", "-pk")
    kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    return {
        "user": user.username,
        "name": str(user),
        "active": user.is_active,
        "second_factor": {"needed": needs_second_factor(user), "present": sorted(kinds)},
        "memberships": [_membership(row) for row in rows],
        "rights": _rights(user, codes),
        "persons": _persons(user, codes),
    }


def _membership(row: Membership) -> dict[str, Any]:
    role = ROLES.get(row.role)
    return {
        "office": row.org.code,
        "office_name": row.org.name,
        "role": row.role,
        "role_label": str(role.label) if role else row.role,
        "since": row.starts_on,
        "until": row.ends_on,
        "holds": holds(row) and row.org.is_active,
    }


def _rights(user: User, codes: dict[int, str]) -> list[dict[str, Any]]:
    found = []
    for right, label in RIGHTS.items():
        offices = [codes[pk] for pk in orgs_with(user, right)]
        through = sorted(
            {f"{ROLES[m.role].label} ({m.org.code})" for m in memberships(user) if m.role in ROLES and right in ROLES[m.role].rights}
        )
        if offices:
            found.append({"right": right, "label": str(label), "offices": offices, "through": through})
    return found


def _persons(user: User, codes: dict[int, str]) -> list[dict[str, Any]]:
    """Tables about persons, those with the same answer together."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for table in tables():
        if table.persons:
            answer = _answer(user, table, codes)
            key = (answer["level"], tuple(answer["offices"]), tuple(answer["why"]))
            groups.setdefault(key, {**answer, "tables": []})["tables"].append(table.name)
    order = {"contact": 0, "case": 1, "other": 2}
    return sorted(groups.values(), key=lambda group: (order[group["level"]], not group["offices"]))


def _answer(user: User, table: Table, codes: dict[int, str]) -> dict[str, Any]:
    """Whether and why the user reads rows of one table, by the rights that its policy names."""
    if "access.opens(" in table.read:
        return _case_level(user, codes)
    named = list(dict.fromkeys(RIGHT.findall(table.read)))
    have = {right: orgs_with(user, right) for right in named}
    offices = sorted({codes[pk] for pks in have.values() for pk in pks})
    why = [str(RIGHTS[right]) for right in named if have[right]]
    if offices and "access.hidden_" in table.read:
        why.append(_("except files from which a colleague or the person keeps this user away"))
    if not offices and "access.actor()" in table.read:
        why.append(_("only rows that concern this user"))
    level = "contact" if named == ["person.read"] else "other"
    return {"level": level, "label": LEVELS[level](), "offices": offices, "why": why or [_("no right that the rows ask for")]}


def _case_level(user: User, codes: dict[int, str]) -> dict[str, Any]:
    reads = set(orgs_with(user, "person.read"))
    ways = (
        ("sensitive.team", _("every file of the office")),
        ("sensitive.own", _("files for which this user is responsible")),
        ("breakglass.use", _("one file for three hours in an emergency, told to the supervisor")),
    )
    open_ways = [(right, words) for right, words in ways if reads & set(orgs_with(user, right))]
    offices = sorted({codes[pk] for right, _words in open_ways for pk in reads & set(orgs_with(user, right))})
    why = [words for _right, words in open_ways]
    if offices:
        why.append(_("each opening leaves a line on the file"))
    return {"level": "case", "label": LEVELS["case"](), "offices": offices, "why": why or [_("no right that the rows ask for")]}


LEVELS = {
    "contact": lambda: _("Names, contact and identity"),
    "case": lambda: _("Migration, health and address"),
    "other": lambda: _("What surrounds the files"),
}
