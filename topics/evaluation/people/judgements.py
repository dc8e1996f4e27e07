"""Scores of people's answers to intrusion and label tasks: precision against chance, and reliability of the coders.

Conventions. `answers (n_coders, n_items)` are numbers of options, NaN if a coder did not answer. Precision is the share
of correct answers. Over several coders it is the mean over items of the share of coders who are correct, and its Wilson
interval counts items, since answers to one item are not independent evidence. p is exact and one-sided: the probability
that somebody who guesses is right at least as often; over several coders it is the largest of theirs.

Topic log odds (Chang et al. 2009): mean of log θ̂(intruder) − log θ̂(chosen). It is at most 0, and 0 for a perfect match;
weights below .001 count as .001, since some models have exact zeros.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.errors import ScoreError
from topics.evaluation.people.intrusion import Item
from topics.evaluation.people.krippendorff import RELY, TENTATIVE, alpha_interval
from topics.schema import PROBABILITY, SHARE, Column, declare

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_Z = 1.959963984540054
_SMALLEST = 1e-3
ALL = "all"

_ODDS = "natural logarithm of odds"
_SCORED = (
    Column("items", "integer", "items", "items with an answer"),
    Column("precision", "number", SHARE, "answers that are the item's"),
)
_BOUNDS = (
    Column("lower", "number", SHARE, "lower end of the Wilson 95 % interval of the precision"),
    Column("upper", "number", SHARE, "upper end of the Wilson 95 % interval of the precision"),
)
_BY_CHANCE = (
    Column("chance", "number", PROBABILITY, "what guessing would give"),
    Column("p", "number", PROBABILITY, "probability that somebody who guesses is right at least as often"),
)
_LOG_ODDS = (
    Column("log_odds", "number", _ODDS, "mean topic log odds of the answers, for items of topics", optional=True),
    Column("log_odds_lower", "number", _ODDS, "lower end of their bootstrap 95 % interval", optional=True),
    Column("log_odds_upper", "number", _ODDS, "upper end of their bootstrap 95 % interval", optional=True),
)
_SUBJECT = Column("subject", "text", "", "id of the topic or theme")
PRECISION = declare(
    "validation precision",
    "one coder, or all of several",
    (Column("coder", "text", "", "name of the coder, or `all`"), *_SCORED, *_BOUNDS, *_BY_CHANCE, *_LOG_ODDS),
)
SUBJECTS = declare(
    "validation subjects",
    "one topic or theme, all coders",
    (_SUBJECT, *_SCORED, *_BOUNDS, *_BY_CHANCE, *(column for column in _LOG_ODDS if column.name == "log_odds")),
)
RELIABILITY = declare(
    "validation reliability",
    "all coders together",
    (
        Column("coders", "integer", "coders", "coders who have answered"),
        Column("items", "integer", "items", "items with two answers or more"),
        Column("alpha", "number", "α, up to 1", "Krippendorff's α"),
        Column("lower", "number", "α, up to 1", "lower end of its bootstrap 95 % interval"),
        Column("upper", "number", "α, up to 1", "upper end of its bootstrap 95 % interval"),
        Column("reading", "text", "", "what Krippendorff says of such an α"),
    ),
)


def wilson(right: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a proportion `right / n`; NaN for n = 0.

    (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n), Wilson 1927.
    """
    if n <= 0:
        return float("nan"), float("nan")
    p, z = right / n, _Z**2 / n
    middle, half = (p + z / 2) / (1 + z), _Z * np.sqrt((p * (1 - p) + z / 4) / n) / (1 + z)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def above_chance(right: int, chances: Sequence[float]) -> float:
    """P(at least `right` successes) of independent trials with these chances: exact, binomial where they are equal."""
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return float(min(1.0, distribution[right:].sum()))


def judgement_tables(
    items: Sequence[Item], answers: ArrayLike, coders: Sequence[str], *, labels: bool = False, seed: int = 1
) -> "dict[str, pd.DataFrame]":
    """Three tables: `precision` over all items, `subjects` for each subject, and `reliability` of the coders.

    Columns as declared in `PRECISION`, `SUBJECTS` and `RELIABILITY`, which needs two coders. Codes are the options'
    `labels` if items share them, else the positions of the options. Raises ScoreError if nobody answered.
    """
    codes = np.asarray(answers, dtype=np.float64).reshape(len(coders), len(items))
    if np.isnan(codes).all():
        raise ScoreError("nobody has answered an item yet: fill in the column `answer` of a sheet.")
    right = np.where(np.isnan(codes), np.nan, codes == np.array([item.answer for item in items]))
    odds = log_odds(items, codes)
    rows = [{"coder": coder, **_row(items, right[[i]], odds[[i]], seed)} for i, coder in enumerate(coders)]
    if len(coders) > 1:
        rows.append({"coder": ALL, **_row(items, right, odds, seed)})
    subjects = []
    for subject in sorted({item.subject for item in items}):
        own = [i for i, item in enumerate(items) if item.subject == subject]
        row = _row([items[i] for i in own], right[:, own], odds[:, own], seed)
        subjects.append(
            {"subject": subject, **{k: v for k, v in row.items() if k[-6:] != "_lower" and k[-6:] != "_upper"}}
        )
    tables = {"precision": PRECISION.frame(rows), "subjects": SUBJECTS.frame(subjects)}
    if np.isnan(odds).all():
        odd = [column.name for column in _LOG_ODDS]
        tables = {name: table.drop(columns=odd, errors="ignore") for name, table in tables.items()}
    if len(coders) > 1:
        tables["reliability"] = _reliability(items, codes, labels, seed)
    return tables


def log_odds(items: Sequence[Item], codes: Floats) -> Floats:
    """Log odds log θ̂(answer) − log θ̂(chosen) of each answer `(n_coders, n_items)`; NaN without weights or an answer."""
    odds = np.full(codes.shape, np.nan)
    for i, item in enumerate(items):
        if item.weights:
            logs = np.log(np.maximum(item.weights, _SMALLEST))
            known = ~np.isnan(codes[:, i])
            odds[known, i] = logs[item.answer] - logs[codes[known, i].astype(int)]
    return odds


def mean_interval(values: ArrayLike, draws: int = 2000, seed: int = 1) -> tuple[float, float, float]:
    """A mean with the 2.5 % and 97.5 % points of its bootstrap; NaN for no values."""
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return (float("nan"),) * 3
    drawn = known[np.random.default_rng(seed).integers(len(known), size=(draws, len(known)))].mean(axis=1)
    lower, upper = np.quantile(drawn, [0.025, 0.975])
    return float(known.mean()), float(lower), float(upper)


def _row(items: Sequence[Item], right: Floats, odds: Floats, seed: int) -> dict[str, Any]:
    answered = ~np.isnan(right).all(axis=0)
    of_item = _mean_over_coders(right[:, answered])
    lower, upper = wilson(of_item.sum(), len(of_item))
    chances = np.array([1 / len(item.options) for item in items])
    by_coder = [(r[known], chances[known]) for r in right if (known := ~np.isnan(r)).any()]
    mean, low, high = mean_interval(_mean_over_coders(odds[:, answered]), seed=seed)
    return {
        "items": len(of_item),
        "precision": of_item.mean() if len(of_item) else np.nan,
        "lower": lower,
        "upper": upper,
        "chance": chances[answered].mean() if len(of_item) else np.nan,
        "p": max((above_chance(int(r.sum()), c.tolist()) for r, c in by_coder), default=np.nan),
        "log_odds": mean,
        "log_odds_lower": low,
        "log_odds_upper": high,
    }


def _mean_over_coders(values: Floats) -> Floats:
    """Means of columns that have a number, NaN of others."""
    known = ~np.isnan(values)
    sums, n = np.where(known, values, 0).sum(axis=0), known.sum(axis=0)
    means: Floats = np.divide(sums, n, out=np.full(len(n), np.nan), where=n > 0)
    return means


def _reliability(items: Sequence[Item], codes: Floats, labels: bool, seed: int) -> "pd.DataFrame":
    known = {name: number for number, name in enumerate(sorted({o for item in items for o in item.options}))}
    if labels:
        codes = codes.copy()
        for i, item in enumerate(items):
            given = ~np.isnan(codes[:, i])
            codes[given, i] = [known[item.options[int(code)]] for code in codes[given, i]]
    point, lower, upper = alpha_interval(codes, seed=seed)
    twice = int(((~np.isnan(codes)).sum(axis=0) >= 2).sum())
    row = {"coders": len(codes), "items": twice, "alpha": point, "lower": lower, "upper": upper}
    return RELIABILITY.frame([{**row, "reading": reading(point, lower)}])


def reading(alpha: float, lower: float = float("nan")) -> str:
    """Krippendorff's reading of an α (2004, 2019), in words; `lower` is the lower end of its interval, if known.

    What only the α itself reaches, and not its interval, is not shown.

    >>> reading(0.89, 0.83), reading(0.89, 0.7), reading(0.89, 0.49)
    ('reliable', 'not shown to be reliable: tentative conclusions only', 'not shown to be reliable: interval too wide')
    """
    if np.isnan(alpha):
        return "not known: no item has two answers, or all answers are one"
    if alpha < TENTATIVE:
        return "not reliable"
    if lower < TENTATIVE:
        return "not shown to be reliable: interval too wide"
    if alpha >= RELY and lower < RELY:
        return "not shown to be reliable: tentative conclusions only"
    return "reliable" if alpha >= RELY else "tentative conclusions only"
