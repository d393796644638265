"""Row-level policies of the register."""

from izote.access.rowlevel import Table

NOT_HIDDEN = "{person} <> all((select access.hidden_persons())::bigint[])"
ALL = "select, insert, update, delete"


def seen(person: str, right: str = "person.read") -> str:
    """The condition under which the actor sees a row about a person (contact level)."""
    return f"org_id = any((select access.orgs('{right}'))::int[]) and {NOT_HIDDEN.format(person=person)}"


def _contact_level(name: str, *, gate: bool = False, person: str = "person_id") -> Table:
    return Table(name, read=seen(person), write=seen(person, "person.write"), grants=ALL, gate=gate)


def _case_level(name: str, columns: tuple[str, ...] = ("id", "person_id", "org_id")) -> Table:
    """Rows that only `access.open_file` shows whole; a direct SELECT reaches their keys and nothing else."""
    opens = "(select access.opens(person_id))"
    may_start = f"{seen('person_id', 'person.write')}"
    return Table(name, read=opens, write=opens, insert=may_start, grants=ALL, columns=columns, gate=True)


TABLES = [
    Table(
        "people_person",
        read=seen("id"),
        write=seen("id", "person.write"),
        insert="org_id = any((select access.orgs('person.write'))::int[])",
        grants=ALL,
        gate=True,
    ),
    _contact_level("people_identifier", gate=True),
    _contact_level("people_contact", gate=True),
    _contact_level("people_consent"),
    _contact_level("people_relation"),
    _contact_level("people_householdmember"),
    Table(
        "people_household",
        read="org_id = any((select access.orgs('person.read'))::int[])",
        write="org_id = any((select access.orgs('person.write'))::int[])",
        grants=ALL,
    ),
    _case_level("people_personsensitive"),
    _case_level("people_journey"),
    _case_level("people_return"),
    Table(
        "people_exclusion",
        read=seen("person_id") + " and user_id <> (select access.actor())",
        write=seen("person_id", "exclusion.set") + " and user_id <> (select access.actor())",
        insert="org_id = any((select access.orgs('person.write'))::int[])",
        grants="select, insert, delete",
        gate=True,
    ),
    Table(
        "people_breakglass",
        read=(
            "user_id = (select access.actor()) or told_id = (select access.actor())"
            f" or ({seen('person_id', 'breakglass.told')}) or ({seen('person_id')})"
        ),
        write="told_id = (select access.actor())",
        insert="false",
        grants="select, update",
        gate=True,
        gate_writes=True,
    ),
    Table(
        "people_deletionrequest",
        read=seen("person_id"),
        write=seen("person_id", "person.delete"),
        grants="select, insert, delete",
    ),
    Table(
        "people_history",
        read=f"level = 1 and {seen('person_id', 'person.read')}",
        write=f"{seen('person_id', 'person.delete.approve')}",
        insert="false",
        grants="select, delete",
        gate=True,
        gate_writes=True,
    ),
]
