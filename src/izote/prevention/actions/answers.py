"""What an institution answers, by its account, by its link, or on paper that the office copies; and what the office says to it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.evidence import MOST_FILES, Taken, keep_evidence, take
from izote.prevention.actions.moving import move
from izote.prevention.actions.wording import NamesSomebody, named_in
from izote.prevention.models import Answer, Recommendation
from izote.prevention.permissions import answers, may_follow
from izote.prevention.rules import answers as rules
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import words
from izote.vault.door import require_open

LONGEST = 4000


class File(NamedTuple):
    """A file as it was sent."""

    name: str
    data: bytes


@transaction.atomic
def answer(
    rec: Recommendation,
    kind: str,
    *,
    by: Any,
    via: str,
    text: str = "",
    files: Sequence[File] = (),
    shows: str = "",
    key: UUID | None = None,
) -> Answer:
    """Answer for the institution: acknowledge, accept, reject with reasons, begin, tell of progress, report with evidence, ask, reply.

    The same form (its key) sent twice is one answer. `via` is account, link, or paper, which the follow-up unit copies.
    """
    row = Recommendation.objects.select_for_update(of=("self",)).get(pk=rec.pk)
    _require(row, by, via)
    sent = Answer.objects.filter(recommendation=row, client_key=key).first() if key else None
    if sent:
        return sent
    text = _words(row, kind, text, by_office=via == Answer.Via.PAPER)
    taken = _files(kind, files, shows)
    _fits(row, kind)
    made = Answer.objects.create(
        org_id=row.org_id, recommendation=row, side=Answer.Side.INSTITUTION, via=via, kind=kind, text=text, late_days=late(row, kind),
        by=by, at=timezone.now(), client_key=key,
    )  # fmt: skip
    kept = keep_evidence(made, taken, shows=shows, by=by)
    if kind == "report" and not kept:
        raise BadInput(_("These files were sent before. Send what is new, or tell of progress without files."))
    _move(row, kind, by=by, text=text, evidence=len(kept))
    record(
        by, "prevention.answered", org=row.org_id, kind="recommendation", key=row.pk, label=row.code, answer=kind, via=via, files=len(kept)
    )
    return made


@transaction.atomic
def say(rec: Recommendation, kind: str, *, by: Any, text: str, key: UUID | None = None) -> Answer:
    """The office asks the institution, or replies to it; both read the same thread."""
    row = Recommendation.objects.select_for_update(of=("self",)).get(pk=rec.pk)
    if not may_follow(by, row.org_id):
        raise PermissionDenied("prevention.follow")
    require_open(row.org_id)
    if kind not in ("question", "reply") or row.state in ("formulated", "closed"):
        raise Conflict(_("Nothing can be said about it now."))
    sent = Answer.objects.filter(recommendation=row, client_key=key).first() if key else None
    if sent:
        return sent
    text = _words(row, kind, text, by_office=True)
    made = Answer.objects.create(
        org_id=row.org_id, recommendation=row, side=Answer.Side.OFFICE, via=Answer.Via.ACCOUNT, kind=kind, text=text, by=by,
        at=timezone.now(), client_key=key,
    )  # fmt: skip
    record(by, "prevention.answered", org=row.org_id, kind="recommendation", key=row.pk, label=row.code, answer=kind, via="office")
    return made


def _require(row: Recommendation, by: Any, via: str) -> None:
    allowed = may_follow(by, row.org_id) if via == Answer.Via.PAPER else via in (Answer.Via.ACCOUNT, Answer.Via.LINK) and answers(row)
    if not allowed:
        raise PermissionDenied("prevention.answer")


def _words(row: Recommendation, kind: str, text: str, *, by_office: bool) -> str:
    text = text.strip()
    if kind in rules.NEEDS_WORDS and not text:
        raise BadInput(_("Write your answer in words."))
    if len(text) > LONGEST:
        raise BadInput(_("The text is longer than %(most)s characters.") % {"most": LONGEST})
    found = named_in(row.org_id, text)
    if found and by_office:
        raise NamesSomebody(found)
    if found:
        said = ", ".join(f"«{one}»" for one in found[:4])
        raise BadInput(_("This may name a person: %(words)s. Write it without names, numbers and addresses.") % {"words": said})
    return text


def _files(kind: str, files: Sequence[File], shows: str) -> list[Taken]:
    if files and kind not in rules.WITH_FILES:
        raise BadInput(_("Files go with a report or with progress."))
    if kind == "report" and not files:
        raise BadInput(_("A report needs its evidence: add at least one file."))
    if len(files) > MOST_FILES:
        raise BadInput(_("At most %(most)s files at a time.") % {"most": MOST_FILES})
    return [take(one.name, one.data, shows) for one in files]


def _fits(row: Recommendation, kind: str) -> None:
    """Refuse an answer that does not fit where the recommendation stands."""
    if kind not in words("answers"):
        raise BadInput(_("This is no answer to a recommendation."))
    if not rules.fits(row.state, kind):
        raise Conflict(_("This cannot be done now: it is “%(state)s”.") % {"state": machine("recommendation").states[row.state]})


def _move(row: Recommendation, kind: str, *, by: Any, text: str, evidence: int) -> None:
    for step in rules.way(row.state, kind):
        said = text if step in ("rejected", "partly_accepted") else ""
        row = move(row, step, by=by, facts={"evidence": evidence}, reason=said)


def late(row: Recommendation, kind: str) -> int:
    """Days after its day on which this is said: an answer after the time to answer, a report after the deadline."""
    today = timezone.localdate()
    due: dt.date | None = row.due_on
    if kind not in ("report", "progress"):
        due = timezone.localdate(row.answer_by) if row.answer_by else None
    return max((today - due).days, 0) if due and kind not in ("question", "reply") else 0
