import numpy as np
import pytest
from scipy.stats import beta, binomtest
from scipy.stats import t as student

from topics.shares.intervals import pool_seeds, resampled_totals, share_bounds


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


def test_seeds_are_pooled_as_rubin_says():
    shares = np.array([[0.20], [0.24], [0.28]])
    variances = np.array([[0.0001], [0.0002], [0.0003]])
    share, se_documents, se_seeds, degrees = pool_seeds(shares, variances, 41)
    assert share == pytest.approx(0.24)
    assert se_documents == pytest.approx(np.sqrt(0.0002))
    assert se_seeds == pytest.approx(np.sqrt((1 + 1 / 3) * 0.0016))
    total = 0.0002 + 4 / 3 * 0.0016
    assert degrees == pytest.approx(total**2 / (0.0002**2 / 40 + (4 / 3 * 0.0016) ** 2 / 2))


def test_one_seed_says_nothing_about_seeds():
    share, se_documents, se_seeds, degrees = pool_seeds(np.array([[0.3]]), np.array([[0.0004]]), 25)
    assert (share[0], se_documents[0]) == pytest.approx((0.3, 0.02))
    assert np.isnan(se_seeds[0])
    assert degrees[0] == pytest.approx(24)


def test_the_band_is_a_t_interval_of_the_logit():
    lower, upper = share_bounds(np.array([0.2]), np.array([0.0016]), np.array([29.0]), 30)
    half = student.ppf(0.975, 29) * 0.04 / (0.2 * 0.8)
    odds = 0.25 * np.exp([-half, half])
    assert [lower[0], upper[0]] == pytest.approx(odds / (1 + odds))


@pytest.mark.parametrize("n", [2, 5, 30])
def test_a_share_of_nothing_or_everything_has_the_exact_bound_on_documents(n):
    lower, upper = share_bounds(np.array([0.0, 1.0]), np.zeros(2), np.full(2, n - 1.0), n)
    nothing, everything = binomtest(0, n).proportion_ci(), binomtest(n, n).proportion_ci()
    assert lower == pytest.approx([nothing.low, everything.low])
    assert upper == pytest.approx([nothing.high, everything.high])
    assert upper[0] == pytest.approx(beta.ppf(0.975, 1, n))


def test_one_document_has_no_band():
    lower, upper = share_bounds(np.array([0.3, 0.0]), np.array([0.01, 0.0]), np.ones(2), 1)
    assert np.isnan([lower, upper]).all()


def test_bounds_stay_inside_even_when_the_error_is_absurd():
    lower, upper = share_bounds(np.array([1e-9, 0.5]), np.array([0.2, 9.0]), np.ones(2), 3)
    assert (lower >= 0).all()
    assert (upper <= 1).all()
    assert (lower <= [1e-9, 0.5]).all()
    assert (upper >= [1e-9, 0.5]).all()
