"""ModelInput: everything a model may look at, in one object.

Conventions. Row `p` of `tokens`, of `texts` and of what `vectors` returns is the same passage. A model is fitted to
the passages that hold at least one word of the vocabulary (`rows`); the others stay unassigned in its result.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.preprocessing.words.texts import Texts, texts_hash
from topics.preprocessing.words.tokens import Tokens
from topics.themes import Theme, count_terms


def no_vectors(embedder: str) -> NDArray[np.float32]:
    """Stand in for vectors where none were prepared: a ModelError that says so."""
    raise ModelError(f'this model needs sentence vectors ("{embedder}"), but the data was built without any.')


@dataclass(frozen=True)
class ModelInput:
    """Tokens, cleaned passage texts, the study's themes, sentence vectors made on demand, and periods.

    `vectors(embedder)` returns float32 `(n_passages, n_dimensions)` for one of `EMBEDDERS`; it is called only by models
    that need it. `periods` holds the period of every passage, '' for one outside, for models of change; it may be left
    empty. Raises ModelError when texts and tokens differ in number or when no passage holds a known word.

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

    def __post_init__(self) -> None:
        """Refuse data on which no model could be fitted."""
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
        """How often each theme's terms occur in each passage `(n_passages, n_themes)`."""
        found: NDArray[np.int64] = count_terms(self.texts, self.themes)
        return found

    @cached_property
    def texts_hash(self) -> str:
        """A hash of the texts."""
        return texts_hash(self.texts)

    def of_passages(self, rows: NDArray[np.intp]) -> "ModelInput":
        """The same of some passages only, by row: what is seen when others are held out."""
        return ModelInput(
            self.tokens.of_passages(rows),
            self.texts.of_rows(rows) if isinstance(self.texts, Texts) else tuple(self.texts[row] for row in rows),
            self.themes,
            partial(_rows_of, self.vectors, rows),
            tuple(self.periods[row] for row in rows) if self.periods else (),
        )

    def for_all_passages(self, topics: NDArray[np.floating]) -> NDArray[np.float32]:
        """Compositions of the passages in `rows` `(n_rows, n_topics)` as compositions of all: the others get zeros.

        Each given row is scaled to sum 1 in double precision first; a row of zeros (no topic) stays one.
        """
        return self.with_unassigned(compositions(topics))

    def with_unassigned(self, topics: NDArray[np.floating]) -> NDArray[np.float32]:
        """Weights of the passages in `rows` `(n_rows, n_topics)`, summing to at most 1, as weights of all passages."""
        whole = np.zeros((self.tokens.n_passages, topics.shape[1]), dtype=np.float32)
        whole[self.rows] = topics
        return whole

    def numbers_of_topics(self, of_rows: NDArray[np.integer]) -> NDArray[np.int32]:
        """Numbers of topics of the passages in `rows` as those of all passages `(n_passages)`: −1 for the others."""
        whole = np.full(self.tokens.n_passages, -1, dtype=np.int32)
        whole[self.rows] = of_rows
        return whole


def _rows_of(
    vectors: Callable[[str], NDArray[np.float32]], rows: NDArray[np.intp], embedder: str
) -> NDArray[np.float32]:
    return vectors(embedder)[rows]


def compositions(matrix: NDArray[np.floating] | NDArray[np.integer]) -> NDArray[np.float32]:
    """Rows scaled to sum 1; rows of zeros are left alone. float32, same shape."""
    values = np.asarray(matrix, dtype=np.float64)
    sums = values.sum(axis=1, keepdims=True)
    scaled: NDArray[np.float64] = np.divide(values, sums, out=np.zeros_like(values), where=sums > 0)
    return scaled.astype(np.float32)


def with_rest(parts: NDArray[np.floating]) -> NDArray[np.float64]:
    """Parts of passages `(n, k)` and what is left of each to 1 `(n, k + 1)`; rounding makes no rest negative."""
    return np.column_stack([parts, np.maximum(0, 1 - parts.sum(axis=1))])


def numbered(n_topics: int) -> tuple[str, ...]:
    """Ids of topics that nobody named: `t01`, `t02`, …"""
    return tuple(f"t{number:02d}" for number in range(1, n_topics + 1))
