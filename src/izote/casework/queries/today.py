"""What waits for somebody today, asked in one question."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from izote.access.models import User
from izote.casework.rules.closing import ends_calls
from izote.casework.rules.words import words
from izote.people.models import Person

MOST = 6
KINDS = (
    "critical",
    "junta",
    "led",
    "sealed",
    "grave",
    "offered",
    "returned",
    "approvals",
    "appointments",
    "overdue",
    "steps",
    "interests",
    "replies",
    "late",
    "silent",
    "calls",
    "rss",
    "surveys",
    "fresh",
    "soon",
)


@dataclass(frozen=True)
class Item:
    """One thing that waits: in which case, since when, for whom one stands in, and a code that says more."""

    case: str
    about: str
    at: dt.datetime | dt.date | None
    code: str
    case_code: str
    risk: str
    person: Person | None
    instead_of: User | None

    @property
    def name(self) -> str:
        """The person's name, or the code for whoever sees no names."""
        return self.person.full_name if self.person else self.case_code


@dataclass(frozen=True)
class Group:
    """What waits of one kind, at most so many, and whether there is more."""

    kind: str
    items: list[Item]
    more: bool


def today(user: Any, most: int = MOST) -> list[Group]:
    """The groups that hold something, the gravest first."""
    windows = {
        "calls": {code: [int(word.row["before"]), int(word.row["after"])] for code, word in words("call_waves").items()},
        "rss": {code: int(word.row["to"]) for code, word in words("rss_waves").items()},
    }
    with connection.cursor() as cursor:
        cursor.execute("select access.today(%s, %s, %s)", [most, json.dumps(windows), sorted(ends_calls())])
        data = json.loads(cursor.fetchone()[0])
    cases, persons = data["cases"] or {}, {int(pk): Person(**row) for pk, row in (data["persons"] or {}).items()}
    others = {case["responsible"] for case in cases.values()} - {user.pk, None}
    absent = User.objects.in_bulk(list(others)) if others else {}
    groups = []
    for kind in KINDS:
        rows = data["groups"][kind] or []
        instead = {} if kind in ("approvals", "offered", "sealed", "surveys") else absent
        named = {} if kind == "sealed" else persons  # a screen at the counter is read by others too
        items = [_item(row, cases.get(row["case"]) or {}, named, instead) for row in rows[:most]]
        if items:
            groups.append(Group(kind, items, len(rows) > most))
    return groups


def _item(row: dict[str, Any], case: dict[str, Any], persons: dict[int, Person], absent: dict[int, User]) -> Item:
    return Item(
        case=row["case"] or "",
        about=row.get("about") or "",
        at=_moment(row["at"]),
        code=row.get("code") or "",
        case_code=case.get("code", ""),
        risk=case.get("risk", ""),
        person=persons.get(row.get("person") or case.get("person") or 0),
        instead_of=absent.get(case.get("responsible") or 0),
    )


def _moment(text: str | None) -> dt.datetime | dt.date | None:
    if not text:
        return None
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)
