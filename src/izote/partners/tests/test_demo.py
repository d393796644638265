"""The invented directory: it uses known words, belongs to nobody, and is loaded once."""

import re

from izote.access.context import acting_as
from izote.partners import demo, queries, rules
from izote.partners.demo_services import SERVICES
from izote.partners.tests.hsds.schema import errors


def test_the_demo_is_loaded_once_by_its_own_staff_and_what_it_publishes_is_valid(cast):
    assert demo.load("ZAC", "USZ") == {"ZAC": len(SERVICES), "USZ": 0}
    assert demo.load("ZAC") == {"ZAC": 0}
    with acting_as(cast.beto.pk):
        published = list(queries.publications())
        assert len(published) > 8 and [errors(row.document) for row in published] == [[]] * len(published)
        attention = queries.attention_for(cast.beto)
        assert attention.agreements and attention.commitments == 1 and attention.stale and attention.proposals == 2
        assert queries.find_services(cast.ZAC, need="health").count() >= 3


def test_the_demo_speaks_in_known_words_and_gives_nobodys_number():
    for one in SERVICES:
        for vocabulary in ("needs", "documents", "languages", "accessibility"):
            assert set(one.get(vocabulary, [])) <= set(rules.words(vocabulary)), one["name"]
        for line in one.get("phones", []):
            number = rules.read_phone(line)[0]
            assert re.fullmatch(r"2334-0\d{3}|1\d\d", number), line
