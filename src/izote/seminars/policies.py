"""Row-level policies of seminars: counts by right; participants for the manager alone; names until they are erased."""

from izote.access.rowlevel import Table
from izote.seminars.models import Seminar

ALL, ADD = "select, insert, update, delete", "select, insert, delete"


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


READ, MANAGE = _in("seminars.read"), _in("seminars.manage")


def _of(parent: str, column: str, table: str, *, also: str = "") -> str:
    """A part belongs to a whole of the same office."""
    return f"exists (select 1 from {parent} whole where whole.id = {table}.{column} and whole.org_id = {table}.org_id{also})"  # noqa: S608


def _same(parent: str, column: str, table: str, *, also: str = "") -> str:
    """A part of a seminar belongs to a whole of the same seminar."""
    return _of(parent, column, table, also=f" and whole.seminar_id = {table}.seminar_id{also}")


OPEN, CLOSED, NAMED = " and whole.state = 'planned'", " and whole.state = 'closed'", " and whole.names_erased_at is null"
SEMINAR, PARTICIPANT, PROGRAMME = "seminars_seminar", "seminars_participant", "seminars_programme"


def _open_part(name: str, *conditions: str, read: str = MANAGE, grants: str = ALL, gate: bool = False, gate_writes: bool = False) -> Table:
    """What belongs to a seminar and is written while it is open."""
    write = " and ".join([MANAGE, _of(SEMINAR, "seminar_id", name, also=OPEN), *conditions])
    return Table(name, read=read, write=write, grants=grants, gate=gate or gate_writes, gate_writes=gate_writes)


INSTITUTION = "({table}.institution_id is null or " + _of("partners_institution", "institution_id", "{table}") + ")"
CHANGED = ", ".join(str(Seminar._meta.get_field(name).column) for name in Seminar.MOVES)  # type: ignore[union-attr]

TABLES = [
    Table(PROGRAMME, read=READ, write=MANAGE, grants="select, insert, update"),
    Table(
        "seminars_programmemodule",
        read=READ,
        write=f"{MANAGE} and {_of(PROGRAMME, 'programme_id', 'seminars_programmemodule')}",
        grants=ALL,
    ),
    Table(
        "seminars_target",
        read=READ,
        write=f"{MANAGE} and {_of(PROGRAMME, 'programme_id', 'seminars_target')} and {INSTITUTION.format(table='seminars_target')}",
        grants=ALL,
    ),
    Table(
        "seminars_question",
        read=READ,
        write=MANAGE,
        grants="select, insert",
        gate=True,
        # what was asked stays as it was asked
        extra=("grant update (retired_on) on seminars_question to izote_web, izote_worker",),
    ),
    Table(
        SEMINAR,
        read=READ,
        write=f"{MANAGE} and {_of(PROGRAMME, 'programme_id', SEMINAR)}",
        grants="select, insert",
        gate=True,
        gate_writes=True,
        extra=(
            f"grant update ({CHANGED}) on {SEMINAR} to izote_web, izote_worker",
            f"create policy begun on {SEMINAR} as restrictive for insert to izote_web, izote_worker"
            " with check (state = 'planned' and names_erased_at is null)",
        ),
    ),
    _open_part("seminars_session", read=READ),
    _open_part("seminars_guests"),
    _open_part(
        "seminars_seminarquestion",
        _of("seminars_question", "question_id", "seminars_seminarquestion"),
        read=READ,
        gate=True,
    ),
    _open_part(PARTICIPANT, INSTITUTION.format(table=PARTICIPANT), gate=True),
    Table(
        "seminars_participantname",
        read=MANAGE,
        write=f"{MANAGE} and {_of(SEMINAR, 'seminar_id', 'seminars_participantname', also=NAMED)}",
        insert=" and ".join(
            [
                MANAGE,
                _of(SEMINAR, "seminar_id", "seminars_participantname", also=OPEN + NAMED),
                _same(PARTICIPANT, "participant_id", "seminars_participantname"),
            ]
        ),
        grants="select, insert, delete",
        gate=True,
        gate_writes=True,
        extra=("grant update (sealed) on seminars_participantname to izote_web, izote_worker",),
    ),
    _open_part(
        "seminars_attendance",
        _same("seminars_session", "session_id", "seminars_attendance"),
        _same(PARTICIPANT, "participant_id", "seminars_attendance"),
        grants=ADD,
    ),
    _open_part("seminars_answer", _same(PARTICIPANT, "participant_id", "seminars_answer"), grants=ADD, gate_writes=True),
    _open_part("seminars_answerdoor", grants=ADD, gate=True),
    Table(
        "seminars_material",
        read=READ,
        write=f"{MANAGE} and {_of(SEMINAR, 'seminar_id', 'seminars_material')}",
        grants=ALL,
    ),
    Table(
        "seminars_materialbody",
        read=READ,
        write=f"{MANAGE} and {_of('seminars_material', 'material_id', 'seminars_materialbody')}",
        grants=ADD,
    ),
    Table(
        "seminars_certificate",
        read=MANAGE,
        write=MANAGE,
        insert=" and ".join(
            [
                MANAGE,
                "annulled_on is null",
                _of(SEMINAR, "seminar_id", "seminars_certificate", also=CLOSED + NAMED),
                _same(PARTICIPANT, "participant_id", "seminars_certificate"),
            ]
        ),
        grants="select, insert",
        gate=True,
        extra=("grant update (annulled_on) on seminars_certificate to izote_web, izote_worker",),
    ),
    Table(
        "seminars_count",
        read=READ,
        write=f"{MANAGE} and (seminar_id is null or {_of(SEMINAR, 'seminar_id', 'seminars_count')})"
        f" and {INSTITUTION.format(table='seminars_count')}",
        grants=ADD,
    ),
    Table(
        "seminars_effect",
        read=READ,
        write=f"{MANAGE} and {_of(SEMINAR, 'seminar_id', 'seminars_effect')}",
        grants=ADD,
    ),
]
