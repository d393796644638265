"""Typing values of surveys, and signing what another person typed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import Conflict
from izote.observatory.models import IndexWeight, SurveyValue
from izote.observatory.permissions import require

SAME = ("indicator", "place", "year", "survey")


@transaction.atomic
def write_survey_value(*, org: Organization, by: Any, **fields: Any) -> SurveyValue:
    """Type a value; one that is there already gets a new version, which takes its place once signed."""
    require(by, "observatory.load", org)
    last = SurveyValue.objects.filter(org=org, **{name: fields.get(name) for name in SAME}).order_by("-version").first()
    row = SurveyValue.objects.create(org=org, written_by=by, version=last.version + 1 if last else 1, **fields)
    record(by, "survey_value.written", org=org.pk, kind="survey_value", key=row.pk, version=row.version)
    return row


@transaction.atomic
def sign_survey_value(value: SurveyValue, *, by: Any) -> SurveyValue:
    """Put a value to use that another person typed."""
    require(by, "observatory.sign", value.org_id)
    if value.written_by_id == by.pk:
        raise PermissionDenied("observatory.sign")
    done = SurveyValue.objects.filter(pk=value.pk, signed_by__isnull=True).update(signed_by=by, signed_at=timezone.now())
    if not done:
        raise Conflict(_("This value has been signed already."))
    record(by, "survey_value.signed", org=value.org_id, kind="survey_value", key=value.pk)
    return SurveyValue.objects.get(pk=value.pk)


@transaction.atomic
def write_weights(*, org: Organization, by: Any, weights: dict[str, float]) -> None:
    """Say how much each sub-index weighs in this office's own reckoning; what was before stays written."""
    require(by, "observatory.write", org)
    if sum(weights.values()) <= 0:
        raise Conflict(_("At least one weight is greater than zero."))
    IndexWeight.objects.bulk_create(
        [IndexWeight(org=org, indicator=code, weight=weight, written_by=by) for code, weight in weights.items()]
    )
    record(by, "index_weight.written", org=org.pk, kind="index_weight", key=org.pk)
