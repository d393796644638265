"""The trace of reading: one line for each page shown."""

from typing import Any

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import orgs_with
from izote.people.actions.trace import trace
from izote.people.models import Person


def note_seen(person: Person, *, by: Any) -> None:
    """The contact level of a file was shown."""
    trace(by, "person.seen", person, level=1)


def note_documents(person: Person, *, by: Any) -> None:
    """The numbers of a person's documents were shown whole."""
    trace(by, "person.documents_seen", person)


def note_listed(shown: int, *, by: Any, mine: bool = False) -> None:
    """A page of the list was shown."""
    record(by, "person.listed", org=_office(by), kind="list", shown=shown, mine=mine)


def note_searched(found: int, *, by: Any) -> None:
    """A search was answered; what was typed is not kept."""
    record(by, "person.searched", org=_office(by), kind="list", shown=found)


def note_queue_seen(org: Any, shown: int, *, by: Any) -> None:
    """Those expected at the counter were shown."""
    record(by, "queue.seen", org=org, kind="list", shown=shown)


def _office(by: Any) -> int | None:
    return next(iter(orgs_with(by, "person.read")), None)


def note_matched(rows: int, *, org: Organization, by: Any) -> None:
    """Leave a line for rows of a file compared with an office's persons."""
    record(by, "person.matched_many", org=org, rows=rows)
