"""Non-negative matrix factorisation (Lee & Seung 1999) of tf-idf with scikit-learn, free or guided by theme terms.

The start is NNDSVD (Boutsidis & Gallopoulos 2008), which is computed rather than drawn, so seeds hardly matter here:
they only enter the randomised SVD. X ≈ W H is unique up to the scale of each topic; the scale is fixed by H's rows
summing to 1. W's rows, scaled to sum 1, are then the compositions of the passages.

The guided form gives each theme one topic, which starts from the words that `lifted_words` finds in the passages with
its terms. The other topics are free and start from the passages without any term. A start alone is not kept, because
the objective does not reward keeping it. So every theme also adds a pseudo-passage of its lifted words, weighted like
`hold` times its passages: minimising ‖X − WH‖² + ‖Y − BH‖² (guided NMF, Vendrow et al. 2021) is NMF of X over Y.
"""

import warnings
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.fitted import FittedTopics
from topics.models.guided import check_guided, lifted_words
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput, compositions, numbered
from topics.wording import count

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Reals = NDArray[np.float64]

_SINGLE = np.float32  # two thirds of the time of double precision, and weights that agree with it to six digits


def check_nmf(data: ModelInput, *, topics: int, guided: bool = False, **_: object) -> None:
    """Raise ModelError when the number of topics fits neither the themes nor the passages and words."""
    limit = min(len(data.rows), data.tokens.n_words)
    if topics > limit:
        raise ModelError(
            f"nmf: topics = {topics}, but {limit} is the most that {count(len(data.rows), 'passage')} and "
            f"{count(data.tokens.n_words, 'word')} allow; a third of that, {max(2, limit // 3)}, would be plenty."
        )
    if guided:
        check_guided("nmf", data, topics)


@MODELS.register(
    "nmf",
    label={"en": "NMF", "zh": "NMF"},
    uses={"themes", "texts"},
    unused={("guided", False): {"themes", "texts"}},
    idle=lambda options, scores: set() if options["guided"] else {"hold"},
    libraries=("scikit-learn",),
    paper="Lee & Seung 1999",
    check=check_nmf,
    seedless=True,
    seconds=5.0,
    after="lda",
)
def fit_nmf(
    data: ModelInput,
    seed: int,
    *,
    topics: int = 20,
    iterations: int = 400,
    guided: bool = False,
    hold: float = 1.0,
) -> FittedTopics:
    """Fit NMF with `topics` topics in at most `iterations` sweeps of coordinate descent.

    When `guided`, the first topics are the themes', and the lifted words of each theme's passages are counted `hold`
    times again. A passage that no topic reconstructs stays unassigned. Raises ModelError when there are more topics
    than passages or words allow, or no free topic beside the themes.
    """
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer
    from threadpoolctl import threadpool_limits

    check_nmf(data, topics=topics, guided=guided)
    tokens, themes = data.tokens, data.themes if guided else ()
    counts = tokens.counts[data.rows]
    tfidf = TfidfTransformer().fit(counts)
    passages = tfidf.transform(counts)
    # Where topics reconstruct the text exactly, scikit-learn takes the root of a rounding error below zero.
    with threadpool_limits(1), warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)  # reported in `scores` instead
        if guided:
            profiles = lifted_words(data) * tfidf.idf_
            passages, weights, words = (
                part.astype(_SINGLE) for part in _start(data, passages, profiles, topics, seed, hold)
            )
            model = NMF(topics, init="custom", max_iter=iterations)
            weights = model.fit_transform(passages, W=weights, H=words)[: len(data.rows)]
        else:
            model = NMF(topics, init="nndsvda", max_iter=iterations, random_state=seed)
            weights = model.fit_transform(passages.astype(_SINGLE))
    theme_ids = tuple(theme.id for theme in themes)
    topic_ids = theme_ids + numbered(topics - len(themes))
    # A topic with all weights 0 has neither words nor passages.
    alive = model.components_.any(axis=1)
    words, weights = model.components_[alive], weights[:, alive]
    return FittedTopics(
        topic_ids=tuple(topic for topic, lives in zip(topic_ids, alive, strict=True) if lives),
        topic_words=compositions(words),
        passage_topics=data.for_all_passages(weights * words.sum(axis=1)),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        theme_of={theme: theme for theme, lives in zip(theme_ids, alive, strict=False) if lives},
        scores={
            "reconstruction_error": float(np.nan_to_num(model.reconstruction_err_)),
            "iterations": int(model.n_iter_),
            "converged": bool(model.n_iter_ < iterations),
        },
    )


def _start(
    data: ModelInput, passages: "csr_matrix", profiles: Reals, topics: int, seed: int, hold: float
) -> "tuple[csr_matrix, Reals, Reals]":
    """The passages with one pseudo-passage per theme below them, and the start values of W and H.

    `passages (n_passages, n_words)` and `profiles (n_themes, n_words)` are tf-idf. The free topics are NNDSVD's of the
    passages without a term, after one sweep; W is each passage's projection on each single topic.
    """
    from scipy.sparse import csr_matrix, vstack
    from sklearn.decomposition import NMF

    hits = data.hits[data.rows]
    without = passages[~hits.any(axis=1)]
    n_free = topics - len(profiles)
    if n_free > without.shape[0]:
        raise ModelError(
            f"nmf: {n_free} free topics start from the passages without a theme's term, and there are "
            f"{without.shape[0]} of these. Ask for at most {len(profiles) + without.shape[0]} topics."
        )
    profiles = profiles / np.linalg.norm(profiles, axis=1, keepdims=True)
    pseudo = profiles * np.sqrt(hold * np.count_nonzero(hits, axis=0))[:, None]
    free = NMF(n_free, init="nndsvda", max_iter=1, random_state=seed).fit(without)
    words = np.vstack([profiles, free.components_])
    passages = vstack([passages, csr_matrix(pseudo)], format="csr")
    weights = (passages @ words.T) / np.maximum((words**2).sum(axis=1), np.finfo(float).tiny)
    return passages, weights, words
