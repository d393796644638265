"""What the checks saw, as sentences with their numbers; why a row was set aside, in words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.observatory.rules.words import label, vocabulary

SENTENCES: dict[str, Any] = {
    "nothing_kept": gettext_lazy("No row of the file could be counted: of %(rows)s rows all were set aside."),
    "set_aside": gettext_lazy("Rows set aside: %(rows)s (%(percent)s %%). They are not counted until they are corrected."),
    "aside_cut": gettext_lazy(
        "Rows set aside: %(rows)s, of which the first %(kept)s are kept here. Something of the columns is probably wrong."
    ),
    "broken_lines": gettext_lazy("Lines that do not have the columns of the others: %(rows)s. They were set aside."),
    "said_twice": gettext_lazy("Rows that repeat a file number with the same data: %(rows)s. Each case was counted once."),
    "same_number": gettext_lazy(
        "Rows that repeat a file number with other data: %(rows)s. The first was counted, the others were set aside."
    ),
    "alike": gettext_lazy(
        "Rows that are the same as another in all that is read: %(rows)s. The file gives no file number, so each was counted."
    ),
    "notes": gettext_lazy("Titles and notes that were passed over: %(rows)s lines."),
    "outside_covered": gettext_lazy(
        "Events in months for which the file was said not to speak: %(events)s, in months: %(months)s. They are not counted."
    ),
    "control_total": gettext_lazy("The control total is %(said)s and what was read adds up to %(read)s."),
    "total_differs": gettext_lazy("The file states a total of %(said)s (line %(line)s) and its rows add up to %(read)s."),
    "total_agrees": gettext_lazy("The rows add up to the total that the file states: %(said)s."),
    "row_total": gettext_lazy("Line %(line)s: the row states a total of %(said)s and its figures add up to %(read)s."),
    "two_orders": gettext_lazy(
        "Some dates have the day first and others the month."
        " Those that can be read both ways were set aside (%(rows)s); nothing was guessed."
    ),
    "order_assumed": gettext_lazy(
        "Nothing in the file shows whether its dates begin with the day or the month: the day was taken to be first."
    ),
    "unknown_words": gettext_lazy("Words for “%(kind)s” that are not understood: %(words)s (rows: %(rows)s). Say what they mean."),
    "status_words": gettext_lazy("Words for “%(kind)s” that say who was returned or deported were not read (rows: %(rows)s)."),
    "wide_ages": gettext_lazy(
        "Ages that are no single age nor a group of five years (%(groups)s): %(rows)s rows. They are counted, with their age not known."
    ),
    "unnamed": gettext_lazy(
        "The file names no “%(category)s”, of which about %(usual)s would be usual in its months: it was taken not to speak of it,"
        " and the figures in use stay."
    ),
    "jump_held": gettext_lazy("%(category)s, %(month)s: the file says %(read)s; the figures in use say %(held)s."),
    "unfinished_month": gettext_lazy("%(month)s was not over at the cut-off: it is not counted until a file has the whole month."),
    "assumed_whole": gettext_lazy("The last day in the file is %(day)s and no cut-off is stated: the whole month was taken to be covered."),
    "silent_month": gettext_lazy("%(category)s, %(month)s: not one, where a usual month has %(typical)s. Is the month missing?"),
    "jump": gettext_lazy("%(category)s, %(month)s: %(read)s, where a usual month has %(typical)s."),
    "break": gettext_lazy("The definition changes within the file. %(which)s"),
    "people_impossible": gettext_lazy(
        "The file says %(said)s persons for %(place)s in %(year)s; in %(known_year)s there were %(known)s (%(source)s)."
        " This cannot be: correct it."
    ),
    "people_sum": gettext_lazy("%(year)s: the file says %(said)s persons for the whole country and its places add up to %(read)s."),
}
KINDS = {
    "category": gettext_lazy("offence or event"),
    "sex": gettext_lazy("sex"),
    "means": gettext_lazy("weapon or means"),
    "site": gettext_lazy("kind of place"),
    "country": gettext_lazy("country of origin"),
    "place": gettext_lazy("places"),
}
WHY: dict[str, Any] = {
    "day:empty": gettext_lazy("The date is empty."),
    "day:not_a_date": gettext_lazy("The date cannot be read."),
    "day:span": gettext_lazy("This is a span of several months: neither a month nor a year, and not divided among them."),
    "day:order": gettext_lazy("The date can be read with the day or with the month first, and the file has both."),
    "day:future": gettext_lazy("The date lies after the cut-off date."),
    "day:too_old": gettext_lazy("The date lies before 1930."),
    "place:empty": gettext_lazy("No place is named."),
    "place:unknown": gettext_lazy("No place has this name."),
    "place:unclear": gettext_lazy("Several places have this name: write the department too."),
    "place:not_counted": gettext_lazy("Somebody said that this place does not count."),
    "category:empty": gettext_lazy("No offence or event is named."),
    "category:unknown": gettext_lazy("This offence or event is not understood: say what the word means."),
    "category:status": gettext_lazy("The word says who was returned or deported: of no person of an event of violence is that held."),
    "category:not_counted": gettext_lazy("Somebody said that this word does not count."),
    "count:not_a_number": gettext_lazy("The figure is not a whole number."),
    "count:negative": gettext_lazy("The figure is below zero."),
    "count:too_many": gettext_lazy("The figure is too large to be true."),
    "key:again": gettext_lazy("The same file number with the same data: counted once."),
    "category:other_domain": gettext_lazy("This is not what the source counts: returns and violence never stand in one file."),
    "key:conflict": gettext_lazy("The same file number with other data: the first was counted."),
    "broken": gettext_lazy("The line does not have the columns of the others. Correct it in the file and load the file again."),
}
# Which columns gave the value that could not be read.
COLUMNS = {"day": ("date", "year", "month", "day"), "place": ("department", "municipality", "place_code"), "key": ("key",)}


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """A finding in the language of the page."""
    said = {name: _worded(name, value) for name, value in facts.items()}
    return str(SENTENCES[code]) % said if code in SENTENCES else code


def why(field: str, reason: str) -> str:
    """Why a row was set aside, in the language of the page."""
    code = reason if reason == field or not field else f"{field}:{reason}"
    return str(WHY[code]) if code in WHY else code


def month_name(text: str) -> str:
    """A month written 2024-01, in words."""
    year, month = text.split("-")
    return date_format(dt.date(int(year), int(month), 1), "YEAR_MONTH_FORMAT")


def _worded(name: str, value: Any) -> str:
    if name == "category":
        return label("categories", str(value))
    if name == "kind":
        return str(KINDS.get(str(value), value))
    if name == "which":
        return vocabulary.label("breaks", str(value))
    if name == "day":
        return date_format(dt.date.fromisoformat(str(value)), "DATE_FORMAT")
    if name == "month":
        return month_name(str(value))
    if isinstance(value, (int, float)) and "year" not in name and name != "line":
        return number_format(value, use_l10n=True, force_grouping=True)
    return str(value) or _("not known")
