"""Nowcast: the chain ladder by hand, its intervals on generated delays, editions to triangle, bad input, the command line."""

from pathlib import Path

import numpy as np
import pytest

from izote.methods.errors import Declined
from izote.methods.nowcast import nowcast, triangle

SHARE = np.array([0.45, 0.25, 0.15, 0.1, 0.05])


def delays(seed: int, periods: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(seed))
    full = rng.poisson(20 * np.exp(np.cumsum(rng.normal(0, 0.1, periods)))[:, None] * SHARE).astype(float)
    seen = full.copy()
    seen[np.add.outer(np.arange(periods), np.arange(SHARE.size)) > periods - 1] = np.nan
    return full.sum(axis=1), seen


def test_chain_ladder_by_hand():
    """Twelve full periods of 60 + 30 + 10: a period with 30 reported on the first day becomes 50, one with 45 by the second 50."""
    table = np.tile([60.0, 30.0, 10.0], (14, 1))
    table[12] = [30, 15, np.nan]
    table[13] = [30, np.nan, np.nan]
    found = nowcast(table, replicates=50)
    assert found.estimate[-2:] == pytest.approx([50, 50], rel=0.01) and found.share == pytest.approx([0.6, 0.9, 1], rel=0.01)
    assert np.all(found.low[:12] == 100) and np.all(found.high[:12] == 100)


def test_intervals_hold_the_truth():
    held = []
    for seed in range(40):
        truth, seen = delays(seed)
        found = nowcast(seen, replicates=150, seed=seed)
        held.append((truth >= found.low)[-3:] & (truth <= found.high)[-3:])
    assert 0.83 < np.mean(held) <= 1 and found.smallest_change > 0


def test_editions_become_a_triangle():
    editions = [np.array([3.0]), np.array([5.0, 2.0]), np.array([6.0, 4.0, 1.0])]
    assert np.array_equal(triangle(editions, 2), np.array([[3, 2, 1], [2, 2, np.nan], [1, np.nan, np.nan]]), equal_nan=True)


def test_corrections_downwards_lessen_what_was_told():
    truth, seen = delays(1)
    seen[5, 2] -= 8
    seen[5, 1] += 8
    assert nowcast(seen, replicates=20).reported[5] == truth[5]


@pytest.mark.parametrize("bad", ["few editions", "zeros", "shape", "broken"])
def test_bad_input_is_declined(bad):
    _, seen = delays(2)
    if bad == "few editions":
        seen = seen[-11:]
        seen[:4, 1:] = np.nan
    elif bad == "zeros":
        seen[~np.isnan(seen)] = 0
    elif bad == "shape":
        seen = seen[:, 0]
    else:
        seen[0, 0] = 0.5
    with pytest.raises(Declined):
        nowcast(seen)


def test_command_line(tmp_path: Path):
    from izote.methods.__main__ import main

    _, seen = delays(3)
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [",".join([str(t), *("" if np.isnan(v) else str(int(v)) for v in row)]) for t, row in enumerate(seen)]
    source.write_text("period,0,1,2,3,4\n" + "\n".join(rows))
    assert main(["nowcast", "--input", str(source), "--output", str(out), "--replicates", "50"]) == 0
    assert out.read_text().startswith("period,reported,estimate,low,high")
