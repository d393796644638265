"""What happened to a thing, and what may happen next, for somebody."""

from typing import Any

from django.db.models import QuerySet

from izote.prevention.models import Moving, Step
from izote.prevention.permissions import may_move
from izote.prevention.rules.machines import Move, machine


def steps_of(thing: Moving) -> QuerySet[Step]:
    """Every step of a thing, the first first."""
    return Step.objects.filter(org_id=thing.org_id, machine=thing.MACHINE, subject=thing.pk).select_related("by").order_by("number")


def moves_for(user: Any, thing: Moving) -> list[Move]:
    """The moves that the user has the right to, from where it stands; guards are asked when it is done."""
    return [one for one in machine(thing.MACHINE).out_of(thing.state) if may_move(user, one, thing)]
