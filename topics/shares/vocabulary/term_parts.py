"""The part of each term in its theme, period by period: what a theme of named terms consists of.

Conventions. The part of term i in period t is Σ_c n_ci / Σ_c n_c over the clusters of documents, where n_ci are the
term's occurrences and n_c those of all terms of the theme. The parts of a theme's terms add to 1. Intervals resample
clusters and are those of a share (`topics.shares.intervals`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.schema import PERIOD, SHARE, THEME, Column, declare
from topics.shares.design import Design
from topics.shares.estimate import band
from topics.shares.intervals import resampled_shares
from topics.shares.vocabulary.units import Units
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
TERM = Column("term", "text", "", "the term")
TERM_PARTS = declare(
    "parts of terms",
    "one term of one theme and period",
    (
        THEME,
        TERM,
        PERIOD,
        Column("occurrences", "integer", "occurrences", "how often the term occurs in the period"),
        Column("theme_occurrences", "integer", "occurrences", "how often all terms of the theme occur there"),
        Column("n_clusters", "integer", "clusters", "clusters of documents of the period that hold the term"),
        Column("part", "number", SHARE, "the term's part of the theme's occurrences; missing without any"),
        Column("lower", "number", SHARE, "lower end of the 95 % interval over clusters of documents"),
        Column("upper", "number", SHARE, "upper end of the 95 % interval"),
    ),
)


def term_parts(counts: NDArray[np.int64], themes: Sequence[Theme], units: Units, design: Design) -> "pd.DataFrame":
    """The parts of all terms: columns as declared in `TERM_PARTS`.

    `counts (n_passages, n_terms)` is from `topics.models.keywords.term_counts`.
    """
    sums, rows, start = units.sums(counts), [], 0
    for theme in themes:
        own, start = sums[:, start : start + len(theme.terms)], start + len(theme.terms)
        for t, period in enumerate(units.periods):
            here = own[units.period == t]
            numbers = _parts(here[here.sum(axis=1) > 0], period, design)
            for k, term in enumerate(theme.terms):
                counted = (int(here[:, k].sum()), int(here.sum()), int((here[:, k] > 0).sum()))
                rows.append((theme.id, term, period, *counted, *numbers[:, k]))
    return TERM_PARTS.frame(rows)


def _parts(counts: Floats, period: str, design: Design) -> Floats:
    """Part, lower and upper end `(3, n_terms)` from the occurrences in the clusters that have any."""
    if not len(counts):
        return np.full((3, counts.shape[1]), np.nan)
    parts, sizes = counts[:, None, :], counts.sum(axis=1, keepdims=True)
    variances = np.full((1, counts.shape[1]), np.nan)
    if len(counts) > 1:
        drawn = resampled_shares(parts, sizes, draws=design.draws, seed=design.seed, period=period)
        variances = drawn[:, 0].var(axis=0, ddof=1)[None]
    return band(counts.sum(axis=0)[None] / counts.sum(), variances, counts, sizes[:, 0])[:3]
