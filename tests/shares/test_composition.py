import numpy as np
import pandas as pd
import pytest

from topics.errors import ModelError
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.periods import Periods
from topics.shares.trend.composition import ALL, date_types, kitagawa, split_change, standardised_shares

YEARS = Periods("year", 2020, 2021)


def corpus(rows):
    """Documents of one passage: `(period, source, n_tokens, x)`."""
    table = pd.DataFrame(rows, columns=["date", "source", "n_tokens", "x"])
    table["doc_id"] = table["passage_id"] = [f"d{i:02d}" for i in range(len(table))]
    weights = table[["x"]].to_numpy(dtype=float)
    scores = ThemeScores(("x",), tuple(table["passage_id"]), weights, weights, np.zeros(len(table)))
    return [scores], table.assign(counted=True), table


# The press writes of x half of its text, the office an eighth, in both years; the press grows from a quarter to a half.
GROWING_PRESS = [
    *[("2020", "press", 8, 0.5)] * 4,
    *[("2020", "office", 24, 0.125)] * 4,
    *[("2021", "press", 16, 0.5)] * 4,
    *[("2021", "office", 16, 0.125)] * 4,
]


def cell(table, theme="x", **where):
    rows = table[(table["theme"] == theme)]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_kitagawas_formula_by_hand():
    mix_1, mix_2 = np.array([0.25, 0.75]), np.array([0.5, 0.5])
    rates_1, rates_2 = np.array([[0.5], [0.125]]), np.array([[0.75], [0.25]])
    from_mix, within = split_change(mix_1, mix_2, rates_1, rates_2)
    assert from_mix[:, 0].tolist() == [0.25 * 0.625, -0.25 * 0.1875]
    assert within[:, 0].tolist() == [0.25 * 0.375, 0.125 * 0.625]
    crude = mix_2 @ rates_2 - mix_1 @ rates_1
    assert from_mix.sum() + within.sum() == crude[0]


def test_a_change_of_mix_alone_is_all_the_mixs_and_standardised_shares_stand_still():
    scores, passages, documents = corpus(GROWING_PRESS)
    split = kitagawa(scores, passages, documents, estimator="e", design=Design(YEARS))
    whole = cell(split, source=ALL)
    assert (whole["share_first"], whole["share_last"]) == (0.21875, 0.3125)
    assert (whole["share_change_mix"], whole["share_change_within"], whole["share_change"]) == (0.09375, 0, 0.09375)
    press = cell(split, source="press")
    assert (press["mix_share_first"], press["mix_share_last"]) == (0.25, 0.5)
    assert (press["share_first"], press["share_change_mix"]) == (0.5, 0.125)
    fixed = standardised_shares(scores, passages, documents, estimator="e", design=Design(YEARS, draws=100))
    shares = [cell(fixed, weighting="text", period=p)["share"] for p in ("2020", "2021")]
    assert shares == [0.265625, 0.265625]  # the press wrote 96 of 256 tokens over both years: .375 · .5 + .625 · .125
    assert Estimand.of(fixed[fixed.weighting == "text"]) == Estimand("text", standardised="source")
    assert set(fixed["covered"]) == {1.0}


def test_the_parts_add_up_with_sources_that_come_and_go():
    random = np.random.default_rng(4)
    rows = [
        (year, source, int(random.integers(10, 90)), random.random())
        for year, sources in (("2020", "aabbbcd"), ("2021", "abbccceee"))
        for source in sources
    ]
    scores, passages, documents = corpus(rows)
    split = kitagawa(
        scores, passages, documents, estimator="e", design=Design(YEARS), estimand=Estimand(weighting="document")
    )
    for theme, rows in split.groupby("theme"):
        parts, whole = rows[rows["source"] != ALL], rows[rows["source"] == ALL].iloc[0]
        added = parts["share_change_mix"].sum() + parts["share_change_within"].sum()
        assert added == pytest.approx(whole["share_change"], abs=1e-15), theme
        assert parts["mix_share_first"].sum() == pytest.approx(1)
    gone = cell(split, source="d")
    assert gone["share_change_within"] == 0
    assert np.isnan(gone["share_last"])
    assert gone["share_change_mix"] == pytest.approx(-gone["mix_share_first"] * gone["share_first"])
    assert split.groupby("source")["share_change"].sum()[ALL] == pytest.approx(0, abs=1e-15)


def test_standardised_shares_have_the_bands_of_strata():
    random = np.random.default_rng(6)
    rows = [(y, s, 10, random.random()) for y in ("2020", "2021") for s in ("p", "q") for _ in range(12)]
    scores, passages, documents = corpus(rows)
    fixed = standardised_shares(scores, passages, documents, estimator="e", design=Design(YEARS, draws=4000))
    row = cell(fixed, weighting="document", period="2020")
    x = passages.loc[passages["date"] == "2020"].groupby("source")["x"]
    assert row["share"] == pytest.approx(x.mean().mean())
    assert row["se_documents"] == pytest.approx(np.sqrt((x.var() / 12 * 0.25).sum()), rel=0.05)
    assert row["lower"] < row["share"] < row["upper"]
    crude = theme_shares(scores, passages, documents, estimator="e", design=Design(YEARS, draws=100))
    assert row["share"] == pytest.approx(cell(crude, weighting="document", period="2020")["share"])  # one mix in both


def test_small_sources_are_one_stratum_and_what_has_none_is_not_covered():
    rows = [
        *[(y, "press", 10, 0.5) for y in ("2020", "2021") for _ in range(3)],
        *[(y, f"{y}-{i}", 10, 0.0) for y in ("2020", "2021") for i in range(3)],
    ]
    scores, passages, documents = corpus(rows)
    fixed = standardised_shares(scores, passages, documents, estimator="e", design=Design(YEARS, draws=100))
    assert cell(fixed, weighting="text", period="2020")["share"] == 0.25
    assert set(fixed["covered"]) == {1.0}
    scores, passages, documents = corpus(rows[:-2])  # one other document is left in 2021: no stratum
    fixed = standardised_shares(scores, passages, documents, estimator="e", design=Design(YEARS, draws=100))
    assert cell(fixed, weighting="text", period="2021")["share"] == 0.5
    assert cell(fixed, weighting="text", period="2021")["covered"] == 0.75
    assert cell(fixed, weighting="document", period="2020")["covered"] == 0.5


def test_no_stratum_in_every_period_is_a_gap():
    scores, passages, documents = corpus([("2020", "a", 10, 0.5), ("2021", "b", 10, 0.5)])
    fixed = standardised_shares(scores, passages, documents, estimator="e", design=Design(YEARS, draws=100))
    assert fixed["share"].isna().all()
    assert set(fixed["covered"]) == {0.0}


@pytest.mark.parametrize(
    ("work", "options", "sentence"),
    [
        (standardised_shares, {"design": Design(YEARS, "source")}, "resample documents within each source"),
        (kitagawa, {"design": Design(Periods("year", 2019, 2021))}, "no document in 2019: there is no change to split"),
    ],
)
def test_what_cannot_be_standardised_or_split_is_refused(work, options, sentence):
    with pytest.raises(ModelError, match=sentence):
        work(*corpus(GROWING_PRESS), **({"estimator": "e", "design": Design(YEARS)} | options))


def test_documents_whose_year_changes_are_counted():
    documents = pd.DataFrame(
        {
            "doc_id": list("abcd"),
            "date": ["2020-01-03", "2020-12-31", "2021-02-01", "2021-06-01"],
            "issued": ["2019-12-30", "", "2021-01-30", ""],
            "effective": ["", "2021-01-01", "", ""],
            "described": ["2019", "2020", "2020–2023", ""],
        }
    )
    table = date_types(documents, YEARS).set_index("date_type")
    assert table["n_documents"].to_dict() == {"publication": 4, "issue": 2, "effect": 1, "described": 3}
    assert table["n_year_changed"].to_dict() == {"publication": 0, "issue": 1, "effect": 1, "described": 2}
    assert table["n_period_changed"].to_dict() == {"publication": 0, "issue": 1, "effect": 1, "described": 2}
