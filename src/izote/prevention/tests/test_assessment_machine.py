"""Every goal tried by everybody from every state of an assessment, against the database; only the machine's moves are made."""

import os

import psycopg
import pytest

from izote.access.context import DOORKEEPER, acting_as, token
from izote.access.models import User
from izote.access.roles import ROLES
from izote.config.demo.cast import PEOPLE
from izote.prevention.rules.machines import machine
from izote.prevention.tests import assessing

OFFICE = [name for name, (_said, roles) in PEOPLE.items() if any(org == "PDD" for org, _role in roles)]
STEP = (
    'insert into prevention_step (org_id, machine, subject, label, source, "to", by_id, reason, number, at, transaction, previous, hash)'
    " values (%s, 'assessment', %s, '', %s, %s, %s, '', 0, now(), 0, '', '')"
)
MADE = {
    "draft": assessing.begun, "double_rating": assessing.rating, "reconciling": assessing.settled, "national_review": assessing.in_review,
    "approved": assessing.approved,
}  # fmt: skip
# who gets through with the change of state alone: approving also takes a last day, closing takes finished ratings, ending a day past
GO = {
    ("draft", "double_rating"): {"noemi"},
    ("reconciling", "national_review"): {"noemi", "raul"},
    ("national_review", "reconciling"): {"hugo", "paula"},
}


def rights(who):
    return {right for org, role in PEOPLE[who][1] if org == "PDD" for right in ROLES[role].rights}


@pytest.mark.parametrize("state", MADE)
def test_only_who_may_moves_an_assessment_and_only_where_the_machine_leads(committed_cast, state):
    cast = committed_cast
    row = MADE[state](cast)
    with acting_as(DOORKEEPER):
        keys = {who: getattr(cast, who).pk for who in OFFICE} | {"service": User.objects.get(username="service-prevention").pk}
    held = {who: rights(who) for who in OFFICE} | {"service": set(ROLES["prevention_service"].rights)}
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as raw:
        for goal in machine("assessment").states:
            way = machine("assessment").move(state, goal)
            for who, key in keys.items():
                done = _moved(raw, row, key, state, goal)
                may = way is not None and bool(held[who] & set(way.rights))
                assert not done or may, f"{who} moved it from {state} to {goal}"
                assert done == (who in GO.get((state, goal), set())), f"{who}: {state} → {goal}"


def _moved(raw, row, key, state, goal):
    """Whether the database lets somebody take the step and change the state, everything rolled back."""
    try:
        with raw.transaction(force_rollback=True):
            raw.execute("select set_config('izote.actor', %s, true)", [token(key, pid=raw.info.backend_pid)])
            raw.execute(STEP, [row.org_id, row.pk, state, goal, key])
            changed = raw.execute("update prevention_riskassessment set state = %s where id = %s", [goal, row.pk]).rowcount
            raw.execute("set constraints all immediate")
            return changed == 1
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation):
        return False
