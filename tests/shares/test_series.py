from itertools import permutations

import numpy as np
import pytest
from scipy.stats import kendalltau, linregress, theilslopes
from scipy.stats import t as student

from topics.shares.trend.series import holm, kendall, pettitt, serial_trend, theil_sen


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


def test_theil_sen_is_the_median_slope_also_over_a_gap():
    times, values = np.array([0.0, 1.0, 3.0, 4.0]), np.array([0.1, 0.4, 0.2, 0.9])
    assert theil_sen(values, times) == pytest.approx(theilslopes(values, times).slope)
    # Slopes .3, .1/3, .2, −.1, .5/3, .7: the median lies between .5/3 and .2.
    assert theil_sen(values, times) == pytest.approx((0.5 / 3 + 0.2) / 2)
    assert theil_sen(np.column_stack([values, -values]), times) == pytest.approx([0.55 / 3, -0.55 / 3], rel=1e-12)


def test_holm_by_hand_and_a_test_that_was_withheld_counts_in_the_family():
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.5, 0.6])) == pytest.approx([1, 1])
    found = holm(np.array([np.nan, 0.01, 0.02, np.nan]))
    assert found[[1, 2]] == pytest.approx([0.04, 0.06])
    assert np.isnan(found[[0, 3]]).all()
    assert holm(np.full(4, 1 / 60))[0] == pytest.approx(0.0667, abs=1e-4)  # five years, four themes


def test_the_serial_test_is_least_squares_with_fewer_periods():
    random = np.random.default_rng(5)
    series = np.convolve(random.normal(size=30), [0.5, 0.5, 0.4], mode="valid") + 0.05 * np.arange(28)
    found = serial_trend(series)
    fit = linregress(np.arange(28), series)
    rest = series - fit.intercept - fit.slope * np.arange(28)
    r = (28 * (rest[1:] @ rest[:-1]) / (rest @ rest) + 2) / 24
    effective = 28 * (1 - r) / (1 + r)
    error = np.sqrt(rest @ rest / (effective - 2) / np.sum((np.arange(28) - 13.5) ** 2))
    assert found == pytest.approx((2 * student.sf(abs(fit.slope / error), effective - 2), r, effective))
    assert 0.1 < r < 0.9


def test_a_series_too_short_or_flat_shows_no_serial_trend():
    assert np.isnan(serial_trend(np.arange(11.0)).p)
    assert serial_trend(np.zeros(15)).p == 1


def test_the_serial_test_keeps_its_size_where_neighbours_resemble_each_other():
    random = np.random.default_rng(8)
    rejected = 0
    for _ in range(600):
        noise = random.normal(size=70)
        for k in range(1, 70):
            noise[k] += 0.6 * noise[k - 1]
        rejected += serial_trend(noise[30:]).p < 0.05
    assert rejected / 600 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 600)


def test_pettitt_finds_the_step_and_refuses_a_series_that_drifts():
    random = np.random.default_rng(2)
    step = random.normal(size=30) + np.where(np.arange(30) < 18, 0, 4)
    found = pettitt(step)
    assert found.after == 18
    scores = [np.sign(step[None, t:] - step[:t, None]).sum() for t in range(1, 30)]
    assert found.p == pytest.approx(2 * np.exp(-6 * np.max(np.abs(scores)) ** 2 / (30**3 + 30**2)))
    assert np.isnan(pettitt(np.cumsum(random.normal(size=60))).p)
    assert np.isnan(pettitt(step[:23]).p)
