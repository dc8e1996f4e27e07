from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.errors import ModelError
from topics.shares.across_models import across_models
from topics.shares.codebook import ThemeScores
from topics.shares.design import measured
from topics.shares.estimand import Estimand
from topics.shares.estimate import SHARES, theme_shares
from topics.shares.periods import Periods
from topics.shares.sums import families
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

YEARS = Periods("year", 2020, 2022)


def scored(weights, unassigned=None, ids=None):
    weights = np.array(weights, dtype=float)
    ids = ids or tuple(f"p{i}" for i in range(len(weights)))
    unassigned = np.zeros(len(weights)) if unassigned is None else np.array(unassigned, dtype=float)
    themes = tuple("xyzvw"[: weights.shape[1]])
    return ThemeScores(themes, tuple(ids), weights, weights, unassigned)


# Three documents, two themes; c repeats what a says and is not counted; nothing in 2021.
DOCUMENTS = pd.DataFrame(
    {"doc_id": ["a", "b", "c", "d"], "date": ["2020-01-01", "2020-06-01", "2020-07-01", "2022-01-01"]}
)
PASSAGES = pd.DataFrame(
    {
        "passage_id": ["p0", "p1", "p2", "p3", "p4"],
        "doc_id": ["a", "a", "b", "c", "d"],
        "counted": [True, True, True, False, True],
        "n_tokens": [10, 30, 60, 10, 50],
    }
)
REPEATING = PASSAGES.assign(duplicate_of=["", "", "", "p0", ""])
WITH_FAMILIES = DOCUMENTS.assign(duplicate_of=["", "", "a", ""])
SCORES = scored([[1, 0], [0, 0.5], [0.25, 0.25], [1, 0], [0, 0]], unassigned=[0, 0, 0.5, 0, 0.2])


def estimated(scores, passages, documents, *, estimator="e", periods=YEARS, **choices):
    estimand, design = measured(periods, **choices)
    return theme_shares(scores, passages, documents, estimator=estimator, design=design, estimand=estimand)


def share(table, weighting, theme, period="2020", column="share"):
    row = table[(table.weighting == weighting) & (table.theme == theme) & (table.period == period)]
    assert len(row) == 1
    return row[column].item()


@pytest.fixture(scope="module")
def table():
    return estimated([SCORES], PASSAGES, DOCUMENTS, estimator="lda", periods=YEARS, draws=200)


@pytest.mark.parametrize(
    ("weighting", "theme", "expected"),
    [
        ("text", "x", (10 * 1 + 60 * 0.25) / 100),
        ("text", "y", (30 * 0.5 + 60 * 0.25) / 100),
        ("text", NONE_OF_THE_THEMES, 30 * 0.5 / 100),
        ("text", UNASSIGNED, 60 * 0.5 / 100),
        ("document", "x", (10 / 40 + 0.25) / 2),
        ("document", "y", (15 / 40 + 0.25) / 2),
        ("document", NONE_OF_THE_THEMES, (15 / 40 + 0) / 2),
        ("document", UNASSIGNED, 0.5 / 2),
    ],
)
def test_shares_by_hand(table, weighting, theme, expected):
    assert share(table, weighting, theme) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("weighting", "theme", "expected"),
    [
        ("text", "x", (10 * 1 + 60 * 0.25) / 70),
        ("text", "y", (30 * 0.5 + 60 * 0.25) / 70),
        ("text", NONE_OF_THE_THEMES, 30 * 0.5 / 70),
        ("text", UNASSIGNED, 0),
        ("document", "x", (10 / 40 + 0.25) / 1.5),
        ("document", "y", (15 / 40 + 0.25) / 1.5),
    ],
)
def test_shares_of_what_some_topic_has_by_hand(weighting, theme, expected):
    table = estimated([SCORES], PASSAGES, DOCUMENTS, unassigned="excluded", draws=200)
    assert share(table, weighting, theme) == pytest.approx(expected)
    assert set(table["unassigned"]) == {"excluded"}
    assert set(table.loc[table.weighting == "text", "denominator"]) == {"word tokens that a topic has"}
    assert np.isnan(share(table, weighting, UNASSIGNED, column="upper"))
    bounds = share(table, weighting, "x", column="lower"), share(table, weighting, "x", column="upper")
    assert bounds[0] < share(table, weighting, "x") < bounds[1]


def test_a_period_of_which_no_topic_has_anything_has_no_share_of_what_is_assigned():
    nothing = scored([[0, 0], [0, 0], [0, 0], [0, 0], [0.5, 0]], unassigned=[1, 1, 1, 1, 0.5])
    table = estimated([nothing], PASSAGES, DOCUMENTS, unassigned="excluded", draws=200)
    assert np.isnan(share(table, "text", "x"))
    assert share(table, "text", "x", "2022") == 1


def test_reassigned_shares_are_those_of_reassigned_scores(table):
    near = ThemeScores(**{**vars_of(SCORES), "nearest": np.array([3, 3, 0, 3, 3])})
    found = estimated([near], PASSAGES, DOCUMENTS, estimator="lda", periods=YEARS, unassigned="reassigned", draws=200)
    assert share(found, "text", "x") == pytest.approx((10 + 60 * 0.75) / 100)
    assert share(found, "text", UNASSIGNED) == 0
    assert share(found, "text", UNASSIGNED, "2022") == pytest.approx(0.2)
    assert share(found, "text", "y") == share(table, "text", "y")


def vars_of(scores):
    return {field.name: getattr(scores, field.name) for field in fields(scores)}


def test_the_table_has_its_columns_and_every_cell_in_order(table):
    assert tuple(table.columns) == tuple(c.name for c in SHARES.without("unstable", "unfit"))
    assert table["period"].tolist() == ["2020", "2021", "2022"] * 8
    assert table["theme"].tolist() == [t for t in ("x", "y", NONE_OF_THE_THEMES, UNASSIGNED) for _ in range(3)] * 2
    assert table["weighting"].tolist() == ["text"] * 12 + ["document"] * 12
    assert set(table["estimator"]) == {"lda"}
    assert set(table["n_seeds"]) == {1}
    assert set(table["n_clusters"][table.period == "2020"]) == {2}


def test_every_row_says_what_it_is_a_share_of():
    table = estimated([SCORES], PASSAGES, DOCUMENTS, unit="document", membership="primary", draws=100)
    for weighting, denominator in (("text", "word tokens"), ("document", "documents with a word token")):
        rows = table[table.weighting == weighting]
        estimand = Estimand.of(rows)
        assert estimand == Estimand(weighting, unit="document", membership="primary")
        assert set(rows["denominator"]) == {denominator}
        assert set(rows["population"]) == {"process"}
    with pytest.raises(ModelError, match="differ in weighting, denominator; choose the rows of one estimand"):
        Estimand.of(table)
    with pytest.raises(ModelError, match=r"does not say what they are shares of \(it lacks unit, date_type\)"):
        Estimand.of(table.drop(columns=["unit", "date_type"]))


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_estimand_survives_files(tmp_path, form, table):
    path = tmp_path / f"shares.{form}"
    (table.to_parquet if form == "parquet" else table.to_csv)(path, index=False)
    again = pd.read_parquet(path) if form == "parquet" else pd.read_csv(path)
    assert Estimand.of(again[again.weighting == "text"]) == Estimand("text")


def test_denominators_are_counted(table):
    counts = table.loc[table.theme == "x", ["n_documents", "n_passages", "n_tokens"]].to_numpy().tolist()
    assert counts == [[2, 3, 100], [0, 0, 0], [1, 1, 50]] * 2


def test_a_period_without_a_document_is_a_gap_and_not_a_zero(table):
    gap = table[table.period == "2021"]
    assert len(gap) == 8
    assert gap[["share", "lower", "upper", "se_documents", "se_seeds"]].isna().all().all()
    assert (gap[["n_documents", "n_passages", "n_tokens"]] == 0).all().all()


def test_a_theme_the_estimator_never_gives_has_no_share_and_nothing_unassigned_is_a_zero_without_bounds():
    weights = np.array([[1.0, 0.0], [1.0, 0.0]])
    never = ThemeScores(("x", "y"), ("a#1", "b#1"), weights, weights, np.zeros(2))
    passages = pd.DataFrame({"passage_id": ["a#1", "b#1"], "doc_id": ["a", "b"], "counted": True, "n_tokens": 10})
    documents = pd.DataFrame({"doc_id": ["a", "b"], "date": ["2020-01-01", "2020-02-01"]})
    table = estimated([never], passages, documents, estimator="e", periods=Periods("year", "2020", "2020"), draws=100)
    for theme, why in (("y", "no topic"), (UNASSIGNED, "by definition"), ("x", "")):
        row = table[(table.weighting == "text") & (table.theme == theme)].iloc[0]
        assert row["why"] == why
        assert (row["share"] == 0) == (theme == UNASSIGNED)
        assert np.isnan(row["share"]) == (theme == "y")
        assert np.isnan([row["lower"], row["upper"]]).all() == (theme != "x")


def test_one_document_has_a_share_and_no_band(table):
    one = table[(table.period == "2022") & (table.theme == NONE_OF_THE_THEMES)]
    assert one["share"].to_numpy() == pytest.approx([0.8, 0.8])
    assert one[["lower", "upper", "se_documents"]].isna().all().all()
    assert set(one["why"]) == {"one cluster"}


def test_keeping_duplicates_counts_the_repeat_too():
    kept = estimated([SCORES], REPEATING, WITH_FAMILIES, estimator="lda", periods=YEARS, duplicates="keep", draws=100)
    assert share(kept, "text", "x") == pytest.approx((10 + 15 + 10) / 110)
    assert share(kept, "document", "x") == pytest.approx((10 / 40 + 0.25 + 1) / 3)
    assert share(kept, "text", "x", column="n_documents") == 3
    assert share(kept, "text", "x", column="n_clusters") == 2
    assert set(kept["clusters"]) == {"family"}


def test_primary_gives_a_passage_to_its_largest_part_and_a_tie_to_the_first_theme():
    scores = scored([[1, 0], [0, 0.5], [0.3, 0.3], [1, 0], [0.25, 0.25]], unassigned=[0, 0, 0.4, 0, 0.25])
    table = estimated([scores], PASSAGES, DOCUMENTS, membership="primary", draws=100)
    # p1: y and none are equal, y comes first; p2 is unassigned; p4: four equal parts, x comes first.
    assert [share(table, "text", t) for t in ("x", "y", NONE_OF_THE_THEMES, UNASSIGNED)] == [0.1, 0.3, 0, 0.6]
    assert share(table, "text", "x", "2022") == 1


def test_passages_without_a_token_are_in_no_denominator():
    passages = PASSAGES.assign(n_tokens=[10, 30, 0, 10, 50])
    table = estimated([SCORES], passages, DOCUMENTS, draws=100)
    assert share(table, "document", "x") == pytest.approx(10 / 40)
    assert share(table, "document", "x", column="n_documents") == 1


def test_seeds_are_averaged_and_their_spread_has_a_column_of_its_own():
    other = scored([[1, 0], [0, 0], [0.75, 0.25], [1, 0], [0, 0]])
    table = estimated([SCORES, other], PASSAGES, DOCUMENTS, draws=200)
    assert share(table, "text", "x") == pytest.approx((0.25 + 0.55) / 2)
    assert share(table, "text", "x", column="se_seeds") == pytest.approx(np.sqrt(1.5 * np.var([0.25, 0.55], ddof=1)))
    assert share(table, "text", "x", column="n_seeds") == 2
    alone = [estimated([s], PASSAGES, DOCUMENTS, draws=200) for s in (SCORES, other)]
    variances = [share(t, "text", "x", column="se_documents") ** 2 for t in alone]
    assert share(table, "text", "x", column="se_documents") == pytest.approx(np.sqrt(np.mean(variances)))


AGAIN = scored([[0.5, 0], [0, 0], [0.25, 0.25], [1, 0], [0.2, 0]], unassigned=[0, 0, 0.5, 0, 0.2])


@pytest.mark.parametrize(("weighting", "moved"), [("text", [-0.05, 0.2]), ("document", [-0.0625, 0.2])])
def test_what_a_refit_gives_instead_widens_the_band_and_moves_no_share(weighting, moved):
    """x has (5 + 15) / 100 of the text of 2020 where it had .25, and .2 of that of 2022 where it had none.

    2020 is twice as large as 2022, in text and in documents.
    """
    plain = estimated([SCORES], PASSAGES, DOCUMENTS, draws=200)
    wider = estimated([replace(SCORES, refitted=AGAIN)], PASSAGES, DOCUMENTS, draws=200)
    assert share(wider, weighting, "x", column="se_seeds") == pytest.approx(
        np.sqrt(np.average(np.square(moved), weights=[2, 1]))
    )
    for column in ("share", "se_documents", "n_seeds"):
        assert share(wider, weighting, "x", column=column) == share(plain, weighting, "x", column=column)
    assert share(wider, weighting, "x", column="upper") >= share(plain, weighting, "x", column="upper")
    half = estimated([replace(SCORES, refitted=AGAIN), SCORES], PASSAGES, DOCUMENTS, draws=200)
    assert share(half, weighting, "x", column="se_seeds") == 0  # not every seed has a refit


@pytest.mark.parametrize("choice", [{"membership": "primary"}, {"unassigned": "excluded"}])
def test_refits_are_counted_as_the_scores_are(choice):
    """A refit that gives what the fit gives adds nothing, however shares are counted."""
    same = estimated([replace(SCORES, refitted=SCORES)], PASSAGES, DOCUMENTS, draws=200, **choice)
    moved = estimated([replace(SCORES, refitted=AGAIN)], PASSAGES, DOCUMENTS, draws=200, **choice)
    assert share(same, "text", "y", column="se_seeds") == pytest.approx(0, abs=1e-12)
    assert share(moved, "text", "y", column="se_seeds") > 0.01


def corpus(documents):
    """Passages, documents and scores from `(doc_id, source, duplicate_of, [(n_tokens, x, duplicate_of)])` of 2020."""
    rows = [(f"{d}#{i}", d, n, of, x) for d, _, _, parts in documents for i, (n, x, of) in enumerate(parts)]
    passages = pd.DataFrame(rows, columns=["passage_id", "doc_id", "n_tokens", "duplicate_of", "x"])
    about = pd.DataFrame([d[:3] for d in documents], columns=["doc_id", "source", "duplicate_of"])
    scores = scored(passages[["x"]].to_numpy(), ids=tuple(passages["passage_id"]))
    return scores, passages.assign(counted=passages["duplicate_of"] == ""), about.assign(date="2020-05-05")


# Lengths are powers of two and weights eighths, so that every sum and quotient is exact.
ORIGINALS = [
    (f"d{i}", "s", "", [(2 ** (i % 4), (i % 9) / 8, ""), (2 ** (i % 4) * 3, (i % 3) / 4, "")]) for i in range(12)
]


@pytest.mark.parametrize("linked_by", ["document", "passage"])
def test_tripling_every_document_leaves_the_band_equal_to_the_last_digit(linked_by):
    copies = [
        (
            f"{d}-copy-{c}",
            "s",
            d if linked_by == "document" else "",
            [(n, x, f"{d}#{i}" if linked_by == "passage" else "") for i, (n, x, _) in enumerate(parts)],
        )
        for d, _, _, parts in ORIGINALS
        for c in (1, 2)
    ]
    once, thrice = (corpus(documents) for documents in (ORIGINALS, ORIGINALS + copies))
    tables = [
        estimated(
            [s],
            p,
            d,
            estimator="e",
            periods=Periods("year", 2020, 2020),
            duplicates="keep",
            clusters="family",
            draws=500,
        )
        for s, p, d in (once, thrice)
    ]
    numbers = ["share", "lower", "upper", "se_documents", "n_clusters"]
    pd.testing.assert_frame_equal(tables[0][numbers], tables[1][numbers], check_exact=True)
    assert tables[1]["n_documents"].unique().tolist() == [36]
    assert tables[0].loc[tables[0]["theme"] == "x", "lower"].notna().all()
    as_documents = estimated(
        [thrice[0]], *thrice[1:], estimator="e", periods=Periods("year", 2020, 2020), duplicates="keep",
        clusters="document", draws=500,
    )  # fmt: skip
    assert share(as_documents, "text", "x", column="se_documents") < 0.7 * share(
        tables[0], "text", "x", column="se_documents"
    )


def test_a_family_is_what_is_linked_by_documents_or_passages_also_by_way_of_a_third():
    _, passages, documents = corpus(
        [
            ("a", "", "", [(5, 0, "")]),
            ("b", "", "a", [(5, 0, "")]),
            ("c", "", "", [(5, 0, "b#0"), (5, 0, "")]),
            ("d", "", "", [(5, 0, "")]),
            ("e", "", "gone", [(5, 0, "")]),
            ("f", "", "gone", [(5, 0, "gone#3")]),
        ]
    )
    assert families(passages, documents) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "e", "f": "e"}


@pytest.mark.parametrize("n_documents", [2, 3, 5, 12, 40])
def test_a_formula_that_all_documents_close_with_leaves_the_band(n_documents):
    closing = [(4, 0, "d0#1")]
    documents = [(f"d{i}", "", "", [(20, i % 4 / 4, ""), (4, 0, "")] if not i else [(20, i % 4 / 4, ""), *closing])
                 for i in range(n_documents)]  # fmt: skip
    scores, passages, about = corpus(documents)
    table = estimated(
        [scores], passages, about, estimator="e", periods=Periods("year", 2020, 2020), duplicates="keep", draws=100
    )
    assert share(table, "text", "x", column="n_clusters") == n_documents
    assert table.loc[table["theme"] == "x", ["lower", "upper"]].notna().all(axis=None)


def test_one_family_has_no_band_and_not_a_narrow_one():
    documents = [("a", "", "", [(20, 0.5, "")]), ("b", "", "a", [(20, 0.25, "a#0")]), ("c", "", "a", [(20, 1, "")])]
    scores, passages, about = corpus(documents)
    table = estimated(
        [scores], passages, about, estimator="e", periods=Periods("year", 2020, 2020), duplicates="keep", draws=100
    )
    assert share(table, "text", "x", column="n_clusters") == 1
    assert table[["lower", "upper", "se_documents"]].isna().all(axis=None)


def test_sources_are_clusters_and_a_document_without_one_is_its_own():
    documents = [(f"d{i}", source, "", [(10, i / 10, "")]) for i, source in enumerate(["p", "p", "q", "q", "", ""])]
    scores, passages, about = corpus(documents)
    table = estimated(
        [scores], passages, about, estimator="e", periods=Periods("year", 2020, 2020), clusters="source", draws=4000
    )
    assert share(table, "text", "x", column="n_clusters") == 4
    # Σ over clusters of the squared residuals of (tokens of x) − share · tokens, each cluster one draw.
    sums, sizes = np.array([1.0, 5.0, 4.0, 5.0]), np.array([20.0, 20.0, 10.0, 10.0])
    residuals = sums - sums.sum() / sizes.sum() * sizes
    linearised = np.sqrt(4 / 3 * (residuals**2).sum()) / sizes.sum()
    assert share(table, "text", "x", column="se_documents") == pytest.approx(linearised, rel=0.15)
    assert share(table, "document", "x") == pytest.approx(0.25)


def test_another_date_moves_the_documents_that_state_it():
    documents = DOCUMENTS.assign(issued=["2019-12-30", "", "", "2021-12-31"], described=["", "2022–2024", "", ""])
    issued = estimated([SCORES], PASSAGES, documents, date_type="issue", draws=100)
    counts = issued[(issued.theme == "x") & (issued.weighting == "text")].set_index("period")["n_documents"]
    assert counts.to_dict() == {"2020": 1, "2021": 1, "2022": 0}  # a left the periods, d moved
    described = estimated([SCORES], PASSAGES, documents, date_type="described", draws=100)
    counts = described[(described.theme == "x") & (described.weighting == "text")].set_index("period")["n_documents"]
    assert counts.to_dict() == {"2020": 1, "2021": 0, "2022": 2}
    assert set(described["date_type"]) == {"described"}


def test_no_document_in_any_period_is_all_gaps():
    table = estimated([SCORES], PASSAGES, DOCUMENTS, estimator="e", periods=Periods("year", 2010, 2011), draws=10)
    assert len(table) == 2 * 4 * 2
    assert table["share"].isna().all()
    assert (table["n_documents"] == 0).all()


def test_estimators_are_pooled_as_seeds_are_and_what_cannot_see_a_theme_is_left_out():
    blind = scored([[1, 0]] * 5)
    half = scored([[0.5, 0.5]] * 5)
    shares = pd.concat(
        [
            estimated([s], PASSAGES, DOCUMENTS, estimator=name, periods=YEARS, draws=100)
            for name, s in (("a", SCORES), ("b", blind), ("c", half))
        ],
        ignore_index=True,
    )
    pooled = across_models(shares)
    assert set(pooled["estimator"]) == {"all of 3"}
    assert share(pooled, "text", "x") == pytest.approx(np.mean([0.25, 1, 0.5]))
    assert share(pooled, "text", "x", column="se_models") == pytest.approx(
        np.sqrt(4 / 3 * np.var([0.25, 1, 0.5], ddof=1))
    )
    assert share(pooled, "text", "y", column="n_models") == 2
    assert share(pooled, "text", "y") == pytest.approx(np.mean([0.3, 0.5]))
    assert pooled[pooled.period == "2021"]["share"].isna().all()
    Estimand.of(pooled[pooled.weighting == "document"])
    with pytest.raises(ModelError, match="lacks unit"):
        across_models(shares.drop(columns="unit"))


def test_rows_and_order_of_the_inputs_do_not_matter():
    shuffled = PASSAGES.sample(frac=1, random_state=3)
    again = estimated([SCORES], shuffled, DOCUMENTS[::-1], estimator="lda", periods=YEARS, draws=200)
    first = estimated([SCORES], PASSAGES, DOCUMENTS, estimator="lda", periods=YEARS, draws=200)
    pd.testing.assert_frame_equal(first, again)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), membership=st.sampled_from(["weight", "primary"]), n_themes=st.integers(1, 4))
def test_themes_none_and_unassigned_are_the_whole(data, membership, n_themes):
    n = data.draw(st.integers(1, 12))
    random = np.random.default_rng(data.draw(st.integers(0, 999)))
    parts = random.dirichlet(np.full(n_themes + 2, 0.4), size=n)
    passages = pd.DataFrame(
        {
            "passage_id": [f"p{i}" for i in range(n)],
            "doc_id": random.choice(["a", "b", "c", "d"], size=n),
            "counted": random.random(n) < 0.8,
            "n_tokens": random.integers(0, 40, size=n),
        }
    )
    scores = scored(parts[:, :n_themes], unassigned=parts[:, -1])
    table = estimated([scores], passages, DOCUMENTS, membership=membership, draws=20)
    seen = table[table["why"] != "no topic"]
    sums = seen.groupby(["weighting", "period"])["share"].agg(lambda s: s.sum(skipna=False))
    there = table.groupby(["weighting", "period"])["n_documents"].first() > 0
    assert sums[there].to_numpy() == pytest.approx(np.ones(there.sum()), abs=1e-9)
    assert sums[~there].isna().all()
    banded = table.dropna(subset=["lower"])
    assert ((banded.lower >= 0) & (banded.lower <= banded.share + 1e-9)).all()
    assert ((banded.upper <= 1) & (banded.upper >= banded.share - 1e-9)).all()


def test_bands_cover_the_truth_as_often_as_they_say():
    random = np.random.default_rng(20)
    periods = Periods("month", 2000, 2024)  # 300 replications of 30 documents
    rows = []
    for month in periods.names:
        lengths = random.integers(20, 200, size=30)
        weights = random.beta(0.6, 2.4, size=30)  # independent of length: the true share is 0.2 under both weightings
        rows += [
            (f"{month}/{i:02d}", f"{month}-15", *pair) for i, pair in enumerate(zip(lengths, weights, strict=True))
        ]
    data = pd.DataFrame(rows, columns=["doc_id", "date", "n_tokens", "weight"])
    passages = data.assign(passage_id=data.doc_id, counted=True)
    scores = scored(data[["weight"]].to_numpy(), ids=tuple(data.doc_id))
    table = estimated([scores], passages, data, estimator="e", periods=periods, draws=400)
    theme = table[table.theme == "x"]
    covered = ((theme.lower <= 0.2) & (theme.upper >= 0.2)).groupby(theme.weighting).mean()
    assert covered["text"] == pytest.approx(0.95, abs=0.04)
    assert covered["document"] == pytest.approx(0.95, abs=0.04)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"duplicates": "twice"}, 'unknown duplicates "twice"'),
        ({"membership": "weights"}, 'did you mean "weight"'),
        ({"date_type": "issued"}, 'did you mean "issue"'),
        ({"date_type": "issue"}, "no column issued"),
        ({"clusters": "issuer"}, 'cannot resample by "issuer"'),
        ({"clusters": "source"}, "no column source"),
        ({"duplicates": "keep"}, "no column duplicate_of"),
        ({"scores": []}, "at least one seed"),
        ({"scores": [SCORES, scored([[1.0]] * 5)]}, "scored on different themes"),
        ({"scores": [scored([[1.0, 0]])]}, "passage 'p1' has no theme scores"),
        ({"documents": DOCUMENTS[:1]}, 'a document that the documents table lacks: "b"'),
    ],
)
def test_what_does_not_belong_together_is_refused(change, sentence):
    arguments = {"scores": [SCORES], "passages": PASSAGES, "documents": DOCUMENTS} | change
    with pytest.raises(ModelError, match=sentence):
        estimated(**arguments, draws=10)
