"""Questions to the directory, always for somebody or for an office."""

from izote.partners.queries.agreements import (
    Attention,
    agreement_for,
    agreements_for,
    attention_for,
    commitment_for,
    commitments_for,
    meeting_for,
    meetings_for,
)
from izote.partners.queries.finding import Question, find_services, health_unit_for
from izote.partners.queries.institutions import institution_for, institutions_for, institutions_of, name_on, partner_accounts
from izote.partners.queries.lines import Line, contact_lines, line_for, printed_lines
from izote.partners.queries.matching import Match, matched
from izote.partners.queries.published import document_of, publications, published_organizations
from izote.partners.queries.services import account_of, confidential_addresses, proposals_for, service_for, service_in, services_for

__all__ = [
    "Attention",
    "Line",
    "Match",
    "Question",
    "account_of",
    "agreement_for",
    "agreements_for",
    "attention_for",
    "commitment_for",
    "commitments_for",
    "confidential_addresses",
    "contact_lines",
    "document_of",
    "find_services",
    "health_unit_for",
    "institution_for",
    "institutions_for",
    "institutions_of",
    "line_for",
    "matched",
    "meeting_for",
    "meetings_for",
    "name_on",
    "partner_accounts",
    "printed_lines",
    "proposals_for",
    "publications",
    "published_organizations",
    "service_for",
    "service_in",
    "services_for",
]
