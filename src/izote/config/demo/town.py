"""Invented persons, seeded: the same town at every start, or a registry of any size."""

import csv
import datetime as dt
import random
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from izote.config.demo.names import MEN, NICKNAMES, SURNAMES, WOMEN
from izote.people.codes import new_code
from izote.people.names import dui_check_digit

SEED = 2018
BORN_BEFORE = dt.date(2026, 10, 15)  # ages are counted from here, so that the sample list names the same people on every day
TOWN = (("ZAC", 2000), ("SMI", 600), ("SON", 400))
_WEIGHTS = {id(names): list(accumulate(1 / (rank + 3) for rank in range(len(names)))) for names in (SURNAMES, WOMEN, MEN)}


def _pick(rng: random.Random, names: list[str]) -> str:
    return rng.choices(names, cum_weights=_WEIGHTS[id(names)])[0]


def dui(rng: random.Random) -> str:
    """An invented document number whose check digit fits."""
    eight = f"{rng.randrange(10**8):08d}"
    return f"{eight}-{dui_check_digit(eight)}"


def someone(rng: random.Random, districts: list[str]) -> dict[str, Any]:
    """One invented person."""
    sex = "F" if rng.random() < 0.27 else "M"
    given = WOMEN if sex == "F" else MEN
    first, middle = _pick(rng, given), _pick(rng, given)
    age = min(max(int(rng.gauss(31, 12)), 1), 85)
    born = BORN_BEFORE - dt.timedelta(days=age * 365 + rng.randrange(365))
    exact = rng.random() < 0.9
    return {
        "first_name": first,
        "middle_names": middle if middle != first and rng.random() < 0.8 else "",
        "first_surname": _pick(rng, SURNAMES),
        "second_surname": _pick(rng, SURNAMES) if rng.random() < 0.93 else "",
        "married_surname": "de " + _pick(rng, SURNAMES) if sex == "F" and age > 20 and rng.random() < 0.2 else "",
        "nicknames": NICKNAMES.get(first, "") if rng.random() < 0.3 else "",
        "sex": sex,
        "birth_date": born if exact else None,
        "birth_year": born.year,
        "birth_precision": "day" if exact else "age",
        "identifiers": [("dui", dui(rng))] if age >= 18 and rng.random() < 0.75 else [],
        "district": rng.choice(districts),
        "phone": f"{rng.choice('67')}{rng.randrange(10**7):07d}" if rng.random() < 0.7 else "",
    }


def near(own: str, districts: Iterable[str]) -> list[str]:
    """Where an office's persons live: mostly in its own district, else in its department."""
    around = sorted(code for code in districts if code[:2] == own[:2])
    return around + [own] * len(around) * 2


def at_work() -> list[dict[str, Any]]:
    """Zacatecoluca's persons as the town begins with them, without a database; `demo/make_list.py` writes the sample lists from them."""
    with (Path(__file__).parents[2] / "territory" / "countries" / "sv" / "places.csv").open(encoding="utf-8", newline="") as handle:
        districts = [row["code"] for row in csv.DictReader(handle) if row["level"] == "district"]
    office, count = TOWN[0]
    return list(persons(count, office, near("0821", districts), rng=random.Random(SEED), today=BORN_BEFORE))


def fresh_codes(office: str, length: int, rng: random.Random) -> Iterator[str]:
    """Codes of an office, none twice."""
    given: set[str] = set()
    while True:
        code = new_code(office, length, rng.choice)
        if code not in given:
            given.add(code)
            yield code


def family_of(rng: random.Random, head: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    """The same person as kin of another: surnames, district, often the telephone."""
    one.update(first_surname=head["first_surname"], second_surname=head["second_surname"], district=head["district"])
    if rng.random() < 0.5:
        one["phone"] = head["phone"]
    return one


def persons(count: int, office: str, districts: list[str], *, rng: random.Random, today: dt.date) -> Iterator[dict[str, Any]]:
    """`count` invented persons of an office, three in ten kin of the one before."""
    before: dict[str, Any] | None = None
    codes = fresh_codes(office, 4 if count < 50_000 else 7, rng)
    for _ in range(count):
        one = someone(rng, districts)
        if before and rng.random() < 0.3:
            one = family_of(rng, before, one)
        one["code"] = next(codes)
        one["created_at"] = dt.datetime.combine(today - dt.timedelta(days=rng.randrange(3 * 365)), dt.time(15), dt.UTC)
        before = one
        yield one


def registered_twice(rows: list[dict[str, Any]], office: str, *, rng: random.Random) -> list[dict[str, Any]]:
    """Some of the persons once more, as a hurried colleague wrote them down."""
    again = []
    for row in rng.sample([row for row in rows if row["birth_date"] and row["second_surname"]], 8):
        one = {**row, "code": new_code(office, 5, rng.choice), "middle_names": "", "identifiers": [], "married_surname": ""}
        one["second_surname"] = row["second_surname"].replace("z", "s").replace("v", "b")
        again.append(one)
    return again


def from_csv(path: Path, office: str, *, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Persons of a file with the columns person_id, first, second, last, last2, married, sex, born, dui, district, phone."""
    codes = fresh_codes(office, 7, rng)
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield {
                "id": int(row["person_id"]),
                "code": next(codes),
                "first_name": row["first"],
                "middle_names": row["second"],
                "first_surname": row["last"],
                "second_surname": row["last2"],
                "married_surname": row["married"],
                "sex": row["sex"],
                "birth_date": dt.date.fromisoformat(row["born"]) if row["born"] else None,
                "birth_precision": "day" if row["born"] else "",
                "identifiers": [("dui", row["dui"])] if row["dui"] else [],
                "district": row["district"],
                "phone": row["phone"],
            }
