"""A warning is begun from a valid assessment and written: signals, groups, words by section; a second person says why a name stays."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.framework import words as framework
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.moving import begin
from izote.prevention.actions.numbering import next_code
from izote.prevention.actions.wording import must_name_nobody, named_in
from izote.prevention.models import EarlyWarning, RiskAssessment, Signal, WarningSection, WarningSignal
from izote.prevention.permissions import require, require_any
from izote.prevention.queries.assessments import valid
from izote.prevention.queries.warnings import signals_to_stand_on
from izote.prevention.rules.warnings import LONGEST, sections

ANALYSE = "prevention.analyse"
SECOND = ("prevention.verify", "prevention.harm", "prevention.legal", "prevention.national", "prevention.direct")


@transaction.atomic
def begin_warning(assessment: RiskAssessment, *, by: Any, updates: EarlyWarning | None = None) -> EarlyWarning:
    """Begin a warning from an approved assessment that has not expired; one that takes another's place names it."""
    require(by, ANALYSE, assessment.org_id)
    if not valid(assessment, timezone.localdate()):
        raise Conflict(_("The assessment behind it is not approved or has expired."))
    if updates is not None and (updates.org_id != assessment.org_id or not updates.number):
        raise BadInput(_("Only an issued warning of the same office can be updated."))
    code = next_code(EarlyWarning, assessment.org_id, "ALE")
    given = {"kind": assessment.kind, "place": assessment.place, "groups": assessment.groups, "updates": updates}
    row = begin(EarlyWarning, by=by, org=assessment.org, code=code, assessment=assessment, general_why=assessment.groups_reason, **given)
    own = signals_to_stand_on(row).filter(pk__in=assessment.items.filter(signal__isnull=False).values("signal"))
    WarningSignal.objects.bulk_create([WarningSignal(org_id=row.org_id, warning=row, signal=one) for one in own])
    WarningSection.objects.bulk_create([WarningSection(org_id=row.org_id, warning=row, code=one, written_by=by) for one in sections()])
    record(by, "warning.begun", org=row.org_id, kind="warning", key=row.pk, label=row.code, assessment=assessment.code)
    return EarlyWarning.objects.select_related("org", "place", "assessment").get(pk=row.pk)


def written(warning: EarlyWarning, by: Any) -> EarlyWarning:
    """The row, locked, if its words may still change."""
    require(by, ANALYSE, warning.org_id)
    row = EarlyWarning.objects.select_for_update(of=("self",)).select_related("org", "place", "assessment").get(pk=warning.pk)
    if not row.may_be_written:
        raise Conflict(_("What a warning says is written before its reviews. Have it given back to change it."))
    return row


@transaction.atomic
def choose_signals(warning: EarlyWarning, signals: Iterable[Signal], *, by: Any) -> None:
    """Say on which verified signals it stands."""
    row = written(warning, by)
    wanted = {one.pk for one in signals_to_stand_on(row).filter(pk__in=[one.pk for one in signals])}
    had = set(row.stands_on.values_list("signal", flat=True))
    row.stands_on.filter(signal__in=had - wanted).delete()
    WarningSignal.objects.bulk_create([WarningSignal(org_id=row.org_id, warning=row, signal_id=pk) for pk in sorted(wanted - had)])
    record(by, "warning.written", org=row.org_id, kind="warning", key=row.pk, label=row.code, signals=len(wanted))


@transaction.atomic
def choose_groups(warning: EarlyWarning, groups: list[str], *, by: Any, general_why: str = "") -> EarlyWarning:
    """Say which groups are exposed; the general population alone needs a reason."""
    row = written(warning, by)
    known = framework.groups()
    kept = [code for code in known if code in groups]
    if not kept or set(groups) - set(known):
        raise BadInput(_("Choose the groups that are exposed."))
    if all(framework.needs_reason(code) for code in kept) and not general_why.strip():
        raise BadInput(_("“General population” alone needs a reason: why no group is more exposed than another."))
    must_name_nobody(row.org_id, general_why)
    row.groups, row.general_why = kept, general_why.strip()
    row.save(update_fields=["groups", "general_why"])
    record(by, "warning.written", org=row.org_id, kind="warning", key=row.pk, label=row.code, groups=len(kept))
    return row


@transaction.atomic
def write_section(warning: EarlyWarning, code: str, *, by: Any, es: str, en: str = "", reserved: bool = False) -> WarningSection:
    """Write the words of one section; what may name a person is kept, counted, and holds the warning back."""
    row = written(warning, by)
    texts = {"es": es.strip()[:LONGEST], "en": en.strip()[:LONGEST]}
    if code not in sections():
        raise BadInput(_("There is no such section."))
    found = named_in(row.org_id, *texts.values())
    section = WarningSection.objects.get(warning=row, code=code)
    if (section.es, section.en, section.reserved) == (texts["es"], texts["en"], reserved):
        return section
    section.es, section.en, section.reserved, section.hits = texts["es"], texts["en"], reserved, len(found)
    section.written_by, section.justified_by, section.justified_why = by, None, ""
    section.save()
    record(by, "warning.written", org=row.org_id, kind="warning", key=row.pk, label=row.code, section=code, hits=len(found))
    return section


@transaction.atomic
def justify_section(section: WarningSection, *, by: Any, why: str) -> WarningSection:
    """Say, as a second person, why words stay that may name somebody (the name of a law, a place, an institution)."""
    require_any(by, SECOND, section.org_id)
    if section.written_by_id == by.pk:
        raise Conflict(_("Another person must do this: not whoever wrote it."))
    if not why.strip() or not section.hits:
        raise BadInput(_("Say why, in words."))
    section.justified_by, section.justified_why = by, why.strip()
    section.save(update_fields=["justified_by", "justified_why"])
    record(by, "warning.justified", org=section.org_id, kind="warning", key=section.warning_id, section=section.code)
    return section


@transaction.atomic
def decide_publication(warning: EarlyWarning, *, by: Any, publication: str, why: str = "", on: Any = None) -> EarlyWarning:
    """Decide, as whoever signs, whether the public will read it: publish, keep reserved with a reason, or later on a day."""
    require(by, "prevention.sign", warning.org_id)
    row = EarlyWarning.objects.select_for_update(of=("self",)).get(pk=warning.pk)
    if publication not in EarlyWarning.Publication.values or row.state in ("draft", "returned", "withdrawn"):
        raise Conflict(_("Publication is decided when the warning is to be signed."))
    if publication == "reserve" and not why.strip():
        raise BadInput(_("Keeping it from the public needs a reason."))
    if publication == "later" and (on is None or on <= timezone.localdate()):
        raise BadInput(_("Say on which day it will be published: a day to come."))
    row.publication, row.publication_why, row.publish_on = publication, why.strip(), on if publication == "later" else None
    row.save(update_fields=["publication", "publication_why", "publish_on"])
    record(by, "warning.publication", org=row.org_id, kind="warning", key=row.pk, label=row.code, decided=publication)
    return row
