import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.errors import ModelError
from topics.shares.codebook import ThemeScores
from topics.shares.estimate import COLUMNS, theme_shares
from topics.shares.periods import Periods
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
SCORES = scored([[1, 0], [0, 0.5], [0.25, 0.25], [1, 0], [0, 0]], unassigned=[0, 0, 0.5, 0, 0.2])


def share(table, weighting, theme, period="2020", column="share"):
    row = table[(table.weighting == weighting) & (table.theme == theme) & (table.period == period)]
    assert len(row) == 1
    return row[column].item()


@pytest.fixture(scope="module")
def table():
    return theme_shares([SCORES], PASSAGES, DOCUMENTS, estimator="lda", periods=YEARS, draws=200)


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


def test_the_table_has_its_columns_and_every_cell_in_order(table):
    assert tuple(table.columns) == COLUMNS
    assert table["period"].tolist() == ["2020", "2021", "2022"] * 8
    assert table["theme"].tolist() == [t for t in ("x", "y", NONE_OF_THE_THEMES, UNASSIGNED) for _ in range(3)] * 2
    assert table["weighting"].tolist() == ["text"] * 12 + ["document"] * 12
    assert set(table["estimator"]) == {"lda"}
    assert set(table["n_seeds"]) == {1}


def test_denominators_are_counted(table):
    counts = table.loc[table.theme == "x", ["n_documents", "n_passages", "n_tokens"]].to_numpy().tolist()
    assert counts == [[2, 3, 100], [0, 0, 0], [1, 1, 50]] * 2


def test_a_period_without_a_document_is_a_gap_and_not_a_zero(table):
    gap = table[table.period == "2021"]
    assert len(gap) == 8
    assert gap[["share", "lower", "upper", "se_documents", "se_seeds"]].isna().all().all()
    assert (gap[["n_documents", "n_passages", "n_tokens"]] == 0).all().all()


def test_a_label_the_estimator_never_gives_has_no_bounds():
    weights = np.array([[1.0, 0.0], [1.0, 0.0]])
    never = ThemeScores(("x", "y"), ("a#1", "b#1"), weights, weights, np.zeros(2))
    passages = pd.DataFrame({"passage_id": ["a#1", "b#1"], "doc_id": ["a", "b"], "counted": True, "n_tokens": 10})
    documents = pd.DataFrame({"doc_id": ["a", "b"], "date": ["2020-01-01", "2020-02-01"]})
    table = theme_shares(
        [never], passages, documents, estimator="e", periods=Periods("year", "2020", "2020"), draws=100
    )
    for theme in ("y", UNASSIGNED):
        row = table[(table.weighting == "text") & (table.theme == theme)].iloc[0]
        assert row["share"] == 0
        assert np.isnan(row["lower"])
        assert np.isnan(row["upper"])


def test_one_document_has_a_share_and_no_band(table):
    one = table[(table.period == "2022") & (table.theme == NONE_OF_THE_THEMES)]
    assert one["share"].to_numpy() == pytest.approx([0.8, 0.8])
    assert one[["lower", "upper", "se_documents"]].isna().all().all()


def test_keeping_duplicates_counts_the_repeat_too():
    kept = theme_shares([SCORES], PASSAGES, DOCUMENTS, estimator="lda", periods=YEARS, duplicates="keep", draws=100)
    assert share(kept, "text", "x") == pytest.approx((10 + 15 + 10) / 110)
    assert share(kept, "document", "x") == pytest.approx((10 / 40 + 0.25 + 1) / 3)
    assert share(kept, "text", "x", column="n_documents") == 3


def test_primary_gives_a_passage_to_its_largest_part_and_a_tie_to_the_first_theme():
    scores = scored([[1, 0], [0, 0.5], [0.3, 0.3], [1, 0], [0.25, 0.25]], unassigned=[0, 0, 0.4, 0, 0.25])
    table = theme_shares([scores], PASSAGES, DOCUMENTS, estimator="e", periods=YEARS, membership="primary", draws=100)
    # p1: y and none are equal, y comes first; p2 is unassigned; p4: four equal parts, x comes first.
    assert [share(table, "text", t) for t in ("x", "y", NONE_OF_THE_THEMES, UNASSIGNED)] == [0.1, 0.3, 0, 0.6]
    assert share(table, "text", "x", "2022") == 1


def test_passages_without_a_token_are_in_no_denominator():
    passages = PASSAGES.assign(n_tokens=[10, 30, 0, 10, 50])
    table = theme_shares([SCORES], passages, DOCUMENTS, estimator="e", periods=YEARS, draws=100)
    assert share(table, "document", "x") == pytest.approx(10 / 40)
    assert share(table, "document", "x", column="n_documents") == 1


def test_seeds_are_averaged_and_their_spread_has_a_column_of_its_own():
    other = scored([[1, 0], [0, 0], [0.75, 0.25], [1, 0], [0, 0]])
    table = theme_shares([SCORES, other], PASSAGES, DOCUMENTS, estimator="e", periods=YEARS, draws=200)
    assert share(table, "text", "x") == pytest.approx((0.25 + 0.55) / 2)
    assert share(table, "text", "x", column="se_seeds") == pytest.approx(np.sqrt(1.5 * np.var([0.25, 0.55], ddof=1)))
    assert share(table, "text", "x", column="n_seeds") == 2
    alone = [theme_shares([s], PASSAGES, DOCUMENTS, estimator="e", periods=YEARS, draws=200) for s in (SCORES, other)]
    variances = [share(t, "text", "x", column="se_documents") ** 2 for t in alone]
    assert share(table, "text", "x", column="se_documents") == pytest.approx(np.sqrt(np.mean(variances)))


def test_rows_and_order_of_the_inputs_do_not_matter():
    shuffled = PASSAGES.sample(frac=1, random_state=3)
    again = theme_shares([SCORES], shuffled, DOCUMENTS[::-1], estimator="lda", periods=YEARS, draws=200)
    first = theme_shares([SCORES], PASSAGES, DOCUMENTS, estimator="lda", periods=YEARS, draws=200)
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
    table = theme_shares([scores], passages, DOCUMENTS, estimator="e", periods=YEARS, membership=membership, draws=20)
    sums = table.groupby(["weighting", "period"])["share"].agg(lambda s: s.sum(skipna=False))
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
    table = theme_shares([scores], passages, data, estimator="e", periods=periods, draws=400)
    theme = table[table.theme == "x"]
    covered = ((theme.lower <= 0.2) & (theme.upper >= 0.2)).groupby(theme.weighting).mean()
    assert covered["text"] == pytest.approx(0.95, abs=0.04)
    assert covered["document"] == pytest.approx(0.95, abs=0.04)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"duplicates": "twice"}, '"twice" is not a way to count shares'),
        ({"membership": "weights"}, 'did you mean "weight"'),
        ({"scores": []}, "at least one seed"),
        ({"scores": [SCORES, scored([[1.0]] * 5)]}, "scored on different themes"),
        ({"scores": [scored([[1.0, 0]])]}, "passage 'p1' has no theme scores"),
        ({"documents": DOCUMENTS[:1]}, 'a document that the documents table lacks: "b"'),
    ],
)
def test_what_does_not_belong_together_is_refused(change, sentence):
    arguments = {"scores": [SCORES], "passages": PASSAGES, "documents": DOCUMENTS} | change
    with pytest.raises(ModelError, match=sentence):
        theme_shares(**arguments, estimator="e", periods=YEARS, draws=10)
