"""Sentence vectors of a study: the one cache that every command reads, and vectors that travel with the study."""

from pathlib import Path
from typing import TYPE_CHECKING

from topics.errors import StudyError
from topics.models.embeddings.cache import VectorCache, write_vectors
from topics.models.embeddings.embedders import embed, embedder_of, key_of
from topics.study.study import Progress, Study

if TYPE_CHECKING:
    pass


FOLDER = "vectors"


def vector_cache(study: Path | None, store: Path | None = None, *, write: bool = True) -> VectorCache:
    """The sentence vectors that are known: those in the study's folder, then those in the store's.

    New vectors are kept in the store, without one in the study's folder; nowhere with `write` off.
    """
    folders = [place / FOLDER for place in (study, store) if place]
    return VectorCache(folders, folders[-1] if write and folders else None)


def embed_study(study: Study, embedder: str, progress: Progress | None = None) -> Path:
    """Compute the vectors of a study's passages and keep only those, in one file of its folder; returns its path.

    Raises StudyError for an embedder that looks at the corpus as a whole, since its vectors belong to no single text.
    """
    chosen = embedder_of(embedder, study.folder)
    if chosen.of_tokens:
        raise StudyError(
            f'the vectors of "{embedder}" are computed from the whole corpus at each fit, so none are kept; name an '
            "embedder of single texts, such as e5-small."
        )
    corpus = study.corpus(progress)
    tokens = study.tokens(corpus, progress)
    texts = corpus.passages["text"].tolist()
    cache = vector_cache(study.folder)
    vectors = embed(texts, tokens, embedder, cache, progress, study.folder).astype("float16")
    name = chosen.file or embedder
    path = study.vectors / f"{name}.npz"
    write_vectors(path, {key_of(chosen, text): vector for text, vector in zip(texts, vectors, strict=True)})
    for part in study.vectors.glob(f"{name}-*.npz"):
        part.unlink(missing_ok=True)  # another process may have been first
    return path
