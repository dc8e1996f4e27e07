"""ModelInput: all input of a model in one object.

Conventions. Row `p` of `tokens`, of `texts` and of what `vectors` returns is the same passage. A model is fitted to
the passages that hold at least one word of the vocabulary (`rows`); the others stay unassigned in its result.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from sys import intern

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.codes import PassageCodes
from topics.preprocessing.words.texts import Texts, texts_hash
from topics.preprocessing.words.tokens import Tokens
from topics.themes import Theme, count_terms

_AT_ONCE = 100_000  # rows in double precision at once, to bound memory


def no_vectors(embedder: str) -> NDArray[np.float32]:
    """A stand-in for `vectors` where none were prepared. Raises ModelError."""
    raise ModelError(f'this model needs sentence vectors ("{embedder}"), but the data was built without any.')


def no_scores(file: str) -> NDArray[np.float32]:
    """A stand-in for `scores` where none were read. Raises ModelError."""
    raise ModelError(f'this model needs scores of passages ("{file}"), but the data was built without any.')


@dataclass(frozen=True)
class ModelInput:
    """Tokens, cleaned passage texts, the study's themes, sentence vectors on demand, and periods.

    `vectors(embedder)` returns float32 `(n_passages, n_dimensions)` for one of `EMBEDDERS`; only models that need it
    call it. `periods` holds the period of every passage, '' for one outside all periods, for models of change; it may
    be empty. `codes` are those of the study, which only a model that learns from codes looks at. `scores(file)` returns
    float32 `(n_passages, n_themes)`, scores that were made elsewhere, NaN for passages without one. `families` holds
    the family of copies that every passage's document is of; where it is empty, every document is one of its own.
    Raises ModelError when texts and tokens differ in number, and when no passage holds a known word.

    >>> study = topics.load_study("my-study")
    >>> corpus = study.corpus()
    >>> data = topics.ModelInput(study.tokens(corpus), tuple(corpus.passages["text"]), study.themes)
    >>> topics.fit(data, "lexicon").topic_ids
    ('wind', 'rail', 'none')
    """

    tokens: Tokens
    texts: Sequence[str]
    themes: tuple[Theme, ...] = ()
    vectors: Callable[[str], NDArray[np.float32]] = no_vectors
    periods: tuple[str, ...] = ()
    codes: PassageCodes | None = None
    scores: Callable[[str], NDArray[np.float32]] = no_scores
    families: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse data to which no model could be fitted."""
        if len(self.texts) != self.tokens.n_passages:
            raise ModelError(
                f"{len(self.texts)} texts were given with the tokens of {self.tokens.n_passages} passages."
            )
        if not len(self.tokens.word_ids):
            raise ModelError(
                "no passage holds a word of the vocabulary, so there is nothing to fit. Lower min_passages or raise "
                "max_share under [tokens] in study.toml, or add documents."
            )

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Rows of the passages that hold at least one word of the vocabulary."""
        return np.flatnonzero(np.diff(self.tokens.offsets))

    @cached_property
    def hits(self) -> NDArray[np.int64]:
        """The number of occurrences of each theme's terms in each passage `(n_passages, n_themes)`."""
        found: NDArray[np.int64] = count_terms(self.texts, self.themes)
        return found

    @cached_property
    def documents(self) -> list[str]:
        """The document of each passage; passages of one document share the string."""
        return [intern(name.rpartition("#")[0] or name) for name in self.tokens.passage_ids]

    @cached_property
    def texts_hash(self) -> str:
        """A hash of the texts."""
        return texts_hash(self.texts)

    def of_passages(self, rows: NDArray[np.intp]) -> "ModelInput":
        """The input for some passages only, by row, as needed when others are held out."""
        return ModelInput(
            self.tokens.of_passages(rows),
            self.texts.of_rows(rows) if isinstance(self.texts, Texts) else tuple(self.texts[row] for row in rows),
            self.themes,
            partial(_rows_of, self.vectors, rows),
            tuple(self.periods[row] for row in rows) if self.periods else (),
            self.codes.of_rows(rows) if self.codes else None,
            partial(_rows_of, self.scores, rows),
            tuple(self.families[row] for row in rows) if self.families else (),
        )

    def for_all_passages(self, topics: NDArray[np.floating]) -> NDArray[np.float32]:
        """Compositions of all passages, from those in `rows` `(n_rows, n_topics)`; the others get zeros.

        Each given row is first scaled to sum 1 in double precision; a row of zeros (no topic) is left alone.
        """
        return self.with_unassigned(compositions(topics))

    def with_unassigned(self, topics: NDArray[np.floating]) -> NDArray[np.float32]:
        """Weights of all passages, from those in `rows` `(n_rows, n_topics)` that sum to at most 1; else zeros."""
        whole = np.zeros((self.tokens.n_passages, topics.shape[1]), dtype=np.float32)
        whole[self.rows] = topics
        return whole

    def numbers_of_topics(self, of_rows: NDArray[np.integer]) -> NDArray[np.int32]:
        """Numbers of topics for all passages `(n_passages)`, from those for the passages in `rows`; else −1."""
        whole = np.full(self.tokens.n_passages, -1, dtype=np.int32)
        whole[self.rows] = of_rows
        return whole


def _rows_of(whole: Callable[[str], NDArray[np.float32]], rows: NDArray[np.intp], name: str) -> NDArray[np.float32]:
    return whole(name)[rows]


def compositions(matrix: NDArray[np.floating] | NDArray[np.integer]) -> NDArray[np.float32]:
    """The matrix with rows scaled to sum 1, as float32 of the same shape; rows of zeros are left alone."""
    made = np.empty(matrix.shape, dtype=np.float32)
    parts = len(matrix) // _AT_ONCE + 1  # of nearly the same length
    for some, into in zip(np.array_split(matrix, parts), np.array_split(made, parts), strict=True):
        values = np.asarray(some, dtype=np.float64)
        sums = values.sum(axis=1, keepdims=True)
        into[:] = np.divide(values, sums, out=np.zeros_like(values), where=sums > 0)
    return made


def with_rest(parts: NDArray[np.floating]) -> NDArray[np.float64]:
    """The parts of passages `(n, k)` and a last column with the rest to 1, `(n, k + 1)`; the rest is never negative."""
    return np.column_stack([parts, np.maximum(0, 1 - parts.sum(axis=1))])


def numbered(n_topics: int) -> tuple[str, ...]:
    """Ids of topics without a name: `t01`, `t02`, …"""
    return tuple(f"t{number:02d}" for number in range(1, n_topics + 1))
