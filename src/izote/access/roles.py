"""The roles and what each may do: read this table to know who may what."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(NamedTuple):
    """One role: its label and its rights within the organisation of the membership."""

    label: str | Promise
    rights: frozenset[str]


RIGHTS: dict[str, str | Promise] = {
    "person.read": _("See names, contact and identity of persons"),
    "person.write": _("Register and correct persons"),
    "consent.record": _("Record what a person agrees to and takes back"),
    "sensitive.own": _("See migration, health and address of one's own files"),
    "sensitive.team": _("See migration, health and address of every file of the office"),
    "person.merge": _("Decide duplicates: merge and separate"),
    "person.delete": _("Propose the deletion of a file"),
    "person.delete.approve": _("Approve the deletion of a file"),
    "exclusion.set": _("Keep a colleague out of a file"),
    "list.upload": _("Upload lists of arrivals"),
    "list.review": _("Decide doubtful rows of a list"),
    "queue.call": _("Call the queue and register at the counter"),
    "contact.attempt": _("Log attempts to contact the persons of a list"),
    "breakglass.use": _("Open a colleague's file in an emergency"),
    "breakglass.told": _("Be told of files opened in an emergency"),
    "audit.read": _("Read who opened and changed files"),
    "audit.exclusions": _("Read the audit of exclusions"),
    "figures.read": _("See the counts of the office"),
    "figures.write": _("Write the figures that may leave the office"),
    "visit.count": _("Count visits without a file"),
    "agenda.read": _("See the appointments of the office, by code"),
    "case.own": _("Work on one's own cases"),
    "case.team": _("See every case of the office"),
    "case.assign": _("Give cases to colleagues and name who stands in"),
    "case.approve": _("Approve plans and closures of colleagues"),
    "case.sealed": _("Read sealed outcomes of contact calls"),
    "case.settings": _("Set the clocks and rules of the office"),
    "case.export": _("Export lists of cases"),
    "report.month": _("Write the reports of the month"),
    "partner.read": _("See partners, agreements and services"),
    "partner.manage": _("Write partners, agreements and services"),
    "partner.publish": _("Publish services in the public directory"),
    "instrument.restricted": _("Read answers to instruments of the restricted kind"),
    "referral.link": _("Carry the answers that come through one-time links"),
    "referral.answer": _("Answer referrals sent to one's organisation"),
    "user.manage": _("Manage users, roles and second factors"),
    "org.manage": _("Manage offices and import profiles"),
    "observatory.read": _("See the observatory"),
    "observatory.load": _("Load, type and correct data of the observatory"),
    "observatory.sign": _("Sign data that another person loaded"),
    "observatory.write": _("Look into alarms and write bulletins"),
    "observatory.publish": _("Approve bulletins that another person wrote"),
    "observatory.compute": _("Make the figures of the observatory"),
    "prevention.read": _("See the prevention workspace"),
}


def _rights(*names: str) -> frozenset[str]:
    unknown = set(names) - set(RIGHTS)
    if unknown:
        raise ValueError(f"unknown rights: {unknown}")
    return frozenset(names)


_RECEPTION = (
    "person.read",
    "person.write",
    "consent.record",
    "queue.call",
    "contact.attempt",
    "visit.count",
    "agenda.read",
    "partner.read",
)
_LEAD = ("case.team", "case.assign", "case.approve", "case.sealed", "case.settings", "case.export", "report.month", "partner.publish")
_CASE_WORKER = (
    *_RECEPTION,
    "sensitive.own",
    "person.merge",
    "list.upload",
    "list.review",
    "breakglass.use",
    "figures.read",
    "person.delete",
    "case.own",
    "partner.manage",
)

ROLES: dict[str, Role] = {
    "reception": Role(_("Reception"), _rights(*_RECEPTION)),
    "case_worker": Role(_("Case worker"), _rights(*_CASE_WORKER)),
    "supervisor": Role(
        _("Supervisor"),
        _rights(*_CASE_WORKER, "sensitive.team", "exclusion.set", "breakglass.told", "audit.read", "person.delete.approve", *_LEAD),
    ),
    "psychologist": Role(
        _("Psychologist"), _rights("person.read", "consent.record", "sensitive.own", "case.own", "agenda.read", "partner.read")
    ),
    "approver": Role(_("Stand-in of another institution, who approves"), _rights("case.team", "case.approve", "partner.read")),
    "partner_staff": Role(_("Partner who answers referrals"), _rights("referral.answer")),
    "data_delegate": Role(
        _("Data protection delegate"), _rights("audit.read", "audit.exclusions", "breakglass.told", "person.delete.approve")
    ),
    "administrator": Role(_("Administrator"), _rights("user.manage", "org.manage")),
    "observatory_analyst": Role(
        _("Observatory analyst"), _rights("observatory.read", "observatory.load", "observatory.sign", "observatory.write")
    ),
    "committee_member": Role(
        _("Member of the prevention committee, who signs"), _rights("observatory.read", "observatory.sign", "observatory.publish")
    ),
    "ombuds_delegate": Role(_("Ombuds delegate"), _rights("prevention.read")),
    "list_service": Role(_("Service that reads lists"), _rights("person.read", "list.upload", "list.review")),
    "loading_service": Role(_("Service that loads invented people"), _rights("person.read", "person.write", "consent.record")),
    "figures_service": Role(_("Service that counts"), _rights("person.read", "figures.read", "figures.write", "case.team", "visit.count")),
    "link_service": Role(_("Service that carries answers of partners without accounts"), _rights("referral.link")),
    "observatory_service": Role(
        _("Service that makes the observatory's figures"), _rights("observatory.read", "observatory.compute", "figures.read")
    ),
    "care_service": Role(_("Service that watches the clocks of cases"), _rights("person.read", "case.team", "visit.count")),
}

SERVICES = {
    "service-lists": "list_service",
    "service-figures": "figures_service",
    "service-care": "care_service",
    "service-links": "link_service",
    "service-observatory": "observatory_service",
}
SERVICE_ROLES = frozenset(name for name in ROLES if name.endswith("_service"))
_GUARDED = {"person.read", "case.team", "referral.answer", "user.manage", "org.manage", "audit.read", "audit.exclusions"}
NEEDS_SECOND_FACTOR = frozenset(name for name, role in ROLES.items() if role.rights & _GUARDED)
