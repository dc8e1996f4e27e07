"""Export of a run as a folder of JSON and safetensors files that `BERTopic.load` opens.

The files are those of `BERTopic.save(serialization="safetensors")`. safetensors is eight bytes of length, a JSON header
and the arrays' bytes; it is written here, so that nobody needs the library for an export. Two parts that no run keeps
are computed as BERTopic does: the mean vector of each topic's passages, and class-based tf-idf over the vocabulary.
"""

import json
import re
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import StoreError
from topics.export.passages import exported_passages, write_csv
from topics.models.bertopic.bertopic import NOT_INSTALLED
from topics.models.embeddings.embedders import embed
from topics.results.topics import DescribedTopics
from topics.study.vectors import vector_cache

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

README = """\
# {name} for BERTopic

```python
from bertopic import BERTopic

model = BERTopic.load(".")
```

Loading needs the package `safetensors`; BERTopic warns that there is no embedding model, which does no harm.
`passage_ids.txt` names the passages of `model.topics_`, in order; passages without any known word are not among them.
`passages.csv` has the same passages with date, source and attributes of their documents.
BERTopic's topics count from 0, and outliers are -1; `model.custom_labels_` gives the topics' ids and themes. Words are
those of the study's segmenter, so give `transform` texts with spaces between words (a word such as `wind farm` is
found whole), and vectors of `{embedder}` minus
their mean, `centre.npy`:

```python
topics, similarities = model.transform(texts, embeddings=vectors - np.load("centre.npy"))
```
"""
_WORDS = 10  # of each topic, as many as BERTopic keeps itself


def write_bertopic(folder: Path, described: DescribedTopics, study: Path | None) -> None:
    """Fill `folder` with the files that `BERTopic.load` reads.

    Raises StoreError for a run not made from vectors, and where the package bertopic is not installed.
    """
    if find_spec("bertopic") is None:
        raise StoreError(NOT_INSTALLED)
    from bertopic import BERTopic, _save_utils
    from bertopic._bertopic import TopicMapper
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from sklearn.feature_extraction.text import CountVectorizer

    run, tokens = described.run, described.tokens
    embedder = run.settings["options"].get("embedder")
    if embedder is None:
        kind = run.settings["kind"]
        raise StoreError(f"{run.name}: {kind} uses no sentence vectors, without which BERTopic has no topics; use csv.")
    fitted, rows = run.fitted, np.flatnonzero(np.diff(tokens.offsets))
    vectors = _vectors(described, embedder, study)[rows]
    centre = vectors.mean(axis=0)
    parts = np.column_stack([fitted.unassigned, fitted.passage_topics])[rows]
    labels = parts.argmax(axis=1) - 1  # −1 where no topic has more than the unassigned part
    classes = np.arange(0 if (labels >= 0).all() else -1, fitted.n_topics)
    member = (labels == classes[:, None]).astype(np.float64)
    weights, idf = class_tfidf(member @ tokens.counts[rows])
    sizes = member.sum(axis=1)

    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(token_pattern=token_pattern(fitted.vocabulary), lowercase=False),
    )
    model.topics_ = labels.tolist()
    model.topic_sizes_ = dict(zip(classes.tolist(), sizes.astype(int).tolist(), strict=True))
    model.topic_representations_ = {
        int(topic): _top(row, fitted.vocabulary) for topic, row in zip(classes, weights.toarray(), strict=True)
    }
    themes = described.job.codebook_of(run).set_index("topic")["theme"]
    names = [f"{topic} {themes[topic]}".strip() for topic in fitted.topic_ids]
    model.custom_labels_ = ["unassigned", *names][-len(classes) :]
    model.topic_mapper_ = TopicMapper(classes.tolist())
    model.vectorizer_model.vocabulary_ = {word: number for number, word in enumerate(fitted.vocabulary)}
    _save_utils.save_topics(model, folder / "topics.json")
    _save_utils.save_config(model, folder / "config.json", None)
    _save_utils.save_ctfidf_config(model, folder / "ctfidf_config.json")
    means = member @ (vectors - centre) / np.maximum(sizes, 1)[:, None]
    write_safetensors(folder / "topic_embeddings.safetensors", {"topic_embeddings": means.astype(np.float32)})
    arrays = {"indptr": weights.indptr, "indices": weights.indices, "data": weights.data, "diag": idf}
    write_safetensors(folder / "ctfidf.safetensors", {**arrays, "shape": np.array(weights.shape)})
    np.save(folder / "centre.npy", centre)
    ids = "".join(f"{fitted.passage_ids[row]}\n" for row in rows)
    (folder / "passage_ids.txt").write_text(ids, encoding="utf-8")
    write_csv(folder / "passages.csv", exported_passages(described).iloc[rows])
    (folder / "README.md").write_text(README.format(name=run.name, embedder=embedder), encoding="utf-8")


def token_pattern(vocabulary: Iterable[str]) -> str:
    """A pattern of the words in a text with spaces between words, whole also where a word has spaces of its own.

    >>> re.findall(token_pattern(["wind", "wind farm"]), "a wind farm by wind farms")
    ['a', 'wind farm', 'by', 'wind', 'farms']
    """
    spaced = sorted((word for word in vocabulary if " " in word), key=len, reverse=True)
    return "|".join([rf"{re.escape(word)}(?!\S)" for word in spaced] + [r"\S+"])


def class_tfidf(counts: Any) -> tuple["csr_matrix", NDArray[np.float64]]:
    """c-TF-IDF of word counts by class `(n_classes, n_words)`, sparse or dense, and its idf `(n_words)`.

    W_cw = f_cw / Σ_v f_cv · log(1 + A / f_w), where A is the mean number of words in a class, as an integer
    (Grootendorst 2022, eq. 2).
    """
    from scipy.sparse import csr_matrix, diags

    counts = csr_matrix(counts, dtype=np.float64)
    in_class, of_word = np.asarray(counts.sum(axis=1)).ravel(), np.asarray(counts.sum(axis=0)).ravel()
    idf = np.log(int(in_class.mean()) / np.maximum(of_word, 1) + 1)
    return csr_matrix(diags(1 / np.maximum(in_class, 1)) @ counts @ diags(idf)), idf


def _top(weights: NDArray[np.float64], vocabulary: tuple[str, ...]) -> list[tuple[str, float]]:
    best = np.argsort(-weights, kind="stable")[:_WORDS]
    return [(vocabulary[i], float(weights[i])) for i in best if weights[i] > 0]


def _vectors(described: DescribedTopics, embedder: str, study: Path | None) -> NDArray[np.float32]:
    cache = vector_cache(study, described.job.root)
    return embed(described.corpus.passages["text"].tolist(), described.tokens, embedder, cache)


def write_safetensors(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by name in the safetensors format (version 0.3 of its description): data alone, no code."""
    kinds = {"float32": "F32", "float64": "F64", "int32": "I32", "int64": "I64"}
    header: dict[str, Any] = {}
    blocks, end = [], 0
    for name, array in sorted(arrays.items()):
        blocks.append(np.ascontiguousarray(array).tobytes())
        start, end = end, end + len(blocks[-1])
        header[name] = {"dtype": kinds[array.dtype.name], "shape": list(array.shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # so that the arrays begin at a multiple of eight
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(blocks))
