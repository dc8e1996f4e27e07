"""The model of change over periods: equal to known tests where they apply, and silent where nothing can be said."""

import numpy as np
import pytest
from scipy.stats import linregress
from scipy.stats import t as student

from topics.shares.trend import period_model, tail_levels
from topics.shares.trend.period_model import at_mean_share, change, contrast, seed_variance, slope, step

TIMES = np.arange(5.0)
SCATTERED = np.array([0.10, 0.16, 0.09, 0.20, 0.15])


def column(values):
    return np.asarray(values, dtype=np.float64)[:, None]


@pytest.fixture
def fine(monkeypatch):
    """τ² on a grid so fine and wide that sums over it are integrals."""
    monkeypatch.setattr(period_model, "_grid", lambda _: np.append(0, np.geomspace(1e-4, 1e5, 120)))


@pytest.mark.usefixtures("fine")
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
    assert found.p[0] == pytest.approx(2 * student.sf(abs(line[1] / error), 3), rel=1e-3)
    assert found.bounds[1][0] == pytest.approx(line[1] + 3.18245 * error, rel=1e-3)


def test_the_usual_grid_is_near_the_integral():
    found, known = slope(column(SCATTERED), np.full((5, 1), 1e-9), TIMES, (0.0,)), linregress(TIMES, SCATTERED)
    assert found.p[0] == pytest.approx(known.pvalue, rel=0.01)


BCG = """4 119 11 128 44, 6 300 29 274 55, 3 228 11 209 42, 62 13536 248 12619 52, 33 5036 47 5761 13,
180 1361 372 1079 44, 8 2537 10 619 19, 505 87886 499 87892 13, 29 7470 45 7232 27, 17 1699 65 1600 42,
186 50448 141 27197 18, 5 2493 3 2338 33, 27 16886 29 17825 33"""


def test_meta_regression_is_that_of_metafor():
    # Viechtbauer 2010, Conducting meta-analyses in R with the metafor package: 13 trials of the BCG vaccine, latitude.
    ill, well, control_ill, control_well, latitude = np.array([row.split() for row in BCG.split(",")], dtype=float).T
    ratio = np.log(ill / (ill + well) * (control_ill + control_well) / control_ill)
    variance = 1 / ill - 1 / (ill + well) + 1 / control_ill - 1 / (control_ill + control_well)
    tau2 = np.linspace(0, 0.3, 3001)[:, None]
    slopes, information, squares, logs = period_model._given_correlation(
        ratio[:, None], variance[:, None], latitude[:, None], np.eye(13), tau2
    )
    best = (logs - squares / 2)[:, 0, 0].argmax()
    assert tau2[best, 0] == pytest.approx(0.0764, abs=2e-4)
    assert slopes[best, 0, 0] == pytest.approx(-0.0291, abs=5e-5)
    assert information[best, 0, 0] ** -0.5 == pytest.approx(0.0072, abs=5e-5)


def test_much_sampling_error_is_the_normal_test_of_weighted_least_squares():
    # Sixty points on a line: period effects are at most a small part of V = .01.
    times = np.arange(60.0)
    found = slope(column(0.2 + 0.005 * times), np.full((60, 1), 0.01), times, (0.0,))
    error = np.sqrt(0.01 / ((times - times.mean()) ** 2).sum())
    assert found.estimate[0] == pytest.approx(0.005)
    low, high = found.bounds
    assert 0.3 < (high - low)[0] / 3.92 / error < 1.1  # residuals of 0 speak for less than V
    assert found.sampling[0] > 0.5


@pytest.mark.usefixtures("fine")
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


@pytest.mark.usefixtures("fine")
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
    assert line.p[0] <= found.p[0]
    assert (found.p < 0.01).all()
    assert found.line.p[1] > 0.02  # a line alone would not see the step


@pytest.mark.parametrize("shape", ["constant", "line", "step", "late"])
def test_an_interval_holds_0_where_its_p_is_above_5_per_cent_and_holds_the_change(shape):
    # Neighbouring years are alike (.7) and differ by twice what their documents do: of constant shares, quantiles of
    # the form that was found without the times that its tail is taken held 0 in 80 % of series.
    random, t, n = np.random.default_rng(5), np.arange(8.0), 300
    alike = np.linalg.cholesky(0.7 ** np.abs(np.subtract.outer(t, t)))
    course = {"constant": 0 * t, "line": t / 7, "step": 1.0 * (t >= 4), "late": np.clip((t - 4) / 3, 0, 1)}[shape]
    shares = 0.3 + 0.18 * course[:, None] + 0.01 * (2 * alike @ random.normal(size=(8, n)) + random.normal(size=(8, n)))
    found = change(shares, np.full((8, n), 1e-4), t)
    low, high = found.fitted.bounds
    assert ((found.p < 0.05) == ((low > 0) | (high < 0))).all()
    true = 0 if shape == "constant" else 0.18
    assert ((low <= true) & (true <= high)).mean() > 0.95 - 3 * np.sqrt(0.95 * 0.05 / n)


def test_equivalence_is_more_than_no_change_found():
    sharp, blunt = (slope(np.full((6, 1), 0.1), np.full((6, 1), v), np.arange(6.0)) for v in (1e-6, 1e-2))
    assert sharp.p[0] > 0.99
    assert blunt.p[0] > 0.99
    assert sharp.equivalent(0.01)[0] < 0.01
    assert blunt.equivalent(0.01)[0] > 0.15


def test_a_period_without_the_theme_has_the_variance_of_the_others():
    shares = column([0, 0.1, 0.2, 0.4])
    empty = slope(shares, column([0, 0.01, 0.03, 0.02]), np.arange(4.0))
    known = slope(shares, column([0.02, 0.01, 0.03, 0.02]), np.arange(4.0))
    assert empty.p[0] == pytest.approx(known.p[0], rel=0.05)
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


def simulated(periods, effect, seed):
    """Constant shares with a standard deviation of 1 point, of which effects of periods have the part `effect`."""
    random = np.random.default_rng([periods, seed])
    effects, errors = random.normal(size=(2, periods, 800))
    return 0.2 + 0.01 * (np.sqrt(effect) * effects + np.sqrt(1 - effect) * errors), (1 - effect + 1e-4) * 1e-4


def power(periods, effect, size, more=1.0):
    """Part of series with a steady change that a single test at 5 % finds; `more` times the documents."""
    series, variance = simulated(periods, effect, 1)
    random = np.random.default_rng(periods)
    sampled = np.sqrt(variance / more) * random.normal(size=series.shape)
    effects = 0.01 * np.sqrt(effect) * random.normal(size=series.shape)
    shares = 0.2 + effects + sampled + size * np.linspace(0, 1, periods)[:, None]
    variances = np.full_like(shares, variance / more)
    # Variances are known here and equal: they are not those of shares of documents.
    return (change(shares, variances * shares * (1 - shares) / 0.16, np.arange(float(periods))).p < 0.05).mean()


@pytest.mark.parametrize("periods", [5, 7, 10, 16])
@pytest.mark.parametrize("effect", [0.0, 0.99])
def test_the_detectable_change_is_found_with_80_per_cent(periods, effect):
    series, variance = simulated(periods, effect, 2)
    found = change(series, np.full_like(series, variance), np.arange(float(periods))).line
    size = np.median(found.detectable)
    assert power(periods, effect, 0.85 * size) < 0.8 < power(periods, effect, size / 0.85)


@pytest.mark.parametrize("periods", [5, 8])
def test_what_is_needed_finds_it_with_80_per_cent(periods):
    series, variance = simulated(periods, 0.0, 3)
    found = change(series, np.full_like(series, variance), np.arange(float(periods))).line
    wanted = 0.6 * np.median(found.detectable)
    more = np.median(found.needed(wanted, periods)[0])
    assert power(int(more), 0.0, 0.85 * wanted) < 0.8 < power(int(more), 0.0, wanted / 0.85)
    # A series cannot exclude effects of periods: documents for much less are overestimated, up to infinity.
    wanted = 0.85 * np.median(found.detectable)
    documents = np.median(found.needed(wanted, periods)[1])
    assert power(periods, 0.0, 0.85 * wanted, documents) < 0.8 < power(periods, 0.0, wanted / 0.85, documents)


def test_documents_do_not_take_away_what_periods_share():
    rough = slope(column(SCATTERED), np.full((5, 1), 1e-9), TIMES)
    periods, documents = rough.needed(rough.detectable[0] / 2, 5)
    assert 5 < periods[0] < 20  # more periods tell more of their effects, too
    assert documents[0] == np.inf
    assert [each[0] for each in rough.needed(3 * rough.detectable[0], 5)] == [5, 1]


@pytest.mark.parametrize("levels", [tail_levels.single(7), tail_levels.searched(7), tail_levels.AS_IT_IS])
def test_p_and_tail_are_inverse(levels):
    for p in (0.002, 0.01, 0.05, 0.5, 1):
        assert levels.p(np.array([levels.tail(p)]))[0] == pytest.approx(p)
    assert np.isnan(levels.p(np.array([np.nan]))[0])
    tail = levels.tail(0.002)
    assert levels.p(np.array([tail / 10]))[0] == pytest.approx(0.0002)


def test_a_search_costs_more_than_one_form_and_an_interval_follows_the_test():
    random = np.random.default_rng(5)
    shares = 0.2 + 0.02 * random.normal(size=(9, 200)) + 0.08 * np.linspace(0, 1, 9)[:, None]
    found = change(shares, np.full_like(shares, 1e-4), np.arange(9.0))
    low, high = found.line.bounds
    assert ((found.line.p < 0.05) == ((low > 0) | (high < 0))).all()
    assert (slope(shares, np.full_like(shares, 1e-4), np.arange(9.0)).p <= found.line.p + 1e-9).all()


def test_a_small_share_does_not_weigh_more_for_being_small():
    # All or nothing: V = r (1 − r) / n. The fourth period has no document with the theme.
    shares, counts = np.array([0.05, 0.2, 0.1, 0.0]), np.array([50, 50, 100, 50])
    found = at_mean_share(column(shares), column(shares * (1 - shares) / counts))[:, 0]
    mean = shares.mean() * (1 - shares.mean())
    assert found[:3] == pytest.approx(mean / counts[:3])
    assert found[3] == pytest.approx(found[:3].mean())


def test_neighbours_more_alike_than_allowed_for_are_seen():
    random = np.random.default_rng(6)
    walk = np.cumsum(random.normal(size=(40, 50)), axis=0)
    alike, free = (0.3 + 0.01 * each for each in (walk, random.normal(size=(40, 50))))
    few = np.full_like(alike, 1e-7)
    assert np.median(change(alike, few, np.arange(40.0)).line.rho) > tail_levels.HELD_RHO
    assert np.median(change(free, few, np.arange(40.0)).line.rho) < 0.3


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


@pytest.mark.parametrize(
    "moment",
    [
        np.arange(8) / 7,
        np.arange(8) >= 4,
        np.maximum(np.arange(8) - 3, 0) / 4,
        np.minimum(np.arange(8), 4) / 4,
        1 / (1 + np.exp(-12 * (np.arange(8) / 7 - 0.5))),
    ],
    ids=["line", "step", "from", "until", "S"],
)
@pytest.mark.parametrize("ar", [0.0, 0.7])
def test_power_rises_with_the_effect(moment, ar):
    noise, times = world(8, 0.01, ar), np.arange(8.0)
    variances = np.full_like(noise, 1e-4)
    none, some, most = ((change(noise + r * moment[:, None], variances, times).p < 0.05).mean() for r in (0, 0.05, 0.2))
    assert none < some < most
    assert most > 0.8
