"""Questions about seminars and what belongs to them; always for somebody."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from izote.access.sealing_wax import open_sealed, open_text
from izote.seminars.models import Guests, Material, MaterialBody, Seminar, Session
from izote.seminars.permissions import orgs_with
from izote.territory.models import Place
from izote.territory.queries import gazetteer


def seminars_for(user: Any) -> QuerySet[Seminar]:
    """The seminars that the user may see."""
    return Seminar.objects.filter(org__in=orgs_with(user, "seminars.read")).select_related("programme", "place")


def seminar_for(user: Any, code: str) -> Seminar:
    """One of them by its code, or 404."""
    found = seminars_for(user).filter(code=code).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def sessions_of(seminar: Seminar) -> QuerySet[Session]:
    """The sessions in the order of the hours."""
    return seminar.sessions.order_by("day", "starts_at")


def session_of(seminar: Seminar, pk: int) -> Session:
    """One of them, or 404."""
    found = sessions_of(seminar).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.seminar = seminar
    return found


def guests_of(seminar: Seminar) -> QuerySet[Guests]:
    """How many organisations and observers were there; for the manager alone."""
    return seminar.guests.order_by("standing", "kind")


def materials_of(seminar: Seminar) -> QuerySet[Material]:
    """What is handed out."""
    return seminar.materials.select_related("session").order_by("session__day", "session__starts_at", "title", "pk")


def material_of(seminar: Seminar, pk: int) -> Material:
    """One of them, or 404."""
    found = materials_of(seminar).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def file_of(material: Material) -> tuple[str, bytes]:
    """The name and the bytes of a file that is handed out, or 404."""
    body = MaterialBody.objects.filter(pk=material.pk).first()
    if body is None:
        raise Http404
    return open_text(body.name, about=f"seminars_materialbody:{body.pk}:name"), open_sealed(
        bytes(body.data), about=f"seminars_materialbody:{body.pk}:data"
    )


def departments() -> list[Place]:
    """The widest places of the country: departments."""
    index = gazetteer()
    top = min(index.levels.values(), key=lambda level: level.rank).key
    return list(Place.objects.filter(country__code=index.pack.code, level=top).order_by("name"))


def department_names() -> dict[str, str]:
    """What departments are called, by code."""
    return {one.code: one.name for one in departments()}
