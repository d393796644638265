"""What changes things."""

from izote.seminars.actions.answers import answer_by_code, behind_door, choose_questions, open_door, shut_door, type_answers
from izote.seminars.actions.certificates import annul_certificate, check_certificate, issue_certificates
from izote.seminars.actions.erasing import erase_after_certificates, erase_due
from izote.seminars.actions.materials import add_material, drop_material
from izote.seminars.actions.names import erase_name, erase_names, read_names
from izote.seminars.actions.participants import ListReport, change_participant, correct_name, join, join_list, leave, note_attendance
from izote.seminars.actions.programmes import (
    drop_module,
    drop_target,
    retire_question,
    set_target,
    take_starters,
    write_module,
    write_programme,
    write_question,
)
from izote.seminars.actions.seminars import (
    call_off,
    close_seminar,
    correct_seminar,
    count_guests,
    drop_session,
    reopen_seminar,
    start_seminar,
    write_session,
)

__all__ = [
    "ListReport",
    "add_material",
    "annul_certificate",
    "answer_by_code",
    "behind_door",
    "call_off",
    "change_participant",
    "check_certificate",
    "choose_questions",
    "close_seminar",
    "correct_name",
    "correct_seminar",
    "count_guests",
    "drop_material",
    "drop_module",
    "drop_session",
    "drop_target",
    "erase_after_certificates",
    "erase_due",
    "erase_name",
    "erase_names",
    "issue_certificates",
    "join",
    "join_list",
    "leave",
    "note_attendance",
    "open_door",
    "read_names",
    "reopen_seminar",
    "retire_question",
    "set_target",
    "shut_door",
    "start_seminar",
    "take_starters",
    "type_answers",
    "write_module",
    "write_programme",
    "write_question",
    "write_session",
]
