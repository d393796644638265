"""Somebody of a list comes or agrees, or somebody comes without one: only now is there a person."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.models import Organization, User
from izote.access.permissions import may, require
from izote.kit.errors import Conflict
from izote.people.actions.arrivals import EMPTY_ROW, trace_list
from izote.people.actions.casefile import add_return
from izote.people.actions.consents import give_consent
from izote.people.actions.counting import count_arrival, entry_cell
from izote.people.actions.family import join_household
from izote.people.actions.guards import exclude_user
from izote.people.actions.queue import ChildAlone, end_ticket
from izote.people.actions.registering import register_person
from izote.people.arrivalrules import age_band, country_code
from izote.people.listentry import ListEntry
from izote.people.listplan import ADULT, stands_alone
from izote.people.liststaging import open_row
from izote.people.models import ArrivalList, Exclusion, HouseholdMember, ListRow, Person, Ticket, TicketMember
from izote.people.names import fold
from izote.people.permissions import may_exclude
from izote.people.rules import Birth, age_of, words
from izote.territory.models import Place
from izote.territory.queries import pack


def entry_of(row: ListRow | None) -> ListEntry | None:
    """What a row says, when it was read and not destroyed."""
    entry = open_row(row.pk, row.payload) if row else None
    return entry if isinstance(entry, ListEntry) else None


@transaction.atomic
def receive(
    *,
    org: Organization,
    by: Any,
    name: dict[str, Any],
    born: Birth,
    sex: str,
    row: ListRow | None = None,
    member: TicketMember | None = None,
    person: Person | None = None,
    alone: bool = False,
    consent: dict[str, Any] | None = None,
    not_known_to: list[User] | None = None,
    safe_to_call: bool = False,
) -> Person:
    """Register somebody with three fields, or recognise the file that is hers or his; what the list knew of the return goes along."""
    _require_receiving(by, org, row)
    row, entry = _waiting_row(row)
    member = _waiting_member(member)
    _refuse_child_alone(entry, born, alone)
    consents = [consent] if consent else []
    if person is None:
        known = known_facts(entry, safe_to_call=safe_to_call) if entry else {}
        birth: dict[str, Any] = {"birth_date": born.date, "birth_year": born.year, "birth_precision": born.precision}
        person = register_person(org=org, by=by, **name, **birth, sex=sex, consents=consents, not_known_to=not_known_to, **known)
    else:
        for one in consents:
            give_consent(person, by=by, **one)
        if not_known_to and not may_exclude(by, person):
            raise Conflict(_("This file exists already: ask the supervisor to keep a colleague out of it, before going on."))
        for user in not_known_to or []:
            exclude_user(person, user=user, reason=Exclusion.Reason.ASKED, by=by)
    if row and entry:
        _came(row, person, by=by)
        add_return(person, by=by, **return_facts(entry, row.list))
        _join_family(row, person, by=by)
    _attended(member, person, by=by)
    count_arrival(org.pk, entry_cell(entry, timezone.localdate()) if entry else _cell(born, sex))
    return person


@transaction.atomic
def decline(
    *, org: Organization, by: Any, row: ListRow | None = None, member: TicketMember | None = None, born: Birth | None = None, sex: str = ""
) -> None:
    """She or he was attended and wishes nothing to be kept: the row is destroyed, the count stays."""
    _require_receiving(by, org, row)
    row, entry = _waiting_row(row)
    member = _waiting_member(member)
    count_arrival(org.pk, entry_cell(entry, timezone.localdate()) if entry else _cell(born or Birth(None, None, ""), sex))
    _attended(member, None, by=by)
    if row:
        empty_row(row, reason="declined")
        trace_list(by, "list.row_declined", row.list, row=str(row.pk))


def empty_row(row: ListRow, *, reason: str) -> None:
    """Destroy what a row says; its key stays, so that a corrected file does not bring it back."""
    ListRow.objects.filter(pk=row.pk).update(**{**EMPTY_ROW, "reasons": [reason]}, person=None, status=ListRow.Status.EXPIRED)


def _require_receiving(by: Any, org: Organization, row: ListRow | None) -> None:
    if not (row and may(by, "contact.attempt", org)):
        require(by, "queue.call", org)
    require(by, "person.write", org)


def _waiting_row(row: ListRow | None) -> tuple[ListRow | None, ListEntry | None]:
    if row is None:
        return None, None
    found = ListRow.objects.select_for_update().get(pk=row.pk)
    entry = entry_of(found)
    if entry is None or found.came_at:
        raise Conflict(_("She or he was received already, or the row was destroyed."))
    return found, entry


def _waiting_member(member: TicketMember | None) -> TicketMember | None:
    if member is None:
        return None
    ticket = Ticket.objects.select_for_update().get(pk=member.ticket_id)
    found = TicketMember.objects.get(pk=member.pk)
    if found.registered_at or ticket.state != Ticket.State.CALLED:
        raise Conflict(_("This number has moved on meanwhile. Look at the queue again."))
    return found


def _refuse_child_alone(entry: ListEntry | None, born: Birth, alone: bool) -> None:
    age = age_of(born.date, born.year, timezone.localdate())
    if (alone and (age is None or age < ADULT)) or (entry and stands_alone(entry, timezone.localdate())):
        raise ChildAlone(_("A child or adolescent who comes alone does not stand in the general queue."))


def _came(row: ListRow, person: Person, *, by: Any) -> None:
    if row.status == ListRow.Status.UNDECIDED or row.person_id not in (None, person.pk):
        found = {one["person"] for one in row.evidence}
        row.status = ListRow.Status.LINKED if person.pk in found | {row.person_id} else ListRow.Status.NEW
        row.decided_by, row.decided_at = by, timezone.now()
    row.person, row.came_at = person, timezone.now()
    row.save(update_fields=["person", "came_at", "status", "decided_by", "decided_at"])
    trace_list(by, "list.row_came", row.list, row=str(row.pk), person=person.pk)


def _attended(member: TicketMember | None, person: Person | None, *, by: Any) -> None:
    """When the last of those with this number was attended, the number ends."""
    if member is None:
        return
    member.person, member.registered_at = person, timezone.now()
    member.save(update_fields=["person", "registered_at"])
    if not TicketMember.objects.filter(ticket=member.ticket_id, registered_at__isnull=True).exists():
        end_ticket(member.ticket, by=by)


def _join_family(row: ListRow, person: Person, *, by: Any) -> None:
    """Members of a confirmed family who came share a household."""
    if row.family is None or row.family_state != ListRow.Family.CONFIRMED or HouseholdMember.objects.filter(person=person).exists():
        return
    kin = ListRow.objects.filter(list=row.list, family=row.family, family_state=row.family_state, came_at__isnull=False)
    other = kin.exclude(pk=row.pk).exclude(person=person).select_related("person__org").order_by("came_at").first()
    if other and other.person and not other.person.withdrawn_at:
        join_household(person, other.person, by=by)


def _cell(born: Birth, sex: str) -> tuple[str, str, str, str]:
    return sex, age_band(age_of(born.date, born.year, timezone.localdate())), "", ""


def known_facts(entry: ListEntry, *, safe_to_call: bool = False) -> dict[str, Any]:
    """What a list tells beyond the three fields, as `register_person` takes it; nobody is called on a number she or he did not confirm."""
    documents = [("dui", entry.dui), ("passport", entry.passport), ("other", entry.document), ("source", entry.source_id)]
    place = Place.objects.filter(country__code=pack().code, code=entry.place_code).first() if entry.place_code else None
    return {
        "place": place,
        "nicknames": entry.nicknames[:160],
        "contacts": [{"value": entry.phone, "may_call": safe_to_call}] if entry.phone else [],
        "identifiers": [{"kind": kind, "value": value[:40]} for kind, value in documents if value],
        "sensitive": {"address": entry.address[:300]} if entry.address else None,
    }


def return_facts(entry: ListEntry, listing: ArrivalList) -> dict[str, Any]:
    """The return as the list tells it."""
    here_today = listing.mode == ArrivalList.Mode.COUNTER
    kinds = {fold(name): code for code, word in words("return_types").items() for name in (word.es, word.en, code)}
    return {
        "returned_on": entry.return_date or (timezone.localdate(listing.uploaded_at) if here_today else None),
        "return_type": kinds.get(fold(entry.return_type), ""),
        "country_from": country_code(entry.departure_country),
        "means": entry.means or ("air" if entry.flight else ""),
        "flight": entry.flight[:40],
    }
