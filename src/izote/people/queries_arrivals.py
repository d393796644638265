"""Questions about lists, queue and contact, always for somebody; row security keeps hidden rows out of every count too."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.models import Organization
from izote.access.permissions import office_of, orgs_with
from izote.kit.sheets import Sheet
from izote.people.columns import Mapping
from izote.people.listentry import ListEntry, SetAside
from izote.people.listplan import entry_age, plan, stands_alone
from izote.people.listreading import read_list
from izote.people.liststaging import Unread, open_row, row_secret
from izote.people.models import ArrivalList, Contact, ContactAttempt, ImportProfile, ListRow, Person, Ticket, TicketMember

Status = ListRow.Status
SUM = (Status.LINKED, Status.NEW, Status.UNDECIDED, Status.REPEATED, Status.SET_ASIDE, Status.EXPIRED)
WORKING = ("list.upload", "list.review", "queue.call", "contact.attempt")


def office_with(user: Any, right: str) -> Organization:
    """The first office in which the user has that right, or 404."""
    found = office_of(user, right)
    if found is None:
        raise Http404
    return found


def lists_for(user: Any, right: str = "list.review") -> QuerySet[ArrivalList]:
    """The lists of the user's offices that were not given up, newest first."""
    gone = (ArrivalList.State.CANCELLED, ArrivalList.State.ABSORBED)
    return (
        ArrivalList.objects.filter(org__in=orgs_with(user, right))
        .exclude(state__in=gone)
        .select_related("org", "uploaded_by")
        .order_by("-pk")
    )


def list_for(user: Any, pk: int, right: str = "list.review") -> ArrivalList:
    """One list, or 404."""
    found = ArrivalList.objects.filter(org__in=orgs_with(user, right), pk=pk).select_related("org", "corrects").first()
    if found is None:
        raise Http404
    return found


def row_for(user: Any, pk: UUID, rights: Iterable[str] = ("list.review",)) -> ListRow:
    """One row of a list, or 404."""
    orgs = {org for right in rights for org in orgs_with(user, right)}
    found = ListRow.objects.filter(org__in=orgs, pk=pk).select_related("list", "org", "person").first()
    if found is None:
        raise Http404
    return found


def profiles_for(user: Any) -> QuerySet[ImportProfile]:
    """The saved columns of the user's offices."""
    orgs = {*orgs_with(user, "list.upload"), *orgs_with(user, "org.manage")}
    return ImportProfile.objects.filter(org__in=orgs).order_by("name")


@dataclass(frozen=True)
class Counts:
    """received = linked + new + undecided + repeated + set aside + expired, always; `came` are among the linked and the new."""

    by_status: dict[str, int]
    came: int = 0

    @property
    def received(self) -> int:
        """The sum of all rows that may be seen."""
        return sum(self.by_status.values())

    def __getattr__(self, name: str) -> int:
        if name in Status.values:
            return self.by_status.get(name, 0)
        raise AttributeError(name)


def counts_of(listings: Iterable[ArrivalList]) -> Counts:
    """How the rows of lists stand."""
    rows = ListRow.objects.filter(list__in=list(listings)).order_by()
    found = {status: number for status, number in rows.values_list("status").annotate(n=Count("pk"))}
    came = rows.filter(came_at__isnull=False).count()
    return Counts({status: found.get(status, 0) for status in (*SUM, *([Status.STAGED] if found.get(Status.STAGED) else []))}, came)


def reasons_of(listing: ArrivalList) -> dict[str, Counter[str]]:
    """Why rows were set aside, and why rows were destroyed."""
    found: dict[str, Counter[str]] = {Status.SET_ASIDE: Counter(), Status.EXPIRED: Counter()}
    for status, reasons in ListRow.objects.filter(list=listing, status__in=found).values_list("status", "reasons"):
        found[status].update(reasons)
    return found


@dataclass
class Shown:
    """A row as a page shows it: what it says, and whom it may be about."""

    row: ListRow
    entry: ListEntry
    age: int | None
    alone: bool
    candidates: list[tuple[Person, float, list[str]]] = field(default_factory=list)
    attempts: list[ContactAttempt] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    ticket: Ticket | None = None


def shown(rows: Iterable[ListRow]) -> list[Shown]:
    """The rows that were read and not destroyed, opened."""
    today = timezone.localdate()
    found = []
    for row in rows:
        entry = open_row(row.pk, row.payload)
        if isinstance(entry, ListEntry):
            found.append(Shown(row, entry, entry_age(entry, today), stands_alone(entry, today)))
    return found


def with_candidates(user: Any, rows: list[Shown]) -> list[Shown]:
    """The files that rows may be about, as far as the user may see them."""
    wanted = {one["person"] for it in rows for one in it.row.evidence} | {it.row.person_id for it in rows if it.row.person_id}
    seen = Person.objects.filter(pk__in=wanted, org__in=orgs_with(user, "person.read")).select_related("place", "merged_into")
    persons = {person.pk: person for person in seen}
    for it in rows:
        for one in it.row.evidence:
            person = persons.get(one["person"])
            if person:
                it.candidates.append((person.merged_into or person, one["probability"], one["codes"]))
    return rows


def rows_of(listing: ArrivalList, status: str) -> QuerySet[ListRow]:
    """The rows of one standing, in the order of the file."""
    return ListRow.objects.filter(list=listing, status=status).select_related("person", "list").order_by("line")


def set_aside_of(listing: ArrivalList) -> tuple[list[str], list[tuple[ListRow, Unread]]]:
    """The rows set aside with the headers of their file."""
    rows = [(row, cells) for row in rows_of(listing, Status.SET_ASIDE) if isinstance(cells := open_row(row.pk, row.payload), Unread)]
    return (list(rows[0][1].headers) if rows else []), rows


def set_aside_message(reasons: Iterable[str]) -> str:
    """The reasons in words."""
    return SetAside(0, tuple(reasons), "", ()).message


@dataclass
class FamilyGroup:
    """Those of a list who seem to belong together."""

    number: int
    state: str
    members: list[Shown]

    @property
    def small(self) -> bool:
        """Whether a small child is among them."""
        return any(it.age is not None and it.age <= 5 for it in self.members)


def families_of(listing: ArrivalList) -> list[FamilyGroup]:
    """The families of a list: those to be confirmed first, and among them those with small children."""
    rows = ListRow.objects.filter(list=listing, family__isnull=False).exclude(family_state=ListRow.Family.REFUSED)
    groups: dict[int, list[Shown]] = {}
    for it in shown(rows.select_related("person").order_by("family", "line")):
        groups.setdefault(it.row.family or 0, []).append(it)
    found = [FamilyGroup(number, members[0].row.family_state, members) for number, members in groups.items() if len(members) > 1]
    return sorted(found, key=lambda group: (group.state != ListRow.Family.SUGGESTED, not group.small, group.number))


def open_lists(org: Organization, mode: str) -> list[ArrivalList]:
    """The lists of an office that can be worked on in one of the two modes."""
    return list(ArrivalList.objects.filter(org=org, mode=mode, state=ArrivalList.State.READY).order_by("-pk")[:20])


def expected(org: Organization, text: str = "", most: int = 400) -> list[Shown]:
    """Those of the office's open counter lists who have neither come nor a number, those who go first first."""
    inside = ListRow.objects.filter(list__in=open_lists(org, ArrivalList.Mode.COUNTER), came_at__isnull=True)
    rows = inside.filter(status__in=(Status.LINKED, Status.NEW, Status.UNDECIDED)).exclude(pk__in=_with_number(org))
    found = shown(rows.order_by("-list_id", "family", "line")[: most * 5])
    return [it for it in found if answers(it.entry, text)][:most]


def _with_number(org: Organization) -> QuerySet[Any]:
    return TicketMember.objects.filter(org=org, row__isnull=False).values("row_id")


def answers(entry: ListEntry, text: str) -> bool:
    """Whether a row answers to what was typed: every word begins, or sounds like, a word of the name."""
    from izote.people.names import nicknames_of, sound, words

    have = words(entry.full_name) + words(entry.nicknames)
    heard = {sound(word) for word in have} | set(have) | {short for word in have for short in nicknames_of(word)}
    return all(any(one.startswith(word) for one in have) or word in heard or sound(word) in heard for word in words(text))


def queue_of(org: Organization, day: dt.date | None = None) -> list[Ticket]:
    """The day's numbers in the order in which they are called, with those behind them."""
    members = Prefetch("members", TicketMember.objects.select_related("row", "person").order_by("pk"), "behind")
    tickets = Ticket.objects.filter(org=org, day=day or timezone.localdate()).prefetch_related(members)
    return list(tickets.select_related("called_by").order_by("-first", "number"))


def ticket_for(user: Any, pk: int) -> Ticket:
    """One number of the user's offices, or 404."""
    found = Ticket.objects.filter(org__in=orgs_with(user, "queue.call"), pk=pk).select_related("org").first()
    if found is None:
        raise Http404
    return found


def ticket_by_code(user: Any, code: str) -> Ticket:
    """The number of a slip, or 404."""
    found = Ticket.objects.filter(org__in=orgs_with(user, "queue.call"), code=code).first()
    if found is None:
        raise Http404
    return found


def called_numbers(org_id: int) -> list[tuple[int, Any]]:
    """What the waiting room's screen shows."""
    with connection.cursor() as cursor:
        cursor.execute("select number, called_at from access.called_numbers(%s, %s)", [org_id, timezone.localdate()])
        return list(cursor.fetchall())


def to_contact(user: Any, listing: ArrivalList) -> list[Shown]:
    """Those of a list who have neither come nor agreed, those never tried first."""
    rows = ListRow.objects.filter(list=listing, came_at__isnull=True, status__in=(Status.LINKED, Status.NEW, Status.UNDECIDED))
    attempts = Prefetch("attempts", ContactAttempt.objects.select_related("by").order_by("-at"), "tried")
    found = shown(rows.select_related("person").prefetch_related(attempts).order_by("line"))
    ids = {it.row.person_id for it in found if it.row.person_id and it.row.status == Status.LINKED}
    ways: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(person_id__in=ids).order_by("pk"):
        ways.setdefault(contact.person_id, []).append(contact)
    for it in found:
        it.attempts = list(it.row.tried)  # type: ignore[attr-defined]
        it.contacts = ways.get(it.row.person_id or 0, []) if it.row.status == Status.LINKED else []
    return sorted(found, key=lambda it: (len(it.attempts), it.row.line))


def expiring(user: Any, days: int = 7) -> list[tuple[ArrivalList, int]]:
    """The lists that will be destroyed within some days, each with how many rows nobody confirmed."""
    until = timezone.localdate() + dt.timedelta(days=days)
    lists = lists_for(user, "list.upload").filter(expires_on__lte=until).exclude(state=ArrivalList.State.EXPIRED).order_by("expires_on")
    rows = ListRow.objects.filter(payload__isnull=False, came_at__isnull=True)
    return [(listing, rows.filter(list=listing).count()) for listing in lists]


def corrected_by(listing: ArrivalList, sheet: Sheet, mapping: Mapping) -> ArrivalList | None:
    """The open list of which a staged file seems to be a corrected copy: it bears its tokens, or shares at least half of its rows."""
    others = ArrivalList.objects.filter(org=listing.org_id, state=ArrivalList.State.READY).exclude(pk=listing.pk)
    if not others.exists():
        return None
    today = timezone.localdate(listing.uploaded_at)
    read = read_list(sheet, mapping, today=today)
    tokens = [token for entry in read.entries if (token := uuid_of(entry.token))]
    row = ListRow.objects.filter(pk__in=tokens[:1000], list__in=others).select_related("list").first()
    if row:
        return row.list
    keys = {one.key for one in plan(read, [], secret=row_secret(listing.org_id), today=today).rows}
    shared = ListRow.objects.filter(list__in=others, row_key__in=keys).values("list").annotate(n=Count("pk")).order_by("-n").first()
    return others.filter(pk=shared["list"]).first() if shared and shared["n"] * 2 >= len(keys) else None


def uuid_of(text: str) -> UUID | None:
    """The token of one of our rows, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None
