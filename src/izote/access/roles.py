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
    "user.manage": _("Manage users, roles and second factors"),
    "org.manage": _("Manage offices and import profiles"),
    "observatory.read": _("See the observatory"),
    "prevention.read": _("See the prevention workspace"),
}


def _rights(*names: str) -> frozenset[str]:
    unknown = set(names) - set(RIGHTS)
    if unknown:
        raise ValueError(f"unknown rights: {unknown}")
    return frozenset(names)


_RECEPTION = ("person.read", "person.write", "queue.call", "contact.attempt")
_CASE_WORKER = (
    *_RECEPTION,
    "sensitive.own",
    "person.merge",
    "list.upload",
    "list.review",
    "breakglass.use",
    "figures.read",
    "person.delete",
)

ROLES: dict[str, Role] = {
    "reception": Role(_("Reception"), _rights(*_RECEPTION)),
    "case_worker": Role(_("Case worker"), _rights(*_CASE_WORKER)),
    "supervisor": Role(
        _("Supervisor"),
        _rights(*_CASE_WORKER, "sensitive.team", "exclusion.set", "breakglass.told", "audit.read", "person.delete.approve"),
    ),
    "psychologist": Role(_("Psychologist"), _rights("person.read", "sensitive.own")),
    "data_delegate": Role(
        _("Data protection delegate"), _rights("audit.read", "audit.exclusions", "breakglass.told", "person.delete.approve")
    ),
    "administrator": Role(_("Administrator"), _rights("user.manage", "org.manage")),
    "observatory_analyst": Role(_("Observatory analyst"), _rights("observatory.read")),
    "ombuds_delegate": Role(_("Ombuds delegate"), _rights("prevention.read")),
    "list_service": Role(_("Service that reads lists"), _rights("person.read", "list.upload", "list.review")),
    "loading_service": Role(_("Service that loads invented people"), _rights("person.read", "person.write")),
    "figures_service": Role(_("Service that counts"), _rights("person.read", "figures.read")),
}

SERVICES = {"service-lists": "list_service", "service-figures": "figures_service"}
SERVICE_ROLES = frozenset(name for name in ROLES if name.endswith("_service"))
_GUARDED = {"person.read", "user.manage", "org.manage", "audit.read", "audit.exclusions"}
NEEDS_SECOND_FACTOR = frozenset(name for name, role in ROLES.items() if role.rights & _GUARDED)
