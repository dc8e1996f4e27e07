"""Theme shares by period: how much of the text, or of the documents, is about each theme.

Conventions. Text share of theme k in a period = Σ_p L_p y_pk / Σ_p L_p over its passages p, where L_p counts all word
tokens and y_pk is the passage's membership in the theme. Document share = Σ_d y_dk / N with y_dk the text share inside
document d: every document counts one. Documents and passages without a word token are in no denominator. The themes,
`none of the themes` and `unassigned` add to 1 in every period.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, nearest
from topics.shares.codebook import ThemeScores
from topics.shares.intervals import pool_seeds, resampled_totals, share_bounds
from topics.shares.periods import Periods
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd

Duplicates = Literal["once", "keep"]
Membership = Literal["weight", "primary"]
WEIGHTINGS = ("text", "document")
COLUMNS = (
    "estimator",
    "weighting",
    "theme",
    "period",
    "share",
    "lower",
    "upper",
    "se_documents",
    "se_seeds",
    "n_seeds",
    "n_documents",
    "n_passages",
    "n_tokens",
)

Floats = NDArray[np.float64]


def theme_shares(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    periods: Periods,
    duplicates: Duplicates = "once",
    membership: Membership = "weight",
    draws: int = 2000,
    seed: int = 1,
) -> "pd.DataFrame":
    """The shares table of one estimator: a row for each weighting, theme and period, columns as in `COLUMNS`.

    `scores` holds one ThemeScores a seed, all of the same themes. `passages` has `passage_id, doc_id, counted, n_tokens`
    (other columns are not looked at), `documents` has `doc_id, date` and, where dates are not all known to the day,
    `date_precision`. `duplicates="once"` leaves out passages that are not `counted`. `membership="weight"` takes a
    passage's theme weights, `"primary"` gives it wholly to the largest of them (see `ThemeScores.primary`).

    A period without a document is a row of NaN with n = 0. A label that the estimator gives to no passage of any period
    (a theme without a topic, `unassigned` where nothing ever is) has share 0 and no bounds. Otherwise bounds and standard errors: see `topics.shares.intervals`.
    Raises ModelError where the tables do not belong together.
    """
    import pandas as pd

    _check(scores, duplicates, membership)
    table = _periods_of_passages(passages, documents, periods, duplicates)
    memberships = np.stack([_membership(s, table["passage_id"].tolist(), membership) for s in scores], axis=1)
    places = {str(period): rows for period, rows in table.groupby("period").indices.items()}
    themes = (*scores[0].theme_ids, NONE_OF_THE_THEMES, UNASSIGNED)
    cells = {
        period: _period_shares(table.iloc[rows], memberships[rows], period, draws, seed)
        for period, rows in places.items()
    }
    # Zero everywhere is what this estimator cannot see, not a small share: no sample of documents bounds it.
    blind = ~memberships.any(axis=(0, 1))
    for numbers, _ in cells.values():
        numbers[:, 1:3, blind] = np.nan
    nothing = np.full((len(WEIGHTINGS), 5, len(themes)), np.nan), (0, 0, 0)
    found = []
    for w, weighting in enumerate(WEIGHTINGS):
        for k, theme in enumerate(themes):
            for period in periods.names:
                numbers, counts = cells.get(period, nothing)
                found.append((estimator, weighting, theme, period, *numbers[w, :, k], len(scores), *counts))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _check(scores: Sequence[ThemeScores], duplicates: str, membership: str) -> None:
    if not scores:
        raise ModelError("theme shares need the theme scores of at least one seed, and none were given.")
    if any(s.theme_ids != scores[0].theme_ids for s in scores):
        raise ModelError("the seeds of one estimator were scored on different themes; score them on the same ones.")
    for value, known in ((duplicates, ("once", "keep")), (membership, ("weight", "primary"))):
        if value not in known:
            raise ModelError(f'"{value}" is not a way to count shares; {nearest(value, known)}')


def _periods_of_passages(
    passages: "pd.DataFrame", documents: "pd.DataFrame", periods: Periods, duplicates: str
) -> "pd.DataFrame":
    """The passages that enter a share, with their period."""
    period_of = dict(zip(documents["doc_id"], periods.of_documents(documents), strict=True))
    strangers = sorted(set(passages["doc_id"]) - period_of.keys())
    if strangers:
        raise ModelError(f'passages name a document that the documents table lacks: "{strangers[0]}".')
    table = passages[["passage_id", "doc_id", "n_tokens"]].assign(period=passages["doc_id"].map(period_of))
    used = (table["period"] != "") & (table["n_tokens"] > 0)
    if duplicates == "once":
        used &= passages["counted"].astype(bool)
    return table[used].reset_index(drop=True)


def _membership(scores: ThemeScores, passage_ids: list[str], membership: str) -> Floats:
    """Membership of each passage `(n_passages, n_themes + 2)`: themes, none of them, unassigned."""
    rows = scores.rows(passage_ids)
    if membership == "weight":
        return scores.composition[rows]
    whole: Floats = np.eye(len(scores.theme_ids) + 2)[scores.primary[rows]]
    return whole


def _period_shares(
    table: "pd.DataFrame", memberships: Floats, period: str, draws: int, seed: int
) -> tuple[Floats, tuple[int, int, int]]:
    """One period: share, lower, upper, se_documents, se_seeds `(n_weightings, 5, n_themes)`; documents, passages, tokens.

    `memberships` is `(n_passages, n_seeds, n_themes)`, rows as in `table`.
    """
    lengths = table["n_tokens"].to_numpy(dtype=np.float64)
    text, tokens = _document_sums(table["doc_id"].to_numpy(), lengths, memberships)
    inside = text / tokens[:, None]
    n, k = text.shape
    estimates = text.sum(axis=0) / tokens.sum(), inside.mean(axis=0)
    if n > 1:
        totals = resampled_totals(np.column_stack([text, inside, tokens]), draws=draws, seed=seed, period=period)
        replicates = totals[:, :k] / totals[:, -1:], totals[:, k : 2 * k] / (n - 1)
        variances = [shares.var(axis=0, ddof=1) for shares in replicates]
    else:
        variances = [np.full(k, np.nan)] * len(WEIGHTINGS)
    shape = memberships.shape[1:]
    numbers = [
        _band(share.reshape(shape), variance.reshape(shape), n)
        for share, variance in zip(estimates, variances, strict=True)
    ]
    return np.stack(numbers), (n, len(table), int(lengths.sum()))


def _band(shares: Floats, variances: Floats, n_documents: int) -> Floats:
    """From shares and their variances over documents, a row a seed, to the five numbers of each theme `(5, n_themes)`."""
    share, se_documents, se_seeds, degrees = pool_seeds(shares, variances, n_documents)
    variance = se_documents**2 + np.nan_to_num(se_seeds) ** 2
    return np.stack([share, *share_bounds(share, variance, degrees, n_documents), se_documents, se_seeds])


def _document_sums(doc_ids: NDArray[np.object_], lengths: Floats, memberships: Floats) -> tuple[Floats, Floats]:
    """Tokens of each label and all tokens, by document in order of id: `(n_documents, n_seeds · n_labels)`, `(n_documents,)`."""
    from scipy.sparse import csr_matrix

    _, document = np.unique(doc_ids.astype(str), return_inverse=True)
    weights = csr_matrix((lengths, (document, np.arange(len(lengths)))))
    sums: Floats = weights @ memberships.reshape(len(lengths), -1)
    return sums, np.bincount(document, weights=lengths).astype(np.float64)
