"""Role × action × state of four machines through the actions: who gets past the right, and who does not.

Those of signals stand in test_signal_policies.
What the database says to the same, past the program: test_assessment_machine, test_warning_policies, test_invariants_recommendations and
test_invariants_proposals.
"""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, transaction

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import User
from izote.access.roles import ROLES
from izote.config.demo.cast import PEOPLE
from izote.kit.errors import Conflict
from izote.prevention.actions import move
from izote.prevention.rules.machines import machine
from izote.prevention.tests import assessing, builders_proposals, builders_recommendations, builders_warnings

WHO = ("mina", "leo", "noemi", "raul", "hugo", "paula", "tere", "sara", "ines", "abel", "irma", "ana", "service")


class Undone(Exception):
    """What was tried got past the right, and is taken back."""


@pytest.fixture(params=["assessment", "warning", "recommendation", "proposal"])
def thing(request, committed_cast, superuser):
    """Something in the first state of its machine; the recommendation was told to the institution of ines."""
    made = {
        "assessment": assessing.begun, "warning": builders_warnings.begun, "proposal": builders_proposals.captured,
        "recommendation": lambda cast: builders_recommendations.stage(cast, superuser).rec,
    }  # fmt: skip
    return made[request.param](committed_cast)


def rights_of(who):
    if who == "service":
        return ROLES["prevention_service"].rights
    # an institution answers what was told to it, whoever's recommendation that is
    offices = {"PDD"} | ({org for org, _role in PEOPLE[who][1]} if who == "ines" else set())
    return {right for org, role in PEOPLE[who][1] if org in offices for right in ROLES[role].rights}


def past_the_right(user, row, to):
    """Whether this person is let through by the machine and the right; what a guard or the database says then is another question."""
    try:
        with acting_as(user.pk), transaction.atomic():
            move(row, to, by=user, facts={}, reason="porque sí")
            raise Undone
    except (PermissionDenied, ObjectDoesNotExist):
        return False
    except (Conflict, DatabaseError, Undone):
        return True


def stand(superuser, cast, row, state):
    """Put it into a state as no program could, with the columns that a constraint ties to that state."""
    more = {}
    if state == "merged":
        more = {"merged_into_id": builders_proposals.captured(cast, title="La otra", tables=("Mesa 9",)).pk}
    elif row.MACHINE == "proposal":
        more = {"merged_into_id": None}
    elif row.MACHINE == "recommendation":
        told = ("told_id", "institution_name", "notified_at", "answer_by")
        empty = dict(zip(told, (None, "", None, None), strict=True))
        more = empty if state == "formulated" else {name: getattr(row, name) for name in told}
    builders_recommendations.force(superuser, row, state=state, **more)


def test_every_person_tries_every_move_from_every_state_through_the_actions(committed_cast, superuser, thing):
    with acting_as(DOORKEEPER):
        users = {who: getattr(committed_cast, who) for who in WHO if who != "service"} | {
            "service": User.objects.get(username="service-prevention")
        }
    one, wrong = machine(thing.MACHINE), []
    for state in one.states:
        stand(superuser, committed_cast, thing, state)
        for way in one.out_of(state):
            may = {who for who in WHO if rights_of(who) & set(way.rights)}
            went = {who for who in WHO if past_the_right(users[who], thing, way.to)}
            if went != may:
                wrong.append((state, way.to, sorted(went - may), sorted(may - went)))
        for to in set(one.states) - {way.to for way in one.out_of(state)}:
            with acting_as(users["paula"].pk), pytest.raises((Conflict, ObjectDoesNotExist)):
                move(thing, to, by=users["paula"], facts={}, reason="porque sí")
    assert wrong == []
