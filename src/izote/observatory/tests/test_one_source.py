"""Two counts of the same events side by side say more than either: in public one source stands for a year and its places."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from izote.access.context import acting_as
from izote.access.models import Membership
from izote.kit.errors import BadInput
from izote.observatory import actions
from izote.observatory.models import Bulletin
from izote.observatory.queries.areas import apart, area_of
from izote.observatory.queries.composing import composed
from izote.observatory.rules.withholding import COUNTRY
from izote.observatory.tests.builders_bulletins import drafted, events, item, published, signed

YEARS = range(2023, 2025)
ES = {"accept-language": "es"}


@pytest.fixture
def police(cast):
    return signed(cast, events(YEARS, 3) + events(YEARS, 4, "feminicidio", 0.15), YEARS)


@pytest.fixture
def forensic(cast):
    return signed(cast, events(YEARS, 5) + events(YEARS, 6, "feminicidio", 0.15), YEARS, "iml")


def neighbours(cast):
    """The hands of another office in the same municipality."""
    with acting_as(cast.irma.pk):
        for who, role in ((cast.carla, "observatory_analyst"), (cast.paula, "committee_member")):
            Membership.objects.create(user=who, org=cast.USZ, role=role, starts_on="2020-01-01")
    return SimpleNamespace(ZAC=cast.USZ, oscar=cast.carla, elena=cast.paula)


def test_what_one_source_told_is_not_told_again_from_another(cast, client, police, forensic):
    waiting = drafted(cast, [item("homicide_rate", of="iml")], "month", "2024-05")
    first = published(cast, [item("homicide_rate")], "month", "2024-03")
    with pytest.raises(BadInput, match=rf"de PNC desde el boletín {first.code}"), acting_as(cast.oscar.pk):
        actions.submit_bulletin(waiting, by=cast.oscar)
    with acting_as(cast.elena.pk):
        actions.withdraw_bulletin(Bulletin.objects.get(code=first.code), by=cast.elena, why="source")
    for other in ("femicide_rate", "women_homicide_rate", "homicide_without_femicide_rate"):
        with pytest.raises(BadInput, match=first.code):
            drafted(cast, [item(other, of="iml")], "year", "2024")
    client.force_login(cast.oscar)
    said = {"version": waiting.version, "use-homicide_rate": "on", "source-homicide_rate": "iml", "tables-homicide_rate": ["places"]}
    page = client.post(reverse("bulletin_edit", args=[waiting.pk]), said | {"lead-es": "No se pierda esto."}, headers=ES)
    assert page.status_code == 200 and first.code in page.content.decode() and "No se pierda esto." in page.content.decode()
    assert published(cast, [item("femicide_rate")], "year", "2024").code == "OMPV-ZAC-2024"


def test_an_office_may_change_its_source_with_the_year(cast, police, forensic):
    published(cast, [item("homicide_rate")], "month", "2023-12")
    later = published(cast, [item("homicide_rate", of="iml")], "month", "2024-01")
    rows = [row for table in later.frozen["items"][0]["tables"] for row in table["rows"]]
    assert rows and {row["year"] for row in rows} == {2024}
    with pytest.raises(BadInput, match=later.code):
        drafted(cast, [item("homicide_rate")], "month", "2024-02")


def test_one_bulletin_does_not_tell_the_same_twice(cast, police, forensic):
    with pytest.raises(BadInput, match="dos fuentes"):
        drafted(cast, [item("homicide_rate"), item("femicide_rate", of="iml")], "month", "2024-03")
    row = Bulletin(org=cast.ZAC, author=cast.oscar, domain="violence", kind="year", period="2024")
    row.items = [item("homicide_rate", "places", "months", "age"), item("homicide_rate", "places", "months", "age", of="iml")]
    with acting_as(cast.oscar.pk):
        tables = composed(row)["items"]
    for one in tables:
        for cell in (cell for table in one["tables"] for cell in table["rows"]):
            assert (cell["state"] == "primary") == (cell["count"] is not None and 0 < cell["count"] < 5), (one["source"]["code"], cell)


def test_two_offices_do_not_tell_of_the_same_places(cast, police):
    first = published(cast, [item("homicide_rate")], "month", "2024-03")
    others = neighbours(cast)
    signed(others, events(YEARS, 7) + events(YEARS, 8, "robo", 0.5), YEARS)
    with pytest.raises(BadInput, match=f"Zacatecoluca .*{first.code}"):
        drafted(others, [item("homicide_rate")], "month", "2024-04")
    assert published(others, [item("robbery_rate")], "month", "2024-04").code == "OMPV-USZ-2024-04"


def test_bulletins_of_two_municipalities_are_protected_together(cast, police):
    first = published(cast, [item("homicide_rate")], "month", "2024-03", place="Usulután Este")
    there = {row["place"] for part in first.frozen["items"] for table in part["tables"] for row in table["rows"]} - {COUNTRY}
    with acting_as(cast.oscar.pk):
        own = area_of(cast.ZAC, "sv")
        assert set(apart(own, {*there, "0821", "08", COUNTRY})) and not set(apart(own, {"0821", "08", COUNTRY}))
    second = published(cast, [item("homicide_rate", "places", "months")], "year", "2024")
    assert second.frozen["items"][0]["tables"]
