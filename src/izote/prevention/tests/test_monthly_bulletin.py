"""The monthly bulletin: three persons, a month that is over, a fresh check; nothing small in it nor between its editions."""

import datetime as dt
import json

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.access.context import acting_as
from izote.kit.errors import BadInput, Conflict
from izote.methods.disclosure import Table, attack
from izote.prevention.actions import bulletins as actions
from izote.prevention.models import BulletinHarm, MonthlyBulletin, MonthlyEdition, TerritoryPhase, ToldCell
from izote.prevention.queries.bulletins import composed
from izote.prevention.rules.bulletins import COUNTRY, after, is_over, of_year, printable
from izote.prevention.rules.words import words
from izote.prevention.tests.builders_territory import ago, force, institution, place, recommendation, signal, warning

SPANISH = {"accept-language": "es"}
TODAY = dt.date.today()
LAST = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
WITHIN = dt.datetime.combine(LAST + dt.timedelta(days=9), dt.time(18), tzinfo=dt.UTC)
PHASE = {"phase": "escalation", "reason": "follow_up", "words_es": "Dos hechos más", "words_en": "Two more acts"}


def answers(text="No", danger=False):
    return {code: (danger, text) for code in words("harm_questions")}


def noticed(cast, superuser, many, at):
    for _ in range(many):
        signal(cast, superuser, at, created_at=WITHIN)


def submitted(cast, **said):
    with acting_as(cast.noemi.pk):
        row = actions.begin_monthly(org=cast.PDD, by=cast.noemi, month=LAST)
        actions.write_monthly(row, by=cast.noemi, version=row.version, **{"words_es": "Palabras", "words_en": "Words"} | said)
        return actions.submit_monthly(row, by=cast.noemi)


def published(cast, row=None):
    row = row or submitted(cast)
    with acting_as(cast.raul.pk):
        actions.check_harm(row, by=cast.raul, answers=answers())
    with acting_as(cast.paula.pk):
        return actions.publish_monthly(row, by=cast.paula, version=row.version)


def test_three_persons_walk_it_in_the_browser_and_the_public_reads_it(committed_cast, superuser, client):
    cast = committed_cast
    noticed(cast, superuser, 7, "1217")
    noticed(cast, superuser, 3, "0821")
    noticed(cast, superuser, 6, "0315")
    client.force_login(cast.noemi)
    told = {"place": "1217", "month": f"{LAST:%Y-%m}", **PHASE}
    assert "municipio" in client.post(reverse("phase_say"), told, headers=SPANISH).content.decode()
    municipality = place("1217").parents.select_related("parent").get(parent__level="municipality").parent
    assert client.post(reverse("phase_say"), told | {"place": municipality.code}).status_code == 302
    begun = client.post(reverse("monthly_begin"), {"month": f"{LAST:%Y-%m}"})
    with acting_as(cast.noemi.pk):
        row = MonthlyBulletin.objects.get()
    assert begun["Location"] == reverse("monthly_detail", args=[row.pk])
    client.post(reverse("monthly_write", args=[row.pk]), {"words_es": "Hola", "words_en": "Hello", "version": row.version})
    client.post(reverse("monthly_submit", args=[row.pk]))
    assert client.get(reverse("monthly_harm", args=[row.pk])).status_code == 403
    client.force_login(cast.raul)
    said = {f"words_{code}": "Sin peligro" for code in words("harm_questions")}
    assert client.post(reverse("monthly_harm", args=[row.pk]), said).status_code == 302
    client.force_login(cast.paula)
    shown = client.get(reverse("monthly_detail", args=[row.pk]), headers=SPANISH)
    assert "Publicar lo que aquí se muestra" in shown.content.decode()
    there = client.post(reverse("monthly_publish", args=[row.pk]), {"version": shown.context["row"].version})["Location"]
    client.logout()
    client.cookies.clear()
    page = client.get(there, headers=SPANISH)
    text = page.content.decode()
    assert page.status_code == 200 and not page.cookies and page["Cache-Control"].startswith("public")
    assert municipality.name in text and "escalamiento" in text and "Dos hechos más" in text and "reservado" in text
    english = client.get(f"{there}en/", headers=SPANISH).content.decode()
    assert "Two more acts" in english and "Hello" in english and "escalation" in english
    for name in ("public_monthlies", "public_monthlies_english"):
        assert not client.get(reverse(name)).cookies
    code = there.rstrip("/").split("/")[-1]
    for language in ("es", "en"):
        assert client.get(reverse("public_monthly_pdf", args=[code, language])).content.startswith(b"%PDF")


def test_p14_no_department_below_five_and_nothing_to_subtract(committed_cast, superuser):
    cast = committed_cast
    noticed(cast, superuser, 7, "1217")
    noticed(cast, superuser, 3, "0821")
    noticed(cast, superuser, 6, "0315")
    said = published(cast).frozen["signals"]
    cells = {one["place"]: one["value"] for one in said}
    assert cells["08"] is None and cells["01"] == 0
    hidden = [one for one, value in cells.items() if value is None]
    assert len(hidden) > 1, "one alone is the total minus the rest"
    assert not [value for value in cells.values() if value is not None and 0 < value < 5]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=8))
def test_p14_whatever_the_counts_an_attacker_learns_no_small_one(counts):
    given_ = {f"{n:02d}": value for n, value in enumerate(counts)}
    shown = printable(given_, {})
    cells = {(name,): value for name, value in shown.items()}
    kept = attack(Table(cells, (((COUNTRY,), tuple((name,) for name in given_)),)))[0]
    for name, value in given_.items():
        if 0 < value < 5:
            assert shown[name] is None
            left = kept[(name,)]
            assert left.low <= 1 and (left.high is None or left.high >= 4), (counts, shown)


def test_p14_another_edition_of_the_month_says_the_same_counts_so_that_no_signal_shows_between_them(committed_cast, superuser):
    cast = committed_cast
    noticed(cast, superuser, 7, "1217")
    noticed(cast, superuser, 8, "0315")
    first = published(cast)
    with acting_as(cast.paula.pk):
        actions.withdraw_monthly(first.bulletin, by=cast.paula, why="error")
    noticed(cast, superuser, 2, "1217")
    second = published(cast)
    assert second.code == f"{first.code}-2" and second.frozen["signals"] == first.frozen["signals"]
    with acting_as(cast.paula.pk):
        assert ToldCell.objects.count() == 15
    # past the program too: a draft that counts otherwise is not published
    with acting_as(cast.paula.pk):
        actions.withdraw_monthly(second.bulletin, by=cast.paula, why="error")
    row = submitted(cast)
    changed = json.loads(json.dumps(row.composed))
    next(one for one in changed["signals"] if one["place"] == "12")["value"] = 9
    force(superuser, row, composed=psycopg.types.json.Json(changed))
    with acting_as(cast.raul.pk):
        actions.check_harm(row, by=cast.raul, answers=answers())
    with acting_as(cast.paula.pk), pytest.raises(DatabaseError, match="told so again"), transaction.atomic():
        MonthlyBulletin.objects.filter(pk=row.pk).update(state="published", approver=cast.paula)
        frozen = changed | {"office": "x", "es": row.words_es, "en": row.words_en}
        MonthlyEdition.objects.create(
            org=cast.PDD, bulletin=row, code=f"BPA-PDD-{LAST:%Y-%m}-3", month=LAST, frozen=frozen, published_at=ago(0)
        )


def test_reserved_warnings_and_their_recommendations_leave_no_trace(committed_cast, superuser):
    cast = committed_cast
    of = warning(cast, superuser, state="answering", issued_at=WITHIN, number="PAT-001-26", content="x")
    recommendation(cast, superuser, of, institution(cast), state="notified", due_at=ago(12))
    with acting_as(cast.noemi.pk):
        said = composed(cast.PDD.pk, LAST)
    assert said["warnings"] == [] and {one["count"] for one in said["overdue"]} == {0}


def test_resolved_and_inactive_are_kept_apart_and_an_end_is_told_once(committed_cast):
    cast = committed_cast
    with acting_as(cast.noemi.pk):
        for code, phase in (("12", "resolved"), ("08", "inactive"), ("03", "crisis")):
            said = PHASE | {"phase": phase}
            actions.say_phase(org=cast.PDD, by=cast.noemi, place=place(code), month=LAST, **said)
        phases = {one["place"]: one["phase"] for one in composed(cast.PDD.pk, LAST)["phases"]}
        later = {one["place"]: one["phase"] for one in composed(cast.PDD.pk, after(LAST))["phases"]}
    assert phases == {"12": "resolved", "08": "inactive", "03": "crisis"} and later == {"03": "crisis"}


def test_p01_words_that_name_a_person_are_refused(cast):
    with acting_as(cast.noemi.pk):
        with pytest.raises(BadInput):
            said = PHASE | {"words_es": "Amenazan a Juan Carlos Martínez"}
            actions.say_phase(org=cast.PDD, by=cast.noemi, place=place("12"), month=LAST, **said)
        row = actions.begin_monthly(org=cast.PDD, by=cast.noemi, month=LAST)
        with pytest.raises(BadInput):
            actions.write_monthly(row, by=cast.noemi, version=row.version, words_es="Llamar al 7777-1234", words_en="x")


def test_p06_without_a_fresh_check_by_another_it_is_not_published(committed_cast, superuser):
    cast = committed_cast
    row = submitted(cast)
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        actions.publish_monthly(row, by=cast.paula, version=row.version)
    with acting_as(cast.raul.pk):
        with pytest.raises(BadInput):
            actions.check_harm(row, by=cast.raul, answers={"1": (False, "x")})
        check = actions.check_harm(row, by=cast.raul, answers=answers("Se borran los nombres", True))
    assert "Se borran" not in superuser.execute("select words from prevention_bulletinharm").fetchone()[0]
    force(superuser, check, at=ago(31))
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        actions.publish_monthly(row, by=cast.paula, version=row.version)
    with acting_as(cast.paula.pk), pytest.raises(DatabaseError), transaction.atomic():
        MonthlyBulletin.objects.filter(pk=row.pk).update(state="published", approver=cast.paula)


def test_a_month_that_is_not_over_is_not_told(cast):
    with acting_as(cast.noemi.pk), pytest.raises(BadInput):
        actions.begin_monthly(org=cast.PDD, by=cast.noemi, month=TODAY.replace(day=1))
    assert is_over(dt.date(2025, 12, 1), dt.date(2026, 1, 1)) and not is_over(dt.date(2025, 12, 1), dt.date(2025, 12, 31))


ROLES = {
    "begin": {"noemi"},
    "say": {"noemi"},
    "check": {"raul"},
    "return": {"paula", "hugo"},
    "publish": {"paula", "hugo"},
}


@pytest.mark.parametrize("who", ["noemi", "raul", "hugo", "paula", "mina", "leo", "ines", "tere", "sara", "abel", "ana", "irma"])
def test_who_may_do_what(cast, who):
    row, user = submitted(cast), getattr(cast, who)
    acts = {
        "begin": lambda: actions.begin_monthly(org=cast.PDD, by=user, month=dt.date(2025, 3, 1)),
        "say": lambda: actions.say_phase(org=cast.PDD, by=user, place=place("12"), month=LAST, **PHASE),
        "check": lambda: actions.check_harm(row, by=user, answers=answers()),
        "publish": lambda: actions.publish_monthly(row, by=user, version=row.version),
        "return": lambda: actions.return_monthly(row, by=user),
    }
    for name, act in acts.items():
        with acting_as(user.pk):
            if who in ROLES[name]:
                try:
                    act()
                except Conflict:
                    assert name == "publish"
            else:
                with pytest.raises(PermissionDenied):
                    act()


RAW = [
    "update prevention_monthlybulletin set words_es = 'x'",
    "update prevention_monthlybulletin set state = 'published', approver_id = access.actor()",
    "update prevention_monthlybulletin set hands = '{}'",
    "update prevention_monthlyedition set frozen = '{}'",
    "update prevention_toldcell set value = 50",
    "insert into prevention_toldcell (org_id, bulletin_id, month, place, value)"
    " select org_id, id, month, 'x', 9 from prevention_monthlybulletin",
    "delete from prevention_territoryphase",
    "update prevention_territoryphase set phase = 'crisis'",
    "delete from prevention_monthlyedition",
]


@pytest.mark.parametrize("sql", RAW)
def test_the_database_refuses_past_the_program(committed_cast, sql):
    from django.db import connection

    cast = committed_cast
    with acting_as(cast.noemi.pk):
        actions.say_phase(org=cast.PDD, by=cast.noemi, place=place("12"), month=LAST, **PHASE)
    row = submitted(cast)
    for who in ("noemi", "raul", "mina", "ana"):
        with acting_as(getattr(cast, who).pk), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(sql)
                    assert cursor.rowcount <= 0, f"{who}: {sql}"
            except DatabaseError:
                pass
    with acting_as(cast.paula.pk):
        assert MonthlyBulletin.objects.get(pk=row.pk).words_es == "Palabras" and TerritoryPhase.objects.get().phase == "escalation"


def test_a_phase_of_a_district_is_refused_by_the_database_too(committed_cast):
    cast = committed_cast
    with acting_as(cast.noemi.pk), pytest.raises(DatabaseError), transaction.atomic():
        TerritoryPhase.objects.create(org=cast.PDD, by=cast.noemi, place=place("1217"), month=LAST, **PHASE)


def test_another_office_sees_no_bulletin_and_nobody_but_readers_sees_checks(committed_cast):
    cast = committed_cast
    published(cast)
    for who in ("ana", "oscar", "irma", "mina", "ines", "sara"):
        with acting_as(getattr(cast, who).pk):
            assert not MonthlyBulletin.objects.exists() and not BulletinHarm.objects.exists() and not ToldCell.objects.exists()
            assert MonthlyEdition.objects.count() == 1


def test_a_year_tells_no_month_that_was_withheld():
    assert of_year({"a": 7, "b": None}, 9) is None and of_year({"a": 7, "b": None, "c": None}, 9) is None
    assert of_year({"a": 7, "b": None, "c": None}, 14) == 14 and of_year({"a": 7, "b": 8}, 15) == 15 and of_year({}, 3) is None
