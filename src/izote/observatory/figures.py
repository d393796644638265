"""What may leave the observatory: facts of alarms as codes and numbers, without words of anybody."""

import datetime as dt
from collections import Counter
from typing import Any

from izote.observatory.permissions import require
from izote.observatory.queries.alarms import since_week

FACTS = ("week", "span", "side", "indicator", "level", "observed", "expected", "threshold", "detector", "state", "outcome")
STATES = ("new", "looked_at", "verified", "explained", "false")


def alarms_for_prevention(org: Any, since: dt.date, *, by: Any) -> dict[str, Any]:
    """Alarms of an office since a week: how many of each state, and of each where, when, what, how much; places by code, the country ""."""
    org_id = getattr(org, "pk", org)
    require(by, "observatory.read", org_id)
    rows = list(since_week(org_id, since))
    facts = [
        {name: getattr(one, name) for name in FACTS}
        | {"place": one.place.code if one.place else "", "country": one.source.country, "source": one.source.code, "vintage": one.vintage}
        for one in rows
    ]
    counted = Counter(one.state for one in rows)
    return {"since": since, "states": {state: counted.get(state, 0) for state in STATES}, "alarms": facts}
