"""The menu: each room's entries, shown to those who may use them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from izote.access.permissions import has_somewhere, home_org
from izote.config.profile import is_shut

ENTRIES = [
    ("today", _("Today"), "case.own"),
    ("arrival_day", _("Arrivals"), "queue.call"),
    ("person_list", _("Persons"), "person.read"),
    ("case_list", _("Cases"), "case.own"),
    ("agenda", _("Appointments"), "agenda.read"),
    ("referral_board", _("Referrals"), "case.own"),
    ("visit_list", _("Visits"), "visit.count"),
    ("approval_list", _("Approvals"), "case.approve"),
    ("team", _("Team"), "case.assign"),
    ("report_list", _("Reports"), "report.month"),
    ("service_list", _("Directory"), "partner.read"),
    ("partner_inbox", _("Referrals received"), "referral.answer"),
    ("duplicate_list", _("Possible duplicates"), "person.merge"),
    ("observatory", _("Observatory"), "observatory.read"),
    ("returns", _("Returns"), "observatory.read"),
    ("answer_list", _("Recommendations to us"), "prevention.answer"),
    ("prevention", _("Prevention"), "prevention.read"),
    ("signal_list", _("Signals"), "prevention.read"),
    ("capture", _("Capture"), "prevention.capture"),
    ("signal_mine", _("My signals"), "prevention.capture"),
    ("signalsource_list", _("Sources"), "prevention.read"),
    ("risk_assessment_list", _("Assessments"), "prevention.read"),
    ("warning_list", _("Warnings"), "prevention.read"),
    ("recommendation_list", _("Recommendations"), "prevention.read"),
    ("proposals", _("Proposals"), "proposals.read"),
    ("seminar_list", _("Seminars"), "seminars.read"),
    ("memory", _("Memory"), "proposals.read"),
    ("library", _("Library"), "proposals.read"),
    ("place_list", _("Places"), ""),
    ("breakglass_list", _("Emergency openings"), "breakglass.told"),
    ("deletion_list", _("Deletions"), "person.delete.approve"),
    ("office_list", _("Administration"), "user.manage"),
    ("audit_list", _("Audit trail"), "audit.read"),
]


def menu(request: HttpRequest) -> dict[str, Any]:
    """Menu entries and office of the person who is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "demo": settings.DEMO, "public": public()}
    shown = [(reverse(name), label) for name, label, right in ENTRIES if not right or has_somewhere(user, right)]
    current = nearest([url for url, _label in shown], request.path)
    entries = [{"url": url, "label": label, "here": url == current} for url, label in shown]
    return {"menu": entries, "office": home_org(user), "demo": settings.DEMO, "home_country": settings.IZOTE_COUNTRY.lower()}


PUBLIC = (
    ("observatory", "public_bulletins", _("bulletins of the municipal observatory")),
    ("prevention", "public_warnings", _("early warnings")),
    ("prevention", "public_monthlies", _("monthly bulletins of prevention")),
)


def public() -> list[dict[str, Any]]:
    """What this installation publishes for whoever has no account."""
    return [{"url": reverse(name), "label": label} for room, name, label in PUBLIC if not is_shut(room)]


def nearest(urls: list[str], path: str) -> str:
    """The one entry under which a page lies: of those above it the nearest."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")
