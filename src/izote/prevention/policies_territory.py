"""Row-level policies of screens and bulletins: each user's own visits; who writes never approves; the public reads editions alone."""

from izote.access.rowlevel import Table
from izote.prevention.policies_papers import forgotten


def _in(right: str) -> str:
    return f"org_id = any((select access.orgs('{right}'))::int[])"


ACTOR = "(select access.actor())"
READ, WRITE, HARM, PUBLISH = (_in(f"prevention.{one}") for one in ("read", "analyse", "harm", "publish"))
OWN = f"user_id = {ACTOR} and {READ}"
BULLETIN = "exists (select 1 from prevention_monthlybulletin b where b.id = bulletin_id and b.org_id = {table}.org_id and {more})"
MOVES = "state, approver_id, words_es, words_en, composed, version, moved_at"

TABLES = [
    Table("prevention_territoryvisit", read=OWN, write=OWN, grants="select, insert, update"),
    Table("prevention_territoryphase", read=READ, insert=f"{WRITE} and by_id = {ACTOR}", grants="select, insert"),
    Table(
        "prevention_monthlybulletin",
        read=READ,
        # which way it goes, and by whom, is asked by its trigger
        write=f"({WRITE} or {PUBLISH})",
        insert=f"{WRITE} and author_id = {ACTOR}",
        grants="select, insert",
        gate=True,
        extra=(f"grant update ({MOVES}) on prevention_monthlybulletin to izote_web, izote_worker",),
    ),
    Table(
        "prevention_bulletinharm",
        read=READ,
        insert=f"{HARM} and by_id = {ACTOR} and {BULLETIN.format(table='prevention_bulletinharm', more=f'{ACTOR} <> all(b.hands)')}",
        grants="select, insert",
        gate=True,
    ),
    Table(
        "prevention_monthlyedition",
        read="true",
        insert=f"{PUBLISH} and withdrawn_at is null and "
        + BULLETIN.format(table="prevention_monthlyedition", more=f"b.state = 'published' and b.approver_id = {ACTOR}"),
        grants="select, insert",
        persons=False,
        extra=(
            "grant update (withdrawn_at, withdrawn_why) on prevention_monthlyedition to izote_web, izote_worker",
            "create policy withdrawn on prevention_monthlyedition for update to izote_web, izote_worker"
            f" using ({PUBLISH} and withdrawn_at is null) with check ({PUBLISH} and withdrawn_at is not null)",
        ),
    ),
    Table("prevention_mandatewords", read=READ, insert=f"{PUBLISH} and by_id = {ACTOR}", grants="select, insert"),
    Table(
        "prevention_yearlyreport",
        read=f"{PUBLISH} and by_id = {ACTOR}",
        write=f"{PUBLISH} and by_id = {ACTOR}",
        insert=f"{PUBLISH} and by_id = {ACTOR} and state = 'waiting'",
        grants="select, insert, delete",
        extra=(
            "grant update (state, done, moved_at, cut_off, pdf, csv) on prevention_yearlyreport to izote_web, izote_worker",
            *forgotten("prevention_yearlyreport", "at"),
        ),
    ),
    Table(
        "prevention_toldcell",
        read=READ,
        gate=True,
        extra=(
            "grant insert on prevention_toldcell to izote_gate",
            "create policy registered on prevention_toldcell for insert to izote_gate with check (true)",
        ),
    ),
]
