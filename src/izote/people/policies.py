"""Row-level policies of the register."""

from izote.access.rowlevel import Table
from izote.people.policies_arrivals import TABLES as ARRIVALS

NOT_HIDDEN = "{person} <> all((select access.hidden_persons())::bigint[])"
NOT_GIVING_AWAY = "{household} <> all((select access.hidden_households())::bigint[])"
ALL = "select, insert, update, delete"


def seen(person: str, right: str = "person.read") -> str:
    """The condition under which the actor sees a row about a person (contact level)."""
    return f"org_id = any((select access.orgs('{right}'))::int[]) and {NOT_HIDDEN.format(person=person)}"


def of_its_office(table: str, person: str = "person_id") -> str:
    """A row about a person bears that person's office, so that no office writes into another's files."""
    return f"exists (select 1 from people_person p where p.id = {table}.{person} and p.org_id = {table}.org_id)"  # noqa: S608


def _erasable(name: str) -> tuple[str, ...]:
    return (f"grant select, delete on {name} to izote_gate", f"create policy gate_erases on {name} for delete to izote_gate using (true)")


def _contact_level(name: str, *, right: str = "person.write", also: str = "") -> Table:
    read, write = seen("person_id") + also, seen("person_id", right) + also
    return Table(name, read=read, write=f"{write} and {of_its_office(name)}", grants=ALL, gate=True, extra=_erasable(name))


def _case_level(name: str, columns: tuple[str, ...] = ("id", "person_id", "org_id")) -> Table:
    """Rows that only `access.open_file` shows whole; a direct SELECT reaches their keys, which the program makes, and nothing else."""
    opens = f"(select access.opens(person_id)) and {of_its_office(name)}"
    may_start = f"{seen('person_id', 'person.write')} and {of_its_office(name)}"
    return Table(name, read=opens, write=opens, insert=may_start, grants=ALL, columns=columns, gate=True, extra=_erasable(name))


def _pair(name: str, one: str, other: str, right: str) -> str:
    """Both files of a pair are seen with that right, and both are of the row's office."""
    return f"{seen(one, right)} and {NOT_HIDDEN.format(person=other)} and {of_its_office(name, one)} and {of_its_office(name, other)}"


def _candidates() -> Table:
    """Pairs of files: found by whoever registers or reads lists, decided by whoever may merge."""
    name = "people_matchcandidate"
    found = (
        f"status = 'open' and ({_pair(name, 'left_id', 'right_id', 'person.write')} or {_pair(name, 'left_id', 'right_id', 'list.review')})"
    )
    return Table(
        name,
        read=f"{seen('left_id')} and {NOT_HIDDEN.format(person='right_id')}",
        write=_pair(name, "left_id", "right_id", "person.merge"),
        insert=found,
        grants=ALL,
        gate=True,
        extra=(*_erasable(name), f"create policy found_again on {name} for delete to izote_web, izote_worker using ({found})"),
    )


def _merges() -> Table:
    name = "people_mergerecord"
    return Table(
        name,
        read=f"{seen('kept_id')} and {NOT_HIDDEN.format(person='merged_id')}",
        write=_pair(name, "kept_id", "merged_id", "person.merge"),
        grants="select, insert, update",
        gate=True,
        extra=_erasable(name),
    )


TABLES = [
    Table(
        "people_person",
        read=seen("id"),
        write=seen("id", "person.write"),
        insert="org_id = any((select access.orgs('person.write'))::int[])",
        grants=ALL,
        gate=True,
        extra=_erasable("people_person"),
    ),
    _contact_level("people_identifier"),
    _contact_level("people_contact"),
    _contact_level("people_consent", right="consent.record"),
    _contact_level(
        "people_relation", also=f" and {NOT_HIDDEN.format(person='other_id')} and {of_its_office('people_relation', 'other_id')}"
    ),
    _contact_level("people_householdmember", also=f" and {NOT_GIVING_AWAY.format(household='household_id')}"),
    Table(
        "people_household",
        read="org_id = any((select access.orgs('person.read'))::int[]) and " + NOT_GIVING_AWAY.format(household="id"),
        write="org_id = any((select access.orgs('person.write'))::int[]) and " + NOT_GIVING_AWAY.format(household="id"),
        grants=ALL,
        gate=True,
        extra=_erasable("people_household"),
    ),
    _case_level("people_personsensitive", columns=("person_id", "org_id")),
    _case_level("people_journey"),
    _case_level("people_return"),
    Table(
        "people_exclusion",
        read=seen("person_id") + " and user_id <> (select access.actor())",
        write=seen("person_id", "exclusion.set") + " and user_id <> (select access.actor())",
        insert=f"{seen('person_id', 'person.write')} and user_id <> (select access.actor()) and {of_its_office('people_exclusion')}",
        grants="select, insert, delete",
        gate=True,
        extra=_erasable("people_exclusion"),
    ),
    Table(
        "people_breakglass",
        read=(
            f"{NOT_HIDDEN.format(person='person_id')} and (user_id = (select access.actor()) or told_id = (select access.actor())"
            f" or ({seen('person_id', 'breakglass.told')}) or (select access.opens(person_id)))"
        ),
        write=f"told_id = (select access.actor()) and {NOT_HIDDEN.format(person='person_id')}",
        insert="false",
        grants="select, update",
        gate=True,
        gate_writes=True,
    ),
    Table(
        "people_deletionrequest",
        read=f"({seen('person_id')}) or ({seen('person_id', 'person.delete.approve')})",
        write=f"({seen('person_id', 'person.delete')}) or ({seen('person_id', 'person.delete.approve')})",
        insert=(
            f"{seen('person_id', 'person.delete')} and requested_by_id = (select access.actor())"
            f" and {of_its_office('people_deletionrequest')}"
        ),
        grants="select, insert, delete",
        gate=True,
        extra=_erasable("people_deletionrequest"),
    ),
    _candidates(),
    _merges(),
    Table(
        "people_history",
        read=f"level = 1 and {seen('person_id', 'person.read')}",
        write=f"{seen('person_id', 'person.delete.approve')}",
        insert="false",
        grants="select, delete",
        gate=True,
        gate_writes=True,
    ),
    *ARRIVALS,
]
