"""The roles and what each may do: read this table to know who may what."""

from typing import NamedTuple

from django.conf import settings
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
    "prevention.capture": _("Capture signals and see one's own"),
    "prevention.analyse": _("Triage signals, write assessments, warnings and recommendations"),
    "prevention.verify": _("Verify signals that another person captured"),
    "prevention.rate": _("Rate risk factors apart from a second rater"),
    "prevention.national": _("Review at the national level, and rate the gravest factors"),
    "prevention.legal": _("Review warnings by the law"),
    "prevention.harm": _("Answer the do-no-harm questions and protect sources"),
    "prevention.direct": _("Lead a delegation: decide, review and follow"),
    "prevention.sign": _("Sign warnings"),
    "prevention.follow": _("Follow recommendations and say whether they were complied with"),
    "prevention.publish": _("Let public versions and bulletins of prevention go"),
    "prevention.answer": _("Answer recommendations addressed to one's institution"),
    "prevention.door": _("Carry the answers of institutions that come through links"),
    "prevention.figures": _("See the counts of prevention"),
    "prevention.clock": _("Keep the clocks of prevention"),
    "prevention.detect": _("Make a signal of what statistics noticed"),
    "vault.keep": _("Write down who a source is, without being able to read it again"),
    "vault.ask": _("Ask for the identity of a source to be opened"),
    "vault.half": _("Hold one half of the key to the identities of sources"),
    "proposals.read": _("See proposals, tools and the library"),
    "proposals.write": _("Write and refine proposals, and lead a workshop"),
    "proposals.assist": _("Give technical assistance to proposals"),
    "proposals.decide": _("Decide on proposals"),
    "seminars.read": _("See seminars and who took part, by institution"),
    "seminars.manage": _("Organise seminars, keep their lists and give certificates"),
    "seminars.erase": _("Erase the names of participants whose day has come"),
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
_PREVENTION = ("prevention.read", "prevention.capture", "prevention.figures", "proposals.read", "seminars.read", "partner.read")

_ALL: dict[str, Role] = {
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
    "community_monitor": Role(_("Community monitor"), _rights("prevention.capture")),
    "municipal_desk": Role(_("Desk of a municipality that captures signals"), _rights("prevention.capture", "prevention.figures")),
    "prevention_analyst": Role(
        _("Analyst of a delegation"),
        _rights(*_PREVENTION, "prevention.analyse", "prevention.rate", "vault.keep", "vault.ask", "proposals.write", "partner.manage"),
    ),
    "prevention_verifier": Role(
        _("Verifier of signals"), _rights(*_PREVENTION, "prevention.verify", "prevention.rate", "vault.keep", "vault.ask")
    ),
    "harm_officer": Role(_("Do-no-harm and source protection officer"), _rights(*_PREVENTION, "prevention.harm", "vault.half")),
    "legal_reviewer": Role(_("Legal reviewer"), _rights(*_PREVENTION, "prevention.legal")),
    "prevention_national": Role(
        _("National prevention unit"),
        _rights(*_PREVENTION, "prevention.national", "prevention.rate", "prevention.publish", "proposals.decide"),
    ),
    "signatory": Role(_("Who signs warnings"), _rights(*_PREVENTION, "prevention.sign")),
    "follow_up": Role(_("Follow-up unit"), _rights(*_PREVENTION, "prevention.follow")),
    "ombuds_delegate": Role(
        _("Ombuds delegate"),
        _rights(*_PREVENTION, "prevention.direct", "prevention.sign", "prevention.publish", "proposals.decide", "vault.half"),
    ),
    "institution_focal": Role(_("Focal point of an institution that answers recommendations"), _rights("prevention.answer")),
    "prevention_statistician": Role(_("Statistician of prevention"), _rights("prevention.figures", "proposals.read")),
    "seminar_manager": Role(
        _("Manager of seminars"), _rights("seminars.read", "seminars.manage", "proposals.read", "proposals.write", "partner.read")
    ),
    "technical_partner": Role(_("Technical partner of prevention"), _rights("proposals.read", "proposals.assist", "prevention.figures")),
    "auditor": Role(_("Auditor, who reads the trail and nothing else"), _rights("audit.read")),
    "list_service": Role(_("Service that reads lists"), _rights("person.read", "list.upload", "list.review")),
    "loading_service": Role(_("Service that loads invented people"), _rights("person.read", "person.write", "consent.record")),
    "figures_service": Role(_("Service that counts"), _rights("person.read", "figures.read", "figures.write", "case.team", "visit.count")),
    "link_service": Role(_("Service that carries answers of partners without accounts"), _rights("referral.link")),
    "observatory_service": Role(
        _("Service that makes the observatory's figures"), _rights("observatory.read", "observatory.compute", "figures.read")
    ),
    "prevention_service": Role(
        _("Service that keeps the clocks of prevention"),
        _rights("prevention.read", "prevention.clock", "prevention.detect", "proposals.read", "seminars.read", "seminars.erase"),
    ),
    "door_service": Role(_("Service that carries answers of institutions without accounts"), _rights("prevention.door")),
    "care_service": Role(_("Service that watches the clocks of cases"), _rights("person.read", "case.team", "visit.count")),
}

OMBUDS = frozenset(
    {
        *("community_monitor", "municipal_desk", "prevention_analyst", "prevention_verifier", "harm_officer", "legal_reviewer"),
        *("prevention_national", "signatory", "follow_up", "ombuds_delegate", "institution_focal", "prevention_statistician"),
        *("seminar_manager", "technical_partner", "prevention_service", "door_service"),
    }
)
SHARED = frozenset({"administrator", "data_delegate", "auditor"})


def _of_profile(profile: str) -> dict[str, Role]:
    """The roles of whoever's server this is: on a municipality's no right to prevention exists, not even by mistake."""
    kept = {"municipal": frozenset(_ALL) - OMBUDS, "ombuds": OMBUDS | SHARED}.get(profile, frozenset(_ALL))
    return {name: role for name, role in _ALL.items() if name in kept}


ROLES = _of_profile(settings.PROFILE)
_SERVICES = {
    "service-lists": "list_service",
    "service-figures": "figures_service",
    "service-care": "care_service",
    "service-links": "link_service",
    "service-observatory": "observatory_service",
    "service-prevention": "prevention_service",
    "service-doors": "door_service",
}
SERVICES = {name: role for name, role in _SERVICES.items() if role in ROLES}
SERVICE_ROLES = frozenset(name for name in ROLES if name.endswith("_service"))
_GUARDED = {"person.read", "case.team", "referral.answer", "user.manage", "org.manage", "audit.read", "audit.exclusions"}
_GUARDED |= {"prevention.read", "seminars.manage", "vault.half"}
NEEDS_SECOND_FACTOR = frozenset(name for name, role in ROLES.items() if role.rights & _GUARDED)
