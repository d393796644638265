"""What the yearly report says: ten parts of figures, each already as others may read it; no person, nothing from one to four."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import orgs_with
from izote.partners.rules import label as partner_label
from izote.prevention.models import Kind, MandateWords, PublicVersion, Recommendation, Resource, ToldCell, Tool
from izote.prevention.queries.bulletins import counted
from izote.prevention.queries.memory import falling
from izote.prevention.queries.proposals import proposals_for
from izote.prevention.queries.record import record_for
from izote.prevention.rules.bulletins import COUNTRY, LEAST, of_year
from izote.prevention.rules.machines import machine
from izote.prevention.rules.record import MEASURES, public
from izote.prevention.rules.words import label, words
from izote.seminars import figures


class Row(NamedTuple):
    """One figure: of which part, of what, which measure; nothing where it is withheld or not known; and its unit."""

    part: str
    item: str
    measure: str
    value: float | None
    unit: str = ""


def parts() -> dict[str, Callable[[Any, int], Iterator[Row]]]:
    """Every part of the report by its code, in its order."""
    found = {
        "seminars": _seminars,
        "participants": _participants,
        "modules": _modules,
        "proposals": _proposals,
        "signals": _signals,
        "warnings": _warnings,
        "recommendations": _recommendations,
        "record": _record,
        "memory": _memory,
        "resources": _resources,
    }
    return {code: found[code] for code in words("report_parts")}


def mandate(org_id: int, year: int) -> MandateWords | None:
    """The words of a year, or those of the last year before that has some."""
    return MandateWords.objects.filter(org=org_id, year__lte=year).order_by("-year", "-pk").first()


def cut_off(year: int) -> dt.date:
    """The last day that a report counts."""
    return min(dt.date(year, 12, 31), timezone.localdate())


def _seminars(user: Any, year: int) -> Iterator[Row]:
    for one in figures.workshops_for(user):
        if one.starts_on.year == year and one.state == "closed":
            yield Row("seminars", f"{one.code} {one.title} ({one.programme})", _("participants"), one.participants, _("persons"))


def _participants(user: Any, year: int) -> Iterator[Row]:
    for one in figures.participants_by(user, year):
        if one.department == "*":
            kind = _("all kinds") if one.kind == "*" else partner_label("kinds", one.kind)
            yield Row("participants", kind, _("participants"), one.count, _("persons"))


def _modules(user: Any, year: int) -> Iterator[Row]:
    for one in figures.factors_covered(user, year):
        names = ", ".join(figures.module_name(code) for code in one.modules)
        yield Row("modules", _("Risk factor %(n)s: %(names)s") % {"n": one.factor, "names": names}, _("sessions"), one.sessions)


def _proposals(user: Any, year: int) -> Iterator[Row]:
    rows = proposals_for(user).filter(created_at__year=year).exclude(state__in=("merged", "taken_back"))
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    for state, word in machine("proposal").states.items():
        if counts.get(state):
            yield Row("proposals", _("Proposals of the year: %(state)s") % {"state": word}, _("proposals"), counts[state])
    tools = Tool.objects.filter(org__in=orgs_with(user, "proposals.read"), at__year__lte=year)
    yield Row("proposals", _("Tools that stay"), _("tools"), tools.filter(retired_on=None).count())
    yield Row("proposals", _("Tools of the year"), _("tools"), tools.filter(at__year=year).count())


def _signals(user: Any, year: int) -> Iterator[Row]:
    told: dict[str, int | None] = {}
    total, last = 0, cut_off(year)
    for org in orgs_with(user, "prevention.read"):
        total += sum(sum(counted(org, dt.date(year, month, 1)).values()) for month in range(1, last.month + 1))
        cells = ToldCell.objects.filter(org=org, month__year=year, place=COUNTRY)
        told |= {f"{org} {month:%Y-%m}": value for month, value in cells.values_list("month", "value")}
    yield Row("signals", _("New signals in the country"), _("signals"), of_year(told, total))


def _published(user: Any, year: int) -> Any:
    rows = PublicVersion.objects.filter(org__in=orgs_with(user, "prevention.read"), approved_at__isnull=False, withdrawn_at__isnull=True)
    return rows.filter(warning__issued_at__year=year)


def _warnings(user: Any, year: int) -> Iterator[Row]:
    rows = _published(user, year).order_by("number", "-pk").distinct("number").values_list("number", "warning__kind", "warning__state")
    for number, kind, state in rows:
        said = f"{number}, {Kind(kind).label}, {machine('warning').states[state]}"
        yield Row("warnings", said, _("warnings"), 1)


def _recommendations(user: Any, year: int) -> Iterator[Row]:
    rows = Recommendation.objects.filter(warning__in=_published(user, year).values("warning")).order_by()
    counts = Counter(dict(rows.values_list("state").annotate(n=Count("pk"))))
    for state, word in machine("recommendation").states.items():
        if counts[state]:
            yield Row("recommendations", str(word).capitalize(), _("recommendations"), counts[state])


def _record(user: Any, year: int) -> Iterator[Row]:
    figures_of = public(record_for(user).of("own", year))
    units = {"share": "%", "hours": _("hours, median"), "days": _("days, median"), "alpha": _("median")}
    for code in MEASURES:
        measure = words("measures")[code]
        yield Row(
            "record", str(measure), _("of %(n)s") % {"n": figures_of[code].of or "–"}, figures_of[code].value, units[measure.row["kind"]]
        )


def _memory(user: Any, year: int) -> Iterator[Row]:
    found = [one for one in falling(user, dt.date(year, 1, 1), cut_off(year)) if one.what.checked_by_id is not None]
    for kind, n in sorted(Counter(one.what.kind for one in found).items()):
        yield Row("memory", label("memory_kinds", kind), _("dates"), n)


def _resources(user: Any, year: int) -> Iterator[Row]:
    rows = Resource.objects.filter(org__in=orgs_with(user, "proposals.read"), retired_on=None, checked_by__isnull=False, at__year__lte=year)
    for kind, n in sorted(rows.order_by().values_list("kind").annotate(n=Count("pk"))):
        yield Row("resources", label("library_kinds", kind), _("resources"), n)


def nothing_small(rows: list[Row]) -> list[Row]:
    """Of persons no count from one to four, whatever a part said."""
    return [one._replace(value=None) if one.unit == _("persons") and one.value and one.value < LEAST else one for one in rows]
