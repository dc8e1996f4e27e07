"""Sentence encoders from a folder on this machine: sentence-transformers and model2vec, each an extra. No download.

A study writes `embedder = "sentence-transformers:PATH"` or `"model2vec:PATH"`. PATH is a folder with the model's
files, relative to the study, or the name of a model in this machine's Hugging Face cache. A missing model is an error:
nothing is fetched, and no other model takes its place.

A text longer than the model's limit is cut into windows, each as long as the limit allows; its vector is the mean of
the windows' vectors weighted by tokens. So no token is ever cut off.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.embeddings import ENCODERS

Encoder = Callable[..., NDArray[np.float32]]
_BATCH = 32


def local_model(kind: str, name: str, folder: Path) -> Path:
    """The folder that holds a model's files. Raises ModelError that names the model if there is none."""
    path = (folder / name).expanduser()
    if path.is_dir():
        return path.resolve()
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, local_files_only=True))
    except Exception:  # not installed, not a name, not in the cache: each raises other errors
        raise ModelError(
            f'embedder = "{kind}:{name}": there is no folder {path}, and no model of that name on this machine. '
            "Nothing is downloaded: put the model's files there, or name the folder where they are."
        ) from None


@lru_cache(maxsize=8)
def fingerprint(path: Path) -> str:
    """A hash of the names and contents of a model's files: the same files in any folder are the same model."""
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        with file.open("rb") as content:
            digest.update(f"{file.relative_to(path).as_posix()}\x1f".encode())
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:16]


@ENCODERS.register(
    "sentence-transformers",
    label={"en": "sentence-transformers", "zh": "sentence-transformers"},
    libraries=("sentence-transformers", "huggingface-hub"),
)
def sentence_transformers_vectors(path: Path) -> Encoder:
    """The encoder in a folder of sentence-transformers."""

    def encode(texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        from sentence_transformers import SentenceTransformer

        model = _loaded(path, lambda: SentenceTransformer(str(path), device="cpu", local_files_only=True))
        special = model.tokenizer.num_special_tokens_to_add()

        def n_tokens(text: str) -> int:
            return len(model.tokenizer(text, add_special_tokens=False, truncation=False)["input_ids"])

        limit = (model.max_seq_length or 2**31) - special
        return windowed(texts, n_tokens, limit, lambda pieces: model.encode(pieces, show_progress_bar=False), progress)

    return encode


@ENCODERS.register(
    "model2vec", label={"en": "model2vec", "zh": "model2vec"}, libraries=("model2vec", "huggingface-hub")
)
def model2vec_vectors(path: Path) -> Encoder:
    """The encoder in a folder of model2vec: static vectors of word pieces, without a limit of length."""

    def encode(texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        from model2vec import StaticModel

        model = _loaded(path, lambda: StaticModel.from_pretrained(str(path)))
        return windowed(texts, len, 2**31, lambda pieces: model.encode(pieces, max_length=None), progress)

    return encode


def _loaded(path: Path, load: Callable[[], Any]) -> Any:
    try:
        return load()
    except Exception as error:  # libraries and file formats share no base class of errors
        raise ModelError(f"{path}: the model in this folder cannot be loaded ({error}).") from None


def windowed(
    texts: Sequence[str],
    n_tokens: Callable[[str], int],
    limit: int,
    encode: Callable[[list[str]], Any],
    progress: Callable[[int], None] | None = None,
) -> NDArray[np.float32]:
    """Vectors of length 1 `(n_texts, n_dimensions)` by an encoder that takes at most `limit` tokens at once.

    A text's vector is the mean of its windows' vectors weighted by tokens. `encode` gets a list of windows, `progress`
    the number of texts done.
    """
    vectors = []
    for start in range(0, len(texts), _BATCH):
        pieces = [windows(text, n_tokens, limit) for text in texts[start : start + _BATCH]]
        found = np.asarray(encode([piece for own in pieces for piece in own]), dtype=np.float64)
        tokens = np.array([max(n_tokens(piece), 1) for own in pieces for piece in own], dtype=np.float64)
        first = np.cumsum([0, *(len(own) for own in pieces[:-1])])
        vectors.append(np.add.reduceat(found * tokens[:, None], first))
        if progress:
            progress(start + len(pieces))
    sums = np.concatenate(vectors)
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: NDArray[np.float64] = np.divide(sums, length, out=np.zeros_like(sums), where=length > 0)
    return unit.astype(np.float32)


def windows(text: str, n_tokens: Callable[[str], int], limit: int) -> list[str]:
    """The windows of a text: pieces of at most `limit` tokens each, as long as possible; joined, they are the text.

    A tokeniser may cut a piece otherwise than the whole text, so the tokens of every piece are counted separately.
    """
    pieces = []
    while n_tokens(text) > limit:
        fits, too_long = 1, len(text)
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            if n_tokens(text[:middle]) <= limit:
                fits = middle
            else:
                too_long = middle
        pieces.append(text[:fits])
        text = text[fits:]
    return [*pieces, text]
