"""Loading the demo: always as a service, through the same actions and row policies as the pages."""

import datetime as dt
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as, acting_as_service
from izote.access.models import Mark, Organization, User
from izote.config.demo import town
from izote.config.demo.care import load_care
from izote.config.demo.violence import load_observatory
from izote.kit.errors import BadInput
from izote.partners.demo import load as load_directory
from izote.people.actions import note_files
from izote.people.bulk import batches, register_batch
from izote.people.models import Household, HouseholdMember, Person, Relation, Return
from izote.prevention.demo_assessments import fill as fill_assessments
from izote.prevention.demo_proposals import fill as fill_proposals
from izote.prevention.demo_recommendations import fill as fill_answers
from izote.prevention.demo_signals import fill as fill_signals
from izote.prevention.demo_warnings import fill as fill_warnings
from izote.seminars.demo import fill as fill_seminars
from izote.territory.models import Place
from izote.vault.demo import fill as fill_vault

BATCH = 10_000


def is_demo() -> bool:
    """Whether this database was created for a demo."""
    return Mark.objects.filter(name="demo").exists()


def need_demo() -> None:
    """Refuse to put invented people beside real ones."""
    if not is_demo():
        raise BadInput("This is not a demo database: invented people are never mixed with real ones.")


def count_persons() -> int:
    """How many persons the loading service sees."""
    with acting_as_service("service-demo"):
        return Person.objects.count()


def empty() -> None:
    """Take all persons out of a demo database and rest the search's index until `freshen` (set-up work, as the owner)."""
    import os

    import psycopg

    from izote.access.database import tables

    names = [f"{t.schema}.{t.name}" for t in tables() if t.persons]
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute("set role izote_owner")
        admin.execute(f"truncate {', '.join(names)} restart identity cascade".encode())
        admin.execute("select search.rebuild()")
        admin.execute("select search.suspend()")


def load(rows: Iterable[dict[str, Any]], *, total: int | None = None, tell: Callable[[str], None] | None = None) -> int:
    """Register rows batch by batch, each in a transaction of its own."""
    done, begun, highest = 0, time.monotonic(), 0
    for batch in batches(rows, BATCH):
        with acting_as_service("service-demo") as service:
            ids = register_batch(batch, by=User.objects.get(pk=service))
        done += len(batch)
        highest = max(highest, *(row.get("id") or 0 for row in batch))
        if tell:
            tell(f"{done:,}{f' of {total:,}' if total else ''} persons, {done / (time.monotonic() - begun):,.0f} a second")
    if highest and ids:
        _advance(highest)
    return done


def _advance(highest: int) -> None:
    """Rows that brought their own numbers: the next number comes after them."""
    with acting_as_service("service-demo"), connection.cursor() as cursor:
        cursor.execute("select max(nextval(pg_get_serial_sequence('people_person', 'id'))) from generate_series(1, %s)", [highest])


def freshen() -> None:
    """Build the search's index, count words and gather statistics after a large load (set-up work, as the owner)."""
    import os

    import psycopg

    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as admin:
        admin.execute("set role izote_owner")
        admin.execute("select search.resume()")
        admin.execute("vacuum analyze")


def district_ids() -> dict[str, int]:
    """Districts by code."""
    return dict(Place.objects.filter(level="district").order_by("code").values_list("code", "pk"))


def placed(rows: Iterable[dict[str, Any]], org: Any, districts: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The rows with the keys of this database."""
    for row in rows:
        row.update(org_id=org.pk, place_id=districts.get(row["district"]))
        yield row


def load_town() -> dict[str, Any]:
    """Zacatecoluca and two other offices, some 3,000 persons, households, returns over three years."""
    need_demo()
    rng = random.Random(town.SEED)
    today = timezone.localdate()
    with acting_as_service("service-demo"):
        orgs = {org.code: org for org in Organization.objects.all()}
        districts = district_ids()
        ana = User.objects.get(username="ana")
    totals = {}
    for code, count in town.TOWN:
        org = orgs[code]
        rows = list(town.persons(count, code, town.near(org.place_code, districts), rng=rng, today=today))
        if code == "ZAC":
            for row in rows:
                row["responsible_id"] = ana.pk if rng.random() < 0.3 else None
        twice = town.registered_twice(rows, code, rng=random.Random(town.SEED)) if code == "ZAC" else []
        totals[code] = load(placed([*rows, *twice], org, districts))
        with acting_as_service("service-demo") as service:
            _families(User.objects.get(pk=service), org, rows, rng, today)
        note_duplicates(org.pk)
    services = load_directory("ZAC")
    done = {"ok": True, "persons": totals, "services": services, "cases": load_care(), "observatory": load_observatory()}
    fill_vault()
    prevention = {"signals": fill_signals(), **fill_assessments(), **fill_warnings(), **fill_answers()}
    return {**done, "seminars": fill_seminars(by=user_called("tere")), **prevention, "proposals": fill_proposals()}


def user_called(username: str) -> User:
    """One of the cast, of whatever office."""
    with acting_as(DOORKEEPER):
        return User.objects.get(username=username)


def note_duplicates(org_id: int) -> None:
    """Look for files of one person in an office, as the night does."""
    after: int | None = 0
    while after is not None:
        with acting_as_service("service-lists") as service:
            after = note_files(org_id, after=after, since=None, by=User.objects.get(pk=service))


def _families(by: Any, org: Any, rows: list[dict[str, Any]], rng: random.Random, today: dt.date) -> None:
    """Households of kin, and one return or more for each person."""
    ids = dict(Person.objects.filter(org=org).values_list("code", "pk"))
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    returns = []
    for row in rows:
        groups[row["first_surname"], row["second_surname"], row["district"]].append(row)
        for _ in range(1 + (rng.random() < 0.12)):
            country = rng.choices(["US", "MX", "GT"], [92, 6, 2])[0]
            returned = row["created_at"].date() - dt.timedelta(days=rng.randrange(10))
            returns.append(
                Return(
                    person_id=ids[row["code"]],
                    org=org,
                    returned_on=returned,
                    return_type=rng.choices(["forced", "assisted", "border", "spontaneous"], [88, 4, 5, 3])[0],
                    country_from=country,
                    means="air" if country == "US" else "land",
                )
            )
    Return.objects.bulk_create(returns, batch_size=2000)
    families = [members[:6] for members in groups.values() if len(members) > 1]
    households = Household.objects.bulk_create([Household(org=org, code=town.new_code(org.code, 5, rng.choice)) for _ in families])
    people, kin = [], []
    for household, members in zip(households, families, strict=True):
        for number, row in enumerate(members):
            role = "head" if number == 0 else "relative"
            people.append(HouseholdMember(household=household, person_id=ids[row["code"]], org=org, role=role, is_caregiver=number == 0))
        one, other = ids[members[0]["code"]], ids[members[1]["code"]]
        kin += [Relation(person_id=a, other_id=b, org=org, kind="sibling") for a, b in ((one, other), (other, one))]
    HouseholdMember.objects.bulk_create(people, batch_size=2000)
    Relation.objects.bulk_create(kin, batch_size=2000)


def load_many(count: int, *, offices: int, seed: int) -> int:
    """A demo registry of any size, in one office or spread over many."""
    rng, today = random.Random(seed), timezone.localdate()
    with acting_as_service("service-demo"):
        districts = district_ids()
        zac = Organization.objects.get(code="ZAC")
    orgs = [zac] if offices == 1 else many_offices(offices)
    share = -(-count // len(orgs))

    def rows() -> Iterable[dict[str, Any]]:
        left = count
        for org in orgs:
            yield from placed(town.persons(min(share, left), org.code, list(districts), rng=rng, today=today), org, districts)
            left -= min(share, left)

    return load(rows(), total=count, tell=_tell)


def load_csv(path: Path, *, seed: int) -> int:
    """Persons of a file into Zacatecoluca's office."""
    if not path.exists():
        raise BadInput(f"There is no file {path}.")
    rng = random.Random(seed)
    with acting_as_service("service-demo"):
        org = Organization.objects.get(code="ZAC")
        districts = district_ids()
    return load(placed(town.from_csv(path, org.code, rng=rng), org, districts), tell=_tell)


def many_offices(count: int) -> list[Organization]:
    """Offices for a registry spread over the country, with memberships of the loading service (set-up work)."""
    import os
    import string

    import psycopg

    codes = [f"{a}{b}{c}" for a in "BCDFGHJKLMNPQRST" for b in string.ascii_uppercase[:16] for c in "AEIOU"][:count]
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], options="-c search_path=public,accounts") as admin:
        admin.execute("set role izote_owner")
        for code in codes:
            admin.execute(
                "insert into access_organization (code, name, kind, place_code, phone, is_active)"
                " values (%s, %s, 'municipal', '', '', true) on conflict do nothing",
                [code, f"Oficina {code}"],
            )
        admin.execute(
            "insert into access_membership (user_id, org_id, role, starts_on) select u.id, o.id, 'loading_service', '2020-01-01'"
            " from access_user u, access_organization o where u.username = 'service-demo' and o.code = any(%s) on conflict do nothing",
            [codes],
        )
    with acting_as_service("service-demo"):
        return list(Organization.objects.filter(code__in=codes))


def _tell(text: str) -> None:
    sys.stderr.write(f"\r  {text}   ")
    sys.stderr.flush()
