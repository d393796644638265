"""How an office works."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.casework.actions.trace import need_version
from izote.casework.models import OfficeRules
from izote.casework.rules.clocks import checked_overrides


@transaction.atomic
def save_rules(
    org: Organization, *, clocks: Mapping[str, Mapping[str, str]], approvals: str, sample_share: int, caseload: int, seen: int, by: Any
) -> OfficeRules:
    """Set clocks, approvals and caseload; what runs already keeps its day until the next step."""
    require(by, "case.settings", org)
    rules = OfficeRules.objects.select_for_update().filter(pk=org.pk).first() or OfficeRules(org=org)
    need_version(seen, rules.version)
    rules.clocks, rules.approvals = checked_overrides(clocks), approvals
    rules.sample_share, rules.caseload, rules.version = sample_share, caseload, rules.version + 1
    rules.save()
    record(by, "rules.saved", org=org, kind="org", key=org.pk, approvals=approvals, share=sample_share, caseload=caseload)
    return rules
