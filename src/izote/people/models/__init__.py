"""Who has come back, and with whom: the nouns of the register."""

from izote.people.models.arrivals import ArrivalList, ContactAttempt, ImportProfile, ListRow, ListStaging
from izote.people.models.duplicates import MatchCandidate, MergeRecord
from izote.people.models.family import Household, HouseholdMember, Relation
from izote.people.models.guard import BreakGlass, DeletionRequest, Exclusion, History
from izote.people.models.person import Consent, Contact, Identifier, Journey, Person, PersonSensitive, Return
from izote.people.models.queue import ArrivalCount, QueueDay, Ticket, TicketMember

__all__ = [
    "ArrivalCount",
    "ArrivalList",
    "BreakGlass",
    "Consent",
    "Contact",
    "ContactAttempt",
    "DeletionRequest",
    "Exclusion",
    "History",
    "Household",
    "HouseholdMember",
    "Identifier",
    "ImportProfile",
    "Journey",
    "ListRow",
    "ListStaging",
    "MatchCandidate",
    "MergeRecord",
    "Person",
    "PersonSensitive",
    "QueueDay",
    "Relation",
    "Return",
    "Ticket",
    "TicketMember",
]
