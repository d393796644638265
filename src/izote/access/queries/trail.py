"""Lines of the trail, always for someone, and their verbs in words."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from izote.access.models import AuditEvent, User
from izote.access.permissions import has_somewhere, orgs_with


def events_for(user: Any, *, who: str = "", verb: str = "", code: str = "", day: dt.date | None = None) -> QuerySet[AuditEvent]:
    """Lines of the trail of the offices in which the user may read it; row security keeps out what exclusions hide."""
    offices = set(orgs_with(user, "audit.read"))
    rows = AuditEvent.objects.filter(org_id__in=offices)
    if not has_somewhere(user, "audit.exclusions"):
        rows = rows.exclude(verb__startswith="exclusion.")
    if who:
        actor = User.objects.filter(username__iexact=who).values_list("pk", flat=True).first()
        rows = rows.filter(actor_id=actor) if actor else rows.filter(actor_label__iexact=who)
    if verb:
        rows = rows.filter(verb=verb)
    if code:
        rows = rows.filter(label=code.strip())
    if day:
        start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        rows = rows.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    return rows


@cache
def verbs() -> dict[str, dict[str, str]]:
    """Every verb of the trail in words; each room keeps its own in vocab/verbs*.csv."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(Path(settings.PACKAGE).glob("*/vocab/verbs*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            found.update({row["code"]: {"es": row["es"], "en": row["en"]} for row in csv.DictReader(handle)})
    return found


def verb_label(verb: str) -> str:
    """A verb in the language of the page."""
    return verbs().get(verb, {}).get((get_language() or "es")[:2], verb)


def verb_choices(user: Any) -> list[tuple[str, str]]:
    """The verbs to choose from; those of exclusions only for whoever may read them."""
    hidden = not has_somewhere(user, "audit.exclusions")
    shown = [(verb, verb_label(verb)) for verb in verbs() if not (hidden and verb.startswith("exclusion."))]
    return sorted(shown, key=lambda pair: pair[1])
