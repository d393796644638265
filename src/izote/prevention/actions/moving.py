"""The only way from state to state: the machine, the right, every guard; then a step, the new state, and a line of the trail."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.sealing_wax import open_text, seal_text
from izote.kit.errors import Conflict
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Moving, Step
from izote.prevention.permissions import may_move
from izote.prevention.rules.guards import GUARDS, stopped_by
from izote.prevention.rules.machines import due_at, machine

Thing = TypeVar("Thing", bound=Moving)


def begin(noun: type[Thing], *, by: Any, **values: Any) -> Thing:
    """A new thing in the first state of its machine, saved; whoever calls asks first whether it may be written."""
    row = noun(author=by, **values)
    enter(row, machine(noun.MACHINE).start)
    row.save(force_insert=True)
    return row


def enter(row: Moving, state: str) -> None:
    """Stand in a state from now on, with the clock that runs out of it; not saved."""
    row.state, row.entered_at = state, timezone.now()
    row.due_at = due_at(row.MACHINE, state, row.pace, row.entered_at)


@transaction.atomic
def move(thing: Thing, to: str, *, by: Any, facts: Mapping[str, Any], reason: str = "", fields: Mapping[str, Any] | None = None) -> Thing:
    """Move a thing to a state; refuses what the machine, the rights or a guard forbid, and a reason that may say who a person is.

    `fields` are written with it; returns the row.
    """
    row = type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    way = machine(row.MACHINE).move(row.state, to)
    if way is None:
        raise Conflict(_("This cannot be done now: it is “%(state)s”.") % {"state": machine(row.MACHINE).states[row.state]})
    if not may_move(by, way, row):
        raise PermissionDenied(way.rights[0])
    stopped = stopped_by(way.guards, known(row, by) | dict(facts) | {"reason": reason})
    if stopped:
        raise Conflict(GUARDS[stopped].sentence)
    must_name_nobody(row.org_id, reason)
    before = row.state
    sealed = seal_text(reason.strip(), about="prevention_step:reason") if reason.strip() else ""
    Step.objects.create(org_id=row.org_id, machine=row.MACHINE, subject=row.pk, label=row.code, source=before, to=to, by=by, reason=sealed)
    for name, value in (fields or {}).items():
        setattr(row, name, value)
    enter(row, to)
    row.save(update_fields=["state", "entered_at", "due_at", *(fields or {})])
    record(by, "prevention.moved", org=row.org_id, kind=row.MACHINE, key=row.pk, label=row.code, before=before, after=to)
    return row


def known(row: Moving, by: Any) -> dict[str, Any]:
    """What every guard may know of a thing without being told."""
    now = timezone.now()
    return {"by": by.pk, "author": row.author_id, "authors": {row.author_id}, "now": now, "today": today(now)}


def today(now: dt.datetime | None = None) -> dt.date:
    """The day in El Salvador."""
    return timezone.localdate(now)


def reason_of(step: Step) -> str:
    """Why somebody moved it, in words."""
    return open_text(step.reason, about="prevention_step:reason") if step.reason else ""
