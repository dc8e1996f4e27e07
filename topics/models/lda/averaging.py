"""Topics averaged over states that Gibbs sampling draws from where collapsed inference ended.

Collapsed inference stops at one optimum. From there the topic of each token is drawn in turn, given all others, with
the probabilities of Griffiths & Steyvers (2004); counts are averaged over `draws` states, `_APART` sweeps apart, after
`_BEFORE` sweeps. What is averaged is less noisy than a state, and wider than the optimum: held-out perplexity falls
by 1 to 5 %. The sampler starts where topics have formed, so that a hundred sweeps do what alone it needs hundreds for.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from topics.models.lda.bags import Bags
from topics.models.lda.collapsed import Collapsed
from topics.models.model_input import compositions

_BEFORE, _APART = 20, 2  # sweeps


def averaged(bags: Bags, found: Collapsed, seed: int, draws: int, *, keep: int = 0) -> Collapsed:
    """The result of collapsed inference with γ and λ averaged over `draws` states, one or more, drawn from it.

    The compositions in `keep` of them, evenly spaced, or in all if there are fewer, are kept in `drawn`.
    """
    from topics.models.lda.collapsed_kernel import first_topics, sweep

    random = np.random.default_rng([seed, 2])  # another stream than those of the fit and of its refit
    times = bags.counts.astype(np.intp)
    words = np.repeat(bags.words, times)
    ends = np.concatenate([[0], np.cumsum(times)])[bags.ends]
    alpha, n_words = found.alpha.astype(np.float32), found.lambda_.shape[1]
    topic = np.empty(len(words), dtype=np.int32)
    by_passage = np.zeros((len(bags), len(alpha)), dtype=np.float32)
    by_word = np.zeros((n_words, len(alpha)), dtype=np.float32)
    phi = np.ascontiguousarray(compositions(found.lambda_).T)
    first_topics(words, ends, compositions(found.gamma), phi, _uniform(random, words), topic, by_passage, by_word)
    totals = by_word.sum(axis=0)
    of_passages, of_words = np.zeros(by_passage.shape), np.zeros(by_word.shape)
    wanted, kept = {round(state) for state in np.linspace(draws, 1, min(keep, draws))}, []
    for number in range(1, _BEFORE + _APART * draws + 1):
        sweep(words, ends, topic, _uniform(random, words), alpha, found.eta, by_passage, by_word, totals)
        if number > _BEFORE and (number - _BEFORE) % _APART == 0:
            of_passages += by_passage
            of_words += by_word
            if (number - _BEFORE) // _APART in wanted:
                kept.append(compositions(by_passage + alpha))
    return replace(
        found,
        gamma=of_passages / draws + found.alpha,
        lambda_=of_words.T / draws + found.eta,
        drawn=np.stack(kept, axis=1) if kept else None,
    )


def _uniform(random: np.random.Generator, words: NDArray[np.int32]) -> NDArray[np.float32]:
    return random.random(len(words), dtype=np.float32)
