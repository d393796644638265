"""An assessment as it is printed, in the language of the moment: dissent, agreement, grades, what is not assessable, and its last day."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from izote.prevention.rules.assessment_record import AssessmentRecord, ProfileRow
from izote.prevention.rules.factors import factor_name
from izote.prevention.rules.machines import machine
from izote.prevention.rules.shown import (
    agreements,
    group_names,
    matrix_rows,
    profile_rows,
    profile_table,
    protection_words,
    scenario_words,
    withdrawn_words,
)
from izote.prevention.rules.words import label


def sheet(record: AssessmentRecord, *, kind: str, holds: bool) -> dict[str, Any]:
    """Everything that the template of an assessment shows."""
    head, rows = profile_table(record.profile)
    both = (*record.profile, *([record.protection_row] if record.protection_row else []))
    return {
        "warning": "" if holds else _warning(record),
        "facts": _facts(record, kind),
        "reading": _(
            "Each factor stands for itself: they are never added up. The band says what the evidence allows;"
            " where it is wide, much is not known."
        ),
        "profile": [_band(row) for row in record.profile],
        "head": head,
        "rows": rows,
        "reasons": [_reasons(one) for one in profile_rows(both)],
        "dissent": [[f"{factor_name(factor)} · {one.rater}", one.words] for factor, one in record.dissent],
        "agreement": [_agreement(one) for one in agreements(record)],
        "protection": _protection(record),
        "scenario": _scenario(record),
        "words": _words(),
    }


def _warning(record: AssessmentRecord) -> str:
    if record.state in ("expired", "superseded") or (record.state == "approved" and record.expires_on):
        return _("EXPIRED OR SUPERSEDED: it cannot back a warning any more.")
    return _("NOT APPROVED YET: it cannot back a warning.")


def _facts(record: AssessmentRecord, kind: str) -> list[list[str]]:
    day = lambda one: date_format(one, "SHORT_DATE_FORMAT") if one else "—"  # noqa: E731
    found = [
        [_("Assessment"), record.code],
        [_("Place"), f"{record.place} ({record.place_code})"],
        [_("Groups"), group_names(record.groups)],
        [_("How soon"), kind],
        [_("It looks at the time"), f"{day(record.starts_on)} – {day(record.ends_on)}"],
        [_("State"), str(machine("assessment").states[record.state])],
        [_("Begun by"), record.author],
        [_("Raters"), ", ".join(record.raters)],
        [_("Approved by"), f"{record.approved_by}, {day(record.approved_on)}" if record.approved_by else "—"],
        [_("Holds until"), day(record.expires_on)],
        [_("Signals"), ", ".join(record.signals) or "—"],
    ]
    if record.withdrawn:
        found.append([_("Consent taken back"), " ".join(withdrawn_words(record))])
    return [*found[:3], [_("Why the general population"), record.groups_reason], *found[3:]] if record.groups_reason else found


def _band(row: ProfileRow) -> dict[str, Any]:
    one = profile_rows([row])[0]
    value = row.value if row.settled else None
    return {"name": one["name"], "low": row.low, "high": row.high, "value": value, "said": one["value"], "trend": one["trend"]}


def _reasons(one: dict[str, Any]) -> dict[str, Any]:
    row: ProfileRow = one["row"]
    settled = (
        _("settled by %(who)s on %(at)s") % {"who": row.settled_by, "at": date_format(row.settled_at, "SHORT_DATE_FORMAT")}
        if row.settled_at
        else ""
    )
    evidence = [
        " · ".join(
            part
            for part in (
                piece.title,
                date_format(piece.dated_on, "SHORT_DATE_FORMAT") if piece.dated_on else "",
                label("evidence_grades", piece.grade) if piece.grade else "",
            )
            if part
        )
        for piece in row.evidence
    ]
    return {
        "name": one["name"],
        "value": one["value"],
        "by": settled,
        "reason": row.reason,
        "opinions": [[rater, value, opinion.reason] for rater, value, opinion in one["opinions"]],
        "dissent": [[_("Dissent of %(rater)s") % {"rater": rater} + f" ({value})", words] for rater, value, words in one["dissent"]],
        "evidence": evidence,
    }


def _agreement(one: dict[str, Any]) -> str:
    alpha = one["alpha"]
    if alpha.alpha is None:
        return f"{one['over']}: {one['reading']}"
    said = _("Krippendorff's alpha %(over)s: %(alpha)s, from %(n)s rated by both") % {
        "over": one["over"],
        "alpha": f"{alpha.alpha:.2f}",
        "n": alpha.units,
    }
    if alpha.low is not None:
        said += " (" + _("interval %(low)s to %(high)s") % {"low": f"{alpha.low:.2f}", "high": f"{alpha.high:.2f}"} + ")"
    return f"{said}. {one['reading']}"


def _protection(record: AssessmentRecord) -> dict[str, Any]:
    head = [_("Protective factor"), *record.raters, _("Trend"), _("Best grade")]
    rows = [[one["name"], *(value for _rater, value in one["seen"]), one["trend"], one["grade"]] for one in protection_words(record)]
    return {"head": head, "rows": rows}


def _scenario(record: AssessmentRecord) -> dict[str, Any]:
    found, said = scenario_words(record), record.scenario
    heads, cells = matrix_rows(record)
    parts = [
        [f"{_('Threat')} ({found['threat']})", said.threat or "—"],
        [f"{_('Vulnerability')} ({found['vulnerability']})", said.vulnerability or "—"],
        [f"{_('Capacity')} ({found['capacity']})", said.capacity or "—"],
        [_("What protects"), said.protection or "—"],
    ]
    facts = [[_("Rights threatened"), "; ".join(found["rights"]) or "—"], [_("Probable conducts"), "; ".join(found["conducts"]) or "—"]]
    level = _("Level of risk: %(level)s") % {"level": found["level"]} if said.level else ""
    if said.level and said.proposed:
        level += " · " + _("the matrix proposes %(proposed)s") % {"proposed": found["proposed"]}
    rows = [[threat, *(f"◆ {cell.level}" if cell.here else cell.level for _head, cell in row)] for threat, row in cells]
    return {
        "parts": parts,
        "facts": [*facts, *([group, people] for group, people in found["exposed"])],
        "level": level,
        "reason": said.reason,
        "head": ["", *heads],
        "matrix": rows if said.proposed else [],
    }


def _words() -> dict[str, str]:
    return {
        "profile": _("Profile of risk"),
        "factor": _("Factor"),
        "scale": _("0 absent – 4 grave"),
        "settled": _("Settled"),
        "key": _("Grey band: what the evidence allows. Dot: what was settled. Dotted: not assessable, which is not zero."),
        "table": _("The same as a table"),
        "reasons": _("Reasons, both ratings and evidence"),
        "dissent": _("Dissent"),
        "no_dissent": _("No rater dissents from what was settled."),
        "agreement": _("Agreement of the two raters"),
        "protection": _("Protective factors"),
        "scenario": _("Scenario"),
        "matrix": _("Matrix for this capacity: what it proposes, and ◆ where this scenario stands"),
        "foot": _(
            "Two persons rate apart and a third approves. No source is named here: those stay sealed. Wording of factors and"
            " indicators: our own, after the United Nations Framework of Analysis for Atrocity Crimes (2014)."
        ),
    }
