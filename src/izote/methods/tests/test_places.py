import json
from pathlib import Path

import numpy as np
import pytest

from izote.methods import __main__ as line
from izote.methods import knox as near_repeat
from izote.methods import neighbours as nb
from izote.methods import ranks as ranking
from izote.methods import smoothing, spatial
from izote.methods.errors import Declined
from izote.methods.similar import similar, similar_places

DATA = json.loads((Path(__file__).parent / "data" / "places.json").read_text(encoding="utf-8"))
GETIS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], float)


def _map(name):
    pairs = np.array(DATA[name]["pairs"])
    return nb.from_rows(pairs[:, 0], pairs[:, 1], int(pairs.max()) + 1)


def _grid(side):
    points = np.array([(x, y) for x in range(side) for y in range(side)], float)
    return nb.distance_band(points, 1.0)


def _square(x, y):
    return [np.array([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)], float)]


def _feature(name, square):
    geometry = {"type": "Polygon", "coordinates": [square[0].tolist()]}
    return {"type": "Feature", "properties": {"place": name}, "geometry": geometry}


def test_empirical_bayes_equals_esda():
    stl = DATA["stl"]
    assert np.allclose(smoothing.empirical_bayes(stl["count"], stl["population"], per=1).value, stl["empirical_bayes"], rtol=1e-12)
    assert np.allclose(
        smoothing.spatial_empirical_bayes(stl["count"], stl["population"], _map("stl"), per=1).value, stl["spatial"], rtol=1e-12
    )


def test_smoothing_of_gaps_and_of_nothing_to_tell():
    found = smoothing.empirical_bayes([2, np.nan, 4, 0], [1000, 1000, 2000, 500], per=1)
    assert np.isnan(found.value[1]) and not np.isnan(found.value[[0, 2, 3]]).any()
    same = smoothing.empirical_bayes([2, 4, 6], [1000, 2000, 3000], per=1000)
    assert np.allclose(same.value, 2) and (same.weight == 0).all()
    near = nb.from_rows(np.array([0, 1]), np.array([1, 0]), 3)
    alone = smoothing.spatial_empirical_bayes([0, 0, 5], [100, 100, 100], near, per=100)
    assert alone.value.tolist() == [0, 0, 5] and alone.weight[2] == 1


def test_gamma_poisson_solves_its_equations():
    """Sudden infant deaths 1974–78: the two moment equations of Clayton and Kaldor (1987) hold at the estimate."""
    sids = DATA["sids"]
    n, births = np.array(sids["SID74"], float), np.array(sids["BIR74"], float)
    found = smoothing.gamma_poisson(n, births)
    expected = births * n.sum() / births.sum()
    risk = (n + found.nu) / (expected + found.alpha)
    assert np.isclose(found.nu / found.alpha, risk.mean())
    spread = ((1 + found.alpha / expected) * (risk - risk.mean()) ** 2).sum() / 99
    assert np.isclose(found.nu / found.alpha**2, spread) and found.distinguishable
    assert (found.low < found.value).all() and (found.value < found.high).all()
    same = smoothing.gamma_poisson([10, 20, 30, 40], [1000, 2000, 3000, 4000])
    assert not same.distinguishable and np.allclose(same.relative, 1, atol=1e-3)


def test_gamma_poisson_likelihood_is_a_maximum():
    from scipy.special import gammaln

    sids = DATA["sids"]
    n, births = np.array(sids["SID74"], float), np.array(sids["BIR74"], float)
    expected = births * n.sum() / births.sum()

    def fit(nu, alpha):
        return (gammaln(n + nu) - gammaln(nu) + nu * np.log(alpha) - (n + nu) * np.log(expected + alpha)).sum()

    found = smoothing.gamma_poisson(n, births, estimate="likelihood")
    best = fit(found.nu, found.alpha)
    assert all(best >= fit(found.nu * a, found.alpha * b) for a in (0.98, 1, 1.02) for b in (0.98, 1, 1.02))


def test_ranks_know_what_they_do_not_know():
    rng = np.random.default_rng(3)
    people = np.full(60, 50_000.0)
    same = ranking.ranks(rng.poisson(6, 60), people, seed=1)
    assert np.median(same.high - same.low) > 40 and same.group.max() <= 2
    apart = ranking.ranks(np.arange(1, 61) * 200, people, seed=1)
    assert (apart.rank == np.arange(60, 0, -1)).all() and (apart.high - apart.low).max() < 12
    assert ranking.ranks([5, 5, np.nan, 0], [100, 100, 100, 100], seed=1, first=1).rank.tolist()[:2] == [1, 1]
    again = ranking.ranks(np.arange(1, 61) * 200, people, seed=1)
    assert (again.expected == apart.expected).all() and np.isclose(apart.first.sum(), 10)


def test_rank_intervals_hold_their_promise():
    """Places drawn from the prior itself: the true rank lies in the 90 % interval in about nine of ten."""
    rng, inside = np.random.default_rng(11), []
    people = rng.integers(5_000, 80_000, 50).astype(float)
    for turn in range(12):
        risk = rng.gamma(4, 1 / 4, 50)
        found = ranking.ranks(rng.poisson(risk * people * 5e-4), people, seed=turn, confidence=0.9, draws=1000)
        truth = (-risk).argsort().argsort() + 1
        inside.append(((found.low <= truth) & (truth <= found.high)).mean())
    assert 0.85 < np.mean(inside) < 0.96


def test_confidence_sets_of_ranks():
    people = np.full(6, 100_000.0)
    found = ranking.rank_confidence_sets([1000, 500, 480, 100, 95, 5], people)
    assert found.low.tolist() == [1, 2, 2, 4, 4, 6] and found.high.tolist() == [1, 3, 3, 5, 5, 6]
    wider = ranking.rank_confidence_sets([12, 5, 4, 1, 1, np.nan], people, simultaneous=True)
    assert np.isnan(wider.low[5]) and wider.high[0] <= 5 and wider.low[4] >= 1
    rng, risk = np.random.default_rng(2), np.repeat([2e-4, 2e-4, 1e-4], 5)
    held = 0
    for _ in range(60):
        x = ranking.rank_confidence_sets(rng.poisson(risk * 60_000), np.full(15, 60_000.0), simultaneous=True, confidence=0.9)
        held += (x.low[:10] <= 1).all() and (x.high[:10] >= 10).all() and (x.low[10:] <= 11).all() and (x.high[10:] >= 15).all()
    assert held >= 50


def test_neighbours_of_squares(tmp_path):
    squares = [_square(0, 0), _square(1, 0), _square(1, 1), _square(5, 5)]
    assert nb.contiguity(squares).numbers.tolist() == [2, 2, 2, 0]
    assert nb.contiguity(squares, kind="rook").numbers.tolist() == [1, 2, 1, 0]
    assert nb.contiguity(squares).islands.tolist() == [3]
    shifted = [_square(0, 0), _square(1.001, 0)]
    assert nb.contiguity(shifted).numbers.sum() == 0 and nb.contiguity(shifted, kind="rook", tolerance=0.01).numbers.tolist() == [1, 1]
    hole = [*_square(0, 0), np.array([(0.5, 0.25), (0.5, 0.75), (1, 0.75), (1, 0.25), (0.5, 0.25)])]
    assert np.allclose(nb.centroids([_square(3, 4), hole]), [(3.5, 4.5), (0.5 - 0.25 / 3, 0.5)])
    path = tmp_path / "map.geojson"
    features = [_feature(str(at), square) for at, square in enumerate(squares)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    names, polygons = nb.read_geojson(path, "place")
    assert names == ["0", "1", "2", "3"] and nb.contiguity(polygons).numbers.tolist() == [2, 2, 2, 0]
    for wrong in ("{}", "[1]", "no"):
        path.write_text(wrong)
        with pytest.raises(Declined):
            nb.read_geojson(path, "place")


def test_neighbours_of_points():
    assert nb.distance_band(GETIS, 15).numbers.tolist() == [2, 3, 1, 3, 4, 1]
    assert nb.nearest(GETIS, 2).numbers.tolist() == [2] * 6
    one_degree = nb.distances(np.array([(-89.0, 13.0), (-89.0, 14.0)]), slice(None), geographic=True)
    assert abs(one_degree[0, 1] - 111.195) < 0.01
    assert nb.from_pairs(["a", "b"], [("a", "b"), ("a", "b"), ("a", "a")]).numbers.tolist() == [1, 0]


def test_moran_of_rates():
    """Moran_Rate of esda 2.9.0, SID79 over BIR79, sids2.gal: I 0.1662, one-sided p 0.0042."""
    sids, known = DATA["sids"], DATA["sids"]["moran_rate"]
    found = spatial.moran(spatial.standardised_rate(sids["SID79"], sids["BIR79"]), _map("sids"), permutations=999, seed=2)
    assert round(float(found.i), 4) == 0.1662 and round(float(found.p_normal) / 2, 4) == 0.0042
    assert np.allclose([found.i, found.z, found.z_random], [known["I"], known["z_norm"], known["z_rand"]], rtol=1e-9)
    assert 0.002 <= found.p < 0.05


def _directed(at_least, permutations):
    return (np.minimum(at_least, permutations - at_least) + 1) / (permutations + 1)


def test_local_moran_of_rates_equals_esda():
    sids, known, many = DATA["sids"], DATA["sids"]["local"], 9999
    found = spatial.local_moran(spatial.standardised_rate(sids["SID79"], sids["BIR79"]), _map("sids"), permutations=many, seed=2)
    assert np.allclose(found.i, known["I"], rtol=0, atol=1e-9) and found.quadrant.tolist() == known["q"]
    analytical = (np.array(known["I"]) - known["EIc"]) / np.sqrt(known["VIc"])
    assert np.allclose(found.z, analytical, atol=1e-9)
    p = np.array(known["p"])
    assert (abs(_directed(found.at_least, many) - p) < 3.5 * np.sqrt(2 * p * (1 - p) / many)).all()


def test_getis_ord_equals_esda(monkeypatch):
    """The six points of Getis and Ord in esda's documentation (Gi and Gi*), and Gi* of the infant deaths."""
    sids, known, many = DATA["sids"], DATA["sids"]["getis"], 9999
    rates = np.array(sids["SID79"]) / sids["BIR79"]
    found = spatial.getis_ord(rates, _map("sids"), permutations=many, seed=2)
    assert np.allclose(found.g, known["G"], atol=1e-9) and np.allclose(found.z, known["Z"], atol=1e-9)
    p = np.array(known["p"])
    assert (abs(_directed(found.at_least, many) - p) < 3.5 * np.sqrt(2 * p * (1 - p) / many)).all()
    scaled = spatial.getis_ord(rates, _map("sids")._replace(values=np.full(len(DATA["sids"]["pairs"]), 0.25)), permutations=0)
    assert np.allclose(scaled.z, found.z)
    monkeypatch.setattr(spatial, "LEAST", 6)
    values, near = [2, 3, 3.2, 5, 8, 7], nb.distance_band(GETIS, 15)
    gi, star = spatial.getis_ord(values, near, star=False), spatial.getis_ord(values, near)
    assert np.allclose(gi.z, [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941], atol=1e-8)
    assert np.allclose(star.z, [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331], atol=1e-8)


def test_permutations_count_ties_on_both_sides():
    """Many zeros: a place among zeros is nothing special, though nearly every permutation has a sum as large."""
    near, y = _grid(8), np.zeros(64)
    y[:3] = 1
    found = spatial.getis_ord(y, near, permutations=499, seed=1)
    assert found.p[40] == 1 and found.p[1] < 0.05
    exact = spatial.getis_ord(y * 7 + 3, near, permutations=499, seed=1)
    assert (exact.at_least == found.at_least).all() and (exact.at_most == found.at_most).all()


def test_columns_gaps_and_constants():
    near, rng = _grid(8), np.random.default_rng(1)
    table = rng.normal(size=(64, 4))
    table[5, 1] = np.nan
    table[:, 2] = 4.0
    many, one = spatial.getis_ord(table, near, permutations=99, seed=1), spatial.getis_ord(table[:, 0], near, permutations=99, seed=1)
    assert np.allclose(many.z[:, 0], one.z) and np.isnan(many.z[:, 2]).all() and np.isnan(many.z[5, 1])
    keep = np.arange(64) != 5
    less = spatial.getis_ord(table[keep, 1], near.among(keep), permutations=99, seed=1)
    assert np.allclose(many.z[keep, 1], less.z)
    local, whole = spatial.local_moran(table, near, permutations=99, seed=1), spatial.moran(table, near, permutations=99, seed=1)
    assert np.isnan(local.i[5, 1]) and whole.i.shape == (4,) and np.isnan(whole.i[2])
    assert np.isclose(np.nansum(local.i[:, 0]) / 63, whole.i[0])
    island = nb.from_rows(near.rows[(near.rows != 0) & (near.indices != 0)], near.indices[(near.rows != 0) & (near.indices != 0)], 64)
    apart = spatial.local_moran(table[:, 0], island, permutations=99)
    assert apart.islands.tolist() == [0] and np.isnan(apart.i[0]) and apart.quadrant[0] == 0


def test_p_values_are_uniform_without_pattern():
    rng = np.random.default_rng(4)
    found = spatial.getis_ord(rng.normal(size=(64, 40)), _grid(8), permutations=199, seed=6)
    assert 0.03 < (found.p <= 0.05).mean() < 0.07
    assert (spatial.false_discovery(found.p) <= 0.05).mean() < 0.002


def test_false_discovery():
    """Benjamini and Hochberg (1995), their 15 p-values: four are called at 5 %."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    found = spatial.false_discovery([*p, np.nan])
    assert (found[:15] <= 0.05).sum() == 4 and np.isnan(found[15]) and (np.diff(found[:15]) >= 0).all()
    assert spatial.permutations_for(262) == 10_479


def test_space_time_anchors():
    """Burkitt's lymphoma in West Nile (Williams et al. 1978), pointpats 2.5.5: 13; 0.048368; 12; 2.810160. Times are not shuffled."""
    events = np.array(DATA["burkitt"], float)
    space, time = events[:, :2], events[:, 2]
    before = events.copy()
    found = near_repeat.knox(space, time, 20, 5, permutations=999, seed=1)
    assert found.pairs == 13 and 0.12 < found.p < 0.26 and found.pairs.shape == ()
    assert abs(near_repeat.mantel(space, time, permutations=99).statistic - 0.048368) < 1e-6
    assert near_repeat.mantel(space, time, permutations=99).p == 0.01
    assert near_repeat.jacquez(space, time, 3, permutations=99).statistic == 12
    assert abs(near_repeat.modified_knox(space, time, 20, 5, permutations=99).statistic - 2.81016043) < 1e-8
    assert (events == before).all()
    many = near_repeat.knox(space, time, [10, 20, 30], [5, 10], permutations=99)
    assert many.pairs.shape == (3, 2) and many.pairs[1, 0] == 13 and many.near_in_space[1, 0] == found.near_in_space


def test_knox_finds_what_was_put_in():
    rng = np.random.default_rng(8)
    space, time = rng.uniform(0, 100, (150, 2)), rng.uniform(0, 365, 150)
    space[75:], time[75:] = space[:75] + rng.normal(0, 0.3, (75, 2)), time[:75] + 1
    assert near_repeat.knox(space, time, 1, 2, permutations=199).p == 0.005


def test_similar_places():
    found = similar_places([70e3, 68e3, 500e3, 71e3, 9e3], [0.8, 0.79, 1, 0.2, 0.1], [900, 880, 7000, 300, 90], [60, 61, 90, 20, 10], 0, 2)
    assert found.places.tolist() == [1, 3] and found.distance[0] < found.distance[1] < found.typical * 2
    assert found.why[0].startswith("differs most in")
    ties = similar([[0.0], [1.0], [-1.0], [np.nan]], 0, 2)
    assert ties.places.tolist() == [1, 2]


BAD_MAP = nb.from_rows(np.array([0]), np.array([1]), 20)


@pytest.mark.parametrize(
    "call",
    [
        lambda: smoothing.empirical_bayes([0, 0], [10, 10]),
        lambda: smoothing.empirical_bayes([1], [10]),
        lambda: smoothing.spatial_empirical_bayes([1, 2], [10, 10], BAD_MAP),
        lambda: smoothing.gamma_poisson([1, 2, 3], [1, 2, 3], estimate="x"),
        lambda: ranking.ranks([1, 2, 3], [10, 10, 10], seed=1, first=4),
        lambda: ranking.ranks([1, 2, 3], [10, 10, 10], seed=1, draws=5),
        lambda: ranking.ranks([[1, 2, 3]], [[10, 10, 10]], seed=1),
        lambda: spatial.getis_ord(np.ones(20), BAD_MAP),
        lambda: spatial.getis_ord(np.full(20, np.nan), BAD_MAP),
        lambda: spatial.getis_ord(np.arange(9.0), _grid(3)),
        lambda: spatial.getis_ord(np.arange(21.0), BAD_MAP),
        lambda: spatial.getis_ord(np.append(np.arange(19.0), np.inf), BAD_MAP),
        lambda: spatial.moran(np.arange(20.0), BAD_MAP, seed=-1),
        lambda: spatial.local_moran(np.arange(20.0), nb.from_rows(np.array([], int), np.array([], int), 20)),
        lambda: nb.from_rows(np.array([0]), np.array([5]), 2),
        lambda: nb.from_rows(np.array([0]), np.array([1]), 2, np.array([-1.0])),
        lambda: nb.from_pairs(["a", "b"], [("a", "c")]),
        lambda: nb.nearest(GETIS, 6),
        lambda: nb.distance_band(GETIS, np.nan),
        lambda: near_repeat.knox(GETIS, np.arange(6.0), 1, 1),
        lambda: near_repeat.knox(np.tile(GETIS, (3, 1)), np.append(np.arange(17.0), np.nan), 1, 1),
        lambda: near_repeat.knox(np.arange(40.0).reshape(20, 2), np.arange(20.0), 0.1, 1),
        lambda: near_repeat.knox(np.arange(40.0).reshape(20, 2), np.ones(20), 5, 1),
        lambda: similar([[1.0], [2.0]], 0, 2),
        lambda: similar([[0.0], [2.0]], 0, 1, logarithm=[True]),
    ],
)
def test_bad_input_is_declined_with_a_sentence(call):
    with pytest.raises(Declined) as refusal:
        call()
    assert str(refusal.value).endswith(".")


def _run(tmp_path, *words):
    files = ["--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.csv")]
    assert line.main([words[0], *files, *words[1:]]) == 0
    return [row.split(",") for row in (tmp_path / "out.csv").read_text().splitlines()]


def test_command_line(tmp_path, capsys):
    near, rng = _grid(5), np.random.default_rng(1)
    counts = rng.poisson(8, 25)
    counts[[0, 1, 5, 6]] += 30
    rows = [f"p{at},{n},{20_000 + 100 * at}" for at, n in enumerate(counts)]
    (tmp_path / "in.csv").write_text("place,count,population\n" + "\n".join(rows) + "\n")
    pairs = [f"p{a},p{b}" for a, b in zip(near.rows, near.indices, strict=True)]
    (tmp_path / "near.csv").write_text("place,neighbour\n" + "\n".join(pairs) + "\n")
    features = [_feature(f"p{at}", _square(at // 5, at % 5)) for at in range(25)]
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    where = ["--neighbours", str(tmp_path / "near.csv")]
    for name, options in (
        ("empirical-bayes", []),
        ("gamma-poisson", []),
        ("spatial-empirical-bayes", where),
        ("ranks", ["--first", "4"]),
        ("getis-ord", [*where, "--permutations", "1999"]),
        ("local-moran", ["--geojson", str(tmp_path / "map.geojson"), "--contiguity", "rook", "--permutations", "1999"]),
    ):
        assert len(_run(tmp_path, name, *options)) == 26, name
    # the corner that was raised: high beside high
    assert [row[7] for row in _run(tmp_path, "local-moran", *where)[1:3]] == ["HH", "HH"]
    assert float(_run(tmp_path, "moran", *where)[1][6]) < 0.01
    spots = zip(rng.uniform(0, 9, 40), rng.uniform(0, 9, 40), rng.integers(1, 29, 40), strict=True)
    events = [f"{x:.3f},{y:.3f},2024-01-{day:02d}" for x, y, day in spots]
    (tmp_path / "in.csv").write_text("x,y,date\n" + "\n".join(events) + "\n")
    assert len(_run(tmp_path, "knox", "--date", "date", "--delta", "1", "2", "--tau", "3")) == 3
    assert "permutations" in capsys.readouterr().err
