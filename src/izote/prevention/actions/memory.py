"""The memory calendar and the library: written by one person, checked by another; what is known is brought once."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.kit.vocabulary import Word
from izote.prevention.models import MemoryDate, Resource
from izote.prevention.permissions import may, require
from izote.prevention.rules.citations import searched
from izote.prevention.rules.memory import is_day
from izote.prevention.rules.words import words
from izote.territory.models import Place

Row = MemoryDate | Resource
CHECKERS = ("proposals.write", "proposals.decide", "prevention.verify")


def may_check(user: Any, row: Row) -> bool:
    """Whether the user may check what another wrote."""
    return row.checked_by_id is None and row.by_id != user.pk and any(may(user, right, row.org_id) for right in CHECKERS)


def _said(by: Any, verb: str, row: Row) -> None:
    room = "memory" if isinstance(row, MemoryDate) else "library"
    record(by, f"{room}.{verb}", org=row.org_id, kind=room, key=row.pk)


def _whole(row: Row) -> None:
    if isinstance(row, Resource):
        row.searched = searched(row, *(f"{words('library_topics')[one].es} {words('library_topics')[one].en}" for one in row.topics))
        return
    pairs = [(row.month, row.day), (row.until_month, row.until_day)]
    yearly = row.on is None and row.month and row.day
    if (row.on is None) != bool(yearly) or any((m or d) and not is_day(m or 0, d or 0) for m, d in pairs):
        raise BadInput(_("Give one day, or a day and a month that come every year."))


@transaction.atomic
def write(noun: type[Row], *, org: Organization, by: Any, row: Row | None = None, version: int = 0, **fields: Any) -> Row:
    """Write or correct a date or a resource; what a second person had checked has to be checked anew."""
    require(by, "proposals.write", org)
    if row is None:
        row = noun(org=org, by=by, **fields)
        _whole(row)
        row.save(force_insert=True)
    else:
        row = noun.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.version != version:
            raise Conflict(_("Somebody else has written here meanwhile. Look at it again; what you typed is kept."))
        for name, value in fields.items():
            setattr(row, name, value)
        row.by, row.checked_by, row.checked_at, row.version = by, None, None, row.version + 1
        _whole(row)
        row.save()
    _said(by, "written", row)
    return row


@transaction.atomic
def check(row: Row, *, by: Any) -> Row:
    """A second person looked at it and at its source."""
    if not any(may(by, right, row.org_id) for right in CHECKERS):
        raise PermissionDenied(CHECKERS[0])
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.by_id == by.pk or row.checked_by_id is not None:
        raise Conflict(_("Another person must do this: not whoever wrote it."))
    if isinstance(row, MemoryDate) and not row.source:
        raise Conflict(_("It has no source yet: nobody can check it."))
    if isinstance(row, Resource) and not (row.languages and (row.authors or row.publisher or row.link or row.file_id)):
        raise Conflict(_("It does not say yet in which language it is and whose it is: nobody can check it."))
    row.checked_by, row.checked_at = by, timezone.now()
    row.save(update_fields=["checked_by", "checked_at"])
    _said(by, "checked", row)
    return row


@transaction.atomic
def retire(row: Row, *, by: Any) -> None:
    """Take it out of use; it stays for the record."""
    require(by, "proposals.write", row.org_id)
    type(row).objects.filter(pk=row.pk, retired_on=None).update(retired_on=timezone.localdate())
    _said(by, "written", row)


@transaction.atomic
def bring_dates(*, org: Organization, by: Any) -> int:
    """Write down the dates that are known and that this office does not have yet; how many."""
    require(by, "proposals.write", org)
    have = set(MemoryDate.objects.filter(org=org).exclude(seed="").values_list("seed", flat=True))
    new = {code: word for code, word in words("memory_dates").items() if code not in have}
    places = dict(Place.objects.filter(country__code="SV", code__in={one.row["place"] for one in new.values()}).values_list("code", "pk"))
    rows = [MemoryDate(org=org, by=by, seed=code, **_date(word, places)) for code, word in new.items()]
    MemoryDate.objects.bulk_create(rows)
    record(by, "memory.brought", org=org, kind="memory", rows=len(rows))
    return len(rows)


def _date(word: Word, places: Mapping[str, int]) -> dict[str, Any]:
    row = word.row

    def number(name: str) -> int | None:
        return int(row[name]) if row[name] else None

    numbers = {name: number(name) for name in ("month", "day", "until_month", "until_day", "since_year")}
    return {
        "kind": row["kind"], "title_es": word.es, "title_en": word.en, "place_id": places.get(row["place"]), "where": row["where"],
        "groups": listed(row["groups"]), "indicators": listed(row["indicators"]), "source": row["source"], "note": row["note"], **numbers,
    }  # fmt: skip


def listed(text: str) -> list[str]:
    """Codes that stand in one cell."""
    return [one for one in text.split(";") if one]


@transaction.atomic
def bring_resources(*, org: Organization, by: Any) -> int:
    """Write down the resources that are known and that this office does not have yet; how many."""
    require(by, "proposals.write", org)
    have = set(Resource.objects.filter(org=org).exclude(seed="").values_list("seed", flat=True))
    rows = []
    for code, word in words("library_resources").items():
        if code in have:
            continue
        said = word.row
        row = Resource(
            org=org, by=by, seed=code, kind=said["kind"], title=said["title"], authors=said["authors"], publisher=said["publisher"],
            year=int(said["year"]) if said["year"] else None, number=said["number"], languages=listed(said["languages"]),
            link=said["link"], topics=listed(said["topics"]), factors=listed(said["factors"]), summary_es=word.es, summary_en=word.en,
        )  # fmt: skip
        _whole(row)
        rows.append(row)
    Resource.objects.bulk_create(rows)
    record(by, "library.brought", org=org, kind="library", rows=len(rows))
    return len(rows)
