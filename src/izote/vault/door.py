"""All that prevention may use of the vault: keep, forget, whether an identity is there, and whether everything is shut."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from izote.access.models import Organization
from izote.kit.errors import Conflict
from izote.vault import actions
from izote.vault.queries import held_codes, shut


def keep(org: Organization, code: str, identity: Mapping[str, str], *, by: Any) -> None:
    """Seal who the source of this code is; nobody can read it with less than two halves."""
    actions.keep(org, code, identity, by=by)


def forget(org: Organization, code: str, *, by: Any) -> bool:
    """Take the identity of this source out for good; says whether there was one."""
    return actions.forget(org, code, by=by)


def held(org: Organization | int, codes: Iterable[str]) -> set[str]:
    """Of which of these sources an identity is kept; nothing is said while everything is shut."""
    return held_codes(org if isinstance(org, int) else org.pk, codes)


def locked(org: Organization | int) -> bool:
    """Whether everything is shut in an emergency."""
    return shut(org if isinstance(org, int) else org.pk)


def require_open(org: Organization | int) -> None:
    """Refuse (409) whatever would leave the office while everything is shut: exports, PDF, bulletins, reports."""
    if locked(org):
        raise Conflict(_("Everything is shut in an emergency: nothing leaves the office until two persons lift the lockdown."))
