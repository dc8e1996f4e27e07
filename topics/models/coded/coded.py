"""Coded: an estimator that learns from the study's own codes what a passage about a theme looks like.

Where a study has codes, they say more than any rule fixed beforehand: how a theme's terms, companions and slogans are
used in this text. A regularised logistic regression (`classifier`) learns it from a few numbers of each passage that a
person can read (`features`); below `features.WORDS_FROM` codes without those of its words.

Documents that hold codes, and their copies, get the probabilities of a classifier that saw no code of them or of a copy
(cross-fitting), so that the fit agrees with codes as it would with new ones, and may be compared with and corrected by
them. Families of copies are dealt to folds by size and name, so that nothing is drawn and a seed changes nothing. The
part of a passage that is about a theme is the probability that it is mainly about it; it mentions a theme by the
probability of that.

Probabilities are calibrated for the passages that were coded, and for others so far as these were drawn from them:
trained on one corpus, shares in another were off by up to four points. The fit keeps where the codes are from, what was
expected and coded (`calibration`), and the learning curve (`curve`).
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from topics.errors import ModelError
from topics.models.coded.classifier import cross_fitted
from topics.models.coded.curve import learning_curve
from topics.models.coded.features import features, names_of, taught
from topics.models.counting.lexicon import NONE, theme_words
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput, with_rest

FEWEST_CODES = 40  # coded passages; with fewer, a count of terms is as good
FEWEST_DOCUMENTS = 10  # that they are from, copies counted once
FEWEST_OF_THEME = 3  # of a theme, or its own level is a guess
_FOLDS = 10

_CURVE_SEED = 0


def check_coded(data: ModelInput, **_: object) -> None:
    """Raise ModelError where there are too few codes to learn from, saying how many there are and are needed."""
    if not data.themes:
        raise ModelError("coded: the study names no theme to learn. Write themes.toml.")
    n = len(data.codes.rows) if data.codes else 0
    if data.codes is None or n < FEWEST_CODES:
        raise ModelError(
            f"coded: the study has codes of {n} passages, and fewer than {FEWEST_CODES} teach no more than counting "
            "terms does. Code more of them (gold.csv, or [themes] gold = 'gold/codes.csv' for those of `topics gold`), "
            "or take clause-extent, which needs none."
        )
    n_families = len({_family(data)[row] for row in data.codes.rows.tolist()})
    if n_families < FEWEST_DOCUMENTS:
        raise ModelError(
            f"coded: the codes are of {n_families} documents, copies counted once. At least {FEWEST_DOCUMENTS} are "
            "needed, since what was learned is tried on documents that it was not learned from."
        )
    for theme, number in zip(data.themes, data.codes.primary.sum(axis=0).tolist(), strict=True):
        if number < FEWEST_OF_THEME:
            raise ModelError(
                f'coded: {number} coded passages are mainly about "{theme.id}"; at least {FEWEST_OF_THEME} are needed. '
                "Code more passages that hold its terms, or leave the theme out."
            )


@MODELS.register(
    "coded",
    label={"en": "Coded", "zh": "编码学习法"},
    uses={"themes", "texts", "codes"},
    libraries=("scikit-learn",),
    paper="le Cessie & van Houwelingen 1992",
    check=check_coded,
    counts_terms=True,
    seedless=True,
    after="clause-extent",
)
def fit_coded(data: ModelInput, seed: int = 0) -> FittedTopics:
    """Fit the probability that each passage is mainly about a theme, and that it mentions it, from the study's codes.

    `passage_topics` are the probabilities for main themes, scaled down where they sum to more than 1, and `none` the
    rest. `passage_present` are those for mentions; where only main themes were coded, the same as these. `scores` hold
    `codes`, `documents`, `features` with the coefficients of each, `calibration` and `curve`. `seed` is a parameter
    because every model has one. Raises ModelError as `check_coded`.
    """
    from threadpoolctl import threadpool_limits

    check_coded(data)
    assert data.codes
    codes, family = data.codes, _family(data)
    coded = [family[row] for row in codes.rows.tolist()]
    fold_of = folds(coded, _FOLDS)
    fold = np.array([fold_of.get(name, -1) for name in family], dtype=np.intp)
    with threadpool_limits(1):
        told = features(data)
        seen = taught(told, len(coded))
        learned, main = cross_fitted(seen, codes.rows, codes.primary, fold)
        curve = learning_curve(told[codes.rows], codes.primary, coded, _CURVE_SEED)
        present = main if codes.mentions is None else cross_fitted(seen, codes.rows, codes.mentions, fold)[1]
    parts = with_rest(main / np.maximum(1, main.sum(axis=1, keepdims=True)))
    ids = tuple(theme.id for theme in data.themes)
    expected, found = main[codes.rows].mean(axis=0), codes.primary.mean(axis=0)
    scores: dict[str, Any] = {
        "codes": len(coded),
        "documents": len({data.documents[row] for row in codes.rows.tolist()}),
        "features": dict(zip(names_of(seen), learned.coefficients.round(4).tolist(), strict=True)),
        "calibration": {
            theme: {"expected": e, "coded": c}
            for theme, e, c in zip(ids, expected.round(4).tolist(), found.round(4).tolist(), strict=True)
        },
        "curve": curve,
    }
    return FittedTopics(
        topic_ids=(*ids, NONE),
        topic_words=theme_words(data),
        passage_topics=data.for_all_passages(parts[data.rows]),
        passage_ids=data.tokens.passage_ids,
        vocabulary=data.tokens.vocabulary,
        theme_of={theme: theme for theme in ids},
        scores=scores,
        passage_present=np.column_stack([present, (1 - present).prod(axis=1)]).clip(0, 1).astype(np.float32),
    )


def _family(data: ModelInput) -> Sequence[str]:
    """The family of copies of each passage's document."""
    return data.families or data.documents


def folds(families: Sequence[str], number: int) -> dict[str, int]:
    """The fold of each family, from the family of each coded passage: folds of about as many passages each.

    >>> folds(["a", "a", "b", "c"], 2)
    {'a': 0, 'b': 1, 'c': 1}
    """
    sizes, held = Counter(families), [0] * min(number, len(set(families)))
    fold_of: dict[str, int] = {}
    for family in sorted(sizes, key=lambda one: (-sizes[one], one)):
        fold_of[family] = held.index(min(held))
        held[fold_of[family]] += sizes[family]
    return fold_of
