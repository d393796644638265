"""Verbs that change the directory."""

from izote.partners.actions.agreements import follow_commitment, write_agreement, write_commitment, write_meeting
from izote.partners.actions.importing import ImportReport, import_services
from izote.partners.actions.institutions import add_contact, remove_contact, save_line, write_institution
from izote.partners.actions.publishing import propose_service, publish_service, unpublish_service, verify_service, withdraw_proposal
from izote.partners.actions.services import write_service

__all__ = [
    "ImportReport",
    "add_contact",
    "follow_commitment",
    "import_services",
    "propose_service",
    "publish_service",
    "remove_contact",
    "save_line",
    "unpublish_service",
    "verify_service",
    "withdraw_proposal",
    "write_agreement",
    "write_commitment",
    "write_institution",
    "write_meeting",
    "write_service",
]
