"""Builders of referrals: prepared, agreed and sent through the same actions as the pages."""

import base64
import datetime as dt
import io
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from izote.access.context import acting_as
from izote.casework.actions.referrals import Sent, agree, send_referral, start_referral
from izote.casework.models import Case, Referral
from izote.casework.tests import builders
from izote.people.actions import add_contact

AGREED = ["need", "code", "age", "language", "contact", "urgency"]


def drawing(stroke: bool = True) -> str:
    """What the signature pad sends."""
    picture = Image.new("RGBA", (400, 160), (0, 0, 0, 0))
    if stroke:
        ImageDraw.Draw(picture).line([(20, 120), (90, 30), (160, 120), (380, 60)], fill=(0, 0, 0, 255), width=4)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()


def marta(cast: Any, **fields: Any) -> Case:
    """A case of a woman with one safe and one unsafe telephone."""
    case = builders.case(cast.ana, cast.ZAC, language="es", **fields)
    with acting_as(cast.ana.pk):
        add_contact(case.person, by=cast.ana, kind="phone", value="7000-9999", whose="family", may_call=False)
        add_contact(case.person, by=cast.ana, kind="phone", value="7123-4567", whose="own", may_call=True, hours="8 a 12")
    return case


def draft(cast: Any, case: Case, *, channel: str = "link", **fields: Any) -> Referral:
    """A referral to the health unit, prepared by Ana."""
    given = {
        "to_label": "Unidad de Salud Zacatecoluca · Consulta general",
        "to_phone": "2334-0001",
        "to_org": cast.USZ,
        "need": "health",
        "urgency": "days",
        "accompanied": ["transport"],
        "message": "Prefiere la mañana.",
        **fields,
    }
    with acting_as(cast.ana.pk):
        return start_referral(case, channel=channel, by=cast.ana, **given)


def agreed(cast: Any, case: Case, *, fields: list[str] | None = None, days: int = 60, **more: Any) -> Referral:
    """The same, with the person's consent to some fields."""
    referral = draft(cast, case, **more)
    with acting_as(cast.ana.pk):
        agree(
            referral,
            fields=fields or AGREED,
            until=timezone.localdate() + dt.timedelta(days=days),
            mode="screen",
            given_by="caregiver" if case.is_child else "person",
            language="es",
            signature=b"png",
            assent=case.is_child,
            by=cast.ana,
        )
    return referral


def sent(cast: Any, case: Case, *, channel: str = "link", **more: Any) -> Sent:
    """The same, sent."""
    referral = agreed(cast, case, channel=channel, **more)
    with acting_as(cast.ana.pk):
        return send_referral(referral, channel=channel, by=cast.ana)
