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
from topics.shares.trend.series import holm
from topics.shares.trend.trends import TRENDS, by_model, theme_contrasts, theme_trends
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
    options = {"draws": 300} | options
    estimand, design = measured(periods, **options)
    table = theme_trends(scores, passages, documents, estimator="e", design=design, estimand=estimand)
    return table.set_index("theme")


RISING = (0.1, 0.2, 0.3, 0.4, 0.5)
ENDS = ("", "_lower", "_upper")


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
    assert x["share_change_lower"] < x["share_change"] - 1.9 * both  # the model's: wider than documents alone
    assert x["share_change_lower"] + x["share_change_upper"] == pytest.approx(2 * x["share_change"])
    assert np.isnan(x["share_change_se_seeds"])


def test_changes_of_all_that_shares_add_up_of_add_to_nothing():
    table = trends(RISING)
    assert list(table.index) == ["x", "y", NONE_OF_THE_THEMES, UNASSIGNED]
    assert table["share_change"].sum() == pytest.approx(0, abs=1e-12)
    assert table.loc[[NONE_OF_THE_THEMES, UNASSIGNED], ["p_change", "p_kendall"]].isna().all().all()


def test_seeds_that_disagree_widen_the_change():
    scores, passages, documents = study(RISING, themes=1)
    other = scores[0].weights * np.where(passages["date"] == "2004", 0.5, 1)[:, None]
    second = ThemeScores(("x",), scores[0].passage_ids, other, other, np.zeros(len(other)))
    design = Design(Periods("year", 2000, 2004), draws=300)
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
    assert x["p_change"] < 0.01
    named = table.loc[["x", "y"]]
    assert named["p_change_holm"].tolist() == pytest.approx(holm(named["p_change"].to_numpy()).tolist())
    assert x["p_kendall"] == pytest.approx(x["p_kendall_smallest"]) == pytest.approx(1 / 60)
    said = x["statement"]
    assert said.startswith("x, by e: ")
    assert f"in 2000, {100 * x['share_last']:.1f} % in 2004. Over 5 periods" in said
    assert f"the model finds a change over all or some periods, +{100 * x['fitted_change']:.1f} points in all" in said
    assert not re.search("Kendall|permut|Pettitt", said + x["refused"])
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
        (
            {"shares": RISING, "n": [0, *[40] * 4]},
            "No counted document in 2000: the change from 2000 to 2004 is unknown",
            True,
        ),
        ({"shares": (0.4,)}, "There is one period: change needs two", True),
        ({"shares": (0, 0, 0, 0, 0)}, "e gives nothing to x in any period: what it does not see is not measured", True),
        ({"shares": (0, *[0.3] * 3, 0)}, "In effect 0.0 clusters of documents carry the theme in 2000 and 2004", True),
        ({"shares": (0.1, 0.6, 0.1, 0.6, 0.1)}, "A change is not told from none", False),
        ({"shares": (0.1, 0.2)}, "Two periods have documents: what they share within a period cannot be told", True),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_with_its_reason(options, reason, silent):
    x = trends(**options).loc["x"]
    assert re.search(reason, x["refused"])
    assert (x["statement"] == "") == silent


def test_a_change_is_read_beside_an_effect_of_periods():
    steady, shocks = trends(RISING).loc["x"], trends((0.1, 0.6, 0.1, 0.6, 0.1)).loc["x"]
    assert steady["p_change"] < 0.01
    assert shocks["p_change"] > 0.5
    assert steady["period_effect"] < shocks["period_effect"]
    possible = f"possible from {100 * shocks['share_first']:.1f} % with a probability of 80%"
    assert f"5 periods show no change in equal steps that is {possible}" in shocks["refused"]
    assert (shocks["share_change_lower"], shocks["share_change_upper"]) == (-1, 1)
    flat = trends([0.2] * 8).loc["x"]
    assert f"show a change of {100 * flat['detectable_change']:.1f} points in equal steps with" in flat["refused"]
    assert flat["periods_for_5"] > 100
    assert "5 points cannot be found in periods of this size (more than 100 would be needed)" in flat["refused"]
    assert "not told from none" not in steady["refused"]


@pytest.mark.parametrize("shares", [RISING, (0.2, 0.22, 0.25, 0.26, 0.3), (0.1, 0.6, 0.1, 0.6, 0.1)])
def test_the_interval_that_allows_for_all_themes_holds_0_where_a_claim_does(shares):
    for _, row in trends(shares).loc[["x", "y"]].iterrows():
        low, high = (row[f"fitted_change_{end}_holm"] for end in ("lower", "upper"))
        assert (low > 0 or high < 0) == (row["p_change_holm"] < 0.05)
        assert low <= row["fitted_change_lower"] <= row["fitted_change_upper"] <= high


def test_the_change_that_is_printed_is_the_models_and_the_difference_alone_without_one():
    table = by_model(pd.concat([trends(RISING).reset_index(), trends((0.1, 0.2)).reset_index()]))
    x, y, few = table.iloc[0], table.iloc[1], table[table["n_periods"] == 2].iloc[0]
    for row in (x, y):
        assert [row[f"share_change{end}"] for end in ENDS] == [row[f"fitted_change{end}"] for end in ENDS]
        assert (row["share_change_lower"] > 0 or row["share_change_upper"] < 0) == (row["p_change"] < 0.05)
    ends = [round(100 * few[f"share_{end}"], 1) for end in ("first", "last")]
    assert few["share_change"] == pytest.approx((ends[1] - ends[0]) / 100)  # of the shares as they are printed
    assert np.isnan([few["share_change_lower"], few["share_change_upper"]]).all()
    gap = by_model(trends(RISING, n=[0, *[40] * 4])).loc["x"]
    assert np.isnan(gap["share_change"])  # no first period to change from


def test_a_step_and_a_long_rise_are_told_apart():
    assert trends(np.linspace(0.1, 0.5, 12)).loc["x", "step_at"] == ""
    x = trends([0.1] * 8 + [0.5] * 6).loc["x"]
    assert x["step_at"] == "2008"
    assert x["p_change"] < 0.001
    assert "a new level from 2008 on" in x["statement"]
    assert x["fitted_change_lower"] < 0.4 < x["fitted_change_upper"]


@pytest.mark.parametrize(
    "shares",
    [
        (0.001, 0.08, 0.16, 0.24, 0.32),  # a line
        tuple(0.32 * (t / 11) ** 2 + 0.001 for t in range(12)),  # a bend, which few periods do not tell from chance
        (0.05, 0.05, 0.05, 0.32, 0.32, 0.32),  # a step
        (0.32, 0.24, 0.16, 0.08, 0.001),
        tuple(0.4 * (1 - 0.75**t) + 0.02 for t in range(12)),  # a rise that levels off
    ],
)
def test_a_large_change_is_said_whatever_its_shape(shares):
    x = trends(shares, n=150).loc["x"]
    assert x["statement"]
    assert x["p_change_holm"] < 0.05
    assert np.sign(x["fitted_change"]) == np.sign(shares[-1] - shares[0])


def test_an_empty_period_is_no_zero():
    full, gap = trends(RISING).loc["x"], trends(RISING, n=[40, 40, 0, 40, 40]).loc["x"]
    assert gap["n_periods"] == 4
    assert gap["fitted_change"] == pytest.approx(full["fitted_change"], abs=0.1)


def test_a_share_that_is_measured_is_told_although_the_other_end_has_no_document():
    full, open_ended = trends(RISING).loc["x"], trends(RISING, n=[*[40] * 4, 0]).loc["x"]
    assert open_ended["share_first"] == full["share_first"]
    assert np.isnan(open_ended["share_last"])
    assert np.isnan(open_ended["share_change"])


def test_the_contrast_alone_is_that_of_the_trends():
    scores, passages, documents = study(RISING)
    periods = Periods("year", 2000, 2004)
    estimand = Estimand("document")
    design = Design(periods, draws=300)
    sums = theme_sums(scores, passages, documents, estimator="e", design=design, estimand=estimand)
    alone = theme_contrasts(sums).set_index("theme")
    whole = trends(RISING, weighting="document")
    assert list(alone.index) == ["x", "y"]
    # The interval of the trends has the effects of periods besides.
    shared = [name for name in alone if name in whole and not name.endswith(("_lower", "_upper"))]
    assert {"share_change", "share_change_se_documents", "share_first"} < set(shared)
    assert (alone["share_change_lower"] > whole.loc[["x", "y"], "share_change_lower"]).all()
    pd.testing.assert_frame_equal(alone[shared], whole.loc[["x", "y"], shared], check_dtype=False)
    assert alone["carried_by"].gt(5).all()
    assert alone.loc["x", ["n_documents_first", "n_documents_last"]].tolist() == [40, 40]


def test_sources_are_resampled_whole():
    scores, passages, documents = study(RISING)
    documents = documents.assign(source=[f"s{i % 4}" for i in range(len(documents))])
    design = Design(Periods("year", 2000, 2004), clusters="source", draws=300)
    table = theme_trends(scores, passages, documents, estimator="e", design=design).set_index("theme")
    assert set(table["clusters"]) == {"source"}
    assert table.loc["x", "share_change_se_documents"] > 0


def test_a_weighting_there_is_not_is_refused():
    with pytest.raises(ModelError, match='unknown weighting "words"'):
        trends(RISING, weighting="words")
