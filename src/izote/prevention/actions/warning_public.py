"""The public version: texts reviewed by the analyst, frozen when proposed, let go by another person who saw every difference."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.models import EarlyWarning, PublicVersion, WarningSection
from izote.prevention.permissions import require
from izote.prevention.queries.warning_content import content_of, nearby
from izote.prevention.queries.warnings import harm_facts
from izote.prevention.rules.guards import harm_is_fresh
from izote.prevention.rules.public import Public, public_of, start_of, still_says
from izote.prevention.rules.warnings import LONGEST, canonical, missing, publishes, sections
from izote.vault import door

Texts = dict[str, dict[str, str]]


def public_texts(warning: EarlyWarning, by: Any) -> Texts:
    """The reviewed public words; where nobody reviewed them yet, the internal ones with everything cut out that the rules see."""
    content = content_of(warning, by)
    held = {row.code: row for row in WarningSection.objects.filter(warning=warning)}
    texts: Texts = {}
    for code in sections():
        if code in content["reserved"]:
            continue
        row = held.get(code)
        if row is not None and (row.public_es or row.public_en):
            texts[code] = {"es": row.public_es, "en": row.public_en}
        else:
            texts[code] = {language: start_of(content, code, language, nearby(warning, language)) for language in ("es", "en")}
    return {code: text for code, text in texts.items() if any(text.values())}


def public_now(warning: EarlyWarning, by: Any) -> Public:
    """What the public would read if it were proposed now."""
    return public_of(content_of(warning, by), public_texts(warning, by), nearby(warning, "es"))


@transaction.atomic
def write_public(warning: EarlyWarning, texts: Mapping[str, Mapping[str, str]], *, by: Any) -> None:
    """Write the reviewed public words of some sections."""
    require(by, "prevention.analyse", warning.org_id)
    if not warning.number:
        raise Conflict(_("The public version is written when the warning is issued."))
    reserved = set(content_of(warning, by)["reserved"])
    held = {row.code: row for row in WarningSection.objects.filter(warning=warning)}
    for code, said in texts.items():
        row = held.get(code)
        if row is None or code in reserved:
            continue
        row.public_es, row.public_en = said.get("es", "").strip()[:LONGEST], said.get("en", "").strip()[:LONGEST]
        row.save(update_fields=["public_es", "public_en"])
    record(by, "public_version.written", org=warning.org_id, kind="warning", key=warning.pk, label=warning.number, sections=len(texts))


def refusals(warning: EarlyWarning, by: Any) -> list[Any]:
    """What the public words still say and may not."""
    return still_says(public_texts(warning, by), nearby(warning, "es"))


@transaction.atomic
def propose_public(warning: EarlyWarning, *, by: Any) -> PublicVersion:
    """Freeze the public version and hand it to another person."""
    require(by, "prevention.analyse", warning.org_id)
    if not warning.number or warning.state == "withdrawn":
        raise Conflict(_("The public version is written when the warning is issued."))
    if refusals(warning, by):
        raise BadInput(_("The public words still say what may not go out: see the list, and write them without it."))
    made = public_now(warning, by)
    if missing(made.content["words"], "es") and not made.content["words"]:
        raise BadInput(_("There is nothing that the public could read."))
    row = PublicVersion.objects.create(
        org_id=warning.org_id, warning=warning, number=warning.number, frozen=json.loads(canonical(made.content)),
        difference=_difference(made), made_by=by,
    )  # fmt: skip
    record(by, "public_version.proposed", org=row.org_id, kind="public_version", key=row.pk, label=row.number, differences=len(made.told))
    return row


def _difference(made: Public) -> str:
    return hashlib.sha256(canonical({"told": [list(one) for one in made.told], "content": made.content}).encode()).hexdigest()


@transaction.atomic
def approve_public(version: PublicVersion, *, by: Any, difference: str) -> PublicVersion:
    """Let it go, as another person, exactly as it was shown beside the internal version."""
    require(by, "prevention.publish", version.org_id)
    door.require_open(version.org_id)
    row = PublicVersion.objects.select_for_update(of=("self",)).select_related("warning").get(pk=version.pk)
    warning = row.warning
    newest = PublicVersion.objects.filter(warning=warning).order_by("-pk").values_list("pk", flat=True).first()
    if row.approved_at is not None or newest != row.pk:
        raise Conflict(_("This public version has been decided, or a newer one was proposed."))
    if by.pk in (row.made_by_id, warning.author_id):
        raise Conflict(_("Another person must do this: not whoever wrote it."))
    if difference != row.difference:
        raise Conflict(_("It is no longer what you looked at. Open the page again."))
    if not publishes(warning.publication, warning.publish_on, timezone.localdate()):
        raise Conflict(_("It was decided that the public does not read it, or not yet."))
    if not harm_is_fresh(harm_facts(warning) | {"today": timezone.localdate()}):
        raise Conflict(_("The do-no-harm check is older than thirty days. Answer it again."))
    row.approved_by, row.approved_at = by, timezone.now()
    row.save(update_fields=["approved_by", "approved_at"])
    record(by, "public_version.approved", org=row.org_id, kind="public_version", key=row.pk, label=row.number)
    return row


@transaction.atomic
def withdraw_public(version: PublicVersion, *, by: Any) -> PublicVersion:
    """Mark it as withdrawn; what was published cannot be unsaid, and stays where it was, marked."""
    require(by, "prevention.publish", version.org_id)
    row = PublicVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if row.approved_at is None or row.withdrawn_at is not None:
        raise Conflict(_("Only what the public reads can be withdrawn."))
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record(by, "public_version.withdrawn", org=row.org_id, kind="public_version", key=row.pk, label=row.number)
    return row
