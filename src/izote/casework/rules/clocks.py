"""When something is due, how late it is, and how much a case weighs: pure functions on days and hours of El Salvador."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from izote.casework.rules.words import words
from izote.kit.errors import BadInput

LOCAL = ZoneInfo("America/El_Salvador")
KINDS = ("first_action", "assessment", "plan", "contact", "review", "take")
RISKS = ("immediate", "high", "medium", "low")
SPAN = re.compile(r"([0-9]{1,4})([hdm])")
MOST = {"h": 24 * 90, "d": 730, "m": 24}
END_OF_DAY = dt.time(23, 59, 59)
SOON = dt.timedelta(hours=24)
Overrides = Mapping[str, Mapping[str, str]]
When = TypeVar("When", dt.datetime, dt.date)


class Span(NamedTuple):
    """A length of time: clock hours, calendar days or calendar months."""

    count: int  # type: ignore[assignment]
    unit: str

    def __str__(self) -> str:
        said = {
            "h": ngettext("%(count)d hour", "%(count)d hours", self.count),
            "d": ngettext("%(count)d day", "%(count)d days", self.count),
            "m": ngettext("%(count)d month", "%(count)d months", self.count),
        }
        return said[self.unit] % {"count": self.count}


class Lateness(NamedTuple):
    """How something stands: ok, soon or late; in calm words; and how long, negative while there is time."""

    state: str
    text: str
    by: dt.timedelta


class Window(NamedTuple):
    """The days between which a wave may be held, both included, and the day on which it is best held."""

    wave: str
    opens: dt.date
    due: dt.date
    closes: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies within."""
        return self.opens <= day <= self.closes


def read_span(text: str) -> Span:
    """`24h`, `5d` or `3m`; refuses anything else, and lengths without sense."""
    found = SPAN.fullmatch(str(text).strip().lower())
    if not found or not 0 < int(found[1]) <= MOST[found[2]]:
        raise BadInput(_("“%(text)s” is no length of time. Write for instance 24h (hours), 5d (days) or 3m (months).") % {"text": text})
    return Span(int(found[1]), found[2])


def checked_overrides(given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """An office's own clocks, without those that equal the default; refuses unknown clocks, risks and lengths."""
    kept: dict[str, dict[str, str]] = {}
    for kind, by_risk in given.items():
        for risk, text in by_risk.items():
            if kind not in KINDS or risk not in RISKS:
                raise BadInput(_("There is no clock “%(clock)s”.") % {"clock": f"{kind} {risk}"})
            span = read_span(text)
            if span != span_of(kind, risk):
                kept.setdefault(kind, {})[risk] = f"{span.count}{span.unit}"
    return kept


def span_of(kind: str, risk: str, overrides: Overrides | None = None) -> Span:
    """How long a clock runs at a level of risk: the office's own length, else the default."""
    own = (overrides or {}).get(kind, {}).get(risk)
    return read_span(own or words("clocks")[kind].row[risk])


def due(kind: str, risk: str, since: When, overrides: Overrides | None = None) -> When:
    """When a clock that began then runs out."""
    return after(since, span_of(kind, risk, overrides))


def after(since: When, span: Span) -> When:
    """The end of a span: hours to the minute; days and months to the end of the day in El Salvador. A date gives a date."""
    if not isinstance(since, dt.datetime):
        return _day_after(since, span)
    if since.tzinfo is None:
        raise ValueError("a moment without its time zone")
    if span.unit == "h":
        return (since.astimezone(dt.UTC) + dt.timedelta(hours=span.count)).astimezone(LOCAL)
    return dt.datetime.combine(_day_after(since.astimezone(LOCAL).date(), span), END_OF_DAY, LOCAL)


def _day_after(day: dt.date, span: Span) -> dt.date:
    if span.unit == "m":
        return add_months(day, span.count)
    return day + dt.timedelta(days=span.count if span.unit == "d" else -(-span.count // 24))


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of its month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_contact(risk: str, last: dt.datetime | None, opened: dt.datetime, overrides: Overrides | None = None) -> dt.datetime:
    """When the person must be spoken to again: counted from the last contact, or from the opening when there was none."""
    return due("contact", risk, last or opened, overrides)


def referral_due(urgency: str, sent: dt.datetime) -> dt.datetime:
    """When an answer to a referral is awaited."""
    return after(sent, read_span(words("urgencies")[urgency].row["span"]))


def legal_due(clock: str, since: dt.datetime) -> dt.datetime:
    """When a notice that the law asks for must be out: `protection_board` 24 hours, by the clock."""
    return after(since, read_span(words("legal_clocks")[clock].row["span"]))


def silent_before(now: dt.datetime) -> dt.datetime:
    """A referral that has not moved since this moment or longer has been silent for too long."""
    return now - dt.timedelta(days=read_span(words("legal_clocks")["silence"].row["span"]).count)


def call_windows(since: dt.date) -> list[Window]:
    """The contact calls at 30, 90, 180 and 365 days, each with the days in which it still tells what it should."""
    found = []
    for code, word in words("call_waves").items():
        best, before, later = (dt.timedelta(days=int(word.row[name])) for name in ("days", "before", "after"))
        found.append(Window(code, since + best - before, since + best, since + best + later))
    return found


def rss_windows(since: dt.date) -> list[Window]:
    """The three waves of the reintegration survey, in calendar months from the return or the first support."""
    found = []
    for code, word in words("rss_waves").items():
        opens, best, closes = (add_months(since, int(word.row[name])) for name in ("from", "due", "to"))
        found.append(Window(code, opens, best, closes))
    return found


def wave_on(windows: Iterable[Window], day: dt.date) -> str:
    """The wave to which a day belongs; none between the windows."""
    return next((window.wave for window in windows if window.holds(day)), "")


def lateness(due_at: dt.datetime | dt.date, now: dt.datetime) -> Lateness:
    """How a deadline stands, in calm words; a deadline without an hour lasts until the end of its day."""
    if not isinstance(due_at, dt.datetime):
        due_at = dt.datetime.combine(due_at, END_OF_DAY, LOCAL)
    over = now - due_at
    days = (now.astimezone(LOCAL).date() - due_at.astimezone(LOCAL).date()).days
    if over > dt.timedelta(0):
        return Lateness("late", _was_due(over, days), over)
    state = "soon" if -over <= SOON or days >= -1 else "ok"
    return Lateness(state, _is_due(-over, -days, whole_day=due_at.astimezone(LOCAL).time() >= END_OF_DAY), over)


def _was_due(over: dt.timedelta, days: int) -> str:
    if days > 1:
        return ngettext("was due %(count)d day ago", "was due %(count)d days ago", days) % {"count": days}
    if days == 1:
        return _("was due yesterday")
    hours = _hours(over)
    return (
        ngettext("was due %(count)d hour ago", "was due %(count)d hours ago", hours) % {"count": hours} if hours else _("was due just now")
    )


def _is_due(left: dt.timedelta, days: int, *, whole_day: bool) -> str:
    if days > 1:
        return ngettext("due in %(count)d day", "due in %(count)d days", days) % {"count": days}
    if days == 1:
        return _("due tomorrow")
    if whole_day:
        return _("due today")
    hours = _hours(left)
    return ngettext("due in %(count)d hour", "due in %(count)d hours", hours) % {"count": hours} if hours else _("due within the hour")


def _hours(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 3600)


def weight(risk: str) -> int:
    """How much a case weighs in the load of whoever carries it."""
    return int(words("risks")[risk].row["weight"])
