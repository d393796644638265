"""Exclusions, emergencies, and deletion by two people."""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import User
from izote.access.permissions import has_somewhere, may, require
from izote.kit.errors import Conflict
from izote.people.actions.trace import trace
from izote.people.models import BreakGlass, DeletionRequest, Exclusion, Person
from izote.people.permissions import may_exclude


@transaction.atomic
def exclude_user(person: Person, *, user: User, reason: str, by: Any) -> None:
    """Make the file not exist for a member of staff; at the first contact whoever registers may do it, later the supervisor."""
    if reason != Exclusion.Reason.ASKED or not may_exclude(by, person):
        require(by, "exclusion.set", person.org_id)
    if user.pk == by.pk or not may(user, "person.read", person.org_id):
        raise Conflict(_("This member of staff cannot be kept out of the file in this way."))
    try:
        with transaction.atomic():
            Exclusion(person=person, org_id=person.org_id, user=user, reason=reason).save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This colleague is kept out of this file already.")) from error
    if person.responsible_id == user.pk:
        Person.objects.filter(pk=person.pk).update(responsible=None)
    record(by, "exclusion.set", org=person.org_id, kind="person", key=person.pk, label=person.code, user=user.pk)


@transaction.atomic
def lift_exclusion(exclusion: Exclusion, *, by: Any) -> None:
    """Let a member of staff see the file again."""
    require(by, "exclusion.set", exclusion.org_id)
    person = exclusion.person
    record(by, "exclusion.lifted", org=person.org_id, kind="person", key=person.pk, label=person.code, user=exclusion.user_id)
    exclusion.delete()


def break_glass(*, code: str, reason: str, by: Any) -> None:
    """Open a colleague's file for three hours in an emergency; says nothing of whether the code exists."""
    if not has_somewhere(by, "breakglass.use"):
        require(by, "breakglass.use", 0)
    with connection.cursor() as cursor:
        cursor.execute("select access.break_glass(%s, %s)", [code, reason])


@transaction.atomic
def mark_seen(opening: BreakGlass, *, by: Any) -> None:
    """Say that one has read the notice of an emergency opening."""
    if not BreakGlass.objects.filter(pk=opening.pk, told=by, seen_at__isnull=True).update(seen_at=timezone.now()):
        raise Conflict(_("This notice was for somebody else, or has been seen already."))
    record(by, "breakglass.seen", org=opening.org_id, kind="person", key=opening.person_id, label=opening.code)


@transaction.atomic
def propose_deletion(person: Person, *, reason: str, by: Any) -> None:
    """Ask that a file be deleted; a second person decides."""
    require(by, "person.delete", person.org_id)
    if DeletionRequest.objects.filter(person=person).exists():
        raise Conflict(_("The deletion of this file was already proposed."))
    DeletionRequest.objects.create(person=person, org_id=person.org_id, code=person.code, reason=reason, requested_by=by)
    trace(by, "person.deletion_proposed", person, reason=reason)


@transaction.atomic
def refuse_deletion(request: DeletionRequest, *, by: Any) -> None:
    """Keep a file whose deletion was proposed."""
    if request.requested_by_id != by.pk:
        require(by, "person.delete.approve", request.org_id)
    record(by, "person.deletion_refused", org=request.org_id, kind="person", key=request.person_id, label=request.code)
    request.delete()


@transaction.atomic
def delete_person(request: DeletionRequest, *, by: Any) -> None:
    """Delete a file and its history for good; the second of two people does it."""
    require(by, "person.delete.approve", request.org_id)
    if request.requested_by_id == by.pk:
        raise Conflict(_("Whoever proposed the deletion cannot also carry it out."))
    with connection.cursor() as cursor:
        cursor.execute("select access.erase_person(%s)", [request.person_id])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise Conflict(_("This file can no longer be deleted."))
    record(
        by,
        "person.deleted",
        org=request.org_id,
        kind="person",
        key=request.person_id,
        label=request.code,
        reason=request.reason,
        proposed_by=request.requested_by_id,
    )
