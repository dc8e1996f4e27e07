from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from topics.errors import DocumentError, StudyError
from topics.evaluation.people.agreement import CODES, agreement, gold_shares, join_gold, passage_agreement, read_gold
from topics.models.scores import text_hash
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimate import theme_shares
from topics.shares.periods import Periods
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED, Theme

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
THEMES = (Theme("x", ("x",)), Theme("y", ("y",)))


def gold_file(folder, text):
    path = folder / "gold.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_gold_is_read_with_its_lines(tmp_path):
    text = 'doc_id,position,theme,starts,mentions\na,1,x,"甲,乙",x;y\n\na,2,other,丙,\nb,1,,丁,y\n'
    gold = read_gold(gold_file(tmp_path, text), THEMES)
    assert gold.to_dict("list") == {
        "line": [2, 4, 5],
        "doc_id": ["a", "a", "b"],
        "starts": ["甲,乙", "丙", "丁"],
        "theme": ["x", NONE_OF_THE_THEMES, NONE_OF_THE_THEMES],
        "mentions": [("x", "y"), (), ("y",)],
    }


def test_gold_without_mentions_has_no_such_column(tmp_path):
    assert "mentions" not in read_gold(gold_file(tmp_path, "doc_id,starts,theme\na,甲,x\n"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("doc,starts,theme\na,b,x\n", "line 1: expected the columns doc_id, starts, theme, found doc, starts, theme"),
        ("", "line 1: expected the columns doc_id, starts, theme, found nothing"),
        ("doc_id,starts,theme\n", "the file holds no code"),
        ('doc_id,starts,theme\na,"甲" 乙,x\nb,"丙",x\n', r"gold\.csv, line 2: a quotation mark is not closed"),
        ("doc_id,starts,theme\na,one, two,x\n", r"gold\.csv, line 2: more cells in the row"),
        ("doc_id,starts,theme\na,b,x\na,,x\n", "line 3: `starts` is empty"),
        ("doc_id,starts,theme\n,b,x\n", "line 2: `doc_id` is empty"),
        ("doc_id,starts,theme\na,b,xx\n", 'line 2: there is no theme "xx"; did you mean "x"'),
        ("doc_id,starts,theme,mentions\na,b,x,x;z\n", 'line 2: there is no theme "z"; known are: none, x, y'),
    ],
)
def test_bad_gold_is_one_sentence_with_the_line(tmp_path, text, sentence):
    with pytest.raises(StudyError, match=sentence):
        read_gold(gold_file(tmp_path, text), THEMES)


def test_missing_and_binary_gold(tmp_path):
    with pytest.raises(StudyError, match=r"gold\.csv: the codes cannot be read: No such file"):
        read_gold(tmp_path / "gold.csv")
    (tmp_path / "gold.csv").write_bytes(bytes(range(256)))
    with pytest.raises(DocumentError, match="binary file"):
        read_gold(tmp_path / "gold.csv")


PASSAGES = pd.DataFrame(
    [
        ("a#1", "a", "推进工业互联网建设,扩大应用。", True, 10),
        ("a#2", "a", "小标题\n数据安全是底线。", True, 30),
        ("b#1", "b", "同样开头的一段,其一。", True, 20),
        ("b#2", "b", "同样开头的一段,其二。", True, 20),
        ("c#1", "c", "重发。", False, 10),
    ],
    columns=["passage_id", "doc_id", "text", "counted", "n_tokens"],
)
DOCUMENTS = pd.DataFrame({"doc_id": ["a", "b", "c"], "date": ["2020-03-01", "2020-04-01", "2020-05-01"]})
YEARS = Periods("year", 2020, 2021)


def coded(*rows):
    return CODES.frame([(line, *row) for line, row in enumerate(rows, start=2)])


def test_codes_find_their_passage_by_how_it_begins():
    joined = join_gold(
        coded(
            ("a", "數據安全是", "y"),  # in a later line, traditional characters
            ("a", "推进工业 互联网", "x"),  # a stray space
            ("b", "同样开头", "x"),  # equal beginnings are taken in order
            ("b", "同样开头", "y"),
        ),
        PASSAGES,
    )
    assert joined["passage_id"].tolist() == ["a#2", "a#1", "b#1", "b#2"]
    assert joined["problem"].tolist() == [""] * 4


def test_codes_of_a_sample_find_their_passage_by_its_whole_text(tmp_path):
    texts = dict(zip(PASSAGES["passage_id"], PASSAGES["text"], strict=True))
    rows = [("a", texts["a#2"], "y"), ("b", texts["b#1"], "x"), ("b", "別的", "x"), ("a", texts["b#1"], "x")]
    lines = [f"u{n},{doc},{text_hash(text)},{theme}\n" for n, (doc, text, theme) in enumerate(rows)]
    gold = read_gold(gold_file(tmp_path, "unit,doc_id,text_sha256,theme\n" + "".join(lines)), THEMES)
    joined = join_gold(gold, PASSAGES)
    assert joined["passage_id"].tolist() == ["a#2", "b#1", "", ""]
    assert joined["problem"].tolist() == ["", "", *["no passage of the document has this text"] * 2]


def test_codes_without_a_passage_are_listed_with_the_reason():
    joined = join_gold(
        coded(("z", "推进", "x"), ("a", "没有这段", "x"), ("a", "推进", "x"), ("a", "推进工业", "y")), PASSAGES
    )
    assert joined["passage_id"].tolist() == ["", "", "a#1", ""]
    assert joined["problem"].tolist() == [
        "no such document",
        "no passage of the document begins like this",
        "",
        "passage a#1 has a code already",
    ]


@pytest.mark.parametrize("moved", ["2021/a", "年/月/a"])
def test_a_code_of_a_document_whose_id_has_changed_asks_for_it(moved):
    joined = join_gold(coded(("a", "推进", "x")), PASSAGES.replace({"doc_id": {"a": moved}}))
    assert joined["problem"].tolist() == [f'no such document; did you mean "{moved}"?']


def test_gold_shares_by_hand_and_by_the_estimators_own_arithmetic():
    joined = join_gold(coded(("a", "推进", "x"), ("a", "数据", "y"), ("b", "同样", NONE_OF_THE_THEMES)), PASSAGES)
    shares = gold_shares(joined, PASSAGES, DOCUMENTS, YEARS, THEMES)
    in_2020 = shares[shares.period == "2020"].set_index(["weighting", "theme"])["share"]
    assert in_2020["text"].to_dict() == pytest.approx(
        {"x": 1 / 8, "y": 3 / 8, NONE_OF_THE_THEMES: 1 / 4, UNASSIGNED: 1 / 4}
    )
    assert in_2020["document"].to_dict() == pytest.approx(
        {"x": 1 / 8, "y": 3 / 8, NONE_OF_THE_THEMES: 1 / 4, UNASSIGNED: 1 / 4}
    )
    assert shares[shares.period == "2021"]["share"].isna().all()
    weights = np.array([[1, 0], [0, 1], [0, 0], [0, 0], [0, 0]], dtype=float)
    told = ThemeScores(("x", "y"), tuple(PASSAGES.passage_id), weights, weights, np.array([0, 0, 0, 1.0, 0]))
    estimated = theme_shares([told], PASSAGES, DOCUMENTS, estimator="told", design=Design(YEARS, draws=50))
    columns = ["weighting", "theme", "period", "share", "n_documents", "n_passages", "n_tokens"]
    key = columns[:3]
    pd.testing.assert_frame_equal(
        shares[columns].sort_values(key, ignore_index=True), estimated[columns].sort_values(key, ignore_index=True)
    )


def test_a_code_that_is_no_theme_is_not_dropped_in_silence():
    joined = join_gold(coded(("a", "推进", "xx")), PASSAGES)
    with pytest.raises(StudyError, match='theme that the study lacks: "xx"; did you mean "x"'):
        gold_shares(joined, PASSAGES, DOCUMENTS, YEARS, THEMES)


def table(estimator, shares, weighting="text"):
    cells = [(theme, period) for theme in ("x", "y", UNASSIGNED) for period in ("2020", "2021")]
    return pd.DataFrame(
        [(estimator, weighting, *cell, share) for cell, share in zip(cells, shares, strict=True)],
        columns=["estimator", "weighting", "theme", "period", "share"],
    )


def test_agreement_by_hand_best_first():
    truth = table("gold", [0.10, 0.20, 0.30, np.nan, 0, 0]).drop(columns="estimator")
    far = table("far", [0.40, 0.40, 0.40, 0.40, 0, 0])
    near = table("near", [0.11, 0.18, 0.33, 0.9, 1, 1])  # unassigned and the cell without truth do not count
    result = agreement(pd.concat([far, near]), truth)
    assert result["estimator"].tolist() == ["near", "far"]
    assert result["n_cells"].tolist() == [3, 3]
    assert result["mean_absolute_error"].tolist() == pytest.approx([2, 20])
    assert result["bias"].tolist() == pytest.approx([2 / 3, 20])
    assert result["root_mean_square_error"].tolist() == pytest.approx([np.sqrt(14 / 3), np.sqrt(1400 / 3)])
    assert result["correlation"][0] == pytest.approx(np.corrcoef([11, 18, 33], [10, 20, 30])[0, 1])
    assert np.isnan(result["correlation"][1])


def test_passage_agreement_by_hand():
    ids = tuple(f"p{i}" for i in range(5))
    weights = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.7], [0.1, 0.1], [0.0, 1.0]])
    scores = ThemeScores(("x", "y"), ids, weights, np.minimum(2 * weights, 1), np.zeros(5))
    gold = pd.DataFrame(
        {
            "passage_id": ["p0", "p1", "p2", "p3", ""],
            "theme": ["x", "y", "y", "x", "x"],
            "mentions": [("x",), ("x", "y"), ("y",), (), ("x",)],
        }
    )
    result = passage_agreement(scores, gold).set_index(["code", "theme"])
    columns = ["precision", "recall", "f1"]
    assert result.loc[("primary", "x"), columns].tolist() == pytest.approx([1 / 2, 1 / 2, 1 / 2])
    assert result.loc[("primary", "y"), columns].tolist() == pytest.approx([1, 1 / 2, 2 / 3])
    assert result.loc[("primary", "macro"), "f1"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert result.loc[("mentions", "macro"), columns].tolist() == [1, 1, 1]
    assert result.loc[("primary", "macro"), ["n_coded", "n_estimated", "n_passages"]].tolist() == [4, 3, 4]


def test_a_theme_nobody_coded_is_left_out_of_the_macro_mean():
    weights = np.array([[1.0, 0.0], [0.0, 0.0]])
    scores = ThemeScores(("x", "y"), ("p0", "p1"), weights, weights, np.zeros(2))
    result = passage_agreement(scores, pd.DataFrame({"passage_id": ["p0", "p1"], "theme": ["x", "other"]}))
    assert result["f1"].tolist() == pytest.approx([1, np.nan, 1], nan_ok=True)


def test_every_code_of_the_sample_joins_and_says_its_known_shares(sample):
    from topics.themes import read_themes

    themes = read_themes(SAMPLE / "themes.toml")
    joined = join_gold(read_gold(SAMPLE / "gold.csv", themes), sample.passages)
    assert joined.loc[joined["problem"] != "", ["line", "problem"]].to_numpy().tolist() == []
    assert len(joined) == joined["passage_id"].nunique() == 1200
    passages = sample.passages.assign(n_tokens=sample.passages["text"].str.len())
    # Nothing that is counted is without a code: no page furniture, no re-issue.
    assert set(passages.loc[passages["counted"], "passage_id"]) == set(joined["passage_id"])
    shares = gold_shares(joined, passages, sample.documents, Periods("year", 2020, 2024), themes)
    truth = pd.read_csv(SAMPLE / "truth.csv", dtype={"year": str}).set_index(["theme", "year"])["share_of_characters"]
    text = shares[shares.weighting == "text"].set_index(["theme", "period"])["share"]
    assert len(truth) == 25
    for (theme, year), share in truth.items():
        cell = (NONE_OF_THE_THEMES if theme == "other" else theme, year)
        assert text[cell] == pytest.approx(share, abs=0.003), cell
