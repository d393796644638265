"""Things of prevention in any state and of any age: begun by the program, moved by the owner of the tables; for pages that only read."""

import datetime as dt
from itertools import count

from django.utils import timezone

from izote.access.context import acting_as
from izote.partners.models import Institution
from izote.prevention.actions import begin
from izote.prevention.models import Addressee, EarlyWarning, Recommendation, RiskAssessment, Signal
from izote.territory.models import Place

NUMBERS = count(1)


def ago(days: float) -> dt.datetime:
    """So many days ago."""
    return timezone.now() - dt.timedelta(days=days)


def place(code: str) -> Place:
    """A place by its code."""
    return Place.objects.get(code=code)


def institution(cast, name="Unidad de Salud", level="municipal"):
    """An institution that the office addresses."""
    with acting_as(cast.noemi.pk):
        one, _ = Institution.objects.get_or_create(org=cast.PDD, name=name, defaults={"kind": "government"})
        return Addressee.objects.create(org=cast.PDD, institution=one, level=level)


def force(superuser, thing, **columns):
    """Write columns as no program could: what a test needs to have happened before."""
    if columns:
        said = ", ".join(f'"{name}" = %s' for name in columns)
        with superuser.transaction():
            superuser.execute("set local session_replication_role = replica")
            superuser.execute(f"update {thing._meta.db_table} set {said} where id = %s", [*columns.values(), thing.pk])
    return thing


def signal(cast, superuser, at="1217", **columns):
    """A signal of a place."""
    with acting_as(cast.noemi.pk):
        code = f"S-{next(NUMBERS):04d}"
        row = begin(Signal, by=cast.noemi, org=cast.PDD, code=code, origin="community", place=place(at), groups=["returned"])
    return force(superuser, row, **columns)


def assessment(cast, superuser, at="1217", **columns):
    """An assessment of a place."""
    with acting_as(cast.noemi.pk):
        code = f"V-{next(NUMBERS):04d}"
        row = begin(RiskAssessment, by=cast.noemi, org=cast.PDD, code=code, kind="structural", place=place(at), groups=["returned"])
    return force(superuser, row, **columns)


def warning(cast, superuser, at="1217", **columns):
    """A warning of a place."""
    behind = assessment(cast, superuser, at)
    with acting_as(cast.noemi.pk):
        said = {"kind": "structural", "place": place(at), "assessment": behind, "groups": ["returned"]}
        row = begin(EarlyWarning, by=cast.noemi, org=cast.PDD, code=f"A-{next(NUMBERS):04d}", **said)
    return force(superuser, row, **columns)


def recommendation(cast, superuser, of, to, **columns):
    """A recommendation of a warning to an institution; told forty days ago unless it is only formulated."""
    with acting_as(cast.noemi.pk):
        n = next(NUMBERS)
        said = {"warning": of, "kind": of.kind, "position": n, "addressee": to, "place": of.place, "stream": "upstream"}
        state = EarlyWarning.objects.values_list("state", flat=True).get(pk=of.pk)
    # it is written while its warning is
    force(superuser, of, state="draft")
    with acting_as(cast.noemi.pk):
        row = begin(Recommendation, by=cast.noemi, org=cast.PDD, code=f"R-{n:04d}", **said)
    force(superuser, of, state=state)
    told = {"told_id": to.pk, "notified_at": ago(40), "answer_by": columns.get("due_at") or ago(1)}
    return force(superuser, row, **(told if columns.get("state", "formulated") != "formulated" else {}), **columns)
