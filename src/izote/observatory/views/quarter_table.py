"""What is sensitive is counted by quarter."""

import numpy as np
from django.utils.translation import gettext as _

from izote.kit.charts import columns, numbers
from izote.kit.tables import Column, Fact, Table
from izote.observatory.queries.figures import Series
from izote.observatory.views.bulletin_tables import period_words
from izote.observatory.views.parts import count_cell, facts, name_tag
from izote.observatory.views.place_tables import Here


def quarters(here: Here, series: Series) -> Table | None:
    """The counts of each quarter of which every month is known."""
    sums = series.months.reshape(-1, 3).sum(axis=1)
    known = np.flatnonzero(np.isfinite(sums))
    if not known.size:
        return None
    first, last = int(known[0]), int(known[-1]) + 1
    names = [f"{series.first + n // 4}-Q{n % 4 + 1}" for n in range(first, last)]
    heads = [Column(_("Quarter"), "#date+quarter"), Column(_("Events"), "#affected+total", 0)]
    rows = [[period_words(name), count_cell(sums[n])] for n, name in enumerate(names, first)]
    title = _("Quarter by quarter")
    picture = columns(numbers(sums[first:last]), [f"{name[5:]} {name[2:4]}" for name in names], label=f"{here.name}: {title}")
    place = Fact(_("Place"), here.name, name_tag(here.chosen, here.place), short=False)
    about = [place, *facts(here.chosen, series.years, rates=False, part=False)]
    return Table("trimestres", title, heads, rows, about, here.chosen.indicator.domain, picture=picture)
