"""Words that take a term's place in real text: how often they are found, by how many words share the place.

    python benchmarks/replacements.py CORPORA [TERMS]

Documents of two real corpora are dealt to eight periods at random. A common word of theirs is a theme's only term, and
in more and more of its documents, nine of ten at the end, it gives way to one, three or ten new words that stand where
it stood. `found` is the per cent of terms for which a new word is named, `others` that in which another word is named;
`falls alone`: the term is taken out and nothing is put in its place, so that whatever is named is named wrongly.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from lda_engines import bbc, news

from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.report.tables import to_markdown
from topics.shares.vocabulary.replacements import replacements
from topics.shares.vocabulary.units import Units
from topics.themes import Theme

PERIODS, AT_THE_END = 8, 0.9
CORPORA = {"daily-news": news, "bbc-news": bbc}


def replaced(tokens: Tokens, word: int, into: int, periods: np.ndarray, seed: int) -> list[list[str]]:
    """The texts, of which some have new words where the word stood; none at all if `into` is 0."""
    random = np.random.default_rng([seed, word, into])
    texts = []
    for row in range(tokens.n_passages):
        ids = tokens.word_ids[tokens.offsets[row] : tokens.offsets[row + 1]]
        gone = random.random() < AT_THE_END * periods[row] / (PERIODS - 1)
        new = f"newword{random.integers(into)}" if into else ""
        words = [new if gone and k == word else tokens.vocabulary[k] for k in ids]
        texts.append([own for own in words if own])
    return texts


def found(texts: Sequence[Sequence[str]], term: str, periods: np.ndarray) -> tuple[bool, bool]:
    """Whether a new word, and whether another word, is said to stand in the term's place."""
    every = np.arange(len(texts))
    units = Units(every, every, periods, tuple(str(2010 + t) for t in range(PERIODS)))
    tokens = build_tokens([str(k) for k in every], texts, min_passages=3, max_share=1)
    named = [one.word for own in replacements(tokens, units, [Theme("theme", (term,))]).values() for one in own]
    new = [name for name in named if "newword" in name]
    return bool(new), len(new) < len(named)


def main(folder: Path, terms: int = 40) -> None:
    rows = []
    for name, read in CORPORA.items():
        tokens, _ = read(folder)
        documents = np.asarray((tokens.counts > 0).sum(axis=0)).ravel()
        random = np.random.default_rng(1)
        common = np.flatnonzero((documents >= 0.05 * tokens.n_passages) & (documents <= 0.3 * tokens.n_passages))
        periods = random.integers(PERIODS, size=tokens.n_passages)
        chosen = random.choice(common, min(terms, len(common)), replace=False)
        for into in (1, 3, 10, 0):
            told = np.array(
                [found(replaced(tokens, w, into, periods, 1), tokens.vocabulary[w], periods) for w in chosen]
            )
            rates = {"found": f"{100 * told[:, 0].mean():.0f}", "others": f"{100 * told[:, 1].mean():.0f}"}
            rows.append({"corpus": name, "terms": len(chosen), "new words": into or "falls alone", **rates})
            print(rows[-1], flush=True)
    print(to_markdown(pd.DataFrame(rows)))


if __name__ == "__main__":
    from machine import begin

    begin()
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
