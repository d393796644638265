"""Verbs that change the register: each takes `by`, checks, and leaves a line."""

from izote.people.actions.arrivals import cancel_list, confirm_columns, expire_due, expire_list, same_file, stage_list, staged, trace_list
from izote.people.actions.candidates import note_candidates, note_files
from izote.people.actions.casefile import (
    add_journey,
    add_return,
    assign_file,
    correct_journey,
    correct_return,
    remove_journey,
    remove_return,
    save_circumstances,
    take_file,
)
from izote.people.actions.consents import give_consent, withdraw_consent
from izote.people.actions.contacting import channels, log_attempt, wish_no_contact
from izote.people.actions.contacts import add_contact, add_identifier, remove_contact, remove_identifier
from izote.people.actions.family import join_household, leave_household, relate, unrelate
from izote.people.actions.guards import (
    break_glass,
    delete_person,
    exclude_user,
    lift_exclusion,
    mark_seen,
    propose_deletion,
    refuse_deletion,
)
from izote.people.actions.listwork import finish_list, link_rows, plan_list, write_rows
from izote.people.actions.merging import CHOICES, decide_different, merge_persons, separate_persons
from izote.people.actions.queue import ChildAlone, call_next, end_ticket, give_number, mark_absent, put_back
from izote.people.actions.reading import note_documents, note_listed, note_matched, note_queue_seen, note_searched, note_seen
from izote.people.actions.receiving import decline, entry_of, receive
from izote.people.actions.registering import correct_person, register_person, resume_person, withdraw_person
from izote.people.actions.reviewing import call_new, confirm_family, link_row, refuse_family, reopen_row

__all__ = [
    "CHOICES",
    "ChildAlone",
    "add_contact",
    "add_identifier",
    "add_journey",
    "add_return",
    "assign_file",
    "break_glass",
    "call_new",
    "call_next",
    "cancel_list",
    "channels",
    "confirm_columns",
    "confirm_family",
    "correct_journey",
    "correct_person",
    "correct_return",
    "decide_different",
    "decline",
    "delete_person",
    "end_ticket",
    "entry_of",
    "exclude_user",
    "expire_due",
    "expire_list",
    "finish_list",
    "give_consent",
    "give_number",
    "join_household",
    "leave_household",
    "lift_exclusion",
    "link_row",
    "link_rows",
    "log_attempt",
    "mark_absent",
    "mark_seen",
    "merge_persons",
    "note_candidates",
    "note_documents",
    "note_files",
    "note_listed",
    "note_matched",
    "note_queue_seen",
    "note_searched",
    "note_seen",
    "plan_list",
    "propose_deletion",
    "put_back",
    "receive",
    "refuse_deletion",
    "refuse_family",
    "register_person",
    "relate",
    "remove_contact",
    "remove_identifier",
    "remove_journey",
    "remove_return",
    "reopen_row",
    "resume_person",
    "same_file",
    "save_circumstances",
    "separate_persons",
    "stage_list",
    "staged",
    "take_file",
    "trace_list",
    "unrelate",
    "wish_no_contact",
    "withdraw_consent",
    "withdraw_person",
    "write_rows",
]
