"""Uniting two files of one person, separating them again, and saying that two files are two persons."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import require
from izote.kit.errors import BadInput, Conflict
from izote.people.actions.trace import require_writable, trace
from izote.people.models import Exclusion, MatchCandidate, MergeRecord, Person

CHOICES: dict[str, tuple[str, ...]] = {
    "first_name": ("first_name",),
    "middle_names": ("middle_names",),
    "first_surname": ("first_surname",),
    "second_surname": ("second_surname",),
    "married_surname": ("married_surname",),
    "nicknames": ("nicknames",),
    "sex": ("sex",),
    "birth": ("birth_date", "birth_year", "birth_precision"),
    "place": ("place_id",),
    "language": ("language",),
    "served_as": ("served_as",),
}


@transaction.atomic
def merge_persons(kept: Person, merged: Person, *, choices: Mapping[str, str], by: Any) -> MergeRecord:
    """Let one file go into another, both as they were shown: a pointer, and for each field the value chosen; nothing is moved or lost."""
    if set(choices) - set(CHOICES) or set(choices.values()) - {"kept", "merged"}:
        raise BadInput(_("This choice of fields cannot be read."))
    kept, merged = _both_locked(kept, merged, by)
    written = _chosen(kept, merged, choices)
    before = {name: _plain(getattr(kept, name)) for name in written}
    moved = list(Person.objects.filter(merged_into=merged).order_by("pk").values_list("pk", flat=True))
    Person.objects.filter(pk__in=[merged.pk, *moved]).update(merged_into=kept)
    Person.objects.filter(pk=kept.pk).update(**written, version=kept.version + 1, updated_at=timezone.now())
    done = MergeRecord(org_id=kept.org_id, kept=kept, merged=merged, merged_by=by, choices=dict(choices), before=before, moved=moved)
    done.written = {name: _plain(value) for name, value in written.items()}
    done.save(force_insert=True)
    _decide(kept, merged, MatchCandidate.Status.MERGED, by)
    _free_from_excluded(kept)
    trace(by, "person.merged", kept, other=merged.pk, merge=done.pk)
    trace(by, "person.merged", merged, other=kept.pk, merge=done.pk)
    return done


@transaction.atomic
def separate_persons(done: MergeRecord, *, by: Any) -> Person:
    """Undo a merge: what it wrote goes back where nobody wrote since; returns the file that stands by itself again."""
    require(by, "person.merge", done.org_id)
    files = {p.pk: p for p in Person.objects.select_for_update(of=("self",)).filter(pk__in=[done.kept_id, done.merged_id]).order_by("pk")}
    done = MergeRecord.objects.select_for_update(of=("self",)).get(pk=done.pk)
    kept, merged = files[done.kept_id], files[done.merged_id]
    if done.undone_at:
        raise Conflict(_("These two files have been separated already."))
    if kept.merged_into_id:
        raise Conflict(_("This file went into another one meanwhile. Separate that one first."))
    Person.objects.filter(pk=merged.pk).update(merged_into=None)
    Person.objects.filter(pk__in=done.moved, merged_into=kept).update(merged_into=merged)
    back = _back(done, kept)
    Person.objects.filter(pk=kept.pk).update(**back, version=kept.version + 1, updated_at=timezone.now())
    _pass_on(done, [name for name in done.before if name not in back])
    done.undone_by, done.undone_at = by, timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    _exclude_from_both(done)
    _decide(kept, merged, MatchCandidate.Status.DIFFERENT, by)
    trace(by, "person.separated", kept, other=merged.pk, merge=done.pk)
    trace(by, "person.separated", merged, other=kept.pk, merge=done.pk)
    merged.refresh_from_db()
    return merged


@transaction.atomic
def decide_different(one: Person, other: Person, *, by: Any) -> None:
    """Say that two files are two persons; the pair is not offered again."""
    require(by, "person.merge", one.org_id)
    if one.org_id != other.org_id or one.pk == other.pk:
        raise BadInput(_("These are not two files of one office."))
    _decide(one, other, MatchCandidate.Status.DIFFERENT, by)
    trace(by, "person.told_apart", one, other=other.pk)
    trace(by, "person.told_apart", other, other=one.pk)


def _both_locked(kept: Person, merged: Person, by: Any) -> tuple[Person, Person]:
    """Both files as they are now, locked in the order of their numbers so that two clerks never wait for each other."""
    require(by, "person.merge", kept.org_id)
    if kept.pk == merged.pk or kept.org_id != merged.org_id:
        raise BadInput(_("These are not two files of one office."))
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, merged.pk]).order_by("pk")
    found = {person.pk: person for person in rows}
    if len(found) < 2 or any(person.merged_into_id for person in found.values()):
        raise Conflict(_("A colleague has just united these files. Load the page again."))
    if found[kept.pk].version != kept.version or found[merged.pk].version != merged.version:
        raise Conflict(_("Somebody changed one of these files while you were deciding. Look at both again."))
    for person in found.values():
        require_writable(by, person)
    return found[kept.pk], found[merged.pk]


def _chosen(kept: Person, merged: Person, choices: Mapping[str, str]) -> dict[str, Any]:
    """The values that the merge writes into the kept file: those chosen, the later term, a case worker where there is none."""
    names = [name for choice, of in choices.items() if of == "merged" for name in CHOICES[choice]]
    written = {name: getattr(merged, name) for name in names if getattr(merged, name) != getattr(kept, name)}
    if kept.responsible_id is None and merged.responsible_id is not None:
        written["responsible_id"] = merged.responsible_id
    if kept.expires_on and merged.expires_on and merged.expires_on > kept.expires_on:
        written["expires_on"] = merged.expires_on
    return written


def _back(done: MergeRecord, kept: Person) -> dict[str, Any]:
    """The values that go back on separating: what nobody wrote over since the merge; the parts of a birth only together."""
    edited = {name for name in done.before if _plain(getattr(kept, name)) != done.written[name]}
    for group in CHOICES.values():
        if edited.intersection(group):
            edited.update(group)
    return {name: value for name, value in done.before.items() if name not in edited}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _pass_on(done: MergeRecord, names: list[str]) -> None:
    """A later merge that wrote over a value of this one must give back what stood there before both."""
    later = MergeRecord.objects.filter(kept_id=done.kept_id, undone_at__isnull=True, pk__gt=done.pk).order_by("pk")
    for name in names:
        for record in later:
            if name in record.before:
                if record.before[name] == done.written[name]:
                    record.before[name] = done.before[name]
                    record.save(update_fields=["before"])
                break


def _decide(one: Person, other: Person, status: str, by: Any) -> None:
    left, right = sorted((one, other), key=lambda person: person.pk)
    now = {"status": status, "decided_by": by, "decided_at": timezone.now()}
    if not MatchCandidate.objects.filter(left=left, right=right).update(**now):
        MatchCandidate.objects.bulk_create(
            [MatchCandidate(left=left, right=right, org_id=left.org_id, probability=0.0)], ignore_conflicts=True
        )
        MatchCandidate.objects.filter(left=left, right=right).update(**now)


def _free_from_excluded(kept: Person) -> None:
    """Whoever is kept out of either file cannot be the one who takes care of both."""
    files = Person.objects.filter(Q(pk=kept.pk) | Q(merged_into=kept)).values("pk")
    if kept_out := set(Exclusion.objects.filter(person__in=files).values_list("user_id", flat=True)):
        Person.objects.filter(pk=kept.pk, responsible__in=kept_out).update(responsible=None)


def _exclude_from_both(done: MergeRecord) -> None:
    """Who was kept out while the files were one is kept out of both: nobody knows which of the two it was about."""
    pair = {done.kept_id, done.merged_id}
    rows = list(Exclusion.objects.filter(person__in=pair, created_at__gte=done.merged_at))
    has = set(Exclusion.objects.filter(person__in=pair).values_list("person_id", "user_id"))
    for row in rows:
        (other,) = pair - {row.person_id}
        if (other, row.user_id) not in has:
            Exclusion(person_id=other, org_id=row.org_id, user_id=row.user_id, reason=row.reason).save(force_insert=True)
