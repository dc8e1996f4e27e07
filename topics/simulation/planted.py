"""A simulated corpus: passages with planted theme shares, against which estimates can be checked.

Conventions. `weights (n_passages, n_themes)` is the share of each passage's words that were written about each theme (0
or 1 if passages have one code each); the rest is about none. The share of a theme in a year is a text share,
Σ L_p w_pk / Σ L_p over counted passages with L_p words. It has two true values: that of this *corpus*, and that of the
*process*, the expectation over all corpora that might have been written in the same way.

Estimators are told the `terms` of the themes: a strict subset of the `keywords` that the text was written with; one
term in five is no keyword at all (see `told`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError
from topics.models.model_input import ModelInput
from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.themes import Theme, words_of

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Words = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Simulated:
    """The text of a generator, and the true shares.

    `documents`: `doc_id, date, duplicate_of`, in canonical order. `passages`: `passage_id, doc_id, position, text,
    duplicate_of, counted`. `words` are each passage's words, as a segmenter would find them. `process (n_years,
    n_themes)` are the true shares of the process.
    """

    generator: str
    themes: tuple[Theme, ...]
    keywords: Mapping[str, Words]
    documents: "pd.DataFrame"
    passages: "pd.DataFrame"
    words: tuple[Words, ...]
    weights: Floats
    years: Words
    process: Floats
    language: str = "plain"
    stop_words: frozenset[str] = frozenset()
    lexicon: Words = ()

    @cached_property
    def tokens(self) -> Tokens:
        """Tokens with the default limits of a study; terms are kept, no matter how often they occur."""
        return build_tokens(
            tuple(self.passages["passage_id"]),
            self.words,
            stop_words=self.stop_words,
            keep=words_of(self.themes),
            min_length=2,
        )

    def data(self, themes: Sequence[Theme] | None = None) -> ModelInput:
        """The input of an estimator, without any of the truth; `themes` replace the corpus's own."""
        return self._model_input if themes is None else replace(self._model_input, themes=tuple(themes))

    @cached_property
    def _model_input(self) -> ModelInput:
        # One object for all estimators, so that its cached counts are made once.
        year_of = dict(zip(self.documents["doc_id"], self.documents["date"].str[:4], strict=True))
        periods = tuple(self.passages["doc_id"].map(year_of))
        return ModelInput(self.tokens, tuple(self.passages["text"]), self.themes, periods=periods)

    def corpus(self, membership: Literal["weight", "primary"] = "weight") -> Floats:
        """The true text share of this corpus `(n_years, n_themes)`; NaN in a year without a document.

        With `primary`, every passage counts wholly for what most of its words are about, "none of the themes" included.
        """
        weights = self.weights
        if membership == "primary":
            whole = np.column_stack([weights, 1 - weights.sum(axis=1)])
            weights = np.eye(whole.shape[1])[np.round(whole, 9).argmax(axis=1)][:, :-1]
        year_of = dict(zip(self.documents["doc_id"], self.documents["date"].str[:4], strict=True))
        years = self.passages["doc_id"].map(year_of).to_numpy()
        lengths = np.array([len(words) for words in self.words]) * self.passages["counted"].to_numpy()
        found = np.full((len(self.years), len(self.themes)), np.nan)
        for t, year in enumerate(self.years):
            if (size := lengths[years == year]).any():
                found[t] = size @ weights[years == year] / size.sum()
        return found


def told(
    random: np.random.Generator, keywords: Mapping[str, Sequence[str]], others: Sequence[str]
) -> tuple[Theme, ...]:
    """Themes as a researcher with partial knowledge would name them: half of the keywords, and some wrong words.

    For every four keywords there is one word of `others`, which are keywords of no theme: 20 % noise. Raises ScoreError
    for a theme with a single keyword, which cannot be halved.
    """
    themes = []
    for theme, words in keywords.items():
        if len(words) < 2:
            raise ScoreError(f'the theme "{theme}" has one keyword; to leave some out, a simulation needs two.')
        known = random.choice(sorted(words), size=max(1, len(words) // 2), replace=False)
        wrong = random.choice(sorted(others), size=max(1, round(len(known) / 4)), replace=False)
        themes.append(Theme(theme, tuple(map(str, [*known, *wrong]))))
    return tuple(themes)


@dataclass(frozen=True, eq=False)
class Written:
    """Passages as they were written: non-decreasing `document (n_passages,)` numbers, texts, words and true weights."""

    document: NDArray[np.intp]
    texts: Sequence[str]
    words: Sequence[Words]
    weights: Floats

    def of_documents(self, order: NDArray[np.intp]) -> "Written":
        """The passages of these documents in this order; a document named twice occurs twice."""
        first, end = np.searchsorted(self.document, order), np.searchsorted(self.document, order, side="right")
        rows = [row for pair in zip(first.tolist(), end.tolist(), strict=True) for row in range(*pair)]
        return Written(
            np.repeat(np.arange(len(order)), end - first),
            [self.texts[row] for row in rows],
            [self.words[row] for row in rows],
            self.weights[rows],
        )


def dates(random: np.random.Generator, years: Sequence[str]) -> list[str]:
    """Random dates in each document's year; each of 365 days is equally likely."""
    days = random.integers(0, 365, size=len(years))
    return [str(np.datetime64(f"{year}-01-01") + day) for year, day in zip(years, days, strict=True)]


def tables(
    written: Written, dated: Sequence[str], copies: Mapping[int, str]
) -> tuple["pd.DataFrame", "pd.DataFrame", Written]:
    """Tables of documents and passages in canonical order, and the written passages in that order.

    `dated` holds the date of each document, `copies` the documents that appear again, with the dates of their copies.
    """
    import pandas as pd

    all_dates = np.array([*dated, *copies.values()])
    number = np.array([*range(len(dated)), *copies], dtype=np.intp)
    order = np.argsort(all_dates, kind="stable")
    ordered = written.of_documents(number[order])
    ids = [f"d{place:05d}" for place in range(1, len(order) + 1)]
    id_of = {int(number[i]): ids[place] for place, i in enumerate(order) if i < len(dated)}
    original = ["" if i < len(dated) else id_of[int(number[i])] for i in order]
    position = np.arange(len(ordered.document)) - np.searchsorted(ordered.document, ordered.document) + 1
    named = [(ids[d], n, original[d]) for d, n in zip(ordered.document, position, strict=True)]
    documents = pd.DataFrame({"doc_id": ids, "date": all_dates[order], "duplicate_of": original})
    passages = pd.DataFrame(
        {
            "passage_id": [f"{doc_id}#{n}" for doc_id, n, _ in named],
            "doc_id": [doc_id for doc_id, _, _ in named],
            "position": position,
            "text": ordered.texts,
            "duplicate_of": [f"{first}#{n}" if first else "" for _, n, first in named],
            "counted": [not first for _, _, first in named],
        }
    )
    return documents, passages, ordered


def simulated(
    random: np.random.Generator,
    generator: str,
    written: Written,
    dated: Sequence[str],
    copies: Mapping[int, str],
    keywords: Mapping[str, Words],
    others: Sequence[str],
    years: Words,
    process: Floats,
) -> Simulated:
    """The written passages as a corpus with its truth; only the terms of its themes are still drawn (see `told`)."""
    documents, passages, ordered = tables(written, dated, copies)
    return Simulated(
        generator=generator,
        themes=told(random, keywords, others),
        keywords=keywords,
        documents=documents,
        passages=passages,
        words=tuple(ordered.words),
        weights=ordered.weights,
        years=years,
        process=process,
    )
