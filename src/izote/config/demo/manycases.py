"""Cases in any number for measuring: written by the database itself, as a supervisor, under the same row policies as the pages."""

import os
from pathlib import Path

import psycopg
from django.db import connection

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.casework.models import Referral

WORKERS = 40
STATEMENTS = Path(__file__).with_suffix(".sql")


def as_owner(*statements: str) -> None:
    """Set-up work on a demo database."""
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute("set role izote_owner")
        for statement in statements:
            admin.execute(statement)


def no_cases() -> None:
    """Take every case out of a demo database."""
    as_owner("truncate casework_case cascade")


def load_cases(count: int, *, office: str = "ZAC") -> int:
    """Bring an office to so many cases, one a person: a fifth of them open, among forty workers and Ana; returns how many there are."""
    workers = many_workers(office)
    with acting_as(DOORKEEPER):
        org = Organization.objects.get(code=office)
        beto = User.objects.get(username="beto")
    as_owner("alter table casework_plan disable trigger never_ended_alone")  # these plans were approved by nobody
    with acting_as(beto.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_case where org_id = %s", [org.pk])
        there = cursor.fetchone()[0]
        given = {"org": org.pk, "by": beto.pk, "workers": workers, "many": len(workers), "count": max(count - there, 0)}
        for statement in STATEMENTS.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement, given)
        _referrals(cursor, org, beto)
        cursor.execute("select count(*) from casework_case where org_id = %s", [org.pk])
        found = int(cursor.fetchone()[0])
    as_owner("alter table casework_plan enable trigger never_ended_alone", "vacuum analyze")
    return found


def _referrals(cursor: object, org: Organization, beto: User) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "select c.id, c.person_id, now() - mod(c.person_id, 30) * interval '1 day' from casework_case c where c.org_id = %s"
        " and c.state = 'attention' and mod(c.person_id, 3) = 0 and not exists (select 1 from casework_referral r where r.case_id = c.id)",
        [org.pk],
    )
    fixed = {"org": org, "by": beto, "need": "health", "channel": "paper", "urgency": "weeks", "state": "accepted", "to_label": "USZ"}
    rows = cursor.fetchall()  # type: ignore[attr-defined]
    Referral.objects.bulk_create(
        [
            Referral(
                **fixed,
                case_id=case,
                person_id=person,
                code=f"M-{person}",
                sent_at=moved,
                moved_at=moved,
                reply_seen_at=None if person % 5 == 0 else moved,
            )
            for case, person, moved in rows
        ],
        batch_size=2000,
    )


def many_workers(office: str) -> list[int]:
    """Forty workers of an office and Ana, who cannot sign in but carry cases (set-up work, as the owner)."""
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], options="-c search_path=public,accounts") as admin:
        admin.execute("set role izote_owner")
        names = [f"worker-{n:02}" for n in range(WORKERS)]
        for name in names:
            admin.execute(
                "insert into access_user (username, display_name, email, language, password, is_active, is_service,"
                " must_change_password, created_at) values (%s, %s, '', 'es', '!', true, false, false, now()) on conflict do nothing",
                [name, name],
            )
        admin.execute(
            "insert into access_membership (user_id, org_id, role, starts_on) select u.id, o.id, 'case_worker', '2020-01-01'"
            " from access_user u, access_organization o where u.username = any(%s) and o.code = %s"
            " and not exists (select 1 from access_membership m where m.user_id = u.id and m.org_id = o.id)",
            [names, office],
        )
        found = admin.execute("select id from access_user where username = any(%s) or username = 'ana' order by id", [names]).fetchall()
    return [row[0] for row in found]
