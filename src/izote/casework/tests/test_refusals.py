"""Access to services: which unit serves, what was asked, and refusals that are counted and never named."""

import datetime as dt

import pytest
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions.refusals import answer_refusal, note_refusal
from izote.casework.queries.measures import Period, broken_down
from izote.casework.queries.refusals import refusals_of
from izote.casework.rules.words import words
from izote.casework.tests import builders
from izote.kit.errors import BadInput

TODAY = timezone.localdate()


def refused(case, by, sector="health", asked_for="consultation", reason="returned", **more):
    with acting_as(by.pk):
        given = {"asked_on": TODAY, "answer": "refused", **more}
        return note_refusal(case, sector=sector, asked_for=asked_for, reason=reason, by=by, **given)


def test_a_reason_belongs_to_a_refusal_and_having_returned_is_one(cast):
    case = builders.case(cast.ana, cast.ZAC)
    assert refused(case, cast.ana).for_returning is True
    assert refused(case, cast.ana, reason="no_room", for_returning=False).for_returning is False
    given = refused(case, cast.ana, answer="given", for_returning=True)
    assert (given.reason, given.for_returning) == ("", None)


def test_an_answer_that_was_awaited_is_written_later(cast):
    case = builders.case(cast.ana, cast.ZAC)
    row = refused(case, cast.ana, answer="waiting")
    with acting_as(cast.ana.pk):
        answer_refusal(row, answer="refused", reason="foreign_papers", for_returning=True, by=cast.ana)
        assert [(r.answer, r.reason, r.for_returning) for r in refusals_of(case)] == [("refused", "foreign_papers", True)]
        with pytest.raises(BadInput):
            answer_refusal(row, answer="perhaps", by=cast.ana)


def test_refusals_are_counted_by_what_was_asked_and_why(cast):
    one, other = builders.case(cast.ana, cast.ZAC), builders.case(cast.ana, cast.ZAC)
    refused(one, cast.ana)
    refused(one, cast.ana)
    refused(other, cast.ana)
    refused(other, cast.ana, sector="work", asked_for="job", reason="none_given", for_returning=None)
    refused(one, cast.ana, asked_on=TODAY - dt.timedelta(days=40))
    period = Period(TODAY - dt.timedelta(days=30), TODAY)
    with acting_as(cast.beto.pk):
        assert broken_down("refusals", "sector", cast.ZAC.pk, period) == {"health": 3, "work": 1}
        assert broken_down("refusals", "reason", cast.ZAC.pk, period) == {"returned": 3, "none_given": 1}
        assert broken_down("refusals_returning", "sector", cast.ZAC.pk, period) == {"health": 3}
    with acting_as(cast.carla.pk):
        assert not broken_down("refusals", "sector", cast.ZAC.pk, period)


def test_every_thing_asked_belongs_to_a_known_sector():
    assert {word.row["sector"] for word in words("refusal_asked").values()} == set(words("refusal_sectors"))


def test_the_form_asks_for_a_reason_and_keeps_what_was_said(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    client.force_login(cast.ana)
    url = f"/casos/{case.pk}/accesos/nuevo/documents/"
    data = {"asked_for": "dui", "asked_on": TODAY.isoformat(), "answer": "refused", "for_returning": ""}
    assert client.post(url, data).status_code == 200
    assert client.post(url, {**data, "reason": "none_given", "for_returning": "yes"}).status_code == 302
    with acting_as(cast.ana.pk):
        row = refusals_of(case).get()
        assert (row.sector, row.asked_for, row.reason, row.for_returning) == ("documents", "dui", "none_given", True)


def test_numbers_that_nobody_confirmed_are_not_shown(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    client.force_login(cast.ana)
    page = client.get(f"/casos/{case.pk}/accesos/salud/").content.decode()
    assert "<strong>126</strong>" in page and "<strong>198</strong>" not in page
