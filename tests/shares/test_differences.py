import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from topics.errors import ModelError
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design, measured
from topics.shares.differences import DIFFERENCES, share_differences
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.intervals import paired_bounds
from topics.shares.periods import Periods
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

YEARS = Periods("year", 2020, 2022)


def scored(weights, themes="xy"):
    """Passages of one document each; rows are the weights of the themes."""
    weights = np.array(weights, dtype=float)
    ids = tuple(f"p{i}" for i in range(len(weights)))
    return ThemeScores(tuple(themes), ids, weights, weights, np.zeros(len(weights)))


def study(n, year=2020):
    """`n` documents of one passage of ten words."""
    passages = pd.DataFrame({"passage_id": [f"p{i}" for i in range(n)], "doc_id": [f"d{i}" for i in range(n)]})
    documents = passages[["doc_id"]].assign(date=f"{year}-01-01")
    return passages.assign(counted=True, n_tokens=10), documents


def differences(first, second, *, year=2020, **options):
    passages, documents = study(len(first[0].passage_ids), year)
    same_fits = options.pop("same_fits", False)
    estimand, design = measured(YEARS, **options)
    return share_differences(
        first, second, passages, documents, estimators=("a", "b"), design=design, estimand=estimand, same_fits=same_fits
    )


def row(table, theme="x", period="2020", weighting="text"):
    found = table[(table.theme == theme) & (table.period == period) & (table.weighting == weighting)]
    assert len(found) == 1
    return found.iloc[0]


RANDOM = np.random.default_rng(1).dirichlet([1, 1, 1], size=60)[:, :2]


@pytest.mark.parametrize("weights", [RANDOM, RANDOM[:2], np.eye(4)[:, :2]])
def test_the_same_scores_differ_by_exactly_nothing_in_a_band_without_width(weights):
    table = differences([scored(weights)], [scored(weights)])
    year = table[table.period == "2020"]
    assert set(year.theme) == {"x", "y", NONE_OF_THE_THEMES, UNASSIGNED}
    seen = year[(year["share"] > 0) & (year["share_minus"] > 0)]
    assert (seen[["share_difference", "lower", "upper", "se_documents"]] == 0).all(axis=None)
    # Two that are blind to a label have not been found equal in it.
    assert year.drop(seen.index)[["lower", "upper"]].isna().all(axis=None)


def test_the_interval_is_that_of_the_difference_between_documents():
    """Of equal documents with differences e_d, the variance of the mean is Σ (e_d − ē)² / (n (n − 1))."""
    second = RANDOM * np.linspace(0.5, 1, len(RANDOM))[:, None]
    found = row(differences([scored(RANDOM)], [scored(second)], draws=40_000))
    apart = RANDOM[:, 0] - second[:, 0]
    n = len(apart)
    variance = apart.var(ddof=1) / n
    skew = ((apart - apart.mean()) ** 3).sum() / ((apart - apart.mean()) ** 2).sum() ** 1.5
    # The second never gives more, so that the difference is all that moves.
    bounds = paired_bounds(*map(np.array, (apart.mean(), variance, skew, apart.mean(), variance)), n - 1, n)
    assert found.share_difference == pytest.approx(apart.mean(), abs=1e-12)
    assert (found.lower, found.upper) == pytest.approx(bounds, rel=0.02)
    half = student.ppf(0.975, n - 1) * np.sqrt(variance)
    assert (found.lower, found.upper) == pytest.approx((apart.mean() - half, apart.mean() + half), abs=0.015)
    assert np.isnan(found.se_seeds)


def test_what_is_so_in_no_document_of_a_period_but_in_another_leaves_a_doubt():
    """In 2020 both agree on all ten documents; in 2021 the second gives more: it might have in 2020 too."""
    passages, documents = study(20)
    documents["date"] = ["2020-01-01"] * 10 + ["2021-01-01"] * 10
    first = np.full((20, 2), 0.25)
    second = first + np.array([[0.0, 0.0]] * 10 + [[0.1, 0.0], [0.2, 0.0]] * 5)
    table = share_differences(
        [scored(first)], [scored(second)], passages, documents, estimators=("a", "b"), design=Design(YEARS)
    )
    found = row(table)
    held = 0.25 / 1.5  # Σ t² / Σ t of the second's .1 and .2 in 2021, five documents each
    carriers = 1.5**2 / 0.25
    held += (1 - held) * (3 / (3 + carriers)) ** 2
    most = 1 - 0.025 ** (1 / (1 + 9 / held))
    assert found[["share_difference", "lower", "upper"]].tolist() == pytest.approx([0, -most, most])
    assert row(table, "y")[["lower", "upper"]].tolist() == [0, 0]


def test_pairing_leaves_out_what_happens_to_both():
    """A theme of which one estimator finds a tenth more in every document: bands overlap, the difference is certain."""
    weights = np.random.default_rng(2).uniform(0, 0.8, size=(40, 2)) / 2
    table = differences([scored(weights)], [scored(weights * 1.1)])
    found = row(table)
    assert found.upper < 0
    passages, documents = study(40)
    bands = [
        theme_shares([scored(w)], passages, documents, estimator="e", design=Design(YEARS)).query(
            "weighting == 'text' and theme == 'x' and period == '2020'"
        )
        for w in (weights, weights * 1.1)
    ]
    assert [band.share.item() for band in bands] == pytest.approx([found.share, found.share_minus])
    assert bands[0].upper.item() > bands[1].lower.item()


def test_turning_the_two_round_turns_the_sign_and_the_bounds():
    second = RANDOM[::-1]
    one, other = (row(differences([scored(a)], [scored(b)])) for a, b in ((RANDOM, second), (second, RANDOM)))
    assert (one.share_difference, one.lower, one.upper) == (-other.share_difference, -other.upper, -other.lower)


def test_seeds_of_both_sides_widen_the_interval():
    weights = np.full((30, 2), 0.25)
    seeds = [scored(np.add(weights, [shift, 0])) for shift in (-0.03, 0.03)]
    found = row(differences(seeds, [scored(weights)]))
    # (1 + 1/2) · 0.0018 between the seeds of one side, no variance between documents: t with one degree of freedom.
    assert found.se_seeds == pytest.approx(np.sqrt(1.5 * 0.0018))
    assert found.se_documents == pytest.approx(0, abs=1e-12)
    assert found.upper == pytest.approx(student.ppf(0.975, 1) * found.se_seeds, rel=1e-6)
    both = row(differences(seeds, seeds))
    assert both.se_seeds == pytest.approx(np.sqrt(2 * 1.5 * 0.0018))
    assert (both.n_seeds, both.n_seeds_minus) == (2, 2)


def test_what_one_of_the_two_cannot_see_and_what_has_no_documents_has_no_difference():
    blind = RANDOM * [0, 1]
    table = differences([scored(RANDOM)], [scored(blind)])
    found = row(table)
    assert found.share == pytest.approx(RANDOM[:, 0].mean())
    assert np.isnan([found.share_minus, found.share_difference, found.lower, found.upper, found.se_documents]).all()
    assert (found.why, row(table, "y").why, row(table, period="2021").why) == ("no topic", "", "no document")
    assert np.isfinite([row(table, "y").lower, row(table, "y").upper]).all()
    empty = row(table, period="2021")
    assert np.isnan([empty.share_difference, empty.lower, empty.upper]).all()
    assert empty.n_documents == 0
    single = row(differences([scored(RANDOM[:1])], [scored(RANDOM[1:2])]))
    assert np.isfinite(single.share_difference)
    assert single.why == "one cluster"
    assert np.isnan(single.lower)


def test_every_row_says_what_its_shares_are_of():
    table = differences([scored(RANDOM)], [scored(RANDOM)], membership="primary")
    assert table.columns.tolist() == [name for name in DIFFERENCES.names if name != "unfit"]  # known of jobs alone
    assert Estimand.of(table[table.weighting == "document"]) == Estimand("document", membership="primary")
    assert table.groupby(["weighting", "period"]).share_difference.sum().tolist() == [0] * 6


def test_other_themes_are_not_subtracted():
    with pytest.raises(ModelError, match="a has x, y; b has x, z"):
        differences([scored(RANDOM)], [scored(RANDOM, "xz")])
