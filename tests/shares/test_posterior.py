"""The posterior of a share given the model: against simulated draws, by hand, and what it refuses."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from topics.errors import ModelError
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.periods import Periods
from topics.shares.posterior import POSTERIOR, WHAT_IT_IS, beta_bounds, posterior_shares

YEARS = Periods("year", "2020", "2022")
N = 60


@pytest.fixture(scope="module")
def gamma() -> np.ndarray:
    """Dirichlet parameters of 60 passages and four topics, the first of theme a, two of theme b."""
    return np.random.default_rng(1).gamma(1.0, 8.0, size=(N, 4)) + 0.05


@pytest.fixture(scope="module")
def passages() -> pd.DataFrame:
    random = np.random.default_rng(2)
    ids = [f"p{i}" for i in range(N)]
    owners = [f"d{i // 3}" for i in range(N)]
    return pd.DataFrame({"passage_id": ids, "doc_id": owners, "counted": True, "n_tokens": random.integers(5, 80, N)})


@pytest.fixture(scope="module")
def documents() -> pd.DataFrame:
    return pd.DataFrame({"doc_id": [f"d{i}" for i in range(N // 3)], "date": ["2020-05-01"] * 15 + ["2022-01-01"] * 5})


def scores_of(gamma: np.ndarray) -> ThemeScores:
    theta = gamma / gamma.sum(axis=1, keepdims=True)
    weights = np.column_stack([theta[:, 0], theta[:, 1] + theta[:, 2]])
    ids = tuple(f"p{i}" for i in range(len(gamma)))
    return ThemeScores(("a", "b"), ids, weights, weights, np.zeros(len(gamma)), concentration=gamma.sum(axis=1))


def test_kept_states_add_the_variance_of_the_share_over_them(
    gamma: np.ndarray, passages: pd.DataFrame, documents: pd.DataFrame
) -> None:
    plain = scores_of(gamma)
    drawn = np.random.default_rng(4).dirichlet([1, 2, 3], size=(N, 6))[:, :, :2]
    seeds = [replace(plain, drawn=drawn), replace(plain, drawn=drawn[::-1])]
    before, after = (
        posterior_shares(s, passages, documents, estimator="lda", design=Design(YEARS)) for s in ([plain], seeds)
    )
    length, rows = passages["n_tokens"].to_numpy(dtype=float), np.arange(N) < 45
    parts = length[rows] / length[rows].sum()
    for column, theme in enumerate(("a", "b", "none of the themes")):
        where = f"weighting == 'text' and theme == '{theme}' and period == '2020'"
        over_states = []
        for seed in (drawn, drawn[::-1]):
            weights = np.concatenate([seed, 1 - seed.sum(axis=2, keepdims=True)], axis=2)[rows, :, column]
            over_states.append((parts @ weights).var(ddof=1))
        squares = [table.query(where)["se_posterior"].item() ** 2 for table in (before, after)]
        assert squares[1] - squares[0] == pytest.approx(np.mean(over_states), rel=1e-6)
        assert before.query(where)["share"].item() == pytest.approx(after.query(where)["share"].item())
    single = posterior_shares(
        [replace(plain, drawn=drawn[:, :1])], passages, documents, estimator="lda", design=Design(YEARS)
    )
    assert single.equals(before)  # one state says nothing of others


def test_moments_and_bounds_are_those_of_draws(
    gamma: np.ndarray, passages: pd.DataFrame, documents: pd.DataFrame
) -> None:
    table = posterior_shares([scores_of(gamma)], passages, documents, estimator="lda", design=Design(YEARS))
    table = table.set_index(["weighting", "theme", "period"])
    random = np.random.default_rng(3)
    drawn = random.standard_gamma(gamma, size=(20_000, N, 4))
    drawn /= drawn.sum(axis=2, keepdims=True)
    length = passages["n_tokens"].to_numpy(dtype=float)
    document = np.arange(N) // 3
    for period, rows in (("2020", np.arange(N) < 45), ("2022", np.arange(N) >= 45)):
        by_document = np.bincount(document[rows], weights=length[rows], minlength=N // 3)[document[rows]]
        parts = {
            "text": length[rows] / length[rows].sum(),
            "document": length[rows] / by_document / len(set(document[rows])),
        }
        for weighting, part in parts.items():
            topics = np.einsum("spk,p->sk", drawn[:, rows], part)
            for theme, sums in (
                ("a", topics[:, 0]),
                ("b", topics[:, 1:3].sum(axis=1)),
                ("none of the themes", topics[:, 3]),
            ):
                found = table.loc[(weighting, theme, period)]
                assert found["share"] == pytest.approx(sums.mean(), abs=0.001)
                assert found["se_posterior"] == pytest.approx(sums.std(), rel=0.03)
                assert found["posterior_lower"] == pytest.approx(np.quantile(sums, 0.025), abs=0.1 * sums.std())
                assert found["posterior_upper"] == pytest.approx(np.quantile(sums, 0.975), abs=0.1 * sums.std())


def test_one_passage_has_its_own_beta() -> None:
    lower, upper = beta_bounds(np.array([0.2, 0.0, 1.0]), np.array([0.2 * 0.8 / 11, 0.0, 0.0]))
    # Quantiles of Beta(2, 8), from tables of the binomial: F(x) = Σ_{k≥2} C(9, k) x^k (1 − x)^(9 − k).
    for bound, level in ((lower[0], 0.025), (upper[0], 0.975)):
        assert 1 - (1 - bound) ** 9 - 9 * bound * (1 - bound) ** 8 == pytest.approx(level)
    assert lower[1:].tolist() == upper[1:].tolist() == [0, 1]


def test_the_share_is_that_of_the_shares_table_and_the_table_says_what_it_is(
    gamma: np.ndarray, passages: pd.DataFrame, documents: pd.DataFrame
) -> None:
    seeds = [scores_of(gamma), scores_of(gamma[::-1])]
    common = {"estimator": "lda", "design": Design(YEARS, draws=50), "estimand": Estimand(duplicates="keep")}
    posterior = posterior_shares(seeds, passages, documents, **common)
    shares = theme_shares(seeds, passages.assign(duplicate_of=""), documents.assign(duplicate_of=""), **common)
    both = posterior.merge(shares, on=["weighting", "theme", "period"], suffixes=("", "_other"))
    assert len(both) == len(posterior) == 2 * 3 * 3
    assert both["share"].to_numpy() == pytest.approx(both["share_other"].to_numpy(), nan_ok=True)
    assert both.loc[both["period"] == "2021", ["share", "posterior_lower", "se_posterior"]].isna().all(axis=None)
    assert posterior.columns.tolist() == [name for name in POSTERIOR.names if name != "unfit"]  # known of jobs alone
    assert set(posterior["posterior"]) == {WHAT_IT_IS}
    assert set(posterior["duplicates"]) == {"keep"}
    assert (posterior["posterior_lower"] <= posterior["share"]).sum() == 12


def test_two_seeds_are_no_more_certain_than_one(
    gamma: np.ndarray, passages: pd.DataFrame, documents: pd.DataFrame
) -> None:
    one, twice = (
        posterior_shares([scores_of(gamma)] * n, passages, documents, estimator="lda", design=Design(YEARS))
        for n in (1, 2)
    )
    assert twice["se_posterior"].to_numpy() == pytest.approx(one["se_posterior"].to_numpy(), nan_ok=True)


def test_a_model_without_a_posterior_is_refused(
    gamma: np.ndarray, passages: pd.DataFrame, documents: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match='"lexicon" has no posterior'):
        posterior_shares(
            [replace(scores_of(gamma), concentration=None)],
            passages,
            documents,
            estimator="lexicon",
            design=Design(YEARS),
        )
