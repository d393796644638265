"""Row-level policies of the observatory: each office's own; signing and using data takes a second person, in the database too."""

from izote.access.rowlevel import Table
from izote.observatory.models import Alarm, InformationRequest, Load
from izote.observatory.policies_bulletins import TABLES as BULLETINS
from izote.observatory.policies_exports import TABLES as EXPORTS

ALL = "select, insert, update, delete"
ADD = "select, insert"


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


def _of_its_load(table: str, *, states: str = "") -> str:
    """A part of a load belongs to a load of the same office and the same hands, which has not been signed."""
    still = f" and l.uploaded_by_id = (select access.actor()) and l.state in ({states})" if states else ""
    return f"exists (select 1 from observatory_load l where l.id = {table}.load_id and l.org_id = {table}.org_id{still})"  # noqa: S608


OPEN = "'draft', 'waiting', 'reading', 'checked', 'failed'"
READ, LOAD, SIGN = _in("observatory.read"), _in("observatory.load"), _in("observatory.sign")
WRITE = _in("observatory.write")
WRITER = "written_by_id = (select access.actor())"
BY_ITS_WRITER = f"{LOAD} and {WRITER}"
ASKED = ", ".join(str(field.column) for field in InformationRequest._meta.concrete_fields if field.name not in ("id", "org", "written_by"))
OF_ITS_TYPIST = (
    "exists (select 1 from observatory_load l where l.id = load_id and l.org_id = observatory_typedtable.org_id"
    " and l.uploaded_by_id = written_by_id)"
)


def _part(name: str) -> Table:
    """What a load holds: written while it is open, by whoever loads; nobody changes what was signed."""
    return Table(name, read=READ, write=f"{LOAD} and {_of_its_load(name, states=OPEN)}", grants=ALL)


# A load is in the hands of who brought it, never signed there; whoever signs had no hand in it (what may change then: sql/010_loads.sql).
LOADED = f"{LOAD} and uploaded_by_id = (select access.actor()) and state not in ('signed', 'published')"
MOVES = ", ".join(str(field.column) for field in Load._meta.concrete_fields if field.name in Load.MOVES)
TO_SIGN = f"{SIGN} and state in ('checked', 'signed') and uploaded_by_id <> (select access.actor())"
SIGNED_BY_ANOTHER = f"{SIGN} and signed_by_id = (select access.actor()) and uploaded_by_id <> (select access.actor())"
IN_USE = (
    "exists (select 1 from observatory_load l where l.id = {table}.load_id and l.org_id = {table}.org_id"
    " and l.source_id = {table}.source_id and l.state = 'signed'{more})"
)
BY_THE_SIGNER = " and l.signed_by_id = (select access.actor())"
OF_A_VERSION = (
    "exists (select 1 from observatory_vintage v join observatory_load l on l.id = v.load_id"
    " where v.source_id = observatory_tally.source_id and v.org_id = observatory_tally.org_id and v.number = observatory_tally.{number}"
    " and l.state = 'signed' and l.signed_by_id = (select access.actor())"
    " and observatory_tally.category in (select jsonb_array_elements_text(l.categories)))"
)

# Alarms and analyses are made by the service alone, of what the office's own figures hold; people say what an alarm was, and sign it.
COMPUTE, ACTOR = _in("observatory.compute"), "(select access.actor())"
OWN_SOURCE = "exists (select 1 from observatory_source s where s.id = {table}.source_id and s.org_id = {table}.org_id)"
# figures are never kept below the district, so no alarm can be
OF_FIGURES = (
    "exists (select 1 from observatory_tally t where t.source_id = observatory_alarm.source_id and t.org_id = observatory_alarm.org_id"
    " and t.level = observatory_alarm.level and t.place_id is not distinct from observatory_alarm.place_id)"
)
OF_ITS_ALARM = "exists (select 1 from observatory_alarm a where a.id = alarm_id and a.org_id = observatory_alarmrevision.org_id)"
JUDGED = ", ".join(str(field.column) for field in Alarm._meta.concrete_fields if field.name in Alarm.MOVES)

TABLES = [
    Table(
        "observatory_source",
        read=READ,
        write=LOAD,
        grants="select, insert, delete",
        gate=True,
        extra=("grant update (name, authority, address, note, every) on observatory_source to izote_web, izote_worker",),
    ),
    Table("observatory_profile", read=READ, insert=BY_ITS_WRITER, grants=ADD),
    # what a word means may be put right by a colleague, who then stands there
    Table(
        "observatory_term",
        read=READ,
        write=LOAD,
        insert=BY_ITS_WRITER,
        grants=ALL,
        extra=(
            "create policy written on observatory_term as restrictive for update to izote_web, izote_worker"
            f" using (true) with check ({WRITER})",
        ),
    ),
    Table(
        "observatory_load",
        read=READ,
        write=LOADED,
        insert=LOADED,
        grants="select, insert, delete",
        extra=(
            # who loaded it, and what file it was, is never rewritten
            f"grant update ({MOVES}) on observatory_load to izote_web, izote_worker",
            "create policy signed on observatory_load for update to izote_web, izote_worker"
            f" using ({TO_SIGN}) with check ({SIGNED_BY_ANOTHER})",
        ),
    ),
    _part("observatory_piece"),
    _part("observatory_chunk"),
    _part("observatory_setaside"),
    _part("observatory_finding"),
    Table(
        "observatory_vintage",
        read=READ,
        insert=(f"{SIGN} and signed_by_id = (select access.actor()) and {IN_USE.format(table='observatory_vintage', more=BY_THE_SIGNER)}"),
        grants=ADD,
    ),
    Table(
        "observatory_coverage",
        read=READ,
        insert=f"{SIGN} and {IN_USE.format(table='observatory_coverage', more=BY_THE_SIGNER)}",
        grants=ADD,
        extra=(
            "grant update (load_id) on observatory_coverage to izote_web, izote_worker",
            "create policy replaced on observatory_coverage for update to izote_web, izote_worker"
            f" using ({SIGN}) with check ({SIGN} and {IN_USE.format(table='observatory_coverage', more=BY_THE_SIGNER)})",
        ),
    ),
    Table(
        "observatory_tally",
        read=READ,
        insert=f"{SIGN} and {OF_A_VERSION.format(number='since')}",
        grants=ADD,
        extra=(
            "grant update (until) on observatory_tally to izote_web, izote_worker",
            # what was in use ends with the version that takes its place, once; what has ended stays as it was
            "create policy ended on observatory_tally for update to izote_web, izote_worker"
            f" using ({SIGN} and until is null) with check ({SIGN} and {OF_A_VERSION.format(number='until')})",
        ),
    ),
    Table("observatory_claim", read=READ, insert=f"{WRITE} and {WRITER}", grants=ADD),
    Table(
        "observatory_surveyvalue",
        read=READ,
        write=f"{SIGN} and written_by_id <> (select access.actor())",
        insert=f"{BY_ITS_WRITER} and signed_by_id is null",
        grants=ADD,
        extra=(
            "grant update (signed_by_id, signed_at) on observatory_surveyvalue to izote_web, izote_worker",
            "create policy signed on observatory_surveyvalue as restrictive for update to izote_web, izote_worker"
            " using (signed_by_id is null) with check (signed_by_id = (select access.actor()))",
        ),
    ),
    Table("observatory_indexweight", read=READ, insert=f"{WRITE} and {WRITER}", grants=ADD),
    Table(
        "observatory_crossing",
        read=READ,
        insert=f"{WRITE} and prepared_by_id = {ACTOR} and released_by_id is null",
        write=f"{_in('observatory.publish')} and prepared_by_id <> {ACTOR}",
        grants="select, insert",
        extra=(
            "grant update (released_by_id, released_at) on observatory_crossing to izote_web, izote_worker",
            "create policy released on observatory_crossing as restrictive for update to izote_web, izote_worker"
            f" using (released_by_id is null) with check (released_by_id = {ACTOR})",
        ),
    ),
    Table(
        "observatory_alarm",
        read=READ,
        write=WRITE,
        insert=f"{COMPUTE} and state = 'new' and judged_by_id is null and {OF_FIGURES}",
        grants="select, insert",
        extra=(
            f"grant update ({JUDGED}) on observatory_alarm to izote_web, izote_worker",
            "create policy judged on observatory_alarm as restrictive for update to izote_web, izote_worker"
            f" using (true) with check (state <> 'new' and judged_by_id = {ACTOR})",
        ),
    ),
    Table(
        "observatory_alarmrevision",
        read=READ,
        insert=f"{COMPUTE} and {OF_ITS_ALARM}",
        grants=ADD,
    ),
    Table(
        "observatory_analysis",
        read=READ,
        insert=f"{COMPUTE} and {OWN_SOURCE.format(table='observatory_analysis')}",
        grants=ADD,
    ),
    Table(
        "observatory_informationrequest",
        read=READ,
        write=LOAD,
        insert=BY_ITS_WRITER,
        grants=ADD,
        # who wrote a request down first stays there
        extra=(f"grant update ({ASKED}) on observatory_informationrequest to izote_web, izote_worker",),
    ),
    Table(
        "observatory_typedtable",
        read=READ,
        # as a load, in the hands of who began it: whoever signs typed nothing of it
        write=BY_ITS_WRITER,
        grants=ALL,
        extra=(
            "create policy open on observatory_typedtable as restrictive for update to izote_web, izote_worker"
            f" using (load_id is null) with check (load_id is null or {OF_ITS_TYPIST})",
            "create policy kept on observatory_typedtable as restrictive for delete to izote_web, izote_worker using (load_id is null)",
        ),
    ),
    *BULLETINS,
    *EXPORTS,
]
