"""What a person agreed to, and takes back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import require
from izote.kit.errors import Conflict
from izote.people.actions.trace import require_writable, trace
from izote.people.models import Consent, Person


@transaction.atomic
def give_consent(person: Person, *, by: Any, **fields: Any) -> Consent:
    """Record what the person agreed to."""
    require_writable(by, person, "consent.record")
    consent = Consent.objects.create(person=person, org_id=person.org_id, **fields)
    trace(by, "consent.given", person, consent=consent.pk, purpose=consent.purpose)
    return consent


@transaction.atomic
def withdraw_consent(person: Person, consent: Consent, *, by: Any) -> None:
    """Record that the person takes an agreement back."""
    require(by, "consent.record", person.org_id)
    if consent.withdrawn_on:
        raise Conflict(_("This consent was already withdrawn."))
    consent.withdrawn_on = timezone.localdate()
    consent.save(update_fields=["withdrawn_on"])
    trace(by, "consent.withdrawn", person, consent=consent.pk)
