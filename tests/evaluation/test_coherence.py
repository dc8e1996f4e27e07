import numpy as np
import pytest

from topics.errors import ScoreError
from topics.evaluation.windows.coherence import COHERENCE, MEAN, RANDOM, coherence, coherence_table
from topics.evaluation.windows.cooccurrence import count_lists, group_documents, number_lists
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import Tokens, build_tokens

THEIRS = {"npmi": "c_npmi", "uci": "c_uci", "c_v": "c_v", "umass": "u_mass"}


def tokens_of(texts: list[list[str]]) -> Tokens:
    return build_tokens([f"d{i}#1" for i in range(len(texts))], texts, min_passages=1, max_share=1.0)


def values(table, topic: str) -> dict[str, float]:
    return table[table["topic"] == topic].set_index("measure")["value"].to_dict()


def counted(texts: list[list[str]], words: list[str], window: int | None, exact: bool = False) -> list[list[int]]:
    reference = tokens_of(texts)
    lists = number_lists([words], reference)
    found = count_lists(lists, reference, group_documents(reference, None, 1), window, exact=exact)
    return found.counts.sum(axis=0)[lists.columns[0]].tolist()


# Windows of "a b a c": aba, bac. By gensim's habit the first a takes the word out although the second stays.
@pytest.mark.parametrize(
    ("text", "window", "exact", "expected"),
    [
        ("abac", 3, True, [[2, 2, 1], [2, 2, 1], [1, 1, 1]]),
        ("abac", 3, False, [[1, 1, 0], [1, 2, 1], [0, 1, 1]]),
        ("abac", 2, False, [[3, 2, 1], [2, 2, 0], [1, 0, 1]]),  # ab, ba, ac: the next a comes in as the first goes
        ("abac", 4, False, [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
        ("abac", 9, True, [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),  # shorter than the window: one window
        ("abac", 1, True, [[2, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ("aabc", None, False, [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
    ],
)
def test_windows_counted_by_hand(text, window, exact, expected):
    assert counted([list(text)], list("abc"), window, exact) == expected


def test_nothing_is_carried_from_one_text_to_the_next():
    texts = [list("abcab"), [], list("c"), list("bca")]
    assert counted(texts, list("abc"), 3) == [[4, 4, 4], [4, 4, 4], [4, 4, 5]]


def test_scores_computed_by_hand():
    # P(a) = 3/4, P(b) = P(a, b) = 1/2
    reference = tokens_of([["a", "b"], ["b", "a"], ["a"], ["c"]])
    table = coherence({"ab": ["a", "b"], "ba": ["b", "a"], "ac": ["a", "c"]}, reference, random_lists=0)
    pmi = np.log(4 / 3)
    npmi = pmi / np.log(2)
    c_v = (1 + npmi) / np.sqrt(2 * (1 + npmi**2))
    assert values(table, "ab") == pytest.approx({"npmi": npmi, "uci": pmi, "c_v": c_v, "umass": np.log(2 / 3)})
    assert values(table, "ba") == pytest.approx({"npmi": npmi, "uci": pmi, "c_v": c_v, "umass": 0}, abs=1e-9)
    never = np.log(1e-12 * 16 / 3)
    assert values(table, "ac")["uci"] == pytest.approx(never)
    assert values(table, "ac")["npmi"] == pytest.approx(never / -np.log(1e-12))
    assert values(table, MEAN)["uci"] == pytest.approx((2 * pmi + never) / 3)


def random_texts() -> list[list[str]]:
    """Of very different lengths, each word again and again: both windows slide, and the habit shows."""
    random = np.random.default_rng(3)
    often = random.dirichlet(np.full(40, 0.5))
    lengths = [0, 1, 9, 10, 11, 109, 110, 111, 300, *random.integers(2, 200, 30)]
    return [[f"w{i:02d}" for i in random.choice(40, n, p=often)] for n in lengths]


@pytest.mark.parametrize("measure", THEIRS)
def test_scores_are_gensims(measure):
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    texts = random_texts()
    reference = tokens_of(texts)
    often = np.argsort(-np.bincount(reference.word_ids), kind="stable")
    topics = {f"t{k}": [reference.vocabulary[i] for i in often[k : 28 + k : 3]] for k in range(3)}
    theirs = CoherenceModel(
        topics=list(topics.values()),
        texts=texts,
        dictionary=Dictionary(texts),
        coherence=THEIRS[measure],
        processes=1,
    )
    ours = coherence(topics, reference, measures=[measure], draws=0, random_lists=0)["value"]
    assert ours.tolist() == pytest.approx([*theirs.get_coherence_per_topic(), theirs.get_coherence()], abs=1e-9)


def test_exact_counts_give_other_scores_under_another_name():
    reference = tokens_of(random_texts())
    topics = {"t": list(reference.vocabulary[:8])}
    habit, exact = (coherence(topics, reference, exact=e, draws=0, random_lists=0) for e in (False, True))
    assert exact["measure"].tolist() == [f"{measure}_exact" for measure in habit["measure"]]
    differ = dict(zip(habit["measure"], habit["value"] != exact["value"].to_numpy(), strict=True))
    assert differ == {"npmi": True, "uci": True, "c_v": True, "umass": False}


def corpus_with_a_stranger() -> Tokens:
    """Sixty texts of two subjects; the words x0 … x4 occur in one text each, never together."""
    random = np.random.default_rng(5)
    subjects = [[f"{letter}{i}" for i in range(12)] for letter in "ab"]
    texts = [[*random.choice(subjects[n % 2], 8), *random.choice(["u", "v", "w"], 2)] for n in range(60)]
    for i in range(5):
        texts[i].append(f"x{i}")
    return tokens_of(texts)


def test_words_that_never_meet_score_below_random_words():
    topics = {"subject": ["a0", "a1", "a2", "a3", "a4"], "never": [f"x{i}" for i in range(5)]}
    table = coherence(topics, corpus_with_a_stranger(), measures=["npmi"]).set_index("topic")
    assert table.loc["never", "value"] < -0.5 < table.loc[RANDOM, "lower"]
    assert table.loc["subject", "lower"] > table.loc[RANDOM, "value"] > table.loc["never", "upper"]


def test_the_interval_holds_the_value_and_narrows_with_more_documents():
    reference = corpus_with_a_stranger()
    texts = [reference.words(i) for i in range(reference.n_passages)]
    topics = {"t": ["a0", "a1", "a2", "u"]}
    few, many = (coherence(topics, tokens_of(texts * n), measures=["npmi"]).iloc[0] for n in (1, 9))
    assert few["lower"] < few["value"] < few["upper"]
    assert many["value"] == pytest.approx(few["value"])
    ratio = (few["upper"] - few["lower"]) / (many["upper"] - many["lower"])
    assert ratio == pytest.approx(3, rel=0.25)


def test_documents_and_not_their_passages_are_resampled():
    reference = corpus_with_a_stranger()
    texts = [reference.words(i) for i in range(reference.n_passages)]
    whole = tokens_of(texts * 9)
    table = coherence(
        {"t": ["a0", "a1", "a2", "u"]}, whole, measures=["npmi"], documents=[str(i) for i in range(60)] * 9
    )
    alone = coherence({"t": ["a0", "a1", "a2", "u"]}, reference, measures=["npmi"])
    assert table["upper"][0] - table["lower"][0] == pytest.approx(alone["upper"][0] - alone["lower"][0], rel=0.25)
    with pytest.raises(ScoreError, match="3 documents were named for the reference's 60 passages"):
        coherence({"t": ["a0"]}, reference, documents=["x", "y", "z"])


def test_words_that_do_not_occur_are_skipped_and_counted():
    whole = tokens_of([["a", "b"], ["a"], ["b", "c"]])
    # in the vocabulary, which may be that of a larger corpus, but in no text
    reference = Tokens((*whole.vocabulary, "nowhere"), whole.passage_ids, whole.lengths, whole.word_ids, whole.offsets)
    topics = {"some": ["a", "nowhere", "unknown", "b"], "known": ["a", "b"], "one": ["a", "nowhere"]}
    table = coherence(topics, reference, measures=["npmi"], random_lists=0).set_index("topic")
    assert table[["n_words", "skipped"]].to_numpy().tolist() == [[2, 2], [2, 0], [1, 1], [5, 3]]
    assert table.loc["some", "value"] == table.loc["known", "value"] == table.loc[MEAN, "value"]
    assert np.isnan(table.loc["one", ["value", "lower", "upper"]].astype(float)).all()


def test_the_table_of_a_fit_names_run_and_reference_and_is_the_same_again():
    reference = corpus_with_a_stranger()
    words = np.random.default_rng(1).dirichlet(np.ones(reference.n_words), size=3).astype(np.float32)
    fitted = FittedTopics(
        ("t01", "t02", "t03"), words, np.full((60, 3), 0.25, np.float32), reference.passage_ids, reference.vocabulary
    )
    table = coherence_table(fitted, reference, run="lda-1")
    assert tuple(table.columns) == COHERENCE.names
    assert set(table["run"]) == {"lda-1"}
    assert set(table["reference"]) == {reference.fingerprint}
    assert table["topic"].tolist() == ["t01", "t02", "t03", MEAN, RANDOM] * 4
    assert table["n_words"].tolist() == [10, 10, 10, 30, 500] * 4
    assert table.equals(coherence_table(fitted, reference, run="lda-1"))


def test_a_misspelt_measure_and_a_word_given_twice_are_refused():
    reference = tokens_of([["a", "b"]])
    with pytest.raises(ScoreError, match='there is no coherence "npim"; did you mean "npmi"'):
        coherence({"t": ["a", "b"]}, reference, measures=["npim"])
    with pytest.raises(ScoreError, match="names a word twice: a, a"):
        coherence({"t": ["a", "a"]}, reference)
