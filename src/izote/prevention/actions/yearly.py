"""The yearly report: words kept by year, asked for in one click, made by a job as whoever asked, kept sealed."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.access.audit import record
from izote.access.context import acting_as
from izote.access.models import Organization
from izote.access.sealing_wax import open_sealed, seal
from izote.kit.charts import number
from izote.kit.errors import BadInput, Conflict
from izote.kit.print import pdf
from izote.kit.tables import Column, Fact, Table, as_hxl
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import MandateWords, YearlyReport
from izote.prevention.permissions import require
from izote.prevention.queries.yearly import Row, cut_off, mandate, nothing_small, parts
from izote.prevention.rules.words import words
from izote.vault.door import require_open

PUBLISH, TEMPLATE = "prevention.publish", "prevention/typst/yearly.typ"
LANGUAGES, FIRST_YEAR = ("es", "en"), 2000
State = YearlyReport.State


@transaction.atomic
def write_mandate(*, org: Organization, by: Any, year: int, words_es: str, words_en: str) -> MandateWords:
    """Say what mandate and mechanism are in a year; what was said before stays."""
    require(by, PUBLISH, org)
    _year(year)
    texts = [one.strip()[:4000] for one in (words_es, words_en)]
    if not all(texts):
        raise BadInput(_("Every text needs both languages: complete the Spanish and the English of each section."))
    must_name_nobody(org.pk, *texts)
    row = MandateWords.objects.create(org=org, by=by, year=year, words_es=texts[0], words_en=texts[1])
    record(by, "prevention.mandate_written", org=org, kind="mandate", key=row.pk, year=year)
    return row


@transaction.atomic
def ask_yearly(*, org: Organization, by: Any, year: int, language: str) -> YearlyReport:
    """Ask for the report of a year in a language."""
    require(by, PUBLISH, org)
    require_open(org)
    _year(year)
    if language not in LANGUAGES:
        raise BadInput(_("A document is in Spanish or in English."))
    row = YearlyReport.objects.create(org=org, by=by, year=year, language=language, total=len(parts()) + 2)
    record(by, "prevention.yearly_asked", org=org, kind="yearly", key=row.pk, year=year, language=language)
    return row


def _year(year: int) -> None:
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise BadInput(_("Choose a year that has begun."))


def make_yearly(key: int, *, by: Any) -> str:
    """Make one report for whoever asked; each part shows on the page that waits. Returns the state it ends in."""
    with acting_as(by.pk):
        row = YearlyReport.objects.select_related("org").filter(pk=key, by=by).first()
        if row is None or row.state == State.READY:
            return row.state if row else "gone"
        require(by, PUBLISH, row.org_id)
        require_open(row.org_id)
    try:
        with override(row.language):
            rows = _rows(row, by)
            _finish(row, by, rows)
    except Exception:
        _noted(row, by, state=State.FAILED)
        raise
    return State.READY


def _rows(row: YearlyReport, by: Any) -> list[Row]:
    found: list[Row] = []
    for done, part in enumerate(parts().values(), 1):
        with acting_as(by.pk):
            found += nothing_small(list(part(by, row.year)))
        _noted(row, by, state=State.MAKING, done=done)
    return found


def _finish(row: YearlyReport, by: Any, rows: list[Row]) -> None:
    with acting_as(by.pk):
        said = mandate(row.org_id, row.year)
    content = pdf(TEMPLATE, sheet(row, rows, said), language=row.language, title=title(row), office=row.org.name, by=str(by))
    about = f"prevention_yearlyreport:{row.pk}"
    sealed = {"pdf": seal(content, about=about), "csv": seal(as_hxl(table(row, rows)), about=about)}
    _noted(row, by, state=State.READY, done=row.total, cut_off=cut_off(row.year), **sealed)


def _noted(row: YearlyReport, by: Any, **values: Any) -> None:
    with acting_as(by.pk):
        YearlyReport.objects.filter(pk=row.pk).update(**values, moved_at=timezone.now())


def title(row: YearlyReport) -> str:
    """What the report is called."""
    return _("Yearly report on the prevention of mass atrocities, %(year)s") % {"year": row.year}


def sheet(row: YearlyReport, rows: list[Row], said: MandateWords | None) -> dict[str, Any]:
    """What the paper says."""
    own = (said.words_en if row.language == "en" else said.words_es) if said else ""
    shown = [
        {
            "title": str(word),
            "source": word.row[f"source_{row.language}"],
            "rows": [[one.item, one.measure, _value(one)] for one in rows if one.part == code],
        }
        for code, word in words("report_parts").items()
    ]
    labels = {"mandate": _("Mandate and mechanism"), "item": _("What"), "measure": _("Measure"), "value": _("Value")}
    labels |= {
        "source": _("Source"),
        "none": _("None"),
        "for": _("For the focal point of the Latin American Network for Genocide and Mass Atrocity Prevention"),
    }
    day = date_format(cut_off(row.year), "SHORT_DATE_FORMAT")
    note = _("Counted until %(day)s. No persons; counts of persons from 1 to 4 are withheld (–), and what is not known is never zero.")
    return {"mandate": own, "parts": shown, "labels": labels, "note": note % {"day": day}}


def _value(one: Row) -> str:
    if one.value is None:
        return "–"
    text = number(one.value, 0 if float(one.value).is_integer() else 1)
    return f"{text} {one.unit}".strip()


def table(row: YearlyReport, rows: list[Row]) -> Table:
    """The same figures for a program."""
    columns = [Column(_("Part"), "#meta+section"), Column(_("What"), "#indicator+item"), Column(_("Measure"), "#indicator+name")]
    columns += [Column(_("Value"), "#indicator+value+num", 1), Column(_("Unit"), "#indicator+unit"), Column(_("Source"), "#meta+source")]
    known = words("report_parts")
    body = [
        [str(known[one.part]), one.item, one.measure, one.value, one.unit, known[one.part].row[f"source_{row.language}"]] for one in rows
    ]
    facts = [Fact(_("Year"), row.year, "#date+year"), Fact(_("Counted until"), cut_off(row.year), "#date+cutoff")]
    return Table("informe", title(row), columns, body, [*facts, Fact(_("Office"), row.org.name, "#org+name")])


def open_yearly(row: YearlyReport, form: str, *, by: Any) -> bytes:
    """The paper or the figures, for whoever asked for them."""
    require(by, PUBLISH, row.org_id)
    require_open(row.org_id)
    sealed = {"pdf": row.pdf, "csv": row.csv}.get(form, b"")
    if row.state != State.READY or not sealed or row.by_id != by.pk:
        raise Conflict(_("This document is not ready."))
    record(by, "prevention.yearly_fetched", org=row.org_id, kind="yearly", key=row.pk, form=form)
    return open_sealed(bytes(sealed), about=f"prevention_yearlyreport:{row.pk}")
