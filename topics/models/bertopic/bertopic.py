"""BERTopic (Grootendorst 2022): sentence vectors → UMAP → HDBSCAN → class-based tf-idf; free, guided or zero-shot.

The stages are the libraries' own (umap-learn, hdbscan, bertopic's c-TF-IDF), in the order of `fit_bertopic`; in free
mode they give the result of `BERTopic.fit_transform`, as a test verifies. The differences from the library:

- Vectors come ready from `ModelInput.vectors` and are never written to. They are centred first: those of sentence
  encoders share a large common part (any two e5 vectors have a cosine above .8) that hides what sets passages apart;
  without centring, 1,200 passages on a dozen subjects came out as two clusters.
- Words are counts over the vocabulary that every other model sees: the library's own clean-up for "english" deletes
  every Chinese character, and its tokeniser knows no Chinese word.
- UMAP gets its seed and one thread, HDBSCAN one job: the same input gives the same topics.
- HDBSCAN's outliers are *unassigned*, not a topic. The nearest topic of each by vectors is stored with the weights, so
  that one fit gives shares with outliers as a category, left out, or reassigned.
- `topics = n` means n. Where HDBSCAN finds more, the nearest are merged as the library merges them; where it finds
  fewer, it is run again for clusters of half the size (reported in `scores`), where the library gives fewer.

Guided and zero-shot mode follow the library's description with one change. In the library, a passage belongs to a seed
when its cosine to the seed's embedded words is above that to the average passage, or above a fixed .7. Centred vectors
have no average direction, and for uncentred e5 nearly every cosine is above .7. So theme vectors, and the similarity
above which a passage belongs to a theme, come from `seeded_vectors`: from passages with the theme's terms, with a
threshold read from the corpus. Guided mode then moves these passages a quarter of the way to their theme and gives
their themes to UMAP as labels; the topics are free, and a codebook maps them to themes. Zero-shot mode makes these
passages the theme's topic and clusters the others.

`topic_words` are c-TF-IDF weights scaled to sum 1. They rank words by how much they set a topic apart and are not the
probabilities with which it uses them.
"""

import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput, compositions, numbered
from topics.models.seeded_vectors import centred, check_seeded_vectors, theme_similarity, theme_vectors, theme_weights

Mode = Literal["free", "guided", "zero-shot"]

NOT_INSTALLED = (
    'The package bertopic is not installed. `pip install --no-deps "bertopic>=0.17.3,<1"` brings it without torch, '
    "which nothing here needs."
)

_PULL = 0.25  # the library's: the part of the way that a guided passage moves to its seed
_LARGE = 4096  # UMAP's: from this number of passages on it does not compare all pairs

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def check_bertopic(
    data: ModelInput,
    *,
    mode: str,
    neighbours: int,
    dimensions: int,
    min_topic_size: int,
    topics: int,
    **_: object,
) -> None:
    """Raise ModelError without the package bertopic, for settings that exclude each other, and for too few passages."""
    if find_spec("bertopic") is None:
        raise ModelError(NOT_INSTALLED)
    if mode != "free":
        check_seeded_vectors(data)
    n, n_themes = len(data.rows), len(data.themes) if mode == "zero-shot" else 0
    if min(neighbours, min_topic_size) < 2:
        raise ModelError(
            f"bertopic: neighbours = {neighbours} and min_topic_size = {min_topic_size}; expected 2 or more of both."
        )
    if n <= max(neighbours, dimensions + 1, min_topic_size):
        raise ModelError(
            f"bertopic: {n} passages are too few for neighbours = {neighbours} and min_topic_size = {min_topic_size}. "
            "Use another model, or lower both."
        )
    if topics and topics < n_themes + 2:
        raise ModelError(
            f"bertopic: topics = {topics}, but HDBSCAN never finds a single cluster"
            f"{f', beside {n_themes} themes' * bool(n_themes)}. Ask for at least {n_themes + 2}, or for 0: as many as "
            "are found."
        )


@MODELS.register(
    "bertopic",
    label={"en": "BERTopic", "zh": "BERTopic"},
    uses={"themes", "texts", "vectors"},
    unused={("mode", "free"): {"themes", "texts"}},
    idle=lambda options, scores: {"min_similarity"} if options["mode"] == "free" else set(),
    libraries=("bertopic", "umap-learn", "pynndescent", "hdbscan", "scikit-learn", "numba"),
    paper="Grootendorst 2022",
    check=check_bertopic,
    compiles=("umap", "pynndescent"),
    after="nmf",
)
def fit_bertopic(
    data: ModelInput,
    seed: int,
    *,
    embedder: str = "e5-small",
    mode: Mode = "free",
    neighbours: int = 15,
    dimensions: int = 5,
    min_topic_size: int = 10,
    topics: int = 0,
    min_similarity: float = 0.0,
) -> FittedTopics:
    """Fit BERTopic on the vectors of `embedder`.

    `neighbours` and `dimensions` are UMAP's; `min_topic_size` is HDBSCAN's smallest cluster in passages; `topics` is
    the number of topics, those of themes included (0: as many as are found). `min_similarity` is the cosine of centred
    vectors from which a passage belongs to a theme (0: the threshold that the passages' own terms give).

    Raises ModelError when there are too few passages, or fewer topics than asked for.
    """
    from threadpoolctl import threadpool_limits

    check_bertopic(
        data,
        mode=mode,
        neighbours=neighbours,
        dimensions=dimensions,
        min_topic_size=min_topic_size,
        topics=topics,
    )
    with threadpool_limits(1):
        directions = centred(data.vectors(embedder)[data.rows])
        told = np.full(len(directions), -1) if mode == "free" else _told(data, directions, min_similarity)
        if mode == "guided":
            directions = _pulled(directions, told, theme_vectors(data, directions))
        places = _reduced(directions, told if mode == "guided" else None, neighbours, dimensions, seed)
        kept = np.unique(told[told >= 0]) if mode == "zero-shot" else np.zeros(0, dtype=np.int64)
        themes = [data.themes[t] for t in kept]
        left = told < 0 if themes else np.full(len(told), True)
        found = _clusters(places[left], directions[left], min_topic_size, topics, len(themes))

    # Theme topics have the first numbers; −1 are the outliers.
    n_themes, n_topics = len(themes), len(themes) + found.number
    topic_of = np.searchsorted(kept, told)
    topic_of[left] = np.where(found.labels < 0, -1, found.labels + n_themes)
    passages = np.zeros((len(told), n_topics))
    passages[topic_of >= 0, topic_of[topic_of >= 0]] = 1

    ids = tuple(theme.id for theme in themes)
    told_share = {t.id: float((told == k).mean()) for k, t in enumerate(data.themes)} if mode != "free" else {}
    return FittedTopics(
        topic_ids=ids + numbered(n_topics - n_themes),
        topic_words=compositions(_class_tf_idf(data, topic_of, n_topics)),
        passage_topics=data.with_unassigned(passages),
        passage_ids=data.tokens.passage_ids,
        vocabulary=data.tokens.vocabulary,
        theme_of={theme: theme for theme in ids},
        scores={
            "topics_found": n_topics,
            "outlier_share": float((topic_of < 0).mean()),
            "min_topic_size": found.min_topic_size,
            **({"told_share": told_share} if told_share else {}),
        },
        nearest_topic=data.numbers_of_topics(_nearest_topic(topic_of, directions, n_themes, n_topics)),
    )


def _told(data: ModelInput, directions: Floats, min_similarity: float) -> Integers:
    """The number of the theme to which each passage is assigned `(n_rows,)`, −1 for none."""
    similarity = theme_similarity(data, directions)
    if min_similarity:
        belongs = similarity.max(axis=1) >= min_similarity
        told = np.where(belongs, similarity.argmax(axis=1), -1)
    else:
        weights = theme_weights(similarity, data)
        told = np.where(weights.max(axis=1) > 1 - weights.sum(axis=1), weights.argmax(axis=1), -1)
    if (told < 0).all():
        raise ModelError(
            f"bertopic: no passage is like enough to any theme (the largest cosine is {similarity.max():.2f}). Lower "
            'min_similarity, or use mode = "free".'
        )
    return told


def _pulled(directions: Floats, told: Integers, themes: Floats) -> Floats:
    """Directions in which those of assigned passages are moved a quarter of the way to their theme; a new array."""
    pulled = directions.copy()
    pulled[told >= 0] = (1 - _PULL) * directions[told >= 0] + _PULL * themes[told[told >= 0]]
    return pulled


def _reduced(directions: Floats, told: Integers | None, neighbours: int, dimensions: int, seed: int) -> Floats:
    """Places of the passages in UMAP's space `(n_rows, dimensions)`; UMAP may be given labels, −1 for none."""
    from topics.parallel.cache_folder import provide_cache_folder

    provide_cache_folder()
    with warnings.catch_warnings():
        # About tensorflow and ipywidgets, which are not installed and not needed.
        warnings.simplefilter("ignore", ImportWarning)
        warnings.filterwarnings("ignore", "IProgress not found")
        from umap import UMAP, layouts, umap_
    from topics.models.bertopic.neighbours import nearest_of_few, nearest_of_many
    from topics.parallel.compiled import keep_compiled

    # Their compilation takes twelve seconds, and the library repeats it in every process.
    keep_compiled(umap_, "smooth_knn_dist", "compute_membership_strengths")
    keep_compiled(layouts, "_nb_optimize_layout_euclidean_single_epoch")

    nearest = nearest_of_many if len(directions) >= _LARGE else nearest_of_few
    known = nearest(directions.astype(np.float32), neighbours) if len(directions) > neighbours else (None, None, None)
    model = UMAP(
        neighbours, dimensions, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1, precomputed_knn=known
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)  # says that new passages cannot be placed
        places: Floats = np.nan_to_num(model.fit_transform(directions, y=told))  # NaN where there are no neighbours
    return places


@dataclass(frozen=True)
class _Clusters:
    """Clusters, the largest first: labels `(n,)`, −1 for outliers, and their number."""

    labels: Integers
    number: int
    min_topic_size: int


def _clusters(places: Floats, directions: Floats, least: int, topics: int, n_themes: int) -> _Clusters:
    """HDBSCAN's clusters of places, of at least `least` passages, or of ever fewer while there are too few topics."""
    from hdbscan import HDBSCAN

    wanted = max(topics - n_themes, 0)
    n, size, labels = len(places), least, np.full(len(places), -1)
    while n > size:
        model = HDBSCAN(size, core_dist_n_jobs=1).fit(places)
        labels = model.labels_
        if labels.max() + 1 >= wanted or size == 2:
            break
        size = max(2, size // 2)
    n_found = int(labels.max(initial=-1)) + 1
    if n_found < wanted:
        raise ModelError(
            f"bertopic: topics = {topics}, but no more than {n_themes + n_found} are to be found. Ask for fewer."
        )
    if n_found + n_themes == 0:
        raise ModelError("bertopic: every passage is an outlier. Lower min_topic_size or neighbours, or add documents.")
    if not n_found:
        return _Clusters(labels, 0, size)
    topic_of = _merged(labels, directions, wanted) if 0 < wanted < n_found else np.arange(n_found)
    by_size = np.argsort(-np.bincount(topic_of[labels[labels >= 0]]), kind="stable")
    topic_of = np.argsort(by_size)[topic_of]
    return _Clusters(np.where(labels < 0, -1, topic_of[labels]), len(by_size), size)


def _merged(labels: Integers, directions: Floats, n: int) -> Integers:
    """The topic, one of `n`, of each cluster: average linkage on the cosine of the clusters' mean vectors."""
    from sklearn.cluster import AgglomerativeClustering

    centres = _centres(labels, directions)
    merging = AgglomerativeClustering(n, metric="precomputed", linkage="average")
    topics: Integers = merging.fit_predict(np.clip(1 - centres @ centres.T, 0, None))
    return topics


def _centres(labels: Integers, directions: Floats) -> Floats:
    """Mean vectors of the clusters 0, 1, …, scaled to length 1 `(n_clusters, n_dimensions)`."""
    sums = np.stack([directions[labels == k].sum(axis=0) for k in range(labels.max() + 1)])
    centres: Floats = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return centres


def _nearest_topic(topic_of: Integers, directions: Floats, n_themes: int, n_topics: int) -> Integers:
    """The free topic whose mean vector is nearest to each passage `(n,)`; −1 where every topic is a theme's."""
    if n_topics == n_themes:
        return np.full(len(topic_of), -1)
    centres = _centres(np.where(topic_of < n_themes, -1, topic_of - n_themes), directions)
    nearest: Integers = n_themes + (directions @ centres.T).argmax(axis=1)
    return nearest


def _class_tf_idf(data: ModelInput, topic_of: Integers, n_topics: int) -> Floats:
    """c-TF-IDF `(n_topics, n_words)`; as in the library, the outliers count as a class."""
    from bertopic.vectorizers import ClassTfidfTransformer
    from scipy.sparse import csr_matrix

    classes = np.unique(topic_of, return_inverse=True)[1]
    ones = np.ones(len(classes), dtype=np.int64)
    counts = csr_matrix((ones, (classes, data.rows)), (classes.max() + 1, data.tokens.n_passages))
    weights: Floats = ClassTfidfTransformer().fit_transform(counts @ data.tokens.counts).toarray()
    return weights[-n_topics:]
