"""The learning curve of the coded estimator: how well it would do with fewer codes, on documents it has not seen."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from topics.models.coded.classifier import trained
from topics.models.coded.features import taught
from topics.wording import number

Floats = NDArray[np.float64]

SIZES = (40, 100, 200)
_FOLDS, _DRAWS = 5, 4
_LEAST = 1e-6  # a probability that is taken for certain


def learning_curve(
    features: Floats, codes: NDArray[np.bool_], documents: Sequence[str], seed: int
) -> list[dict[str, float]]:
    """Macro-F1 of main themes and log loss by number of codes: 40, 100, 200 and as many as there are.

    A fifth of the documents is held out in turn, four times over; the codes of the others, document by document in a
    drawn order, are learned from. `codes` in the last row are all that are left when a fifth is held out. A draw in
    which nothing is coded with a theme is left out.
    """
    random = np.random.default_rng(seed)
    names, document = np.unique(np.asarray(documents, dtype=str), return_inverse=True)
    folds = [random.permutation(len(names)) % _FOLDS for _ in range(_DRAWS)]
    order = [random.permutation(len(names)) for _ in range(_DRAWS)]
    most = min(int((fold[document] != held).sum()) for fold in folds for held in range(_FOLDS))
    rows = []
    for size in [*(size for size in SIZES if size < most), most]:
        found = [_tried(features, codes, document, fold, drawn, size) for fold, drawn in zip(folds, order, strict=True)]
        scores = np.array([score for score in found if score is not None])
        if len(scores):
            f1, loss = scores.mean(axis=0).round(4).tolist()
            rows.append({"codes": size, "f1": f1, "log_loss": loss})
    return rows


def curve_sentence(curve: Sequence[Mapping[str, float]]) -> str:
    """The learning curve in words.

    >>> curve_sentence([{"codes": 40, "f1": 0.684, "log_loss": 0.09}, {"codes": 100, "f1": 0.74, "log_loss": 0.08}])
    'macro-F1 of main themes on documents not learned from: 0.68 with 40 codes, 0.74 with 100'
    """
    steps = [f"{number(one['f1'], 2)} with {one['codes']:,}" for one in curve]
    told = ", ".join([f"{steps[0]} codes", *steps[1:]])
    return f"macro-F1 of main themes on documents not learned from: {told}"


def _tried(
    features: Floats,
    codes: NDArray[np.bool_],
    document: NDArray[np.intp],
    fold: NDArray[np.intp],
    order: NDArray[np.intp],
    size: int,
) -> tuple[float, float] | None:
    """Macro-F1 and log loss over all documents, each held out once; None where some codes were all alike."""
    found = np.empty(codes.shape)
    seen = taught(features, size)
    place = np.argsort(order)[document]  # of each passage's document in the drawn order
    for held in range(_FOLDS):
        out = fold[document] == held
        left = np.flatnonzero(~out)
        learned = left[np.argsort(place[left], kind="stable")][:size]
        if not codes[learned].any():
            return None
        found[out] = trained(seen[learned], codes[learned]).probabilities(seen[out])
    whole = np.column_stack([found, 1 - found.sum(axis=1)])
    main = np.eye(whole.shape[1], dtype=bool)[whole.argmax(axis=1)][:, :-1]
    right, either = (main & codes).sum(axis=0), main.sum(axis=0) + codes.sum(axis=0)
    certain = np.clip(np.where(codes, found, 1 - found), _LEAST, 1)
    return float((2 * right / np.maximum(either, 1)).mean()), float(-np.log(certain).mean())
