"""What a specification curve says in numbers, by hand."""

import numpy as np
import pandas as pd
import pytest

from topics.shares.trend.specification_summary import robustness_choices, robustness_summary, variance_shares

CHOICES = ("estimator", "topics", "segmenter")


def table(*rows: tuple[str, str, str, float], half: float = 0.015) -> pd.DataFrame:
    """Of one theme; the first row is the study's own; intervals reach `half` to either side."""
    found = pd.DataFrame(rows, columns=[*CHOICES, "share_change"])
    bounds = {
        "share_change_lower": found["share_change"] - half,
        "share_change_upper": found["share_change"] + half,
    }
    return found.assign(theme="x", own=[i == 0 for i in range(len(found))], carried_by=40.0, coincide=0, **bounds)


# Counting has no number of topics: 2 + 4 specifications.
GRID = table(
    ("lexicon", "", "jieba", 0.04),
    ("lexicon", "", "characters", 0.02),
    ("lda", "10", "jieba", 0.03),
    ("lda", "10", "characters", 0.01),
    ("lda", "20", "jieba", 0.01),
    ("lda", "20", "characters", -0.01),
)


def test_shares_of_variance_of_a_full_grid_are_those_of_its_main_effects() -> None:
    # Mean 1/60; squares about it: (.04² + .02² + .03² + 3·.01²) − 6/60² = .0032 − 1/600.
    total = 0.0032 - 1 / 600
    # Estimators: means .03 of 2 and .01 of 4. Topics among the four of LDA: .02 and 0 about .01. Segmenters: ±.01.
    estimator = 2 * (0.03 - 1 / 60) ** 2 + 4 * (0.01 - 1 / 60) ** 2
    found = variance_shares(GRID, CHOICES)
    assert found == pytest.approx(
        {"estimator": estimator / total, "topics": 4 * 0.01**2 / total, "segmenter": 6 * 0.01**2 / total}
    )
    assert sum(found.values()) == pytest.approx(1)  # there is no interaction here


def test_an_interaction_is_nobodys_main_effect() -> None:
    crossed = table(("a", "1", "j", 0.01), ("a", "2", "j", -0.01), ("b", "1", "j", -0.01), ("b", "2", "j", 0.01))
    assert variance_shares(crossed, CHOICES) == pytest.approx({"estimator": 0, "topics": 0})
    assert variance_shares(crossed.assign(share_change=0.02), CHOICES) == {"estimator": 0, "topics": 0}


def test_the_summary_counts_signs_and_intervals() -> None:
    row = robustness_summary(GRID, CHOICES).loc[0]
    assert (row["n_specifications"], row["n_unseen"]) == (6, 0)
    assert row["share_change_own"] == 0.04
    assert row["share_change_median"] == pytest.approx(0.015)
    assert (row["share_change_lowest"], row["share_change_highest"]) == (-0.01, 0.04)
    assert row["share_agree_own"] == row["share_agree_median"] == pytest.approx(5 / 6)
    assert row["share_above_0"] == pytest.approx(3 / 6)
    assert row["share_below_0"] == 0
    assert row["moved_most_by"] == "segmenter"
    assert row["share_of_variance"] == pytest.approx(0.0006 / (0.0032 - 1 / 600))


def test_an_interval_of_a_theme_that_hardly_any_document_carries_shows_nothing() -> None:
    row = robustness_summary(GRID.assign(carried_by=[4.9, *[5.0] * 5]), CHOICES).loc[0]
    assert row["share_above_0"] == pytest.approx(2 / 6)


def test_no_change_agrees_with_no_rise() -> None:
    rows = table(("a", "", "j", 0.02), ("b", "", "j", 0.0), ("c", "", "j", -0.02))
    row = robustness_summary(rows, CHOICES).loc[0]
    assert row["share_agree_own"] == row["share_agree_median"] == pytest.approx(1 / 3)


def test_what_an_estimator_does_not_see_is_counted_apart() -> None:
    rows = GRID.assign(share_change=GRID["share_change"].where(GRID["estimator"] == "lda"))
    row = robustness_summary(rows, CHOICES).loc[0]
    assert (row["n_specifications"], row["n_unseen"]) == (4, 2)
    assert np.isnan(row["share_change_own"])  # the study's own model is among them: nothing to agree with
    assert np.isnan(row["share_agree_own"])
    assert row["share_agree_median"] == pytest.approx(3 / 4)
    assert set(robustness_choices(rows, CHOICES)["choice"]) == {"topics", "segmenter"}


def test_each_value_of_each_choice() -> None:
    found = robustness_choices(GRID, CHOICES).set_index(["choice", "value"])
    assert found["n_specifications"].to_dict() == {
        ("estimator", "lexicon"): 2,
        ("estimator", "lda"): 4,
        ("topics", "10"): 2,
        ("topics", "20"): 2,
        ("segmenter", "jieba"): 3,
        ("segmenter", "characters"): 3,
    }
    assert found.loc[("topics", "20"), "share_change_mean"] == pytest.approx(0)
    assert found.loc[("topics", "20"), "share_agree_own"] == pytest.approx(1 / 2)
    assert found.loc[("topics", "20"), "share_of_variance"] == found.loc[("topics", "10"), "share_of_variance"]
