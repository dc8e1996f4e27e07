"""Latent Dirichlet allocation (Blei, Ng & Jordan 2003) with gensim's variational Bayes, free or guided by theme terms.

The fit is gensim's `LdaModel` with its E-step compiled (`fast_lda`, `lda_kernel`): the same topics, many times sooner.

The guided form gives each theme one topic and leaves the others free. What a theme's topic should hold is read from
the corpus: `lifted_words` counts, over the passages that contain the theme's terms, each word's occurrences beyond
what its overall frequency lets expect there. These counts enter twice: the theme's topic *starts* from them, and they
are added to its prior η (times `hold`), which keeps the words in their topic while it is trained.

The start matters more than the prior. gensim draws the statistics of its first topics at random and computes the
first expected log probabilities from those alone, without η: a seeded prior by itself reaches the model after the
passages have been given to arbitrary topics, and does next to nothing. So the statistics are set before training.

Passage compositions are the normalised variational parameters γ of `inference`, dense: gensim's `get_document_topics`
drops what is below `minimum_probability` and makes small topics vanish. Training is sequential (`LdaMulticore` gives
other numbers in every run) and the order of passages is part of the result, so callers keep it canonical.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.fitted import FittedTopics
from topics.models.lexicon import words_with_terms
from topics.models.material import Material, compositions, numbered
from topics.themes import count_terms

if TYPE_CHECKING:
    from gensim.models import LdaModel

# The prior count of a word in topics other than that of the theme whose passages lift it: small beside η, not zero,
# so that a text which uses the word otherwise can still say so.
_ELSEWHERE = 1e-4


def fit_lda(
    material: Material,
    seed: int,
    *,
    topics: int = 20,
    passes: int = 20,
    guided: bool = False,
    alpha: float = 0.05,
    eta: float = 0.01,
    hold: float = 1.0,
) -> FittedTopics:
    """Fit LDA with `topics` topics; when `guided`, the first ones are the themes' and the rest are free.

    `alpha` and `eta` are the symmetric Dirichlet priors of topics in a passage and of words in a topic; `hold` is how
    many times the lifted counts are added to the prior of a theme's topic (guided only). Raises ModelError when fewer
    topics are asked for than there are themes plus one, or when a theme has no word to start from.
    """
    from topics.models.fast_lda import Bags, FastLda

    tokens = material.tokens
    bags = Bags.of_matrix(tokens.counts[material.rows])
    themes = material.themes if guided else ()
    check_lda(material, topics=topics, guided=guided, alpha=alpha, eta=eta)
    lifted = lifted_words(material) if guided else np.zeros((0, tokens.n_words))
    model = FastLda(
        id2word=dict(enumerate(tokens.vocabulary)),
        num_topics=topics,
        alpha=np.full(topics, alpha, dtype=np.float32),
        eta=_prior(lifted, topics, eta, hold),
        passes=passes,
        eval_every=0,
        random_state=seed,
    )
    if guided:
        _start_from(model, lifted, np.asarray(tokens.counts.sum(axis=0)).ravel())
    model.update(bags)

    gamma, _ = model.inference(bags)
    topic_words = compositions(model.state.get_lambda())
    theme_ids = tuple(theme.id for theme in themes)
    return FittedTopics(
        topic_ids=theme_ids + numbered(topics - len(themes)),
        topic_words=topic_words,
        passage_topics=material.for_all_passages(gamma),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        theme_of={theme: theme for theme in theme_ids},
        # The bound of a guided model counts its informative prior and compares with no other's.
        scores={"term_mass": _term_mass(topic_words, material)}
        if guided
        else {"bound_per_word": model.bound(bags) / float(bags.counts.sum(dtype=np.float64))},
    )


def check_lda(material: Material, *, topics: int, guided: bool, alpha: float, eta: float, **_: object) -> None:
    """Raise ModelError when the number of topics fits neither the themes nor the passages."""
    n_themes, n = len(material.themes) if guided else 0, len(material.rows)
    if guided and not n_themes:
        raise ModelError("lda: guided = true, but the study names no theme to guide it. Write themes.toml.")
    if topics < n_themes + 1:
        raise ModelError(
            f"lda: topics = {topics} leaves no free topic beside {n_themes} themes. Ask for at least {n_themes + 1}; "
            "several free topics are better, since what is about no theme must go somewhere."
        )
    if min(alpha, eta) <= 0:
        raise ModelError(f"lda: alpha = {alpha} and eta = {eta}; the parameters of a Dirichlet are greater than 0.")
    if topics > n:
        raise ModelError(f"lda: topics = {topics} for {n} passages; there must be more passages than topics.")


def _term_mass(topic_words: NDArray[np.float32], material: Material) -> dict[str, float]:
    """How much of each theme's topic the words with its terms carry.

    Near 0 the topic has swallowed general vocabulary; near 1 it has found nothing beside the terms.
    """
    terms = words_with_terms(material.themes, material.tokens.vocabulary)
    mass = (topic_words[: len(terms)] * terms).sum(axis=1, dtype=np.float64)
    return {theme.id: float(m) for theme, m in zip(material.themes, mass, strict=True)}


def lifted_words(material: Material) -> NDArray[np.float64]:
    """Occurrences of words in a theme's passages beyond expectation: `(n_themes, n_words)`, not negative.

    With n_tw the count of word w in passages that contain terms of theme t (a passage with terms of several themes is
    split between them by the number of terms), n_t its sum over words and p_w the word's share of the whole corpus,
    the lifted count is max(0, n_tw − n_t p_w).
    """
    counts = material.tokens.counts
    hits = count_terms(material.texts, material.themes).astype(np.float64)
    share_of_theme = hits / np.maximum(hits.sum(axis=1, keepdims=True), 1)
    in_theme = np.asarray((counts.T @ share_of_theme).T)
    share_of_corpus = np.asarray(counts.sum(axis=0)).ravel() / counts.sum()
    lifted: NDArray[np.float64] = np.maximum(0, in_theme - in_theme.sum(axis=1, keepdims=True) * share_of_corpus)
    for theme, row in zip(material.themes, lifted, strict=True):
        if not row.any():
            raise ModelError(
                f'guided lda: no passage distinguishes the theme "{theme.id}" (terms: {", ".join(theme.terms)}), so its '
                "topic has nothing to start from. Give the theme terms that occur in these documents, or leave it out."
            )
    return lifted


def _prior(lifted: NDArray[np.float64], topics: int, eta: float, hold: float) -> NDArray[np.float32]:
    """η `(topics, n_words)`: flat, and a lifted word is held by the theme that lifts it most."""
    prior = np.full((topics, lifted.shape[1]), eta, dtype=np.float32)
    if not len(lifted) or not hold:
        return prior
    held = np.flatnonzero(lifted.any(axis=0))
    holder = lifted[:, held].argmax(axis=0)
    prior[:, held] = min(eta, _ELSEWHERE)
    prior[holder, held] = eta + hold * lifted[holder, held]
    return prior


def _start_from(model: "LdaModel", lifted: NDArray[np.float64], counts: NDArray[np.float64]) -> None:
    """Set the first statistics: lifted counts for the themes, equal noisy parts of all other counts for the rest."""
    n_themes = len(lifted)
    others = np.maximum(0, counts - lifted.sum(axis=0)) / (len(model.state.sstats) - n_themes)
    model.state.sstats[n_themes:] *= others  # gensim drew gamma noise of mean 1 here
    model.state.sstats[:n_themes] = lifted
    model.sync_state()  # with η this time
