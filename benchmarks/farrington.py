"""Farrington Flexible over 262 weekly series: against R's surveillance where it is present, and against a plain loop of weighted fits."""

import csv
import datetime as dt
import gzip
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import rig

SERIES, WEEKS = 262, 442


def run(persons: int = 0, *, quick: bool = False) -> dict[str, Any]:
    """Seconds and CPU of the latest week and of 52 weeks, ratios to the other sides, and how many thresholds and alarms agree."""
    from izote.methods.detect.flexible import farrington_flexible

    counts, dates = generated(seed=20261122)
    count, some = (2, 8) if quick else (5, 24)

    def ours(series: int, last: int) -> Any:
        return farrington_flexible(counts[:series], dates, last=last, limit54=(0, 4))

    with tempfile.TemporaryDirectory() as folder:
        present = r_present()
        cases = {"latest week": (SERIES if not quick else some, 1), "52 weeks": (some, 52)}
        result: dict[str, Any] = {"series": SERIES, "weeks of history": WEEKS, "R": present or "absent: the stored answers of 1.20.3 serve"}
        for name, (series, last) in cases.items():
            begun = time.perf_counter(), time.process_time()
            first = ours(series, last)
            cold = time.perf_counter() - begun[0]
            sides: dict[str, Callable[[], tuple[float, float]]] = {
                "ours": lambda series=series, last=last: timed(lambda: ours(series, last)),  # type: ignore[misc]
                "plain loop": lambda series=series, last=last: timed(lambda: plain(counts[:series], dates, last)),  # type: ignore[misc]
            }
            if present:
                sides["R"] = lambda series=series, last=last: by_r(Path(folder), counts[:series], dates, last)  # type: ignore[misc]
            taken = interleaved(sides, count)
            loop = plain(counts[:series], dates, last)
            part: dict[str, Any] = {"series in this comparison": series, "first call in seconds": round(cold, 3), "seconds": taken}
            for other in [side for side in sides if side != "ours"]:
                part[f"{other} ÷ ours, wall"] = round(taken[other]["wall"]["median"] / taken["ours"]["wall"]["median"], 1)
                part[f"{other} ÷ ours, CPU"] = round(taken[other]["CPU"]["median"] / taken["ours"]["CPU"]["median"], 1)
            part["expected equal to the plain loop's (1e-6)"] = float(np.isclose(loop, first.expected, rtol=1e-6).mean())
            if present:
                part["agreement with R"] = agreement(first.threshold, first.alarm, *r_answers(Path(folder), series))
            result[name] = part
        whole = interleaved({f"{last} weeks": lambda last=last: timed(lambda: ours(SERIES, last)) for last in (1, 52)}, count)  # type: ignore[misc]
        result["all 262 series, ours"] = whole
    result["agreement with the stored answers of R 1.20.3"] = stored()
    result["machine"] = rig.machine()
    return result


def generated(seed: int) -> tuple[np.ndarray, list[dt.date]]:
    """262 series of counts with season, trend, overdispersion and past outbreaks."""
    chance = np.random.default_rng(seed)
    t = np.arange(WEEKS)
    level = np.exp(chance.normal(0.5, 1.3, (SERIES, 1)))
    wave, slope = chance.uniform(0, 0.8, (SERIES, 1)), chance.normal(0, 0.001, (SERIES, 1))
    mean = level * np.exp(wave * np.cos(2 * np.pi * (t / 52 + chance.random((SERIES, 1)))) + slope * (t - WEEKS / 2))
    phi = chance.uniform(1.05, 4, (SERIES, 1))
    counts = chance.poisson(chance.gamma(mean / (phi - 1), phi - 1)).astype(float)
    for s in range(SERIES):
        for start in chance.integers(100, WEEKS - 4, 3):
            counts[s, start : start + 3] += chance.poisson(3 * np.sqrt(phi[s] * mean[s, start]) + 1, 3)
    return counts, [dt.date(2018, 1, 1) + dt.timedelta(weeks=int(week)) for week in t]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def interleaved(sides: dict[str, Callable[[], tuple[float, float]]], count: int) -> dict[str, Any]:
    """A B A B …: median, smallest and largest of wall and CPU seconds by side."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for _ in range(count):
        for name, side in sides.items():
            taken[name].append(side())

    def summary(values: list[float]) -> dict[str, float]:
        return {"median": round(statistics.median(values), 5), "min": round(min(values), 5), "max": round(max(values), 5)}

    return {name: {"wall": summary([w for w, _ in pairs]), "CPU": summary([c for _, c in pairs])} for name, pairs in taken.items()}


def plain(counts: np.ndarray, dates: list[dt.date], last: int) -> np.ndarray:
    """The expected counts by one matrix fit after the other, as a statistician would write it; shape (series, weeks)."""
    from izote.methods.detect import baselines

    tested = np.arange(WEEKS - last, WEEKS)
    past = baselines.baselines(dates, tested, b=5, w=3, no_periods=10, past_weeks_not_included=26, whole=True)
    out = np.empty((len(counts), last))
    for j, week in enumerate(tested):
        at, level = (part[past.first[j] : past.first[j + 1]] for part in (past.at, past.level))
        design = np.column_stack([level == number for number in range(10)] + [at - week]).astype(float)
        for s, row in enumerate(counts[:, at]):
            out[s, j] = _mean(design, row, float(counts[s, at].max()))
    return out


def _mean(design: np.ndarray, y: np.ndarray, largest: float) -> float:
    n, p = design.shape
    fit = _fit(design, y, np.ones(n))
    if fit is not None:
        phi = max((fit[2] * ((y - fit[1]) / fit[1]) ** 2).sum() / (n - p), 1.0)
        s = 1.5 * (y ** (2 / 3) * fit[1] ** (-1 / 6) - np.sqrt(fit[1])) / np.sqrt(phi * (1 - fit[3]))
        weight = np.where(s > 2.58, 1 / np.where(s > 2.58, s, 1) ** 2, 1.0)
        fit = _fit(design, y, weight * n / weight.sum())
    trend = design[:, -1].any()
    if fit is None or (trend and np.exp(fit[0][0]) > largest):
        return _mean(np.column_stack([design[:, :-1]]), y, np.inf) if trend and p == 11 else float("nan")
    return float(np.exp(fit[0][0]))


def _fit(design: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None:
    mu, before = y + 0.1, np.inf
    eta = np.log(mu)
    entropy = np.where(y > 0, y * np.log(np.where(y > 0, y, 1)), 0)
    for _ in range(25):
        used = weight * mu
        root = np.sqrt(used)
        q, r = np.linalg.qr(design * root[:, None])
        beta = np.linalg.solve(r, q.T @ (root * (eta + (y - mu) / mu)))
        eta = design @ beta
        mu = np.maximum(np.exp(eta), np.finfo(float).eps)
        deviance = 2 * (weight * (entropy - y * eta - (y - mu))).sum()
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            return beta, mu, used, (q**2).sum(axis=1)
        before = deviance
    return None


def r_present() -> str:
    """Version of R's surveillance, empty where it is absent."""
    if not shutil.which("Rscript"):
        return ""
    asked = ["Rscript", "-e", 'cat(as.character(packageVersion("surveillance")))']
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return f"surveillance {answer.stdout.strip()}" if answer.returncode == 0 else ""


def by_r(folder: Path, counts: np.ndarray, dates: list[dt.date], last: int) -> tuple[float, float]:
    """Wall and CPU seconds of R's detector alone, without start and reading."""
    given, script = folder / "counts.csv", Path(__file__).with_suffix(".R")
    with given.open("w", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["week", "date", *(f"s{number}" for number in range(len(counts)))])
        out.writerows([week + 1, dates[week].isoformat(), *map(int, counts[:, week])] for week in range(WEEKS))
    words = ["Rscript", str(script), str(given), str(WEEKS - last + 1), str(WEEKS), str(folder / "out.csv")]
    answer = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    return float(answer[0]), float(answer[1])


def r_answers(folder: Path, series: int) -> tuple[np.ndarray, np.ndarray]:
    """Upper bounds and alarms of R's last run, shape (series, weeks)."""
    with (folder / "out.csv").open() as handle:
        table = [(row["upperbound"], row["alarm"]) for row in csv.DictReader(handle)]
    bound, alarm = (np.array([float("nan") if cell == "NA" else float(cell) for cell in column]) for column in zip(*table, strict=True))
    return bound.reshape(series, -1), alarm.reshape(series, -1)


def agreement(threshold: np.ndarray, alarm: np.ndarray, bound: np.ndarray, theirs: np.ndarray) -> dict[str, float]:
    """Share of equal thresholds and alarms; below 99.5 % the benchmark fails."""
    equal = (np.abs(threshold - bound) <= 1e-6 * np.abs(bound)) | (np.isnan(threshold) & np.isnan(bound))
    found = {"thresholds": float(equal.mean()), "alarms": float((alarm == (theirs == 1)).mean()), "series-weeks": float(alarm.size)}
    if min(found["thresholds"], found["alarms"]) < 0.995:
        raise AssertionError(f"The answers differ from R's: {found}")
    return found


def stored() -> dict[str, Any]:
    """Agreement with what R answered once, on other series."""
    from izote.methods.detect.flexible import farrington_flexible

    root = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("IZOTE_SHARED_DATA", root.parent / "shared" / "data")) / "reference"
    if not folder.is_dir():
        return {"said": "the folder with R's answers is absent"}
    with (folder / "farrington_input.csv").open() as handle:
        table = list(csv.DictReader(handle))
    counts = np.array([[float(row[f"X{k}"]) for row in table] for k in range(1, 25)])
    dates = [dt.date.fromisoformat(row["date"]) for row in table]
    answers: dict[str, list[tuple[str, str]]] = {}
    with gzip.open(folder / "farrington_flexible_R_surveillance_1.20.3.csv.gz", "rt") as handle:
        for row in csv.DictReader(handle):
            answers.setdefault(row["method"], []).append((row["upperbound"], row["alarm"]))
    found = {}
    for method, pairs in answers.items():
        ours = farrington_flexible(counts, dates, last=104, limit54=(0, 4), threshold_method=method)
        bound, alarm = (np.array([float("nan") if c == "NA" else float(c) for c in column]) for column in zip(*pairs, strict=True))
        found[method] = agreement(ours.threshold, ours.alarm, bound.reshape(24, -1), alarm.reshape(24, -1))
    return found
