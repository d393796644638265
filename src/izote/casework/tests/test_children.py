"""A child's case: the caregiver who is feared is left out, two adults, steps in their order, the board's clock, school, birth abroad."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import children as actions
from izote.casework.actions.cases import touch
from izote.casework.models import BestInterestStep, Case, ChildFile, Refusal
from izote.casework.queries import after
from izote.casework.queries import children as queries
from izote.casework.queries.cases import open_case
from izote.casework.queries.referrals import givers_for
from izote.casework.rules.children import alone, possible_steps, still_child
from izote.casework.rules.words import words
from izote.casework.tests import builders
from izote.casework.tests.referral_builders import marta
from izote.kit.errors import BadInput, Conflict
from izote.people.actions import add_contact, merge_persons, relate
from izote.people.models import Person
from izote.people.tests.builders import enter, exclude, verbs
from tests.builders import person

TODAY = timezone.localdate()


@pytest.fixture
def child(cast):
    """The case of a girl of ten."""
    return builders.case(cast.ana, cast.ZAC, kind="child", first_name="Lucía", birth_year=TODAY.year - 10)


def care(case, by, seen=1, **fields):
    given = {"care": "mother", "caregiver": None, "relation": "mother", "caregiver_consents": "yes", "assent": "yes", **fields}
    with acting_as(by.pk):
        return actions.save_care(case, seen=seen, by=by, **given)


def test_the_child_part_belongs_to_childrens_cases_alone(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with pytest.raises(Conflict):
        care(case, cast.ana)


def test_a_feared_caregiver_is_neither_asked_nor_called_and_the_board_is_told(cast, child):
    aunt = person(cast.ana, cast.ZAC, first_name="Rita", birth_year=1980)
    with acting_as(cast.ana.pk):
        relate(child.person, other=aunt, kind="niece_nephew", by=cast.ana)
        add_contact(aunt, by=cast.ana, kind="phone", value="7111-2222")
        add_contact(child.person, by=cast.ana, kind="phone", value="7111 2222", whose="family")
        add_contact(child.person, by=cast.ana, kind="phone", value="7333 4444", whose="neighbour")
        assert [one.person for one in queries.adults_near(child.person)] == [aunt]
        assert len(after.reach_of(child, child.person).contacts) == 2
    found = care(child, cast.ana, caregiver=aunt, caregiver_harms=True, exception="")
    assert (found.caregiver_consents, found.exception) == ("not_asked", "harm")
    assert found.junta_due is not None
    with acting_as(cast.ana.pk):
        assert [c.value for c in queries.harmful_contacts(child)] == ["7111 2222"]
        reach = after.reach_of(child, child.person)
        assert reach.contacts == [] and reach.left_out == 2, "a neighbour's may lead there too"


def test_whom_the_child_fears_stays_when_somebody_else_takes_care_until_whoever_leads_ends_it(cast, child, client):
    father, copy, grandmother = (person(cast.ana, cast.ZAC, first_name=name, birth_year=1960) for name in ("Raúl", "Raúl", "Julia"))
    with acting_as(cast.ana.pk):
        for other in (father, grandmother):
            relate(child.person, other=other, kind="niece_nephew", by=cast.ana)
        add_contact(copy, by=cast.ana, kind="phone", value="7111-2222")
        for value, whose in (("7111 2222", "own"), ("7222 3333", "family"), ("7333 4444", "own")):
            add_contact(child.person, by=cast.ana, kind="phone", value=value, whose=whose)
    with acting_as(cast.beto.pk):
        merge_persons(father, copy, choices={}, by=cast.beto)
    first = care(child, cast.ana, caregiver=father, relation="father", caregiver_harms=True, exception="")
    second = care(child, cast.ana, seen=first.version, caregiver=father, relation="father", caregiver_harms=False, exception="")
    assert (second.caregiver_harms, second.caregiver_consents) == (True, "not_asked"), "the mark is not unticked"
    now = care(child, cast.ana, seen=second.version, caregiver=grandmother, relation="grandparent", caregiver_harms=False, exception="")
    assert (now.caregiver_harms, now.caregiver_consents) == (False, "yes")
    with acting_as(cast.ana.pk):
        assert givers_for(child) == ["caregiver"], "the grandmother may agree"
        reach = after.reach_of(child, child.person)
        assert [c.value for c in reach.contacts] == ["7333 4444"] and reach.left_out == 2
        (row,) = queries.feared_by(child.person)
        with pytest.raises(PermissionDenied):
            actions.end_fear(row, by=cast.ana)
    exclude(father, cast.ana, cast.beto)
    with acting_as(cast.ana.pk):
        assert not Person.objects.filter(pk=copy.pk).exists()
        assert [c.value for c in after.reach_of(child, child.person).contacts] == ["7333 4444"], "also for whoever may not see his file"
    assert "Papá" in enter(client, cast.ana).get(f"/casos/{child.pk}/ninez/").content.decode()
    url = f"/casos/{child.pk}/ninez/temor/{row.pk}/"
    assert client.post(url).status_code == 403
    assert enter(client, cast.beto).get(url).status_code == 200 and client.post(url).status_code == 302
    with acting_as(cast.beto.pk):
        assert after.reach_of(child, child.person).left_out == 0
    assert verbs(child.person, cast.beto)[-1] == "child.fear_ended"


def test_without_a_file_of_the_feared_only_the_childs_own_contacts_are_shared(cast):
    case = marta(cast, birth_year=TODAY.year - 12)
    with acting_as(cast.ana.pk):
        add_contact(case.person, by=cast.ana, kind="phone", value="7555-6666", whose="family", may_call=True)
    care(case, cast.ana, relation="father", caregiver_harms=True, exception="")
    with acting_as(cast.ana.pk):
        assert {c.value for c in after.reach_of(case, case.person).contacts} == {"7123-4567"}


def test_a_birth_written_later_makes_it_a_childs_case_and_only_coming_of_age_ends_that(cast, client):
    case = builders.case(cast.ana, cast.ZAC, birth_year=None)
    shown = lambda: enter(client, cast.ana).get(f"/casos/{case.pk}/").content.decode()  # noqa: E731
    assert not case.is_child and "Edad desconocida" in shown()

    def born(day, year):
        with acting_as(cast.ana.pk):
            Person.objects.filter(pk=case.person_id).update(birth_date=day, birth_year=year)
            return Case.objects.get(pk=case.pk).is_child

    assert born(None, TODAY.year - 10) and "Edad desconocida" not in shown()
    assert born(None, None), "an age that is not known any more changes nothing"
    assert born(None, TODAY.year - 18), "18 by the year alone may still be 17"
    assert not born(TODAY - dt.timedelta(days=18 * 366), TODAY.year - 18)
    with acting_as(cast.ana.pk):
        Case.objects.filter(pk=case.pk).update(is_child=True)
        touch(Case.objects.get(pk=case.pk))
        assert not Case.objects.get(pk=case.pk).is_child, "who came of age since is no child"
    ages = [
        (True, None, None, True),
        (False, None, TODAY.year - 18, False),
        (False, None, TODAY.year - 17, True),
        (True, None, 1990, False),
    ]
    assert [still_child(was, day, year, TODAY) for was, day, year, _ in ages] == [said for *_, said in ages]


def test_a_child_alone_starts_the_boards_clock_of_24_hours_once(cast, child):
    before = timezone.now()
    found = care(child, cast.ana, care="alone", caregiver_consents="pending")
    assert before + dt.timedelta(hours=24) <= found.junta_due <= timezone.now() + dt.timedelta(hours=24)
    again = care(child, cast.ana, seen=found.version, care="alone", assent="small")
    assert again.junta_due == found.junta_due
    assert [code for code in words("care_arrangements") if alone(code)] == ["partner", "child_headed", "alone"]


def test_the_clock_runs_from_when_it_was_known_and_is_answered_once_in_one_way(cast, child):
    known = timezone.now() - dt.timedelta(hours=30)
    with acting_as(cast.ana.pk):
        started = actions.start_notice(child, known, seen=1, by=cast.ana)
        assert started.junta_due == known + dt.timedelta(hours=24)
        with pytest.raises(Conflict):
            actions.start_notice(child, known, seen=started.version, by=cast.ana)
        for told, why in ((None, ""), (timezone.now(), "lawyer")):
            with pytest.raises(BadInput):
                actions.note_notice(child, seen=started.version, by=cast.ana, told_at=told, child_told=True, reason_not=why)
        told = actions.note_notice(child, seen=started.version, by=cast.ana, told_at=timezone.now(), child_told=True, reason_not="")
        assert told.junta_told_at and told.junta_child_told
        again = actions.start_notice(child, timezone.now(), seen=told.version, by=cast.ana)
        assert again.junta_told_at is None and again.junta_due > started.junta_due, "a new threat has its own notice"


def test_best_interests_go_step_by_step(cast, child):
    assert possible_steps([]) == ["identification"]
    assert possible_steps(["identification", "interview"]) == ["identification", "interview", "assessment"]
    with acting_as(cast.ana.pk):
        with pytest.raises(Conflict):
            actions.add_step(child, "recommendation", done_on=TODAY, words="Que viva con su abuela.", by=cast.ana)
        actions.add_step(child, "identification", done_on=TODAY, words="Llegó sola.", by=cast.ana)
        for second in (None, cast.ana):
            with pytest.raises(BadInput):
                actions.add_step(child, "interview", done_on=TODAY, views="Quiero ver a mi abuela.", second_adult=second, by=cast.ana)
        step = actions.add_step(child, "interview", done_on=TODAY, views="Quiero ver a mi abuela.", second_adult=cast.beto, by=cast.ana)
        assert open_case(child, "texts").said("child_views", step.pk) == "Quiero ver a mi abuela."
        with pytest.raises(BadInput):
            actions.add_step(child, "assessment", done_on=TODAY, words="Está bien.", second_adult=cast.beto, by=cast.ana)


def test_a_recommendation_has_a_day_on_which_it_is_looked_at_again(cast, child):
    with acting_as(cast.ana.pk):
        for step in ("identification", "options"):
            BestInterestStep.objects.create(
                case=child, person_id=child.person_id, org_id=child.org_id, step=step, done_on=TODAY, by=cast.ana
            )
        for step in ("interview", "assessment"):
            actions.add_step(child, step, done_on=TODAY, words="…", views="…", second_adult=cast.beto, by=cast.ana)
        with pytest.raises(BadInput):
            actions.add_step(child, "recommendation", done_on=TODAY, words="Con su abuela.", next_review_on=TODAY, by=cast.ana)
        after_that = TODAY + dt.timedelta(days=90)
        actions.add_step(child, "recommendation", done_on=TODAY, words="Con su abuela.", next_review_on=after_that, by=cast.ana)
        assert queries.part(child)["review_on"] == after_that


def test_a_refused_place_at_school_is_noted_once_as_a_refused_access(cast, child):
    with acting_as(cast.ana.pk):
        found = actions.save_school(child, seen=1, by=cast.ana, school="refused", school_papers="foreign")
        actions.save_school(child, seen=found.version, by=cast.ana, school="refused", school_papers="none")
        assert Refusal.objects.filter(case=child, sector="school", answer="refused").count() == 1


def test_steps_of_nationality_belong_to_a_birth_abroad(cast, child):
    with acting_as(cast.ana.pk):
        born = {"born_abroad": True, "birth_country": "US", "nationality_step": "filed", "birth_entry_step": "consulate"}
        found = actions.save_birth(child, seen=1, by=cast.ana, **born)
        assert found.birth_entry_step == "consulate"
        found = actions.save_birth(child, seen=found.version, by=cast.ana, **{**born, "born_abroad": False})
        assert (found.birth_country, found.nationality_step, found.birth_entry_step) == ("", "", "")


def test_the_second_of_two_colleagues_writes_nothing_over(cast, child, client):
    care(child, cast.ana)
    with acting_as(cast.beto.pk), pytest.raises(Conflict):
        actions.save_school(child, seen=99, by=cast.beto, school="enrolled", school_papers="")
    client.force_login(cast.beto)
    url = f"/casos/{child.pk}/ninez/cuidado/"
    page = client.post(url, {"version": 1, "care": "father", "caregiver_consents": "no", "assent": "yes"})
    assert page.status_code == 409 and "Con su mamá" in page.content.decode()
    with acting_as(cast.ana.pk):
        assert ChildFile.objects.get(pk=child.pk).care == "mother"
