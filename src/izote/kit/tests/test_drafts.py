"""The keys of drafts: the same for the same user, useless to another, short-lived."""

import pytest

from izote.access.context import acting_as
from izote.kit.drafts import HALF_DAY, keys_for
from izote.kit.models import DraftKey

NOON = 41557 * HALF_DAY + 60


def test_a_user_gets_the_same_keys_again_and_nobody_else_does(cast):
    with acting_as(cast.ana.pk):
        mine = keys_for(cast.ana.pk, NOON)
        assert keys_for(cast.ana.pk, NOON) == mine
    with acting_as(cast.beto.pk):
        theirs = keys_for(cast.beto.pk, NOON)
        assert DraftKey.objects.count() == 1
    assert mine["place"] != theirs["place"]
    assert not {k["key"] for k in mine["keys"]} & {k["key"] for k in theirs["keys"]}


def test_a_draft_can_be_opened_for_half_a_day_and_not_after_a_day(cast):
    with acting_as(cast.ana.pk):
        written_with = keys_for(cast.ana.pk, NOON)["keys"][0]
        assert written_with in keys_for(cast.ana.pk, NOON + HALF_DAY)["keys"]
        assert written_with not in keys_for(cast.ana.pk, NOON + 2 * HALF_DAY)["keys"]


@pytest.mark.django_db
def test_who_is_not_signed_in_gets_no_key(client):
    answer = client.post("/kit/clave/")
    assert answer.status_code == 403 and answer.json() == {}
