"""Keys of other offices, confirmed by two; files signed with them; and the signal that each row makes, in its first state."""

import datetime as dt
import hashlib
import json
import re
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.signing import is_signed_by
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.moving import begin
from izote.prevention.actions.signals import new_code
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import FigureFile, FigureKey, Signal, SignalFigure
from izote.prevention.permissions import require
from izote.prevention.rules.figures import read, texts
from izote.territory.models import Place

KEY = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def register_key(org: Organization, *, by: Any, office_code: str, office_name: str, public_key: str) -> FigureKey:
    """Write down the key that an office sent; nothing signed with it counts until a second person confirms it."""
    require(by, "prevention.analyse", org)
    key = re.sub(r"\s", "", public_key).lower()
    if not KEY.fullmatch(key):
        raise BadInput(_("A key has 64 digits from 0 to 9 and letters from a to f."))
    try:
        with transaction.atomic():
            made = FigureKey.objects.create(
                org=org, office_code=office_code.upper(), office_name=office_name, public_key=key, registered_by=by
            )
    except IntegrityError as error:
        raise Conflict(_("This key is known already.")) from error
    record(by, "figure_key.registered", org=org, kind="figure_key", key=made.pk, label=made.office_code)
    return made


@transaction.atomic
def confirm_key(key: FigureKey, *, by: Any) -> None:
    """A second person read the six groups out on the telephone and they agree."""
    require(by, "prevention.read", key.org_id)
    row = FigureKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if row.confirmed_at or row.revoked_at:
        raise Conflict(_("This key has been confirmed or withdrawn already."))
    if row.registered_by_id == by.pk:
        raise Conflict(_("Another person has to compare the key."))
    FigureKey.objects.filter(pk=row.pk).update(confirmed_by=by, confirmed_at=timezone.now())
    record(by, "figure_key.confirmed", org=row.org_id, kind="figure_key", key=row.pk, label=row.office_code)


@transaction.atomic
def revoke_key(key: FigureKey, *, by: Any) -> None:
    """From now on nothing signed with it is taken; what came before stays."""
    require(by, "prevention.read", key.org_id)
    FigureKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    record(by, "figure_key.revoked", org=key.org_id, kind="figure_key", key=key.pk, label=key.office_code)


@transaction.atomic
def take_figures(org: Organization, data: bytes, *, by: Any) -> tuple[FigureFile, bool]:
    """Check a file of signed figures and keep it; returns it and whether it is new."""
    require(by, "prevention.analyse", org)
    envelope = read(data)
    content = envelope["content"]
    key = FigureKey.objects.filter(org=org, public_key=envelope.get("key", "")).first()
    if key is None:
        raise BadInput(_("This file is signed with a key that nobody has registered. Register the office's key first."))
    if not key.counts:
        raise Conflict(
            _("The key of %(office)s has not been confirmed by a second person, or was withdrawn.") % {"office": key.office_name}
        )
    if not is_signed_by(envelope, key.public_key) or content["office"]["code"] != key.office_code:
        raise BadInput(_("The signature does not fit: the file was changed on its way, or is another office's. Nothing of it was taken."))
    # a label is the one place where a name could come in with a figure
    must_name_nobody(org.pk, *texts(content))
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    known = FigureFile.objects.filter(org=org, digest=digest).first()
    if known:
        return known, False
    try:
        with transaction.atomic():
            made = FigureFile.objects.create(
                org=org, key=key, number=int(content["number"]), digest=digest, content=content, received_by=by
            )
    except (IntegrityError, KeyError, TypeError, ValueError) as error:
        raise Conflict(_("There is another file with this number of the same office. Ask them which one holds.")) from error
    record(by, "figures.taken", org=org, kind="figure_file", key=made.pk, label=key.office_code, rows=len(content["rows"]))
    return made, True


@transaction.atomic
def make_signals(file: FigureFile, *, by: Any) -> list[Signal]:
    """One signal in its first state for each row about a known place; a row that has one already makes no other."""
    require(by, "prevention.detect", file.org_id)
    places = {one.code: one for one in Place.objects.filter(code__in={row["place"] for row in file.content["rows"]})}
    made = []
    for row in file.content["rows"]:
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"{file.digest}|{json.dumps(row, sort_keys=True)}")
        if Signal.objects.filter(author=by, client_key=key).exists():
            continue
        days = {"starts_on": dt.date.fromisoformat(row["from"]), "ends_on": dt.date.fromisoformat(row["to"])}
        place = places.get(row["place"])
        one = begin(Signal, by=by, org_id=file.org_id, code=new_code("S"), origin="statistical", place=place, client_key=key, **days)
        SignalFigure.objects.create(org_id=file.org_id, signal=one, file=file, row=row)
        made.append(one)
    if made:
        record(by, "figures.signals", org=file.org_id, kind="figure_file", key=file.pk, signals=len(made))
    return made
