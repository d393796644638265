"""What happens to a person's data between two registrations: slips of clerks, of memory and of ears."""

import datetime as dt
import random
from typing import Any

from izote.config.demo.names import MEN, SURNAMES, WOMEN
from izote.people.linkage import Match, MatchRow
from izote.people.names import document_key, dui_check_digit, phone_key

SOUNDS = (
    ("v", "b"),
    ("b", "v"),
    ("z", "s"),
    ("s", "z"),
    ("ce", "se"),
    ("ci", "si"),
    ("ll", "y"),
    ("y", "ll"),
    ("h", ""),
    ("ge", "je"),
    ("gi", "ji"),
)
NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "o": "i", "n": "m", "m": "n", "r": "t", "l": "k", "s": "d", "u": "y"}
SHORT = {
    "José": "Chepe",
    "Francisco": "Paco",
    "Guadalupe": "Lupe",
    "Antonio": "Toño",
    "Concepción": "Concha",
    "Roberto": "Beto",
    "Manuel": "Meme",
}


def slip(rng: random.Random, word: str) -> str:
    """One letter lost, doubled, exchanged with the next, or hit beside."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    ways = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + NEIGHBOURS.get(word[at].lower(), word[at]) + word[at + 1 :],
    )
    return rng.choice(ways)


def heard(rng: random.Random, word: str) -> str:
    """The word written as it sounds."""
    low = word.lower()
    found = [pair for pair in SOUNDS if pair[0] in low]
    return low.replace(*rng.choice(found), 1).capitalize() if found else slip(rng, word)


def wrong_day(rng: random.Random, born: dt.date) -> dict[str, Any]:
    """A birth date as it comes out wrong: exchanged, a digit off, the year alone, 1 January."""
    kind = rng.choices(["turned", "day", "month", "year", "only_year", "new_year"], [4, 2, 1, 1, 4, 1])[0]
    if kind == "only_year":
        return {"birth_date": None, "birth_year": born.year, "birth_precision": "year"}
    if kind == "turned" and born.day <= 12:
        born = dt.date(born.year, born.day, born.month)
    elif kind == "month":
        born = dt.date(born.year, born.month % 12 + 1, min(born.day, 28))
    elif kind == "year":
        born = dt.date(born.year - rng.choice([1, -1, 10]), born.month, min(born.day, 28))
    elif kind == "new_year":
        born = dt.date(born.year, 1, 1)
    else:
        born = dt.date(born.year, born.month, born.day % 28 + 1)
    return {"birth_date": born, "birth_year": born.year, "birth_precision": "day"}


def wrong_number(rng: random.Random, digits: str) -> str:
    """One digit off."""
    at = rng.randrange(len(digits))
    return digits[:at] + str((int(digits[at]) + rng.randrange(1, 10)) % 10) + digits[at + 1 :] if digits[at].isdigit() else digits


def again(rng: random.Random, person: dict[str, Any], places: list[int]) -> dict[str, Any]:
    """The same person as another clerk writes her or him down another day."""
    row = dict(person)
    for name in ("first_name", "first_surname", "second_surname"):
        if row[name] and rng.random() < 0.14:
            row[name] = rng.choice((slip, heard))(rng, row[name])
    if row["first_name"] in SHORT and rng.random() < 0.1:
        row["first_name"] = SHORT[row["first_name"]]
    if rng.random() < 0.3:
        row["middle_names"] = ""
    elif row["middle_names"] and rng.random() < 0.03:
        row["first_name"], row["middle_names"] = row["middle_names"], row["first_name"]
    if rng.random() < 0.15:
        row["second_surname"] = ""
    elif rng.random() < 0.05:
        row["first_surname"], row["second_surname"] = row["second_surname"], row["first_surname"]
    if rng.random() < 0.35:
        row.update({name: str(row[name]).upper() for name in ("first_name", "middle_names", "first_surname", "second_surname")})
    if row["birth_date"] and rng.random() < 0.18:
        row.update(wrong_day(rng, row["birth_date"]))
    row["dui"] = row["dui"] if rng.random() < 0.5 else ""
    if row["dui"] and rng.random() < 0.04:
        row["dui"] = wrong_number(rng, row["dui"])
    row["phone"] = row["phone"] if rng.random() < 0.45 else f"{rng.choice('67')}{rng.randrange(10**7):07d}" if rng.random() < 0.15 else ""
    if rng.random() < 0.2:
        row["place_id"] = rng.choice(places)
    return row


def stranger(rng: random.Random, places: list[int], kin: dict[str, Any] | None = None) -> dict[str, Any]:
    """An invented person, or a relative of one: surnames, district, often the telephone, sometimes the whole name or the birthday."""
    sex = rng.choice("FMMM")
    given = [weighted(rng, WOMEN if sex == "F" else MEN) for _ in range(2)]
    born = dt.date(1945, 1, 1) + dt.timedelta(days=rng.randrange(27_000))
    eight = f"{rng.randrange(10**8):08d}"
    one: dict[str, Any] = {
        "first_name": given[0],
        "middle_names": given[1] if rng.random() < 0.8 and given[1] != given[0] else "",
        "first_surname": weighted(rng, SURNAMES),
        "second_surname": weighted(rng, SURNAMES) if rng.random() < 0.93 else "",
        "sex": sex,
        "birth_date": born,
        "birth_year": born.year,
        "birth_precision": "day",
        "dui": f"{eight}{dui_check_digit(eight)}" if rng.random() < 0.7 else "",
        "phone": f"{rng.choice('67')}{rng.randrange(10**7):07d}" if rng.random() < 0.7 else "",
        "place_id": rng.choice(places),
    }
    if kin:
        one.update({name: kin[name] for name in ("first_surname", "second_surname", "place_id")})
        one["phone"] = kin["phone"] if rng.random() < 0.5 else one["phone"]
        chance = rng.random()
        if chance < 0.1:
            one.update({name: kin[name] for name in ("first_name", "middle_names", "sex")})
        elif chance < 0.15:
            one.update({name: kin[name] for name in ("birth_date", "birth_year", "birth_precision")})
    return one


def weighted(rng: random.Random, names: list[str]) -> str:
    """One of the names, the first ones more often."""
    return names[min(int(rng.expovariate(3 / len(names))), len(names) - 1)]


def town(rng: random.Random, count: int, places: list[int]) -> list[dict[str, Any]]:
    """So many persons, three in ten relatives of the one before."""
    people: list[dict[str, Any]] = []
    for _ in range(count):
        people.append(stranger(rng, places, people[-1] if people and rng.random() < 0.3 else None))
    return people


def as_row(row_id: object, person: dict[str, Any]) -> MatchRow:
    """The person as a row that is asked about."""
    names = (
        "first_name",
        "middle_names",
        "first_surname",
        "second_surname",
        "sex",
        "birth_date",
        "birth_year",
        "birth_precision",
        "place_id",
    )
    documents = (("dui", document_key(person["dui"], "dui")),) if person["dui"] else ()
    phones = (phone_key(person["phone"]),) if person["phone"] else ()
    return MatchRow(row_id=str(row_id), **{name: person[name] for name in names}, documents=documents, phones=phones)


def judge(matches: list[Match], truth: list[int | None]) -> dict[str, float]:
    """How right the links are: certain and probable count as links."""
    links = [
        (match.person_id if match.verdict in ("certain", "probable") else None, person)
        for match, person in zip(matches, truth, strict=True)
    ]
    right = sum(found == person for found, person in links if found)
    made, there = sum(found is not None for found, _ in links), sum(person is not None for _, person in links)
    return {"precision": round(right / max(made, 1), 5), "recall": round(right / max(there, 1), 4)}


def sample(rng: random.Random, count: int, office: str = "ZAC") -> tuple[int, list[dict[str, Any]]]:
    """An office and some of its persons with document, telephone and district, for whoever acts."""
    from izote.access.models import Organization
    from izote.people.models import Contact, Identifier, Person

    org_id = Organization.objects.get(code=office).pk
    every = list(Person.objects.filter(org=org_id, merged_into__isnull=True).order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(every, min(count, len(every)))
    documents = dict(Identifier.objects.filter(person__in=chosen, kind="dui").values_list("person_id", "normalized"))
    phones = dict(Contact.objects.filter(person__in=chosen, kind="phone").values_list("person_id", "normalized"))
    fields = (
        "id",
        "first_name",
        "middle_names",
        "first_surname",
        "second_surname",
        "sex",
        "birth_date",
        "birth_year",
        "birth_precision",
        "place_id",
    )
    people = {row["id"]: row for row in Person.objects.filter(pk__in=chosen).values(*fields)}
    return org_id, [{**people[pk], "dui": documents.get(pk, ""), "phone": phones.get(pk, "")} for pk in chosen]


def names_of(org_id: int) -> dict[int, str]:
    """Every name of an office by the person's number."""
    from izote.people.models import Person

    rows = Person.objects.filter(org=org_id).values_list("pk", "first_name", "middle_names", "first_surname", "second_surname")
    return {pk: " ".join(filter(None, parts)) for pk, *parts in rows.iterator()}
