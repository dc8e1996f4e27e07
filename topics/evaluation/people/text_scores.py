"""Scores of estimators against coded texts, in any language: F1, precision, recall and shares, with intervals.

Conventions. A text is a coded passage or a whole document; `document (n,)` numbers the document or other cluster that
each text is from. A theme counts as estimated where it is the main theme (`primary`: it has the largest part) or is
present (`mentions`: with ½ and more). Scores of several seeds are averaged, not the seeds' estimates.

Macro-F1 is the unweighted mean of the themes' F1 over the themes that are coded at least once. Intervals are the 2.5 %
and 97.5 % percentiles of the scores over documents drawn with replacement; all estimators are scored on the same draws,
so differences to the baseline are paired. A draw in which no theme is coded has no macro-F1 and is left out. There is
no interval (NaN) for texts of fewer than two documents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import StudyError, nearest
from topics.schema import ESTIMATOR, POINTS, SHARE, THEME, Column, declare, renamed

if TYPE_CHECKING:
    import pandas as pd

_CODE = Column("code", "text", "", "`primary`: the main theme; `mentions`: every theme that is present")
_LOWER = Column("lower", "number", "0 to 1", "lower end of the 95 % interval of F1")
_UPPER = Column("upper", "number", "0 to 1", "upper end of the 95 % interval of F1")
SCORES = declare(
    "estimator scores",
    "one estimator and kind of code",
    (
        ESTIMATOR,
        _CODE,
        Column("f1", "number", "0 to 1", "mean of the themes' F1 (macro-F1)"),
        _LOWER,
        _UPPER,
        Column("difference", "number", "−1 to 1", "macro-F1 − that of the baseline; missing for the baseline itself"),
        Column("difference_lower", "number", "−1 to 1", "lower end of the 95 % interval of the difference"),
        Column("difference_upper", "number", "−1 to 1", "upper end of the 95 % interval of the difference"),
        Column("n_texts", "integer", "texts", "coded texts"),
        Column("n_documents", "integer", "documents", "documents that the texts are from"),
    ),
)
SCORES_BY_THEME = declare(
    "estimator scores by theme",
    "one estimator, kind of code and theme; means over seeds",
    (
        ESTIMATOR,
        _CODE,
        renamed(THEME, "theme", "id of the theme"),
        Column("precision", "number", SHARE, "coded so, of the texts that are estimated so"),
        Column("recall", "number", SHARE, "estimated so, of the texts that are coded so"),
        Column("f1", "number", "0 to 1", "harmonic mean of precision and recall"),
        _LOWER,
        _UPPER,
        Column("n_coded", "number", "texts", "texts coded so, by their weights"),
        Column("n_estimated", "number", "texts", "texts estimated so, by their weights"),
    ),
)
SCORED_SHARES = declare(
    "estimator shares",
    "one estimator, membership and theme; means over seeds",
    (
        ESTIMATOR,
        Column("membership", "text", "", "`weight`: texts count by their theme weights; `primary`: for the main theme"),
        renamed(THEME, "theme", "id of the theme"),
        Column("coded_share", "number", SHARE, "share of the text by the codes"),
        Column("share", "number", SHARE, "share of the text by the estimator"),
        Column(
            "mean_absolute_error", "number", POINTS, "mean over documents of the distance between share and coded share"
        ),
        Column("largest_error", "number", POINTS, "the largest of these distances"),
        Column("n_documents", "integer", "documents", "documents that the texts are from"),
        Column("unfit", "text", "", "why the estimator is unfit for the theme, else empty", optional=True),
        Column(
            "apart",
            "text",
            "",
            "the share furthest apart from the own estimator's, else empty",
            optional=True,
        ),
    ),
)

PRESENT = 0.5
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class TextCodes:
    """The codes of n texts: `primary` and `mentions (n, n_themes)`, `document (n,)`, `weight (n,)`, `length (n,)`.

    `mentions` is None where only main themes were coded. F1 counts a text by its weight; a share counts it by weight
    × length, in any unit of length. Main theme `primary` holds at most one True in a row.
    """

    themes: tuple[str, ...]
    primary: Booleans
    mentions: Booleans | None
    document: NDArray[np.intp]
    weight: Floats
    length: Floats

    def of_texts(self, rows: NDArray[np.intp]) -> "TextCodes":
        """The codes of some of the texts."""
        mentions = None if self.mentions is None else self.mentions[rows]
        parts = (self.primary[rows], mentions, self.document[rows], self.weight[rows], self.length[rows])
        return TextCodes(self.themes, *parts)


@dataclass(frozen=True)
class TextEstimates:
    """What an estimator finds in the same texts with one seed: `weights`, `present` and `primary (n, n_themes)`."""

    weights: Floats
    present: Floats
    primary: Booleans


@dataclass(frozen=True)
class TextScores:
    """Columns as declared in `SCORES`, `SCORES_BY_THEME` and `SCORED_SHARES`; rows in the order of the estimators.

    `own` is the name of the study's own estimator, "" where there is no study.
    """

    scores: "pd.DataFrame"
    by_theme: "pd.DataFrame"
    shares: "pd.DataFrame"
    own: str = ""


def text_scores(
    codes: TextCodes,
    estimates: Mapping[str, Sequence[TextEstimates]],
    baseline: str,
    *,
    draws: int = 2000,
    seed: int = 1,
    level: float = 0.95,
) -> TextScores:
    """Score estimators, each with one or more seeds, against codes; see the conventions above.

    `level` is that of the differences' intervals, if another than 95 %.

    Raises StudyError for a baseline that is none of the estimators.
    """
    if baseline not in estimates:
        raise StudyError(f'baseline: there is no estimator "{baseline}"; {nearest(baseline, estimates)}')
    _, document = np.unique(codes.document, return_inverse=True)
    n = int(document.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws if n > 1 else 0)
    coded = {"primary": codes.primary, **({} if codes.mentions is None else {"mentions": codes.mentions})}
    scores, by_theme = [], []
    for code, truth in coded.items():
        sums = {
            name: [_sums(_estimated(one, code), truth, codes.weight, document, n) for one in seeds]
            for name, seeds in estimates.items()
        }
        found = {name: float(np.mean([_macro(s.sum(axis=0)) for s in seeds])) for name, seeds in sums.items()}
        macro = {
            name: np.mean([_macro(np.tensordot(drawn, s, 1)) for s in seeds], axis=0) for name, seeds in sums.items()
        }
        for name, seeds in sums.items():
            difference = (np.nan, np.nan, np.nan)
            if name != baseline:
                difference = found[name] - found[baseline], *_interval(macro[name] - macro[baseline], level)
            scores.append((name, code, found[name], *_interval(macro[name]), *difference, len(truth), n))
            by_theme += [(name, code, *row) for row in _theme_rows(codes.themes, seeds, drawn)]
    return TextScores(
        SCORES.frame(scores), SCORES_BY_THEME.frame(by_theme), SCORED_SHARES.frame(_shares(codes, estimates, document))
    )


def _estimated(one: TextEstimates, code: str) -> Booleans:
    return one.primary if code == "primary" else one.present >= PRESENT


def _sums(estimated: Booleans, coded: Booleans, weight: Floats, document: NDArray[np.intp], n: int) -> Floats:
    """Right, estimated and coded texts of each document and theme, by weight: `(n_documents, 3, n_themes)`."""
    counts = np.stack([estimated & coded, estimated, coded], axis=1) * weight[:, None, None]
    sums = np.zeros((n, *counts.shape[1:]))
    np.add.at(sums, document, counts)
    return sums


def _f1(sums: Floats) -> Floats:
    """F1 of each theme from sums `(…, 3, n_themes)`: `(…, n_themes)`, NaN for a theme that is never coded."""
    right, estimated, coded = np.moveaxis(sums, -2, 0)
    f1: Floats = np.divide(2 * right, estimated + coded, out=np.full(right.shape, np.nan), where=coded > 0)
    return f1


def _macro(sums: Floats) -> Floats:
    """Macro-F1 from sums `(…, 3, n_themes)`: `(…)`, NaN where no theme is coded."""
    f1 = _f1(sums)
    known = ~np.isnan(f1)
    n = known.sum(axis=-1)
    total = np.where(known, f1, 0).sum(axis=-1)
    macro: Floats = np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)
    return macro


def _interval(drawn: Floats, level: float = 0.95) -> tuple[float, float]:
    """The interval of scores `(n_draws,)`; NaN without a draw that has a score."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return np.nan, np.nan
    lower, upper = np.percentile(known, [50 * (1 - level), 50 * (1 + level)])
    return float(lower), float(upper)


def _theme_rows(themes: Sequence[str], seeds: Sequence[Floats], drawn: NDArray[np.integer]) -> list[tuple[object, ...]]:
    """A row per theme: its precision, recall and F1 over all texts with an interval, and how often it is found."""
    whole = np.stack([sums.sum(axis=0) for sums in seeds])
    right, estimated, coded = np.moveaxis(whole, 1, 0)
    nothing = np.full(right.shape, np.nan)
    # A seed that never finds the theme has no precision; the others' mean stands for it.
    precision = _mean(np.divide(right, estimated, out=nothing.copy(), where=estimated > 0))
    recall = _mean(np.divide(right, coded, out=nothing.copy(), where=coded > 0))
    f1 = np.mean(_f1(whole), axis=0)
    drawn_f1 = np.mean([_f1(np.tensordot(drawn, sums, 1)) for sums in seeds], axis=0)
    n_coded, n_estimated = coded.mean(axis=0), estimated.mean(axis=0)
    return [
        (theme, precision[t], recall[t], f1[t], *_interval(drawn_f1[:, t]), n_coded[t], n_estimated[t])
        for t, theme in enumerate(themes)
    ]


def _mean(values: Floats) -> Floats:
    """Means over seeds `(n_seeds, n_themes)` of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    n = known.sum(axis=0)
    mean: Floats = np.divide(np.where(known, values, 0).sum(axis=0), n, out=np.full(n.shape, np.nan), where=n > 0)
    return mean


def _shares(
    codes: TextCodes, estimates: Mapping[str, Sequence[TextEstimates]], document: NDArray[np.intp]
) -> list[tuple[object, ...]]:
    """Rows of `SCORED_SHARES`: shares of all texts, and the distance to the codes document by document."""
    size = codes.weight * codes.length
    total = np.bincount(document, weights=size)
    used = total > 0

    def sums(parts: Floats | Booleans) -> Floats:
        found = np.zeros((len(total), len(codes.themes)))
        np.add.at(found, document, parts * size[:, None])
        return found

    coded = sums(codes.primary)
    rows: list[tuple[object, ...]] = []
    for name, seeds in estimates.items():
        for membership in ("weight", "primary"):
            found = np.mean([sums(one.weights if membership == "weight" else one.primary) for one in seeds], axis=0)
            error = 100 * np.abs(found - coded)[used] / total[used, None]
            shares = zip(codes.themes, coded.sum(0), found.sum(0), error.mean(0), error.max(0), strict=True)
            rows += [
                (name, membership, theme, c / total.sum(), f / total.sum(), mean, largest, int(used.sum()))
                for theme, c, f, mean, largest in shares
            ]
    return rows
