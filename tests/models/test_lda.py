"""How LDA is trained: as gensim would in batches, until the bound rises no more, and with which α."""

import numpy as np
import pytest
from gensim.models import LdaModel

from topics.models import Material, fit
from topics.models.fast_lda import Bags, FastLda
from topics.models.lda import _alpha, _train


def untrained(kind: type[LdaModel], material: Material, alpha: str | float = 0.1) -> LdaModel:
    return kind(
        id2word=dict(enumerate(material.tokens.vocabulary)),
        num_topics=4,
        alpha=alpha,
        chunksize=len(material.rows),
        eval_every=0,
        random_state=1,
    )


@pytest.mark.parametrize("alpha", [0.1, "auto"])
def test_training_is_gensims_in_batches(material: Material, alpha: str | float) -> None:
    bags = Bags.of_matrix(material.tokens.counts[material.rows])
    ours, same, theirs = (untrained(kind, material, alpha) for kind in (FastLda, FastLda, LdaModel))
    assert len(_train(ours, bags, 4, 0.0)) == 4
    same.update(bags, passes=4, decay=0)
    assert (ours.state.sstats == same.state.sstats).all()
    assert (ours.alpha == same.alpha).all()
    theirs.update([list(bag) for bag in bags], passes=4, decay=0)
    assert ours.get_topics() == pytest.approx(theirs.get_topics(), rel=1e-2, abs=1e-4)
    assert ours.alpha == pytest.approx(theirs.alpha, rel=1e-3)


def test_the_bound_rises_until_it_does_not(material: Material) -> None:
    bags = Bags.of_matrix(material.tokens.counts[material.rows])
    bounds = np.array(_train(untrained(FastLda, material), bags, 100, 1e-4))
    changes = np.abs(np.diff(bounds) / bounds[1:])
    assert 3 < len(bounds) < 100
    assert changes[-1] < 1e-4
    assert (changes[:-1] >= 1e-4).all()
    assert bounds[-1] > bounds[0]


@pytest.mark.parametrize(("tolerance", "passes", "converged"), [(0.0, 3, False), (1.0, 2, True)])
def test_scores_say_how_training_ended(material: Material, tolerance: float, passes: int, converged: bool) -> None:
    scores = fit(material, "lda", topics=3, passes=3, tolerance=tolerance).scores
    assert (scores["passes"], scores["converged"]) == (passes, converged)


def test_asymmetric_alpha_is_gensims_at_its_level() -> None:
    theirs, _ = LdaModel(id2word={0: "a"}, num_topics=5).init_dir_prior("asymmetric", "alpha")
    assert _alpha(5, 0, 1 / 5, "asymmetric") == pytest.approx(theirs, rel=1e-6)
    guided = _alpha(5, 2, 0.05, "asymmetric")
    assert guided.mean() == pytest.approx(0.05)
    assert guided[2:].min() > guided[:2].max()
    assert _alpha(3, 1, 0.05, "auto") == pytest.approx(0.05)


def test_alpha_is_learned_when_asked(material: Material) -> None:
    learned = fit(material, "lda", guided=True, topics=4, alpha_form="auto").scores["alpha"]
    assert list(learned) == ["radio", "safety", "t01", "t02"]
    assert min(learned.values()) > 0
    assert max(learned.values()) > 1.2 * min(learned.values())
    sloped = fit(material, "lda", topics=4, alpha_form="asymmetric").scores["alpha"]
    assert list(sloped.values()) == pytest.approx(_alpha(4, 0, 0.05, "asymmetric").tolist())
    assert "alpha" not in fit(material, "lda", topics=4).scores
