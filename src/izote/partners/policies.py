"""Row-level policies of the directory: an office's own, except what was published."""

from izote.access.rowlevel import Table

ALL = "select, insert, update, delete"


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


def _of_its_office(table: str, column: str, parent: str) -> str:
    """A part belongs to a whole of the same office."""
    whole = f"select 1 from {parent} whole where whole.id = {table}.{column} and whole.org_id = {table}.org_id"  # noqa: S608
    return f"({table}.{column} is null or exists ({whole}))"


def _table(name: str, *parents: tuple[str, str], read: str = "partner.read", also: str = "true", gate: bool = False) -> Table:
    whole = [_of_its_office(name, column, parent) for column, parent in parents]
    write = " and ".join([_in("partner.manage"), *whole, also])
    return Table(name, read=_in(read), write=write, grants=ALL, gate=gate, persons=name in PERSONS)


PERSONS = {"partners_contactperson"}
INSTITUTION, SERVICE, MEETING = "partners_institution", "partners_service", "partners_meeting"
# Whoever approves is not whoever proposed or last wrote; the public reads nothing but what was let go this way.
TWO_PERSONS = (
    f"{_in('partner.publish')} and approved_by_id = (select access.actor()) and exists (select 1 from {SERVICE} s"  # noqa: S608
    " where s.id = partners_publication.service_id and s.org_id = partners_publication.org_id and s.version = of_version"
    " and s.institution_id = partners_publication.institution_id and s.proposed_by_id = partners_publication.proposed_by_id"
    " and s.proposed_by_id <> (select access.actor()) and s.edited_by_id <> (select access.actor()))"
)

TABLES = [
    _table(INSTITUTION, also="(successor_id is null or access.institution_in(successor_id, org_id))", gate=True),
    _table("partners_contactperson", ("institution_id", INSTITUTION)),
    _table("partners_contactline"),
    _table("partners_agreement", ("institution_id", INSTITUTION)),
    _table(MEETING),
    _table("partners_meetinginstitution", ("meeting_id", MEETING), ("institution_id", INSTITUTION)),
    _table("partners_commitment", ("meeting_id", MEETING), ("institution_id", INSTITUTION)),
    _table(SERVICE, ("institution_id", INSTITUTION)),
    _table("partners_location", ("service_id", SERVICE)),
    _table("partners_confidentialaddress", ("location_id", "partners_location"), read="partner.manage"),
    _table("partners_schedule", ("service_id", SERVICE)),
    _table("partners_servicearea", ("service_id", SERVICE)),
    Table(
        "partners_publication",
        read="true",
        insert=TWO_PERSONS,
        write=_in("partner.manage"),
        grants="select, insert, delete",
        persons=False,
        extra=("grant update (assured_on) on partners_publication to izote_web, izote_worker",),
    ),
]
