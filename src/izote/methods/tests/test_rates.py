import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.methods import __main__ as line
from izote.methods.errors import Declined
from izote.methods.power import smallest_change
from izote.methods.rates import poisson_interval, rate, share, variation
from izote.methods.standardise import difference_in_change, direct_standardisation, indirect_standardisation


def test_exact_poisson_interval():
    """Garwood's table, n = 0, 1, 3, 5, 10, 20."""
    low, high = poisson_interval([0, 1, 3, 5, 10, 20])
    assert np.round(low, 3).tolist() == [0, 0.025, 0.619, 1.623, 4.795, 12.217]
    assert np.round(high, 3).tolist() == [3.689, 5.572, 8.767, 11.668, 18.390, 30.888]


def test_rates_of_the_domain():
    """4,005 homicides of 2010 among 6,183,002 people (the press cut it to 64.7); 3 in a district of 70,000."""
    found = rate([4005, 3, np.nan], [6_183_002, 70_000, 5000])
    assert round(found.value[0], 3) == 64.774 and [round(x[1], 2) for x in found[:3]] == [4.29, 0.88, 12.52]
    assert np.isnan(found.value[2]) and np.isnan(found.low[2]) and np.isnan(found.high[2]) and np.isnan(found.smallest_rise[2])


def test_annualised_only_when_asked_and_then_it_says_so():
    quarter = rate(6, 100_000, years=0.25)
    year = rate(6, 100_000, years=0.25, annualise=True)
    assert (float(quarter.value), quarter.annualised, float(year.value), year.annualised) == (6.0, False, 24.0, True)
    assert not rate(6, 100_000, annualise=True).annualised


def test_variation_and_from_nothing():
    """3,962 to 3,340 is minus 15.7 % (the press said 16)."""
    found = variation([3962, 0, 0, np.nan], [3340, 4, 0, 2])
    assert [found.said(at) for at in range(4)] == ["-15.7 %", "from 0 to 4", "from 0 to 0", "no report"]
    assert found.undefined.tolist() == [False, True, True, False]
    assert np.isinf(found.high[1]) and found.low[1] < 0 and np.isnan(found.p[3]) and found.p[2] == 1


def test_variation_equals_the_binomial_test():
    from scipy.stats import binomtest

    for a, b, ea, eb in ((10, 4, 1.0, 1.0), (3, 12, 2.0, 3.0), (25, 25, 1.0, 0.8)):
        found = variation(a, b, ea, eb)
        low, high = binomtest(b, a + b).proportion_ci(0.95)
        expected = [x / (1 - x) * ea / eb - 1 for x in (low, high)]
        assert np.allclose([found.low, found.high], expected, rtol=1e-9)
        narrow = variation(a, b, ea, eb, method="mid-p")
        assert found.low < narrow.low < narrow.high < found.high


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.1, 10))
def test_interval_and_p_value_agree(a, b, exposure):
    for method in ("exact", "mid-p"):
        found = variation(a, b, 1.0, exposure, method=method)
        inside = found.low <= 1e-9 and found.high >= -1e-9
        assert inside == (found.p > 0.05) or abs(found.p - 0.05) < 1e-6
        if a:
            assert found.low - 1e-9 <= found.value <= found.high + 1e-9


def test_share():
    """81 of 263: Newcombe (1998), Table I: 0.2553–0.3662 (score), 0.2527–0.3676 (exact); 0 of 20: 0–0.1611, 0–0.1684."""
    found = share([81, 0, 0], [263, 20, 0])
    assert np.round([found.low[0], found.high[0], found.low_exact[0], found.high_exact[0]], 4).tolist() == [0.2553, 0.3662, 0.2527, 0.3676]
    assert np.round([found.low[1], found.high[1], found.high_exact[1]], 4).tolist() == [0, 0.1611, 0.1684] and np.isnan(found.value[2])


def test_direct_standardisation_against_esda():
    """esda 2.9.0, direct_age_standardization on the example of its documentation (gamma interval of Fay and Feuer 1997)."""
    count = [[30, 25, 25, 15], [33, 21, 30, 20]]
    people = [[1000, 1000, 1100, 900], [1000, 900, 1100, 900]]
    found = direct_standardisation(count, people, [1000, 900, 1000, 900], per=1)
    assert np.allclose(found.value, [0.023744019138755977, 0.02665071770334928], rtol=1e-12)
    assert np.allclose(found.low, [0.019204907316717933, 0.021771433444908624], rtol=1e-10)
    assert np.allclose(found.high, [0.02904847846250558, 0.03230508067788285], rtol=1e-10)
    nothing = direct_standardisation([[0, 0]], [[100, 100]], [1, 1], per=1)
    assert nothing.low == 0 and round(float(nothing.high[0]), 5) == round(3.68888 / 200, 5)


def test_one_stratum_is_the_crude_rate():
    direct, crude = direct_standardisation([[7]], [[50_000]], [123]), rate(7, 50_000)
    assert np.allclose([direct.value[0], direct.low[0], direct.high[0]], [crude.value, crude.low, crude.high])


def test_indirect_standardisation():
    """Expected events computed by hand: 2 × 10 + 1 × 5 = 25 and 10 + 20 = 30."""
    found = indirect_standardisation([30, 15], [[1000, 500], [500, 2000]], [0.02, 0.01])
    assert found.expected.tolist() == [25, 30] and found.ratio.tolist() == [1.2, 0.5]
    low, high = poisson_interval([30, 15])
    assert np.allclose(found.low, low / found.expected) and np.allclose(found.high, high / found.expected)


def test_fell_by_60_here_by_52_in_the_rest():
    from scipy.stats.contingency import odds_ratio

    found = difference_in_change([50, 5], [20, 0], [5000, 50], [2400, 24])
    assert np.allclose(found.here, [-0.6, -1]) and np.allclose(found.rest, -0.52) and np.isclose(found.ratio[0], 0.4 / 0.48)
    for at, table in enumerate(([[20, 50], [2400, 5000]], [[0, 5], [24, 50]])):
        exact = odds_ratio(table).confidence_interval(0.95)
        assert np.allclose([found.low_exact[at], found.high_exact[at]], [exact.low, exact.high], rtol=1e-6)
    assert found.low[0] < found.ratio[0] < found.high[0] and np.isnan(found.low[1])
    wide = difference_in_change(50, 20, 5000, 2400, dispersion=4)
    assert wide.low < found.low[0] and np.isnan(wide.low_exact)


def test_smallest_change_has_the_power_it_states():
    rng = np.random.default_rng(5)
    for n in (12, 80):
        found = smallest_change(n)
        for change in (found.fall, found.rise):
            a, b = rng.poisson(n, 8000), rng.poisson(n * (1 + change), 8000)
            assert abs((variation(a, b).p <= 0.05).mean() - 0.8) < 0.04
    few = smallest_change([0, 3, np.nan])
    assert np.isnan(few.fall).all() and few.rise[0] > few.rise[1] > 3 and np.isnan(few.rise[2])


@pytest.mark.parametrize(
    "call",
    [
        lambda: rate([-1], [10]),
        lambda: rate([1.5], [10]),
        lambda: rate([math.inf], [10]),
        lambda: rate([math.nan], [10]),
        lambda: rate([1], [0]),
        lambda: rate([1, 2], [1, 2, 3]),
        lambda: rate([1], [10], years=0),
        lambda: rate([1], [10], confidence=1),
        lambda: variation([1], [2], method="guess"),
        lambda: share([3], [2]),
        lambda: direct_standardisation([[1, 2]], [[10, 0]], [1, 1]),
        lambda: direct_standardisation([[1, 2]], [[10, 10]], [0, 0]),
        lambda: direct_standardisation([[1, 2]], [[10, 10]], [1, 1, 1]),
        lambda: indirect_standardisation([1], [[10, 10]], [0, 0]),
        lambda: difference_in_change(1, 2, 3, 4, dispersion=0.5),
        lambda: rate([], []),
    ],
)
def test_bad_input_is_declined_with_a_sentence(call):
    with pytest.raises(Declined) as refusal:
        call()
    assert str(refusal.value).endswith(".")


def _run(tmp_path, text, *words):
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    assert line.main([words[0], "--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.csv"), *words[1:]]) == 0
    return [row.split(",") for row in (tmp_path / "out.csv").read_text().splitlines()]


def test_command_line(tmp_path):
    rows = _run(tmp_path, "place,count,population\nApopa,3,70000\nIzalco,,65000\n", "rate")
    assert rows[1][3].startswith("4.2857") and rows[2][3] == "" and rows[1][6] == "0"
    rows = _run(tmp_path, "place,before,after\nApopa,0,4\nIzalco,10,2\n", "variation", "--method", "mid-p")
    assert rows[1][8] == "from 0 to 4" and rows[2][8] == "-80.0 %"
    rows = _run(tmp_path, "place,before,after\nApopa,50,20\nIzalco,5000,2400\n", "difference-in-change")
    assert float(rows[1][5]) == pytest.approx(0.8333333333)
    strata = "place,stratum,count,population,standard,standard_rate\nA,young,3,1000,2000,200\n"
    strata += "A,old,2,500,1000,100\nB,young,0,800,2000,200\nB,old,1,900,1000,100\n"
    assert float(_run(tmp_path, strata, "standardise-direct")[1][1]) == pytest.approx((2 * 0.003 + 0.004) / 3 * 1e5)
    assert float(_run(tmp_path, strata, "standardise-indirect")[1][5]) == pytest.approx(2.5)


def test_command_line_refuses_with_a_sentence(tmp_path, capsys):
    (tmp_path / "in.csv").write_text("place,count,population\nApopa,3,0\n", encoding="utf-8")
    assert line.main(["rate", "--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.csv")]) == 1
    assert "greater than zero" in capsys.readouterr().err
