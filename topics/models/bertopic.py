"""BERTopic (Grootendorst 2022): sentence vectors → UMAP → HDBSCAN → class-based tf-idf.

What is ours around the library:
- vectors come ready from `Material.vectors`, and the backend given to BERTopic is its empty base class, so nothing is
  ever downloaded and no text or word is embedded behind the reader's back. Vectors are centred first: those of sentence
  encoders share a large common part (any two e5 vectors have a cosine above .8) that hides what sets passages apart
  (Mu & Viswanath 2018); without this, 1,200 passages on a dozen subjects came out as two clusters;
- words are the vocabulary that every other model sees. Passages reach the library as lists of word numbers, because
  its own clean-up for "english" deletes every Chinese character and its tokeniser knows no Chinese word;
- UMAP gets its seed and one thread, HDBSCAN one job: same input, same topics;
- HDBSCAN's outliers are *unassigned*, not a topic; assignment is hard (weight 1), which is what HDBSCAN decides. Its
  approximate distributions are similarities scaled to sum 1, not shares of a passage.

`topic_words` are c-TF-IDF weights scaled to sum 1. They rank words by how much they set a topic apart and are not the
probabilities with which it uses them.
"""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.fitted import FittedTopics
from topics.models.material import Material, compositions, numbered


def fit_bertopic(
    material: Material,
    seed: int,
    *,
    embedder: str = "e5-small",
    neighbours: int = 15,
    dimensions: int = 5,
    min_topic_size: int = 10,
    topics: int = 0,
) -> FittedTopics:
    """Fit BERTopic on the vectors of `embedder`.

    `neighbours` and `dimensions` are UMAP's, `min_topic_size` is HDBSCAN's smallest cluster in passages, and `topics`
    the number of topics to merge down to (0: as many as are found). Raises ModelError when there are too few passages
    to place or when no cluster is found.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # umap on the absence of tensorflow, which nobody asked for
        from umap import UMAP
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer
    from threadpoolctl import threadpool_limits

    tokens, rows = material.tokens, material.rows
    check_bertopic(material, neighbours=neighbours, dimensions=dimensions, min_topic_size=min_topic_size)
    numbers = [str(number) for number in range(tokens.n_words)]
    vectors = material.vectors(embedder)[rows]
    passages = [" ".join(map(str, tokens.word_ids[tokens.offsets[p] : tokens.offsets[p + 1]])) for p in rows]
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=UMAP(neighbours, dimensions, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1),
        hdbscan_model=HDBSCAN(min_topic_size, core_dist_n_jobs=1),
        vectorizer_model=CountVectorizer(analyzer=str.split, vocabulary=numbers),
        # Of n topics the library counts the outliers as one.
        nr_topics=topics + 1 if topics else None,
    )
    with threadpool_limits(1):
        labels, _ = model.fit_transform(passages, vectors - vectors.mean(axis=0))
    return _fitted(material, np.asarray(labels), model)


def _fitted(material: Material, labels: NDArray[np.int64], model: Any) -> FittedTopics:
    n_topics = int(labels.max()) + 1
    if n_topics == 0:
        raise ModelError("bertopic: every passage is an outlier. Lower min_topic_size or neighbours, or add documents.")
    words = np.asarray(model.c_tf_idf_[-n_topics:].todense())  # a row for the outliers, if any, comes first
    return FittedTopics(
        topic_ids=numbered(n_topics),
        topic_words=compositions(words),
        passage_topics=material.for_all_passages((labels[:, None] == np.arange(n_topics)).astype(np.float32)),
        passage_ids=material.tokens.passage_ids,
        vocabulary=material.tokens.vocabulary,
        scores={"topics_found": n_topics, "outlier_share": float((labels == -1).mean())},
    )


def check_bertopic(material: Material, *, neighbours: int, dimensions: int, min_topic_size: int, **_: object) -> None:
    """Raise ModelError when there are too few passages to be neighbours or to form a cluster."""
    n = len(material.rows)
    if min(neighbours, min_topic_size) < 2:
        raise ModelError("bertopic: neighbours and min_topic_size must be at least 2.")
    if n <= max(neighbours, dimensions + 1, min_topic_size):
        raise ModelError(
            f"bertopic: {n} passages are too few for neighbours = {neighbours} and min_topic_size = {min_topic_size}. "
            "Use another model, or lower both."
        )
