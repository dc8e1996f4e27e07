import numpy as np
import pytest
from scipy.stats import beta, binomtest
from scipy.stats import t as student

from topics.shares.intervals import (
    add_spread,
    carriers,
    degrees_of,
    document_bounds,
    pool_seeds,
    resampled_shares,
    resampled_totals,
    statistic_bounds,
)


def test_resampled_means_have_the_unbiased_variance_of_a_mean():
    sums = np.array([[1.0, 10.0], [2.0, 10.0], [6.0, 10.0]])
    totals = resampled_totals(sums, draws=20_000, seed=1, period="2020")
    assert totals.shape == (20_000, 2)
    assert set(totals[:, 1]) == {20.0}  # always two of the three documents
    means = totals[:, 0] / 2
    assert means.mean() == pytest.approx(3, abs=0.05)
    assert means.var() == pytest.approx(np.var([1, 2, 6], ddof=1) / 3, rel=0.05)


def test_resamples_depend_on_seed_and_period_and_not_on_what_is_summed():
    sums = np.arange(10.0)[:, None]
    first = resampled_totals(sums, draws=50, seed=1, period="2020")
    assert np.array_equal(first, resampled_totals(sums, draws=50, seed=1, period="2020"))
    assert np.allclose(
        resampled_totals(np.hstack([sums, 3 * sums]), draws=50, seed=1, period="2020")[:, 1], 3 * first[:, 0]
    )
    assert not np.array_equal(first, resampled_totals(sums, draws=50, seed=2, period="2020"))
    assert not np.array_equal(first, resampled_totals(sums, draws=50, seed=1, period="2021"))


def test_ratios_of_the_same_resamples_are_shares():
    parts, sizes = np.arange(12.0).reshape(3, 2, 2), np.array([[10.0, 1.0], [20.0, 1.0], [30.0, 1.0]])
    shares = resampled_shares(parts, sizes, draws=40, seed=4, period="2021")
    totals = resampled_totals(np.hstack([parts.reshape(3, 4), sizes]), draws=40, seed=4, period="2021")
    assert shares.shape == (40, 2, 2)
    assert np.array_equal(shares[:, 0, 1], totals[:, 1] / totals[:, 4])
    assert np.array_equal(shares[:, 1, 0], totals[:, 2] / 2)


def test_seeds_are_pooled_as_rubin_says():
    shares = np.array([[0.20], [0.24], [0.28]])
    variances = np.array([[0.0001], [0.0002], [0.0003]])
    share, se_documents, se_seeds, degrees = pool_seeds(shares, variances, 40)
    assert share == pytest.approx(0.24)
    assert se_documents == pytest.approx(np.sqrt(0.0002))
    assert se_seeds == pytest.approx(np.sqrt((1 + 1 / 3) * 0.0016))
    total = 0.0002 + 4 / 3 * 0.0016
    assert degrees == pytest.approx(total**2 / (0.0002**2 / 40 + (4 / 3 * 0.0016) ** 2 / 2))


@pytest.mark.parametrize(("refits", "between", "freedom"), [(0.05, 4 / 3 * 0.0016, 2), (0.1, 0.01 - 0.0016, 3)])
def test_refits_count_where_they_lie_further_apart_than_seeds(refits, between, freedom):
    """Variance 0.0016 between three seeds: √(.0016 (1 + 1/3) + .0016) is .061."""
    shares, variances = np.array([[0.20], [0.24], [0.28]]), np.array([[0.0001], [0.0002], [0.0003]])
    share, se_documents, se_seeds, degrees = pool_seeds(shares, variances, 40, np.array([refits]))
    assert (share[0], se_documents[0]) == pytest.approx((0.24, np.sqrt(0.0002)))
    assert se_seeds[0] ** 2 == pytest.approx(between)
    assert degrees[0] == pytest.approx((0.0002 + between) ** 2 / (0.0002**2 / 40 + between**2 / freedom))


def test_a_refit_of_one_seed_says_what_seeds_cannot():
    _, _, se_seeds, degrees = pool_seeds(np.array([[0.3]]), np.array([[0.0004]]), 24, np.array([0.02]))
    assert se_seeds[0] == pytest.approx(0.02)
    assert degrees[0] == pytest.approx(0.0008**2 / (0.0004**2 / 24 + 0.0004**2))


def test_one_seed_says_nothing_about_seeds():
    share, se_documents, se_seeds, degrees = pool_seeds(np.array([[0.3]]), np.array([[0.0004]]), 24)
    assert (share[0], se_documents[0]) == pytest.approx((0.3, 0.02))
    assert np.isnan(se_seeds[0])
    assert degrees[0] == pytest.approx(24)
    assert add_spread(share, share - 0.1, share + 0.2, se_seeds, degrees) == pytest.approx(np.array([[0.2], [0.5]]))


def test_what_seeds_add_is_squared_and_added_and_stays_inside():
    share, lower, upper = np.array([0.2, 0.02]), np.array([0.17, 0.01]), np.array([0.24, 0.04])
    se = np.array([0.01, 0.1])
    reach = student.ppf(0.975, 4) * se
    found = add_spread(share, lower, upper, se, 4)
    assert found[0] == pytest.approx([0.2 - np.hypot(0.03, reach[0]), 0])
    assert found[1] == pytest.approx([0.2 + np.hypot(0.04, reach[0]), 0.02 + np.hypot(0.02, reach[1])])


@pytest.mark.parametrize(
    ("parts", "sizes", "expected"),
    [
        ([1, 1, 1, 0, 0, 0, 0], [1] * 7, 3),  # three of seven wholly
        ([1, 1, 1, 1, 1, 0, 0], [1] * 7, 2),  # what is not of it is rarer
        ([0.1] * 7, [1] * 7, 7),  # everywhere a little
        ([8, 1, 1], [100, 100, 100], 100 / 66),  # one cluster has nearly all of it
        ([0, 0], [5, 5], 0),
    ],
)
def test_carriers_are_the_clusters_that_hold_the_share_in_effect(parts, sizes, expected):
    found = carriers(np.array(parts, dtype=float)[:, None], np.array(sizes, dtype=float))
    assert found == pytest.approx([expected])


def test_a_share_that_many_carry_has_a_t_interval_of_the_logit():
    lower, upper = document_bounds(np.array([0.2]), np.array([0.0016]), 29, 30, np.array([6.0]))
    half = student.ppf(0.975, 29) * 0.04 / (0.2 * 0.8)
    odds = 0.25 * np.exp([-half, half])
    assert [lower[0], upper[0]] == pytest.approx(odds / (1 + odds))


def test_unequal_clusters_leave_fewer_degrees_of_freedom():
    assert degrees_of(np.array([10.0] + [1.0] * 20)) == 900 / 120 - 1
    assert degrees_of(np.full(7, 3.0)) == pytest.approx(6)
    assert degrees_of(np.array([50.0, 1.0])) == 1


@pytest.mark.parametrize("n", [10, 40])
@pytest.mark.parametrize("positive", [0, 1, 3, 4])
def test_below_five_positive_documents_the_interval_is_clopper_and_pearsons(n, positive):
    p = positive / n
    variance = np.array([p * (1 - p) / n])
    for share in (p, 1 - p):
        lower, upper = document_bounds(np.array([share]), variance, n - 1, n, np.array([float(positive)]))
        exact = binomtest(round(share * n), n).proportion_ci()
        assert [lower[0], upper[0]] == pytest.approx([exact.low, exact.high], abs=1e-9)


def test_a_spread_theme_counts_for_no_more_clusters_than_there_are():
    lower, upper = document_bounds(np.array([0.1]), np.array([1e-9]), 7, 8, np.array([2.0]))
    assert upper[0] == pytest.approx(beta.ppf(0.975, 1.8, 7.2))
    assert lower[0] == pytest.approx(beta.ppf(0.025, 0.8, 8.2))


def test_one_document_has_no_band():
    bounds = document_bounds(np.array([0.3, 0.0]), np.array([0.01, 0.0]), 1, 1, np.array([1.0, 0.0]))
    assert np.isnan(bounds).all()


def test_bounds_stay_inside_even_when_the_error_is_absurd():
    share = np.array([1e-9, 0.5])
    lower, upper = document_bounds(share, np.array([0.2, 9.0]), 2, 3, np.array([9.0, 9.0]))
    lower, upper = add_spread(share, lower, upper, np.array([7.0, 7.0]), 2)
    assert (lower >= 0).all()
    assert (upper <= 1).all()
    assert (lower <= share).all()
    assert (upper >= share).all()


def test_a_change_has_a_t_interval_that_seeds_widen():
    bounds = statistic_bounds(np.array([-0.1]), np.array([0.02]), np.array([0.01]), np.array([9.0]))
    half = student.ppf(0.975, 9) * np.hypot(0.02, 0.01)
    assert bounds[:, 0] == pytest.approx([-0.1 - half, -0.1 + half])
    alone = statistic_bounds(np.array([-0.1]), np.array([0.02]), np.array([np.nan]), np.array([58.0]))
    assert alone[1, 0] == pytest.approx(-0.1 + student.ppf(0.975, 58) * 0.02)
