"""Signed figures and keys of the user's office."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.prevention.models import FigureFile, FigureKey, Signal, SignalFigure


def keys_for(user: Any) -> QuerySet[FigureKey]:
    """The keys of other offices, the newest first."""
    rows = FigureKey.objects.filter(org__in=orgs_with(user, "prevention.read"))
    return rows.select_related("registered_by", "confirmed_by").order_by("-pk")


def key_for(user: Any, pk: int) -> FigureKey:
    """One of them; of another office it is not found."""
    found = keys_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def files_for(user: Any) -> QuerySet[FigureFile]:
    """The files that came."""
    return FigureFile.objects.filter(org__in=orgs_with(user, "prevention.read")).select_related("key", "received_by")


def file_for(user: Any, pk: int) -> FigureFile:
    """One of them; of another office it is not found."""
    found = files_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def signals_of(file: FigureFile) -> list[SignalFigure]:
    """The signals that were made of a file."""
    return list(SignalFigure.objects.filter(file=file).select_related("signal", "signal__place").order_by("pk"))


def figure_of(signal: Signal) -> SignalFigure | None:
    """The figure behind a statistical signal."""
    return SignalFigure.objects.filter(signal=signal).select_related("file__key").first()
