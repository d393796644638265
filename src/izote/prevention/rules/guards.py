"""What must be true before a move: pure functions of facts; a fact that is missing is a no."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Facts = Mapping[str, Any]
HARM_DAYS = 30


class Guard(NamedTuple):
    """A condition and the sentence for whoever it stops."""

    holds: Callable[[Facts], bool]
    sentence: str | Promise


def given(*names: str) -> Callable[[Facts], bool]:
    """All these facts are there and not empty."""
    return lambda facts: all(bool(facts.get(name)) for name in names)


def none_of(name: str) -> Callable[[Facts], bool]:
    """Whoever moves is known, and is none of those named by this fact."""
    return lambda facts: facts.get("by") is not None and name in facts and facts["by"] not in facts[name]


def distinct(name: str, least: int = 2) -> Callable[[Facts], bool]:
    """At least so many different persons."""
    return lambda facts: len({one for one in facts.get(name) or () if one is not None}) >= least


def reason_given(facts: Facts) -> bool:
    """A reason in words."""
    return bool(str(facts.get("reason") or "").strip())


def text_is_clean(facts: Facts) -> bool:
    """No words that could name a person, or a second person said why they stay."""
    return facts.get("hits") == 0 or (facts.get("justified_by") is not None and facts.get("justified_by") != facts.get("author"))


def harm_is_fresh(facts: Facts) -> bool:
    """The do-no-harm questions were answered at most thirty days ago."""
    on, today = facts.get("harm_on"), facts.get("today")
    return isinstance(on, dt.date) and isinstance(today, dt.date) and dt.timedelta(0) <= today - on <= dt.timedelta(days=HARM_DAYS)


def past(name: str) -> Callable[[Facts], bool]:
    """The day or hour is over."""

    def is_past(facts: Facts) -> bool:
        end, now = facts.get(name), facts.get("now")
        if isinstance(end, dt.date) and not isinstance(end, dt.datetime):
            now = facts.get("today")
        return end is not None and now is not None and bool(end < now)

    return is_past


GUARDS: dict[str, Guard] = {
    "reason_given": Guard(reason_given, _("Say why, in words.")),
    "not_author": Guard(none_of("authors"), _("Another person must do this: not whoever wrote it.")),
    # signals
    "no_person_named": Guard(text_is_clean, _("The text may name a person. Take that out, or let a second person say why it must stay.")),
    "emptied": Guard(
        lambda facts: facts.get("text") == "", _("The words of the signal go where they were derived to; nothing of them stays here.")
    ),
    "urgency_set": Guard(given("urgency"), _("Say first how urgent it is.")),
    "territory_set": Guard(given("place"), _("Say first which place it is about.")),
    "group_set": Guard(given("groups"), _("Say first which group is at risk; “everybody” needs a reason.")),
    "window_set": Guard(given("starts_on", "ends_on"), _("Say first which time it is about.")),
    "names_the_other": Guard(given("other"), _("Say first which other one it is.")),
    "independent_sources": Guard(
        given("independent"),
        _("This is not verified yet: two sources of different origin, or one direct and reliable source with a document."),
    ),
    "some_evidence": Guard(given("sources"), _("Write down first which source says so.")),
    "was_verified": Guard(given("verified"), _("Only what was verified, wholly or in part, can be linked.")),
    "linked_to_something": Guard(given("links"), _("Say first to which assessment or event it belongs.")),
    "told_back": Guard(given("told"), _("Say first what whoever reported it was told.")),
    # assessments
    "two_raters_named": Guard(distinct("raters"), _("Name two different persons who rate.")),
    "both_rated_apart": Guard(distinct("rated"), _("Both have to finish their ratings first.")),
    "every_rating_founded": Guard(given("founded"), _("Each rating needs its evidence, grade, confidence and reason.")),
    "agreement_computed": Guard(lambda facts: "agreement" in facts, _("The agreement of the two ratings has not been computed.")),
    "every_factor_settled": Guard(given("settled"), _("Each factor has to be settled first, also as not assessable.")),
    "dissent_kept": Guard(given("dissent_kept"), _("Where the two still differ, the dissent has to be written down.")),
    "scenario_complete": Guard(
        given("scenario"),
        _("The scenario is not complete: place, group, threat, vulnerability, capacity, rights and level with its reason."),
    ),
    "is_a_rater": Guard(
        lambda facts: facts.get("by") is not None and facts["by"] in (facts.get("raters") or ()), _("Its two raters do this.")
    ),
    "not_a_rater": Guard(none_of("raters"), _("Whoever rated does not approve.")),
    "past_its_day": Guard(past("expires"), _("Its time is not over yet.")),
    "a_newer_one_approved": Guard(given("newer"), _("No newer one has been approved for this place and group.")),
    # warnings
    "verified_signal": Guard(given("verified_signals"), _("A warning needs at least one verified signal.")),
    "signals_usable": Guard(
        given("signals_usable"),
        _("A signal behind it may not be used in a warning: its sources did not agree to that, or withdrew. Take it out."),
    ),
    "assessment_valid": Guard(given("assessment_valid"), _("The assessment behind it is not approved or has expired.")),
    "words_written": Guard(given("words"), _("Some sections still lack their words in Spanish.")),
    "reviews_stand": Guard(
        given("reviewed"), _("What it says changed after a review: give it back, so that method and law are looked at again.")
    ),
    "harm_answered": Guard(given("harm_answered"), _("All ten do-no-harm questions need an answer, and each danger what lessens it.")),
    "harm_fresh": Guard(harm_is_fresh, _("The do-no-harm check is older than thirty days. Answer it again.")),
    "two_signatures": Guard(distinct("signed"), _("Two persons have to sign: the analyst, and the ombudsperson or the delegate.")),
    "recommendations_whole": Guard(
        given("recommendations_whole"),
        _("Each recommendation needs one institution, legal basis, action, deadline, means, verification indicator, evidence and stream."),
    ),
    "publication_decided": Guard(given("publication"), _("Decide first whether it will be published, and why not if not.")),
    "a_receipt_each": Guard(given("receipts"), _("There is no receipt yet of each institution it goes to.")),
    "verdict_on_risk": Guard(given("risk_verdict"), _("Say first how the risk has changed.")),
    "verdict_each": Guard(given("verdicts"), _("Say first how each recommendation stands.")),
    "field_verified": Guard(given("field_visit"), _("At least one verification in the field is needed.")),
    "evidence_given": Guard(given("evidence"), _("Add the evidence first.")),
    "outcome_said": Guard(given("outcome"), _("Say first how it ended.")),
    "lessons_written": Guard(given("lessons"), _("Write down first what was learned.")),
    "reporter_told": Guard(given("reporters_told"), _("Whoever reported it has to be told first what was done.")),
    "a_newer_one_issued": Guard(given("newer"), _("No newer warning has been issued that takes its place.")),
    # recommendations
    "warning_issued": Guard(given("issued"), _("The warning has not been issued yet.")),
    "whole": Guard(given("whole"), _("This recommendation is not complete.")),
    "past_its_answer": Guard(past("answer_by"), _("The time to answer is not over yet.")),
    "not_the_institution": Guard(lambda facts: facts.get("answers_for") is False, _("An institution never says itself that it complied.")),
    "verified_by_other": Guard(none_of("reporters"), _("Another person has to verify it: not whoever reported it.")),
    # proposals
    "credit_kept": Guard(given("credits"), _("It must stay written which group proposed it.")),
    "answer_written": Guard(given("answer"), _("Write first what each group that proposed it is told.")),
    "screen_answered": Guard(given("screened"), _("Rights, harm, law and cost have to be answered first.")),
    "fields_whole": Guard(
        given("fields_whole"),
        _("A proposal needs its risk factors, stream, beneficiaries, who carries it, a first step within 30 days and a measure."),
    ),
    "other_still_open": Guard(given("other_open"), _("The other one has gone on meanwhile: what was merged into it stays there.")),
    "in_the_room": Guard(given("in_the_room"), _("This is only undone in the workshop itself, as its last act.")),
    "nothing_against": Guard(
        lambda facts: facts.get("against") == 0,
        _("The screening says that something speaks against it: adopt it with changes, postpone it, or do not adopt it."),
    ),
    "assistance_planned": Guard(given("assistance"), _("Write down first what was asked for, the plan and who assists.")),
    "tool_kept": Guard(given("tool"), _("Say first which tool it becomes, in which version.")),
    "owner_named": Guard(given("owner"), _("Say first who carries it.")),
    "site_named": Guard(given("site"), _("Say first where it is tried out, and since when.")),
    "result_written": Guard(given("result"), _("Write down first what the trial showed.")),
}


def stopped_by(guards: tuple[str, ...], facts: Facts) -> str | None:
    """The first guard that does not hold, if any."""
    return next((name for name in guards if not GUARDS[name].holds(facts)), None)
