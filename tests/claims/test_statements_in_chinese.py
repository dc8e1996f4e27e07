"""Chinese sentences of a row of trends: the numbers of the English ones, and no change claimed that is not told."""

import numpy as np
import pytest

from topics.claims.refused import refused, refused_by_all, stated_zh
from topics.shares.trend.statements import not_found, statement

ROW = {
    "theme": "x", "estimator": "lexicon", "weighting": "text", "first": "2019", "last": "2023", "share_first": 0.1,
    "share_last": 0.2, "n_periods": 5, "p_change": 0.01, "p_change_holm": 0.02, "step_at": "2021",
    "fitted_change": 0.105, "fitted_change_lower": 0.05, "fitted_change_upper": 0.15, "autocorrelation": 0.1,
    "detectable_change": 0.08, "statement": "x rose", "refused": "", "refused_for": "", "fewest_documents": 40,
}  # fmt: skip


def test_a_change_that_is_told_has_its_numbers_and_its_step() -> None:
    told = stated_zh(ROW, 2)
    assert told.startswith("2019 年占文本的 10.0%，2023 年占 20.0%。5 期数据中，模型检出占比上升 10.5 个百分点")
    assert "（95% 区间 +5.0 至 +15.0），2021 年起处于新水平" in told
    assert "p = 0.010，经 Holm 校正（2 个主题）p = 0.020" in told


@pytest.mark.parametrize(
    ("change", "holds", "lacks"),
    [
        (
            {"p_change_holm": 0.2},
            "模型估计占比上升 10.5 个百分点（95% 区间 +5.0 至 +15.0；经 Holm 校正后不显著）；",
            "新水平",
        ),
        ({"p_change_holm": 0.2, "fitted_change": -0.367}, "模型估计占比下降 36.7 个百分点（", "−36.7"),
        ({"p_change": np.nan}, "2023 年占 20.0%。", "Holm"),
        ({"autocorrelation": 0.9}, "估计值为 0.9，p 值可能偏小", "不显著"),
    ],
)
def test_a_change_that_is_not_told_is_not_claimed(change: dict[str, float], holds: str, lacks: str) -> None:
    told = stated_zh(ROW | change, 2)
    assert holds in told
    assert lacks not in told


@pytest.mark.parametrize(("n", "told"), [(1, "after Holm over 1 theme; p"), (2, "after Holm over 2 themes; p")])
def test_the_english_counts_one_theme_as_one(n: int, told: str) -> None:
    assert told in statement(ROW, n)


def test_nothing_is_said_where_the_english_says_nothing() -> None:
    assert stated_zh(ROW | {"statement": ""}, 2) == ""


@pytest.mark.parametrize(
    ("least", "told"), [(0.08, "最小匀速变化为 8.0 个百分点"), (1.5, "任何幅度的匀速变化都难以检出")]
)
def test_what_is_not_told_says_what_would_be(least: float, told: str) -> None:
    row = ROW | {"refused": "no", "refused_for": "not-told", "p_change_holm": 0.3, "detectable_change": least}
    assert (
        refused(row).zh
        == f"变化不显著（经 Holm 校正 p = 0.300）；以 5 期数据、80% 的功效，{'可检出的' if least < 1 else ''}{told}。"
    )


@pytest.mark.parametrize(
    ("p_values", "en", "zh"),
    [
        ((0.3,), "No change is told from none (p after Holm: a .300).", "变化不显著（经 Holm 校正 p：a 0.300）。"),
        ((0.3, 0.4), "No change is told from none (", "2 种方法的变化均不显著（"),
        ((0.3, 0.01), "1 of 2 estimators tell no change from none (", "2 种方法中有 1 种的变化不显著（"),
        ((0.01, 0.3, 0.4), "2 of 3 estimators tell no change from none (", "3 种方法中有 2 种的变化不显著（"),
    ],
)
def test_estimators_that_tell_a_change_are_counted_beside_those_that_do_not(
    p_values: tuple[float, ...], en: str, zh: str
) -> None:
    few = ROW | {"refused": "few.", "refused_for": "few-documents", "detectable_change": 0.01}
    rows = []
    for name, p in zip("abc", p_values, strict=False):
        row = few | {"estimator": name, "p_change_holm": p}
        if p > 0.05:
            row |= {"refused": f"few. {not_found(row)}", "refused_for": "few-documents not-told"}
        rows.append(row)
    first, said = refused_by_all(rows)
    assert first.en == "few."
    assert said.en.startswith(en)
    assert said.zh.startswith(zh)
