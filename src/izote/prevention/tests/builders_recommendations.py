"""Institutions and recommendations for tests, written by the cast."""

import datetime as dt
import io
import os
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from izote.access.context import acting_as
from izote.partners.models import Institution
from izote.prevention.actions import answers, begin
from izote.prevention.actions import recommendations as actions
from izote.prevention.models import Addressee, EarlyWarning, Recommendation, RiskAssessment
from izote.territory.models import Place

WHOLE = {
    "heading": "rights",
    "stream": "upstream",
    "verb": "guarantee",
    "action": "Garantizar atención el mismo día a toda persona retornada.",
    "means": "Circular interna y una persona designada por turno.",
    "indicator": "Personas atendidas el mismo día, entre las que llegaron.",
    "evidence_required": "Copia de la circular y conteo mensual sin nombres.",
    "legal_basis": "Constitución de la República, art. 65.",
}


def soon(days: int = 30) -> dt.date:
    """A day some time from now."""
    return dt.date.today() + dt.timedelta(days=days)


def ago(days: int) -> dt.datetime:
    """A moment some days ago."""
    return timezone.now() - dt.timedelta(days=days)


def addressee(cast: Any, name: str, *, account: Any = None, **fields: Any) -> Addressee:
    """An institution of the ombuds office's directory, addressed."""
    with acting_as(cast.noemi.pk):
        said = {"kind": "government", "account_org": account}
        institution, _made = Institution.objects.update_or_create(org=cast.PDD, name=name, defaults=said)
        return actions.add_addressee(institution, by=cast.noemi, **{"level": "municipal", "capacity": "medium"} | fields)


def warning(cast: Any, kind: str = "structural", code: str = "A-0001") -> EarlyWarning:
    """A warning that is being written."""
    with acting_as(cast.noemi.pk):
        place = Place.objects.get(code="1217")
        behind = begin(RiskAssessment, by=cast.noemi, org=cast.PDD, code=f"V{code}", kind=kind, place=place)
        return begin(EarlyWarning, by=cast.noemi, org=cast.PDD, code=code, kind=kind, place=place, assessment=behind)


def whole(cast: Any, of: EarlyWarning, to: Addressee, **fields: Any) -> Recommendation:
    """A recommendation that lacks nothing, checked by the law."""
    with acting_as(cast.noemi.pk):
        row = actions.write_recommendation(of, by=cast.noemi, addressee=to, **WHOLE | {"due_on": soon()} | fields)
    with acting_as(cast.hugo.pk):
        return actions.check_basis(row, by=cast.hugo)


def force(superuser: Any, thing: Any, **columns: Any) -> Any:
    """Write columns as no program could: what a test needs to have happened before."""
    said = ", ".join(f"{name} = %s" for name in columns)
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        superuser.execute(f"update {thing._meta.db_table} set {said} where id = %s", [*columns.values(), thing.pk])
    return thing


def told(cast: Any, superuser: Any, of: EarlyWarning) -> list[Recommendation]:
    """The warning is issued, and its institutions are told."""
    force(superuser, of, state="issued", number="PAT-001-26")
    with acting_as(cast.raul.pk):
        return actions.notify_recommendations(of, by=cast.raul)


def stage(cast: Any, superuser: Any, kind: str = "structural", *, accounts: bool = True) -> Any:
    """A warning that was issued: one recommendation to a municipality whose people have an account (or only a link)."""
    ministry = addressee(cast, "Ministerio de Gobernación", level="national", capacity="high")
    mayor = addressee(cast, "Alcaldía de San Miguel Centro", account=cast.ALC if accounts else None, superior=ministry)
    of = warning(cast, kind)
    whole(cast, of, mayor)
    whole(cast, of, ministry, stream="downstream")
    rec, other = told(cast, superuser, of)
    return SimpleNamespace(warning=of, mayor=mayor, ministry=ministry, rec=rec, other=other)


def picture(words: bytes = b"") -> bytes:
    """A photograph with the place where it was taken and who took it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "CamaraSecreta", "AutoraOculta"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (13.0, 28.0, 45.0)
    out = io.BytesIO()
    Image.frombytes("RGB", (8, 8), (words or os.urandom(24)).ljust(192, b"z")[:192]).save(out, "JPEG", exif=exif)
    return out.getvalue()


def answered(cast: Any, rec: Recommendation, *kinds: str, who: str = "ines", via: str = "account") -> Any:
    """The institution answers, one thing after another; a report brings a photograph."""
    made, by = None, getattr(cast, who)
    for kind in kinds:
        files = [answers.File("foto.jpg", picture())] if kind == "report" else []
        with acting_as(by.pk):
            made = answers.answer(
                rec, kind, by=by, via=via, text="Por estas razones." if kind != "begin" else "", files=files, shows="nobody"
            )
    return made


def upload(name: str = "foto.jpg", data: bytes | None = None) -> Any:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, picture() if data is None else data, content_type="image/jpeg")
