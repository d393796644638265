"""The menu says where one is, once."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("prevention", "prevention"),
        ("warning_list", "warning_list"),
        ("recommendation_list", "recommendation_list"),
        ("own_record", "prevention"),
        ("seminar_coverage", "seminar_list"),
    ],
)
def test_one_entry_is_where_the_page_lies(cast, client, name, entry):
    client.force_login(cast.noemi)
    page = client.get(reverse(name))
    assert [one["url"] for one in page.context["menu"] if one["here"]] == [reverse(entry)]
    assert page.content.decode().split("<main")[0].count('aria-current="page"') == 1
