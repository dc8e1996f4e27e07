"""Scores of estimators against coded texts: numbers that are computed by hand."""

import numpy as np
import pytest

from topics.errors import StudyError
from topics.evaluation.people.text_scores import TextCodes, TextEstimates, TextScores, text_scores

THEMES = ("wind", "rail")


def matrix(*names: str) -> np.ndarray:
    return np.array([[theme in name.split() for theme in THEMES] for name in names])


def codes(
    *names: str, document: list[int], weight: list[float] | None = None, mentions: np.ndarray | None = None
) -> TextCodes:
    n = len(names)
    return TextCodes(
        THEMES, matrix(*names), mentions, np.array(document), np.array(weight or [1.0] * n), np.full(n, 10.0)
    )


def found(*names: str) -> TextEstimates:
    main = matrix(*names)
    return TextEstimates(main.astype(float), main.astype(float), main)


def f1(scores: TextScores, estimator: str = "a", code: str = "primary") -> float:
    table = scores.scores.set_index(["estimator", "code"])
    return float(table.loc[(estimator, code), "f1"])


def test_macro_f1_is_the_mean_over_themes() -> None:
    # wind: 1 right, 2 estimated, 2 coded: ½; rail: 1 right, 1 estimated, 1 coded: 1.
    scores = text_scores(
        codes("wind", "wind", "rail", "", document=[0, 0, 1, 1]), {"a": [found("wind", "", "rail", "wind")]}, "a"
    )
    assert f1(scores) == pytest.approx(0.75)
    wind = scores.by_theme.set_index("theme").loc["wind"]
    assert (wind["precision"], wind["recall"], wind["f1"]) == pytest.approx((0.5, 0.5, 0.5))
    assert (wind["n_coded"], wind["n_estimated"]) == (2, 2)


def test_a_theme_that_is_never_coded_is_left_out_of_the_mean() -> None:
    scores = text_scores(codes("wind", "wind", document=[0, 1]), {"a": [found("wind", "rail")]}, "a")
    assert f1(scores) == pytest.approx(2 / 3)
    rail = scores.by_theme.set_index("theme").loc["rail"]
    assert np.isnan([rail["f1"], rail["recall"], rail["lower"]]).all()
    assert rail["precision"] == 0


def test_draws_without_a_coded_theme_are_left_out_without_a_warning() -> None:
    """One of three documents is about a theme, so that nearly a third of the draws lack it."""
    scores = text_scores(codes("wind", "", "", document=[0, 1, 2]), {"a": [found("wind", "", "")]}, "a", draws=200)
    assert scores.scores[["lower", "upper"]].to_numpy().tolist() == [[1, 1]]
    nothing = text_scores(codes("", "", document=[0, 1]), {"a": [found("wind", "")]}, "a")
    assert np.isnan(nothing.scores[["f1", "lower", "upper"]].to_numpy(dtype=float)).all()


def test_one_document_has_scores_but_no_interval() -> None:
    scores = text_scores(codes("wind", "", document=[7, 7]), {"a": [found("wind", "")]}, "a")
    assert f1(scores) == 1
    assert np.isnan(scores.scores[["lower", "upper"]].to_numpy(dtype=float)).all()


def test_differences_to_the_baseline_are_paired() -> None:
    """Both estimators err in the same texts of many documents: each interval is wide, the difference is exactly 0."""
    names = ["wind"] * 20
    same = found(*(["wind", ""] * 10))
    better = found(*(["wind"] * 20))
    scores = text_scores(codes(*names, document=list(range(20))), {"a": [same], "b": [same], "c": [better]}, "a")
    table = scores.scores.set_index("estimator")
    assert table.loc["b", ["difference", "difference_lower", "difference_upper"]].tolist() == [0, 0, 0]
    assert table.loc["b", "upper"] - table.loc["b", "lower"] > 0.2
    assert table.loc["c", "difference"] == pytest.approx(1 / 3)
    assert np.isnan(table.loc["a", "difference"])
    assert table.loc["c", "difference_lower"] > 0.1


def test_scores_of_seeds_are_averaged() -> None:
    coded = codes("wind", "wind", document=[0, 1])
    scores = text_scores(coded, {"a": [found("wind", "wind"), found("", "")]}, "a")
    assert f1(scores) == pytest.approx(0.5)
    row = scores.by_theme.set_index("theme").loc["wind"]
    assert row["precision"] == 1  # the other seed finds nothing, so that it has no precision
    assert (row["recall"], row["n_estimated"]) == (0.5, 1)


def test_mentions_are_scored_where_they_were_coded() -> None:
    both = matrix("wind rail", "rail")
    estimate = TextEstimates(np.zeros((2, 2)), np.array([[0.5, 0.49], [0.2, 1.0]]), matrix("wind", ""))
    scores = text_scores(codes("wind", "", document=[0, 1], mentions=both), {"a": [estimate]}, "a")
    assert f1(scores, code="mentions") == pytest.approx((1 + 2 / 3) / 2)
    assert f1(scores) == 1


def test_a_weight_of_two_is_the_text_twice() -> None:
    once = text_scores(
        codes("wind", "rail", "", document=[0, 1, 2], weight=[2, 1, 1]), {"a": [found("wind", "wind", "")]}, "a"
    )
    twice = text_scores(
        codes("wind", "wind", "rail", "", document=[0, 0, 1, 2]), {"a": [found("wind", "wind", "wind", "")]}, "a"
    )
    assert f1(once) == f1(twice)
    assert once.shares["share"].tolist() == twice.shares["share"].tolist()


def test_shares_and_their_errors_by_document() -> None:
    """Document 0: wind ½ coded, ¼ estimated; document 1: 0 coded, ½ estimated."""
    estimate = TextEstimates(
        np.array([[0.5, 0], [0, 0], [1, 0], [0, 0]]), np.zeros((4, 2)), matrix("wind", "", "wind", "")
    )
    scores = text_scores(codes("wind", "", "", "", document=[0, 0, 1, 1]), {"a": [estimate]}, "a")
    wind = scores.shares.set_index(["membership", "theme"]).loc[("weight", "wind")]
    assert wind["coded_share"] == pytest.approx(0.25)
    assert wind["share"] == pytest.approx(0.375)
    assert wind["mean_absolute_error"] == pytest.approx(37.5)
    assert wind["largest_error"] == pytest.approx(50)
    assert scores.shares.set_index(["membership", "theme"]).loc[("primary", "wind"), "share"] == pytest.approx(0.5)


def test_an_unknown_baseline_is_named() -> None:
    with pytest.raises(StudyError, match='no estimator "lexikon"'):
        text_scores(codes("wind", document=[0]), {"lexicon": [found("wind")]}, "lexikon")
