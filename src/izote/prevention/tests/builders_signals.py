"""Signals and sources made by the actions that people use."""

import datetime as dt

from izote.access.context import acting_as
from izote.prevention.actions import signals, telling, verifying
from izote.prevention.models import Signal
from izote.territory.models import Place
from izote.vault import actions as vault

WORDS = {"raul": "maíz piedra río nube", "paula": "volcán barro espiga luz"}
TEXT = "Dicen que hay cobros a quienes vuelven, en la parada y en el mercado."
NAMED = "Cobran a Juan Antonio Pérez López, DUI 01234567-8, tel. 7123-4567."


def place(code="1217"):
    """A district by code."""
    return Place.objects.get(code=code)


def captured(cast, by="mina", **fields):
    """A signal of the community."""
    user = getattr(cast, by)
    values = {"origin": "community", "signs": ["threats"], "groups": ["returned"], "text": TEXT} | fields
    with acting_as(user.pk):
        return signals.capture(cast.PDD, by=user, place=values.pop("place", None) or place(), **values)[0]


def fresh(row, user):
    """The signal as that user reads it now."""
    with acting_as(user.pk):
        return Signal.objects.get(pk=row.pk)


def verifying_one(cast, **fields):
    """A signal on its way to be verified."""
    row = captured(cast, **fields)
    with acting_as(cast.noemi.pk):
        signals.take_up(row, by=cast.noemi)
        signals.send_to_verify(row, by=cast.noemi)
    return fresh(row, cast.raul)


def source(cast, by="raul", **fields):
    """A source that agreed to all."""
    user = getattr(cast, by)
    values = {"kind": "witness", "reliability": "B", "scope": "office", "purpose": "warn", "consent_on": dt.date(2026, 1, 5)} | fields
    with acting_as(user.pk):
        return verifying.write_source(cast.PDD, by=user, **values)


def says(cast, row, who, by="raul", **fields):
    """What a source says."""
    user = getattr(cast, by)
    values = {"stance": "supports", "credibility": 2, "directness": "direct", "document": False, "said_on": dt.date(2026, 2, 1)} | fields
    with acting_as(user.pk):
        return verifying.add_statement(row, by=user, source=who, **values)


def verified(cast, **fields):
    """A verified signal, by two direct sources."""
    row = verifying_one(cast, **fields)
    for _one in range(2):
        says(cast, row, source(cast))
    with acting_as(cast.raul.pk):
        return verifying.verify(row, by=cast.raul, result="verified", method="interview", note="")


def told(cast, row, by="noemi", **fields):
    """Told back."""
    from django.utils import timezone

    user = getattr(cast, by)
    values = {"told": "in_hand", "channel": "page", "on": timezone.localdate()} | fields
    with acting_as(user.pk):
        return telling.tell_back(row, by=user, **values)


def key(cast):
    """A key of two halves."""
    for name, words in WORDS.items():
        user = getattr(cast, name)
        with acting_as(user.pk):
            vault.take_half(cast.PDD, by=user, passphrase=words)
