"""Count forecasts: CRPS against naive forecasts and coverage of the 90 % interval, on the Colombian series (CC0) and generated ones."""

import csv
import gzip
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import rig
from izote.methods.forecast import Evaluation, evaluate

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("IZOTE_SHARED_DATA", ROOT.parent / "shared" / "data"))
COLOMBIA = "colombia_municipal_homicides_1990_2013_CC0.csv.gz"


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """One dictionary a data set: CRPS of all forecasts, ratios to the naive ones, coverage, CPU seconds."""
    out: dict[str, Any] = {}
    found = colombia()
    if found is None:
        out["Colombia"] = "the file is not here (IZOTE_SHARED_DATA)"
    else:
        counts, people = found
        for origins in (12,) if quick else (6, 12):
            out[f"Colombia, {counts.shape[1]} municipalities × 24 years, last {origins} years, 1–3 years ahead"] = told(
                counts, horizon=3, period=1, exposure=people, origins=origins
            )
    for seed in (1,) if quick else (1, 2, 3):
        name = f"generated, 262 places × 96 months, seed {seed}, 1–12 months ahead"
        out[name] = told(generated(seed), horizon=12, period=12)
    out["machine"] = rig.machine()
    return out


def told(counts: np.ndarray, **options: Any) -> dict[str, Any]:
    """Scores and what they cost."""
    begun = time.process_time()
    found: Evaluation = evaluate(counts, **options)
    return {
        "forecasts": found.forecasts,
        "CRPS": round(found.crps, 4),
        "CRPS of the naive": {name: round(value, 4) for name, value in found.baselines.items()},
        "CRPS ÷ naive": {name: round(found.crps / value, 3) for name, value in found.baselines.items()},
        "better than all": found.best == "model",
        "coverage of 90 %, ends drawn at random": round(found.coverage_pit, 4),
        "coverage of the closed interval": round(found.coverage, 4),
        "promised by the closed interval": round(found.promised, 4),
        "within 87–93 %": 0.87 <= found.coverage_pit <= 0.93,
        "PIT": [round(value, 3) for value in found.pit],
        "CPU seconds": round(time.process_time() - begun, 2),
    }


def colombia() -> tuple[np.ndarray, np.ndarray] | None:
    """Homicides (24 years, municipalities) and mean population; a year without a figure is a gap."""
    path = next((place for place in (SHARED / "violence" / COLOMBIA, *ROOT.glob(f"src/**/{COLOMBIA}")) if place.exists()), None)
    if path is None:
        return None
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    names = {name: at for at, name in enumerate(sorted({row["id"] for row in rows}))}
    counts, people = np.full((24, len(names)), np.nan), np.full((24, len(names)), np.nan)
    for row in rows:
        for column, table in (("homicidios", counts), ("poblacion", people)):
            if row[column] not in ("", "NA"):
                table[int(row["año"]) - 1990, names[row["id"]]] = float(row[column])
    use = ~np.isnan(counts).all(axis=0) & ~np.isnan(people).all(axis=0)
    return counts[:, use], np.nanmean(people[:, use], axis=0)


def generated(seed: int, places: int = 262, months: int = 96) -> np.ndarray:
    """Negative binomial counts: levels far apart, a wandering level in each place and in common, a season."""
    rng = np.random.Generator(np.random.PCG64(seed))
    walk = np.cumsum(rng.normal(0, 0.04, (months, places)), axis=0) + np.cumsum(rng.normal(0, 0.03, months))[:, None]
    mean = rng.gamma(0.7, 3, places) * np.exp(walk + 0.25 * np.sin(np.arange(months) * np.pi / 6)[:, None])
    return rng.poisson(mean * rng.gamma(8, 1 / 8, mean.shape)).astype(float)
