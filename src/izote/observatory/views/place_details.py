"""When, who and how in one place: hours, sex and age, means and kinds of place; for the office's own use."""

from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from izote.kit.charts import heat, pyramid
from izote.kit.pictures import bars
from izote.kit.tables import Column, Fact, Table
from izote.observatory.queries.figures import Detail
from izote.observatory.rules.words import label
from izote.observatory.views.parts import internal
from izote.observatory.views.place_tables import Here, facts_here

BANDS = [f"{5 * n}–{5 * n + 4}" for n in range(17)] + ["85+"]


def clock(here: Here, found: Detail, years: str) -> Table | None:
    """Hour × weekday."""
    if not found.clock.any():
        return None
    days = [str(WEEKDAYS_ABBR[n]) for n in range(7)]
    heads = [Column(_("Hour"), "#date+hour"), *(Column(day, f"#affected+day{n + 1}", 0) for n, day in enumerate(days))]
    rows = [[f"{hour:02d}:00", *(int(found.clock[day, hour]) for day in range(7))] for hour in range(24)]
    title = _("By hour and weekday, %(years)s") % {"years": years}
    picture = heat(found.clock.tolist(), days, [str(h) for h in range(24)], label=title)
    said = _("Only events whose hour the source says: %(n)s of %(total)s.") % {"n": int(found.clock.sum()), "total": found.total}
    return Table("horas", title, heads, rows, _internal(here), here.chosen.indicator.domain, picture=picture, notes=[said], internal=True)


def who(here: Here, found: Detail, years: str) -> Table | None:
    """Sex × age; those of whom the sex is not known are a third column, never spread."""
    if not found.who.any():
        return None
    women, men, unknown = found.who
    bands = [*BANDS, _("age not known")]
    heads = [
        Column(_("Age"), "#group+age"),
        Column(_("women"), "#affected+f", 0),
        Column(_("men"), "#affected+m", 0),
        Column(_("sex not known"), "#affected+unknown", 0),
    ]
    rows = [[bands[n], int(women[n]), int(men[n]), int(unknown[n])] for n in range(len(bands))]
    title = _("Who: by age and sex, %(years)s") % {"years": years}
    picture = pyramid(women[:-1].tolist(), men[:-1].tolist(), BANDS, label=title)
    said = _("Sex not known: %(sex)s. Age not known: %(age)s.") % {"sex": int(unknown.sum()), "age": int(found.who[:, -1].sum())}
    internal = _("For the office's own use: small cells are shown here and are never published.")
    return Table(
        "quienes",
        title,
        heads,
        rows,
        _internal(here),
        here.chosen.indicator.domain,
        picture=picture,
        notes=[said, internal],
        internal=True,
    )


def how(here: Here, found: Detail, years: str, kind: str, vocabulary: str, title: str) -> Table | None:
    """Means or kinds of place, as the source says them."""
    words = found.parts.get(kind, {})
    if not words:
        return None
    rows: list[list[Any]] = [[label(vocabulary, code).capitalize(), n] for code, n in sorted(words.items(), key=lambda one: -one[1])]
    missing = found.total - sum(words.values())
    if missing > 0:
        rows.append([_("not said"), missing])
    heads = [Column(title, f"#cause+{kind}"), Column(_("Events"), "#affected+total", 0)]
    words_ = f"{title}, {years}"
    picture = bars([(row[0], row[1]) for row in rows], words_)
    return Table(kind, words_, heads, rows, _internal(here), here.chosen.indicator.domain, picture=picture, internal=True)


def _internal(here: Here) -> list[Fact]:
    """Counts of the years that the details are of."""
    return [*facts_here(here, here.lately, rates=False, part=False), internal()]
