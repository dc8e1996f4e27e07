"""Latent Dirichlet allocation by CVB0, collapsed variational Bayes of order zero (Asuncion, Welling, Smyth & Teh 2009).

The compositions of passages θ and the words of topics φ are integrated out, and what is left to infer is the topic of
each token. With r_k the probability that a token of word w in passage d is of topic k, and n the sums of r over all
*other* tokens,

    r_k ∝ (n_dk + α_k) (n_wk + η) / (n_k + V η),

which is Gibbs sampling with expectations in place of draws. Tokens of one word in one passage have the same r. Passes
over all tokens in their order renew r and the sums at once, until the words' probability rises no more; then

    φ_kw = (n_wk + η) / (n_k + V η),    γ_dk = n_dk + α_k,    θ_dk = γ_dk / Σ_j γ_dj.

Mean-field variational Bayes (`fast_lda`) acts as if α and η were smaller by about one half (Asuncion et al. 2009). On
passages of twenty words that leaves each with the topic which the random start happened to give it. Taking the token's
own part out of the sums is what frees it.

*Active passages.* After some passes most passages have found their topics, and to renew them changes nothing. After
the first `_EVERY` passes, four of five leave those passages as they are of whose tokens less than the part `QUIET`
changed its topic when they were last renewed (active belief propagation, Zeng, Liu & Cao 2012, by passages). The
equations are the same, and so are the points at which they hold. Passes are counted by the tokens that they renew.

*Hyperparameters.* Both are learnt by Minka's fixed point (2000), late, since while topics are still alike their counts
say that the priors are large, and large priors keep them alike. On request α (one per topic) is learnt every `_EVERY`
passes from pass `LATE` on. η is learnt once, when the passes have ended, for the words of the topics that are handed
out (`with_learnt_eta`); passes that go on with a smaller η fit the words at hand more closely and predict others worse.
The counts are those of topics drawn for the tokens, as a step of Gibbs sampling would. Expected counts spread every
passage over more topics than it has, and α learnt from them grows until the topics dissolve (on the sample from .05 to
5 in 100 passes).
"""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from topics.models.lda.bags import Bags
from topics.models.model_input import compositions

Reals = NDArray[np.float32]
Look = tuple[float, float]  # passes so far, and the log probability of a word

_EVERY = 10  # passes between two looks at the probability of the words
WHOLE, QUIET = 5, 0.005  # in every fifth pass all passages are renewed, else those that moved at least so much
_PART = 0.7  # of the tolerance
LATE = 50  # passes before α is learnt, and of Gibbs both hyperparameters
_DRAWN_AT_ONCE = 1 << 18  # random numbers, few enough to stay in the cache
_STEPS = 3  # of the fixed point for α at a time
_ETA_STEPS, _STILL = 200, 1e-3  # steps for η at most, until it moves by less than this part of itself
_LEAST, _MOST = 1e-4, 10.0  # of α and η


@dataclass(frozen=True)
class Collapsed:
    """The result: `gamma (n_passages, n_topics)` with α in it, `lambda_ (n_topics, n_words)` with η in it.

    `log_probability` is that of a word on average, given θ and φ, after each look; `passes` were made, those of a part
    of the tokens counted as that part. `held
    (n_entries, n_topics)` are the responsibilities, as `collapsed_kernel` has them. `drawn (n_passages, n_states,
    n_topics)` are θ in states that were drawn, where any were kept.
    """

    gamma: NDArray[np.float64]
    lambda_: NDArray[np.float64]
    alpha: NDArray[np.float64]
    eta: float
    passes: int
    converged: bool
    log_probability: tuple[float, ...]
    held: NDArray[np.uint16] | None = None
    drawn: NDArray[np.float32] | None = None


def collapsed(
    bags: Bags,
    n_words: int,
    alpha: NDArray[np.floating],
    eta: float,
    seed: int,
    *,
    passes: int,
    tolerance: float,
    learn_alpha: bool = False,
) -> Collapsed:
    """Infer the topics of `bags`; `alpha (n_topics)`.

    Ends after `passes` passes, or when the words' log probability has settled (`_settled`) with the α that is given or
    learnt. Needs 2 bytes for every topic and distinct word of a passage.
    """
    from topics.models.lda.collapsed_kernel import log_probability, one_pass, recounted

    random = np.random.default_rng(seed)

    alpha = np.array(alpha, dtype=np.float32)
    held = _first(len(bags.words), len(alpha), random)
    by_passage = np.empty((len(bags), len(alpha)), dtype=np.float32)
    by_word = np.empty((n_words, len(alpha)), dtype=np.float32)
    totals = np.empty(len(alpha))
    entries = (bags.words, bags.counts, bags.ends)
    counted = (*entries, np.ones(len(bags), dtype=np.float32))
    moved = np.ones(len(bags), dtype=np.float32)
    recounted(*counted, held, by_passage, by_word, totals)
    looks: list[Look] = []
    done, rounds, n_tokens = 0.0, 0, float(bags.counts.sum(dtype=np.float64))
    first_end = LATE + _EVERY if learn_alpha else 0
    while done < passes and (done < first_end or not _settled(looks, tolerance)):
        running = totals.astype(np.float32)
        for _ in range(min(_EVERY, ceil(passes - done))):
            whole = learn_alpha or rounds < _EVERY or rounds % WHOLE == 0
            renewed = one_pass(*counted, held, alpha, eta, by_word, running, moved, 0.0 if whole else QUIET)
            done, rounds = done + renewed / len(bags.words), rounds + 1
        recounted(*counted, held, by_passage, by_word, totals)
        phi = ((by_word + eta) / (totals + n_words * eta)).astype(np.float32)
        theta = compositions(by_passage + alpha)
        looks.append((done, log_probability(*entries, theta, phi) / n_tokens))
        ends = done >= passes or (done >= first_end and _settled(looks, tolerance))
        if learn_alpha and done >= LATE and not ends:
            alpha = learnt_alpha(_drawn(bags, held, n_words, random)[0], alpha)
    return Collapsed(
        by_passage.astype(np.float64) + alpha,
        by_word.T.astype(np.float64) + eta,
        alpha.astype(np.float64),
        eta,
        min(passes, ceil(done)),
        _settled(looks, tolerance),
        tuple(log_probability for _, log_probability in looks),
        held,
    )


def _first(entries: int, topics: int, random: np.random.Generator) -> NDArray[np.uint16]:
    """Responsibilities to start from: a composition per entry, drawn evenly from all of them."""
    held = np.empty((entries, topics), dtype=np.uint16)
    step = max(1, _DRAWN_AT_ONCE // topics)
    for first in range(0, entries, step):
        drawn = random.standard_exponential((min(step, entries - first), topics), dtype=np.float32)
        drawn *= 65535 / drawn.sum(axis=1, keepdims=True)
        drawn += np.float32(0.5)
        held[first : first + step] = drawn
    return held


def with_learnt_eta(bags: Bags, found: Collapsed, seed: int) -> Collapsed:
    """The result with an η that is learnt from a topic drawn for each token, in `eta` and in `lambda_`.

    It is not above that of the passes: words that are as even as chance has them would make it grow without end.
    """
    assert found.held is not None
    random = np.random.default_rng([seed, 3])  # another stream than those of the fit, its refit and its draws
    by_word = _drawn(bags, found.held, found.lambda_.shape[1], random)[1]
    eta = min(found.eta, learnt_eta(by_word, found.eta))
    return replace(found, eta=eta, lambda_=found.lambda_ - found.eta + eta)


def _settled(looks: list[Look], tolerance: float) -> bool:
    """Whether a pass since the last look has changed the log probability by less than `_PART` of `tolerance` of itself.

    The gains of these passes fade slowly: with all of the tolerance, perplexity ends 1 % higher.
    """
    if len(looks) < 2:
        return False
    (before, first), (now, last) = looks[-2:]
    return abs(last - first) < (now - before) * _PART * tolerance * abs(last)


def _drawn(bags: Bags, held: NDArray[np.uint16], n_words: int, random: np.random.Generator) -> tuple[Reals, Reals]:
    """Tokens by topic, of passages and of words, with one topic drawn per token."""
    from topics.models.lda.collapsed_kernel import drawn

    by_passage = np.zeros((len(bags), held.shape[1]), dtype=np.float32)
    by_word = np.zeros((n_words, held.shape[1]), dtype=np.float32)
    drawn(bags.words, bags.counts, bags.ends, held, random.random(len(bags.words)), by_passage, by_word)
    return by_passage, by_word


def learnt_alpha(by_passage: Reals, alpha: Reals) -> Reals:
    """α `(n_topics)` after `_STEPS` of Minka's fixed point, given the tokens of passages by topic.

    α_k ← α_k Σ_d [ψ(n_dk + α_k) − ψ(α_k)] / Σ_d [ψ(n_d + Σ α) − ψ(Σ α)]
    """
    from scipy.special import digamma

    n, own = by_passage.astype(np.float64), alpha.astype(np.float64)
    for _ in range(_STEPS):
        above = (digamma(n + own) - digamma(own)).sum(axis=0)
        below = (digamma(n.sum(axis=1) + own.sum()) - digamma(own.sum())).sum()
        own = np.clip(own * above / below, _LEAST, _MOST)
    return own.astype(np.float32)


def learnt_eta(by_word: Reals, eta: float) -> float:
    """η, one number for all words, after steps of Minka's fixed point, given the whole tokens of words by topic.

    η ← η Σ_k Σ_w [ψ(n_wk + η) − ψ(η)] / (V Σ_k [ψ(n_k + V η) − ψ(V η)])
    """
    from scipy.special import digamma

    n_words = len(by_word)
    times = np.bincount(by_word.astype(np.intp).ravel())  # few different numbers of tokens, so ψ is asked for few
    tokens = np.flatnonzero(times)
    of_topics = by_word.sum(axis=0, dtype=np.float64)
    for _ in range(_ETA_STEPS):
        above = times[tokens] @ (digamma(tokens + eta) - digamma(eta))
        below = n_words * (digamma(of_topics + n_words * eta) - digamma(n_words * eta)).sum()
        before, eta = eta, float(np.clip(eta * above / below, _LEAST, _MOST))
        if abs(eta - before) < _STILL * eta:
            break
    return eta
