"""The letter of each rung of the ladder, in the language of the moment; pure: facts in, paragraphs out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

Facts = Mapping[str, Any]


def opening(facts: Facts) -> str:
    """What happened, in one paragraph."""
    if facts["state"] == "silent":
        said = _(
            "On %(notified)s this office notified %(institution)s of the recommendation below. The time to answer ended on %(answer_by)s."
        )
        still = _("To this day there is no answer.")
        return f"{said % facts} {still}"
    if facts["state"] == "not_complied":
        return _("On %(verdict)s this office declared that %(institution)s has not complied with the recommendation below.") % facts
    said = _("%(institution)s accepted the recommendation below on %(answered)s. Its deadline ended on %(due)s.")
    still = _("To this day no evidence has come that shows that it was complied with.")
    return f"{said % facts} {still}"


def asked(rung: str, facts: Facts) -> str:
    """What is asked, or decided, on this rung."""
    return {
        "reminder": _("We remind the institution that it has to answer, and ask for an answer within five working days of this letter."),
        "head": _(
            "We address you as head of the institution. We ask you to answer within five working days, to name the unit that is in charge,"
            " and to send the evidence that the recommendation asks for."
        ),
        "report": _(
            "We report this to %(superior)s, so that it takes the steps that belong to it, and ask to be told within ten working"
            " days which they were."
        )
        % facts,
        "censure": _(
            "This office resolves to make public that the institution has not answered for this recommendation, and to say so in"
            " its annual report."
        ),
        "assembly": _(
            "This office informs the Legislative Assembly, so that it may call the institution to account. The follow-up table of the"
            " recommendations goes with this letter."
        ),
        "international": _(
            "This office informs the Inter-American Commission on Human Rights and the mechanisms of the United Nations. This letter has no"
            " source, no person and no reserved part of the warning."
        ),
    }[rung]


def to(rung: str, facts: Facts) -> str:
    """To whom the letter goes."""
    return {
        "reminder": facts["reader"],
        "head": _("To the head of %(institution)s") % {"institution": facts["reader"]},
        "report": facts["superior"],
        "censure": _("To %(institution)s, and to the public") % facts,
        "assembly": _("To the Legislative Assembly of the Republic of El Salvador"),
        "international": _("To the Inter-American Commission on Human Rights and to the mechanisms of the United Nations"),
    }[rung]


def compose(rung: str, facts: Facts) -> dict[str, Any]:
    """The letter as data: to whom, paragraphs, the recommendation as lines, what happened with its days, who signs."""
    return {
        "to": to(rung, facts),
        "paragraphs": [opening(facts), asked(rung, facts)],
        "lines": [
            [_("Recommendation"), facts["code"]],
            [_("Warning"), facts["warning"]],
            [_("Institution"), facts["responsible"]],
            [_("What was asked"), facts["action"]],
            [_("Legal basis"), facts["basis"]],
            [_("Deadline"), facts["due"]],
            [_("Days late"), str(facts["late"])],
        ],
        "happened_title": _("What happened, with its days"),
        "happened": [list(one) for one in facts["happened"]],
        "head": [_("Day"), _("What happened")],
        "signers": [_("On behalf of the ombuds office")],
    }
