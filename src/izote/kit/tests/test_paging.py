"""Pages by keyset: whole, in order, there and back, and deaf to forged cursors."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.kit.models import Once
from izote.kit.paging import decode, encode, page_of

VALUES = st.one_of(
    st.integers(), st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40), st.booleans(), st.uuids(), st.dates()
)


@given(st.booleans(), st.lists(VALUES, min_size=1, max_size=3))
def test_a_cursor_says_again_what_was_put_into_it(back, values):
    assert decode(encode(back, values), len(values)) == (back, values)


def test_times_and_decimals_survive_a_cursor():
    values = [datetime(2026, 11, 12, 9, 40, tzinfo=UTC), date(2026, 1, 2), Decimal("1.50"), UUID(int=7)]
    assert decode(encode(False, values), 4) == (False, values)


@pytest.mark.parametrize(
    "cursor", ["x", "ñ", "W10", "bnVsbA", encode(False, ["a"]), encode(False, [None, 1]), encode(False, ["\0", 1]), "[" * 3000]
)
def test_a_forged_cursor_is_refused_in_words(cursor):
    with pytest.raises(BadInput):
        decode(cursor, 2)


@pytest.fixture
def forty(cast):
    """Forty rows of Ana's with only four different times."""
    with acting_as(cast.ana.pk):
        Once.objects.all().delete()
        for n in range(40):
            row = Once.objects.create(user_id=cast.ana.pk, token_hash=f"{n:02}", body_hash="")
            Once.objects.filter(pk=row.pk).update(at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n % 4))
        yield


@pytest.mark.parametrize("order", [("pk",), ("-at", "pk"), ("at", "-pk"), ("-at", "-pk")])
def test_walking_forth_and_back_meets_every_row_once_in_order(forty, order):
    expected = list(Once.objects.order_by(*order).values_list("pk", flat=True))
    seen, cursor, pages = [], "", []
    while True:
        page = page_of(Once.objects.all(), order, cursor, size=7)
        pages.append([row.pk for row in page])
        seen += pages[-1]
        if not page.next:
            break
        cursor = page.next
    assert seen == expected
    back = []
    while page.previous:
        page = page_of(Once.objects.all(), order, page.previous, size=7)
        back.insert(0, [row.pk for row in page])
    assert back == pages[:-1]


def test_a_page_costs_one_query_without_count_or_offset(forty, django_assert_num_queries):
    cursor = page_of(Once.objects.all(), ("-at", "pk"), size=5).next
    with django_assert_num_queries(1) as caught:
        page_of(Once.objects.all(), ("-at", "pk"), cursor, size=5)
    assert not any(word in caught[0]["sql"].upper() for word in ("COUNT(", "OFFSET"))
