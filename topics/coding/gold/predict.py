"""Cross-fitted predictions of codes from estimators' scores and from the coded texts themselves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.strata import UnitScores
from topics.coding.gold.units import Coded
from topics.evaluation.people.coding_sample import drawing_order
from topics.models.embeddings.embedders import embed
from topics.shares.coded.calibration import FOLDS, cross_fitted
from topics.study.vectors import vector_cache

if TYPE_CHECKING:
    from topics.store.store import Store
    from topics.study.study import Study

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


def predictions(coded: Coded, scores: Sequence[UnitScores], content: "Any | None" = None) -> Floats:
    """Predictions ĝ of every label and unit `(n_labels, N)`, cross-fitted.

    The prediction of a unit uses no code of the unit's own cluster of documents.
    """
    fold = _folds(coded)
    n_themes = len(coded.codes)
    features = [
        np.column_stack([column for s in scores for column in (s.weight_of(k), s.found(k).astype(float))])
        if scores
        else np.zeros((len(fold), 0))
        for k in range(n_themes)
    ]
    if content is not None:
        return np.stack([_classified(content, features[k], fold, coded, coded.codes[k]) for k in range(n_themes)])
    every = (n_themes, len(fold))
    rows = np.broadcast_to(coded.rows, (n_themes, len(coded.rows)))
    weights = np.broadcast_to(coded.inflation, rows.shape)
    return cross_fitted(np.stack(features), np.broadcast_to(fold, every), rows, coded.codes, weights)


def _folds(coded: Coded) -> Integers:
    """The fold of every unit, which is that of its cluster; clusters are put into folds in random order."""
    clusters = sorted(set(coded.units["cluster"]))
    fold_of = {
        clusters[row]: place % FOLDS for place, row in enumerate(drawing_order(clusters, coded.design.seed, "folds"))
    }
    return np.array([fold_of[name] for name in coded.units["cluster"]], dtype=np.intp)


def unit_content(store: "Store", study: "Study", coded: Coded) -> Any:
    """Words (tf-idf) and sentence vectors of every unit, sparse `(N, n_features)`.

    The vectors are those of the study's first model that has an embedder; without one there are words alone.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.preprocessing import normalize

    corpus, tokens = store.corpus(coded.design.corpus)
    owner = corpus.passages["passage_id" if coded.design.unit == "passage" else "doc_id"]
    at = {unit: row for row, unit in enumerate(coded.units["unit"])}
    member = [(at[unit], p) for p, unit in enumerate(owner) if unit in at]
    rows, columns = np.array(member, dtype=np.intp).T
    gather = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(at), len(owner)))
    parts = [TfidfTransformer(sublinear_tf=True).fit_transform(gather @ tokens.counts)]
    embedders = [m.options["embedder"] for m in study.settings.models if "embedder" in m.options]
    if embedders:
        cache = vector_cache(study.folder, store.root)
        passages = corpus.passages["text"].tolist()
        vectors = embed(passages, tokens, embedders[0], cache, None, study.folder)
        parts.append(csr_matrix(normalize(gather @ vectors)))
    return hstack(parts).tocsr()


def _classified(content: Any, features: Floats, fold: Integers, coded: Coded, codes: Floats) -> Floats:
    """Out-of-fold probabilities of one theme `(N,)` by logistic regression on words, vectors and estimators' scores."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    spread = np.maximum(features.std(axis=0), 1e-9)
    x = hstack([content, csr_matrix((features - features.mean(axis=0)) / spread)]).tocsr()
    predicted = np.empty(len(fold))
    for number in range(FOLDS):
        train, where = fold[coded.rows] != number, fold == number
        y = codes[train]
        if y.min(initial=1) == y.max(initial=0):
            predicted[where] = y.mean() if len(y) else 0.0
            continue
        model = LogisticRegression(C=10.0, max_iter=500)
        model.fit(x[coded.rows[train]], y, sample_weight=coded.inflation[train] / coded.inflation[train].mean())
        predicted[where] = model.predict_proba(x[where])[:, 1]
    return predicted
