"""Own scale: a calibration of each theme's shares of passages, read from the unlabelled corpus, that makes them extents.

The level of a share depends on the theme and the corpus; extents, from 0 to 1, compare. A paragraph wholly about a theme
does not speak of it in every clause, and a topic model's weights stand at a level that its priors set. What a theme's
share typically is where its text stands is read from the unlabelled corpus instead,

    rate_t = the largest x such that at least half of theme t's text is in passages with a share of x or more,

the share's median weighted by the theme's text (as N50 is of lengths), and the extent of a passage is
min(1, share / rate): at extent ½ and more a passage is mainly about the theme. The weighting makes many passages that
name a theme in passing count for the little of it that they hold.

Themes with little text borrow from the others: rate_t is averaged with the rate of all themes' shares taken together,
by n_t : `_POOLED`, n_t the effective number of the theme's passages (Kish 1965), (Σ m)² / Σ m² of their text m. That number, and the weighted median itself, were chosen with scores on
coded paragraphs in sight; from 50 to 200 passages they hardly moved.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MAINLY = 0.5  # the extent at which a passage is mainly about a theme
_POOLED = 100.0  # passages of its own that weigh as much as what is known from the other themes


def own_rates(shares: Floats, lengths: NDArray[np.integer]) -> Floats:
    """The rate of each theme `(n_themes)`, above 0, from shares `(n_passages, n_themes)` and lengths `(n_passages)`.

    A theme without any text gets the rate of the others, 1 when there are none.
    """
    text = shares * lengths[:, None]
    pooled = _typical(shares.ravel(), text.ravel())
    own = np.array([_typical(*columns) for columns in zip(shares.T, text.T, strict=True)])
    squares = (text**2).sum(axis=0)
    passages = np.divide(text.sum(axis=0) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)
    rates: Floats = (passages * own + _POOLED * pooled) / (passages + _POOLED)
    return rates


def _typical(shares: Floats, text: Floats) -> float:
    """The median of shares weighted by text; 1 without text."""
    if not text.any():
        return 1.0
    order = np.argsort(-shares, kind="stable")
    held = np.cumsum(text[order])
    return float(shares[order[np.searchsorted(held, held[-1] / 2)]])


def extents(shares: Floats, rates: Floats) -> Floats:
    """How much of each passage is about each theme, between 0 and 1: `(n_passages, n_themes)`."""
    scaled: Floats = np.minimum(1, shares / rates)
    return scaled


def composition_of(extents: Floats, room: Floats | float = 1.0) -> Floats:
    """Extents as parts of a passage `(n_passages, n_themes)`; with what is about none of them they sum to `room`.

    What is about none of the themes has the extent 1 − max_t extent_t, and the parts are proportional to the extents.
    So one theme alone has its extent as its part, several that share clauses divide the passage, and a theme is the
    largest part exactly when its extent is the largest and at least ½.
    """
    none = 1 - extents.max(axis=1, initial=0.0)
    parts: Floats = extents * (room / (extents.sum(axis=1) + none))[:, None]
    return parts
