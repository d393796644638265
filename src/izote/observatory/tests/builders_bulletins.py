"""Invented events of a small municipality, and bulletins of them, through the same actions as the pages."""

import datetime as dt
import random
from typing import Any

from izote.access.context import acting_as
from izote.observatory import actions
from izote.observatory.models import Bulletin, Edition, Source
from izote.observatory.tests.builders import source, used

TOWNS = (("Zacatecoluca", 2.2), ("San Juan Nonualco", 0.9), ("San Rafael Obrajuelo", 0.35), ("Usulután", 3.0))
DEPARTMENT = {"Usulután": "Usulután"}


def events(years: range, seed: int, category: str = "homicidio", scale: float = 1.0) -> list[list[str]]:
    """One row an event, a Poisson number in each town and month."""
    chance = random.Random(seed)
    rows = []
    for year in years:
        for month in range(1, 13):
            for town, mean in TOWNS:
                for _n in range(_poisson(chance, mean * scale)):
                    number = f"{category[:1]}{seed}-{len(rows)}"
                    sex = chance.choices(["M", "F", ""], [8, 2, 1])[0]
                    arm = chance.choices(["arma de fuego", "arma blanca", ""], [5, 3, 1])[0]
                    day = f"{chance.randint(1, 28):02d}/{month:02d}/{year}"
                    age = str(chance.randint(12, 75)) if chance.random() < 0.9 else ""
                    rows.append([day, DEPARTMENT.get(town, "La Paz"), town, category, sex, age, arm, number])
    return rows


def _poisson(chance: random.Random, mean: float) -> int:
    found, left = 0, chance.expovariate(1.0)
    while left < mean:
        found, left = found + 1, left + chance.expovariate(1.0)
    return found


def as_file(rows: list[list[str]]) -> bytes:
    """The rows as a police file."""
    lines = ["fecha,departamento,municipio,delito,sexo,edad,medio,expediente", *(",".join(row) for row in rows)]
    return "\n".join(lines).encode()


def signed(cast: Any, rows: list[list[str]], years: range, code: str = "pnc") -> Source:
    """The events as a signed version of the figures."""
    of = source(cast.oscar, cast.ZAC, code, authority="PNC")
    whole = {"covers_from": dt.date(years[0], 1, 1), "covers_to": dt.date(years[-1], 12, 31)}
    load = used(of, cast.oscar, cast.elena, as_file(rows), **whole)
    assert load.state == "published", (load.state, load.preview)
    return of


def drafted(cast: Any, items: list[dict[str, Any]], kind: str, period: str, domain: str = "violence", **options: Any) -> Bulletin:
    """A bulletin written by the analyst."""
    with acting_as(cast.oscar.pk):
        row = actions.begin_bulletin(org=cast.ZAC, by=cast.oscar, kind=kind, domain=domain, period=period, **options)
        words = {"lead": {"es": "Lo nuevo del período.", "en": "What is new in the period."}}
        return actions.write_bulletin(row, by=cast.oscar, version=row.version, items=items, words=words)


def published(cast: Any, items: list[dict[str, Any]], kind: str, period: str, **options: Any) -> Edition:
    """The same, handed in and published by a second person."""
    row = drafted(cast, items, kind, period, **options)
    with acting_as(cast.oscar.pk):
        row = actions.submit_bulletin(row, by=cast.oscar)
    with acting_as(cast.elena.pk):
        return actions.publish_bulletin(row, by=cast.elena, version=row.version)


def item(indicator: str, *breakdowns: str, of: str = "pnc") -> dict[str, Any]:
    """One indicator of a bulletin."""
    return {"indicator": indicator, "source": of, "breakdowns": list(breakdowns or ("places",))}
