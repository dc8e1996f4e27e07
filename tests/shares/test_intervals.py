from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import beta, binomtest
from scipy.stats import t as student

from topics.shares.intervals import (
    add_spread,
    carriers,
    degrees_of,
    difference_bounds,
    document_bounds,
    effective_number,
    pool_seeds,
    reach,
    resampled_shares,
    resampled_totals,
    skewness,
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


def test_what_refits_move_is_added_to_what_seeds_do():
    """Variance 0.0016 between three seeds, and a root mean square move of 0.05 by refits."""
    shares, variances = np.array([[0.20], [0.24], [0.28]]), np.array([[0.0001], [0.0002], [0.0003]])
    share, se_documents, se_seeds, degrees = pool_seeds(shares, variances, 40, np.array([0.05]))
    between, moved = 4 / 3 * 0.0016, 0.0025
    assert (share[0], se_documents[0]) == pytest.approx((0.24, np.sqrt(0.0002)))
    assert se_seeds[0] ** 2 == pytest.approx(between + moved)
    total = 0.0002 + between + moved
    assert degrees[0] == pytest.approx(total**2 / (0.0002**2 / 40 + between**2 / 2 + moved**2 / 3))


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


def test_a_share_that_many_carry_has_the_beta_interval_of_as_many_documents_as_have_its_variance():
    n, p, v = 1e6, 0.2, 0.0016
    lower, upper = document_bounds(np.array([p]), np.array([v]), 29, n)
    number = (1 + 0.16 / v) * (student.ppf(0.975, 0.16 / v) / student.ppf(0.975, 29)) ** 2
    expected = beta.ppf([0.025, 0.975], [p * number, p * number + 1], [0.8 * number + 1, 0.8 * number])
    assert [lower[0], upper[0]] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("p", "v", "n"), [(0.2, 0.0016, 50), (0.02, 0.0004, 40), (0.01, 0.0002, 50), (0.9, 0.001, 30)])
def test_where_no_part_is_of_documents_the_interval_is_jeffreys_of_as_many_units_as_have_its_variance(p, v, n):
    """V is drawn to no larger one, and half a unit is added: a whole one where hardly any are seen."""
    number = 1 + p * (1 - p) / v
    lower, upper = document_bounds(np.array([p]), np.array([v]), number - 1, n, of_documents=0.0)
    more = [1 - 0.5 * (1 - np.exp(-part * number)) for part in (p, 1 - p)]
    expected = (
        beta.ppf(0.025, p * number + 1 - more[1], (1 - p) * number + more[1]),
        beta.ppf(0.975, p * number + more[0], (1 - p) * number + 1 - more[0]),
    )
    assert [lower[0], upper[0]] == pytest.approx(expected, rel=1e-6)
    whole = document_bounds(np.array([p]), np.array([v]), number - 1, n)
    half = document_bounds(np.array([p]), np.array([v]), number - 1, n, of_documents=0.5)
    assert whole[0] < half[0] < lower
    assert upper < half[1] < whole[1]


@pytest.mark.parametrize("p", [0.0, 1e-12, 1e-6, 0.001, 0.01])
def test_the_bound_of_a_corrected_share_near_0_is_that_of_its_error_and_not_of_hardly_any_units(p):
    variance, degrees, n = np.array([0.02]), 40, 25  # 14 points, as of predictions that miss much
    far = student.ppf(0.975, degrees) * np.sqrt(0.02)
    lower, upper = document_bounds(np.array([p]), variance, degrees, n, of_documents=np.array([0.0]))
    assert [lower[0], upper[0]] == pytest.approx([0, p + far], abs=1e-4)
    mirrored = document_bounds(np.array([1 - p]), variance, degrees, n, of_documents=np.array([0.0]))
    assert [1 - mirrored[1][0], 1 - mirrored[0][0]] == pytest.approx([lower[0], upper[0]], abs=1e-6)
    if p >= 1e-6:
        assert document_bounds(np.array([p]), variance, degrees, n)[1][0] > 0.9


def test_the_bound_of_no_coded_unit_is_that_of_as_many_units():
    nothing, n = np.array([0.0]), 25
    upper = document_bounds(nothing, nothing, 24, n, of_documents=np.array([1.0]))[1][0]
    assert upper == pytest.approx(1 - 0.025 ** (1 / n), rel=1e-6)


def test_of_coding_skewness_has_halls_own_factor_and_of_documents_twice_that():
    share, variance, skew = np.array([0.2]), np.array([0.0016]), np.array([0.6 * 0.04 / 0.16 + 0.4])
    for part, times in ((1.0, 2.0), (0.5, 1.5), (0.0, 1.0)):
        plain = document_bounds(share, variance, 29, 200, of_documents=part)[1] - 0.2
        skewed = document_bounds(share, variance, 29, 200, skew, of_documents=part)[1] - 0.2
        assert skewed / plain == pytest.approx(1 + times * 8.683 / 11.76 * 0.4, rel=0.1)


def test_a_share_that_is_more_skewed_than_a_binomial_one_has_a_longer_tail():
    share, variance = np.array([0.2]), np.array([0.0016])
    plain = 0.6 * 0.04 / 0.16
    bounds = {
        excess: document_bounds(share, variance, 29, 200, np.array([plain + excess])) for excess in (-0.4, 0.0, 0.4)
    }
    assert bounds[0.4][0] == bounds[0.0][0]
    assert bounds[-0.4][1] == bounds[0.0][1]
    assert bounds[0.4][1] - 0.2 == pytest.approx((bounds[0.0][1] - 0.2) * (1 + 2 * 8.683 / 11.76 * 0.4), rel=0.1)
    assert bounds[-0.4][0] < bounds[0.0][0]


def test_skewness_by_hand():
    parts, sizes = np.array([[1.0, 2.0], [0.0, 2.0], [0.0, 4.0]]), np.array([1.0, 1.0, 2.0])
    # The first share is 1/4: e = 3/4, −1/4, −1/2. The second is 2 times the size everywhere.
    assert skewness(parts, sizes) == pytest.approx([(27 - 1 - 8) / 64 / (14 / 16) ** 1.5, 0])


def test_unequal_clusters_leave_fewer_degrees_of_freedom():
    assert degrees_of(np.array([10.0] + [1.0] * 20)) == 900 / 120 - 1
    assert degrees_of(np.full(7, 3.0)) == pytest.approx(6)
    assert degrees_of(np.array([50.0, 1.0])) == 1


@pytest.mark.parametrize("n", [3, 10, 40])
@pytest.mark.parametrize("positive", [0, 1, 2, 3])
def test_few_positive_documents_of_equal_length_have_clopper_and_pearsons_interval(n, positive):
    p = positive / n
    variance = np.array([p * (1 - p) / (n - 1)])
    for share in (p, 1 - p):
        lower, upper = document_bounds(np.array([share]), variance, n - 1, n)
        exact = binomtest(round(share * n), n).proportion_ci()
        assert [lower[0], upper[0]] == pytest.approx([exact.low, exact.high], abs=1e-9)


def of_documents(parts, sizes=None, draws=4000):
    """The bounds of a share from what every document holds of it."""
    parts = np.array(parts, dtype=float)
    sizes = np.ones(len(parts)) if sizes is None else np.array(sizes, dtype=float)
    shares = resampled_shares(parts[:, None, None], sizes[:, None], draws=draws, seed=1, period="2020")[:, 0]
    share = np.array([parts.sum() / sizes.sum()])
    about = (degrees_of(sizes), effective_number(sizes), skewness(parts[:, None], sizes))
    lower, upper = document_bounds(share, shares.var(axis=0, ddof=1), *about)
    return float(lower[0]), float(upper[0])


@pytest.mark.parametrize("n", [5, 10, 40])
@pytest.mark.parametrize("carriers", [0, 1, 3, 4, 5])
def test_one_more_document_that_holds_a_little_of_a_theme_moves_the_band_a_little(n, carriers):
    if carriers >= n:
        return
    held = [0.4] * carriers + [0.0] * (n - carriers)
    little = [*held[:carriers], 1e-4, *held[carriers + 1 :]]
    assert of_documents(little) == pytest.approx(of_documents(held), abs=2e-3)


@pytest.mark.parametrize("n", [4, 12, 60])
def test_the_band_is_continuous_from_no_document_to_all(n):
    """One document after another comes to hold the theme, in steps of a fiftieth: nowhere does the band jump."""
    held, bounds = np.zeros(n), []
    for k in range(n):
        for part in np.linspace(0, 1, 51)[1:]:
            held[k] = part
            bounds.append(of_documents(held, draws=1000))
    assert np.abs(np.diff(bounds, axis=0)).max() < 0.6 / n


def test_a_theme_spread_over_all_documents_needs_no_five_of_them():
    even = {n: of_documents([(0.03, 0.05, 0.07, 0.04, 0.06)[i % 5] for i in range(n)]) for n in (5, 10, 20, 40)}
    widths = [upper - lower for lower, upper in even.values()]
    assert widths[0] < 0.17
    assert all(after < before for before, after in pairwise(widths))


@pytest.mark.parametrize("n", [3, 8, 30, 200])
def test_a_theme_in_no_document_or_in_all_has_one_bound_by_the_number_of_documents(n):
    most = 1 - 0.025 ** (1 / n)
    assert of_documents([0.0] * n) == pytest.approx((0, most))
    assert of_documents([1.0] * n) == pytest.approx((1 - most, 1))


def test_reach_is_one_for_whole_documents_and_the_part_of_a_document_for_parts():
    parts = np.array([[1.0, 0.1, 0.0], [1.0, 0.3, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    of_theme, of_rest = reach(parts, np.ones(4))
    assert of_theme[0] == 1
    carriers = 0.4**2 / 0.1  # of 0.1 and 0.3
    assert of_theme[1] == pytest.approx(0.25 + 0.75 * (3 / (3 + carriers)) ** 2)
    assert of_theme[2] == 1  # nobody has seen a document with it
    assert of_rest[2] == 1
    many = reach(np.full((5000, 1), 0.02), np.ones(5000))[0]
    assert many == pytest.approx(0.02, abs=1e-4)


def test_a_theme_that_nowhere_takes_much_of_a_document_has_a_narrower_band():
    """Thirteen documents, a theme of 1 %: others may hold as much as those of other periods do."""
    share, variance = np.array([0.01]), np.array([0.005**2])
    wholly = document_bounds(share, variance, 12, 13)
    parts = document_bounds(share, variance, 12, 13, reached=np.array([[0.05], [0.99]]))
    assert wholly[1][0] > 0.25
    assert parts[1][0] < 0.05
    assert parts[0][0] > wholly[0][0]


@pytest.mark.parametrize("r", [0.04, 0.3, 1.0])
def test_of_a_share_of_nothing_the_bound_is_that_of_documents_that_hold_r(r):
    lower, upper = document_bounds(np.array([0.0]), np.array([0.0]), 9, 10, reached=np.array([[r], [1.0]]))
    assert lower[0] == 0
    assert upper[0] == pytest.approx(1 - 0.025 ** (1 / (1 + 9 / r)))


def test_of_documents_of_unequal_length_none_tells_less():
    long = of_documents([0.0] * 10, [1.0] * 9 + [20.0])
    assert long[1] == pytest.approx(1 - 0.025 ** (1 / (29**2 / 409)))


def test_documents_that_are_exactly_alike_leave_a_doubt():
    lower, upper = of_documents([0.05] * 5)
    assert 0.001 < upper - lower < 0.05


def test_more_variance_is_never_a_narrower_band():
    variance = np.geomspace(1e-7, 0.02, 200)
    for p in (0.02, 0.2, 0.5, 0.9):
        lower, upper = document_bounds(np.full(200, p), variance, 9, 10)
        assert (np.diff(upper) > -1e-9).all()
        assert (np.diff(lower) < 1e-9).all()


def test_a_share_turned_round_has_its_band_turned_round():
    share, variance = np.array([0.0, 0.03, 0.2, 0.5]), np.array([0.0, 0.001, 0.004, 0.01])
    lower, upper = document_bounds(share, variance, 11, 12, np.full(4, 0.5))
    turned_lower, turned_upper = document_bounds(1 - share, variance, 11, 12, np.full(4, -0.5))
    assert turned_lower == pytest.approx(1 - upper)
    assert turned_upper == pytest.approx(1 - lower)


def test_a_difference_adds_squared_distances_less_what_the_shares_have_in_common():
    first, second = np.array([0.5, 0.4, 0.65]), np.array([0.3, 0.25, 0.36])
    apart = difference_bounds(first, second)
    assert apart == pytest.approx([0.2 - np.hypot(0.1, 0.06), 0.2 + np.hypot(0.15, 0.05)])
    alike = difference_bounds(first, second, 0.5)
    assert alike[0] == pytest.approx(0.2 - np.sqrt(0.01 + 0.0036 - 0.006))
    assert alike[1] - alike[0] < apart[1] - apart[0]


def test_one_document_has_no_band():
    bounds = document_bounds(np.array([0.3, 0.0]), np.array([0.01, 0.0]), 1, 1)
    assert np.isnan(bounds).all()


def test_bounds_stay_inside_even_when_the_error_is_absurd():
    share = np.array([1e-9, 0.5])
    lower, upper = document_bounds(share, np.array([0.2, 9.0]), 2, 3)
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
