"""Estimators that lie apart from the study's own are named, with the period in which they are furthest from it."""

import pandas as pd
import pytest

from topics.report.layouts.share_layouts import apart_lines
from topics.shares.apart import Apart, lying_apart
from topics.themes import Theme


def shares(**of_estimators: list[tuple[float, float, float]]) -> pd.DataFrame:
    """One theme, and one period per `(share, lower, upper)`."""
    rows = [
        {"estimator": name, "theme": "wind", "period": str(2020 + n), "share": share, "lower": lower, "upper": upper}
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
    assert found == ([Apart("other", "wind", "2020", other[0], 0.3)] if apart else [])


def test_half_or_double_is_apart_however_small_and_the_furthest_period_is_told() -> None:
    table = shares(own=[(0.01, 0.005, 0.012), (0.02, 0.015, 0.025)], other=[(0.03, 0.02, 0.04), (0.06, 0.05, 0.07)])
    assert [one.told() for one in lying_apart(table, "own")] == ["6.0% in 2021 (2.0%)"]
    themes = (Theme("wind", ("wind power",), {"en": "Wind", "zh": "风电"}),)
    assert apart_lines(table, "own", themes) == [
        "other lies apart from the study's own estimator, own (in brackets): Wind 6.0% in 2021 (2.0%). Read before use."
    ]
    assert apart_lines(table, "own", themes, "zh") == [
        "other与本研究采用的方法own（括号内）相差较大：风电 2021 年 6.0%（2.0%）。使用前请核对原文。"
    ]
    assert lying_apart(table, "other")[0].estimator == "own"


def test_what_is_unfit_and_what_is_about_no_theme_lies_nowhere() -> None:
    table = shares(own=[(0.3, 0.26, 0.34)], other=[(0.9, 0.8, 1.0)])
    assert not lying_apart(table.assign(unfit=["", "sees nothing"]), "own")
    assert not lying_apart(table.assign(theme="none of the themes"), "own")
    assert not lying_apart(table, "no such estimator")
