"""Sentence vectors of passages: embedders, encoders from a folder, the registries of both, and a cache by content."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from topics.registry import Label, Registry

__all__ = ["EMBEDDERS", "ENCODERS", "Embedder", "EncoderKind"]

# An embedder of texts takes the texts and reports its progress; an embedder of tokens takes the corpus's Tokens. Both
# return float32 `(n_passages, n_dimensions)`. An encoder is an embedder of texts whose model lies in a folder.
Vectors = Callable[..., NDArray[np.float32]]
AnyVectors = TypeVar("AnyVectors", bound=Vectors)
AnyOpen = TypeVar("AnyOpen", bound=Callable[[Path], Vectors])


@dataclass(frozen=True)
class Embedder:
    """An embedder: `of_texts` (each text by itself, cached under `identity`) or `of_tokens` (the corpus as a whole).

    `identity` names weights, precision and prefix; it must change whenever the same text would get another vector.
    """

    identity: str
    of_texts: Vectors | None = None
    of_tokens: Vectors | None = None
    is_installed: Callable[[], bool] = lambda: True
    needs: str = ""
    file: str = ""  # the beginning of its cache files' names, where the embedder's name is unsuitable
    libraries: tuple[str, ...] = ()
    label: Label = field(default_factory=dict)


class EmbedderRegistry(Registry[Embedder]):
    """The embedders by their names in studies, under `embedder`."""

    def register(
        self,
        name: str,
        *,
        label: Label,
        identity: str,
        of_tokens: bool = False,
        is_installed: Callable[[], bool] = lambda: True,
        needs: str = "",
        libraries: tuple[str, ...] = (),
        after: str = "",
    ) -> Callable[[AnyVectors], AnyVectors]:
        """Declare the decorated function as an embedder.

        It takes texts and `progress`, or with `of_tokens` the corpus's Tokens. `identity` is that of `Embedder`;
        `needs` says what to install where `is_installed` is false; `libraries` are the distributions that it imports.
        """

        def declare(vectors: AnyVectors) -> AnyVectors:
            of_texts, of_corpus = (None, vectors) if of_tokens else (vectors, None)
            embedder = Embedder(identity, of_texts, of_corpus, is_installed, needs, libraries=libraries, label=label)
            self.add(name, embedder, vectors.__module__, after)
            return vectors

        return declare


@dataclass(frozen=True)
class EncoderKind:
    """A kind of sentence encoder; `open(folder)` returns the encoder whose files are in the folder."""

    open: Callable[[Path], Vectors]
    libraries: tuple[str, ...] = ()
    label: Label = field(default_factory=dict)


class EncoderRegistry(Registry[EncoderKind]):
    """The kinds of encoders by their names in studies, before the colon: `embedder = "model2vec:PATH"`."""

    def register(self, name: str, *, label: Label, libraries: tuple[str, ...] = ()) -> Callable[[AnyOpen], AnyOpen]:
        """Declare the decorated function as the one that opens encoders of this kind."""

        def declare(open_: AnyOpen) -> AnyOpen:
            self.add(name, EncoderKind(open_, libraries, label), open_.__module__)
            return open_

        return declare


EMBEDDERS = EmbedderRegistry("EMBEDDERS", __package__, "embedder")
ENCODERS = EncoderRegistry("ENCODERS", __package__, "kind of encoder")
