"""The reading of a list in small transactions, each of which may be repeated without doubling anything."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from izote.access.permissions import require
from izote.people.actions.arrivals import State, staged, trace_list
from izote.people.actions.counting import recount_list
from izote.people.linkage import Match, MatchRow, match_rows
from izote.people.listentry import ListEntry, SetAside
from izote.people.listplan import Known, Plan, Planned, plan
from izote.people.listreading import read_list
from izote.people.liststaging import open_row, row_secret, seal_entry, seal_set_aside
from izote.people.models import ArrivalList, ListRow, ListStaging
from izote.people.names import document_key
from izote.territory.models import Place
from izote.territory.queries import gazetteer, pack, resolve

Status = ListRow.Status
LINK = """
update people_listrow r
set status = x.status, verdict = x.verdict, probability = x.probability, evidence = x.evidence, person_id = x.person_id
from unnest(%s::uuid[], %s::text[], %s::text[], %s::float8[], %s::jsonb[], %s::bigint[])
     as x(id, status, verdict, probability, evidence, person_id)
where r.id = x.id and r.status = 'staged'
"""
INSERT = """
insert into people_listrow
  (id, list_id, org_id, line, row_key, content_key, payload, status, reasons, evidence, verdict, family, family_state, first)
select x.id, %s, %s, x.line, x.row_key, x.content_key, x.payload, x.status, x.reasons, '[]', '', x.family, x.family_state, x.first
from unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::bytea[], %s::text[], %s::jsonb[], %s::int[], %s::text[], %s::bool[])
     as x(id, line, row_key, content_key, payload, status, reasons, family, family_state, first)
on conflict do nothing
"""
STATUS_OF = {"certain": Status.LINKED, "probable": Status.UNDECIDED, "possible": Status.UNDECIDED, "new": Status.NEW}


def target_of(listing: ArrivalList) -> ArrivalList:
    """The list whose rows are written: the one that is corrected, else itself."""
    return listing.corrects or listing


def place_code(text: str) -> str:
    """The district that a list names, when it is one and only one."""
    found = resolve(text, level=pack().stable_level)
    return found.places[0].code if found.status == "one" else ""


def plan_list(listing: ArrivalList, *, by: Any) -> tuple[Plan, dict[str, Any]]:
    """Read the staged rows and compare them with what the list has already."""
    require(by, "list.upload", listing.org_id)
    sheet, mapping = staged(listing)
    gazetteer()
    read = read_list(sheet, mapping, today=timezone.localdate(), place_resolver=place_code)
    rows = ListRow.objects.filter(list=target_of(listing)).values_list("id", "row_key", "content_key", "line")
    known = [Known(*row) for row in rows]
    made = plan(read, known, secret=row_secret(listing.org_id), today=timezone.localdate(), source_column=mapping.column("source_id"))
    facts = {"headers": read.headers, "dropped": dict(read.dropped), "notices": dict(read.notices), "unchanged": made.unchanged}
    return made, facts


@transaction.atomic
def write_rows(listing: ArrivalList, rows: Sequence[Planned], headers: list[str], *, by: Any) -> bool:
    """Write some rows, new or corrected; False when the list was cancelled meanwhile."""
    require(by, "list.upload", listing.org_id)
    if ArrivalList.objects.select_for_update().get(pk=listing.pk).state not in (State.WAITING, State.READING):
        return False
    target = target_of(listing)
    _insert(target, [one for one in rows if one.is_new], headers)
    for one in rows:
        if not one.is_new:
            _correct(one, headers)
    done = ArrivalList.objects.get(pk=listing.pk).done + len(rows)
    ArrivalList.objects.filter(pk=listing.pk).update(state=State.READING, done=done, moved_at=timezone.now())
    return True


def _insert(target: ArrivalList, rows: list[Planned], headers: list[str]) -> None:
    """New rows in one statement; a row whose key is there already stays as it is."""
    suggested = ListRow.Family.SUGGESTED.value
    columns: list[Any] = [
        [one.id for one in rows],
        [one.read.line for one in rows],
        [one.key for one in rows],
        [one.content for one in rows],
        [_sealed(one, headers) for one in rows],
        [one.status for one in rows],
        [json.dumps(one.read.reasons if isinstance(one.read, SetAside) else []) for one in rows],
        [one.family for one in rows],
        [suggested if one.family else "" for one in rows],
        [one.first for one in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [target.pk, target.org_id, *columns])


def _sealed(one: Planned, headers: list[str]) -> bytes:
    return seal_set_aside(one.id, one.read, headers) if isinstance(one.read, SetAside) else seal_entry(one.id, one.read)


def _correct(one: Planned, headers: list[str]) -> None:
    """A corrected row is compared anew, unless she or he has come or a person has decided; what was destroyed stays so."""
    row = ListRow.objects.filter(pk=one.id).exclude(status=Status.EXPIRED).first()
    if row is None:
        return
    kept = _keep_signals(one, open_row(row.id, row.payload))
    row.payload, row.content_key, row.first = _sealed(one, headers), one.content, one.first or (kept and row.first)
    row.reasons = list(one.read.reasons) if isinstance(one.read, SetAside) else []
    if not (row.came_at or row.decided_by_id):
        row.status, row.person, row.verdict, row.probability, row.evidence = one.status, None, "", None, []
    row.save()


def _keep_signals(one: Planned, before: object) -> bool:
    """A copy that is silent about a child alone, an illness or a pregnancy takes nothing of it back; whether something was kept."""
    kept = False
    if isinstance(one.read, ListEntry) and isinstance(before, ListEntry):
        for name in ("accompanied", "unaccompanied", "medical", "pregnancy"):
            if getattr(one.read, name) is None and getattr(before, name) is not None:
                setattr(one.read, name, getattr(before, name))
                kept = True
    return kept


@transaction.atomic
def link_rows(listing: ArrivalList, *, by: Any, most: int = 500) -> int:
    """Compare some rows with everybody the office knows; how many were compared, 0 at the end or when the list was cancelled."""
    require(by, "list.upload", listing.org_id)
    if ArrivalList.objects.select_for_update().get(pk=listing.pk).state not in (State.WAITING, State.READING):
        return 0
    rows = list(ListRow.objects.filter(list=target_of(listing), status=Status.STAGED).order_by("line").only("id", "payload")[:most])
    if not rows:
        return 0
    entries = {row.id: entry for row in rows if isinstance(entry := open_row(row.id, row.payload), ListEntry)}
    places = place_ids({entry.place_code for entry in entries.values()})
    found = match_rows([match_row(pk, entry, places) for pk, entry in entries.items()], org_id=listing.org_id)
    taken = set(ListRow.objects.filter(list=target_of(listing), verdict="certain").values_list("person_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(LINK, _columns(rows, {match.row_id: match for match in found}, taken))
    ArrivalList.objects.filter(pk=listing.pk).update(moved_at=timezone.now())
    return len(rows)


def _columns(rows: list[ListRow], found: dict[str, Match], taken: set[int]) -> list[list[Any]]:
    """The columns of LINK; who is certain for an earlier row of the list is only probable for a later one."""
    columns: list[list[Any]] = [[], [], [], [], [], []]
    for row in rows:
        match = found.get(str(row.id)) or Match(str(row.id), "new")
        person = match.person_id if match.verdict != "new" else None
        verdict = "new" if person is None else "probable" if match.verdict == "certain" and person in taken else match.verdict
        evidence = [{"person": c.person_id, "probability": round(c.probability, 4), "codes": list(c.codes)} for c in match.candidates[:3]]
        values = (row.id, STATUS_OF[verdict].value, verdict, match.probability, Jsonb(evidence if person else []), person)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    return columns


def place_ids(codes: set[str]) -> dict[str, int]:
    """The districts of these codes."""
    return dict(Place.objects.filter(country__code=pack().code, code__in=codes - {""}).values_list("code", "pk"))


def match_row(row_id: UUID, entry: ListEntry, places: dict[str, int]) -> MatchRow:
    """A row as the comparison asks for it."""
    documents = [("dui", entry.dui), ("passport", entry.passport), ("other", entry.document)]
    return MatchRow(
        row_id=str(row_id),
        first_name=entry.first_name,
        middle_names=entry.middle_names,
        first_surname=entry.first_surname,
        second_surname=entry.second_surname,
        married_surname=entry.married_surname,
        nicknames=entry.nicknames,
        sex=entry.sex,
        birth_date=entry.birth_date,
        birth_year=entry.birth_year,
        birth_precision=entry.birth_precision,
        place_id=places.get(entry.place_code),
        documents=tuple((kind, document_key(value, kind)) for kind, value in documents if value),
        phones=tuple(phone for phone in (entry.phone, entry.phone_other) if phone),
    )


@transaction.atomic
def finish_list(listing: ArrivalList, facts: dict[str, Any], *, by: Any) -> None:
    """Close the reading: the staged rows go, the counts stay."""
    require(by, "list.upload", listing.org_id)
    locked = ArrivalList.objects.select_for_update().get(pk=listing.pk)
    if locked.state not in (State.WAITING, State.READING):
        return
    ListStaging.objects.filter(list=listing).delete()
    if not listing.corrects_id:  # a reading that was cut short and taken up again found its own rows
        facts = facts | {"added": ListRow.objects.filter(list=listing).count(), "corrected": 0, "unchanged": 0}
    outcome = {name: facts[name] for name in ("dropped", "notices", "unchanged", "added", "corrected")}
    state = State.ABSORBED if listing.corrects_id else State.READY
    ArrivalList.objects.filter(pk=listing.pk).update(state=state, done=locked.total, moved_at=timezone.now(), outcome=outcome)
    recount_list(target_of(listing))
    trace_list(by, "list.read", listing, added=facts["added"], corrected=facts["corrected"], unchanged=facts["unchanged"])
