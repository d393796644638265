"""Who has come back, and with whom: the nouns of the register."""

from izote.people.models.duplicates import MatchCandidate, MergeRecord
from izote.people.models.family import Household, HouseholdMember, Relation
from izote.people.models.guard import BreakGlass, DeletionRequest, Exclusion, History
from izote.people.models.person import Consent, Contact, Identifier, Journey, Person, PersonSensitive, Return

__all__ = [
    "BreakGlass",
    "Consent",
    "Contact",
    "DeletionRequest",
    "Exclusion",
    "History",
    "Household",
    "HouseholdMember",
    "Identifier",
    "Journey",
    "MatchCandidate",
    "MergeRecord",
    "Person",
    "PersonSensitive",
    "Relation",
    "Return",
]
