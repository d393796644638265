"""Registering many persons at once, through the same policies: one statement for each table and batch."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.people.names import document_key, phone_key

TEXTS = ("code", "first_name", "middle_names", "first_surname", "second_surname", "married_surname", "nicknames", "sex", "birth_precision")
PERSONS = """
insert into people_person (id, org_id, {texts}, birth_date, birth_year, place_id, responsible_id, expires_on,
                           served_as, language, version, created_at, updated_at)
select coalesce(x.id, nextval(pg_get_serial_sequence('people_person', 'id'))), x.org_id, {values}, x.birth_date, x.birth_year, x.place_id,
       x.responsible_id, %s, 'returned', '', 1, coalesce(x.created_at, %s), %s
from unnest(%s::bigint[], %s::int[], {arrays}, %s::date[], %s::smallint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
     as x(id, org_id, {texts}, birth_date, birth_year, place_id, responsible_id, created_at)
returning id, code
""".format(texts=", ".join(TEXTS), values=", ".join(f"x.{t}" for t in TEXTS), arrays=", ".join("%s::text[]" for _ in TEXTS))
IDENTIFIERS = """
insert into people_identifier (person_id, org_id, kind, value, normalized, created_at)
select person_id, org_id, kind, value, normalized, %s
from unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[])
     as x(person_id, org_id, kind, value, normalized)
"""
CONTACTS = """
insert into people_contact (person_id, org_id, kind, value, normalized, whose, may_call, may_message, may_whatsapp, hours, created_at)
select person_id, org_id, 'phone', value, normalized, 'own', true, false, false, '', %s
from unnest(%s::bigint[], %s::int[], %s::text[], %s::text[])
     as x(person_id, org_id, value, normalized)
"""
SENSITIVE = """
insert into people_personsensitive (person_id, org_id, address, canton, gender_identity, nationalities, marital_status, education,
                                    ethnicity,
                                    disability, pregnancy, health_need, needs, emergency_name, emergency_relation, emergency_phone,
                                    emergency_may_tell, updated_at)
select person_id, org_id, '', '', '', '{}', '', '', '', '', '', '', '{}', '', '', '', '', %s
from unnest(%s::bigint[], %s::int[]) as x(person_id, org_id)
"""


def batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """The rows in lists of at most `size`."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def register_batch(rows: list[dict[str, Any]], *, by: Any) -> list[int]:
    """Register one batch of persons; each row has `org_id`, `code` and what is known; returns their ids in the order of the rows."""
    for org_id in {row["org_id"] for row in rows}:
        require(by, "person.write", org_id)
    now = timezone.now()
    expires = timezone.localdate() + dt.timedelta(days=5 * 365)
    with connection.cursor() as cursor:
        columns = [[row.get(t) or "" for row in rows] for t in TEXTS]
        dates = [row.get("birth_date") for row in rows]
        years = [row.get("birth_year") or (d.year if d else None) for row, d in zip(rows, dates, strict=True)]
        rest = [[row.get(name) for row in rows] for name in ("place_id", "responsible_id", "created_at")]
        ids_orgs = [[row.get("id") for row in rows], [row["org_id"] for row in rows]]
        cursor.execute(PERSONS, [expires, now, now, *ids_orgs, *columns, dates, years, *rest])
        by_code = {code: pk for pk, code in cursor.fetchall()}
        ids = [by_code[row["code"]] for row in rows]
        cursor.execute(SENSITIVE, [now, ids, ids_orgs[1]])
        documents = [
            (pk, row["org_id"], kind, value, document_key(value) or value.upper())
            for pk, row in zip(ids, rows, strict=True)
            for kind, value in row.get("identifiers") or []
        ]
        if documents:
            cursor.execute(IDENTIFIERS, [now, *(list(column) for column in zip(*documents, strict=True))])
        phones = [(pk, row["org_id"], row["phone"], phone_key(row["phone"])) for pk, row in zip(ids, rows, strict=True) if row.get("phone")]
        if phones:
            cursor.execute(CONTACTS, [now, *(list(column) for column in zip(*phones, strict=True))])
    for org in Organization.objects.filter(pk__in={row["org_id"] for row in rows}):
        record(by, "person.registered_many", org=org, persons=sum(row["org_id"] == org.pk for row in rows))
    return ids
