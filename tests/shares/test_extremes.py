"""The highest and the lowest period: by hand, and how often a difference is found where there is none."""

import numpy as np
import pytest

from topics.shares.trend.extremes import highest, lowest


def found(share, half=0.01, clusters=200, find=highest):
    share = np.array(share, dtype=float)
    extreme = find(share, share - half, share + half, np.full(len(share), float(clusters)))
    return None if extreme is None else (extreme.place, np.flatnonzero(extreme.told).tolist(), extreme.compared)


# q(.95; 4, 199) / √2 / t(.975; 199) = 3.66 / 1.414 / 1.972 = 1.31, and √2 · .01 · 1.31 = .0186.
@pytest.mark.parametrize(
    ("share", "place", "told"),
    [
        ((0.10, 0.30, 0.20, 0.10), 1, [0, 2, 3]),
        ((0.10, 0.30, 0.285, 0.10), 1, [0, 3]),
        ((0.28, 0.30, 0.285, 0.282), 1, [0]),
        ((0.282, 0.30, 0.285, 0.283), 1, []),
        ((0.0, 0.0, 0.3, 0.0), 2, [0, 1, 3]),
    ],
)
def test_a_period_is_told_from_another_beyond_the_margin_of_all_pairs(share, place, told) -> None:
    assert found(share) == (place, told, 3)
    assert found([-part for part in share], find=lowest) == (place, told, 3)


def test_periods_without_an_interval_are_left_out_and_two_are_too_few() -> None:
    assert found((0.1, np.nan, 0.3, 0.2)) == (2, [0, 3], 2)
    assert found((0.1, np.nan, 0.3)) is None
    assert found((0.1, 0.2, 0.3), clusters=1) is None


def test_an_interval_that_is_wide_on_one_side_counts_on_that_side() -> None:
    share = np.array([0.0, 0.0, 0.10])
    wide = highest(share, np.array([0, 0, 0.08]), np.array([0.2, 0.03, 0.12]), np.full(3, 100.0))
    assert wide is not None
    assert np.flatnonzero(wide.told).tolist() == [1]  # no document of the first has the theme, and few are there


def test_more_themes_ask_for_more() -> None:
    share = np.array([0.10, 0.1197, 0.10])
    one, nine = (highest(share, share - 0.01, share + 0.01, np.full(3, 100.0), 0.05 / n) for n in (1, 9))
    assert one is not None
    assert nine is not None
    assert (one.told.any(), nine.told.any()) == (True, False)


@pytest.mark.parametrize(("periods", "clusters"), [(3, 8), (5, 30), (12, 60)])
def test_where_all_periods_are_alike_a_difference_is_found_in_five_of_a_hundred(periods: int, clusters: int) -> None:
    from scipy.stats import t

    random = np.random.default_rng(periods)
    times = 400
    draws = random.normal(0.2, 0.1, (times, periods, clusters))
    share, error = draws.mean(axis=2), draws.std(axis=2, ddof=1) / np.sqrt(clusters)
    half = t.ppf(0.975, clusters - 1) * error
    each = zip(share, share - half, share + half, strict=True)
    told = [highest(*series, np.full(periods, float(clusters))) for series in each]
    rate = np.mean([extreme is not None and extreme.told.any() for extreme in told])
    assert 0.01 < rate < 0.085  # 5 % ± three standard errors; unequal variances make it smaller
