"""The model of change over periods: equal to formulas by hand, and silent where nothing can be said."""

import numpy as np
import pytest
from scipy.stats import linregress

from topics.shares.trend.period_model import contrast, seed_variance, slope, step

TIMES = np.arange(5.0)
SCATTERED = np.array([0.10, 0.16, 0.09, 0.20, 0.15])


def column(values):
    return np.asarray(values, dtype=np.float64)[:, None]


def test_equal_variances_and_much_scatter_are_ordinary_least_squares():
    # With V + τ² equal to s², the residual variance on T − 2, the weighted fit is the ordinary one.
    found, known = slope(column(SCATTERED), np.full((5, 1), 1e-5), TIMES), linregress(TIMES, SCATTERED)
    assert found.estimate[0] == pytest.approx(known.slope)
    assert found.error[0] == pytest.approx(known.stderr)
    assert found.p[0] == pytest.approx(known.pvalue)


def test_a_line_without_scatter_has_the_error_of_its_documents():
    # Σ (t − t̄)² = 10, V = .001: the error is √(.001 / 10) = .01; φ̂ = 0 does not make it smaller.
    found = slope(column(0.1 + 0.02 * TIMES), np.full((5, 1), 0.001), TIMES)
    assert found.tau[0] == 0
    assert found.error[0] == pytest.approx(0.01)
    # t(3): 3.18245 at .975, .97847 at .8.
    assert found.detectable[0] == pytest.approx(0.01 * (3.18245 + 0.97847), rel=1e-5)
    assert found.bounds[0][0] == pytest.approx(0.02 - 0.0318245, rel=1e-5)


def test_a_contrast_has_the_variance_of_both_ends_and_of_two_period_effects():
    variances = column([0.001, 0.002, 0.001, 0.002, 0.003])
    assert contrast(column(0.1 + 0.02 * TIMES), variances, TIMES).error[0] == pytest.approx(np.sqrt(0.004))
    found = contrast(column(SCATTERED), np.full((5, 1), 1e-5), TIMES)
    line = linregress(TIMES, SCATTERED)
    rest = SCATTERED - line.intercept - line.slope * TIMES
    assert found.error[0] == pytest.approx(np.sqrt(2 * rest @ rest / 3))


def test_a_step_is_the_difference_of_two_means():
    shares = column([0.1, 0.1, 0.3, 0.3])
    found = step(shares, np.full((4, 1), 0.01), 2)
    assert found.estimate[0] == pytest.approx(0.2)
    assert found.error[0] == pytest.approx(0.1)
    with pytest.raises(ValueError, match="no period on one side"):
        step(shares, np.full((4, 1), 0.01), 4)


@pytest.mark.parametrize("make", [slope, contrast])
def test_two_periods_say_nothing(make):
    found = make(column([0.1, 0.9]), np.full((2, 1), 1e-6), np.arange(2.0))
    assert np.isnan([found.p[0], found.bounds[0][0], found.detectable[0]]).all()


def test_equivalence_is_more_than_no_change_found():
    sharp, blunt = (slope(np.full((6, 1), 0.1), np.full((6, 1), v), np.arange(6.0)) for v in (1e-6, 1e-2))
    assert sharp.p[0] == blunt.p[0] == 1
    assert sharp.equivalent(0.01)[0] < 0.001
    assert blunt.equivalent(0.01)[0] > 0.3


def test_a_period_without_the_theme_has_the_variance_of_the_others():
    empty = slope(column([0, 0.1, 0.2]), column([0, 0.01, 0.03]), np.arange(3.0))
    assert empty.error[0] == slope(column([0, 0.1, 0.2]), column([0.02, 0.01, 0.03]), np.arange(3.0)).error[0]
    assert np.isnan(slope(np.zeros((3, 1)), np.zeros((3, 1)), np.arange(3.0)).p[0])


def test_seeds_add_by_what_the_share_stands_for():
    by_seed = np.array([[[0.1], [0.2], [0.3], [0.4]]])  # B = .05 / 3
    assert seed_variance(by_seed)[0, 0] == pytest.approx(0.05 / 12)
    assert seed_variance(by_seed, one_further_fit=True)[0, 0] == pytest.approx(0.05 / 3 * 1.25)
    assert seed_variance(by_seed[:, :1])[0, 0] == 0


@pytest.mark.parametrize("periods", [3, 5, 8])
@pytest.mark.parametrize("shock", [0.0, 1.0, 3.0])
def test_period_effects_are_not_taken_for_change(periods, shock):
    random = np.random.default_rng([periods, int(shock)])
    series = 0.2 + 0.01 * np.sqrt(1 + shock**2) * random.normal(size=(periods, 4000))
    found = slope(series, np.full_like(series, 1e-4), np.arange(float(periods)))
    assert (found.p < 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4000)


def test_power_rises_with_the_effect():
    random = np.random.default_rng(4)
    noise, times = 0.014 * random.normal(size=(8, 2000)), np.arange(8.0)
    variances, line = np.full_like(noise, 1e-4), times[:, None] / 7
    none, some, most = ((slope(noise + r * line, variances, times).p < 0.05).mean() for r in (0, 0.04, 0.1))
    assert none < some < most
    assert most > 0.8
