"""What answers say, against numbers worked out by hand and coders whose skill is known."""

import numpy as np
import pytest
from scipy.stats import binomtest

from topics.errors import ScoreError
from topics.evaluation.people.intrusion import Item
from topics.evaluation.people.judgements import above_chance, judgement_tables, mean_interval, wilson

NAN = float("nan")


def items_of(n: int, options: int = 4, seed: int = 1, subjects: int = 5) -> list[Item]:
    rng = np.random.default_rng(seed)
    names = tuple("abcdef"[:options])
    return [Item(f"t{i % subjects}", names, int(rng.integers(options))) for i in range(n)]


@pytest.mark.parametrize(("right", "n"), [(8, 10), (0, 7), (7, 7), (31, 100)])
def test_wilson_is_scipys(right: int, n: int) -> None:
    interval = binomtest(right, n).proportion_ci(method="wilson")
    assert wilson(right, n) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_exact_test_is_scipys_and_takes_chances_that_differ() -> None:
    assert above_chance(8, [0.25] * 10) == pytest.approx(binomtest(8, 10, 0.25, alternative="greater").pvalue)
    assert above_chance(0, [0.25] * 10) == 1
    assert above_chance(1, [1 / 2, 1 / 4]) == pytest.approx(1 - 1 / 2 * 3 / 4)
    assert above_chance(2, [1 / 2, 1 / 4, 1 / 3]) == pytest.approx(
        1 / 2 * 1 / 4 * 2 / 3 + 1 / 2 * 3 / 4 * 1 / 3 + 1 / 2 * 1 / 4 * 1 / 3 + 1 / 2 * 1 / 4 * 1 / 3
    )


def test_two_coders_by_hand() -> None:
    items = [Item("t0", ("a", "b", "c", "d"), 0), Item("t0", ("a", "b", "c", "d"), 1), Item("t1", ("a", "b"), 1)]
    tables = judgement_tables(items, [[0, 1, 0], [0, 3, NAN]], ["ann", "bo"])
    rows = tables["precision"].set_index("coder")
    assert rows["items"].to_dict() == {"ann": 3, "bo": 2, "all": 3}
    # Items: both right, one of two, none of one.
    assert rows["precision"].to_dict() == pytest.approx({"ann": 2 / 3, "bo": 1 / 2, "all": 1.5 / 3})
    assert rows["chance"].to_dict() == pytest.approx({"ann": 1 / 3, "bo": 1 / 4, "all": 1 / 3})
    assert rows.loc["bo", "p"] == pytest.approx(1 - (3 / 4) ** 2)
    assert rows.loc["all", "p"] == max(rows.loc["ann", "p"], rows.loc["bo", "p"])
    assert rows.loc["all", ["lower", "upper"]].tolist() == pytest.approx(wilson(1.5, 3))
    assert "log_odds" not in rows
    subjects = tables["subjects"].set_index("subject")
    assert subjects["precision"].to_dict() == {"t0": 0.75, "t1": 0}
    assert tables["reliability"]["items"].tolist() == [2]


def test_log_odds_are_of_the_intruder_over_the_choice() -> None:
    item = Item("t0", ("a", "b", "c", "d"), 2, "p1", (0.5, 0.25, 0.0, 0.125))
    tables = judgement_tables([item] * 4, [[2, 3, 0, NAN]], ["ann"])
    # The intruder's weight of 0 counts as .001.
    expected = np.mean([0, np.log(0.001 / 0.125), np.log(0.001 / 0.5)])
    row = tables["precision"].iloc[0]
    assert row["log_odds"] == pytest.approx(expected)
    assert row["log_odds_lower"] <= expected <= row["log_odds_upper"] <= 0


def test_an_oracle_scores_one() -> None:
    items = items_of(60)
    right = [item.answer for item in items]
    tables = judgement_tables(items, [right, right], ["ann", "bo"])
    assert tables["precision"]["precision"].tolist() == [1, 1, 1]
    assert tables["precision"]["upper"].tolist() == pytest.approx([1, 1, 1])
    assert (tables["precision"]["p"] < 1e-30).all()
    assert tables["subjects"]["precision"].tolist() == [1] * 5
    assert tables["reliability"].loc[0, ["alpha", "reading"]].tolist() == [1, "reliable"]


@pytest.mark.parametrize("options", [4, 6])
def test_random_coders_are_at_chance(options: int) -> None:
    rng = np.random.default_rng(options)
    precision, found, alphas, inside = [], 0, [], 0
    trials, n = 120, 60
    for trial in range(trials):
        items = items_of(n, options, seed=trial)
        answers = rng.integers(options, size=(1, n))
        row = judgement_tables(items, answers, ["ann"])["precision"].iloc[0]
        precision.append(row["precision"])
        inside += row["lower"] <= 1 / options <= row["upper"]
        found += row["p"] < 0.05
    for trial in range(8):
        pair = judgement_tables(items, rng.integers(options, size=(2, n)), ["ann", "bo"], seed=trial)
        alphas.append(pair["reliability"].loc[0, "alpha"])
    chance = 1 / options
    error = np.sqrt(chance * (1 - chance) / (trials * n))
    assert np.mean(precision) == pytest.approx(chance, abs=3 * error)
    assert found / trials <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)
    assert inside / trials >= 0.95 - 4 * np.sqrt(0.05 * 0.95 / trials)
    assert np.mean(alphas) == pytest.approx(0, abs=0.15)


def test_codes_of_labels_are_the_labels() -> None:
    # Both coders say "x" throughout, at different places: no more disagreement than agreement on one code.
    items = [Item("t0", ("x", "y"), 0), Item("t0", ("y", "x"), 1), Item("t1", ("x", "y"), 1)]
    answers = [[0, 1, 1], [0, 1, 1]]
    assert judgement_tables(items, answers, ["a", "b"], labels=True)["reliability"].loc[0, "alpha"] == 1
    mixed = [[0, 1, 1], [0, 0, 1]]
    by_label = judgement_tables(items, mixed, ["a", "b"], labels=True)["reliability"].loc[0, "alpha"]
    # Labels: (x, x), (x, y), (y, y): D_o = 2/6, D_e = 2·3·3 / (6·5).
    assert by_label == pytest.approx(1 - (2 / 6) / (18 / 30))


def test_nobody_answered() -> None:
    with pytest.raises(ScoreError, match="nobody has answered an item yet"):
        judgement_tables(items_of(3), np.full((2, 3), NAN), ["a", "b"])


def test_mean_interval_of_nothing_and_of_one_value() -> None:
    assert np.isnan(mean_interval([NAN])).all()
    assert mean_interval([2, 2, NAN]) == (2, 2, 2)
