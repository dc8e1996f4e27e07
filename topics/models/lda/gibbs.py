"""Latent Dirichlet allocation by collapsed Gibbs sampling (Griffiths & Steyvers 2004), with topica's sampler.

After `sweeps` sweeps the topics and compositions of `DRAWS` states, `_APART` sweeps apart, are averaged: one state is
noisy, and averaging brings more than further sweeps. α and η stay as they are given unless they are learnt, which
topica does for both together.

What has to be known of topica: by default it gives every topic an α of 1 and learns nothing before sweep 200; a fixed
vocabulary drops passages without a known word, and more than one thread changes the numbers. So α, the burn-in, the
vocabulary and the thread are set here, and passages without a word are left out before.
"""

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.lda.bags import Bags
from topics.models.lda.collapsed import LATE, Collapsed

DRAWS = 10
_APART = 10  # sweeps
_LEARN_EVERY = 10  # sweeps


def gibbs(
    bags: Bags,
    n_words: int,
    alpha: NDArray[np.floating],
    eta: float,
    seed: int,
    *,
    sweeps: int,
    learn: bool = False,
    keep: int = 0,
) -> Collapsed:
    """Sample the topics of `bags`; `alpha (n_topics)` has equal values, and with `learn` α and η are learnt.

    γ and λ of the result have the averaged draws as their means; the compositions of the last `keep` are in `drawn`.
    Raises ModelError for more topics than words.
    """
    import topica

    if len(alpha) > n_words:
        raise ModelError(f"lda: {len(alpha)} topics need as many words for inference by Gibbs; there are {n_words}.")
    names = [str(word) for word in range(n_words)]
    documents = [
        [names[word] for word, n in zip(words.tolist(), counts.tolist(), strict=True) for _ in range(int(n))]
        for words, counts in zip(*bags.split(), strict=True)
    ]
    model = topica.LDA(
        num_topics=len(alpha),
        alpha_sum=float(alpha.sum()),
        beta=eta,
        optimize_interval=_LEARN_EVERY if learn else 0,
        burn_in=LATE,
        seed=seed,
        num_threads=1,
    )
    model.fit(
        topica.Corpus.from_documents(documents, vocabulary=names),
        iters=sweeps,
        num_samples=DRAWS,
        sample_interval=_APART,
        keep_theta_draws=keep > 0,
        num_theta_draws=max(keep, 1),
    )
    prior, own_eta = np.asarray(model.alpha, dtype=np.float64), float(model.beta)
    lengths = np.array([len(words) for words in documents], dtype=np.float64)
    gamma = np.asarray(model.doc_topic, dtype=np.float64) * (lengths + prior.sum())[:, None]
    tokens = np.maximum(gamma - prior, 0).sum(axis=0)
    lambda_ = np.asarray(model.topic_word, dtype=np.float64) * (tokens + n_words * own_eta)[:, None]
    drawn = np.asarray(model.theta_draws, dtype=np.float32).swapaxes(0, 1) if keep else None
    return Collapsed(gamma, lambda_, prior, own_eta, sweeps, converged=False, log_probability=(), drawn=drawn)
