"""Institutions of the directory and what they were called."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from izote.access.models import Organization
from izote.access.permissions import orgs_with
from izote.partners import rules
from izote.partners.models import Agreement, ContactPerson, Institution, Service

LONGEST_CHAIN = 10


def institutions_for(user: Any) -> QuerySet[Institution]:
    """The institutions in the directories that the user may read."""
    return Institution.objects.filter(org__in=orgs_with(user, "partner.read")).select_related("successor")


def institutions_of(org: Organization | int) -> QuerySet[Institution]:
    """The institutions of one office's directory by name."""
    return Institution.objects.filter(org=org).order_by("name")


def institution_for(user: Any, pk: UUID) -> Institution:
    """The institution with its services, agreements and contacts, or 404."""
    parts = (
        Prefetch("services", Service.objects.order_by("name")),
        Prefetch("agreements", Agreement.objects.order_by("-starts_on")),
        Prefetch("contacts", ContactPerson.objects.order_by("name")),
    )
    found = institutions_for(user).select_related("account_org").prefetch_related(*parts).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def partner_accounts() -> QuerySet[Organization]:
    """Partners who have accounts here."""
    return Organization.objects.filter(kind=Organization.Kind.PARTNER, is_active=True).order_by("name")


def name_on(institution: Institution, day: dt.date) -> rules.Name:
    """What the institution, or whoever did its work then, was called on a day: documents of 2023 keep their names."""
    own = _named(institution)
    if institution.national:
        _own, before, after = rules.national_names(institution.national)
        return rules.name_on(_own, before, after, day)
    if (own.valid_to is None or day <= own.valid_to) and (own.valid_from is None or own.valid_from <= day):
        return own
    return rules.name_on(own, _predecessors(institution), _successors(institution), day)


def _named(row: Institution) -> rules.Name:
    return rules.Name(row.name, row.short_name, row.valid_from, row.valid_to)


def _predecessors(institution: Institution) -> list[rules.Name]:
    found: list[rules.Name] = []
    level = [institution.pk]
    while level and len(found) < LONGEST_CHAIN:
        rows = list(Institution.objects.filter(successor__in=level).order_by("name")[:LONGEST_CHAIN])
        found += [_named(row) for row in rows]
        level = [row.pk for row in rows]
    return found


def _successors(institution: Institution) -> list[rules.Name]:
    found: list[rules.Name] = []
    row = institution.successor
    while row is not None and len(found) < LONGEST_CHAIN:
        found.append(rules.national_names(row.national)[0] if row.national else _named(row))
        row = row.successor
    return found
