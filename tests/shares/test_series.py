from itertools import permutations

import numpy as np
import pytest
from scipy.stats import kendalltau

from topics.shares.trend.series import holm, holm_levels, kendall


@pytest.mark.parametrize(("n", "smallest"), [(3, 1 / 3), (4, 1 / 12), (5, 1 / 60), (6, 1 / 360)])
def test_kendalls_smallest_p_is_reached_by_a_steady_series_and_by_no_other(n, smallest):
    rising = np.arange(n) ** 2.0
    assert kendall(rising) == pytest.approx((1, smallest, smallest))
    assert kendall(-rising) == pytest.approx((-1, smallest, smallest))
    others = [kendall(np.array(order, dtype=float)).p for order in permutations(range(n))]
    assert sum(p < smallest * 1.5 for p in others) == 2
    assert min(others) == pytest.approx(smallest)


@pytest.mark.parametrize("series", [[3, 1, 4, 2, 5], [0.1, 0.3, 0.2, 0.4, 0.6, 0.5, 0.7], [5, 4, 1, 2]])
def test_kendall_is_the_exact_test(series):
    expected = kendalltau(range(len(series)), series, method="exact")
    assert kendall(np.array(series, dtype=float))[:2] == pytest.approx((expected.statistic, expected.pvalue))


def _compositions(n):
    return [[n]] if n == 1 else [c for r in _compositions(n - 1) for c in ([1, *r], [r[0] + 1, *r[1:]])]


@pytest.mark.parametrize("n", [3, 4, 5, 6, 7])
def test_kendall_with_equal_values_is_the_enumeration_of_all_orders_of_them(n):
    orders = np.array(list(permutations(range(n))))
    i, j = np.triu_indices(n, 1)
    for equal in _compositions(n):
        values = np.repeat(np.arange(len(equal)), equal)
        scores = np.abs(np.sign(values[orders[:, j]] - values[orders[:, i]]).sum(axis=1))
        for order in orders[:: max(1, len(orders) // 7)]:
            mine = abs(np.sign(values[order][j] - values[order][i]).sum())
            expected = ((scores >= mine).mean(), (scores >= scores.max()).mean())
            assert kendall(values[order].astype(float))[1:] == pytest.approx(expected), (equal, order)


def test_two_empty_years_halve_the_orders_and_double_the_smallest_p():
    # 5! / 2! = 60 orders of 0, 0, 1, 2, 3; two of them have the largest |S|.
    assert kendall(np.array([0, 0, 1, 2, 3.0]))[1:] == pytest.approx((2 / 60, 2 / 60))


@pytest.mark.parametrize("n", [2, 12])
def test_kendall_is_not_given_for_series_too_short_or_long_enough_for_better(n):
    assert np.isnan(kendall(np.arange(float(n)))).all()


def test_holm_by_hand_and_a_test_that_was_withheld_counts_in_the_family():
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.5, 0.6])) == pytest.approx([1, 1])
    found = holm(np.array([np.nan, 0.01, 0.02, np.nan]))
    assert found[[1, 2]] == pytest.approx([0.04, 0.06])
    assert np.isnan(found[[0, 3]]).all()
    assert holm(np.full(4, 1 / 60))[0] == pytest.approx(0.0667, abs=1e-4)  # five years, four themes


@pytest.mark.parametrize(
    ("p", "levels"),
    [
        (
            [0.01, 0.04, 0.03, 0.005],
            [0.05 / 3, 0.025, 0.025, 0.0125],
        ),  # two are rejected, then none
        ([0.5, 0.6], [0.025, 0.025]),
        ([0.001, 0.02], [0.025, 0.05]),
        ([np.nan, 0.01, 0.02, np.nan], [np.nan, 0.0125, 0.05 / 3, np.nan]),
    ],
)
def test_the_level_of_each_test_is_that_of_its_step(p, levels):
    found = holm_levels(np.array(p))
    assert found == pytest.approx(levels, nan_ok=True)
    known = ~np.isnan(p)
    assert ((np.array(p) < found) == (holm(np.array(p)) < 0.05))[known].all()
