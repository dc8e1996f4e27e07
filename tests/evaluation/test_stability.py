import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import squareform

from topics.errors import ScoreError
from topics.evaluation.stability import (
    Runs,
    alignment_paths,
    pruned,
    run_stability,
    share_spread,
    theme_stability,
    topic_stability,
)
from topics.evaluation.word_agreement import chance_similarity
from topics.models.fitted import FittedTopics


def fitted(topic_words) -> FittedTopics:
    words = np.asarray(topic_words, dtype=np.float32)
    return FittedTopics(
        tuple(f"t{i}" for i in range(len(words))),
        words / words.sum(axis=1, keepdims=True),
        np.zeros((1, len(words)), np.float32),
        ("p",),
        tuple(f"w{i:03d}" for i in range(words.shape[1])),
    )


def topic(*words: int, n_words: int = 12) -> np.ndarray:
    return np.bincount(words, minlength=n_words).astype(float)


def distances(n: int, close: dict[tuple[int, int], float]) -> np.ndarray:
    matrix = squareform(np.full(n * (n - 1) // 2, 0.9))
    for (i, j), d in close.items():
        matrix[i, j] = matrix[j, i] = d
    return matrix


@pytest.mark.parametrize(
    ("run_of", "close", "expected"),
    [
        # one topic of each run in either cluster
        ([0, 0, 1, 1], {(0, 2): 0.1, (1, 3): 0.2}, 1.0),
        # clusters of one run: U = ½ (1 + 1) 2 = 2 each, as bad as four topics alone; all in one: U = ½ (1 + 1) 4
        ([0, 0, 1, 1], {(0, 1): 0.1, (2, 3): 0.2}, 0.0),
        # a pair, U = 0, and one alone, U = ½; together U = ½ · 1 · 3. 1 − ½ / (3 · ½)
        ([0, 0, 1], {(0, 2): 0.1}, 2 / 3),
        # two topics of run 0 and one of run 1 cluster first (U = 3/2), the fourth joins late (U = 0 + 4 · 0 … 2 a run:
        # U = ½ (1 + 1) 4 = 4): the pair (1, 2) and two alone cost 1. 1 − 1 / (4 · ½)
        ([0, 0, 1, 1], {(1, 2): 0.1, (0, 2): 0.2, (0, 1): 0.2}, 0.5),
        # three runs: the triple costs 0, the single U = ⅓ (0 + 1 + 1) 1; N = 4
        ([0, 1, 2, 0], {(0, 1): 0.1, (0, 2): 0.2, (1, 2): 0.2}, 1 - (2 / 3) / (4 * 2 / 3)),
    ],
)
def test_s_clop_by_hand(run_of, close, expected):
    assert pruned(distances(len(run_of), close), np.array(run_of)) == pytest.approx(expected)


def three_runs() -> dict[str, FittedTopics]:
    """The first two have the same topics in another order; the third has two that are like each other instead."""
    topics = [topic(0, 0, 1, 2), topic(3, 3, 4, 5), topic(6, 6, 7, 8)]
    mixed = [topic(9, 9, 9, 0, 3), topic(9, 9, 9, 1, 4), topics[2]]
    return {"a": fitted(topics), "b": fitted([topics[2], topics[0], topics[1]]), "c": fitted(mixed)}


def test_identical_runs_are_perfectly_stable_whatever_the_order_of_their_topics():
    runs = three_runs()
    same = Runs({"a": runs["a"], "b": runs["b"], "again": runs["a"]})
    assert same.s_clop() == pytest.approx(1)
    table = run_stability(same)
    assert table[["s_clop", "word_agreement"]].to_numpy() == pytest.approx(1)
    assert table["prototype"].tolist() == [True, False, False]
    topics = topic_stability(same, "a")
    assert topics["similarity"].to_numpy() == pytest.approx(1)
    assert not topics["unstable"].any()


def test_the_prototype_is_the_run_most_like_the_others():
    runs = three_runs()
    table = run_stability(Runs({"c": runs["c"], "a": runs["a"], "b": runs["b"]})).set_index("run")
    assert table["prototype"].tolist() == [False, True, False]
    assert table.loc["a"].drop("prototype").tolist() == pytest.approx(table.loc["b"].drop("prototype").tolist())
    assert table.loc["c", "s_clop"] < table.loc["a", "s_clop"] < 1


def test_permuting_the_topics_changes_no_number():
    random = np.random.default_rng(4)
    fits = {str(seed): fitted(random.dirichlet(np.full(30, 0.1), 5)) for seed in range(4)}
    permuted = {name: fitted(fit.topic_words[random.permutation(5)]) for name, fit in fits.items()}
    one, other = Runs(fits), Runs(permuted)
    assert one.s_clop() == pytest.approx(other.s_clop())
    for table in (
        run_stability,
        lambda runs: topic_stability(runs, "2").drop(columns="topic").sort_values("similarity"),
    ):
        left, right = table(one).select_dtypes("number"), table(other).select_dtypes("number")
        assert left.to_numpy() == pytest.approx(right.to_numpy())


def test_topics_and_themes_are_flagged():
    runs = Runs(three_runs())
    topics = topic_stability(runs, "c").set_index("topic")
    assert topics["unstable"].tolist() == [True, True, False]
    assert topics.loc["t2", ["similarity", "lowest", "n_runs"]].tolist() == [1, 1, 2]
    themes = theme_stability(topics.reset_index(), {"t0": "rail", "t2": "wind"})
    assert themes[["theme", "n_topics", "unstable"]].to_numpy().tolist() == [["rail", 1, True], ["wind", 1, False]]


def test_a_small_margin_alone_makes_a_topic_unstable():
    twins = [topic(0, 0, 0, 0, 1, 2), topic(0, 0, 0, 0, 1, 3), topic(6, 7)]
    table = topic_stability(Runs({"a": fitted(twins), "b": fitted(twins)}), "a")
    assert table["similarity"].to_numpy() == pytest.approx(1)
    chance = chance_similarity([fitted(twins).topic_words] * 2)
    assert table["margin"].tolist() == pytest.approx([1 / 6 / (1 - chance)] * 2 + [1])
    assert not table["unstable"].any()
    closer = [topic(*[0] * 18, 1, 2), topic(*[0] * 18, 1, 3), topic(6, 7)]
    table = topic_stability(Runs({"a": fitted(closer), "b": fitted(closer)}), "a")
    assert table["margin"].between(0.05, 0.1).tolist() == [True, True, False]
    assert table["unstable"].tolist() == [True, True, False]


def test_a_topic_without_a_partner_in_most_runs_is_unstable():
    runs = three_runs()
    fewer = fitted(runs["a"].topic_words[:2])
    table = topic_stability(Runs({"a": runs["a"], "x": fewer, "y": fewer}), "a")
    assert table["n_runs"].tolist() == [2, 2, 0]
    assert table["unstable"].tolist() == [False, False, True]
    assert table["lonely"].tolist() == [False, False, True]
    themes = theme_stability(table, {"t0": "rail", "t2": "wind"})
    assert themes[["theme", "unstable"]].to_numpy().tolist() == [["rail", False], ["wind", True]]


def test_stability_needs_two_runs_and_a_run_that_is_there():
    with pytest.raises(ScoreError, match="expected two runs or more, whose stability can be compared; found 1"):
        Runs({"a": fitted([topic(1)])})
    with pytest.raises(ScoreError, match='no run "z" among a, b, c'):
        topic_stability(Runs(three_runs()), "z")


def test_the_spread_of_shares_across_runs():
    rows = [
        ("r1", "text", "rail", "2020", 0.10), ("r2", "text", "rail", "2020", 0.14),
        ("r1", "text", "rail", "2021", 0.20), ("r2", "text", "rail", "2021", 0.20),
        ("r1", "text", "rail", "2022", np.nan), ("r2", "text", "rail", "2022", np.nan),
        ("r1", "document", "rail", "2020", 0.5),
    ]  # fmt: skip
    shares = pd.DataFrame(rows, columns=["run", "weighting", "theme", "period", "share"])
    table = share_spread(shares)
    text = table.iloc[0]
    assert text[["weighting", "theme", "n_runs", "period"]].tolist() == ["text", "rail", 2, "2020"]
    assert text[["share", "sd_share", "range_share"]].tolist() == pytest.approx([0.16, 0.04 / np.sqrt(2) / 2, 0.04])
    assert table.iloc[1]["n_runs"] == 1
    assert np.isnan(table.iloc[1]["sd_share"])


def test_paths_across_sizes_continue_and_split():
    two = fitted([topic(0, 1, 2, 3, 4), topic(6, 7, 8)])
    three = fitted([topic(6, 7, 8), topic(0, 1, 2), topic(2, 3, 4, 4)])
    table = alignment_paths(Runs({"k2": two, "k3": three, "k2 again": two}))
    assert table[["run", "topic", "path", "origin", "parent"]].to_numpy().tolist() == [
        ["k2", "t0", 1, "starts", ""],
        ["k2", "t1", 2, "starts", ""],
        ["k3", "t0", 2, "continues", "t1"],
        ["k3", "t1", 1, "continues", "t0"],
        ["k3", "t2", 3, "splits", "t0"],
        ["k2 again", "t0", 1, "continues", "t1"],
        ["k2 again", "t1", 2, "continues", "t0"],
    ]
    assert table["similarity"][2] == pytest.approx(1)
