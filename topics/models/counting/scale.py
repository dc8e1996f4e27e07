"""Own scale: a calibration of each theme's shares of passages to extents, read from the unlabelled corpus.

The level of a share depends on the theme and the corpus; extents, from 0 to 1, are comparable. A paragraph wholly about
a theme does not mention it in every clause, and the level of a topic model's weights depends on its priors. The typical
share of a theme in the passages that hold its text is therefore read from the unlabelled corpus:

    rate_t = the largest x such that at least half of theme t's text is in passages with a share of x or more,

the median share weighted by the theme's text (as N50 is of lengths). The extent of a passage is min(1, share / rate):
at extent ½ and more a passage is mainly about the theme. With this weighting, many passages that name a theme in
passing count for no more than the little of it that they hold.

Themes with little text borrow from the others: rate_t is averaged with the rate of all themes' shares taken together,
in the proportion n_t : `_POOLED`, where n_t is the effective number of the theme's passages (Kish 1965),
(Σ m)² / Σ m² of their text m. That number, and the weighted median itself, were chosen with scores on coded paragraphs
in sight; between 50 and 200 passages the scores hardly moved.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MAINLY = 0.5  # the extent from which a passage is mainly about a theme
_POOLED = 100.0  # number of a theme's own passages that weighs as much as the other themes' rate


def own_rates(shares: Floats, lengths: NDArray[np.integer]) -> Floats:
    """The rate of each theme `(n_themes)`, above 0, from shares `(n_passages, n_themes)` and lengths `(n_passages)`.

    A theme without any text gets the rate of the others; 1 when no theme has text.
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


def rates_of_equal_text(shares: Floats, lengths: NDArray[np.integer], by_terms: Floats) -> Floats:
    """The rates of `shares` at which every theme has as much text in all as the shares `by_terms` have at their own.

    Text is Σ length × extent over passages. Both shares are `(n_passages, n_themes)`; those `by_terms` are the smaller,
    so their rates are too. What is claimed beyond the terms then says where a theme's text is, and not how much of it
    there is: where themes are mixed word by word, more and more clauses hold a word that stands beside the theme.
    """
    rates = own_rates(by_terms, lengths)
    text = (extents(by_terms, rates) * lengths[:, None]).sum(axis=0)
    columns = zip(shares.T, text, rates, strict=True)
    return np.array([_rate_of_text(column, lengths, whole, least) for column, whole, least in columns])


def _rate_of_text(shares: Floats, lengths: NDArray[np.integer], text: float, least: float) -> float:
    """The rate r, `least` or more, with Σ length × min(1, share / r) = text.

    The sum falls as r grows, in pieces between shares: with r between the k-th and the next, the first k passages have
    claimed / r and the others their length.
    """
    order = np.argsort(shares, kind="stable")
    share, length = shares[order], lengths[order].astype(float)
    claimed, longer = np.cumsum(share * length), np.cumsum(length[::-1])[::-1]
    sums = np.divide(claimed - share * length, share, out=np.full_like(share, np.inf), where=share > 0) + longer
    k = int(np.searchsorted(-sums, -text))  # the first share at which the sum is no more than the text
    below, rest = (claimed[k - 1] if k else 0.0), (longer[k] if k < len(longer) else 0.0)
    return max(least, float(below / (text - rest))) if text > rest else least


def extents(shares: Floats, rates: Floats) -> Floats:
    """The extent to which each passage is about each theme, between 0 and 1: `(n_passages, n_themes)`."""
    scaled: Floats = np.minimum(1, shares / rates)
    return scaled


def composition_of(extents: Floats, room: Floats | float = 1.0) -> Floats:
    """Extents as parts of a passage `(n_passages, n_themes)`; with the part about no theme they sum to `room`.

    The part about none of the themes has the extent 1 − max_t extent_t, and all parts are proportional to the extents.
    So the part of a theme that is alone equals its extent, several themes with common clauses divide the passage, and a
    theme is the largest part exactly when its extent is the largest and at least ½.
    """
    none = 1 - extents.max(axis=1, initial=0.0)
    parts: Floats = extents * (room / (extents.sum(axis=1) + none))[:, None]
    return parts
