"""The screen of a territory: what is new, what is overdue, who has not answered; rolled up, and as quick with many as with few."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from izote.access.context import acting_as
from izote.prevention.models import Commitment, MemoryDate, TerritoryVisit
from izote.prevention.rules.machines import NAMES, due_at, machine
from izote.prevention.rules.words import words
from izote.prevention.tests.builders_territory import ago, assessment, force, institution, place, recommendation, signal, warning

SPANISH, ENGLISH = {"accept-language": "es"}, {"accept-language": "en"}
SMALL, LARGE = 2, 12


def page(client, code="", language=SPANISH, **query):
    address = reverse("territory_screen", args=[code]) if code else reverse("prevention")
    answer = client.get(address, query, headers=language)
    assert answer.status_code == 200
    return answer


def test_paula_sees_what_is_overdue_and_who_has_not_answered(committed_cast, superuser, client):
    cast = committed_cast
    late = signal(cast, superuser, due_at=ago(3))
    of = warning(cast, superuser, state="answering", due_at=ago(5))
    clinic = institution(cast)
    silent = recommendation(cast, superuser, of, clinic, state="notified", due_at=ago(12))
    recommendation(cast, superuser, of, clinic, state="under_way", due_at=None, due_on=ago(4).date())
    client.force_login(cast.paula)
    shown = page(client)
    text = shown.content.decode()
    assert late.code in text and silent.code in text and of.code in text
    assert "Verificación de la señal" not in text and "Triaje de la señal" in text and "Informe de seguimiento" in text
    (row,) = shown.context["silent"]
    assert (row.addressee.institution.name, row.unanswered, row.undone, row.days) == ("Unidad de Salud", 1, 1, 12)
    assert shown.context["total"]["late"] == 3 and shown.context["total"]["unanswered"] == 2
    for address in re.findall(r'href="(/prevencion/[^"?]+)"', text):
        assert client.get(address).status_code == 200, address
    assert "What is overdue" in page(client, language=ENGLISH).content.decode()


def test_counts_roll_up_from_the_district_to_the_department_and_stay_out_of_the_neighbours(committed_cast, superuser, client):
    cast = committed_cast
    signal(cast, superuser, at="1217", due_at=ago(1))
    signal(cast, superuser, at="0821", due_at=ago(1))
    client.force_login(cast.paula)
    country = {row["area"].code: row for row in page(client).context["rows"]}
    assert len(country) == 14 and country["12"]["late"] == country["08"]["late"] == 1 and country["14"]["late"] == 0
    assert str(country["12"]["delegation"]) == "Delegación de San Miguel"
    department = page(client, "12")
    inside = {row["area"].code: row["late"] for row in department.context["rows"]}
    (municipality,) = [code for code, n in inside.items() if n]
    districts = {row["area"].code: row["late"] for row in page(client, municipality).context["rows"]}
    assert districts["1217"] == 1 and sum(districts.values()) == 1
    alone = page(client, "1217")
    assert alone.context["total"]["late"] == 1 and alone.context["rows"] == [] and "San Miguel" in alone.content.decode()


def test_new_is_since_the_visit_before_this_one(committed_cast, superuser, client):
    cast = committed_cast
    old = signal(cast, superuser, created_at=ago(20))
    client.force_login(cast.paula)
    assert page(client).context["window"] == "30" and old.code in page(client).content.decode()
    with acting_as(cast.paula.pk):
        seen = TerritoryVisit.objects.get()
    force(superuser, seen, last=ago(2))
    fresh = signal(cast, superuser)
    shown = page(client)
    text = shown.content.decode()
    assert shown.context["window"] == "" and fresh.code in text and f">{old.code}<" not in text
    assert shown.context["total"]["signals"] == 1
    # looking again at once is the same visit; a window may be asked for
    assert page(client).context["total"]["signals"] == 1
    assert page(client, dias="30").context["total"]["signals"] == 2 and page(client, dias="7").context["total"]["signals"] == 1
    assert page(client, dias="9999").context["total"]["signals"] == 1


def test_p10_an_expired_assessment_is_shown_grey_and_asks_to_be_renewed(committed_cast, superuser, client):
    cast = committed_cast
    over = assessment(cast, superuser, state="approved", expires_on=ago(3).date(), due_at=ago(3))
    long_ago = assessment(cast, superuser, state="superseded", expires_on=ago(3).date(), due_at=None)
    client.force_login(cast.paula)
    text = page(client, "12").content.decode()
    grey = text[text.index('<ul class="muted">') :]
    grey = grey[: grey.index("</ul>")]
    assert over.code in grey and "vencida" in grey and long_ago.code not in grey


def test_promises_memory_and_the_ladder_stand_there_too(committed_cast, superuser, client):
    cast = committed_cast
    of = warning(cast, superuser, state="answering")
    rung = recommendation(cast, superuser, of, institution(cast), state="silent", due_at=None, climb_on=ago(2).date())
    with acting_as(cast.noemi.pk):
        soon = ago(-20).date()
        said = {"kind": "trial", "title_es": "Audiencia esperada", "title_en": "Awaited hearing", "on": soon, "place": place("1217")}
        MemoryDate.objects.create(org=cast.PDD, by=cast.noemi, **said)
    with acting_as(cast.tere.pk):
        Commitment.objects.create(org=cast.PDD, by=cast.tere, who="Alcaldía", what="Abrir la mesa", due_on=ago(5).date(), workshop="T-1")
    client.force_login(cast.paula)
    text = page(client).content.decode()
    assert rung.code in text and "Audiencia esperada" in text and "Abrir la mesa" in text
    assert "Awaited hearing" in page(client, "12", ENGLISH).content.decode() and "Audiencia" not in page(client, "08").content.decode()


def test_another_office_and_other_roles_see_nothing_of_it(committed_cast, superuser, client):
    cast = committed_cast
    late = signal(cast, superuser, due_at=ago(3))
    for who in ("ana", "beto", "oscar", "irma", "mina", "leo", "ines", "tere", "sara", "abel"):
        client.force_login(getattr(cast, who))
        answer = client.get(reverse("prevention"))
        assert answer.status_code == 403 and late.code not in answer.content.decode()
        client.logout()


def test_visits_are_each_users_own_in_the_database_too(committed_cast, client):
    cast = committed_cast
    client.force_login(cast.paula)
    page(client)
    with acting_as(cast.raul.pk):
        assert not TerritoryVisit.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("update prevention_territoryvisit set place = 'x'")
            assert cursor.rowcount == 0
    with acting_as(cast.paula.pk):
        assert TerritoryVisit.objects.count() == 1


def fill(cast, superuser, many, to):
    for _ in range(many):
        signal(cast, superuser, due_at=ago(3))
        of = warning(cast, superuser, state="answering", due_at=ago(5))
        recommendation(cast, superuser, of, to, state="notified", due_at=ago(12))
        assessment(cast, superuser, state="approved", expires_on=ago(3).date())


@pytest.mark.parametrize("code", ["", "12", "1217"])
def test_it_asks_as_many_questions_of_many_as_of_few(committed_cast, superuser, client, code):
    cast = committed_cast
    client.force_login(cast.paula)
    to = institution(cast)
    asked = []
    for many in (SMALL, LARGE):
        fill(cast, superuser, many, to)
        page(client, code)
        with CaptureQueriesContext(connection) as queries:
            page(client, code)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 26


def test_whatever_has_a_clock_has_words_for_being_late():
    clocks = {
        f"{name}.{state}"
        for name in NAMES
        for state in machine(name).states
        for pace in ("imminent", "structural", "normal")
        if due_at(name, state, pace, ago(0)) is not None
    }
    assert clocks <= set(words("late_things"))


def test_whoever_works_in_prevention_lands_there(cast, client):
    from izote.access.adapters import AccountAdapter

    def lands(user):
        request = type("Request", (), {"user": user})()
        with acting_as(user.pk):
            return AccountAdapter().get_login_redirect_url(request)

    assert lands(cast.paula) == reverse("prevention") and lands(cast.ana) == reverse("home")
