"""Sources independent at their origin; two newspapers that quote one message are one."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from izote.prevention.rules.consent import may_use
from izote.prevention.rules.grading import GRADES, Said, grade, may_warn, origin_of

DIRECT = Said("F-1", reliability="B", credibility=2, directness="direct")


def test_two_newspapers_that_quote_one_message_are_one_source():
    papers = [Said("F-1", reliability="B", credibility=2), Said("F-2", reliability="B", credibility=2)]
    assert grade(papers, {"F-1": "F-9", "F-2": "F-9"})[:3] == ("C", False, 1)
    assert grade([one._replace(heard_from="F-9") for one in papers])[:3] == ("C", False, 1)
    assert grade(papers)[:3] == ("C", True, 2)


def test_grades_as_the_method_says():
    other = DIRECT._replace(source="F-2")
    assert grade([DIRECT, other]).grade == "A"
    assert grade([DIRECT, other._replace(directness="indirect")]).grade == "B"
    assert grade([DIRECT._replace(document=True)])[:2] == ("B", True)
    assert grade([DIRECT])[:2] == ("C", False)
    assert grade([DIRECT._replace(document=True, reliability="C")])[:2] == ("C", False)
    assert grade([DIRECT._replace(directness="rumour"), other._replace(directness="rumour")])[:2] == ("D", False)
    assert grade([])[:3] == ("D", False, 0)
    assert [letter for letter in GRADES if not may_warn(letter)] == ["D"]


def test_whom_nobody_can_rely_on_verifies_nothing():
    weak = [DIRECT._replace(reliability="E"), DIRECT._replace(source="F-2", credibility=5)]
    assert grade(weak)[:2] == ("D", False)


def test_whoever_repeats_another_saw_nothing():
    assert grade([DIRECT._replace(heard_from="F-9", document=True)])[:2] == ("C", False)


def test_what_was_withdrawn_counts_no_more_and_what_contradicts_stays_visible():
    other = DIRECT._replace(source="F-2")
    assert grade([DIRECT, other._replace(withdrawn=True)])[:2] == ("C", False)
    assert grade([DIRECT, other, other._replace(source="F-3", supports=False)]) == ("A", True, 2, True)


def test_sources_that_quote_each_other_in_a_circle_are_one():
    circle = {"F-1": "F-2", "F-2": "F-3", "F-3": "F-1"}
    assert {origin_of(one, circle) for one in circle} == {"F-1"}
    assert origin_of("F-0", {"F-0": "F-1"} | circle) == "F-1"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.builds(
            Said, st.sampled_from(["F-1", "F-2", "F-3"]), st.sampled_from(["", "F-1", "F-9"]), st.booleans(), st.sampled_from("ABCDEF"),
            st.integers(1, 6), st.sampled_from(["direct", "indirect", "rumour"]), st.booleans(), st.booleans(),
        ),
        max_size=5,
    )
)  # fmt: skip
def test_the_order_and_a_rumour_more_change_nothing(said):
    found = grade(said)
    assert all(grade(list(order)) == found for order in itertools.islice(itertools.permutations(said), 24))
    more = grade([*said, Said("F-7", directness="rumour")])
    assert (more.grade, more.verified) == (found.grade, found.verified)
    assert not (found.verified and found.grade == "D")


def test_a_source_is_used_for_what_it_agreed_to():
    import datetime as dt

    day = dt.date(2026, 1, 1)
    assert may_use("verify", "office", day, None) and not may_use("verify", "office", day, None, "warn")
    assert may_use("warn", "office", day, None, "warn") and not may_use("warn", "office", day, day, "warn")
    assert may_use("", "public", None, None) and not may_use("", "public", None, day) and not may_use("warn", "office", None, None)
