"""Groups of documents: shares as of separate corpora, differences by hand, and how often their bands hold the truth."""

import numpy as np
import pandas as pd
import pytest

from topics.errors import ModelError
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.groups import ALL_PERIODS, group_differences, grouped_shares
from topics.shares.intervals import document_bounds, reach
from topics.shares.periods import Periods

YEARS = Periods("year", 2020, 2021)


def corpus(rows, seeds=1):
    """Documents of one passage: `(date, level, source, n_tokens, x)`, with x moved a little by each further seed."""
    table = pd.DataFrame(rows, columns=["date", "level", "source", "n_tokens", "x"])
    table["doc_id"] = table["passage_id"] = [f"d{i:04d}" for i in range(len(table))]
    scores = []
    for seed in range(seeds):
        weights = np.clip(table[["x"]].to_numpy(dtype=float) + 0.02 * seed, 0, 1)
        scores.append(ThemeScores(("x",), tuple(table["passage_id"]), weights, weights, np.zeros(len(table))))
    return scores, table.assign(counted=True), table


def random_rows(n, seed=1, levels=("central", "local"), sources=9):
    random = np.random.default_rng(seed)
    return [
        (
            f"202{i % 2}",
            levels[int(random.integers(len(levels)))],
            f"s{random.integers(sources)}",
            int(random.integers(20, 90)),
            float(random.beta(1, 3)),
        )
        for i in range(n)
    ]


def theme(table, name="x", **where):
    table = table[table["theme"] == name]
    for column, value in where.items():
        table = table[table[column] == value]
    return table


# In 2020 central documents give x 30 of 60 tokens, local ones 10 of 40; as documents .5 and the mean of .5 and 0.
BY_HAND = [
    ("2020", "central", "a", 20, 0.5),
    ("2020", "central", "b", 40, 0.5),
    ("2020", "local", "a", 20, 0.5),
    ("2020", "local", "b", 20, 0.0),
    ("2021", "central", "a", 10, 1.0),
    ("2021", "", "a", 10, 0.3),
]


def test_shares_and_differences_by_hand() -> None:
    given = {"estimator": "e", "design": Design(YEARS, draws=100), "by": "level"}
    shares = grouped_shares(*corpus(BY_HAND), **given)
    assert shares["group"].unique().tolist() == ["central", "local", ""]
    text = theme(shares, weighting="text").set_index(["group", "period"])["share"]
    assert text["central"].tolist() == [0.5, 1.0]
    assert text["local", "2020"] == 0.25
    assert np.isnan(text["local", "2021"])
    assert text["", "2021"] == pytest.approx(0.3)
    n = theme(shares, weighting="text", group="local")["n_documents"].tolist()
    assert n == [2, 0]

    table = group_differences(*corpus(BY_HAND), **given)
    first = theme(table, weighting="text", period="2020").iloc[0]
    assert (first["group"], first["minus"], first["attribute"]) == ("local", "central", "level")
    assert (first["share"], first["share_minus"], first["share_difference"]) == (0.25, 0.5, -0.25)
    assert (first["n_documents"], first["n_documents_minus"]) == (2, 2)
    gone = theme(table, weighting="document", period="2021").iloc[0]
    assert gone[["share_difference", "lower", "upper"]].isna().all()


def test_the_band_of_a_difference_by_hand() -> None:
    """Two groups of six documents: V = s²/6 each, 5 + 5 degrees of freedom, both sides' distances squared and added."""
    x = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    rows = [("2020", level, "a", 10, value) for level in ("p", "q") for value in x + (0.1 if level == "q" else 0)]
    table = group_differences(
        *corpus(rows), estimator="e", design=Design(Periods("year", 2020, 2020), draws=20_000), by="level"
    )
    row = theme(table, weighting="document").iloc[0]
    variance = 2 * x.var(ddof=1) / 6
    assert row["se_documents"] ** 2 == pytest.approx(variance, rel=0.03)
    share = np.array([0.45, 0.35])
    both = np.concatenate([x, x + 0.1])[:, None]
    held = np.array(reach(both, np.ones(12)))
    lower, upper = document_bounds(share, np.full(2, variance / 2), 10.0, 6.0, np.zeros(2), held)
    below, above = (
        np.hypot(share[0] - lower[0], upper[1] - share[1]),
        np.hypot(upper[0] - share[0], share[1] - lower[1]),
    )
    assert [row["lower"], row["upper"]] == pytest.approx([0.1 - below, 0.1 + above], rel=2e-2)


def test_a_theme_in_no_document_of_two_groups_leaves_a_doubt_about_their_difference() -> None:
    rows = [
        (year, level, "a", 10, 0.4 if year == "2021" else 0.0) for year in ("2020", "2021") for level in ("p", "q") * 10
    ]
    design = Design(Periods("year", 2020, 2021), draws=100)
    table = group_differences(*corpus(rows), estimator="e", design=design, by="level")
    row = theme(table, weighting="text", period="2020").iloc[0]
    held = 0.4 + 0.6 * (3 / (3 + 20)) ** 2  # of a document, where the theme is found: in the twenty of the other year
    most = 1 - 0.025 ** (1 / (1 + 9 / held))
    assert [row["share_difference"], row["lower"], row["upper"]] == pytest.approx([0, -most, most])


@pytest.mark.parametrize("clusters", [None, "source"])
@pytest.mark.parametrize("seeds", [1, 3])
def test_groups_have_the_shares_and_bands_of_separate_corpora(clusters: str | None, seeds: int) -> None:
    scores, passages, documents = corpus(random_rows(80), seeds)
    given = {"estimator": "e", "design": Design(YEARS, clusters, draws=200)}
    grouped = grouped_shares(scores, passages, documents, **given, by="level")
    for group in ("central", "local"):
        of = documents["level"] == group
        alone = theme_shares(scores, passages[of], documents[of], **given)
        here = grouped[grouped["group"] == group].drop(columns=["attribute", "group"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(here, alone, check_exact=True)
        where = theme_shares(scores, passages, documents, **given, estimand=Estimand(where=f"level = {group}"))
        pd.testing.assert_frame_equal(where.drop(columns="where"), alone.drop(columns="where"), check_exact=True)
        assert set(where["where"]) == {f"level = {group}"}


def test_a_group_without_a_theme_is_measured_where_the_estimator_knows_the_theme() -> None:
    rows = [("2020", level, "a", 10, 0.4 if level == "p" else 0.0) for level in ("p", "q") for _ in range(10)]
    design = Design(Periods("year", 2020, 2020), draws=100)
    shares = grouped_shares(*corpus(rows), estimator="e", design=design, by="level")
    row = theme(shares, weighting="text", group="q").iloc[0]
    assert (row["share"], row["lower"]) == (0, 0)
    assert row["upper"] == pytest.approx(1 - 0.025 ** (1 / 10))


def test_clusters_of_both_groups_are_resampled_together() -> None:
    """Every source writes the same of x at both levels: which sources there are moves both, and not the difference."""
    random = np.random.default_rng(2)
    of_source = {f"s{n}": float(random.beta(2, 4)) for n in range(30)}
    rows = [("2020", level, source, 10, x) for source, x in of_source.items() for level in ("p", "q")]
    given = {"estimator": "e", "by": "level"}
    year = Periods("year", 2020, 2020)
    together = group_differences(*corpus(rows), design=Design(year, "source", draws=200), **given)
    apart = group_differences(*corpus(rows), design=Design(year, draws=200), **given)
    one, other = (theme(table, weighting="text").iloc[0] for table in (together, apart))
    assert (one["n_clusters_both"], other["n_clusters_both"]) == (30, 0)
    assert one["se_documents"] == pytest.approx(0, abs=1e-12)
    assert other["se_documents"] > 0.02


def test_more_than_two_groups_are_compared_with_the_one_that_is_named() -> None:
    given = {"estimator": "e", "design": Design(YEARS, draws=100), "by": "level"}
    three = corpus(random_rows(90, levels=("central", "county", "local", "")))
    assert len(group_differences(*three, **given)) == 0
    table = group_differences(*three, **given, against="county")
    assert list(dict.fromkeys(zip(table["group"], table["minus"], strict=True))) == [
        ("central", "county"),
        ("local", "county"),
    ]
    with pytest.raises(ModelError, match='no document that is counted has "contry" as level; did you mean "county"'):
        group_differences(*three, **given, against="contry")


def test_swapped_groups_have_the_same_band_turned_round() -> None:
    given = {"estimator": "e", "design": Design(YEARS, draws=100), "by": "level"}
    one, other = (group_differences(*corpus(random_rows(60)), **given, against=name) for name in ("central", "local"))
    np.testing.assert_array_equal(one["share_difference"], -other["share_difference"])
    np.testing.assert_allclose(one["lower"], -other["upper"], rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "by", "sentence"),
    [
        ({"level": [str(n) for n in range(80)]}, "level", "level has 80 different numbers, .* documents.csv"),
        ({"level": [f"place {n}" for n in range(80)]}, "level", r"80 different values, .* \(limit 60\)"),
        ({"level": [f"2020-01-{n % 28 + 1:02d}" for n in range(80)]}, "level", "28 different dates"),
        ({}, "levle", 'did you mean "level"'),
    ],
)
def test_what_makes_no_groups_is_refused_with_advice(change, by: str, sentence: str) -> None:
    scores, passages, documents = corpus(random_rows(80))
    with pytest.raises(ModelError, match=sentence):
        grouped_shares(
            scores, passages, documents.assign(**change), estimator="e", design=Design(YEARS, draws=100), by=by
        )


def test_groups_are_no_clusters() -> None:
    with pytest.raises(ModelError, match="shares grouped by level resample documents within each level"):
        grouped_shares(*corpus(random_rows(20)), estimator="e", design=Design(YEARS, "level", draws=100), by="level")


@pytest.mark.parametrize(("sizes", "sharing"), [((30, 30), False), ((30, 60), False), ((40, 40), True)])
def test_bands_of_a_difference_that_is_nothing_hold_it_in_95_of_100_periods(sizes, sharing: bool) -> None:
    """360 months with two groups of one truth; with `sharing`, sources have a level of their own and write in both."""
    random = np.random.default_rng(20)
    months = Periods("month", "2000-01", "2029-12")
    rows = []
    for month in months.names:
        own = random.beta(3, 6, size=20)
        for level, n in zip(("p", "q"), sizes, strict=True):
            sources = random.integers(20, size=n)
            mean = own[sources] if sharing else np.full(n, 0.3)
            x = random.beta(4 * mean, 4 * (1 - mean))
            rows += [(month, level, f"s{s}", int(random.integers(50, 200)), v) for s, v in zip(sources, x, strict=True)]
    table = group_differences(
        *corpus(rows), estimator="e", design=Design(months, "source" if sharing else None, draws=200), by="level"
    )
    table = theme(table, weighting="document")
    covered = ((table["lower"] <= 0) & (table["upper"] >= 0)).mean()
    assert 0.93 <= covered <= 0.98


def test_a_table_that_was_kept_before_selections_is_of_all_documents() -> None:
    table = theme_shares(*corpus(random_rows(20)), estimator="e", design=Design(YEARS, draws=100))
    kept = table[table["weighting"] == "text"].drop(columns="where")
    assert Estimand.of(kept) == Estimand()


def test_over_all_periods_the_texts_of_a_group_are_taken_together() -> None:
    """Central: 40 of 70 tokens are x, and 2 of 3 documents; local: 10 of 40, and .5 of 2 documents."""
    table = group_differences(*corpus(BY_HAND), estimator="e", design=Design(YEARS, draws=50), by="level")
    rows = theme(table, period=ALL_PERIODS).set_index("weighting")
    assert rows.loc["text", ["share", "share_minus"]].tolist() == pytest.approx([10 / 40, 40 / 70])
    assert rows.loc["text", "share_difference"] == pytest.approx(10 / 40 - 40 / 70)
    assert rows.loc["document", "share_difference"] == pytest.approx(0.25 - 2 / 3)
    assert rows.loc["text", ["n_documents", "n_documents_minus"]].tolist() == [2, 3]
    assert (rows["lower"] < rows["share_difference"]).all()
    assert list(dict.fromkeys(table["period"])) == ["2020", "2021", ALL_PERIODS]


@pytest.mark.parametrize("clusters", [None, "source"])
def test_a_difference_over_all_periods_is_that_of_one_long_period(clusters: str | None) -> None:
    """A source that writes in both years is one cluster, as if all its texts were of one year."""
    rows = random_rows(120, sources=12)
    given = {"estimator": "e", "by": "level"}
    both = group_differences(*corpus(rows, 2), design=Design(YEARS, clusters, draws=3000), **given)
    year = Design(Periods("year", 2020, 2020), clusters, draws=3000)
    one = group_differences(*corpus([("2020", *row[1:]) for row in rows], 2), design=year, **given)
    assert ALL_PERIODS not in set(one["period"])  # one period is all there is
    columns = ["share_difference", "se_seeds", "n_documents", "n_clusters_both"]
    found, expected = theme(both, period=ALL_PERIODS), theme(one)
    assert found[columns].to_numpy() == pytest.approx(expected[columns].to_numpy())
    assert found[["lower", "upper"]].to_numpy() == pytest.approx(expected[["lower", "upper"]].to_numpy(), abs=0.01)


def test_groups_of_different_periods_are_compared_over_all_alone() -> None:
    rows = [("2020", "central", "a", 20, 0.5), ("2020", "central", "b", 20, 0.7)]
    rows += [("2021", "local", "a", 10, 0.1), ("2021", "local", "c", 10, 0.1)]
    table = theme(group_differences(*corpus(rows), estimator="e", design=Design(YEARS, draws=50), by="level"))
    text = table[table["weighting"] == "text"].set_index("period")["share_difference"]
    assert text.isna().tolist() == [True, True, False]
    assert text[ALL_PERIODS] == pytest.approx(-0.5)
