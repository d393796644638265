"""The demo's observatory: invented files that go as the real years went, loaded as users load them.

National totals by year and the months of 2015 are official figures as the press gave them; every record is invented.
"""

import csv
import datetime as dt
import io
import math
import random
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.observatory import actions
from izote.observatory.jobs import watch
from izote.observatory.loader.taking import take
from izote.observatory.models import Load, Source
from izote.observatory.rules.layout import Layout
from izote.territory.models import Place, Population
from izote.territory.queries import gazetteer, pack

SEED = 2015
# victims of homicide in the country, by forensic medicine or the tripartite table; since 2022 the police's own count
YEARS = {
    2010: 4004, 2011: 4371, 2012: 2594, 2013: 2513, 2014: 3942, 2015: 6656, 2016: 5280, 2017: 3962, 2018: 3340, 2019: 2398, 2020: 1341,
    2021: 1147, 2022: 495, 2023: 154, 2024: 114,
}  # fmt: skip
MONTHS_2015 = (336, 307, 484, 418, 643, 677, 470, 911, 683, 556, 588, 583)
# how Zacatecoluca stood to the country, so that its rates are those of the press in 2014 and 2015 and its fall the one that was claimed
HERE = "0821"
HERE_TIMES = {2010: 1.9, 2011: 1.9, 2012: 1.8, 2013: 1.8, 2014: 2.38, 2015: 1.33, 2016: 1.3, 2017: 1.35, 2018: 1.42}
PROVISIONAL = 0.985
HOURS = [5, 4, 3, 3, 2, 3, 4, 4, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 8, 9, 9, 8, 7, 6]
WEEKDAYS = [13, 12, 12, 13, 14, 18, 18]
MEANS = (["ARMA DE FUEGO", "ARMA BLANCA", "ESTRANGULACION", "OBJETO CONTUNDENTE", "NO DETERMINADO"], [74, 15, 4, 3, 4])
SITES = (["VIA PUBLICA", "VIVIENDA", "ZONA RURAL", "COMERCIO", "OTRO"], [58, 18, 16, 5, 3])
PROJECTION = "proyeccion-demo"
GROWTH = 0.0062
AGES = [10.2, 9.6, 10.4, 10.9, 9.6, 8.2, 7.3, 6.3, 5.6, 4.8, 4.1, 3.5, 2.9, 2.4, 1.8, 1.2, 0.7, 0.5]
AGE_NAMES = [f"{n}-{n + 4}" for n in range(0, 85, 5)] + ["85 y más"]


def load_observatory() -> dict[str, Any]:
    """Sources, files, signatures: Óscar loads, Elena signs."""
    with acting_as(DOORKEEPER):
        users = {user.username: user for user in User.objects.filter(username__in=("oscar", "elena"))}
        org = Organization.objects.get(code="ZAC")
    rng = random.Random(SEED)
    towns = _towns()
    events = list(_homicides(towns, rng))
    made = {
        PROJECTION: _put(users, org, PROJECTION, _people(towns), "poblacion_2007_2025.csv", fixed={"category": "population"}, years=2025),
        "pnc": _put(users, org, "pnc", _file(_of_police(events, rng)), "hechos_pnc_2010_2024.csv", until=dt.date(2024, 12, 31)),
        "iml": _put(users, org, "iml", _wide(towns, events), "homicidios_iml_2010_2021.csv", fixed={"category": "homicide"}, years=2021),
        "pnc-delitos": _put(
            users, org, "pnc-delitos", _file(_others(towns, rng)), "delitos_pnc_2019_2024.csv", until=dt.date(2024, 12, 31)
        ),
        "fgr": _put(users, org, "fgr", _file(_disappeared(towns, rng)), "desapariciones_fgr_2014_2024.csv", until=dt.date(2024, 12, 31)),
        "dgme": _put(
            users,
            org,
            "dgme",
            _returns(towns, rng),
            "retornos_2016_2024.csv",
            fixed={"category": "return"},
            until=dt.date(2024, 12, 31),
            blank="zero",
        ),
    }
    with acting_as(users["oscar"].pk):
        here = Place.objects.get(code=HERE, country__code=pack("sv").code)
        actions.write_claim(by=users["oscar"], org=org, place=here, **CLAIM)
        typed = [actions.write_survey_value(by=users["oscar"], org=org, place=here, **SURVEY, **one) for one in SURVEYED]
    with acting_as(users["elena"].pk):
        for value in typed:
            actions.sign_survey_value(value, by=users["elena"])
    # the tripartite table corrected two months after the first file
    made["pnc, corrected"] = _put(
        users, org, "pnc", _file(_of_police(events, rng, corrected=True)), "hechos_pnc_corregido.csv", until=dt.date(2024, 12, 31)
    )
    # the worker looks through them as soon as it runs
    with acting_as(users["oscar"].pk):
        for pk in Source.objects.filter(org=org, domain__in=("violence", "returns")).values_list("pk", flat=True):
            watch.defer(source_id=pk)
    return made


CLAIM: dict[str, Any] = {
    "indicator": "homicide_rate",
    "claimed_by": "Artículo de la alcaldía de Zacatecoluca, publicado por la OIM",
    "text": "Una reducción de la violencia en un 60 %, según el Observatorio Municipal, alimentado con datos de la PNC.",
    "year_from": 2015,
    "year_to": 2018,
    "said": -0.6,
}
SURVEY = {"survey": "Encuesta de victimización (inventada)", "year": 2023, "interviews": 612}
SURVEYED = (
    {"indicator": "survey_insecurity", "value": 31.0, "low": 27.4, "high": 34.8},
    {"indicator": "survey_victimisation", "value": 14.2, "low": 11.6, "high": 17.2},
)
SOURCES = {
    PROJECTION: ("Proyección de población (inventada para la demostración)", "Demostración", "population", "year"),
    "pnc": ("Hechos registrados por la PNC (inventados)", "PNC", "violence", "month"),
    "pnc-delitos": ("Robos, extorsiones y violencia intrafamiliar, PNC (inventados)", "PNC", "violence", "month"),
    "iml": ("Homicidios, Instituto de Medicina Legal (inventados)", "IML", "violence", "year"),
    "fgr": ("Desapariciones denunciadas, FGR (inventadas)", "FGR", "violence", "month"),
    "dgme": ("Personas retornadas, DGME (inventadas)", "DGME", "returns", "month"),
}


def _put(
    users: dict[str, Any], org: Any, code: str, content: bytes, name: str, *, fixed: dict[str, str] | None = None, years: int = 0,
    until: dt.date | None = None, blank: str = "",
) -> str:  # fmt: skip
    """One file through every step, as the pages do it."""
    oscar, elena = users["oscar"], users["elena"]
    title, authority, domain, every = SOURCES[code]
    with tempfile.TemporaryDirectory() as folder, acting_as(oscar.pk):
        source = Source.objects.filter(org=org, code=code).first() or actions.write_source(
            org=org, by=oscar, code=code, name=title, authority=authority, domain=domain, every=every
        )
        path = Path(folder) / name
        path.write_bytes(content)
        load = actions.begin_load(source, take(path, name), by=oscar, folder=Path(folder))
        if load.state == Load.State.DRAFT:
            layout = Layout.of(load.plan)
            layout.fixed |= fixed or {}
            layout.blank = blank
            actions.confirm_load(load, by=oscar, layout=layout, cut_off=until or dt.date(years, 12, 31))
    actions.read_load(load.pk, by=oscar)
    with acting_as(elena.pk):
        row = Load.objects.get(pk=load.pk)
        if row.state == Load.State.CHECKED:
            actions.sign_load(row, by=elena)
    return str(actions.make_figures(load.pk, by=elena))


class _Town:
    """A district with what the invention needs of it."""

    def __init__(self, code: str, name: str, department: str, people: int, times: float) -> None:
        self.code, self.name, self.department, self.people, self.times = code, name, department, people, times

    def people_in(self, year: int) -> float:
        """A projection that only the demo uses."""
        return self.people * (1 + GROWTH) ** (year - 2007)


def _towns() -> list[_Town]:
    rng = random.Random(SEED + 1)
    index = gazetteer("sv")
    wide = pack("sv").levels[0].key
    counted = dict(Population.objects.filter(sex="", age_band="", place__level=index.pack.stable_level).values_list("place_id", "count"))
    found = []
    for place in Place.objects.filter(level=index.pack.stable_level, pk__in=counted).order_by("code"):
        outer = index.at_level(index.at[place.pk], wide, None)
        found.append(_Town(place.code, place.name, outer.name if outer else "", counted[place.pk], math.exp(rng.gauss(-0.1, 0.45))))
    return found


def _homicides(towns: list[_Town], rng: random.Random) -> Iterator[dict[str, Any]]:
    """One row a victim: towns by their people and how they stand, months as they went, evenings and week-ends more."""
    for year, total in YEARS.items():
        weights = [t.people_in(year) * (HERE_TIMES.get(year, 1.1) if t.code == HERE else t.times) for t in towns]
        shape = MONTHS_2015 if year == 2015 else [100 + rng.randrange(-12, 13) for _ in range(12)]
        for town in rng.choices(towns, weights, k=total):
            month = rng.choices(range(1, 13), shape)[0]
            yield _event(town, _day(year, month, rng), rng)


def _day(year: int, month: int, rng: random.Random) -> dt.date:
    days = [dt.date(year, month, 1) + dt.timedelta(days=n) for n in range(28)]
    return rng.choices(days, [WEEKDAYS[day.weekday()] for day in days])[0]


def _event(town: _Town, day: dt.date, rng: random.Random) -> dict[str, Any]:
    woman = rng.random() < 0.11
    return {
        "day": day,
        "hour": rng.choices(range(24), HOURS)[0],
        "town": town,
        "category": "FEMINICIDIO" if woman and rng.random() < 0.6 else "HOMICIDIO",
        "sex": "F" if woman else "M",
        "age": max(1, min(88, int(rng.lognormvariate(3.3, 0.38)))),
        "means": rng.choices(*MEANS)[0],
        "site": rng.choices(*SITES)[0],
    }


HEAD = ["FECHA DEL HECHO", "HORA", "DEPARTAMENTO", "MUNICIPIO", "DELITO", "SEXO", "EDAD", "ARMA", "LUGAR DEL HECHO", "EXPEDIENTE"]


def _of_police(events: list[dict[str, Any]], rng: random.Random, *, corrected: bool = False) -> Iterator[list[Any]]:
    """The police's file: nearly all of the victims, with a few rows as files have them; the corrected one has those that were missing."""
    keep = random.Random(SEED + 2)
    for number, one in enumerate(events):
        late = keep.random() > PROVISIONAL
        if late and not corrected:
            continue
        town = one["town"]
        name = "ZACATECOLUCA " if town.code == HERE and number % 97 == 0 else town.name.upper()
        age = "" if number % 41 == 0 else one["age"]
        cells = [one["category"], one["sex"], age, one["means"], one["site"], f"DEMO-{number:06d}"]
        yield [one["day"].strftime("%d/%m/%Y"), f"{one['hour']:02d}:{number % 60:02d}", town.department.upper(), name, *cells]
    if not corrected:
        yield ["31/02/2019", "10:00", "LA PAZ", "ZACATECOLUCA", "HOMICIDIO", "M", 30, "ARMA DE FUEGO", "VIA PUBLICA", "DEMO-900001"]
        yield ["14/07/2020", "21:00", "LA PAZ", "SAN NOSEDONDE", "HOMICIDIO", "M", 22, "ARMA BLANCA", "VIA PUBLICA", "DEMO-900002"]


def _disappeared(towns: list[_Town], rng: random.Random) -> Iterator[list[Any]]:
    """Reports of disappearance, which did not fall as homicides did."""
    for year in range(2014, 2025):
        total = {
            2014: 1100,
            2015: 1450,
            2016: 1500,
            2017: 1650,
            2018: 1900,
            2019: 1750,
            2020: 1100,
            2021: 1300,
            2022: 900,
            2023: 650,
            2024: 600,
        }[year]
        weights = [t.people_in(year) * (1.2 if t.code == HERE else t.times**0.5) for t in towns]
        for number, town in enumerate(rng.choices(towns, weights, k=total)):
            day = _day(year, rng.randrange(1, 13), rng)
            woman = rng.random() < 0.28
            age = max(8, min(80, int(rng.lognormvariate(3.1, 0.4))))
            cells = ["DESAPARICION", "F" if woman else "M", age, "", "", f"DES-{year}-{number:05d}"]
            yield [day.strftime("%d/%m/%Y"), "", town.department.upper(), town.name.upper(), *cells]


OTHERS = {"ROBO": 1900, "EXTORSION": 1500, "VIOLENCIA INTRAFAMILIAR": 1200}
RISE = (dt.date(2024, 11, 25), 14)


def _others(towns: list[_Town], rng: random.Random) -> Iterator[list[Any]]:
    """What is reported more often than people are killed; in the last weeks more robberies here than before."""
    number = 0
    for category, yearly in OTHERS.items():
        for year in range(2019, 2025):
            weights = [t.people_in(year) * (1.2 if t.code == HERE else t.times**0.5) for t in towns]
            chosen = [(town, _day(year, rng.randrange(1, 13), rng)) for town in rng.choices(towns, weights, k=yearly)]
            if category == "ROBO" and year == 2024:
                here = next(t for t in towns if t.code == HERE)
                chosen += [(here, RISE[0] + dt.timedelta(days=rng.randrange(RISE[1]))) for _ in range(18)]
            for town, day in chosen:
                number += 1
                woman = rng.random() < (0.85 if category == "VIOLENCIA INTRAFAMILIAR" else 0.4)
                age, hour = max(8, min(80, int(rng.lognormvariate(3.4, 0.35)))), rng.choices(range(24), HOURS)[0]
                cells = [category, "F" if woman else "M", age, "", "", f"DEL-{number:06d}"]
                yield [day.strftime("%d/%m/%Y"), f"{hour:02d}:00", town.department.upper(), town.name.upper(), *cells]


def _file(rows: Iterable[list[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(rows)
    return out.getvalue().encode()


def _wide(towns: list[_Town], events: list[dict[str, Any]]) -> bytes:
    """Forensic medicine's table: months beside each other, three rows of headings, totals among the rows, a note below."""
    years = range(2010, 2022)
    counts: dict[tuple[str, int, int], int] = {}
    for one in events:
        key = one["town"].code, one["day"].year, one["day"].month
        counts[key] = counts.get(key, 0) + 1
    names = ["Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic"]
    rows: list[list[Any]] = [["Homicidios por municipio y mes (datos inventados)"]]
    rows.append(["", "", *(year if n == 0 else "" for year in years for n in range(12))])
    rows.append(["Departamento", "Municipio", *(name for _year in years for name in names)])
    for department in dict.fromkeys(t.department for t in towns):
        for at, town in enumerate(t for t in towns if t.department == department):
            rows.append(
                [department if at == 0 else "", town.name, *(counts.get((town.code, y, m), 0) for y in years for m in range(1, 13))]
            )
    total = [sum(counts.get((t.code, y, m), 0) for t in towns) for y in years for m in range(1, 13)]
    rows += [["TOTAL", "", *total], ["Fuente: invención de la demostración"]]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _people(towns: list[_Town]) -> bytes:
    """People by district, year, sex and age group, carried forward from the census at one rate."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Departamento", "Municipio", "Año", "Sexo", "Edad", "Población"])
    whole = sum(AGES)
    for year in (2007, 2012, 2017, 2021, 2025):
        for town in towns:
            for sex, share in (("Mujeres", 0.527), ("Hombres", 0.473)):
                for name, part in zip(AGE_NAMES, AGES, strict=True):
                    writer.writerow([town.department, town.name, year, sex, name, round(town.people_in(year) * share * part / whole)])
    return out.getvalue().encode()


def _returns(towns: list[_Town], rng: random.Random) -> bytes:
    """Returned persons by month, place of residence, country and means: an authority's table, not persons."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Año", "Mes", "Departamento", "Municipio", "País de procedencia", "Vía", "Sexo", "Personas"])
    totals = {2016: 52938, 2017: 26838, 2018: 26500, 2019: 37300, 2020: 10600, 2021: 8500, 2022: 14400, 2023: 12400, 2024: 15400}
    names = ["Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre"]
    for year, total in totals.items():
        weights = [t.people * (1.5 if t.code == HERE else math.exp(rng.gauss(0, 0.35))) for t in towns]
        cells: dict[tuple[Any, ...], int] = {}
        for town in rng.choices(towns, weights, k=total):
            country = rng.choices(["Estados Unidos", "México", "Otros"], [62, 37, 1] if year < 2020 else [92, 7, 1])[0]
            key = (
                rng.randrange(12),
                town.department,
                town.name,
                country,
                "Aérea" if country != "México" else "Terrestre",
                "F" if rng.random() < 0.25 else "M",
            )
            cells[key] = cells.get(key, 0) + 1
        for (month, *rest), n in sorted(cells.items()):
            writer.writerow([year, names[month], *rest, n])
    return out.getvalue().encode()
