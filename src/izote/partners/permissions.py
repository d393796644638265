"""Who may read, write and publish the directory."""

from typing import Any

from izote.access.permissions import may, orgs_with, require, require_somewhere
from izote.partners.models import Service

__all__ = ["may", "may_approve", "may_manage", "may_propose", "orgs_with", "require", "require_somewhere"]


def may_manage(user: Any, row: Any) -> bool:
    """Whether the user may change this entry of the directory."""
    return may(user, "partner.manage", row.org_id)


def may_propose(user: Any, service: Service) -> bool:
    """Whether the user may ask that the public reads of this service."""
    return service.proposed_by_id is None and may_manage(user, service)


def may_approve(user: Any, service: Service) -> bool:
    """Whether the user may let the proposal go: never one's own, nor what one wrote last oneself."""
    proposed = service.proposed_by_id is not None and user.pk not in (service.proposed_by_id, service.edited_by_id)
    return proposed and may(user, "partner.publish", service.org_id)
