"""By how much something changed, in numbers and in words that keep the interval."""

from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from izote.kit.charts import number
from izote.methods.rates import clopper_pearson


class Change(NamedTuple):
    """A ratio of two rates less one, with its exact 95 % limits; value NaN where there was nothing before.

    `in_counts`: the people under the rates are not known, so that it is a change of counts and must be named so.
    """

    before: float
    after: float
    value: float
    low: float
    high: float
    in_counts: bool = False

    @property
    def known(self) -> bool:
        """Whether both years are known."""
        return bool(np.isfinite(self.before) and np.isfinite(self.after))

    @property
    def sure(self) -> bool:
        """Whether the interval leaves "no change" out."""
        return bool(self.known and (self.low > 0 or self.high < 0))

    @property
    def words(self) -> str:
        """The change in words: a percentage with its interval, "from 0 to n", or that it is not known."""
        if not self.known:
            return _("not known")
        if not np.isfinite(self.value):
            return _("from %(a)s to %(b)s") % {"a": number(self.before), "b": number(self.after)}
        said = f"{percent(self.value)} ({interval(self.low, self.high)})"
        return _("%(change)s in counts: the people are not known") % {"change": said} if self.in_counts else said


def percent(value: float) -> str:
    """A fraction as a signed percentage."""
    if not np.isfinite(value):
        return "∞" if value > 0 else "—"
    sign = "−" if value < 0 else "+" if value > 0 else "±"
    digits = 0 if abs(value) >= 0.095 else 1
    return f"{sign}{number(abs(value) * 100, digits)} %"


def interval(low: float, high: float) -> str:
    """The limits of a change."""
    if not np.isfinite(low) and not np.isfinite(high):
        return "—"
    if not np.isfinite(high):
        return _("%(low)s or more") % {"low": percent(low)}
    return _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


def change(before: float, after: float, people_before: float = 1.0, people_after: float = 1.0) -> Change:
    """The change between two counts over their people, with the exact conditional interval; of counts where people are not known."""
    in_counts = not (people_before > 0 and people_after > 0)
    if not np.isfinite(before) or not np.isfinite(after):
        return Change(before, after, np.nan, np.nan, np.nan, in_counts)
    odds = 1.0 if in_counts else people_after / people_before
    low, high = clopper_pearson(np.array(float(after)), np.array(float(before + after)), 0.025)
    value = after / before / odds - 1 if before > 0 else np.nan
    top = float(high / (1 - high) / odds - 1) if high < 1 else np.inf
    return Change(before, after, float(value), float(low / (1 - low) / odds - 1) if low < 1 else np.inf, top, in_counts)
