"""One shuts everything at once; two open it again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import Conflict
from izote.vault.models import Lift, Lockdown
from izote.vault.permissions import require
from izote.vault.queries import lockdown_of


@transaction.atomic
def lock_down(org: Organization, *, by: Any) -> Lockdown:
    """Shut the vault, end every session of the office, let nothing out; pressed twice it is the same one."""
    require(by, "prevention.read", org.pk)
    found = lockdown_of(org.pk)
    if found is not None:
        return found
    record(by, "vault.locked_down", org=org, kind="office", key=org.pk, label=org.code)
    return Lockdown.objects.create(org=org, by=by)


@transaction.atomic
def lift(org: Organization, *, by: Any) -> bool:
    """Lift one's part; says whether everything is open again, which takes two."""
    require(by, "vault.half", org.pk)
    found = lockdown_of(org.pk)
    if found is None:
        raise Conflict(_("There is no lockdown."))
    if found.lifts.filter(by=by).exists():
        raise Conflict(_("You have lifted your part. Another person has to do the same."))
    Lift.objects.create(org=org, lockdown=found, by=by)
    record(by, "vault.lifted", org=org, kind="office", key=org.pk, label=org.code)
    return lockdown_of(org.pk) is None
