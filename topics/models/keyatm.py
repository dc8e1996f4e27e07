"""The keyword-assisted topic model, keyATM (Eshima, Imai & Sasaki 2024, AJPS 68), base and dynamic.

Fitted with topica's sampler. Every theme has a topic with keywords, and there are `topics` further topics without. A
word of passage d:
    z ~ θ_d,   θ_d ~ Dir(α);   in a theme's topic   s ~ Bernoulli(π_z),   π ~ Beta(1, 1)
    the word ~ φ̃_z ~ Dir(.1) over the theme's keywords if s = 1,   else ~ φ_z ~ Dir(.01) over all words
so that a theme's topic is (1 − π) φ + π φ̃, and π is the part of it that comes from its keywords. α is estimated; in
the dynamic model it has one value per stretch of time (`states` of them), and a stretch once left does not come back. A
token of word v counts −log₂ p(v) times unless `weights` sets another weighting, because frequent words say little.

Keywords are the words of the vocabulary that contain a term of the theme. A word that contains terms of two themes is a
keyword of both, as a term is counted for both. A theme with one or two keywords may lose its text to a topic without
any, above all in a small corpus and in the dynamic model; another seed may not. Look at `topics.models.keywords` before
fitting.

Topics without keywords take the text that is about no theme. With few of them a theme absorbs general vocabulary; with
many they split the themes' text. To see how much a result depends on their number, let a study fit several, each a
[[models]] of its own.

Passage compositions are posterior means over draws from the second half of the sweeps (topica's own `doc_topic` is the
last draw). Topic-word rows are those of the last sweep, since the sampler keeps no others.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.counting.lexicon import words_with_terms
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput, compositions, numbered

if TYPE_CHECKING:
    from topica import KeyATM

Weights = Literal["information-theory", "inv-freq", "none"]

_DRAWS = 50  # compositions kept from the second half of the sweeps
_TRACE = 40  # recorded values of the likelihood and of π over all sweeps
_LEAST = 20  # fewest sweeps


def check_keyatm(data: ModelInput, *, topics: int, iterations: int, dynamic: bool, states: int, **_: object) -> None:
    """Raise ModelError for keywords, numbers or periods with which no keyATM can be fitted."""
    keywords_of(data)
    if topics < 1:
        raise ModelError(
            f"keyatm: topics = {topics}, but what is about no theme must go somewhere. Ask for at least 1 topic beside "
            "the themes; ten or more keep themes from swallowing it."
        )
    if iterations < _LEAST:
        raise ModelError(f"keyatm: iterations = {iterations}, but fewer than {_LEAST} draws say nothing; ask for more.")
    if dynamic:
        _check_periods(data, states)


@MODELS.register(
    "keyatm",
    label={"en": "keyATM", "zh": "keyATM"},
    uses={"themes", "periods"},
    unused={("dynamic", False): {"periods"}},
    idle=lambda options, scores: set() if options["dynamic"] else {"states"},
    libraries=("topica",),
    paper="Eshima, Imai & Sasaki 2024",
    check=check_keyatm,
    after="bertopic",
)
def fit_keyatm(
    data: ModelInput,
    seed: int,
    *,
    topics: int = 20,
    iterations: int = 1500,
    weights: Weights = "information-theory",
    dynamic: bool = False,
    states: int = 3,
) -> FittedTopics:
    """Fit keyATM: the themes' topics first, then `topics` free ones.

    `iterations` are sweeps of the sampler, by default the number of the authors' own package. `dynamic` lets the prior
    of topics change over the passages' periods, in at most `states` stretches of time; otherwise `states` is ignored.
    Scores: `keyword_share`, π of every theme (posterior mean); `perplexity` of the words over the last quarter of the
    sweeps; and `perplexity_drift`, its decrease from the quarter before, near 0 once the sampler has settled. Raises
    ModelError as `check_keyatm`.
    """
    import topica

    check_keyatm(data, topics=topics, iterations=iterations, dynamic=dynamic, states=states)
    tokens = data.tokens
    theme_ids = tuple(theme.id for theme in data.themes)
    passages = [tokens.words(row) for row in data.rows.tolist()]
    model = topica.KeyATM(keywords_of(data), num_topics=len(theme_ids) + topics, seed=seed, num_threads=1)
    model.fit(
        topica.Corpus.from_documents(passages, vocabulary=list(tokens.vocabulary)),
        iters=iterations,
        weights=weights,
        num_theta_draws=min(_DRAWS, iterations // 2),
        progress_interval=max(1, iterations // _TRACE),
        timestamps=[data.periods[row] for row in data.rows] if dynamic else None,
        num_states=states,
    )
    draws = np.asarray(model.theta_draws, dtype=np.float32)  # (draws, passages, topics)
    weights_of_passages = draws.mean(axis=0, dtype=np.float64)
    n_words = np.array([len(words) for words in passages]) @ weights_of_passages
    return FittedTopics(
        topic_ids=theme_ids + numbered(topics),
        topic_words=compositions(model.topic_word),
        passage_topics=data.for_all_passages(weights_of_passages),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        theme_of={theme: theme for theme in theme_ids},
        scores=_scores(model, theme_ids, n_words),
    )


def keywords_of(data: ModelInput) -> dict[str, Sequence[str]]:
    """The keywords of each theme, in the vocabulary's order.

    Raises ModelError when there is no theme or a theme has no keyword.
    """
    if not data.themes:
        raise ModelError("keyatm: the study names no theme, so there is no keyword. Write themes.toml.")
    vocabulary = data.tokens.vocabulary
    holds = words_with_terms(data.themes, vocabulary)
    keywords: dict[str, Sequence[str]] = {
        theme.id: [vocabulary[i] for i in np.flatnonzero(row)] for theme, row in zip(data.themes, holds, strict=True)
    }
    for theme in data.themes:
        if not keywords[theme.id]:
            raise ModelError(
                f'keyatm: no word of the vocabulary holds a term of the theme "{theme.id}" (terms: '
                f"{', '.join(theme.terms)}), so it has no keyword. Give the theme terms that occur in these documents, "
                "and tokenize them with the same themes."
            )
    return keywords


def _check_periods(data: ModelInput, states: int) -> None:
    periods = [data.periods[row] for row in data.rows] if data.periods else []
    if lost := periods.count("") if periods else len(data.rows):
        raise ModelError(
            f"keyatm: dynamic = true needs the period of every passage, and {lost} of {len(data.rows)} are in none. "
            "Date their documents, widen [periods] in study.toml, or leave them out."
        )
    if not 2 <= states <= len(set(periods)):
        raise ModelError(
            f"keyatm: states = {states} for {len(set(periods))} periods with a passage; there are at least 2 states "
            "and at most as many as periods."
        )


def _scores(model: "KeyATM", theme_ids: Sequence[str], n_words: NDArray[np.float64]) -> dict[str, Any]:
    """π of the themes, the perplexity of the words and its drift, and the states of a dynamic model.

    `perplexity` is exp(−log likelihood / weighted tokens), averaged over the last quarter of the sweeps.
    `perplexity_drift` is its relative decrease from the quarter before: near 0 once the sampler has settled. A theme
    that a topic without keywords has displaced (`n_words (n_topics)` below 1) has only the prior of π: None.
    """
    pi = np.array([rates for _, rates in model.pi_history])
    perplexity = np.array([value for *_, value in model.log_likelihood_history])
    quarter = len(perplexity) // 4
    before, last = perplexity[-2 * quarter : -quarter].mean(), perplexity[-quarter:].mean()
    share = pi[len(pi) // 2 :].mean(axis=0)
    scores: dict[str, Any] = {
        "keyword_share": {
            theme: float(part) if n >= 1 else None for theme, part, n in zip(theme_ids, share, n_words, strict=False)
        },
        "perplexity": float(last),
        "perplexity_drift": float(1 - last / before),
    }
    if model.time_labels:
        scores["states"] = dict(zip(model.time_labels, map(int, model.time_state), strict=True))
    return scores
