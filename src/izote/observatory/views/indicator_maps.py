"""The two maps of an indicator, as counted and smoothed; each place without a shade says its own reason."""

from bisect import bisect_right
from math import isfinite
from typing import Any

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from izote.kit.charts import number, shaded, swatch
from izote.observatory.queries.maps import outlines
from izote.observatory.rules.indicators import SMALL, in_language
from izote.observatory.views.indicator_tables import View, place_urls

SIGNS = {
    "blank": lambda: _("fewer than %(n)s events: not shaded") % {"n": SMALL},
    "people": lambda: _("the people are not known: no rate"),
    "part": lambda: _("only some months of the year are known"),
    "nodata": lambda: _("a gap: no figure of this place, which is not a zero"),
}


def maps(view: View) -> dict[str, Any]:
    """Raw and smoothed rates on two maps of one scale, with the scale in numbers; counts on one; or why there is none."""
    figures, standing, is_rate = view.figures, view.standing, view.chosen.indicator.is_rate
    drawing = outlines(view.level, view.chosen.country)
    values, digits = (figures.rate[:, 0], 1) if is_rate else (np.where(figures.whole, figures.counts, np.nan)[:, 0], 0)
    raw = np.where(view.shown, values, np.nan)
    if why := _none(view, drawing, raw):
        return {"why": why}
    bounds = _bounds(raw)
    pictures = [(_("As counted"), _map(view, drawing, raw, values, bounds, _("As counted")))]
    if is_rate and standing is not None and np.isfinite(standing.smoothed).any():
        near = bool(np.isfinite(standing.spatial).any())
        smoothed = standing.spatial if near else standing.smoothed
        title = _("Smoothed (empirical Bayes, with its neighbours)") if near else _("Smoothed (empirical Bayes)")
        pictures.append((title, _map(view, drawing, np.where(view.shown, smoothed, np.nan), smoothed, bounds, _("Smoothed"))))
    return {
        "pictures": pictures,
        "legend": [*_scale(bounds, digits), *_signs(view)],
        "unit": in_language(view.chosen.indicator.unit),
        "is_rate": is_rate,
        "schematic": drawing.schematic,
    }


def _none(view: View, drawing: Any, raw: np.ndarray) -> str:
    """Why there is no map."""
    if not drawing.shapes:
        return _("No map: neither borders nor middle points of these places are known.")
    if not np.isfinite(view.figures.counts).any():
        return _("No map: no source spoke of this year.")
    if not view.shown.any():
        return _("No map: no place of this level has %(n)s events in this year.") % {"n": SMALL}
    if np.isfinite(raw).any():
        return ""
    if not view.figures.whole.any():
        return _("No map: of no place of this level the whole year is known.")
    return _("No map: the people of these places are not known, so that there is no rate.")


def _scale(bounds: list[float], digits: int) -> list[tuple[SafeString, str]]:
    edges = [0.0, *bounds]
    return [
        (
            swatch(f"shade{n + 1}"),
            _("%(a)s to under %(b)s") % {"a": number(edges[n], digits), "b": number(edges[n + 1], digits)}
            if n + 1 < len(edges)
            else _("%(a)s and more") % {"a": number(edges[n], digits)},
        )
        for n in range(len(edges))
    ]


def _signs(view: View) -> list[tuple[SafeString, str]]:
    """The signs for places without a shade that this map shows."""
    seen = {sort for sort, _words in view.reasons}
    return [(swatch(sort), words()) for sort, words in SIGNS.items() if sort in seen]


def _bounds(values: np.ndarray) -> list[float]:
    """Up to four rounded limits between five sorts of shade, the same for both maps."""
    found = values[np.isfinite(values)]
    limits = np.quantile(found, [0.2, 0.4, 0.6, 0.8]) if len(found) else np.array([])
    rounded = [float(f"{limit:.2g}") for limit in limits]
    return sorted({one for one in rounded if one > 0})


def _map(view: View, drawing: Any, values: np.ndarray, said: np.ndarray, bounds: list[float], words: str) -> SafeString:
    by_code: dict[str, tuple[str, str]] = {}
    counts, values_, said_ = view.figures.counts[:, 0].tolist(), values.tolist(), said.tolist()
    for n, place in enumerate(view.entries):
        if place is None:
            continue
        sort, why = view.reasons[n]
        if isfinite(values_[n]):
            sort = f"shade{1 + bisect_right(bounds, values_[n])}"
        parts = [f"n = {number(counts[n])}" if isfinite(counts[n]) else ""]
        parts += [number(said_[n], 1) if view.chosen.indicator.is_rate and isfinite(said_[n]) else "", why]
        by_code[place.code] = (sort, f"{place.name}: {', '.join(filter(None, parts))}")
    url, shapes = place_urls(view.chosen), []
    for one in drawing.shapes:
        sort, says = by_code.get(one.code, ("nodata", one.title))
        shapes.append((one.path, sort, says, url(one.code)))
    return shaded(drawing.width, drawing.height, shapes, label=f"{view.chosen.indicator}. {words}")
