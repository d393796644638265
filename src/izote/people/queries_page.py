"""What a person's page shows beside the person, asked in one question."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models

from izote.people.models import BreakGlass, Consent, Contact, Exclusion, HouseholdMember, Identifier, MergeRecord, Person, Relation
from izote.people.queries import TrailLine

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Page:
    """From every file that stands for the person: reach, documents, family, consents, guards, united files, pairs to decide, trail."""

    contacts: list[Contact]
    identifiers: list[Identifier]
    consents: list[Consent]
    relations: list[Relation]
    household: list[HouseholdMember]
    exclusions: list[Exclusion]
    emergencies: list[BreakGlass]
    merges: list[MergeRecord]
    pairs: list[tuple[Person, float]]
    trail: list[TrailLine]


def person_page(person: Person) -> Page:
    """What whoever acts may see of a person; hidden relatives and an own exclusion are not in it."""
    with connection.cursor() as cursor:
        cursor.execute("select access.person_page(%s)", [person.pk])
        data = json.loads(cursor.fetchone()[0])
    found = {name: rows or [] for name, rows in data.items()}
    return Page(
        contacts=[_made(Contact, row) for row in found["contacts"]],
        identifiers=[_made(Identifier, row) for row in found["identifiers"]],
        consents=[_made(Consent, row) for row in found["consents"]],
        relations=[_made(Relation, row) for row in found["relations"]],
        household=[_made(HouseholdMember, row) for row in found["household"]],
        exclusions=[_made(Exclusion, row) for row in found["exclusions"]],
        emergencies=[_made(BreakGlass, row) for row in found["emergencies"]],
        merges=[_made(MergeRecord, row) for row in found["merges"]],
        pairs=[(_made(Person, row["other"]), row["chance"]) for row in found["pairs"]],
        trail=[TrailLine(dt.datetime.fromisoformat(at["at"]), at["actor"], at["verb"], at["details"]) for at in found["trail"]],
    )


def _made(model: type[M], row: dict[str, Any]) -> M:
    """A row as an instance, with the rows inside it as its relations; columns that were not asked for stay unread."""
    given = [field for field in model._meta.concrete_fields if field.attname in row]
    one = model.from_db("default", [field.attname for field in given], [field.to_python(row[field.attname]) for field in given])
    for field in model._meta.concrete_fields:
        if field.related_model and field.name in row:
            setattr(one, field.name, _made(field.related_model, row[field.name]))
    return one
