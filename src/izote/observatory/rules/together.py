"""Which figures may stand on one page, in one table or file: returns and violence never."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.observatory.rules.indicators import Indicator, indicators

APART = ({"returns", "violence"},)


def may_stand_together(some: Iterable[Indicator | str]) -> bool:
    """Whether these indicators (or domains) may stand together; asked by pages, comparisons, bulletins, downloads and exports alike."""
    known = indicators()
    domains = {known[one].domain if one in known else one for one in (each.code if isinstance(each, Indicator) else each for each in some)}
    return not any(pair <= domains for pair in APART)


def must_stand_apart(some: Iterable[Indicator | str]) -> None:
    """Refuse to mix what may not stand together."""
    if not may_stand_together(some):
        raise BadInput(
            _("Figures of returns and figures of violence never stand together: to return is no factor of crime. Choose one of both.")
        )
