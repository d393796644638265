"""From an adopted proposal to a tool: assistance, pilots, evaluations; then versions and uses of the tool."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.sealing_wax import open_sealed, seal
from izote.kit.attachments import Accepted
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.evidence import code_name
from izote.prevention.actions.numbering import next_code
from izote.prevention.actions.proposals import locked, note, step
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Assistance, AssistanceVisit, Evaluation, KeptFile, Pilot, Proposal, Tool, ToolUse, ToolVersion
from izote.prevention.permissions import may, require
from izote.prevention.rules.words import words

ANY, LEAD = ("write", "decide", "assist"), ("write", "decide")
UNDER_WAY = ("adopted", "adopted_changed", "assisted", "designed", "pilot", "evaluated")
SEALED_AS = "prevention_keptfile:data"


def need(by: Any, row: Any, rights: tuple[str, ...]) -> None:
    """Refuse whoever has none of these rights at the row's office."""
    if not any(may(by, f"proposals.{right}", row.org_id) for right in rights):
        raise PermissionDenied(f"proposals.{rights[0]}")


def _under_way(row: Proposal) -> Proposal:
    row = locked(row)
    if row.state not in UNDER_WAY:
        raise Conflict(_("This is written once the proposal has been adopted, and before it is institutionalised."))
    return row


@transaction.atomic
def assist(row: Proposal, *, by: Any, request: str, plan: str, partner: str) -> Assistance:
    """Write down what assistance was asked for, the plan, and who gives it."""
    need(by, row, ANY)
    row = _under_way(row)
    must_name_nobody(row.org_id, request, plan, partner)
    made = Assistance.objects.create(
        org_id=row.org_id, proposal=row, by=by, request=request.strip(), plan=plan.strip(), partner=partner.strip()
    )
    note(by, "proposal.assisted", row, assistance=made.pk)
    return made


@transaction.atomic
def visit(assistance: Assistance, *, by: Any, on: dt.date, hours: Decimal, what: str) -> AssistanceVisit:
    """Write down one visit and its hours."""
    need(by, assistance, ANY)
    row = _under_way(assistance.proposal)
    if on > timezone.localdate():
        raise BadInput(_("A visit is written down when it has taken place."))
    must_name_nobody(row.org_id, what)
    made = AssistanceVisit.objects.create(org_id=row.org_id, assistance=assistance, by=by, on=on, hours=hours, what=what.strip())
    note(by, "proposal.visited", row, assistance=assistance.pk)
    return made


@transaction.atomic
def begin_pilot(row: Proposal, *, by: Any, site: str, since: dt.date, place: Any = None, use: str = "") -> Pilot:
    """Say where it is tried out, and since when."""
    need(by, row, LEAD)
    row = _under_way(row)
    must_name_nobody(row.org_id, site, use)
    made = Pilot.objects.create(org_id=row.org_id, proposal=row, by=by, site=site.strip(), since=since, place=place, use=use.strip())
    note(by, "proposal.piloted", row, pilot=made.pk)
    return made


@transaction.atomic
def evaluate(pilot: Pilot, *, by: Any, verdict: str, result: str, on: dt.date) -> Evaluation:
    """Write down what a trial showed, also that it showed nothing that could be judged."""
    need(by, pilot, LEAD)
    row = _under_way(pilot.proposal)
    if verdict not in words("verdicts") or not result.strip() or not pilot.since <= on <= timezone.localdate():
        raise BadInput(_("Say what the trial showed, and on which day: not before it began, and not in the future."))
    must_name_nobody(row.org_id, result)
    made = Evaluation.objects.create(org_id=row.org_id, proposal=row, pilot=pilot, by=by, verdict=verdict, result=result.strip(), on=on)
    if pilot.until is None:
        pilot.until = on
        pilot.save(update_fields=["until"])
    note(by, "proposal.evaluated", row, evaluation=made.pk)
    return made


@transaction.atomic
def institutionalise(
    row: Proposal, *, by: Any, name: str, number: str, answers: Mapping[int, str], summary: str = "", link: str = "", reason: str = ""
) -> Tool:
    """The proposal becomes a tool, with a version and whoever keeps it; each group that proposed it is told."""
    require(by, "proposals.decide", row.org_id)
    row = locked(row)
    if not name.strip() or not number.strip() or not row.owner:
        raise BadInput(_("A tool needs a name, a version and who keeps it."))
    if row.state != "evaluated" or row.author_id == by.pk:
        step(row, "institutional", by=by, reason=reason, answers=answers)
    must_name_nobody(row.org_id, name, summary)
    said = {"owner": row.owner, "owner_institution": row.owner_institution, "factors": row.factors, "version": number.strip()}
    tool = Tool.objects.create(
        org_id=row.org_id, proposal=row, by=by, code=next_code(Tool, row.org_id, "HER"), name=name.strip(), summary=summary.strip(), **said
    )
    ToolVersion.objects.create(org_id=row.org_id, tool=tool, by=by, number=number.strip(), on=timezone.localdate(), link=link)
    step(row, "institutional", by=by, reason=reason, answers=answers)
    record(by, "tool.kept", org=row.org_id, kind="tool", key=tool.pk, label=tool.code)
    return tool


def _in_use(tool: Tool) -> Tool:
    tool = Tool.objects.select_for_update(of=("self",)).get(pk=tool.pk)
    if tool.retired_on is not None:
        raise Conflict(_("This tool is not in use any more."))
    return tool


@transaction.atomic
def new_version(
    tool: Tool, *, by: Any, number: str, changed: str, on: dt.date, owner: str = "", link: str = "", file: KeptFile | None = None
) -> ToolVersion:
    """A new version of a tool; whoever keeps it may have changed."""
    need(by, tool, LEAD)
    tool, number = _in_use(tool), number.strip()
    if not number or not changed.strip() or tool.versions.filter(number=number).exists():
        raise BadInput(_("Say the new version, one that is not taken, and what changed."))
    must_name_nobody(tool.org_id, changed, owner)
    made = ToolVersion.objects.create(
        org_id=tool.org_id, tool=tool, by=by, number=number, on=on, changed=changed.strip(), link=link, file=file
    )
    tool.version, tool.owner = number, owner.strip() or tool.owner
    tool.save(update_fields=["version", "owner"])
    record(by, "tool.kept", org=tool.org_id, kind="tool", key=tool.pk, label=tool.code)
    return made


@transaction.atomic
def use_tool(tool: Tool, *, by: Any, site: str, since: dt.date, place: Any = None, note_use: str = "") -> ToolUse:
    """Say where a tool is used."""
    need(by, tool, ANY)
    tool = _in_use(tool)
    must_name_nobody(tool.org_id, site, note_use)
    made = ToolUse.objects.create(org_id=tool.org_id, tool=tool, by=by, site=site.strip(), since=since, place=place, note=note_use.strip())
    record(by, "tool.used", org=tool.org_id, kind="tool", key=tool.pk, label=tool.code)
    return made


@transaction.atomic
def withdraw(row: Proposal, *, by: Any, reason: str, answers: Mapping[int, str]) -> Proposal:
    """Withdraw it with reasons; a tool that came of it is not in use any more."""
    moved = step(row, "withdrawn", by=by, reason=reason, answers=answers)
    Tool.objects.filter(proposal=moved, retired_on=None).update(retired_on=timezone.localdate())
    return moved


@transaction.atomic
def keep_file(org_id: int, file: Accepted, *, by: Any) -> KeptFile:
    """Keep a file that was accepted as harmless; its bytes are sealed."""
    digest = hashlib.sha256(file.data).hexdigest()
    made = KeptFile.objects.create(
        org_id=org_id, by=by, name=code_name("F", digest, file.safe_name), mime=file.mime, size=len(file.data), sha256=digest,
        data=seal(file.data, about=SEALED_AS),
    )  # fmt: skip
    record(by, "prevention.file_kept", org=org_id, kind="file", key=made.pk, size=made.size)
    return made


def content_of(file: KeptFile) -> bytes:
    """The bytes of a kept file."""
    return open_sealed(bytes(file.data), about=SEALED_AS)
