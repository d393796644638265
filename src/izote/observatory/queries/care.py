"""Indicators of what our own office did: its figures by quarter, written once, as pages and bulletins show them."""

from dataclasses import dataclass
from typing import Any

from izote.access.models import Organization
from izote.methods.rates import share
from izote.observatory.models import Bulletin, OfficeFigure
from izote.observatory.queries.offices import Quarter, quarters_of
from izote.observatory.rules.bulletins import finest
from izote.observatory.rules.care import cell_of, part_told, periods_of
from izote.observatory.rules.indicators import Indicator, indicators
from izote.territory.queries import gazetteer


@dataclass(frozen=True)
class Own:
    """The office itself as a source; its code is that of no other source."""

    code: str
    name: str
    pk: None = None


def own_source(org: Organization) -> Own:
    """The office as a source."""
    return Own(f"office.{org.code}", org.name)


def own_indicators(org: Organization, domain: str) -> list[Indicator]:
    """The indicators of what the office did of which it has written figures."""
    held = {"", *OfficeFigure.objects.filter(org=org).values_list("measure", flat=True).distinct()}
    return [one for one in indicators().values() if one.domain == domain and one.measure and {one.measure, one.whole} <= held]


def latest(org: Organization, one: Indicator, most: int = 8) -> list[str]:
    """The latest periods of which the office wrote this figure, the earliest first."""
    found = [each.name for each in quarters_of(org.pk, one.domain) if one.measure in each.totals or one.measure in each.cells]
    return sorted(found[:most])


def care_item(org: Organization, one: Indicator, periods: list[str]) -> dict[str, Any]:
    """One indicator as a bulletin holds it: its tables by period, and by place where the figure says where persons live."""
    quarters = {quarter.name: quarter for quarter in quarters_of(org.pk, one.domain) if quarter.name in periods}
    by = str(finest(one)[1])
    rows = [row for period in periods for row in _totals(org, one, period, quarters.get(period))] if by != "department" else []
    places = [row for period in periods[-1:] for row in _places(one, by, period, quarters.get(period))]
    tables = [{"key": "quarters", "rows": rows}, {"key": "residence", "rows": places}]
    index = gazetteer()
    wanted = {str(row["place"]) for row in (*rows, *places)}
    names = {entry.code: entry.name for entry in index.entries if entry.code in wanted}
    until = max((quarter.until for quarter in quarters.values()), default=None)
    source = {"code": own_source(org).code, "name": org.name, "authority": org.name, "vintage": 1, "people": "", "ways": {}}
    source |= {"cut_off": until.isoformat() if until else "", "names": {code: names.get(code, code) for code in wanted}}
    words = {name: dict(getattr(one, name)) for name in ("name", "definition", "numerator", "unit", "caveats")}
    card = {"code": one.code, "version": one.version, "per": one.per, "rate": False, "finest": finest(one), **words}
    return {"indicator": card, "source": source, "breaks": [], "tables": [table for table in tables if table["rows"]]}


def _totals(org: Organization, one: Indicator, period: str, quarter: Quarter | None) -> list[dict[str, Any]]:
    totals = quarter.totals if quarter else {}
    part = totals.get(one.measure)
    if not one.whole:
        return [cell_of(one.measure, org.place_code, period, part, known=one.measure in totals)]
    whole = totals.get(one.whole)
    told = part_told(part, whole)
    rows = [cell_of(one.whole, org.place_code, period, whole, known=one.whole in totals)]
    rows.append(cell_of(one.measure, org.place_code, period, told, known=one.measure in totals))
    if told is not None and whole:
        found = share(told, whole)
        rows[1] |= {name: round(100 * float(value), 1) for name, value in (("rate", found.value), ("low", found.low), ("high", found.high))}
    return rows


def _places(one: Indicator, by: str, period: str, quarter: Quarter | None) -> list[dict[str, Any]]:
    """By where persons live; whoever named no place is left to the total."""
    cells = quarter.cells[one.measure][by] if quarter and one.measure in quarter.cells else {}
    return [cell_of(one.measure, place, period, value, known=True, part="residence") for place, value in sorted(cells.items()) if place]


def care_composed(bulletin: Bulletin) -> list[dict[str, Any]]:
    """The tables of a bulletin of what the office did; cells below ten never left the office."""
    known = {one.code: one for one in own_indicators(bulletin.org, bulletin.domain)}
    found = []
    for said in bulletin.items:
        one = known.get(said["indicator"])
        if one is not None:
            found.append(care_item(bulletin.org, one, periods_of(bulletin.kind, bulletin.period, finest(one)[0])))
    return [item for item in found if any(row["state"] != "gap" for table in item["tables"] for row in table["rows"])]


def written(bulletin: Bulletin) -> int:
    """How many cells the office has written of these years."""
    year = int(bulletin.period[:4])
    return OfficeFigure.objects.filter(org=bulletin.org_id, since__year__in=(year - 1, year)).count()
