"""Non-negative matrix factorisation (Lee & Seung 1999) of tf-idf with scikit-learn.

The start is NNDSVD (Boutsidis & Gallopoulos 2008), which is computed rather than drawn, so seeds hardly matter here:
they only enter the randomised SVD. X ≈ W H is unique up to the scale of each topic; the scale is fixed by H's rows
summing to 1, after which W's rows, scaled to sum 1, are the compositions of the passages.
"""

import warnings

from topics.errors import ModelError
from topics.models.fitted import FittedTopics
from topics.models.material import Material, compositions, numbered


def fit_nmf(material: Material, seed: int, *, topics: int = 20, iterations: int = 400) -> FittedTopics:
    """Fit NMF with `topics` topics in at most `iterations` sweeps of coordinate descent.

    A passage that no topic reconstructs stays unassigned. Raises ModelError when there are more topics than passages
    or words to make them from.
    """
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer
    from threadpoolctl import threadpool_limits

    check_nmf(material, topics=topics)
    tokens = material.tokens
    model = NMF(topics, init="nndsvda", max_iter=iterations, random_state=seed)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # said in `scores` instead
        weights = model.fit_transform(TfidfTransformer().fit_transform(tokens.counts[material.rows]))
    # A topic that has died has neither words nor passages.
    alive = model.components_.any(axis=1)
    words, weights = model.components_[alive], weights[:, alive]
    return FittedTopics(
        topic_ids=numbered(len(words)),
        topic_words=compositions(words),
        passage_topics=material.for_all_passages(weights * words.sum(axis=1)),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        scores={
            "reconstruction_error": float(model.reconstruction_err_),
            "iterations": int(model.n_iter_),
            "converged": bool(model.n_iter_ < iterations),
        },
    )


def check_nmf(material: Material, *, topics: int, **_: object) -> None:
    """Raise ModelError when more topics are asked for than there are passages or words."""
    limit = min(len(material.rows), material.tokens.n_words)
    if topics > limit:
        raise ModelError(
            f"nmf: topics = {topics}, but {limit} is the most that {len(material.rows)} passages and "
            f"{material.tokens.n_words} words allow; a third of that, {max(2, limit // 3)}, would be plenty."
        )
