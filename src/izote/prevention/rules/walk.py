"""Random walks through the machines: persons who try everything, facts that come and go; stops at the first state that must not be."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from izote.prevention.rules.guards import stopped_by
from izote.prevention.rules.machines import Machine, machine

Facts = Mapping[str, Any]
TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)
PEOPLE = (1, 2, 3, 4)


class Forbidden(Exception):
    """A walk reached what must never be."""


class Never(NamedTuple):
    """What must be true whenever one of these states is entered, said without the guards."""

    states: frozenset[str]
    holds: Callable[[Facts, str], bool]
    sentence: str


def _days(*back: int) -> tuple[dt.date, ...]:
    return tuple(TODAY - dt.timedelta(days=n) for n in back)


VALUES: dict[str, tuple[Any, ...]] = {
    "hits": (0, 2, None),
    "text": ("", "x"),
    "justified_by": (None, *PEOPLE),
    "authors": ({1}, {2}, {1, 3}),
    "author": (1, 2),
    "raters": ((1, 2), (2, 2), (2, 3), ()),
    "rated": ((), (1,), (1, 2), (2, 2)),
    "signed": ((), (1,), (2, 2), (1, 2)),
    "reporters": ({4}, {2}, set()),
    "answers_for": (False, True, None),
    "harm_on": (None, *_days(0, 29, 30, 31, 400, -3)),
    "expires": (None, *_days(-1, 0, 1)),
    "answer_by": (None, *_days(-1, 0, 1)),
    "reason": ("", " ", "x"),
    "against": (None, 0, 1),
}

NEVER: dict[str, tuple[Never, ...]] = {
    "signal": (
        Never(
            frozenset({"verified", "partly_verified", "unverifiable"}), lambda f, _: f["by"] not in f["authors"], "verified by its author"
        ),
        Never(frozenset({"verified"}), lambda f, _: bool(f.get("independent")), "verified without independent sources"),
        Never(frozenset({"derived"}), lambda f, _: f.get("text") == "", "derived, and its words kept"),
        Never(
            frozenset({"triage"}),
            lambda f, _: f.get("hits") == 0 or f.get("justified_by") not in (None, f.get("author")),
            "taken up with words that may name a person",
        ),
        Never(frozenset({"linked"}), lambda f, _: bool(f.get("verified")), "linked without having been verified"),
        Never(frozenset({"fed_back"}), lambda f, _: bool(f.get("told")), "told back without telling"),
    ),
    "assessment": (
        Never(
            frozenset({"approved"}), lambda f, _: f["by"] not in f["authors"] and f["by"] not in f["raters"], "approved by author or rater"
        ),
        Never(frozenset({"reconciling"}), lambda f, before: before == "national_review" or len(set(f["rated"])) > 1, "rated by one person"),
        Never(frozenset({"national_review"}), lambda f, _: bool(f.get("dissent_kept")), "dissent was lost"),
        Never(frozenset({"national_review"}), lambda f, _: f["by"] in f["raters"], "reconciled by somebody who did not rate"),
        Never(frozenset({"expired"}), lambda f, _: f["expires"] < TODAY, "expired before its day"),
    ),
    "warning": (
        Never(frozenset({"issued"}), lambda f, _: len(set(f["signed"])) > 1, "issued without two signatures"),
        Never(frozenset({"issued"}), lambda f, _: f["harm_on"] in _days(*range(31)), "issued on an old do-no-harm check"),
        Never(frozenset({"issued"}), lambda f, _: bool(f.get("recommendations_whole")), "issued with a recommendation that is not whole"),
        Never(frozenset({"issued"}), lambda f, _: bool(f.get("reviewed")), "issued with words that no reviewer read"),
        Never(frozenset({"issued"}), lambda f, _: bool(f.get("signals_usable")), "issued on what its sources did not agree to"),
        Never(frozenset({"issued"}), lambda f, _: bool(f.get("assessment_valid")), "issued on an expired assessment"),
        Never(
            frozenset({"legal_review", "harm_check", "to_sign", "issued"}),
            lambda f, _: f["by"] not in f["authors"],
            "reviewed by its author",
        ),
        Never(frozenset({"method_review"}), lambda f, _: bool(f.get("verified_signals")), "reviewed without a verified signal"),
        Never(
            frozenset({"closed"}),
            lambda f, _: all(bool(f.get(name)) for name in ("outcome", "lessons", "field_visit", "reporters_told")),
            "closed without outcome, lessons, field visit or feedback",
        ),
    ),
    "recommendation": (
        Never(
            frozenset({"complied", "partly_complied", "not_complied", "closed"}),
            lambda f, _: f.get("answers_for") is False,
            "the institution judged itself",
        ),
        Never(frozenset({"complied", "partly_complied"}), lambda f, _: f["by"] not in f["reporters"], "verified by whoever reported it"),
        Never(frozenset({"reported"}), lambda f, _: bool(f.get("evidence")), "reported without evidence"),
        Never(frozenset({"notified"}), lambda f, _: bool(f.get("issued")) and bool(f.get("whole")), "notified before it was issued"),
        Never(frozenset({"rejected", "partly_accepted"}), lambda f, _: bool(f.get("reason", "").strip()), "rejected without reasons"),
    ),
    "proposal": (
        Never(
            frozenset({"merged", "adopted", "adopted_changed", "postponed", "not_adopted", "institutional", "withdrawn"}),
            lambda f, _: bool(f.get("answer")),
            "decided, and whoever proposed it was told nothing",
        ),
        Never(frozenset({"captured"}), lambda f, _: bool(f.get("answer")) and bool(f.get("other_open")), "separated without a word"),
        Never(frozenset({"taken_back"}), lambda f, _: bool(f.get("in_the_room")), "taken back behind the back of the room"),
        Never(
            frozenset({"adopted", "adopted_changed", "not_adopted", "institutional"}),
            lambda f, _: f["by"] not in f["authors"],
            "decided by whoever wrote it",
        ),
        Never(frozenset({"adopted"}), lambda f, _: f.get("against") == 0, "adopted against its screening"),
        Never(frozenset({"institutional"}), lambda f, _: bool(f.get("tool")), "institutionalised without a tool"),
        Never(
            frozenset({"screened", "adopted", "adopted_changed"}), lambda f, _: bool(f.get("fields_whole")), "went on without what it needs"
        ),
        Never(frozenset({"refined", "merged"}), lambda f, _: bool(f.get("credits")), "credit was lost"),
        Never(frozenset({"not_adopted", "postponed", "withdrawn"}), lambda f, _: bool(f.get("reason", "").strip()), "died without reasons"),
    ),
}


FLAGS: dict[str, tuple[str, ...]] = {
    "signal": ("urgency", "place", "groups", "other", "independent", "sources", "verified", "links", "told"),
    "assessment": ("place", "groups", "starts_on", "ends_on", "founded", "agreement", "settled", "dissent_kept", "scenario", "newer"),
    "warning": (
        *(
            "verified_signals",
            "signals_usable",
            "assessment_valid",
            "scenario",
            "groups",
            "harm_answered",
            "words",
            "reviewed",
            "recommendations_whole",
            "publication",
            "receipts",
        ),
        *("risk_verdict", "verdicts", "field_visit", "evidence", "outcome", "lessons", "reporters_told", "newer"),
    ),
    "recommendation": ("issued", "whole", "evidence"),
    "proposal": (
        *("credits", "other", "other_open", "in_the_room", "answer", "screened", "fields_whole", "owner", "site", "result"),
        *("assistance", "tool"),
    ),
}


def walk(name: str, *, steps: int, seed: int) -> dict[str, int]:
    """Walk one machine; each step changes a fact or tries a move. Returns how often each state was entered; raises Forbidden."""
    of, chance, reached = machine(name), random.Random(seed), Counter[str]()
    values = VALUES | {flag: (None, *["x"] * 5) for flag in FLAGS[name]}
    names, states = list(values), list(of.states)
    facts: dict[str, Any] = {}
    state = ""
    for _ in range(steps):
        if not state or state in of.ends or chance.random() < 0.01:
            # half of the walks set out from the middle: what stands there may be older than today's rules
            state = of.start if chance.random() < 0.5 else chance.choice(states)
            facts = {one: chance.choice(values[one]) for one in names} | {"now": NOW, "today": TODAY}
            reached[of.start] += state == of.start
        elif chance.random() < 0.6:
            one = chance.choice(names)
            facts[one] = chance.choice(values[one])
        else:
            state = _tried(of, state, facts | {"by": chance.choice(PEOPLE)}, chance.choice(states), reached)
    return dict(reached)


def _tried(of: Machine, state: str, facts: Facts, to: str, reached: Counter[str]) -> str:
    way = of.move(state, to)
    if way is None or stopped_by(way.guards, facts):
        return state
    for never in NEVER[of.code]:
        if to in never.states and not never.holds(facts, state):
            raise Forbidden(f"{of.code}: {state} → {to}: {never.sentence}")
    reached[to] += 1
    return to
