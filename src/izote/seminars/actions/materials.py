"""What is handed out: files in their harmless form, links."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from izote.access.sealing_wax import seal, seal_text
from izote.kit.attachments import Accepted
from izote.kit.errors import BadInput, Conflict
from izote.seminars.actions.common import locked, trace
from izote.seminars.models import Material, MaterialBody, Seminar, Session

MOST = 100


@transaction.atomic
def add_material(
    seminar: Seminar, *, title: str, language: str, citation: str = "", session: Session | None = None, url: str = "",
    file: Accepted | None = None, by: Any,
) -> Material:  # fmt: skip
    """Keep a file that was accepted, or a link, under a title."""
    row = locked(seminar, by=by)
    if bool(url) == bool(file):
        raise BadInput(_("Give either a file or an address."))
    if session is not None and session.seminar_id != row.pk:
        raise BadInput(_("This session belongs to another seminar."))
    if row.materials.count() >= MOST:
        raise Conflict(_("A seminar has at most %(n)s materials.") % {"n": MOST})
    said = {"title": title, "language": language, "citation": citation, "session": session, "url": url}
    kept = Material(org_id=row.org_id, seminar=row, **said)
    if file:
        kept.mime, kept.size, kept.download_only = file.mime, len(file.data), not file.inline
    kept.save(force_insert=True)
    if file:
        name = seal_text(file.safe_name, about=f"seminars_materialbody:{kept.pk}:name")
        data = seal(file.data, about=f"seminars_materialbody:{kept.pk}:data")
        MaterialBody.objects.bulk_create([MaterialBody(material=kept, org_id=row.org_id, name=name, data=data)])
    trace(by, "material", row, material=kept.pk)
    return kept


@transaction.atomic
def drop_material(material: Material, *, by: Any) -> None:
    """Take a material away, with its bytes."""
    row = locked(material.seminar, by=by)
    pk = material.pk
    material.delete()
    trace(by, "material", row, material=pk, dropped=True)
