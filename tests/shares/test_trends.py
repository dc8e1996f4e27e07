import re

import numpy as np
import pandas as pd
import pytest

from topics.errors import ModelError
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design, measured
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.periods import Periods
from topics.shares.sums import theme_sums
from topics.shares.trend.permutation import dispersion, permutation_test
from topics.shares.trend.series import holm
from topics.shares.trend.trends import TRENDS, theme_contrasts, theme_trends
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

CAUSAL = re.compile(
    r"\b(caus\w*|because|due to|led to|lead\w*|driv\w+|effects? of|impact\w*|explain\w*|thanks to)\b", re.I
)


def study(shares, n=40, seed=1, spread=5.0, themes=2):
    """Documents of one passage: `shares (n_periods,)` of theme x, the same spread around it; theme y stays at 20 %."""
    random = np.random.default_rng(seed)
    rows, weights = [], []
    for t, share in enumerate(shares):
        for i in range(n if np.isscalar(n) else n[t]):
            x = random.beta(spread * share, spread * (1 - share)) if share else 0.0
            rows.append((f"d{t:02d}-{i:03d}", str(2000 + t), int(random.integers(50, 150))))
            weights.append([x, 0.2 * (1 - x)][:themes])
    passages = pd.DataFrame(rows, columns=["doc_id", "date", "n_tokens"]).assign(counted=True)
    passages["passage_id"] = passages["doc_id"]
    weights = np.array(weights)
    scores = ThemeScores(("x", "y")[:themes], tuple(passages["passage_id"]), weights, weights, np.zeros(len(weights)))
    return [scores], passages, passages[["doc_id", "date"]]


def trends(shares, *, periods=None, n=40, seed=1, **options):
    scores, passages, documents = study(shares, n, seed)
    periods = periods or Periods("year", 2000, 2000 + len(shares) - 1)
    options = {"draws": 300, "permutations": 300} | options
    estimand, design = measured(periods, **options)
    table = theme_trends(scores, passages, documents, estimator="e", design=design, estimand=estimand)
    return table.set_index("theme")


RISING = (0.1, 0.2, 0.3, 0.4, 0.5)


def test_the_contrast_is_the_difference_of_the_shares_with_both_variances():
    scores, passages, documents = study(RISING)
    periods = Periods("year", 2000, 2004)
    table = theme_shares(scores, passages, documents, estimator="e", design=Design(periods, draws=300))
    rows = table[(table.weighting == "text") & (table.theme == "x")].set_index("period")
    x = trends(RISING).loc["x"]
    assert (x["share_first"], x["share_last"]) == (rows.loc["2000", "share"], rows.loc["2004", "share"])
    assert x["share_change"] == rows.loc["2004", "share"] - rows.loc["2000", "share"]
    both = np.hypot(rows.loc["2000", "se_documents"], rows.loc["2004", "se_documents"])
    assert x["share_change_se_documents"] == pytest.approx(both, rel=0.1)  # resamples of two periods are independent
    assert x["share_change_lower"] < x["share_change"] - 1.9 * both < x["share_change_upper"]
    assert np.isnan(x["share_change_se_seeds"])


def test_changes_of_all_that_shares_add_up_of_add_to_nothing():
    table = trends(RISING)
    assert list(table.index) == ["x", "y", NONE_OF_THE_THEMES, UNASSIGNED]
    assert table["share_change"].sum() == pytest.approx(0, abs=1e-12)
    assert table.loc[[NONE_OF_THE_THEMES, UNASSIGNED], ["p_permutation", "p_kendall"]].isna().all().all()


def test_seeds_that_disagree_widen_the_change():
    scores, passages, documents = study(RISING, themes=1)
    other = scores[0].weights * np.where(passages["date"] == "2004", 0.5, 1)[:, None]
    second = ThemeScores(("x",), scores[0].passage_ids, other, other, np.zeros(len(other)))
    design = Design(Periods("year", 2000, 2004), draws=300, permutations=50)
    table = theme_trends([*scores, second], passages, documents, estimator="e", design=design).set_index("theme")
    changes = [
        theme_trends([s], passages, documents, estimator="e", design=design).set_index("theme").loc["x", "share_change"]
        for s in (*scores, second)
    ]  # fmt: skip
    assert table.loc["x", "share_change"] == pytest.approx(np.mean(changes))
    assert table.loc["x", "share_change_se_seeds"] == pytest.approx(np.sqrt(1.5 * np.var(changes, ddof=1)))


def test_a_rise_is_said_in_words_that_claim_no_cause_and_tests_are_adjusted_together():
    table = trends(RISING)
    assert TRENDS.check(table.reset_index()[list(TRENDS.names)]) is not None
    x = table.loc["x"]
    assert x["p_permutation"] == pytest.approx(1 / 301)
    named = table.loc[["x", "y"]]
    assert named["p_permutation_holm"].tolist() == pytest.approx(holm(named["p_permutation"].to_numpy()).tolist())
    assert x["p_kendall"] == pytest.approx(x["p_kendall_smallest"]) == pytest.approx(1 / 60)
    assert x["p_kendall_holm"] == pytest.approx(1 / 30)
    said = x["statement"]
    assert said.startswith("x, by e: ")
    assert f"a change of +{100 * x['share_change']:.1f} points" in said
    assert "the smallest it can give is .017" in said
    assert said.endswith("Uncorrected model output: level not validated.")
    for text in [*table["statement"], *table["refused"]]:
        assert not CAUSAL.search(text)
    assert Estimand.of(table) == Estimand("text")


@pytest.mark.parametrize(
    ("options", "reason", "silent"),
    [
        (
            {"shares": RISING, "n": 12},
            r"Fewer than 30 documents in 2000 \(12\), 2001 \(12\), 2002 \(12\), 2003 \(12\) and 1 more",
            True,
        ),
        ({"shares": RISING, "n": [0, *[40] * 4]}, "No document in 2000: the change from 2000 to 2004 is unknown", True),
        ({"shares": (0.4,)}, "There is one period: change needs two", True),
        ({"shares": (0, 0, 0, 0, 0)}, "e gives nothing to x in any period: its zeros are no measurement", True),
        ({"shares": (0, *[0.3] * 3, 0)}, "In effect 0.0 clusters of documents carry the theme in 2000 and 2004", True),
        ({"shares": (0.1, 0.6, 0.1, 0.6, 0.1)}, "the test that permutes documents is withheld", False),
        ({"shares": (0.1, 0.2)}, "Two periods have documents: what they share within a period cannot be told", True),
        (
            {"shares": (0.1, 0.2, 0.3, 0.4)},
            "gives no p below .083, .167 after Holm over 2 themes: it cannot show a trend",
            False,
        ),
        ({"shares": RISING}, r"5 periods are too few to allow for serial correlation \(from 12\)", False),
        ({"shares": RISING}, r"5 periods are too few to look for a change point \(from 24\)", False),
        (
            {"shares": [0.3] * 13, "n": [40] * 6 + [0] + [40] * 6},
            "No document in 2006: tests of the series need an unbroken",
            False,
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_with_its_reason(options, reason, silent):
    x = trends(**options).loc["x"]
    assert re.search(reason, x["refused"])
    assert (x["statement"] == "") == silent


def test_the_permutation_test_is_withheld_where_periods_share_something():
    x = trends((0.1, 0.6, 0.1, 0.6, 0.1)).loc["x"]
    assert x["dispersion"] > 1.5
    assert np.isnan(x["p_permutation"])
    assert np.isnan(x["p_permutation_holm"])


def test_a_claim_reads_the_slope_beside_an_effect_of_periods():
    steady, shocks = trends(RISING).loc["x"], trends((0.1, 0.6, 0.1, 0.6, 0.1)).loc["x"]
    assert steady["p_periods"] < 0.001
    assert steady["period_effect"] < 0.05 < shocks["period_effect"]
    assert shocks["p_periods"] > 0.5
    assert "a single test finds no steady change of any size with a probability of 80%" in shocks["refused"]
    flat = trends([0.2] * 8).loc["x"]
    assert f"a steady change of {100 * flat['detectable_change']:.1f} points with" in flat["refused"]
    assert "not told from 0" not in steady["refused"]


def test_an_empty_period_is_no_zero_in_a_slope():
    full, gap = trends(RISING).loc["x"], trends(RISING, n=[40, 40, 0, 40, 40]).loc["x"]
    assert gap["n_periods"] == 4
    assert gap["share_slope"] == pytest.approx(full["share_slope"], abs=0.03)


def test_long_series_have_the_serial_test_and_a_change_point():
    steady = trends(np.linspace(0.1, 0.5, 12)).loc["x"]
    assert np.isnan(steady["p_kendall"])
    assert steady["p_serial"] < 0.001
    x = trends([0.1] * 15 + [0.5] * 11).loc["x"]
    assert x["p_serial"] > 0.05  # one step is as likely the persistence of a series without a trend
    assert x["change_point"] == "2015"
    assert "Pettitt's test puts a change of level at 2015" in x["statement"]


def test_permuting_documents_rejects_constant_shares_no_oftener_than_it_says():
    # Unequal numbers and lengths of documents, whose spread differs by period.
    random = np.random.default_rng(11)
    period = np.repeat(np.arange(5), [20, 60, 30, 40, 25])
    rejected = np.zeros(2)
    trials = 150
    for trial in range(trials):
        sizes = random.lognormal(4, 0.7, size=len(period))
        spread = np.where(period < 2, 3.0, 12.0)
        y = np.column_stack([random.beta(0.15 * spread, 0.85 * spread), random.random(len(period)) < 0.1])
        p = permutation_test(y * sizes[:, None], sizes, period, permutations=99, seed=trial)
        rejected += p <= 0.05
    assert (rejected / trials <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / trials)).all()
    assert rejected.sum() > 0


def test_permutation_p_counts_itself_and_needs_two_clusters_a_period():
    period = np.repeat([0, 1, 2], 20)
    parts = (np.repeat([0.1, 0.3, 0.9], 20) + np.tile([0.0, 0.05], 30))[:, None]
    assert permutation_test(parts, np.ones(60), period, permutations=99) == pytest.approx([0.01])
    assert permutation_test(np.full((60, 1), 0.25), np.ones(60), period, permutations=99) == pytest.approx([1])
    assert np.isnan(permutation_test(parts, np.ones(60), np.minimum(np.arange(60), 1), permutations=9)).all()


def test_dispersion_by_hand():
    # Weights equal: residuals of (0, 1, 0) from its least-squares line are −1/3, 2/3, −1/3.
    found = dispersion(np.array([[0.0], [1.0], [0.0]]), np.full((3, 1), 0.5), np.arange(3.0))
    assert found == pytest.approx([(6 / 9) / 0.5])
    assert dispersion(np.array([[0.1], [0.2], [0.3]]), np.full((3, 1), 0.01), np.arange(3.0)) == pytest.approx([0])
    assert np.isnan(dispersion(np.array([[0.1], [0.2]]), np.full((2, 1), 0.01), np.arange(2.0)))


def test_the_contrast_alone_is_that_of_the_trends():
    scores, passages, documents = study(RISING)
    periods = Periods("year", 2000, 2004)
    estimand = Estimand("document")
    design = Design(periods, draws=300)
    sums = theme_sums(scores, passages, documents, estimator="e", design=design, estimand=estimand)
    alone = theme_contrasts(sums).set_index("theme")
    whole = trends(RISING, weighting="document")
    assert list(alone.index) == ["x", "y"]
    shared = [name for name in alone if name in whole]
    assert {"share_change", "share_change_lower", "share_change_se_documents", "share_first"} < set(shared)
    pd.testing.assert_frame_equal(alone[shared], whole.loc[["x", "y"], shared], check_dtype=False)
    assert alone["carried_by"].gt(5).all()
    assert alone.loc["x", ["n_documents_first", "n_documents_last"]].tolist() == [40, 40]


def test_sources_change_places_whole():
    scores, passages, documents = study(RISING)
    documents = documents.assign(source=[f"s{i % 4}" for i in range(len(documents))])
    design = Design(Periods("year", 2000, 2004), clusters="source", draws=300, permutations=200)
    table = theme_trends(scores, passages, documents, estimator="e", design=design).set_index("theme")
    assert set(table["clusters"]) == {"source"}
    assert table.loc["x", "p_permutation"] == pytest.approx(1 / 201)


def test_a_weighting_there_is_not_is_refused():
    with pytest.raises(ModelError, match='unknown weighting "words"'):
        trends(RISING, weighting="words")
