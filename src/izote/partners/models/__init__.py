"""Who can help, with what, under which agreement."""

from izote.partners.models.agreements import Agreement, Commitment, Meeting, MeetingInstitution
from izote.partners.models.institutions import ContactLine, ContactPerson, Institution
from izote.partners.models.services import ConfidentialAddress, Location, Publication, Schedule, Service, ServiceArea

__all__ = [
    "Agreement",
    "Commitment",
    "ConfidentialAddress",
    "ContactLine",
    "ContactPerson",
    "Institution",
    "Location",
    "Meeting",
    "MeetingInstitution",
    "Publication",
    "Schedule",
    "Service",
    "ServiceArea",
]
