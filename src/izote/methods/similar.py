"""Which other places are like this one, so that a comparison compares like with like."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from izote.methods.errors import Declined

NAMES = ("population", "urban share", "density", "baseline rate")


class Similar(NamedTuple):
    """The k nearest of one place, the nearest first.

    `difference`: (k, features) in standard deviations of all places, the sign says whether the other has more; `why` names, for each,
    the feature that fits worst and by how much. `typical` is the median distance of all other places: a neighbour as far as that is none.
    """

    places: np.ndarray
    distance: np.ndarray
    difference: np.ndarray
    why: list[str]
    typical: float


def standardised(features: ArrayLike, logarithm: Sequence[bool]) -> np.ndarray:
    """Each column less its mean over its standard deviation, after the logarithm where asked; a column that does not vary is 0."""
    table = np.array(features, float)
    if table.ndim != 2 or table.shape[1] != len(logarithm):
        raise Declined("shape", "One row a place, one column a feature.")
    if np.isinf(table).any():
        raise Declined("infinite", "A feature is infinite.")
    for column, logged in enumerate(logarithm):
        if logged:
            if (table[:, column] <= 0).any():
                raise Declined("feature", "A feature taken by its logarithm must be greater than zero.", column=column)
            table[:, column] = np.log(table[:, column])
    if np.isnan(table).all(0).any():
        raise Declined("feature", "A feature is known of no place.")
    table -= np.nanmean(table, axis=0)
    spread = np.nanstd(table, axis=0)
    return np.divide(table, spread, out=np.where(np.isnan(table), np.nan, 0.0), where=spread > 0)


def similar(
    features: ArrayLike,
    place: int,
    k: int = 5,
    *,
    logarithm: Sequence[bool] | None = None,
    names: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    among: ArrayLike | None = None,
) -> Similar:
    """The k places at the smallest standardised Euclidean distance; equal ones in the order of the file.

    features: (places, features); logarithm: which columns to compare by ratio; weights: importance of each feature; among: places that may
    be chosen. Places with a gap are never chosen. Declined: the place itself has a gap, fewer than k others.
    """
    table = np.asarray(features, float)
    width = table.shape[1] if table.ndim == 2 else 0
    z = standardised(table, logarithm or [False] * width)
    weight = np.ones(width) if weights is None else np.asarray(weights, float)
    if weight.shape != (width,) or (weight < 0).any() or not np.isfinite(weight).all() or weight.sum() == 0:
        raise Declined("weight", "One weight a feature, zero or more, not all zero.")
    if not 0 <= place < len(z) or np.isnan(z[place]).any():
        raise Declined("place", "The place is not there, or one of its features is unknown.", place=place)
    allowed = ~np.isnan(z).any(1) if among is None else ~np.isnan(z).any(1) & np.asarray(among, bool)
    allowed[place] = False
    if not 0 < k <= allowed.sum():
        raise Declined("few_places", f"Only {allowed.sum()} other places have all features.", places=int(allowed.sum()))
    difference = z - z[place]
    distance = np.sqrt((weight * difference**2).sum(1) / weight.sum())
    distance[~allowed] = np.inf
    chosen = np.argsort(distance, kind="stable")[:k]
    labels = list(names) if names is not None else [f"feature {each + 1}" for each in range(width)]
    worst = [int(np.argmax(weight * np.abs(difference[each]))) for each in chosen]
    why = [f"differs most in {labels[at]}: {difference[each, at]:+.2f} SD" for each, at in zip(chosen, worst, strict=True)]
    return Similar(chosen, distance[chosen], difference[chosen], why, float(np.median(distance[allowed])))


def similar_places(
    population: ArrayLike, urban_share: ArrayLike, density: ArrayLike, baseline_rate: ArrayLike, place: int, k: int = 5
) -> Similar:
    """Comparable municipalities by population and density (logarithms), urban share and the rate before; all (places,).

    The baseline must be of years before the change that is to be compared: choosing on the outcome makes the comparison worthless.
    """
    columns = [np.asarray(each, float) for each in (population, urban_share, density, baseline_rate)]
    if len({each.shape for each in columns}) != 1 or columns[0].ndim != 1:
        raise Declined("shape", "The four columns must be of one length.")
    return similar(np.column_stack(columns), place, k, logarithm=(True, False, True, False), names=NAMES)
