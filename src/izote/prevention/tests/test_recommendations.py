"""Recommendations: what makes one whole, whom it goes to, and who may write, check and tell."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from izote.access.context import acting_as
from izote.framework import words as framework
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import recommendations as actions
from izote.prevention.models import HarmCheck, HarmThreat, Recommendation
from izote.prevention.queries import recommendations as queries
from izote.prevention.rules import recommendations as rules
from izote.prevention.rules.recipients import recipients
from izote.prevention.rules.words import words
from izote.prevention.tests import builders_recommendations as build

TODAY = dt.date(2026, 6, 15)


def institution(key, superior=None):
    return SimpleNamespace(pk=key, superior=superior)


def test_an_institution_that_may_be_the_threat_is_not_told_and_the_one_above_it_is():
    ministry = institution(1)
    police = institution(2, ministry)
    post = institution(3, police)
    mayor = institution(4)
    assert recipients([post, mayor], {3}) == {3: police, 4: mayor}
    assert recipients([post], {2, 3}) == {3: ministry}
    assert recipients([post, mayor], {1, 2, 3, 4}) == {3: None, 4: None}
    circle = institution(5)
    circle.superior = circle
    assert recipients([circle], {5}) == {5: None}


@pytest.mark.parametrize(
    "name",
    [
        "autoridades competentes", "Las Autoridades Competentes", "Instituciones correspondientes", "Entidades responsables",
        "competent authorities", "The relevant authorities", "Las instituciones", "Instancias pertinentes",
    ],
)  # fmt: skip
def test_competent_authorities_are_nobody(name):
    assert rules.names_nobody(name)


@pytest.mark.parametrize(
    "name",
    ["Alcaldía de San Miguel Centro", "Instituto Nacional de Capacitación y Formación", "Unidad de Salud Zacatecoluca", "Fiscalía General"],
)
def test_an_institution_with_a_name_is_somebody(name):
    assert not rules.names_nobody(name)


def whole_one(**fields):
    to = SimpleNamespace(capacity="medium", level="municipal", institution=SimpleNamespace(name="Alcaldía", valid_to=None))
    given = {"due_on": TODAY + dt.timedelta(days=30), "above_capacity": False, "co_responsible": None, "assistance": ""}
    return SimpleNamespace(**build.WHOLE | given | {"addressee": to, "basis_checked_by_id": 7} | fields)


def test_P11_a_recommendation_lacks_nothing_or_it_is_said_what():
    assert rules.missing(whole_one(), TODAY) == []
    for name in rules.FIELDS:
        for empty in ("", "  "):
            assert rules.missing(whole_one(**{name: empty}), TODAY)[0] == rules.FIELDS[name]
    for due_on in (None, TODAY, TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=3000)):
        assert len(rules.missing(whole_one(due_on=due_on), TODAY)) == 1
    assert len(rules.missing(whole_one(basis_checked_by_id=None), TODAY)) == 1


def test_an_institution_that_ended_or_never_was_is_not_addressed():
    gone = SimpleNamespace(capacity="", institution=SimpleNamespace(name="CONMIGRANTES", valid_to=dt.date(2024, 4, 30)))
    nobody = SimpleNamespace(capacity="", institution=SimpleNamespace(name="Autoridades competentes", valid_to=None))
    assert len(rules.missing(whole_one(addressee=gone), TODAY)) == 1
    assert len(rules.missing(whole_one(addressee=nobody), TODAY)) == 1


@pytest.mark.parametrize("fields", [{"above_capacity": True}, {"verb": "reform"}])
def test_above_an_institutions_capacity_the_state_carries_it_too(fields):
    assert len(rules.missing(whole_one(**fields), TODAY)) == 2
    national, local = SimpleNamespace(level="national"), SimpleNamespace(level="municipal")
    assert len(rules.missing(whole_one(**fields, co_responsible=local, assistance="Dos psicólogas."), TODAY)) == 1
    assert rules.missing(whole_one(**fields, co_responsible=national, assistance="Dos psicólogas."), TODAY) == []


def test_only_reacting_and_only_training_against_a_threat_are_flagged():
    now, slow = whole_one(stream="midstream", verb="protect"), whole_one(stream="midstream", verb="train")
    assert len(rules.flags([now, slow], "imminent")) == 1
    assert len(rules.flags([slow], "imminent")) == 2
    assert rules.flags([whole_one(), now], "imminent") == []
    assert rules.flags([], "imminent") == []


def test_ready_texts_are_whole_but_for_what_a_person_decides():
    for code, text in words("recommendation_texts").items():
        row = text.row
        assert row["heading"] in words("headings") and row["verb"] in words("action_verbs") and row["stream"] in framework.streams(), code
        assert all(
            row[f"{name}_{language}"] for name in ("action", "means", "indicator", "evidence", "basis") for language in ("es", "en")
        ), code
        assert row["basis_es"].endswith("Por revisar.") and row["basis_en"].endswith("To be checked."), code
    assert {"health", "labour"} <= {text.row["sector"] for text in words("recommendation_texts").values()}


@pytest.fixture
def asked(committed_cast):
    """A warning that asks one thing of the municipality, and the ministry above it."""
    cast = committed_cast
    ministry = build.addressee(cast, "Ministerio de Gobernación", level="national", capacity="high")
    mayor = build.addressee(cast, "Alcaldía de San Miguel Centro", account=cast.ALC, superior=ministry)
    of = build.warning(cast)
    return SimpleNamespace(warning=of, mayor=mayor, ministry=ministry, rec=build.whole(cast, of, mayor))


def test_a_warning_says_what_its_recommendations_lack(committed_cast, asked):
    cast = committed_cast
    with acting_as(cast.noemi.pk):
        assert queries.whole(asked.warning)
        actions.write_recommendation(asked.warning, by=cast.noemi, addressee=asked.ministry, verb="train")
        found = queries.whole(asked.warning)
        assert not found and [len(sentences) for _rec, sentences in found.missing] == [8]
        rows = list(queries.recommendations_of(asked.warning, cast.noemi))
        assert [row.code for row in rows] == ["A-0001-R1", "A-0001-R2"]
        assert queries.standing(rows[0]).institution == "Alcaldía de San Miguel Centro"
    with acting_as(cast.ines.pk):
        assert list(queries.recommendations_of(asked.warning, cast.ines)) == []


def test_a_warning_that_asks_nothing_is_not_whole(committed_cast):
    of = build.warning(committed_cast)
    with acting_as(committed_cast.noemi.pk):
        assert not queries.whole(of)


def test_nobody_in_particular_is_not_addressed(committed_cast):
    with pytest.raises(BadInput):
        build.addressee(committed_cast, "Autoridades competentes")


def test_no_institution_stands_above_itself(committed_cast, asked):
    cast = committed_cast
    with pytest.raises(BadInput), acting_as(cast.noemi.pk):
        actions.change_addressee(asked.ministry, by=cast.noemi, superior=asked.mayor)


def test_whoever_wrote_it_does_not_check_its_law_and_a_new_basis_is_checked_anew(committed_cast, asked):
    cast = committed_cast
    with acting_as(cast.noemi.pk), pytest.raises(PermissionDenied):
        actions.check_basis(asked.rec, by=cast.noemi)
    with acting_as(cast.noemi.pk):
        row = actions.change_recommendation(asked.rec, by=cast.noemi, legal_basis="Código Municipal, art. 4.")
    with acting_as(cast.noemi.pk):
        row.refresh_from_db()
        assert row.basis_checked_by_id is None and not queries.whole(asked.warning)
    with acting_as(cast.paula.pk):
        actions.check_basis(row, by=cast.paula)
        assert queries.whole(asked.warning)


def test_a_name_in_what_is_asked_is_refused(committed_cast, asked):
    cast = committed_cast
    with acting_as(cast.noemi.pk), pytest.raises(BadInput, match="Juan"):
        actions.change_recommendation(asked.rec, by=cast.noemi, action="Proteger a Juan Pérez, tel. 7123-4567, en su casa.")


def test_what_is_asked_changes_only_while_it_is_written(committed_cast, asked, superuser):
    cast = committed_cast
    build.force(superuser, asked.warning, state="legal_review")
    with acting_as(cast.noemi.pk):
        for attempt in (
            lambda: actions.change_recommendation(asked.rec, by=cast.noemi, due_on=build.soon(60)),
            lambda: actions.drop_recommendation(asked.rec, by=cast.noemi),
            lambda: actions.write_recommendation(asked.warning, by=cast.noemi, addressee=asked.mayor),
        ):
            with pytest.raises(Conflict):
                attempt()
    build.force(superuser, asked.warning, state="returned")
    with acting_as(cast.noemi.pk):
        actions.drop_recommendation(asked.rec, by=cast.noemi)
        assert not Recommendation.objects.exists()


def test_each_is_told_once_the_warning_is_issued_and_not_before(committed_cast, asked, superuser):
    cast = committed_cast
    with acting_as(cast.raul.pk), pytest.raises(Conflict):
        actions.notify_recommendations(asked.warning, by=cast.raul)
    (row,) = build.told(cast, superuser, asked.warning)
    assert (row.state, row.told, row.institution_name) == ("notified", asked.mayor, "Alcaldía de San Miguel Centro")
    assert dt.timedelta(days=15) == row.answer_by - row.notified_at
    with acting_as(cast.raul.pk):
        assert actions.notify_recommendations(asked.warning, by=cast.raul) == []


def test_the_one_above_is_told_where_the_institution_may_be_the_threat(committed_cast, asked, superuser):
    cast = committed_cast
    build.force(superuser, asked.warning, state="harm_check")
    with acting_as(cast.raul.pk):
        check = HarmCheck.objects.create(org=cast.PDD, warning=asked.warning, by=cast.raul)
        HarmThreat.objects.create(org=cast.PDD, check_of=check, addressee=asked.mayor)
    (row,) = build.told(cast, superuser, asked.warning)
    assert row.told == asked.ministry
    with acting_as(cast.ines.pk):
        assert not Recommendation.objects.exists()
