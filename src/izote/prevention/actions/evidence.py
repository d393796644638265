"""Files that institutions send: harmless, without their author and place, sealed, each with the digest of what was sent."""

import hashlib
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.sealing_wax import open_sealed, seal
from izote.kit import attachments
from izote.kit.errors import BadInput
from izote.kit.pdfclean import clean_pdf
from izote.prevention.models import Answer, Evidence, EvidenceBody
from izote.prevention.permissions import answers, may
from izote.prevention.queries.places import place_names
from izote.prevention.rules.evidence import KINDS, refusal

MOST_FILES, MOST_SHOWN = 5, 4


class Taken(NamedTuple):
    """A file in its harmless form, and the digest of what was sent."""

    file: attachments.Accepted
    data: bytes
    removed: tuple[str, ...]
    original: str


def take(name: str, data: bytes, shows: str) -> Taken:
    """A file in its harmless form; refuses, with a sentence, other kinds, what acts by itself, and what says who persons are."""
    found = attachments.accept(name, data)
    if found.kind not in KINDS:
        raise BadInput(_("Only photographs, PDF and plain text are taken as evidence. Print the document to PDF and send that."))
    clean, words, removed = found.data, "", tuple(found.removed)
    if found.kind == "pdf":
        if not found.inline:
            raise BadInput(_("This PDF can act by itself when it is opened, or is locked. Print it to PDF again and send that."))
        clean, words, removed = clean_pdf(found.data)
    elif found.kind == "text":
        words = found.data.decode()
    no = refusal(shows, f"{found.safe_name}\n{words}", place_names())
    if no:
        said = ", ".join(f"«{one}»" for one in no.words[:MOST_SHOWN])
        raise BadInput(f"{found.safe_name}: {no.sentence} {said}".strip())
    return Taken(found, clean, removed, hashlib.sha256(data).hexdigest())


def keep_evidence(answer: Answer, taken: list[Taken], *, shows: str, by: Any) -> list[Evidence]:
    """Keep files with the answer that they belong to; what was sent before is kept once. Within the answer's transaction."""
    known = set(Evidence.objects.filter(recommendation=answer.recommendation_id).values_list("original_sha256", flat=True))
    return [_kept(answer, one, shows, by) for one in {t.original: t for t in taken}.values() if one.original not in known]


def code_name(letter: str, digest: str, name: str) -> str:
    """What a kept file is called: a code, for the name that it came with may say who made it."""
    return f"{letter}-{digest[:8]}.{name.rpartition('.')[2]}"


def _kept(answer: Answer, one: Taken, shows: str, by: Any) -> Evidence:
    row = Evidence.objects.create(
        org_id=answer.org_id, recommendation_id=answer.recommendation_id, answer=answer,
        name=code_name("E", one.original, one.file.safe_name), mime=one.file.mime,
        size=len(one.data), sha256=hashlib.sha256(one.data).hexdigest(), original_sha256=one.original, removed=",".join(one.removed),
        shows=shows, by=by, at=timezone.now(),
    )  # fmt: skip
    body = EvidenceBody(
        evidence=row,
        org_id=row.org_id,
        recommendation_id=row.recommendation_id,
        data=seal(one.data, about=f"prevention_evidencebody:{row.pk}"),
    )
    body.save(force_insert=True)
    return row


def open_evidence(row: Evidence, *, by: Any) -> bytes:
    """The bytes of a file for the office or for the institution that sent it, leaving a line."""
    if not (may(by, "prevention.read", row.org_id) or answers(row.recommendation)):
        raise PermissionDenied("prevention.read")
    body = EvidenceBody.objects.filter(evidence=row).first()
    if body is None:
        raise Http404
    record(by, "prevention.evidence_opened", org=row.org_id, kind="evidence", key=row.pk, label=row.recommendation.code)
    return open_sealed(bytes(body.data), about=f"prevention_evidencebody:{row.pk}")
