"""Estimators that lie apart from the study's own are named, with the period in which they are furthest from it."""

import pandas as pd
import pytest

from topics.shares.apart import Apart, apart_sentences, lying_apart, one_of_each
from topics.themes import Theme


def shares(**of_estimators: list[tuple[float, float, float]]) -> pd.DataFrame:
    """One theme, and one period per `(share, lower, upper)`."""
    rows = [
        {
            **{"estimator": name, "theme": "wind", "membership": "weight", "period": str(2020 + n)},
            **{"share": share, "lower": lower, "upper": upper},
        }
        for name, numbers in of_estimators.items()
        for n, (share, lower, upper) in enumerate(numbers)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        ((0.45, 0.40, 0.50), True),  # 15 points above
        ((0.39, 0.35, 0.44), False),  # 9 points, and more than half
        ((0.45, 0.30, 0.60), False),  # 15 points, and the bands meet
        ((0.10, 0.05, 0.15), True),  # 20 points below
        ((0.35, 0.35, 0.35), False),
        ((float("nan"), float("nan"), float("nan")), False),
    ],
)
def test_ten_points_beyond_bands_are_apart(other: tuple[float, float, float], apart: bool) -> None:
    found = lying_apart(shares(own=[(0.3, 0.26, 0.34)], other=[other]), "own")
    assert found == ([Apart("other", "wind", "weight", "2020", other[0], 0.3)] if apart else [])


def test_half_or_double_is_apart_however_small_and_the_furthest_period_is_told() -> None:
    table = shares(own=[(0.01, 0.005, 0.012), (0.02, 0.015, 0.025)], other=[(0.03, 0.02, 0.04), (0.06, 0.05, 0.07)])
    found = lying_apart(table, "own")
    assert [one.told() for one in found] == ["6.0% in 2021 (2.0%)"]
    themes = (Theme("wind", ("wind power",), {"en": "Wind", "zh": "风电"}),)
    assert apart_sentences(found, "own", themes)["other"] == (
        "other lies apart from the study's own estimator, own (in brackets): Wind 6.0% in 2021 (2.0%). Read before use."
    )
    assert apart_sentences(found, "own", themes, "zh")["other"] == (
        "other 与本研究采用的方法 own（括号内）相差较大：风电 2021 年 6.0%（2.0%）。使用前请核对原文。"
    )
    assert lying_apart(table, "other")[0].estimator == "own"


def test_what_is_unfit_and_what_is_about_no_theme_lies_nowhere() -> None:
    table = shares(own=[(0.3, 0.26, 0.34)], other=[(0.9, 0.8, 1.0)])
    assert not lying_apart(table.assign(unfit=["", "sees nothing"]), "own")
    assert not lying_apart(table.assign(unstable=[False, True]), "own")
    assert not lying_apart(table.assign(theme="none of the themes"), "own")
    assert not lying_apart(table, "no such estimator")


def test_an_estimator_that_lies_apart_by_main_theme_alone_is_named_with_that() -> None:
    by_weight = shares(own=[(0.09, 0.08, 0.10)], other=[(0.08, 0.07, 0.09)])
    by_main = shares(own=[(0.09, 0.08, 0.10)], other=[(0.03, 0.02, 0.04)]).assign(membership="primary")
    found = lying_apart(pd.concat([by_weight, by_main]), "own")
    assert [(one.membership, one.share) for one in found] == [("primary", 0.03)]
    assert [one.told() for one in one_of_each(found, "weight")] == ["3.0% in 2020 (9.0%) by main theme"]
    assert [one.told("zh") for one in one_of_each(found, "weight")] == ["按首要主题计 2020 年 3.0%（9.0%）"]
    both = [*found, Apart("other", "wind", "weight", "2021", 0.2, 0.09)]
    assert [one.told() for one in one_of_each(both, "weight")] == ["20.0% in 2021 (9.0%)"]
    assert [one.told() for one in one_of_each(both, "primary")] == ["3.0% in 2020 (9.0%)"]
