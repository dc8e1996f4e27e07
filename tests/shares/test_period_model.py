"""The model of change over periods: equal to known tests where they apply, and silent where nothing can be said."""

import numpy as np
import pytest
from scipy.stats import linregress
from scipy.stats import t as student

from topics.shares.trend.period_model import change, contrast, seed_variance, slope, step

TIMES = np.arange(5.0)
SCATTERED = np.array([0.10, 0.16, 0.09, 0.20, 0.15])


def column(values):
    return np.asarray(values, dtype=np.float64)[:, None]


@pytest.mark.parametrize("times", [TIMES, np.array([0.0, 1, 2, 5, 6])])
@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8])
def test_without_sampling_error_it_is_the_t_test_of_generalised_least_squares(rho, times):
    # Multiplied by the inverse root of R, the effects of periods are independent: an ordinary regression.
    root = np.linalg.cholesky(np.linalg.inv(rho ** np.abs(np.subtract.outer(times, times)))).T
    x, y = root @ np.column_stack([np.ones(5), times]), root @ SCATTERED
    line, rest = np.linalg.lstsq(x, y, rcond=None)[:2]
    error = np.sqrt(rest[0] / 3 * np.linalg.inv(x.T @ x)[1, 1])
    found = slope(column(SCATTERED), np.full((5, 1), 1e-9), times, (rho,))
    assert found.estimate[0] == pytest.approx(line[1], rel=1e-3)
    assert found.p[0] == pytest.approx(2 * student.sf(abs(line[1] / error), 3), rel=0.02)
    assert found.bounds[1][0] == pytest.approx(line[1] + 3.18245 * error, rel=0.02)


def test_equal_variances_and_independent_periods_are_ordinary_least_squares():
    found, known = slope(column(SCATTERED), np.full((5, 1), 1e-9), TIMES, (0.0,)), linregress(TIMES, SCATTERED)
    assert found.p[0] == pytest.approx(known.pvalue, rel=0.02)


def test_much_sampling_error_is_the_normal_test_of_weighted_least_squares():
    # Twelve points on a line: period effects are at most a small part of V = .01, whose error is √(.01 / 143).
    times = np.arange(12.0)
    found = slope(column(0.1 + 0.02 * times), np.full((12, 1), 0.01), times)
    assert found.estimate[0] == pytest.approx(0.02)
    low, high = found.bounds
    assert np.sqrt(0.01 / 143) < (high - low)[0] / 3.92 < 2 * np.sqrt(0.01 / 143)
    assert found.sampling[0] > 0.5


def test_a_contrast_has_the_variance_of_both_ends_and_of_two_period_effects():
    # τ² = s² of the line, independent: an error of √2 s on 3 degrees of freedom.
    shares, few, line = column(SCATTERED), np.full((5, 1), 1e-9), linregress(TIMES, SCATTERED)
    found = contrast(shares, few, TIMES, slope(shares, few, TIMES, (0.0,)))
    rest = SCATTERED - line.intercept - line.slope * TIMES
    assert found.estimate[0] == pytest.approx(0.05)
    assert found.bounds[1][0] - 0.05 == pytest.approx(3.18245 * np.sqrt(2 * rest @ rest / 3), rel=0.02)


def test_neighbouring_periods_that_are_alike_move_together():
    shares, few = column(SCATTERED), np.full((5, 1), 1e-9)
    apart, alike = (slope(shares, few, TIMES, (rho,)) for rho in (0.0, 0.9))
    assert alike.rho[0] == pytest.approx(0.9)
    assert apart.rho[0] == 0
    assert alike.tau[0] > apart.tau[0]
    assert alike.detectable[0] > apart.detectable[0]


def test_a_step_is_the_difference_of_two_means():
    random = np.random.default_rng(1)
    shares = np.where(np.arange(10) < 6, 0.1, 0.3) + 0.01 * random.normal(size=10)
    found = step(column(shares), np.full((10, 1), 1e-9), 6, (0.0,))
    known = linregress(np.arange(10) >= 6, shares)
    assert found.estimate[0] == pytest.approx(shares[6:].mean() - shares[:6].mean())
    assert found.bounds[0][0] == pytest.approx(known.slope - student.ppf(0.975, 8) * known.stderr, rel=0.02)
    with pytest.raises(ValueError, match="no period on one side"):
        step(column(shares), np.full((10, 1), 0.01), 10)


@pytest.mark.parametrize("periods", [0, 1, 2])
def test_two_periods_say_nothing(periods):
    series = np.linspace(0.1, 0.9, periods)[:, None], np.full((periods, 1), 1e-6), np.arange(float(periods))
    line, whole = slope(*series), change(*series)
    for found in (line, contrast(*series, line), whole.line, whole.fitted):
        assert np.isnan([found.p[0], found.bounds[0][0], found.detectable[0], found.tau[0]]).all()
    assert np.isnan(whole.p[0])


def test_change_is_a_line_or_a_step_whichever_is_told_better():
    random = np.random.default_rng(2)
    noise, times = 0.01 * random.normal(size=8), 2.0 * np.arange(8)
    shares = column(noise + 0.2 * times / 14), column(noise + np.where(times >= 6, 0.2, 0))
    found = change(np.hstack(shares), np.full((8, 2), 1e-4), times)
    assert found.after.tolist() == [0, 3]
    assert found.fitted.estimate == pytest.approx([0.2, 0.2], abs=0.02)
    line = slope(shares[0], np.full((8, 1), 1e-4), times)
    assert found.line.estimate[0] == pytest.approx(14 * line.estimate[0])
    assert found.p[0] == pytest.approx(line.p[0] / 0.8)
    assert (found.p < 0.01).all()
    assert found.line.p[1] > 0.02  # a line alone would not see the step


def test_equivalence_is_more_than_no_change_found():
    sharp, blunt = (slope(np.full((6, 1), 0.1), np.full((6, 1), v), np.arange(6.0)) for v in (1e-6, 1e-2))
    assert sharp.p[0] > 0.99
    assert blunt.p[0] > 0.99
    assert sharp.equivalent(0.01)[0] < 0.01
    assert blunt.equivalent(0.01)[0] > 0.3


def test_a_period_without_the_theme_has_the_variance_of_the_others():
    shares = column([0, 0.1, 0.2, 0.4])
    empty = slope(shares, column([0, 0.01, 0.03, 0.02]), np.arange(4.0))
    assert empty.p[0] == pytest.approx(slope(shares, column([0.02, 0.01, 0.03, 0.02]), np.arange(4.0)).p[0])
    assert np.isnan(slope(np.zeros((3, 1)), np.zeros((3, 1)), np.arange(3.0)).p[0])


def test_a_theme_does_not_touch_another():
    random = np.random.default_rng(3)
    shares, variances = random.random((6, 3)), 0.01 * random.random((6, 3))
    whole = slope(shares, variances, np.arange(6.0))
    for k in range(3):
        alone = slope(shares[:, k : k + 1], variances[:, k : k + 1], np.arange(6.0))
        assert alone.p[0] == pytest.approx(whole.p[k])
        assert alone.detectable[0] == pytest.approx(whole.detectable[k])


def test_seeds_add_by_what_the_share_stands_for():
    by_seed = np.array([[[0.1], [0.2], [0.3], [0.4]]])  # B = .05 / 3
    assert seed_variance(by_seed)[0, 0] == pytest.approx(0.05 / 12)
    assert seed_variance(by_seed, one_further_fit=True)[0, 0] == pytest.approx(0.05 / 3 * 1.25)
    assert seed_variance(by_seed[:, :1])[0, 0] == 0


def test_four_times_the_periods_find_half_the_change_and_documents_do_not_take_away_what_periods_share():
    rough = slope(column(SCATTERED), np.full((5, 1), 1e-9), TIMES)
    periods, documents = rough.needed(rough.detectable[0] / 2, 5)
    assert periods[0] == 20
    assert documents[0] == np.inf
    periods, documents = rough.needed(2 * rough.detectable[0], 5)
    assert (periods[0], documents[0]) == (5, 1)
    times = np.arange(12.0)
    sampled = slope(column(0.1 + 0.02 * times), np.full((12, 1), 0.01), times)
    assert 1 < sampled.needed(0.9 * sampled.detectable[0], 12)[1][0] < 2


def world(periods, shock, ar, trials=1000, seed=1):
    """Constant shares `(periods, trials)` with a sampling error of 1 point and a shock of periods."""
    random = np.random.default_rng([periods, seed])
    effects = random.normal(size=(periods, trials))
    for k in range(1, periods):
        effects[k] = ar * effects[k - 1] + np.sqrt(1 - ar**2) * effects[k]
    return 0.2 + shock * effects + 0.01 * random.normal(size=effects.shape)


@pytest.mark.parametrize("periods", [3, 5, 8, 12])
@pytest.mark.parametrize(("shock", "ar"), [(0.0, 0.0), (0.01, 0.0), (0.03, 0.7), (0.1, 0.7)])
def test_period_effects_are_not_taken_for_change(periods, shock, ar):
    series = world(periods, shock, ar)
    found = change(series, np.full_like(series, 1e-4), np.arange(float(periods)))
    # At 1.25 %, the level of four themes: the tail is what decides.
    for level in (0.05, 0.0125):
        assert (found.p < level).mean() <= level + 3 * np.sqrt(level * (1 - level) / 1000)


@pytest.mark.parametrize("moment", [np.arange(8) / 7, np.arange(8) >= 4])
@pytest.mark.parametrize("ar", [0.0, 0.7])
def test_power_rises_with_the_effect(moment, ar):
    noise, times = world(8, 0.01, ar), np.arange(8.0)
    variances = np.full_like(noise, 1e-4)
    none, some, most = ((change(noise + r * moment[:, None], variances, times).p < 0.05).mean() for r in (0, 0.05, 0.2))
    assert none < some < most
    assert most > 0.8
