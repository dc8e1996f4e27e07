"""Which estimators of a job see which themes: the verdicts of `topics.shares.fitness`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.schema import ESTIMATOR, SHARE, THEME, Column, declare
from topics.shares.fitness import evidence, fitness
from topics.store.job import Job
from topics.themes import count_terms

if TYPE_CHECKING:
    import pandas as pd

FITNESS = declare(
    "fitness",
    "one estimator and theme",
    (
        ESTIMATOR,
        THEME,
        Column("named", "integer", "passages", "counted passages that hold a term of the theme"),
        Column("found", "number", SHARE, "part of them to which the estimator gives the theme, a mean over seeds"),
        Column("verdict", "text", "", "fit, unfit or not known"),
        Column("reason", "text", "", "why, in words"),
    ),
)


def job_fitness(job: Job, estimators: Sequence[str] = ()) -> "pd.DataFrame":
    """The fitness of a job's estimators, or of those named, for each theme: columns as declared in `FITNESS`."""
    passages = job.corpus.passages
    counted = passages["counted"].to_numpy(bool)
    names = count_terms(passages.loc[counted, "text"], job.themes) > 0
    rows = []
    for name in estimators or [model.name for model in job.models]:
        scores = job.scores(name)
        unassigned = np.stack([one.unassigned[counted] for one in scores])
        for at, theme in enumerate(job.themes):
            weights = np.stack([one.weights[counted, at] for one in scores])
            seen = evidence(weights, names[:, at], unassigned)
            judged = fitness(seen)
            rows.append((name, theme.id, seen.named, seen.found, judged.verdict, judged.reason))
    return FITNESS.frame(rows)
