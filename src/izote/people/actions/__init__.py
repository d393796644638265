"""Verbs that change the register: each takes `by`, checks, and leaves a line."""

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
from izote.people.actions.reading import note_documents, note_listed, note_searched, note_seen
from izote.people.actions.registering import correct_person, register_person, resume_person, withdraw_person

__all__ = [
    "add_contact",
    "add_identifier",
    "add_journey",
    "add_return",
    "assign_file",
    "break_glass",
    "correct_journey",
    "correct_person",
    "correct_return",
    "delete_person",
    "exclude_user",
    "give_consent",
    "join_household",
    "leave_household",
    "lift_exclusion",
    "mark_seen",
    "note_documents",
    "note_listed",
    "note_searched",
    "note_seen",
    "propose_deletion",
    "refuse_deletion",
    "register_person",
    "relate",
    "remove_contact",
    "remove_identifier",
    "remove_journey",
    "remove_return",
    "resume_person",
    "save_circumstances",
    "take_file",
    "unrelate",
    "withdraw_consent",
    "withdraw_person",
]
