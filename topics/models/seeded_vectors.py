"""Seeded vectors: a passage is about the themes whose own passages its sentence vector resembles. Nothing is trained.

A theme's vector is the mean of the vectors of the passages that contain its terms (a passage with terms of several
themes counts for each by its number of terms), the pseudo-relevance feedback of Rocchio (1971). Such a passage itself
is compared with the mean of the others. The method needs only vectors of passages, so any embedder will do. It was also
the better choice: against the sample's codes, it distinguished passages with and without a theme better (area under the
curve .98–1.00) than the vector of the theme's label or of its terms did (.90–.98), since these are no passages and lie
elsewhere in the space.

The threshold of similarity is read from the corpus, without any label, by Fisher's (1936) linear discriminant. For each
theme, two normal distributions of the similarity s with one variance, one of the passages with its terms (share π, mean
m₁) and one of the others (mean m₀), give the log odds

    l_t(s) = (m₁ − m₀)/σ² · (s − (m₁ + m₀)/2) + log π/(1 − π),        σ² the mean of the two variances,

and the weights of a passage are e^{l_t} / (1 + Σ e^{l}); the rest is about none of the themes. A weight is not a
calibrated probability: terms are a proxy for codes, and passages without a term may well be about the theme.
"""

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.counting.lexicon import NONE
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput, compositions

Floats = NDArray[np.float64]

_ENOUGH = 5  # passages with a theme's terms; the mean of fewer is not reliable


def check_seeded_vectors(data: ModelInput, **_: object) -> None:
    """Raise ModelError when there is no theme, or when too few or all of the passages contain a theme's terms."""
    if not data.themes:
        raise ModelError("seeded-vectors: the study names no theme to look for. Write themes.toml.")
    holding = (_hits(data) > 0).mean(axis=0)
    for theme, share in zip(data.themes, holding, strict=True):
        if share == 1 or share * len(data.rows) < _ENOUGH:
            found = "all" if share == 1 else f"{share * len(data.rows):.0f}"
            raise ModelError(
                f'theme "{theme.id}" (terms: {", ".join(theme.terms)}): {found} of {len(data.rows)} passages hold a '
                f"term of it. At least {_ENOUGH} must, and some must not, for the two kinds to be compared; give it "
                "other terms or leave it out."
            )


@MODELS.register(
    "seeded-vectors",
    label={"en": "Seeded vectors", "zh": "种子向量"},
    uses={"themes", "texts", "vectors"},
    paper="Rocchio 1971; Fisher 1936",
    check=check_seeded_vectors,
    seedless=True,
    after="clause-extent",
)
def fit_seeded_vectors(data: ModelInput, seed: int = 0, *, embedder: str = "e5-small") -> FittedTopics:
    """Fit weights of themes by the similarity of sentence vectors; the topic `none` takes what resembles no theme.

    A topic's words are the words of the passages, by weight. Nothing is drawn; `seed` is a parameter because every
    model has one. Raises ModelError as `check_seeded_vectors`.
    """
    from threadpoolctl import threadpool_limits

    check_seeded_vectors(data)
    tokens, rows = data.tokens, data.rows
    with threadpool_limits(1):
        directions = centred(data.vectors(embedder)[rows])
        weights = theme_weights(theme_similarity(data, directions), data)
    weights = np.column_stack([weights, 1 - weights.sum(axis=1)])
    ids = tuple(theme.id for theme in data.themes)
    return FittedTopics(
        topic_ids=(*ids, NONE),
        topic_words=compositions((tokens.counts[rows].T @ weights).T),
        passage_topics=data.for_all_passages(weights),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        theme_of={theme: theme for theme in ids},
        scores={"primary_share": dict(zip(ids, _primary_shares(weights), strict=True))},
    )


def centred(vectors: NDArray[np.float32]) -> Floats:
    """Vectors `(n, n_dimensions)` minus their mean, then scaled to length 1 (zeros stay zeros); a new array.

    Vectors of sentence encoders share a large common part that hides what sets passages apart (Mu & Viswanath 2018).
    """
    moved = vectors.astype(np.float64)
    moved -= moved.mean(axis=0)
    length: Floats = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.divide(moved, length, out=np.zeros_like(moved), where=length > 0)


def theme_vectors(data: ModelInput, directions: Floats) -> Floats:
    """Theme vectors of length 1 `(n_themes, n_dimensions)`; `directions` are those of the passages in `data.rows`."""
    _, sums = _sums(data, directions)
    vectors: Floats = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return vectors


def theme_similarity(data: ModelInput, directions: Floats) -> Floats:
    """Cosine of each passage in `data.rows` with each theme's vector, `(n_rows, n_themes)`.

    A passage that contains a theme's terms is compared with the mean of the *others* that do: a mean that includes a
    passage resembles it for that reason alone, and the more so the rarer the theme.
    """
    shares, sums = _sums(data, directions)
    whole, own = directions @ sums.T, (directions**2).sum(axis=1, keepdims=True)
    # (S − h d)·d = S·d − h |d|², and |S − h d|² = |S|² − 2 h S·d + h² |d|²
    dots = whole - shares * own
    squares = (sums**2).sum(axis=1) - 2 * (whole * shares) + shares**2 * own
    lengths = np.sqrt(np.maximum(squares, 0))
    similarity: Floats = np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 1e-9)
    return similarity


def theme_weights(similarity: Floats, data: ModelInput) -> Floats:
    """Weights of the passages in `data.rows` from their similarity to the themes, both `(n_rows, n_themes)`.

    The formula is at the head of this module. Rows sum to less than 1.
    """
    holds = _hits(data) > 0
    log_odds = np.empty_like(similarity)
    for t, s in enumerate(similarity.T):
        with_terms, without = s[holds[:, t]], s[~holds[:, t]]
        m1, m0, prior = with_terms.mean(), without.mean(), holds[:, t].mean()
        variance = max((with_terms.var() + without.var()) / 2, np.finfo(np.float32).eps)
        # If passages with a theme's terms resemble each other no more than the rest, similarity says nothing.
        log_odds[:, t] = max(m1 - m0, 0) / variance * (s - (m1 + m0) / 2) + np.log(prior / (1 - prior))
    # exp(log_odds) / (1 + Σ exp(log_odds)), scaled so that nothing overflows.
    largest = np.maximum(log_odds.max(axis=1, keepdims=True), 0)
    odds = np.exp(log_odds - largest)
    weights: Floats = odds / (np.exp(-largest) + odds.sum(axis=1, keepdims=True))
    return weights


def _sums(data: ModelInput, directions: Floats) -> tuple[Floats, Floats]:
    """Each theme's part of a passage's terms, h `(n_rows, n_themes)`, and S = Σ h d `(n_themes, n_dimensions)`."""
    hits = _hits(data)
    shares: Floats = hits / np.maximum(hits.sum(axis=1, keepdims=True), 1)
    return shares, shares.T @ directions


def _hits(data: ModelInput) -> NDArray[np.int64]:
    return data.hits[data.rows]


def _primary_shares(weights: Floats) -> list[float]:
    primary = weights.argmax(axis=1)
    return [float((primary == t).mean()) for t in range(weights.shape[1] - 1)]
