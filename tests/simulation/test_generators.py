"""Simulated corpora: what is planted is what is there, and estimators are told what the module says."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from topics.errors import ScoreError
from topics.simulation.generators import GENERATORS, CodedPassages, simulate
from topics.simulation.misspecified import bursty
from topics.simulation.mixtures import EVENLY, SHARES, SPARSELY, years_of
from topics.simulation.planted import Simulated, Written, tables, told
from topics.themes import Theme

CODED = CodedPassages(
    texts=(
        "wind turbine.",
        "wind blade farm.",
        "rail track line train.",
        "rail coach.",
        "soup.",
        "soup and bread here.",
    ),
    words=(
        ("wind", "turbine"),
        ("wind", "blade", "farm"),
        ("rail", "track", "line", "train"),
        ("rail", "coach"),
        ("soup",),
        ("soup", "and", "bread", "here"),
    ),
    codes=("wind", "wind", "rail", "rail", "", ""),
    themes=(Theme("wind", ("wind", "turbine")), Theme("rail", ("rail", "train"))),
)
# Words that some three passages hold, so that there are wrong keywords to give.
PADDED = CodedPassages(CODED.texts * 3, CODED.words * 3, CODED.codes * 3, CODED.themes, stop_words=frozenset({"and"}))


@cache
def made(generator: str, documents: int = 200, seed: int = 1) -> Simulated:
    return simulate(generator, documents=documents, seed=seed, coded=PADDED)


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_seed_gives_its_corpus_again_and_another_seed_another(generator: str) -> None:
    first, again, other = (
        made(generator),
        simulate(generator, documents=200, seed=1, coded=PADDED),
        made(generator, 200, 2),
    )
    pd.testing.assert_frame_equal(first.passages, again.passages)
    pd.testing.assert_frame_equal(first.documents, again.documents)
    assert (first.themes, first.words) == (again.themes, again.words)
    assert (first.weights == again.weights).all()
    assert first.words != other.words


@pytest.mark.parametrize("generator", GENERATORS)
def test_tables_are_in_order_and_texts_hold_their_words(generator: str) -> None:
    corpus = made(generator)
    assert corpus.documents["date"].is_monotonic_increasing
    assert corpus.documents["doc_id"].is_unique
    assert set(corpus.documents["date"].str[:4]) <= set(corpus.years)
    assert corpus.passages["passage_id"].is_unique
    for text, words in zip(corpus.passages["text"], corpus.words, strict=True):
        assert text.replace(",", "").replace(".", "").split() == list(words)
    assert ((corpus.weights >= 0) & (corpus.weights <= 1)).all()
    assert (corpus.weights.sum(axis=1) <= 1 + 1e-9).all()


@pytest.mark.parametrize("generator", ["A", "B", "D", "E"])
def test_given_terms_are_half_of_the_keywords_and_one_in_five_is_wrong(generator: str) -> None:
    corpus = made(generator)
    every = {word for words in corpus.keywords.values() for word in words}
    for theme in corpus.themes:
        right = set(theme.terms) & set(corpus.keywords[theme.id])
        assert (len(theme.terms), len(right), len(corpus.keywords[theme.id])) == (5, 4, 8)
        (wrong,) = set(theme.terms) - right
        assert wrong not in every


def test_keywords_of_which_none_can_be_left_out_are_refused() -> None:
    random = np.random.default_rng(1)
    with pytest.raises(ScoreError, match='"wind" has one keyword'):
        told(random, {"wind": ("turbine",)}, ["soup"])
    (theme,) = told(random, {"wind": ("turbine", "blade")}, ["soup"])
    assert len(theme.terms) == 2
    assert theme.terms[1] == "soup"


@pytest.mark.parametrize("generator", GENERATORS)
def test_shares_of_a_large_corpus_are_those_of_the_process(generator: str) -> None:
    corpus = made(generator, 3000)
    # 600 documents per year, θ_dk of variance at most m (1 − m) / 3, varying lengths: standard errors under 1.6 points.
    years = corpus.documents["date"].str[:4].value_counts().reindex(corpus.years, fill_value=0).to_numpy()
    allowed = 4 * np.sqrt(corpus.process * (1 - corpus.process) / 3 * 1.8 / np.maximum(years, 1)[:, None])
    gap = np.abs(corpus.corpus() - corpus.process)
    assert (np.isnan(gap) == (years == 0)[:, None]).all()
    assert (gap < allowed)[years > 0].all()


def test_the_true_share_by_hand() -> None:
    documents = pd.DataFrame(
        {"doc_id": ["a", "b", "c"], "date": ["2020-01-01", "2020-05-01", "2022-01-01"], "duplicate_of": ["", "a", ""]}
    )
    passages = pd.DataFrame({"passage_id": ["a:1", "a:2", "b:1", "c:1"], "doc_id": ["a", "a", "b", "c"]}).assign(
        text="", counted=[True, True, False, True]
    )
    corpus = Simulated(
        "hand",
        (Theme("x", ("x",)), Theme("y", ("y",))),
        {},
        documents,
        passages,
        (("w",) * 10, ("w",) * 30, ("w",) * 99, ("w",) * 4),
        np.array([[0.6, 0.2], [0.0, 0.5], [1.0, 0.0], [0.25, 0.25]]),
        ("2020", "2021", "2022"),
        np.zeros((3, 2)),
    )
    # (10 · .6 + 30 · 0) / 40, (10 · .2 + 30 · .5) / 40; the copy b is not counted, and 2021 has no document.
    assert corpus.corpus() == pytest.approx(np.array([[0.15, 0.425], [np.nan, np.nan], [0.25, 0.25]]), nan_ok=True)
    # Mainly: x; y, which is as large as none and stands first; none.
    expected = np.array([[0.25, 0.75], [np.nan, np.nan], [0, 0]])
    assert corpus.corpus("primary") == pytest.approx(expected, nan_ok=True)


def test_documents_of_years() -> None:
    assert np.bincount(years_of(200, EVENLY)).tolist() == [40] * 5
    assert np.bincount(years_of(200, SPARSELY)).tolist() == [120, 6, 0, 4, 70]


def test_constant_and_empty() -> None:
    assert np.ptp(made("D").process, axis=0) == pytest.approx(0)
    assert made("D").process[0] == pytest.approx(SHARES.mean(axis=1))
    empty = made("E")
    assert "2022" in empty.years
    assert not empty.documents["date"].str.startswith("2022").any()
    assert np.isnan(empty.corpus()[2]).all()
    assert np.isnan(empty.process[2]).all()


def test_copies_come_later_repeat_every_passage_and_do_not_count() -> None:
    corpus = made("B")
    date = corpus.documents.set_index("doc_id")["date"]
    copies = corpus.documents[corpus.documents["duplicate_of"] != ""]
    assert (len(corpus.documents), len(copies)) == (220, 20)
    texts = corpus.passages.groupby("doc_id")["text"].agg(list)
    for copy, original in zip(copies["doc_id"], copies["duplicate_of"], strict=True):
        assert texts[copy] == texts[original]
        assert date[copy] > date[original] or date[copy] == "2024-12-31"
    assert (~corpus.passages["counted"] == corpus.passages["doc_id"].isin(copies["doc_id"])).all()


def test_boilerplate_returns_word_for_word_and_is_of_no_theme() -> None:
    corpus = made("B", 600)
    clauses: dict[str, set[str]] = {}
    number = 0
    for doc_id, text in zip(corpus.passages["doc_id"], corpus.passages["text"], strict=True):
        for clause in text.replace(".", ",").split(","):
            clauses.setdefault(clause.strip(), set()).add(doc_id)
            number += bool(clause.strip())
    formulas = {clause for clause, documents in clauses.items() if clause and len(documents) > 20}
    assert len(formulas) == 40
    said = sum(text.replace(".", ",").split(",").count(f" {f}") for f in formulas for text in corpus.passages["text"])
    first = sum(text.replace(".", ",").split(",")[0] in formulas for text in corpus.passages["text"])
    assert (said + first) / number == pytest.approx(0.3, abs=0.02)
    alone = [
        weights.sum()
        for text, weights in zip(corpus.passages["text"], corpus.weights, strict=True)
        if all(clause.strip() in formulas for clause in text.replace(".", ",").split(",") if clause.strip())
    ]
    assert len(alone) > 20
    assert not any(alone)


def test_synonyms_take_the_keywords_place() -> None:
    corpus = made("B", 600)
    keywords = {word for words in corpus.keywords.values() for word in words}
    year_of = dict(zip(corpus.documents["doc_id"], corpus.documents["date"].str[:4], strict=True))
    kept: dict[str, list[int]] = {year: [0, 0] for year in corpus.years}
    for doc_id, counted, words in zip(corpus.passages["doc_id"], corpus.passages["counted"], corpus.words, strict=True):
        if counted:
            kept[year_of[doc_id]][0] += sum(word in keywords for word in words)
            kept[year_of[doc_id]][1] += sum(word.removesuffix("xu") in keywords for word in words)
    parts = [said / every for said, every in kept.values()]
    assert parts == pytest.approx([1, 0.85, 0.7, 0.55, 0.4], abs=0.06)


def test_words_return_in_their_group_as_from_a_dirichlet_of_its_own() -> None:
    random = np.random.default_rng(1)
    group = np.tile(np.arange(4000), 30)
    words = bursty(random, random.integers(100, size=len(group)), group).reshape(30, 4000)
    # Two words of a group are the same with probability (1 + b / 100) / (1 + b), b = 60, wherever they stand.
    same = np.array([(words[i] == words[j]).mean() for i, j in ((0, 1), (0, 29), (10, 20))])
    assert same == pytest.approx(1.6 / 61, abs=0.01)
    alone = bursty(random, np.arange(50), np.arange(50))
    assert alone.tolist() == list(range(50))


def test_company_and_growth() -> None:
    corpus = made("B", 3000)
    year = corpus.passages["doc_id"].map(dict(corpus.documents[["doc_id", "date"]].to_numpy())).str[:4]
    middle = pd.DataFrame(corpus.weights).groupby(corpus.passages["doc_id"][year == "2022"]).mean()
    pair = middle.corr().to_numpy()
    # Standard errors of .04; without company the correlation of parts is negative.
    assert pair[0, 1] > 0.1
    assert pair[0, 2] < 0.05
    by_year = corpus.passages.groupby(year)["doc_id"].agg(["size", "nunique"])
    mean = (by_year["size"] / by_year["nunique"]).to_numpy()
    assert mean[-1] - mean[0] == pytest.approx(1.5, abs=0.4)


def test_mixed_passages_are_the_coded_ones_and_the_process_counts_their_words() -> None:
    corpus = made("C")
    assert set(corpus.passages["text"]) == set(CODED.texts)
    code = dict(zip(CODED.texts, CODED.codes, strict=True))
    themes = ("wind", "rail", "")
    expected = [themes[row.argmax()] if row.any() else "" for row in corpus.weights]
    assert expected == [code[text] for text in corpus.passages["text"]]
    # Of passages .06, .18, .76 in 2020; of 2.5, 3 and 2.5 words on average.
    total = 0.06 * 2.5 + 0.18 * 3 + 0.76 * 2.5
    assert corpus.process[0] == pytest.approx([0.06 * 2.5 / total, 0.18 * 3 / total])
    wrong = {term for theme in corpus.themes for term in theme.terms} - {"wind", "turbine", "rail", "train"}
    assert wrong
    assert "and" not in wrong


def test_a_document_named_twice_is_there_twice() -> None:
    written = Written(
        np.array([0, 0, 1]), ["a.", "b.", "c."], [("a",), ("b",), ("c",)], np.array([[1.0], [0.5], [0.0]])
    )
    documents, passages, ordered = tables(written, ["2020-02-01", "2020-01-01"], {0: "2020-01-15"})
    assert documents.to_numpy().tolist() == [
        ["d00001", "2020-01-01", ""],
        ["d00002", "2020-01-15", "d00003"],
        ["d00003", "2020-02-01", ""],
    ]
    assert passages["text"].tolist() == ["c.", "a.", "b.", "a.", "b."]
    assert passages["duplicate_of"].tolist() == ["", "d00003#1", "d00003#2", "", ""]
    assert ordered.weights.ravel().tolist() == [0, 1, 0.5, 1, 0.5]


@pytest.mark.parametrize(
    ("generator", "documents", "coded", "message"),
    [
        ("F", 100, None, 'there is no generator "F"; known are: A, B, C, D, E'),
        ("A", 20, None, "documents = 20: a simulation needs at least 50"),
        ("C", 100, None, "name a study that has a gold.csv"),
        ("C", 100, CodedPassages((), (), (), CODED.themes), 'no passage is coded "wind"'),
        ("C", 100, CodedPassages((), (), (), CODED.themes * 3), "has shares for 4 themes, and the study names 6"),
    ],
)
def test_what_cannot_be_simulated(generator: str, documents: int, coded: CodedPassages | None, message: str) -> None:
    with pytest.raises(ScoreError, match=message):
        simulate(generator, documents=documents, coded=coded)
