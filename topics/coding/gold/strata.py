"""Estimators' scores of the units of a coded sample, and the strata made from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.folder import Unit
from topics.errors import StudyError, nearest
from topics.evaluation.people.coding_sample import joined_strata
from topics.models import MODELS
from topics.preprocessing.attribute_table import NOT_STATED, attribute_values
from topics.results.scores import passage_table
from topics.store.job import Job
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class UnitScores:
    """An estimator's scores of units, as means over its seeds: `weights`, `present` `(N, n_themes)`; `primary (N,)`.

    `primary` is the number of a theme in order; the next two numbers stand for none of the themes and unassigned.
    `learned` says whether the estimator learns from human codes.
    """

    weights: Floats
    present: Floats
    primary: NDArray[np.intp]
    learned: bool = False

    def found(self, k: int) -> NDArray[np.bool_]:
        """Whether each unit `(N,)` has main theme k; for k after the last theme: none of them, or unassigned."""
        n_themes = self.weights.shape[1]
        found: NDArray[np.bool_] = self.primary == k if k < n_themes else self.primary >= n_themes
        return found

    def weight_of(self, k: int) -> Floats:
        """Weights of theme k `(N,)`; for k after the last theme, 1 − the sum over themes."""
        n_themes = self.weights.shape[1]
        found: Floats = self.weights[:, k] if k < n_themes else 1 - self.weights.sum(axis=1)
        return found


class MentionScores(UnitScores):
    """The same scores read as mentions: a unit may mention several themes, or none."""

    def found(self, k: int) -> NDArray[np.bool_]:
        """Whether each unit `(N,)` mentions theme k with probability .5 or more."""
        found: NDArray[np.bool_] = self.present[:, k] >= 0.5
        return found

    def weight_of(self, k: int) -> Floats:
        """The probability that each unit `(N,)` mentions theme k."""
        found: Floats = self.present[:, k]
        return found


def unit_scores(job: Job, estimators: Sequence[str], units: "pd.DataFrame", unit: Unit) -> list[UnitScores]:
    """The scores of units by some of a job's estimators. Raises StudyError for an estimator that the job lacks."""
    known = [model.name for model in job.models]
    for name in estimators:
        if name not in known:
            raise StudyError(f'"{name}" is no estimator of this study; {nearest(name, known)}')
    table = passage_table(job.corpus, job.tokens)
    if unit == "document":
        table = table[job.counted]
        place = {doc_id: row for row, doc_id in enumerate(units["unit"])}
        table = table[table["doc_id"].isin(place)]
        of, length = table["doc_id"].map(place).to_numpy(), table["n_tokens"].to_numpy(dtype=float)
    found = []
    kinds = {model.name: model.kind for model in job.models}
    for name in estimators:
        seeds = job.scores(name)
        rows = seeds[0].rows((units["unit"] if unit == "passage" else table["passage_id"]).tolist())
        parts = np.mean([scores.composition[rows] for scores in seeds], axis=0)
        present = np.mean([scores.present[rows] for scores in seeds], axis=0)
        if unit == "document":
            total = np.bincount(of, weights=length, minlength=len(units))
            sums = [np.bincount(of, weights=length * column, minlength=len(units)) for column in parts.T]
            parts = np.column_stack(sums) / total[:, None]
            most = np.zeros((len(units), present.shape[1]))
            np.maximum.at(most, of, present)
            present = most
        learned = "codes" in MODELS[kinds[name]].uses
        found.append(UnitScores(parts[:, :-2], present, np.round(parts, 9).argmax(axis=1), learned))
    return found


def strata_of(units: "pd.DataFrame", scores: UnitScores | None, theme_ids: Sequence[str], n: int) -> list[str]:
    """The stratum of every unit: the theme that an estimator finds in it, with small strata joined in each period."""
    if scores is None:
        return ["all"] * len(units)
    found = np.array([*theme_ids, NONE_OF_THE_THEMES, UNASSIGNED])[scores.primary]
    return joined(units, found.tolist(), n)


def values_of(job: Job, attribute: str, units: "pd.DataFrame") -> list[str]:
    """The value of an attribute that every unit's document has, `not stated` for none.

    Raises ModelError for an attribute that no document has.
    """
    documents = job.corpus.documents
    values = attribute_values(documents, attribute).tolist()
    value_of = dict(zip(documents["doc_id"], values, strict=True))
    return [value_of[doc_id] or NOT_STATED for doc_id in units["doc_id"]]


def joined(units: "pd.DataFrame", named: Sequence[str], n: int) -> list[str]:
    """Strata named after what each unit is or holds, with small ones joined in each period."""
    labels = np.array(named, dtype=str)
    stratum = labels.astype(object)
    for period in sorted(set(units["period"])):
        rows = (units["period"] == period).to_numpy()
        names, counts = np.unique(labels[rows], return_counts=True)
        part_of = joined_strata(dict(zip(names.tolist(), counts.tolist(), strict=True)), n)
        stratum[rows] = [part_of[label] for label in labels[rows]]
    return [str(label) for label in stratum]
