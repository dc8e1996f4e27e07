"""The study's own estimator: the one whose shares the study is about; other models are company beside it.

A study names it (`[shares] estimator`). Where it does not, the model that is unfit for the fewest themes
(`topics.shares.fitness`) is taken, and among equals the one with the best foundation, then the first of the study.
Codes of the study itself come before such general reasons: `topics.results.own_by_codes`.

Foundations are ordered by macro-F1 (main theme, every mention) on 475 coded paragraphs of real documents that were not
used to write anything: parts of passages claimed by terms .63–.69 and .80–.86; terms counted .53 and .70; topics that
were told the themes .38–.47 and .37–.62. Free topics know of a theme only by a codebook and come last. Vectors near the
terms (.59 and .62) are told the themes too, and are not set apart: one corpus is too little for an order within a kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FOUNDATIONS = (
    "counts the clauses that its terms claim",
    "counts its terms",
    "was told the themes' terms",
    "free topics, read through a codebook",
)


@dataclass(frozen=True)
class Candidate:
    """A model of the study by name: its foundation (one of `FOUNDATIONS`), and the number of themes it is unfit for."""

    name: str
    foundation: str
    unfit: int = 0


def own_estimator(candidates: Sequence[Candidate], named: str, n_themes: int) -> tuple[str, str]:
    """The name of the study's own estimator and the reason; `named` is what the study says, "" for nothing.

    >>> lexicon, nmf = Candidate("lexicon", FOUNDATIONS[1]), Candidate("nmf", FOUNDATIONS[3], unfit=1)
    >>> own_estimator([nmf, lexicon], "", 2)
    ('lexicon', 'counts its terms; fit for 2 of 2 themes; study.toml names no estimator')
    >>> own_estimator([nmf, lexicon], "nmf", 2)
    ('nmf', 'named in study.toml; unfit for 1 of 2 themes')
    """
    if named in [one.name for one in candidates]:
        chosen = next(one for one in candidates if one.name == named)
        warning = f"; unfit for {chosen.unfit} of {n_themes} themes" if chosen.unfit else ""
        return named, f"named in study.toml{warning}"
    best = min(candidates, key=lambda one: (one.unfit, FOUNDATIONS.index(one.foundation)))
    fit = f"; fit for {n_themes - best.unfit} of {n_themes} themes" if n_themes else ""
    return best.name, f"{best.foundation}{fit}; study.toml names no estimator"
