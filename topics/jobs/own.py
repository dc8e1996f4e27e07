"""The study's own estimator, chosen from the fits of its models: by its settings, its codes, or fitness and foundation.

See `topics.shares.own_estimator` and `topics.results.own_by_codes`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.jobs.prepare import Prepared, Task, estimators_of
from topics.results.fitness import fitness_of
from topics.results.own_by_codes import own_by_codes
from topics.results.scores import codebooks, scores_of
from topics.shares.codebook import ThemeScores
from topics.shares.own_estimator import Reason, own_estimator
from topics.store.job import Estimator, candidates
from topics.store.store import Store
from topics.study.study import Study

if TYPE_CHECKING:
    import pandas as pd


def preferred_by_codes(
    study: Study,
    prepared: Prepared,
    estimators: Sequence[Estimator],
    fitness: "pd.DataFrame",
    scores: Mapping[str, Sequence[ThemeScores]],
) -> tuple[str, Reason] | None:
    """The estimator that the study's codes prefer, and why; None without codes, or where the settings name one."""
    if prepared.gold is None or not estimators or study.settings.shares.estimator:
        return None
    lengths = prepared.data.tokens.lengths
    return own_by_codes(candidates(estimators, fitness), scores, prepared.gold, prepared.corpus, lengths)


def own_of_fits(study: Study, store: Store, prepared: Prepared, tasks: Sequence[Task]) -> tuple[str, Reason]:
    """The study's own estimator and the reason, as its job has it; all `tasks` of its models are fitted."""
    corpus, tokens = prepared.corpus, prepared.data.tokens
    estimators = estimators_of(store, study.settings.models, tasks)
    runs = {run.fit: run for one in estimators for run in one.runs}
    codebook = codebooks(list(runs.values()), corpus, tokens, study.themes, study.codebook)
    scores = scores_of(estimators, codebook, study.themes, tokens.lengths)
    fitness = fitness_of(estimators, scores, corpus, tokens, study.themes)
    by_codes = preferred_by_codes(study, prepared, estimators, fitness, scores)
    named = study.settings.shares.estimator or ""
    return by_codes or own_estimator(candidates(estimators, fitness), named, len(study.themes))
