"""How LDA is trained: as gensim would in batches, until the bound rises no more, and with which α."""

import numpy as np
import pytest
from gensim.models import LdaModel

from topics.models import ModelInput, fit
from topics.models.lda.bags import Bags
from topics.models.lda.fast_lda import FastLda
from topics.models.lda.lda import Chunks, _alpha, _train
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme


def untrained(kind: type[LdaModel], data: ModelInput, alpha: str | float = 0.1) -> LdaModel:
    return kind(
        id2word=dict(enumerate(data.tokens.vocabulary)),
        num_topics=4,
        alpha=alpha,
        chunksize=len(data.rows),
        eval_every=0,
        random_state=1,
    )


@pytest.mark.parametrize("alpha", [0.1, "auto"])
def test_training_is_gensims_in_batches(data: ModelInput, alpha: str | float) -> None:
    chunks = Chunks(data, 0)
    [bags] = chunks
    ours, same, theirs = (untrained(kind, data, alpha) for kind in (FastLda, FastLda, LdaModel))
    assert len(_train(ours, chunks, 4, 0.0)) == 4
    same.update(bags, passes=4, decay=0)
    assert (ours.state.sstats == same.state.sstats).all()
    assert (ours.alpha == same.alpha).all()
    theirs.update([list(bag) for bag in bags], passes=4, decay=0)
    assert ours.get_topics() == pytest.approx(theirs.get_topics(), rel=1e-2, abs=1e-4)
    assert ours.alpha == pytest.approx(theirs.alpha, rel=1e-3)


def test_the_bound_rises_until_it_does_not(data: ModelInput) -> None:
    bounds = np.array(_train(untrained(FastLda, data), Chunks(data, 0), 100, 1e-4))
    changes = np.abs(np.diff(bounds) / bounds[1:])
    assert 3 < len(bounds) < 100
    assert changes[-1] < 1e-4
    assert (changes[:-1] >= 1e-4).all()
    assert bounds[-1] > bounds[0]


def test_chunks_are_gensims_online_training(data: ModelInput) -> None:
    rows = data.rows[: len(data.rows) // 3 * 3]
    data = data.of_passages(rows)
    chunks = Chunks(data, len(rows) // 3)
    assert [len(bags) for bags in chunks] == [chunks.size] * 3
    whole = Bags.of_matrix(data.tokens.counts[np.arange(len(rows)).reshape(-1, 3).T.ravel()])
    for part in ("words", "counts"):
        assert (np.concatenate([getattr(bags, part) for bags in chunks]) == getattr(whole, part)).all()
    numbers = np.arange(len(rows), dtype=float)
    assert chunks.in_order([numbers[first::3] for first in range(3)]).tolist() == numbers.tolist()
    ours, same = (untrained(FastLda, data) for _ in range(2))
    same.chunksize = chunks.size
    _train(ours, chunks, 1, 0.0)
    same.update(whole, passes=1, decay=0.7, offset=1.0)
    assert (ours.state.sstats == same.state.sstats).all()


def test_chunks_find_the_same_themes(data: ModelInput) -> None:
    at_once, chunked = (fit(data, "lda", guided=True, topics=4, chunk=chunk) for chunk in (0, len(data.rows) // 4))
    both = np.stack([fitted.passage_topics[:, :2].ravel() for fitted in (at_once, chunked)])
    assert np.corrcoef(both)[0, 1] > 0.9
    assert (chunked.passage_topics.argmax(axis=1) == at_once.passage_topics.argmax(axis=1)).mean() > 0.75


def test_a_theme_of_the_last_passages_alone_is_found_in_chunks_too() -> None:
    """Where nothing but the start tells the topics apart, as the module says is best for shares."""
    random = np.random.default_rng(3)
    common, own = (
        [f"c{i}" for i in range(40)],
        {"rail": [f"r{i}" for i in range(6)], "wind": [f"w{i}" for i in range(6)]},
    )
    texts = []
    for p in range(400):
        theme = "rail" if p % 4 == 0 else "wind" if p >= 300 and p % 4 == 1 else ""
        words = random.choice(common, 20 if theme else 30).tolist()
        texts.append([*words, *([*random.choice(own[theme], 10).tolist(), theme] if theme else [])])
    themes = (Theme("rail", ("rail",)), Theme("wind", ("wind",)))
    tokens = build_tokens([f"p{p}" for p in range(400)], texts, min_passages=1, max_share=1.0)
    made = ModelInput(tokens, tuple(" ".join(words) for words in texts), themes)
    shares = [
        fit(made, "lda", guided=True, topics=4, start="whole", hold=0.0, chunk=chunk).passage_topics[:, 1]
        for chunk in (0, 100)
    ]
    late = np.array([share[300:].mean() for share in shares])
    assert late[0] > 0.08
    assert late[1] > 0.5 * late[0]
    assert all(share[:300].mean() < share[300:].mean() / 2 for share in shares)


@pytest.mark.parametrize(("tolerance", "passes", "converged"), [(0.0, 3, False), (1.0, 2, True)])
def test_scores_say_how_training_ended(data: ModelInput, tolerance: float, passes: int, converged: bool) -> None:
    scores = fit(data, "lda", topics=3, inference="variational", passes=3, tolerance=tolerance).scores
    assert (scores["passes"], scores["converged"]) == (passes, converged)


def test_asymmetric_alpha_is_gensims_at_its_level() -> None:
    theirs, _ = LdaModel(id2word={0: "a"}, num_topics=5).init_dir_prior("asymmetric", "alpha")
    assert _alpha(5, 0, 1 / 5, "asymmetric") == pytest.approx(theirs, rel=1e-6)
    guided = _alpha(5, 2, 0.05, "asymmetric")
    assert guided.mean() == pytest.approx(0.05)
    assert guided[2:].min() > guided[:2].max()
    assert _alpha(3, 1, 0.05, "auto") == pytest.approx(0.05)


def test_alpha_is_learned_when_asked(data: ModelInput) -> None:
    learned = fit(data, "lda", guided=True, topics=4, alpha_form="auto").scores["alpha"]
    assert list(learned) == ["radio", "safety", "t01", "t02"]
    assert min(learned.values()) > 0
    assert max(learned.values()) > 1.2 * min(learned.values())
    sloped = fit(data, "lda", topics=4, alpha_form="asymmetric").scores["alpha"]
    assert list(sloped.values()) == pytest.approx(_alpha(4, 0, 0.05, "asymmetric").tolist())
    assert fit(data, "lda", topics=4).scores["alpha"] == pytest.approx(0.05)
