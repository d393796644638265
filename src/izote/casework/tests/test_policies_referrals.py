"""Referrals against raw SQL: what the database itself shows to each side and refuses."""

import datetime as dt
import os

import psycopg
import pytest
from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as, acting_as_service, token
from izote.casework.models import ReferralReminder
from izote.casework.tests.referral_builders import draft, marta, sent

TABLES = ("referral", "referralevent", "referralconsent", "referralsheet", "referrallink", "referralreminder")
KEYS = {"referral": "id", "referralevent": "id", "referralconsent": "referral_id", "referralsheet": "referral_id"}
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)


@pytest.fixture
def world(committed_cast):
    """One referral by link, one by account, one prepared, and a reminder."""
    cast = committed_cast
    case = marta(cast)
    cast.case = case
    cast.link, cast.account, cast.draft = sent(cast, case), sent(cast, case, channel="account"), draft(cast, case)
    with acting_as(cast.ana.pk):
        rows = {"referral": cast.link.referral, "case": case, "person_id": case.person_id, "org_id": case.org_id}
        ReferralReminder.objects.create(kind="late", way="phone", by=cast.ana, at=timezone.now(), **rows)
    with acting_as_service("service-links") as pk:
        cast.carrier = pk
    return cast


@pytest.fixture
def sql(world):
    """Runs a statement as somebody on the web's role and takes it back; returns rows or how many were touched."""
    actors = {"nobody": None, "doorkeeper": DOORKEEPER, "service-links": world.carrier}
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c search_path=public,accounts,audit", autocommit=True) as raw:

        def run(who, text, *values):
            with raw.transaction(force_rollback=True):
                pk = actors[who] if who in actors else getattr(world, who).pk
                if pk is not None:
                    raw.execute("select set_config('izote.actor', %s, true)", [token(pk, pid=raw.info.backend_pid)])
                done = raw.execute(text, values or None)
                return done.fetchall() if done.description else done.rowcount

        yield run


@pytest.mark.parametrize(
    ("who", "counts"),
    [
        ("ana", (3, 4, 2, 2, 1, 1)),
        ("beto", (3, 4, 2, 2, 1, 1)),
        ("tomas", (3, 4, 2, 2, 1, 1)),
        ("pilar", (1, 2, 0, 0, 0, 0)),
        ("service-links", (1, 2, 0, 0, 0, 0)),
        ("rosa", (0,) * 6),
        ("carla", (0,) * 6),
        ("delia", (0,) * 6),
        ("irma", (0,) * 6),
        ("dina", (0,) * 6),
        ("doorkeeper", (0,) * 6),
        ("nobody", (0,) * 6),
    ],
)
def test_who_sees_how_many_rows(sql, who, counts):
    assert tuple(sql(who, f"select count({KEYS.get(t, 'id')}) from casework_{t}")[0][0] for t in TABLES) == counts


@pytest.mark.parametrize(
    "table", ["casework_case", "casework_text", "casework_plan", "casework_assessment", "people_person", "people_consent"]
)
@pytest.mark.parametrize("who", ["pilar", "service-links", "doorkeeper", "nobody"])
def test_the_receiving_side_sees_nothing_of_the_file(sql, who, table):
    assert sql(who, f"select count(id) from {table}") == [(0,)]


@pytest.mark.parametrize("who", ["ana", "pilar", "service-links", "doorkeeper"])
@pytest.mark.parametrize(
    "column", ["referralsheet.sealed", "referrallink.token_hash", "referrallink.pin_hash", "referralconsent.signature"]
)
def test_secrets_are_selected_by_nobody(sql, who, column):
    table, name = column.split(".")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(who, f"select {name} from casework_{table}")


def test_a_sheet_is_opened_by_its_organisation_alone(sql, world):
    account, link = world.account.referral.pk, world.link.referral.pk
    assert sql("pilar", "select access.referral_sheet(%s)", account)[0][0]["office"] == world.ZAC.name
    for who, which in (
        ("pilar", link),
        ("ana", account),
        ("carla", account),
        ("service-links", link),
        ("doorkeeper", link),
        ("nobody", link),
    ):
        assert sql(who, "select access.referral_sheet(%s)", which) == [(None,)], who


def test_a_link_opens_only_with_both_digests(sql, world):
    from izote.casework.rules.links import browser_hash, pin_hash, token_hash

    secret, pin = world.link.token, world.link.pin
    right = (token_hash(secret), pin_hash(secret, pin), browser_hash(secret, "b"))
    ask = "select access.link_sheet(%s, %s, %s) ->> 'answer'"
    assert sql("doorkeeper", ask, *right) == [("open",)]
    assert sql("doorkeeper", ask, right[0], None, right[2]) == [("pin",)]
    assert sql("doorkeeper", ask, right[0], pin, right[2]) == [("wrong",)]
    assert sql("doorkeeper", ask, right[0], right[1], "") == [("gone",)]
    assert sql("doorkeeper", ask, secret, right[1], right[2]) == [("gone",)]


@pytest.mark.parametrize(
    "change",
    [
        "to_org_id = {zac}",
        "to_org_id = null",
        "case_id = gen_random_uuid()",
        "person_id = person_id + 1",
        "org_id = {smi}",
        "code = 'R-X'",
        "need = 'work'",
        "channel = 'paper'",
        "service_id = gen_random_uuid()",
        "to_label = 'x'",
        "accompanied = '{{}}'",
        "action_id = null, sent_at = null",
        "state = 'withdrawn'",
        "state = 'draft'",
    ],
)
def test_a_partner_changes_nothing_but_the_answer(sql, world, change):
    change = change.format(zac=world.ZAC.pk, smi=world.SMI.pk)
    for who in ("pilar", "service-links"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(who, f"update casework_referral set {change}")


def test_each_side_moves_its_own_referrals_and_no_others(sql, world):
    assert sql("pilar", "update casework_referral set state = 'accepted', version = version + 1") == 1
    assert sql("service-links", "update casework_referral set state = 'accepted', version = version + 1") == 1
    for who in ("rosa", "carla", "tomas", "irma", "doorkeeper", "nobody"):
        assert sql(who, "update casework_referral set state = 'accepted'") == 0, who


@pytest.mark.parametrize("who", ["pilar", "service-links", "rosa", "carla", "tomas", "doorkeeper", "nobody"])
def test_nobody_else_prepares_agrees_or_makes_links(sql, world, who):
    case, row = world.case, world.account.referral
    of_case = f"'{case.pk}', {case.person_id}, {case.org_id}"
    me = getattr(getattr(world, who, None), "pk", world.carrier)
    for text in (
        "insert into casework_referral (id, case_id, person_id, org_id, code, to_label, to_phone, to_email, need, channel, urgency, state,"
        " reason, accompanied, by_id, created_at, version)"
        f" values (gen_random_uuid(), {of_case}, 'R-Y', 'x', '', '', 'x', 'paper', 'day', 'draft', '', '{{}}', {me}, now(), 1)",
        f"insert into casework_referralsheet (referral_id, case_id, person_id, org_id, sealed) values ('{world.draft.pk}', {of_case}, 'x')",
        "insert into casework_referrallink (id, referral_id, case_id, person_id, org_id, token_hash, pin_hash, browser_hash,"
        f" created_at, expires_at, failures, by_id) values (gen_random_uuid(), '{row.pk}', {of_case}, 'x', 'x', '', now(), now(), 0, {me})",
        "insert into casework_text (id, case_id, person_id, org_id, about, about_id, body, private, author_id, created_at,"
        f" updated_at, version) values (gen_random_uuid(), {of_case}, 'note', null, 'x', false, {me}, now(), now(), 1)",
    ):
        with pytest.raises(REFUSED):
            sql(who, text)
    for text in (
        f"update casework_referrallink set failures = 0 where referral_id = '{world.link.referral.pk}'",
        f"update casework_referralconsent set until = '2099-01-01' where referral_id = '{row.pk}'",
        f"delete from casework_referralsheet where referral_id = '{row.pk}'",
    ):
        assert sql(who, text) == 0
    assert sql(who, "select access.stop_sharing(%s)", row.pk) == [(False,)]


def test_events_are_signed_by_whoever_writes_them_and_belong_to_a_referral_one_sees(sql, world):
    case, mine, other = world.case, world.account.referral, world.link.referral
    text = (
        "insert into casework_referralevent (id, referral_id, case_id, person_id, org_id, event, to_state, via, reason, by_id, at)"
        f" values (gen_random_uuid(), %s, '{case.pk}', {case.person_id}, {case.org_id}, 'accept', 'accepted', 'account', '', %s, now())"
    )
    assert sql("pilar", text, mine.pk, world.pilar.pk) == 1
    for who, which, by in (("pilar", mine.pk, world.ana.pk), ("pilar", other.pk, world.pilar.pk), ("carla", mine.pk, world.carla.pk)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(who, text, which, by)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql("ana", "delete from casework_referralevent")


def test_a_partner_leaves_words_only_where_it_was_asked(sql, world):
    ask = "select access.leave_reply(%s, 'Gracias')"
    assert sql("pilar", ask, world.account.referral.pk) == [(True,)]
    assert sql("service-links", ask, world.link.referral.pk) == [(True,)]
    for who, which in (("pilar", world.link), ("service-links", world.account), ("carla", world.account), ("nobody", world.link)):
        assert sql(who, ask, which.referral.pk) == [(False,)]


def test_an_account_of_a_colleague_kept_out_of_the_file_sees_nothing(sql, world):
    from izote.people.models import Exclusion

    with acting_as(world.beto.pk):
        Exclusion.objects.create(person=world.case.person, org_id=world.ZAC.pk, user=world.pilar, reason="relative")
    assert sql("pilar", "select count(*) from casework_referral") == [(0,)]
    assert sql("pilar", "select access.referral_sheet(%s)", world.account.referral.pk) == [(None,)]
    assert sql("pilar", "select access.leave_reply(%s, 'x')", world.account.referral.pk) == [(False,)]


def test_the_office_itself_does_not_change_what_was_agreed(sql, world):
    for change in ("need = 'work'", f"to_org_id = {world.ZAC.pk}", "person_id = person_id + 1", "urgency = 'hour'"):
        with pytest.raises(REFUSED):
            sql("ana", f"update casework_referral set {change} where id = '{world.link.referral.pk}'")
    assert sql("ana", f"update casework_referral set need = 'work' where id = '{world.draft.pk}'") == 1


def test_the_expiry_of_a_consent_hides_the_row_from_the_partner(sql, world):
    yesterday = f"'{timezone.localdate() - dt.timedelta(days=1)}'"
    with psycopg.connect(os.environ["DATABASE_SUPER_URL"], autocommit=True) as root:
        root.execute(f"update people_consent set expires_on = {yesterday}")
    assert sql("pilar", "select count(*) from casework_referral") == [(0,)]
    assert sql("pilar", "update casework_referral set state = 'accepted'") == 0
