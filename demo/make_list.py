"""Makes the sample arrivals list, as messy as real ones: the same seed gives the same files, and no row is a real person.

    python demo/make_list.py [--seed 7] [--rows 60] [--persons persons.csv] [--out demo]

Writes lista_llegadas.xlsx (titles, merged cells, a header of two rows, mixed dates, totals) and lista_llegadas.csv (Windows
encoding, semicolons, surnames before names in one column). About a third of the rows are persons of the demo town, or of the
file of --persons (person_id, first, second, last, last2, married, sex, born, dui, district, phone), with a clerk's noise.
"""

import argparse
import csv
import datetime as dt
import io
import random
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from izote.config.demo import town
from izote.config.demo.names import MEN, SURNAMES, WOMEN
from izote.kit.sheetwrite import write_xlsx
from izote.people.names import dui_check_digit

DAY = dt.date(2026, 10, 15)
FLIGHT = "WA-3127"
HAMLETS = ["El Calvario", "Santa Lucía", "El Centro", "San Josecito", "Las Delicias"]
COMPOUND = ["de la Cruz", "del Cid", "de León", "de la O"]
DISTRICTS = {
    "0821": ("La Paz", "Zacatecoluca"),
    "0810": ("La Paz", "San Juan Nonualco"),
    "0817": ("La Paz", "San Rafael Obrajuelo"),
    "0819": ("La Paz", "Santiago Nonualco"),
    "0805": ("La Paz", "Olocuilta"),
    "1217": ("San Miguel", "San Miguel"),
    "1202": ("San Miguel", "Ciudad Barrios"),
    "1206": ("San Miguel", "Chirilagua"),
    "0315": ("Sonsonate", "Sonsonate"),
    "0306": ("Sonsonate", "Izalco"),
    "0308": ("Sonsonate", "Nahuizalco"),
}
OTHER_SPELLINGS = {
    "Zacatecoluca": ["ZACATECOLUCA", "Zacatecoluca", "Zaca", "Sacatecoluca"],
    "San Miguel": ["SAN MIGUEL", "San Miguel", "S. Miguel"],
}
SOUNDS = [("v", "b"), ("z", "s"), ("c", "s"), ("ll", "y"), ("h", ""), ("ñ", "n"), ("b", "v")]
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
Row = dict[str, Any]


def plain(text: str) -> str:
    """The text without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def townspeople() -> list[Row]:
    """Persons of the demo town whose day of birth is known, as rows of a list."""
    return [
        {
            "person_id": one["code"],
            "first": one["first_name"],
            "second": one["middle_names"],
            "last": one["first_surname"],
            "last2": one["second_surname"],
            "married": one["married_surname"],
            "sex": one["sex"],
            "born": one["birth_date"].isoformat(),
            "dui": dict(one["identifiers"]).get("dui", ""),
            "district": one["district"],
            "phone": one["phone"],
        }
        for one in town.at_work()
        if one["birth_date"]
    ]


def build(persons: Sequence[Mapping[str, Any]] = (), seed: int = 7, *, rows: int = 60) -> list[Row]:
    """The rows of a list as a clerk would know them, each with the person_id it was drawn from (or '')."""
    rng = random.Random(seed)
    here = [person for person in persons if str(person["district"]) in DISTRICTS] or list(persons)
    known = rng.sample(here, min(len(here), rows // 3)) if here else []
    made = [_again(rng, dict(person)) for person in known]
    made += _families(rng)
    made.append(_child_alone(rng))
    while len(made) < rows - 6:
        made.append(_person(rng))
    rng.shuffle(made)
    _unreadable(rng, made)
    made += [dict(made[5]), dict(made[19])]
    return made


def _person(rng: random.Random, **given: Any) -> Row:
    sex = given.get("sex") or ("F" if rng.random() < 0.27 else "M")
    first, second = rng.sample(WOMEN if sex == "F" else MEN, 2)
    surname = rng.choice(COMPOUND) if rng.random() < 0.05 else rng.choice(SURNAMES)
    eight = f"{rng.randrange(10**8):08d}"
    row: Row = {
        "person_id": "",
        "first": first,
        "second": second if rng.random() < 0.8 else "",
        "last": surname,
        "last2": rng.choice(SURNAMES) if rng.random() < 0.9 else "",
        "married": f"de {rng.choice(SURNAMES)}" if sex == "F" and rng.random() < 0.15 else "",
        "sex": sex,
        "born": DAY.replace(year=DAY.year - 18) - dt.timedelta(days=rng.randrange(15_000)),
        "dui": f"{eight}-{dui_check_digit(eight)}" if rng.random() < 0.6 else "",
        "district": rng.choices(list(DISTRICTS), weights=[9, 4, 3, 3, 1, 2, 1, 1, 2, 1, 1])[0],
        "phone": rng.choice("67") + f"{rng.randrange(10**7):07d}" if rng.random() < 0.6 else "",
        "address": f"{rng.choice(['Bo.', 'Col.', 'Ctón.'])} {rng.choice(HAMLETS)}",
    }
    return {**row, **given}


def _again(rng: random.Random, person: Row) -> Row:
    row = {**_person(rng), **person}
    row["born"] = dt.date.fromisoformat(str(row["born"]))
    row["district"] = str(row["district"])
    for key in ("first", "last", "last2"):
        if rng.random() < 0.2 and row[key]:
            options = [(a, b) for a, b in SOUNDS if a in row[key][1:]]
            row[key] = row[key][0] + row[key][1:].replace(*rng.choice(options), 1) if options else row[key]
    if rng.random() < 0.3:
        row["second"] = ""
    if rng.random() < 0.4:
        row["dui"] = ""
    if rng.random() < 0.4:
        row["phone"] = ""
    return row


def _families(rng: random.Random) -> list[Row]:
    made: list[Row] = []
    for number, children in enumerate((2, 1, 3), 1):
        mother = _person(rng, sex="F", family=f"F{number}", relation="Madre", district="0821")
        if number == 2:
            mother.update(pregnant="SI", medical="Embarazo de 7 meses")
        father = (
            _person(rng, sex="M", family=f"F{number}", relation="Padre", district="0821", address=mother["address"])
            if number == 3
            else None
        )
        adults = [mother, father] if father else [mother]
        made += adults
        for _child in range(children):
            born = DAY - dt.timedelta(days=rng.randrange(200, 4500))
            surnames = {"last": (father or mother)["last"], "last2": mother["last"] if father else mother["last2"]}
            shared = {"family": f"F{number}", "district": "0821", "address": mother["address"], "phone": mother["phone"], "dui": ""}
            made.append(_person(rng, born=born, relation="Hijo/a", sex=rng.choice("FM"), **surnames, **shared))
    for row in made:
        row["married"] = ""
    return made


def _child_alone(rng: random.Random) -> Row:
    return _person(rng, born=dt.date(2011, 4, 9), dui="", relation="Solo", alone="SI", phone="", sex="M", district="0810", married="")


def _unreadable(rng: random.Random, made: list[Row]) -> None:
    made.insert(11, {**_person(rng), "first": "", "second": "", "last": "", "last2": "", "married": ""})
    made.insert(23, {**_person(rng), "first": "José " * 22, "married": ""})
    made[2]["born"] = "31/02/1988"
    made[9]["born"] = "15/08/2099"
    made[30]["born"] = "no recuerda"
    made[36].update(medical="Hipertensión, trae medicina")
    made[40].update(medical="Fractura en pierna derecha")
    made[33].update(first="J", second="")
    made.insert(50, {**_person(rng), "first": "-", "second": "", "last": "-", "last2": "", "married": ""})


def _born(rng: random.Random, born: Any, *, typed: bool) -> tuple[Any, Any]:
    """A birth as a list tells it: date cell, Excel number, text of several kinds, or only an age."""
    if isinstance(born, str):
        return born, ""
    age = DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))
    kind = rng.random()
    if kind < 0.15:
        return "", age if age >= 1 else "8 meses"
    if kind < 0.45 and typed:
        return (born if kind < 0.33 else (born - dt.date(1899, 12, 30)).days), age
    if kind < 0.6:
        return f"{born.day} de {MONTHS[born.month - 1]} de {born.year}", age
    if kind < 0.7:
        return born.isoformat(), ""
    if kind < 0.75:
        return f"{born.day:02d}-{born.month:02d}-{born.year % 100:02d}", age
    return f"{born.day:02d}/{born.month:02d}/{born.year}", age


def _place(rng: random.Random, district: str) -> tuple[str, str]:
    department, name = DISTRICTS.get(district, ("", ""))
    return department.upper() if rng.random() < 0.5 else department, rng.choice(OTHER_SPELLINGS.get(name, [name, plain(name).upper()]))


def _shout(rng: random.Random, text: str) -> str:
    return plain(text).upper() if rng.random() < 0.6 else text.upper() if rng.random() < 0.4 else text


def xlsx(made: Sequence[Row], seed: int = 7) -> bytes:
    """The list as a workbook."""
    rng = random.Random(seed)
    head = ["No.", "NOMBRES", "", "APELLIDOS", "", "SEXO", "FECHA DE NACIMIENTO", "EDAD", "No. DUI", "DESTINO", "", "DIRECCIÓN", "TELÉFONO"]
    head += ["VUELO", "GRUPO FAMILIAR", "PARENTESCO", "CONDICIÓN MÉDICA", "EMBARAZO", "NNA NO ACOMPAÑADO", "OBSERVACIONES"]
    under = ["", "Primer nombre", "Segundo nombre", "Primer apellido", "Segundo apellido", "", "", "", "", "Departamento", "Municipio"] + [
        ""
    ] * 9
    titles = [["REPÚBLICA DE EL SALVADOR"], ["LISTADO DE PERSONAS RETORNADAS (DATOS DE EJEMPLO)"], [f"Vuelo {FLIGHT}, {DAY:%d/%m/%Y}"], []]
    rows: list[list[Any]] = [*titles[1:], head, under]
    for number, row in enumerate(made, 1):
        born, age = _born(rng, row["born"], typed=True)
        department, place = _place(rng, row["district"])
        names = [_shout(rng, row[key]) if len(row[key]) < 100 else row[key] for key in ("first", "second", "last", "last2")]
        dui = row["dui"].replace("-", "") if rng.random() < 0.3 else row["dui"]
        told = [
            born,
            age,
            int(dui) if dui.isdigit() and rng.random() < 0.5 else dui,
            department,
            place,
            row["address"],
            row["phone"],
            FLIGHT,
        ]
        signs = [row.get(key, "") for key in ("family", "relation", "medical", "pregnant", "alone")]
        rows.append(
            [number, *names, row["sex"], *told, *signs, rng.choice(["", "", "", "Trae equipaje", "=1+1", "Solicita llamada a familiar"])]
        )
        if number == 30:
            rows.append([])
    rows += [[], ["", f"TOTAL: {len(made)} PERSONAS"], [], ["", "Elaborado por: ________________", "", "", "Firma y sello"]]
    merged = ["A1:T1", "A2:T2", "A3:T3", "B5:C5", "D5:E5", "J5:K5", *(f"{c}5:{c}6" for c in "AFGHILMNOPQRST")]
    return write_xlsx(titles[0], rows, title="Vuelo", merged=merged)


def text(made: Sequence[Row], seed: int = 7) -> bytes:
    """The list as a text file of another office: full names, Windows encoding, semicolons."""
    rng = random.Random(seed + 1)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Listado de personas retornadas (datos de ejemplo)"])
    writer.writerow([])
    writer.writerow(
        [
            "Nº",
            "Apellidos y Nombres",
            "Sexo (F/M)",
            "F. de Nac.",
            "Edad",
            "DUI",
            "Departamento / Municipio",
            "Tel.",
            "Vuelo",
            "Fecha de retorno",
        ]
    )
    for number, row in enumerate(made, 1):
        born, age = _born(rng, row["born"], typed=False)
        surnames = " ".join(part for part in (row["last"], row["last2"], row["married"]) if part)
        name = f"{surnames}, {row['first']} {row['second']}".strip(", ") if surnames.strip(" -") else ""
        told = [row["sex"], born, age, row["dui"], " / ".join(_place(rng, row["district"])), row["phone"], FLIGHT, f"{DAY:%d/%m/%Y}"]
        writer.writerow([number, _shout(rng, name), *told])
    writer.writerow(["", f"TOTAL {len(made)}"])
    return out.getvalue().encode("cp1252")


def main() -> None:
    """Writes both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--persons", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    args = parser.parse_args()
    persons: list[Row] = townspeople()
    if args.persons:
        with args.persons.open(encoding="utf-8", newline="") as handle:
            persons = list(csv.DictReader(handle))
    made = build(persons, args.seed, rows=args.rows)
    (args.out / "lista_llegadas.xlsx").write_bytes(xlsx(made, args.seed))
    (args.out / "lista_llegadas.csv").write_bytes(text(made, args.seed))


if __name__ == "__main__":
    main()
