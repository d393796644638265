"""Row-level policies of signed figures: a key counts after two persons, a file is never changed, a signal of it is the service's."""

from izote.access.rowlevel import Table

ACTOR = "(select access.actor())"
READ = "org_id = any((select access.orgs('prevention.read'))::int[])"
ANALYSE = "org_id = any((select access.orgs('prevention.analyse'))::int[])"
DETECT = "org_id = any((select access.orgs('prevention.detect'))::int[])"
OF_A_KEY = (
    "exists (select 1 from prevention_figurekey k where k.id = key_id and k.org_id = prevention_figurefile.org_id"
    " and k.confirmed_at is not null and k.revoked_at is null)"
)

TABLES = [
    Table(
        "prevention_figurekey",
        read=READ,
        insert=f"{ANALYSE} and registered_by_id = {ACTOR} and confirmed_at is null and revoked_at is null",
        write=f"{READ} and revoked_at is null",
        grants="select, insert",
        extra=(
            "grant update (confirmed_by_id, confirmed_at, revoked_at) on prevention_figurekey to izote_web, izote_worker",
            # what was revoked stays so; whoever confirms does it in the own name and did not register it
            "create policy revoked on prevention_figurekey as permissive for update to izote_web, izote_worker"
            f" using ({READ} and revoked_at is null) with check ({READ})",
            "create policy confirmed on prevention_figurekey as restrictive for update to izote_web, izote_worker"
            f" using (true) with check (revoked_at is not null or (confirmed_by_id = {ACTOR} and registered_by_id <> {ACTOR}))",
        ),
    ),
    Table("prevention_figurefile", read=READ, insert=f"{ANALYSE} and received_by_id = {ACTOR} and {OF_A_KEY}", grants="select, insert"),
    Table("prevention_signalfigure", read=READ, insert=DETECT, grants="select, insert"),
]
