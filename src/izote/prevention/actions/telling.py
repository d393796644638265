"""Telling whoever reported a signal what was done; giving out counts, and refusing the rest; forgetting words."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization, User
from izote.kit.errors import BadInput
from izote.prevention.actions.moving import move, today
from izote.prevention.actions.wording import clean
from izote.prevention.models import Desk, Feedback, Signal, Statement, Step, Verification
from izote.prevention.permissions import may, require
from izote.prevention.queries.evidence import facts_of
from izote.prevention.rules.signals import KEEP_DAYS
from izote.prevention.rules.words import words
from izote.territory.models import Place
from izote.vault import door

TELLERS = ("prevention.analyse", "prevention.verify")


@transaction.atomic
def tell_back(signal: Signal, *, by: Any, told: str, channel: str, on: dt.date, text: str = "") -> Signal:
    """Write down what whoever reported it was told, how and when; the page of whoever reported it shows it."""
    own = signal.author_id == by.pk and may(by, "prevention.capture", signal.org_id)
    if not own and not any(may(by, right, signal.org_id) for right in TELLERS):
        raise PermissionDenied(TELLERS[0])
    if (
        told not in words("told")
        or channel not in words("channels")
        or not signal.created_at.date() - dt.timedelta(days=1) <= on <= today()
    ):
        raise BadInput(_("This form cannot be read. Open the page again."))
    (said,) = clean(signal.org_id, text)
    Feedback.objects.create(org_id=signal.org_id, signal=signal, told=told, channel=channel, on=on, words=said, by=by)
    return move(signal, "fed_back", by=by, facts=facts_of(signal))


def give_counts(org: Organization | int, place: Place, *, by: Any) -> None:
    """Leave a line that the counts of a place were given out as a file; nothing leaves while everything is shut."""
    office = org if isinstance(org, int) else org.pk
    require(by, "prevention.figures", office)
    door.require_open(office)
    record(by, "signal.counts_given", org=office, kind="place", key=place.code, label=place.code[:40])


def refuse_everything(org: Organization | int, place: Place, *, by: Any) -> None:
    """Somebody asked for everything on a place: nobody gets that; the asking leaves a line."""
    office = org if isinstance(org, int) else org.pk
    record(by, "signal.everything_refused", org=office, kind="place", key=place.code, label=place.code[:40])


@transaction.atomic
def set_desk(org: Organization, user: User, place: Place | None, *, by: Any) -> None:
    """Say whose municipality's counts a desk may see; nothing takes it away."""
    require(by, "prevention.direct", org.pk)
    if not may(user, "prevention.capture", org.pk):
        raise BadInput(_("This person has no desk here."))
    Desk.objects.filter(org=org, user=user).delete()
    if place is not None:
        Desk.objects.create(org=org, user=user, place=place)
    record(by, "signal.desk_set", org=org, kind="user", key=user.pk, place=place.code if place else "")


def to_forget(org_id: int, now: dt.datetime) -> QuerySet[Signal]:
    """Signals whose words have had their time."""
    before = {state: now - dt.timedelta(days=days) for state, days in KEEP_DAYS.items()}
    thrown = Step.objects.filter(org_id=org_id, machine="signal", subject=OuterRef("pk"), to="discarded", at__lt=before["discarded"])
    due = Q(state="archived", entered_at__lt=before["archived"]) | Q(Exists(thrown), state__in=("discarded", "fed_back", "archived"))
    return Signal.objects.filter(org_id=org_id, erased_on__isnull=True).filter(due) | Signal.objects.filter(
        Q(statements__words__gt="") | Q(verifications__note__gt=""), org_id=org_id, state="derived"
    )


@transaction.atomic
def forget_words(org: Organization, *, by: Any, now: dt.datetime | None = None, most: int = 500) -> int:
    """Erase the words of signals whose time is over, and of what was said to them; codes, grades and steps stay."""
    require(by, "prevention.clock", org.pk)
    rows = list(to_forget(org.pk, now or timezone.now()).values_list("pk", flat=True).distinct()[:most])
    Signal.objects.filter(pk__in=rows).update(text="", hits=0, erased_on=today())
    Statement.objects.filter(signal_id__in=rows).exclude(words="").update(words="")
    Verification.objects.filter(signal_id__in=rows).exclude(note="").update(note="")
    Feedback.objects.filter(signal_id__in=rows).exclude(words="").update(words="")
    if rows:
        record(by, "signal.words_forgotten", org=org, kind="office", key=org.pk, signals=len(rows))
    return len(rows)
