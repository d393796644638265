"""An assessment in the words and pictures of a page: the same record that documents print."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from izote.framework import words as framework
from izote.kit.scales import Judged, scale
from izote.prevention.rules.assessment_record import AssessmentRecord, ProfileRow
from izote.prevention.rules.factors import PROTECTION, factor_name
from izote.prevention.rules.matrix import STEPS, grid
from izote.prevention.rules.words import label, words


class Cell(NamedTuple):
    """One cell of the matrix: the level in words, and whether this scenario stands there."""

    level: str
    here: bool


def value_words(value: int | None, factor: str = "") -> str:
    """A value of a factor, or of what protects, in words; None is not assessable."""
    named = words("protection_values" if factor == PROTECTION else "factor_values")
    return _("not assessable") if value is None else f"{value} · {named[str(value)]}"


def between(row: ProfileRow) -> str:
    """The interval in words, and that it is wide where it is."""
    said = f"{row.low}–{row.high}" if row.low != row.high else f"{row.low}"
    return _("%(ends)s: wide, much is not known") % {"ends": said} if row.wide else said


def trend_words(code: str) -> str:
    """The sign and the word of a trend."""
    word = words("risk_trends")[code]
    return f"{word.row['sign']} {word}"


def profile_rows(rows: Iterable[ProfileRow]) -> list[dict[str, Any]]:
    """Every factor with its words."""
    return [
        {
            "row": row,
            "name": factor_name(row.factor),
            "value": value_words(row.value, row.factor) if row.settled else _("not settled yet"),
            "between": between(row),
            "trend": trend_words(row.trend),
            "grade": label("evidence_grades", row.grade) if row.grade else "—",
            "confidence": label("confidences", row.confidence) if row.confidence else "—",
            "assessed": _("%(n)s of %(all)s") % {"n": row.assessed, "all": row.indicators},
            "opinions": [
                (one.rater, value_words(one.value, row.factor) if one.rated else _("not rated here"), one) for one in row.opinions
            ],
            "dissent": [(one.rater, value_words(one.value, row.factor), one.words) for one in row.dissent],
        }
        for row in rows
    ]


def profile_picture(rows: Iterable[ProfileRow]) -> SafeString:
    """The profile as a picture: where each factor was settled, between what, and where it goes."""
    drawn = []
    for row in rows:
        instead = _("not assessable") if row.settled else _("not settled yet")
        sign = words("risk_trends")[row.trend]
        value = row.value if row.settled else None
        drawn.append(Judged(factor_name(row.factor), value, row.low, row.high, f"{sign.row['sign']} {sign}", instead))
    return scale(drawn, label=_("Profile of risk, factor by factor: 0 absent to 4 grave"))


def profile_table(rows: Iterable[ProfileRow]) -> tuple[list[str], list[list[str]]]:
    """The same as a table: what stands in the picture, and how much was assessed."""
    heads = [_("Factor"), _("Settled"), _("Evidence allows"), _("Trend"), _("Best grade"), _("Indicators assessed")]
    return heads, [
        [one["name"], one["value"], one["between"], one["trend"], one["row"].grade or "—", one["assessed"]] for one in profile_rows(rows)
    ]


def matrix_rows(record: AssessmentRecord) -> tuple[list[str], list[tuple[str, list[tuple[str, Cell]]]]]:
    """The matrix for the capacity of the scenario, threat downwards, with the cell in which it stands; each cell with its head."""
    said = record.scenario
    steps = words("steps")
    heads = [_("vulnerability %(step)s") % {"step": steps[step]} for step in STEPS]
    found = []
    for threat, cells in grid(said.capacity_step):
        row = [
            Cell(label("risk_levels", level), (threat, vulnerability) == (said.threat_step, said.vulnerability_step))
            for vulnerability, level in cells
        ]
        found.append((_("threat %(step)s") % {"step": steps[threat]}, list(zip(heads, row, strict=True))))
    return heads, found


def scenario_words(record: AssessmentRecord) -> dict[str, Any]:
    """The scenario with its codes in words."""
    said = record.scenario
    return {
        "said": said,
        "level": label("risk_levels", said.level) if said.level else "",
        "proposed": label("risk_levels", said.proposed) if said.proposed else "",
        "differs": bool(said.level and said.proposed and said.level != said.proposed),
        "threat": label("steps", said.threat_step) if said.threat_step else "—",
        "vulnerability": label("steps", said.vulnerability_step) if said.vulnerability_step else "—",
        "capacity": label("steps", said.capacity_step) if said.capacity_step else "—",
        "rights": [label("rights", code) for code in said.rights],
        "conducts": [label("conducts", code) for code in said.conducts],
        "exposed": [(str(framework.groups()[one.group]), people(one.least, one.most)) for one in said.exposed],
    }


def people(least: int | None, most: int | None) -> str:
    """Between how many people, in words."""
    if least is None or most is None:
        return _("not estimated")
    return _("between %(least)s and %(most)s people") % {"least": f"{least:,}", "most": f"{most:,}"}


def protection_words(record: AssessmentRecord) -> list[dict[str, Any]]:
    """Each protective factor as its raters saw it."""
    known = framework.protective()
    return [
        {
            "name": str(known[one.code]),
            "seen": [(rater, label("presences", str(value)) if value is not None else _("not assessable")) for rater, value in one.seen],
            "trend": trend_words(one.trend),
            "grade": one.grade or "—",
        }
        for one in record.protection
    ]


def agreements(record: AssessmentRecord) -> list[dict[str, Any]]:
    """How far the two ratings agree, over factors and over indicators, with the reading in words."""
    both = ((_("over the factors"), record.alpha_factors), (_("over the indicators"), record.alpha_indicators))
    return [{"over": over, "alpha": one, "reading": label("agreement_readings", one.reading)} for over, one in both]


def group_names(codes: Iterable[str]) -> str:
    """Groups in one line."""
    return ", ".join(str(framework.groups()[code]) for code in codes)


def shown(record: AssessmentRecord) -> dict[str, Any]:
    """Everything that a page shows of an assessment."""
    heads, rows = profile_table(record.profile)
    both = (*record.profile, *([record.protection_row] if record.protection_row else []))
    return {
        "record": record,
        "picture": profile_picture(record.profile),
        "columns": heads,
        "rows": rows,
        "profile": profile_rows(both),
        "matrix": matrix_rows(record),
        "scenario": scenario_words(record),
        "protection": protection_words(record),
        "agreements": agreements(record),
        "group_names": group_names(record.groups),
        "withdrawn": withdrawn_words(record),
    }


def withdrawn_words(record: AssessmentRecord) -> list[str]:
    """A sentence for each signal of which a source took its consent back."""
    found = []
    for one in record.withdrawn:
        said = {"signal": one.signal, "day": date_format(one.on, "SHORT_DATE_FORMAT"), "given": one.given or "—", "left": one.left}
        found.append(
            _("%(signal)s: a source took its consent back on %(day)s. Its grade was %(given)s; without it %(left)s is left.") % said
            if one.left
            else _("%(signal)s: a source took its consent back on %(day)s. Its grade was %(given)s; without it nothing is left.") % said
        )
    return found
