"""Who gets what on a list that exists."""

import pytest
from django.urls import reverse

from izote.people.tests.test_arrivals import ana, read, rows_of, sheet_file, upload  # noqa: F401

REVIEW = {"ana": 200, "beto": 200, "rosa": 404, "carla": 404, "delia": 404, "oscar": 404, "paula": 404, "dina": 404, "irma": 404}
ANYBODY = {**REVIEW, "rosa": 200}
DOORS = {
    "list_detail": ANYBODY,
    "list_review": REVIEW,
    "list_families": REVIEW,
    "list_set_aside": REVIEW,
    "set_aside_download": REVIEW,
    "list_contact": ANYBODY,
    "list_cancel": REVIEW,
}
ROWS = {"row_receive": ANYBODY, "row_no_contact": ANYBODY}


@pytest.fixture
def listing(ana, cast):  # noqa: F811
    return read(ana, cast.ana, upload(ana, sheet_file(), mode="contact"))


def test_a_list_is_seen_by_its_office_and_by_those_whose_work_it_is(listing, cast, client):
    row = next(row for row in rows_of(cast, listing).values() if row.status == "new")
    seen, wanted = {}, {}
    for table, pk in ((DOORS, listing.pk), (ROWS, row.pk)):
        for name, expected in table.items():
            for who, status in expected.items():
                client.force_login(getattr(cast, who))
                seen[name, who] = client.get(reverse(name, args=[pk])).status_code
                wanted[name, who] = status
    assert seen == wanted
