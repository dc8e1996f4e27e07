"""Topic coherence: how often the top words of a topic occur together in texts.

Conventions. P(·) is the share of windows of a reference corpus that contain a word, or both words (`cooccurrence`:
Boolean sliding windows over the reference's vocabulary words; a text shorter than the window is one window). ε = 1e-12;
i and j run over the top words of a topic, in its order.

- `npmi`, the headline, window 10: mean over pairs of log[(P(i,j) + ε) / P(i)P(j)] / −log(P(i,j) + ε)  (Bouma 2009;
  Aletras & Stevenson 2013). From −1 to 1; words that never meet come near −1 but ε keeps them from it.
- `uci`, window 10: mean over pairs of log[(P(i,j) + ε) / P(i)P(j)]  (Newman et al. 2010).
- `c_v`, window 110, for comparability with published scores: each word's vector of NPMI with all top words, itself
  included; mean cosine with the sum of these vectors (Röder, Both & Hinneburg 2015). It may prefer a topic whose words
  never meet to random words: do not choose by it.
- `umass`, texts as windows: mean over j before i of log[(P(i,j) + ε) / P(j)]  (Mimno et al. 2011).

The numbers equal gensim's `CoherenceModel`. With `exact` they rest on exact window counts instead, and the name of the
measure says so. Words that do not occur in the reference are skipped and counted; gensim drops them silently.

Scores can be compared only on the same reference. Every row therefore names its `reference`. *Random words* serve as a
baseline: lists drawn from the reference, each word in proportion to its frequency. Evenly drawn words would be rare
ones that hardly ever meet, and any topic would look good beside them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError, nearest
from topics.evaluation.windows.cooccurrence import GROUPS, Lists, count_lists, group_documents, number_lists
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import Tokens
from topics.schema import RUN, Column, declare

if TYPE_CHECKING:
    import pandas as pd

Reals = NDArray[np.float64]

EPSILON = 1e-12
WINDOWS: Mapping[str, int | None] = {"npmi": 10, "uci": 10, "c_v": 110, "umass": None}
_SCALE = "NPMI −1 to 1, C_V 0 to 1, UCI and UMass in nats"
COHERENCE = declare(
    "coherence",
    "one measure of one topic, of their mean or of random words",
    (
        RUN,
        Column("topic", "text", "", "id of the topic, `mean of topics` or `random words`"),
        Column("measure", "text", "", "`npmi`, `uci`, `c_v` or `umass`; `…_exact` where windows are counted exactly"),
        Column("value", "number", _SCALE, "coherence of the topic's top words"),
        Column("lower", "number", _SCALE, "lower end of the middle 95 % of resamples, or of random lists"),
        Column("upper", "number", _SCALE, "upper end of the middle 95 % of resamples, or of random lists"),
        Column("n_words", "integer", "words", "top words that occur in the reference and were used"),
        Column("skipped", "integer", "words", "top words that do not occur in it"),
        Column("reference", "text", "", "hash of the reference corpus; scores compare on one reference alone"),
    ),
)
MEAN, RANDOM = "mean of topics", "random words"


def _pmi(joint: Reals) -> Reals:
    alone = np.diagonal(joint, axis1=-2, axis2=-1)
    return np.log((joint + EPSILON) / (alone[..., :, None] * alone[..., None, :]))


def _npmi(joint: Reals) -> Reals:
    return _pmi(joint) / -np.log(joint + EPSILON)


def npmi(joint: Reals) -> Reals:
    """NPMI of `joint (…, n, n)`, the P(i, j) of a topic's words with P(i) on the diagonal."""
    return _mean_over_pairs(_npmi(joint))


def uci(joint: Reals) -> Reals:
    """UCI; arguments as for `npmi`."""
    return _mean_over_pairs(_pmi(joint))


def umass(joint: Reals) -> Reals:
    """UMass; arguments as for `npmi`, but the order of the words matters."""
    alone = np.diagonal(joint, axis1=-2, axis2=-1)
    return _mean_over_pairs(np.log((joint + EPSILON) / alone[..., :, None]))


def c_v(joint: Reals) -> Reals:
    """C_V; arguments as for `npmi`."""
    vectors = _npmi(joint)
    whole = vectors.sum(axis=-2)
    dots = np.einsum("...ij,...j->...i", vectors, whole)
    norms = np.linalg.norm(vectors, axis=-1) * np.linalg.norm(whole, axis=-1)[..., None]
    means: Reals = (dots / norms).mean(axis=-1)
    return means


def _mean_over_pairs(values: Reals) -> Reals:
    """Over j < i, values[j, i]."""
    first, second = np.triu_indices(values.shape[-1], 1)
    means: Reals = values[..., first, second].mean(axis=-1)
    return means


MEASURES: Mapping[str, Callable[[Reals], Reals]] = {"npmi": npmi, "uci": uci, "c_v": c_v, "umass": umass}


def coherence_table(
    fitted: FittedTopics, reference: Tokens, *, run: str = "", top_n: int = 10, **options: object
) -> "pd.DataFrame":
    """Coherence of the `top_n` likeliest words of each topic of a fit; `options` are the keywords of `coherence`."""
    topics = dict(zip(fitted.topic_ids, fitted.top_words(top_n), strict=True))
    return coherence(topics, reference, run=run, **options)  # type: ignore[arg-type]


def coherence(
    topics: Mapping[str, Sequence[str]],
    reference: Tokens,
    *,
    run: str = "",
    measures: Sequence[str] = tuple(MEASURES),
    documents: Sequence[str] | None = None,
    exact: bool = False,
    draws: int = 500,
    random_lists: int = 50,
    seed: int = 1,
) -> "pd.DataFrame":
    """Coherence of topics, given as their top words, on a reference corpus.

    Columns as declared in `COHERENCE`. Each measure has one row per topic, one row `mean of topics` (over topics that
    have a value) and one row `random words`. `lower` and `upper` bound the middle 95 % of `draws` resamples of the
    reference's documents (`documents` names the document of each passage; without it, passages are resampled). These
    bounds are centred on the value, because a resample loses pairs that few documents hold, ε makes each loss costly,
    and so resamples lie below the value itself. For random words the bounds hold 95 % of `random_lists` lists as long
    as the longest topic. A topic with fewer than two words in the reference is NaN. `draws = 0` and `random_lists = 0`
    leave out the intervals and the random words. Raises ScoreError for an unknown measure, a topic that names a word
    twice, and numbers of documents and passages that differ.
    """
    import pandas as pd

    for measure in measures:
        if measure not in MEASURES:
            raise ScoreError(f'there is no coherence "{measure}"; {nearest(measure, MEASURES)}')
    lists = number_lists(list(topics.values()), reference)
    longest = max((len(words) for words in topics.values()), default=0)
    chance = number_lists(_random_lists(reference, random_lists, longest, seed), reference)
    groups = group_documents(reference, documents, seed, GROUPS if draws else 1)
    resamples = _resamples(int(groups.max(initial=0)) + 1, draws, seed)
    n_words = [len(columns) for columns in lists.columns]
    skipped = [len(words) - n for words, n in zip(topics.values(), n_words, strict=True)]
    labels = {
        "run": run,
        "topic": [*topics, MEAN, RANDOM],
        "n_words": [*n_words, sum(n_words), sum(map(len, chance.columns))],
        "skipped": [*skipped, sum(skipped), 0],
        "reference": reference.fingerprint,
    }
    tables = {}
    for window in dict.fromkeys(WINDOWS[measure] for measure in measures):
        # The first draw is the reference itself.
        shares = count_lists(lists, reference, groups, window, exact=exact).shares(resamples)
        by_chance = count_lists(chance, reference, groups, window, exact=exact).shares(resamples[:1])
        for measure in (name for name in measures if WINDOWS[name] == window):
            name = f"{measure}_exact" if exact else measure
            scores = _scores(_values(measure, lists, shares), _values(measure, chance, by_chance)[:, 0])
            table = COHERENCE.frame({**labels, "measure": name, **scores})
            tables[measure] = table if chance.columns else table.iloc[:-1]
    return pd.concat([tables[measure] for measure in measures], ignore_index=True)


def _scores(values: Reals, random: Reals) -> dict[str, list[float]]:
    """Value and bounds of topics, their mean and random words.

    From `values (n_topics, 1 + n_draws)` and `random (n_lists)`.
    """
    values = np.vstack([values, _mean(values)])
    bands = [_middle(row[1:] - _mean(row[1:]) + row[0]) for row in values] + [_middle(random)]
    lower, upper = map(list, zip(*bands, strict=True))
    return {"value": [*values[:, 0].tolist(), float(_mean(random))], "lower": lower, "upper": upper}


def _values(measure: str, lists: Lists, shares: Reals) -> Reals:
    """A measure of each list in each draw `(n_lists, n_draws)` from `shares (n_draws, n_columns)`.

    NaN for fewer than two words; not finite where a draw misses a word.
    """
    nothing = np.full(len(shares), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = [MEASURES[measure](shares[:, words]) if len(words) > 1 else nothing for words in lists.columns]
    return np.reshape(rows, (len(lists.columns), len(shares)))


def _mean(values: Reals) -> Any:
    """Mean over the finite values of the first axis."""
    known = np.isfinite(values)
    total, n = np.where(known, values, 0).sum(axis=0), known.sum(axis=0)
    return np.divide(total, n, out=np.full_like(total, np.nan), where=n > 0)


def _middle(values: Reals) -> tuple[float, float]:
    """Bounds of the middle 95 % of the finite values; NaN if there is none."""
    finite = values[np.isfinite(values)]
    lower, upper = np.quantile(finite, (0.025, 0.975)) if len(finite) else (np.nan, np.nan)
    return float(lower), float(upper)


def _resamples(n_groups: int, draws: int, seed: int) -> Reals:
    """Number of times that each resample holds each group `(1 + draws, n_groups)`; the first holds every group once."""
    even = np.full(n_groups, 1 / n_groups)
    drawn = np.random.default_rng([seed, 1]).multinomial(n_groups, even, size=draws)
    return np.vstack([np.ones(n_groups), drawn])


def _random_lists(reference: Tokens, n: int, length: int, seed: int) -> list[list[str]]:
    """`n` lists of `length` distinct words, drawn one after the other by how often they occur."""
    if not n or not len(reference.word_ids):
        return []
    often = np.bincount(reference.word_ids, minlength=reference.n_words) / len(reference.word_ids)
    drawn = np.random.default_rng([seed, 2]).choice(reference.n_words, (n, 5 * length), p=often)
    return [[reference.vocabulary[i] for i in dict.fromkeys(row)][:length] for row in drawn.tolist()]
