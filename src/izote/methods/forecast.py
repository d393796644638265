"""Forecasts of counts by place: a discounted gamma-Poisson level per place, pooled with the others, against naive forecasts it must
beat."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from izote.methods.errors import Declined
from izote.methods.scores import crps_nb, crps_samples, interval_score, nb_cdf, nb_log_pmf, nb_quantile, pit

SAMPLE = 6000
"""Past forecasts looked at for each horizon when settings are compared."""
BASELINES = ("seasonal naive", "climatology", "last value")


@dataclass(frozen=True)
class Settings:
    """discount: memory of a place's level; prior: weight, in periods, of the mean of all places; shared: share of a common movement that
    every place is taken to follow; damping: of the common trend; season: weight, in cases, of the common season against the place's own;
    extra: variance beyond that of the level, by horizon, as a share of mean^(2−taper)."""

    discount: float = 0.9
    prior: float = 2.0
    shared: float = 0.5
    damping: float = 0.0
    season: float = 60.0
    taper: float = 0.0
    extra: tuple[float, ...] = (0.02,)


@dataclass(frozen=True)
class Evaluation:
    """Rolling origins: mean CRPS of the model and of each naive forecast; of the 90 % intervals the share that held the truth (`coverage`),
    the same with the ends of the interval drawn at random so that 90 % is exact for counts (`coverage_pit`), what the closed intervals
    promised (`promised`), their score; PIT in ten classes; how many forecasts; by horizon the CRPS of the model."""

    crps: float
    baselines: dict[str, float]
    coverage: float
    coverage_pit: float
    promised: float
    interval_score: float
    pit: tuple[float, ...]
    forecasts: int
    by_horizon: tuple[float, ...]

    @property
    def best(self) -> str:
        """“model”, or the naive forecast that was better."""
        name = min(self.baselines, key=lambda one: self.baselines[one])
        return "model" if self.crps <= self.baselines[name] else name


@dataclass(frozen=True)
class Forecast:
    """By horizon and place, shape (horizons, places): mean, lower and upper end (90 % by default). method: “model” or a naive one.

    smallest_change: observed over forecast that a typical place must reach at horizon 1 to lie above its interval.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    method: str
    settings: Settings
    evaluation: Evaluation | None
    smallest_change: float
    sentence: str = ""
    size: np.ndarray = field(default_factory=lambda: np.zeros(0))


@dataclass
class _State:
    """What is known after each period: by period and place (level: shape and rate), the common trend, and seasons (months, places)."""

    shape: np.ndarray
    rate: np.ndarray
    trend: np.ndarray
    season: np.ndarray


def forecast(
    counts: np.ndarray,
    *,
    horizon: int = 12,
    period: int = 12,
    level: float = 0.9,
    exposure: np.ndarray | None = None,
    check: bool = True,
) -> Forecast:
    """Forecast counts 1 … `horizon` periods ahead for every place at once.

    counts: shape (periods, places), NaN = no report (skipped, never a zero). period: periods a year (12 months, 1 for years). exposure:
    shape (places,), population, so that small places lean towards the common rate and not the common count. Negative binomial: the level of
    a place is a gamma distribution with discounted memory (Harvey & Fernandes 1989), drawn to the mean of all; season and movement
    shared in
    part; damped trend (Gardner & McKenzie 1985); settings by the log score of past forecasts. With check=True the last year (or quarter of
    the series) is forecast from before; where a naive forecast had the lower CRPS, that naive forecast is returned and `method` says so.
    Declined: fewer than 2 years (6 periods where a year is one), fewer than 10 cases in all.
    """
    found, weight = _inputs(counts, horizon, period, exposure)
    evaluation = evaluate(found, horizon=horizon, period=period, exposure=weight, level=level) if check else None
    settings = fit(found, horizon=horizon, period=period, exposure=weight)
    method = evaluation.best if evaluation else "model"
    mean, size = _predict(_filter(found, settings, period, weight), found.shape[0] - 1, horizon, period, settings)
    if method == "climatology":
        drawn = np.array([_same_season(found, found.shape[0] + h, period) for h in range(horizon)], dtype=object)
        mean = np.array([np.nanmean(rows, axis=0) for rows in drawn])
        low = np.array([np.nanquantile(rows, (1 - level) / 2, axis=0, method="inverted_cdf") for rows in drawn])
        high = np.array([np.nanquantile(rows, (1 + level) / 2, axis=0, method="inverted_cdf") for rows in drawn])
    else:
        if method != "model":
            mean, size = (
                _naive(found, found.shape[0] - 1, horizon, period if method == "seasonal naive" else 1),
                np.full(mean.shape, np.inf),
            )
        low, high = nb_quantile((1 - level) / 2, mean, size), nb_quantile((1 + level) / 2, mean, size)
    typical = float(np.median((high[0] + 1) / np.maximum(mean[0], 1e-9))) if np.all(mean[0] > 0) else float("inf")
    return Forecast(mean, low, high, method, settings, evaluation, typical, _sentence(evaluation, method), size)


def evaluate(
    counts: np.ndarray,
    *,
    horizon: int = 12,
    period: int = 12,
    exposure: np.ndarray | None = None,
    level: float = 0.9,
    origins: int | None = None,
    seed: int = 1,
) -> Evaluation:
    """Forecast the end of the series from rolling origins, with settings found before the first of them, and score against naive forecasts.

    origins: how many of the last periods serve as origins (default a year, or a quarter of the series). Naive forecasts: the same season of
    the year before and the last value, each with Poisson spread; climatology, all earlier values of the same season.
    """
    found, weight = _inputs(counts, horizon, period, exposure)
    length = found.shape[0]
    first = length - 1 - (origins or max(period, length // 4))
    if first < max(2 * period, 5) - 1:
        raise Declined("short", "The series is too short to hold back its end for a test.", periods=length)
    settings = fit(found[: first + 1], horizon=horizon, period=period, exposure=weight)
    state = _filter(found, settings, period, weight)
    parts: dict[str, list[np.ndarray]] = {name: [] for name in ("y", "mean", "size", "h", *BASELINES)}
    for origin in range(first, length - 1):
        steps = min(horizon, length - 1 - origin)
        truth = found[origin + 1 : origin + 1 + steps]
        mean, size = _predict(state, origin, steps, period, settings)
        for name, value in (
            ("y", truth),
            ("mean", mean),
            ("size", size),
            ("h", np.repeat(np.arange(steps), truth.shape[1]).reshape(truth.shape)),
        ):
            parts[name].append(value.ravel())
        parts["seasonal naive"].append(crps_nb(truth, _naive(found[: origin + 1], origin, steps, period), np.inf).ravel())
        parts["last value"].append(crps_nb(truth, _naive(found[: origin + 1], origin, steps, 1), np.inf).ravel())
        past = found[: origin + 1]
        climate = [crps_samples(truth[h], _same_season(past, origin + 1 + h, period)) for h in range(steps)]
        parts["climatology"].append(np.concatenate(climate))
    return _score({name: np.concatenate(value) for name, value in parts.items()}, horizon, level, seed)


def _score(parts: dict[str, np.ndarray], horizon: int, level: float, seed: int) -> Evaluation:
    seen = ~np.isnan(parts["y"]) & ~np.isnan(parts["seasonal naive"]) & ~np.isnan(parts["climatology"]) & ~np.isnan(parts["last value"])
    if not seen.any():
        raise Declined("empty", "No forecast could be compared with a report.")
    y, mean, size = parts["y"][seen], parts["mean"][seen], parts["size"][seen]
    crps = crps_nb(y, mean, size)
    low, high = nb_quantile((1 - level) / 2, mean, size), nb_quantile((1 + level) / 2, mean, size)
    spot = pit(y, mean, size, seed=seed)
    return Evaluation(
        float(crps.mean()),
        {name: float(parts[name][seen].mean()) for name in BASELINES},
        float(((y >= low) & (y <= high)).mean()),
        float(((spot >= (1 - level) / 2) & (spot <= (1 + level) / 2)).mean()),
        float((nb_cdf(high, mean, size) - nb_cdf(low - 1, mean, size)).mean()),
        float(interval_score(y, low, high, level).mean()),
        tuple((np.histogram(spot, 10, (0, 1))[0] / spot.size).tolist()),
        int(y.size),
        tuple(float(crps[parts["h"][seen] == h].mean()) for h in range(horizon) if (parts["h"][seen] == h).any()),
    )


def fit(counts: np.ndarray, *, horizon: int = 12, period: int = 12, exposure: np.ndarray | None = None) -> Settings:
    """Settings with the lowest CRPS of past forecasts (relative to the spread of the counts), one after another, twice round."""
    found, weight = _inputs(counts, horizon, period, exposure, whole=False)
    best = Settings(extra=(0.02,) * horizon)
    value = np.inf
    grid: dict[str, Sequence[float]] = {
        "discount": (0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99),
        "shared": (0.0, 0.25, 0.5, 0.75, 1.0),
        "prior": (0.3, 1.0, 3.0, 10.0),
        "damping": (0.0, 0.7, 0.9),
        "taper": (0.0, 0.3, 0.6, 1.0),
        "season": (15.0, 60.0, 1e6) if period > 1 else (60.0,),
    }
    tried: dict[Settings, float] = {}
    for _ in range(2):
        for name, options in grid.items():
            for option in options:
                trial = replace(best, **{name: option}, extra=())
                if trial not in tried:
                    extra, score = _past(found, trial, horizon, period, weight)
                    tried[trial] = score
                    if score < value:
                        best, value = replace(trial, extra=extra), score
    return best


def _past(found: np.ndarray, settings: Settings, horizon: int, period: int, weight: np.ndarray) -> tuple[tuple[float, ...], float]:
    """The extra variance that fits past forecasts best at some horizons (between them interpolated), and the mean CRPS then."""
    state = _filter(found, settings, period, weight)
    length = found.shape[0]
    start = max(period, length // 4, 3)
    plain = replace(settings, extra=(0.0,) * horizon)
    looked = sorted({1, *(h for h in (2, 3, 6, 12) if h <= horizon), horizon})
    options = np.array([0.0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.22, 0.32, 0.5, 0.75, 1.1, 1.7, 2.6])
    chosen: list[float] = []
    total = 0.0
    for h in looked:
        origins = np.arange(start, length - h)
        if origins.size == 0:
            chosen.append(chosen[-1] if chosen else 0.1)
            continue
        stride = max(1, origins.size * found.shape[1] // SAMPLE)
        y = found[origins + h].ravel()
        pairs = [_predict(state, int(origin), h, period, plain, only_last=True) for origin in origins]
        mean, size = np.concatenate([m.ravel() for m, _ in pairs]), np.concatenate([s.ravel() for _, s in pairs])
        seen = np.flatnonzero(~np.isnan(y))[::stride]
        y, mean, size = y[seen], mean[seen], size[seen]
        more = np.maximum(mean, 0.5) ** -settings.taper
        score = [nb_log_pmf(y, mean, 1 / (1 / size + part * more)).mean() for part in options]
        chosen.append(float(options[int(np.argmax(score))]))
        total += float(crps_nb(y, mean, 1 / (1 / size + chosen[-1] * more)).mean())
    extra = np.interp(np.arange(1, horizon + 1), looked, chosen)
    return tuple(extra.tolist()), total / len(looked)


def _filter(found: np.ndarray, settings: Settings, period: int, weight: np.ndarray) -> _State:
    """One pass over the periods, all places at once; nothing looks ahead."""
    length, places = found.shape
    rate0 = max(float(np.nanmean(found[: max(period, 3)])), 0.01)
    shape, rate = settings.prior * np.maximum(rate0 * weight, 1e-6), np.full(places, settings.prior)
    out = _State(np.empty((length, places)), np.empty((length, places)), np.empty(length), np.empty((length, period, places)))
    trend = 0.0
    common_seen, common_due = np.full(period, 50.0), np.full(period, 50.0)
    own_seen, own_due = np.zeros((period, places)), np.zeros((period, places))
    for now in range(length):
        month = now % period
        season = _season(common_seen, common_due, own_seen, own_due, settings.season)
        seen = ~np.isnan(found[now])
        y = np.where(seen, found[now], 0.0)
        due = np.where(seen, shape / rate * season[month], 0.0)
        moved = (y.sum() + 10) / (due.sum() + 10)
        rate = rate / moved**settings.shared
        trend = 0.7 * trend + 0.3 * settings.shared * np.log(moved)
        mean = float((shape / rate).sum() / weight.sum())
        shape = settings.discount * shape + (1 - settings.discount) * settings.prior * mean * weight
        rate = settings.discount * rate + (1 - settings.discount) * settings.prior
        shape, rate = shape + y, rate + np.where(seen, season[month], 0.0)
        if period > 1:
            usual = np.where(seen, shape / rate, 0.0)
            common_seen[month], common_due[month] = 0.8 * common_seen[month] + y.sum(), 0.8 * common_due[month] + usual.sum()
            own_seen[month], own_due[month] = own_seen[month] + y, own_due[month] + usual * season[month]
        out.shape[now], out.rate[now], out.trend[now] = shape, rate, trend
        out.season[now] = _season(common_seen, common_due, own_seen, own_due, settings.season)
    return out


def _season(common_seen: np.ndarray, common_due: np.ndarray, own_seen: np.ndarray, own_due: np.ndarray, weight: float) -> np.ndarray:
    """Seasonal factors (months, places): the common ones, mean 1, moved by the place's own record as far as its cases carry."""
    common = common_seen / common_due
    common = common / common.mean()
    return common[:, None] * (own_seen + weight) / (own_due + weight)


def _predict(
    state: _State, origin: int, horizon: int, period: int, settings: Settings, *, only_last: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and size (horizons, places) of the negative binomial from one origin."""
    steps = np.arange(horizon if only_last else 1, horizon + 1)
    drift = settings.damping
    push = drift * (1 - drift**steps) / (1 - drift) * state.trend[origin] if drift else np.zeros(steps.size)
    level = state.shape[origin] / state.rate[origin]
    mean = level * state.season[origin][(origin + steps) % period] * np.exp(np.clip(push, -2, 2))[:, None]
    extra = np.array(settings.extra)[np.minimum(steps, len(settings.extra)) - 1]
    mean = np.maximum(mean, 1e-9)
    return mean, 1 / (1 / np.maximum(state.shape[origin], 1e-9) + extra[:, None] * np.maximum(mean, 0.5) ** -settings.taper)


def _naive(past: np.ndarray, origin: int, horizon: int, period: int) -> np.ndarray:
    """The last value of the same season (the last report where that one is missing), shape (horizons, places)."""
    out = np.array([past[origin + 1 + h - period * (1 + h // period)] for h in range(horizon)], float)
    if np.isnan(out).any():
        at = np.where(np.isnan(past), 0, np.arange(past.shape[0])[:, None]).max(axis=0)
        out = np.where(np.isnan(out), past[at, np.arange(past.shape[1])], out)
    return out


def _same_season(past: np.ndarray, when: int, period: int) -> np.ndarray:
    return past[when % period :: period]


def _inputs(
    counts: np.ndarray, horizon: int, period: int, exposure: np.ndarray | None, *, whole: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    found = np.asarray(counts, float)
    if found.ndim != 2 or not found.size:
        raise Declined("shape", "Counts must be a table of periods by places.")
    seen = found[~np.isnan(found)]
    if np.any(np.isinf(seen)) or np.any(seen < 0) or np.any(seen != np.floor(seen)):
        raise Declined("count", "A count is a whole number of zero or more.")
    if not 1 <= horizon <= 24 or period < 1:
        raise Declined("horizon", "The horizon must be 1 to 24 periods, and a year at least one period.", horizon=horizon)
    need = 2 * period if period > 1 else 6
    if found.shape[0] < need:
        raise Declined(
            "short", f"{found.shape[0]} periods are too few to forecast from: {need} are needed.", periods=found.shape[0], needed=need
        )
    if seen.sum() < 10:
        raise Declined("few", "Fewer than ten cases in all: there is nothing to forecast from.", cases=int(seen.sum()))
    if whole and np.isnan(found).all(axis=0).any():
        raise Declined("gap", "A place has no report at all.", place=int(np.isnan(found).all(axis=0).argmax()))
    weight = np.ones(found.shape[1]) if exposure is None else np.asarray(exposure, float)
    if weight.shape != (found.shape[1],) or not np.all(np.isfinite(weight)) or np.any(weight <= 0):
        raise Declined("exposure", "Every place needs a population above zero.")
    return found, weight / weight.mean()


def _sentence(evaluation: Evaluation | None, method: str) -> str:
    if evaluation is None:
        return "Not compared with naive forecasts."
    name = min(evaluation.baselines, key=lambda one: evaluation.baselines[one])
    compared = f"CRPS {evaluation.crps:.3f} against {evaluation.baselines[name]:.3f} of the best naive forecast ({name})"
    if method == "model":
        return f"In the last periods the model was better than every naive forecast: {compared}."
    return f"In the last periods a naive forecast was better, and is what is shown here: {compared}."
