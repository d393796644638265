"""Row-level policies of bulletins: who writes never approves; what was published is never rewritten; the public reads editions alone."""

from izote.access.rowlevel import Table
from izote.observatory.models import Bulletin

ADD = "select, insert"


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


READ, WRITE, PUBLISH = _in("observatory.read"), _in("observatory.write"), _in("observatory.publish")
ACTOR = "(select access.actor())"
MOVES = ", ".join(str(field.column) for field in Bulletin._meta.concrete_fields if field.name in Bulletin.MOVES)
STILL = "state in ('draft', 'submitted')"
BY_ME = (
    "exists (select 1 from observatory_bulletin b where b.id = {table}.bulletin_id and b.org_id = {table}.org_id"  # noqa: S608
    f" and b.state = 'published' and b.approver_id = {ACTOR} and b.author_id <> {ACTOR} and {ACTOR} <> all(b.hands){{more}})"
)
# an edition is that of its bulletin, under the code of its own office; the registry is written by the edition's trigger alone
ITS_OWN = (
    " and b.code = observatory_edition.code and b.domain = observatory_edition.domain and b.kind = observatory_edition.kind"
    " and b.period = observatory_edition.period"
    " and exists (select 1 from access_organization o where o.id = b.org_id and b.code like 'OMPV-' || o.code || '-%%')"
)

TABLES = [
    Table(
        "observatory_bulletin",
        read=READ,
        write=f"{WRITE} and {STILL}",
        insert=f"{WRITE} and state = 'draft' and author_id = {ACTOR}",
        grants="select, insert, delete",
        gate=True,
        extra=(
            f"grant update ({MOVES}) on observatory_bulletin to izote_web, izote_worker",
            "create policy returned on observatory_bulletin for update to izote_web, izote_worker"
            f" using ({PUBLISH} and state = 'submitted') with check ({PUBLISH} and state = 'draft')",
            "create policy approved on observatory_bulletin for update to izote_web, izote_worker"
            f" using ({PUBLISH} and state = 'submitted' and author_id <> {ACTOR} and {ACTOR} <> all(hands))"
            f" with check ({PUBLISH} and state = 'published' and approver_id = {ACTOR} and author_id <> {ACTOR} and {ACTOR} <> all(hands))",
            "create policy withdrawn on observatory_bulletin for update to izote_web, izote_worker"
            f" using ({PUBLISH} and state = 'published') with check ({PUBLISH} and state = 'withdrawn')",
            # what is not a draft any more is not thrown away
            "create policy kept on observatory_bulletin as restrictive for delete to izote_web, izote_worker using (state = 'draft')",
        ),
    ),
    Table(
        "observatory_edition",
        read="true",
        insert=f"{PUBLISH} and withdrawn_at is null and {BY_ME.format(table='observatory_edition', more=ITS_OWN)}",
        grants=ADD,
        persons=False,
        extra=(
            "grant update (withdrawn_at, withdrawn_why) on observatory_edition to izote_web, izote_worker",
            "create policy withdrawn on observatory_edition for update to izote_web, izote_worker"
            f" using ({PUBLISH} and withdrawn_at is null) with check ({PUBLISH} and withdrawn_at is not null)",
        ),
    ),
    Table(
        "observatory_publishedcell",
        read=READ,
        extra=(
            "grant insert on observatory_publishedcell to izote_gate",
            "create policy registered on observatory_publishedcell for insert to izote_gate with check (true)",
        ),
    ),
    # the service writes them once; nobody changes them
    Table("observatory_officefigure", read=READ, insert=_in("observatory.compute"), grants=ADD),
]
